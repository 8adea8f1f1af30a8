"""What must hold of the gate: what has ended says so by its last step."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from logistics.contributions import Finding
from safety.models import (
    Delivery,
    EarlyLeave,
    ExitSlip,
    GateStep,
    KeyLoan,
    PickupAuthorization,
    VehicleLog,
    VideoAccess,
    VisitorLog,
)

STAYS = (
    VisitorLog, VehicleLog, Delivery, KeyLoan, ExitSlip, EarlyLeave, PickupAuthorization,
    VideoAccess,
)  # fmt: skip


def steps_apart(now: datetime) -> Iterator[Finding]:
    """Records that have ended without a step that ends them."""
    ended = GateStep.objects.filter(act__in=[GateStep.Act.ENDED, GateStep.Act.PASSED])
    for model in STAYS:
        rows = model.objects.exclude(ended_at=None).exclude(entry__in=ended.values("entry"))
        for number in rows.values_list("entry__number", flat=True)[:5]:
            yield Finding(
                _("%(record)s has ended, and no step says so.") % {"record": number},
                _("Restore the newest backup that is right, or explain it to the inspector."),
            )
