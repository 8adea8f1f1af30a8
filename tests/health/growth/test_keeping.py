"""Registers, corrections, deletions and contradictions of what was measured."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from health.growth import comparing, forgetting, measuring
from health.growth.registers import GrowthRegister
from health.models import GrowthLine, GrowthMeasurement
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Erasure
from tests.factories import make_person
from tests.health.growth.factories import MEASURED_ON, at, file, make_school, measure

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = at(MEASURED_ON + 5 * DAY)
SAVEPOINTS = 4  # two nested transactions, inside that of the test


def corrected(entry, child, height):
    """The sheet again, with another height."""
    sheet = entry.content
    line = measuring.growth_line(
        child, measuring.Day.of(MEASURED_ON), height_cm=Decimal(height), weight_kg=Decimal("16.8")
    )
    by = make_person()
    return measuring.correct(sheet, [line], by=by, now=NOW, reason="digits turned", seen=1)


def register(client, code="growth-measurements", name="register", **asked):
    url = reverse(f"duties:{name}", args=[code])
    return client.get(url, {"first": MEASURED_ON - DAY, "last": MEASURED_ON + DAY} | asked)


def test_the_register_has_a_row_for_each_child(enter, campus):
    _term, school_class, [girl, boy] = make_school(campus)
    measure(school_class, {girl: (104.5, 16.8), boy: (105, 12)})

    page = register(enter("doctor")).text

    assert girl.name in page
    assert "104.5" in page
    assert "underweight" in page


def test_the_columns_stand_in_the_order_of_the_norm():
    names = [column.name for column in GrowthRegister.columns if not column.hidden]

    asked = ["happened_at", "months", "height_cm", "weight_kg", "bmi", "evaluation", "measurer"]
    assert [name for name in names if name in asked] == asked


def test_a_corrected_height_stands_struck_through_on_paper(enter, campus):
    _term, school_class, [girl] = make_school(campus, children=1)
    entry = measure(school_class, {girl: (104.5, 16.8)})
    corrected(entry, girl, "105.4")

    paper = register(enter("doctor"), name="register_print").text

    assert "<del>104.5</del>" in paper
    assert "digits turned" in paper


def test_the_register_finds_a_child_by_name(enter, campus):
    _term, school_class, [girl, boy] = make_school(campus)
    measure(school_class, {girl: (104.5, 16.8)})
    measure(school_class, {boy: (101.5, 16.0)})

    page = register(enter("doctor"), q=girl.name).text

    assert ("104.5" in page, "101.5" in page) == (True, False)


@pytest.mark.parametrize("role", ["director", "principal", "inspector"])
def test_the_register_of_children_is_for_the_doctor_alone(enter, campus, role):
    assert register(enter(role)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_asks_as_much_for_three_children_as_for_one(
    enter, campus, count, django_assert_max_num_queries
):
    _term, school_class, children = make_school(campus, children=count)
    measure(school_class, dict.fromkeys(children, (104.5, 16.8)))
    doctor = enter("doctor")
    register(doctor)

    with django_assert_max_num_queries(12):
        register(doctor)


def test_a_class_of_thirty_five_is_saved_in_twelve_queries(campus, django_assert_max_num_queries):
    """Its history and the search for tasks that it proves included."""
    _term, school_class, children = make_school(campus, children=35)
    measure(school_class, {children[0]: (104.5, 16.8)})
    day, by = measuring.Day.of(MEASURED_ON), make_person()
    values = {"height_cm": Decimal("104.5"), "weight_kg": Decimal("16.8")}
    lines = [measuring.growth_line(child, day, **values) for child in children]
    sheet = measuring.sheet_of(GrowthMeasurement, school_class, lines, happened_at=NOW, expected=35)

    with django_assert_max_num_queries(12 + SAVEPOINTS):
        measuring.file(sheet, by=by, now=NOW)

    assert GrowthLine.objects.count() == 36


# Rules of the tables -----------------------------------------------------------------------------


@pytest.mark.parametrize(("height", "weight"), [("29.9", "10"), ("230.1", "10"), ("100", "300.1")])
def test_the_database_refuses_what_no_child_can_be(campus, height, weight):
    _term, school_class, [girl] = make_school(campus, children=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        measure(school_class, {girl: (height, weight)})


def test_a_child_stands_on_a_sheet_once(campus):
    _term, school_class, [girl] = make_school(campus, children=1)
    day = measuring.Day.of(MEASURED_ON)
    values = {"height_cm": Decimal(104), "weight_kg": Decimal(17)}
    twice = [measuring.growth_line(girl, day, **values) for _ in range(2)]

    with pytest.raises(IntegrityError), transaction.atomic():
        file(GrowthMeasurement, school_class, twice)


def test_nobody_is_measured_before_birth(campus):
    _term, school_class, [girl] = make_school(campus, children=1)

    with pytest.raises(Refused, match="before the date of birth"):
        measure(school_class, {girl: (50, 3.5)}, on=girl.birth_on - DAY)


# Deleting ----------------------------------------------------------------------------------------


def erase(child):
    forgetting.forget(child, now=NOW, by=make_person(), basis="keep_child_measurements")


def test_values_are_deleted_and_what_is_counted_stays(campus):
    _term, school_class, [girl, boy] = make_school(campus)
    measure(school_class, {girl: (104.5, 12.0), boy: (105, 17)})

    erase(girl)

    gone, kept = GrowthLine.objects.get(child=girl), GrowthLine.objects.get(child=boy)
    assert (gone.height_cm, gone.weight_kg, gone.bmi) == (None, None, None)
    assert (gone.weight_status, gone.months) == ("underweight", 48)
    assert (kept.height_cm, kept.weight_kg) == (105, 17)


def test_no_version_tells_what_was_measured_any_more(campus):
    _term, school_class, [girl] = make_school(campus, children=1)
    entry = measure(school_class, {girl: (104.5, 16.8)})
    corrected(entry, girl, "105.4")

    erase(girl)

    told = [str(version.said) for version in entry.versions.all()]
    assert not any("104.5" in said or "105.4" in said for said in told)
    assert Erasure.objects.count() == 2


def test_a_sheet_kept_for_an_incident_is_not_touched(campus):
    _term, school_class, [girl] = make_school(campus, children=1)
    entry = measure(school_class, {girl: (104.5, 16.8)})
    entry.hold = "complaint 7"
    entry.save()

    with pytest.raises(Refused, match="complaint 7"):
        erase(girl)

    assert GrowthLine.objects.get().height_cm == Decimal("104.5")


# Contradictions ----------------------------------------------------------------------------------


def keys(found):
    return list(found(MEASURED_ON - 90 * DAY, MEASURED_ON + 90 * DAY))


def test_two_heights_on_one_day_contradict_each_other(campus):
    _term, school_class, [girl, boy] = make_school(campus)
    measure(school_class, {girl: (104.5, 16.8), boy: (105, 17)})
    measure(school_class, {girl: (103.5, 16.8), boy: (105, 17)})

    [clash] = keys(comparing.measured_apart)

    assert clash.said["child"] == girl.number
    assert len(clash.entries) == 2


def test_a_child_that_shrinks_unconfirmed_is_a_contradiction(campus):
    _term, school_class, [girl, boy] = make_school(campus)
    measure(school_class, {girl: (104.5, 16.8), boy: (105, 17)})
    measure(school_class, {girl: (103.4, 16.8), boy: (104, 17)}, on=MEASURED_ON + DAY)

    assert [clash.said["child"] for clash in keys(comparing.shrunk)] == [girl.number]


def test_who_has_left_is_measured_no_more(campus):
    _term, school_class, [girl, boy] = make_school(campus)
    measure(school_class, {girl: (104.5, 16.8), boy: (105, 17)})
    girl.left_on = MEASURED_ON - DAY
    girl.save()

    assert [c.said["child"] for c in keys(comparing.measured_after_leaving)] == [girl.number]


def test_a_voided_sheet_contradicts_nothing(campus):
    _term, school_class, [girl] = make_school(campus, children=1)
    measure(school_class, {girl: (104.5, 16.8)})
    wrong = measure(school_class, {girl: (99, 16.8)})
    filing.void(wrong, by=make_person(), now=timezone.now(), reason="another child")

    assert keys(comparing.measured_apart) == keys(comparing.shrunk) == []
