"""What the stories of the gate share."""

import pytest

from tests.factories import make_child, make_class, make_person
from tests.safety.gate import make_school_term


@pytest.fixture
def term(db):
    return make_school_term()


@pytest.fixture
def guard(campus):
    return make_person(role="guard", campus=campus, name="Old Wang", username="guard-wang")


@pytest.fixture
def relief(campus):
    return make_person(role="guard", campus=campus, name="Young Li", username="guard-li")


@pytest.fixture
def junior(campus, term):
    return make_class(campus=campus, name="Junior one")


@pytest.fixture
def child(junior, term):
    return make_child(school_class=junior, term=term, name="Xiao Ming")


@pytest.fixture
def teacher(junior):
    return make_person(role="teacher", school_class=junior, name="Ms Zhao", username="zhao")
