"""What the background worker does for the canteen, in the morning, while offices are open."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from canteen.kitchen import watching
from canteen.supply import waiting


@db_periodic_task(crontab(hour="7", minute="35"))
def remind_of_supplier_papers() -> None:
    """Papers of suppliers that end within the days of the rule."""
    waiting.remind(now=timezone.now())


@db_periodic_task(crontab(hour="7", minute="45"))
def remind_of_licences() -> None:
    """Licences and certificates of the canteen that end soon."""
    watching.tell_ending(now=timezone.now())
