"""Using a special room: written down by the user, agreed to by its custodian."""

from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from logistics.duties import signing
from logistics.records.models import Entry
from tests.factories import make_campus, make_person, make_place

NEW = reverse("duties:room_use_new")
REGISTER = reverse("duties:register", args=["room-uses"])


@pytest.fixture
def custodian(campus):
    return make_person(name="Custodian", role="carer", campus=campus)


@pytest.fixture
def music_room(campus, custodian):
    return make_place(
        campus=campus,
        name="Music room",
        kind="special_room",
        custodian=custodian,
        needs_consent=True,
    )


def typed(room, **given):
    started = timezone.localtime() - timedelta(minutes=5)
    usual = {"happened_at": f"{started:%Y-%m-%dT%H:%M}", "closed_day_is_right": "on"}
    return usual | {"place": room.pk, "purpose": "Choir"} | given


def test_the_custodian_of_a_room_is_asked_to_sign_its_use(enter, music_room, custodian):
    client = enter("teacher")

    client.post(NEW, typed(music_room))

    use = Entry.objects.get(kind="room_use")
    assert (use.title, use.place) == ("Music room: Choir", music_room)
    assert use.signers.get().person == custodian


def test_who_keeps_the_room_needs_nobodys_consent(enter, music_room, custodian):
    enter("carer", person=custodian).post(NEW, typed(music_room))

    assert Entry.objects.get(kind="room_use").signers.count() == 0


def test_the_register_says_whether_consent_was_given(enter, music_room, custodian):
    enter("teacher").post(NEW, typed(music_room))
    director, use = enter("director"), Entry.objects.get(kind="room_use")
    before = director.get(REGISTER).text

    signing.sign(use, "custodian", by=custodian, now=timezone.now(), seen=1)

    assert "not given" in before
    assert "not given" not in director.get(REGISTER).text


def test_a_room_of_another_campus_and_a_room_without_register_are_not_offered(enter, campus):
    make_place(campus=campus, name="Yard", kind="yard")
    make_place(campus=make_campus(name="Other"), name="Far room", kind="special_room")

    page = enter("teacher").get(NEW).text

    assert "Yard" not in page
    assert "Far room" not in page


def test_the_end_lies_after_the_beginning(enter, music_room):
    answer = enter("teacher").post(NEW, typed(music_room, until="2020-01-01T08:00"))

    assert "The end lies before the beginning." in answer.text
    assert Entry.objects.count() == 0


def test_the_sticker_of_a_special_room_offers_its_register(enter, music_room):
    page = enter("teacher").get(reverse("sticker", args=[music_room.code])).text

    assert f"{NEW}?place={music_room.pk}" in page


def test_the_register_asks_as_much_for_many_uses_as_for_one(enter, music_room, connection_of):
    teacher, director = enter("teacher"), enter("director")
    counts = []
    for more in (1, 3):
        for _ in range(more):
            teacher.post(NEW, typed(music_room))
        director.get(REGISTER)
        with CaptureQueriesContext(connection_of) as captured:
            director.get(REGISTER)
        counts.append(len(captured))

    assert counts[0] == counts[1]


@pytest.fixture
def connection_of(db):
    from django.db import connection

    return connection
