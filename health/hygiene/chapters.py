"""What the term summary says of disinfection and hygiene."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Sum
from django.urls import reverse
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
from logistics.documents import Block, Number, Table, Text
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of

REGISTERS = {
    "disinfection": "disinfections",
    "class_hygiene_log": "class-hygiene",
    "uv_lamp_log": "uv-lamps",
    "disinfectant_preparation": "disinfectants",
    "hygiene_inspection": "hygiene-inspections",
    "pest_control": "pest-control",
    "drinking_water_service": "drinking-water",
}


def entries(asked: Asked) -> Any:
    """Of the term, within what the person reads."""
    span = (start_of(asked.term.starts_on), end_of(asked.term.ends_on))
    rows = Entry.objects.standing().visible_to(asked.person, "records.view_register")
    rows = rows.filter(happened_at__range=span)
    return rows.filter(campus=asked.campus) if asked.campus else rows


def listed(asked: Asked, kind: str, value: int) -> Number:
    query = {"first": asked.term.starts_on, "last": asked.term.ends_on}
    if asked.campus:
        query["campus"] = asked.campus.pk
    return Number(value, f"{reverse('duties:register', args=[REGISTERS[kind]])}?{urlencode(query)}")


def write(asked: Asked) -> Iterator[Block]:
    """How often what was disinfected, what departed from the table, what was found and sent back."""
    of_term = entries(asked)
    counts = dict(
        of_term.filter(kind__in=REGISTERS).order_by().values_list("kind").annotate(Count("pk"))
    )
    titles = {
        "disinfection": _("Disinfections"),
        "class_hygiene_log": _("Hygiene sheets of classes"),
        "uv_lamp_log": _("Uses of ultraviolet lamps"),
        "disinfectant_preparation": _("Disinfectants mixed"),
        "hygiene_inspection": _("Hygiene inspections"),
        "pest_control": _("Pest control"),
        "drinking_water_service": _("Services of drinking water"),
    }
    yield Table(
        (_("Kind"), _("Number")),
        tuple((title, listed(asked, kind, counts.get(kind, 0))) for kind, title in titles.items()),
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
