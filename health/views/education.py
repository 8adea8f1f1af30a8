"""Health education collected and filed; letters to the parents; the carers' day on the wall."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from health.care import educating, letters, rolls, timetables
from health.forms.education import (
    ARRANGE,
    WRITE,
    DayPlanForm,
    EducationForm,
    FeedbackForm,
    LetterForm,
)
from health.models import DayPlan, HealthEducation, ParentLetter
from health.views.care_frame import (
    DAY_PLANS,
    EDUCATION,
    LETTERS,
    asked_number,
    asked_task,
    classes_here,
    then_task,
    who,
)
from logistics.access import Request, allow
from logistics.fields import whole_number
from logistics.pages import list_page
from logistics.records.models import Entry
from logistics.school.models import Campus, Term
from logistics.school.views.frame import by_whom, form_under, looked_at

SEE = "health.view_counts"
READ = "duties.view_task"


@allow(SEE)
def education_list(request: Request) -> HttpResponse:
    """The activities of the term: class by class and month by month, by age group; the lectures."""
    on = timezone.localdate()
    term = Term.objects.on(on)
    age = request.GET.get("age", "")
    classes = list(classes_here(request, on, SEE))
    held = list(educating.of_term(term, request.user, SEE)) if term else []
    if age in HealthEducation.Age.values:
        classes = [each for each in classes if each.grade == age]
        held = [each for each in held if each.age_group in (age, HealthEducation.Age.ALL)]
    months = list(term.months()) if term else []
    context = {
        "term": term,
        "months": months,
        "rows": educating.by_class(classes, held, months),
        "others": [each for each in held if each.entry.school_class_id is None],
        "lectures": educating.lectures(held).items(),
        "without": educating.classes_without(classes, held, on),
        "tabs": age_tabs(age),
        "may_write": request.user.has_perm(WRITE),
        "may_arrange": request.user.has_perm(ARRANGE),
    }
    return TemplateResponse(request, "health/education_list.html", context)


def age_tabs(current: str) -> list[dict[str, Any]]:
    base = reverse("health:education_list")
    ages = [("", _("All ages")), *HealthEducation.Age.choices[1:4]]
    return [
        {
            "title": title,
            "url": f"{base}?age={code}" if code else base,
            "is_current": code == current,
        }
        for code, title in ages
    ]


@allow(WRITE)
def education_new(request: Request) -> HttpResponse:
    """What was taught. A class teacher writes of the own class, the doctor of any and of lectures."""
    now, task = timezone.now(), asked_task(request)
    reach = request.user.reach(WRITE)
    campuses = Campus.objects.none()
    if reach.everywhere or reach.campuses:
        campuses = Campus.objects.visible_to(request.user, WRITE).filter(is_active=True)
    classes = rolls.classes_of_year(request.user, timezone.localdate(now), WRITE)
    asked = task.school_class_id if task else asked_number(request, "class")
    form = EducationForm(
        request.POST or None,
        request.FILES or None,
        classes=classes,
        campuses=campuses,
        initial={"school_class": asked} if asked else {},
        **who(request, now),
    )
    given = then_task(task, submit_label=_("Save the activity"), saved=_("Saved: {result}"))
    return form_under(request, form, _("Health education"), EDUCATION, **given)


@allow(WRITE)
def education_feedback(request: Request, pk: int) -> HttpResponse:
    """What came back of it, when it is known."""
    entries = Entry.objects.standing().visible_to(request.user, WRITE).values("pk")
    rows = HealthEducation.objects.filter(entry__in=entries).select_related("entry__school_class")
    held = get_object_or_404(rows, pk=pk)
    form = FeedbackForm(request.POST or None, held=held, **who(request, timezone.now()))
    given = {"cancel_url": held.entry.get_absolute_url(), "saved": _("Saved: {result}")}
    heading = _("What came back: %(topic)s") % {"topic": held.topic}
    return form_under(request, form, heading, EDUCATION, **given)


# Letters to the parents.


def letters_seen(request: Request, permission: str) -> Any:
    rows = ParentLetter.objects.visible_to(request.user, permission)
    return rows.select_related("campus", "school_class", "by")


@allow(SEE)
def letter_list(request: Request) -> HttpResponse:
    """The letters of the campus, the newest first."""
    rows = letters_seen(request, SEE)
    if campus := looked_at(request):
        rows = rows.filter(campus=campus)
    return list_page(
        request,
        rows.order_by("-on", "-pk"),
        "health/letter_list.html",
        fragment="health/_letter_rows.html",
        drafts=letters.DRAFTS.items(),
        may_arrange=request.user.has_perm(ARRANGE),
    )


@allow(ARRANGE)
def letter_new(request: Request) -> HttpResponse:
    """A letter of one's own, or a draft to be made one's own."""
    now = timezone.now()
    draft = letters.DRAFTS.get(request.GET.get("kind", ""))
    initial = draft.filled(timezone.localdate(now)) if draft else {}
    form = LetterForm(request.POST or None, initial=initial, now=now, **by_whom(request))
    given = {"submit_label": _("Save the letter"), "saved": _("Saved: {result}")}
    purpose = _("It goes to all parents: no child is named in it.")
    return form_under(request, form, _("New letter"), LETTERS, purpose=purpose, **given)


@allow(SEE)
def letter(request: Request, pk: int) -> HttpResponse:
    """One letter, as it goes out; on paper with ?print."""
    shown = get_object_or_404(letters_seen(request, SEE), pk=pk)
    may = letters_seen(request, ARRANGE).filter(pk=pk).exists() and request.user.has_perm(ARRANGE)
    name = "letter_print" if "print" in request.GET else "letter"
    context = {"letter": shown, "may_arrange": may, "now": timezone.now()}
    return TemplateResponse(request, f"health/{name}.html", context)


@allow(ARRANGE)
def letter_edit(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(letters_seen(request, ARRANGE), pk=pk)
    form = LetterForm(request.POST or None, instance=found, now=timezone.now(), **by_whom(request))
    return form_under(request, form, _("Edit"), LETTERS, found, saved=_("Saved: {result}"))


# The carers' day.


@allow(READ)
def day_plan_list(request: Request) -> HttpResponse:
    """The timetables of this term, post by post."""
    term = Term.objects.on(timezone.localdate())
    plans = DayPlan.objects.visible_to(request.user, READ).filter(term=term)
    if campus := looked_at(request):
        plans = plans.filter(campus=campus)
    campuses = Campus.objects.visible_to(request.user, ARRANGE).filter(is_active=True)
    context = {
        "term": term,
        "plans": plans.select_related("campus").prefetch_related("lines"),
        "campuses": campuses if request.user.has_perm(ARRANGE) else (),
        "may_arrange": request.user.has_perm(ARRANGE),
    }
    return TemplateResponse(request, "health/day_plan_list.html", context)


@allow(READ)
def day_plan(request: Request, pk: int) -> HttpResponse:
    """The day of one post; on paper with ?print, to hang on the wall."""
    plans = DayPlan.objects.visible_to(request.user, READ).select_related("campus", "term")
    shown = get_object_or_404(plans, pk=pk)
    changeable = DayPlan.objects.visible_to(request.user, ARRANGE).filter(pk=pk)
    context = {
        "plan": shown,
        "lines": shown.lines.all(),
        "may_arrange": request.user.has_perm(ARRANGE) and changeable.exists(),
        "now": timezone.now(),
    }
    name = "day_plan_print" if "print" in request.GET else "day_plan"
    return TemplateResponse(request, f"health/{name}.html", context)


@allow(ARRANGE)
def day_plan_new(request: Request) -> HttpResponse:
    initial = {"term": Term.objects.on(timezone.localdate())}
    form = DayPlanForm(request.POST or None, initial=initial, **by_whom(request))
    given = {"submit_label": _("Save the timetable"), "saved": _("Saved: {result}")}
    return form_under(request, form, _("New timetable"), DAY_PLANS, **given)


@allow(ARRANGE)
def day_plan_edit(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(DayPlan.objects.visible_to(request.user, ARRANGE), pk=pk)
    form = DayPlanForm(request.POST or None, instance=found, **by_whom(request))
    return form_under(request, form, _("Edit"), DAY_PLANS, found, saved=_("Saved: {result}"))


@require_POST
@allow(ARRANGE)
def day_plan_take_over(request: Request) -> HttpResponse:
    """Copy what an earlier term had."""
    pk = whole_number(request.POST.get("campus", "")) or 0
    campus = get_object_or_404(Campus.objects.visible_to(request.user, ARRANGE), pk=pk)
    term = Term.objects.on(timezone.localdate())
    if term is not None:
        count = timetables.take_over(campus, term)
        messages.success(request, _("%(count)s timetables taken over.") % {"count": count})
    return redirect("health:day_plan_list")


education_urls = [
    path("education/", education_list, name="education_list"),
    path("education/new/", education_new, name="education_new"),
    path("education/<int:pk>/feedback/", education_feedback, name="education_feedback"),
    path("letters/", letter_list, name="letter_list"),
    path("letters/new/", letter_new, name="letter_new"),
    path("letters/<int:pk>/", letter, name="letter"),
    path("letters/<int:pk>/edit/", letter_edit, name="letter_edit"),
    path("day-plans/", day_plan_list, name="day_plan_list"),
    path("day-plans/new/", day_plan_new, name="day_plan_new"),
    path("day-plans/take-over/", day_plan_take_over, name="day_plan_take_over"),
    path("day-plans/<int:pk>/", day_plan, name="day_plan"),
    path("day-plans/<int:pk>/edit/", day_plan_edit, name="day_plan_edit"),
]
