"""The digest: twice a day what waits, once each, and never in the night."""

import pytest

from logistics.notices import digests, sending
from logistics.notices.models import Delivery, Digest, Notice, Wish
from logistics.school.models import Campus, SchoolDay
from tests.duties.factories import make_duty, make_term, owe
from tests.notices.factories import make_channel, make_reader, make_robot, tell_one
from tests.notices.test_sending import letter, run_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def carer():
    """One duty is due each day until the evening; that of Friday is overdue on Monday."""
    campus = Campus.objects.create(name="Main campus")
    owe(make_duty(title="Wash the toys"), make_term())
    return make_reader(campus=campus, mail="li@school.example", name="Li Na")


def test_what_is_due_overdue_and_new_is_told_in_the_morning_and_in_the_afternoon(carer, post, at):
    make_channel()
    tell_one(carer, at("06:00"))

    for clock in ("06:55", "07:00", "07:05", "12:00", "15:30", "15:35"):
        digests.make_owed(now=at(clock))
        run_out(at(clock))

    assert [d.slot for d in Digest.objects.order_by("slot")] == [at("07:00"), at("15:30")]
    assert len(post.letters) == 2
    text = letter(post).get_content()
    assert letter(post)["Subject"] == "To do: 2, overdue: 1"
    assert "Tasks: 2, of these overdue: 1" in text
    assert "One unread notice" in text
    assert "· Wash the toys" in text
    assert "https://houqin.school.example/todo/" in text


def test_the_digest_is_written_in_the_language_of_its_reader(carer, post, at):
    make_channel()
    Wish.objects.filter(person=carer).update(language="zh-hans")

    digests.make_owed(now=at("07:00"))
    run_out(at("07:00"))

    text = letter(post).get_content()
    assert letter(post)["Subject"] == "待办 2 项，其中逾期 1 项"
    assert "任务：2 项，其中逾期 1 项" in text


def test_a_robot_says_only_how_much(carer, robot, at):
    make_robot(robot)

    digests.make_owed(now=at("07:00"))
    run_out(at("07:00"))

    assert robot.texts[0].splitlines()[1:] == ["Li Na: To do: 2, overdue: 1"]


def test_a_digest_slept_through_comes_when_the_machine_is_on_again(carer, at):
    make_channel()

    digests.make_owed(now=at("18:40"))

    assert [digest.slot for digest in Digest.objects.all()] == [at("15:30")]


@pytest.mark.parametrize("clock", ["21:00", "23:30", "03:00", "06:29", "06:59"])
def test_in_the_night_no_digest_is_made(carer, at, clock):
    make_channel()

    assert digests.make_owed(now=at(clock)) == 0


SATURDAY = "2026-09-12"


def test_at_the_weekend_nobody_is_told_that_friday_is_overdue(carer, at):
    make_channel()

    assert digests.make_owed(now=at("07:00", SATURDAY)) == 0
    assert digests.make_owed(now=at("07:00", "2026-09-14")) == 1


def test_a_campus_that_works_on_a_make_up_day_has_its_digest(carer, at):
    make_channel()
    other = Campus.objects.create(name="East campus")
    SchoolDay.objects.create(campus=other, date=SATURDAY, kind="makeup")
    there, whole_school = (
        make_reader("director", campus=campus, mail="a@b.cn") for campus in (other, None)
    )

    digests.make_owed(now=at("07:00", SATURDAY))

    told = set(Digest.objects.values_list("person", flat=True))
    assert told == {there.pk, whole_school.pk}


def test_a_clock_set_back_makes_no_digest_twice(carer, at):
    make_channel()
    digests.make_owed(now=at("15:30"))

    for clock, day in (("07:30", "2026-09-07"), ("16:00", "2026-09-06"), ("15:31", "2026-09-07")):
        digests.make_owed(now=at(clock, day))

    assert [digest.slot for digest in Digest.objects.all()] == [at("15:30")]


def test_where_nothing_waits_nothing_is_sent_and_nothing_asked_again(at):
    make_channel()
    make_reader(mail="a@b.cn")

    first, second = digests.make_owed(now=at("07:00")), digests.make_owed(now=at("07:05"))

    assert (first, second) == (1, 0)
    assert not Delivery.objects.exists()


def test_who_wants_no_digest_gets_none(carer, at):
    make_channel()
    Wish.objects.filter(person=carer).update(digest=False)

    digests.make_owed(now=at("07:00"))

    assert not Delivery.objects.exists()


def test_a_channel_for_what_is_urgent_carries_no_digest(carer, at):
    make_channel(carries="urgent")

    digests.make_owed(now=at("07:00"))

    assert not Delivery.objects.exists()


def test_without_a_channel_nothing_is_worked_out(carer, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        digests.make_owed(now=at("07:00"))

    assert not Digest.objects.exists()


def test_a_digest_whose_day_is_over_is_not_sent_any_more(carer, post, at):
    make_channel()
    digests.make_owed(now=at("15:30"))

    sending.give_up_stale(now=at("06:30", "2026-09-08"))

    assert Delivery.objects.get().error == "The day of this digest is over."


def test_with_the_digests_a_person_gets_five_messages_a_day(carer, at):
    make_channel()
    digests.make_owed(now=at("07:00"))
    for _ in range(9):
        tell_one(carer, at("10:00"))
    digests.make_owed(now=at("15:30"))
    tell_one(carer, at("16:00"))

    told = Delivery.objects.filter(notice__isnull=False).count()
    assert (told, Delivery.objects.filter(digest__isnull=False).count()) == (3, 2)
    assert Notice.objects.of(carer).count() == 10
