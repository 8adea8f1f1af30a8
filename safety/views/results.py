"""What the rounds brought: published results for everybody, and the summary of a month."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Request, allow
from logistics.fields import month_number
from logistics.pages import form_page, list_page
from logistics.records.searching import DAY, month_before, month_end, month_words
from logistics.school.models import Campus
from safety.forms.rounds import PublishForm
from safety.models import Publication, Round
from safety.rounds import publishing, summing

READ, MANAGE, VIEW = "duties.view_task", "safety.manage", "safety.view"


def published_to(request: Request) -> QuerySet[Publication]:
    """The results of one's own campuses, without those of records that were voided."""
    reach = request.user.reach(READ).within(campus="round__entry__campus_id")
    rows = Publication.objects.filter(reach).exclude(round__entry__status="voided")
    return rows.select_related("round__entry__campus", "round__checklist", "by")


@allow(READ)
def result_list(request: Request) -> HttpResponse:
    """通报栏: the published results, the newest first."""
    rows = published_to(request).order_by("-at", "-pk")
    return list_page(request, rows, "safety/result_list.html", fragment="safety/_result_rows.html")


@allow(READ)
def result(request: Request, pk: int) -> HttpResponse:
    """One published result: who stands where, and what was not in order."""
    found = get_object_or_404(published_to(request), pk=pk)
    lines = found.round.lines.filter(result="abnormal").select_related("item")
    context = {
        "publication": found,
        "ranks": publishing.ranking([found.round_id]),
        "lines": lines,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "safety/result.html", context)


@allow(MANAGE)
def round_publish(request: Request, pk: int) -> HttpResponse:
    """Put the result of a scored inspection up for everybody."""
    reach = request.user.reach(MANAGE).within(campus="entry__campus_id")
    record = get_object_or_404(
        Round.objects.filter(reach).select_related("entry", "checklist"), pk=pk
    )

    def act(words: str) -> Publication:
        return publishing.publish(record, by=request.user, now=timezone.now(), words=words)

    form = PublishForm(request.POST or None, act=act)
    return form_page(
        request,
        form,
        heading=_("Publish %(number)s") % {"number": record.entry.number},
        purpose=_("Everybody at the campus reads who stands where and what was not in order."),
        submit_label=_("Publish the result"),
        saved=_("The result is published."),
        cancel_url=record.get_absolute_url(),
    )


@allow(VIEW)
def round_summary(request: Request) -> HttpResponse:
    """What the rounds of a month found, list by list, and what became of it; also as a sheet."""
    now = timezone.now()
    month = month_asked(request, now)
    campuses = Campus.objects.visible_to(request.user, VIEW).filter(is_active=True)
    chosen = campus_chosen(request, campuses)
    reach = Q(entry__campus=chosen) if chosen else Q(entry__campus__in=campuses)
    context = {
        "summary": summing.sum_up(reach, month, month_end(month), on=timezone.localdate(now)),
        "month": month,
        "period": month_words(month),
        "earlier": f"{month_before(month):%Y%m}",
        "later": f"{month_end(month) + DAY:%Y%m}",
        "campuses": campuses,
        "chosen": chosen,
        "now": now,
    }
    page = "round_summary_print" if "print" in request.GET else "round_summary"
    return TemplateResponse(request, f"safety/{page}.html", context)


def month_asked(request: Request, now: Any) -> date:
    asked = month_number(request.GET.get("month", ""))
    return date(*asked, 1) if asked else timezone.localdate(now).replace(day=1)


def campus_chosen(request: Request, campuses: QuerySet[Campus]) -> Campus | None:
    asked = request.GET.get("campus", "")
    return next((one for one in campuses if str(one.pk) == asked), None)


urls: list[URLPattern] = [
    path("results/", result_list, name="result_list"),
    path("results/<int:pk>/", result, name="result"),
    path("rounds/<int:pk>/publish/", round_publish, name="round_publish"),
    path("rounds/summary/", round_summary, name="round_summary"),
]
