"""Medicine: nothing without a signed request, two people, once, on time, and the rest goes back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from health.day import medicating
from health.models import MedicineGiven, MedicineRequest
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from tests.health.day import (
    FRIDAY,
    NOW,
    WEDNESDAY,
    attend,
    away,
    give,
    make_request,
    moment,
)

DAY = timedelta(days=1)


@pytest.fixture
def request_(junior, children, teacher):
    return make_request(children[0], junior, by=teacher)


def test_without_a_signature_or_a_photo_of_it_nothing_is_taken_in(junior, children, teacher):
    for signed, paper in [("photo", ""), ("paper", "")]:
        with pytest.raises(Refused):
            make_request(children[0], junior, by=teacher, signed=signed, paper=paper)

    assert MedicineRequest.objects.count() == 0


def test_the_database_itself_keeps_no_unsigned_request(request_):
    with pytest.raises(IntegrityError), transaction.atomic():
        MedicineRequest.objects.update(paper="")


def test_a_dose_is_given_by_one_and_checked_by_another_who_signs(request_, teacher, doctor):
    entry = give(request_, by=teacher, checked_by=doctor)
    before = signing.is_signed(entry)
    signing.sign(entry, "witness", by=doctor, now=moment(clock="11:35"), seen=1)

    assert (before, signing.is_signed(entry)) == (False, True)


def test_nobody_checks_what_they_give_themselves(request_, teacher):
    with pytest.raises(Refused):
        give(request_, by=teacher, checked_by=teacher)


def test_no_dose_is_given_twice_and_one_voided_may_be_given(request_, teacher, doctor):
    first = give(request_, by=teacher, checked_by=doctor)

    with pytest.raises(Refused):
        give(request_, by=teacher, checked_by=doctor)
    filing.void(first, by=doctor, now=NOW, reason="It was another child")
    give(request_, by=teacher, checked_by=doctor)

    assert MedicineGiven.objects.exclude(entry__status="voided").count() == 1


@pytest.mark.parametrize(
    "change", [{"first_on": FRIDAY, "last_on": FRIDAY}, {"left_over": "returned"}]
)
def test_nothing_is_given_outside_the_days_asked_for_or_after_it_went_back(
    request_, teacher, doctor, change
):
    settled = {"left_over_on": WEDNESDAY} if "left_over" in change else {}
    MedicineRequest.objects.update(**change, **settled)

    with pytest.raises(Refused):
        give(request_, by=teacher, checked_by=doctor)


def test_nothing_is_given_on_a_voided_request_or_at_another_time(request_, teacher, doctor):
    with pytest.raises(Refused):
        give(request_, by=teacher, checked_by=doctor, clock="13:00")
    filing.void(request_.entry, by=doctor, now=NOW, reason="Taken back")

    with pytest.raises(Refused):
        give(request_, by=teacher, checked_by=doctor)


def test_medicine_past_its_time_is_asked_back_and_kept_if_it_is_confirmed(
    request_, teacher, doctor
):
    MedicineRequest.objects.update(expires_on=WEDNESDAY - DAY)
    request_.refresh_from_db()

    with pytest.raises(Refused):
        give(request_, by=teacher, checked_by=doctor)
    give(request_, by=teacher, checked_by=doctor, past_is_right=True)

    assert MedicineGiven.objects.get().is_past


@pytest.mark.parametrize(("clock", "off"), [("12:00", False), ("12:01", True), ("10:59", True)])
def test_half_an_hour_off_its_time_is_said(request_, teacher, doctor, clock, off):
    give(request_, by=teacher, checked_by=doctor, at=moment(clock=clock))

    assert MedicineGiven.objects.get().is_off_time is off


def test_the_doses_of_the_day_are_due_until_given_and_not_for_who_is_away(
    request_, junior, children, teacher, doctor
):
    make_request(children[1], junior, by=teacher, times="12:00")
    attend(junior, [away(children[1])], by=teacher)
    give(request_, by=teacher, checked_by=doctor)

    doses = medicating.doses([junior], WEDNESDAY, now=moment(clock="15:31"))

    assert [(d.clock, d.is_settled, d.is_away) for d in doses] == [
        ("11:30", True, False),
        ("12:00", True, True),
        ("15:00", False, False),
    ]
    assert [d.is_overdue for d in doses] == [False, False, True]


def test_what_is_left_goes_back_and_ends_the_request(request_, junior, teacher):
    waiting = list(medicating.to_return([junior], WEDNESDAY + DAY))
    medicating.settle_left_over(
        request_, what="returned", on=WEDNESDAY, by=teacher, now=NOW, seen=1
    )

    assert waiting == [request_]
    assert list(medicating.to_return([junior], WEDNESDAY + DAY)) == []
    assert Entry.objects.get(pk=request_.pk).version == 2
    with pytest.raises(Refused):
        medicating.settle_left_over(
            request_, what="returned", on=WEDNESDAY, by=teacher, now=NOW, seen=2
        )
