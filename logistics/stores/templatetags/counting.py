"""The lines of a stocktake with what they name, for the page of the record."""

from typing import Any

from django import template
from django.db.models import F, QuerySet

from logistics.stores.models import Stocktake, StocktakeLine

register = template.Library()

MOST_SHOWN = 200


@register.simple_tag
def lines_that_differ(sheet: Stocktake) -> QuerySet[StocktakeLine]:
    rows = StocktakeLine.objects.filter(sheet=sheet).exclude(counted=F("expected"))
    return rows.select_related("item", "lot")


@register.simple_tag
def lines_that_agree(sheet: Stocktake) -> QuerySet[StocktakeLine]:
    rows = StocktakeLine.objects.filter(sheet=sheet, counted=F("expected"))
    return rows.select_related("item", "lot")[:MOST_SHOWN]


@register.filter
def difference(line: Any) -> Any:
    return line.counted - line.expected
