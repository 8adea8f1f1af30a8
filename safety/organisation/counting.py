"""Accidents in figures, without a name: by severity and kind, against the school's targets."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Words
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Child, Enrolment, SchoolClass, Term
from logistics.school.rules import rule
from safety.models import Accountability, ChildInjury, InjuryType, Severity
from safety.organisation.rules import ACCIDENT_RATE, MAJOR, MINOR_RATE, RESPONSIBLE

ACCIDENTS = (Severity.GENERAL, Severity.SERIOUS, Severity.MAJOR)
TENTH = Decimal("0.1")
RATE_TITLE = _("Accidents per hundred children")


@dataclass(frozen=True)
class Target:
    """What the school wants, and where it stands."""

    code: str
    title: Words
    value: Decimal | None
    most: Decimal

    @property
    def is_met(self) -> bool | None:
        return None if self.value is None else self.value <= self.most


def rate(count: int, children: int) -> Decimal | None:
    """Of a hundred children; nothing where there is no child."""
    if not children:
        return None
    return (Decimal(count * 100) / children).quantize(TENTH, ROUND_HALF_UP)


@dataclass
class Figures:
    """The injuries of a term."""

    children: int = 0
    by_severity: Counter[str] = field(default_factory=Counter)
    by_type: Counter[int] = field(default_factory=Counter)
    by_class: Counter[str] = field(default_factory=Counter)
    by_month: Counter[tuple[int, int]] = field(default_factory=Counter)
    responsible: int = 0
    open: int = 0

    @property
    def count(self) -> int:
        return self.by_severity.total()

    @property
    def accidents(self) -> int:
        return sum(self.by_severity[severity] for severity in ACCIDENTS)

    def rate(self, count: int) -> Decimal | None:
        return rate(count, self.children)

    @property
    def types(self) -> list[tuple[str, int]]:
        return [(str(InjuryType(code).label), n) for code, n in self.by_type.most_common()]

    def targets(self, on: date) -> list[Target]:
        """Each target with its figure."""
        minor, major = self.by_severity[Severity.MINOR], self.by_severity[Severity.MAJOR]
        asked: list[tuple[str, Words, Decimal | None]] = [
            (ACCIDENT_RATE, RATE_TITLE, self.rate(self.accidents)),
            (MINOR_RATE, _("Minor injuries per hundred children"), self.rate(minor)),
            (MAJOR, _("Major accidents"), Decimal(major)),
            (RESPONSIBLE, _("Accidents with responsibility"), Decimal(self.responsible)),
        ]
        return [Target(code, title, value, rule(code, on=on)) for code, title, value in asked]


def classes_seen(person: Any, permission: str, campus: Any = None) -> Any:
    classes = SchoolClass.objects.visible_to(person, permission)
    return classes.filter(campus=campus) if campus else classes


def of_term(
    term: Term, person: Any, permission: str, *, now: datetime, campus: Any = None
) -> Figures:
    """What happened in a term where the permission reaches, until now."""
    classes = classes_seen(person, permission, campus)
    span = span_of(term, now)
    rows = injuries_in(span, classes)
    figures = Figures(children=children_in(term, classes, timezone.localdate(span[1])).count())
    told = rows.values_list("severity", "type", "entry__school_class__name", "entry__happened_at")
    for severity, kind, name, at in told:
        day = timezone.localdate(at)
        figures.by_severity[severity] += 1
        figures.by_type[kind] += 1
        figures.by_class[name or ""] += 1
        figures.by_month[day.year, day.month] += 1
    figures.open = rows.open().count()
    figures.responsible = judged(span, person, permission, campus)
    return figures


def span_of(term: Term, now: datetime) -> tuple[datetime, datetime]:
    return start_of(term.starts_on), min(end_of(term.ends_on), now)


def injuries_in(span: tuple[datetime, datetime], classes: Any) -> Any:
    return ChildInjury.objects.standing().filter(
        entry__happened_at__range=span, entry__school_class__in=classes.values("pk")
    )


def rated(term: Term, person: Any, permission: str, *, now: datetime) -> dict[str, Any]:
    """What the rate of accidents is made of, to be counted: the children and the accidents."""
    classes, span = classes_seen(person, permission), span_of(term, now)
    return {
        "children": children_in(term, classes, timezone.localdate(span[1])),
        "accidents": injuries_in(span, classes).filter(severity__in=ACCIDENTS),
    }


def accident_rate(known: dict[str, int], on: date) -> Target:
    """The first of the targets, from what was counted of `rated`."""
    value = rate(known["accidents"], known["children"])
    return Target(ACCIDENT_RATE, RATE_TITLE, value, rule(ACCIDENT_RATE, on=on))


def children_in(term: Term, classes: Any, on: date) -> Any:
    enrolled = Enrolment.objects.filter(term=term, school_class__in=classes.values("pk"))
    return Child.objects.filter(pk__in=enrolled.values("child")).attending(on)


def judged(span: tuple[datetime, datetime], person: Any, permission: str, campus: Any) -> int:
    """Accidents found to be somebody's responsibility, each counted once."""
    seen = Q(entry__in=Entry.objects.filter(Entry.objects.within(person, permission)).values("pk"))
    rows = Accountability.objects.filter(
        seen, is_responsible=True, entry__happened_at__range=span
    ).exclude(entry__status=Entry.Status.VOIDED)
    if campus:
        rows = rows.filter(entry__campus=campus)
    accidents = {
        (row["injury"], row["finding"]) if row["injury"] or row["finding"] else row["pk"]
        for row in rows.values("pk", "injury", "finding")
    }
    return len(accidents)
