"""What the background worker does for safety."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from safety.bus import arriving
from safety.gate import forgetting
from safety.repairs import door
from safety.rounds import tidying


@db_periodic_task(crontab(hour="3", minute="50"))
def tidy_rounds() -> None:
    tidying.tidy(now=timezone.now())


@db_periodic_task(crontab(hour="3", minute="25"))
def sweep_the_door() -> None:
    """At night: reports without a login that nobody took up go after their time."""
    door.sweep(now=timezone.now())


@db_periodic_task(crontab(hour="3", minute="40"))
def forget_visitors() -> None:
    """Known visitors and announced visits of more than a year ago."""
    forgetting.sweep(timezone.localdate())


@db_periodic_task(crontab(hour="9", minute="5"))
def ask_for_bus_children() -> None:
    """After nine a class that has not counted its bus children is named to the heads."""
    arriving.remind(now=timezone.now())
