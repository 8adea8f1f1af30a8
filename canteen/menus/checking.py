"""What is remarkable about a menu while it is written: said, never refused."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from canteen.menus.cards import allergens_of, risky
from canteen.menus.costing import Cost, cost_of, grams_for
from canteen.menus.week import Day, Week
from canteen.models import AgeGroup, Dish, Food, Group, Menu, MenuDish
from health.interface import standing_needs
from logistics.contributions import RuleDefault
from logistics.school.models import Allergy, Diet, Rule

Category = Dish.Category
MOST_SUBSTITUTES = 3
DANGER, WARN, INFO = "danger", "warn", "info"

COST, FOODS_A_DAY, FOODS_A_WEEK = "menu_cost_day", "menu_foods_day", "menu_foods_week"
GUIDELINES = gettext_lazy("Dietary Guidelines for Chinese Residents (2022)")
RULES = [
    RuleDefault(
        COST,
        gettext_lazy("Meal standard for a child and day"),
        "0",
        gettext_lazy("yuan"),
        gettext_lazy("Set by the school; 0: not compared"),
    ),
    RuleDefault(
        FOODS_A_DAY,
        gettext_lazy("Different foods on a day, at least"),
        "12",
        gettext_lazy("kinds"),
        GUIDELINES,
    ),
    RuleDefault(
        FOODS_A_WEEK,
        gettext_lazy("Different foods in a week, at least"),
        "25",
        gettext_lazy("kinds"),
        GUIDELINES,
    ),
]
# What does not count as variety, and what may come back within a week.
SEASONING = {Group.OIL, Group.CONDIMENT, Group.SUGAR}
MAY_COME_BACK = {Category.STAPLE, Category.FRUIT, Category.MILK, Category.PACKAGED}
COARSE = (Group.TUBER, Group.BEAN)
COARSE_CEREALS = (
    "糙",
    "黑米",
    "玉米",
    "小米",
    "黄米",
    "高粱",
    "荞麦",
    "薏米",
    "燕麦",
    "莜麦",
    "藜麦",
)
# What a diet keeps away from, by the groups of foods.
PORK = ("猪", "火腿", "香肠", "肉松")
# Nobody eats these; they are allergies all the same.
NO_FOOD = {Allergy.Allergen.PENICILLIN, Allergy.Allergen.POLLEN, Allergy.Allergen.OTHER}
ANIMAL = {Group.MEAT, Group.POULTRY, Group.AQUATIC}


Needs = dict[tuple[str, str], list[tuple[str, int]]]


@dataclass(frozen=True)
class Remark:
    """One thing to look at. `row` is the dish it is about; else it is of the day or the week."""

    level: str
    words: str
    on: date | None = None
    row: int | None = None
    instead: Sequence[Dish] = ()


@dataclass
class Look:
    """All there is to say about a week, and what a day costs."""

    remarks: list[Remark] = field(default_factory=list)
    costs: dict[date, Cost] = field(default_factory=dict)
    standard: Decimal = Decimal(0)
    needs: list[tuple[str, str]] = field(default_factory=list)

    def of_row(self, row: MenuDish) -> list[Remark]:
        return [each for each in self.remarks if each.row == row.pk]

    def of_day(self, on: date) -> list[Remark]:
        return [each for each in self.remarks if each.on == on and each.row is None]

    @property
    def of_week(self) -> list[Remark]:
        return [each for each in self.remarks if each.on is None]

    @property
    def mean_cost(self) -> Cost | None:
        """Of a day on which something is priced."""
        priced = [cost for cost in self.costs.values() if cost.is_known]
        if not priced:
            return None
        total = sum(priced, Cost())
        return Cost(total.yuan / len(priced), total.unpriced, is_known=True)

    @property
    def is_costed(self) -> bool:
        return any(cost.is_known for cost in self.costs.values())


def look_over(
    week: Week,
    known: Mapping[int, Decimal],
    *,
    on: date,
    others: Sequence[Dish] = (),
    own: Sequence[tuple[str, str, date]] | None = None,
) -> Look:
    """`known` are the prices of a gram; `on` is the day whose rules are in force.

    `others` are the dishes out of which something is proposed instead; `own` the school's rules by
    code, value and first day, oldest first, if they are read already.
    """
    rules = rules_on(on, own)
    look = Look(standard=rules[COST])
    look.remarks += dangers(week)
    if week.menu.audience == Menu.Audience.CHILDREN:
        counts = need_counts(week)
        look.needs = needs_told(counts)
        look.remarks += who_must_not(week, counts, others)
    look.remarks += repeats(week)
    look.remarks += without_grams(week)
    look.remarks += variety(week, rules)
    if week.menu.audience == Menu.Audience.CHILDREN and not week.menu.special:
        look.costs = costs_of(week, known)
        look.remarks += too_dear(look)
    return look


def rules_on(on: date, own: Sequence[tuple[str, str, date]] | None = None) -> dict[str, Decimal]:
    """The values in force on a day, all in one question."""
    known = {each.code: Decimal(each.value) for each in RULES}
    if own is None:
        rows = Rule.objects.filter(code__in=known).order_by("valid_from")
        own = list(rows.values_list("code", "value", "valid_from"))
    said = {code: Decimal(value) for code, value, first in own if code in known and first <= on}
    return known | said


def dress(week: Week, look: Look) -> None:
    """Lay what was found beside what it is about: `row.remarks`, `day.remarks`, `day.cost`."""
    for day in week.days:
        day.remarks, day.cost = look.of_day(day.on), look.costs.get(day.on)
        for place in day.places:
            for row in place.rows:
                row.remarks = look.of_row(row)  # type: ignore[attr-defined]


def dangers(week: Week) -> Iterator[Remark]:
    """What a school kitchen must not make or use: it stays on the menu, and is seen."""
    for row in week.served:
        if row.dish.category in Dish.PROHIBITED:
            told = {"kind": row.dish.get_category_display()}
            yield Remark(
                DANGER, _("%(kind)s: not to be made in a school kitchen") % told, row.on, row.pk
            )
        for food in risky(row.dish):
            level = DANGER if food.risk == Food.Risk.FORBIDDEN else WARN
            yield Remark(level, f"{food}: {food.get_risk_display()}", row.on, row.pk)


def who_must_not(week: Week, counts: Needs, others: Sequence[Dish]) -> Iterator[Remark]:
    """Dishes that children here must not eat: how many, and which dishes fit instead."""
    if not counts:
        return
    taken, bans = {row.dish_id for row in week.served}, Bans()
    for row in week.served:
        codes = [code for code in bans[row.dish] if code in counts]
        if not codes:
            continue
        words = _("; ").join(need_words(code, counts[code]) for code in codes)
        instead = [
            dish
            for dish in others
            if dish.is_active
            and dish.category == row.dish.category
            and dish.pk not in taken
            and not set(codes) & set(bans[dish])
        ]
        yield Remark(WARN, words, row.on, row.pk, instead[:MOST_SUBSTITUTES])


class Bans(dict[Dish, list[tuple[str, str]]]):
    """Who must not eat of each dish, found out once."""

    def __missing__(self, dish: Dish) -> list[tuple[str, str]]:
        self[dish] = found = bans_of(dish)
        return found


def bans_of(dish: Dish) -> list[tuple[str, str]]:
    """The allergens in a dish and the diets it does not fit, as health's needs name them."""
    allergens = allergens_of(dish)
    found = [("allergen", code) for code in Allergy.Allergen.values if code in allergens]
    foods = [line.food for line in dish.ingredients.all()]
    groups = {food.group for food in foods}
    if any(word in food.name for food in foods for word in PORK):
        found.append(("diet", Diet.Kind.HALAL))
    if groups & ANIMAL:
        found.append(("diet", Diet.Kind.VEGETARIAN))
    if "milk" in allergens:
        found.append(("diet", Diet.Kind.LACTOSE_FREE))
    if "wheat" in allergens:
        found.append(("diet", Diet.Kind.GLUTEN_FREE))
    return found


def need_counts(week: Week) -> Needs:
    """By need: the classes and how many of each have it. Counts, no names."""
    if not week.served:
        return {}
    counts: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for need in standing_needs(week.served[0].on, week.menu.campus_id):
        if need.code not in NO_FOOD:
            counts[need.kind, need.code].append((need.class_name, need.count))
    return dict(counts)


def need_words(key: tuple[str, str], classes: Sequence[tuple[str, int]]) -> str:
    total = sum(count for _name, count in classes)
    told = {"what": need_label(key), "n": total}
    return ngettext("%(what)s: %(n)d child", "%(what)s: %(n)d children", total) % told


def need_label(key: tuple[str, str]) -> str:
    kind, code = key
    if kind == "allergen":
        return _("%(what)s allergy") % {"what": Allergy.Allergen(code).label}
    return str(Diet.Kind(code).label)


def needs_told(counts: Needs) -> list[tuple[str, str]]:
    """For the head of the page: each need with the classes in which it is."""
    return [
        (need_words(key, classes), _(", ").join(f"{name} {n}" for name, n in classes))
        for key, classes in counts.items()
    ]


def repeats(week: Week) -> Iterator[Remark]:
    """The same dish twice in a week; staple food, fruit, milk and packaged food may come back."""
    first: dict[int, date] = {}
    for row in week.served:
        before = first.setdefault(row.dish_id, row.on)
        if before != row.on and row.dish.category not in MAY_COME_BACK:
            told = {"day": f"{before:%m-%d}"}
            yield Remark(INFO, _("already on %(day)s") % told, row.on, row.pk)


def without_grams(week: Week) -> Iterator[Remark]:
    age = AgeGroup.STAFF if week.menu.audience == Menu.Audience.STAFF else ""
    for row in week.served:
        lines = row.dish.ingredients.all()
        if not grams_for(lines, age) and not any(lines):
            yield Remark(WARN, _("no grams written"), row.on, row.pk)


def foods_of(rows: Iterable[MenuDish]) -> dict[int, Food]:
    """The different foods of some dishes; oil and seasoning are none."""
    return {
        line.food_id: line.food
        for row in rows
        for line in row.dish.ingredients.all()
        if line.food.group not in SEASONING
    }


def variety(week: Week, rules: Mapping[str, Decimal]) -> Iterator[Remark]:
    """K1.7: coarse and fine, meat and vegetables, enough different foods. Of the children's menu."""
    if week.menu.audience != Menu.Audience.CHILDREN or week.menu.special or week.is_empty:
        return
    a_day, a_week = rules[FOODS_A_DAY], rules[FOODS_A_WEEK]
    for day in week.days:
        if rows := list(day.served):
            yield from variety_of_day(day, rows, a_day)
    foods = foods_of(week.served)
    if len(foods) < a_week:
        told = {"n": len(foods), "least": int(a_week)}
        yield Remark(INFO, _("%(n)s different foods in the week; at least %(least)s") % told)
    if not any(is_coarse(food) for food in foods.values()):
        yield Remark(INFO, _("No coarse grain, tuber or bean in the week"))
    if not any(food.group == Group.AQUATIC for food in foods.values()):
        yield Remark(INFO, _("No fish or shrimp in the week"))


def variety_of_day(day: Day, rows: list[MenuDish], least: Decimal) -> Iterator[Remark]:
    foods = foods_of(rows)
    groups = Counter(food.group for food in foods.values())
    if len(foods) < least:
        told = {"n": len(foods), "least": int(least)}
        yield Remark(INFO, _("%(n)s different foods; at least %(least)s") % told, day.on)
    if not groups[Group.VEG_DARK]:
        yield Remark(INFO, _("no dark vegetable"), day.on)
    if not any(food.is_quality_protein or food.is_animal for food in foods.values()):
        yield Remark(INFO, _("no meat, fish, egg, milk or soy"), day.on)


def is_coarse(food: Food) -> bool:
    return food.group in COARSE or any(word in food.name for word in COARSE_CEREALS)


def costs_of(week: Week, known: Mapping[int, Decimal]) -> dict[date, Cost]:
    """What a child eats on each day, in yuan of raw food."""
    return {
        day.on: sum((cost_of(row.dish, known) for row in day.served), Cost()) for day in week.days
    }


def too_dear(look: Look) -> Iterator[Remark]:
    if not look.standard:
        return
    for on, cost in look.costs.items():
        if cost.yuan > look.standard:
            told: dict[str, Any] = {"cost": cost.rounded, "standard": look.standard}
            yield Remark(WARN, _("¥%(cost)s for a child; the standard is ¥%(standard)s") % told, on)
