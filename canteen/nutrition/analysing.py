"""The nutrition of a span of days at one kitchen: by the menus, or by what was issued and eaten.

Everything is for one child and one day in the kitchen, beside what the mean child needs in a whole
day. A span of any length costs the same few queries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from canteen.models import Basis
from canteen.models.foods import Group
from canteen.nutrition import eaten, eaters, groups, judging, planned, rules
from canteen.nutrition.eaten import Eaten
from canteen.nutrition.holding import ZERO, Grams, Holding, hold, share, times
from canteen.nutrition.judging import Judged, Verdict, Wanted
from canteen.nutrition.needs import Target
from canteen.nutrition.planned import Planned
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal

MOST_DISHES = 15
VEGETABLES = groups.VEGETABLES


@dataclass(frozen=True)
class Asked:
    """Which kitchen, which days, by what; `group` is an age group, empty: all children."""

    campus: Campus
    first: date
    last: date
    basis: str = Basis.MENU
    group: str = ""


@dataclass
class Analysis:
    """What was found. `days` are those with food, `person_days` children times days.

    `daily` are raw grams for one child by day. Figures are unrounded.
    """

    asked: Asked
    wanted: Wanted
    target: Target | None
    table: eaters.Table
    foods: Mapping[int, Any]
    daily: Mapping[date, Grams]
    person_days: int | None = None
    planned: Planned | None = None
    issued: Eaten | None = None
    uncounted: list[date] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.daily

    @cached_property
    def holding(self) -> Holding:
        """Of one child and one day."""
        return hold(self.mean_grams, self.foods)

    @cached_property
    def mean_grams(self) -> Grams:
        count = len(self.daily)
        return times(self.total, Decimal(1) / count) if count else {}

    @cached_property
    def total(self) -> Grams:
        return planned.added(self.daily.values())

    @cached_property
    def by_day(self) -> dict[date, Holding]:
        return {on: hold(grams, self.foods) for on, grams in sorted(self.daily.items())}

    # What is judged ----------------------------------------------------------------------------

    @cached_property
    def nutrients(self) -> list[Judged]:
        return judging.nutrients(self.holding, self.target, self.wanted)

    @cached_property
    def composition(self) -> list[Judged]:
        return judging.composition(self.holding, self.wanted, self.target)

    @cached_property
    def energy_by_meal(self) -> dict[str, Decimal]:
        """kcal by meal: of one child and day of menus, of all together of what was issued for them."""
        if self.planned is not None:
            parts: Mapping[str, Grams] = self.planned.grams_by("meal")
        else:
            parts = self.issued.by_meal if self.issued else {}
        if not set(parts) <= set(Meal.values):  # something was issued for no meal in particular
            return {}
        days = Decimal(len(self.daily) or 1)
        found = {meal: hold(grams, self.foods).energy / days for meal, grams in parts.items()}
        return {meal: found[meal] for meal in Meal.values if meal in found}

    @cached_property
    def meals(self) -> list[Judged]:
        found = self.energy_by_meal
        return judging.meal_shares(found, self.wanted) if found else []

    @cached_property
    def groups(self) -> list[Judged]:
        eaters_here = self.table.of(self.asked.group)
        return groups.judged(self.holding.edible, self.foods, eaters_here, self.wanted)

    @cached_property
    def vegetables(self) -> list[Judged]:
        edible = self.holding.edible
        dark, every = (
            sum((much for key, much in edible.items() if self.foods[key].group in wanted), ZERO)
            for wanted in ({Group.VEG_DARK}, VEGETABLES)
        )
        return list(judging.vegetables(dark, every, self.kinds_a_day, self.wanted))

    @property
    def kinds_a_day(self) -> Decimal | None:
        """Kinds of vegetables on a mean day."""
        if not self.daily:
            return None
        kinds = [
            sum(much > 0 and self.foods[key].group in VEGETABLES for key, much in grams.items())
            for grams in self.daily.values()
        ]
        return Decimal(sum(kinds)) / len(kinds)

    @property
    def everything(self) -> list[Judged]:
        return [*self.nutrients, *self.composition, *self.meals, *self.vegetables]

    def of_verdict(self, *verdicts: Verdict) -> list[Judged]:
        return [row for row in self.everything if row.verdict in verdicts]

    # What brings it ----------------------------------------------------------------------------

    def dishes(self, nutrient: str) -> list[dict[str, Any]]:
        """What brings most of a nutrient: dishes of the menus, foods of what was issued."""
        days = Decimal(len(self.daily) or 1)
        if self.planned is not None:
            parts = self.planned.grams_by("dish")
            names: Mapping[int, str] = self.planned.names
            times_served = served_times(self.planned)
        else:
            parts = {key: {key: much} for key, much in self.total.items()}
            names = {key: self.foods[key].name for key in parts}
            times_served = {}
        whole = self.holding[nutrient]
        rows = [
            {
                "key": key,
                "name": names[key],
                "count": times_served.get(key),
                "value": (value := hold(grams, self.foods)[nutrient] / days),
                "share": share(value, whole),
            }
            for key, grams in parts.items()
        ]
        return sorted(rows, key=lambda row: (-row["value"], row["name"]))


def served_times(plan: Planned) -> dict[int, int]:
    counts: dict[int, int] = {}
    for course in plan.courses:
        counts[course.dish] = counts.get(course.dish, 0) + 1
    return counts


def analyse(asked: Asked) -> Analysis:
    """At most six queries, whatever the span. A child's age and class are those of its last day."""
    figures = rules.figures(asked.last)
    table = eaters.table(asked.campus, asked.last)
    group = asked.group if asked.basis == Basis.MENU else ""
    target = eaters.target_of(table.of(group), figures)
    if asked.basis == Basis.MENU:
        plan = planned.between(asked.first, asked.last, asked.campus, table.mix(group))
        daily: Mapping[date, Grams] = plan.grams_by("on")
        foods = plan.foods
        meals = {course.meal for course in plan.courses}
    else:
        plan, meals = None, set()
        issued = eaten.grams(asked.campus, asked.first, asked.last)
        present = eaten.eaters_by_day(asked.campus, asked.first, asked.last)
        daily = per_child(issued, present)
        foods = eaten.foods_of(keys_of(daily.values()))
    wanted = judging.wanted(
        figures, sorted(meals | set(asked.campus.meals)), is_school=table.is_school(group)
    )
    found = Analysis(asked, wanted, target, table, foods, daily, planned=plan)
    if plan is None:
        found.issued = issued
        found.person_days = sum(present.values())
        found.uncounted = [on for on in sorted(issued.by_day) if not present.get(on)]
    else:
        found.person_days = table.of(group).total() * len(daily)
    return found


def per_child(issued: Eaten, present: Mapping[date, int]) -> dict[date, dict[int, Decimal]]:
    """Grams of one child by day: all that was issued in the span, over all who were there.

    Flour is issued for a week and eaten day by day, so only the sum of the days is true; each day's
    grams are weighted so that their mean is that of the span.
    """
    child_days = sum(present.values())
    if not child_days:
        return {}
    days = sorted(on for on, count in present.items() if count)
    factor = Decimal(len(days)) / child_days
    daily: dict[date, dict[int, Decimal]] = {on: {} for on in days}
    for on, grams in issued.by_day.items():
        nearest = max((day for day in days if day <= on), default=days[0])
        for food, much in grams.items():
            daily[nearest][food] = daily[nearest].get(food, ZERO) + much * factor
    return daily if issued.by_day else {}


def keys_of(many: Iterable[Grams]) -> set[int]:
    return {key for grams in many for key in grams}
