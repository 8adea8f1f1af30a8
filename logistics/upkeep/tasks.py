"""What the background worker does for the house: it says that it is alive, backs up, and counts."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from logistics.upkeep import facts, keeping, weighing


@db_periodic_task(crontab())
def beat() -> None:
    facts.note("worker", at=timezone.now())


@db_periodic_task(crontab(minute="37"))
def back_up_when_owed() -> None:
    """Hourly, because a school computer is off at night: what was slept through is made up."""
    keeping.do_what_is_owed(timezone.now())


@db_periodic_task(crontab(minute="7", hour="*/3"))
def weigh() -> None:
    """What the database counted in an empty school would mislead it in a full one."""
    weighing.weigh_tables()


@db_task()
def back_up_now() -> None:
    """What the button on the status page asks for, a copy elsewhere and a trial included."""
    now = timezone.now()
    keeping.back_up_here(now)
    keeping.copy_elsewhere(now)
    facts.forget("asked")


@db_task()
def try_out_now() -> None:
    keeping.try_out(timezone.now())
    facts.forget("asked")
