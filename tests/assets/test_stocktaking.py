"""Looking for assets: frozen, scanned, sorted into four lists, put right, agreed to, posted."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from assets.models import Asset, AssetEvent, Round, RoundLine, Sighting, Stray
from assets.stocktakes import closing, scanning
from assets.stocktakes import watching as stocktake_watching
from logistics.approvals import asking, deciding
from logistics.contributions import kinds
from logistics.duties.catalogue import catalogue
from logistics.errors import Refused
from logistics.records.models import Entry
from tests.assets.counting import begin, explain, make_asset, scan
from tests.duties.factories import make_duty, owe
from tests.factories import make_class, make_person, make_place
from tests.world.terms import make_term

NOW = timezone.now()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def keeper(campus):
    return make_person(name="Keeper", role="storekeeper", campus=campus, username="keeper")


@pytest.fixture
def leader(campus):
    return make_person(name="Leader", role="accountant", campus=campus, username="leader")


@pytest.fixture
def director(campus):
    return make_person(name="Director", role="director", campus=campus, username="director")


@pytest.fixture
def room(campus):
    return make_place(campus=campus, name="Room 1")


@pytest.fixture
def hall(campus):
    return make_place(campus=campus, name="Hall")


@pytest.fixture
def printer(campus, room):
    return make_asset(campus, name="Printer", place=room)


@pytest.fixture
def desks(campus, room):
    return make_asset(campus, name="Desk", place=room, quantity=20)


def agree(round_, *, by, director, now=NOW + 9 * MINUTE):
    approval = closing.ask(round_, by=by, now=now)
    deciding.agree(approval, by=director, now=now, seen=approval.digest)
    return Entry.objects.get(kind__in=["asset_stocktake", "room_stocktake"])


# Opening.


def test_a_round_looks_for_the_cards_of_its_campus_as_they_are_now(campus, keeper, leader, printer):
    make_asset(campus, state=Asset.State.DISPOSED, disposed_on=timezone.localdate(NOW))
    make_asset(make_place().campus)

    round_ = begin(campus, leader, by=keeper, now=NOW)

    [line] = round_.lines.all()
    assert (line.asset, line.place, line.quantity, line.counted) == (
        printer,
        printer.place,
        1,
        None,
    )


def test_a_round_may_be_over_rooms_a_class_or_a_custodian(
    campus, keeper, leader, printer, hall, room
):
    group = make_class(campus=campus)
    of_class = make_asset(campus, place=make_place(campus=campus, school_class=group))
    in_hall = make_asset(campus, place=hall)
    of_somebody = make_asset(campus, custodian=make_person())

    found = [
        [line.asset for line in begin(campus, leader, by=keeper, now=NOW, **part).lines.all()]
        for part in (
            {"places": [hall]},
            {"school_class": group},
            {"custodian": of_somebody.custodian},
        )
    ]

    assert found == [[in_hall], [of_class], [of_somebody]]


def test_nobody_supervises_the_count_of_what_they_keep(campus, keeper, leader):
    with pytest.raises(Refused, match="Somebody else supervises"):
        begin(campus, leader, by=keeper, now=NOW, custodian=leader)

    assert Round.objects.count() == 0


# Scanning.


@pytest.mark.parametrize(
    "label", ["{code}", "{number}", "https://school.example/a/{code}/", " {code} ", "{small}"]
)
def test_a_label_is_read_as_code_number_or_address(campus, keeper, leader, printer, room, label):
    round_ = begin(campus, leader, by=keeper, now=NOW)
    said = label.format(code=printer.code, number=printer.number, small=printer.code.lower())

    seen = scan(round_, said, place=room, by=keeper, now=NOW + MINUTE)

    line = round_.lines.get()
    assert (seen.answer, line.counted, line.found_place, line.found_by) == (
        "found",
        1,
        room,
        keeper,
    )


def test_a_scan_that_is_repeated_a_hundred_times_is_one_sighting(
    campus, keeper, leader, printer, room
):
    round_ = begin(campus, leader, by=keeper, now=NOW)
    helper = make_person(name="Helper")

    answers = [
        scan(round_, printer.code, place=room, by=by, now=NOW + n * MINUTE).answer
        for n in range(50)
        for by in (keeper, helper)
    ]

    assert answers == ["found"] + ["again"] * 99
    assert Sighting.objects.count() == 0
    assert round_.lines.get().found_by == keeper


def test_one_thing_that_is_seen_in_two_rooms_is_where_it_was_seen_last(
    campus, keeper, leader, printer, room, hall
):
    round_ = begin(campus, leader, by=keeper, now=NOW)

    for n, place in enumerate([room, hall, hall]):
        scan(round_, printer.code, place=place, by=keeper, now=NOW + n * MINUTE)

    line = round_.lines.get()
    assert (line.counted, line.found_place) == (1, hall)
    assert set(line.sightings.values_list("place__name", flat=True)) == {"Room 1", "Hall"}


def test_what_stands_in_another_room_is_in_the_wrong_place(
    campus, keeper, leader, printer, hall, room
):
    round_ = begin(campus, leader, by=keeper, now=NOW)

    seen = scan(round_, printer.code, place=hall, by=keeper, now=NOW + MINUTE)

    lists = closing.lists_of(round_)
    assert (seen.answer, lists.moved, lists.missing) == ("moved", [round_.lines.get()], [])


def test_a_card_without_a_room_is_found_astray(campus, keeper, leader, hall):
    bare = make_asset(campus)
    round_ = begin(campus, leader, by=keeper, now=NOW)

    scan(round_, bare.code, place=hall, by=keeper, now=NOW + MINUTE)

    assert list(round_.lines.listed("moved")) == [round_.lines.get()]
    assert list(round_.lines.listed("found")) == []


def test_of_a_batch_the_rooms_are_added_up_and_each_is_counted_once(
    campus, keeper, leader, desks, hall, room
):
    round_ = begin(campus, leader, by=keeper, now=NOW)
    asked = scan(round_, desks.code, place=room, by=keeper, now=NOW + MINUTE)

    for place, quantity in [(room, 15), (hall, 4), (room, 16), (room, 16)]:
        scan(round_, desks.code, place=place, by=keeper, now=NOW + MINUTE, quantity=quantity)

    assert asked.answer == "how_many"
    assert round_.lines.get().counted == 20


def test_what_the_round_does_not_look_for_is_noted_only_where_it_is_astray(
    campus, keeper, leader, printer, hall, room
):
    lamp = make_asset(campus, name="Lamp", place=hall)
    round_ = begin(campus, leader, by=keeper, now=NOW, places=[room])

    at_home = scan(round_, lamp.code, place=hall, by=keeper, now=NOW + MINUTE)
    astray = scan(round_, lamp.code, place=room, by=keeper, now=NOW + MINUTE)

    assert (at_home.answer, astray.answer) == ("at_home", "moved")
    line = round_.lines.get(asset=lamp)
    assert (line.is_expected, line.result, line.difference) == (False, "moved", 0)


def test_a_label_nobody_knows_and_a_card_off_the_books_are_noted_once(campus, keeper, leader, room):
    gone = make_asset(
        campus, name="Old", state=Asset.State.DISPOSED, disposed_on=timezone.localdate(NOW)
    )
    round_ = begin(campus, leader, by=keeper, now=NOW)

    for code in ("NOBODY1", gone.code, "NOBODY1"):
        scan(round_, code, place=room, by=keeper, now=NOW + MINUTE)

    assert list(Stray.objects.values_list("code", "name")) == [("NOBODY1", ""), (gone.code, "Old")]


def test_a_thing_without_a_label_is_noted_once_a_sending(campus, keeper, leader, room):
    round_ = begin(campus, leader, by=keeper, now=NOW)

    for _ in range(2):
        scanning.note_stray(round_, "Piano", quantity=1, place=room, by=keeper, now=NOW, key="form")

    assert [str(stray) for stray in Stray.objects.all()] == ["Piano"]


def test_nothing_is_scanned_after_the_end(campus, keeper, leader, printer, room):
    round_ = begin(campus, leader, by=keeper, now=NOW)
    line = scanning.line_of(Round.objects.all(), printer.code, room.pk)
    closing.finish(round_)

    with pytest.raises(Refused, match="no longer being counted"), transaction.atomic():
        scanning.scan(line, place=room.pk, by=keeper, now=NOW + MINUTE)
    with pytest.raises(Refused, match="differences to explain"):
        scan(round_, "NOBODY1", place=room, by=keeper, now=NOW + MINUTE)

    assert round_.lines.get().counted is None


# Putting right.


def test_one_press_puts_a_card_right_and_tells_it_once(campus, keeper, leader, printer, hall):
    round_ = begin(campus, leader, by=keeper, now=NOW)
    scan(round_, printer.code, place=hall, by=keeper, now=NOW + MINUTE)

    scanning.put_right(round_.lines.get(), by=keeper, now=NOW + MINUTE)
    with pytest.raises(Refused, match="put right already"):
        scanning.put_right(round_.lines.get(), by=keeper, now=NOW + MINUTE)

    printer.refresh_from_db()
    [event] = printer.events.all()
    assert printer.place == hall
    assert (event.kind, event.was["place"], event.now["place"]) == ("moved", "Room 1", "Hall")


def test_a_card_is_not_put_right_for_a_part_of_a_batch(campus, keeper, leader, desks, hall):
    round_ = begin(campus, leader, by=keeper, now=NOW)
    scan(round_, desks.code, place=hall, by=keeper, now=NOW, quantity=4)

    with pytest.raises(Refused, match="Split the card first"):
        scanning.put_right(round_.lines.get(), by=keeper, now=NOW + MINUTE)

    assert AssetEvent.objects.count() == 0


def test_a_thing_of_another_campus_is_not_put_right_here(campus, keeper, leader, hall):
    there = make_asset(make_place(name="Far").campus, place=make_place(name="Away"))
    round_ = begin(campus, leader, by=keeper, now=NOW)
    scan(round_, there.code, place=hall, by=keeper, now=NOW + MINUTE)

    with pytest.raises(Refused, match="another campus"):
        scanning.put_right(round_.lines.get(), by=keeper, now=NOW + MINUTE)

    assert AssetEvent.objects.count() == 0


# Ending.


def test_what_is_lent_explains_itself_and_the_rest_is_asked_for(
    campus, keeper, leader, director, printer
):
    lent = make_asset(campus, state=Asset.State.LENT)
    round_ = begin(campus, leader, by=keeper, now=NOW)

    closing.finish(round_)

    assert closing.lists_of(round_).unexplained == [round_.lines.get(asset=printer)]
    assert "lent" in round_.lines.get(asset=lent).reason
    with pytest.raises(Refused, match="1 difference is not explained yet"):
        closing.ask(round_, by=keeper, now=NOW + MINUTE)


def test_agreed_it_is_posted_with_four_lists_and_told_on_every_card(
    campus, keeper, leader, director, printer, room, hall
):
    lost, astray = make_asset(campus, place=room), make_asset(campus, place=room)
    round_ = begin(campus, leader, by=keeper, now=NOW)
    for code, place in [(printer.code, room), (astray.code, hall), ("NOBODY1", hall)]:
        scan(round_, code, place=place, by=keeper, now=NOW + MINUTE)
    closing.finish(round_)
    explain(round_)

    entry = agree(round_, by=keeper, director=director)

    sheet = entry.content
    assert (sheet.found, sheet.moved, sheet.missing, sheet.unknown) == (1, 1, 1, 1)
    assert dict(entry.asset_events.values_list("asset__number", "kind")) == {
        printer.number: "counted",
        astray.number: "counted",
        lost.number: "missing",
    }
    assert {str(signer) for signer in entry.signers.all()} == {
        "counted by: Keeper",
        "supervised by: Leader",
    }
    assert sheet.lines.get(asset=lost).amount == -1200
    assert (entry.entered_by, sheet.approved_by) == (keeper, director)


def test_an_explanation_that_changes_is_put_before_the_director_again(
    campus, keeper, leader, director, printer, room
):
    lost = make_asset(campus, place=room)
    round_ = begin(campus, leader, by=keeper, now=NOW)
    scan(round_, printer.code, place=room, by=keeper, now=NOW + MINUTE)
    closing.finish(round_)
    explain(round_)
    approval = closing.ask(round_, by=keeper, now=NOW + 2 * MINUTE)
    line = round_.lines.get(asset=lost)
    closing.explain(line, reason="Sold", handling="None")

    with pytest.raises(Refused):
        deciding.agree(approval, by=director, now=NOW + 3 * MINUTE, seen=approval.digest)

    assert Entry.objects.filter(kind="asset_stocktake").count() == 0


def test_while_it_waits_for_approval_it_is_neither_reopened_nor_given_up(
    campus, keeper, leader, director, printer, room
):
    round_ = begin(campus, leader, by=keeper, now=NOW)
    scan(round_, printer.code, place=room, by=keeper, now=NOW + MINUTE)
    closing.finish(round_)
    approval = closing.ask(round_, by=keeper, now=NOW + 2 * MINUTE)

    for act in (closing.reopen, closing.drop):
        with pytest.raises(Refused, match="waits for approval"):
            act(round_)
    asking.withdraw(approval, by=keeper, now=NOW + 3 * MINUTE)
    closing.drop(round_)

    assert Round.objects.get().state == Round.State.DROPPED


def test_whoever_supervises_does_not_scan_alone(campus, keeper, leader, director, printer, room):
    round_ = begin(campus, leader, by=keeper, now=NOW)
    scan(round_, printer.code, place=room, by=leader, now=NOW + MINUTE)
    closing.finish(round_)

    with pytest.raises(Refused, match="does not count alone"):
        closing.ask(round_, by=keeper, now=NOW + 2 * MINUTE)


def test_what_breaks_in_the_middle_of_posting_leaves_nothing(
    campus, keeper, leader, director, printer, room, monkeypatch
):
    round_ = begin(campus, leader, by=keeper, now=NOW)
    scan(round_, printer.code, place=room, by=keeper, now=NOW + MINUTE)
    closing.finish(round_)

    def fail(*args, **given):
        raise RuntimeError("the power went out")

    monkeypatch.setattr(closing.signing, "ask", fail)
    with pytest.raises(RuntimeError):
        agree(round_, by=keeper, director=director)

    assert AssetEvent.objects.count() == Entry.objects.count() == 0
    assert Round.objects.get().is_explaining


# What it proves.


@pytest.mark.parametrize(("whole", "proved"), [(True, {"Whole campus"}), (False, {"The room"})])
def test_a_room_does_not_prove_what_is_owed_for_the_campus(
    campus, keeper, leader, director, printer, room, whole, proved
):
    usual = {"trade": "assets", "role": "storekeeper", "rhythm": "monthly", "campus": campus}
    campus_wide = make_duty(title="Whole campus", scope="campus", proof="asset_stocktake", **usual)
    of_room = make_duty(title="The room", scope="campus", proof="room_stocktake", **usual)
    term = make_term(timezone.localdate(NOW))
    for duty in (campus_wide, of_room):
        owe(duty, term)
    given = {} if whole else {"places": [room]}
    round_ = begin(campus, leader, by=keeper, now=NOW, **given)
    scan(round_, printer.code, place=room, by=keeper, now=NOW)
    closing.finish(round_)

    entry = agree(round_, by=keeper, director=director, now=NOW)

    assert {str(proof.task.duty.title) for proof in entry.proofs.all()} == proved
    assert entry.place == (None if whole else room)


def test_every_kind_the_catalogue_asks_of_a_stocktake_is_kept():
    asked = {line.fields["proof"] for line in catalogue().values() if line.trade == "assets"}

    of_stocktakes = {code for code in asked if "stocktake" in code}

    assert of_stocktakes == {"stocktake", "asset_stocktake", "room_stocktake"}
    assert of_stocktakes <= set(kinds())


# What is made of it.


@pytest.fixture
def entry(campus, keeper, leader, director, printer, room):
    round_ = begin(campus, leader, by=keeper, now=NOW)
    scan(round_, printer.code, place=room, by=keeper, now=NOW + MINUTE)
    closing.finish(round_)
    return agree(round_, by=keeper, director=director)


def test_the_doctor_finds_a_sheet_that_told_less_than_it_found(entry):
    assert list(stocktake_watching.rounds_apart(NOW)) == []

    type(entry.content).objects.update(found=2)

    [finding] = stocktake_watching.rounds_apart(NOW)
    assert entry.number in str(finding.sentence)


def test_supervised_by_whoever_counted_is_a_contradiction(entry, leader):
    day = timezone.localdate(NOW)
    apart = list(stocktake_watching.supervised_by_the_counter(day, day))

    RoundLine.objects.update(found_by=leader)

    [clash] = stocktake_watching.supervised_by_the_counter(day, day)
    assert (apart, clash.entries) == ([], (entry.pk,))


def test_one_thing_in_two_rooms_is_a_contradiction(entry, hall, keeper):
    day = timezone.localdate(NOW)
    apart = list(stocktake_watching.in_two_rooms(day, day))

    line = RoundLine.objects.get()
    for place in (hall, line.place):
        Sighting.objects.create(line=line, place=place, quantity=1, by=keeper, at=NOW)

    [clash] = stocktake_watching.in_two_rooms(day, day)
    assert (apart, clash.said["places"]) == ([], "Hall, Room 1")
