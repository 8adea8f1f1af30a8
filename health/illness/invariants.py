"""What must hold of alerts and of what follows from cases."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from health.models import Alert, AlertLevel
from logistics.contributions import Finding


def alerts_apart(now: datetime) -> Iterator[Finding]:
    """An alert has reached a threshold, and does not stay open when it is over."""
    reached = AlertLevel.objects.filter(alert=OuterRef("pk"))
    for alert in Alert.objects.filter(~Exists(reached)).for_rows():
        yield Finding(
            _("Alert %(alert)s has reached no threshold.") % {"alert": alert.pk},
            _("Close it with this as its reason, and tell whoever looks after the program."),
        )
    overdue = timezone.localdate(now) - timedelta(days=2)
    for alert in Alert.objects.open().filter(closes_on__lt=overdue):
        yield Finding(
            _("Alert %(alert)s is over and still open.") % {"alert": alert.pk},
            _("The background worker closes alerts: see whether it runs."),
        )
