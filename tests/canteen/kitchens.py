"""A kitchen with children of two ages, and a week of menus whose numbers are easy to follow."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from canteen.models import Menu
from logistics.school.calendar import at, lay_out
from tests.canteen.factories import make_dish, make_menu
from tests.factories import make_child, make_class, make_person, make_term

MONDAY = date(2026, 11, 9)
DAY = timedelta(days=1)
NOW = at(MONDAY + 4 * DAY, "16:00")
PUBLISHED = datetime(2026, 11, 6, 9, tzinfo=UTC)
BOYS_OF_FOUR = date(2022, 5, 1)


@dataclass
class Kitchen:
    """Ten boys and ten girls of four: 1,275 kcal a day, 30 g of protein, 600 mg of calcium."""

    campus: Any
    term: Any
    school_class: Any
    children: list[Any]
    doctor: Any
    dishes: dict[str, Any] = field(default_factory=dict)

    def serve(self, days: int = 5, *, first: date = MONDAY, **given: Any) -> Menu:
        """Milk for breakfast, rice with eggs for lunch, an apple in the afternoon."""
        d = self.dishes
        meals = {}
        for n in range(days):
            on = first + n * DAY
            meals[on, "breakfast"] = [d["牛奶"]]
            meals[on, "lunch"] = [d["米饭"], d["番茄炒蛋"]]
            meals[on, "afternoon_snack"] = [d["苹果"]]
        return make_menu(self.campus, self.doctor, meals, **{"published_at": PUBLISHED} | given)


# kcal of one day: 130 of milk, 173 of rice, 102.052 of eggs with tomatoes, 45.05 of the apple.
KCAL_A_DAY = "450.102"


def make_kitchen(campus: Any, *, count: int = 10) -> Kitchen:
    campus.meals = {"breakfast": "08:20", "lunch": "11:20", "afternoon_snack": "15:00"}
    campus.save()
    term = make_term()
    lay_out(term)
    school_class = make_class(campus=campus, grade="middle")
    children = [
        make_child(school_class=school_class, term=term, sex=sex, birth_on=BOYS_OF_FOUR)
        for sex in ("boy", "girl")
        for _n in range(count)
    ]
    kitchen = Kitchen(
        campus, term, school_class, children, make_person(role="doctor", campus=campus)
    )
    kitchen.dishes = {
        "牛奶": make_dish("牛奶", {"纯牛奶(全脂)": 200}, category="milk"),
        "米饭": make_dish("米饭", {"大米": 50}, category="staple"),
        "番茄炒蛋": make_dish("番茄炒蛋", {"番茄": 60, "鸡蛋": 40, "豆油": 5}),
        "苹果": make_dish("苹果", {"苹果": 100}, category="fruit"),
    }
    return kitchen
