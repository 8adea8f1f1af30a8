"""The class screens: attendance and checks, the doctor's grid, the day and month of a class."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from health import interface
from health.day import attending, checking, following, months, observing, tracing
from health.day.rolls import VIEW, WRITE, children_on, classes_of, read_roll
from health.forms.sheets import AttendanceForm, AttendanceLineForm, CheckForm, FindingForm
from health.models import Attendance, MorningCheck
from health.models.checks import Segment
from health.models.cold import COLD_MONTHS
from health.views.reaching import day_asked, one_class, task_asked
from logistics.access import Request, allow
from logistics.contributions import came_late
from logistics.duties.views.registers import asked_month
from logistics.pages import form_page, sent
from logistics.records.models import Entry
from logistics.records.searching import month_before, month_end, month_words
from logistics.school import consents, reading
from logistics.school.calendar import DAY
from logistics.school.models import Allergy, Campus, Child, Diet, Reading, SchoolClass, Term


@allow(VIEW)
def day_grid(request: Request) -> HttpResponse:
    """All classes of a day: unchecked, normal, abnormal; who is watched, away, due medicine."""
    now = timezone.now()
    on = day_asked(request, now)
    term = Term.objects.on(on)
    days = following.class_days(classes_of(request.user, on, term=term), on, term)
    context = {
        "days": days,
        "on": on,
        "is_today": on == timezone.localdate(now),
        "earlier": on - DAY,
        "later": on + DAY,
        "figures": figures_of(days),
        "next": next_unchecked(days, now),
        "may_write": request.user.has_perm(WRITE),
        "now": now,
    }
    return TemplateResponse(request, "health/day_grid.html", context)


def figures_of(days: list[following.ClassDay]) -> list[tuple[str, int, str]]:
    """Title, number and tone of what the grid sums up."""
    open_days = [day for day in days if day.is_open]
    unchecked = sum(day.morning == following.UNCHECKED for day in open_days)
    watched = sum(len(day.still_watched) for day in days)
    due = sum(len(day.doses_due) for day in days)
    away = sum(len(day.to_trace) for day in days)
    return [
        (_("Classes not checked"), unchecked, "warn" if unchecked else "ok"),
        (_("Children watched"), watched, "danger" if watched else "ok"),
        (_("Medicine due"), due, "warn" if due else "ok"),
        (_("Absences to trace"), away, "warn" if away else "ok"),
    ]


def next_unchecked(days: list[following.ClassDay], now: datetime) -> Any:
    """The first open class whose check of this time of day is missing, with its address."""
    segment = segment_at(now)
    for day in days:
        if day.is_open and day.state_of(segment) == following.UNCHECKED:
            return {"class": day.school_class, "url": check_url(day.school_class, segment)}
    return None


def segment_at(now: datetime) -> str:
    return Segment.NOON if timezone.localtime(now).hour >= 12 else Segment.MORNING


def check_url(school_class: SchoolClass, segment: str) -> str:
    return reverse(f"health:check_{segment}", args=[school_class.pk])


@allow(VIEW)
def class_day(request: Request, pk: int) -> HttpResponse:
    """Everything about one class today, and what is to be done next."""
    now = timezone.now()
    on, today = day_asked(request, now), timezone.localdate(now)
    school_class = one_class(request, pk)
    term = Term.objects.on(today)
    covers = term is not None and term.starts_on <= on
    [day] = following.class_days([school_class], on, term if covers else None)
    context = {
        "day": day,
        "on": on,
        "is_today": on == today,
        "earlier": on - DAY,
        "later": on + DAY,
        "may_write": can_write(request, school_class, term),
        "came_late": late_on(day, on),
        "may_round": "doctor" in request.user.roles(),
        "is_cold": on.month in COLD_MONTHS,
        "now": now,
    }
    return TemplateResponse(request, "health/class_day.html", context)


def late_on(day: following.ClassDay, on: date) -> list[tuple[Child, Any, str]]:
    """Who came after the others, as far as the attendance does not say so yet."""
    late = came_late(day.school_class.pk, on)
    if day.attendance and late:
        lines = day.attendance.lines.filter(child__in=late, late_at__isnull=False)
        said = set(lines.values_list("child_id", flat=True))
        late = {pk: told for pk, told in late.items() if pk not in said}
    children = Child.objects.filter(pk__in=late).defer("identity_number", "note") if late else ()
    return [(child, *late[child.pk]) for child in children]


def can_write(request: Request, school_class: SchoolClass, term: Term | None) -> bool:
    """A class of this school year that one has to do with."""
    reach = request.user.reach(WRITE)
    reached = reach.covers(campus=school_class.campus_id, school_class=school_class.pk)
    return reached and term is not None and school_class.school_year == term.school_year


@allow(WRITE)
def attendance_take(request: Request, pk: int) -> HttpResponse:
    """Confirm who of a class is there: one press if everybody is, else by exception."""
    now = timezone.now()
    on, school_class = day_asked(request, now), one_class(request, pk, WRITE)
    roll = read_roll(school_class, on)
    sheet = attending.sheet_of(school_class, on)
    asked = sheet is None and request.method != "POST"
    away = tracing.away([school_class], on) if asked else []
    since = {each.child.pk: each for each in away}
    late = came_late(pk, on)
    form = AttendanceForm(
        *([request.POST] if request.method == "POST" else []),
        roll=roll,
        sheet=sheet,
        away=since,
        came={child: at for child, (at, _why) in late.items()},
        now=now,
        by=request.user,
    )
    tell_absences(form, since)
    tell_late(form, late)
    return class_page(
        request,
        form,
        line_url=reverse("health:attendance_line", args=[0]),
        heading=_("Attendance of %(class)s") % {"class": school_class},
        all_well=_("Everybody is here"),
        some=_("Save the attendance"),
        saved=_("Attendance saved: {result}"),
        then=after(request, school_class, on),
        line_template="health/_attendance_line.html",
    )


def tell_absences(form: AttendanceForm, since: dict[int, tracing.Away]) -> None:
    for line in form.lines:
        if gone := since.get(line.child.pk):
            line.about.append(
                _("%(mark)s since %(day)s") % {"mark": gone.mark_words, "day": gone.since}
            )


def tell_late(form: AttendanceForm, late: dict[int, tuple[Any, str]]) -> None:
    for line in form.lines:
        if line.child.pk in late:
            at, why = late[line.child.pk]
            said = {"time": f"{at:%H:%M}", "why": why}
            line.about.append(_("noted at the gate: %(time)s, %(why)s") % said)


def class_page(request: Request, form: Any, **context: Any) -> HttpResponse:
    roll = form.roll
    return form_page(
        request,
        form,
        "health/class_sheet.html",
        on=roll.on,
        is_today=roll.on == timezone.localdate(form.now),
        school_class=roll.school_class,
        cancel_url=reverse("health:class_day", args=[roll.school_class.pk]),
        **context,
    )


def after(request: Request, school_class: SchoolClass, on: date) -> str:
    """Whoever looks after many classes goes back to the grid, a teacher to the class."""
    reach = request.user.reach(VIEW)
    if reach.everywhere or reach.campuses:
        return f"{reverse('health:day_grid')}?day={on}"
    return f"{reverse('health:class_day', args=[school_class.pk])}?day={on}"


@allow(WRITE)
def attendance_line(request: Request, pk: int) -> HttpResponse:
    """The line of one child, fetched when its tile is touched."""
    return one_line(request, pk, AttendanceLineForm, "health/_attendance_line.html")


@allow(WRITE)
def check_line(request: Request, pk: int) -> HttpResponse:
    return one_line(request, pk, FindingForm, "health/_check_line.html")


def one_line(request: Request, pk: int, line_form: Any, template: str) -> HttpResponse:
    on = day_asked(request, timezone.now())
    rows = children_on(on, Q(school_class__in=classes_of(request.user, on, WRITE)))
    child = get_object_or_404(rows.prefetch_related("allergies"), pk=pk)
    line = line_form.of(child)
    line.about = [str(allergy) for allergy in child.allergies.all()]
    if line_form is FindingForm and not consents.consented(child, "photos", on):
        line.about.append(_("no consent to photos"))
    return TemplateResponse(request, template, {"line": line})


@allow(WRITE)
def check_morning(request: Request, pk: int) -> HttpResponse:
    return check_take(request, pk, Segment.MORNING)


@allow(WRITE)
def check_noon(request: Request, pk: int) -> HttpResponse:
    return check_take(request, pk, Segment.NOON)


def check_take(request: Request, pk: int, segment: str) -> HttpResponse:
    """Check a class: one press if all are well, else by touching the children."""
    now = timezone.now()
    on, school_class = day_asked(request, now), one_class(request, pk, WRITE)
    roll = read_roll(school_class, on)
    sheet = checking.sheet_of(school_class, on, segment)
    form = CheckForm(
        *sent(request),
        roll=roll,
        sheet=sheet,
        segment=segment,
        now=now,
        by=request.user,
    )
    heading = {
        Segment.MORNING: _("Morning check of %(class)s"),
        Segment.NOON: _("Noon check of %(class)s"),
    }[Segment(segment)]
    return class_page(
        request,
        form,
        line_url=reverse("health:check_line", args=[0]),
        heading=heading % {"class": school_class},
        all_well=_("All are well"),
        some=_("Save the check"),
        saved=_("Check saved: {result}"),
        then=after(request, school_class, on),
        line_template="health/_check_line.html",
        gone=[] if sheet or request.method == "POST" else names_of(roll, checking.away_today(roll)),
    )


def names_of(roll: Any, keys: list[int]) -> list[str]:
    return [child.name for child in roll.children if child.pk in set(keys)]


@allow(WRITE)
def sheet_correct(request: Request, pk: int) -> HttpResponse:
    """From a record back to the class screen on which it was written."""
    entry = get_object_or_404(Entry.objects.visible_to(request.user, WRITE), pk=pk)
    sheet = entry.content
    if isinstance(sheet, Attendance):
        url = reverse("health:attendance_take", args=[sheet.school_class_id])
    elif isinstance(sheet, MorningCheck):
        url = check_url(sheet.school_class, sheet.segment)
    else:
        raise Http404(pk)
    return redirect(f"{url}?day={sheet.on}")


@allow(WRITE)
def attendance_new(request: Request) -> HttpResponse:
    """From a task to the class screen of its class and day."""
    task = task_asked(request)
    if task is None or task.school_class_id is None:
        return redirect("health:day_grid")
    url = reverse("health:attendance_take", args=[task.school_class_id])
    return redirect(f"{url}?day={timezone.localdate(task.due_at)}")


@allow(WRITE)
def check_new(request: Request) -> HttpResponse:
    task = task_asked(request)
    if task is None or task.school_class is None:
        return redirect("health:day_grid")
    url = check_url(task.school_class, segment_at(task.due_at))
    return redirect(f"{url}?day={timezone.localdate(task.due_at)}")


@require_POST
@allow(WRITE)
def class_well(request: Request, pk: int) -> HttpResponse:
    """The all-day observation of a class in which all were well."""
    now = timezone.now()
    school_class = one_class(request, pk, WRITE)
    entry = observing.all_well(school_class, on=timezone.localdate(now), by=request.user, now=now)
    messages.success(request, _("Saved: %(record)s") % {"record": entry})
    return redirect("health:class_day", pk)


@require_POST
@allow("health.keep")
def round_quick(request: Request, pk: int) -> HttpResponse:
    """A round through a class with nothing to note."""
    now = timezone.now()
    school_class = one_class(request, pk, WRITE)
    on = timezone.localdate(now)
    entry = observing.nothing_to_note(school_class, on=on, by=request.user, now=now)
    messages.success(request, _("Saved: %(record)s") % {"record": entry})
    return redirect("health:day_grid")


@allow(VIEW)
def attendance_month(request: Request, pk: int) -> HttpResponse:
    """The month of a class, child by child; with ?print=1 the official sheet."""
    now = timezone.now()
    school_class = one_class(request, pk)
    month = asked_month(request, now)
    book = months.read(school_class, month, timezone.localdate(now))
    context = {
        "book": book,
        "school_class": school_class,
        "month": month,
        "period": month_words(month),
        "earlier": f"{month_before(month):%Y%m}",
        "later": f"{month_end(month) + DAY:%Y%m}",
        "now": now,
    }
    if "print" not in request.GET:
        return TemplateResponse(request, "health/attendance_month.html", context)
    title = f"{_('Attendance register of the children')} {school_class} {context['period']}"
    keys = [row.child.pk for row in book.rows]
    context["announcement"] = reading.note_taken(request, Reading.Act.PRINTED, title, keys)
    return TemplateResponse(request, "health/attendance_month_print.html", context)


@allow("health.view_counts")
def head_count_list(request: Request) -> HttpResponse:
    """How many eat today and what the kitchen must leave out: counts, never names."""
    now = timezone.now()
    on = day_asked(request, now)
    campuses = campuses_reached(request)
    counts = interface.head_counts(on, campuses)
    words = dict(Allergy.Allergen.choices) | dict(Diet.Kind.choices)
    needs: dict[int, list[str]] = {}
    for need in interface.needs(on, campuses):
        needs.setdefault(need.school_class, []).append(f"{words[need.code]} {need.count}")
    context = {
        "on": on,
        "earlier": on - DAY,
        "later": on + DAY,
        "is_today": on == timezone.localdate(now),
        "rows": [(count, needs.get(count.school_class, [])) for count in counts if count.is_open],
        "present": sum(count.present or 0 for count in counts),
        "unconfirmed": sum(not count.is_confirmed for count in counts if count.is_open),
    }
    return TemplateResponse(request, "health/head_count_list.html", context)


def campuses_reached(request: Request) -> list[int]:
    """The campuses whose counts one may see: a teacher those of the own campus too."""
    seen = Campus.objects.visible_to(request.user, "health.view_counts")
    return list(seen.values_list("pk", flat=True))


urls = [
    path("day/", day_grid, name="day_grid"),
    path("counts/", head_count_list, name="head_count_list"),
    path("attendance/", attendance_new, name="attendance_new"),
    path("checks/", check_new, name="check_new"),
    path("sheets/<int:pk>/", sheet_correct, name="sheet_correct"),
    path("classes/<int:pk>/day/", class_day, name="class_day"),
    path("classes/<int:pk>/attendance/", attendance_take, name="attendance_take"),
    path("children/<int:pk>/attendance-line/", attendance_line, name="attendance_line"),
    path("children/<int:pk>/check-line/", check_line, name="check_line"),
    path("classes/<int:pk>/morning-check/", check_morning, name="check_morning"),
    path("classes/<int:pk>/noon-check/", check_noon, name="check_noon"),
    path("classes/<int:pk>/month/", attendance_month, name="attendance_month"),
    path("classes/<int:pk>/well/", class_well, name="class_well"),
    path("classes/<int:pk>/round/", round_quick, name="round_quick"),
]
