"""What the term summary says of repairs, upkeep and works."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Listing, Number, Table, Text
from logistics.records.counting import read
from logistics.templatetags.house import money, percent
from safety.models import MaintenanceLine, Project, RepairTicket
from safety.repairs import statistics
from safety.repairs.listing import SEEN

MOST_NAMED = 20


def tickets_of(asked: Asked) -> Any:
    rows = RepairTicket.objects.visible_to(asked.person, SEEN)
    return rows.filter(campus=asked.campus) if asked.campus else rows


def write(asked: Asked) -> Iterator[Block]:
    """How much was reported, how quickly it was repaired, what it cost; then pieces and works."""
    term = asked.term
    month = statistics.month_of(tickets_of(asked), term.starts_on, term.ends_on)
    here = {"campus": asked.campus.pk} if asked.campus else {}
    yield Text(
        (
            _("Reported: "), Number(month.count, month.url(**here, counted="reported")),
            _(", repaired: "), Number(month.repaired, month.url(**here, counted="repaired")),
            _(". In time: %(in_time)s, again or sent back: %(again)s, satisfied: %(good)s.")
            % {
                "in_time": percent(month.in_time_rate),
                "again": percent(month.repeat_rate),
                "good": percent(month.good_rate),
            },
        )
    )  # fmt: skip
    if month.count:
        yield by_trade(month, here)
    if pieces := pieces_of(asked):
        yield Text((_("Upkeep and repair by the piece:"),))
        yield Listing(tuple(pieces))
    yield from works_of(asked)


def by_trade(month: statistics.Month, here: dict[str, Any]) -> Table:
    return Table(
        (pgettext("of a repair", "Trade"), _("Reported"), _("Repaired"), _("Cost (yuan)")),
        tuple(
            (
                trade.label,
                Number(trade.count, month.url(**here, counted="reported", category=trade.category)),
                Number(
                    trade.repaired, month.url(**here, counted="repaired", category=trade.category)
                ),
                money(trade.cost),
            )
            for trade in month.by_trade
        ),
        _("Repairs by trade"),
    )


def pieces_of(asked: Asked) -> list[str | Number]:
    """14 fans, 8 capacitors, added up over the term."""
    entries = read(asked).filter(kind="maintenance").order_by()
    added: dict[tuple[str, str, str], Any] = {}
    lines = MaintenanceLine.objects.filter(sheet__in=entries.values("pk"))
    for line in lines.order_by("pk"):
        key = (line.work, line.thing, line.unit)
        added[key] = added.get(key, 0) + line.quantity
    most = sorted(added.items(), key=lambda pair: -pair[1])[:MOST_NAMED]
    return [f"{work}{thing} {count.normalize():f} {unit}" for (work, thing, unit), count in most]


def works_of(asked: Asked) -> Iterator[Block]:
    rows = Project.objects.visible_to(asked.person, "safety.view")
    rows = rows.filter(campus=asked.campus) if asked.campus else rows
    years = {asked.term.starts_on.year, asked.term.ends_on.year}
    projects = list(rows.filter(year__in=years).order_by("year", "pk")[:MOST_NAMED])
    if projects:
        yield Table(
            (_("Project"), _("State"), _("Accepted on")),
            tuple(
                (
                    Number(project.name, project.get_absolute_url()),
                    str(project.state.label),
                    str(project.accepted_on or "—"),
                )
                for project in projects
            ),
            _("Works and renewals"),
        )


CHAPTERS: list[Any] = [Chapter(gettext_lazy("Repairs and works"), write, order=70)]
