"""The figures of an analysis, read off the records of its days; the verb that files it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from health.day import statistics
from health.models import HealthAnalysis, HealthExamLine, InfectiousCase, MorningCheck
from health.models.analyses import subject_of
from health.models.checks import Segment
from logistics.contributions import kinds
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Campus, SchoolClass, Term

About = HealthAnalysis.About
Figure = tuple[str, str]
OBSERVED = ("health_observation", "class_round", "parent_contact", "absence_trace")
MEASURED = (
    "growth_measurement", "vision_test", "oral_check", "hemoglobin_test", "hearing_test",
)  # fmt: skip
NONE = "—"


def figures(about: str, campus: Campus | None, first: date, last: date) -> list[Figure]:
    """Words and value, in the order in which they are read; names nobody."""
    return list(READERS[About(about)](campus, first, last))


def of_checks(campus: Campus | None, first: date, last: date) -> Iterator[Figure]:
    rows = at(MorningCheck.objects.standing().filter(on__range=(first, last)), campus)
    for segment in Segment:
        told = rows.filter(segment=segment).aggregate(
            sheets=Count("pk"), checked=Sum("checked"), abnormal=Sum("abnormal")
        )
        checked, abnormal = told["checked"] or 0, told["abnormal"] or 0
        yield _("%(check)s: sheets") % {"check": segment.label}, f"{told['sheets']}"
        yield _("%(check)s: children checked") % {"check": segment.label}, f"{checked}"
        yield (
            _("%(check)s: with findings") % {"check": segment.label},
            f"{abnormal} ({percent(abnormal, checked)})",
        )
    yield from counted(OBSERVED, campus, first, last)


def of_attendance(campus: Campus | None, first: date, last: date) -> Iterator[Figure]:
    term = Term.objects.on(first)
    classes = SchoolClass.objects.in_year(term.school_year if term else first.year)
    if campus:
        classes = classes.filter(campus=campus)
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
    rows = InfectiousCase.objects.exclude(entry__status=Entry.Status.VOIDED)
    rows = rows.filter(onset_on__range=(first, last), child__isnull=False)
    if campus:
        rows = rows.filter(entry__campus=campus)
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
    rows = Entry.objects.standing().filter(
        kind__in=codes, happened_at__range=(start_of(first), end_of(last))
    )
    if campus:
        rows = rows.filter(campus=campus)
    counts = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    for code in codes:
        if code in kinds():
            yield str(kinds()[code].title), f"{counts.get(code, 0)}"


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
