"""Samples are thrown away in time, by their own record, and not while something holds them."""

from datetime import date, timedelta

import pytest

from canteen.models import FoodSample, SampleDisposal, SampleLine
from canteen.samples import discarding
from canteen.samples.sampling import Said
from logistics.duties import filing
from logistics.duties.models import State, Task
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import end_of
from tests.canteen.kitchen import NOON, keep
from tests.canteen.samples.sheets import HOUR, LATER, TWO_DAYS, discard, findings, lunch_again

MONDAY = date(2026, 11, 23)


def test_a_minute_before_48_hours_the_answer_is_no_and_then_it_is_yes(campus, cook, lunch):
    keep(campus, cook, lunch)
    with pytest.raises(Refused, match="is kept until 2026-11-20 11:40"):
        discard(cook, now=LATER - timedelta(minutes=1))

    discard(cook)

    assert SampleDisposal.objects.get().lines.count() == 3
    assert list(SampleLine.objects.in_fridge()) == []
    assert findings() == []


def test_what_is_under_legal_hold_stays(campus, cook, lunch):
    filed = keep(campus, cook, lunch)
    Entry.objects.filter(pk=filed.pk).update(hold="Incident of 18 November")

    with pytest.raises(Refused, match="Incident of 18 November"):
        discard(cook)

    assert SampleLine.objects.in_fridge().count() == 3
    assert list(FoodSample.objects.with_due(LATER)) == []


def test_what_has_already_happened_is_kept_as_early_and_followed_up(campus, cook, lunch):
    keep(campus, cook, lunch)

    discard(cook, now=NOON + HOUR, of=["Steamed rice"], reason="Container broken")

    [gone] = SampleDisposal.objects.get().lines.all()
    assert (str(gone.dish), gone.faults) == ("Steamed rice", ["early"])
    assert findings() == [
        "2026-11-18 lunch · Samples discarded before their time: Steamed rice · Container broken"
    ]


def test_a_sample_under_hold_that_is_gone_says_both(campus, cook, lunch):
    filed = keep(campus, cook, lunch[:1], said=Said())
    Entry.objects.filter(pk=filed.pk).update(hold="Incident")

    discard(cook, now=NOON + HOUR, reason="Thrown away by mistake")

    assert SampleDisposal.objects.get().lines.get().faults == ["early", "held"]


def test_nothing_is_discarded_twice_or_before_it_was_taken(campus, cook, lunch):
    keep(campus, cook, lunch)
    with pytest.raises(Refused, match="not taken yet"):
        discard(cook, now=NOON, happened_at=NOON - HOUR, reason="x")
    discard(cook)

    with pytest.raises(Refused, match="discarded already"):
        discard(cook)


def test_a_voided_disposal_puts_the_samples_back(campus, cook, lunch):
    keep(campus, cook, lunch)
    [gone] = discard(cook)

    filing.void(gone, by=cook, now=LATER, reason="Wrong meal")

    assert SampleLine.objects.in_fridge().count() == 3


def test_the_duty_to_discard_waits_for_the_last_of_the_meal(campus, cook, lunch, term):
    keep(campus, cook, lunch)
    task = Task.objects.get(proof="food_sample_disposal")
    discard(cook, of=["Steamed rice"])
    part = Task.objects.get(pk=task.pk).proved_at

    discard_left(cook)

    assert (task.opens_at, task.due_at) == (LATER, end_of(MONDAY))  # not on the Saturday
    assert part is None
    assert Task.objects.get(pk=task.pk).proved_at == LATER


def discard_left(by, *, now=LATER):
    rows = SampleLine.objects.in_fridge().select_related("sheet__entry", "dish")
    return discarding.discard(list(rows), by=by, now=now)


def test_each_meal_is_discarded_by_its_own_record(campus, cook, lunch, term):
    keep(campus, cook, lunch)
    then = NOON + timedelta(days=1)
    keep(campus, cook, lunch_again(then.date()), on=then.date(), now=then)

    filed = discard_left(cook, now=then + TWO_DAYS)

    assert len(filed) == 2
    assert Task.objects.filter(proof="food_sample_disposal", proved_at=None).count() == 0


def test_what_is_gone_early_is_not_owed_later(campus, cook, lunch, term):
    keep(campus, cook, lunch)

    discard(cook, now=NOON + HOUR, reason="Power cut")

    assert Task.objects.get(proof="food_sample_disposal").proved_at == NOON + HOUR


def test_a_voided_sheet_owes_no_disposal(campus, cook, lunch, term):
    filed = keep(campus, cook, lunch)

    filing.void(filed, by=cook, now=NOON, reason="Wrong campus")

    task = Task.objects.with_state(LATER).get(proof="food_sample_disposal")
    assert task.state == State.EXCUSED
