"""What the background worker does for the duties."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from logistics.duties import news


@db_periodic_task(crontab(minute="*/10"))
def tell_late() -> None:
    news.tell_late(now=timezone.now())
