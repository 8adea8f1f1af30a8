"""Assets in rooms, and a round in which they are looked for."""

from decimal import Decimal
from itertools import count

from assets.models import Asset, AssetClass, Round
from assets.stocktakes import closing, opening, scanning
from tests.factories import LONG_AGO

numbers = count(1)


def make_asset(campus, **given):
    number = next(numbers)
    asset_class, _made = AssetClass.objects.get_or_create(
        code="A0209", defaults={"name": "Office machines"}
    )
    usual = {
        "number": f"ZC{number:04d}",
        "name": f"Printer {number}",
        "asset_class": asset_class,
        "value": Decimal(1200),
        "acquired_on": LONG_AGO,
    }
    asset = Asset(campus=campus, **usual | given)
    asset.spell()
    asset.save()
    return asset


def begin(campus, leader, *, by, now, **given):
    usual = {"occasion": "term_start"}
    return opening.begin(campus, led_by=leader, by=by, now=now, **usual | given)


def scan(round_, code, *, place, by, now, quantity=None):
    """As the page does it: the line by its label, else what is no part of the round."""
    rounds = Round.objects.filter(pk=round_.pk)
    line = scanning.line_of(rounds, scanning.code_in(code), place.pk if place else None)
    if line is None:
        return scanning.scan_other(round_, code, place=place, by=by, now=now)
    where = place.pk if place and line.is_here else None
    return scanning.scan(line, place=where, by=by, now=now, quantity=quantity)


def explain(round_):
    for row in closing.lists_of(round_).unexplained:
        closing.explain(row, reason="Lost, cause unknown", handling="Looked for")
