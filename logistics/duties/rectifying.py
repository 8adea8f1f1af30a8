"""The register of what was put right, with who looked at it again."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from logistics.duties.models import Recheck, Rectification
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    STATE,
    WHERE,
    EntryRegister,
)
from logistics.registers import Column


class RectificationRegister(EntryRegister):
    """整改与复查记录."""

    code = "rectifications"
    trade = "logistics"
    title = _("Register of what was put right")
    kind = "rectification"
    model = Rectification
    related = ("finding", "finding__owner")
    searched = ("finding__what", "done")
    columns = (
        NUMBER,
        STATE,
        Column("found_on", _("Found on"), "finding.found_at", width=17),
        Column("what", _("What was not right"), "finding.what", width=28),
        WHERE,
        Column("owner", _("Answerable"), "finding.owner", width=10),
        Column("due_on", _("Put right until"), "finding.due_on", width=12),
        HAPPENED,
        Column("done", _("What was done"), width=28),
        BY,
        Column("checked_by", _("Checked again by"), width=12),
        Column("result", _("Result of the recheck"), width=14),
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Recorded by"), _("Checked by"), _("Person in charge"))
    legend = _("Whoever put it right or answers for it does not check it again.")

    def records(self, keys: Iterable[int]) -> list[Any]:
        """With the first recheck that was entered after each: who looked, and what they said."""
        rows: list[Any] = super().records(keys)
        checks: dict[int, list[Recheck]] = {}
        standing = Recheck.objects.exclude(entry__status="voided").order_by("pk")
        found = standing.filter(finding__in={row.finding_id for row in rows})
        for check in found.select_related("entry__entered_by"):
            checks.setdefault(check.finding_id, []).append(check)
        for row in rows:
            after = (check for check in checks.get(row.finding_id, ()) if check.pk > row.pk)
            show(row, next(after, None))
        return rows


def show(row: Any, check: Recheck | None) -> None:
    row.checked_by = check.entry.entered_by if check else None
    row.result = check.verdict if check else ""
