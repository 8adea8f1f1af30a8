"""Special care in figures, without a name: who had it before, began, ended and how, and goes on."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from health.conditions import Condition, Outcome
from health.models import SpecialCareCase
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Term

SEE = "health.view_statistics"


@dataclass
class Tally:
    """The cases of one reason in a term."""

    condition: str
    carried: int = 0
    opened: int = 0
    ended: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def closed(self) -> int:
        return sum(self.ended.values())

    @property
    def open(self) -> int:
        return self.carried + self.opened - self.closed

    @property
    def title(self) -> str:
        return str(Condition(self.condition).label) if self.condition else _("Total")

    @property
    def outcomes(self) -> list[int]:
        return [self.ended[outcome] for outcome in Outcome.values]

    def add(self, began: datetime, ended: datetime | None, outcome: str, first: datetime) -> None:
        if began < first:
            self.carried += 1
        else:
            self.opened += 1
        if ended is not None:
            self.ended[outcome] += 1


def of_term(term: Term, person: Any, *, campus: Any = None) -> list[Tally]:
    """A row for each reason there was a case for, and the total last."""
    first, last = start_of(term.starts_on), end_of(term.ends_on)
    seen = Entry.objects.filter(Entry.objects.within(person, SEE))
    cases = SpecialCareCase.objects.standing().with_end().filter(entry__in=seen.values("pk"))
    cases = cases.filter(entry__happened_at__lte=last)
    if campus:
        cases = cases.filter(entry__campus=campus)
    rows: dict[str, Tally] = {}
    total = Tally("")
    told = cases.values_list("condition", "entry__happened_at", "ended_at", "ended_as")
    for condition, began, ended, outcome in told:
        if ended is not None and ended < first:
            continue
        over = ended if ended is not None and ended <= last else None
        for row in (rows.setdefault(condition, Tally(condition)), total):
            row.add(began, over, outcome or "", first)
    ordered = [rows[code] for code in Condition.values if code in rows]
    return [*ordered, total] if ordered else []
