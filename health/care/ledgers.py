"""Every health register of a term with its completeness: what an inspection asks to see, sorted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Q
from django.urls import reverse

from logistics.contributions import registers
from logistics.duties.models import State, Task
from logistics.duties.models.tasks import in_state
from logistics.records.models import Entry, RegisterSetting
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Term

TRADE = "health"


@dataclass(frozen=True)
class Ledger:
    """One register in a term: rows, the last of them, and how its tasks stand."""

    register: Any
    rows: int
    last: datetime | None
    proved: int
    late: int
    missing: int
    url: str

    @property
    def owed(self) -> int:
        return self.proved + self.late + self.missing

    @property
    def tone(self) -> str:
        if self.missing:
            return "danger"
        return "warn" if self.late else "ok" if self.owed or self.rows else "neutral"


def of_term(term: Term, person: Any, *, now: datetime) -> list[Ledger]:
    """The registers of the trade this person may read, each once, in the order they are declared."""
    wanted = [
        register
        for register in registers().values()
        if register.trade == TRADE and person.has_perm(register.permission)
    ]
    settings = {
        setting.register: setting
        for setting in RegisterSetting.objects.filter(register__in=[r.code for r in wanted])
    }
    written, owed = entries(term, person), tasks(term, person, now)
    query = urlencode({"first": term.starts_on, "last": term.ends_on})
    found = []
    for register in wanted:
        rows, last = written.get(register.kind or "", (0, None))
        proved, late, missing = owed.get(register.kind or "", (0, 0, 0))
        url = f"{reverse('duties:register', args=[register.code])}?{query}"
        named = register(settings.get(register.code))
        found.append(Ledger(named, rows, last, proved, late, missing, url))
    return found


def entries(term: Term, person: Any) -> dict[str, tuple[int, datetime]]:
    """How many records of each kind stand in the term, and when the last happened."""
    span = (start_of(term.starts_on), end_of(term.ends_on))
    rows = Entry.objects.standing().filter(happened_at__range=span)
    rows = rows.visible_to(person, "records.view_register").order_by()
    counted = rows.values_list("kind").annotate(n=Count("pk"), last=Max("happened_at"))
    return {kind: (n, last) for kind, n, last in counted}


def tasks(term: Term, person: Any, now: datetime) -> dict[str, tuple[int, int, int]]:
    """Of each kind: proved in time, proved late, missing by now."""
    overdue = in_state(State.LATE, now) | in_state(State.MISSED, now)
    rows = Task.objects.visible_to(person, "records.view_register").filter(term=term).order_by()
    counted = rows.values_list("proof").annotate(
        proved=Count("pk", filter=in_state(State.PROVED, now)),
        late=Count("pk", filter=in_state(State.PROVED_LATE, now)),
        missing=Count("pk", filter=Q(overdue)),
    )
    found: dict[str, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    found.update({kind: (proved, late, missing) for kind, proved, late, missing in counted})
    return found
