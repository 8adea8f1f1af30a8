"""Walking a round: begun or joined, answered thing by thing, gone on with after a pause, dropped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.records.photos import Prepared
from logistics.school.models import Campus
from safety.models import (
    Checklist,
    ChecklistItem,
    ChecklistVersion,
    Result,
    RunningAnswer,
    RunningPhoto,
    RunningRound,
    RunningStop,
)

CLOCKS_DIFFER = timedelta(minutes=5)
SAID = ("at", "result", "number", "text", "note")


@dataclass(frozen=True)
class Said:
    """What one person says of one thing."""

    item: ChecklistItem
    result: str
    number: Decimal | None = None
    text: str = ""
    note: str = ""
    photos: Sequence[Prepared] = field(default_factory=tuple)


@transaction.atomic
def begin(
    checklist: Checklist, campus: Campus, stops: Iterable[RunningStop], *, by: Any, now: datetime
) -> RunningRound:
    """Begin a round of the list as it stands now, or join the one of today that is under way.

    Stops that the other did not choose are added. From now on the list's version stands still.
    """
    stops = list(stops)
    if not stops:
        raise Refused(_("Choose where the round goes."))
    run = under_way(checklist, campus, stops, by=by, now=now)
    known = set(run.stops.values_list("about", flat=True))
    fresh = [stop for stop in stops if stop.about not in known]
    for position, stop in enumerate(fresh, start=len(known) + 1):
        stop.run, stop.position = run, position
    RunningStop.objects.bulk_create(fresh)
    return run


def under_way(
    checklist: Checklist, campus: Campus, stops: list[RunningStop], *, by: Any, now: datetime
) -> RunningRound:
    slot = slot_of(checklist, campus, stops, now)
    if known := RunningRound.objects.under_way().filter(slot=slot).first():
        return known
    edition = frozen(checklist, now=now)
    try:
        with transaction.atomic():
            return RunningRound.objects.create(
                slot=slot, edition=edition, campus=campus, begun_at=now, begun_by=by
            )
    except IntegrityError:  # somebody else began it in the same moment
        return RunningRound.objects.under_way().get(slot=slot)


def slot_of(checklist: Checklist, campus: Campus, stops: list[RunningStop], now: datetime) -> str:
    """Who begins the same list on the same day for the same place walks the same round."""
    about = stops[0].about if len(stops) == 1 else "several"
    return f"{checklist.code}:{campus.pk}:{timezone.localdate(now):%Y%m%d}:{about}"


def frozen(checklist: Checklist, *, now: datetime) -> ChecklistVersion:
    """The newest version of the list, which from now on is changed no more."""
    edition = checklist.versions.select_for_update().order_by("-number").first()
    if edition is None or not ChecklistItem.objects.filter(area__version=edition).exists():
        raise Refused(_("This checklist has nothing to look at yet."))
    if edition.frozen_at is None:
        edition.frozen_at = now
        edition.save(update_fields=["frozen_at"])
    return edition


@transaction.atomic
def answer(
    stop: RunningStop, said: Sequence[Said], *, by: Any, now: datetime, at: datetime | None = None
) -> RunningStop:
    """Keep what one person saw at a stop. `at` is the clock of the device, where it waited offline.

    What comes in after the round was submitted goes to a round that follows it: the answer is the
    stop at which it is kept.
    """
    run = RunningRound.objects.select_for_update().get(pk=stop.run_id)
    if run.ended_at is not None:
        stop = carried_over(stop, run, by=by, now=now)
    moment = seen_at(at, run, now)
    RunningRound.objects.filter(pk=stop.run_id).update(revision=F("revision") + 1)
    keep(stop, later_than_known(stop, said, by=by, at=moment), by=by, at=moment)
    return stop


def seen_at(at: datetime | None, run: RunningRound, now: datetime) -> datetime:
    """The clock of the device, where it can be right; else ours."""
    if at is None or at > now + CLOCKS_DIFFER or at < run.begun_at - CLOCKS_DIFFER:
        return now
    return min(at, now)


def later_than_known(
    stop: RunningStop, said: Sequence[Said], *, by: Any, at: datetime
) -> list[Said]:
    """An answer that waited offline does not undo what the same person said after it."""
    known = RunningAnswer.objects.filter(stop=stop, by=by, at__gt=at).values_list("item", flat=True)
    newer = set(known)
    return [one for one in said if one.item.pk not in newer]


def keep(stop: RunningStop, said: Sequence[Said], *, by: Any, at: datetime) -> None:
    rows = [
        RunningAnswer(
            stop=stop, item=one.item, by=by, at=at, result=one.result, number=one.number,
            text=one.text[:200], note=one.note[:200],
        )
        for one in said
    ]  # fmt: skip
    RunningAnswer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["stop", "item", "by"], update_fields=SAID
    )
    for one in said:
        for photo in one.photos:
            keep_photo(stop, one.item, photo, by=by)


def keep_photo(stop: RunningStop, item: ChecklistItem, photo: Prepared, *, by: Any) -> None:
    RunningPhoto.objects.create(
        stop=stop,
        item=item,
        by=by,
        taken_at=photo.taken_at,
        file=ContentFile(photo.image, "photo.jpg"),
        thumbnail=ContentFile(photo.thumbnail, "photo.jpg"),
    )


def carried_over(stop: RunningStop, ended: RunningRound, *, by: Any, now: datetime) -> RunningStop:
    """The same stop in the round that follows one which was submitted meanwhile."""
    slot = f"{ended.slot}+{ended.pk}"[:120]
    started = {"edition": ended.edition, "campus": ended.campus, "begun_at": now, "begun_by": by}
    run, _created = RunningRound.objects.get_or_create(
        slot=slot, ended_at=None, defaults={**started, "follows": ended}
    )
    same = {
        name: getattr(stop, name)
        for name in ("name", "place", "school_class", "person", "company", "position")
    }
    return run.stops.get_or_create(about=stop.about, defaults=same)[0]


@transaction.atomic
def all_normal(
    checklist: Checklist, campus: Campus, stop: RunningStop, *, by: Any, now: datetime
) -> RunningRound:
    """A round of one stop at which everything is in order, by one press.

    Refuses lists on which something is measured, chosen or photographed: that is never assumed.
    """
    run = begin(checklist, campus, [stop], by=by, now=now)
    items = list(ChecklistItem.objects.filter(area__version=run.edition))
    if not all(may_be_assumed(item) for item in items):
        raise Refused(_("Something of this list is measured. Go through it one by one."))
    here = run.stops.get(about=stop.about)
    known = set(here.answers.values_list("item", flat=True))
    rest = [Said(item, Result.NORMAL) for item in items if item.pk not in known]
    answer(here, rest, by=by, now=now)
    run.refresh_from_db(fields=["revision"])
    return run


def may_be_assumed(item: ChecklistItem) -> bool:
    """Whether “everything else is in order” may answer for it."""
    return not item.is_measured and item.photo != ChecklistItem.Photo.ALWAYS


@transaction.atomic
def drop(run: RunningRound, *, by: Any, now: datetime) -> None:
    """It was begun by mistake. Only who began it drops it, and only while nobody else has answered."""
    if run.begun_by_id != by.pk:
        raise Refused(_("Only who began a round drops it."))
    if RunningAnswer.objects.filter(stop__run=run).exclude(by=by).exists():
        raise Refused(_("Somebody else has answered on this round already."))
    open_now = RunningRound.objects.under_way().filter(pk=run.pk)
    if not open_now.update(ended_at=now, is_dropped=True):
        raise Refused(_("This round has been submitted already."))
