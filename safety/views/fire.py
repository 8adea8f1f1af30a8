"""The pages of fire safety: the overview, the equipment and its checks, services, the month."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Request, allow
from logistics.duties.models import Finding
from logistics.fields import whole_number
from logistics.pages import form_page, list_page, sent
from logistics.records.models import Entry
from logistics.school.models import Place
from logistics.school.rules import rule
from logistics.school.views.frame import last_changes, looked_at
from safety.fire import checking, drilling, reporting, rules
from safety.forms.fire import CheckForm, EquipmentForm, ReportForm, SeenForm, ServiceForm
from safety.forms.fire_search import EquipmentSearch
from safety.models import Family, FireEquipment, FireReport
from safety.views import drills, files, hot_work
from safety.views.reached import campuses_in, given, one_campus, record_page, task_asked

VIEW, CHECK, KEEP = "safety.view_fire", "safety.watch_fire", "safety.manage"
FIRE = (gettext_lazy("Fire safety"), "safety:fire")
EQUIPMENT = (gettext_lazy("Fire equipment"), "safety:fire_equipment_list")


def equipment_seen(request: Request, permission: str = VIEW) -> Any:
    rows = FireEquipment.objects.visible_to(request.user, permission)
    if campus := looked_at(request):
        rows = rows.filter(campus=campus)
    return rows


def due_day(on: date) -> date:
    return on + timedelta(days=int(rule(rules.REMIND, on=on)))


@allow(VIEW)
def fire(request: Request) -> HttpResponse:
    """How fire safety stands: what is out of order, unchecked, due; the month, drills, hot work."""
    now = timezone.now()
    on = timezone.localdate(now)
    soon = due_day(on)
    things = equipment_seen(request).in_use()
    counts = things.with_state().aggregate(
        all=Count("pk"),
        broken=Count("pk", filter=Q(is_broken=True)),
        due=Count("pk", filter=Q(service_due_on__lte=soon) | Q(scrap_due_on__lte=soon)),
    )
    campuses = list(campuses_in(request, VIEW))
    owed = checking.still_owed(campuses, on)
    permits = hot_work.seen(request).not_ended(now)
    context = {
        "now": now,
        "counts": counts,
        "owed": owed,
        "unchecked": sum(left for *_rest, left in owed),
        "permits": permits.select_related("entry__place")[:10],
        "drills": drilling.next_owed(request.user, now),
        "report": last_report(campuses),
        "month": on.replace(day=1),
        "lacking": files.without_answer(campuses),
        "may_check": request.user.has_perm(CHECK),
        "may_keep": request.user.has_perm(KEEP),
    }
    return TemplateResponse(request, "safety/fire.html", context)


def last_report(campuses: list[Any]) -> FireReport | None:
    rows = FireReport.objects.filter(entry__campus__in=campuses)
    standing = rows.exclude(entry__status=Entry.Status.VOIDED).select_related("entry")
    return standing.order_by("-month", "-pk").first()


# The equipment --------------------------------------------------------------------------------


@allow(VIEW)
def fire_equipment_list(request: Request) -> HttpResponse:
    """Every thing with its place, state and dates; the search narrows it."""
    on = timezone.localdate()
    search = EquipmentSearch(request.GET, on=on, soon=due_day(on))
    rows = search.apply(equipment_seen(request)).with_state()
    rows = rows.select_related("place", "campus").order_by("campus", "place__name", "number", "pk")
    return list_page(
        request,
        rows,
        "safety/fire_equipment_list.html",
        fragment="safety/_fire_equipment_rows.html",
        search=search,
        today=on,
        soon=due_day(on),
        may_keep=request.user.has_perm(KEEP),
    )


@allow(VIEW)
def fire_equipment(request: Request, pk: int) -> HttpResponse:
    """One thing: what it is, its checks and services, what is open about it."""
    rows = FireEquipment.objects.visible_to(request.user, VIEW).with_state()
    thing = get_object_or_404(rows.select_related("place", "campus"), pk=pk)
    checks = thing.check_lines.select_related("sheet__entry__entered_by", "equipment")
    services = thing.service_lines.select_related("sheet__entry")
    context = {
        "thing": thing,
        "checks": standing_lines(checks)[:12],
        "services": standing_lines(services)[:12],
        "findings": Finding.objects.filter(campus=thing.campus, key=thing.key)[:12],
        "today": timezone.localdate(),
        "events": last_changes(thing),
        "may_keep": request.user.has_perm(KEEP),
        "may_check": request.user.has_perm(CHECK),
    }
    return TemplateResponse(request, "safety/fire_equipment.html", context)


def standing_lines(lines: Any) -> Any:
    rows = lines.exclude(sheet__entry__status=Entry.Status.VOIDED)
    return rows.order_by("-sheet__entry__happened_at", "-pk")


@allow(KEEP)
def fire_equipment_new(request: Request) -> HttpResponse:
    return equipment_form(request, FireEquipment(), _("Register fire equipment"))


@allow(KEEP)
def fire_equipment_edit(request: Request, pk: int) -> HttpResponse:
    thing = get_object_or_404(FireEquipment.objects.visible_to(request.user, KEEP), pk=pk)
    return equipment_form(request, thing, _("Change %(thing)s") % {"thing": thing})


def equipment_form(request: Request, thing: FireEquipment, heading: str) -> HttpResponse:
    form = EquipmentForm(
        request.POST or None,
        instance=thing,
        campuses=given(request, timezone.now(), KEEP)["campuses"],
    )
    return form_page(
        request,
        form,
        "safety/record_form.html",
        heading=heading,
        purpose=_("When it is serviced and replaced is worked out from its type and dates."),
        saved=_("Saved: {result}"),
        crumbs=[(str(EQUIPMENT[0]), reverse(EQUIPMENT[1]))],
        cancel_url=reverse(EQUIPMENT[1]),
    )


# The check ------------------------------------------------------------------------------------


@allow(CHECK)
def fire_check_new(request: Request) -> HttpResponse:
    """A family at a campus or in a building: one press if all is in order, else by touching."""
    now, task = timezone.now(), task_asked(request)
    place = place_asked(request)
    campus = place.campus if place else one_campus(request, CHECK, task)
    family = family_asked(request, task, campus, place)
    if family is None:
        return choose(request, campus, place, now)
    things = list(checking.owed(campus, family, place))
    form = CheckForm(
        *sent(request),
        campus=campus,
        family=family,
        place=place,
        things=things,
        now=now,
        by=request.user,
    )
    return form_page(
        request,
        form,
        "safety/fire_check_new.html",
        heading=Family(family).label,
        campus=campus,
        place=place,
        things=things,
        line_url=reverse("safety:fire_check_line", args=[0]),
        saved=_("Check saved: {result}"),
        then=task or "safety:fire",
        cancel_url=task.get_absolute_url() if task else reverse("safety:fire"),
    )


def place_asked(request: Request) -> Place | None:
    key = whole_number(request.GET.get("place", ""))
    if key is None:
        return None
    rows = Place.objects.visible_to(request.user, CHECK).select_related("campus")
    return get_object_or_404(rows, pk=key)


def family_asked(request: Request, task: Any, campus: Any, place: Any) -> str | None:
    """By the task or the address; where there is only one, that one."""
    asked = task.subject.partition(":")[2] if task else request.GET.get("family", "")
    if asked in Family.values:
        return asked
    there = families_at(campus, place)
    return there[0] if len(there) == 1 else None


def families_at(campus: Any, place: Any) -> list[str]:
    rows = FireEquipment.objects.in_use().filter(campus=campus)
    rows = rows.at(place) if place else rows
    kinds = {Family(row.family) for row in rows.only("type").order_by()}
    return [family.value for family in Family if family in kinds]


def choose(request: Request, campus: Any, place: Any, now: datetime) -> HttpResponse:
    """Which family is gone over: with how many of each are still unchecked this month."""
    there = set(families_at(campus, place))
    owed = checking.still_owed([campus], timezone.localdate(now))
    context = {
        "campus": campus,
        "place": place,
        "rows": [(family, all_of, left) for _c, family, all_of, left in owed if family in there],
    }
    return TemplateResponse(request, "safety/fire_check_choice.html", context)


@allow(CHECK)
def fire_check_line(request: Request, pk: int) -> HttpResponse:
    """What may be said of one thing, fetched when it is touched."""
    rows = FireEquipment.objects.visible_to(request.user, CHECK).select_related("place")
    thing = get_object_or_404(rows, pk=pk)
    context = {"line": SeenForm(thing=thing)}
    return TemplateResponse(request, "safety/_fire_check_line.html", context)


# Services and the month -----------------------------------------------------------------------


@allow(KEEP)
def fire_service_new(request: Request) -> HttpResponse:
    """A firm serviced or tested something; what falls due soon stands in the lines."""
    now, task = timezone.now(), task_asked(request)
    who = given(request, now, KEEP, task)
    soon = due_day(timezone.localdate(now))
    due = FireEquipment.objects.filter(campus__in=who["campuses"]).due_until(soon)
    initial = {"facility": facility_of(task)} if task else {}
    form = ServiceForm(
        *sent(request),
        things=due.select_related("place").order_by("service_due_on", "pk")[:100],
        initial=initial,
        **who,
    )
    return record_page(
        request,
        form,
        _("Service or test of fire facilities"),
        _("Below stands what falls due: say what the firm did with it."),
        FIRE,
        task=task,
        more=form.lines() if form.things else "",
    )


def facility_of(task: Any) -> str:
    return task.subject.partition(":")[2]


@allow(KEEP)
def fire_report_new(request: Request) -> HttpResponse:
    """The month's report: the figures are read off the records, the words are added."""
    now, task = timezone.now(), task_asked(request)
    month = month_asked(request, task, timezone.localdate(now))
    campus = one_campus(request, KEEP, task)
    form = ReportForm(
        *sent(request),
        initial={"month": month, "campus": campus.pk},
        **given(request, now, KEEP, task),
    )
    figures = reporting.figures_of(campus, month)
    said = [(words, figures[code]) for code, words in FireReport.FIGURES.items()]
    return record_page(
        request,
        form,
        _("Monthly fire report"),
        _("The figures are read off the records. The principal is asked to sign."),
        FIRE,
        task=task,
        above="safety/_report_figures.html",
        figures=said,
        month=month,
        campus=campus,
    )


def month_asked(request: Request, task: Any, on: date) -> date:
    """That of the task; else the month that has just ended, or the one of the address."""
    if task:
        return timezone.localdate(task.opens_at).replace(day=1)
    asked = request.GET.get("month", "")
    if len(asked) == 6 and asked.isdecimal() and 1 <= int(asked[4:]) <= 12:
        try:
            return date(int(asked[:4]), int(asked[4:]), 1)
        except ValueError as nowhere:
            raise Http404 from nowhere
    return on.replace(day=1)


urls: list[URLPattern] = [
    path("fire/", fire, name="fire"),
    path("fire/equipment/", fire_equipment_list, name="fire_equipment_list"),
    path("fire/equipment/new/", fire_equipment_new, name="fire_equipment_new"),
    path("fire/equipment/<int:pk>/", fire_equipment, name="fire_equipment"),
    path("fire/equipment/<int:pk>/edit/", fire_equipment_edit, name="fire_equipment_edit"),
    path("fire/checks/new/", fire_check_new, name="fire_check_new"),
    path("fire/checks/line/<int:pk>/", fire_check_line, name="fire_check_line"),
    path("fire/services/new/", fire_service_new, name="fire_service_new"),
    path("fire/reports/new/", fire_report_new, name="fire_report_new"),
    *hot_work.urls,
    *drills.urls,
    *files.urls,
]
