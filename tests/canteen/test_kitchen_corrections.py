"""A log of the kitchen said otherwise: a version with its reason, the lines as they were filed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from canteen.kitchen.logs import LOGS
from canteen.models import (
    ColdStorageReading,
    DailyFoodSafetyCheck,
    FoodHandlerCheck,
    MonthlyFoodSafetyMeeting,
    TablewareDisinfection,
    TasteTest,
    WasteDisposal,
)
from logistics.duties.models import Finding
from logistics.records.models import Version
from tests.canteen.kitchen_logs import (
    DAY,
    give_certificate,
    make_fridges,
    publish_lunch,
    send,
)
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def new(name, **query):
    return f"{reverse(f'canteen:{name}')}?" + "&".join(f"{k}={v}" for k, v in query.items())


def correction(record):
    return reverse("canteen:log_correct", args=[record.pk])


def correct(client, model, **said):
    """Correct the last of these with nothing changed but this."""
    record = model.objects.latest("pk")
    answer = send(client, correction(record), **said, reason="misread")
    assert answer.status_code == 302
    return model.objects.latest("pk")


def cold_enough(fridges):
    return {f"degrees-f{f.pk}": "-20" if f.use == "frozen" else "4" for f in fridges.values()}


def test_a_fridge_read_wrongly_is_corrected_and_what_it_said_stays(campus, officer):
    fridges = make_fridges(campus)
    send(officer, new("cold_reading_new"), **cold_enough(fridges))

    wrong = f"degrees-f{fridges['Meat'].pk}"
    record = correct(officer, ColdStorageReading, **{wrong: "14", "measure": "moved the meat"})

    assert [line.degrees for line in record.lines.order_by("fridge__name")] == [-20, 14, 4]
    assert (record.entry.version, record.is_odd) == (2, True)
    assert "14" in "".join(Finding.objects.values_list("what", flat=True))
    before, after = Version.objects.filter(entry=record.entry).order_by("number")
    assert (after.act, after.reason) == ("correct", "misread")
    assert before.said["lines"] != after.said["lines"]


def test_what_was_found_already_is_not_found_twice(campus, officer):
    fridges = make_fridges(campus)
    said = cold_enough(fridges)
    said |= {f"degrees-f{fridges['Meat'].pk}": "14", "measure": "moved the meat"}
    send(officer, new("cold_reading_new"), **said)
    found = set(Finding.objects.values_list("pk", flat=True))

    correct(officer, ColdStorageReading, measure="moved the meat, door shut")

    assert set(Finding.objects.values_list("pk", flat=True)) == found
    assert ColdStorageReading.objects.get().measure == "moved the meat, door shut"


def test_a_dish_that_nobody_had_on_the_menu_stays_on_the_corrected_sheet(campus, officer):
    publish_lunch(campus, officer.person)
    send(officer, new("taste_new", meal="lunch"), **{"name-n1": "Noodles", "verdict-n1": "good"})

    record = correct(officer, TasteTest, note="late")

    names = record.lines.values_list("name", flat=True)
    assert set(names) == {"Rice", "Fish", "Soup", "Noodles"}


def test_the_morning_check_shows_who_was_on_the_roster_and_what_was_found(campus, officer):
    cook = make_person(role="cook", campus=campus, name="Li")
    give_certificate(cook, until=timezone.localdate() + 200 * DAY)
    send(officer, new("handler_check_new"))

    said = {f"symptoms-p{cook.pk}": ["fever"], f"conclusion-p{cook.pk}": "moved"}
    record = correct(officer, FoodHandlerCheck, **said)

    assert (record.unfit, record.lines.get(person=cook).symptoms) == (1, ["fever"])
    assert record.lines.count() == 2
    assert Finding.objects.get().what == "Li may not work with food: a symptom was found"


def test_the_daily_check_keeps_the_evidence_that_was_before_the_officer(campus, officer):
    send(officer, new("daily_check_new"), rest="on")
    before = list(DailyFoodSafetyCheck.objects.get().lines.values_list("title", "evidence"))
    line = DailyFoodSafetyCheck.objects.get().lines.first()

    said = {f"result-i{line.item_id}": "bad", f"problem-i{line.item_id}": "gone"}
    record = correct(officer, DailyFoodSafetyCheck, **said)

    assert list(record.lines.values_list("title", "evidence")) == before
    assert (record.bad, record.entry.is_zero) == (1, False)


def test_a_decision_added_to_the_minutes_is_followed_up(campus, term, enter):
    principal = enter("principal", person=make_person(role="principal", campus=campus))
    said = {"attendees": "all", "report": "well", "what-1": "New lamp", "owner-1": ""}
    send(principal, new("monthly_meeting_new"), **said)

    correct(principal, MonthlyFoodSafetyMeeting, **{"what-2": "New floor"})

    assert set(Finding.objects.values_list("what", flat=True)) == {"New lamp", "New floor"}


def test_the_times_of_a_disinfection_stand_as_they_were_written(officer):
    now = timezone.localtime().replace(second=0, microsecond=0)
    times = {"happened_at": f"{now - timedelta(minutes=40):%Y-%m-%d %H:%M}",
             "ended_at": f"{now - timedelta(minutes=10):%Y-%m-%d %H:%M}"}  # fmt: skip
    said = {"items": ["bowls"], "method": "steam", "degrees": "100", "late_reason": "midnight"}
    send(officer, new("tableware_new", meal="lunch"), **times, **said)

    record = correct(officer, TablewareDisinfection, degrees="121")

    assert (record.degrees, record.minutes) == (121, 30)
    assert record.entry.meal == "lunch"


def test_somebody_else_corrects_it_only_who_may_void(campus, officer, enter):
    said = {"sort": "leftovers", "kg": "8", "firm": "Clean", "handler": "Wu"}
    send(officer, new("waste_new"), **said)
    record = WasteDisposal.objects.get()
    other = make_person(role="cook", campus=campus)

    assert enter("cook", person=other).get(correction(record)).status_code in (403, 404)
    head = enter("director", person=make_person(role="director", campus=campus))
    correct(head, WasteDisposal, kg="9")

    assert WasteDisposal.objects.get().kg == Decimal(9)


def test_a_correction_says_why_and_two_at_once_do_not_overwrite_each_other(officer):
    send(officer, new("waste_new"), sort="leftovers", kg="8", firm="Clean", handler="Wu")
    record = WasteDisposal.objects.get()
    kept = {"sort": "leftovers", "firm": "Clean", "handler": "Wu", "campus": record.entry.campus_id}
    kept |= {"happened_at": f"{timezone.localtime(record.entry.happened_at):%Y-%m-%d %H:%M}"}

    silent = officer.post(correction(record), {**kept, "kg": "9", "seen": "1"})
    correct(officer, WasteDisposal, kg="10")
    stale = officer.post(correction(record), {**kept, "kg": "9", "seen": "1", "reason": "slip"})

    assert silent.context["form"].errors.keys() == {"reason"}
    assert "corrected meanwhile" in stale.text
    assert WasteDisposal.objects.get().kg == Decimal(10)


def test_every_log_of_the_kitchen_can_be_corrected():
    assert {log.kind.correct for log in LOGS} == {"canteen:log_correct"}


def test_what_waited_for_the_network_is_not_asked_back(campus, officer):
    fridges = make_fridges(campus)
    said = cold_enough(fridges) | {f"degrees-f{fridges['Meat'].pk}": "14"}

    send(officer, new("cold_reading_new"), **said, typed_at=timezone.now().isoformat())

    assert ColdStorageReading.objects.get().is_odd
    assert "14" in Finding.objects.get().what
