"""Questions worded once: asked again they answer as if they were worded anew."""

from datetime import timedelta

import pytest
from django.utils import timezone

from logistics.duties.models import Task
from logistics.school.models import Campus
from logistics.wording import Worded
from tests.duties.factories import make_duty, make_term, owe
from tests.factories import make_campus

pytestmark = pytest.mark.django_db


def named(at, *names):
    rows = Campus.objects.filter(name__in=names)
    return rows.order_by("name").values_list("name", "is_active")


def test_the_same_question_is_worded_once_and_answers_what_is_asked_each_time():
    for name in ("East", "West"):
        make_campus(name=name, is_active=name == "East")
    worded = []
    ask = Worded(lambda *values: worded.append(values) or named(*values))

    answers = [ask(None, name) for name in ("East", "West", "South")]

    assert answers == [[("East", True)], [("West", False)], []]
    assert len(worded) == 1
    assert "East" not in str(worded)


def test_more_values_and_missing_ones_are_worded_by_themselves():
    for name in ("East", "West"):
        make_campus(name=name)
    worded = []
    ask = Worded(lambda *values: worded.append(values) or named(*values))

    both = ask(None, "East", "West")
    one = ask(timezone.now(), "West")

    assert ([name for name, _ in both], [name for name, _ in one]) == (["East", "West"], ["West"])
    assert len(worded) == 2


def test_moments_and_days_come_back_as_a_query_gives_them(campus):
    [task, *_] = owe(make_duty(), make_term())
    ask = Worded(
        lambda at, day, key: Task.objects.filter(due_at__gte=at, day=day, pk=key).values_list(
            "due_at", "day", "proved_late", "proved_at"
        )
    )

    found = ask(task.due_at, task.day, task.pk)
    later = ask(task.due_at + timedelta(seconds=1), task.day, task.pk)

    assert found == [(task.due_at, task.day, False, None)]
    assert later == []


def test_a_question_that_nothing_can_answer_is_answered_by_nothing():
    ask = Worded(lambda name: named(None).filter(name=name))

    assert ask("East") == []
