"""What the background worker does for the stores."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from logistics.stores import watching


@db_periodic_task(crontab(hour="7", minute="20"))
def tell_expiring() -> None:
    watching.tell_expiring(now=timezone.now())
