"""Who handles food at a kitchen, and how it stands with their health certificates."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from health import interface as health
from logistics.access import Role
from logistics.school.models import Campus, Person

HANDLERS = (Role.COOK, Role.FOOD_SAFETY_OFFICER)
STANDINGS = {
    "valid": pgettext_lazy("health certificate", "valid"),
    "expiring": pgettext_lazy("health certificate", "to be renewed"),
    "lapsed": pgettext_lazy("health certificate", "lapsed"),
    "unfit": pgettext_lazy("health certificate", "unfit"),
    "missing": pgettext_lazy("health certificate", "missing"),
}


def on_the_roster(at: Campus, on: date) -> list[Any]:
    """Everybody who handles food there that day, in the order of their names."""
    now = Q(posts__starts_on__lte=on) & (Q(posts__ends_on=None) | Q(posts__ends_on__gte=on))
    here = Q(posts__campus=at) | Q(posts__campus=None)
    rows = Person.objects.filter(now & here & Q(posts__role__in=HANDLERS)).employed(on)
    return list(rows.defer("identity_number").distinct().order_by("pinyin", "pk"))


def certificates(people: list[Any], on: date) -> dict[int, health.StaffHealth]:
    return health.staff_health([person.pk for person in people], on)


def said_of(held: health.StaffHealth) -> str:
    """How it stands, and until when it is valid."""
    words = str(STANDINGS.get(held.standing, held.standing))
    return f"{words} {held.valid_to:%Y-%m-%d}" if held.valid_to else words
