"""Adding up the rounds of a span: how many, what they found, and what became of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from logistics.duties.models import Finding
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from safety.models import Round, RoundKind


@dataclass(frozen=True)
class ListSum:
    """What the rounds of one list came to."""

    checklist: int
    title: str
    kind: str
    rounds: int
    normal: int
    abnormal: int
    unchecked: int
    last_at: Any

    @property
    def kind_words(self) -> Any:
        return RoundKind(self.kind).label


@dataclass(frozen=True)
class Summary:
    """The rounds of a span within reach, list by list, and the findings they opened."""

    lists: list[ListSum]
    found: int
    put_right: int
    closed: int
    late: int
    findings: list[Finding]

    @property
    def rounds(self) -> int:
        return sum(one.rounds for one in self.lists)

    @property
    def abnormal(self) -> int:
        return sum(one.abnormal for one in self.lists)

    @property
    def unchecked(self) -> int:
        return sum(one.unchecked for one in self.lists)

    @property
    def share(self) -> float | None:
        """Of what was found, how much is closed."""
        return self.closed / self.found if self.found else None


MOST_FINDINGS = 100


def standing(reach: Q, first: date, last: date) -> QuerySet[Round]:
    span = (start_of(first), end_of(last))
    rows = Round.objects.filter(reach, entry__happened_at__range=span)
    return rows.exclude(entry__status=Entry.Status.VOIDED)


def sum_up(reach: Q, first: date, last: date, *, on: date) -> Summary:
    """In four queries, whatever the number of rounds; what is late is so on the day `on`."""
    rounds = standing(reach, first, last).order_by()
    findings = Finding.objects.filter(entry__in=rounds.values("pk"), withdrawn_at=None)
    counted = findings.aggregate(
        found=Count("pk"),
        put_right=Count("pk", filter=Q(put_right_at__isnull=False)),
        closed=Count("pk", filter=Q(closed_at__isnull=False)),
        late=Count("pk", filter=Q(closed_at=None, due_on__lt=on)),
    )
    named = findings.select_related("place", "owner", "campus").order_by("closed_at", "-found_at")
    return Summary(list(by_list(rounds)), findings=list(named[:MOST_FINDINGS]), **counted)


def by_list(rounds: QuerySet[Round]) -> Any:
    rows = rounds.values("checklist", "checklist__title", "checklist__kind").annotate(
        rounds=Count("pk"), normal=Sum("normal"), abnormal=Sum("abnormal"),
        unchecked=Sum("unchecked"), last_at=Max("entry__happened_at"),
    )  # fmt: skip
    for row in rows.order_by("checklist__kind", "checklist__position"):
        yield ListSum(
            row["checklist"], row["checklist__title"], row["checklist__kind"], row["rounds"],
            row["normal"], row["abnormal"], row["unchecked"], row["last_at"],
        )  # fmt: skip
