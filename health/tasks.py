"""What the background worker does for health."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from health.care import staffing
from health.illness import watching


@db_periodic_task(crontab(hour="7", minute="40"))
def remind_of_certificates() -> None:
    """In the morning, before the day's appointments are made."""
    staffing.tell_expiring(now=timezone.now())


@db_task()
def look_at_signs() -> None:
    """A class has just written down something that may be one too many."""
    watching.look(now=timezone.now())


@db_periodic_task(crontab(minute="*/10"))
def look_for_clusters() -> None:
    """What no nudge told of; alerts that are over are closed."""
    watching.look(now=timezone.now())
