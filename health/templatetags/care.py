"""How special care is shown."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def named(words: dict[str, Any], code: str | None) -> Any:
    """The words of a code."""
    return words.get(code or "", "")
