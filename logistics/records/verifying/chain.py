"""The seals and what they hold: each row in its seal, each seal after the one before it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import Sealed, sealed_tables
from logistics.records import stamping
from logistics.records.erasing import NO_REASON
from logistics.records.models import Erasure, Seal
from logistics.records.seals import MARK, Days, Held, digest_of, mac_of, remembered
from logistics.records.verifying.report import Report
from logistics.school.calendar import DAY, start_of

GONE = bytes(sha256().digest_size)  # in place of the digest of a row that is missing
MOST_RANGES = 100  # beyond, rows between them are read as well


@dataclass
class Checked:
    """The seals asked for, and what was read of the rows they hold."""

    report: Report
    today: date
    seals: list[Seal] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    owners: dict[str, list[tuple[int, int, int]]] = field(default_factory=lambda: defaultdict(list))
    held: dict[int, dict[str, Held]] = field(default_factory=lambda: defaultdict(dict))

    def owner(self, label: str, key: int) -> int | None:
        """The number of the seal that holds a row."""
        ranges = self.owners[label]
        place = bisect_right(ranges, (key, float("inf"), 0)) - 1
        if place >= 0 and ranges[place][0] <= key <= ranges[place][1]:
            return ranges[place][2]
        return None


def check_chain(report: Report, now: datetime) -> None:
    checked = Checked(report, timezone.localdate(now))
    follow(checked)
    for table in sealed_tables().values():
        read(checked, table)
    for seal in checked.seals:
        compare(checked, seal)
    report.seals = len(checked.seals)
    report.rows = sum(seal.count for seal in checked.seals)


def follow(checked: Checked) -> None:
    """Seal after seal: none is missing, and each names the one before it."""
    before = Seal(number=0, mac="")
    seen = {}
    for seal in Seal.objects.order_by("number").iterator():
        if seal.number != before.number + 1 or seal.previous != before.mac:
            sentence = _("It does not follow the seal before it: a seal was removed or changed.")
            checked.report.add(seal.day, name(seal), sentence)
        if not is_well_formed(seal):
            checked.report.add(seal.day, name(seal), _("It is no seal as they are made."))
        else:
            take_in(checked, seal)
        checked.days.add(seal.day)
        seen[seal.number], before = seal.mac, seal
    for ranges in checked.owners.values():
        ranges.sort()
    check_end(checked, seen)


def is_well_formed(seal: Seal) -> bool:
    """Whether its ranges, its count and its marks are about as many rows."""
    if not isinstance(seal.rows, dict) or len(seal.marks) != MARK * seal.count:
        return False
    tables = [held if isinstance(held, list) else [held] for held in seal.rows.values()]
    ranges = [each for held in tables for each in held]
    if not all(isinstance(each, list) and [*map(type, each)] == [int, int] for each in ranges):
        return False
    sizes = [last - first + 1 for first, last in ranges]
    return min(sizes, default=0) > 0 and sum(sizes) == seal.count


def take_in(checked: Checked, seal: Seal) -> None:
    if checked.report.covers(seal.day):
        checked.seals.append(seal)
    for label, ranges in seal.rows.items():
        checked.owners[label] += [(first, last, seal.number) for first, last in ranges]


def name(seal: Seal) -> str:
    return f"records.seal {seal.number}"


def check_end(checked: Checked, seen: dict[int, str]) -> None:
    """The end of the chain was not cut off, as far as the file beside the database knows."""
    if (known := remembered()) and seen.get(known["number"]) != known["mac"]:
        sentence = _("It was made, says the file seal.json, but the chain does not have it.")
        day = date.fromisoformat(known["day"])
        checked.report.add(day, f"records.seal {known['number']}", sentence)


def read(checked: Checked, table: Sealed) -> None:
    """Every row of one table: is its stamp its own, and which seal holds it."""
    kept = hashes_kept(table)
    chosen = {seal.number for seal in checked.seals}
    day_of, at = Days(), table.columns.index(table.at)
    stamps = (table.stamp,) if table.stamp else ()
    rows = asked_rows(checked, table).order_by("pk")
    days = {seal.number: seal.day for seal in checked.seals}
    apart = set(table.apart(rows)) if table.apart else set()
    for key, *values in rows.values_list("pk", *table.columns, *stamps).iterator(chunk_size=2000):
        own = [values.pop()] if stamps else values
        owner = checked.owner(table.label, key)
        day = days[owner] if owner in chosen and owner else day_of(values[at])
        if stamps and own[0] != stamping.stamp(
            table, values, emptied(table, values, kept.get(key))
        ):
            sentence = _("The system did not write it so: it was put in or changed from outside.")
            checked.report.add(day, f"{table.label} {key}", sentence)
        if key in apart:
            sentence = _("It says something else than what its marks vouch for.")
            checked.report.add(day, f"{table.label} {key}", sentence)
        if owner in chosen and owner:
            held = checked.held[owner].setdefault(table.label, Held())
            held.add(key, digest_of(table, key, own))
        elif owner is None:
            judge_loose(checked, table, key, day)


def hashes_kept(table: Sealed) -> dict[int, dict[str, str]]:
    """What stands for the reasons of versions whose content the law took away."""
    if table.label != "records.version":
        return {}
    rows = Erasure.objects.values_list("version_id", "reason_hash")
    return {version: {"reason": reason} for version, reason in rows}


def emptied(table: Sealed, values: list[Any], kept: dict[str, str] | None) -> dict[str, str]:
    """The hash kept of a reason holds only for a reason that is no longer there."""
    if kept and values[table.columns.index("reason")] in ("", NO_REASON):
        return kept
    return {}


def asked_rows(checked: Checked, table: Sealed) -> QuerySet:
    """All rows; or those in the seals of the days asked for, and those entered on these days."""
    report = checked.report
    if report.is_whole:
        return table.rows.all()
    numbers = {seal.number for seal in checked.seals}
    ranges = [(a, b) for a, b, number in checked.owners[table.label] if number in numbers]
    if len(ranges) > MOST_RANGES:
        ranges = [(ranges[0][0], ranges[-1][1])]
    wanted = Q(pk__in=())
    for between in ranges:
        wanted |= Q(pk__range=between)
    return table.rows.filter(wanted | entered_between(table.at, report))


def entered_between(column: str, report: Report) -> Q:
    entered = ~Q(pk=None)
    if report.first:
        entered &= Q(**{f"{column}__gte": start_of(report.first)})
    if report.last:
        entered &= Q(**{f"{column}__lt": start_of(report.last + DAY)})
    return entered


def judge_loose(checked: Checked, table: Sealed, key: int, day: date) -> None:
    """A row in no seal. With its stamp it waits for the next one; without, its day must be open."""
    checked.report.waiting += 1
    if not table.stamp and day < checked.today and day in checked.days:
        sentence = _("It stands on a day that was sealed without it.")
        checked.report.add(day, f"{table.label} {key}", sentence)


def compare(checked: Checked, seal: Seal) -> None:
    """One seal against the rows it holds."""
    held = checked.held.pop(seal.number, {})
    digests = {label: whole(checked, seal, label, held.get(label)) for label in sorted(seal.rows)}
    marks = "".join(Held(digests=found).marks() for found in digests.values())
    is_marked, fits = marks == seal.marks, mac_of(seal, marks, digests.values()) == seal.mac
    if is_marked and fits:
        return
    if not is_marked and not fits:
        name_changed(checked, seal, digests)
    if is_marked or fits or seal.day not in checked.report.counts:
        sentence = _("It does not fit what it seals: it was changed, or made with another key.")
        checked.report.add(seal.day, name(seal), sentence)


def whole(checked: Checked, seal: Seal, label: str, held: Held | None) -> bytearray:
    """The digests of all rows a seal holds of one table; each row that is missing is told."""
    held = held or Held()
    wanted = list(keys_of(seal.rows[label]))
    if held.keys == wanted:
        return held.digests
    size = len(GONE)
    there = {
        key: held.digests[place * size : (place + 1) * size] for place, key in enumerate(held.keys)
    }
    for key in wanted:
        if key not in there:
            checked.report.add(seal.day, f"{label} {key}", _("It was sealed, but it is gone."))
    return bytearray().join(there.get(key, GONE) for key in wanted)


def keys_of(ranges: list[list[int]]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


def name_changed(checked: Checked, seal: Seal, digests: dict[str, bytearray]) -> None:
    """Which rows are not those whose marks the seal has."""
    marks = iter(range(0, len(seal.marks), MARK))
    for label, found in digests.items():
        for place, key in enumerate(keys_of(seal.rows[label])):
            start = next(marks, len(seal.marks))
            digest = found[place * len(GONE) : (place + 1) * len(GONE)]
            if digest != GONE and digest.hex()[:MARK] != seal.marks[start : start + MARK]:
                sentence = _("It was changed after its day was sealed.")
                checked.report.add(seal.day, f"{label} {key}", sentence)
