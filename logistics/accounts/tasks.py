"""What the background worker does for logins: it forgets."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from logistics.accounts.models import Device, SignIn, Visit

SIGN_INS_KEPT = timedelta(days=180)
ATTEMPTS_KEPT = timedelta(days=1)


def forget(now: datetime) -> None:
    """Sign-ins after half a year; sessions and devices when they are over."""
    SignIn.objects.filter(at__lt=now - SIGN_INS_KEPT).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    Visit.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    Device.objects.filter(expires_at__lt=now).delete()


@db_periodic_task(crontab(minute="23"))
def forget_what_is_over() -> None:
    """Hourly, for a school's computer is off at night."""
    forget(timezone.now())
