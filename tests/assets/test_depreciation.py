"""Writing off by the month, and splitting a batch without losing a cent."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from assets.cards import depreciation, splitting
from assets.models import Asset
from logistics.errors import Refused
from tests.assets.factories import NOW, TODAY, make_asset, make_class, new_card
from tests.factories import make_person, make_place

CENT = Decimal("0.01")


@pytest.fixture
def keeper(campus):
    return make_person(role="storekeeper", campus=campus)


def card(value="1200", months=12, came=date(2026, 9, 15), **given):
    return Asset(value=Decimal(value), useful_months=months, acquired_on=came, **given)


@pytest.mark.parametrize(
    ("on", "written_off"),
    [
        (date(2026, 8, 31), 0),
        (date(2026, 9, 15), 100),  # the month in which it came
        (date(2026, 9, 30), 100),
        (date(2026, 10, 1), 200),
        (date(2027, 8, 1), 1200),
        (date(2040, 1, 1), 1200),
    ],
)
def test_each_month_from_the_first_takes_its_share(on, written_off):
    standing = depreciation.of(card(), on=on)

    assert (standing.written_off, standing.net) == (written_off, 1200 - written_off)


@pytest.mark.parametrize(
    ("gone", "written_off"),
    [(date(2026, 9, 30), 0), (date(2026, 12, 1), 300), (date(2028, 1, 1), 1200)],
)
def test_the_month_in_which_it_went_takes_nothing(gone, written_off):
    scrapped = card(disposed_on=gone)

    assert depreciation.of(scrapped, on=date(2029, 1, 1)).written_off == written_off


def test_before_it_went_it_stood_as_if_it_stayed():
    scrapped = card(disposed_on=date(2026, 12, 20))

    assert depreciation.of(scrapped, on=date(2026, 11, 1)).written_off == 300


@pytest.mark.parametrize("given", [{"months": None}, {"is_nominal": True, "value": "1"}])
def test_what_has_no_life_keeps_its_value(given):
    standing = depreciation.of(card(**given), on=date(2040, 1, 1))

    assert (standing.written_off, standing.monthly, standing.net) == (0, 0, standing.value)


def test_no_value_is_left_over_and_no_month_is_negative():
    rng = Random(7)

    for _ in range(300):
        thing = card(
            value=str(Decimal(rng.randrange(1, 10_000_000)) * CENT),
            months=rng.randrange(1, 240),
            came=date(2020, rng.randrange(1, 13), rng.randrange(1, 29)),
        )
        days = [date(2020 + n // 12, n % 12 + 1, 1) for n in range(12 * 21)]
        months = [depreciation.of(thing, on=day).monthly for day in days]

        assert sum(months) == thing.value
        assert min(months) >= 0
        assert max(months) - min(m for m in months if m or thing.value < 10) <= CENT + max(months)


def test_the_database_works_it_out_to_the_same_cent(campus, keeper):
    rng = Random(11)
    kind = make_class()
    cards = [
        Asset(
            number=f"N{n}",
            name="Thing",
            campus=campus,
            asset_class=kind,
            value=Decimal(rng.randrange(0, 9_999_999_999)) * CENT,
            slice_from=Decimal(rng.randrange(0, 99_999)) * CENT * rng.randrange(2),
            useful_months=rng.choice([None, 1, 60, 72, 600]),
            acquired_on=date(rng.randrange(1990, 2027), rng.randrange(1, 13), rng.randrange(1, 29)),
            is_nominal=rng.random() < 0.1,
            code=f"C{n}",
        )
        for n in range(120)
    ]
    for gone in cards[::9]:
        gone.state, gone.disposed_on = Asset.State.DISPOSED, date(2026, 12, 5)
    Asset.objects.bulk_create(cards)

    for on in (date(2000, 2, 29), TODAY, date(2026, 12, 31), date(2050, 1, 1)):
        standings = [depreciation.of(thing, on=on) for thing in cards]
        assert depreciation.totals(Asset.objects.all(), on) == {
            "quantity": len(cards),
            "value": sum(thing.value for thing in cards),
            "written_off": sum(standing.written_off for standing in standings),
        }


def test_nothing_is_written_off_where_there_is_nothing(db):
    assert depreciation.totals(Asset.objects.all(), TODAY) == {
        "quantity": 0,
        "value": 0,
        "written_off": 0,
    }


# Splitting ------------------------------------------------------------------------------------


def split(asset, quantity, keeper, **given):
    return splitting.split(asset, quantity, by=keeper, now=NOW, on=TODAY, **given)


def test_a_batch_is_split_and_both_cards_tell_of_it(campus, keeper):
    desks = make_asset(campus=campus, by=keeper, quantity=800, value=Decimal("100000.01"))
    room = make_place(campus=campus)

    part = split(desks, 30, keeper, place=room)

    desks.refresh_from_db()
    assert (desks.quantity, desks.value) == (770, Decimal("96250.01"))
    part = Asset.objects.get(pk=part.pk)
    assert (part.quantity, part.value, part.place) == (30, Decimal("3750.00"), room)
    assert (part.number, part.split_from) == (f"{desks.number}-1", desks)
    assert part.code != desks.code
    left, came = desks.events.first(), part.events.get()
    assert (left.kind, left.quantity, left.value) == ("split", -30, Decimal("-3750.00"))
    assert (came.kind, came.quantity, came.value) == ("split", 30, Decimal("3750.00"))
    assert (part.number in left.note, desks.number in came.note) == (True, True)
    assert (left.was["quantity"], left.now["quantity"]) == ("800", "770")


def test_parts_of_parts_have_numbers_of_their_own(campus, keeper):
    desks = make_asset(campus=campus, by=keeper, quantity=10)

    first, second = split(desks, 5, keeper), split(desks, 2, keeper)
    third = split(first, 1, keeper)

    numbers = [part.number.removeprefix(desks.number) for part in (first, second, third)]
    assert numbers == ["-1", "-2", "-1-1"]


@pytest.mark.parametrize("quantity", [-1, 0, 10, 11])
def test_neither_nothing_nor_all_is_split_off(campus, keeper, quantity):
    desks = make_asset(campus=campus, by=keeper, quantity=10)

    with pytest.raises(Refused, match="at least one leaves"):
        split(desks, quantity, keeper)

    assert Asset.objects.get().quantity == 10


def test_a_batch_that_somebody_has_just_split_is_looked_at_again(campus, keeper):
    desks = make_asset(campus=campus, by=keeper, quantity=10)
    seen_by_another = Asset.objects.get(pk=desks.pk)
    split(desks, 5, keeper)

    with pytest.raises(Refused, match="changed meanwhile"):
        split(seen_by_another, 5, keeper)

    assert sum(Asset.objects.values_list("quantity", flat=True)) == 10


def test_what_is_gone_is_not_split(campus, keeper):
    desks = make_asset(campus=campus, by=keeper, quantity=10)
    desks.state, desks.disposed_on = Asset.State.DISPOSED, TODAY

    with pytest.raises(Refused, match="disposed of"):
        split(desks, 5, keeper)


def test_however_a_batch_is_split_the_cents_stay_the_same_on_every_day(campus, keeper):
    rng = Random(3)
    days = [date(2026 + n // 12, n % 12 + 1, 9) for n in range(0, 80, 7)]
    for _ in range(6):
        value = Decimal(rng.randrange(1, 9_999_999)) * CENT
        whole = new_card(quantity=97, value=value)
        expected = [depreciation.of(whole_of(whole), on=day).written_off for day in days]
        parts = [make_asset(campus=campus, by=keeper, quantity=97, value=value)]
        for _ in range(6):
            batch = rng.choice([part for part in parts if part.quantity > 1])
            parts.append(split(batch, rng.randrange(1, batch.quantity), keeper))

        assert sum(part.quantity for part in parts) == 97
        assert sum(part.value for part in parts) == value
        for day, sum_of_whole in zip(days, expected, strict=True):
            standings = [depreciation.of(part, on=day) for part in parts]
            assert sum(standing.written_off for standing in standings) == sum_of_whole
            assert all(0 <= standing.written_off <= standing.value for standing in standings)


def whole_of(thing):
    thing.useful_months = 60
    return thing
