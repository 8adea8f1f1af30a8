"""What phones, cameras and jokers send: refused in words, or kept and named. Nothing typed is lost."""

from datetime import timedelta
from io import BytesIO
from zlib import crc32

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from logistics.errors import Refused
from safety.models import (
    DoorReport,
    Hazard,
    RepairTicket,
    RoundLine,
    RunningAnswer,
    RunningRound,
    Visitor,
    VisitorLog,
)
from safety.repairs import door
from safety.rounds import designing, progress
from safety.views.door import door_report
from tests.factories import make_person, make_place
from tests.safety.repairs import DAY, NOW
from tests.safety.rounds import AT, begin, make_list

HUGE = 30_000  # a side: 900 megapixels


@pytest.fixture
def bomb():
    """A PNG of a few bytes that promises 900 megapixels."""
    written = BytesIO()
    Image.new("RGB", (1, 1)).save(written, "PNG")
    content = bytearray(written.getvalue())
    content[16:24] = 2 * HUGE.to_bytes(4, "big")
    content[29:33] = crc32(bytes(content[12:29])).to_bytes(4, "big")
    return SimpleUploadedFile("huge.png", bytes(content), "image/png")


def a_moment_ago():
    return f"{timezone.localtime() - timedelta(minutes=5):%Y-%m-%dT%H:%M}"


# A picture of 900 megapixels.


def test_it_is_refused_at_the_door_and_what_was_written_stays(db, bomb):
    place = make_place()
    url = reverse("safety:door_report", args=[place.code])

    page = Client().post(url, {"category": "water", "what": "Flood in here", "photos": [bomb]})

    assert "50 million pixels" in page.text
    assert "Flood in here" in page.text
    assert not DoorReport.objects.exists()


@pytest.mark.parametrize(
    ("name", "model", "told"),
    [
        ("safety:ticket_new", RepairTicket, {"category": "water", "what": "Flood in here"}),
        ("safety:hazard_new", Hazard, {"category": "building", "what": "Flood in here"}),
    ],
)
def test_it_is_refused_with_a_report_and_what_was_written_stays(
    enter, campus, bomb, name, model, told
):
    client, place = enter("guard"), make_place(campus=campus)
    usual = {"happened_at": a_moment_ago(), "closed_day_is_right": "on", "source": "daily"}

    page = client.post(reverse(name), usual | told | {"place": place.pk, "photos": [bomb]})

    assert "50 million pixels" in page.text
    assert "Flood in here" in page.text
    assert not model.objects.exists()


def test_it_is_refused_on_a_round_and_the_words_stay(enter, campus, bomb):
    client = enter("director")
    run = begin(make_list("wall"), campus, client.person)
    [wall] = progress.items_of(run.edition)
    url = reverse("safety:run_stop", args=[run.stops.get().pk])
    told = {f"r-{wall.pk}": "abnormal", f"w-{wall.pk}": "wide crack", f"p-{wall.pk}": bomb}

    page = client.post(url, told)

    assert "50 million pixels" in page.text
    assert "wide crack" in page.text
    assert not RunningAnswer.objects.exists()


# The public form pressed a thousand times.


def test_a_thousand_presses_from_one_phone_leave_as_many_as_the_rule_allows(db, rf):
    """The page itself, without the frame around it: a thousand times that would take a minute."""
    place = make_place()
    request = rf.post(reverse("safety:door_report", args=[place.code]), {"category": "water"})
    request.user = AnonymousUser()

    statuses = [door_report(request, place.code).status_code for _n in range(1000)]

    assert DoorReport.objects.count() == 6
    assert statuses == [302] * 6 + [429] * 994


def test_a_thousand_connections_together_leave_no_more_than_the_school_takes_in_a_day(campus):
    places = [make_place(campus=campus, name=f"Room {n}") for n in range(50)]
    told = {"category": "water", "what": "x", "name": "", "phone": "", "now": NOW}
    refused = 0

    for number in range(1000):
        spot = door.Spot(campus, places[number % 50])
        try:
            door.leave(spot, address=f"10.0.{number // 250}.{number % 250}", **told)
        except Refused:
            refused += 1

    assert DoorReport.objects.count() == 100
    assert refused == 900


def test_a_press_too_many_costs_hardly_anything(db):
    place = make_place()
    url = reverse("safety:door_report", args=[place.code])
    client = Client()
    for _n in range(6):
        client.post(url, {"category": "water"})

    with CaptureQueriesContext(connection) as captured:
        answer = client.post(url, {"category": "water"})

    assert answer.status_code == 429
    assert len(captured) <= 5


def test_the_day_after_the_door_is_open_again(campus):
    place = make_place(campus=campus)
    told = {"category": "water", "what": "x", "name": "", "phone": "", "address": "10.0.0.1"}
    for _n in range(6):
        door.leave(door.Spot(campus, place), now=NOW, **told)
    with pytest.raises(Refused):
        door.leave(door.Spot(campus, place), now=NOW, **told)

    door.leave(door.Spot(campus, place), now=NOW + DAY, **told)

    assert DoorReport.objects.count() == 7


# A checklist edited while somebody walks it.


def test_a_list_edited_meanwhile_takes_the_answers_of_whoever_walks_the_old_one(enter, campus):
    client = enter("director")
    checklist = make_list("gate", "fence")
    run = begin(checklist, campus, client.person, now=timezone.now())
    gate, fence = progress.items_of(run.edition)
    page = client.get(reverse("safety:run", args=[run.pk])).text
    designing.revise(checklist, designing.lines_of(checklist)[:1], seen=1, by=client.person, now=AT)

    url = reverse("safety:run_stop", args=[run.stops.get().pk])
    client.post(url, {f"r-{gate.pk}": "normal", f"r-{fence.pk}": "abnormal"})
    said = {"happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "closed_day_is_right": "on"}
    client.post(reverse("safety:run_finish", args=[run.pk]), said)

    assert f"r-{fence.pk}" in page
    results = RoundLine.objects.order_by("position").values_list("item__title", "result")
    assert list(results) == [("gate", "normal"), ("fence", "abnormal")]
    assert begin(checklist, campus, client.person).edition.number == 2


def test_an_answer_to_a_thing_of_another_version_changes_nothing(enter, campus):
    client = enter("director")
    checklist = make_list("gate")
    run = begin(checklist, campus, client.person)
    url = reverse("safety:run_stop", args=[run.stops.get().pk])
    [strange] = progress.items_of(
        begin(make_list("fence", code="other"), campus, client.person).edition
    )

    page = client.post(url, {f"r-{strange.pk}": "abnormal"}).text

    assert "Nothing has been answered yet" in page
    assert not RunningAnswer.objects.exists()


# An item without an answer.


def test_what_nobody_answered_is_named_before_the_end_and_never_normal(enter, campus):
    client = enter("director")
    run = begin(make_list("gate", "fence"), campus, client.person, now=timezone.now())
    gate, fence = progress.items_of(run.edition)
    client.post(
        reverse("safety:run_stop", args=[run.stops.get().pk]),
        {f"r-{gate.pk}": "normal", f"r-{fence.pk}": ""},
    )

    page = client.get(reverse("safety:run_finish", args=[run.pk])).text
    said = {"happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "closed_day_is_right": "on"}
    client.post(reverse("safety:run_finish", args=[run.pk]), said)

    assert "Not checked" in page
    assert RunningRound.objects.get().ended_at
    assert list(RoundLine.objects.order_by("position").values_list("result", flat=True)) == [
        "normal",
        "unchecked",
    ]


# The gate: a clock an hour wrong, a name of two hundred letters.


@pytest.fixture
def gate(enter, campus):
    """A guard's phone before the form of a visitor, and somebody to visit."""
    client, host = enter("guard"), make_person(role="teacher", campus=campus)
    url = reverse("safety:visitor_new")

    def post(**said):
        usual = {"name": "Zhang Wei", "purpose": "parent", "paper": "identity", "count": 1}
        usual |= {"campus": campus.pk, "consent": "phone", "host": host.pk}
        return client.post(
            url, usual | {"happened_at": moment(0), "closed_day_is_right": "on"} | said
        )

    post.client = client
    return post


def moment(hours):
    return f"{timezone.localtime() + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def test_a_phone_an_hour_fast_is_told_and_loses_nothing(gate):
    page = gate(happened_at=moment(1)).text

    assert "future" in page
    assert "Zhang Wei" in page
    assert not VisitorLog.objects.exists()


def test_a_device_clock_an_hour_fast_does_not_make_a_visit_of_the_future(gate):
    gate(typed_at=(timezone.now() + timedelta(hours=1)).isoformat())

    kept = VisitorLog.objects.select_related("entry").get().entry
    assert kept.happened_at <= kept.entered_at


def test_a_name_of_two_hundred_letters_is_kept_shown_and_found(gate, enter):
    name = "王" * 200

    assert gate(name=name).status_code == 302

    assert VisitorLog.objects.get().name == Visitor.objects.get().name == name
    client = gate.client
    found = client.get(reverse("safety:visitor_known"), {"q": "王王王"}).text
    for shortened in (found, client.get(reverse("safety:gate")).text):  # for the phone
        assert "王" * 39 in shortened
    register = enter("director").get(reverse("duties:register", args=["visitors"]))
    assert name in register.text


def test_a_longer_name_is_asked_back_and_stays(gate):
    page = gate(name="王" * 201).text

    assert "王" * 201 in page
    assert not VisitorLog.objects.exists()
