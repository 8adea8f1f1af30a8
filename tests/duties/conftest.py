"""A term and a month that several tests look at."""

from datetime import date

import pytest

from logistics.duties.models import Task
from logistics.school.calendar import at, lay_out
from tests.duties.booklets import owe, prove
from tests.duties.factories import make_duty
from tests.factories import make_class, make_term


@pytest.fixture
def term(campus):
    term = make_term(
        school_year=2024,
        starts_on=date(2024, 8, 26),
        first_teaching_day=date(2024, 9, 2),
        last_teaching_day=date(2025, 1, 17),
        ends_on=date(2025, 1, 20),
    )
    lay_out(term)
    return term


@pytest.fixture
def october(campus, term):
    """A class that owes one note on some days of October 2024, as it stands on the 16th at noon.

    1 to 7 October are the National Day holiday, Saturday the 12th is a make-up day.
    """
    duty = make_duty(title="Sweep", trade="logistics", scope="class")
    one = make_class(campus=campus, school_year=2024, name="A1")
    days = [date(2024, 10, n) for n in (8, 9, 12, 14, 15, 16, 17)]
    tasks = {day.day: owe(duty, day, campus=campus, term=term, school_class=one) for day in days}
    prove(tasks[8])
    prove(tasks[9], late=True)
    prove(tasks[14])
    Task.objects.filter(pk=tasks[15].pk).update(
        excused_at=at(days[4], "08:00"), excuse="the class was out"
    )
    return one
