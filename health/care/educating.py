"""Health education filed, and the activities of a term collected by age group and month."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from health.models import HealthEducation
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import SchoolClass, Term

Age = HealthEducation.Age


@transaction.atomic
def hold(held: HealthEducation, *, by: Any, now: datetime, photos: Sequence[Any] = ()) -> Entry:
    """File what was taught. Of a class, the age group is that of the class."""
    school_class = held.entry.school_class
    if school_class is not None and school_class.grade in Age.values:
        held.age_group = school_class.grade
    return filing.submit(held, by=by, now=now, photos=photos)


@transaction.atomic
def add_feedback(held: HealthEducation, words: str, *, by: Any, now: datetime, seen: int) -> Entry:
    """What the children and parents said of it, when it comes in later."""
    if not words.strip():
        raise Refused(_("Write what came back."))
    held.feedback = words.strip()
    reason = _("Feedback entered")
    return filing.correct(held, by=by, now=now, reason=reason, seen=seen)


def of_term(term: Term, person: Any, permission: str) -> Any:
    """What was held in a term where the permission reaches, the newest first."""
    entries = Entry.objects.standing().filter(
        kind=HealthEducation.kind_code,
        happened_at__range=(start_of(term.starts_on), end_of(term.ends_on)),
    )
    seen = entries.visible_to(person, permission)
    rows = HealthEducation.objects.filter(entry__in=seen.values("pk"))
    rows = rows.select_related("entry__school_class", "entry__campus", "entry__entered_by")
    return rows.order_by("-entry__happened_at", "-pk")


@dataclass(frozen=True)
class MonthOfClass:
    """A class in the months of a term: what it did in each."""

    school_class: SchoolClass
    months: Sequence[Sequence[HealthEducation]]


def by_class(
    classes: Sequence[SchoolClass],
    held: Sequence[HealthEducation],
    months: Sequence[tuple[int, int]],
) -> list[MonthOfClass]:
    """Class by class, month by month; a month without anything stays empty."""
    found: dict[tuple[int | None, tuple[int, int]], list[HealthEducation]] = defaultdict(list)
    for each in held:
        day = timezone.localdate(each.entry.happened_at)
        found[each.entry.school_class_id, (day.year, day.month)].append(each)
    return [MonthOfClass(c, [found[c.pk, month] for month in months]) for c in classes]


def lectures(held: Sequence[HealthEducation]) -> dict[str, int]:
    """How many lectures each age group had; one for all counts for each."""
    counted = dict.fromkeys((Age.JUNIOR, Age.MIDDLE, Age.SENIOR), 0)
    for each in held:
        if each.form == HealthEducation.Form.LECTURE:
            for age in counted:
                counted[age] += each.age_group in (age, Age.ALL)
    return {str(Age(age).label): count for age, count in counted.items()}


def classes_without(
    classes: Sequence[SchoolClass], held: Sequence[HealthEducation], on: date
) -> list[SchoolClass]:
    """Those that have had no activity in the month of a day."""
    done = {
        each.entry.school_class_id
        for each in held
        if timezone.localdate(each.entry.happened_at).replace(day=1) == on.replace(day=1)
    }
    return [school_class for school_class in classes if school_class.pk not in done]
