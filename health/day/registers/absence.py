"""Absences traced until the child is back."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.day import tracing
from health.day.registers.columns import CLASS, DAY, NAME, DayChildRegister, disease, symptoms
from health.models import AbsenceTrace
from logistics.records.registers import NUMBER, STATE
from logistics.registers import Column, joined


class TraceRegister(DayChildRegister):
    """缺勤追踪: until the child is back."""

    code = "absence-traces"
    title = _("Register of traced absences")
    kind = "absence_trace"
    model = AbsenceTrace
    orientation = "landscape"
    columns = (
        DAY,
        CLASS,
        NAME,
        Column(
            "contacted_at",
            pgettext_lazy("an absence", "Asked at"),
            "entry.happened_at",
            width=17,
            content=False,
        ),
        Column("contact", _("Who was asked"), width=12),
        Column("reason", _("Reason"), "get_reason_display", width=12),
        Column("symptoms", _("Symptoms"), symptoms, width=16),
        Column("hospital", _("Hospital"), width=14),
        Column("diagnosis", _("Diagnosis"), lambda t: joined(disease(t), t.diagnosis), width=16),
        Column("is_infectious", _("Infectious"), width=8),
        Column("back", _("Back on"), lambda t: t.returned_on, width=11, content=False),
        Column("by", _("Traced by"), "entry.entered_by", width=10, content=False),
        STATE,
        NUMBER,
    )
    legend = _("Asked the same day, and each day until the child is back.")

    def records(self, keys: Iterable[int]) -> list[Any]:
        records: list[Any] = super().records(keys)
        pairs = {(r.child_id, r.on) for r in records if r.child_id}
        back = tracing.returns(pairs)
        for record in records:
            record.returned_on = back.get((record.child_id, record.on))
        return records
