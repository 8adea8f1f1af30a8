"""What the registers of the gate share: whose they are, and the columns they end with."""

from collections.abc import Sequence
from typing import Any, ClassVar

from logistics.records.models import Signature
from logistics.records.registers import CAMPUS, ENTERED, NUMBER, STATE, EntryRegister
from safety.gate.board import VIEW

FILTERS = ("period", "campus", "person", "state", "reason", "q", "order")
TAIL = (NUMBER, STATE, CAMPUS, ENTERED)


class GateRegister(EntryRegister):
    """A register of the gate: read by the guards and by whoever answers for the gate."""

    trade = "safety"
    permission = VIEW
    filters: ClassVar[Sequence[str]] = FILTERS


def with_signatures(records: list[Any], capacity: str) -> list[Any]:
    """Each with `signed`: when this version of it was signed in a capacity."""
    given = Signature.objects.filter(entry__in=[r.pk for r in records], capacity=capacity)
    at = {(s.entry_id, s.version): s for s in given.select_related("by")}
    for record in records:
        signature = at.get((record.pk, record.entry.version))
        record.signed = signature.at if signature else None
        record.signed_by = signature.by if signature else None
    return records
