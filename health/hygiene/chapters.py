"""What the term summary says of disinfection and hygiene."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.models import (
    Disinfection,
    HygieneInspection,
    InspectionFinding,
    Item,
    Pest,
    PestReading,
    SentBack,
)
from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from logistics.records.counting import read, standing


def write(asked: Asked) -> Iterator[Block]:
    """How often what was disinfected, what departed from the table, what was found and sent back."""
    of_term = read(asked).order_by()
    titles = {
        "disinfections": _("Disinfections"),
        "class-hygiene": _("Hygiene sheets of classes"),
        "uv-lamps": _("Uses of ultraviolet lamps"),
        "disinfectants": _("Disinfectants mixed"),
        "hygiene-inspections": _("Hygiene inspections"),
        "pest-control": _("Pest control"),
        "drinking-water": _("Services of drinking water"),
    }
    yield Table(
        (_("Kind"), _("Number")),
        tuple((title, standing(asked, code)) for code, title in titles.items()),
        _("Disinfection and hygiene"),
    )
    yield by_item(asked, of_term)
    yield Text((said_of_departures(of_term),))
    yield from of_pests(of_term)


def by_item(asked: Asked, of_term: Any) -> Table:
    here = Disinfection.objects.filter(entry__in=of_term.values("pk"))
    counted = dict(here.order_by().values_list("item").annotate(Count("pk")))
    rows = tuple((item.label, counted[item.value]) for item in Item if item.value in counted)
    return Table(
        (_("What was disinfected"), _("Number")),
        tuple((str(label), str(count)) for label, count in rows),
        _("By what was disinfected"),
    )


def said_of_departures(of_term: Any) -> str:
    here = of_term.values("pk")
    departed = Disinfection.objects.filter(entry__in=here).exclude(departure="").count()
    back = SentBack.objects.filter(entry__in=here)
    findings = InspectionFinding.objects.filter(sheet__entry__in=here)
    checks = HygieneInspection.objects.filter(entry__in=here)
    seen = checks.aggregate(seen=Sum("seen"))["seen"] or 0
    return _(
        "Otherwise than the table, with the reason: %(departed)s. Looked at by the doctor: %(seen)s"
        " records, %(back)s of them sent back. Findings of inspections: %(findings)s."
    ) % {
        "departed": departed,
        "seen": seen,
        "back": back.count(),
        "findings": findings.count(),
    }


def of_pests(of_term: Any) -> Iterator[Block]:
    """The density of each kind over all traps of the term."""
    readings = PestReading.objects.filter(sheet__entry__in=of_term.values("pk")).order_by()
    sums = readings.values("pest").annotate(
        of=Sum("traps"), caught_in=Sum("positive"), animals=Sum(F("caught"))
    )
    rows = tuple(
        (
            str(Pest(row["pest"]).label),
            str(row["of"]),
            str(row["caught_in"]),
            f"{100 * row['caught_in'] / row['of']:.1f} %",
        )
        for row in sums
    )
    if rows:
        headings = (_("Against"), _("Traps"), _("With a catch"), _("Density"))
        yield Table(headings, rows, _("Density of pests"))


CHAPTERS = [Chapter(gettext_lazy("Disinfection and hygiene"), write, 62)]
