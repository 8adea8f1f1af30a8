"""What is in the sample fridge with the time left, and what of the day's meals is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canteen.models import Dish, DisposalLine, FoodSample, SampleLine
from canteen.models.samples import thrown_away
from canteen.samples.owing import MealOf, owed, served_at
from logistics.duties.rhythms import MEAL_TAKES
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal

HOUR = timedelta(hours=1)
MOST = 300  # samples on the page; a kitchen that throws away has a tenth of that
OVERDUE = timedelta(hours=24)


@dataclass(frozen=True)
class Kept:
    """One sample in the fridge: how it stands, and how long it still has to stay."""

    line: SampleLine
    state: str  # kept, due, held
    left: timedelta

    @property
    def tone(self) -> str:
        return {"kept": "neutral", "due": "warn", "held": "danger"}[self.state]

    @property
    def is_overdue(self) -> bool:
        return self.state == "due" and -self.left > OVERDUE

    @property
    def words(self) -> str:
        if self.state == "held":
            return _("Kept for an incident")
        if self.state == "due":
            return _("May be discarded")
        hours, minutes = divmod(int(self.left.total_seconds()) // 60, 60)
        return _("%(hours)s h %(minutes)s min left") % {"hours": hours, "minutes": minutes}


@dataclass
class OfMeal:
    """A meal of the day: the dishes owed, its sheet, what is missing."""

    campus: Campus
    meal: MealOf
    owed: Sequence[Dish]
    sheet: FoodSample | None
    due_at: datetime | None
    now: datetime
    missing: list[Dish] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(Meal(self.meal.meal).label)

    @property
    def url(self) -> str:
        query = f"campus={self.campus.pk}&day={self.meal.on}&meal={self.meal.meal}"
        return f"{reverse('canteen:sample_take')}?{query}"

    @property
    def taken(self) -> int:
        return len(self.sheet.lines.all()) if self.sheet else 0

    @property
    def state(self) -> tuple[str, str]:
        """The tone and the word."""
        if self.sheet is None:
            if not self.owed:
                return "neutral", _("No dish to sample")
            is_late = self.due_at is not None and self.due_at < self.now
            return ("danger", _("Record missing")) if is_late else ("warn", _("Due"))
        if self.missing:
            n = len(self.missing)
            return "danger", ngettext("%(n)s missing", "%(n)s missing", n) % {"n": n}
        faulty = [line for line in self.sheet.lines.all() if line.faults]
        return ("danger", _("Abnormal")) if faulty else ("ok", _("Complete"))


@dataclass
class Board:
    meals: list[OfMeal]
    fridge: list[Kept]

    @property
    def due(self) -> int:
        return sum(kept.state == "due" for kept in self.fridge)

    @property
    def missing(self) -> int:
        return sum(len(each.missing) for each in self.meals)

    @property
    def held(self) -> int:
        return sum(kept.state == "held" for kept in self.fridge)

    @property
    def by_sheet(self) -> list[tuple[FoodSample, list[Kept]]]:
        """The samples under their meal, what was taken first on top."""
        groups: dict[int, tuple[FoodSample, list[Kept]]] = {}
        for kept in self.fridge:
            groups.setdefault(kept.line.sheet_id, (kept.line.sheet, []))[1].append(kept)
        return list(groups.values())


def read(campuses: Sequence[Campus], on: date, now: datetime) -> Board:
    """Four questions, however much there is."""
    return Board(meals_of(campuses, on, now), fridge_of(campuses, now))


def meals_of(campuses: Sequence[Campus], on: date, now: datetime) -> list[OfMeal]:
    """Every meal the campuses serve that day, with its dishes and its sheet."""
    dishes = owed(on, on, campuses)
    rows = FoodSample.objects.standing().filter(campus__in=campuses, on=on)
    rows = rows.select_related("entry").prefetch_related("lines")
    sheets = {MealOf(row.campus_id, row.on, row.meal): row for row in rows}
    return [
        of_meal(campus, meal, dishes.get(meal, []), sheets.get(meal), now)
        for campus in campuses
        for meal in meals_at(campus, on, {*dishes, *sheets})
    ]


def meals_at(campus: Campus, on: date, known: set[MealOf]) -> list[MealOf]:
    """Those it serves, and those of which there is a menu or a sheet, by the clock."""
    codes = {code for code in campus.meals if code in Meal.values}
    codes |= {meal.meal for meal in known if meal.campus == campus.pk}
    order = {meal: place for place, meal in enumerate(Meal.values)}
    return [MealOf(campus.pk, on, code) for code in sorted(codes, key=lambda c: order.get(c, 9))]


def of_meal(
    campus: Campus, meal: MealOf, dishes: Sequence[Dish], sheet: FoodSample | None, now: datetime
) -> OfMeal:
    served = served_at(campus, meal.on, meal.meal)
    there = {line.dish_id for line in sheet.lines.all()} if sheet else set()
    missing = [dish for dish in dishes if dish.pk not in there]
    due_at = served + MEAL_TAKES if served else None
    is_over = sheet is not None or (due_at is not None and due_at < now)
    return OfMeal(campus, meal, dishes, sheet, due_at, now, missing if is_over else [])


def fridge_of(campuses: Sequence[Campus], now: datetime) -> list[Kept]:
    rows = SampleLine.objects.in_fridge().filter(sheet__campus__in=campuses)
    rows = rows.select_related("dish", "fridge", "sheet__entry", "sheet__campus")
    rows = rows.order_by("kept_until", "sheet", "position", "pk")[:MOST]
    return [kept_of(row, now) for row in rows]


def kept_of(line: SampleLine, now: datetime) -> Kept:
    state = "held" if line.sheet.entry.hold else "due" if line.kept_until <= now else "kept"
    return Kept(line, state, line.kept_until - now)


def gone_with(line: SampleLine) -> DisposalLine | None:
    """The record of its disposal, if it is gone."""
    rows: Any = thrown_away(line.code).select_related("sheet__entry__entered_by")
    return rows.defer("sheet__entry__entered_by__identity_number").first()
