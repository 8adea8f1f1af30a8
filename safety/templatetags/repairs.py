"""How repairs are shown: their state, their urgency, and that they are late."""

from datetime import date
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from logistics.templatetags.house import state_tag
from safety.models import RepairTicket, Urgency

register = template.Library()

URGENCY_TONES = {Urgency.EXTRA: "danger", Urgency.URGENT: "warn", Urgency.NORMAL: "neutral"}
NOTHING = mark_safe("")


@register.simple_tag
def ticket_url(pk: int) -> str:
    """Written out for each row of a list without asking the addresses again."""
    return ticket_path().replace("/0/", f"/{pk}/")


@lru_cache
def ticket_path() -> str:
    return reverse("safety:ticket", args=[0])


@register.simple_tag
def ticket_state(ticket: RepairTicket) -> SafeString:
    return state_tag(ticket.tone, ticket.state_words)


@register.simple_tag
def urgency_tag(urgency: str) -> SafeString:
    return state_tag(URGENCY_TONES[Urgency(urgency)], str(Urgency(urgency).label))


@register.simple_tag
def ticket_late(ticket: RepairTicket, on: date) -> SafeString:
    """Beside its day: overdue now, or repaired after it."""
    if not ticket.is_late(on):
        return NOTHING
    return state_tag("danger", _("repaired late") if ticket.done_at else _("overdue"))
