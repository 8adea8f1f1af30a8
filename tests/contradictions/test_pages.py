"""The pages of contradictions, as the director and whoever is asked meet them."""

from datetime import date

import pytest
from django.urls import reverse

from logistics.contradictions import settling
from logistics.contradictions.looking import look
from logistics.contradictions.models import Contradiction, State
from logistics.records.models import Entry
from logistics.school.models import Campus
from tests.duties.factories import make_duty, make_person, make_term, moment, owe, write_note

NOW = moment("2026-09-30 16:00")


@pytest.fixture
def term(campus):
    return make_term()


def cases(term, count):
    """So many records that were entered before they happened."""
    carer = make_person()
    tasks = owe(make_duty(), term)
    for day in range(1, count + 1):
        write_note(tasks[day], f"2026-09-0{day} 10:00", by=carer)
    Entry.objects.update(entered_at=moment("2026-08-31 09:00"))
    look(date(2026, 9, 1), date(2026, 9, 30), now=NOW)
    return list(Contradiction.objects.order_by("pk"))


def page_of(case, name="contradiction"):
    return reverse(f"contradictions:{name}", args=[case.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_queries_for_three_cases_as_for_one(
    enter, term, rows, django_assert_num_queries
):
    director = enter("director")
    found = cases(term, rows)

    with django_assert_num_queries(8):
        page = director.get(reverse("contradictions:contradiction_list")).text

    assert all(str(case) in page for case in found)


def test_the_page_names_the_records_and_the_lawful_way(enter, term):
    [case] = cases(term, 1)

    page = enter("director").get(page_of(case)).text

    assert Entry.objects.get().number in page
    assert "Correct when it happened" in page


def test_nothing_found_says_what_is_compared(enter, term):
    page = enter("principal").get(reverse("contradictions:contradiction_list")).text

    assert "No contradictions" in page
    assert "A signature before the record" in page


def test_the_director_compares_at_once(enter, term):
    [case] = cases(term, 1)
    Entry.objects.update(entered_at=moment("2026-09-01 10:00"))
    Contradiction.objects.update(on=date.today())  # noqa: DTZ011  in the days that are looked at

    answer = enter("director").post(reverse("contradictions:contradiction_look"), follow=True)

    assert "0 new, 1 put right" in answer.text
    case.refresh_from_db()
    assert case.state == State.GONE


def test_who_is_asked_sees_it_in_the_inbox_and_explains_it(enter, term):
    [case] = cases(term, 1)
    doctor = enter("doctor")
    director = enter("director")
    director.post(page_of(case, "contradiction_assign"), {"person": doctor.person.pk})

    inbox = doctor.get(reverse("notices:inbox")).text
    doctor.post(page_of(case, "contradiction_settle"), {"explanation": "时钟不准"})

    assert page_of(case) in inbox
    case.refresh_from_db()
    assert (case.state, case.settled_by) == (State.SETTLED, doctor.person)


def test_what_is_explained_is_no_longer_waiting(enter, term):
    [case] = cases(term, 1)
    director = enter("director")
    settling.settle(case, by=director.person, now=NOW, explanation="时钟不准")

    page = director.get(reverse("contradictions:contradiction_list")).text
    explained = director.get(reverse("contradictions:contradiction_list") + "?state=explained").text

    assert str(case) not in page
    assert str(case) in explained


def test_a_case_of_another_campus_is_not_there(enter, term):
    [case] = cases(term, 1)
    elsewhere = Campus.objects.create(name="East campus")
    director = enter("director", at=elsewhere)

    answers = [
        director.get(page_of(case)).status_code,
        director.post(page_of(case, "contradiction_assign"), {"person": 1}).status_code,
        director.post(page_of(case, "contradiction_settle"), {"explanation": "x"}).status_code,
    ]

    assert answers == [404, 404, 404]
    case.refresh_from_db()
    assert case.state == State.OPEN


def test_a_teacher_nobody_asked_does_not_find_it(enter, term):
    [case] = cases(term, 1)

    assert enter("teacher").get(page_of(case)).status_code == 404
