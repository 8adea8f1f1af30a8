"""Special care: who has it, who is proposed, a case with its visits, the figures; common diseases."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from health.care import caring, counting, grown, noting, proposing, rolls
from health.care.proposing import Proposal
from health.conditions import Condition, Outcome
from health.forms.special_care import (
    DeclineForm,
    DiseaseEndForm,
    DiseaseForm,
    ListGoneThroughForm,
    SpecialCareForm,
    VisitForm,
)
from health.models import CommonDiseaseCase, SpecialCareCase
from health.views.care_frame import (
    DISEASES,
    KEEP,
    SEE,
    SPECIAL,
    asked_child,
    asked_task,
    one_class,
    then_task,
    who,
)
from health.views.cases import note_rows
from health.views.exams import nobody
from logistics.access import Request, allow
from logistics.charts import Point, Series
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school import reading
from logistics.school.models import Reading, Term
from logistics.school.rules import rule
from logistics.school.views.frame import form_under, looked_at

MOST_PROPOSED = 300
MOST_NOTES = 10  # of the carers, on the page of a case


def cases_seen(request: Request) -> Any:
    """The cases this person may read, of the campus looked at."""
    entries = Entry.objects.visible_to(request.user, SEE)
    if campus := looked_at(request):
        entries = entries.filter(campus=campus)
    cases = SpecialCareCase.objects.filter(entry__in=entries.values("pk"))
    return cases.select_related("child", "entry__school_class").defer(
        "child__identity_number", "child__note"
    )


@allow(SEE)
def special_care_list(request: Request) -> HttpResponse:
    """The open cases, those whose visit is due first; the closed ones."""
    now = timezone.now()
    days = int(rule(caring.VISIT_DAYS, on=timezone.localdate(now)))
    cases = cases_seen(request)
    view = "closed" if request.GET.get("view") == "closed" else "open"
    rows = (cases.closed() if view == "closed" else cases.open()).with_last_visit()
    condition = request.GET.get("kind", "")
    if condition in Condition.values:
        rows = rows.filter(condition=condition)
    order = "seen_at" if view == "open" else "-ended_at"
    page = list_page(
        request,
        rows.order_by(order, "pk"),
        "health/special_care_list.html",
        fragment="health/_special_care_rows.html",
        tabs=care_tabs(view),
        view=view,
        due_before=now - timedelta(days=days),
        outcomes=dict(Outcome.choices),
    )
    note_rows(request, page, _("Special care"))
    return page


def care_tabs(current: str) -> list[dict[str, Any]]:
    base = reverse("health:special_care_list")
    views = [
        ("open", pgettext("cases", "Open"), base),
        ("proposed", pgettext("special care", "Proposed"), reverse("health:special_care_proposed")),
        ("closed", _("Closed"), f"{base}?view=closed"),
        ("diseases", _("Common diseases"), reverse("health:common_disease_list")),
        ("counts", _("Figures of the term"), reverse("health:special_care_counts")),
    ]
    return [
        {"title": title, "url": url, "is_current": name == current} for name, title, url in views
    ]


@allow(SEE)
def special_care_proposed(request: Request) -> HttpResponse:
    """Who should get special care by what is known, and has no case for it."""
    on = timezone.localdate()
    children = rolls.attending(request.user, on)
    if campus := looked_at(request):
        children = children.filter(enrolments__school_class__campus=campus).distinct()
    found = proposing.proposals(list(children), on)
    shown = [proposal.child.pk for proposal in found[:MOST_PROPOSED]]
    reading.note_opened(request, shown, title=_("Special care"))
    context = {
        "tabs": care_tabs("proposed"),
        "proposals": found[:MOST_PROPOSED],
        "count": len(found),
        "classes": rolls.classes_of_year(request.user, on, KEEP),
    }
    return TemplateResponse(request, "health/special_care_proposed.html", context)


@allow(KEEP)
def special_care_new(request: Request) -> HttpResponse:
    """Open a case; from a proposal, with the reason it rests on. Nothing measured is filled in."""
    task, child, now = asked_task(request), asked_child(request), timezone.now()
    initial: dict[str, Any] = {}
    if proposal := asked_proposal(request, child, now):
        initial = {"condition": proposal.condition, "allergens": list(proposal.allergens)}
        initial["source"] = SpecialCareCase.Source.MEASURED if proposal.is_measured else ""
    form = SpecialCareForm(
        request.POST or None,
        request.FILES or None,
        child=child,
        initial=initial,
        **who(request, now),
    )
    given = then_task(task, submit_label=_("Open the case"), saved=_("Saved: {result}"))
    purpose = proposal.why if proposal else _("The plan is agreed with the guardians.")
    return form_under(request, form, _("New case"), SPECIAL, purpose=purpose, **given)


@allow(KEEP)
def special_care_decline(request: Request) -> HttpResponse:
    """Look at a proposal and do not follow it, with the reason."""
    now = timezone.now()
    proposal = asked_proposal(request, asked_child(request), now)
    if proposal is None:
        raise Http404
    reading.note_child(request, proposal.child, Reading.Act.OPENED, title=_("Special care"))
    form = DeclineForm(request.POST or None, proposal=proposal, by=request.user, now=now)
    back = reverse("health:special_care_proposed")
    heading = _("Decline: %(child)s, %(reason)s") % {
        "child": proposal.child,
        "reason": proposal.condition.label,
    }
    given = {"then": back, "cancel_url": back, "purpose": proposal.why}
    words = {"submit_label": _("Decline the proposal"), "saved": _("Declined: {result}")}
    return form_under(request, form, heading, SPECIAL, **given, **words)


def asked_proposal(request: Request, child: Any, now: datetime) -> Proposal | None:
    if child is None:
        return None
    condition = request.GET.get("kind", "")
    found = proposing.proposals([child], timezone.localdate(now))
    return next((each for each in found if each.condition == condition), None)


@allow(KEEP)
def special_care_of_task(request: Request) -> HttpResponse:
    """What a task asks for: of a class, whether its list was gone through; else a case."""
    task = asked_task(request)
    if task and task.school_class_id:
        url = reverse("health:special_care_gone_through", args=[task.school_class_id])
        return redirect(f"{url}?task={task.pk}")
    return redirect("health:special_care_proposed")


@allow(KEEP)
def special_care_gone_through(request: Request, class_pk: int) -> HttpResponse:
    """The list of a class was gone through; nobody new."""
    school_class = one_class(request, class_pk, KEEP)
    task = asked_task(request)
    form = ListGoneThroughForm(
        request.POST or None, school_class=school_class, **who(request, timezone.now())
    )
    given = then_task(
        task,
        submit_label=_("Nobody new"),
        saved=_("Saved: {result}"),
        purpose=_("Asked of the guardians of the class; those on the list stay on it."),
    )
    heading = _("List of %(class)s gone through") % {"class": school_class}
    return form_under(request, form, heading, SPECIAL, **given)


@allow(KEEP)
def special_care_nobody(request: Request) -> HttpResponse:
    heading = _("No case is open")
    return nobody(request, "special_care_visit", caring.nobody_in_care, heading)


@allow(SEE)
def special_care(request: Request, pk: int) -> HttpResponse:
    """One case: why, the plan, every visit with what was measured, how it ended."""
    case = get_object_or_404(cases_seen(request).with_end().filter(child__isnull=False), pk=pk)
    reading.note_child(request, case.child, Reading.Act.OPENED, title=_("Special care"))
    visits, looks = visits_of(case), grown.course(case, until=until_of(case))
    on_paper = "print" in request.GET
    context = {
        "case": case,
        "notes": []
        if on_paper
        else noting.lines_about(case, until=until_of(case), most=MOST_NOTES),
        "visits": visits,
        "looks": looks,
        "ended_as": dict(Outcome.choices).get(case.ended_as or "", ""),
        "weights": [Series(pgettext("of a child", "Weight"), points(case, visits, looks))],
        "may_write": request.user.has_perm(KEEP) and case.ended_at is None,
        "now": timezone.now(),
    }
    if on_paper:
        reading.note_child(request, case.child, Reading.Act.PRINTED, title=_("Special care"))
    name = "special_care_print" if on_paper else "special_care"
    return TemplateResponse(request, f"health/{name}.html", context)


def visits_of(case: SpecialCareCase) -> list[Any]:
    rows = case.visits.standing().select_related("entry__entered_by")
    return list(rows.order_by("entry__happened_at", "pk"))


def until_of(case: Any) -> date | None:
    """What is measured after a case has ended is not of it any more."""
    return timezone.localdate(case.ended_at) if case.ended_at else None


def points(case: SpecialCareCase, visits: list[Any], looks: list[grown.Look]) -> list[Point]:
    """The weight at the beginning, at each visit and with the class; one without it is a gap."""
    weighed = [look for look in looks if look.weight_kg]
    told = [(case.entry.happened_at, case.weight_kg)]
    told += [(each.entry.happened_at, each.weight_kg) for each in [*visits, *weighed]]
    return [
        Point(f"{timezone.localtime(at):%m-%d}", float(weight) if weight else None)
        for at, weight in sorted(told, key=lambda pair: pair[0])
    ]


def last_measured(case: SpecialCareCase) -> str:
    """The last height and weight, at a visit or with the class, to be compared with on a visit."""
    looks: list[Any] = [case, *visits_of(case), *grown.course(case)]
    found = [each for each in looks if each.height_cm or each.weight_kg]
    if not found:
        return ""
    last = max(found, key=lambda each: each.entry.happened_at)
    words = grown.figures((last.height_cm, "cm"), (last.weight_kg, "kg"), ("BMI", last.bmi))
    said = {"day": f"{timezone.localtime(last.entry.happened_at):%Y-%m-%d}", "figures": words}
    return _("Last measured on %(day)s: %(figures)s") % said


@allow(KEEP)
def special_visit_new(request: Request, pk: int) -> HttpResponse:
    """The monthly visit; with an outcome the case is closed."""
    entries = Entry.objects.visible_to(request.user, KEEP).values("pk")
    cases = SpecialCareCase.objects.open().filter(entry__in=entries)
    case = get_object_or_404(cases.select_related("child", "entry__campus"), pk=pk)
    reading.note_child(request, case.child, Reading.Act.OPENED, title=_("Special care"))
    form = VisitForm(
        request.POST or None, request.FILES or None, case=case, **who(request, timezone.now())
    )
    heading = _("Visit: %(child)s, %(reason)s") % {
        "child": case.child,
        "reason": case.get_condition_display(),
    }
    given = {
        "submit_label": _("Save the visit"),
        "saved": _("Saved: {result}"),
        "purpose": last_measured(case),
    }
    back = case.get_absolute_url()
    return form_under(request, form, heading, SPECIAL, cancel_url=back, then=case, **given)


@allow(SEE)
def special_care_letter(request: Request, pk: int) -> HttpResponse:
    """What the guardians are told and sign: the finding, the plan, what is asked of them."""
    case = get_object_or_404(cases_seen(request).filter(child__isnull=False), pk=pk)
    reading.note_child(request, case.child, Reading.Act.PRINTED, title=_("Letter on special care"))
    visits = visits_of(case)
    context = {"case": case, "last": visits[-1] if visits else None, "now": timezone.now()}
    return TemplateResponse(request, "health/special_care_letter.html", context)


@allow(counting.SEE)
def special_care_counts(request: Request) -> HttpResponse:
    """The figures of a term, without a name; on paper with ?print."""
    on = timezone.localdate()
    terms = list(Term.objects.filter(starts_on__lte=on).order_by("-starts_on")[:6])
    asked = request.GET.get("term", "")
    term = next((t for t in terms if str(t.pk) == asked), terms[0] if terms else None)
    rows = counting.of_term(term, request.user, campus=looked_at(request)) if term else []
    context = {
        "tabs": care_tabs("counts") if request.user.has_perm(SEE) else [],
        "term": term,
        "terms": terms,
        "rows": rows,
        "outcomes": [label for _code, label in Outcome.choices],
        "now": timezone.now(),
    }
    name = "special_care_counts_print" if "print" in request.GET else "special_care_counts"
    return TemplateResponse(request, f"health/{name}.html", context)


# Common diseases.


@allow(SEE)
def common_disease_list(request: Request) -> HttpResponse:
    """Diagnosed and not over; or everything."""
    entries = Entry.objects.visible_to(request.user, SEE)
    if campus := looked_at(request):
        entries = entries.filter(campus=campus)
    cases = CommonDiseaseCase.objects.filter(entry__in=entries.values("pk"))
    everything = request.GET.get("view") == "all"
    cases = cases.standing() if everything else cases.open()
    cases = cases.select_related("child", "entry__school_class")
    page = list_page(
        request,
        cases.defer("child__identity_number", "child__note").order_by("-diagnosed_on", "-pk"),
        "health/common_disease_list.html",
        fragment="health/_disease_rows.html",
        tabs=care_tabs("diseases"),
        everything=everything,
    )
    note_rows(request, page, _("Common diseases"))
    return page


@allow(KEEP)
def disease_new(request: Request) -> HttpResponse:
    task = asked_task(request)
    form = DiseaseForm(
        request.POST or None, child=asked_child(request), **who(request, timezone.now())
    )
    back = {"then": reverse("health:common_disease_list")} if task is None else {}
    given = then_task(task, submit_label=_("Register"), saved=_("Saved: {result}"), **back)
    return form_under(request, form, _("New case of a common disease"), DISEASES, **given)


@allow(KEEP)
def disease_end(request: Request, pk: int) -> HttpResponse:
    """How it ended."""
    entries = Entry.objects.visible_to(request.user, KEEP).values("pk")
    cases = CommonDiseaseCase.objects.standing().filter(entry__in=entries)
    case = get_object_or_404(cases.select_related("child", "entry"), pk=pk)
    reading.note_child(request, case.child, Reading.Act.OPENED, title=_("Common diseases"))
    form = DiseaseEndForm(request.POST or None, case=case, **who(request, timezone.now()))
    back = reverse("health:common_disease_list")
    heading = _("Outcome: %(child)s, %(reason)s") % {
        "child": case.child,
        "reason": case.get_condition_display(),
    }
    given = {"then": back, "submit_label": _("Close the case"), "saved": _("Saved: {result}")}
    return form_under(request, form, heading, DISEASES, **given)


@allow(KEEP)
def disease_nobody(request: Request) -> HttpResponse:
    return nobody(request, "common_disease_case", caring.no_disease, _("No new disease"))


special_urls = [
    path("special-care/", special_care_list, name="special_care_list"),
    path("special-care/proposed/", special_care_proposed, name="special_care_proposed"),
    path("special-care/proposed/decline/", special_care_decline, name="special_care_decline"),
    path("special-care/new/", special_care_new, name="special_care_new"),
    path("special-care/write/", special_care_of_task, name="special_care_of_task"),
    path("special-care/nobody/", special_care_nobody, name="special_care_nobody"),
    path("special-care/figures/", special_care_counts, name="special_care_counts"),
    path(
        "special-care/classes/<int:class_pk>/", special_care_gone_through,
        name="special_care_gone_through",
    ),
    path("special-care/<int:pk>/", special_care, name="special_care"),
    path("special-care/<int:pk>/visit/", special_visit_new, name="special_visit_new"),
    path("special-care/<int:pk>/letter/", special_care_letter, name="special_care_letter"),
    path("common-diseases/", common_disease_list, name="common_disease_list"),
    path("common-diseases/new/", disease_new, name="disease_new"),
    path("common-diseases/nobody/", disease_nobody, name="disease_nobody"),
    path("common-diseases/<int:pk>/end/", disease_end, name="disease_end"),
]  # fmt: skip
