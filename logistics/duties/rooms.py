"""The use register of the special rooms, with the custodian's consent."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from logistics.duties.models import RoomUse
from logistics.records.models import Signature, Signer
from logistics.records.models.signatures import Capacity
from logistics.records.registers import BY, CAMPUS, ENTERED, HAPPENED, NUMBER, STATE, EntryRegister
from logistics.registers import Column


class RoomUseRegister(EntryRegister):
    """专用教室使用登记."""

    code = "room-uses"
    trade = "logistics"
    title = _("Use register of the special rooms")
    kind = "room_use"
    model = RoomUse
    searched = ("purpose", "outsider", "state_after")
    columns = (
        NUMBER,
        STATE,
        Column("room", _("Room"), "entry.place", width=14),
        HAPPENED,
        Column("until", _("Used until"), width=17),
        Column("school_class", _("Class"), "entry.school_class", width=12),
        Column("purpose", _("What for"), width=28),
        Column("outsider", _("Outsiders"), width=14, hidden=True),
        Column("state_after", _("State afterwards"), width=20),
        BY,
        Column("consent", _("Consent of the custodian"), width=14),
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Recorded by"), _("Custodian"), _("Person in charge"))
    legend = _(
        "Written by whoever uses the room. Where only the custodian's consent opens it, the "
        "custodian signs; without a signature the consent is missing."
    )

    def records(self, keys: Iterable[int]) -> list[Any]:
        """With `consent`: who agreed. What was not asked for needs none."""
        uses: list[Any] = super().records(keys)
        pks = [use.pk for use in uses]
        asked = set(Signer.objects.filter(entry__in=pks).values_list("entry_id", flat=True))
        given = Signature.objects.filter(entry__in=pks, capacity=Capacity.CUSTODIAN)
        names = {(s.entry_id, s.version): str(s.by) for s in given.select_related("by")}
        for use in uses:
            missing = gettext("not given") if use.pk in asked else ""
            use.consent = names.get((use.pk, use.entry.version), missing)
        return uses
