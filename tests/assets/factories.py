"""Cards and classes, made with as little as a story needs."""

from datetime import date
from decimal import Decimal
from itertools import count

from assets.cards import booking
from assets.models import Asset, AssetClass
from logistics.school.calendar import at

numbers = count(1)
TODAY = date(2026, 11, 20)
NOW = at(TODAY, "10:00")


def make_class(**given):
    usual = {"code": "A02061804", "name": "空调机", "finance": "通用设备", "years": 5}
    usual |= given
    return AssetClass.objects.update_or_create(code=usual.pop("code"), defaults=usual)[0]


def new_card(**given):
    """A card that is not booked yet."""
    given["asset_class"] = given.get("asset_class") or make_class()
    usual = {
        "name": f"Thing {next(numbers)}",
        "value": Decimal("6000.00"),
        "acquired_on": date(2026, 9, 10),
    }
    return Asset(**usual | given)


def make_asset(*, campus, by, **given):
    """A card booked on its own, today if nothing else is said."""
    now = given.pop("now", NOW)
    card = new_card(**given)
    booking.book(
        [card],
        source=given.get("source", Asset.Source.PURCHASE),
        by=by,
        now=now,
        happened_at=now,
        campus=campus,
    )
    return card
