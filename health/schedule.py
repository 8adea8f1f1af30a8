"""What is due of every child by its age: examinations, measurements, certificates; and what is overdue.

A part that examines children says in `SEEN` who knows when each child was seen last: the name of a
function that takes the keys of children and a day, and answers a date for each child.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.contributions import RuleDefault, Words
from logistics.school.rules import rule

Seen = Callable[[Collection[int], date], dict[int, date]]

SEEN: dict[str, str] = {
    "exam": "health.care.scheduling.examined",
    "vaccination": "health.care.scheduling.vaccinated",
    "weight": "health.growth.seen.weighed",
    "height": "health.growth.seen.measured",
    "vision": "health.growth.seen.eyes",
    "haemoglobin": "health.growth.seen.blood",
    "hearing": "health.growth.seen.ears",
    "oral": "health.growth.seen.teeth",
}
GRACE = "schedule_grace_days"
NORM = _("Health care norm of 2012")
RULEBOOK = _("Kindergarten rules: height and vision every half-year, weight every quarter")
MONTHS = _("months")
EYE_AGE, EAR_AGE, TODDLER = 48, 48, 36  # months of life


def interval(code: str, title: Words, months: str, source: Words) -> RuleDefault:
    return RuleDefault(f"schedule_{code}", title, months, MONTHS, source)


RULES = [
    interval("exam", _("A child of three or more is examined every"), "12", NORM),
    interval("exam_toddler", _("A child under three is examined every"), "6", NORM),
    interval("vaccination", _("Vaccination certificates are looked at every"), "6", NORM),
    interval("weight", _("Children are weighed every"), "3", RULEBOOK),
    interval("height", _("Children's height is measured every"), "6", RULEBOOK),
    interval("vision", _("Eyesight is tested from the age of four every"), "6", RULEBOOK),
    interval("haemoglobin", _("Haemoglobin is tested every"), "12", NORM),
    interval("hearing", _("Hearing is tested up to the age of four every"), "12", NORM),
    interval("oral", _("Teeth are looked at every"), "12", NORM),
    RuleDefault(
        GRACE,
        _("What was due so long ago is named overdue"),
        "30",
        _("days"),
        _("The school's own habit; the institution comes on one day for all"),
    ),
]


@dataclass(frozen=True)
class Item:
    """Something that is due of children again and again, from an age or up to one (in months)."""

    code: str
    title: Words
    from_age: int = 0
    to_age: int = 1000

    def is_for(self, age: int) -> bool:
        return self.from_age <= age < self.to_age

    def rule_for(self, age: int) -> str:
        toddler = self.code == "exam" and age < TODDLER
        return "schedule_exam_toddler" if toddler else f"schedule_{self.code}"


ITEMS = [
    Item("exam", _("Examination")),
    Item("vaccination", _("Vaccination certificate")),
    Item("weight", pgettext_lazy("of a child", "Weight")),
    Item("height", _("Height")),
    Item("vision", _("Eyesight"), from_age=EYE_AGE),
    Item("haemoglobin", _("Haemoglobin")),
    Item("hearing", _("Hearing"), to_age=EAR_AGE),
    Item("oral", _("Teeth")),
]


def known_items() -> list[Item]:
    """Those of which some part says when they were done last."""
    return [item for item in ITEMS if item.code in SEEN]


@dataclass(frozen=True)
class Due:
    """One thing due of one child: when it was done last, when it is due, how that stands."""

    item: Item
    last: date | None
    due_on: date
    state: str  # ok, due or late


@dataclass(frozen=True)
class Planned:
    """A child and all that is due of it, the items that are not for its age left empty."""

    child: Any
    dues: Sequence[Due | None]

    @property
    def is_late(self) -> bool:
        return any(due is not None and due.state == "late" for due in self.dues)


def age_in_months(birth_on: date, on: date) -> int:
    """Completed months."""
    return (on.year - birth_on.year) * 12 + on.month - birth_on.month - (on.day < birth_on.day)


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last one of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def plan(children: Iterable[Any], on: date) -> list[Planned]:
    """What is due of each of these children on a day."""
    children = list(children)
    clock = Clock(on)
    items = known_items()
    keys = [child.pk for child in children]
    seen = {item.code: import_string(SEEN[item.code])(keys, on) for item in items}
    return [
        Planned(child, [clock.due(item, child, seen[item.code].get(child.pk)) for item in items])
        for child in children
    ]


class Clock:
    """The intervals in force on a day, each rule asked once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.known: dict[str, Decimal] = {}
        self.grace = timedelta(days=int(rule(GRACE, on=on)))

    def months(self, code: str) -> int:
        if code not in self.known:
            self.known[code] = rule(code, on=self.on)
        return int(self.known[code])

    def due(self, item: Item, child: Any, last: date | None) -> Due | None:
        """Nothing for a child that is too young or too old for it."""
        age = age_in_months(child.birth_on, self.on)
        if not item.is_for(age):
            return None
        due_on = self.due_on(item, child, last, age)
        late = due_on + self.grace < self.on
        state = "late" if late else "due" if due_on <= self.on else "ok"
        return Due(item, last, due_on, state)

    def due_on(self, item: Item, child: Any, last: date | None, age: int) -> date:
        """From the last time on; what was never done has been due since the child came."""
        if last is None:
            return child.joined_on or self.on
        return months_later(last, self.months(item.rule_for(age)))
