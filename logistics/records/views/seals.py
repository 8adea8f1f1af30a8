"""The seals by month, one seal with its check, and the answer to a printed code."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from logistics.access import Request, allow
from logistics.fields import month_number
from logistics.records.forms import CodeForm
from logistics.records.models import Seal
from logistics.records.searching import month_before, month_end, month_words
from logistics.records.verifying import Report, verify
from logistics.school.calendar import DAY


@allow("records.check_seal")
def seal_list(request: Request) -> HttpResponse:
    """The sealed days of a month; ?check=1 computes them anew, ?code= finds a printed one."""
    now = timezone.now()
    month = asked_month(request, now)
    form = CodeForm(request.GET if "code" in request.GET else None)
    named = form.find() if form.is_valid() else None
    report = verify(now=now, first=month, last=month_end(month)) if "check" in request.GET else None
    context = {
        "month": month,
        "period": month_words(month),
        "earlier": f"{month_before(month):%Y%m}",
        "later": f"{month_end(month) + DAY:%Y%m}",
        "lines": lines(month, report),
        "report": report,
        "form": form,
        "is_asked": form.is_bound and form.is_valid(),
        "named": named,
        "named_report": check(named, now) if named else None,
        "is_used": Seal.objects.exists(),
    }
    return TemplateResponse(request, "records/seal_list.html", context)


def lines(month: date, report: Report | None) -> list[dict[str, Any]]:
    """The seals of a month, newest first, with what the check found if there was one."""
    seals = Seal.objects.filter(day__range=(month, month_end(month))).defer("rows", "marks")
    return [
        {"seal": seal, "broken": report.counts.get(seal.day, 0) if report else None}
        for seal in seals.order_by("-day")
    ]


def asked_month(request: Request, now: datetime) -> date:
    """The first day of ?month=202611; of this month if it says none."""
    if asked := month_number(request.GET.get("month", "")):
        return date(*asked, 1)
    return timezone.localdate(now).replace(day=1)


@allow("records.check_seal")
def seal(request: Request, pk: int) -> HttpResponse:
    """One sealed day, computed anew as the page is opened."""
    seal = get_object_or_404(Seal, pk=pk)
    context = {
        "seal": seal,
        "report": check(seal, timezone.now()),
        "before": Seal.objects.filter(number=seal.number - 1).first(),
        "after": Seal.objects.filter(number=seal.number + 1).first(),
    }
    return TemplateResponse(request, "records/seal.html", context)


def check(seal: Seal, now: datetime) -> Report:
    return verify(now=now, first=seal.day, last=seal.day)
