"""The tests of eyes, teeth, blood and hearing, asked together: four kinds of lines in one question."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    DecimalField,
    F,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from health.models import HearingLine, HemoglobinLine, OralLine, VisionLine
from logistics.records.models import Entry

# What stands in each column of the common table, and which field of a line it is.
TYPES: dict[str, Any] = {
    "first": DecimalField(max_digits=6, decimal_places=2),
    "second": DecimalField(max_digits=6, decimal_places=2),
    "third": DecimalField(max_digits=6, decimal_places=2),
    "fourth": DecimalField(max_digits=6, decimal_places=2),
    "word": CharField(max_length=20),
    "other_word": CharField(max_length=20),
    "flag": BooleanField(),
    "other_flag": BooleanField(),
}
FIELDS: dict[Any, dict[str, str]] = {
    VisionLine: {
        "first": "right_eye", "second": "left_eye", "third": "right_sphere",
        "fourth": "left_sphere", "flag": "is_low", "other_flag": "is_corrected",
    },
    OralLine: {
        "first": "teeth", "second": "decayed", "third": "filled", "flag": "has_caries",
        "other_flag": "is_treated",
    },
    HemoglobinLine: {"first": "hemoglobin", "word": "anaemia"},
    HearingLine: {
        "word": "right_ear", "other_word": "left_ear", "flag": "is_failed",
        "other_flag": "is_treated",
    },
}  # fmt: skip
MODELS = {model._meta.model_name: model for model in FIELDS}
HEAD = ("model", "child_id", "months", "sheet_id", "moment")


def gathered(lines: Iterable[QuerySet[Any]]) -> list[Any]:
    """The lines of all these questions, in one. Of its sheet a line knows when it was, no more."""
    first, *others = (tabled(rows) for rows in lines)
    return [made(row) for row in first.union(*others, all=True)]


def tabled(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The lines of one kind in the columns of the common table."""
    fields = FIELDS[rows.model]
    slots = {
        name: Cast(F(fields[name]) if name in fields else Value(None), output)
        for name, output in TYPES.items()
    }
    named = rows.order_by().annotate(
        model=Value(rows.model._meta.model_name), moment=F("sheet__entry__happened_at"), **slots
    )
    return named.values(*HEAD, *TYPES)


def made(row: dict[str, Any]) -> Any:
    """The line as it stands in its own table."""
    model = MODELS[row["model"]]
    sheet = sheet_of(model, row["moment"], row["sheet_id"])
    line = model(sheet=sheet, child_id=row["child_id"], months=row["months"])
    for name, field in FIELDS[model].items():
        setattr(line, field, read(model._meta.get_field(field), row[name]))
    return line


def sheet_of(model: Any, happened_at: datetime, key: int | None = None) -> Any:
    """The sheet of a line, as far as it says when it was."""
    sheet_model = model._meta.get_field("sheet").related_model
    return sheet_model(entry=Entry(pk=key, happened_at=happened_at))


def read(field: Any, value: Any) -> Any:
    if value is None:
        return field.get_default()
    value = field.to_python(value)
    if isinstance(field, DecimalField):
        return value.quantize(Decimal(1).scaleb(-field.decimal_places))
    return value
