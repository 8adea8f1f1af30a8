"""How the records of the gate are shown: numbers of papers and telephones masked."""

from datetime import date, time
from typing import Any

from django import template
from django.db.models import ForeignKey

from logistics.duties.views.records import value_of
from logistics.registers import shown
from logistics.school.masks import masked_identity
from logistics.templatetags.house import masked_phone

register = template.Library()

MASKS = {"paper_number": masked_identity, "phone": masked_phone}
UNSAID = {"ended_at", "passed_at", "phone_end"}  # the steps say it, or nobody needs it


@register.filter
def gate_facts(record: Any) -> list[tuple[str, Any]]:
    """What a record says, by the names of its columns; what was left empty is left out."""
    found = []
    for field in record._meta.concrete_fields:
        if field.primary_key or field.name in UNSAID:
            continue
        value = said(record, field)
        if value not in ("", None):
            found.append((str(field.verbose_name), value))
    return found


def said(record: Any, field: Any) -> Any:
    if field.name in MASKS:
        return MASKS[field.name](getattr(record, field.name))
    if isinstance(field, ForeignKey):
        return getattr(record, field.name)
    value = value_of(record, field)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return shown(value) if isinstance(value, bool | date) else value


@register.filter
def lines_with_place(record: Any) -> Any:
    return record.lines.select_related("place")


@register.filter
def lines_with_person(record: Any) -> Any:
    return record.lines.select_related("person")
