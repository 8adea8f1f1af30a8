"""A term, a cook and a food safety officer; lunch on the menu, a fridge to keep it in."""

import pytest
import time_machine

from logistics.access import Role
from logistics.school.calendar import lay_out
from tests.canteen.kitchen import NOON, make_fridge, make_lunch
from tests.factories import make_person, make_term


@pytest.fixture
def term(db):
    term = make_term()
    lay_out(term)
    return term


@pytest.fixture
def cook(campus):
    return make_person(role=Role.COOK, campus=campus, name="Old Li", username="cook-li")


@pytest.fixture
def officer(campus):
    return make_person(
        role=Role.FOOD_SAFETY_OFFICER, campus=campus, name="Ms Qian", username="qian"
    )


@pytest.fixture
def fridge(campus):
    return make_fridge(campus)


@pytest.fixture
def lunch(campus, cook):
    return make_lunch(campus, cook)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock
