"""What of the menus stands on first pages: is next week's published, what is cooked today."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from canteen.menus.serving import served
from canteen.models import Menu
from logistics.access import Request, Role
from logistics.contributions import HomeCard
from logistics.school.calendar import DAY
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal

WRITE, VIEW = "canteen.write_menu", "canteen.view"
MOST_CAMPUSES = 4


def doctor_card(request: Request, now: datetime) -> dict[str, Any]:
    """Next week's menu of the children, campus by campus; and this week's, if it is not out."""
    on = timezone.localdate(now)
    monday = on - on.weekday() * DAY
    campuses = list(
        Campus.objects.filter(is_active=True).visible_to(request.user, WRITE)[:MOST_CAMPUSES]
    )
    menus = Menu.objects.filter(
        campus__in=campuses, week_on__in=(monday, monday + 7 * DAY), audience="children", special=""
    )
    known = {(menu.campus_id, menu.week_on): menu for menu in menus}
    weeks: list[dict[str, Any]] = [
        {"campus": campus, "week_on": week, "menu": known.get((campus.pk, week)),
         "is_next": week > monday}
        for campus in campuses
        for week in (monday, monday + 7 * DAY)
    ]  # fmt: skip
    return {
        "weeks": [each for each in weeks if each["is_next"] or not is_out(each["menu"])],
        "several": len(campuses) > 1,
    }


def is_out(menu: Menu | None) -> bool:
    return menu is not None and menu.published_at is not None


def cook_card(request: Request, now: datetime) -> dict[str, Any]:
    """Today's dishes meal by meal, of the campuses one cooks for."""
    on = timezone.localdate(now)
    campuses = Campus.objects.filter(is_active=True).visible_to(request.user, VIEW)
    kitchens = []
    for campus in campuses[:MOST_CAMPUSES]:
        rows = served(on, campus)
        meals: dict[str, list[Any]] = {}
        for row in rows:
            meals.setdefault(str(Meal(row.meal).label), []).append(row)
        kitchens.append({"campus": campus, "meals": list(meals.items()),
                         "menu": rows[0].menu if rows else None})  # fmt: skip
    return {"kitchens": kitchens, "on": on, "several": len(kitchens) > 1}


HOME = [
    HomeCard(frozenset({Role.DOCTOR, Role.DIRECTOR}), "canteen/_menus_home.html", doctor_card, 22),
    HomeCard(frozenset({Role.COOK, Role.FOOD_SAFETY_OFFICER}), "canteen/_cook_home.html", cook_card, 20),
]  # fmt: skip
