"""What the background worker does for health."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from health.care import staffing


@db_periodic_task(crontab(hour="7", minute="40"))
def remind_of_certificates() -> None:
    """In the morning, before the day's appointments are made."""
    staffing.tell_expiring(now=timezone.now())
