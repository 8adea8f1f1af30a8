"""The diet committee, observations, opinions, surveys and food incidents."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from canteen.forms.voices import (
    AnswerForm,
    ComplaintForm,
    IncidentForm,
    IncidentReportForm,
    MeetingForm,
    MemberForm,
    ObservationForm,
    SurveyForm,
)
from canteen.menus.serving import served
from canteen.models import (
    CommitteeMember,
    FoodIncident,
    MealComplaint,
    MealMeeting,
    MealObservation,
    MealSurvey,
    Menu,
)
from canteen.views.account_frame import (
    ARRANGE,
    COMMITTEE,
    COMPLAINTS,
    INCIDENTS,
    OBSERVATIONS,
    OBSERVE,
    SURVEYS,
    VIEW,
    WRITE,
    campus_tabs,
    campuses_of,
    form_of_task,
    shown_campuses,
    who,
)
from canteen.views.reached import one_campus, task_asked
from canteen.voices import holding, meeting
from health import interface as health
from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school import reading
from logistics.school.models import Child, Reading, SchoolClass, Term
from logistics.school.models.campuses import Meal
from logistics.school.views.frame import form_under

LOOK, OWN_CLASS = "canteen.look", "school.view_class"
NAMES = "school.view_child"  # whose names an inquiry may ask of this person


def seen(request: Request, model: Any) -> Any:
    """The records of the campuses within reach, with what a list shows of them."""
    rows = model._default_manager.filter(entry__campus__in=shown_campuses(request, VIEW))
    rows = rows.select_related("entry__campus", "entry__school_class", "entry__entered_by")
    return rows.defer("entry__entered_by__identity_number").order_by("-entry__happened_at", "-pk")


def voice_list(request: Request, rows: Any, name: str, **given: Any) -> HttpResponse:
    given |= {"may_observe": request.user.has_perm(OBSERVE), "now": timezone.now()}
    fragment = f"canteen/_{name}_rows.html"
    return list_page(request, rows, f"canteen/{name}_list.html", fragment=fragment, **given)


# The committee ------------------------------------------------------------------------------------


@allow(VIEW)
def committee(request: Request) -> HttpResponse:
    """Who is in it, and its meetings."""
    campus = one_campus(request, VIEW)
    rows = seen(request, MealMeeting).filter(entry__campus=campus)
    rows = rows.prefetch_related("entry__findings")
    return voice_list(
        request, rows, "committee", campus=campus,
        campuses=campus_tabs(request, VIEW, campus), members=by_side(campus),
        may_arrange=request.user.has_perm(ARRANGE),
    )  # fmt: skip


def by_side(campus: Any) -> list[tuple[str, list[CommitteeMember]]]:
    sides: dict[str, list[CommitteeMember]] = {}
    for member in meeting.members_of(campus):
        sides.setdefault(member.get_side_display(), []).append(member)
    return list(sides.items())


@allow(ARRANGE)
def committee_member_new(request: Request) -> HttpResponse:
    campus = one_campus(request, ARRANGE)
    form = MemberForm(request.POST or None, campus=campus, on=timezone.localdate())
    return member_form(request, form, _("New member of the diet committee"), campus)


@allow(ARRANGE)
def committee_member_edit(request: Request, pk: int) -> HttpResponse:
    rows = CommitteeMember.objects.visible_to(request.user, ARRANGE).select_related("campus")
    member = get_object_or_404(rows, pk=pk)
    form = MemberForm(
        request.POST or None, instance=member, campus=member.campus, on=timezone.localdate()
    )
    return member_form(request, form, _("Change the member"), member.campus)


def member_form(request: Request, form: Any, heading: str, campus: Any) -> HttpResponse:
    return form_under(
        request, form, heading, COMMITTEE, purpose=str(campus), saved=_("Saved: {result}"),
        then="canteen:committee", submit_label=_("Save the member"),
    )  # fmt: skip


@allow(OBSERVE)
def committee_meeting_new(request: Request) -> HttpResponse:
    now, task = timezone.now(), task_asked(request)
    campus = one_campus(request, OBSERVE, task)
    form = MeetingForm(
        request.POST or None, request.FILES or None, campus=campus, **who(request, now)
    )
    return form_of_task(
        request, form, _("Meeting of the diet committee"), COMMITTEE, task=task,
        purpose=str(campus), more=form.table(), submit_label=_("Save the minutes"),
    )  # fmt: skip


# Observations -------------------------------------------------------------------------------------


@allow(VIEW)
def observation_list(request: Request) -> HttpResponse:
    rows = seen(request, MealObservation).select_related(
        "entry__campus", "entry__school_class", "entry__entered_by", "dish"
    )
    return voice_list(request, rows, "observation")


@allow(LOOK)
def observation_new(request: Request) -> HttpResponse:
    """The meal of the hour; its dishes stand there to choose from. A teacher tells of the own class."""
    now, task = timezone.now(), task_asked(request)
    on = timezone.localdate(now)
    looks_round = request.user.has_perm(OBSERVE)
    campus = one_campus(request, OBSERVE if looks_round else LOOK, task)
    meal = (task.meal if task else "") or meal_of_hour(campus, now)
    term = Term.objects.on(on)
    classes = SchoolClass.objects.filter(campus=campus)
    if not looks_round:
        own = SchoolClass.objects.visible_to(request.user, OWN_CLASS)
        classes = classes.filter(pk__in=own.order_by().values("pk"))
    classes = classes.in_year(term.school_year if term else on.year).order_by("position", "pk")
    dishes = {row.dish_id: row.dish for row in served(on, campus) if row.meal == meal}
    form = ObservationForm(
        request.POST or None, request.FILES or None, campus=campus, classes=classes,
        dishes=list(dishes.values()), initial={"meal": meal}, **who(request, now),
    )  # fmt: skip
    above = OBSERVATIONS if request.user.has_perm(VIEW) else (_("Home"), "home")
    return form_of_task(
        request, form, _("Observe the meal"), above, task=task, offline=True,
        purpose=_("%(campus)s · how the children eat, in one class") % {"campus": campus},
        submit_label=_("Save the observation"),
    )  # fmt: skip


def meal_of_hour(campus: Any, now: Any) -> str:
    """The meal that was served last, else the first of the day."""
    clock = f"{timezone.localtime(now):%H:%M}"
    meals = [(at, meal) for meal, at in campus.meals.items() if meal in Meal.values]
    served_by_now = [pair for pair in meals if pair[0] <= clock]
    return max(served_by_now)[1] if served_by_now else min(meals)[1] if meals else Meal.LUNCH


# Opinions -----------------------------------------------------------------------------------------


@allow(VIEW)
def complaint_list(request: Request) -> HttpResponse:
    """Those that wait for an answer, then all."""
    view = "all" if request.GET.get("view") == "all" else "open"
    rows = seen(request, MealComplaint)
    shown = rows if view == "all" else rows.open()
    shown = shown.prefetch_related("answers__entry").order_by("-entry__happened_at", "-pk")
    tabs = [
        {"title": pgettext("opinions", "To be answered"), "url": "?", "is_current": view == "open"},
        {"title": pgettext("opinions", "All"), "url": "?view=all", "is_current": view == "all"},
    ]
    return voice_list(request, shown, "complaint", tabs=tabs, view=view)


@allow(WRITE)
def complaint_new(request: Request) -> HttpResponse:
    """Anybody of the staff hears something of the meals and writes it down."""
    now, task = timezone.now(), task_asked(request)
    about = menu_asked(request)
    campus = about.campus if about else one_campus(request, WRITE, task)
    form = ComplaintForm(
        request.POST or None, request.FILES or None, campus=campus, menu=about,
        **who(request, now),
    )  # fmt: skip
    above = [COMPLAINTS] if request.user.has_perm(VIEW) else [(_("Home"), "home")]
    heading = _("Opinion on the menu from %(day)s") % {"day": about.week_on} if about else ""
    return form_of_task(
        request, form, heading or _("Opinion on the meals"), *above, task=task,
        purpose=_("%(campus)s · it is answered until the hour the school has set")
        % {"campus": campus},
        submit_label=_("Register the opinion"),
    )  # fmt: skip


def menu_asked(request: Request) -> Menu | None:
    """The menu of ?menu= that the opinion is about: before it is published, who is asked says it."""
    key = whole_number(request.GET.get("menu", ""))
    if key is None:
        return None
    rows = Menu.objects.filter(campus__in=campuses_of(request, WRITE)).select_related("campus")
    found: Menu = get_object_or_404(rows, pk=key)
    return found


def one_complaint(request: Request, pk: int, permission: str) -> MealComplaint:
    rows = MealComplaint.objects.visible_to(request.user, permission)
    rows = rows.select_related("entry__campus", "entry__entered_by", "menu")
    found: MealComplaint = get_object_or_404(rows, pk=pk)
    return found


@allow(VIEW)
def complaint(request: Request, pk: int) -> HttpResponse:
    """One opinion and its answer; who said it is told to those who answer it."""
    found = one_complaint(request, pk, VIEW)
    may_answer = request.user.has_perm(OBSERVE) and is_reached(request, found, OBSERVE)
    context = {
        "complaint": found,
        "entry": found.entry,
        "answer": found.answer,
        "photos": found.entry.photos.all(),
        "may_answer": may_answer,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "canteen/complaint.html", context)


def is_reached(request: Request, found: Any, permission: str) -> bool:
    rows = type(found)._default_manager.visible_to(request.user, permission)
    return bool(rows.filter(pk=found.pk).exists())


@allow(OBSERVE)
def complaint_answer(request: Request, pk: int) -> HttpResponse:
    found = one_complaint(request, pk, OBSERVE)
    form = AnswerForm(request.POST or None, complaint=found, **who(request, timezone.now()))
    return form_of_task(
        request, form, _("Answer the opinion"), COMPLAINTS, found, purpose=found.content[:200],
        then=found, submit_label=_("Save the answer"),
    )  # fmt: skip


# Surveys ------------------------------------------------------------------------------------------


@allow(VIEW)
def survey_list(request: Request) -> HttpResponse:
    rows = seen(request, MealSurvey).select_related(
        "entry__campus", "entry__school_class", "entry__entered_by", "term"
    )
    return voice_list(request, rows.prefetch_related("lines"), "survey")


@allow(OBSERVE)
def survey_new(request: Request) -> HttpResponse:
    now, task = timezone.now(), task_asked(request)
    campus = one_campus(request, OBSERVE, task)
    term: Any = Term.objects.on(timezone.localdate(now))
    form = SurveyForm(
        request.POST or None, request.FILES or None, campus=campus, term=term, **who(request, now)
    )
    return form_of_task(
        request, form, _("Survey on the meals"), SURVEYS, task=task, more=form.table(),
        purpose=f"{campus} · {term or ''}", submit_label=_("Save the survey"),
    )  # fmt: skip


# Incidents ----------------------------------------------------------------------------------------


@allow(VIEW)
def food_incident_list(request: Request) -> HttpResponse:
    open_ones = set(FoodIncident.objects.open().values_list("pk", flat=True)[:100])
    return voice_list(request, seen(request, FoodIncident), "food_incident", open_ones=open_ones)


@allow(OBSERVE)
def food_incident_new(request: Request) -> HttpResponse:
    """First the ill, then the telephone, then this: what tells of it is kept from here on."""
    now, task = timezone.now(), task_asked(request)
    campus = one_campus(request, OBSERVE, task)
    form = IncidentForm(
        request.POST or None, request.FILES or None, campus=campus, **who(request, now)
    )
    return form_of_task(
        request, form, _("Food incident"), INCIDENTS, task=task,
        purpose=_("%(campus)s · help the ill first, stop the food, then write it down")
        % {"campus": campus},
        submit_label=_("Report the incident"),
    )  # fmt: skip


def one_incident(request: Request, pk: int, permission: str) -> FoodIncident:
    rows = FoodIncident.objects.visible_to(request.user, permission)
    rows = rows.select_related("entry__campus", "entry__entered_by")
    found: FoodIncident = get_object_or_404(rows, pk=pk)
    return found


@allow(VIEW)
def food_incident(request: Request, pk: int) -> HttpResponse:
    """What is known, what is held, who ate what, who was told; also on paper."""
    found = one_incident(request, pk, VIEW)
    told = found.reports.exclude(entry__status=Entry.Status.VOIDED).select_related("entry")
    reports = list(told.order_by("entry__happened_at", "pk"))
    eaters = holding.eaters(found)
    context = {
        "incident": found,
        "entry": found.entry,
        "reports": reports,
        "is_open": not any(each.closes for each in reports),
        "until": holding.report_until(found),
        "held": list(holding.held_by(found)),
        "tables": list(holding.tables(found)),
        "eaters": eaters,
        "eaten": sum(row.present for row in eaters),
        "findings": found.entry.findings.select_related("owner").defer("owner__identity_number"),
        "photos": found.entry.photos.all(),
        "may_report": request.user.has_perm(OBSERVE) and is_reached(request, found, OBSERVE),
        "named": named_classes(request, eaters),
        "now": timezone.now(),
    }
    name = "food_incident_print" if "print" in request.GET else "food_incident"
    return TemplateResponse(request, f"canteen/{name}.html", context)


def named_classes(request: Request, eaters: list[health.ClassCount]) -> set[int]:
    """The classes whose children this person may name."""
    if not eaters or not request.user.has_perm(NAMES):
        return set()
    reached = SchoolClass.objects.visible_to(request.user, NAMES)
    keys = reached.filter(pk__in=[row.school_class for row in eaters])
    return set(keys.order_by().values_list("pk", flat=True))


@allow(NAMES)
def food_incident_children(request: Request, pk: int) -> HttpResponse:
    """Who of a class was there at the suspected meal, by name; it is written down who looked.

    `?class=` names the class; else it is the first of those the person may name.
    """
    found = get_object_or_404(
        FoodIncident.objects.visible_to(request.user, VIEW).select_related("entry"), pk=pk
    )
    classes = SchoolClass.objects.visible_to(request.user, NAMES)
    classes = classes.filter(campus=found.entry.campus_id).order_by("position", "pk")
    asked = whole_number(request.GET.get("class", ""))
    school_class = get_object_or_404(classes.filter(pk=asked) if asked else classes[:1])
    keys = health.present_children(found.suspected_on, school_class.pk)
    children = Child.objects.in_bulk(keys)
    title = _("Who ate: %(number)s %(class)s") % {
        "number": found.entry.number,
        "class": school_class,
    }
    context = {
        "incident": found,
        "school_class": school_class,
        "children": [children[key] for key in keys if key in children],
        "notice": reading.note_taken(request, Reading.Act.PRINTED, title, keys),
    }
    return TemplateResponse(request, "canteen/food_incident_children.html", context)


@allow(OBSERVE)
def food_incident_report(request: Request, pk: int) -> HttpResponse:
    found = one_incident(request, pk, OBSERVE)
    form = IncidentReportForm(request.POST or None, incident=found, **who(request, timezone.now()))
    return form_of_task(
        request, form, _("Report of the incident"), INCIDENTS, found, then=found,
        purpose=_("Who was told, when, and what they said. The last one ends the inquiry."),
        submit_label=_("Save the report"),
    )  # fmt: skip


urls: list[Any] = [
    path("committee/", committee, name="committee"),
    path("committee/members/new/", committee_member_new, name="committee_member_new"),
    path("committee/members/<int:pk>/edit/", committee_member_edit, name="committee_member_edit"),
    path("committee/meetings/new/", committee_meeting_new, name="committee_meeting_new"),
    path("observations/", observation_list, name="observation_list"),
    path("observations/new/", observation_new, name="observation_new"),
    path("opinions/", complaint_list, name="complaint_list"),
    path("opinions/new/", complaint_new, name="complaint_new"),
    path("opinions/<int:pk>/", complaint, name="complaint"),
    path("opinions/<int:pk>/answer/", complaint_answer, name="complaint_answer"),
    path("surveys/", survey_list, name="survey_list"),
    path("surveys/new/", survey_new, name="survey_new"),
    path("incidents/", food_incident_list, name="food_incident_list"),
    path("incidents/new/", food_incident_new, name="food_incident_new"),
    path("incidents/<int:pk>/", food_incident, name="food_incident"),
    path("incidents/<int:pk>/report/", food_incident_report, name="food_incident_report"),
    path("incidents/<int:pk>/children/", food_incident_children, name="food_incident_children"),
]  # fmt: skip
