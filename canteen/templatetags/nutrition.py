"""How figures of nutrition are shown: as many places as are usual for each."""

from decimal import Decimal

from django import template

from canteen.nutrition.judging import Judged
from canteen.nutrition.showing import figure

register = template.Library()


@register.filter
def amount(row: Judged) -> str:
    return figure(row.value, row.code)


@register.filter
def amount_of(value: Decimal | None, code: str) -> str:
    return figure(value, code)
