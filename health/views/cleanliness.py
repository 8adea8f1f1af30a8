"""The class's hygiene sheet: filled in once a day, seen and printed as the month of the norm."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from health.forms.cleanliness import ClassSheetForm
from health.forms.scope import DISINFECT, classes_of, task_asked
from health.hygiene import grid
from health.views.disinfection import day_url
from logistics.access import Request, allow
from logistics.fields import month_number, whole_number
from logistics.pages import form_page
from logistics.records.searching import month_before, month_end
from logistics.school.calendar import calendar_of, closed_days
from logistics.school.models import SchoolClass, Term


@allow(DISINFECT)
def class_sheet_new(request: Request) -> HttpResponse:
    """The class's day: what has records stands there already, the rest is ticked."""
    now = timezone.now()
    task = task_asked(request)
    school_class = class_of(request, task, list(classes_of(request.user, now)))
    if school_class is None:
        return TemplateResponse(request, "health/class_choice.html", choice(request, now))
    moment = task.due_at if task and task.due_at < now else now  # of an earlier day: its own time
    on = timezone.localdate(moment)
    known = grid.days_of([school_class.pk], on, on)[school_class.pk, on]
    form = ClassSheetForm(
        request.POST or None,
        school_class=school_class,
        known=known,
        now=now,
        by=request.user,
        initial={"happened_at": moment.replace(second=0, microsecond=0)},
    )
    return form_page(
        request,
        form,
        "health/class_sheet_new.html",
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
        then=day_url(school_class),
        cancel_url=day_url(school_class),
        school_class=school_class,
        known=[
            (column.heading, known.marks[column.code])
            for column in grid.columns_for(school_class)
            if column.code in known.marks
        ],
    )


def class_of(request: Request, task: Any, classes: list[Any]) -> Any:
    asked = whole_number(request.GET.get("class", ""))
    wanted = task.school_class_id if task else asked
    if wanted is None:
        return classes[0] if len(classes) == 1 else None
    found = next((each for each in classes if each.pk == wanted), None)
    if found is None:
        raise Http404
    return found


def choice(request: Request, now: Any) -> dict[str, Any]:
    """The classes to choose from, with the page that is meant."""
    return {
        "classes": classes_of(request.user, now),
        "heading": _("Hygiene sheet of a class"),
        "url": request.path,
    }


@allow("duties.view_task")
def class_month(request: Request, pk: int) -> HttpResponse:
    """A class's month in the columns of the norm, on the page and on paper."""
    school_class = one_class(request, pk)
    today = timezone.localdate()
    first, last = month_asked(request, today)
    term = Term.objects.filter(starts_on__lte=last, ends_on__gte=first).order_by("starts_on").last()
    sheet = grid.month_of(
        school_class,
        first,
        last,
        open_days=open_days(school_class, term),
        since=term.first_teaching_day if term else first,
        today=today,
    )
    context = {
        "school_class": school_class,
        "month": sheet,
        "first": first,
        "earlier": f"{month_before(first):%Y%m}",
        "later": f"{last + timedelta(days=1):%Y%m}",
        "here": f"{first:%Y%m}",
    }
    page = "health/class_month_print.html" if "print" in request.GET else "health/class_month.html"
    return TemplateResponse(request, page, context)


def one_class(request: Request, pk: int) -> SchoolClass:
    """A class whose hygiene one may see: of one's own, or as somebody who reads all of it."""
    own = SchoolClass.objects.visible_to(request.user, DISINFECT)
    read = SchoolClass.objects.visible_to(request.user, "health.view_hygiene")
    return get_object_or_404((own | read).select_related("campus"), pk=pk)


def month_asked(request: Request, today: date) -> tuple[date, date]:
    asked = month_number(request.GET.get("month", ""))
    first = date(*asked, 1) if asked else today.replace(day=1)
    return first, month_end(first)


def open_days(school_class: SchoolClass, term: Term | None) -> set[date]:
    if term is None:
        return set()
    calendar = calendar_of(term, school_class.campus)
    return set(calendar.open_days) - closed_days(school_class, term)


urls: list[URLPattern] = [
    path("class-sheets/new/", class_sheet_new, name="class_sheet_new"),
    path("classes/<int:pk>/hygiene/", class_month, name="class_month"),
]
