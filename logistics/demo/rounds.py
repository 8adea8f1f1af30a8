"""The rounds of the sample school: walked for the tasks that ask for one, nearly always in order.

Whoever walks has a post at that campus alone, or was at no other one within the hour. What was
found is put right by a repairer and checked again by somebody else; the latest is still open.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.db.models import Q

from logistics.demo.people import Staff
from logistics.demo.records import CHUNK, SERIES, Hands, Sketch
from logistics.demo.school import Site
from logistics.duties import filing, proving, righting
from logistics.duties.models import Finding, Task
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Person, Term
from safety.hazards.opening import open_hazard
from safety.models import ROUNDS, Checklist, ChecklistItem, Result, Round, RoundLine
from safety.rounds import publishing
from safety.rounds.stops import places_of

PACE = timedelta(seconds=30)  # from one thing to the next
HOUR = timedelta(hours=1)
FOUND = 0.012  # of the rounds find something
MOST_FOUND = 40
SETTLED = timedelta(days=3)  # so long ago findings are closed
NOTES = {
    "fire": "通道旁放有纸箱，已当场要求移走",
    "building": "窗扇合页松动",
    "utility": "插座面板松动",
    "hygiene": "墙角有积灰",
    "security": "围栏一处焊点脱开",
    "food": "地面有水渍",
    "facility": "螺丝松动",
}
DONE = ("已紧固并试用正常", "已更换配件", "已清理，恢复通畅", "已维修，检查正常")


def write(site: Site, staff: Staff) -> int:
    """All rounds up to now, term by term; then what they found is put right."""
    count = 0
    for term in site.terms:
        if term.starts_on <= site.wanted.today and term.ends_on >= site.wanted.begins_on:
            count += write_term(site, staff, term)
    settle_findings(site, staff)
    put_up(site, staff)
    return count


def write_term(site: Site, staff: Staff, term: Term) -> int:
    hands = Walking(site, staff, term)
    sketches = sorted(hands.crossing_over(), key=lambda s: (s.entered_at, s.task.pk))
    series = {sketch.task.series for sketch in sketches}
    for kind in ROUNDS:
        mine = [sketch for sketch in sketches if sketch.task.proof == kind]
        for first in range(0, len(mine), CHUNK):
            file(hands, mine[first : first + CHUNK])
    named = sorted(series)
    for first in range(0, len(named), SERIES):
        with transaction.atomic():
            proving.settle(named[first : first + SERIES])
    return len(sketches)


@transaction.atomic
def file(hands: "Walking", sketches: list[Sketch]) -> None:
    records = [hands.round(sketch) for sketch in sketches]
    filing.submit_many(records, settle=False)
    for record in records:
        if record.abnormal:
            open_of(record)


def open_of(record: Round) -> None:
    """What a round found, as the system opens it by itself."""
    for line in record.new_lines or ():
        if line.result == Result.ABNORMAL:
            open_hazard(
                record.entry,
                what=f"{line.item.title}：{line.note}",
                category=line.item.category,
                source=record.checklist.source,
                by=record.entry.entered_by,
                now=record.entry.entered_at,
                key=f"{record.checklist.code}:{line.item_id}:{line.about}",
                place=record.entry.place,
            )


class Walking(Hands):
    """Who walks the rounds of a term, and what they find."""

    def __init__(self, site: Site, staff: Staff, term: Term) -> None:
        super().__init__(site, staff, term)
        self.rng = site.wanted.random(f"rounds {term.starts_on}")
        self.lists = {f"list:{one.code}": one for one in Checklist.objects.in_use()}
        self.items = items_by_list()
        self.elsewhere = whereabouts(term)
        self.places: dict[tuple[int, int], list[tuple[str, str]]] = {}
        self.found = 0

    def tasks(self) -> Iterable[Task]:
        """What asks for one list; those about classes that are not told of each class are left out."""
        begun = Task.objects.filter(
            Q(due_at__gte=start_of(self.site.wanted.begins_on)),
            term=self.term,
            opens_at__lte=end_of(self.site.wanted.today),
            proof__in=list(ROUNDS),
            subject__startswith="list:",
        )
        related = begun.select_related("duty", "campus", "school_class", "place")
        return related.order_by("due_at", "pk").iterator(chunk_size=CHUNK)

    def crossing_over(self) -> Iterator[Sketch]:
        """Without those for which somebody would have been at two campuses at once."""
        for sketch in super().crossing_over():
            if sketch.task.subject in self.lists and not self.is_elsewhere(sketch):
                yield sketch

    def is_elsewhere(self, sketch: Sketch) -> bool:
        told = self.elsewhere[sketch.by.pk]
        here = sketch.task.campus_id or self.site.campuses[0].pk
        place = bisect_left(told, (sketch.happened_at - HOUR, 0))
        while place < len(told) and told[place][0] <= sketch.happened_at + HOUR:
            if told[place][1] != here:
                return True
            place += 1
        return False

    def writer(self, task: Task) -> Person:
        """Somebody of the campus, where the list may be walked by others than the director."""
        by = super().writer(task)
        checklist = self.lists.get(task.subject)
        if checklist is None or not checklist.roles or task.role not in ("director", "principal"):
            return by
        campus = self.index.get(task.campus_id) if task.campus_id else 0
        for role in ("doctor", "guard", "repairer"):
            if role in checklist.roles and (held := self.staff.by_role.get((campus, role))):
                return held[0]
        return by

    def round(self, sketch: Sketch) -> Round:
        task = sketch.task
        checklist = self.lists[task.subject]
        entry = Entry(
            campus_id=task.campus_id or self.site.campuses[0].pk,
            school_class=task.school_class,
            place=task.place,
            subject=task.subject,
            happened_at=sketch.happened_at,
            entered_at=max(sketch.entered_at, sketch.happened_at),
            entered_by=sketch.by,
            late_reason=sketch.late_reason,
        )
        lines = self.lines(sketch, checklist)
        counted = [line.result for line in lines]
        record = ROUNDS[checklist.kind](
            entry=entry,
            checklist=checklist,
            edition=lines[0].item.area.version,
            began_at=sketch.happened_at - len(lines) * PACE,
            walkers=str(sketch.by),
            normal=counted.count(Result.NORMAL),
            abnormal=counted.count(Result.ABNORMAL),
            unchecked=counted.count(Result.UNCHECKED),
        )
        entry.is_zero = not record.abnormal
        if any(line.item.photo == "always" for line in lines):
            record.no_photo = "样例不含照片"
        if checklist.is_scored:
            record.score = sum((line.points or Decimal(0) for line in lines), Decimal(0))
            record.most = sum((line.item.weight for line in lines), Decimal(0))
        record.new_lines = lines
        return record

    def lines(self, sketch: Sketch, checklist: Checklist) -> list[RoundLine]:
        """Each thing in its turn; seldom is one of those that are ticked not in order."""
        rng = Random(self.rng.random())  # noqa: S311
        stops = self.stops(sketch.task, checklist)
        asked = [(stop, item) for stop in stops for item in self.items[checklist.pk]]
        bad = rng.randrange(len(asked)) if self.finds(rng) else -1
        lines = []
        for n, ((about, name), item) in enumerate(asked):
            at = sketch.happened_at - (len(asked) - n) * PACE
            line = RoundLine(about=about, name=name[:80], item=item, by=sketch.by, at=at)
            line.result = Result.NORMAL
            if n == bad and item.answer == "check" and item.photo == "never":
                line.result, line.note = Result.ABNORMAL, NOTES.get(item.category, "需要整改")
                self.found += 1
            else:
                measure(line, rng)
            if checklist.is_scored:
                line.points = points_of(line)
            lines.append(line)
        return lines

    def stops(self, task: Task, checklist: Checklist) -> list[tuple[str, str]]:
        """Where the round goes: the place or class of the task, else all places of the list."""
        if task.place:
            return [(f"place:{task.place_id}", task.place.name)]
        if task.school_class:
            return [(f"class:{task.school_class_id}", task.school_class.name)]
        if checklist.subject not in ("place", "asset"):
            return [("", "")]
        campus = task.campus or self.site.campuses[0]
        key = checklist.pk, campus.pk
        if key not in self.places:
            rows = places_of(checklist, campus)
            self.places[key] = [(f"place:{row.pk}", row.name) for row in rows] or [("", "")]
        return self.places[key]

    def finds(self, rng: Random) -> bool:
        return rng.random() < FOUND and self.found < MOST_FOUND


def items_by_list() -> dict[int, list[ChecklistItem]]:
    found: dict[int, list[ChecklistItem]] = defaultdict(list)
    rows = ChecklistItem.objects.select_related("area__version")
    for item in rows.order_by("area__version", "area__position", "position", "pk"):
        found[item.area.version.checklist_id].append(item)
    return found


def whereabouts(term: Term) -> dict[int, list[tuple[datetime, int]]]:
    """When and at which campus everybody has written something, in order."""
    rows = Entry.objects.standing().filter(
        happened_at__range=(start_of(term.starts_on), end_of(term.ends_on))
    )
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    told = rows.order_by("happened_at").values_list("entered_by", "happened_at", "campus")
    for person, at, campus in told.iterator(chunk_size=2000):
        found[person].append((at, campus))
    return found


def measure(line: RoundLine, rng: Random) -> None:
    """What is measured, chosen or written lies within what the list asks for."""
    item = line.item
    if item.answer == "number":
        low = item.low if item.low is not None else Decimal(0)
        high = item.high if item.high is not None else low + 10
        line.number = (low + (high - low) * Decimal(rng.randint(2, 8)) / 10).quantize(
            Decimal("0.01")
        )
    elif item.answer == "points":
        line.number = (item.weight * Decimal(rng.randint(80, 100)) / 100).quantize(Decimal("0.1"))
    elif item.answer == "choice":
        line.text = rng.choice(item.choices())
    elif item.answer == "text":
        line.text = "无"


def points_of(line: RoundLine) -> Decimal:
    if line.item.answer == "points" and line.number is not None:
        return line.number
    return Decimal(0) if line.result == Result.ABNORMAL else line.item.weight


def settle_findings(site: Site, staff: Staff) -> None:
    """What was found some days ago is right by now; nobody checks again what they did themselves."""
    index = {campus.pk: number for number, campus in enumerate(site.campuses)}
    before = site.wanted.now - SETTLED
    rows = Finding.objects.unsettled().filter(
        entry__kind__in=list(ROUNDS), found_at__lt=before, put_right_at=None
    )
    for number, finding in enumerate(rows.order_by("pk")):
        here = index[finding.campus_id]
        by, again = (staff.by_role.get((here, role)) for role in ("guard", "doctor"))
        if by and again:
            close(finding, by[0], again[0], DONE[number % len(DONE)])


def close(finding: Finding, by: Person, again: Person, done: str) -> None:
    """On the day after, by two people of the campus."""
    at = finding.found_at + timedelta(hours=20)
    later = at + timedelta(hours=3)
    try:
        righting.put_right(finding, done=done, by=by, now=at, happened_at=at)
        righting.recheck(finding, passed=True, by=again, now=later, happened_at=later)
    except Refused:
        return  # another part of the sample has it in hand


def put_up(site: Site, staff: Staff) -> None:
    """The last results with points are published."""
    scored = Round.objects.filter(score__isnull=False, person=None).select_related("entry")
    for record in scored.order_by("-entry__happened_at")[:3]:
        publishing.publish(record, by=staff.director, now=record.entry.entered_at)
