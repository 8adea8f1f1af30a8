"""How the records of health are shown."""

from typing import Any

from django import template
from django.db.models import ForeignKey
from django.utils.translation import pgettext

from health.models import HealthObservation
from health.models.checks import Sign
from health.symptoms import Symptom
from logistics.duties.views.records import value_of

register = template.Library()

CODES: dict[str, Any] = {
    "symptoms": Symptom,
    "signs": Sign,
    "aspects": HealthObservation.Aspect,
}
UNSAID = {"on", "copy", "school_class"}  # said above, or of no interest


@register.filter
def facts_of(record: Any) -> list[tuple[str, Any]]:
    """What a record says, by the names of its columns; what was left empty is left out."""
    found = []
    for field in record._meta.concrete_fields:
        if field.primary_key or field.name in UNSAID:
            continue
        value = said(record, field)
        if value not in ("", None, False):
            found.append((str(field.verbose_name), value))
    return found


def said(record: Any, field: Any) -> Any:
    if field.name in CODES:
        return in_words(getattr(record, field.name), field.name)
    if isinstance(field, ForeignKey):
        return getattr(record, field.name)
    return value_of(record, field)


@register.filter
def in_words(codes: str, column: str = "symptoms") -> str:
    """Codes kept with spaces between, as people read them."""
    known = dict(CODES[column].choices)
    between = pgettext("between the parts of a list", ", ")
    return between.join(str(known.get(code, code)) for code in codes.split())


@register.filter
def seen_of(line: Any) -> str:
    """What was found on a child, in one line."""
    parts = [
        in_words(line.symptoms),
        in_words(line.signs, "signs"),
        f"{line.temperature} ℃" if line.temperature is not None else "",
        line.dangerous_object,
    ]
    return " · ".join(part for part in parts if part)
