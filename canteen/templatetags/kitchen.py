"""What records of the kitchen say, as their pages show it."""

from typing import Any

from django import template
from django.db.models import BooleanField, JSONField, Model
from django.utils.translation import gettext as _

from canteen.kitchen.logs import LOGS
from canteen.kitchen.roster import STANDINGS
from canteen.models import FoodHandlerLine
from logistics.registers import shown

register = template.Library()

# What stands elsewhere on the page, or in words below.
LEFT_OUT = {"entry", "is_odd", "figures", "position", "id"}
SAID = {"items": "items_said", "surfaces": "surfaces_said", "faults": "faults_said"}


@register.filter
def log_facts(record: Any) -> list[tuple[str, str]]:
    """Names and values of what was said; what was left out is left out."""
    facts = [(str(words), str(value)) for words, value in getattr(record, "said", ())]
    for field in record._meta.concrete_fields:
        value = value_of(record, field)
        if field.name not in LEFT_OUT and value not in ("", None):
            facts.append((str(field.verbose_name), shown(value)))
    return facts


def value_of(record: Any, field: Any) -> Any:
    if isinstance(field, JSONField):
        return getattr(record, SAID.get(field.name, ""), "")
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    value = getattr(record, field.name)
    if isinstance(value, Model):
        return str(value)
    return bool(value) if isinstance(field, BooleanField) and value is not None else value


@register.filter
def log_lines(record: Any) -> list[tuple[str, bool]]:
    """The lines of a sheet in a sentence each, with whether something is wrong in it."""
    if not record.with_lines:
        return []
    related = {"person", "fridge", "item", "owner"}
    columns = {field.name for field in record.lines.model._meta.fields}
    rows = record.lines.select_related(*sorted(related & columns))
    return [(said_of(line), is_wrong(line)) for line in rows]


def said_of(line: Any) -> str:
    if isinstance(line, FoodHandlerLine):
        return of_handler(line)
    evidence = getattr(line, "evidence", "")
    return f"{line} ({evidence})" if evidence else str(line)


def of_handler(line: FoodHandlerLine) -> str:
    cert = "" if line.has_cert else _("health certificate %(standing)s") % {
        "standing": STANDINGS.get(line.cert, line.cert)
    }  # fmt: skip
    degrees = f"{line.degrees} ℃" if line.degrees is not None else ""
    said = [str(line), degrees, line.dress_said, cert, line.handling, line.override]
    return " · ".join(part for part in said if part)


def is_wrong(line: Any) -> bool:
    if isinstance(line, FoodHandlerLine):
        return bool(line.symptoms) or not line.has_cert
    return bool(getattr(line, "is_odd", False)) or getattr(line, "result", "") == "bad"


@register.simple_tag
def log_icon(kind: str) -> str:
    """The icon of a kind of log."""
    icons = {log.form.model.kind_code: log.icon for log in LOGS}  # type: ignore[attr-defined]
    return icons.get(kind, "pencil-square")
