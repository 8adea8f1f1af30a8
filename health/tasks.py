"""What the background worker does for health."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from health.illness import watching


@db_periodic_task(crontab(minute="*/10"))
def look_for_clusters() -> None:
    """What other parts have written down meanwhile; alerts that are over are closed."""
    watching.look(now=timezone.now())
