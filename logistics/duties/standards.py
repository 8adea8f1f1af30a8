"""What the school has set for its kinds of records: until when they are in time, what they set off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Substr
from django.utils import timezone

from logistics.contributions import kinds
from logistics.duties.models import Duty, Rhythm
from logistics.school.calendar import end_of
from logistics.school.models import Rule
from logistics.wording import Worded

LIMIT = "late_hours."  # before the code of the kind


@dataclass(frozen=True)
class Standards:
    """Of some kinds: their rules with the day from which each is valid, and who is set off."""

    limits: Collection[tuple[str, float, date]]
    triggers: frozenset[str]

    @classmethod
    def of(cls, codes: Collection[str]) -> "Standards":
        """In one question, however many kinds: every record that is filed asks it."""
        rows = asked(*codes)
        return cls(
            [(code, float(hours), since) for code, hours, since in rows if since],
            frozenset(code for code, _hours, since in rows if not since),
        )

    def until(self, kind: str, happened_at: datetime) -> datetime:
        """Until when a record of something is in time: the kind's limit, else the end of that day."""
        day = timezone.localdate(happened_at)
        own = [
            (since, hours) for code, hours, since in self.limits if code == kind and since <= day
        ]
        hours = max(own)[1] if own else kinds()[kind].late_hours
        return end_of(day) if hours is None else happened_at + timedelta(hours=hours)


@Worded
def asked(*codes: str) -> QuerySet[Any, Any]:
    """The school's own rules `late_hours.<kind>`, and the kinds that some duty waits for."""
    rules = Rule.objects.annotate(kind=Substr("code", len(LIMIT) + 1))
    rules = rules.filter(code__startswith=LIMIT, kind__in=codes).order_by()
    duties = Duty.objects.active().filter(rhythm=Rhythm.EVENT, trigger__in=codes).order_by()
    never = Value(None, output_field=DateField())
    waiting = duties.values_list("trigger", Value(""), never)
    return rules.values_list("kind", "value", "valid_from").union(waiting)
