"""How symptoms are shown."""

from collections.abc import Iterable

from django import template

from health.symptoms import in_words

register = template.Library()


@register.filter
def symptoms(codes: Iterable[str] | None) -> str:
    """fever; rash"""
    return in_words(codes or ())
