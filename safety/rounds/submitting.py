"""Submitting a round: it becomes a record that nobody edits, and what was found becomes hazards."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.fields import labelled
from logistics.records import photos
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from safety.hazards import opening
from safety.hazards.opening import Danger
from safety.models import ROUNDS, ChecklistItem, Result, Round, RoundLine, RunningRound
from safety.rounds import progress
from safety.rounds.progress import Point, Progress, Stop

MOST_PHOTOS = 9  # of one line; the place of a photo says to which line it belongs
PHOTO_STEP = 10


@dataclass(frozen=True)
class Closing:
    """What is said of a round as a whole when it is submitted."""

    happened_at: datetime
    summary: str = ""
    talked_with: str = ""
    no_photo: str = ""
    late_reason: str = ""
    typed_at: datetime | None = None
    signers: Sequence[Any] = field(default_factory=tuple)  # those who answer for what was inspected


@transaction.atomic
def submit(seen: Progress, closing: Closing, *, by: Any, now: datetime) -> list[Entry]:
    """File the round: one record, or one for each stop that was reached. Hazards open by themselves.

    `seen` is the round as it was read; what somebody answered since is filed with it. Refuses one
    on which nothing was seen, one submitted already, and one whose photos are missing without a
    word why.
    """
    seen = ended(seen, now)
    if not seen.is_begun:
        raise Refused(_("Nothing has been looked at yet."))
    if seen.photoless and not closing.no_photo:
        raise Refused(_("A photo is missing. Take it, or say why there is none."))
    return [file(seen, stops, closing, by=by, now=now) for stops in sheets(seen)]


def ended(seen: Progress, now: datetime) -> Progress:
    """End the round, so that nobody answers on it any more; what had been answered by then."""
    open_now = RunningRound.objects.under_way().filter(pk=seen.run.pk)
    if open_now.filter(revision=seen.run.revision).update(ended_at=now):
        return seen
    if not open_now.update(ended_at=now):
        raise Refused(_("This round has been submitted already."))
    return progress.read(seen.run)


def sheets(seen: Progress) -> list[list[Stop]]:
    """The stops of each record. What was not reached has no record of its own: it stays owed."""
    if seen.run.edition.checklist.is_single:
        return [[stop] for stop in seen.stops if stop.is_reached]
    return [seen.stops]


def file(seen: Progress, stops: list[Stop], closing: Closing, *, by: Any, now: datetime) -> Entry:
    record = record_of(seen, stops, closing)
    attached = list(photos_of(stops, by=by, now=now))
    entry = filing.submit(record, by=by, now=now, photos=attached)
    signing.ask(entry, [(Capacity.LEADER, person) for person in closing.signers], now=now)
    opening.open_hazards(entry, list(dangers_of(record, stops)), now=now)
    return entry


def record_of(seen: Progress, stops: list[Stop], closing: Closing) -> Round:
    run, checklist = seen.run, seen.run.edition.checklist
    points = [point for stop in stops for point in stop.points]
    counted = [point.result for point in points]
    one = stops[0].row if len(stops) == 1 else None
    entry = Entry(
        campus=run.campus,
        place=one.place if one and not one.school_class_id else None,
        school_class=one.school_class if one else None,
        subject=checklist.record_subject,
        happened_at=closing.happened_at,
        typed_at=closing.typed_at,
        late_reason=closing.late_reason,
        is_zero=set(counted) <= {Result.NORMAL, Result.NOT_APPLICABLE},
    )
    record = ROUNDS[checklist.kind](
        entry=entry,
        checklist=checklist,
        edition=run.edition,
        began_at=min(run.begun_at, closing.happened_at),
        walkers=walkers(points),
        normal=counted.count(Result.NORMAL),
        abnormal=counted.count(Result.ABNORMAL),
        unchecked=counted.count(Result.UNCHECKED),
        summary=closing.summary,
        talked_with=closing.talked_with,
        no_photo=closing.no_photo if any(point.lacks_photo for point in points) else "",
        company=one.company if one else None,
        person=one.person if one else None,
        asset_number=one.name[:30] if one and one.about.startswith("asset:") else "",
    )
    if checklist.is_scored:
        record.score, record.most = total(points)
    record.new_lines = [
        line_of(stop, point, is_scored=checklist.is_scored)
        for stop in stops
        for point in stop.points
    ]
    return record


def walkers(points: Sequence[Point]) -> str:
    """Everybody who saw something, in the order in which they first did."""
    answers = sorted((a for point in points for a in point.answers), key=lambda a: a.at)
    names = dict.fromkeys(str(one.by) for one in answers)
    return pgettext("between names", ", ").join(names)[:200]


def line_of(stop: Stop, point: Point, *, is_scored: bool) -> RoundLine:
    said = point.answer
    line = RoundLine(about=stop.row.about, name=stop.row.name, item=point.item, result=point.result)
    if said is not None:
        line.number, line.text, line.note = said.number, said.text, said.note
        line.by, line.at = said.by, said.at
    if is_scored:
        line.points = points_of(point)
    return line


def points_of(point: Point) -> Decimal | None:
    """What it earned; nothing where it was not judged, so that it counts on neither side."""
    if point.answer is None or point.result == Result.NOT_APPLICABLE:
        return None
    if point.item.answer == ChecklistItem.Answer.POINTS:
        return point.answer.number
    return Decimal(0) if point.is_abnormal else point.item.weight


def total(points: Sequence[Point]) -> tuple[Decimal, Decimal]:
    """Points earned, and those to be had where something was judged."""
    earned = [(points_of(point), point.item.weight) for point in points]
    judged = [(got, most) for got, most in earned if got is not None]
    return sum((got for got, _m in judged), Decimal(0)), sum((m for _g, m in judged), Decimal(0))


def photos_of(stops: Sequence[Stop], *, by: Any, now: datetime) -> Iterator[Callable]:
    """The photos of the round, each at the place that names its line."""
    points = [point for stop in stops for point in stop.points]
    for number, point in enumerate(points, start=1):
        for place, photo in enumerate(point.photos[:MOST_PHOTOS]):
            yield partial(
                photos.attach,
                photos.Prepared(read(photo.file), read(photo.thumbnail), photo.taken_at),
                by=photo.by,
                at=now,
                position=number * PHOTO_STEP + place,
            )


def read(file: Any) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


def dangers_of(record: Round, stops: Sequence[Stop]) -> Iterator[Danger]:
    """What was not in order, in the name of whoever found it."""
    for stop in stops:
        for point in stop.points:
            if point.answer is not None and point.is_abnormal:
                yield Danger(
                    what=what_is_wrong(stop, point),
                    category=point.item.category,
                    source=record.checklist.source,
                    by=point.answer.by,
                    key=key_of(record.checklist.code, stop, point),
                    place=stop.row.place,
                )


def what_is_wrong(stop: Stop, point: Point) -> str:
    """The thing, and what was seen, chosen or measured of it."""
    said = point.answer
    if said is None:
        return point.item.title
    number = f"{said.number.normalize():f} {point.item.unit}".strip() if said.number else ""
    words = pgettext("between the parts of a list", "; ").join(
        part for part in (said.text, number, said.note) if part
    )
    what = labelled(point.item.title, words) if words else point.item.title
    return what if stop.row.place or not stop.row.name else f"{stop.row.name} {what}"


def key_of(code: str, stop: Stop, point: Point) -> str:
    """The same thing at the same place, whatever version of the list names it."""
    named = f"{point.item.area.title}/{point.item.title}"
    return f"{code}:{sha256(named.encode()).hexdigest()[:12]}:{stop.row.about}"
