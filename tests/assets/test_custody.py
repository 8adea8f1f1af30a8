"""Property lists of classes and rooms, and the passing on of what somebody answers for."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from assets.custody import handing_over
from assets.custody.checking import Scope, Seen
from assets.models import Asset, AssetEvent, ClassPropertyLine, CustodyHandover
from logistics.duties import filing, making, signing
from logistics.duties.models import Duty
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from tests.assets.custody_factories import (
    ask,
    check,
    check_room,
    hand_over,
    lend,
    make_asset,
    make_person,
    make_room,
    sign,
    sign_all,
    today,
)
from tests.factories import make_campus, make_class
from tests.stores.factories import bring, make_item, make_store
from tests.world.terms import make_term


@pytest.fixture
def keeper(campus):
    return make_person(campus, "storekeeper")


@pytest.fixture
def director(campus):
    return make_person(campus, "director")


@pytest.fixture
def school_class(campus):
    return make_class(campus=campus)


@pytest.fixture
def teacher(campus, school_class):
    return make_person(campus, "teacher", school_class=school_class)


@pytest.fixture
def room(campus, school_class, teacher):
    return make_room(campus, school_class=school_class, custodian=teacher)


# The list.


def test_a_list_takes_what_is_not_named_for_all_there(room, keeper):
    chairs, clock = make_asset(room, quantity=30), make_asset(room)

    sheet = check_room(room, [Seen(clock, 0)], by=keeper).content

    lines = {line.asset: (line.expected, line.found) for line in sheet.lines.all()}
    assert lines == {chairs: (30, 30), clock: (1, 0)}
    assert (sheet.expected, sheet.found, sheet.missing, sheet.damaged) == (31, 30, 1, 0)


def test_what_is_missing_is_told_in_the_history_of_its_card(room, keeper):
    clock, chair = make_asset(room), make_asset(room)

    entry = check_room(room, [Seen(clock, 0)], by=keeper)

    assert [event.kind for event in clock.events.all()] == [AssetEvent.Kind.MISSING]
    assert clock.events.get().entry == entry
    assert not chair.events.exists()


def test_what_is_found_besides_stands_on_the_list_with_nothing_expected(campus, room, keeper):
    stray = make_asset(make_room(campus))

    sheet = check_room(room, [Seen(stray, 1)], by=keeper).content

    line = sheet.lines.get()
    assert (line.asset, line.expected, line.found, line.is_besides) == (stray, 0, 1, True)
    assert sheet.missing == 0


def test_nothing_of_another_campus_is_found_besides(room, keeper):
    far = make_asset(make_room(make_campus()))

    with pytest.raises(Refused, match="another campus"):
        check_room(room, [Seen(far, 1)], by=keeper)

    assert not Entry.objects.exists()


def test_what_is_lent_is_not_looked_for(room, teacher, keeper):
    projector, chairs = make_asset(room), make_asset(room, quantity=30)
    lend(ask(projector, teacher), ask(chairs, teacher, quantity=4), by=keeper)

    sheet = check_room(room, by=keeper).content

    assert [(line.asset, line.expected) for line in sheet.lines.all()] == [(chairs, 26)]


def test_a_room_without_anything_gives_a_zero_report(room, keeper):
    entry = check_room(room, by=keeper)

    assert entry.is_zero
    assert not ClassPropertyLine.objects.exists()


def test_at_the_beginning_of_term_the_class_teacher_signs(school_class, room, teacher, keeper):
    make_asset(room)

    entry = check(Scope.of_class(school_class), by=keeper, occasion="term_start")

    assert [(s.capacity, s.person) for s in entry.signers.all()] == [
        (Capacity.CLASS_TEACHER, teacher)
    ]
    assert entry.content.answers == teacher


def test_a_room_is_signed_by_its_custodian(room, teacher, keeper):
    entry = check_room(room, by=keeper, occasion="term_end")

    assert [(s.capacity, s.person) for s in entry.signers.all()] == [(Capacity.CUSTODIAN, teacher)]


def test_a_monthly_check_asks_nobody_to_sign(room, keeper):
    assert not check_room(room, by=keeper).signers.exists()


def test_a_list_to_be_signed_needs_somebody_who_answers(campus, keeper):
    empty = make_room(campus)

    with pytest.raises(Refused, match="Nobody answers"):
        check_room(empty, by=keeper, occasion="term_start")


def test_a_class_in_one_room_proves_what_is_owed_for_both(school_class, room, keeper, campus):
    term = make_term(today())
    usual = {"trade": "assets", "role": "storekeeper", "proof": "class_property"}
    monthly = Duty.objects.create(title="Class", scope="class", rhythm="monthly", **usual)
    rooms = Duty.objects.create(title="Room", scope="place", rhythm="monthly", **usual)
    making.make_tasks(term, duties=[monthly, rooms])

    entry = check(Scope.of_class(school_class), by=keeper)

    assert {proof.task.duty for proof in entry.proofs.all()} == {monthly, rooms}


def test_one_of_several_rooms_proves_nothing_for_the_class(campus, school_class, room, keeper):
    make_room(campus, school_class=school_class)

    one, whole = check_room(room, by=keeper), check(Scope.of_class(school_class), by=keeper)

    assert (one.school_class, one.place) == (None, room)
    assert (whole.school_class, whole.place) == (school_class, None)


def test_the_version_remembers_every_line(room, keeper):
    make_asset(room), make_asset(room)

    said = check_room(room, by=keeper).versions.get().said

    assert [line["found"] for line in said["lines"]] == [1, 1]


# Handing over.


@pytest.fixture
def heir(campus):
    return make_person(campus, "storekeeper")


def test_nothing_changes_hands_before_all_have_signed(campus, room, teacher, heir, director):
    clock = make_asset(room, custodian=teacher)
    entry = hand_over(teacher, heir, director, campus=campus, by=director)

    sign(entry, teacher, Capacity.HANDED_OVER)
    sign(entry, heir, Capacity.TAKEN_OVER)
    clock.refresh_from_db()
    before = clock.custodian
    sign(entry, director, Capacity.SUPERVISED)

    clock.refresh_from_db()
    room.refresh_from_db()
    assert (before, clock.custodian, room.custodian) == (teacher, heir, heir)
    assert [event.kind for event in clock.events.all()] == ["handed_over"]
    assert clock.events.get().entry == entry


def test_what_is_not_there_stays_in_the_givers_name(campus, room, teacher, heir, director):
    clock, chair = make_asset(room, custodian=teacher), make_asset(room, custodian=teacher)

    entry = hand_over(teacher, heir, director, campus=campus, by=director, lacking=[clock])
    sign_all(entry)

    clock.refresh_from_db()
    chair.refresh_from_db()
    assert (clock.custodian, chair.custodian) == (teacher, heir)
    lacking = handing_over.not_there(entry.content.lines.all())
    assert [line.asset for line in lacking] == [clock]


def test_what_one_uses_oneself_goes_with_it(campus, room, teacher, heir, director):
    mine = make_asset(room, custodian=teacher, user=teacher)
    other = make_asset(room, custodian=teacher, user=director)

    sign_all(hand_over(teacher, heir, director, campus=campus, by=director))

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.user, other.user) == (heir, director)


def test_a_storekeeper_hands_over_the_store_with_what_lies_in_it(campus, keeper, heir, director):
    store = make_store(campus, keeper=keeper)
    mop = make_item()
    bring(store, mop, 5, by=keeper)

    entry = hand_over(keeper, heir, director, campus=campus, by=director, store=store)
    sign_all(entry)

    store.refresh_from_db()
    line = entry.content.lines.get()
    assert (store.keeper, line.item, line.expected) == (heir, mop, Decimal(5))
    assert store.history.count() == 2


def test_who_keeps_another_store_cannot_hand_this_one_over(campus, keeper, heir, director):
    store = make_store(campus, keeper=heir)

    with pytest.raises(Refused, match="is kept by"):
        hand_over(keeper, director, heir, campus=campus, by=director, store=store)


def test_who_answers_for_nothing_hands_nothing_over(campus, keeper, heir, director):
    with pytest.raises(Refused, match="answers for nothing"):
        hand_over(keeper, heir, director, campus=campus, by=director)


def test_what_waits_for_signatures_is_not_handed_over_twice(campus, room, teacher, heir, director):
    make_asset(room, custodian=teacher)
    hand_over(teacher, heir, director, campus=campus, by=director)

    with pytest.raises(Refused, match="waits for its signatures"):
        hand_over(teacher, heir, director, campus=campus, by=director)


def test_a_card_that_changed_hands_meanwhile_stops_the_last_signature(
    campus, room, teacher, heir, director
):
    clock = make_asset(room, custodian=teacher)
    entry = hand_over(teacher, heir, director, campus=campus, by=director)
    sign(entry, teacher, Capacity.HANDED_OVER)
    sign(entry, heir, Capacity.TAKEN_OVER)
    Asset.objects.update(custodian=director)

    with pytest.raises(Refused, match="no longer in the custody"):
        sign(entry, director, Capacity.SUPERVISED)

    clock.refresh_from_db()
    assert clock.custodian == director
    assert entry.signatures.count() == 2


def test_a_room_in_other_hands_stops_it_too(campus, room, teacher, heir, director):
    entry = hand_over(teacher, heir, director, campus=campus, by=director)
    room.custodian = director
    room.save()

    with pytest.raises(Refused, match="in the hands of"):
        sign_all(entry)


def test_a_handover_may_be_dropped_until_it_is_signed(campus, room, teacher, heir, director):
    now = timezone.now()
    first = hand_over(teacher, heir, director, campus=campus, by=director)
    handing_over.drop(first, by=director, now=now, reason="Stays after all")
    second = hand_over(teacher, heir, director, campus=campus, by=director)
    sign_all(second)

    with pytest.raises(Refused, match="new handover"):
        handing_over.drop(second, by=director, now=now, reason="Too late")

    first.refresh_from_db()
    assert first.status == Entry.Status.VOIDED
    assert not handing_over.waiting().exists()


def test_a_handover_is_neither_voided_nor_corrected(campus, room, teacher, heir, director):
    entry = hand_over(teacher, heir, director, campus=campus, by=director)

    with pytest.raises(Refused, match="posted"):
        filing.void(entry, by=director, now=timezone.now(), reason="No")


@pytest.mark.parametrize("who", ["giver", "taker"])
def test_a_third_person_supervises(campus, room, teacher, heir, director, who):
    from django.db import IntegrityError, transaction

    supervisor = {"giver": teacher, "taker": heir}[who]

    with pytest.raises(IntegrityError), transaction.atomic():
        hand_over(teacher, heir, supervisor, campus=campus, by=director)

    assert not CustodyHandover.objects.exists()


def test_a_signature_on_paper_completes_it_for_who_has_no_login(campus, heir, director, keeper):
    gone = make_person(campus, "teacher", username=None)
    clock = make_asset(make_room(campus), custodian=gone)
    entry = hand_over(gone, heir, director, campus=campus, by=keeper)
    sign(entry, heir, Capacity.TAKEN_OVER)
    sign(entry, director, Capacity.SUPERVISED)

    now = timezone.now() + timedelta(seconds=1)
    signing.sign(entry, Capacity.HANDED_OVER, by=gone, now=now, seen=1, noted_by=keeper)

    clock.refresh_from_db()
    assert clock.custodian == heir
