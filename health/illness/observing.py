"""Who is isolated and which classes are observed on a day: read off the cases."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from health.models import InfectiousCase
from logistics.school.models import SchoolClass


@dataclass(frozen=True)
class Observed:
    """A class under observation: no admissions, no moves, apart from the others."""

    school_class: SchoolClass
    since: date
    until: date
    cases: int


def observed_on(day: date, classes: Any = None) -> list[Observed]:
    """The classes of cases whose observation covers the day, the one that lasts longest first."""
    cases = InfectiousCase.objects.standing().filter(
        observed_from__lte=day, observed_until__gte=day, entry__school_class__isnull=False
    )
    if classes is not None:
        cases = cases.filter(entry__school_class__in=classes)
    found: dict[SchoolClass, list[InfectiousCase]] = {}
    rows = cases.select_related("entry__school_class", "entry__campus").order_by("pk")
    for case in rows:
        if case.entry.school_class:
            found.setdefault(case.entry.school_class, []).append(case)
    observed = [whole(school_class, of_class) for school_class, of_class in found.items()]
    return sorted(observed, key=lambda each: (each.until, each.school_class.pk), reverse=True)


def whole(school_class: SchoolClass, cases: list[InfectiousCase]) -> Observed:
    since = min(case.observed_from for case in cases if case.observed_from)
    until = max(case.observed_until for case in cases if case.observed_until)
    return Observed(school_class, since, until, len(cases))


def isolated_on(day: date) -> set[int]:
    """Ids of the children who are at home with an infectious disease that day."""
    cases: Any = InfectiousCase.objects.standing().with_return().filter(onset_on__lte=day)
    rows = cases.values_list("child_id", "isolation_until", "returned_on")
    return {
        child
        for child, until, returned in rows
        if (returned is None or returned > day) and (until is None or until >= day or not returned)
    }
