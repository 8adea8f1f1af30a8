"""The carers' timetables: written as a whole, and taken over from the term before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from health.models import DayPlan, DayPlanLine
from logistics.errors import Refused
from logistics.school.models import Campus, Term


@dataclass(frozen=True)
class Stretch:
    """A stretch of the day, as it is typed."""

    starts_at: time
    ends_at: time
    work: str
    with_children: str = ""

    def __str__(self) -> str:
        said = f"{self.starts_at:%H:%M}-{self.ends_at:%H:%M} {self.work}"
        return f"{said} | {self.with_children}" if self.with_children else said

    @classmethod
    def of(cls, line: DayPlanLine) -> "Stretch":
        return cls(line.starts_at, line.ends_at, line.work, line.with_children)


@transaction.atomic
def write(plan: DayPlan, stretches: Sequence[Stretch]) -> DayPlan:
    """Save the timetable with these lines and no others."""
    plan.save()
    plan.lines.all().delete()
    DayPlanLine.objects.bulk_create(
        DayPlanLine(
            plan=plan,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            work=each.work,
            with_children=each.with_children,
        )
        for each in stretches
    )
    return plan


@transaction.atomic
def take_over(campus: Campus, term: Term) -> int:
    """Copy the timetables of the last term that had any; those written already stay.

    Refuses where there is nothing to copy.
    """
    earlier = DayPlan.objects.filter(campus=campus, term__starts_on__lt=term.starts_on)
    last = earlier.order_by("-term__starts_on").first()
    if last is None:
        raise Refused(_("No earlier term has a timetable."))
    there = set(DayPlan.objects.filter(campus=campus, term=term).values_list("post", flat=True))
    plans = earlier.filter(term=last.term_id).exclude(post__in=there).prefetch_related("lines")
    for plan in plans:
        fresh = DayPlan(campus=campus, term=term, post=plan.post, note=plan.note)
        write(fresh, [Stretch.of(line) for line in plan.lines.all()])
    return len(plans)
