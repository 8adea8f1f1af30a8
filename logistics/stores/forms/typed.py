"""Things and people typed as they are called: by number, name, pinyin or initials.

The page offers what fits while one types. Without a script the words themselves are understood.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from logistics.fields import half_width
from logistics.school.names import NamedQuerySet

MOST_NAMED = 5


class TypedInput(forms.TextInput):
    """A box that offers what fits; what is chosen stands in it as words."""

    template_name = "widgets/typed.html"

    def __init__(self, options_url: str | Promise, **given: Any) -> None:
        super().__init__(**given)
        self.options_url = options_url

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["options_url"] = self.options_url
        return context


def words_for(thing: Any) -> str:
    """What stands in the box: the number tells apart what is called alike."""
    return " ".join(part for part in (thing.number, str(thing)) if part)


class TypedField(forms.CharField):
    """One of `rows`, as people call it."""

    rows: NamedQuerySet

    def __init__(self, *, options_url: str | Promise, **given: Any) -> None:
        super().__init__(max_length=100, widget=TypedInput(options_url), **given)

    def prepare_value(self, value: Any) -> Any:
        return words_for(value) if isinstance(value, Model) else value

    def clean(self, value: Any) -> Any:
        if not (said := super().clean(value)):
            return None
        found = Called(self.rows, [said])
        return found.one(said)


class Called:
    """What several boxes of one form call by number, looked up at once; the rest one by one."""

    def __init__(self, rows: NamedQuerySet, said: Iterable[str]) -> None:
        self.rows = rows
        numbers = {token for words in said for token in tokens(words)}
        self.numbered = {thing.number: thing for thing in rows.filter(number__in=numbers)}

    def one(self, said: str) -> Any:
        for token in tokens(said):
            if token in self.numbered:
                return self.numbered[token]
        plain = half_width(said)
        found = list(self.rows.filter(Q(name=plain))[: MOST_NAMED + 1])
        if len(found) != 1:
            found = list(self.rows.matching(plain)[: MOST_NAMED + 1]) or found
        if not found:
            raise ValidationError(_("“%(said)s” was not found.") % {"said": said})
        if len(found) > 1:
            named = _(", ").join(words_for(thing) for thing in found[:MOST_NAMED])
            raise ValidationError(
                _("Several fit “%(said)s”: %(named)s. Type more of it.")
                % {"said": said, "named": named}
            )
        return found[0]


def tokens(said: str) -> Iterator[str]:
    yield from half_width(said).split()
