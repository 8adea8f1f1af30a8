"""Counting a store: what is frozen, counted, explained and posted while goods come and go."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Rule
from logistics.stores import count_watching, counting, issuing, ledger
from logistics.stores.issuing import Wanted
from logistics.stores.models import Count, Counting, CountLine, Lot, Movement, Stocktake
from tests.factories import make_person
from tests.stores.factories import bring, make_item, make_store

NOW = timezone.now()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def keeper(campus):
    return make_person(name="Keeper", role="storekeeper", campus=campus)


@pytest.fixture
def leader(campus):
    return make_person(name="Leader", role="accountant", campus=campus)


@pytest.fixture
def store(campus, keeper):
    return make_store(campus, keeper=keeper, name="Supplies")


@pytest.fixture
def mop(store, keeper):
    item = make_item(name="Mop")
    bring(store, item, 10, by=keeper, at=NOW - timedelta(hours=2))
    return item


def begin(store, leader, *, now=NOW, occasion="month"):
    return counting.begin(store, occasion=occasion, led_by=leader, by=leader, now=now)


def say(count, quantity, *, by, at=NOW + MINUTE, key="", item=None):
    lines = CountLine.objects.filter(count=count)
    line = lines.get(item=item) if item else lines.get()
    key = key or f"{line.pk} {quantity} {at}"
    return counting.note(line, Decimal(quantity), by=by, now=at, key=key)


def explain(count):
    for line in counting.different(counting.lines_of(count)):
        counting.explain(line, reason="An issue was not written", handling="Written down now")


def post(count, leader, *, now=NOW + 9 * MINUTE):
    seen = counting.digest(counting.lines_of(count))
    return counting.post(count, by=leader, now=now, seen=seen)


def give(store, item, quantity, *, to, by, at, now=None):
    wanted = [Wanted(item, Decimal(quantity))]
    return issuing.issue(store, wanted, receiver=to, by=by, now=now or at, happened_at=at)


def left(store, item):
    return ledger.left_in(store, item)


def movements(store, item):
    return sum(Movement.objects.filter(store=store, item=item).values_list("quantity", flat=True))


# Opening.


def test_what_the_account_says_is_frozen_lot_by_lot_without_the_empty_ones(
    store, mop, keeper, leader
):
    bring(store, mop, 4, by=keeper, at=NOW - timedelta(hours=1))
    give(store, mop, 10, to=leader, by=keeper, at=NOW - 30 * MINUTE)

    count = begin(store, leader)

    assert [line.expected for line in count.lines.all()] == [4]


def test_a_store_is_counted_once_at_a_time(store, mop, leader):
    begin(store, leader)

    with pytest.raises(Refused, match="being counted already"):
        begin(store, leader)

    assert Count.objects.count() == 1


def test_the_keeper_does_not_supervise_unless_the_school_lets_them(store, mop, keeper):
    with pytest.raises(Refused, match="Somebody else supervises"):
        begin(store, keeper)

    Rule.objects.create(code=counting.SEPARATE, value="0", valid_from=timezone.localdate(NOW))

    assert begin(store, keeper).led_by == keeper


# Counting.


def test_the_last_word_counts_and_both_stay_readable(store, mop, keeper, leader):
    count = begin(store, leader)

    say(count, 8, by=keeper)
    say(count, 9, by=leader, at=NOW + 2 * MINUTE)

    assert count.lines.get().counted == 9
    assert list(Counting.objects.values_list("by__name", "quantity")) == [
        ("Keeper", 8),
        ("Leader", 9),
    ]


def test_a_count_that_is_sent_again_says_nothing_new(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 8, by=keeper, key="sent")
    say(count, 9, by=leader, key="other", at=NOW + 2 * MINUTE)

    say(count, 8, by=keeper, key="sent", at=NOW + 3 * MINUTE)

    assert count.lines.get().counted == 9
    assert Counting.objects.count() == 2


def test_nobody_counts_less_than_nothing(store, mop, keeper, leader):
    count = begin(store, leader)

    with pytest.raises(Refused, match="less than nothing"):
        say(count, -1, by=keeper)

    assert count.lines.get().counted is None


def test_goods_nobody_expected_become_a_line_and_a_surplus(store, mop, keeper, leader):
    soap, count = make_item(name="Soap", price=Decimal(3)), begin(store, leader)
    say(count, 10, by=keeper)

    counting.add(count, soap, Decimal(4), by=keeper, now=NOW + MINUTE, key="soap")
    counting.add(count, soap, Decimal(4), by=keeper, now=NOW + MINUTE, key="soap")
    counting.finish(count)
    explain(count)
    post(count, leader)

    assert left(store, soap) == 4
    movement = Movement.objects.get(kind="surplus")
    assert (movement.item, movement.amount) == (soap, 12)


def test_more_of_a_counted_lot_is_added_to_it(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 7, by=keeper)

    counting.add(count, mop, Decimal(3), by=keeper, now=NOW + 2 * MINUTE, key="corner")

    assert [line.counted for line in count.lines.all()] == [10]
    assert Lot.objects.count() == 1


def test_what_is_not_counted_keeps_the_count_from_ending(store, mop, keeper, leader):
    count = begin(store, leader)

    with pytest.raises(Refused, match="1 line is not counted yet"):
        counting.finish(count)

    assert Count.objects.get().is_counting


def test_nothing_is_counted_after_the_end_until_it_is_opened_again(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 8, by=keeper)
    counting.finish(count)

    with pytest.raises(Refused, match="differences to explain"):
        say(count, 9, by=keeper)
    counting.reopen(count)
    say(count, 9, by=keeper, at=NOW + 3 * MINUTE)

    assert count.lines.get().counted == 9


# Posting.


def test_a_shortage_is_posted_with_its_reason_and_signed_by_both(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 8, by=keeper)
    counting.finish(count)
    explain(count)

    entry = post(count, leader)

    line = entry.content.lines.get()
    assert (line.expected, line.counted, line.amount) == (10, 8, -10)
    assert (line.reason, line.handling) == ("An issue was not written", "Written down now")
    assert left(store, mop) == movements(store, mop) == 8
    assert {str(signer) for signer in entry.signers.all()} == {
        "counted by: Keeper",
        "supervised by: Leader",
    }
    assert Count.objects.get().stocktake == entry


def test_what_agrees_is_posted_without_a_movement(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 10, by=keeper)
    counting.finish(count)

    entry = post(count, leader)

    assert entry.movements.count() == 0
    assert entry.content.lines.get().reason == ""


def test_an_empty_store_is_counted_with_nothing_to_report(store, leader):
    count = begin(store, leader)
    counting.finish(count)

    entry = post(count, leader)

    assert (entry.is_zero, entry.content.lines.count()) == (True, 0)


@pytest.mark.parametrize(("given_at", "counted"), [(5, 7), (15, 10)])
def test_what_is_issued_while_it_is_counted_is_no_difference(
    store, mop, keeper, leader, given_at, counted
):
    """Three are given out before the shelf is counted, or after it: both times nothing is missing."""
    count = begin(store, leader)
    give(store, mop, 3, to=leader, by=keeper, at=NOW + given_at * MINUTE, now=NOW + 20 * MINUTE)
    say(count, counted, by=keeper, at=NOW + 10 * MINUTE)
    counting.finish(count)

    entry = post(count, leader, now=NOW + 30 * MINUTE)

    assert entry.movements.count() == 0
    assert left(store, mop) == 7


def test_against_the_frozen_figure_alone_what_was_issued_would_be_missing(
    store, mop, keeper, leader
):
    """The control of the one before: the frozen figure knows nothing of what moved."""
    count = begin(store, leader)
    give(store, mop, 3, to=leader, by=keeper, at=NOW + 5 * MINUTE)
    say(count, 7, by=keeper, at=NOW + 10 * MINUTE)

    [line] = counting.lines_of(count)

    assert line.counted - line.expected == -3
    assert (line.moved, line.difference) == (-3, 0)


def test_an_issue_written_down_only_after_the_count_explains_what_was_missing(
    store, mop, keeper, leader
):
    count = begin(store, leader)
    say(count, 7, by=keeper, at=NOW + 10 * MINUTE)
    [before] = counting.lines_of(count)

    give(store, mop, 3, to=leader, by=keeper, at=NOW + 2 * MINUTE, now=NOW + 12 * MINUTE)

    [after] = counting.lines_of(count)
    assert (before.difference, after.difference) == (-3, 0)


def test_a_shortage_is_posted_on_top_of_what_was_issued_since(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 8, by=keeper)
    counting.finish(count)
    explain(count)
    give(store, mop, 5, to=leader, by=keeper, at=NOW + 5 * MINUTE)

    post(count, leader)

    assert left(store, mop) == movements(store, mop) == 3


def test_a_shortage_of_what_was_issued_since_is_refused_and_nothing_is_posted(
    store, mop, keeper, leader
):
    count = begin(store, leader)
    say(count, 8, by=keeper)
    counting.finish(count)
    explain(count)
    give(store, mop, 9, to=leader, by=keeper, at=NOW + 5 * MINUTE)

    with pytest.raises(ledger.NotEnough):
        post(count, leader)

    assert left(store, mop) == 1
    assert Count.objects.get().is_explaining
    assert Entry.objects.filter(kind="stocktake").count() == 0


def test_a_difference_without_its_reason_is_not_posted(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 8, by=keeper)
    counting.finish(count)

    with pytest.raises(Refused, match="Explain the difference of Mop"):
        post(count, leader)

    assert left(store, mop) == 10


def test_only_whoever_supervises_posts(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 10, by=keeper)
    counting.finish(count)

    with pytest.raises(Refused, match="Leader supervises this stocktake"):
        post(count, keeper)

    assert Stocktake.objects.count() == 0


def test_whoever_supervises_does_not_count_alone(store, mop, leader):
    count = begin(store, leader)
    say(count, 10, by=leader)
    counting.finish(count)

    with pytest.raises(Refused, match="does not count alone"):
        post(count, leader)

    assert Stocktake.objects.count() == 0


def test_a_difference_that_changed_since_it_was_seen_is_not_posted(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 8, by=keeper, at=NOW + 5 * MINUTE)
    counting.finish(count)
    explain(count)
    seen = counting.digest(counting.lines_of(count))
    give(store, mop, 1, to=leader, by=keeper, at=NOW + MINUTE, now=NOW + 6 * MINUTE)

    with pytest.raises(Refused, match="changed since it was seen"):
        counting.post(count, by=leader, now=NOW + 9 * MINUTE, seen=seen)

    assert left(store, mop) == 9


def test_it_is_posted_once(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 8, by=keeper)
    counting.finish(count)
    explain(count)
    post(count, leader)

    with pytest.raises(Refused, match="is posted by now"):
        post(Count.objects.get(), leader)

    assert left(store, mop) == 8


def test_what_breaks_in_the_middle_of_posting_leaves_nothing(
    store, mop, keeper, leader, monkeypatch
):
    count = begin(store, leader)
    say(count, 8, by=keeper)
    counting.finish(count)
    explain(count)

    def fail(*args, **given):
        raise RuntimeError("the power went out")

    monkeypatch.setattr(counting.signing, "ask", fail)
    with pytest.raises(RuntimeError):
        post(count, leader)

    assert left(store, mop) == 10
    assert (Stocktake.objects.count(), Movement.objects.filter(kind="shortage").count()) == (0, 0)
    assert Count.objects.get().is_explaining


def test_a_stocktake_that_is_given_up_posts_nothing_and_frees_the_store(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 8, by=keeper)

    counting.drop(count)

    with pytest.raises(Refused, match="over already"):
        counting.drop(count)
    assert begin(store, leader, now=NOW + MINUTE).lines.get().expected == 10


def test_tenths_are_counted_as_people_count_them(store, keeper, leader):
    rice = make_item(unit="kg")
    bring(store, rice, "0.7", by=keeper, at=NOW - 2 * MINUTE)
    for tenths in ("0.1", "0.3"):
        give(store, rice, tenths, to=leader, by=keeper, at=NOW - MINUTE)
    count = begin(store, leader)
    say(count, "0.3", by=keeper)

    [line] = counting.lines_of(count)

    assert (line.expected, line.difference) == (Decimal("0.3"), 0)


def test_taken_back_it_moves_the_other_way_and_asks_nobody_any_more(store, mop, keeper, leader):
    count = begin(store, leader)
    say(count, 8, by=keeper)
    counting.finish(count)
    explain(count)
    entry = post(count, leader)

    ledger.take_back(entry, by=leader, now=NOW + 20 * MINUTE, reason="Counted the wrong shelf")

    assert left(store, mop) == movements(store, mop) == 10
    assert not entry.signers.open().exists()


# What is made of it.


def posted(store, keeper, leader, *, counted=8):
    count = begin(store, leader)
    say(count, counted, by=keeper)
    counting.finish(count)
    explain(count)
    return post(count, leader)


def test_the_doctor_finds_a_sheet_whose_movements_are_not_its_differences(
    store, mop, keeper, leader
):
    entry = posted(store, keeper, leader)

    assert list(count_watching.counts_apart(NOW)) == []
    entry.content.lines.update(counted=6)

    [finding] = count_watching.counts_apart(NOW)
    assert entry.number in str(finding.sentence)


def test_counted_and_supervised_by_one_person_is_a_contradiction(store, mop, keeper, leader):
    entry = posted(store, keeper, leader)
    day = timezone.localdate(NOW)

    apart = list(count_watching.counted_alone(day, day))
    Counting.objects.update(by=leader)
    [clash] = count_watching.counted_alone(day, day)

    assert (apart, clash.entries) == ([], (entry.pk,))


def test_it_waits_for_the_keeper_then_for_whoever_supervises(store, mop, keeper, leader):
    count = begin(store, leader)
    waits = [list(count_watching.waiting(person, NOW)) for person in (keeper, leader)]
    say(count, 8, by=keeper)
    counting.finish(count)

    then = [list(count_watching.waiting(person, NOW)) for person in (keeper, leader)]

    assert (waits, then) == ([[count], []], [[], [count]])


def test_a_stocktake_is_never_corrected_or_voided(store, mop, keeper, leader):
    entry = posted(store, keeper, leader)

    with pytest.raises(Refused):
        filing.void(entry, by=leader, now=NOW + 20 * MINUTE, reason="Wrong")

    assert left(store, mop) == 8
