"""The figures of an analysis, read off the records of its days; the verb that files it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from health.day import statistics
from health.day.checking import FEVER
from health.models import Finding, HealthAnalysis, HealthExamLine, InfectiousCase, MorningCheck
from health.models.analyses import subject_of
from health.models.checks import Handling, Segment
from health.symptoms import in_words
from logistics import counts
from logistics.contributions import kinds
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Campus, SchoolClass, Term
from logistics.school.rules import rule

About = HealthAnalysis.About
Figure = tuple[str, str]
OBSERVED = ("health_observation", "class_round", "parent_contact", "absence_trace")
MEASURED = (
    "growth_measurement", "vision_test", "oral_check", "hemoglobin_test", "hearing_test",
)  # fmt: skip
GONE = (Handling.HOME, Handling.HOSPITAL)
FOUND = ("dangerous_object", "medicine_brought")
MOST_NAMED = 5  # classes that are named beside a figure
NONE = "—"


@dataclass(frozen=True)
class Row:
    """A figure of these days beside the one that was kept with the analysis before."""

    name: str
    value: str
    before: str = NONE


def beside(told: list[Figure], before: HealthAnalysis | None) -> list[Row]:
    """Each figure with what the last analysis says of the same."""
    kept = dict(before.figures) if before else {}
    return [Row(name, value, kept.get(name, NONE)) for name, value in told]


def before(sheet: HealthAnalysis) -> HealthAnalysis | None:
    """The last analysis of the same, of earlier days."""
    rows = HealthAnalysis.objects.exclude(entry__status=Entry.Status.VOIDED)
    rows = rows.filter(about=sheet.about, campus=sheet.campus, last_on__lt=sheet.first_on)
    return rows.select_related("entry").order_by("-last_on", "-pk").first()


def figures(about: str, campus: Campus | None, first: date, last: date) -> list[Figure]:
    """Words and value, in the order in which they are read; names nobody."""
    return list(READERS[About(about)](campus, first, last))


def of_checks(campus: Campus | None, first: date, last: date) -> Iterator[Figure]:
    """Sheets, children and findings of each check; which classes nobody checked; what was found."""
    classes = {each.pk: each for each in classes_in(campus, first)}
    due = statistics.due_days({pk: each.campus_id for pk, each in classes.items()}, first, last)
    rows = at(MorningCheck.objects.standing().filter(on__range=(first, last)), campus).order_by()
    told = list(rows.values_list("segment", "school_class", "on", "checked", "abnormal"))
    for segment in Segment:
        of_it = [row for row in told if row[0] == segment]
        sheets, seen, odd = len(of_it), sum(row[3] for row in of_it), sum(row[4] for row in of_it)
        done = {(row[1], row[2]) for row in of_it}
        gaps = [
            (str(classes[pk]), sum((pk, on) not in done for on in days)) for pk, days in due.items()
        ]
        yield _("%(check)s: sheets") % {"check": segment.label}, f"{sheets}"
        yield (
            _("%(check)s: classes not checked") % {"check": segment.label},
            gaps_in_words(gaps, sum(map(len, due.values()))),
        )
        yield _("%(check)s: children checked") % {"check": segment.label}, f"{seen}"
        yield (
            _("%(check)s: with findings") % {"check": segment.label},
            f"{odd} ({percent(odd, seen)})",
        )
    yield from of_findings(campus, first, last)
    rows = standing(OBSERVED, campus, first, last)
    told_by_kind = {code: rows.filter(kind=code) for code in OBSERVED}
    found = counts.counted(cases=new_cases(campus, first, last), **told_by_kind)
    yield _("Infectious cases that began"), f"{found['cases']}"
    for code in OBSERVED:
        yield str(kinds()[code].title), f"{found[code]}"


def classes_in(campus: Campus | None, on: date) -> QuerySet[SchoolClass]:
    """The classes of the school year a day lies in."""
    term = Term.objects.on(on)
    classes = SchoolClass.objects.in_year(term.school_year if term else on.year)
    classes = classes.filter(campus=campus) if campus else classes
    return classes.select_related("campus").order_by("campus__position", "position", "pk")


def gaps_in_words(gaps: list[tuple[str, int]], due: int) -> str:
    """How many checks are missing of those due; the classes that miss most are named."""
    most = [(name, count) for name, count in sorted(gaps, key=lambda gap: -gap[1]) if count]
    named = " ".join(f"{name} {count}" for name, count in most[:MOST_NAMED])
    more = " …" if len(most) > MOST_NAMED else ""
    return f"{sum(count for _name, count in gaps)} / {due}" + (f" ({named}{more})" if named else "")


def of_findings(campus: Campus | None, first: date, last: date) -> Iterator[Figure]:
    """What was found at the checks of these days, by kind, the most frequent first."""
    rows = Finding.objects.filter(on__range=(first, last), is_checked=True)
    rows = rows.exclude(sheet__entry__status=Entry.Status.VOIDED)
    rows = rows.filter(sheet__school_class__campus=campus) if campus else rows
    told = list(rows.values_list("symptoms", "temperature", "handling", *FOUND))
    symptoms = Counter(code for row in told for code in row[0].split())
    for code, count in symptoms.most_common():
        yield _("symptom: %(symptom)s") % {"symptom": in_words([code])}, f"{count}"
    limit = rule(FEVER, on=last)
    fevers = sum(row[1] is not None and row[1] >= limit for row in told)
    yield _("temperatures that are a fever"), f"{fevers}"
    yield _("sent home or to hospital"), f"{sum(row[2] in GONE for row in told)}"
    yield _("dangerous objects"), f"{sum(bool(row[3]) for row in told)}"
    yield _("brought medicine"), f"{sum(row[4] for row in told)}"


def new_cases(campus: Campus | None, first: date, last: date) -> QuerySet[InfectiousCase]:
    """Cases of children whose onset lies in these days."""
    rows = InfectiousCase.objects.exclude(entry__status=Entry.Status.VOIDED)
    rows = rows.filter(onset_on__range=(first, last), child__isnull=False)
    return rows.filter(entry__campus=campus) if campus else rows


def of_attendance(campus: Campus | None, first: date, last: date) -> Iterator[Figure]:
    classes = classes_in(campus, first)
    found = statistics.by_class(classes.values_list("pk", "campus_id"), first, last)
    total = sum(found.values(), statistics.Figures())
    yield _("Days of classes recorded"), f"{total.recorded_days} / {total.due_days}"
    yield _("Children expected, day by day"), f"{total.expected}"
    yield _("Children present, day by day"), f"{total.present}"
    yield _("Attendance"), percent(total.present, total.expected)
    yield _("Away ill"), f"{total.of('ill') + total.of('infectious')}"
    yield _("Away for personal reasons"), f"{total.of('personal')}"
    yield _("Away without a reason"), f"{total.of('unexcused')}"


def of_illness(campus: Campus | None, first: date, last: date) -> Iterator[Figure]:
    rows = new_cases(campus, first, last)
    yield _("New cases"), f"{rows.count()}"
    by_disease = rows.order_by().values_list("disease__name").annotate(n=Count("pk"))
    for name, count in by_disease.order_by("-n", "disease__name"):
        yield str(name), f"{count}"
    yield _("Classes with cases"), f"{rows.values('entry__school_class').distinct().count()}"
    yield from counted(("terminal_disinfection", "epidemic_report"), campus, first, last)


def of_exams(campus: Campus | None, first: date, last: date) -> Iterator[Figure]:
    yield from counted(MEASURED, campus, first, last)
    rows = HealthExamLine.objects.exclude(sheet__entry__status=Entry.Status.VOIDED)
    rows = rows.filter(sheet__entry__happened_at__range=(start_of(first), end_of(last)))
    if campus:
        rows = rows.filter(sheet__entry__campus=campus)
    told = rows.aggregate(all=Count("pk"), well=Count("pk", filter=Q(result="normal")))
    yield _("Yearly examination: children"), f"{told['all']}"
    yield (
        _("Yearly examination: with findings"),
        f"{told['all'] - told['well']} ({percent(told['all'] - told['well'], told['all'])})",
    )
    yield from counted(("special_care_case", "common_disease_case"), campus, first, last)


READERS = {
    About.CHECKS: of_checks,
    About.ATTENDANCE: of_attendance,
    About.ILLNESS: of_illness,
    About.EXAMS: of_exams,
}


def at(rows: QuerySet, campus: Campus | None) -> QuerySet:
    return rows.filter(school_class__campus=campus) if campus else rows


def counted(
    codes: tuple[str, ...], campus: Campus | None, first: date, last: date
) -> Iterator[Figure]:
    """How many records of each kind stand in these days."""
    rows = standing(codes, campus, first, last)
    found = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    for code in codes:
        if code in kinds():
            yield str(kinds()[code].title), f"{found.get(code, 0)}"


def standing(
    codes: tuple[str, ...], campus: Campus | None, first: date, last: date
) -> QuerySet[Entry]:
    """The records of these kinds and days that count."""
    rows = Entry.objects.standing().filter(
        kind__in=codes, happened_at__range=(start_of(first), end_of(last))
    )
    return rows.filter(campus=campus) if campus else rows


def percent(part: int, whole: int) -> str:
    share = statistics.share(part, whole)
    return NONE if share is None else f"{share} %"


@transaction.atomic
def analyse(
    sheet: HealthAnalysis,
    *,
    home: Campus,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """File an analysis with the figures as they stand now; `home` keeps one of all campuses."""
    sheet.figures = figures(sheet.about, sheet.campus, sheet.first_on, sheet.last_on)
    sheet.entry = Entry(
        campus=sheet.campus or home,
        subject=subject_of(sheet.about),
        happened_at=happened_at,
        late_reason=late_reason,
    )
    return filing.submit(sheet, by=by, now=now)
