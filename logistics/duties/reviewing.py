"""The review of a plan that was read: a form with a row for each item, before anything is saved."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.contributions import trades
from logistics.duties import planning
from logistics.duties.models import Plan, Rhythm, Scope
from logistics.duties.planning import Placed, Recurring
from logistics.duties.reader import Proposal, Reading, read
from logistics.errors import Refused
from logistics.forms import Form, QuickSelect
from logistics.school.models import Term

MOST_LINES = 2_000
ASK = ""
WHEN = [
    (ASK, _("not yet known")),
    *((f"m{month}", name) for month, name in MONTHS.items()),
    *((f"q{n}", format_lazy(_("quarter {quarter}"), quarter=n)) for n in range(1, 5)),
]


@dataclass(frozen=True)
class Row:
    """One item as read, where it stands in the text, and when it seems to be meant."""

    key: str
    text: str
    line: int
    when: str
    form: "ReviewForm"
    heading: str | None = None

    @property
    def is_placed(self) -> bool:
        return self.heading is not None

    @property
    def source(self) -> str:
        return self.form.source_line(self.line)

    @property
    def fields(self) -> dict[str, Any]:
        return {name: self.form[f"{name}-{self.key}"] for name in ("keep", "when", "role")}


@dataclass(frozen=True)
class DutyRow:
    """One recurring duty as proposed."""

    key: str
    text: str
    line: int
    form: "ReviewForm"

    @property
    def source(self) -> str:
        return self.form.source_line(self.line)

    @property
    def fields(self) -> dict[str, Any]:
        names = ("keep", "rhythm", "role", "scope", "trade")
        return {name: self.form[f"{name}-{self.key}"] for name in names}


class ReviewForm(Form):
    """What was read, to be put right: which items stay, when each is meant, who does it."""

    title = forms.CharField(
        label=_("title"), max_length=120, widget=forms.TextInput({"class": "form-control"})
    )

    def __init__(self, *args: Any, given: QueryDict, by: Any, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.given, self.by, self.now = given, by, now
        text = given.get("text", "")
        self.reading: Reading = read(text)
        self.source_lines = re.split(r"\r\n|\n|\r", text)
        self.rows = list(self.item_rows())[:MOST_LINES]
        self.duty_rows = [
            DutyRow(f"d{number}", proposal.text, proposal.line, self)
            for number, proposal in enumerate(self.reading.duties)
        ]
        self.initial["title"] = given.get("name") or self.first_title()
        self.add_fields()

    def source_line(self, number: int) -> str:
        """The line as it stands in the text, however long the page must be for it."""
        return self.source_lines[number - 1].strip() if number <= len(self.source_lines) else ""

    def first_title(self) -> str:
        titles = [section.document for section in self.reading.sections if section.document]
        kind = Plan.Kind(self.given.get("kind", Plan.Kind.DEPARTMENT))
        return titles[0] if titles else str(kind.label)

    def item_rows(self) -> Any:
        number = 0
        for section in self.reading.sections:
            when = f"m{section.month}" if section.month else ASK
            when = f"q{section.quarter}" if section.quarter else when
            for item in section.items:
                yield Row(f"i{number}", item.text, item.line, when, self, section.heading)
                number += 1
        for item in self.reading.unplaced:
            yield Row(f"i{number}", item.text, item.line, ASK, self)
            number += 1

    def add_fields(self) -> None:
        roles = words_of(Role.choices)
        when, rhythms, scopes = words_of(WHEN), words_of(Rhythm.choices), words_of(Scope.choices)
        for row in self.rows:
            self.add(f"keep-{row.key}", forms.BooleanField(required=False), row.is_placed)
            self.add(f"when-{row.key}", pick(when, required=False), row.when)
            self.add(f"role-{row.key}", pick(roles), Role.DIRECTOR)
        for row, proposal in zip(self.duty_rows, self.reading.duties, strict=True):
            known = proposal.rhythm != Rhythm.UNSET
            self.add(f"keep-{row.key}", forms.BooleanField(required=False), known)
            self.add(f"rhythm-{row.key}", pick(rhythms), proposal.rhythm)
            self.add(f"role-{row.key}", pick(roles), proposal.role or Role.DIRECTOR)
            self.add(f"scope-{row.key}", pick(scopes), Scope.CAMPUS)
            trade = proposal.trade or "logistics"
            self.add(f"trade-{row.key}", pick(words_of(trades().items())), trade)

    def add(self, name: str, field: forms.Field, initial: Any) -> None:
        field.label = labels[name.split("-")[0]]
        field.widget.attrs["aria-label"] = field.label
        is_box = isinstance(field, forms.BooleanField)
        field.widget.attrs["class"] = "choose" if is_box else "form-select"
        field.initial = initial
        self.fields[name] = field

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """The rows under their headings; what could not be placed stands last."""
        return [
            {"heading": heading, "is_placed": heading is not None, "rows": list(rows)}
            for heading, rows in groupby(self.rows, key=lambda row: row.heading)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for row in self.duty_rows:
            unset = data.get(f"rhythm-{row.key}") == Rhythm.UNSET
            if data.get(f"keep-{row.key}") and unset:
                self.add_error(f"rhythm-{row.key}", _("Choose how often it is owed."))
        if not self.errors and not self.placed() and not self.recurring():
            raise ValidationError(_("Nothing is chosen. Keep at least one line or one duty."))
        return data

    def placed(self) -> list[Placed]:
        data = self.cleaned_data
        return [
            Placed(
                text=row.text,
                line=row.line,
                heading=row.heading or "",
                month=number(data.get(f"when-{row.key}"), "m"),
                quarter=number(data.get(f"when-{row.key}"), "q"),
                role=data[f"role-{row.key}"],
            )
            for row in self.rows
            if data.get(f"keep-{row.key}")
        ]

    def recurring(self) -> list[Recurring]:
        data = self.cleaned_data
        return [
            Recurring(
                text=row.text,
                line=row.line,
                rhythm=data[f"rhythm-{row.key}"],
                role=data[f"role-{row.key}"],
                scope=data[f"scope-{row.key}"],
                trade=data[f"trade-{row.key}"],
                details=details(proposal),
            )
            for row, proposal in zip(self.duty_rows, self.reading.duties, strict=True)
            if data.get(f"keep-{row.key}")
        ]

    def save(self) -> Plan:
        term = Term.objects.filter(pk=self.given.get("term") or 0).first()
        year = self.given.get("year", "")
        if term is None and not year.isdecimal():
            raise Refused(gettext("Choose a term, or say which year the plan is for."))
        plan = Plan(
            title=self.cleaned_data["title"],
            kind=self.given.get("kind", Plan.Kind.DEPARTMENT),
            owner=self.by,
            term=term,
            year=None if term else int(year),
            source=self.given.get("text", ""),
        )
        return planning.adopt(plan, self.placed(), self.recurring(), now=self.now)


def words_of(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Choices translated once, not once in every row."""
    return [(str(code), str(words)) for code, words in choices]


def pick(choices: list[tuple[str, str]], *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, required=required, widget=QuickSelect)


def details(proposal: Proposal) -> dict[str, Any]:
    """What the sentence adds to its rhythm, as fields of a duty."""
    numbers = {
        name: [int(part) for part in getattr(proposal, name).split(";") if part]
        for name in ("weekdays", "months")
    }
    times = [part for part in proposal.times.split(";") if part]
    plain = {name: getattr(proposal, name) for name in ("interval", "days", "anchor")}
    return numbers | plain | {"times": times, "count": proposal.count or 1}


labels = {
    "keep": _("keep"),
    "when": _("when"),
    "role": _("owed by"),
    "rhythm": _("rhythm"),
    "scope": _("owed for"),
    "trade": _("trade"),
}


def number(code: str | None, letter: str) -> int | None:
    """m9 → 9 as a month, nothing as a quarter."""
    return int(code[1:]) if code and code[0] == letter else None
