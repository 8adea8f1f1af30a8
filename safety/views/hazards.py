"""Hazards: the list, one hazard, reporting and grading it, the month's figures."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from logistics.access import Request, allow
from logistics.duties import standing
from logistics.duties.forms.findings import STATE_TABS
from logistics.duties.models import FindingState, Task
from logistics.duties.views.findings import acts_of
from logistics.fields import month_number, whole_number
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school.models import Place
from logistics.school.posts import campuses_of
from logistics.school.views.frame import form_under, looked_at
from safety.forms.hazards import (
    GradeForm,
    HazardForm,
    HazardReportForm,
    HazardSearch,
    SummaryForm,
)
from safety.hazards import counting
from safety.models import Hazard, HazardSummary, Level, RepairTicket
from safety.repairs.hazard import tickets_of

# Everybody who knows the places knows what is dangerous at them: the law wants the staff informed.
VIEW = "school.view_place"
REPORT, MANAGE, LEAD = "safety.report", "safety.manage", "safety.organise"
HAZARDS = (gettext_lazy("Hazards"), "safety:hazard_list")


def hazards_seen(request: Request, permission: str = VIEW) -> Any:
    seen = Hazard.objects.visible_to(request.user, permission)
    if campus := looked_at(request):
        seen = seen.filter(entry__campus=campus)
    return seen


@allow(VIEW)
def hazard_list(request: Request) -> HttpResponse:
    """What is dangerous at the school; at first what is still to be put right."""
    on = timezone.localdate()
    view = request.GET.get("view", FindingState.OPEN)
    search = HazardSearch(request.GET)
    seen = hazards_seen(request)
    found = search.apply(in_view(seen, view), on=on)
    by_deadline = view in (FindingState.OPEN, FindingState.PUT_RIGHT)
    order = ("finding__due_on", "pk") if by_deadline else ("-entry__happened_at", "-pk")
    return list_page(
        request,
        found.for_list().order_by(*order),
        "safety/hazard_list.html",
        fragment="safety/_hazard_rows.html",
        search=search,
        tabs=tabs_of(view),
        view=view,
        today=on,
        figures=counting.standing_now(seen, on=on),
        is_narrowed=any(request.GET.get(name) for name in search.fields),
    )


def in_view(hazards: Any, view: str) -> Any:
    return hazards.in_state(view) if view in FindingState.values else hazards.standing()


def tabs_of(view: str) -> list[dict[str, Any]]:
    views = [*STATE_TABS, ("all", pgettext("findings", "All"))]
    return [
        {"title": title, "url": f"?view={code}", "is_current": code == view, "count": None}
        for code, title in views
    ]


def one_hazard(request: Request, pk: int, permission: str = VIEW) -> Hazard:
    return get_object_or_404(hazards_of(request, permission), pk=pk)


def hazards_of(request: Request, permission: str) -> Any:
    """With everything the page of one shows, of all one's campuses."""
    seen = Hazard.objects.visible_to(request.user, permission).for_rows()
    return seen.select_related(
        "entry__campus", "entry__place", "finding__campus", "finding__place",
        "finding__school_class", "finding__owner", "finding__found_by",
        "finding__put_right_by", "finding__closed_by", "responsible",
    )  # fmt: skip


@allow(VIEW)
def hazard(request: Request, pk: int) -> HttpResponse:
    """One hazard: what is settled about it, and every record on its way."""
    now = timezone.now()
    shown = one_hazard(request, pk)
    tickets = list(tickets_of(shown.finding))
    context = {
        "hazard": shown,
        "finding": shown.finding,
        "steps": standing.steps_of(shown.finding),
        "reports": shown.reports.exclude(entry__status="voided").select_related(
            "entry__entered_by"
        ),
        "before": counting.before(shown),
        "photos": shown.entry.photos.all(),
        "tickets": tickets,
        "now": now,
    }
    context |= acts_of(request, shown.finding, timezone.localdate(now))
    context |= own_acts(request, shown, tickets)
    return TemplateResponse(request, "safety/hazard.html", context)


def own_acts(request: Request, shown: Hazard, tickets: list[RepairTicket]) -> dict[str, bool]:
    """Grading goes before giving out: the page offers the one that is due."""
    is_open = not (shown.finding.closed_at or shown.finding.withdrawn_at)
    is_to_do = shown.finding.state == FindingState.OPEN
    reach = request.user.reach(MANAGE)
    managed = is_open and (reach.everywhere or shown.entry.campus_id in reach.sites)
    return {
        "may_assign": False,
        "may_grade": managed,
        "may_repair": is_to_do
        and request.user.has_perm(REPORT)
        and not any(ticket.is_open for ticket in tickets),
        "may_report": is_open and shown.is_major and request.user.has_perm(LEAD),
    }


def places_for(request: Request) -> Any:
    reached = Place.objects.in_use().visible_to(request.user, REPORT)
    return reached.select_related("campus").order_by("campus", "name")


@allow(REPORT)
def hazard_new(request: Request) -> HttpResponse:
    """Report a hazard: where, what, a photo."""
    places = places_for(request)
    place = places.filter(pk=whole_number(request.GET.get("place", "")) or 0).first()
    form = HazardForm(
        request.POST or None,
        request.FILES or None,
        places=places,
        now=timezone.now(),
        by=request.user,
        initial={"place": place} if place else {},
    )
    return form_under(
        request,
        form,
        _("Report a hazard"),
        HAZARDS,
        purpose=_("Whoever answers for safety grades it and says who puts it right."),
        submit_label=_("Report the hazard"),
        saved=_("Reported: {result}"),
        offline=True,
    )


@allow(MANAGE)
def hazard_grade(request: Request, pk: int) -> HttpResponse:
    """How bad it is, who puts it right, how and until when."""
    shown = one_hazard(request, pk, MANAGE)
    form = GradeForm(request.POST or None, hazard=shown, by=request.user, now=timezone.now())
    return form_under(
        request,
        form,
        _("Grade: %(what)s") % {"what": shown.what},
        HAZARDS,
        shown,
        purpose=_(
            "A major hazard is reported upwards within a day; director and principal are told."
        ),
        submit_label=pgettext("a hazard", "Grade and give out"),
        saved=_("Graded: {result}"),
    )


@allow(LEAD)
def hazard_report(request: Request, pk: int) -> HttpResponse:
    """Write down that a major hazard was reported upwards."""
    majors = hazards_of(request, LEAD).filter(level=Level.MAJOR)
    shown = get_object_or_404(majors, pk=pk)
    form = HazardReportForm(
        request.POST or None,
        request.FILES or None,
        hazard=shown,
        now=timezone.now(),
        by=request.user,
    )
    return form_under(
        request,
        form,
        _("Report upwards: %(what)s") % {"what": shown.what},
        HAZARDS,
        shown,
        submit_label=_("Save the report"),
        saved=_("Saved: {result}"),
    )


@allow(LEAD)
def hazard_report_choose(request: Request) -> HttpResponse:
    """Which major hazard is reported: the task says it, else one of those that are open."""
    asked = whole_number(request.GET.get("task", ""))
    task = Task.objects.visible_to(request.user).filter(pk=asked or 0).first()
    about, _colon, pk = (task.subject if task else "").partition(":")
    if about == "finding" and pk.isdecimal():
        hazard = Hazard.objects.filter(finding=int(pk)).first()
        if hazard:
            return redirect("safety:hazard_report", hazard.pk)
    return redirect("safety:hazard_list")


@allow(VIEW)
def hazard_month(request: Request) -> HttpResponse:
    """The month's figures of hazards, each leading to its rows."""
    on = timezone.localdate()
    year, month = month_number(request.GET.get("month", "")) or (on.year, on.month)
    first = date(year, month, 1)
    seen = hazards_seen(request).standing()
    filed = Entry.objects.filter(kind=HazardSummary.kind_code)
    context = {
        "month": counting.month_of(seen, first, on=on),
        "earlier": counting.month_before(first),
        "later": counting.month_after(first) if first < on.replace(day=1) else None,
        "summaries": HazardSummary.objects.filter(
            month=first, entry__in=filed.visible_to(request.user, "records.view_record")
        ).select_related("entry__entered_by"),
    }
    return TemplateResponse(request, "safety/hazard_month.html", context)


@allow(MANAGE)
def hazard_summary_new(request: Request) -> HttpResponse:
    """File the month's figures; asked by a task, those of the month it is about."""
    now = timezone.now()
    on = timezone.localdate(now)
    year, month = month_number(request.GET.get("month", "")) or (on.year, on.month)
    first = date(year, month, 1)
    campus = looked_at(request)
    form = SummaryForm(
        request.POST or None,
        campuses=[campus] if campus else campuses_of(request.user, on),
        month=first,
        by=request.user,
        now=now,
    )
    return form_under(
        request,
        form,
        _("Summary of hazards, %(month)s") % {"month": f"{first:%Y-%m}"},
        HAZARDS,
        purpose=_(
            "The figures are read off the hazards as they stand now; only the conclusion is typed."
        ),
        submit_label=_("File the summary"),
        saved=_("Filed: {result}"),
    )


urls = [
    path("hazards/", hazard_list, name="hazard_list"),
    path("hazards/new/", hazard_new, name="hazard_new"),
    path("hazards/month/", hazard_month, name="hazard_month"),
    path("hazards/month/file/", hazard_summary_new, name="hazard_summary_new"),
    path("hazards/reports/new/", hazard_report_choose, name="hazard_report_choose"),
    path("hazards/<int:pk>/", hazard, name="hazard"),
    path("hazards/<int:pk>/grade/", hazard_grade, name="hazard_grade"),
    path("hazards/<int:pk>/report/", hazard_report, name="hazard_report"),
]
