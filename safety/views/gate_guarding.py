"""The guards: on post, handing over, patrols and their points, the gate locked, the roster."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from logistics.access import Request, allow
from logistics.errors import Refused
from logistics.pages import form_page
from logistics.records.models import Entry
from logistics.school.calendar import DAY, end_of, start_of
from logistics.school.models import Campus, Place
from logistics.school.views.frame import looked_at
from safety.forms.guarding import (
    DutyLogForm,
    FinishForm,
    GateDutyForm,
    GateLockForm,
    MarkForm,
    PatrolForm,
    PatrolPointForm,
    RosterForm,
    ShiftForm,
)
from safety.gate import guarding, patrolling
from safety.gate.board import KEEP, VIEW
from safety.models import GateTurn, PatrolPoint, PatrolRun, Slot
from safety.views.gate_frame import asked_task, gate_form

STAFF, DESIGN, ORGANISE = "safety.inspect", "safety.design", "safety.organise"
CLOSED_ROOMS = (
    Place.Kind.CLASSROOM, Place.Kind.ACTIVITY_ROOM, Place.Kind.NAP_ROOM, Place.Kind.OFFICE,
    Place.Kind.SPECIAL_ROOM,
)  # fmt: skip


@require_POST
@allow(KEEP)
def post_take(request: Request) -> HttpResponse:
    """I am on post now."""
    campus = looked_at(request) or Campus.objects.visible_to(request.user, KEEP).first()
    if campus is None:
        raise Refused(_("There is no campus yet."))
    post = guarding.come_on(campus, by=request.user, now=timezone.now())
    sentence = _("On post since %(time)s.") % {"time": f"{timezone.localtime(post.came_at):%H:%M}"}
    messages.success(request, sentence)
    return redirect("safety:gate")


@allow(KEEP)
def shift_new(request: Request) -> HttpResponse:
    """The shift ends: both guards sign."""
    return gate_form(
        request,
        ShiftForm,
        heading=_("Hand the shift over"),
        purpose=_("Who takes over is asked to sign and is on post from now."),
        submit_label=_("Sign and hand over"),
    )


@allow(KEEP)
def gate_lock_new(request: Request) -> HttpResponse:
    return gate_form(
        request, GateLockForm, heading=_("Gate opened or locked"), submit_label=_("Save the time")
    )


def subject_asked(request: Request) -> dict[str, Any]:
    """As whom one stands at the gate, if a task says it."""
    task = asked_task(request)
    return {"initial": {"about": task.subject}} if task and task.subject else {}


@allow(STAFF)
def gate_duty_new(request: Request) -> HttpResponse:
    return gate_form(
        request,
        GateDutyForm,
        heading=_("I was at the gate"),
        purpose=_("Leader or teacher on gate duty, while the children come or go."),
        about=subject_asked(request),
    )


@allow(STAFF)
def duty_log_new(request: Request) -> HttpResponse:
    return gate_form(
        request,
        DutyLogForm,
        heading=_("Duty log"),
        purpose=_("A day or night on duty, in the holidays too."),
    )


# Patrols.


@allow(STAFF)
def patrol_new(request: Request) -> HttpResponse:
    """Set out on a patrol; whoever is on one goes on with it."""
    going = PatrolRun.objects.going().filter(by=request.user).first()
    if going and request.method == "GET":
        return redirect(going)
    task = asked_task(request)
    asked = task.subject if task else request.GET.get("about", "")
    form = PatrolForm(
        request.POST or None,
        by=request.user,
        now=timezone.now(),
        initial={"about": asked} if asked else {},
    )
    return form_page(
        request,
        form,
        heading=_("Begin a patrol"),
        purpose=_("Scan the code at each point, or press it in the list."),
        submit_label=_("Set out"),
        cancel_url=reverse("safety:gate") if request.user.has_perm(VIEW) else reverse("home"),
    )


def one_run(request: Request, pk: int) -> PatrolRun:
    """A patrol one is walking, alone or with another."""
    mine = PatrolRun.objects.filter(Q(by=request.user) | Q(companion=request.user))
    return get_object_or_404(mine.select_related("campus", "companion", "entry"), pk=pk)


@allow(STAFF)
def patrol(request: Request, pk: int) -> HttpResponse:
    """The points of the way: reached, still to go, something found."""
    run = one_run(request, pk)
    if run.entry:
        return redirect(run.entry)
    points = PatrolPoint.objects.of(run.about).filter(campus=run.campus).select_related("place")
    marks = {mark.place_id: mark for mark in run.marks.all()}
    rows = [{"point": point, "mark": marks.get(point.place_id)} for point in points]
    context = {
        "run": run,
        "rows": rows,
        "reached": len(marks),
        "is_over": run.dropped_at is not None,
        "at_night": run.about == "patrol:night",
    }
    return TemplateResponse(request, "safety/patrol.html", context)


def run_of(request: Request) -> PatrolRun | None:
    """The patrol one is walking, alone or with another."""
    mine = Q(by=request.user) | Q(companion=request.user)
    return PatrolRun.objects.going().filter(mine).select_related("campus").first()


@allow(STAFF)
def patrol_mark(request: Request, pk: int) -> HttpResponse:
    """A point: normal by one press from the list, by its sticker, or with what was found there."""
    seen = Place.objects.in_use().visible_to(request.user, STAFF)
    place = get_object_or_404(seen, pk=pk)
    run = run_of(request)
    if run is None or run.campus_id != place.campus_id:
        return redirect("safety:patrol_new")
    by_code = "code" in request.GET
    form = MarkForm(request.POST or None, run=run, place=place, now=timezone.now(), by_code=by_code)
    return form_page(
        request,
        form,
        heading=str(place),
        purpose=str(run.get_about_display()),
        submit_label=_("Keep this point"),
        then=run,
        cancel_url=run.get_absolute_url(),
        offline=True,
    )


@allow(STAFF)
def patrol_finish(request: Request, pk: int) -> HttpResponse:
    """File the patrol: what was not reached stays unchecked."""
    run = one_run(request, pk)
    return gate_form(
        request,
        FinishForm,
        heading=_("End the patrol"),
        purpose=_("Points that were not reached stay unchecked."),
        submit_label=_("File the patrol"),
        about={"run": run},
        cancel_url=run.get_absolute_url(),
    )


@require_POST
@allow(STAFF)
def patrol_drop(request: Request, pk: int) -> HttpResponse:
    patrolling.drop(one_run(request, pk), now=timezone.now())
    messages.success(request, _("The patrol was dropped; nothing was filed."))
    return redirect("safety:gate" if request.user.has_perm(VIEW) else "home")


@allow(VIEW)
def patrol_point_list(request: Request) -> HttpResponse:
    points = PatrolPoint.objects.visible_to(request.user, VIEW).select_related("place", "campus")
    if campus := looked_at(request):
        points = points.filter(campus=campus)
    context = {"points": points, "may_design": request.user.has_perm(DESIGN)}
    return TemplateResponse(request, "safety/patrol_point_list.html", context)


@allow(DESIGN)
def patrol_point_new(request: Request) -> HttpResponse:
    return point_form(request, PatrolPoint(), _("New patrol point"))


@allow(DESIGN)
def patrol_point_edit(request: Request, pk: int) -> HttpResponse:
    seen = PatrolPoint.objects.visible_to(request.user, DESIGN)
    return point_form(request, get_object_or_404(seen, pk=pk), _("Edit the patrol point"))


def point_form(request: Request, point: PatrolPoint, heading: str) -> HttpResponse:
    form = PatrolPointForm(request.POST or None, instance=point, by=request.user)
    return form_page(
        request,
        form,
        heading=heading,
        purpose=_("The sticker of the place says that somebody was really there."),
        saved=_("Saved: {result}"),
        then=reverse("safety:patrol_point_list"),
        cancel_url=reverse("safety:patrol_point_list"),
    )


# The roster, and what was closed today.


def week_asked(request: Request, today: date) -> date:
    try:
        asked = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        asked = today
    asked = asked if 2000 < asked.year < 2200 else today
    return asked - timedelta(days=asked.weekday())


@allow(STAFF)
def roster(request: Request) -> HttpResponse:
    """A week: who is on guard, who leads, who stands at the gate, and where somebody is missing."""
    today = timezone.localdate()
    monday = week_asked(request, today)
    days = [monday + n * DAY for n in range(7)]
    turns = GateTurn.objects.visible_to(request.user, STAFF).filter(on__range=(days[0], days[-1]))
    if campus := looked_at(request):
        turns = turns.filter(campus=campus)
    cells: dict[tuple[str, date], list[GateTurn]] = {}
    for turn in turns.select_related("person"):
        cells.setdefault((turn.slot, turn.on), []).append(turn)
    rows = [
        {"slot": slot.label, "cells": [cells.get((slot, day), []) for day in days]} for slot in Slot
    ]
    context = {
        "rows": rows,
        "days": days,
        "today": today,
        "before": monday - 7 * DAY,
        "after": monday + 7 * DAY,
        "may_organise": request.user.has_perm(ORGANISE),
    }
    return TemplateResponse(request, "safety/roster.html", context)


@allow(ORGANISE)
def roster_fill(request: Request) -> HttpResponse:
    form = RosterForm(request.POST or None, by=request.user, now=timezone.now())
    return form_page(
        request,
        form,
        heading=_("Fill the roster"),
        purpose=_("The people take turns in the order of the list; whoever stands there stays."),
        submit_label=_("Put on the roster"),
        saved=_("{result} turns are on the roster."),
        then=reverse("safety:roster"),
        cancel_url=reverse("safety:roster"),
    )


@require_POST
@allow(ORGANISE)
def roster_remove(request: Request, pk: int) -> HttpResponse:
    turn = get_object_or_404(GateTurn.objects.visible_to(request.user, ORGANISE), pk=pk)
    monday = turn.on - timedelta(days=turn.on.weekday())
    turn.delete()
    messages.success(request, _("Taken off the roster."))
    return redirect(f"{reverse('safety:roster')}?week={monday}")


@allow(VIEW)
def closing_today(request: Request) -> HttpResponse:
    """Rooms whose windows, lights and doors somebody closed today, and those nobody did."""
    today = timezone.localdate()
    rooms = Place.objects.in_use().visible_to(request.user, VIEW).filter(kind__in=CLOSED_ROOMS)
    if campus := looked_at(request):
        rooms = rooms.filter(campus=campus)
    checks = Entry.objects.standing().filter(
        kind="closing_check", happened_at__range=(start_of(today), end_of(today))
    )
    checks = checks.select_related("entered_by").order_by("happened_at")
    by_place = {check.place_id: check for check in checks if check.place_id}
    by_class = {c.school_class_id: c for c in checks if c.school_class_id and not c.place_id}
    rows = [
        {"room": room, "check": by_place.get(room.pk) or by_class.get(room.school_class_id or 0)}
        for room in rooms.select_related("campus", "school_class", "custodian").order_by("name")
    ]
    done = sum(row["check"] is not None for row in rows)
    words = ngettext(
        "%(left)s room is not closed yet.", "%(left)s rooms are not closed yet.", len(rows) - done
    ) % {"left": len(rows) - done}
    context = {"rows": rows, "left": len(rows) - done, "words": words, "today": today}
    return TemplateResponse(request, "safety/closing_today.html", context)


urls: list[Any] = [
    path("gate/post/take/", post_take, name="guard_post_take"),
    path("gate/shifts/new/", shift_new, name="guard_shift_new"),
    path("gate/locks/new/", gate_lock_new, name="gate_lock_new"),
    path("gate/duty/new/", gate_duty_new, name="gate_duty_new"),
    path("duty-logs/new/", duty_log_new, name="duty_log_new"),
    path("patrols/new/", patrol_new, name="patrol_new"),
    path("patrols/<int:pk>/", patrol, name="patrol"),
    path("patrols/here/<int:pk>/", patrol_mark, name="patrol_mark"),
    path("patrols/<int:pk>/finish/", patrol_finish, name="patrol_finish"),
    path("patrols/<int:pk>/drop/", patrol_drop, name="patrol_drop"),
    path("patrols/points/", patrol_point_list, name="patrol_point_list"),
    path("patrols/points/new/", patrol_point_new, name="patrol_point_new"),
    path("patrols/points/<int:pk>/edit/", patrol_point_edit, name="patrol_point_edit"),
    path("roster/", roster, name="roster"),
    path("roster/fill/", roster_fill, name="roster_fill"),
    path("roster/<int:pk>/remove/", roster_remove, name="roster_remove"),
    path("gate/closed-rooms/", closing_today, name="closing_today"),
]
