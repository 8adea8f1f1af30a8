"""Keys of the gate: given out once, back once."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from safety.models import GateKey, KeyLoan


@transaction.atomic
def lend(loan: KeyLoan, *, by: Any, now: datetime) -> Entry:
    """Give a key out; refused while it is out. Of two who ask for it at once one gets it."""
    key = GateKey.objects.select_for_update().get(pk=loan.key_id)
    if not key.is_active:
        raise Refused(_("This key is no longer in use."))
    if KeyLoan.objects.open().filter(key=key).exists():
        raise Refused(_("%(key)s has not come back yet.") % {"key": key})
    return filing.submit(loan, by=by, now=now)
