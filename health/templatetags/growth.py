"""How measurements show themselves inside the pages of records."""

from typing import Any

from django import template

from health.growth import sheets

register = template.Library()

register.filter("measured_table", sheets.table_of)
register.filter("doubt_words", sheets.doubt_words)
register.filter("finding_words", sheets.finding_words)


@register.filter
def of(codes: dict[str, Any], code: str) -> Any:
    """The words of a code."""
    return codes.get(code, code)


@register.filter
def of_place(headings: list[tuple[str, Any]], place: int) -> Any:
    """The title of a column."""
    return headings[place][1]
