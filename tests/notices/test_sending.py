"""What is owed goes out: tried again, given up, taken over from a worker that was killed."""

import email
from datetime import timedelta
from email import policy
from itertools import pairwise

import pytest

from logistics.notices import sending, webhooks
from logistics.notices.models import Channel, Delivery
from tests.notices.factories import (
    QUIET_KIND,
    URGENT,
    make_channel,
    make_reader,
    make_robot,
    tell_one,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def letter(post, number=0):
    return email.message_from_bytes(post.letters[number], policy=policy.default)


def run_out(now):
    """Send whatever is owed at a moment; how many messages it were."""
    count = 0
    while sending.send_next(now=now):
        count += 1
    return count


def test_a_letter_says_what_it_is_about_and_where_to_go(post, at):
    make_channel()
    tell_one(make_reader(mail="li@school.example", name="李娜"), at("08:00"))

    run_out(at("08:01"))

    sent = letter(post)
    assert sent["To"] == "li@school.example"
    assert sent["Subject"] == "Task assigned"
    assert sent["Auto-Submitted"] == "auto-generated"
    text = sent.get_content()
    assert "李娜," in text
    assert "Chen Jing has given you a task: Wash the toys, by Friday" in text
    assert "https://houqin.school.example/tasks/" in text
    assert Delivery.objects.get().sent_at == at("08:01")


def test_what_may_not_leave_the_house_does_not(post, at):
    make_channel()
    tell_one(make_reader(mail="li@school.example"), at("08:00"), kind=QUIET_KIND)

    run_out(at("08:01"))

    assert "Wang Lele" not in letter(post).get_content()
    assert letter(post)["Subject"] == "Record voided"


def test_nobody_smuggles_a_header_into_a_letter(post):
    sending.send_one_mail("li@school.example", "x\nBcc: all@evil.example", "y", reference="1")

    assert letter(post)["Bcc"] is None
    assert letter(post)["Subject"] == "x Bcc: all@evil.example"


def test_every_try_carries_the_same_reference(post, at):
    make_channel()
    tell_one(make_reader(mail="li@school.example"), at("08:00"))
    run_out(at("08:01"))
    Delivery.objects.update(sent_at=None, held_until=None)

    run_out(at("08:30"))

    assert letter(post)["Message-ID"] == letter(post, 1)["Message-ID"]
    assert letter(post)["Message-ID"].endswith("@school.example>")


def test_a_robot_says_all_that_waits_for_its_group_in_one_message(robot, at):
    make_robot(robot)
    for number in range(10):
        tell_one(make_reader(name=f"Person {number}"), at("08:00"))

    messages = run_out(at("08:01"))

    lines = [text.splitlines()[1:] for text in robot.texts]
    assert messages == 2
    assert [len(each) for each in lines] == [8, 2]
    assert len({line for each in lines for line in each}) == 10


def test_a_message_of_a_robot_is_never_longer_than_its_maker_takes(robot, at):
    make_robot(robot)
    for _ in range(8):
        tell_one(make_reader(name="名" * 50), at("08:00"), task="事" * 300)

    run_out(at("08:01"))

    assert len(robot.texts[0].encode()) <= webhooks.MOST_TEXT


def test_a_failure_is_tried_again_after_a_while_and_then_it_is_sent_once(robot, at):
    make_robot(robot)
    robot.answers = ["busy", "ok"]
    tell_one(make_reader(), at("08:00"))

    tries = [run_out(at(clock)) for clock in ("08:00", "08:00:30", "08:01", "08:05")]

    delivery = Delivery.objects.get()
    assert tries == [1, 0, 1, 0]
    assert len(robot.asked) == 2
    assert (delivery.sent_at, delivery.tries, delivery.error) == (at("08:01"), 2, "")


def test_the_pauses_grow_and_after_the_sixth_try_it_is_given_up_with_its_error(robot, at):
    make_robot(robot)
    robot.answers = ["busy"]
    tell_one(make_reader(), at("08:00"))

    tried, early, now = [], 0, at("08:00")
    for _ in range(7):
        early += run_out(now - timedelta(seconds=1))
        tried += [now] * run_out(now)
        now = Delivery.objects.get().next_at

    delivery = Delivery.objects.get()
    gaps = [(b - a) // MINUTE for a, b in pairwise(tried)]
    assert (gaps, early) == ([1, 5, 30, 120, 360], 0)
    assert len(robot.asked) == 6
    assert (delivery.failed_at, delivery.error) == (tried[-1], "The robot answered 500.")


def test_a_channel_that_does_not_answer_rests_and_the_others_go_on(robot, post, at):
    make_robot(robot)
    make_channel()
    robot.answers = ["busy"]
    for number in range(30):
        tell_one(make_reader(mail=f"a{number}@b.cn"), at("08:00"))

    run_out(at("08:01"))

    assert len(robot.asked) == 1
    assert len(post.letters) == 30


def test_a_mail_server_that_is_down_is_asked_again(post, at):
    make_channel()
    post.is_down = True
    tell_one(make_reader(mail="li@school.example"), at("08:00"))
    run_out(at("08:00"))
    waiting = Delivery.objects.get()

    post.is_down = False
    run_out(at("08:01"))

    assert waiting.error == "The mail server did not take it."
    assert len(post.letters) == 1


def test_a_letter_turned_away_for_now_is_brought_again(post, at):
    """Greylisting: a mail server that does not know the sender asks for a second try."""
    make_channel()
    post.is_shy = True
    tell_one(make_reader(mail="li@school.example"), at("08:00"))
    run_out(at("08:00"))
    waiting = Delivery.objects.get()

    post.is_shy = False
    run_out(at("08:02"))

    assert waiting.failed_at is None
    assert [letter(post)["To"]] == ["li@school.example"]


def test_an_address_that_is_refused_is_given_up_at_once_and_stops_no_other(post, at):
    make_channel()
    for mail in ("nobody@b.cn", "li@school.example"):
        tell_one(make_reader(mail=mail), at("08:00"))

    run_out(at("08:01"))

    refused = Delivery.objects.failed().get()
    assert (refused.tries, refused.error) == (1, "The mail address was refused.")
    assert [letter(post)["To"]] == ["li@school.example"]


def test_what_a_killed_worker_held_is_taken_up_again_after_its_time(robot, at):
    make_robot(robot)
    tell_one(make_reader(), at("08:00"))
    sending.take_up(at("08:00"))  # and then the worker is killed

    early = run_out(at("08:09"))
    late = run_out(at("08:11"))

    assert (early, late) == (0, 1)
    assert len(robot.asked) == 1


def test_what_kills_every_worker_is_given_up_in_the_end(at):
    make_channel()
    tell_one(make_reader(mail="a@b.cn"), at("08:00"))
    now = at("08:00")
    for _ in range(9):
        sending.take_up(now)
        now += 11 * MINUTE

    sending.give_up_stale(now=now)

    delivery = Delivery.objects.get()
    assert delivery.tries == 6
    assert delivery.error == "The worker stopped while it was sent."


def test_a_worker_that_comes_back_too_late_writes_over_nobody(robot, at):
    make_robot(robot)
    tell_one(make_reader(), at("08:00"))
    slow = sending.take_up(at("08:00"))
    run_out(at("08:11"))

    sending.put_back(slow, webhooks.NotSent("x"), now=at("08:12"))

    assert Delivery.objects.get().sent_at == at("08:11")


def test_a_clock_set_back_sends_nothing_a_second_time(robot, post, at):
    make_robot(robot)
    make_channel()
    tell_one(make_reader(mail="a@b.cn"), at("08:00"))
    run_out(at("08:00"))

    for clock in ("07:00", "07:59", "08:00", "09:00"):
        run_out(at(clock))

    assert (len(robot.asked), len(post.letters)) == (1, 1)


def test_what_is_tried_again_also_keeps_the_quiet_hours_unless_it_is_urgent(robot, at):
    make_robot(robot)
    robot.answers = ["busy", "busy", "ok"]
    tell_one(make_reader(name="calm"), at("20:58"))
    run_out(at("20:58"))
    Channel.objects.update(rests_until=None)
    tell_one(make_reader(name="alarm"), at("20:59"), kind=URGENT)
    run_out(at("20:59"))

    run_out(at("22:00"))
    night = [text.splitlines()[1] for text in robot.texts[2:]]
    run_out(at("06:30", "2026-09-08"))
    morning = [text.splitlines()[1] for text in robot.texts[3:]]

    assert [line.partition(":")[0] for line in night] == ["alarm"]
    assert [line.partition(":")[0] for line in morning] == ["calm"]


def test_a_channel_put_out_of_use_sends_nothing_more(robot, at):
    channel = make_robot(robot)
    tell_one(make_reader(), at("08:00"))
    Channel.objects.filter(pk=channel.pk).update(is_active=False)

    assert run_out(at("08:01")) == 0


def test_what_was_given_up_is_sent_when_it_is_asked_for_again(robot, at):
    make_robot(robot)
    tell_one(make_reader(), at("08:00"))
    Delivery.objects.update(failed_at=at("17:00"), tries=6, error="x")

    sending.try_again(Delivery.objects.all(), now=at("18:00"))
    run_out(at("18:00"))

    assert Delivery.objects.sent().count() == len(robot.asked) == 1


def test_the_address_and_the_secret_cannot_be_read_in_the_database(db, robot):
    from django.db import connection

    make_robot(robot, secret="very secret")
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, secret FROM notices_channel")
        row = cursor.fetchone()

    assert "very secret" not in str(row)
    assert robot.host not in str(row)
