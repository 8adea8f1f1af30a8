"""What the canteen may ask of health: counts and diets of a day, a period's attendance, certificates.

In ids, numbers, dates and codes. Change it as you would a public API.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value

from health.care import staffing
from health.day.following import laid_out
from health.day.rolls import children_on
from health.models import Attendance, AttendanceLine, SpecialCareCase
from health.models.attendance import Mark
from logistics.records.models import Entry
from logistics.school.models import Enrolment, SchoolClass, Term


@dataclass(frozen=True)
class HeadCount:
    """How many of a class eat on a day. `present` is None until somebody has confirmed the class."""

    school_class: int
    campus: int
    name: str
    is_open: bool
    expected: int
    present: int | None
    grade: str = ""

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
    return set(away_on(on).values_list("child", flat=True))


def away_on(on: date) -> QuerySet[AttendanceLine]:
    lines = AttendanceLine.objects.filter(on=on).exclude(mark=Mark.PRESENT)
    return lines.exclude(sheet__entry__status=Entry.Status.VOIDED)


def head_counts(on: date, campuses: Iterable[int], term: Term | None = None) -> list[HeadCount]:
    """Of every class of these campuses, in the order of the school.

    Two queries if whoever asks knows the `term` of the day, else three.
    """
    term = term or Term.objects.on(on)
    classes = SchoolClass.objects.filter(campus__in=list(campuses))
    classes = classes.in_year(term.school_year if term else on.year).select_related("campus")
    taken = Attendance.objects.of_day(on).filter(school_class=OuterRef("pk")).order_by("-pk")
    classes = classes.annotate(present=Subquery(taken.values("present")[:1]))
    rows = laid_out(classes.order_by("campus__position", "position", "pk"), on, term)
    return [
        HeadCount(
            day.school_class.pk,
            day.school_class.campus_id,
            str(day.school_class),
            day.is_open,
            day.expected,
            day.school_class.present,  # type: ignore[attr-defined]
            day.school_class.grade,
        )
        for day in rows.values()
    ]


def needs(on: date, campuses: Iterable[int], term: Term | None = None) -> list[Need]:
    """Allergens and diets by class, of all who are not known to be away; `term` is that of the day."""
    term = term or Term.objects.on(on)
    away = away_on(on).values("child")
    here = children_on(on, Q(school_class__campus__in=list(campuses)), term).exclude(pk__in=away)
    pairs = Enrolment.objects.filter(child__in=here.order_by().values("pk"), term=term).order_by()
    allergies = pairs.filter(child__allergies__isnull=False)
    diets = pairs.filter(child__diets__isnull=False)
    coded = allergies.annotate(kind=Value("allergen"), code=F("child__allergies__allergen"))
    kinds = diets.annotate(kind=Value("diet"), code=F("child__diets__kind"))
    said = ("school_class", "kind", "code")
    found: Counter[tuple[int, str, str]] = Counter(
        coded.values_list(*said).union(kinds.values_list(*said), all=True)
    )
    return [Need(*key, count) for key, count in sorted(found.items())]


def present_by_class(first: date, last: date) -> dict[tuple[int, date], int]:
    """How many of a class were present, by class and day, where its attendance was taken."""
    sheets = Attendance.objects.standing().filter(on__range=(first, last)).order_by()
    rows = sheets.values_list("school_class", "on", "present")
    return {(school_class, on): present for school_class, on, present in rows}


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


@dataclass(frozen=True)
class Otherwise:
    """Why a child eats otherwise than the rest: an allergy, a diet, or an open case of special care."""

    child: int
    school_class: int
    kind: str  # "allergen", "diet" or "condition"
    code: str


def eating_otherwise(
    on: date, campuses: Iterable[int], *, also_away: bool = False
) -> list[Otherwise]:
    """By child, of all who are not known to be away; `also_away`: of all on the rolls.

    At most three queries. Empty outside the terms.
    """
    term = Term.objects.on(on)
    if term is None:
        return []
    here = children_on(on, Q(school_class__campus__in=list(campuses)), term)
    if not also_away:
        here = here.exclude(pk__in=away_on(on).values("child"))
    keys = here.order_by().values("pk")
    rolls = Enrolment.objects.filter(term=term, child__in=keys).order_by()
    allergies = rolls.filter(child__allergies__isnull=False)
    diets = rolls.filter(child__diets__isnull=False)
    coded = allergies.annotate(kind=Value("allergen"), code=F("child__allergies__allergen"))
    kinds = diets.annotate(kind=Value("diet"), code=F("child__diets__kind"))
    said = ("child", "school_class", "kind", "code")
    rows = list(coded.values_list(*said).union(kinds.values_list(*said), all=True))
    there = rolls.filter(child=OuterRef("child")).values("school_class")[:1]
    cases = SpecialCareCase.objects.open().filter(child__in=keys).annotate(there=Subquery(there))
    known = cases.order_by().values_list("child", "there", "condition")
    rows += [(child, where, "condition", condition) for child, where, condition in known]
    return [Otherwise(*row) for row in sorted(rows)]


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


# Who was there, over many days -------------------------------------------------------------------


def present_between(first: date, last: date, campuses: Iterable[int]) -> dict[date, int]:
    """How many children were there on each day, of the classes that were counted; in one query.

    A day on which nobody was counted is not among them.
    """
    sheets = Attendance.objects.standing().filter(
        on__range=(first, last), school_class__campus__in=list(campuses)
    )
    counts = sheets.order_by("on").values_list("on").annotate(Sum("present"))
    return {on: count or 0 for on, count in counts}


# The attendance of a period -----------------------------------------------------------------------


@dataclass(frozen=True)
class ClassCount:
    """How many of a class were there on a day whose attendance was confirmed."""

    on: date
    school_class: int
    campus: int
    grade: str
    name: str
    expected: int
    present: int


def child_days(first: date, last: date, campuses: Iterable[int]) -> list[ClassCount]:
    """Every confirmed class and day of a period, in one query; a day nobody confirmed is not there."""
    sheets = Attendance.objects.standing().filter(
        on__range=(first, last), school_class__campus__in=list(campuses)
    )
    rows = sheets.order_by("on", "school_class__campus__position", "school_class__position", "pk")
    columns = ("on", "school_class", "school_class__campus", "school_class__grade")
    counts = rows.values_list(*columns, "school_class__name", "expected", "present")
    return [ClassCount(*row) for row in counts]


@dataclass(frozen=True)
class AwayDay:
    """A child that a confirmed class had not on a day, whatever the reason."""

    child: int
    school_class: int
    on: date


def away_days(first: date, last: date, campuses: Iterable[int]) -> list[AwayDay]:
    """Every child and day of a period on which it was away, by day; in one query."""
    lines = AttendanceLine.objects.filter(
        on__range=(first, last), sheet__school_class__campus__in=list(campuses)
    )
    lines = lines.exclude(mark=Mark.PRESENT).exclude(sheet__entry__status=Entry.Status.VOIDED)
    rows = lines.order_by("on", "child").values_list("child", "sheet__school_class", "on")
    return [AwayDay(*row) for row in rows]


def present_children(on: date, school_class: int) -> list[int]:
    """Ids of those the class had that day; empty until somebody has confirmed it."""
    lines = AttendanceLine.objects.filter(
        on=on, sheet__school_class=school_class, mark=Mark.PRESENT
    )
    lines = lines.exclude(sheet__entry__status=Entry.Status.VOIDED)
    return list(lines.order_by("position", "pk").values_list("child", flat=True))
