"""What the background worker does for records."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from logistics.records import seals
from logistics.records.photos import sweep_orphans


@db_periodic_task(crontab(minute="17"))
def sweep_photos() -> None:
    """Put right what a crash left between a photo's file and its row."""
    sweep_orphans(timezone.now())


@db_periodic_task(crontab(minute="7"))
def seal_ended_days() -> None:
    """Hourly, for a school's computer is off at night: whatever day has ended and has no seal."""
    seals.seal_days(now=timezone.now())
