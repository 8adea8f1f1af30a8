"""Whether a supplier may sell food today: read off the newest of its papers."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import pgettext_lazy

from canteen.models import Source, SupplierEvaluation, SupplierLicence
from canteen.supply.rules import LICENCE_DAYS
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.rules import rule

Paper = SupplierLicence.Paper
NEWEST_FIRST = date.max
# Farmers and market stalls have no food licence of their own: other papers stand for them.
WITHOUT_LICENCE = {Source.FARMER: (Paper.IDENTITY,), Source.MARKET: ()}


@dataclass
class Standing:
    """How it stands with a supplier on a day. `papers` are the newest of each sort."""

    on: date
    source: str = Source.TRADER
    soon: date | None = None
    papers: dict[str, SupplierLicence] = field(default_factory=dict)

    @property
    def asked(self) -> Collection[str]:
        return WITHOUT_LICENCE.get(Source(self.source), SupplierLicence.LICENCES)

    @property
    def shown(self) -> list[SupplierLicence]:
        return [self.papers[code] for code in Paper.values if code in self.papers]

    @property
    def licence(self) -> SupplierLicence | None:
        """The licence that ends last, of those that let one sell food."""
        found = [self.papers[code] for code in self.asked if code in self.papers]
        return max(found, key=lambda paper: paper.valid_to or NEWEST_FIRST, default=None)

    @property
    def state(self) -> str:
        """valid, expiring, lapsed or missing."""
        if not self.asked:
            return "valid"
        return self.state_of(self.licence)

    def state_of(self, paper: SupplierLicence | None) -> str:
        if paper is None:
            return "missing"
        if paper.valid_to is None:
            return "valid"
        if paper.valid_to < self.on:
            return "lapsed"
        return "expiring" if self.soon and paper.valid_to <= self.soon else "valid"

    @property
    def is_lawful(self) -> bool:
        return self.state in ("valid", "expiring")

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def words(self) -> Any:
        return WORDS[self.state]

    @property
    def sheets(self) -> list[tuple[SupplierLicence, str, Any]]:
        """Each paper with the tone and the words of its state."""
        return [(p, TONES[self.state_of(p)], WORDS[self.state_of(p)]) for p in self.shown]


TONES = {"valid": "ok", "expiring": "warn", "lapsed": "danger", "missing": "danger"}
WORDS = {
    "valid": pgettext_lazy("a licence", "valid"),
    "expiring": pgettext_lazy("a licence", "ends soon"),
    "lapsed": pgettext_lazy("a licence", "lapsed"),
    "missing": pgettext_lazy("a licence", "no licence on file"),
}


def standings(suppliers: Collection[Any], on: date) -> dict[int, Standing]:
    """Of each of these suppliers, by their keys; their profiles have to be at hand."""
    soon = on + timedelta(days=int(rule(LICENCE_DAYS, on=on)))
    found = {each.pk: Standing(on, source_of(each), soon) for each in suppliers}
    for paper in SupplierLicence.objects.standing().filter(supplier__in=found):
        kept = found[paper.supplier_id].papers.get(paper.paper)
        if kept is None or ends(kept) <= ends(paper):
            found[paper.supplier_id].papers[paper.paper] = paper
    return found


def standing(supplier: Any, on: date) -> Standing:
    return standings([supplier], on)[supplier.pk]


def ends(paper: SupplierLicence) -> date:
    return paper.valid_to or NEWEST_FIRST


def source_of(supplier: Any) -> str:
    profile = getattr(supplier, "food_profile", None)
    return profile.source if profile else Source.TRADER.value


def ending(on: date, days: int) -> list[SupplierLicence]:
    """The newest papers of suppliers in use that end within so many days or have ended."""
    newest: dict[tuple[int, str], SupplierLicence] = {}
    rows = SupplierLicence.objects.standing().filter(supplier__is_active=True)
    for paper in rows.select_related("supplier", "entry").order_by("pk"):
        key = (paper.supplier_id, paper.paper)
        if key not in newest or ends(newest[key]) <= ends(paper):
            newest[key] = paper
    until = on + timedelta(days=days)
    due = [paper for paper in newest.values() if ends(paper) <= until]
    return sorted(due, key=lambda paper: (ends(paper), paper.pk))


@transaction.atomic
def evaluate(record: SupplierEvaluation, *, by: Any, now: Any, photos: Any = ()) -> Entry:
    """File what a supplier was worth; one the school drops is out of use from now on."""
    filed = filing.submit(record, by=by, now=now, photos=photos)
    if record.verdict == SupplierEvaluation.Verdict.DROP and record.supplier.is_active:
        record.supplier.is_active = False
        record.supplier.save(update_fields=["is_active"])
    return filed
