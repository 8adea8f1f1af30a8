"""The four lists of a posted stocktake, for the page of the record."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from assets.models.stocktakes import AssetSheet, Result
from assets.stocktakes.paper import AssetStocktakeRegister, RoomStocktakeRegister
from logistics.records.models import Entry

register = template.Library()

MOST_SHOWN = 200
ORDER = (Result.MISSING, Result.MOVED, Result.UNKNOWN, Result.FOUND)


@register.simple_tag
def sheet_lists(sheet: AssetSheet) -> list[dict[str, Any]]:
    """The worst first, each with the first of its lines."""
    lines = sheet.lines.select_related("asset", "place", "found_place", "custodian")  # type: ignore[attr-defined]
    return [
        {
            "code": str(result),
            "title": result.label,
            "count": getattr(sheet, result.value),
            "lines": lines.filter(result=result)[:MOST_SHOWN],
            "is_open": result != Result.FOUND,
            "damage_url": address("assets:damage_new"),
            "disposal_url": address("assets:disposal_new"),
        }
        for result in ORDER
    ]


def address(name: str) -> str:
    """Of a page, where the school has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def register_of(entry: Entry) -> str:
    of = {kind.kind: kind.code for kind in (AssetStocktakeRegister, RoomStocktakeRegister)}
    return of[entry.kind]
