"""The records as they stand, against their versions: nothing else is said than was written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import Kind, kinds
from logistics.fields import ENCRYPTED, opened
from logistics.records.keeping import digest, said_now
from logistics.records.models import Entry, Erasure, NumberSeries, Photo, Record, Review, Version
from logistics.records.photos import file_of
from logistics.records.verifying.chain import entered_between
from logistics.records.verifying.report import Report

CHUNK = 2000
VOIDED = Entry.Status.VOIDED
PHOTO = ("entry_id", "sha256", "taken_at", "pk", "file")


class Beside:
    """The rows of another table that belong to each record, read along with the records."""

    def __init__(self, rows: Iterable[tuple[int, Any]]) -> None:
        self.rows = iter(rows)
        self.ahead = next(self.rows, None)
        self.orphans: list[tuple[int, Any]] = []

    def of(self, entry: int) -> list[Any]:
        found = []
        while self.ahead and self.ahead[0] <= entry:
            if self.ahead[0] == entry:
                found.append(self.ahead[1])
            else:
                self.orphans.append(self.ahead)
            self.ahead = next(self.rows, None)
        return found

    def rest(self) -> list[tuple[int, Any]]:
        """What belongs to no record."""
        left = [self.ahead] if self.ahead else []
        return [*self.orphans, *left, *self.rows]


@dataclass
class Whole:
    """One record with all that is kept of it."""

    entry: Entry
    versions: list[Version]
    contents: list[Record]
    photos: list[tuple]
    reviews: list[Review]

    @property
    def day(self) -> date:
        at = self.versions[-1].at if self.versions else self.entry.entered_at
        return timezone.localdate(at)


@dataclass
class Numbers:
    """How many numbers of each series there are, and the last one."""

    found: dict[tuple[str, int], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, number: str) -> None:
        prefix, year, last = [*number.rsplit("-", 2), "", ""][:3]
        if year.isdecimal() and last.isdecimal():
            self.found[prefix, int(year)].append(int(last))

    def missing(self, prefix: str, year: int, last: int) -> list[int]:
        there = self.found.get((prefix, year), [])
        return [] if len(there) == last else sorted({*range(1, last + 1)} - {*there})


def check_content(report: Report, *, files: bool) -> None:
    asked = asked_entries(report)
    erased = set(Erasure.objects.values_list("version_id", flat=True))
    numbers = Numbers()
    for whole in wholes(report, asked):
        report.records += 1
        numbers.add(whole.entry.number)
        for row, sentence in broken(whole, erased):
            report.add(whole.day, row, sentence)
        if files:
            check_files(report, whole)
    if report.is_whole:
        check_numbers(report, numbers)


def asked_entries(report: Report) -> QuerySet[Entry]:
    """All records; or those that were written or changed on the days asked for."""
    if report.is_whole:
        return Entry.objects.all()
    written = Version.objects.filter(entered_between("at", report))
    return Entry.objects.filter(pk__in=written.values("entry"))


def wholes(report: Report, asked: QuerySet[Entry]) -> Iterator[Whole]:
    """Every record with what belongs to it: all tables are read side by side, in their order."""
    wanted = {} if report.is_whole else {"entry__in": asked.order_by().values("pk")}
    versions = Version.objects.filter(**wanted).order_by("entry_id", "number")
    photos = Photo.objects.filter(**wanted).order_by("entry_id", "position", "pk")
    reviews = Review.objects.filter(**wanted).order_by("entry_id", "version")
    beside = {
        "versions": Beside((v.entry_id, v) for v in versions.iterator(CHUNK)),
        "photos": Beside((p[0], p) for p in photos.values_list(*PHOTO).iterator(CHUNK)),
        "reviews": Beside((r.entry_id, r) for r in reviews.iterator(CHUNK)),
    }
    contents = {
        kind.code: Beside((r.pk, r) for r in contents_of(kind, wanted).iterator(CHUNK))
        for kind in kinds().values()
    }
    for entry in asked.order_by("pk").iterator(CHUNK):
        of_kind = contents[entry.kind].of(entry.pk) if entry.kind in contents else []
        kept = {name: rows.of(entry.pk) for name, rows in beside.items()}
        yield Whole(entry=entry, contents=of_kind, **kept)
    for rows in chain(beside.values(), contents.values()):
        for key, row in rows.rest():
            tell_orphan(report, key, row)


def contents_of(kind: Kind, wanted: dict[str, Any]) -> QuerySet[Record]:
    return kind.record_model.for_checking().filter(**wanted).order_by("pk")


def tell_orphan(report: Report, key: int, row: Any) -> None:
    at = getattr(row, "at", None)
    label = row._meta.label_lower if hasattr(row, "_meta") else "records.photo"
    sentence = _("The record it belongs to is gone, or it never had one of this kind.")
    report.add(
        timezone.localdate(at) if at else None, f"{label} {getattr(row, 'pk', key)}", sentence
    )


def broken(whole: Whole, erased: set[int]) -> Iterator[tuple[str, str]]:
    """What is not right with one record: the row, and why."""
    entry, versions = whole.entry, whole.versions
    if [version.number for version in versions] != list(range(1, entry.version + 1)):
        yield entry.number, _("Its versions are not 1 to %(last)s.") % {"last": entry.version}
    for version in versions:
        if sentence := broken_version(entry, version, erased):
            yield f"{entry.number} v{version.number}", sentence
    if versions:
        yield from ((entry.number, sentence) for sentence in broken_entry(whole))


def broken_version(entry: Entry, version: Version, erased: set[int]) -> str:
    if (version.said == {}) != (version.pk in erased):
        return _("Its content is gone, but not in the way the law's deletions leave it.")
    if version.said and version.digest != digest(
        entry.number, version.number, version.act, version.said
    ):
        return _("Its content is not the one its digest was made of.")
    return ""


def broken_entry(whole: Whole) -> Iterator[str]:
    entry, versions = whole.entry, whole.versions
    first, last = versions[0], versions[-1]
    if (entry.entered_at, entry.entered_by_id) != (first.at, first.by_id):
        yield _("When and by whom it was entered is not what its first version says.")
    if (entry.status == VOIDED) != (last.act == Version.Act.VOID):
        yield _("It is voided without a version that says so, or stands although one does.")
    if not shows_its_review(whole):
        yield _("The review it shows is not the one that took place.")
    if last.said and isinstance(last.said, dict):
        yield from broken_content(whole, last)


def shows_its_review(whole: Whole) -> bool:
    entry, took_place = whole.entry, reviewed(whole)
    status = Entry.Status.REVIEWED if took_place[1] else Entry.Status.SUBMITTED
    shown = entry.reviewed_by_id, entry.reviewed_at
    return shown == took_place and entry.status in (status, VOIDED)


def reviewed(whole: Whole) -> tuple[int | None, datetime | None]:
    """By whom and when the version that counts was reviewed; voiding does not take that away."""
    counted = whole.entry.version - (whole.entry.status == VOIDED)
    for review in whole.reviews:
        if review.version == counted:
            return review.by_id, review.at
    return None, None


def broken_content(whole: Whole, last: Version) -> Iterator[str]:
    """What the record says now, against its last version."""
    if not whole.contents:
        yield _("Its content is missing.")
        return
    [record] = whole.contents
    record.entry = whole.entry
    photos = [{"sha256": photo[1], "taken_at": photo[2]} for photo in whole.photos]
    if others := differing(flat(last.said), flat(said_now(record, photos))):
        told = {"version": last.number, "fields": ", ".join(others)}
        yield _("It does not say what version %(version)s says: %(fields)s") % told
    if sentence := record.apart():
        yield sentence


def flat(said: dict[str, Any]) -> dict[str, Any]:
    """With what the system filed beside the rest."""
    filed = said.get("filed", {})
    return said | {"filed": None} | {f"filed.{name}": value for name, value in filed.items()}


def differing(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """The names under which something else stands. A field added later is in no old version."""
    return [name for name in before if name in now and not same(before[name], now[name])]


def same(before: Any, now: Any) -> bool:
    """Whether a value read from a version, plain JSON, is the one read from its column."""
    if before == now:
        return True
    if isinstance(before, dict) and isinstance(now, dict):
        return before.keys() == now.keys() and not differing(before, now)
    if isinstance(before, list) and isinstance(now, list):
        return len(before) == len(now) and all(map(same, before, now))
    return isinstance(before, str) and now is not None and same_text(before, now)


def same_text(before: str, now: Any) -> bool:
    """A secret is encrypted anew, a moment may stand in another zone, a number in another scale."""
    if isinstance(now, str):
        secret = before.startswith(ENCRYPTED) and now.startswith(ENCRYPTED)
        return secret and opened(before) == opened(now)
    try:
        if isinstance(now, datetime):
            return datetime.fromisoformat(before) == now
        return Decimal(before) == now if isinstance(now, Decimal) else before == str(now)
    except (ValueError, TypeError, InvalidOperation):
        return False


def check_files(report: Report, whole: Whole) -> None:
    for _entry, expected, _taken_at, key, name in whole.photos:
        path = file_of(name)
        if path is None:
            report.add(whole.day, f"records.photo {key}", _("Its file is gone."))
        elif sha256(path.read_bytes()).hexdigest() != expected:
            report.add(whole.day, f"records.photo {key}", _("Its file is another one."))


def check_numbers(report: Report, numbers: Numbers) -> None:
    """Numbers have no gaps: each that was given out has its record."""
    prefixes = {kind.prefix for kind in kinds().values()}
    for series in NumberSeries.objects.filter(prefix__in=prefixes):
        for number in numbers.missing(series.prefix, series.year, series.last):
            row = f"{series.prefix}-{series.year}-{number:06d}"
            report.add(None, row, _("There is no record of this number."))
