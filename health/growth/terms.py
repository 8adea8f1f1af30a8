"""A term from its first to its last measurement: how much each child has grown, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from health.growth.evaluating import day_of, standing
from health.models import GrowthLine
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Child, SchoolClass, Term

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Course:
    """A child's first and last measurement of a term; nothing to compare where it is one."""

    child: Child
    start: GrowthLine | None
    end: GrowthLine | None

    @property
    def is_compared(self) -> bool:
        return self.start is not None and self.end is not None

    def grown(self, name: str) -> Decimal | None:
        if self.start is None or self.end is None:
            return None
        first, last = getattr(self.start, name), getattr(self.end, name)
        return None if first is None or last is None else last - first

    @property
    def height_gain(self) -> Decimal | None:
        return self.grown("height_cm")

    @property
    def weight_gain(self) -> Decimal | None:
        return self.grown("weight_kg")

    @property
    def started_on(self) -> date | None:
        return day_of(self.start) if self.start else None

    @property
    def ended_on(self) -> date | None:
        return day_of(self.end) if self.end else None

    @property
    def states(self) -> str:
        """What it was called at first and at last."""
        if self.start is None:
            return _("not measured")
        told = [words_of(line) for line in (self.start, self.end) if line is not None]
        return " → ".join(told)

    @property
    def change(self) -> str:
        """better: out of the ordinary at first, no more at last; worse: the other way round."""
        if self.start is None or self.end is None:
            return ""
        before, after = set(self.start.statuses), set(self.end.statuses)
        if before == after:
            return "same"
        if not after:
            return "better"
        return "worse" if not before else "other"


def words_of(line: GrowthLine) -> str:
    return _(", ").join(line.status_words) or _("normal")


@dataclass(frozen=True)
class Total:
    """A class as a whole: how many could be compared, what they gained, how many changed."""

    children: int
    compared: int
    height_gain: Decimal | None
    weight_gain: Decimal | None
    better: int
    worse: int


def lines_of(school_class: SchoolClass, term: Term, on: date) -> QuerySet[GrowthLine]:
    span = (start_of(term.starts_on), end_of(min(on, term.ends_on)))
    lines = standing(GrowthLine).filter(
        sheet__entry__happened_at__range=span,
        child__enrolments__term=term,
        child__enrolments__school_class=school_class,
    )
    return lines.select_related("sheet__entry").order_by("sheet__entry__happened_at", "pk")


def courses(
    school_class: SchoolClass, children: Sequence[Child], term: Term, on: date
) -> list[Course]:
    """Each child's term, in the order of the children."""
    found: dict[int, list[GrowthLine]] = {}
    for line in lines_of(school_class, term, on):
        found.setdefault(line.child_id, []).append(line)
    return [course_of(child, found.get(child.pk, [])) for child in children]


def course_of(child: Child, lines: Sequence[GrowthLine]) -> Course:
    return Course(child, lines[0] if lines else None, lines[-1] if len(lines) > 1 else None)


def total_of(courses: Sequence[Course]) -> Total:
    changes = [course.change for course in courses]
    return Total(
        len(courses),
        sum(course.is_compared for course in courses),
        mean([course.height_gain for course in courses]),
        mean([course.weight_gain for course in courses]),
        changes.count("better"),
        changes.count("worse"),
    )


def mean(values: Sequence[Decimal | None]) -> Decimal | None:
    """With one decimal; nothing of nothing."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    return (sum(known, Decimal(0)) / len(known)).quantize(TENTH, ROUND_HALF_UP)
