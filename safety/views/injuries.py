"""Injuries: the list to be followed, one with its course, the official sheet, figures and targets."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from logistics.access import Request, allow
from logistics.charts import Point
from logistics.pages import asked_words, list_page
from logistics.records.models import Entry
from logistics.school import reading
from logistics.school.models import Reading, Term
from logistics.school.views.frame import form_under, looked_at
from safety.forms.injuries import FollowUpForm, InjuryCorrectionForm, InjuryForm, ReportForm
from safety.models import ChildInjury, Severity
from safety.models.injuries import InjuryOutcome
from safety.organisation import counting
from safety.organisation.attending import ORGANISE, SEE, UNSAID, WRITE, children_seen
from safety.views.organisation_frame import (
    INJURIES,
    OPTIONS,
    asked_number,
    asked_task,
    then_task,
    who,
)

FIGURES = "duties.view_compliance"


def injuries_seen(request: Request, permission: str = SEE) -> Any:
    """Those of the classes and campuses the permission reaches."""
    within = Entry.objects.within(request.user, permission)
    entries = Entry.objects.filter(within, kind=ChildInjury.kind_code)
    rows = ChildInjury.objects.filter(entry__in=entries.values("pk"))
    rows = rows.select_related("child", "entry__school_class", "entry__campus", "on_duty")
    return rows.defer(*(f"child__{name}" for name in UNSAID), "on_duty__identity_number")


def one_injury(request: Request, pk: int, permission: str = SEE) -> ChildInjury:
    rows = injuries_seen(request, permission).select_related("entry__place", "entry__entered_by")
    return get_object_or_404(rows, pk=pk)


@allow(SEE)
def injury_list(request: Request) -> HttpResponse:
    """The injuries that have no outcome yet, then all of them; no name stands in the list."""
    rows = injuries_seen(request)
    if campus := looked_at(request):
        rows = rows.filter(entry__campus=campus)
    view = "all" if request.GET.get("view") == "all" else "open"
    shown = rows if view == "all" else rows.open()
    return list_page(
        request,
        shown.with_course().order_by("-entry__happened_at", "-pk"),
        "safety/injury_list.html",
        fragment="safety/_injury_rows.html",
        tabs=tabs(view),
        view=view,
        outcomes=dict(InjuryOutcome.choices),
        untold=rows.untold().count(),
        to_report=rows.to_report().count(),
    )


def tabs(current: str) -> list[dict[str, Any]]:
    base = reverse("safety:injury_list")
    views = [
        ("open", pgettext("injuries", "To follow"), base),
        ("all", pgettext("injuries", "All"), f"{base}?view=all"),
    ]
    return [
        {"title": title, "url": url, "is_current": name == current} for name, title, url in views
    ]


@allow(SEE)
def injury(request: Request, pk: int) -> HttpResponse:
    """One injury: the form, what came after, who was told; opening it is written down."""
    shown, on_paper = one_injury(request, pk), "print" in request.GET
    act = Reading.Act.PRINTED if on_paper else Reading.Act.OPENED
    reading.note_child(request, shown.child, act, title=str(shown.entry.declared.title))
    context = {
        "injury": shown,
        "course": ChildInjury.objects.with_course().get(pk=shown.pk),
        "outcomes": dict(InjuryOutcome.choices),
        "follow_ups": later(shown.follow_ups),
        "reports": later(shown.reports),
        "accountabilities": later(shown.accountabilities).select_related("person", "letter"),
        "findings": shown.entry.findings.all(),
        "photos": shown.entry.photos.all(),
        "may_write": may(request, WRITE, shown),
        "may_organise": may(request, ORGANISE, shown),
        "age": shown.age,
        "now": timezone.now(),
    }
    name = "injury_print" if on_paper else "injury"
    return TemplateResponse(request, f"safety/{name}.html", context)


def later(rows: Any) -> Any:
    """What was written about it and stands, in the order of time."""
    found = rows.exclude(entry__status=Entry.Status.VOIDED).select_related("entry__entered_by")
    return found.order_by("entry__happened_at", "pk")


def may(request: Request, permission: str, shown: ChildInjury) -> bool:
    reached = injuries_seen(request, permission).filter(pk=shown.pk)
    return request.user.has_perm(permission) and reached.exists()


@allow(WRITE)
def injury_child_options(request: Request) -> HttpResponse:
    """What the box of an injury offers in which a child is typed."""
    seen = children_seen(request.user, timezone.localdate(), WRITE)
    found = seen.matching(asked_words(request))
    return TemplateResponse(request, "school/_options.html", {"options": found[:OPTIONS]})


@allow(WRITE)
def injury_new(request: Request) -> HttpResponse:
    """A child was hurt: help first, then this."""
    now, task = timezone.now(), asked_task(request)
    children = children_seen(request.user, timezone.localdate(now), WRITE)
    child = children.filter(pk=asked_number(request, "child") or 0).first()
    form = InjuryForm(request.POST or None, request.FILES or None, child=child, **who(request, now))
    purpose = _("Help first, tell the parents, then write it down as it was.")
    given = then_task(task, submit_label=_("Register the injury"), saved=_("Saved: {result}"))
    return form_under(request, form, _("Injury of a child"), INJURIES, purpose=purpose, **given)


@allow(WRITE)
def injury_correct(request: Request, pk: int) -> HttpResponse:
    """The form said otherwise; what it said before stays readable."""
    found = one_injury(request, pk, WRITE)
    if found.entry.status == Entry.Status.VOIDED:
        raise PermissionDenied
    form = InjuryCorrectionForm(request.POST or None, injury=found, **who(request, timezone.now()))
    heading = _("Correct %(number)s") % {"number": found.entry.number}
    purpose = _("What it said before stays readable, struck through, with your reason.")
    given: dict[str, Any] = {"submit_label": _("Correct"), "saved": _("Corrected: {result}")}
    given["then"] = found
    return form_under(request, form, heading, INJURIES, purpose=purpose, **given)


@allow(WRITE)
def injury_follow(request: Request, pk: int) -> HttpResponse:
    """How the child is now; with the outcome it is over."""
    found = one_injury(request, pk, WRITE)
    form = FollowUpForm(
        request.POST or None, request.FILES or None, injury=found,
        **who(request, timezone.now()),
    )  # fmt: skip
    heading = _("How is the child: %(number)s") % {"number": found.entry.number}
    given: dict[str, Any] = {"submit_label": _("Save the follow-up"), "saved": _("Saved: {result}")}
    given |= {"then": found, "cancel_url": found.get_absolute_url()}
    return form_under(request, form, heading, INJURIES, **given)


@allow(ORGANISE)
def injury_report(request: Request, pk: int) -> HttpResponse:
    """The authority was told."""
    found = one_injury(request, pk, ORGANISE)
    form = ReportForm(request.POST or None, injury=found, **who(request, timezone.now()))
    heading = _("Report upward: %(number)s") % {"number": found.entry.number}
    given: dict[str, Any] = {"submit_label": _("Save the report"), "saved": _("Saved: {result}")}
    given |= {"then": found, "cancel_url": found.get_absolute_url()}
    return form_under(request, form, heading, INJURIES, **given)


@allow(ORGANISE)
def injury_of_task(request: Request) -> HttpResponse:
    """Which injury is to be reported or followed: the list, for a task that asks for it."""
    rows = injuries_seen(request, ORGANISE).to_report().with_course()
    rows = rows.order_by("-entry__happened_at", "-pk")[:50]
    return TemplateResponse(request, "safety/injury_choice.html", {"rows": rows})


@allow(FIGURES)
def injury_figures(request: Request) -> HttpResponse:
    """The rate of the term against the school's targets; no child is named."""
    now = timezone.now()
    on = timezone.localdate(now)
    terms = list(Term.objects.filter(starts_on__lte=on).order_by("-starts_on")[:4])
    chosen = next((t for t in terms if t.pk == asked_number(request, "term")), None)
    term = chosen or (terms[0] if terms else None)
    context: dict[str, Any] = {"term": term, "terms": term_tabs(terms, term)}
    if term:
        figures = counting.of_term(term, request.user, FIGURES, now=now, campus=looked_at(request))
        context |= {
            "figures": figures,
            "targets": figures.targets(min(on, term.ends_on)),
            "severities": [(s.label, figures.by_severity[s]) for s in Severity],
            "months": [
                Point(f"{year}-{month:02d}", figures.by_month[year, month])
                for year, month in term.months()
                if (year, month) <= (on.year, on.month)
            ],
            "types": [Point(title, count) for title, count in figures.types[:8]],
            "classes": figures.by_class.most_common(12),
        }
    return TemplateResponse(request, "safety/injury_figures.html", context)


def term_tabs(terms: list[Term], current: Term | None) -> list[dict[str, Any]]:
    base = reverse("safety:injury_figures")
    return [
        {"title": str(term), "url": f"{base}?term={term.pk}", "is_current": term == current}
        for term in terms
    ]


urls = [
    path("injuries/", injury_list, name="injury_list"),
    path("injuries/new/", injury_new, name="injury_new"),
    path("injuries/children/", injury_child_options, name="injury_child_options"),
    path("injuries/figures/", injury_figures, name="injury_figures"),
    path("injuries/to-report/", injury_of_task, name="injury_of_task"),
    path("injuries/<int:pk>/", injury, name="injury"),
    path("injuries/<int:pk>/correct/", injury_correct, name="injury_correct"),
    path("injuries/<int:pk>/follow/", injury_follow, name="injury_follow"),
    path("injuries/<int:pk>/report/", injury_report, name="injury_report"),
]
