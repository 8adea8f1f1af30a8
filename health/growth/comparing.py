"""Measurements that cannot all be true."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from health.growth import thresholds
from health.growth.evaluating import day_of, standing
from health.models import SHEETS, GrowthLine
from logistics.contributions import Clash, Comparison
from logistics.school.calendar import end_of, start_of


def lines_in(model: Any, first: date, last: date) -> Any:
    span = (start_of(first), end_of(last))
    lines = standing(model).filter(sheet__entry__happened_at__range=span)
    return lines.select_related("sheet__entry__school_class", "child").defer(
        "child__identity_number", "child__note"
    )


def said_of(line: Any) -> dict[str, str]:
    """A child is named by its number: contradictions are read by many."""
    return {"child": line.child.number, "record": line.sheet.entry.number}


def measured_apart(first: date, last: date) -> Iterator[Clash]:
    """One child on one day with two heights or two weights."""
    days: dict[tuple[int, date], list[GrowthLine]] = defaultdict(list)
    for line in lines_in(GrowthLine, first, last).order_by("pk"):
        days[line.child_id, day_of(line)].append(line)
    for (child, day), lines in days.items():
        if len({(line.height_cm, line.weight_kg) for line in lines}) > 1:
            yield Clash(
                key=f"{child}.{day}",
                on=day,
                campus=lines[0].sheet.entry.campus_id,
                entries=tuple(line.sheet_id for line in lines),
                said={**said_of(lines[0]), "day": day.isoformat()},
            )


def shrunk(first: date, last: date) -> Iterator[Clash]:
    """Shorter than before by more than a slip of the tape, and nobody has confirmed it."""
    most = thresholds.figures(last)["growth_height_drop"]
    before: dict[int, GrowthLine] = {}
    rows = lines_in(GrowthLine, first, last).filter(height_cm__isnull=False)
    for line in rows.order_by("sheet__entry__happened_at", "pk"):
        earlier = before.get(line.child_id)
        before[line.child_id] = line
        if earlier is None or "height_drop" in line.doubts.split():
            continue
        if earlier.height_cm - line.height_cm > most:
            yield Clash(
                key=f"{earlier.sheet_id}.{line.sheet_id}.{line.child_id}",
                on=day_of(line),
                campus=line.sheet.entry.campus_id,
                entries=(earlier.sheet_id, line.sheet_id),
                said={**said_of(line), "day": day_of(earlier).isoformat()},
            )


def measured_after_leaving(first: date, last: date) -> Iterator[Clash]:
    """On a sheet although the child had left by then."""
    for sheet in SHEETS:
        rows = lines_in(sheet.line_model(), first, last)
        for line in rows.filter(child__left_on__isnull=False).order_by("pk"):
            if line.child.left_on < day_of(line):
                yield Clash(
                    key=f"{line.sheet_id}.{line.child_id}",
                    on=day_of(line),
                    campus=line.sheet.entry.campus_id,
                    entries=(line.sheet_id,),
                    said={**said_of(line), "day": line.child.left_on.isoformat()},
                )


COMPARISONS = [
    Comparison(
        "measured_apart",
        _("Measured twice on one day with different results"),
        _("Child %(child)s has two different heights or weights on %(day)s (%(record)s)."),
        _("Find out which is right; correct the other record with the reason."),
        measured_apart,
    ),
    Comparison(
        "shrunk",
        _("A child that became shorter"),
        _("Child %(child)s is shorter in %(record)s than on %(day)s."),
        _("Measure again and correct the record that is wrong."),
        shrunk,
    ),
    Comparison(
        "measured_after_leaving",
        _("Measured after leaving"),
        _("Child %(child)s stands in %(record)s, but had left on %(day)s."),
        _("Correct the day of leaving, or take the child off the record with the reason."),
        measured_after_leaving,
    ),
]
