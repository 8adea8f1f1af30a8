"""A school of two campuses and a term, into which sheets are brought."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from logistics.school.weeks import school_year
from tests.factories import make_campus, make_class, make_person, make_term


@pytest.fixture
def school(db):
    """East and west, each with a class; `office` reaches both, `doctor` and `director` the east."""
    year = school_year(timezone.localdate())
    east, west = make_campus(name="East"), make_campus(name="West")
    term = make_term(
        school_year=year,
        starts_on=date(year, 8, 25),
        first_teaching_day=date(year, 9, 1),
        last_teaching_day=date(year + 1, 7, 20),
        ends_on=date(year + 1, 7, 22),
    )
    return SimpleNamespace(
        year=year,
        east=east,
        west=west,
        term=term,
        junior=make_class(campus=east, name="小一班", school_year=year),
        senior=make_class(campus=west, name="大一班", school_year=year, grade="senior"),
        office=make_person(role="admin", username="office"),
        doctor=make_person(role="doctor", campus=east, username="doctor"),
        director=make_person(role="director", campus=east, username="director"),
    )
