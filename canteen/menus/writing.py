"""Writing a menu: begun, dishes put on it, moved and taken off, a week copied from another."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from canteen.models import Dish, Menu, MenuDish
from logistics.approvals import asking
from logistics.errors import Refused
from logistics.school.calendar import DAY

KIND = "menu"
State = Menu.State


@transaction.atomic
def begin(menu: Menu, *, by: Any, copied: Menu | None = None) -> Menu:
    """A new menu, empty or with what another week had. Refuses a second one for the same eaters."""
    menu.written_by = by
    menu.week_on -= timedelta(days=menu.week_on.weekday())
    try:
        with transaction.atomic():
            menu.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused(_("There is a menu for this week already.")) from twice
    if copied:
        copy(menu, copied)
    return menu


def waits(menu: Menu) -> bool:
    """Somebody looks at it now: until then it stays as it is."""
    approval = asking.latest(KIND, menu) if menu.state == State.ASKED else None
    return approval is not None and approval.is_pending


def open_up(menu: Menu) -> Menu:
    """Hold a menu that is to be written on. What was reviewed is a draft again.

    Refuses what is published, and what waits for its review.
    """
    menu = Menu.objects.select_for_update().get(pk=menu.pk)
    if menu.state == State.PUBLISHED:
        raise Refused(_("This menu is published. Change the dish of the day, with its reason."))
    if waits(menu):
        raise Refused(_("This menu is under review. Take it back before you change it."))
    if menu.state != State.DRAFT:
        menu.state = State.DRAFT
        menu.save(update_fields=["state"])
    return menu


@transaction.atomic
def add(menu: Menu, dish: Dish, *, on: date, meal: str, note: str = "") -> MenuDish:
    """Put a dish at the end of a meal. Refuses a day outside the week of the menu."""
    menu = open_up(menu)
    must_be_of_the_week(menu, on)
    last = menu.dishes.filter(on=on, meal=meal).aggregate(last=Max("position"))["last"]
    place = 0 if last is None else last + 1
    return MenuDish.objects.create(
        menu=menu, on=on, meal=meal, dish=dish, position=place, note=note
    )


def must_be_of_the_week(menu: Menu, on: date) -> None:
    if not menu.week_on <= on <= menu.sunday:
        raise Refused(_("This day is not in the week of the menu."))


@transaction.atomic
def move(row: MenuDish, *, on: date, meal: str, place: int | None = None) -> MenuDish:
    """Put a dish elsewhere on its menu; `place` counts from 0, none is the end."""
    menu = open_up(row.menu)
    must_be_of_the_week(menu, on)
    there = [each for each in menu.dishes.filter(on=on, meal=meal) if each.pk != row.pk]
    there.sort(key=lambda each: (each.position, each.pk))
    at = len(there) if place is None else max(0, min(place, len(there)))
    row.on, row.meal = on, meal
    there.insert(at, row)
    for position, each in enumerate(there):
        if each.position != position or each.pk == row.pk:
            each.position = position
            each.save()
    return row


@transaction.atomic
def swap(row: MenuDish, dish: Dish) -> MenuDish:
    """Another dish in the place of one, while the menu is written."""
    open_up(row.menu)
    row.dish = dish
    row.save()
    return row


@transaction.atomic
def remove(row: MenuDish) -> None:
    open_up(row.menu)
    row.delete()


@transaction.atomic
def copy(menu: Menu, other: Menu) -> int:
    """Fill the meals that are still empty with those of another week; how many dishes that were.

    What came to the table there is copied, day by day; nothing that is written is lost.
    """
    menu = open_up(menu)
    shift = menu.week_on - other.week_on
    filled = set(menu.dishes.values_list("on", "meal"))
    rows = other.dishes.filter(is_dropped=False, replaced_by=None)
    made = [
        MenuDish(
            menu=menu, on=row.on + shift, meal=row.meal, dish_id=row.dish_id,
            position=row.position, note=row.note,
        )
        for row in rows.order_by("on", "meal", "position", "pk")
        if (row.on + shift, row.meal) not in filled
    ]  # fmt: skip
    for row in made:
        row.save()
    return len(made)


def to_copy(menu: Menu) -> Any:
    """Weeks this one can be copied from, the newest first; two weeks ago is the same of the cycle."""
    rows = Menu.objects.filter(campus=menu.campus_id, audience=menu.audience)
    return rows.exclude(pk=menu.pk).exclude(dishes=None).order_by("-week_on", "special")[:12]


def same_of_the_cycle(menu: Menu) -> Menu | None:
    """The week before last, if there is one: odd and even weeks take turns."""
    rows = Menu.objects.filter(
        campus=menu.campus_id, audience=menu.audience, special=menu.special,
        week_on=menu.week_on - 14 * DAY,
    )  # fmt: skip
    return rows.first()
