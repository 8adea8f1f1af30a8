"""What the background worker does for papers."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from logistics.papers.files import sweep_orphans


@db_periodic_task(crontab(minute="37"))
def sweep_files() -> None:
    """Put right what a crash left between a file and its row."""
    sweep_orphans(timezone.now())
