"""Giving medicine: only on a signed request, at its time, by one and checked by another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from health.models import AttendanceLine, MedicineGiven, MedicineRequest
from health.models.attendance import Mark
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.calendar import at
from logistics.school.rules import rule

OFF_TIME = "health_medicine_minutes"
# What the list of the day shows, and no more: all else would be worded, read and decrypted in vain.
ASKED = ("medicine", "dose", "times", "usage")
GIVEN = ("entry__happened_at", "entry__entered_by__name")


@dataclass(frozen=True)
class Dose:
    """A dose of a request on a day: due, given, or not to be given because the child is away."""

    request: MedicineRequest
    on: date
    clock: str
    given: MedicineGiven | None = None
    is_away: bool = False
    is_overdue: bool = False

    @property
    def is_settled(self) -> bool:
        return self.given is not None or self.is_away


@transaction.atomic
def take_in(
    request: MedicineRequest, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """Take medicine in. Refuses one that no guardian has signed for."""
    if request.signed == MedicineRequest.Signed.PHOTO and not photos:
        raise Refused(_("Without the guardian's signature or a photo of it nothing is taken in."))
    if request.signed == MedicineRequest.Signed.PAPER and not request.paper:
        raise Refused(_("Say where the signed paper is kept."))
    return filing.submit(request, by=by, now=now, photos=photos)


@transaction.atomic
def give(
    request: MedicineRequest,
    *,
    clock: str,
    dose: str,
    checked_by: Any,
    by: Any,
    now: datetime,
    happened_at: datetime,
    past_is_right: bool = False,
    late_reason: str = "",
    note: str = "",
) -> Entry:
    """Give a dose; the second person, who checked name, medicine and dose, is asked to sign."""
    on = timezone.localdate(happened_at)
    refuse_without_request(request, on, clock)
    if checked_by.pk == by.pk:
        raise Refused(_("Two people check a medicine: name the other one."))
    if is_past(request, on) and not past_is_right:
        raise Refused(_("The medicine is past its time. Confirm it, or send it back."))
    given = MedicineGiven(
        entry=entry_of(request, happened_at, late_reason),
        request=request,
        on=on,
        clock=clock,
        copy=voided_before(request, on, clock),
        dose=dose,
        checked_by=checked_by,
        is_off_time=is_off_time(on, clock, happened_at),
        is_past=is_past(request, on),
        note=note,
    )
    try:
        entry = filing.submit(given, by=by, now=now)
    except IntegrityError as twice:
        raise given_already() from twice
    signing.ask(entry, [(Capacity.WITNESS, checked_by)], now=now)
    return entry


def entry_of(request: MedicineRequest, happened_at: datetime, late_reason: str) -> Entry:
    return Entry(
        campus_id=request.entry.campus_id,
        school_class_id=request.entry.school_class_id,
        subject=f"child:{request.child_id}",
        happened_at=happened_at,
        late_reason=late_reason,
    )


def refuse_without_request(request: MedicineRequest, on: date, clock: str) -> None:
    """Nothing is given that no standing request asks for on this day and at this time."""
    if not MedicineRequest.objects.running(on).filter(pk=request.pk).exists():
        raise Refused(_("There is no valid request of a guardian for this medicine on this day."))
    if clock not in request.clocks:
        raise Refused(_("The guardian has not asked for this time of day."))


def is_past(request: MedicineRequest, on: date) -> bool:
    return request.expires_on < on


def is_off_time(on: date, clock: str, happened_at: datetime) -> bool:
    minutes = float(rule(OFF_TIME, on=on))
    return abs(happened_at - at(on, clock)) > timedelta(minutes=minutes)


def voided_before(request: MedicineRequest, on: date, clock: str) -> int:
    rows = MedicineGiven.objects.filter(request=request, on=on, clock=clock)
    states = list(rows.values_list("entry__status", flat=True))
    if any(state != Entry.Status.VOIDED for state in states):
        raise given_already()
    return len(states)


def given_already() -> Refused:
    return Refused(_("This dose is already given. Nothing is given twice."))


@transaction.atomic
def settle_left_over(
    request: MedicineRequest, *, what: str, on: date, by: Any, now: datetime, seen: int
) -> Entry:
    """What is left goes back to the guardian; the request ends with it."""
    if request.left_over:
        raise Refused(_("This was settled already."))
    request.left_over, request.left_over_on = what, on
    reason = str(MedicineRequest.LeftOver(what).label)
    return filing.correct(request, by=by, now=now, reason=reason, seen=seen)


def doses(
    classes: Iterable[Any],
    on: date,
    *,
    now: datetime | None = None,
    gone: set[int] | None = None,
) -> list[Dose]:
    """All doses of a day in these classes, in the order of their times; with `now`, what is late.

    `gone` are the children away that day, if they are known already.
    """
    keys = {getattr(c, "pk", c) for c in classes}
    running = MedicineRequest.objects.running(on).filter(entry__school_class__in=keys)
    running = running.select_related("child", "entry__school_class")
    if gone is None:
        running = running.annotate(is_gone=Exists(away_on(on).filter(child=OuterRef("child"))))
    requests = list(running.only(*ASKED, "child__name", "entry__school_class__name"))
    given = given_on(requests, on) if requests else {}
    if gone is None:
        gone = {request.child_id for request in requests if getattr(request, "is_gone", False)}
    late = overdue_clock(on, now) if requests and now else ""
    found = [
        dose_of(r, on, clock, given.get((r.pk, clock)), gone, late)
        for r in requests
        for clock in r.clocks
    ]
    return sorted(found, key=lambda dose: (dose.clock, dose.request.pk))


def dose_of(
    request: Any, on: date, clock: str, given: MedicineGiven | None, gone: set[int], late: str
) -> Dose:
    is_away = request.child_id in gone
    is_overdue = given is None and not is_away and clock < late
    return Dose(request, on, clock, given, is_away, is_overdue)


def overdue_clock(on: date, now: datetime) -> str:
    """Doses asked for before this time of the day should have been given by now."""
    until = timezone.localtime(now) - timedelta(minutes=float(rule(OFF_TIME, on=on)))
    if until.date() != on:
        return "24:00" if until.date() > on else ""
    return f"{until:%H:%M}"


def given_on(requests: list[Any], on: date) -> dict[tuple[int, str], MedicineGiven]:
    rows = MedicineGiven.objects.filter(request__in=requests, on=on)
    rows = rows.exclude(entry__status=Entry.Status.VOIDED)
    rows = rows.select_related("entry__entered_by", "checked_by")
    rows = rows.only("request", "clock", "checked_by__name", *GIVEN)
    return {(row.request_id, row.clock): row for row in rows}


def away_on(on: date) -> Any:
    """The lines of whoever is away that day."""
    lines = AttendanceLine.objects.filter(on=on).exclude(mark=Mark.PRESENT)
    return lines.exclude(sheet__entry__status=Entry.Status.VOIDED)


def to_return(classes: Iterable[Any], on: date) -> Any:
    """Requests that have ended or whose medicine is past its time, and something may be left."""
    keys = {getattr(c, "pk", c) for c in classes}
    rows = MedicineRequest.objects.open().filter(entry__school_class__in=keys, last_on__lt=on)
    rows = rows.select_related("child", "entry__school_class")
    return rows.defer("child__identity_number", "child__note").order_by("last_on", "pk")
