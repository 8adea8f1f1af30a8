"""What the canteen may ask of health: counts and diets of a day, certificates of the staff.

In ids, numbers, dates and codes. Change it as you would a public API.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from health.care import staffing
from health.day.following import counted_days
from health.day.rolls import children_on
from health.models import AttendanceLine
from health.models.attendance import Mark
from logistics.records.models import Entry
from logistics.school.models import Allergy, Diet, Enrolment, SchoolClass, Term


@dataclass(frozen=True)
class HeadCount:
    """How many of a class eat on a day. `present` is None until somebody has confirmed the class."""

    school_class: int
    campus: int
    name: str
    is_open: bool
    expected: int
    present: int | None

    @property
    def is_confirmed(self) -> bool:
        return self.present is not None


@dataclass(frozen=True)
class Need:
    """How many children of a class that are there need something of the kitchen: counts, no names."""

    school_class: int
    kind: str  # "allergen" or "diet"
    code: str
    count: int


def absent_on(on: date) -> set[int]:
    """Ids of the children who are away, whatever the reason."""
    lines = AttendanceLine.objects.filter(on=on).exclude(mark=Mark.PRESENT)
    lines = lines.exclude(sheet__entry__status=Entry.Status.VOIDED)
    return set(lines.values_list("child", flat=True))


def head_counts(on: date, campuses: Iterable[int]) -> list[HeadCount]:
    """Of every class of these campuses, in the order of the school."""
    term = Term.objects.on(on)
    classes = SchoolClass.objects.filter(campus__in=list(campuses))
    classes = classes.in_year(term.school_year if term else on.year).select_related("campus")
    rows = counted_days(classes.order_by("campus__position", "position", "pk"), on)
    return [
        HeadCount(
            day.school_class.pk,
            day.school_class.campus_id,
            str(day.school_class),
            day.is_open,
            day.expected,
            day.attendance.present if day.attendance else None,
        )
        for day in rows
    ]


def needs(on: date, campuses: Iterable[int]) -> list[Need]:
    """Allergens and diets by class, of all who are not known to be away."""
    here = children_on(on, Q(school_class__campus__in=list(campuses))).exclude(pk__in=absent_on(on))
    pairs = Enrolment.objects.filter(
        child__in=here.order_by().values("pk"), term=Term.objects.on(on)
    )
    class_of = dict(pairs.values_list("child", "school_class"))
    found: Counter[tuple[int, str, str]] = Counter()
    for child, code in Allergy.objects.filter(child__in=class_of).values_list("child", "allergen"):
        found[class_of[child], "allergen", code] += 1
    for child, code in Diet.objects.filter(child__in=class_of).values_list("child", "kind"):
        found[class_of[child], "diet", code] += 1
    return [Need(*key, count) for key, count in sorted(found.items())]


@dataclass(frozen=True)
class StandingNeed:
    """How many children of a class need something of the kitchen, be they there today or not."""

    class_name: str
    kind: str  # "allergen" or "diet"
    code: str
    count: int


def standing_needs(on: date, campus: int) -> list[StandingNeed]:
    """Of all on the rolls of a campus: for what is planned ahead, whoever is away today.

    Three queries. Empty outside the terms.
    """
    term = Term.objects.on(on)
    if term is None:
        return []
    here = children_on(on, Q(school_class__campus=campus), term)
    rolls = Enrolment.objects.filter(term=term, child__in=here.order_by().values("pk"))
    found = []
    for kind, column in (
        ("allergen", "child__allergies__allergen"),
        ("diet", "child__diets__kind"),
    ):
        rows = rolls.exclude(**{column: None}).order_by(
            "school_class__position", "school_class", column
        )
        counted = rows.values_list("school_class__name", column).annotate(
            n=Count("child", distinct=True)
        )
        found += [StandingNeed(name, kind, code, n) for name, code, n in counted]
    return found


# The health certificates of the staff -------------------------------------------------------------


@dataclass(frozen=True)
class StaffHealth:
    """How it stands with one person's health certificate on a day. Nothing else is handed out.

    `standing` is one of valid, expiring (valid, to be renewed soon), lapsed, unfit and missing.
    """

    person: int
    standing: str
    number: str = ""
    valid_to: date | None = None

    @property
    def may_work(self) -> bool:
        """Whether a valid certificate says that the person is fit."""
        return self.standing in ("valid", "expiring")


def staff_health(people: Collection[int], on: date) -> dict[int, StaffHealth]:
    """Of each of these people, by their keys; in one query."""
    certs = staffing.newest(people)
    return {person: as_told(person, certs.get(person), on) for person in people}


def as_told(person: int, cert: "staffing.StaffHealthCert | None", on: date) -> StaffHealth:
    standing = staffing.judge(cert, on)
    if cert is None:
        return StaffHealth(person, standing.value)
    return StaffHealth(person, standing.value, cert.number, cert.valid_to)
