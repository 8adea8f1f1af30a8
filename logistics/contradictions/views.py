"""The pages of contradictions: the list, one case with its records, looking now."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.contradictions import looking
from logistics.contradictions.forms import AssignForm, ContradictionSearch, SettleForm
from logistics.contradictions.models import Contradiction
from logistics.contradictions.tasks import span
from logistics.contributions import comparisons
from logistics.pages import form_page, list_page
from logistics.records.models import Entry
from logistics.school.models import Person


@allow("contradictions.view")
def contradiction_list(request: Request) -> HttpResponse:
    """Unless asked otherwise, those not settled."""
    search = ContradictionSearch(request.GET)
    seen = Contradiction.objects.visible_to(request.user, "contradictions.view")
    rows = search.apply(seen).select_related("campus", "assigned_to").order_by("-on", "-pk")
    return list_page(
        request,
        rows,
        "contradictions/contradiction_list.html",
        fragment="contradictions/_contradiction_rows.html",
        search=search,
        is_searched=any(request.GET.values()),
        compared=[comparison.title for comparison in comparisons().values()],
    )


@allow(None)
def contradiction(request: Request, pk: int) -> HttpResponse:
    """One case: the records side by side, and the lawful way to put it right."""
    found = one(request, pk)
    seen = Entry.objects.visible_to(request.user, "records.view_record")
    entries = found.entries.select_related("entered_by", "campus", "school_class", "place")
    context = {
        "contradiction": found,
        "entries": entries.order_by("happened_at", "pk"),
        "opens": set(seen.filter(pk__in=entries).values_list("pk", flat=True)),
        "may_settle": found.is_open and may_settle(request, found),
        "now": timezone.now(),
        "events": events(found),
    }
    return TemplateResponse(request, "contradictions/contradiction.html", context)


def one(request: Request, pk: int, permission: str = "contradictions.view") -> Contradiction:
    rows = Contradiction.objects.visible_to(request.user, permission)
    return get_object_or_404(rows.select_related("campus", "assigned_to", "task"), pk=pk)


def may_settle(request: Request, found: Contradiction) -> bool:
    return request.user.has_perm("contradictions.settle") or (
        found.assigned_to_id == request.user.pk
    )


def events(found: Contradiction) -> list[dict[str, Any]]:
    """What happened to it, the latest first."""
    told: list[tuple[datetime | None, Any, str]] = [
        (found.settled_at, found.settled_by, found.explanation),
        (found.gone_at, "", _("No longer found: the records do not contradict each other now")),
        (
            found.assigned_at,
            found.assigned_by,
            _("Given to %(person)s to look into") % {"person": found.assigned_to},
        ),
        (found.found_at, "", _("Found by comparing records")),
    ]
    shown = [{"at": at, "who": who, "text": text, "url": ""} for at, who, text in told if at]
    return sorted(shown, key=lambda event: event["at"], reverse=True)


@allow("contradictions.settle")
def contradiction_assign(request: Request, pk: int) -> HttpResponse:
    found = one(request, pk, "contradictions.settle")
    people = Person.objects.visible_to(request.user, "contradictions.settle")
    form = AssignForm(
        request.POST or None,
        contradiction=found,
        people=people.employed(timezone.localdate()),
        by=request.user,
        now=timezone.now(),
        initial={"person": found.assigned_to_id},
    )
    return form_page(
        request,
        form,
        heading=_("Who looks into it: %(case)s") % {"case": found},
        submit_label=_("Assign"),
        saved=_("Assigned."),
        cancel_url=found.get_absolute_url(),
    )


@allow(None)
def contradiction_settle(request: Request, pk: int) -> HttpResponse:
    """For those who settle, and for whoever was asked to look into it."""
    found = one(request, pk, "contradictions.settle")
    form = SettleForm(
        request.POST or None, contradiction=found, by=request.user, now=timezone.now()
    )
    return form_page(
        request,
        form,
        heading=_("Explain: %(case)s") % {"case": found},
        purpose=_("Only where the records are right as they are. Nothing is changed by it."),
        submit_label=_("Explain"),
        saved=_("Explained."),
        cancel_url=found.get_absolute_url(),
    )


@require_POST
@allow("contradictions.settle")
def contradiction_look(request: Request) -> HttpResponse:
    """Compare now, and not only at the next full hour."""
    now = timezone.now()
    found = looking.look(*span(timezone.localdate(now)), now=now)
    sentence = _("Compared: %(new)s new, %(gone)s put right.")
    messages.success(request, sentence % {"new": found.new, "gone": found.gone})
    return redirect("contradictions:contradiction_list")
