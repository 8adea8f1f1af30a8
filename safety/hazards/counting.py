"""How many hazards there are, how many are put right, and what comes back."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from logistics.duties import filing
from logistics.duties.models import FindingState
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of, whole_month
from safety.models import Category, Hazard, HazardSummary, Level, Origin
from safety.models.hazards import IS_OPEN, OF_FINDING, HazardQuerySet


def standing_now(hazards: HazardQuerySet, *, on: date) -> dict[str, int]:
    """Four figures over everything one sees: open, major, overdue, to be graded."""
    return hazards.order_by().aggregate(
        open=Count("pk", filter=IS_OPEN),
        major=Count("pk", filter=IS_OPEN & Q(level=Level.MAJOR)),
        late=Count("pk", filter=IS_OPEN & Q(finding__due_on__lt=on)),
        ungraded=Count("pk", filter=IS_OPEN & Q(level="")),
    )


def before(hazard: Hazard) -> HazardQuerySet:
    """What of the same kind was dangerous at this place before, the latest first."""
    rows = Hazard.objects.standing().filter(
        entry__place=hazard.entry.place_id, category=hazard.category, pk__lt=hazard.pk
    )
    if hazard.entry.place_id is None:
        return rows.none()
    return rows.select_related("finding", "entry").order_by("-pk")[:5]


@dataclass(frozen=True)
class Month:
    """The figures a month's summary of hazards asks for."""

    first: date
    found: int
    ordinary: int
    major: int
    ungraded: int
    closed: int
    overdue: int
    by_category: list[tuple[str, str, int, int]] = field(default_factory=list)
    by_source: list[tuple[str, str, int, int]] = field(default_factory=list)

    @property
    def rate(self) -> float | None:
        """The share of what was found that is closed by now."""
        return self.closed / self.found if self.found else None

    @property
    def code(self) -> str:
        return f"{self.first:%Y%m}"

    @property
    def listed(self) -> str:
        """The list of these hazards."""
        return listed(month=self.code)

    @property
    def listed_major(self) -> str:
        return listed(month=self.code, level=Level.MAJOR)

    @property
    def listed_late(self) -> str:
        return listed(month=self.code, late="on")


def listed(**query: str) -> str:
    return f"{reverse('safety:hazard_list')}?{urlencode({'view': 'all'} | query)}"


def month_of(hazards: HazardQuerySet, first: date, *, on: date) -> Month:
    """Of what was found in the month: how bad, and how much of it is closed or overdue."""
    last = whole_month(first.year, first.month)[1]
    rows = hazards.filter(entry__happened_at__range=(start_of(first), end_of(last))).order_by()
    is_closed = OF_FINDING[FindingState.CLOSED]
    counts = rows.aggregate(
        found=Count("pk"),
        ordinary=Count("pk", filter=Q(level=Level.ORDINARY)),
        major=Count("pk", filter=Q(level=Level.MAJOR)),
        ungraded=Count("pk", filter=Q(level="")),
        closed=Count("pk", filter=is_closed),
        overdue=Count("pk", filter=IS_OPEN & Q(finding__due_on__lt=on)),
    )
    parts = {"found": Count("pk"), "closed": Count("pk", filter=is_closed)}
    return Month(
        first=first,
        **counts,
        by_category=named(rows.values("category").annotate(**parts), "category", Category),
        by_source=named(rows.values("source").annotate(**parts), "source", Origin),
    )


def named(rows: Any, column: str, choices: Any) -> list[tuple[str, str, int, int]]:
    """Code, words, found and closed, most first."""
    found = [
        (row[column], str(choices(row[column]).label), row["found"], row["closed"]) for row in rows
    ]
    return sorted(found, key=lambda part: (-part[2], part[0]))


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    return whole_month(first.year, first.month)[1] + timedelta(days=1)


def summarise(campus: Any, first: date, *, note: str, by: Any, now: datetime) -> Entry:
    """File the month's figures of a campus as they stand now."""
    on = timezone.localdate(now)
    month = month_of(Hazard.objects.standing().filter(entry__campus=campus), first, on=on)
    summary = HazardSummary(
        entry=Entry(campus=campus, subject=f"month:{month.code}", happened_at=now),
        month=first, found=month.found, ordinary=month.ordinary, major=month.major,
        closed=month.closed, overdue=month.overdue, note=note,
    )  # fmt: skip
    return filing.submit(summary, by=by, now=now)
