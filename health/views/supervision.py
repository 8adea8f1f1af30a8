"""The doctor's check of the day's disinfection, and the inspections of classes, site and work."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from health.forms.cleanliness import InspectionForm
from health.forms.scope import campuses_of, classes_of, task_asked
from health.hygiene import checking
from health.models import Disinfection, HygieneInspection, SentBack
from logistics.access import Request, allow
from logistics.duties.models import Task
from logistics.fields import whole_number
from logistics.pages import form_page
from logistics.records.models import Entry

ARRANGE = checking.PERMISSION
Subject = HygieneInspection.Subject
CAMPUS_POINTS = {Subject.SITE}


@allow(ARRANGE)
def check_day(request: Request) -> HttpResponse:
    """All classes of a campus: one press says that it is in order, ticks send the rest back."""
    now = timezone.now()
    campuses = list(campuses_of(request.user, ARRANGE))
    campus = chosen(request, campuses)
    if campus is None:
        raise Http404
    on = day_asked(request, now)
    if request.method == "POST":
        return checked(request, campus, on, now)
    return TemplateResponse(
        request, "health/check_day.html", day_of(request, campus, on, now) | {"campuses": campuses}
    )


def chosen(request: Request, campuses: list[Any]) -> Any:
    """The campus asked for; else the first one with something to look at."""
    asked = whole_number(request.GET.get("campus", ""))
    if asked is not None:
        return next((each for each in campuses if each.pk == asked), None)
    return campuses[0] if campuses else None


def day_asked(request: Request, now: Any) -> date:
    today = timezone.localdate(now)
    try:
        asked = parse_date(request.GET.get("day", "")) or today
    except ValueError:
        return today
    return min(asked, today)


def day_of(request: Request, campus: Any, on: date, now: Any) -> dict[str, Any]:
    """What was written by class: waiting, looked at, sent back; and what is still missing."""
    rows = list(
        checking.of_day(request.user, campus, on)
        .select_related("school_class", "place", "entered_by")
        .order_by("school_class__position", "school_class_id", "happened_at", "pk")
    )
    back = {b.entry_id: b for b in SentBack.objects.open().filter(entry__in=[r.pk for r in rows])}
    odd = dict(
        Disinfection.objects.filter(pk__in=[row.pk for row in rows])
        .exclude(departure="")
        .values_list("pk", "departure")
    )
    lines = [line_of(row, back, odd) for row in rows]
    waiting = [line for line in lines if line["waits"]]
    return {
        "campus": campus,
        "on": on,
        "is_today": on == timezone.localdate(now),
        "earlier": on - timedelta(days=1),
        "later": on + timedelta(days=1),
        "groups": grouped(lines),
        "waiting": waiting,
        "missing": missing_of(request, campus, on, now),
    }


def line_of(row: Entry, back: dict[int, SentBack], odd: dict[int, str]) -> dict[str, Any]:
    return {
        "entry": row,
        "back": back.get(row.pk),
        "departure": odd.get(row.pk, ""),
        "waits": row.status == Entry.Status.SUBMITTED and row.pk not in back,
    }


def grouped(lines: list[dict[str, Any]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    groups: dict[Any, list[dict[str, Any]]] = {}
    for line in lines:
        groups.setdefault(line["entry"].school_class or line["entry"].place, []).append(line)
    return list(groups.items())


def missing_of(request: Request, campus: Any, on: date, now: Any) -> list[Task]:
    """What was owed that day by classes and has no record."""
    rows = Task.objects.visible_to(request.user).filter(
        campus=campus,
        day=on,
        proof__in=checking.OWED,
        proved_at=None,
        excused_at=None,
        due_at__lt=now,
    )
    return list(rows.with_state(now).for_rows().order_by("school_class__position", "due_at", "pk"))


def checked(request: Request, campus: Any, on: date, now: Any) -> HttpResponse:
    seen = [pk for each in request.POST.getlist("seen") if (pk := whole_number(each)) is not None]
    ticked = [pk for each in request.POST.getlist("back") if (pk := whole_number(each)) is not None]
    done = checking.check_day(
        campus,
        on=on,
        seen=seen,
        back={pk: request.POST.get(f"reason-{pk}", "") for pk in ticked},
        by=request.user,
        now=now,
    )
    messages.success(request, said_of(done))
    return redirect(f"{reverse('health:check_day')}?campus={campus.pk}&day={on}")


def said_of(done: checking.Checked) -> str:
    good = ngettext("%(n)s record is in order", "%(n)s records are in order", done.reviewed) % {
        "n": done.reviewed
    }
    if not done.returned:
        return good
    back = ngettext("%(n)s was sent back", "%(n)s were sent back", done.returned) % {
        "n": done.returned
    }
    return f"{good} · {back}"


@allow(ARRANGE)
def inspection_new(request: Request) -> HttpResponse:
    """An inspection of a class, of the whole site, or of the carers' work."""
    now = timezone.now()
    task = task_asked(request)
    about = about_asked(request, task)
    school_class = inspected_class(request, task, now) if about not in CAMPUS_POINTS else None
    if about == Subject.DAY:
        return redirect("health:check_day")
    if about not in CAMPUS_POINTS and school_class is None:
        return TemplateResponse(
            request,
            "health/inspection_choice.html",
            {"classes": classes_of(request.user, now, ARRANGE), "about": about},
        )
    form = InspectionForm(
        request.POST or None,
        about=about,
        campuses=campuses_of(request.user, ARRANGE),
        school_class=school_class,
        now=now,
        by=request.user,
        initial={"campus": task.campus_id} if task and task.campus_id else None,
    )
    return form_page(
        request,
        form,
        "health/lines_form.html",
        heading=heading_of(about, school_class),
        purpose=_("Words only where something is not in order. Without any, all was in order."),
        submit_label=_("Save the record"),
        saved=_("Saved: {result}"),
        then=task,
        cancel_url=task.get_absolute_url() if task else "",
        more=form.lines(),
    )


def heading_of(about: str, school_class: Any) -> str:
    title = str(Subject(about).label)
    return f"{title} · {school_class}" if school_class else title


def about_asked(request: Request, task: Task | None) -> str:
    """By the task, else by the address; else the whole site."""
    asked = task.subject.partition(":")[2] if task else request.GET.get("about", "")
    return asked if asked in Subject.values else Subject.SITE


def inspected_class(request: Request, task: Task | None, now: Any) -> Any:
    asked = task.school_class_id if task else whole_number(request.GET.get("class", ""))
    return classes_of(request.user, now, ARRANGE).filter(pk=asked).first() if asked else None


urls: list[URLPattern] = [
    path("hygiene/check/", check_day, name="check_day"),
    path("inspections/new/", inspection_new, name="inspection_new"),
]
