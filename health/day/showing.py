"""What the sheets of a class show of illness: symptoms found and told, diseases named, who was there."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from health.models import (
    AbsenceTrace,
    AttendanceLine,
    Disease,
    Finding,
    HealthObservation,
)
from health.models.attendance import Mark
from health.signs import SYMPTOM_CODES, Presence, Sign
from logistics.records.models import Entry

VOIDED = Entry.Status.VOIDED
SHEET_CLASS, RECORD_CLASS = "sheet__school_class_id", "entry__school_class_id"


def symptoms(first: date, last: date) -> Iterator[Sign]:
    """Found at a check, seen during the day, or told of a child that stayed at home."""
    for rows, school_class in telling(first, last):
        said = rows.exclude(symptoms="")
        columns = ("on", school_class, "child_id", "symptoms")
        for on, in_class, child, codes in said.values_list(*columns):
            if in_class:
                known = SYMPTOM_CODES.intersection(codes.split())
                yield from (Sign(on, in_class, child, code) for code in sorted(known))


def telling(first: date, last: date) -> Iterator[tuple[Any, str]]:
    """The rows that may name a symptom, each with the way to its class."""
    days = (first, last)
    yield of_sheets(Finding, on__range=days, is_checked=True), SHEET_CLASS
    yield away(first, last), SHEET_CLASS
    for model in (HealthObservation, AbsenceTrace):
        rows = model._default_manager.filter(on__range=days, child__isnull=False)
        yield rows.exclude(entry__status=VOIDED), RECORD_CLASS


def of_sheets(model: Any, **given: Any) -> Any:
    return model.objects.filter(**given).exclude(sheet__entry__status=VOIDED).order_by()


def away(first: date, last: date) -> Any:
    rows = of_sheets(AttendanceLine, on__range=(first, last))
    return rows.exclude(mark=Mark.PRESENT)


def diseases(first: date, last: date) -> Iterator[Sign]:
    """Named when the class was counted or the family was asked, before any case is registered."""
    watched = list(Disease.objects.in_use().order_by().values_list("code", flat=True))
    traces = AbsenceTrace.objects.filter(on__range=(first, last), child__isnull=False)
    told: list[tuple[Any, str]] = [
        (away(first, last), SHEET_CLASS),
        (traces.exclude(entry__status=VOIDED), RECORD_CLASS),
    ]
    for rows, school_class in told:
        named = rows.filter(disease__in=watched)
        columns = ("on", school_class, "child_id", "disease")
        for on, in_class, child, code in named.values_list(*columns):
            if in_class:
                yield Sign(on, in_class, child, code)


def presences(children: Iterable[int], first: date, last: date) -> Iterator[Presence]:
    """On which days which of these children were counted as present, and by which sheet."""
    rows = of_sheets(
        AttendanceLine, child__in=list(children), on__range=(first, last), mark=Mark.PRESENT
    )
    for child, on, sheet in rows.values_list("child_id", "on", "sheet_id"):
        yield Presence(child, on, sheet)
