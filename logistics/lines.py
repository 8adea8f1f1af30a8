"""The lines of a form as a page shows them: one below the other, each a card on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# The name of the button that asks for more empty lines, and how many it brings without a script.
MORE_LINES = "more_lines"
MORE = 5


@dataclass(frozen=True)
class Line:
    """One line: what is known of it, the fields it asks, and beside them those that few need."""

    number: int
    fields: Sequence[Any]
    aside: Sequence[Any] = ()
    hidden: Sequence[Any] = ()
    title: str = ""
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)
    usual: Sequence[Any] = ()  # those beside that always say something: they open nothing

    @property
    def is_aside_open(self) -> bool:
        said = [each for each in self.aside if each not in self.usual]
        return any(each.errors for each in self.aside) or any(each.value() for each in said)

    @property
    def is_empty(self) -> bool:
        return not self.title and not any(each.value() for each in self.fields)


def table(
    lines: Sequence[Line], *, grows: bool, fewest: int = 1, is_typed: bool = False
) -> SafeString:
    """All lines below the other fields. Where they grow, `fewest` empty ones stay in sight.

    `is_typed`: the first field is one of the goods, found by its initials.
    """
    context = {"lines": lines, "grows": grows, "fewest": fewest, "is_typed": is_typed}
    return render_to_string("components/lines.html", context | {"more_lines": MORE_LINES})
