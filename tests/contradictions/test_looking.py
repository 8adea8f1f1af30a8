"""Records that cannot all be true are named; nothing is found where everything is in order."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from logistics.contradictions import settling
from logistics.contradictions.looking import look
from logistics.contradictions.models import Contradiction, State
from logistics.contradictions.tasks import span
from logistics.duties import filing
from logistics.duties.models import Task
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.records.models import Entry
from logistics.school.calendar import set_days
from logistics.school.models import Campus, ClassClosure, Post, SchoolDay
from tests.duties.factories import (
    make_class,
    make_duty,
    make_person,
    make_term,
    moment,
    owe,
    write_note,
)

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
NOW = moment("2026-09-30 16:00")


@pytest.fixture
def term(campus):
    return make_term()


@pytest.fixture
def carer(term):
    return make_person()


@pytest.fixture
def director(term):
    return make_person("director")


@pytest.fixture
def note(term, carer):
    """Of Wednesday, the second of September."""
    task = owe(make_duty(), term)[1]
    return write_note(task, "2026-09-02 10:00", by=carer)


def found():
    look(FIRST, LAST, now=NOW)
    return sorted(Contradiction.objects.unsettled().values_list("comparison", flat=True))


def change(entry, **values):
    """As somebody would who goes round the application."""
    Entry.objects.filter(pk=entry.pk).update(**values)


def test_nothing_is_found_where_everything_is_in_order(note):
    filing.review(note, by=make_person("director"), now=moment("2026-09-02 15:00"))

    assert found() == []


def test_a_duty_proved_on_a_day_that_was_closed_afterwards(note):
    set_days(
        [note.campus], date(2026, 9, 2), date(2026, 9, 2), kind=SchoolDay.Kind.CLOSURE, name="台风"
    )

    assert found() == ["proved_on_closed_day"]
    assert list(Contradiction.objects.get().entries.all()) == [note]


def test_a_class_that_was_sent_home_was_not_there_either(term, carer):
    junior = make_class()
    task = owe(make_duty(scope="class"), term)[1]
    write_note(task, "2026-09-02 10:00", by=carer)
    ClassClosure.objects.create(
        school_class=junior, starts_on=date(2026, 9, 2), ends_on=date(2026, 9, 4)
    )

    assert found() == ["proved_on_closed_day"]


def test_a_signature_before_the_record(note, director):
    change(note, status="reviewed", reviewed_by=director, reviewed_at=moment("2026-09-02 09:00"))

    assert found() == ["signed_before"]


def test_a_record_from_before_the_event(note):
    change(note, entered_at=moment("2026-09-02 09:00"))

    assert found() == ["clocks_apart"]


def test_typed_on_a_device_whose_clock_runs_ahead(note):
    change(note, typed_at=moment("2026-09-02 10:06"))

    assert found() == ["clocks_apart"]


def test_a_device_a_few_minutes_ahead_is_no_contradiction(note):
    change(note, typed_at=moment("2026-09-02 10:04"))

    assert found() == []


def test_a_correction_older_than_the_record(term, carer):
    task = owe(make_duty(), term)[1]
    note = write_note(task, "2026-09-02 10:00", entered="2026-09-02 18:00", by=carer)
    record = note.content
    record.text = "改正"
    filing.correct(record, by=carer, now=moment("2026-09-02 17:00"), reason="x", seen=1)

    assert found() == ["versions_back"]


def test_written_by_somebody_who_had_left(note, carer):
    Post.objects.filter(person=carer).update(ends_on=date(2026, 9, 1))

    assert found() == ["without_a_post"]


@pytest.mark.parametrize(("second", "codes"), [("10:09", ["two_places"]), ("10:10", [])])
def test_one_person_in_two_places_at_once(term, carer, second, codes):
    east = Campus.objects.create(name="East campus")
    task = owe(make_duty(campus=Campus.objects.get(name="Main campus")), term)[1]
    write_note(task, "2026-09-02 10:00", by=carer)
    other = Task(campus=east, duty=task.duty)
    write_note(other, f"2026-09-02 {second}", by=carer)

    assert found() == codes


def test_a_task_excused_although_it_had_been_proved(note, director):
    task = note.proofs.get().task
    Task.objects.filter(pk=task.pk).update(
        excused_at=moment("2026-09-03 10:00"), excused_by=director, excuse="停水"
    )

    assert found() == ["excused_and_proved"]


def test_a_voided_record_contradicts_nothing(note, director, carer):
    change(note, entered_at=moment("2026-09-02 09:00"))
    filing.void(note, by=carer, now=NOW, reason="重复")

    assert found() == []


def test_looking_twice_finds_a_case_once(note):
    change(note, entered_at=moment("2026-09-02 09:00"))

    look(FIRST, LAST, now=NOW)
    again = look(FIRST, LAST, now=NOW)

    assert (again.new, again.gone) == (0, 0)
    assert Contradiction.objects.count() == 1


def test_records_put_right_close_the_case_and_wrong_again_open_it(note):
    change(note, entered_at=moment("2026-09-02 09:00"))
    look(FIRST, LAST, now=NOW)

    change(note, entered_at=moment("2026-09-02 10:00"))
    put_right = look(FIRST, LAST, now=NOW)
    was = Contradiction.objects.get().state
    change(note, entered_at=moment("2026-09-02 09:00"))
    look(FIRST, LAST, now=NOW)

    assert (put_right.gone, was) == (1, State.GONE)
    assert Contradiction.objects.get().state == State.OPEN


def test_a_case_of_the_term_before_closes_too_when_its_records_are_put_right(note):
    change(note, entered_at=moment("2026-09-02 09:00"))
    look(FIRST, LAST, now=NOW)
    spring = moment("2027-03-10 16:00")
    begins_on = date(2027, 2, 22)
    make_term(
        half=2, starts_on=begins_on, first_teaching_day=begins_on,
        last_teaching_day=date(2027, 7, 9), ends_on=date(2027, 7, 16),
    )  # fmt: skip

    change(note, entered_at=moment("2026-09-02 10:00"))
    look(*span(spring.date()), now=spring)

    assert Contradiction.objects.get().state == State.GONE
    assert span(spring.date())[0] == begins_on  # nothing old is left to look for


def test_what_lies_outside_the_days_looked_at_stays_as_it_is(note):
    change(note, entered_at=moment("2026-09-02 09:00"))
    look(FIRST, LAST, now=NOW)

    look(date(2026, 9, 10), LAST, now=NOW)

    assert Contradiction.objects.get().state == State.OPEN


def test_nothing_is_ever_changed_in_the_records(note):
    change(note, entered_at=moment("2026-09-02 09:00"))
    before = Entry.objects.values().get()

    look(FIRST, LAST, now=NOW)
    settle(Contradiction.objects.get(), by=make_person("director"))

    assert Entry.objects.values().get() == before


def settle(case, *, by, explanation="时钟慢了一小时，已校准"):
    settling.settle(case, by=by, now=NOW, explanation=explanation)


@pytest.fixture
def case(note):
    change(note, entered_at=moment("2026-09-02 09:00"))
    look(FIRST, LAST, now=NOW)
    return Contradiction.objects.get()


def test_an_explained_case_stays_explained(case, director):
    settle(case, by=director)

    look(FIRST, LAST, now=NOW + timedelta(hours=1))

    assert Contradiction.objects.get().state == State.SETTLED


def test_nobody_explains_a_case_of_their_own_records_alone(case, carer):
    with pytest.raises(Refused, match="your own records"):
        settle(case, by=carer)

    assert Contradiction.objects.get().state == State.OPEN


def test_an_explanation_says_something(case, director):
    with pytest.raises(Refused, match="Say why"):
        settle(case, by=director, explanation="  ")


def test_a_case_is_settled_once(case, director):
    settle(case, by=director)

    with pytest.raises(Refused, match="settled already"):
        settle(case, by=make_person("principal"))


def test_whoever_is_asked_to_look_into_it_is_told(case, carer, director):
    settling.assign(case, to=carer, by=director, now=NOW)

    assert Contradiction.objects.get().state == State.ASSIGNED
    assert Notice.objects.get().person == carer


def test_what_is_put_right_is_given_to_nobody(case, carer, director):
    Contradiction.objects.update(gone_at=timezone.now())

    with pytest.raises(Refused, match="settled already"):
        settling.assign(case, to=carer, by=director, now=NOW)
