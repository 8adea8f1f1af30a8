"""How the tables of the organisation of safety are shown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def named(words: Mapping[Any, Any], code: Any) -> Any:
    """The words of a code."""
    return words.get(code, "")


@register.filter
def beside(row: Any, topics: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Each topic with what the class has done about it."""
    return zip(topics, row.cells, strict=True)
