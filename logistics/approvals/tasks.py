"""What the background worker does for the approvals."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from logistics.approvals import succeeding


@db_periodic_task(crontab(minute="5"))
def ask_successors() -> None:
    succeeding.succeed_everywhere(now=timezone.now())
