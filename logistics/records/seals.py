"""Sealing the ended days: each seal vouches for what was entered, and for the seal before it.

A day on which nothing was entered has no seal: the next one vouches for the silence too, since a
row that turns up later belongs to no seal made so far. What is stamped with a day that has its
seal already, because the clock was set back or a transaction was slow, goes into the next seal.
"""

import hmac
import json
import os
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from logistics.contributions import Sealed, sealed_tables
from logistics.fields import half_width
from logistics.records import stamping
from logistics.records.models import Seal
from logistics.records.models.seals import BITS, CODE_LENGTH, DIGITS, HEXADECIMAL
from logistics.school.calendar import DAY, start_of

Ranges = list[list[int]]
MARK = 8  # hexadecimal digits kept of the digest of a row
ALIKE = str.maketrans("OIL", "011")  # as they are read from paper


def head(now: datetime) -> Seal | None:
    """The end of the chain: the last seal made until now."""
    seals = Seal.objects.filter(made_at__lte=now).defer("rows", "marks")
    return seals.order_by("-number").first()


def check_code(now: datetime) -> str:
    """What stands at the foot of printed sheets: the day and the code of the last seal."""
    last = head(now)
    return str(last) if last else ""


def find(code: str) -> Seal | None:
    """The seal a printed code belongs to."""
    digits = half_width(code).upper().translate(ALIKE)
    digits = "".join(digit for digit in digits if digit in DIGITS)[-CODE_LENGTH:]
    if len(digits) != CODE_LENGTH:
        return None
    bits = sum(DIGITS.index(digit) << BITS * n for n, digit in enumerate(reversed(digits)))
    return Seal.objects.filter(mac__startswith=f"{bits:0{HEXADECIMAL}x}").first()


@dataclass
class Held:
    """The rows of one table that go into one seal: their keys, and their digests one after another."""

    keys: list[int] = field(default_factory=list)
    digests: bytearray = field(default_factory=bytearray)

    def add(self, key: int, digest: bytes) -> None:
        self.keys.append(key)
        self.digests += digest

    def ranges(self) -> Ranges:
        found: Ranges = []
        for key in self.keys:
            if found and found[-1][1] == key - 1:
                found[-1][1] = key
            else:
                found.append([key, key])
        return found

    def marks(self) -> str:
        size = sha256().digest_size
        starts = range(0, len(self.digests), size)
        return "".join(self.digests[start : start + MARK // 2].hex() for start in starts)


Day = dict[str, Held]  # by the label of the table


@dataclass
class Chain:
    """The seals made so far, as far as the next one has to know them."""

    number: int = 0
    mac: str = ""
    days: set[date] = field(default_factory=set)
    ranges: dict[str, Ranges] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls) -> "Chain":
        chain = cls()
        rows = Seal.objects.order_by("number").values_list("number", "mac", "day", "rows")
        for number, mac, day, held in rows.iterator():
            chain.number, chain.mac = number, mac
            chain.days.add(day)
            for label, ranges in held.items():
                chain.ranges[label] += ranges
        for ranges in chain.ranges.values():
            ranges.sort()
        return chain

    def holds(self, label: str, key: int) -> bool:
        ranges = self.ranges[label]
        place = bisect_right(ranges, [key, float("inf")]) - 1
        return place >= 0 and ranges[place][0] <= key <= ranges[place][1]

    def unsealed(self, table: Sealed) -> Q:
        """All rows that may belong to no seal: as a rule those after the last one sealed."""
        ranges = self.ranges[table.label]
        last = max((last for _first, last in ranges), default=0)
        sealed = sum(last - first + 1 for first, last in ranges)
        if table.rows.filter(pk__lte=last).count() == sealed:
            return Q(pk__gt=last)
        return Q(pk__gt=0)  # one was slower than its neighbours: look at each

    def follow(self, seal: Seal) -> None:
        self.number, self.mac = seal.number, seal.mac
        self.days.add(seal.day)


def seal_days(*, now: datetime) -> int:
    """Seal each ended day that has something to seal; how many were.

    Several may do so at once: the database takes one seal after each, the others stop.
    """
    chain, made = Chain.read(), 0
    owed = by_day(chain, now)
    for day in sorted(owed):
        seal = next_seal(chain, day, owed.pop(day), now)
        if not added(seal):
            break
        chain.follow(seal)
        made += 1
    return made


def added(seal: Seal) -> bool:
    """Put a seal at the end of the chain, unless somebody else has done so meanwhile."""
    try:
        with transaction.atomic():
            seal.save(force_insert=True)
            transaction.on_commit(partial(remember, seal), robust=True)
    except IntegrityError:
        if Seal.objects.filter(Q(number=seal.number) | Q(day=seal.day)).exists():
            return False
        raise
    return True


def by_day(chain: Chain, now: datetime) -> dict[date, Day]:
    """What waits for its seal, by the day it will be sealed with. Today is not over yet."""
    today = timezone.localdate(now)
    found: dict[date, Day] = defaultdict(lambda: defaultdict(Held))
    for label, table in sealed_tables().items():
        for key, day, digest in waiting(chain, table, today):
            is_late = day in chain.days or day > today
            found[today - DAY if is_late else day][label].add(key, digest)
    if today - DAY in chain.days:  # what came late for it waits until today is over
        found.pop(today - DAY, None)
    return found


def waiting(chain: Chain, table: Sealed, today: date) -> Iterator[tuple[int, date, bytes]]:
    """Key, day and digest of each row that was not entered today and belongs to no seal."""
    other_days = ~Q(
        **{f"{table.at}__gte": start_of(today), f"{table.at}__lt": start_of(today + DAY)}
    )
    told = (table.stamp,) if table.stamp else table.columns
    rows = table.rows.filter(chain.unsealed(table) & other_days).order_by("pk")
    day_of = Days()
    for key, at, *values in rows.values_list("pk", table.at, *told).iterator():
        if not chain.holds(table.label, key):
            yield key, day_of(at), digest_of(table, key, values)


class Days:
    """The school's day of a moment; many moments of one hour are asked for."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int, int, int], date] = {}

    def __call__(self, at: datetime) -> date:
        hour = at.year, at.month, at.day, at.hour
        if hour not in self.known:
            self.known[hour] = timezone.localdate(at)
        return self.known[hour]


def digest_of(table: Sealed, key: int, values: list[Any]) -> bytes:
    """Of one row: what its stamp vouches for needs not be said again."""
    told = values if table.stamp else stamping.said(table, values)
    return sha256(stamping.canonical([table.label, key, *told]).encode()).digest()


def next_seal(chain: Chain, day: date, held: Day, now: datetime) -> Seal:
    labels = sorted(held)
    seal = Seal(
        number=chain.number + 1,
        day=day,
        made_at=now,
        rows={label: held[label].ranges() for label in labels},
        count=sum(len(held[label].keys) for label in labels),
        marks="".join(held[label].marks() for label in labels),
        previous=chain.mac,
    )
    seal.mac = mac_of(seal, seal.marks, (held[label].digests for label in labels))
    return seal


def mac_of(seal: Seal, marks: str, digests: Iterable[bytes | bytearray]) -> str:
    """What the key makes of a seal, with these marks, and of the rows it holds."""
    told = ("number", "day", "made_at", "rows", "count", "previous")
    values = [stamping.plain(getattr(seal, name)) for name in told]
    text = stamping.canonical(["seal", *values, marks])
    made = hmac.new(stamping.key(), text.encode(), "sha256")
    for part in digests:
        made.update(part)
    return made.hexdigest()


# The end of the chain is also kept in a file, so that it cannot be cut off in the database alone.


def remember(seal: Seal) -> None:
    """Write down, readable for its owner alone, which seal is the last."""
    path: Path | None = settings.SEAL_HEAD
    if not path:
        return
    told = {"number": seal.number, "day": str(seal.day), "mac": seal.mac}
    fresh = path.with_suffix(f".{os.getpid()}")
    file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w", encoding="ascii") as opened:
        json.dump(told, opened)
    fresh.replace(path)


def remembered() -> dict[str, Any] | None:
    """Number, day and seal of the last one made, as far as this computer knows."""
    path: Path | None = settings.SEAL_HEAD
    return json.loads(path.read_text("ascii")) if path and path.exists() else None


def forget(now: datetime | None = None) -> None:
    """The database was emptied; or, with `now`, another chain was put in its place."""
    if settings.SEAL_HEAD:
        settings.SEAL_HEAD.unlink(missing_ok=True)
    if now and (last := head(now)):
        remember(last)
