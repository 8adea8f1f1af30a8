"""How papers are shown: the state of a version on a day, the size of a file."""

from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from logistics.templatetags.house import tag

register = template.Library()

KILOBYTE = 1024
STATES = {
    "valid": ("ok", "check-circle", pgettext_lazy("paper", "in force")),
    "upcoming": ("info", "hourglass", pgettext_lazy("paper", "not in force yet")),
    "expired": ("danger", "x-circle", pgettext_lazy("paper", "expired")),
    "withdrawn": ("neutral", "slash-circle", pgettext_lazy("paper", "withdrawn")),
    "replaced": ("neutral", "clock-history", pgettext_lazy("paper", "replaced")),
    "voided": ("neutral", "slash-circle", pgettext_lazy("paper", "voided")),
}


@register.simple_tag
def paper_state(paper: Any, version: Any, on: date) -> SafeString:
    """In force, not yet, expired; or withdrawn, whatever its last version says."""
    state = "withdrawn" if paper.withdrawn_on else version.state_on(on) if version else "voided"
    return version_tag(state)


@register.simple_tag
def version_tag(state: str) -> SafeString:
    tone, icon, word = STATES[state]
    return tag(tone, icon, str(word))


@register.filter
def file_size(count: int) -> str:
    """340 KB, 2.1 MB"""
    if count < KILOBYTE * KILOBYTE:
        return f"{max(1, round(count / KILOBYTE))} KB"
    return f"{count / KILOBYTE / KILOBYTE:.1f} MB"


@register.filter
def figure(value: int | None) -> str:
    """A count; a dash where nothing is counted."""
    return "—" if value is None else f"{value:,}"
