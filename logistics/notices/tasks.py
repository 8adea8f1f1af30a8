"""What the background worker does for the notices."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from logistics.notices import digests, sending

MOST_AT_ONCE = 60  # messages; what is left is taken up within the minute


@db_task()
def send_owed() -> None:
    for _message in range(MOST_AT_ONCE):
        if not sending.send_next(now=timezone.now()):
            break


@db_periodic_task(crontab())
def send_what_waits() -> None:
    """What no nudge reached: tries again, and what a killed worker left."""
    sending.give_up_stale(now=timezone.now())
    send_owed.call_local()


@db_periodic_task(crontab(minute="*/5"))
def make_digests() -> None:
    """Asks what is owed since the last time: no digest hangs on one minute."""
    digests.make_owed(now=timezone.now())
