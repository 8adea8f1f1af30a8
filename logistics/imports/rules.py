"""The rules of a table, asked for many rows at once: what holds a sentence for one form holds here.

Django asks the database for every row and every rule. The simple rules are worked out here
instead; only what cannot be is asked.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Model, Q, UniqueConstraint

Holds = bool | None  # as in the database: None where something compared is empty


class Unforeseen(Exception):
    """A condition that only the database can work out."""


COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda value, other: value == other,
    "gt": lambda value, other: value > other,
    "gte": lambda value, other: value >= other,
    "lt": lambda value, other: value < other,
    "lte": lambda value, other: value <= other,
    "in": lambda value, other: value in other,
}


def broken_checks(thing: Model) -> Iterator[str]:
    """The sentences of the check constraints this row would break."""
    for constraint in thing._meta.constraints:
        if isinstance(constraint, CheckConstraint) and not keeps(constraint, thing):
            yield str(constraint.get_violation_error_message())


def keeps(constraint: CheckConstraint, thing: Model) -> bool:
    try:
        return holds(constraint.condition, thing) is not False
    except Unforeseen:
        pass
    try:
        constraint.validate(type(thing), thing)
    except ValidationError:
        return False
    return True


def holds(condition: Any, thing: Model) -> Holds:
    if not isinstance(condition, Q):
        raise Unforeseen
    said = [
        compared(part[0], part[1], thing) if isinstance(part, tuple) else holds(part, thing)
        for part in condition.children
    ]
    if condition.connector not in (Q.AND, Q.OR):
        raise Unforeseen
    together = all_hold(said) if condition.connector == Q.AND else any_holds(said)
    return (together if together is None else not together) if condition.negated else together


def all_hold(said: Sequence[Holds]) -> Holds:
    return False if False in said else None if None in said else True


def any_holds(said: Sequence[Holds]) -> Holds:
    return True if True in said else None if None in said else False


def compared(path: str, other: Any, thing: Model) -> Holds:
    name, _, lookup = path.partition("__")
    value = value_of(thing, name)
    if isinstance(other, F):
        other = value_of(thing, str(other.name))  # type: ignore[attr-defined]  # it has one
        if other is None:
            return None
    if lookup == "isnull":
        return (value is None) is other
    if other is None and lookup in ("", "exact"):
        return value is None
    if (lookup or "exact") not in COMPARED:
        raise Unforeseen
    return None if value is None else COMPARED[lookup or "exact"](value, other)


def value_of(thing: Model, name: str) -> Any:
    """A field's value; of something pointed at that is not saved yet, the thing itself."""
    field = next((f for f in thing._meta.concrete_fields if name in (f.name, f.attname)), None)
    if field is None:
        raise Unforeseen
    key = getattr(thing, field.attname)
    return key if key is not None or not field.is_relation else cached(thing, field.name)


def cached(thing: Model, name: str) -> Any:
    """What a thing points at, if that is at hand without asking the database."""
    return thing._state.fields_cache.get(name)


# What may stand there only once -------------------------------------------------------------------


def uniques(model: type[Model]) -> Iterator[tuple[tuple[str, ...], Q, str, str]]:
    """Fields that are unique together, when, under which name, and what is said of a second."""
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield (field.name,), Q(), "", ""
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            sentence = str(constraint.get_violation_error_message())
            yield tuple(constraint.fields), constraint.condition or Q(), constraint.name, sentence


def taken(
    things: Sequence[Any], fields: Sequence[str], condition: Q
) -> Iterator[tuple[int, int | None]]:
    """Which of the things would be a second one, by their place: to which other, if it is ours."""
    marks = [mark_of(thing, fields, condition) for thing in things]
    there = stored(things, marks, fields, condition)
    first: dict[tuple[Any, ...], int] = {}
    for place, (thing, mark) in enumerate(zip(things, marks, strict=True)):
        if mark is None:
            continue
        if first.setdefault(mark, place) != place:
            yield place, first[mark]
        elif there.get(mark, thing.pk) != thing.pk:
            yield place, None


def mark_of(thing: Any, fields: Sequence[str], condition: Q) -> tuple[Any, ...] | None:
    """What must not occur twice; nothing where an empty field or the condition frees the row."""
    values = tuple(value_of(thing, name) for name in fields)
    try:
        frees = condition and holds(condition, thing) is not True
    except Unforeseen:
        frees = True  # left to the database, which refuses the whole with its sentence
    return None if frees or any(value is None for value in values) else values


def stored(
    things: Sequence[Any],
    marks: Iterable[tuple[Any, ...] | None],
    fields: Sequence[str],
    condition: Q,
) -> dict[tuple[Any, ...], Any]:
    """The key of each row there is with one of these marks."""
    wanted = {mark[-1] for mark in marks if mark}
    if not wanted or any(isinstance(value, Model) for value in wanted):
        return {}
    attnames = [things[0]._meta.get_field(name).attname for name in fields]
    rows = type(things[0])._base_manager.filter(condition, **{f"{attnames[-1]}__in": wanted})
    return {tuple(values): key for key, *values in rows.values_list("pk", *attnames)}
