"""Who works in the kitchen of the tests; modules that need others name their own."""

import pytest
from django.utils import timezone

from tests.canteen.kitchen_logs import DAY, give_certificate, make_term_of_school_days
from tests.factories import make_person


@pytest.fixture
def term(campus):
    return make_term_of_school_days(campus)


@pytest.fixture
def officer(campus, term, enter):
    person = make_person(role="food_safety_officer", campus=campus, name="Qian", username="qian")
    give_certificate(person, until=timezone.localdate() + 200 * DAY)
    return enter("food_safety_officer", person=person)
