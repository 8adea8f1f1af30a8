"""The guards: on post in time, handed over with both names, patrols point by point."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from logistics.duties import filing, signing
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.verifying import verify
from safety.gate import comparing, guarding, lending_keys, patrolling, slips, staying
from safety.models import (
    ExitSlip,
    GateKey,
    GateTurn,
    GuardPatrol,
    GuardPost,
    GuardShift,
    KeyLoan,
    PatrolKind,
    PatrolMark,
    PatrolRun,
    VideoAccess,
)
from tests.factories import make_person
from tests.safety.gate import MINUTE, NOW, WEDNESDAY, moment, points_of


def shift_of(campus, taken_by, *, at=None, **given):
    at = at or moment(clock="19:00")
    usual = {"shift": "day", "starts_at": moment(clock="07:00"), "taken_by": taken_by}
    return GuardShift(entry=Entry(campus=campus, happened_at=at), **usual | given)


@pytest.mark.parametrize(
    ("clock", "shift", "late"), [("06:40", "day", 0), ("07:12", "day", 12), ("19:05", "night", 5)]
)
def test_coming_on_post_knows_the_shift_and_how_late(campus, guard, clock, shift, late):
    post = guarding.come_on(campus, by=guard, now=moment(clock=clock))

    assert (post.shift, post.minutes_late) == (shift, late)


def test_nobody_is_on_post_twice(campus, guard):
    guarding.come_on(campus, by=guard, now=NOW)

    with pytest.raises(Refused):
        guarding.come_on(campus, by=guard, now=NOW)

    assert GuardPost.objects.count() == 1


def test_a_shift_is_handed_over_with_both_names(campus, guard, relief):
    guarding.come_on(campus, by=guard, now=moment(clock="07:12"))
    at = moment(clock="19:00")

    entry = guarding.hand_over(shift_of(campus, relief), by=guard, now=at)
    before = signing.is_signed(entry)
    signing.sign(entry, "taken_over", by=relief, now=at, seen=1)

    line = GuardShift.objects.get().lines.get()
    assert (before, signing.is_signed(entry)) == (False, True)
    assert (line.person, line.minutes_late, entry.is_zero) == (guard, 12, True)
    assert GuardPost.objects.get().person == relief


def test_nobody_hands_over_to_themselves(campus, guard):
    with pytest.raises(Refused):
        guarding.hand_over(shift_of(campus, guard), by=guard, now=moment(clock="19:00"))


def test_what_is_not_in_order_is_no_zero_report(campus, guard, relief):
    shift = shift_of(campus, relief, cameras_ok=False, text="Camera 3 is dark")

    entry = guarding.hand_over(shift, by=guard, now=moment(clock="19:00"))

    assert not entry.is_zero


# Patrols.


def test_a_point_that_was_not_reached_stays_unchecked(campus, guard):
    first, second, _third = points_of(campus)
    run = patrolling.begin(campus, PatrolKind.DAY, by=guard, now=NOW)
    patrolling.mark(run, first.place, now=NOW + MINUTE)
    patrolling.mark(run, second.place, now=NOW + 2 * MINUTE, text="Lamp broken")

    entry = patrolling.finish(run, by=guard, now=NOW + 3 * MINUTE)

    patrol = GuardPatrol.objects.get(pk=entry.pk)
    states = [line.state for line in patrol.lines.all()]
    assert states == ["normal", "abnormal", "unchecked"]
    assert (patrol.points, patrol.reached, patrol.abnormal) == (3, 2, 1)


def test_what_was_found_becomes_one_hazard_of_the_place(campus, guard):
    first, *_rest = points_of(campus)
    for n in range(2):
        at = NOW + n * timedelta(hours=2)
        run = patrolling.begin(campus, PatrolKind.NIGHT, by=guard, now=at)
        patrolling.mark(run, first.place, now=at + MINUTE, lock="open")
        patrolling.finish(run, by=guard, now=at + 2 * MINUTE)

    finding = Finding.objects.get()

    assert (finding.place, finding.sightings.count()) == (first.place, 1)


def test_the_guard_team_walks_with_two(campus, guard, relief):
    for alone in (None, guard):
        with pytest.raises(Refused):
            patrolling.begin(campus, PatrolKind.TEAM, by=guard, now=NOW, companion=alone)

    run = patrolling.begin(campus, PatrolKind.TEAM, by=guard, now=NOW, companion=relief)
    with pytest.raises(IntegrityError), transaction.atomic():
        PatrolRun.objects.filter(pk=run.pk).update(companion=None)


def test_a_patrol_ends_once_and_not_before_a_point_is_reached(campus, guard):
    first, *_rest = points_of(campus)
    run = patrolling.begin(campus, PatrolKind.DAY, by=guard, now=NOW)
    with pytest.raises(Refused):
        patrolling.finish(run, by=guard, now=NOW)
    patrolling.mark(run, first.place, now=NOW)
    patrolling.finish(run, by=guard, now=NOW + MINUTE)

    for act in (patrolling.finish, patrolling.drop):
        with pytest.raises(Refused):
            act(run, now=NOW + MINUTE, **({"by": guard} if act is patrolling.finish else {}))
    with pytest.raises(Refused):
        patrolling.mark(run, first.place, now=NOW + MINUTE)

    assert GuardPatrol.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "kept", "off"),
    [(5, 5, False), (60, 10, True), (-60, 10, True)],  # minutes after the patrol began
)
def test_a_clock_an_hour_wrong_is_said_and_the_servers_time_stands(campus, guard, typed, kept, off):
    first, *_rest = points_of(campus)
    run = patrolling.begin(campus, PatrolKind.DAY, by=guard, now=NOW)

    mark = patrolling.mark(run, first.place, now=NOW + 10 * MINUTE, typed_at=NOW + typed * MINUTE)

    assert (mark.at, mark.clock_off) == (NOW + kept * MINUTE, off)


def test_a_point_pressed_twice_keeps_its_first_moment(campus, guard):
    first, *_rest = points_of(campus)
    run = patrolling.begin(campus, PatrolKind.DAY, by=guard, now=NOW)
    patrolling.mark(run, first.place, now=NOW + MINUTE, by_code=True)
    patrolling.mark(run, first.place, now=NOW + 2 * MINUTE, text="Door open")

    mark = PatrolMark.objects.get()

    assert (mark.at, mark.text, mark.by_code) == (NOW + MINUTE, "Door open", True)


@pytest.mark.parametrize(("seconds", "found"), [(2, 1), (60, 0)])
def test_a_patrol_faster_than_walking_is_found(campus, guard, seconds, found):
    run = patrolling.begin(campus, PatrolKind.DAY, by=guard, now=NOW)
    for n, point in enumerate(points_of(campus)):
        patrolling.mark(run, point.place, now=NOW + timedelta(seconds=n * seconds))
    patrolling.finish(run, by=guard, now=NOW + timedelta(minutes=5))

    assert len(list(comparing.faster_than_walking(WEDNESDAY, WEDNESDAY))) == found


def test_a_patrol_is_walked_on_the_phone(enter, campus, term):
    first, second, _third = points_of(campus)
    client = enter("guard")
    client.post(reverse("safety:patrol_new"), {"about": "patrol:night", "campus": campus.pk})
    run = PatrolRun.objects.get()

    client.post(reverse("safety:patrol_mark", args=[first.place_id]), {"lock": "locked"})
    client.post(
        f"{reverse('safety:patrol_mark', args=[second.place_id])}?code=1",
        {"lock": "open", "text": "Not locked"},
    )
    page = client.get(run.get_absolute_url()).text
    client.post(
        reverse("safety:patrol_finish", args=[run.pk]),
        {"happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "campus": campus.pk},
    )

    patrol = GuardPatrol.objects.get()
    assert "2 of 3" in page
    assert (patrol.reached, patrol.abnormal, patrol.entry.subject) == (2, 1, "patrol:night")


# Keys, slips, footage, the roster.


def key_loan(key, person, *, at=NOW):
    return KeyLoan(entry=Entry(campus=key.campus, happened_at=at), key=key, person=person)


def test_a_key_is_out_once_until_it_comes_back(campus, guard, relief):
    key = GateKey.objects.create(campus=campus, label="Hall")
    entry = lending_keys.lend(key_loan(key, relief), by=guard, now=NOW)
    with pytest.raises(Refused):
        lending_keys.lend(key_loan(key, guard), by=guard, now=NOW)

    staying.end(entry, by=guard, now=NOW + MINUTE)
    lending_keys.lend(key_loan(key, guard, at=NOW + MINUTE), by=guard, now=NOW + MINUTE)

    assert [loan.person for loan in KeyLoan.objects.open()] == [guard]


def exit_slip(campus, person, leader, **given):
    entry = Entry(campus=campus, happened_at=NOW)
    usual = {"sort": "person", "reason": "Bank"}
    return ExitSlip(entry=entry, person=person, leader=leader, **usual | given)


def test_nobody_passes_before_the_leader_has_signed(campus, guard, relief):
    leader = make_person(role="director", campus=campus)
    entry = slips.ask(exit_slip(campus, relief, leader), by=relief, now=NOW)
    with pytest.raises(Refused):
        slips.pass_gate(entry, by=guard, now=NOW)
    signing.sign(entry, "leader", by=leader, now=NOW, seen=1)

    slips.pass_gate(entry, by=guard, now=NOW)
    with pytest.raises(Refused):
        slips.pass_gate(entry, by=guard, now=NOW)
    staying.end(entry, by=guard, now=NOW + MINUTE)

    slip = ExitSlip.objects.get()
    assert (slip.passed_at, slip.ended_at) == (NOW, NOW + MINUTE)


def test_goods_do_not_come_back_and_nobody_signs_for_themselves(campus, guard, relief):
    leader = make_person(role="director", campus=campus)
    with pytest.raises(Refused):
        slips.ask(exit_slip(campus, leader, leader), by=leader, now=NOW)
    goods = exit_slip(campus, relief, leader, sort="goods", what="2 chairs")
    entry = slips.ask(goods, by=relief, now=NOW)
    signing.sign(entry, "leader", by=leader, now=NOW, seen=1)

    slips.pass_gate(entry, by=guard, now=NOW)

    assert not ExitSlip.objects.open().exists()
    staying.take_back(entry, by=guard, now=NOW + MINUTE)  # they stand at the gate still
    assert ExitSlip.objects.open().get().passed_at is None
    assert verify(now=NOW + MINUTE).is_clean


def test_who_operates_the_cameras_does_not_agree_to_it(campus, guard):
    entry = Entry(campus=campus, happened_at=NOW)
    viewing = VideoAccess(
        entry=entry, unit="Police", name="Li", reason="Theft", camera="3", from_at=NOW,
        until_at=NOW, content="Yard", way="viewed", approved_by=guard, operator=guard,
    )  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        filing.submit(viewing, by=guard, now=NOW)


def test_a_roster_takes_people_in_turn_and_leaves_who_stands_there(campus, guard, relief):
    days = [WEDNESDAY + timedelta(days=n) for n in range(3)]
    for _twice in range(2):
        guarding.fill_roster(campus, days, "guard_night", [guard, relief])

    turns = GateTurn.objects.order_by("on").values_list("person", flat=True)
    assert list(turns) == [guard.pk, relief.pk, guard.pk]
