"""The statistics of infectious diseases against a count by hand."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from random import Random

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from health.illness.incidence import incidence
from health.models import DiseaseColumn, InfectiousCase
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.models import Campus, Child, Enrolment
from tests.factories import make_campus, make_child, make_class, make_person, make_term
from tests.health.illness_factories import DAY, moment, unfiled

FIRST, LAST = date(2026, 9, 1), date(2027, 1, 15)


@pytest.fixture
def school(campus):
    """Two campuses, children who come and go, cases of all diseases, some voided."""
    rng = Random("incidence")
    term = make_term()
    other = make_campus()
    classes = [make_class(campus=where, school_year=2026) for where in (campus, campus, other)]
    for school_class in classes:
        for _ in range(12):
            joined = FIRST - DAY + rng.randrange(60) * DAY
            left = rng.choice([None, None, joined + rng.randrange(20, 90) * DAY])
            make_child(school_class=school_class, term=term, joined_on=joined, left_on=left)
    doctor = make_person(role="doctor")
    cases = []
    for number in range(60):
        school_class = rng.choice(classes)
        child = rng.choice(list(Child.objects.filter(enrolments__school_class=school_class)))
        on = FIRST + rng.randrange((LAST - FIRST).days) * DAY
        code = rng.choice(["hfmd", "varicella", "hepatitis_a", "hepatitis_b", "influenza", "mumps"])
        case = unfiled(child, school_class, code=code, on=on, now=moment(LAST + number * DAY))
        case.entry.entered_by, case.entry.entered_at = doctor, moment(LAST + number * DAY)
        cases.append(case)
    filing.submit_many(cases)
    Entry.objects.filter(pk__in=[case.pk for case in cases[:5]]).update(status="voided")
    return campus, other


def by_hand(campuses):
    """Month by month, case by case, child by child."""
    cases = list(InfectiousCase.objects.select_related("entry__campus", "disease"))
    stays = [
        (row.child, row.school_class.campus)
        for row in Enrolment.objects.select_related("child", "school_class__campus")
    ]
    table = []
    for year, month in [(2026, 9), (2026, 10), (2026, 11), (2026, 12), (2027, 1)]:
        begins = date(year, month, 1)
        ends = min(date(year + month // 12, month % 12 + 1, 1) - DAY, LAST)
        cells = [0] * len(DiseaseColumn.values)
        for case in cases:
            counts = case.entry.status != "voided" and case.entry.campus in campuses
            if counts and begins <= case.onset_on <= ends:
                cells[DiseaseColumn.values.index(case.disease.column)] += 1
        there = 0
        for day in (begins, ends):
            for child, campus in stays:
                came = child.joined_on is None or child.joined_on <= day
                there += campus in campuses and came and (not child.left_on or day < child.left_on)
        enrolled = Decimal(there) / 2
        rate = (100 * Decimal(sum(cells)) / enrolled).quantize(Decimal("0.1"), ROUND_HALF_UP)
        table.append((tuple(cells), enrolled.quantize(Decimal("0.1"), ROUND_HALF_UP), rate))
    return table


@pytest.mark.parametrize("which", [[0], [1], [0, 1]])
def test_each_month_is_what_one_counts_by_hand(school, which):
    campuses = [school[n] for n in which]

    table = incidence(Campus.objects.filter(pk__in=[c.pk for c in campuses]), FIRST, LAST)

    assert [(m.cases, m.enrolled, m.rate) for m in table.months] == by_hand(campuses)
    assert table.total == sum(sum(cells) for cells, _enrolled, _rate in by_hand(campuses))


def test_the_statistics_ask_the_same_few_queries_for_any_span(school, django_assert_num_queries):
    campuses = [campus.pk for campus in school]

    with django_assert_num_queries(3):
        incidence(campuses, FIRST, FIRST)
    with django_assert_num_queries(3):
        incidence(campuses, FIRST, LAST)


def test_where_nobody_is_enrolled_there_is_no_rate(db):
    table = incidence([], FIRST, LAST)

    assert table.rate is None
    assert table.total == 0


def test_the_sheet_says_what_the_page_says(enter, school):
    client = enter("director", at=None)

    sheet = client.get(reverse("health:incidence_sheet") + "?year=2025")
    printed = client.get(reverse("health:incidence") + "?year=2026&print=1")

    rows = list(load_workbook(BytesIO(sheet.content)).active.values)
    assert rows[1][1:3] == ("Hand-foot-mouth disease", "Chickenpox")
    assert "Statistics of infectious diseases" in printed.text
