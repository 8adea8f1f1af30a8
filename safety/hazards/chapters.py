"""What the term summary says of hazards."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Table, Text
from logistics.duties.models import FindingState
from logistics.records.counting import standing
from logistics.school.calendar import end_of, start_of
from safety.models import Category, Hazard, Level
from safety.models.hazards import OF_FINDING

CLOSED = OF_FINDING[FindingState.CLOSED]


def hazards_of(asked: Asked, term: Any) -> Any:
    rows = Hazard.objects.standing().filter(
        asked.person.reach("records.view_register").within(campus="entry__campus_id"),
        entry__happened_at__range=(start_of(term.starts_on), end_of(term.ends_on)),
    )
    return rows.filter(entry__campus=asked.campus) if asked.campus else rows


def counted(rows: Any) -> dict[str, int]:
    return rows.order_by().aggregate(
        found=Count("pk"),
        ordinary=Count("pk", filter=Q(level=Level.ORDINARY)),
        major=Count("pk", filter=Q(level=Level.MAJOR)),
        closed=Count("pk", filter=CLOSED),
    )


def write(asked: Asked) -> Iterator[Block]:
    """How many were found, how bad, and how much of it is closed: this term and the one before."""
    now = counted(hazards_of(asked, asked.term))
    then = counted(hazards_of(asked, asked.before)) if asked.before else {}
    titles: list[tuple[str, str, dict[str, Any]]] = [
        ("found", _("Hazards found"), {"how": "held"}),
        ("ordinary", _("of them ordinary"), {"how": "held", "level": Level.ORDINARY.value}),
        ("major", _("of them major"), {"how": "held", "level": Level.MAJOR.value}),
        ("closed", _("Closed by now"), {"how": "closed"}),
    ]
    rows = tuple(
        (title, standing(asked, "hazards", **which), str(then.get(name, "—")))
        for name, title, which in titles
    )
    heads = (_("Hazards"), _("This term"), _("Term before"))
    yield Table(heads, rows, _("Hazards found and put right"))
    yield from by_category(asked)
    yield Text((said(now),))


def by_category(asked: Asked) -> Iterator[Block]:
    rows = hazards_of(asked, asked.term).order_by().values_list("category")
    found = sorted(rows.annotate(Count("pk")), key=lambda row: (-row[1], row[0]))
    if found:
        lines = tuple(
            (str(Category(code).label), standing(asked, "hazards", how="held", category=code))
            for code, _count in found
        )
        yield Table((_("Category"), _("Number")), lines, _("Hazards by category"))


def said(now: dict[str, int]) -> str:
    """The safe-campus target asks for this figure."""
    if not now["found"]:
        return _("No hazard was recorded in this term.")
    rate = f"{now['closed'] / now['found']:.1%}"
    return _("%(rate)s of the hazards found in this term are closed; %(open)s are open.") % {
        "rate": rate,
        "open": now["found"] - now["closed"],
    }


CHAPTERS = [Chapter(gettext_lazy("Hazards"), write, 71)]
