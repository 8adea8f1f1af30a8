"""A child's health file: one page that gathers what every part knows of the child.

A part adds to `PARTS` the name of a `Part`: what it asks of the database, and the section it makes
of the answers. All questions of all parts are put as one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.utils.module_loading import import_string

from health.asking import Question, Questions
from logistics.contributions import Words

PARTS: list[str] = [
    "health.care.sections.allergies",
    "health.growth.sections.growth",
    "health.care.sections.entry_exam",
    "health.care.sections.examinations",
    "health.care.sections.vaccination",
    "health.care.sections.special_care",
    "health.care.sections.diseases",
    "health.illness.sections.cases",
    "health.day.sections.attendance",
    "health.day.sections.medicine",
    "health.care.sections.transfers",
]


@dataclass(frozen=True)
class Row:
    """A line of a section; `url` is the page of the record behind it."""

    cells: Sequence[Any]
    url: str = ""


@dataclass(frozen=True)
class Section:
    """What one part knows: facts by name, and rows under headings, the newest first.

    `url` is a page that tells more, `link` what its link says.
    """

    code: str
    title: Words
    facts: Sequence[tuple[Words, Any]] = ()
    headings: Sequence[Words] = ()
    rows: Sequence[Row] = field(default_factory=tuple)
    url: str = ""
    link: Words = ""

    @property
    def is_empty(self) -> bool:
        return not self.facts and not self.rows


@dataclass(frozen=True)
class Part:
    """The questions of a part; `tells` is called with the child and the answers to each."""

    questions: Sequence[Question]
    tells: Callable[..., Section]


@cache
def parts() -> list[Part]:
    return [import_string(name) for name in PARTS]


@cache
def questions() -> Questions:
    return Questions([question for part in parts() for question in part.questions])


def sections(child: Any, on: date) -> list[Section]:
    """Every part in its order, those with nothing to say as well: nothing is silently left out."""
    told = iter(questions().answers(child.pk, on))
    return [part.tells(child, *(next(told) for _question in part.questions)) for part in parts()]
