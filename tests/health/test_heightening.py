"""While something is heightened, chosen classes owe each disinfection several times."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from health.hygiene import heightening
from health.models import HeightenedDisinfection
from logistics.duties import making
from logistics.errors import Refused
from tests.duties.factories import make_class, make_duty, make_person, make_term, moment
from tests.factories import make_campus
from tests.health.hygiene_factories import disinfect

TUESDAY, THURSDAY = date(2026, 9, 8), date(2026, 9, 10)
BEFORE = moment("2026-09-07 20:00")


@pytest.fixture
def term(campus):
    return make_term()


@pytest.fixture
def ill(campus):
    return make_class("Junior 1")


@pytest.fixture
def well(campus):
    return make_class("Junior 2")


@pytest.fixture
def cups(term, ill, well):
    duty = make_duty(scope="class", proof="disinfection", about="item:cup", times=["16:00"])
    making.make_tasks(term)
    return duty


@pytest.fixture
def doctor(campus):
    return make_person("doctor")


def spell(ill, doctor, **given):
    usual = {"campus": ill.campus, "reason": "Norovirus", "starts_on": TUESDAY, "ends_on": THURSDAY}
    return HeightenedDisinfection(**usual | {"factor": 3, "set_by": doctor} | given)


def count(duty, school_class, day):
    return duty.tasks.filter(school_class=school_class, day=day).count()


def test_the_chosen_classes_owe_more_on_these_days_alone(cups, ill, well, doctor):
    heightening.heighten(spell(ill, doctor), classes=[ill], now=BEFORE)

    days = [date(2026, 9, n) for n in (7, 8, 10, 11)]
    assert [count(cups, ill, day) for day in days] == [1, 3, 3, 1]
    assert [count(cups, well, day) for day in days] == [1, 1, 1, 1]


def test_the_further_ones_are_due_one_after_another_before_the_usual_one(cups, ill, doctor):
    heightening.heighten(spell(ill, doctor), classes=[ill], now=BEFORE)

    due = cups.tasks.filter(school_class=ill, day=TUESDAY).order_by("due_at")
    expected = [moment(f"2026-09-08 {clock}") for clock in ("10:00", "13:00", "16:00")]
    assert list(due.values_list("due_at", flat=True)) == expected


def test_each_of_them_asks_for_a_record_of_its_own(cups, ill, doctor):
    heightening.heighten(spell(ill, doctor), classes=[ill], now=BEFORE)
    carer = make_person(school_class=ill)

    for clock in ("09:00", "12:00"):
        disinfect(ill, carer, at=f"2026-09-08 {clock}")

    today = cups.tasks.filter(school_class=ill, day=TUESDAY).order_by("due_at")
    assert [bool(task.proved_at) for task in today] == [True, True, False]


def test_ending_it_early_takes_what_is_not_owed_yet(cups, ill, doctor):
    row = spell(ill, doctor)
    heightening.heighten(row, classes=[ill], now=BEFORE)
    disinfect(ill, make_person(school_class=ill), at="2026-09-08 09:00")

    heightening.end(row, on=TUESDAY, now=moment("2026-09-08 11:00"))

    assert [count(cups, ill, day) for day in (TUESDAY, THURSDAY)] == [3, 1]


def test_it_begins_in_the_middle_of_a_day_with_what_can_still_be_done(cups, ill, doctor):
    heightening.heighten(spell(ill, doctor), classes=[ill], now=moment("2026-09-08 11:00"))

    assert [count(cups, ill, day) for day in (TUESDAY, THURSDAY)] == [2, 3]


def test_making_all_tasks_anew_keeps_them(cups, term, ill, doctor):
    heightening.heighten(spell(ill, doctor), classes=[ill], now=BEFORE)

    made = making.make_tasks(term)

    assert (made.created, made.removed, made.moved) == (0, 0, 0)


def test_the_strongest_of_two_spells_counts(cups, ill, doctor):
    heightening.heighten(spell(ill, doctor, factor=2), classes=[ill], now=BEFORE)
    heightening.heighten(spell(ill, doctor, factor=4), classes=[ill], now=BEFORE)

    assert count(cups, ill, TUESDAY) == 4


def test_a_class_of_another_campus_and_no_class_at_all_are_refused(ill, doctor):
    away = make_class("Away", campus=make_campus())

    with pytest.raises(Refused, match="another campus"):
        heightening.heighten(spell(ill, doctor), classes=[away], now=BEFORE)
    with pytest.raises(Refused, match="at least one class"):
        heightening.heighten(spell(ill, doctor), classes=[], now=BEFORE)

    assert not HeightenedDisinfection.objects.exists()


@pytest.mark.parametrize("wrong", [{"factor": 1}, {"factor": 7}, {"ends_on": date(2026, 9, 1)}])
def test_the_database_refuses_a_spell_without_sense(ill, doctor, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        spell(ill, doctor, **wrong).save()
