"""Records of care that cannot all be true."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from health.models import (
    EntryExam,
    HealthEducation,
    SpecialCareCase,
    SpecialCareVisit,
    StaffHealthCert,
)
from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, is_open_on, start_of

VOIDED = Entry.Status.VOIDED
SHRUNK = 1  # centimetres that two people measure differently


def day_of(entry: Any) -> date:
    return timezone.localdate(entry.happened_at)


def span_of(first: date, last: date) -> tuple[Any, Any]:
    return start_of(first), end_of(last)


def clash(record: Any, *others: Any, **said: str) -> Clash:
    """About this record, and those it cannot be true beside. No child is named."""
    entry = record.entry
    return Clash(
        key=".".join(str(each.pk) for each in (record, *others)),
        on=day_of(entry),
        campus=entry.campus_id,
        entries=tuple(each.pk for each in (record, *others)),
        said={"record": entry.number, **said},
    )


def visited_after_the_end(first: date, last: date) -> Iterator[Clash]:
    """A visit to a case that an earlier visit had closed."""
    visits = SpecialCareVisit.objects.standing().filter(
        entry__happened_at__range=span_of(first, last)
    )
    cases = SpecialCareCase.objects.closed().filter(pk__in=visits.values("case"))
    ended = dict(cases.values_list("pk", "ended_at"))
    for visit in visits.filter(case__in=ended).select_related("entry", "case__entry"):
        if visit.case and visit.entry.happened_at > ended[visit.case_id]:
            yield clash(visit, visit.case, case=visit.case.entry.number)


def shrunk(first: date, last: date) -> Iterator[Clash]:
    """A child that is smaller than at the visit before."""
    visits = SpecialCareVisit.objects.standing().exclude(height_cm=None)
    cases = visits.filter(entry__happened_at__range=span_of(first, last)).values("case")
    rows = visits.filter(case__in=cases).select_related("entry")
    ordered = rows.order_by("case", "entry__happened_at", "pk")
    for before, after in pairwise(ordered):
        same = before.case_id == after.case_id and first <= day_of(after.entry) <= last
        if same and is_smaller(before.height_cm, after.height_cm):
            yield clash(after, before, before=before.entry.number)


def is_smaller(before: Decimal | None, after: Decimal | None) -> bool:
    return before is not None and after is not None and after < before - SHRUNK


def examined_before_birth(first: date, last: date) -> Iterator[Clash]:
    exams = EntryExam.objects.exclude(entry__status=VOIDED).filter(
        entry__happened_at__range=span_of(first, last), examined_on__lt=F("child__birth_on")
    )
    for exam in exams.select_related("entry"):
        yield clash(exam)


def taught_on_a_closed_day(first: date, last: date) -> Iterator[Clash]:
    """An activity of a class on a day on which the school was closed."""
    rows = HealthEducation.objects.exclude(entry__status=VOIDED).filter(
        entry__happened_at__range=span_of(first, last),
        entry__school_class__isnull=False,
        audience=HealthEducation.Audience.CHILDREN,
    )
    for held in rows.select_related("entry__campus"):
        if not is_open_on(held.entry.campus, day_of(held.entry)):
            yield clash(held)


def one_number_for_two(first: date, last: date) -> Iterator[Clash]:
    """One certificate with the names of two people."""
    certs = StaffHealthCert.objects.exclude(sheet__entry__status=VOIDED).exclude(number="")
    fresh = certs.filter(sheet__entry__happened_at__range=span_of(first, last))
    for cert in fresh.select_related("sheet__entry"):
        same = certs.filter(number=cert.number).exclude(person=cert.person_id)
        other = same.order_by("pk").first()
        if other is not None:
            entry: Any = cert.sheet.entry
            pks = {cert.sheet_id, other.sheet_id}
            yield Clash(
                key=f"{cert.number}.{cert.person_id}",
                on=day_of(entry),
                campus=entry.campus_id,
                entries=tuple(sorted(pks)),
                said={"record": entry.number},
            )


COMPARISONS = [
    Comparison(
        "care_visited_after_the_end",
        _("Visited after the case was closed"),
        _("%(record)s is a visit to %(case)s, which was closed before"),
        _("Void the visit, or the one that gave the outcome too early."),
        visited_after_the_end,
    ),
    Comparison(
        "care_shrunk",
        _("Smaller than at the visit before"),
        _("%(record)s says a child is smaller than %(before)s does"),
        _("Measure again, and write the wrong visit anew."),
        shrunk,
    ),
    Comparison(
        "exam_before_birth",
        _("Examined before birth"),
        _("%(record)s says a child was examined before it was born"),
        _("Put the date of birth right, or write the examination anew."),
        examined_before_birth,
    ),
    Comparison(
        "education_on_closed_day",
        _("Health education on a closed day"),
        _("%(record)s tells of an activity with children on a day on which the school was closed"),
        _("Correct the day, or the school calendar."),
        taught_on_a_closed_day,
    ),
    Comparison(
        "cert_of_two_people",
        _("One health certificate, two people"),
        _("%(record)s gives somebody the number of another person's health certificate"),
        _("Look at the papers, and write the wrong certificate anew."),
        one_number_for_two,
    ),
]
