"""Whom the duties tell of what."""

from datetime import timedelta

import pytest

from logistics.duties import arranging, filing, news
from logistics.duties.models import Task
from logistics.notices.models import Notice
from logistics.school.models import Campus
from tests.duties.factories import make_duty, make_person, make_term, moment, owe, write_note

pytestmark = pytest.mark.django_db
NOW = moment("2026-09-07 10:00")


@pytest.fixture
def campus():
    return Campus.objects.create(name="Main campus")


@pytest.fixture
def task(campus):
    return owe(make_duty(title="Wash the toys", trade="safety"), make_term())[4]


def told(person):
    return [str(notice) for notice in Notice.objects.of(person).order_by("pk")]


def test_who_is_given_a_task_is_told(task, campus):
    person, director = make_person(), make_person("director", name="Chen Jing")

    arranging.assign(task, person=person, by=director, now=NOW)

    assert told(person) == [
        "Chen Jing has given you a task: Wash the toys, by 2026-09-07 23:59",
    ]


def test_of_a_task_that_is_split_each_is_told_of_the_own_part(task, campus):
    people, director = [make_person(), make_person()], make_person("director")

    parts = arranging.split(task, people=people, by=director, now=NOW)

    urls = {n.person: n.url for n in Notice.objects.all()}
    assert urls == {
        person: part.get_absolute_url() for person, part in zip(people, parts, strict=True)
    }


def test_who_takes_a_task_oneself_is_not_told(task, campus):
    director = make_person("director")

    arranging.assign(task, person=director, by=director, now=NOW)

    assert told(director) == []


def test_who_is_released_from_a_task_is_told_why(task, campus):
    person, director = make_person(), make_person("director")
    arranging.assign(task, person=person, by=person, now=NOW)

    arranging.excuse(task, by=director, now=NOW, reason="water cut")

    assert told(person) == ["You are released from Wash the toys: water cut"]


def test_all_who_owe_a_task_are_told_that_somebody_asked_after_it(task, campus):
    carers, cook = [make_person(), make_person()], make_person("cook")
    director = make_person("director", name="Chen Jing")

    arranging.follow_up(task, by=director, now=NOW, found="no soap")

    sentence = "Chen Jing asked after Wash the toys: no soap"
    assert [told(person) for person in (*carers, cook)] == [[sentence], [sentence], []]


def test_who_wrote_a_record_is_told_that_another_voided_it(task, campus):
    carer, director = make_person(), make_person("director", name="Chen Jing")
    entry = write_note(task, "2026-09-07 09:00", by=carer)

    filing.void(entry, by=director, now=NOW, reason="wrong class")

    assert told(carer) == [f"Chen Jing has voided your record {entry.number}: wrong class"]


def test_who_corrects_the_own_record_needs_no_news(task, campus):
    carer = make_person()
    entry = write_note(task, "2026-09-07 09:00", by=carer)

    filing.correct(entry.content, by=carer, now=NOW, reason="x", seen=1)

    assert told(carer) == []


def test_an_overdue_safety_task_is_told_once_to_all_who_owe_it(task, campus):
    carers, cook = [make_person(), make_person()], make_person("cook")
    night = task.due_at + timedelta(minutes=1)

    first, second = news.tell_late(now=night), news.tell_late(now=night + timedelta(minutes=10))

    kinds = Notice.objects.filter(key=str(task.pk)).values_list("person", "kind", "urgent")
    assert (first, second) == (2, 0)
    assert set(kinds) == {(carer.pk, news.LATE, True) for carer in carers}
    assert told(cook) == []


@pytest.mark.parametrize("trade", ["health", "logistics", ""])
def test_no_other_trade_wakes_anybody(task, campus, trade):
    make_person()
    Task.objects.update(trade=trade)

    assert news.tell_late(now=task.due_at + timedelta(minutes=1)) == 0


def test_once_it_is_proved_the_news_of_it_is_over(task, campus):
    carer = make_person()
    night = task.due_at + timedelta(minutes=1)
    news.tell_late(now=night)
    Task.objects.filter(pk=task.pk).update(proved_at=night)

    news.tell_late(now=night + timedelta(minutes=10))

    assert not Notice.objects.of(carer).unread().exists()
