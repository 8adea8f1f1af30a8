"""What weekly and monthly papers of food safety say: read off the daily checks and findings."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from canteen.models import DailyCheckLine, DailyFoodSafetyCheck
from canteen.models.food_safety import Result
from logistics.contributions import kinds
from logistics.duties.models import Finding
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Campus, SchoolDay


def kitchen_kinds() -> list[str]:
    return sorted(code for code, kind in kinds().items() if kind.trade == "canteen")


def checks_of(at: Campus, first: date, last: date) -> Any:
    rows = DailyFoodSafetyCheck.objects.filter(
        entry__campus=at, entry__happened_at__range=(start_of(first), end_of(last))
    )
    return rows.exclude(entry__status=Entry.Status.VOIDED)


def bad_lines(at: Campus, first: date, last: date) -> Any:
    rows = DailyCheckLine.objects.filter(sheet__in=checks_of(at, first, last), result=Result.BAD)
    return rows.select_related("sheet__entry").order_by("sheet__entry__happened_at", "position")


def findings_of(at: Campus) -> Any:
    """What the records of this kitchen found."""
    return Finding.objects.filter(
        campus=at, entry__kind__in=kitchen_kinds(), withdrawn_at=None
    ).order_by("found_at", "pk")


def figures_of(at: Campus, first: date, last: date, *, now: datetime) -> dict[str, int]:
    """The figures of a span of days, as a report files them."""
    span = (start_of(first), end_of(last))
    open_days = SchoolDay.objects.filter(
        campus=at, date__range=(first, last), kind__in=SchoolDay.OPEN
    )
    found = findings_of(at)
    opened = found.filter(found_at__range=span)
    closed = found.filter(closed_at__range=span)
    still = found.filter(found_at__lte=span[1]).filter(
        Q(closed_at=None) | Q(closed_at__gt=min(now, span[1]))
    )
    odd = opened.exclude(entry__kind=DailyFoodSafetyCheck.kind_code)
    return {
        "days": open_days.count(),
        "checks": checks_of(at, first, last).count(),
        "bad": bad_lines(at, first, last).count(),
        "odd": odd.count(),
        "found": opened.count(),
        "closed": closed.count(),
        "open": still.count(),
    }


def hazards_said(at: Campus, first: date, last: date) -> str:
    """What was found, one a line, as the report begins with."""
    lines = [
        f"{line.sheet.entry.happened_at:%m-%d} {line.title}：{line.problem}".rstrip("：")
        for line in bad_lines(at, first, last)
    ]
    span = (start_of(first), end_of(last))
    opened = findings_of(at).filter(found_at__range=span)
    opened = opened.exclude(entry__kind=DailyFoodSafetyCheck.kind_code)
    lines += [f"{finding.found_at:%m-%d} {finding.what}" for finding in opened]
    return "\n".join(lines)


def open_said(at: Campus, last: date) -> str:
    """What is not closed yet, one a line."""
    rows = findings_of(at).filter(found_at__lte=end_of(last), closed_at=None)
    return "\n".join(f"{row.found_at:%m-%d} {row.what}" for row in rows[:40])
