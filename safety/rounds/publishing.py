"""通报: the results of scored inspections, put up for everybody, and who stands where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.records.models import Entry
from safety.models import Publication, Result, Round, RoundLine


@transaction.atomic
def publish(record: Round, *, by: Any, now: datetime, words: str = "") -> Publication:
    """Put the result up. Refuses what has no points, what was voided and what is up already."""
    if record.score is None:
        raise Refused(_("Only inspections with points are published."))
    if record.person_id:
        raise Refused(_("The assessment of a person is not published."))
    if record.entry.status == Entry.Status.VOIDED:
        raise Refused(_("This record was voided."))
    try:
        with transaction.atomic():
            return Publication.objects.create(round_id=record.pk, at=now, by=by, words=words)
    except IntegrityError as twice:
        raise Refused(_("This result is published already.")) from twice


@dataclass(frozen=True)
class Rank:
    """One zone, class or company in a scored inspection."""

    place: int
    about: str
    name: str
    score: Decimal
    most: Decimal
    abnormal: int
    unchecked: int

    @property
    def share(self) -> Decimal | None:
        return (100 * self.score / self.most).quantize(Decimal("0.1")) if self.most else None


def ranking(rounds: Any) -> list[Rank]:
    """Everything these rounds were about, the best first; equal ones share their place.

    What nobody reached stands last, without a place.
    """
    lines = RoundLine.objects.filter(sheet__in=rounds).order_by()
    rows = lines.values("about", "name").annotate(
        score=Sum("points"),
        most=Sum(F("item__weight"), filter=Q(points__isnull=False)),
        abnormal=Count("pk", filter=Q(result=Result.ABNORMAL)),
        unchecked=Count("pk", filter=Q(result=Result.UNCHECKED)),
    )
    ranked = sorted(rows, key=lambda row: (-share(row), row["name"]))
    return list(placed(ranked))


def share(row: Mapping[str, Any]) -> Decimal:
    return row["score"] / row["most"] if row["most"] else Decimal(-1)


def placed(rows: Sequence[Mapping[str, Any]]) -> Iterator[Rank]:
    place, before = 0, None
    for number, row in enumerate(rows, start=1):
        if share(row) != before:
            place, before = number, share(row)
        yield Rank(
            place if row["most"] else 0, row["about"], row["name"], row["score"] or Decimal(0),
            row["most"] or Decimal(0), row["abnormal"], row["unchecked"],
        )  # fmt: skip
