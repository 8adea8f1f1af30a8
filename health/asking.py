"""Questions about one child, put to the database as one and worded once: wording costs more than asking."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.db.models import DecimalField, Field, QuerySet, Value
from django.db.models.functions import JSONArray
from django.utils import timezone

from logistics.school.calendar import end_of
from logistics.wording import FIRST, Worded


@dataclass(frozen=True)
class Question:
    """Rows about a child up to a day, and what is told of each: columns, ways to one, annotations.

    `rows` is called with the key of the child, the day and the end of the day.
    """

    rows: Callable[[int, date, datetime], QuerySet[Any]]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Questions:
    """Several questions put as one."""

    asked: Sequence[Question]

    def answers(self, child: int, on: date) -> list[list[Any]]:
        """To each question its rows, in no order, with the columns by their names."""
        found: list[list[Any]] = [[] for _question in self.asked]
        for place, said in self.put(child, on, end_of(on)):
            found[place].append(self.answer(place, said))
        return found

    @cached_property
    def put(self) -> Worded:
        return Worded(self.word)

    def word(self, *about: Any) -> QuerySet[Any, Any]:
        first, *others = (
            question.rows(*about).order_by().values_list(Value(place), JSONArray(*question.columns))
            for place, question in enumerate(self.asked)
        )
        return first.union(*others, all=True)

    def answer(self, place: int, said: Sequence[Any]) -> SimpleNamespace:
        columns = zip(self.asked[place].columns, self.fields[place], said, strict=True)
        return SimpleNamespace(**{name: read(field, value) for name, field, value in columns})

    @cached_property
    def fields(self) -> list[list[Field]]:
        """By which field each column is read."""
        anybody = (FIRST[int], FIRST[date], FIRST[datetime])
        rows = [(question, question.rows(*anybody)) for question in self.asked]
        return [[field_of(asked, name) for name in one.columns] for one, asked in rows]


def field_of(rows: QuerySet[Any], name: str) -> Field:
    """The field of an annotation, or of the column a name leads to."""
    if name in rows.query.annotations:
        return rows.query.annotations[name].output_field
    model: Any = rows.model
    *way, last = name.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


def read(field: Any, value: Any) -> Any:
    """A value of JSON as the column would have given it."""
    if value is None:
        return None
    if hasattr(field, "from_db_value"):
        return field.from_db_value(value)
    value = field.to_python(value)
    if isinstance(field, DecimalField):
        return value.quantize(Decimal(1).scaleb(-field.decimal_places))
    if isinstance(value, datetime) and timezone.is_naive(value):
        return value.replace(tzinfo=UTC)  # as SQLite keeps it
    return value


def newest_first(rows: Iterable[Any], *names: str) -> list[Any]:
    """By these columns; what has no day comes last."""
    return sorted(rows, key=lambda row: sort_key(row, names), reverse=True)


def sort_key(row: Any, names: Sequence[str]) -> list[tuple[bool, Any]]:
    return [(getattr(row, name) is not None, getattr(row, name)) for name in names]


def word_of(model: Any, column: str, code: str) -> Any:
    """What a choice is called."""
    return dict(model._meta.get_field(column).flatchoices).get(code, code)
