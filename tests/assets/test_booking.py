"""Booking cards, saying that there is nothing new, correcting a card."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from assets.cards import booking
from assets.models import Asset, AssetEvent, Booking
from logistics.duties import filing
from logistics.duties.models import Proof, Task, WorkNote
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Rule
from tests.assets.factories import NOW, TODAY, make_asset, make_class, new_card
from tests.factories import make_campus, make_person, make_place
from tests.world.duties import make_duty
from tests.world.terms import make_term

DAY = timedelta(days=1)


@pytest.fixture
def keeper(campus):
    return make_person(role="storekeeper", campus=campus)


def book(cards, keeper, campus, **given):
    said = {"source": "purchase", "by": keeper, "now": NOW, "happened_at": NOW, "campus": campus}
    return booking.book(cards, **said | given)


def test_cards_are_numbered_and_entered_by_one_record(campus, keeper):
    cards = [new_card(name="空调", quantity=2, value=Decimal(9000)), new_card(name="钢琴")]

    entry = book(cards, keeper, campus, note="Autumn")

    record = Booking.objects.get(entry=entry)
    assert (record.count, record.quantity, record.value) == (2, 3, Decimal(15000))
    assert entry.number == "RZ-2026-000001"
    assert [card.number for card in cards] == ["ZC-2026-000001", "ZC-2026-000002"]
    kept = Asset.objects.get(number="ZC-2026-000001")
    assert (kept.campus, kept.booking, kept.booked_on) == (campus, entry, TODAY)
    assert (kept.useful_months, kept.initials) == (60, "kt kd")
    assert kept.history.get().history_user == keeper


def test_each_card_begins_its_history_with_what_it_adds(campus, keeper):
    card = new_card(quantity=3, value=Decimal("100.10"), booked_on=date(2019, 5, 1))

    entry = book([card], keeper, campus)

    event = card.events.get()
    said = (event.kind, event.happened_on, event.quantity, event.value, event.entry)
    assert said == ("booked", date(2019, 5, 1), 3, Decimal("100.10"), entry)


def test_a_number_that_came_with_a_sheet_is_passed_over(campus, keeper):
    make_asset(campus=campus, by=keeper, number="ZC-2026-000001")
    cards = [new_card(number="ZC-2026-000002"), new_card()]

    book(cards, keeper, campus)

    assert cards[1].number == "ZC-2026-000003"


@pytest.mark.parametrize("numbers", [["A1"], ["A2", "A2"]])
def test_a_number_is_given_once(campus, keeper, numbers):
    make_asset(campus=campus, by=keeper, number="A1")

    with pytest.raises(Refused, match="is taken"):
        book([new_card(number=number) for number in numbers], keeper, campus)

    assert Asset.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"value": Decimal(-1)}, "A value is not negative."),
        ({"quantity": 0}, "at least one thing"),
        ({"warranty_until": date(2020, 1, 1)}, "A warranty ends after"),
        ({"name": ""}, "name"),
    ],
)
def test_a_card_that_cannot_be_is_refused_and_nothing_is_written(campus, keeper, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        book([new_card(), new_card(**wrong)], keeper, campus)

    assert (Asset.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_place_of_another_campus_is_refused(campus, keeper):
    elsewhere = make_place(campus=make_campus())

    with pytest.raises(Refused, match="another campus"):
        book([new_card(place=elsewhere)], keeper, campus)


def test_no_cards_are_no_booking(campus, keeper):
    with pytest.raises(Refused, match="no card"):
        book([], keeper, campus)


def test_a_booking_long_after_says_why(campus, keeper):
    long_ago = NOW - 4 * DAY

    with pytest.raises(Refused, match="entered late"):
        book([new_card()], keeper, campus, happened_at=long_ago)
    entry = book([new_card()], keeper, campus, happened_at=long_ago, late_reason="Ill")

    assert (entry.is_late, entry.late_reason) == (True, "Ill")


def test_the_nominal_value_is_one_yuan_and_never_written_off(campus, keeper):
    card = new_card(is_nominal=True, value=Decimal(900), useful_months=60)

    book([card], keeper, campus)

    assert (card.value, card.useful_months) == (1, None)


def test_a_class_that_is_not_written_off_gives_no_life(campus, keeper):
    books = make_class(code="A04010000", name="图书", years=None, finance="不计提折旧")
    card = new_card(asset_class=books)

    book([card], keeper, campus)

    assert card.useful_months is None


@pytest.mark.parametrize("is_zero", [True, False])
def test_booking_and_having_nothing_to_book_both_prove_the_duty(campus, keeper, is_zero):
    make_term(TODAY)
    duty = make_duty(campus, title="Ledger", role="storekeeper", proof="asset")
    task = Task.objects.create(
        duty=duty, term=duty_term(), series="1", slot="1", proof="asset", campus=campus,
        role="storekeeper", opens_at=NOW - DAY, due_at=NOW + DAY, closes_at=NOW + 2 * DAY,
    )  # fmt: skip

    if is_zero:
        said = {"by": keeper, "now": NOW, "happened_at": NOW, "campus": campus}
        entry = booking.report_nothing(**said)
    else:
        entry = book([new_card()], keeper, campus)

    assert (entry.is_zero, Proof.objects.get(task=task).entry) == (is_zero, entry)


def duty_term():
    from logistics.school.models import Term

    return Term.objects.get()


def test_a_correction_keeps_what_the_card_said_and_moves_the_books(campus, keeper):
    asset = make_asset(campus=campus, by=keeper, name="空调", value=Decimal(600))

    booking.correct(
        asset,
        {"name": "钢琴", "value": Decimal(6000)},
        by=keeper,
        now=NOW + DAY,
        reason="A zero was missing",
    )

    event = asset.events.first()
    assert (event.kind, event.quantity, event.value) == ("changed", 0, Decimal(5400))
    assert (event.was, event.now) == (
        {"name": "空调", "value": "600"},
        {"name": "钢琴", "value": "6000"},
    )
    kept = Asset.objects.get()
    assert (kept.value, kept.initials, event.note) == (6000, "gq", "A zero was missing")


def test_a_correction_says_why(campus, keeper):
    asset = make_asset(campus=campus, by=keeper)

    with pytest.raises(Refused, match="says why"):
        booking.correct(asset, {"unit": "套"}, by=keeper, now=NOW, reason="")


def test_the_card_of_what_is_gone_is_closed(campus, keeper):
    asset = make_asset(campus=campus, by=keeper)
    asset.state, asset.disposed_on = Asset.State.DISPOSED, TODAY
    asset.save()

    with pytest.raises(Refused, match="disposed of"):
        booking.correct(asset, {"unit": "套"}, by=keeper, now=NOW, reason="Typo")


@pytest.mark.parametrize(
    ("finance", "each", "doubted"),
    [
        ("通用设备", "999.99", True),
        ("通用设备", "1000", False),
        ("专用设备", "1499", True),
        ("专用设备", "1500", False),
    ],
)
def test_below_the_threshold_is_doubted_and_not_refused(campus, keeper, finance, each, doubted):
    special = make_class(code="A02450100", name="乐器", finance=finance, years=5)
    card = new_card(asset_class=special, quantity=2, value=2 * Decimal(each))

    found = {doubt.code for doubt in booking.doubts(card, on=TODAY)}
    book([card], keeper, campus)

    assert found == ({"small"} if doubted else set())
    assert card.pk


def test_the_school_sets_its_own_threshold(campus):
    Rule.objects.create(code=booking.MINIMUM, value="500")
    card = new_card(value=Decimal(600))

    assert booking.doubts(card, on=TODAY) == []


@pytest.mark.parametrize(("months", "doubted"), [(59, True), (60, False), (72, False)])
def test_a_life_shorter_than_the_class_allows_is_doubted(campus, months, doubted):
    card = new_card(useful_months=months)

    assert bool(booking.doubts(card, on=TODAY)) is doubted


def test_events_only_grow(campus, keeper):
    asset = make_asset(campus=campus, by=keeper)

    for act in (AssetEvent.objects.all().delete, lambda: asset.events.update(value=0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_other_records_are_numbered_on_their_own(campus, keeper):
    make_asset(campus=campus, by=keeper)
    note = WorkNote(entry=Entry(campus=campus, happened_at=NOW), text="Note")

    assert filing.submit(note, by=keeper, now=NOW).number == "GZ-2026-000001"
