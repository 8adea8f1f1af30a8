"""The pages of the register: its list and totals, a card, what is done with it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assets import interface
from assets.cards import booking, depreciation, moving
from assets.cards.standing import compare
from assets.models import Asset, Booking, EquipmentStandard
from logistics.contributions import checks, comparisons
from logistics.errors import Refused
from tests.assets.factories import make_asset, make_class
from tests.factories import make_campus, make_person, make_place

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
MOST_QUERIES = 12  # of a page with all its frame
LIST = reverse("assets:asset_list")


@pytest.fixture
def client(enter):
    return enter("storekeeper")


@pytest.fixture
def book(client, campus):
    def act(**given):
        return make_asset(**{"campus": campus, "by": client.person, "now": NOW} | given)

    return act


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def found(client, **query):
    return {row["asset"].name for row in client.get(LIST, query).context["rows"]}


# The list -------------------------------------------------------------------------------------


def test_the_list_asks_as_many_queries_for_three_rows_as_for_one(client, book, campus):
    given = {"place": make_place(campus=campus), "custodian": make_person(), "user": make_person()}
    book(**given)
    alone = queries(client, LIST)
    for _ in range(2):
        book(**given | {"custodian": make_person(), "place": make_place(campus=campus)})

    assert queries(client, LIST) == alone <= MOST_QUERIES


def test_the_list_is_found_by_name_sound_number_serial_and_label(client, book):
    air = book(name="空调", model="KFR-35", serial_number="SN-77", number="K-1")
    book(name="钢琴")

    asked = ["空", "kongtiao", "KT", "K-1", "k-1", "kfr", "sn-77", air.code.lower()]

    assert {words: found(client, q=words) for words in asked} == {key: {"空调"} for key in asked}
    assert found(client, q="zzz") == set()


def test_what_is_booked_after_a_search_is_found_by_the_next(client, book):
    book(name="钢琴")
    before = found(client, q="空调")
    book(name="空调")

    assert (before, found(client, q="空调")) == (set(), {"空调"})


def test_the_list_is_narrowed_by_state_class_source_place_custodian_and_batch(client, book, campus):
    room, keeper = make_place(campus=campus), make_person()
    desks = make_class(code="A05010203", name="教学、实验用桌", years=15)
    book(name="Desk", asset_class=desks, quantity=30, place=room, custodian=keeper)
    given = book(name="Gift", source="donation")
    moving.turn(given, seen="in_use", on=TODAY, by=client.person, now=NOW)

    assert found(client, asset_class="A0501") == {"Desk"}
    assert found(client, asset_class="实验用桌") == {"Desk"}
    assert found(client, source="donation") == found(client, state="idle") == {"Gift"}
    assert found(client, place=room.pk) == found(client, custodian=keeper.pk) == {"Desk"}
    assert found(client, batch="on") == {"Desk"}


def test_what_is_gone_or_at_another_campus_is_not_in_the_working_list(client, book):
    gone = book(name="Gone")
    Asset.objects.filter(pk=gone.pk).update(state="disposed", disposed_on=TODAY)
    book(name="Here")
    make_asset(campus=make_campus(), by=client.person, name="There", now=NOW)

    assert found(client) == {"Here"}
    assert found(client, state="any") == {"Here", "Gone"}


def test_the_totals_are_those_of_the_whole_filter_and_follow_each_change(client, book):
    things = [book(quantity=2, value=Decimal("1000.01")) for _ in range(51)]
    page = client.get(LIST)
    standing = depreciation.of(things[0], on=TODAY)
    shown = page.context["found"]

    assert len(page.context["rows"]) == 50
    assert (shown.quantity, shown.value, shown.net) == (
        102, Decimal("51000.51"), 51 * standing.net,
    )  # fmt: skip
    booking.correct(
        things[0], {"value": Decimal("2000.01")}, by=client.person, now=NOW, reason="Typo"
    )
    assert client.get(LIST).context["found"].value == Decimal("52000.51")


def test_the_last_page_has_the_last_cards(client, book):
    last = [book() for _ in range(51)][-1]

    rows = client.get(LIST, {"page": 2}).context["rows"]

    assert [row["asset"] for row in rows] == [last]


def test_an_empty_register_says_how_to_begin(client):
    page = client.get(LIST)

    assert (reverse("assets:booking_new") in page.text, page.context["rows"]) == (True, [])


# Booking --------------------------------------------------------------------------------------


def typed(campus, **given):
    usual = {
        "name": "空调", "asset_class": make_class().pk, "unit": "台", "quantity": 1,
        "value": "6,000.00".replace(",", ""), "source": "purchase", "acquired_on": TODAY,
        "campus": campus.pk, "copies": 1, "happened_at": f"{timezone.localtime(NOW):%Y-%m-%dT%H:%M}",
        "closed_day_is_right": "on",
    }  # fmt: skip
    return usual | given


def test_cards_alike_are_booked_by_one_record(client, campus):
    client.post(reverse("assets:booking_new"), typed(campus, copies=5))

    record = Booking.objects.get()
    assert (record.count, Asset.objects.filter(name="空调").count()) == (5, 5)
    assert len(set(Asset.objects.values_list("number", flat=True))) == 5


def test_below_the_threshold_is_asked_back_and_booked_when_confirmed(client, campus):
    address, small = reverse("assets:booking_new"), typed(campus, value="90")

    asked = client.post(address, small)
    before = Asset.objects.count()
    client.post(address, small | {"is_mass": "on"})

    assert "is_mass" in asked.context["form"].errors
    assert (before, Asset.objects.count()) == (0, 1)


def test_a_shorter_life_says_why_in_the_history(client, campus):
    address, short = reverse("assets:booking_new"), typed(campus, useful_months=24)

    asked = client.post(address, short)
    client.post(address, short | {"reason": "Bought used"})

    assert "reason" in asked.context["form"].errors
    assert Asset.objects.get().events.get().note == "Bought used"


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(client, campus):
    elsewhere = make_place(campus=make_campus())
    wrong = typed(campus, value="-1", place=elsewhere.pk, acquired_on="2026-02-30")

    page = client.post(reverse("assets:booking_new"), wrong)

    assert {"value", "place", "acquired_on"} <= set(page.context["form"].errors)
    assert ('value="空调"' in page.text, Asset.objects.exists()) == (True, False)


def test_having_nothing_new_is_a_record(client, campus):
    now = f"{timezone.localtime(NOW):%Y-%m-%dT%H:%M}"
    said = {"campus": campus.pk, "happened_at": now, "closed_day_is_right": "on"}

    response = client.post(reverse("assets:booking_zero"), said)

    entry = Booking.objects.get().entry
    assert (entry.is_zero, response.url) == (True, entry.get_absolute_url())
    assert "nothing new" in client.get(response.url).text


# One card -------------------------------------------------------------------------------------


def test_a_card_shows_its_worth_its_batch_and_its_history(client, book):
    desks = book(name="Desks", quantity=30, value=Decimal(6000))
    address = desks.get_absolute_url()
    client.post(
        reverse("assets:asset_split", args=[desks.pk]), {"quantity": 5, "happened_on": TODAY}
    )

    page = client.get(address)

    part = Asset.objects.get(split_from=desks)
    assert (part.number in page.text, "¥5,000.00" in page.text) == (True, True)
    assert desks.number in client.get(part.get_absolute_url()).text
    assert queries(client, address) <= MOST_QUERIES + 3  # with photos, parts, documents, history


def test_a_correction_asks_for_its_reason(client, book):
    asset = book(name="空调")
    address = reverse("assets:asset_edit", args=[asset.pk])
    form = client.get(address).context["form"]
    said = {name: value for name, value in form.initial.items() if value not in (None, "")}
    said |= {"name": "柜式空调", "version": client.get(address).context["version"]}

    refused = client.post(address, said)
    client.post(address, said | {"reason": "Named wrongly"})

    assert "reason" in refused.context["form"].errors
    asset.refresh_from_db()
    assert (asset.name, asset.events.first().note) == ("柜式空调", "Named wrongly")


def test_ticked_cards_move_together(client, book, campus):
    room, keeper = make_place(campus=campus), make_person(role="teacher", campus=campus)
    things = [book(), book(place=room, custodian=keeper)]
    query = "&".join(f"asset={thing.pk}" for thing in things)
    said = {"place": room.pk, "custodian": keeper.pk, "happened_on": TODAY, "note": "Reading room"}

    client.post(f"{reverse('assets:asset_move')}?{query}", said)

    assert {(a.place, a.custodian) for a in Asset.objects.all()} == {(room, keeper)}
    told = [list(thing.events.values_list("kind", flat=True)) for thing in things]
    assert told == [["moved", "booked"], ["booked"]]


def test_nothing_moves_to_another_campus_without_a_transfer(client, book):
    asset, elsewhere = book(), make_place(campus=make_campus())
    said = {"on": TODAY, "by": client.person, "now": NOW}

    with pytest.raises(Refused, match="ask for a transfer"):
        moving.move([asset], {"place": elsewhere}, **said)

    assert asset.events.count() == 1


def test_of_two_who_turn_it_the_second_is_told(client, book):
    asset = book()
    address = reverse("assets:asset_turn", args=[asset.pk])

    first, second = (client.post(address, {"seen": "in_use"}).status_code for _ in range(2))

    assert (first, second) == (302, 409)
    assert Asset.objects.get().state == "idle"
    client.post(address, {"seen": "idle"})
    assert Asset.objects.get().state == "in_use"


def test_the_card_on_paper_has_the_names_of_the_official_one(client, book):
    asset = book(name="空调", model="KFR-35")

    page = client.get(
        reverse("assets:asset_card", args=[asset.pk]), headers={"accept-language": "zh-hans"}
    )

    assert (asset.number in page.text, "KFR-35" in page.text) == (True, True)


# What others are told -------------------------------------------------------------------------


def test_a_ticket_is_told_of_an_asset_without_its_model(book, campus):
    asset = book(name="空调", place=make_place(campus=campus, name="Hall"))

    thing = interface.by_code(asset.code.lower())

    assert (thing.id, thing.name, thing.place, thing.is_owned) == (asset.pk, "空调", "Hall", True)
    assert (interface.by_id(asset.pk), interface.at_place(asset.place_id)) == (thing, [thing])
    assert interface.by_code("nothing") is None


def test_the_search_box_finds_a_card_by_number_and_by_name(client, book):
    asset = book(name="空调")

    pages = [client.get(reverse("search"), {"q": words}).text for words in (asset.number, "kt")]

    assert all(asset.get_absolute_url() in page for page in pages)


def test_the_home_of_the_storekeeper_counts_what_is_new_ending_and_idle(client, book):
    book(warranty_until=TODAY + 9 * DAY, acquired_on=TODAY)
    moving.turn(book(), seen="in_use", on=TODAY, by=client.person, now=NOW)

    page = client.get(reverse("home_cards"))

    [card] = [c for c in page.context["cards"] if "assets_counted" in c]
    assert card["assets_counted"] == {"new": 2, "ending": 1, "idle": 1}
    assert len(client.get(LIST, {"when": "ending"}).context["rows"]) == 1


def test_the_doctor_names_a_card_that_its_events_do_not_bear_out(book):
    [check] = [check for check in checks() if check.code == "assets"]
    fine, wrong = book(), book()
    before = list(check.find(NOW))

    Asset.objects.filter(pk=wrong.pk).update(value=1)

    [finding] = check.find(NOW)
    assert (before, wrong.number in finding.sentence, fine.number in finding.sentence) == (
        [], True, False,
    )  # fmt: skip


def test_an_asset_at_another_campus_is_a_contradiction(book):
    look = comparisons()["asset_at_another_campus"].clashes
    asset = book()
    before = list(look(TODAY, TODAY))

    Asset.objects.filter(pk=asset.pk).update(place=make_place(campus=make_campus()))

    assert (before, [clash.key for clash in look(TODAY, TODAY)]) == ([], [str(asset.pk)])


def test_what_is_used_after_its_disposal_is_a_contradiction(client, book, campus):
    look = comparisons()["asset_used_after_disposal"].clashes
    asset = book(acquired_on=TODAY - 9 * DAY)
    moving.move([asset], {"place": make_place(campus=campus)}, on=TODAY, by=client.person, now=NOW)
    before = list(look(TODAY, TODAY))

    Asset.objects.filter(pk=asset.pk).update(state="disposed", disposed_on=TODAY - DAY)

    assert (len(before), len(list(look(TODAY, TODAY)))) == (0, 1)


def test_the_standard_is_counted_from_names_and_classes(client, book, campus):
    piano = make_class(code="A02450100", name="乐器", years=5)
    book(name="立式钢琴", asset_class=piano)
    book(name="鼓", asset_class=piano, quantity=4)
    EquipmentStandard.objects.create(
        subject="music", item="Piano", wanted=3, counted_as="钢琴,风琴"
    )
    EquipmentStandard.objects.create(
        subject="music", item="Instruments", wanted=2, per="campus", asset_class=piano
    )

    lines = compare(client.person, "assets.view_asset", TODAY)

    told = {line.standard.item: (line.wanted, line.actual, line.missing) for line in lines}
    assert told == {"Piano": (3, 1, 2), "Instruments": (2, 5, 0)}
    assert "Piano" in client.get(reverse("assets:standard_list")).text
