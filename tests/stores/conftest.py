"""A store of the main campus with its keeper, and a class teacher who needs things."""

import pytest

from tests.factories import make_class, make_person
from tests.stores.factories import make_store


@pytest.fixture
def store(campus):
    return make_store(campus)


@pytest.fixture
def keeper(campus):
    return make_person(name="Keeper", role="storekeeper", campus=campus)


@pytest.fixture
def school_class(campus):
    return make_class(campus=campus, name="Class 2")


@pytest.fixture
def teacher(school_class):
    return make_person(name="Teacher", number="T7", role="teacher", school_class=school_class)
