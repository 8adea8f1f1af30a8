"""How much, and when, people are told outside the house: quiet hours, digests, five a day.

Pure: the same moment and the same numbers give the same answer.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import RuleDefault
from logistics.school.calendar import start_of
from logistics.school.rules import rule

CUSTOM = _("the house's own default")
QUIET_FROM, QUIET_UNTIL = "notices.quiet_from", "notices.quiet_until"
MORNING, AFTERNOON = "notices.morning_digest", "notices.afternoon_digest"
A_DAY = "notices.most_a_day"

RULES = [
    RuleDefault(QUIET_FROM, _("Nothing is sent from"), "21", _("o'clock"), CUSTOM),
    RuleDefault(QUIET_UNTIL, _("Nothing is sent until"), "6.5", _("o'clock"), CUSTOM),
    RuleDefault(MORNING, _("First digest of the day"), "7", _("o'clock"), CUSTOM),
    RuleDefault(AFTERNOON, _("Second digest of the day"), "15.5", _("o'clock"), CUSTOM),
    RuleDefault(A_DAY, _("Messages sent to one person a day, at most"), "5", _("a day"), CUSTOM),
]


@dataclass(frozen=True)
class Measure:
    """The figures of one day. Moments count as hours after midnight, in the school's own time."""

    quiet_from: time = time(21)
    quiet_until: time = time(6, 30)
    digests: tuple[time, ...] = (time(7), time(15, 30))
    most_a_day: int = 5

    def is_quiet(self, now: datetime) -> bool:
        clock = timezone.localtime(now).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until

    def slot(self, now: datetime) -> datetime | None:
        """The digest that is owed: the latest of this day, unless the quiet hours have begun.

        A machine that slept through it makes it when it is on again; yesterday's is never made up.
        """
        if self.is_quiet(now):
            return None
        past = [clock for clock in self.digests if clock <= timezone.localtime(now).time()]
        return today(now) + since(max(past)) if past else None

    def may_push(self, now: datetime, sent: int, *, urgent: bool = False) -> bool:
        """Whether one more piece of news may go out to somebody who had so many today.

        The digests still to come have their place kept.
        """
        if urgent:
            return True
        to_come = sum(clock > timezone.localtime(now).time() for clock in self.digests)
        return not self.is_quiet(now) and sent + to_come < self.most_a_day

    def may_push_digest(self, sent: int) -> bool:
        return sent < self.most_a_day


def since(clock: time) -> timedelta:
    """From midnight on."""
    return timedelta(hours=clock.hour, minutes=clock.minute)


def clock(hours: Decimal) -> time:
    """6.5 → 06:30. The end of the day is its last minute."""
    minutes = min(int(hours * 60), 24 * 60 - 1)
    return time(minutes // 60, minutes % 60)


def measure_on(day: date) -> Measure:
    """As the school has settled it for a day."""
    return Measure(
        quiet_from=clock(rule(QUIET_FROM, on=day)),
        quiet_until=clock(rule(QUIET_UNTIL, on=day)),
        digests=(clock(rule(MORNING, on=day)), clock(rule(AFTERNOON, on=day))),
        most_a_day=int(rule(A_DAY, on=day)),
    )


def today(now: datetime) -> datetime:
    """Where the day of a moment began, in the school's own time."""
    return start_of(timezone.localdate(now))
