"""What the background worker does for the duties."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from logistics.duties import news, righting


@db_periodic_task(crontab(minute="*/10"))
def tell_late() -> None:
    now = timezone.now()
    news.tell_late(now=now)
    righting.tell_late(now=now)
