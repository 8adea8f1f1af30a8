"""How the children of the sample school grow: each along a line of its own, a few off the middle.

What was measured before the school kept its records here came in by one import.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from random import Random
from typing import Any

from django.db import transaction

from health.growth import measuring, standards
from health.models import (
    ClassSheet,
    GrowthMeasurement,
    HearingTest,
    HemoglobinTest,
    Occasion,
    OralCheck,
)
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import filing
from logistics.school.calendar import at, calendar_of
from logistics.school.models import Child, Enrolment, SchoolClass, Term

MINUTE = timedelta(minutes=1)
CLASSES_A_DAY = 4
A_CLASS = 35  # minutes for a class
HOURS = ("09:00", "12:40", "16:20")  # one doctor may look after several campuses
START, QUARTER, OTHERS, END = 6, 48, 30, -14  # open days from the beginning or the end of a term
CAME_WITH = "启用系统时导入"


@dataclass(frozen=True)
class Trait:
    """Where a child stands among others: in height, in build, and how it sees."""

    tall: float
    stout: float
    sees_well: bool
    caries: int
    blood: int


def trait_of(child: Child, seed: int) -> Trait:
    rng = Random(f"{seed} growth {child.number}")  # noqa: S311
    build = rng.random()
    stout = rng.gauss(0, 0.6)
    if build < 0.09:
        stout = rng.uniform(1.15, 2.7)
    elif build > 0.97:
        stout = rng.uniform(-2.5, -2.05)
    return Trait(
        tall=max(-2.4, min(2.4, rng.gauss(0, 0.9))),
        stout=max(-2.6, min(2.7, stout)),
        sees_well=rng.random() > 0.06,
        caries=rng.choice([0, 0, 0, 0, 1, 2, 4]),
        blood=int(rng.gauss(122, 7)),
    )


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """The sheets of every class and term up to now."""
    sheets = [sheet for term in site.terms for sheet in sheets_of(site, staff, term)]
    sheets.sort(key=lambda sheet: (sheet.kind_code, sheet.entry.happened_at))
    return len(filing.submit_many(sheets))


def sheets_of(site: Site, staff: Staff, term: Term) -> Iterator[ClassSheet]:
    classes: dict[int, list[SchoolClass]] = {}
    for (year, team), school_class in site.classes.items():
        if year == term.school_year:
            classes.setdefault(team.campus, []).append(school_class)
    for place, there in classes.items():
        doctor = staff.holders("doctor", place)[0]
        days = calendar_of(term, site.campuses[place]).open_days
        for turn, school_class in enumerate(there):
            children = children_of(school_class, term)
            for make, day in plan_of(term, days, turn):
                happened = at(day, HOURS[place % 3]) + turn % CLASSES_A_DAY * A_CLASS * MINUTE
                sheet = made(site, school_class, children, make, happened)
                if sheet is not None:
                    enter(sheet, site, doctor)
                    yield sheet


def children_of(school_class: SchoolClass, term: Term) -> list[Child]:
    rows = Enrolment.objects.filter(school_class=school_class, term=term)
    return [row.child for row in rows.select_related("child").order_by("child__pinyin", "child")]


def plan_of(term: Term, days: Sequence[date], turn: int) -> Iterator[tuple[str, date]]:
    """What a class has on which open day of a term; four classes a day."""
    shift = turn // CLASSES_A_DAY
    wanted = [("term_start", START), ("quarter", QUARTER), ("term_end", END)]
    wanted += [("teeth", OTHERS), ("blood", OTHERS + 4)]
    if term.half == Term.Half.FIRST:
        wanted.append(("ears", OTHERS + 8))
    for what, place in wanted:
        if -len(days) <= place + shift < len(days):
            yield what, days[place + shift]


def made(
    site: Site, school_class: SchoolClass, children: Sequence[Child], what: str, at: datetime
) -> ClassSheet | None:
    """The sheet, if it has happened by now."""
    if at + A_CLASS * MINUTE > site.wanted.now:
        return None
    on = at.date()
    there = [child for child in children if child.left_on is None or child.left_on > on]
    rng = Random(f"{site.wanted.seed} {what} {school_class.pk} {on}")  # noqa: S311
    day = day_of(on)
    measured = [child for child in there if rng.random() > 0.04]
    lines = [LINES[what](child, day, site.wanted.seed, rng) for child in measured]
    lines = [line for line in lines if line is not None]
    if not lines:
        return None
    given: dict[str, Any] = {"happened_at": at, "expected": len(there)}
    if what in Occasion.values:
        given["occasion"] = what
    return measuring.sheet_of(SHEETS.get(what, GrowthMeasurement), school_class, lines, **given)


@cache
def day_of(on: date) -> measuring.Day:
    return measuring.Day.of(on)


def enter(sheet: ClassSheet, site: Site, doctor: Any) -> None:
    """At once; what is older than the records of the school came in with its first day."""
    entry = sheet.entry
    entry.entered_by = doctor
    entry.entered_at = entry.happened_at + A_CLASS * MINUTE
    begun = at(site.wanted.begins_on, "08:30")
    if entry.entered_at < begun:
        entry.entered_at, entry.late_reason = begun, CAME_WITH


# What is found of a child ------------------------------------------------------------------------


def on_curve(indicator: str, sex: str, days: int, z: float) -> float:
    """The value at so many standard deviations, smoothly by age."""
    months = min(Decimal(days) / Decimal("30.4375"), Decimal(83))
    band: Any = standards.curves()[indicator, sex].at(months)  # every age is in the table
    left = max(0, min(5, int(z + 3)))
    low, high = float(band.lines[left]), float(band.lines[left + 1])
    return low + (z + 3 - left) * (high - low)


def tenth(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def growth(child: Child, day: measuring.Day, seed: int, rng: Random) -> Any:
    trait, age = trait_of(child, seed), (day.on - child.birth_on).days
    height = on_curve(standards.HEIGHT, child.sex, age, trait.tall)
    stout = trait.stout + rng.gauss(0, 0.06)
    weight = on_curve(standards.BMI, child.sex, age, stout) * (height / 100) ** 2
    eyes = sight(trait, age, rng) if age > 3 * 365 else (None, None)
    return measuring.growth_line(
        child,
        day,
        height_cm=tenth(height + rng.uniform(-0.2, 0.2)),
        weight_kg=tenth(weight),
        right_eye=eyes[0],
        left_eye=eyes[1],
    )


def most_conspicuous(children: Sequence[Child], seed: int) -> Child:
    """The child of a class whose weight is furthest from the middle."""
    return max(children, key=lambda child: abs(trait_of(child, seed).stout))


def body_of(child: Child, on: date, seed: int) -> tuple[Decimal, Decimal, bool]:
    """Height in cm and weight in kg as the sheets of the class have them; whether it is heavy."""
    trait, age = trait_of(child, seed), (on - child.birth_on).days
    height = on_curve(standards.HEIGHT, child.sex, age, trait.tall)
    weight = on_curve(standards.BMI, child.sex, age, trait.stout) * (height / 100) ** 2
    return tenth(height), tenth(weight), trait.stout > 0


def sight(trait: Trait, age: int, rng: Random) -> tuple[Decimal, Decimal]:
    """Better year by year; at five nearly all see 1.0."""
    usual = Decimal("0.6") if age < 4 * 365 else Decimal("0.8") if age < 5 * 365 else Decimal("1.0")
    if trait.sees_well:
        return usual, usual
    weak = Decimal("0.4") if age < 5 * 365 else Decimal("0.6")
    return (weak, usual) if rng.random() < 0.5 else (weak, weak)


def teeth(child: Child, day: measuring.Day, seed: int, rng: Random) -> Any:
    caries = trait_of(child, seed).caries
    filled = min(caries, rng.choice([0, 0, 1]))
    return measuring.oral_line(
        child, day, teeth=20, decayed=caries - filled, filled=filled, is_treated=filled > 0
    )


def blood(child: Child, day: measuring.Day, seed: int, rng: Random) -> Any:
    value = max(88, trait_of(child, seed).blood + rng.randint(-2, 2))
    return measuring.hemoglobin_line(child, day, hemoglobin=Decimal(value))


def ears(child: Child, day: measuring.Day, seed: int, rng: Random) -> Any:
    """Only the youngest."""
    if (day.on - child.birth_on).days > 3 * 365:
        return None
    failed = rng.random() < 0.02
    return measuring.hearing_line(
        child, day, right_ear="passed", left_ear="failed" if failed else "passed"
    )


LINES = {
    "term_start": growth, "quarter": growth, "term_end": growth, "teeth": teeth, "blood": blood,
    "ears": ears,
}  # fmt: skip
SHEETS: dict[str, Any] = {"teeth": OralCheck, "blood": HemoglobinTest, "ears": HearingTest}
