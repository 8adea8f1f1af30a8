"""What the background worker does for imports."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from logistics.imports.uploading import sweep


@db_periodic_task(crontab(minute="27"))
def sweep_uploads() -> None:
    """Uploaded files are not kept beyond a day."""
    sweep(timezone.now())
