"""What the background worker compares."""

from datetime import date, timedelta

from django.db.models import Min
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from logistics.contradictions.looking import look
from logistics.contradictions.models import Contradiction
from logistics.school.models import Term

WITHOUT_A_TERM = timedelta(days=60)


def span(on: date) -> tuple[date, date]:
    """The term of a day up to that day, and back to the oldest case that is still open: when its
    records are put right, nobody but the comparison closes it."""
    term = Term.objects.on(on)
    begins_on = term.starts_on if term and term.starts_on <= on else on - WITHOUT_A_TERM
    oldest = Contradiction.objects.unsettled().aggregate(on=Min("on"))["on"]
    return min(begins_on, oldest or begins_on), on


@db_periodic_task(crontab(minute="27"))
def look_hourly() -> None:
    now = timezone.now()
    look(*span(timezone.localdate(now)), now=now)
