"""Replays of invented outbreaks: how soon the thresholds see them, and how often they cry wolf.

The same seed gives the same school, the same outbreaks and the same ordinary illnesses. Nothing is
saved: whoever changes a threshold sees here what it would have done.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from health.illness.clusters import Group, Home, Rule, fitting, grouped, reached
from health.models import Threshold
from health.signs import Sign
from health.symptoms import Symptom

DAY = timedelta(days=1)
MONDAY = date(2026, 9, 7)  # a day like another: replays lie in no calendar
CHILDREN = 30
FLOORS = 3


@dataclass(frozen=True)
class Scenario:
    """What goes round: a disease or a symptom, how fast, and how far beyond the first class."""

    what: str
    generation: int  # days from one child to those it infects
    spread: float  # how many classmates each child infects
    leaps: float  # how likely one of them is in another class of the floor
    days: int = 21


SCENARIOS = (
    Scenario("hfmd", 4, 1.8, 0.25),
    Scenario("varicella", 14, 2.6, 0.3, days=60),
    Scenario("norovirus", 2, 2.4, 0.35),
    Scenario("influenza", 2, 1.9, 0.4),
    Scenario("ahc", 2, 1.6, 0.2),
    Scenario(Symptom.FEVER, 2, 2.0, 0.3, days=14),
    Scenario(Symptom.VOMITING, 1, 2.2, 0.2, days=10),
)
# Ordinary illness, children a thousand and day.
ORDINARY = {
    Symptom.FEVER: 4.0,
    Symptom.COUGH: 8.0,
    Symptom.SORE_THROAT: 2.0,
    Symptom.ABDOMINAL_PAIN: 1.5,
    Symptom.DIARRHOEA: 1.2,
    Symptom.VOMITING: 1.0,
    Symptom.RASH: 0.6,
    "hfmd": 0.05,
    "influenza": 0.15,
    "varicella": 0.03,
}


@dataclass(frozen=True)
class School:
    """Classes on floors of one campus, thirty children each."""

    classes: int = 12

    @property
    def homes(self) -> dict[int, Home]:
        return {pk: Home(1, 100 + (pk - 1) % FLOORS) for pk in range(1, self.classes + 1)}

    def child(self, school_class: int, seat: int) -> int:
        return school_class * 1000 + seat

    def others_on_floor(self, school_class: int) -> list[int]:
        homes = self.homes
        floor = homes[school_class].floor
        return [pk for pk, home in homes.items() if home.floor == floor and pk != school_class]


def is_open(day: date) -> bool:
    return day.weekday() < 5


def outbreak(school: School, scenario: Scenario, rng: Random) -> list[Sign]:
    """From one child of one class to others, generation by generation; each falls ill once."""
    start = rng.randint(1, school.classes)
    first = (MONDAY + rng.randrange(5) * DAY, start, rng.randrange(CHILDREN))
    ill = {school.child(*first[1:]): first}
    wave = [first]
    while wave:
        wave = [
            next_one
            for one in wave
            for next_one in infected(school, scenario, one, rng)
            if note(school, ill, next_one, MONDAY + scenario.days * DAY)
        ]
    return sorted(
        (
            Sign(day, school_class, school.child(school_class, seat), str(scenario.what))
            for day, school_class, seat in ill.values()
        ),
        key=lambda sign: (sign.on, sign.child),
    )


Fallen = tuple[date, int, int]


def infected(school: School, scenario: Scenario, one: Fallen, rng: Random) -> Iterator[Fallen]:
    day, school_class, _seat = one
    count = sum(rng.random() < scenario.spread / 4 for _ in range(4))
    for _ in range(count):
        others = school.others_on_floor(school_class)
        leaps = others and rng.random() < scenario.leaps
        goes = rng.choice(others) if leaps else school_class
        after = max(1, scenario.generation + rng.randint(-1, 1))
        yield day + after * DAY, goes, rng.randrange(CHILDREN)


def note(school: School, ill: dict[int, Fallen], one: Fallen, last: date) -> bool:
    """Whether this one has fallen ill by this: only once, and only while the replay lasts."""
    child = school.child(*one[1:])
    if child in ill or one[0] > last:
        return False
    ill[child] = one
    return True


def ordinary(school: School, days: int, rng: Random) -> list[Sign]:
    """Illness that is no outbreak: each child by itself, on the days on which school is open."""
    return [
        Sign(day, school_class, school.child(school_class, seat), str(what))
        for day in (MONDAY + n * DAY for n in range(days))
        if is_open(day)
        for school_class in school.homes
        for seat in range(CHILDREN)
        for what, often in ORDINARY.items()
        if rng.random() < often / 1000
    ]


@dataclass(frozen=True)
class Alarm:
    """The first day on which a threshold was reached somewhere."""

    on: date
    group: Group
    threshold: Rule


def alarms(
    signs: Iterable[Sign], homes: dict[int, Home], rules: Sequence[Threshold]
) -> list[Alarm]:
    """Of each group the first alarm of each threshold, in the order of the days."""
    found = [
        Alarm(day.on, group, rule)
        for group, of_group in grouped(signs, homes).items()
        for rule in fitting(group, of_group, rules)
        if (day := reached(of_group, rule))
    ]
    return sorted(found, key=lambda alarm: (alarm.on, alarm.group))


@dataclass(frozen=True)
class Replayed:
    """One scenario many times over: how many were seen, after how many days and children."""

    what: str
    outbreaks: int
    seen: int
    days: float | None  # from the first child to the first alarm, on average
    children: float | None  # ill by then, on average


def replay(
    rules: Sequence[Threshold], scenario: Scenario, *, times: int = 50, seed: int = 1
) -> Replayed:
    school = School()
    delays, ill, seen = 0, 0, 0
    for number in range(times):
        signs = outbreak(school, scenario, chance(f"{seed} {scenario.what} {number}"))
        found = alarms(signs, school.homes, rules)
        if found:
            seen += 1
            delays += (found[0].on - signs[0].on).days
            ill += sum(1 for sign in signs if sign.on <= found[0].on)
    return Replayed(
        str(scenario.what),
        times,
        seen,
        delays / seen if seen else None,
        ill / seen if seen else None,
    )


@dataclass(frozen=True)
class FalseAlarms:
    """Alarms although nothing but ordinary illness went round."""

    days: int
    children: int
    count: int
    by_what: dict[str, int]


def cry_wolf(rules: Sequence[Threshold], *, days: int = 120, seed: int = 1) -> FalseAlarms:
    """Of each group at most one alarm a fortnight: an open alert is not raised again."""
    school = School()
    signs = ordinary(school, days, chance(f"{seed} ordinary"))
    last: dict[Group, date] = {}
    by_what: dict[str, int] = {}
    for day in (MONDAY + n * DAY for n in range(days)):
        recent = [sign for sign in signs if day - 14 * DAY < sign.on <= day]
        for alarm in alarms(recent, school.homes, rules):
            quiet = last.get(alarm.group)
            if alarm.on == day and (quiet is None or day - quiet > 14 * DAY):
                last[alarm.group] = day
                by_what[alarm.group.what] = by_what.get(alarm.group.what, 0) + 1
    return FalseAlarms(days, len(school.homes) * CHILDREN, sum(by_what.values()), by_what)


def chance(seed: str) -> Random:
    return Random(seed)  # noqa: S311  nothing here is secret
