"""What the registers of the class's day share: whose they are, and the columns they begin with."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from health.day.rolls import VIEW
from health.symptoms import in_words
from logistics.records.naming import NamesChildren
from logistics.records.registers import EntryRegister
from logistics.registers import Column

CLASS = Column("school_class", _("Class"), "entry.school_class", width=12, content=False)
DAY = Column("on", _("Date"), width=11)
NAME = Column("child", pgettext_lazy("of a person", "Name"), "child", width=10)


def coded(choices: Any, codes: str) -> str:
    known = dict(choices.choices)
    return pgettext("between the parts of a list", ", ").join(
        str(known.get(code, code)) for code in codes.split()
    )


def symptoms(record: Any) -> str:
    return in_words(record.symptoms.split())


def disease(record: Any) -> str:
    return record.get_disease_display()


class DayRegister(EntryRegister):
    """A register of the class's day: the doctor reads it, page by page."""

    trade = "health"
    permission = VIEW
    filters = ("period", "campus", "school_class", "person", "state", "reason", "q", "order")


class DayChildRegister(NamesChildren, DayRegister):
    """A register of the class's day that names a child in each row."""

    related: ClassVar[Sequence[str]] = ("child",)
    unread: ClassVar[Sequence[str]] = ("child__identity_number", "child__note")
