"""How soon a report is answered and repaired, by its urgency; days are school days."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.contributions import RuleDefault
from logistics.school.calendar import after_school_days
from logistics.school.rules import rule
from safety.models import Urgency

DAY_HOURS = 24
USUAL = {Urgency.EXTRA: (1, 1), Urgency.URGENT: (4, 3), Urgency.NORMAL: (24, 7)}
SILENCE, AGAIN, APPROVE_FROM = "repair_silence", "repair_again", "repair_approve_from"
OWN = _("School's own")


def answer_rule(urgency: str) -> str:
    return f"repair_answer_{urgency}"


def repair_rule(urgency: str) -> str:
    return f"repair_days_{urgency}"


def answer_by(urgency: str, campus: Any, at: datetime) -> datetime:
    """Hours run through the night and the holidays, for danger does not wait; whole days are school days."""
    days, hours = divmod(int(rule(answer_rule(urgency), on=timezone.localdate(at))), DAY_HOURS)
    if not days:
        return at + timedelta(hours=hours)
    day = timezone.localdate(at)
    return at + (after_school_days(campus, day, days) - day) + timedelta(hours=hours)


def due_on(urgency: str, campus: Any, at: datetime) -> date:
    day = timezone.localdate(at)
    return after_school_days(campus, day, int(rule(repair_rule(urgency), on=day)))


def silent_until(campus: Any, done_at: datetime) -> date:
    """The last day on which the reporter's answer is waited for."""
    day = timezone.localdate(done_at)
    return after_school_days(campus, day, int(rule(SILENCE, on=day)))


ANSWERED = {
    Urgency.EXTRA: _("Extremely urgent repairs are answered within"),
    Urgency.URGENT: _("Urgent repairs are answered within"),
    Urgency.NORMAL: _("Normal repairs are answered within"),
}
REPAIRED = {
    Urgency.EXTRA: _("Extremely urgent repairs are finished within"),
    Urgency.URGENT: _("Urgent repairs are finished within"),
    Urgency.NORMAL: _("Normal repairs are finished within"),
}


def timed(urgency: Urgency, hours: int, days: int) -> list[RuleDefault]:
    return [
        RuleDefault(answer_rule(urgency), ANSWERED[urgency], str(hours), _("hours"), OWN),
        RuleDefault(
            repair_rule(urgency),
            REPAIRED[urgency],
            str(days),
            pgettext_lazy("of a repair", "school days"),
            OWN,
        ),
    ]


RULES = [
    *(each for urgency, (hours, days) in USUAL.items() for each in timed(urgency, hours, days)),
    RuleDefault(
        SILENCE,
        _("A repair nobody accepts may be closed after"),
        "5",
        pgettext_lazy("of a repair", "school days"),
        OWN,
    ),
    RuleDefault(AGAIN, _("The same fault again counts as a repeat within"), "30", _("days"), OWN),
    RuleDefault(APPROVE_FROM, _("A repair is agreed to before it costs"), "500", _("yuan"), OWN),
]
