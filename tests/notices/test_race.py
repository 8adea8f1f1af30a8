"""Two workers and a thousand messages: each goes out once. And what happens without the hold."""

import json
from collections import Counter
from threading import Barrier

import pytest

from logistics.notices import digests, sending
from logistics.notices.models import Delivery, Digest, Notice
from logistics.notices.telling import tell
from tests.notices.factories import KIND, make_reader, make_robot
from tests.notices.test_sending import run_out
from tests.test_concurrency import shared, together  # noqa: F401  a fixture is used by its name

MANY = 1_000
WORKERS = 2


@pytest.fixture
def owed(shared, robot, at):  # noqa: F811  the fixture
    """A thousand messages for one group."""
    channel, person = make_robot(robot), make_reader()
    now = at("08:00")
    given = {"person": person, "kind": KIND, "url": "/", "made_at": now}
    notices = Notice.objects.bulk_create(
        Notice(key=str(n), said={"task": f"<{n}>", "person": "x", "due": "y"}, **given)
        for n in range(MANY)
    )
    Delivery.objects.bulk_create(
        Delivery(channel=channel, person=person, notice=notice, made_at=now, next_at=now)
        for notice in notices
    )
    return robot


def said(robot):
    """How often each message was said in the group."""
    words = json.dumps(robot.texts)
    return Counter(part.partition(">")[0] for part in words.split("<")[1:])


def test_of_a_thousand_messages_two_workers_send_each_once(owed, at):
    sent = together([lambda: run_out(at("08:01"))] * WORKERS)

    assert said(owed) == Counter({str(n): 1 for n in range(MANY)})
    assert min(sent) > 0
    assert Delivery.objects.sent().count() == MANY


def test_without_the_hold_two_workers_say_the_same(owed, at):
    """The control: what is looked up and then sent is sent by both."""
    looked = Barrier(WORKERS)

    def careless():
        held = list(Delivery.objects.owed(at("08:01")).order_by("pk")[:8])
        looked.wait(60)
        sending.deliver(held, now=at("08:01"))

    together([careless] * WORKERS)

    assert set(said(owed).values()) == {WORKERS}


def test_two_who_tell_the_same_at_once_have_told_it_once(shared, at):  # noqa: F811  the fixture
    person = make_reader()

    def act():
        tell([person], KIND, url="/", now=at("08:00"), key="7")

    together([act] * 4)

    assert Notice.objects.count() == 1


def test_two_workers_make_one_digest(shared, robot, at):  # noqa: F811  the fixture
    make_robot(robot)
    people = [make_reader() for _ in range(5)]

    made = together([lambda: digests.make_owed(now=at("07:00"))] * WORKERS)

    assert sum(made) == Digest.objects.count() == len(people)
