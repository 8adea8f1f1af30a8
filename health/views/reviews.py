"""Analyses of the doctor, the carers' notes of special care, and care in cold weather."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from health.care import analysing, noting
from health.forms.reviews import AnalysisForm, CareNoteForm, ColdForm
from health.models import ColdWeatherCare, HealthAnalysis
from health.views.reaching import one_class, task_asked
from logistics.access import Request, allow
from logistics.duties.models import Task
from logistics.duties.views.registers import asked_month
from logistics.fields import whole_number
from logistics.pages import form_page
from logistics.records.searching import month_before, month_end, month_words
from logistics.school import reading
from logistics.school.calendar import DAY
from logistics.school.models import Campus, Reading, SchoolClass, Term
from logistics.school.views.frame import looked_at

KEEP, WRITE, RECORD = "health.keep", "health.write_day", "duties.write_record"
About = HealthAnalysis.About


@allow(KEEP)
def analysis_new(request: Request) -> HttpResponse:
    """The figures of a month as the records say them, then what they mean and what is done."""
    task, now = task_asked(request), timezone.now()
    sheet = asked_sheet(request, task, now)
    form = AnalysisForm(
        request.POST or None,
        sheet=sheet,
        home=sheet.campus or campuses(request, KEEP)[0],
        now=now,
        by=request.user,
    )
    month = sheet.first_on.replace(day=1)
    told = analysing.figures(sheet.about, sheet.campus, sheet.first_on, sheet.last_on)
    before = analysing.before(sheet)
    return form_page(
        request,
        form,
        "health/analysis_new.html",
        heading=_("Analysis: %(about)s") % {"about": sheet.get_about_display()},
        period=month_words(month) if sheet.about != About.EXAMS else str(sheet.last_on),
        sheet=sheet,
        figures=analysing.beside(told, before),
        before=before,
        tabs=tabs_of(sheet, task),
        earlier=f"{month_before(month):%Y%m}",
        later=f"{month_end(month) + DAY:%Y%m}",
        saved=_("Saved: {result}"),
        submit_label=_("Save the analysis"),
        **back_to(task),
    )


def asked_sheet(request: Request, task: Task | None, now: datetime) -> HealthAnalysis:
    """What is analysed, of which days and where; a task knows it."""
    named = task.subject.partition(":")[2] if task else request.GET.get("about", "")
    about = named if named in About.values else About.CHECKS
    month = asked_month(request, now)
    if task and "month" not in request.GET:
        month = timezone.localdate(min(task.due_at, now)).replace(day=1)
    first, last = month, month_end(month)
    if about == About.EXAMS and (term := Term.objects.on(month)):
        first, last = term.starts_on, term.ends_on
    last = max(first, min(last, timezone.localdate(now)))
    return HealthAnalysis(about=about, campus=looked_at(request), first_on=first, last_on=last)


def tabs_of(sheet: HealthAnalysis, task: Task | None) -> list[dict[str, Any]]:
    if task:
        return []
    month = f"{sheet.first_on:%Y%m}"
    return [
        {"title": words, "url": f"?about={code}&month={month}", "is_current": code == sheet.about}
        for code, words in About.choices
    ]


def campuses(request: Request, permission: str) -> Any:
    return Campus.objects.visible_to(request.user, permission).filter(is_active=True)


def back_to(task: Task | None) -> dict[str, Any]:
    return {"then": task, "cancel_url": task.get_absolute_url()} if task else {}


@allow(WRITE)
def care_note_of_task(request: Request) -> HttpResponse:
    """The sheet of the class the task is about, else of one's own."""
    task = task_asked(request)
    if task and task.school_class_id:
        return redirect(
            f"{reverse('health:care_note', args=[task.school_class_id])}?task={task.pk}"
        )
    if asked := whole_number(request.GET.get("class", "")):
        return redirect("health:care_note", asked)
    found = list(classes(request, WRITE))
    if len(found) == 1:
        return redirect("health:care_note", found[0].pk)
    context = {"classes": found, "heading": _("Special care today"), "url": request.path}
    return TemplateResponse(request, "health/class_choice.html", context)


def classes(request: Request, permission: str) -> Any:
    term = Term.objects.on(timezone.localdate())
    rows = SchoolClass.objects.visible_to(request.user, permission)
    rows = rows.in_year(term.school_year if term else timezone.localdate().year)
    return rows.select_related("campus").order_by("campus__position", "position", "pk")


@allow(WRITE)
def care_note(request: Request, class_pk: int) -> HttpResponse:
    """Every child of the class under special care on one page: tap what was done today."""
    now, task = timezone.now(), task_asked(request)
    school_class = one_class(request, class_pk, WRITE)
    on = day_of(task, now)
    if request.method == "GET" and (written := noting.note_of(school_class, on)):
        return redirect(written.entry)
    cases = noting.cases_of(school_class, on)
    for case in cases:
        reading.note_child(request, case.child, Reading.Act.OPENED, title=_("Special care today"))
    form = CareNoteForm(
        request.POST or None,
        school_class=school_class,
        cases=cases,
        now=now,
        by=request.user,
    )
    purpose = _("Nobody of the class is under special care: save says so.")
    return form_page(
        request,
        form,
        "health/care_note.html",
        heading=_("Special care today: %(class)s") % {"class": school_class},
        purpose=_("What the plan of each child asks for, and what was done of it.")
        if cases
        else purpose,
        more=form.lines() if cases else "",
        submit_label=_("Save the record") if cases else _("Nobody under special care"),
        saved=_("Saved: {result}"),
        **back_to(task),
    )


def day_of(task: Task | None, now: datetime) -> date:
    return timezone.localdate(min(task.due_at, now) if task else now)


@allow(RECORD)
def cold_new(request: Request) -> HttpResponse:
    """Clothing in a class, or the protection of a campus; the task or the address says which.

    Who looks after one class alone writes of that class.
    """
    task, now = task_asked(request), timezone.now()
    school_class = class_asked(request, task)
    about = ColdWeatherCare.About.PROTECTION
    if school_class:
        about = ColdWeatherCare.About.CLOTHING
    campus = school_class.campus if school_class else campus_asked(request, task)
    form = ColdForm(
        request.POST or None,
        about=about,
        campus=campus,
        school_class=school_class,
        now=now,
        by=request.user,
    )
    told = {"about": about.label, "where": school_class or campus}
    return form_page(
        request,
        form,
        heading=_("%(about)s: %(where)s") % told,
        purpose=_(
            "Tap what you saw in order. Measured temperatures are never filled in beforehand."
        ),
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
        **back_to(task),
    )


def class_asked(request: Request, task: Task | None) -> SchoolClass | None:
    if task:
        key = task.school_class_id
        return one_class(request, key, RECORD) if key else None
    asked, found = whole_number(request.GET.get("class", "")), classes(request, RECORD)
    if asked is not None:
        return found.filter(pk=asked).first()
    few = list(found[:2])
    return few[0] if len(few) == 1 and request.user.reach(RECORD).classes else None


def campus_asked(request: Request, task: Task | None) -> Campus:
    """Of the task, else the one looked at, else the first in reach."""
    rows = campuses(request, RECORD)
    wanted = task.campus_id if task else getattr(looked_at(request), "pk", None)
    return rows.filter(pk=wanted or 0).first() or rows[0]


urls: list[URLPattern] = [
    path("analyses/new/", analysis_new, name="analysis_new"),
    path("special-care/today/", care_note_of_task, name="care_note_of_task"),
    path("special-care/today/<int:class_pk>/", care_note, name="care_note"),
    path("cold/new/", cold_new, name="cold_new"),
]
