"""A patrol: begun, point by point kept, walked to its end. What was not reached stays unchecked."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from safety.hazards.opening import open_hazard
from safety.models import GuardPatrol, Lock, PatrolLine, PatrolMark, PatrolPoint, PatrolRun

SECURITY = "security"


@transaction.atomic
def begin(campus: Any, about: str, *, by: Any, now: datetime, companion: Any = None) -> PatrolRun:
    """Set out; refused without a second person where two have to go, and while on another patrol."""
    run = PatrolRun(campus=campus, about=about, by=by, companion=companion, begun_at=now)
    run.clean_fields(exclude=["entry"])
    if about == "patrol:team" and (companion is None or companion.pk == by.pk):
        raise Refused(_("The guard team walks with at least two people."))
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused(_("You are on a patrol already.")) from twice
    return run


@transaction.atomic
def mark(
    run: PatrolRun,
    place: Any,
    *,
    now: datetime,
    lock: str = Lock.NONE,
    text: str = "",
    typed_at: datetime | None = None,
    by_code: bool = False,
) -> PatrolMark:
    """Keep a point that was reached. Pressed again, the first moment stays and what is said is new.

    What was kept without a network counts from the device's clock, if that can be right: not
    before the patrol began and not later than now.
    """
    if not PatrolRun.objects.going().filter(pk=run.pk).exists():
        raise Refused(_("This patrol has ended. Begin another one."))
    at, is_off = judged(run, typed_at, now)
    kept, _made = PatrolMark.objects.get_or_create(
        run=run,
        place=place,
        defaults={"at": at, "typed_at": typed_at, "clock_off": is_off, "by_code": by_code},
    )
    kept.lock, kept.text, kept.by_code = lock, text[:200], kept.by_code or by_code
    kept.save(update_fields=["lock", "text", "by_code"])
    return kept


def judged(run: PatrolRun, typed_at: datetime | None, now: datetime) -> tuple[datetime, bool]:
    """When it was, and whether the device's clock cannot be right."""
    if typed_at is None:
        return now, False
    if run.begun_at <= typed_at <= now + filing.CLOCKS_DIFFER:
        return min(typed_at, now), False
    return now, True


@transaction.atomic
def finish(run: PatrolRun, *, by: Any, now: datetime, text: str = "", photos: Any = ()) -> Entry:
    """File the patrol with a line for each point; what was found there becomes a hazard."""
    run = PatrolRun.objects.select_for_update().get(pk=run.pk)
    if run.entry_id or run.dropped_at:
        raise Refused(_("This patrol has ended. Begin another one."))
    lines = lines_of(run)
    if not any(line.at for line in lines):
        raise Refused(_("No point has been reached yet."))
    patrol = GuardPatrol(
        entry=Entry(campus=run.campus, subject=run.about, happened_at=now),
        begun_at=run.begun_at,
        companion=run.companion,
        points=len(lines),
        reached=sum(line.at is not None for line in lines),
        abnormal=sum(line.state == "abnormal" for line in lines),
        text=text,
    )
    patrol.new_lines = lines
    entry = filing.submit(patrol, by=by, now=now, photos=photos)
    run.entry = entry
    run.save(update_fields=["entry"])
    for line in lines:
        if line.state == "abnormal":
            tell_of(entry, line, by=by, now=now)
    return entry


def tell_of(entry: Entry, line: PatrolLine, *, by: Any, now: datetime) -> None:
    what = line.text or _("Not locked: %(place)s") % {"place": line.place}
    open_hazard(
        entry, what=what, category=SECURITY, source="daily", by=by, now=now,
        key=f"patrol:{line.place_id}", place=line.place,
    )  # fmt: skip


def lines_of(run: PatrolRun) -> list[PatrolLine]:
    """A line for each point on the way, and for whatever was marked besides."""
    marks = {mark.place_id: mark for mark in run.marks.select_related("place")}
    points = PatrolPoint.objects.of(run.about).filter(campus=run.campus).select_related("place")
    places = {point.place_id: point.place for point in points}
    places |= {key: mark.place for key, mark in marks.items() if key not in places}
    return [line_of(place, marks.get(key)) for key, place in places.items()]


def line_of(place: Any, mark: PatrolMark | None) -> PatrolLine:
    if mark is None:
        return PatrolLine(place=place)
    return PatrolLine(
        place=place, at=mark.at, typed_at=mark.typed_at, clock_off=mark.clock_off, lock=mark.lock,
        text=mark.text, by_code=mark.by_code,
    )  # fmt: skip


@transaction.atomic
def drop(run: PatrolRun, *, now: datetime) -> None:
    """Begun by mistake: nothing is filed, the marks stay readable."""
    if not PatrolRun.objects.going().filter(pk=run.pk).update(dropped_at=now):
        raise Refused(_("This patrol has ended. Begin another one."))
