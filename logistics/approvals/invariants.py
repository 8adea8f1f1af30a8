"""What must hold of the requests, whoever wrote to the tables."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.approvals.models import Approval, Version
from logistics.approvals.routing import gone
from logistics.approvals.versions import changed
from logistics.contributions import Finding


def versions_apart(now: datetime) -> Iterator[Finding]:
    """What was put before the deciders no longer has the digest they decided on."""
    for version in Version.objects.filter(pk__in=changed(Version.objects.all())):
        told = {"number": version.approval.number, "version": version.number}
        yield Finding(
            _("%(number)s: version %(version)s does not say what was decided on.") % told,
            _("Compare it with the printed sheet and with a backup."),
        )


def waiting_for_nobody(now: datetime) -> Iterator[Finding]:
    """A request before nobody, or only before people who left the post, would wait for ever."""
    on = timezone.localdate(now)
    for approval in Approval.objects.pending():
        if len(gone(approval, on=on)) == approval.signers.open().count():
            yield Finding(
                _("%(number)s waits for nobody.") % {"number": approval.number},
                _("Give somebody the post that decides, or its asker withdraws it and asks again."),
            )
