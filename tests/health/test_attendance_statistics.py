"""The statutory table of attendance, held against a count child by child."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest

from health.day import statistics
from health.day.ailments import COMMON, Ailment
from health.day.attending import Said
from health.models import Attendance, AttendanceLine
from logistics.duties import filing
from logistics.school.models import ClassClosure, SchoolDay
from tests.health.day import NOW, attend, make_full_class, moment, teacher_of

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 20)
MARKS = ["present"] * 6 + [
    "sick",
    "sick",
    "personal",
    "vacation",
    "quarantine",
    "other",
    "unexcused",
]


def random_said(rng, children):
    for child in children:
        mark = rng.choice(MARKS)
        disease = rng.choice(["", *Ailment.values]) if mark == "sick" else ""
        if mark != "present":
            yield Said(child.pk, mark, disease=disease)


@pytest.fixture
def two_classes(campus, term, doctor):
    """Three weeks of two classes: some days skipped, one sheet voided, one class closed a day."""
    rng = Random(7)
    classes = [make_full_class(campus, term, count) for count in (7, 5)]
    ClassClosure.objects.create(
        school_class=classes[1][0], starts_on=FIRST, ends_on=FIRST, reason="Paint"
    )
    for school_class, children in classes:
        teacher = teacher_of(school_class)
        for n in range((LAST - FIRST).days + 1):
            on = FIRST + timedelta(days=n)
            if on.weekday() < 5 and rng.random() < 0.8:
                attend(school_class, random_said(rng, children), by=teacher, on=on)
    voided = Attendance.objects.order_by("pk").first()
    filing.void(voided.entry, by=doctor, now=moment(LAST, "17:00"), reason="Wrong day")
    return [school_class for school_class, _ in classes]


def oracle(school_class):
    """Child by child and day by day, off the lines alone."""
    lines = AttendanceLine.objects.filter(
        sheet__school_class=school_class, on__range=(FIRST, LAST)
    ).exclude(sheet__entry__status="voided")
    found = defaultdict(int)
    for line in lines:
        infectious = line.mark == "quarantine" or (
            line.mark == "sick" and line.disease and line.disease not in COMMON
        )
        ill = line.mark == "sick" and not infectious
        found["expected"] += 1
        found["infectious"] += bool(infectious)
        found["ill"] += ill
        if not infectious and not ill:
            found[line.mark] += 1
    found["days"] = len({line.on for line in lines})
    return found


def test_the_table_equals_a_count_child_by_child(two_classes, campus):
    pairs = [(each.pk, campus.pk) for each in two_classes]

    figures = statistics.by_class(pairs, FIRST, LAST)

    for each in two_classes:
        counted, found = oracle(each), figures[each.pk]
        assert {name: found.of(name) for name in statistics.COUNTS} == {
            name: counted[name] for name in statistics.COUNTS
        }
        assert found.recorded_days == counted["days"]
        wanted = Decimal(counted["present"] * 1000) / counted["expected"]
        assert found.rate == (wanted / 10).quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_the_days_to_attend_are_those_the_class_was_open(two_classes, campus):
    pairs = [(each.pk, campus.pk) for each in two_classes]
    open_days = SchoolDay.objects.filter(
        campus=campus, date__range=(FIRST, LAST), kind__in=SchoolDay.OPEN
    ).count()

    figures = statistics.by_class(pairs, FIRST, LAST)

    first, second = (figures[each.pk] for each in two_classes)
    assert (first.due_days, second.due_days) == (open_days, open_days - 1)
    assert first.missing_days == open_days - first.recorded_days


def test_all_classes_together_are_their_sum(two_classes, campus):
    pairs = [(each.pk, campus.pk) for each in two_classes]
    figures = statistics.by_class(pairs, FIRST, LAST)

    total = statistics.total(figures.values())

    assert total.expected == sum(each.expected for each in figures.values())
    assert total.absent == total.expected - total.present


def test_the_holiday_months_are_left_out_of_the_year(junior, children, teacher):
    attend(junior, by=teacher, on=date(2026, 11, 18), now=NOW)
    pairs = [(junior.pk, junior.campus_id)]

    whole = statistics.by_class(pairs, date(2026, 9, 1), date(2027, 1, 22))
    yearly = statistics.by_class(
        pairs, date(2026, 9, 1), date(2027, 1, 22), without=statistics.HOLIDAY_MONTHS
    )

    assert whole[junior.pk].due_days > yearly[junior.pk].due_days
    assert yearly[junior.pk].present == 3


@pytest.mark.parametrize(
    ("part", "whole", "rate"), [(1, 3, "33.3"), (0, 5, "0.0"), (1, 8, "12.5"), (333, 2000, "16.7")]
)
def test_a_share_has_one_decimal_place(part, whole, rate):
    assert str(statistics.share(part, whole)) == rate


def test_no_attendance_due_is_no_rate():
    assert statistics.share(0, 0) is None
