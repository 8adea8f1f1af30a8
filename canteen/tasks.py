"""What the background worker does for the canteen."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from canteen.kitchen import watching


@db_periodic_task(crontab(hour="7", minute="45"))
def remind_of_licences() -> None:
    """In the morning, while offices are open."""
    watching.tell_ending(now=timezone.now())
