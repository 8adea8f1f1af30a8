"""What the term summary says of cleaning and of the outsourced companies."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from logistics.records.counting import read, standing
from logistics.school.models import ZoneAssignment
from safety.grounds import companies
from safety.models import Cleaning, ServiceContract, Work


def cleanings(asked: Asked) -> Any:
    here = read(asked).filter(kind=Cleaning.kind_code).order_by()
    return Cleaning.objects.filter(entry__in=here.values("pk"))


def write_cleaning(asked: Asked) -> Iterator[Block]:
    """How often what was cleaned, and whether every zone has somebody."""
    counts = dict(cleanings(asked).order_by().values_list("work").annotate(Count("pk")))
    rows = tuple((str(w.label), str(counts[w.value])) for w in Work if counts.get(w.value))
    total = (_("All"), standing(asked, "cleanings"))
    yield Table((_("What was cleaned"), _("Times")), (*rows, total), _("Cleaning of the term"))
    zones = ZoneAssignment.objects.visible_to(asked.person, "school.view_place")
    zones = zones.filter(term=asked.term)
    if asked.campus:
        zones = zones.filter(place__campus=asked.campus)
    yield Text((_("Zones and rooms assigned this term: %(n)s") % {"n": zones.count()},))


def write_companies(asked: Asked) -> Iterator[Block]:
    """The verdict on each service, read off the points of its months."""
    seen = ServiceContract.objects.visible_to(asked.person, "safety.view").for_rows()
    running = seen.filter(starts_on__lte=asked.term.ends_on, ends_on__gte=asked.term.starts_on)
    if asked.campus:
        running = running.filter(campus__in=[asked.campus]) | running.filter(campus=None)
    span = (asked.term.starts_on, asked.term.ends_on)
    rows = tuple(row_of(companies.verdict(each, *span)) for each in running)
    if not rows:
        yield Text((_("No service was outsourced in this term."),))
        return
    heads = (
        _("Service"), _("Company"), _("Months"), _("Average points"), _("Opinions"),
        _("Missing on post"), _("Verdict"),
    )  # fmt: skip
    yield Table(heads, rows, _("Verdict on the outsourced services"))


def row_of(verdict: companies.Verdict) -> tuple[str, ...]:
    contract = verdict.contract
    return (
        contract.get_service_display(), str(contract.supplier), str(verdict.months),
        "—" if verdict.average is None else f"{verdict.average:f}", str(verdict.opinions),
        str(verdict.missing), verdict.words,
    )  # fmt: skip


CHAPTERS = [
    Chapter(gettext_lazy("Cleaning"), write_cleaning, 72),
    Chapter(gettext_lazy("Outsourced services"), write_companies, 73),
]
