"""Disinfecting: begun and ended by one press each, or written down with its times.

What was done by a lamp counts on the hours of its tube in the same transaction, and what the doctor
had sent back is settled by the record that makes it good.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from health.hygiene import judging
from health.hygiene.table import MethodTable
from health.models import (
    DisinfectantPreparation,
    Disinfection,
    DisinfectionMethod,
    DisinfectionRun,
    Item,
    LampTube,
    Method,
    SentBack,
    UvLamp,
    UvLampLog,
)
from health.models.disinfection import minutes_between
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry

# Begin and end.


def slot_of(item: str, *, campus: Any, school_class: Any, place: Any) -> str:
    parts = (campus.pk, getattr(school_class, "pk", 0), getattr(place, "pk", 0), item)
    return ".".join(str(part) for part in parts)


@transaction.atomic
def begin(
    row: DisinfectionMethod,
    *,
    campus: Any,
    school_class: Any = None,
    place: Any = None,
    by: Any,
    now: datetime,
    nobody_inside: bool = False,
) -> DisinfectionRun:
    """Something begins by the method of this row of the table; refused while it is going on.

    The strength is that of what the class has mixed and may still use.
    """
    made = usable(row, campus=campus, school_class=school_class, on=now) if row.agent else None
    lamp = lamp_for(school_class, place) if row.method == Method.UV_LAMP else None
    run = DisinfectionRun(
        slot=slot_of(row.item, campus=campus, school_class=school_class, place=place),
        campus=campus,
        school_class=school_class,
        place=place or (lamp.place if lamp else None),
        item=row.item,
        method=row.method,
        agent=row.agent,
        strength=Decimal(made.strength) if made else None,
        preparation=made,
        lamp=lamp,
        nobody_inside=nobody_inside,
        started_at=now,
        started_by=by,
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused(_("This is going on already.")) from twice
    return run


def usable(
    row: DisinfectionMethod, *, campus: Any, school_class: Any, on: datetime
) -> DisinfectantPreparation | None:
    """What was mixed last for the class, or for all at the campus, strong enough and still good."""
    fits = Q(strength__gte=row.strength_min or 0)
    if row.strength_max:
        fits &= Q(strength__lte=row.strength_max)
    made = DisinfectantPreparation.objects.filter(
        fits,
        entry__campus=campus,
        entry__school_class__in=[school_class] if school_class else [],
        entry__happened_at__lte=on,
        good_until__gte=on,
    )
    return made.exclude(entry__status=Entry.Status.VOIDED).order_by("-entry__happened_at").first()


def lamp_for(school_class: Any, place: Any) -> UvLamp | None:
    """The lamp of the room; without a room the only one of the class's rooms."""
    lamps = UvLamp.objects.in_use().select_related("place__campus")
    if place:
        return lamps.filter(place=place).first()
    own = list(lamps.filter(place__school_class=school_class)[:2]) if school_class else []
    return own[0] if len(own) == 1 else None


@transaction.atomic
def finish(run: DisinfectionRun, *, by: Any, now: datetime, aired: bool = False) -> Entry | None:
    """It ends now: written down if it was as the table says, else kept until it is said why.

    Whoever presses twice gets the first end.
    """
    run = DisinfectionRun.objects.select_for_update(of=["self"]).get(pk=run.pk)
    if run.ended_at is None:
        run.ended_at = now
        run.save(update_fields=["ended_at"])
    row = MethodTable().row(run.item, run.method)
    said = said_of_run(run, run.ended_at)
    if judging.lacks_strength(row, run.strength) or judging.departures(said, row):
        return None
    record = record_of(run, run.ended_at)
    record.aired = aired
    run_pk = run.pk
    DisinfectionRun.objects.filter(pk=run_pk).delete()
    return write_down(record, by=by, now=now)


def said_of_run(run: DisinfectionRun, ended_at: datetime) -> judging.Said:
    made = run.preparation
    return judging.Said(
        item=Item(run.item),
        method=Method(run.method),
        minutes=minutes_between(run.started_at, ended_at),
        strength=run.strength,
        nobody_inside=run.nobody_inside,
        is_expired=bool(made and made.good_until < run.started_at),
    )


def record_of(run: DisinfectionRun, ended_at: datetime) -> Disinfection:
    """The record of a run, not yet filed."""
    entry = Entry(
        campus=run.campus,
        school_class=run.school_class,
        place=run.place,
        happened_at=run.started_at,
    )
    return Disinfection(
        entry=entry,
        item=run.item,
        method=run.method,
        agent=run.agent if run.strength is not None else "",
        strength=run.strength,
        preparation=run.preparation,
        ended_at=ended_at,
        lamp=run.lamp,
        nobody_inside=run.nobody_inside,
    )


@transaction.atomic
def drop(run: DisinfectionRun) -> None:
    """It was begun by mistake: nothing was done, nothing is written down."""
    run.delete()


# Writing down.


@transaction.atomic
def write_down(
    record: Disinfection,
    *,
    by: Any,
    now: datetime,
    wiped: bool = False,
    intensity: Decimal | None = None,
) -> Entry:
    """File a disinfection, and with it the use of its lamp. Refused if it ends before it begins."""
    refuse_impossible(record, now)
    entry = record.entry
    entry.subject = Item(record.item).subject
    if record.item == Item.TABLE and not entry.meal:
        entry.meal = meal_after(entry.campus.meals, entry.happened_at)
    filed = filing.submit(record, by=by, now=now)
    if record.lamp:
        log = lamp_log(record, wiped=wiped, intensity=intensity)
        filing.submit(log, by=by, now=now)
    settle(filed, now=now)
    return filed


def refuse_impossible(record: Disinfection, now: datetime) -> None:
    start, end = record.entry.happened_at, record.ended_at
    if end < start:
        raise Refused(_("The end lies before the beginning."))
    if end > now + filing.CLOCKS_DIFFER:
        raise Refused(_("This lies in the future. A record tells what has happened."))
    if minutes_between(start, end) > judging.LONGEST:
        raise Refused(_("A disinfection ends within a day."))


def meal_after(meals: dict[str, str], moment: datetime) -> str:
    """The meal before which tables were wiped: the next by the campus's hours, else the last."""
    clock = f"{timezone.localtime(moment):%H:%M}"
    ordered = sorted(meals.items(), key=lambda pair: pair[1])
    later = [meal for meal, at in ordered if at >= clock]
    return later[0] if later else (ordered[-1][0] if ordered else "")


def lamp_log(
    record: Disinfection, *, wiped: bool = False, intensity: Decimal | None = None
) -> UvLampLog:
    entry = record.entry
    log = UvLampLog(
        entry=Entry(
            campus=entry.campus,
            school_class=entry.school_class,
            place=entry.place,
            happened_at=entry.happened_at,
            typed_at=entry.typed_at,
            late_reason=entry.late_reason,
        ),
        lamp=record.lamp,
        wiped=wiped,
        intensity=intensity,
        disinfection=record,
    )
    return burn(log, record)


def burn(log: UvLampLog, record: Disinfection) -> UvLampLog:
    """The log says what its disinfection says."""
    lamp: Any = record.lamp
    log.lamp, log.ended_at, log.nobody_inside = lamp, record.ended_at, record.nobody_inside
    log.minutes = record.minutes
    log.tube = tube_at(lamp, record.entry.happened_at)
    return log


def tube_at(lamp: UvLamp, moment: datetime) -> LampTube:
    """The tube that was in the lamp then; before the first was registered, the first."""
    tubes = list(lamp.tubes.order_by("installed_at", "pk"))
    before = [tube for tube in tubes if tube.installed_at <= moment]
    return before[-1] if before else tubes[0]


def settle(entry: Entry, *, now: datetime) -> None:
    """What had been sent back of the same kind, class and item is made good by this record."""
    waiting = SentBack.objects.open().filter(
        entry__kind=entry.kind,
        entry__subject=entry.subject,
        entry__campus=entry.campus_id,
        entry__school_class=entry.school_class_id,
        entry__place=entry.place_id,
        at__lte=entry.happened_at,
    )
    waiting.update(settled_at=now, answer=entry)


@transaction.atomic
def correct(record: Disinfection, *, by: Any, now: datetime, reason: str, seen: int) -> Entry:
    """Let it say something else; the log of its lamp follows."""
    refuse_impossible(record, now)
    record.entry.subject = Item(record.item).subject
    entry = filing.correct(record, by=by, now=now, reason=reason, seen=seen)
    follow(record, by=by, now=now, reason=reason)
    SentBack.objects.open().filter(entry=entry).update(settled_at=now, answer=entry)
    return entry


def follow(record: Disinfection, *, by: Any, now: datetime, reason: str) -> None:
    """The log of the lamp says what the corrected disinfection says; without a lamp it is void."""
    log = UvLampLog.objects.filter(disinfection=record).select_related("entry").first()
    if log is None:
        if record.lamp:
            filing.submit(lamp_log(record), by=by, now=now)
    elif record.lamp is None:
        if log.entry.status != Entry.Status.VOIDED:
            filing.void(log.entry, by=by, now=now, reason=reason)
    else:
        log.entry.happened_at = record.entry.happened_at
        log.entry.late_reason = record.entry.late_reason
        seen = log.entry.version
        filing.correct(burn(log, record), by=by, now=now, reason=reason, seen=seen)
