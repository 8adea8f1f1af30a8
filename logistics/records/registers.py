"""Registers of records: lateness, zero reports, corrections and the school's own columns."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, ClassVar

from django.db.models import (
    Count,
    Field,
    ForeignKey,
    Model,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from logistics.records.models import Entry, Photo, Record, RegisterSetting, Version
from logistics.records.searching import EntrySearch
from logistics.registers import Cell, Column, Line, Register, Value, shown

OWN_TYPES = RegisterSetting.ColumnType
ENTRY = tuple(
    f"entry__{name}" for name in ("campus", "school_class", "place", "entered_by", "reviewed_by")
)
# Nobody's identity number is decrypted for a list.
SECRET = ("entry__entered_by__identity_number", "entry__reviewed_by__identity_number")
OWN_WIDTHS = {OWN_TYPES.TEXT: 24}


def state_of(record: Record) -> str:
    """Status and marks in words; what was late says so and why wherever it is shown."""
    entry = record.entry
    marks = [str(Entry.Status(entry.status).label)]
    if entry.version > 1 and entry.status != Entry.Status.VOIDED:
        marks.append(_("corrected"))
    if entry.is_late:
        marks.append(_("late entry: %(reason)s") % {"reason": entry.late_reason})
    return pgettext("between the parts of a list", "; ").join(str(mark) for mark in marks)


def where(record: Record) -> str:
    """Class and place, else the campus."""
    entry = record.entry
    narrow = [str(part) for part in (entry.school_class, entry.place) if part]
    return " · ".join(narrow) or str(entry.campus)


NUMBER = Column(
    "number", gettext_lazy("Number"), "entry.number", width=16, kept=True, content=False
)
STATE = Column("state", gettext_lazy("State"), state_of, width=18, kept=True, content=False)
CAMPUS = Column(
    "campus", gettext_lazy("Campus"), "entry.campus", width=12, hidden=True, content=False
)
WHERE = Column("where", gettext_lazy("Class or place"), where, width=18, content=False)
BY = Column("by", gettext_lazy("Recorded by"), "entry.entered_by", width=10, content=False)
REVIEWER = Column(
    "reviewer", gettext_lazy("Reviewed by"), "entry.reviewed_by", width=10, content=False
)
HAPPENED = Column(
    "happened_at", gettext_lazy("Date and time"), "entry.happened_at", width=17, content=False
)
PHOTOS = Column(
    "photos", gettext_lazy("Photos"), lambda record: getattr(record, "photo_count", None), width=7,
    number=True, content=False,
)  # fmt: skip
ENTERED = Column(
    "entered_at",
    gettext_lazy("Entered at"),
    "entry.entered_at",
    width=17,
    hidden=True,
    content=False,
)


class EntryRegister(Register):
    """A register whose rows are records of one kind.

    `related` are the relations of the record its columns follow, `searched` its columns in
    which words are looked for. What is encrypted and stands in no column is `unread`.
    """

    by_key = True
    model: ClassVar[type[Record]]
    related: ClassVar[Sequence[str]] = ()
    searched: ClassVar[Sequence[str]] = ()
    unread: ClassVar[Sequence[str]] = ()
    search = EntrySearch
    filters: ClassVar[Sequence[str]] = (
        "period",
        "campus",
        "school_class",
        "place",
        "person",
        "state",
        "reason",
        "q",
        "order",
    )

    def own_column(self, own: dict[str, Any]) -> Column:
        read = {OWN_TYPES.NUMBER: as_number, OWN_TYPES.DATE: as_date}.get(own["type"], as_is)

        def value(record: Record) -> Value:
            return read(record.entry.extra.get(own["name"]))

        number, width = own["type"] == OWN_TYPES.NUMBER, OWN_WIDTHS.get(own["type"], 12)
        return Column(own["name"], own["heading"], value, width=width, number=number, content=False)

    def rows(self, person: Any, search: EntrySearch) -> QuerySet[Entry]:
        """The entries found; they and what they say are read together with `lines`."""
        if not search.is_valid():
            return Entry.objects.none()
        seen = Entry.objects.visible_to(person, self.permission).filter(kind=self.kind)
        entries = search.apply(seen)
        if trade := search.said("trade"):
            entries = entries.filter(pk__in=self.of_trade(trade).values("pk"))
        if words := search.said("q"):
            entries = entries.filter(self.containing(words))
        return entries

    def of_trade(self, trade: str) -> QuerySet[Record]:
        """The records of one trade, for a register that offers this filter."""
        raise NotImplementedError

    def containing(self, words: str) -> Q:
        found = Q()
        for column in self.searched:
            found |= Q(**{f"{column}__icontains": words})
        entry = Q(number__icontains=words) | Q(title__icontains=words)
        if not found:
            return entry
        return entry | Q(pk__in=self.model._default_manager.filter(found).values("pk"))

    def summed(self, rows: QuerySet) -> QuerySet:
        """What was voided counts for nothing."""
        standing = rows.order_by().exclude(status=Entry.Status.VOIDED)
        return self.model._default_manager.filter(entry__in=standing.values("pk"))

    def keys(self, rows: QuerySet[Entry]) -> QuerySet:
        return rows.values_list("pk", flat=True)

    def records(self, keys: Iterable[int]) -> list[Record]:
        """The records of these keys with their entries, in one query."""
        keys = list(keys)
        rows = self.model._default_manager.select_related(*ENTRY, *self.related)
        rows = rows.defer(*SECRET, *self.unread)
        found = {record.pk: record for record in rows.filter(pk__in=keys)}
        return [found[key] for key in keys]

    def lines(
        self, rows: Iterable[int], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        records = self.records(rows)
        said_before = Past(self, records) if history else None
        return [self.line(record, columns, said_before) for record in records]

    def line(self, record: Record, columns: Sequence[Column], past: "Past | None") -> Line:
        line = Line(record.pk, self.cells(record, columns))
        if past is not None:
            past.tell(line, record, columns)
        if record.entry.status == Entry.Status.VOIDED:
            line.strike(columns)
        return line

    def cells(self, row: Record, columns: Sequence[Column]) -> list[Cell]:
        cells = super().cells(row, columns)
        if row.entry.is_zero:
            empty = [
                said
                for column, said in zip(columns, cells, strict=True)
                if column.content and not said.text
            ]
            say_nothing(empty)
        return cells


def say_nothing(cells: Iterable[Cell]) -> None:
    """A zero report says so once; nothing can be written into its other places afterwards."""
    words = _("Nothing to report")
    for said in cells:
        said.value = said.text = words
        words = pgettext("zero report", "none")


def as_is(said: Any) -> Value:
    return said


def as_number(said: Any) -> Value:
    """A number the school has written; what is none any more stays as it was written."""
    try:
        return None if said in (None, "") else Decimal(str(said))
    except InvalidOperation:
        return str(said)


def as_date(said: Any) -> Value:
    return parse_date(said) if isinstance(said, str) and is_date(said) else said


def is_date(said: str) -> bool:
    try:
        return isinstance(parse_date(said), date)
    except ValueError:
        return False


class WithPhotos:
    """Beside a register: each record with the number of its photos, counted at once, for `PHOTOS`."""

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows: list[Any] = super().records(keys)  # type: ignore[misc]  # that of the register
        held = Photo.objects.filter(entry__in=[row.pk for row in rows]).order_by()
        counts = dict(held.values_list("entry").annotate(Count("pk")))
        for row in rows:
            row.photo_count = counts.get(row.pk, 0)
        return rows


class WithLines:
    """Beside a register: each record with its lines and what their columns follow, in one query."""

    model: ClassVar[type[Any]]
    line_related: ClassVar[Sequence[str]] = ()

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows: list[Any] = super().records(keys)  # type: ignore[misc]  # that of the register
        lines = self.model._meta.get_field("lines").related_model._default_manager
        ordered = lines.order_by("position", "pk")
        if self.line_related:
            ordered = ordered.select_related(*self.line_related)
        prefetch_related_objects(rows, Prefetch("lines", ordered))
        return rows


class Past:
    """What records said before they were corrected, read for many of them at once."""

    def __init__(self, register: EntryRegister, records: list[Record]) -> None:
        self.register = register
        changed = {record.pk: record for record in records if record.entry.version > 1}
        self.versions: dict[int, list[Version]] = defaultdict(list)
        rows = Version.objects.filter(entry__in=changed).select_related("by")
        for version in rows.order_by("entry_id", "number"):
            self.versions[version.entry_id].append(version)
        self.known = self.related_rows(changed)

    def related_rows(self, changed: dict[int, Record]) -> dict[type[Model], dict[int, Model]]:
        """The classes, places … that only an earlier version names: one query each."""
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        for pk, record in changed.items():
            for version in self.versions[pk]:
                for owner, relation in relations(record):
                    before = version.said.get(relation.attname)
                    if before and before != getattr(owner, relation.attname):
                        wanted[relation.related_model].add(before)
        return {model: model._default_manager.in_bulk(pks) for model, pks in wanted.items()}

    def tell(self, line: Line, record: Record, columns: Sequence[Column]) -> None:
        """Put the former values beside the valid ones, and say who changed them and why."""
        versions = self.versions.get(record.pk, [])
        line.remark([remark(version) for version in versions[1:]], columns, STATE.name)
        said = [self.texts(record, version, columns) for version in versions[:-1]]
        said.append([c.text for c in line.cells])
        for before, after in pairwise(said):
            for place, column in enumerate(columns):
                if column.name != STATE.name and before[place] and before[place] != after[place]:
                    line.cells[place].former.append(before[place])

    def texts(self, record: Record, version: Version, columns: Sequence[Column]) -> list[str]:
        before = self.as_it_was(record, version.said)
        return [cell.text for cell in self.register.cells(before, columns)]

    def as_it_was(self, record: Record, said: dict[str, Any]) -> Record:
        before, entry = copy(record), copy(record.entry)
        before.entry = entry
        for owner in (before, entry):
            for field in owner._meta.concrete_fields:
                if field.attname in said and not field.primary_key:
                    self.put(owner, field, said[field.attname])
        return before

    def put(self, owner: Model, field: Field, said: Any) -> None:
        if isinstance(field, ForeignKey):
            if said != getattr(owner, field.attname):
                setattr(owner, field.name, self.known.get(field.related_model, {}).get(said))
            return
        if said and hasattr(field, "from_db_value"):  # kept encrypted, also in the version
            said = field.from_db_value(said, None, None)
        setattr(owner, field.attname, field.to_python(said))


def relations(record: Record) -> list[tuple[Model, ForeignKey]]:
    """The relations of the record and of its entry that a version remembers."""
    return [
        (owner, field)
        for owner in (record, record.entry)
        for field in owner._meta.concrete_fields
        if isinstance(field, ForeignKey) and not field.primary_key
    ]


def remarks_on(keys: Iterable[int]) -> dict[int, list[str]]:
    """Of each record: who corrected or voided it, when and why."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Version.objects.filter(entry__in=keys, number__gt=1).select_related("by")
    for version in rows.order_by("entry_id", "number"):
        found[version.entry_id].append(remark(version))
    return found


def remark(version: Version) -> str:
    said = {
        "person": version.by,
        "at": shown(version.at),
        "reason": version.reason,
    }
    if version.act == Version.Act.VOID:
        return _("Voided by %(person)s on %(at)s: %(reason)s") % said
    return _("Corrected by %(person)s on %(at)s: %(reason)s") % said
