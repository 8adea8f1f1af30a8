"""Kinds of record, and what is asked of records: rules, seals, checks, comparisons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

Words = str | Promise


TAKE_BACK = pgettext_lazy("a posted document", "Take back")


def nothing(*_args: Any, **_given: Any) -> None:
    """What is done where a kind declares nothing."""


@dataclass(frozen=True)
class Kind:
    """A kind of record that can prove a duty.

    `form` is the name of the page on which it is written; the task goes with it as `?task=`.
    `prefix` begins its numbers (LY-2026-000123). `review` asks for a second person.
    A record written within `late_hours` of what it tells is in time; None: by the end of that day.
    `shown` is the template of what it says, inside the page of the record (`content`, `entry`).
    `correct` names the page on which it is corrected; empty: by voiding it and writing another.
    `is_posted`: it moved goods or money, so only a counter-document takes it back; `counter` names
    the page on which that is written, `counter_words` what its button says. `signed` is called with the entry, `by=` and `now=` in the
    transaction of the last signature it asks for; a refusal there takes the signature back.
    `voided` likewise, in the transaction that voids it: what was read off it is read anew.
    `for_lines`: what a plan says will be done may be proved by it, instead of by a note.
    `reading`: the permission that opens these records, for what tells of a child's health; empty:
    whoever may read records. `subjects` are what a record of the kind may be about, by code, where
    a duty may ask for one of them alone: the weekly toys are not proved by the daily cups.
    `of_places`: it tells of the house and of nobody in it, so that everybody at the campus may open
    it, a class teacher also what belongs to no class.
    """

    code: str
    title: Words
    model: type[Model] | str
    form: str
    prefix: str
    trade: str
    late_hours: int | None = None
    review: bool = False
    keep_years: int = 3
    shown: str = "records/_fields.html"
    correct: str = ""
    is_posted: bool = False
    counter: str = ""
    counter_words: Words = TAKE_BACK
    signed: Callable[..., None] = nothing
    voided: Callable[..., None] = nothing
    for_lines: bool = False
    reading: str = ""
    of_places: bool = False
    subjects: tuple[tuple[str, Words], ...] = ()

    @property
    def record_model(self) -> type[Any]:
        """Where the trade keeps what these records say: a subclass of `Record`."""
        return apps.get_model(self.model) if isinstance(self.model, str) else self.model


@dataclass(frozen=True)
class RuleDefault:
    """A threshold with its source, in force until the school writes its own."""

    code: str
    title: Words
    value: str
    unit: Words
    source: Words


@dataclass(frozen=True)
class Sealed:
    """A table that only grows, sealed day by day.

    `columns` are what a row says, `at` among them is the server's clock when it was entered.
    `hashed` are those that the law may have emptied: only their hash is vouched for. `stamp` is
    the column of the row's own mark (`records.stamping.stamped`), if the table has one. `apart`
    finds, among rows, the keys of those whose other columns contradict what is vouched for.
    """

    model: str
    columns: tuple[str, ...]
    at: str = "at"
    hashed: frozenset[str] = frozenset()
    stamp: str = ""
    apart: Callable[[QuerySet[Any]], Iterable[int]] | None = None

    @property
    def label(self) -> str:
        return self.model.lower()

    @property
    def rows(self) -> Any:
        return apps.get_model(self.model)._base_manager


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be, and what helps."""

    sentence: Words
    cure: Words


@dataclass(frozen=True)
class Check:
    """What must hold of an app's data: `find(now)` names whatever does not."""

    code: str
    title: Words
    find: Callable[[datetime], Iterable[Finding]]


@dataclass(frozen=True)
class Clash:
    """Records that cannot all be true. `key` names the case, so that it is found once.

    `on` is its day; `said` fills the places of the comparison's sentence; `entries` are the keys
    of the records, `task` that of the task they are about.
    """

    key: str
    on: date
    campus: int | None
    entries: tuple[int, ...] = ()
    task: int | None = None
    said: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """What an app compares between its records: `clashes(first, last)` over the days of a span.

    `remedy` is the lawful way to put it right. Nothing here ever changes a record.
    """

    code: str
    title: Words
    sentence: Words
    remedy: Words
    clashes: Callable[[date, date], Iterable[Clash]]
