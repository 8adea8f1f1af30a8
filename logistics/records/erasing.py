"""Emptying a version as the law asks: its content goes, its digest and its seal remain."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.records.models import Erasure, Version
from logistics.records.stamping import hashed, stamped

NO_REASON = "—"  # what stands for the reason of an emptied correction


@transaction.atomic
def erase_version(version: Version, *, by: Any, now: datetime, basis: str) -> Erasure:
    """Delete what a version says and its reason. `basis` names the rule that asks for it.

    Refuses while the record is kept for an incident, and a second time. Only this version is
    emptied: what the record says now, and its photos, are for the caller to settle. A correction
    that leaves the personal data out comes first; then the versions before it are emptied.
    """
    if version.entry.hold:
        raise Refused(
            _("This record is kept for an incident: %(hold)s") % {"hold": version.entry.hold}
        )
    if Erasure.objects.filter(version=version).exists():
        raise Refused(_("This version has been deleted already."))
    reason_hash = hashed(version.reason)
    erasure = stamped(Erasure(version=version, basis=basis, reason_hash=reason_hash, by=by, at=now))
    erasure.save(force_insert=True)
    version.said, version.reason = {}, NO_REASON if version.reason else ""
    Version.objects.filter(pk=version.pk).update(said=version.said, reason=version.reason)
    return erasure
