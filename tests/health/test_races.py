"""Two at the same moment: a class is taken once, a dose is given once, an outbreak rings once.

Each promise has its control: the same race without the protection goes wrong.
"""

from functools import partial
from itertools import count

import pytest

from health.day import attending, medicating
from health.illness import watching
from health.models import Alert, AlertLevel, Attendance, Disease, MedicineGiven, Threshold
from health.models.diseases import ship
from logistics.records.models import Entry
from tests.factories import make_campus, make_person, make_place, make_term
from tests.health import day
from tests.health.illness_factories import TODAY, make_case, moment
from tests.health.illness_factories import make_class as make_ill_class
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]

SEVERAL = 4


@pytest.fixture
def school(shared):
    return make_campus()


@pytest.fixture
def junior(school):
    return day.make_full_class(school, day.make_school_term(), name="Junior 1")


@pytest.fixture
def carers(junior):
    return [
        day.teacher_of(junior[0], username=f"carer-{n}", name=f"Carer {n}") for n in range(SEVERAL)
    ]


# A class is taken.


def taking(junior, carers):
    school_class, children = junior
    said = [day.away(children[0])]
    return [partial(day.attend, school_class, said, by=carer) for carer in carers]


def test_a_class_that_several_take_at_once_is_counted_once(junior, carers):
    results = together(taking(junior, carers))

    sheet = Attendance.objects.get()
    assert refusals(results) == SEVERAL - 1
    assert (sheet.expected, sheet.present, sheet.lines.count()) == (3, 2, 3)
    assert Entry.objects.count() == 1


def test_control_sheets_that_never_meet_would_count_the_class_several_times(
    junior, carers, monkeypatch
):
    numbers, make = count(), attending.new_sheet
    apart = lambda *args, copy=0: make(*args, copy=next(numbers))  # noqa: E731
    monkeypatch.setattr(attending, "new_sheet", apart)

    together(taking(junior, carers))

    assert Attendance.objects.count() == SEVERAL


# A dose is given.


@pytest.fixture
def request_(junior, carers):
    school_class, children = junior
    return day.make_request(children[0], school_class, by=carers[0])


def giving(request_, carers):
    doctor = make_person(role="doctor", campus=request_.entry.campus, username="dr-wu")
    return [partial(day.give, request_, by=carer, checked_by=doctor) for carer in carers]


def test_a_dose_that_several_give_at_once_is_given_once(request_, carers):
    results = together(giving(request_, carers))

    assert refusals(results) == SEVERAL - 1
    assert MedicineGiven.objects.count() == 1


def test_control_doses_that_never_meet_would_all_be_given(request_, carers, monkeypatch):
    numbers = count()
    monkeypatch.setattr(medicating, "voided_before", lambda *_told: next(numbers))

    together(giving(request_, carers))

    assert MedicineGiven.objects.count() == SEVERAL


# An outbreak is seen.


@pytest.fixture
def outbreak(school):
    """Five children of one class on one day, and nobody has looked yet."""
    if not Disease.objects.exists():
        ship(Disease, Threshold)
    Threshold.objects.update(is_active=False)
    doctor = make_person(role="doctor", campus=school, username="dr-wu")
    floor = make_place(campus=school, kind="building", name="Building")
    ill = make_ill_class(school, make_term(), floor=floor, name="Middle 1", children=8)
    for n in range(5):
        make_case(ill.children[n], ill, by=doctor, code="hfmd", on=TODAY, now=moment(TODAY))
    assert Alert.objects.count() == 0
    Threshold.objects.update(is_active=True)


def looks():
    return [partial(watching.look, now=moment(TODAY)) for _n in range(SEVERAL)]


def test_an_outbreak_that_several_see_at_once_rings_once(outbreak):
    together(looks())

    keys = list(Alert.objects.filter(closed_on=None).values_list("key", flat=True))
    assert len(keys) == len(set(keys)) > 0
    assert AlertLevel.objects.count() >= len(keys)


def test_control_an_outbreak_that_is_never_compared_would_ring_for_each(outbreak, monkeypatch):
    numbers, name = count(), watching.key_of
    monkeypatch.setattr(watching, "key_of", lambda group: f"{name(group)}:{next(numbers)}")

    together(looks())

    groups = {key.rsplit(":", 1)[0] for key in Alert.objects.values_list("key", flat=True)}
    assert Alert.objects.count() > len(groups)
