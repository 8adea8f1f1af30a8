"""What the background worker does for the assets."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from assets.custody import lending


@db_periodic_task(crontab(hour="7", minute="30"))
def remind_borrowers() -> None:
    """In the morning, on which somebody can still bring it along."""
    lending.remind(now=timezone.now())
