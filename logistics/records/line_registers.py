"""Registers whose rows are the lines of sheets: one row a child, a dish, a fridge."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from logistics.records.models import Entry
from logistics.records.registers import ENTRY, SECRET, EntryRegister, remarks_on, state_of
from logistics.registers import Column, Line, cell


def line_state(line: Any) -> str:
    return state_of(line.sheet)


def day_of(entry: Any) -> date:
    return timezone.localdate(entry.happened_at)


LINE_NUMBER = Column(
    "number", gettext_lazy("Number"), "sheet.entry.number", width=16, kept=True, content=False
)
LINE_STATE = Column("state", gettext_lazy("State"), line_state, width=16, kept=True, content=False)
LINE_CLASS = Column(
    "school_class", gettext_lazy("Class"), "sheet.entry.school_class", width=12, content=False
)
LINE_DAY = Column(
    "on", gettext_lazy("Date"), lambda row: day_of(row.sheet.entry), width=11, content=False
)
LINE_TIME = Column(
    "happened_at",
    gettext_lazy("Date and time"),
    "sheet.entry.happened_at",
    width=17,
    content=False,
)
LINE_BY = Column(
    "by", gettext_lazy("Recorded by"), "sheet.entry.entered_by", width=10, content=False
)
LINE_CAMPUS = Column(
    "campus", gettext_lazy("Campus"), "sheet.entry.campus", width=12, hidden=True, content=False
)


class LineRegister(EntryRegister):
    """One row a line of the sheets. A row opens its sheet; corrections of it are told as remarks.

    `line_model` is the model of the line, `named` what of it words are looked for in.
    """

    line_model: ClassVar[type[Any]]
    related: ClassVar[Sequence[str]] = ()
    named: ClassVar[Sequence[str]] = ()
    secret: ClassVar[Sequence[str]] = ()

    def rows(self, person: Any, search: Any) -> QuerySet:
        rows = self.line_model._default_manager.all()
        if not search.is_valid():
            return rows.none()
        seen = Entry.objects.visible_to(person, self.permission).filter(kind=self.kind)
        rows = rows.filter(sheet__entry__in=search.apply(seen).order_by().values("pk"))
        if words := search.said("q"):
            rows = rows.filter(self.containing(words))
        newest = "" if search.said("order") == "oldest" else "-"
        order = (f"{newest}sheet__entry__happened_at", f"{newest}sheet", "position", "pk")
        return rows.order_by(*order)

    def containing(self, words: str) -> Q:
        found = Q(sheet__entry__number__icontains=words)
        for name in self.named:
            found |= Q(**{f"{name}__icontains": words})
        return found

    def keys(self, rows: QuerySet) -> QuerySet:
        return rows.values_list("pk", flat=True)

    def records(self, keys: Iterable[int]) -> list[Any]:
        keys = list(keys)
        entry = tuple(f"sheet__{name}" for name in ENTRY)
        secret = tuple(f"sheet__{name}" for name in SECRET)
        rows = self.line_model._default_manager.select_related(*entry, *self.related)
        found = {line.pk: line for line in rows.defer(*secret, *self.secret).filter(pk__in=keys)}
        return [found[key] for key in keys]

    def lines(
        self, rows: Iterable[int], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        found = self.records(rows)
        changed = {line.sheet_id for line in found if line.sheet.entry.version > 1}
        remarks = remarks_on(changed) if history else {}
        return [self.told(line, columns, remarks) for line in found]

    def told(self, line: Any, columns: Sequence[Column], remarks: dict[int, list[str]]) -> Line:
        told = Line(line.sheet_id, [cell(each, line) for each in columns])
        told.remark(remarks.get(line.sheet_id, []), columns, LINE_STATE.name)
        if line.sheet.entry.status == Entry.Status.VOIDED:
            told.strike(columns)
        return told

    def summed(self, rows: QuerySet) -> QuerySet:
        return rows.order_by().exclude(sheet__entry__status=Entry.Status.VOIDED)
