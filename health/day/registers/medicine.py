"""Medicine that was brought and given."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from health.day.registers.columns import CLASS, DAY, DayChildRegister
from health.models import MedicineGiven
from logistics.records.registers import NUMBER, STATE
from logistics.registers import Column


def allergies(given: MedicineGiven) -> str:
    rows = given.request.child.allergies.all()
    return pgettext("between the parts of a list", ", ").join(str(allergy) for allergy in rows)


def of_request(name: str) -> str:
    return f"request.{name}"


class MedicineRegister(DayChildRegister):
    """表2 在园儿童带药服药记录表: a row a dose, signed by the guardian and by who gave it."""

    code = "medicine-given"
    title = _("Register of medicine brought and given")
    kind = "medication_record"
    model = MedicineGiven
    child = "request__child"
    related = ("request__child", "request__entry__entered_by", "checked_by")
    unread = (
        "request__child__identity_number",
        "request__child__note",
        "checked_by__identity_number",
        "request__entry__entered_by__identity_number",
    )
    orientation = "landscape"
    columns = (
        DAY,
        CLASS,
        Column("child", pgettext_lazy("of a person", "Name"), of_request("child"), width=10),
        Column("medicine", _("Name of the medicine"), of_request("medicine"), width=16),
        Column("dose", _("Dose and time"), lambda g: f"{g.dose} {g.clock}", width=14),
        Column("usage", _("Use"), of_request("get_usage_display"), width=9),
        Column("cause", _("Cause or diagnosis"), of_request("cause"), width=14),
        Column("prescribed", _("Prescription"), of_request("is_prescribed"), width=8),
        Column("allergies", _("Allergies"), allergies, width=12),
        Column("expires_on", _("To be used by"), of_request("expires_on"), width=11),
        Column("guardian", _("Guardian's signature"), of_request("guardian"), width=11),
        Column("taken_in", _("Taken in by"), of_request("entry.entered_by"), width=10),
        Column("given_at", _("Given at"), "entry.happened_at", width=17, content=False),
        Column("by", _("Given by"), "entry.entered_by", width=10, content=False),
        Column("checked_by", _("Checked by"), width=10),
        Column("left_over", _("What is left"), of_request("get_left_over_display"), width=12),
        STATE,
        NUMBER,
    )
    signatures = (_("Guardian"), _("Given by"), _("Reviewed by"))
    legend = _(
        "Nothing is given without the guardian's signed request. Two people check name, medicine "
        "and dose; what is left goes back to the guardian."
    )

    def records(self, keys: Iterable[int]) -> list[Any]:
        records: list[Any] = super().records(keys)
        prefetch_related_objects(records, "request__child__allergies")
        return records
