"""What was read out of a plan: month sections, lists nobody could place, proposed duties."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Item:
    """One thing to do, to the letter, and the line it stands on (counted from 1)."""

    text: str
    line: int

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "line": self.line}


@dataclass(frozen=True)
class Section:
    """A month or a quarter of a plan. `month` is None when the plan masks it (x月份)."""

    document: str
    heading: str
    line: int
    month: int | None
    quarter: int | None
    items: tuple[Item, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "document": self.document,
            "heading": self.heading,
            "line": self.line,
            "month": self.month,
            "quarter": self.quarter,
            "items": [item.as_json() for item in self.items],
        }


@dataclass(frozen=True)
class Proposal:
    """A duty that keeps coming back, and the sentence that says so.

    What the sentence adds to the rhythm is kept beside it: `weekdays` "1;4", `times` "07:30",
    `months` "3;9", `interval` and `days` as numbers, `anchor` a holiday's code, `count` how
    often within the rhythm.
    """

    text: str
    line: int
    rhythm: str
    role: str | None
    trade: str | None = None
    proof: str | None = None
    weekdays: str = ""
    times: str = ""
    months: str = ""
    interval: int | None = None
    anchor: str = ""
    days: int | None = None
    count: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "line": self.line, "rhythm": self.rhythm, "role": self.role}


@dataclass(frozen=True)
class Reading:
    """The whole answer. `kinds` says of every line that is not empty what it was taken for."""

    sections: tuple[Section, ...]
    unplaced: tuple[Item, ...]
    duties: tuple[Proposal, ...]
    kinds: dict[int, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "sections": [section.as_json() for section in self.sections],
            "unplaced": [item.as_json() for item in self.unplaced],
            "duties": [duty.as_json() for duty in self.duties],
        }
