"""Questions asked all day long, worded once: to word one anew costs more than asking it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

MOST = 500  # wordings of one question
# What stands in a wording for the first value of a kind; no school writes them.
FIRST: dict[type, Any] = {
    datetime: datetime(2199, 12, 30, 12, 34, 56, 789012, tzinfo=UTC),
    date: date(2199, 12, 30),
    int: 9_007_199_254_740_881,
    str: "\N{ZERO WIDTH NON-JOINER}stand-in 0",
}
STEPS: dict[type, Any] = {datetime: timedelta(seconds=1), date: timedelta(days=-1), int: 1}


def stand_in(kind: type | None, place: int) -> Any:
    if kind is None:
        return None
    if kind is str:
        return FIRST[str].replace("0", str(place))
    return FIRST[kind] + place * STEPS[kind]


def kind_of(value: Any) -> type | None:
    """Of which kind a value is; nothing, where it is missing and the question reads otherwise."""
    return None if value is None else next(kind for kind in FIRST if isinstance(value, kind))


def adapted(value: Any) -> Any:
    """As the database is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


@dataclass(frozen=True)
class Wording:
    """A statement, and how what it answers is read. Empty: no row ever answers the question."""

    sql: str
    params: Sequence[Any]
    readers: dict[int, tuple[Sequence[Callable[..., Any]], Any]]

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> "Wording":
        compiler: Any = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return cls("", (), {})
        columns = [column for column, *_said in compiler.select[: compiler.col_count]]
        return cls(sql, params, compiler.get_converters(columns))

    def ask(self, here: dict[Any, Any]) -> list[tuple[Any, ...]]:
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [here.get(param, param) for param in self.params])
            rows = cursor.fetchall()
        return [self.read(row) for row in rows] if self.readers else rows

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, (readers, column) in self.readers.items():
            for reader in readers:
                values[place] = reader(values[place], column, connection)
        return tuple(values)


class Worded:
    """A query by `values_list` that is asked as a function.

    It is worded once for each number of values and each way in which some are missing: what it
    asks may hang on nothing else. Values are moments, days, whole numbers and texts.
    """

    def __init__(self, word: Callable[..., QuerySet[Any, Any]]) -> None:
        self.word = word
        self.__doc__ = word.__doc__
        self.wordings: dict[tuple[type | None, ...], Wording] = {}

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
        kinds = tuple(kind_of(value) for value in values)
        instead = [stand_in(kind, place) for place, kind in enumerate(kinds)]
        if kinds not in self.wordings:
            if len(self.wordings) >= MOST:
                self.wordings.clear()
            self.wordings[kinds] = Wording.of(self.word(*instead))
        pairs = zip(instead, values, strict=True)
        here = {adapted(one): adapted(value) for one, value in pairs if value is not None}
        return self.wordings[kinds].ask(here)
