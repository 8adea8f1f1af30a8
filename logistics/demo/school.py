"""The sample school itself: what was asked for, its terms, campuses, classes and rooms."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random

from django.utils import timezone

from logistics.demo import words
from logistics.school.calendar import at, lay_out, set_days
from logistics.school.models import (
    Campus,
    ClassClosure,
    Person,
    Place,
    School,
    SchoolClass,
    SchoolDay,
    Term,
    ZoneAssignment,
)
from logistics.school.weeks import school_year, workday_before, workday_from

# How many children a class of each grade may have, after the regulations for kindergartens.
FULL = {"nursery": 18, "junior": 25, "middle": 30, "senior": 33}
NEXT = {"nursery": "junior", "junior": "middle", "middle": "senior"}
AFTER_TEACHING = timedelta(days=5)
SETTLING = timedelta(days=14)  # so short after its start a term has nothing to show yet
CLASSES_AT_A_CAMPUS = 12
DAYS_A_TERM = 150


@dataclass(frozen=True)
class Wanted:
    """What was asked for. The same answers give the same school, up to the hour."""

    now: datetime
    days: int | None = None
    seed: int = 1
    classes: int = 10
    children: int = 300

    @cached_property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def random(self, of: str) -> Random:
        """Chance of its own for each part, so that a change in one leaves the others alone."""
        return Random(f"{self.seed} {of}")  # noqa: S311  nothing here is secret

    @cached_property
    def begins_on(self) -> date:
        """Since when the school has kept its records here."""
        if self.days is not None:
            return self.today - timedelta(days=self.days)
        current = self.halves[-1]
        settled = self.today >= current.first_teaching_day + SETTLING
        return (current if settled else self.halves[-2]).starts_on

    @cached_property
    def halves(self) -> list[Term]:
        """The term of today, or in vacation the next; at least two before it, and those recorded."""
        coming = iter_halves(school_year(self.today) - (self.days or 0) // 365 - 2)
        terms = [next(coming)]
        while terms[-1].ends_on < self.today:
            terms.append(next(coming))
        first = self.today - timedelta(days=self.days or 0)
        recorded = [term for term in terms if term.ends_on >= first]
        return terms[-max(3, len(recorded)) :]

    @cached_property
    def years(self) -> list[int]:
        return sorted({term.school_year for term in self.halves})


def iter_halves(year: int) -> Iterator[Term]:
    """The terms from a school year on, with the dates most kindergartens have."""
    while True:
        yield half(year, 1, date(year, 8, 25), date(year, 9, 1), date(year + 1, 1, 22))
        yield half(year, 2, date(year + 1, 2, 24), date(year + 1, 3, 1), date(year + 1, 7, 10))
        year += 1


def half(year: int, number: int, starts: date, teaches: date, ends: date) -> Term:
    last = workday_before(ends)
    return Term(
        school_year=year,
        half=number,
        starts_on=starts,
        first_teaching_day=workday_from(teaches),
        last_teaching_day=last,
        ends_on=last + AFTER_TEACHING,
        opened_at=at(starts, "08:00"),
    )


@dataclass(frozen=True)
class Team:
    """A class through the years: its grade and number stay, the children move on."""

    campus: int
    grade: str
    ordinal: int
    size: int

    @property
    def name(self) -> str:
        return f"{words.GRADES[self.grade]}{chinese_number(self.ordinal)}班"


def chinese_number(number: int) -> str:
    tens, units = divmod(number, 10)
    shown = words.ORDINALS[units - 1] if units else ""
    return f"{words.ORDINALS[tens - 1] if tens > 1 else ''}十{shown}" if tens else shown


@dataclass
class Site:
    """The school as it is built up, for the parts that stand on it."""

    wanted: Wanted
    campuses: list[Campus] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    classes: dict[tuple[int, Team], SchoolClass] = field(default_factory=dict)

    @property
    def term(self) -> Term:
        return self.terms[-1]


def found(wanted: Wanted) -> Site:
    """School, campuses, terms with their days, and the classes of every year."""
    School.objects.create(name=words.SCHOOL, is_demo=True)
    site = Site(wanted)
    count = max(2, -(-wanted.classes // CLASSES_AT_A_CAMPUS))
    named = words.CAMPUSES[:count]
    site.campuses = Campus.objects.bulk_create(
        Campus(name=name, address=address, position=n, meals=words.MEALS)
        for n, (name, address) in enumerate(named)
    )
    site.teams = teams(wanted, len(site.campuses))
    site.terms = Term.objects.bulk_create(wanted.halves)
    for term in site.terms:
        lay_out(term)
    open_classes(site)
    return site


def grade_counts(classes: int) -> dict[str, int]:
    """Of ten classes one is for the youngest; the others share the three grades."""
    nursery = classes // 10
    thirds = [(classes - nursery + n) // 3 for n in (2, 1, 0)]
    return {"nursery": nursery} | dict(zip(("junior", "middle", "senior"), thirds, strict=True))


def teams(wanted: Wanted, campuses: int) -> list[Team]:
    counts = grade_counts(wanted.classes)
    places = [
        (campus_of(number, count, shift, campuses), grade, number + 1)
        for shift, (grade, count) in enumerate(counts.items())
        for number in range(count)
    ]
    sizes = shares(wanted.children, [FULL[grade] for _campus, grade, _ in places])
    return [Team(*place, size) for place, size in zip(places, sizes, strict=True)]


def campus_of(number: int, count: int, shift: int, campuses: int) -> int:
    """Each grade is spread over the campuses; a grade with few classes is somewhere."""
    return number * campuses // count if count >= campuses else (shift + 1 + number) % campuses


def shares(total: int, weights: list[int]) -> list[int]:
    """Whole numbers in proportion to the weights, adding up to the total."""
    ends = [total * part // sum(weights) for part in accumulate(weights)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def open_classes(site: Site) -> None:
    keys = [(year, team) for year in site.wanted.years for team in site.teams]
    rows = SchoolClass.objects.bulk_create(
        SchoolClass(
            campus=site.campuses[team.campus],
            school_year=year,
            name=team.name,
            grade=team.grade,
            position=position % len(site.teams),
        )
        for position, (year, team) in enumerate(keys)
    )
    site.classes = dict(zip(keys, rows, strict=True))


# Rooms, and who answers for them.


def furnish(site: Site, keepers: dict[tuple[int, str], Person], carers: dict[Team, Person]) -> None:
    """The rooms of every campus and class with their custodians, and the zones of every term."""
    rng = site.wanted.random("places")
    rows = [
        Place(
            campus=campus,
            name=name,
            kind=kind,
            area_m2=area,
            custodian=keepers[number, role],
            needs_consent=name in words.CONSENT,
        )
        for number, campus in enumerate(site.campuses)
        for name, kind, area, role in words.PLACES
    ]
    rows += [
        Place(
            campus=site.campuses[team.campus],
            name=f"{team.name}{room}",
            kind=kind,
            area_m2=area + rng.randrange(6),
            custodian=carers[team],
        )
        for team in site.teams
        for room, kind, area in words.ROOMS
    ]
    rows += [
        Place(campus=campus, name=name, kind=Place.Kind.ZONE)
        for campus in site.campuses
        for name in words.ZONES
    ]
    for place in rows:
        place.code = f"{rng.getrandbits(32):08X}"
    Place.objects.bulk_create(rows)
    put_rooms_in_buildings()
    assign_zones(site, keepers)


def put_rooms_in_buildings() -> None:
    inside = Place.objects.exclude(kind__in=("building", "gate", "yard", "green_area", "zone"))
    for building in Place.objects.filter(kind=Place.Kind.BUILDING):
        inside.filter(campus=building.campus_id).exclude(kind="playground").update(within=building)


def assign_zones(site: Site, keepers: dict[tuple[int, str], Person]) -> None:
    """One zone is the cleaner's, the others are shared out among the classes."""
    zones = list(Place.objects.filter(kind=Place.Kind.ZONE).order_by("pk"))
    index = {campus.pk: number for number, campus in enumerate(site.campuses)}
    rows = []
    for term in site.terms:
        for number, zone in enumerate(zones):
            campus = index[zone.campus_id]
            here = [team for team in site.teams if team.campus == campus]
            by_class = here[number % len(here)] if here and number % len(words.ZONES) else None
            rows.append(
                ZoneAssignment(
                    term=term,
                    place=zone,
                    person=None if by_class else keepers[campus, "cleaner"],
                    school_class=site.classes[term.school_year, by_class] if by_class else None,
                    note=words.ZONE_NOTES[number % len(words.ZONE_NOTES)],
                )
            )
    ZoneAssignment.objects.bulk_create(rows)


def move_in(site: Site, year: int) -> None:
    """Give the rooms to the classes of a year: they stay with 小一班, whoever that is."""
    for team in site.teams:
        here = Place.objects.filter(campus=site.campuses[team.campus])
        named = here.filter(name__in=[f"{team.name}{room}" for room, _kind, _area in words.ROOMS])
        named.update(school_class=site.classes[year, team])


def close_some_days(site: Site) -> None:
    """What happens in every term: one class stays at home, one campus is shut for a day."""
    for number, term in enumerate(site.terms):
        team = site.teams[number % len(site.teams)]
        tuesday = term.week(8)[0] + timedelta(days=1)
        ClassClosure.objects.create(
            school_class=site.classes[term.school_year, team],
            starts_on=tuesday,
            ends_on=tuesday + timedelta(days=2),
            reason=words.CLOSURE_REASON,
        )
        monday = term.week(3)[0]
        shut = SchoolDay.Kind.CLOSURE
        set_days(site.campuses[-1:], monday, monday, kind=shut, name=words.CLOSED_DAY)
