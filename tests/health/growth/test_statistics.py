"""The statistic of the half-year against a count by hand of every child, and what may stand in it."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.urls import reverse

from health.growth import evaluating, statistics, terms
from health.growth.judging import completed_months
from health.growth.statistics import Period
from health.models import (
    GrowthLine,
    HearingLine,
    HemoglobinLine,
    OralLine,
    VisionLine,
)
from logistics.duties import filing
from logistics.school.models import Child, SchoolClass
from tests.factories import make_child, make_person
from tests.health.growth.factories import (
    MEASURED_ON,
    at,
    check_teeth,
    listen,
    look_at_eyes,
    make_school,
    measure,
    take_blood,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = MEASURED_ON + 30 * DAY
UNDER = {"underweight", "severe_underweight"}
STUNTED = {"stunting", "severe_stunting"}
THIN = {"severe_wasting", "wasting", "moderate_wasting", "mild_wasting"}
FAT = {"obese", "severe_obesity"}


def fill(campus, seed):
    """A class of forty between one and eight years, measured, tested and voided at random."""
    rng = Random(seed)
    term, school_class, _none = make_school(campus, children=0)
    children = [
        make_child(
            school_class=school_class,
            term=term,
            sex=rng.choice(["boy", "girl"]),
            birth_on=MEASURED_ON - timedelta(days=rng.randrange(400, 2900)),
            joined_on=LATER - timedelta(days=rng.choice([5, 29, 30, 31, 400])),
            left_on=rng.choice([None, None, None, LATER - DAY, LATER + DAY]),
        )
        for _ in range(40)
    ]
    some = [child for child in children if rng.random() < 0.8]
    sheets = [
        measure(school_class, {c: (rng.randrange(80, 125), rng.randrange(9, 35)) for c in some}),
        measure(
            school_class,
            {
                c: (rng.randrange(80, 125), rng.randrange(9, 35), 0.6, rng.choice([0.6, 1.0]))
                for c in some[:15]
            },
            on=MEASURED_ON + 20 * DAY,
        ),
        look_at_eyes(
            school_class, {c: (rng.choice([0.5, 1.0]), 1.0) for c in children[5:25]},
            is_corrected=rng.random() < 0.5, on=MEASURED_ON + DAY,
        ),
        take_blood(school_class, {c: rng.randrange(55, 140) for c in children[:30]}),
        check_teeth(school_class, {c: rng.randrange(3) for c in children[10:]}, is_treated=True),
        listen(school_class, {c: ("passed", rng.choice(["passed", "failed"])) for c in some}),
    ]  # fmt: skip
    filing.void(sheets[seed % 6], by=make_person(), now=at(LATER), reason="wrong class")
    return Period(term, LATER)


def last(model, child, period, **only):
    rows = model.objects.filter(child=child, **only).exclude(sheet__entry__status="voided")
    found = [
        row for row in rows
        if period.term.starts_on <= evaluating.day_of(row) <= period.last
    ]  # fmt: skip
    return max(found, key=lambda row: (row.sheet.entry.happened_at, row.pk), default=None)


def by_hand(period):
    """Every child, one question after the other."""
    counts = {}
    for child in Child.objects.all():
        gone = child.left_on and child.left_on <= period.last
        if not gone and (period.last - child.joined_on).days >= 30:
            body = last(GrowthLine, child, period, weight_kg__isnull=False)
            months = body.months if body else completed_months(child.birth_on, period.last)
            told = counts.setdefault(min(months // 12, 12), dict.fromkeys(statistics.NUMBERS, 0))
            told["enrolled"] += 1
            count_body(told, body)
            count_blood(told, last(HemoglobinLine, child, period))
            count_eyes(told, child, period)
            count_rest(told, child, period)
    return counts


def count_body(told, body):
    if body:
        told["examined"] += 1
        told["underweight"] += body.weight_status in UNDER
        told["stunting"] += body.height_status in STUNTED
        told["wasting"] += body.build_status in THIN
        told["overweight"] += body.build_status == "overweight"
        told["obese"] += body.build_status in FAT


def count_blood(told, blood):
    if blood:
        told["blood"] += 1
        told["anaemia"] += blood.hemoglobin < (110 if blood.months < 84 else 115)
        told["anaemia_mild"] += blood.anaemia == "mild"
        told["anaemia_severe"] += blood.hemoglobin < 90


def count_eyes(told, child, period):
    seen = [last(model, child, period, is_low__isnull=False) for model in (GrowthLine, VisionLine)]
    eyes = max(filter(None, seen), key=lambda row: row.sheet.entry.happened_at, default=None)
    if eyes:
        told["eyes"] += 1
        told["low_vision"] += eyes.is_low
        told["corrected"] += eyes.is_low and getattr(eyes, "is_corrected", False)


def count_rest(told, child, period):
    teeth, ears = last(OralLine, child, period), last(HearingLine, child, period)
    if ears:
        told["ears"] += 1
        told["hearing"] += ears.left_ear == "failed"
    if teeth:
        told["teeth"] += 1
        told["caries"] += teeth.decayed > 0
        told["treated"] += teeth.decayed > 0


@pytest.mark.parametrize("seed", range(6))
def test_the_statistic_counts_what_a_count_by_hand_counts(campus, seed):
    period = fill(campus, seed)

    *rows, total = statistics.groups(SchoolClass.objects.all(), period)

    told = by_hand(period)
    assert {row.years: row.counts for row in rows} == told
    assert total.counts == {
        name: sum(row[name] for row in told.values()) for name in statistics.NUMBERS
    }


def test_shares_have_one_decimal_and_nothing_of_nothing_is_none():
    group = statistics.Group(4)
    group.counts |= {"enrolled": 7, "examined": 6, "obese": 1}

    assert group.share("examined", "enrolled") == Decimal("85.7")
    assert group.share("obese", "examined") == Decimal("16.7")
    assert group.share("caries", "teeth") is None


@pytest.mark.parametrize("role", ["doctor", "principal", "director", "inspector"])
def test_the_statistic_is_read_without_a_name(enter, campus, role):
    term, school_class, [girl, boy] = make_school(campus)
    measure(school_class, {girl: (104.5, 12.0), boy: (105, 17)})
    url = reverse("duties:register", args=["health-statistics"])

    page = enter(role).get(url, {"period": f"t{term.pk}"}).text

    assert "4 to under 5 years" in page
    assert girl.name not in page


def test_the_statistic_comes_as_paper_and_as_a_spreadsheet(enter, campus):
    term, school_class, [girl, boy] = make_school(campus)
    measure(school_class, {girl: (104.5, 12.0), boy: (105, 17)})
    doctor, asked = enter("doctor"), {"period": f"t{term.pk}"}

    paper = doctor.get(reverse("duties:register_print", args=["health-statistics"]), asked)
    sheet = doctor.get(reverse("duties:register_sheet", args=["health-statistics"]), asked)

    assert "50.0" in paper.text
    assert sheet.content[:2] == b"PK"


def test_the_statistic_is_not_for_a_teacher(enter, campus):
    client = enter("teacher")

    assert client.get(reverse("duties:register", args=["health-statistics"])).status_code == 403


# From the beginning to the end of a term ---------------------------------------------------------


def test_a_term_is_compared_from_its_first_to_its_last_measurement(campus):
    term, school_class, [girl, boy] = make_school(campus)
    measure(school_class, {girl: (104.5, 12.9), boy: (105, 17)})
    measure(school_class, {girl: (105.5, 14.0)}, on=MEASURED_ON + 10 * DAY)
    measure(school_class, {girl: (107.0, 15.9)}, on=MEASURED_ON + 40 * DAY)

    first, second = terms.courses(school_class, [girl, boy], term, date(2027, 1, 1))
    total = terms.total_of([first, second])

    assert (first.height_gain, first.weight_gain) == (Decimal("2.5"), Decimal("3.0"))
    assert (first.change, second.is_compared) == ("better", False)
    assert (total.compared, total.better, total.worse) == (1, 1, 0)
    assert (total.height_gain, total.weight_gain) == (Decimal("2.5"), Decimal("3.0"))


# What special care asks --------------------------------------------------------------------------


def test_the_latest_of_a_child_gathers_every_kind_of_sheet(campus):
    _term, school_class, [girl, boy] = make_school(campus, birth_on=date(2021, 9, 1))
    measure(school_class, {girl: (112, 30, 1.0, 1.0)})
    look_at_eyes(school_class, {girl: (0.6, 1.0)}, on=MEASURED_ON + DAY)
    take_blood(school_class, {girl: 88})
    check_teeth(school_class, {girl: 2})
    listen(school_class, {girl: ("passed", "failed")})

    found = evaluating.latest([girl, boy], LATER)

    assert found[girl.pk].statuses == ("severe_obesity",)
    assert (found[girl.pk].right_eye, found[girl.pk].is_low_vision) == (Decimal("0.60"), True)
    assert (found[girl.pk].anaemia, found[girl.pk].is_anaemic) == ("moderate", True)
    assert (found[girl.pk].has_caries, found[girl.pk].hearing_failed) == (True, True)
    assert (found[girl.pk].is_heavy, found[girl.pk].is_undernourished) == (True, False)
    assert found[boy.pk] == evaluating.Latest(boy.pk)


def test_what_comes_later_or_was_voided_is_not_the_latest(campus):
    _term, school_class, [girl] = make_school(campus, children=1)
    measure(school_class, {girl: (104.5, 16.8)})
    voided = measure(school_class, {girl: (99, 15)}, on=MEASURED_ON + DAY)
    filing.void(voided, by=make_person(), now=at(LATER), reason="another child")
    measure(school_class, {girl: (106, 17)}, on=LATER)

    found = evaluating.latest([girl], LATER - DAY)[girl.pk]

    assert (found.measured_on, found.height_cm) == (MEASURED_ON, Decimal("104.5"))


def test_the_latest_of_many_costs_as_much_as_of_one(campus, django_assert_num_queries):
    _term, school_class, children = make_school(campus, children=6)
    measure(school_class, dict.fromkeys(children, (104.5, 16.8)))

    for asked in (children[:1], children):
        with django_assert_num_queries(2):
            evaluating.latest(asked, LATER)
