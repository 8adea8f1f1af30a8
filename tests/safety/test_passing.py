"""What else is inside or out stands on the board: each once, with whose it is, in few questions."""

import pytest
from django.urls import reverse
from django.utils import timezone

from logistics.duties import filing, signing
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from safety.gate import passing, slips, staying
from safety.models import Delivery, ExitSlip, GateKey, KeyLoan, VehicleLog
from tests.factories import make_campus, make_person
from tests.safety.gate import MINUTE


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


def put_down(model, campus, guard, now, **said):
    record = model(entry=Entry(campus=campus, happened_at=now - MINUTE, late_reason="busy"), **said)
    filing.submit(record, by=guard, now=now)
    return record


def vehicle(campus, guard, now, plate="京A12345"):
    return put_down(
        VehicleLog, campus, guard, now, plate=plate, sort="delivery", driver="Old Zhou",
        paper="driving",
    )  # fmt: skip


def test_the_board_shows_all_that_is_out_in_at_most_twelve_questions(
    enter, campus, guard, teacher, now, django_assert_max_num_queries
):
    key = GateKey.objects.create(campus=campus, label="Music room")
    leader = make_person(role="director", campus=campus, name="Ms Yu")
    vehicle(campus, guard, now)
    put_down(KeyLoan, campus, guard, now, key=key, outsider="Plumber Sun")
    put_down(Delivery, campus, guard, now, sort="paper", count=6, department="Office")
    slip = put_down(
        ExitSlip, campus, teacher, now, sort="goods", person=teacher, what="Two drums",
        reason="Concert", leader=leader,
    )  # fmt: skip
    signing.ask(slip.entry, [(Capacity.LEADER, leader)], now=now)
    client = enter("guard", person=guard)
    client.get(reverse("safety:gate"))

    with django_assert_max_num_queries(12 + 4):  # session, person, posts and a savepoint
        page = client.get(reverse("safety:gate")).text

    for words in ("京A12345", "Old Zhou", "Music room", "Plumber Sun", "× 6", "Office",
                  "Two drums", "Ms Yu", "Concert", "Not signed"):  # fmt: skip
        assert words in page
    for record in (slip, VehicleLog.objects.get()):
        assert record.entry.get_absolute_url() in page


def test_a_slip_is_signed_by_the_leader_for_what_it_says_now(campus, guard, teacher, now):
    leader = make_person(role="director", campus=campus, name="Ms Yu")
    slip = put_down(ExitSlip, campus, teacher, now, sort="person", person=teacher,
                    reason="Bank", leader=leader)  # fmt: skip
    signing.ask(slip.entry, [(Capacity.LEADER, leader)], now=now)

    before = read(now)["exit_slip"]
    signing.sign(slip.entry, Capacity.LEADER, by=leader, now=now, seen=slip.entry.version)
    after = read(now)["exit_slip"]
    slips.pass_gate(slip.entry, by=guard, now=now)

    assert [one.is_signed for one in before + after] == [False, True]
    assert read(now)["exit_slip"][0].passed_at == now


def test_what_has_ended_and_what_is_elsewhere_is_not_on_the_board(enter, campus, guard, now):
    gone = vehicle(campus, guard, now, plate="京B00001")
    staying.end(gone.entry, by=guard, now=now)
    other = make_campus(name="Far away")
    vehicle(other, make_person(role="guard", campus=other), now, plate="京C00002")

    page = enter("guard", person=guard).get(reverse("safety:gate")).text

    assert "京B00001" not in page.split("Vehicles inside")[-1]
    assert "京C00002" not in page


def read(now):
    return passing.read(lambda model: model.objects.open(), now)
