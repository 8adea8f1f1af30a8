"""Finding cards by words. Many cards have few names: the names are looked through, not the cards."""

from functools import lru_cache
from typing import Any

from django.db.models import Q

from assets.cards.keeping import kept
from logistics.school.names import NamedQuerySet, initials, sound

MOST_NAMES = 3_000  # beyond, the database looks through all cards


@lru_cache(maxsize=MOST_NAMES)
def spelled(name: str) -> tuple[str, str, str]:
    """A name as it is written, as it sounds, and by its initials."""
    return name.casefold(), sound(name).replace(" ", ""), initials(name)


def texts(model: Any, column: str) -> tuple[str, ...]:
    """All that stands in a column, each once; no more than can be looked through."""

    def ask() -> tuple[str, ...]:
        rows = model._default_manager.order_by().exclude(**{column: ""})
        return tuple(rows.values_list(column, flat=True).distinct()[: MOST_NAMES + 1])

    return kept(("texts", column), ask)


def about(model: Any, words: str) -> Q:
    """The condition of the cards that these words mean."""
    number = Q(number=words) | Q(number=words.upper()) | Q(code=words.upper())
    serial = Q(serial_number__in={words, words.upper(), words.lower()})
    return named(model, words) | of_model(model, words) | number | serial


def named(model: Any, words: str) -> Q:
    names = texts(model, "name")
    if len(names) > MOST_NAMES:
        rows: Any = NamedQuerySet(model).matching(words).order_by()
        return Q(pk__in=rows.values("pk"))
    return Q(name__in=names_like(names, words))


def names_like(names: tuple[str, ...], words: str) -> list[str]:
    written, letters = words.casefold(), words.replace(" ", "").lower()
    return [
        name
        for name in names
        for plain, sounded, short in [spelled(name)]
        if written in plain or (letters.isascii() and (letters in sounded or letters in short))
    ]


def of_model(model: Any, words: str) -> Q:
    models = texts(model, "model")
    if len(models) > MOST_NAMES:
        return Q(model__icontains=words)
    written = words.casefold()
    return Q(model__in=[text for text in models if written in text.casefold()])
