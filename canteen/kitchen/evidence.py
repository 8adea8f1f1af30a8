"""What the day's records say for an item of the food-safety list: counted, owed, found."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from canteen.kitchen import roster
from canteen.models import FoodLicence, RiskItem
from logistics.duties.models import Finding, Task
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Campus

Evidence = RiskItem.Evidence
# The kinds of record behind each.
KINDS = {
    Evidence.HANDLERS: "food_handler_check",
    Evidence.SAMPLES: "food_sample",
    Evidence.RECEIPTS: "goods_receipt",
    Evidence.TABLEWARE: "tableware_disinfection",
    Evidence.CORE: "core_temperature",
    Evidence.COLD: "cold_storage_reading",
    Evidence.WASTE: "waste_disposal",
    Evidence.ADDITIVES: "additive_use",
    Evidence.TASTING: "taste_test",
}


@dataclass(frozen=True)
class Spoken:
    """What was there, in words. `is_backed`: None where nothing speaks for or against it."""

    words: str
    is_backed: bool | None


class Day:
    """The records of one kitchen on one day, as far as its list asks; in six queries."""

    def __init__(self, at: Campus, on: date, now: datetime) -> None:
        self.at, self.on, self.now = at, on, now
        self.entries = self.counted(Entry.objects.standing().filter(**self.span()))
        self.owed, self.proved = self.tasks()
        self.odd = self.findings()

    def span(self, path: str = "") -> dict[str, Any]:
        within = (start_of(self.on), end_of(self.on))
        return {
            f"{path}campus": self.at,
            f"{path}kind__in": list(KINDS.values()),
            f"{path}happened_at__range": within,
        }

    def counted(self, rows: Any) -> dict[str, int]:
        return dict(rows.order_by().values_list("kind").annotate(Count("pk")))

    def tasks(self) -> tuple[dict[str, int], dict[str, int]]:
        """Of what was due by now: how many, and how many of them are proved."""
        here = Q(campus=self.at) | Q(campus=None)
        rows = Task.objects.filter(here, day=self.on, proof__in=KINDS.values(), excused_at=None)
        rows = rows.filter(Q(due_at__lte=self.now) | Q(proved_at__isnull=False)).order_by()
        counted = rows.values_list("proof").annotate(
            all=Count("pk"), done=Count("pk", filter=Q(proved_at__isnull=False))
        )
        found = list(counted)
        return {k: n for k, n, _done in found}, {k: done for k, _n, done in found}

    def findings(self) -> Counter[str]:
        rows = Finding.objects.filter(**self.span("entry__"), withdrawn_at=None).order_by()
        return Counter(rows.values_list("entry__kind", flat=True))

    def of(self, evidence: str) -> Spoken:
        if evidence in KINDS:
            return self.of_kind(KINDS[Evidence(evidence)])
        if evidence == Evidence.LICENCES:
            return self.of_licences()
        if evidence == Evidence.CERTIFICATES:
            return self.of_certificates()
        return Spoken("", is_backed=None)

    def of_kind(self, kind: str) -> Spoken:
        count, owed = self.entries.get(kind, 0), self.owed.get(kind, 0)
        missing = owed - self.proved.get(kind, 0)
        if not count and not owed:
            return Spoken(_("No record today"), is_backed=None)
        said = [ngettext("%(n)s record", "%(n)s records", count) % {"n": count}]
        if missing > 0:
            said.append(ngettext("%(n)s missing", "%(n)s missing", missing) % {"n": missing})
        if odd := self.odd[kind]:
            said.append(ngettext("%(n)s out of range", "%(n)s out of range", odd) % {"n": odd})
        return Spoken(joined(said), missing <= 0 and not odd)

    def of_licences(self) -> Spoken:
        rows = FoodLicence.objects.current().filter(entry__campus=self.at)
        ends = list(rows.values_list("valid_to", flat=True))
        over = sum(day < self.on for day in ends)
        if not ends:
            return Spoken(_("No licence is registered"), is_backed=None)
        if over:
            return Spoken(
                ngettext("%(n)s lapsed", "%(n)s lapsed", over) % {"n": over}, is_backed=False
            )
        return Spoken(_("valid until %(day)s") % {"day": f"{min(ends):%Y-%m-%d}"}, is_backed=True)

    def of_certificates(self) -> Spoken:
        people = roster.on_the_roster(self.at, self.on)
        held = roster.certificates(people, self.on)
        bad = sum(not each.may_work for each in held.values())
        if not people:
            return Spoken(_("Nobody is on the roster"), is_backed=None)
        if bad:
            words = ngettext(
                "%(n)s without a valid certificate", "%(n)s without a valid certificate", bad
            )
            return Spoken(words % {"n": bad}, is_backed=False)
        said = ngettext("%(n)s certificate valid", "%(n)s certificates valid", len(people))
        return Spoken(said % {"n": len(people)}, is_backed=True)


def joined(parts: Iterable[str]) -> str:
    return pgettext("between the parts of a list", ", ").join(parts)
