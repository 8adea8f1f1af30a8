"""Children at the gate: a slip of the class teacher, once, on its day; fetched by whom."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from logistics.contributions import child_data
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Reading
from safety.gate import classes, comparing, letting_go, staying
from safety.models import EarlyLeave, LeaveSlip, PickupAuthorization, PickupLog
from tests.factories import make_class
from tests.safety.gate import (
    MINUTE,
    NOW,
    WEDNESDAY,
    authorised,
    leaving,
    moment,
    slip_for,
)


def test_saving_a_slip_signs_it(child, junior, teacher):
    slip = slip_for(child, junior, by=teacher)

    assert signing.is_signed(slip.entry)
    assert slip.entry.signatures.get().by == teacher


def test_a_child_leaves_once_with_its_slip_and_the_teacher_stands_for_it(
    child, junior, teacher, guard
):
    slip = slip_for(child, junior, by=teacher)

    letting_go.let_go(leaving(child, junior, slip), by=guard, now=NOW)
    with pytest.raises(Refused):
        letting_go.let_go(leaving(child, junior, slip), by=guard, now=NOW)

    assert EarlyLeave.objects.get().approved_by == teacher


def test_a_slip_is_no_use_for_another_child_or_another_day(child, junior, term, teacher, guard):
    from tests.factories import make_child

    slip = slip_for(child, junior, by=teacher, on=WEDNESDAY + timedelta(days=1))
    sister = make_child(school_class=junior, term=term)

    for who in (child, sister):
        with pytest.raises(Refused):
            letting_go.let_go(leaving(who, junior, slip), by=guard, now=NOW)

    assert EarlyLeave.objects.count() == 0


def test_a_voided_slip_lets_nobody_go(child, junior, teacher, guard):
    slip = slip_for(child, junior, by=teacher)
    filing.void(slip.entry, by=guard, now=NOW, reason="The appointment was moved")

    with pytest.raises(Refused):
        letting_go.let_go(leaving(child, junior, slip), by=guard, now=NOW)


def test_without_a_slip_the_reason_is_said_and_found_again(child, junior, teacher, guard):
    with pytest.raises(Refused):
        letting_go.let_go(leaving(child, junior, approved_by=teacher), by=guard, now=NOW)
    gone = leaving(child, junior, approved_by=teacher, without_slip="Taken to hospital")
    letting_go.let_go(gone, by=guard, now=NOW)

    [clash] = comparing.left_without_slip(WEDNESDAY, WEDNESDAY)
    assert clash.entries == (gone.pk,)
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlyLeave.objects.update(without_slip="")


def test_a_child_that_left_cannot_be_fetched_later_unless_it_came_back(
    child, junior, teacher, guard
):
    slip = slip_for(child, junior, by=teacher, comes_back=True)
    entry = letting_go.let_go(leaving(child, junior, slip), by=guard, now=NOW)
    later = moment(clock="16:40")
    log = PickupLog(
        entry=Entry(campus=junior.campus, school_class=junior, happened_at=later),
        child=child, on=WEDNESDAY, fetched_by="Li Na", relation="mother",
    )  # fmt: skip
    filing.submit(log, by=teacher, now=later)
    before = list(comparing.fetched_though_gone(WEDNESDAY, WEDNESDAY))

    staying.end(entry, by=guard, now=NOW + 90 * MINUTE)

    assert (len(before), list(comparing.fetched_though_gone(WEDNESDAY, WEDNESDAY))) == (1, [])


def test_nothing_of_a_child_stands_in_titles(child, junior, teacher, guard):
    slip = slip_for(child, junior, by=teacher)
    letting_go.let_go(leaving(child, junior, slip), by=guard, now=NOW)
    filing.submit(authorised(child, junior), by=teacher, now=NOW)

    said = " ".join(Entry.objects.values_list("title", flat=True))

    assert ("Xiao Ming" in said, "Li Na" in said) == (False, False)


def test_only_who_is_valid_that_day_may_fetch(child, junior, teacher):
    valid = authorised(child, junior)
    over = authorised(child, junior, valid_from=WEDNESDAY - timedelta(days=9),
                      valid_until=WEDNESDAY - timedelta(days=1))  # fmt: skip
    for each in (valid, over):
        filing.submit(each, by=teacher, now=NOW)
    before = list(PickupAuthorization.objects.valid(WEDNESDAY))

    staying.end(valid.entry, by=teacher, now=NOW)

    assert (before, list(PickupAuthorization.objects.valid(WEDNESDAY))) == ([valid], [])


def test_nobody_is_authorised_without_a_signature(child, junior, teacher):
    with pytest.raises(IntegrityError), transaction.atomic():
        filing.submit(authorised(child, junior, paper=""), by=teacher, now=NOW)


@pytest.mark.parametrize(("clock", "minutes"), [("17:30", 0), ("17:31", 1), ("18:10", 40)])
def test_late_is_counted_from_the_hour_of_the_school(db, clock, minutes):
    assert classes.late_by(moment(clock=clock)) == minutes


def test_one_press_says_that_all_others_went_home(junior, teacher):
    entry = classes.all_handed_over(junior, by=teacher, now=moment(clock="17:00"))

    assert entry.is_zero
    assert classes.handed_over_today([junior], WEDNESDAY) == {junior.pk}


def test_when_the_years_are_over_nothing_names_who_fetched_the_child(child, junior, teacher, guard):
    slip = slip_for(child, junior, by=teacher)
    letting_go.let_go(leaving(child, junior, slip), by=guard, now=NOW)
    filing.submit(authorised(child, junior), by=teacher, now=NOW)

    child_data()["pickup"].erase(child, now=NOW + MINUTE, by=teacher, basis="keep_child_pickup")

    kept = [EarlyLeave.objects.get().fetched_by, LeaveSlip.objects.get().fetched_by,
            PickupAuthorization.objects.get().name, PickupAuthorization.objects.get().phone]  # fmt: skip
    assert kept == ["—", "—", "—", ""]


# Its pages.


def test_the_gate_sees_the_slip_with_its_name_and_the_inbox_without(
    enter, campus, child, junior, teacher
):
    now = timezone.now()
    slip_for(child, junior, by=teacher, now=now, on=timezone.localdate(now))
    client = enter("guard")

    board = client.get(reverse("safety:gate")).text
    inbox = client.get(reverse("notices:inbox")).text

    assert ("Xiao Ming" in board, "Xiao Ming" in inbox) == (True, False)
    assert "Junior one" in inbox


def test_a_teacher_writes_slips_for_the_own_class_alone(
    enter, campus, term, junior, child, teacher
):
    stranger = enter("teacher", school_class=make_class(campus=campus))
    said = {"child": child.pk, "reason": "ill", "fetched_by": "Li Na", "relation": "mother",
            "on": timezone.localdate(), "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"}  # fmt: skip

    stranger.post(reverse("safety:leave_slip_new"), said)
    before = LeaveSlip.objects.count()
    enter("teacher", person=teacher).post(reverse("safety:leave_slip_new"), said)

    assert (before, LeaveSlip.objects.get().child) == (0, child)


def test_looking_at_who_fetches_a_child_is_written_down(enter, child, junior, teacher):
    filing.submit(authorised(child, junior), by=teacher, now=NOW)
    client = enter("teacher", person=teacher)

    page = client.get(reverse("safety:pickup_child", args=[child.pk])).text

    assert "13812345678" not in page.replace("tel:13812345678", "")
    assert Reading.objects.get().child == child


def test_the_cook_reads_nothing_of_pick_ups(enter, child, junior, teacher):
    filing.submit(authorised(child, junior), by=teacher, now=NOW)
    client = enter("cook")

    answers = [
        client.get(reverse("safety:pickup_list")).status_code,
        client.get(PickupAuthorization.objects.get().entry.get_absolute_url()).status_code,
    ]

    assert answers == [403, 404]
