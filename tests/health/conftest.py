"""A kindergarten class on a Wednesday morning in November."""

import pytest
import time_machine

from tests.factories import make_person
from tests.health import day


@pytest.fixture
def term(db):
    return day.make_school_term()


@pytest.fixture
def full_class(campus, term):
    """A class and its three children."""
    return day.make_full_class(campus, term, name="Middle 1")


@pytest.fixture
def junior(full_class):
    return full_class[0]


@pytest.fixture
def children(full_class):
    return full_class[1]


@pytest.fixture
def teacher(junior):
    return day.teacher_of(junior, username="miss-lin", name="Miss Lin")


@pytest.fixture
def doctor(campus):
    return make_person(role="doctor", campus=campus, username="dr-wu", name="Doctor Wu")


@pytest.fixture
def wednesday(settings):
    """The clock stands still on a Wednesday morning."""
    with time_machine.travel(day.NOW, tick=False) as clock:
        yield clock
