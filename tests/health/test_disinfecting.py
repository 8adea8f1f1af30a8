"""Begun and ended by one press, judged by the table, counted on the lamp, proving its own duty."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from health.hygiene import disinfecting, judging, tubes
from health.hygiene.judging import Said
from health.hygiene.table import MethodTable
from health.models import (
    Disinfection,
    DisinfectionMethod,
    DisinfectionRun,
    Item,
    Method,
    SentBack,
    UvLamp,
    UvLampLog,
)
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from tests.duties.factories import make_class, make_duty, make_person, make_term, moment, owe
from tests.health.hygiene_factories import MONDAY, burn, disinfect, make_lamp, mix

FIVE = moment(f"{MONDAY} 17:00")


@pytest.fixture
def school_class(campus):
    return make_class()


@pytest.fixture
def carer(school_class):
    return make_person(school_class=school_class)


def usual(item):
    return MethodTable().usual(item)


def begin(school_class, carer, item=Item.CUP, now=FIVE, **given):
    scope = {"campus": school_class.campus, "school_class": school_class}
    return disinfecting.begin(usual(item), by=carer, now=now, **scope | given)


# The table.


def test_the_table_of_the_norm_is_laid_down_with_one_usual_method_an_item(db):
    table = MethodTable()

    assert {item: table.usual(item).method for item in (Item.CUP, Item.AIR, Item.TABLE)} == {
        "cup": "steam",
        "air": "uv_lamp",
        "table": "wipe",
    }
    assert {row.item for row in table.rows} == {item.value for item in Item if table.of(item)}
    assert table.row(Item.TOWEL, Method.SOAK).figures == "250–400 mg/L · at least 20 minutes"


def test_two_usual_methods_of_one_item_are_refused(db):
    with pytest.raises(IntegrityError, match=r"method_one_usual|UNIQUE"), transaction.atomic():
        DisinfectionMethod.objects.create(item=Item.CUP, method=Method.OTHER, is_usual=True)


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        (Said(Item.CUP, Method.STEAM, 10), 0),
        (Said(Item.CUP, Method.STEAM, 9), 1),
        (Said(Item.CUP, Method.SPRAY, 10), 1),
        (Said(Item.CUP, Method.OTHER, 1), 0),
        (Said(Item.AIR, Method.UV_LAMP, 60, nobody_inside=True), 0),
        (Said(Item.AIR, Method.UV_LAMP, 60), 1),
        (Said(Item.AIR, Method.UV_LAMP, 59), 2),
        (Said(Item.TABLE, Method.WIPE, 10, Decimal(100)), 0),
        (Said(Item.TABLE, Method.WIPE, 30, Decimal(250)), 0),
        (Said(Item.TABLE, Method.WIPE, 31, Decimal("250.1")), 2),
        (Said(Item.TABLE, Method.WIPE, 9, Decimal("99.9")), 2),
        (Said(Item.TABLE, Method.WIPE, 10, Decimal(100), is_expired=True), 1),
        (Said(Item.TOWEL, Method.SUNLIGHT, 6 * 60), 0),
        (Said(Item.TOWEL, Method.SUNLIGHT, 6 * 60 - 1), 1),
    ],
)
def test_departures_are_named_at_every_boundary_of_the_table(db, said, sentences):
    row = MethodTable().row(said.item, said.method)

    assert len(judging.departures(said, row)) == sentences


# Begin and end.


def test_what_is_begun_and_ended_by_a_press_becomes_a_record_with_the_servers_times(
    school_class, carer
):
    run = begin(school_class, carer)

    entry = disinfecting.finish(run, by=carer, now=FIVE + timedelta(minutes=12))

    record = Disinfection.objects.get(pk=entry.pk)
    assert (record.item, record.method, record.minutes) == ("cup", "steam", 12)
    assert (entry.happened_at, entry.subject, entry.is_late) == (FIVE, "item:cup", False)
    assert not DisinfectionRun.objects.exists()


def test_what_ends_too_early_keeps_its_first_end_until_it_is_said_why(school_class, carer):
    run = begin(school_class, carer)

    first = disinfecting.finish(run, by=carer, now=FIVE + timedelta(minutes=5))
    again = disinfecting.finish(run, by=carer, now=FIVE + timedelta(minutes=40))

    run.refresh_from_db()
    assert (first, again) == (None, None)
    assert run.ended_at == FIVE + timedelta(minutes=5)
    assert not Entry.objects.exists()


def test_the_same_thing_does_not_begin_twice_at_a_time(school_class, carer):
    begin(school_class, carer)

    with pytest.raises(Refused, match="going on already"):
        begin(school_class, carer)

    assert DisinfectionRun.objects.count() == 1


def test_what_was_begun_by_mistake_leaves_nothing(school_class, carer):
    disinfecting.drop(begin(school_class, carer))

    assert (DisinfectionRun.objects.count(), Entry.objects.count()) == (0, 0)


def test_the_strength_of_what_the_class_has_mixed_goes_with_what_begins(school_class, carer):
    made = mix(school_class, carer, at=f"{MONDAY} 15:00", strength=200)

    run = begin(school_class, carer, Item.TABLE)

    assert (run.strength, run.preparation) == (200, made)


@pytest.mark.parametrize(
    "given",
    [{"strength": 400}, {"hours": 1}, {"at": f"{MONDAY} 17:30"}],
    ids=["too strong", "no longer good", "mixed later"],
)
def test_what_does_not_fit_is_not_taken_for_the_strength(school_class, carer, given):
    mix(school_class, carer, **{"at": f"{MONDAY} 15:00"} | given)

    run = begin(school_class, carer, Item.TABLE)

    assert (run.strength, run.preparation) == (None, None)


def test_another_class_s_mixing_is_not_taken(school_class, carer):
    mix(make_class("Junior 2"), carer, at=f"{MONDAY} 15:00")

    assert begin(school_class, carer, Item.TABLE).preparation is None


def test_what_lacks_its_strength_is_not_written_down_by_the_press(school_class, carer):
    run = begin(school_class, carer, Item.TABLE)

    assert disinfecting.finish(run, by=carer, now=FIVE + timedelta(minutes=15)) is None


# Lamps.


def test_a_lamp_counts_its_minutes_by_the_same_press(school_class, carer):
    lamp = make_lamp(school_class, carer, hours=990)
    run = begin(school_class, carer, Item.AIR, nobody_inside=True)

    entry = disinfecting.finish(run, by=carer, now=FIVE + timedelta(minutes=60), aired=True)

    log = UvLampLog.objects.get()
    assert (log.disinfection_id, log.minutes, log.nobody_inside) == (entry.pk, 60, True)
    assert UvLamp.objects.with_tube().get(pk=lamp.pk).hours == 991
    assert log.entry.place == lamp.place


def test_somebody_in_the_room_is_asked_back_and_not_written_by_the_press(school_class, carer):
    make_lamp(school_class, carer)
    run = begin(school_class, carer, Item.AIR)

    assert disinfecting.finish(run, by=carer, now=FIVE + timedelta(minutes=60)) is None


def test_a_lamp_does_not_burn_for_two_at_once(school_class, carer):
    lamp = make_lamp(school_class, carer)
    begin(school_class, carer, Item.AIR, place=lamp.place)

    with pytest.raises(Refused, match="going on already"):
        begin(make_class("Junior 2"), carer, Item.AIR, place=lamp.place)


def test_voiding_the_disinfection_takes_its_hours_from_the_lamp(school_class, carer):
    lamp = make_lamp(school_class, carer)
    burn(school_class, carer, lamp, at=f"{MONDAY} 16:00")
    wrong = burn(school_class, carer, lamp, at=f"{MONDAY} 18:00")

    filing.void(wrong, by=carer, now=FIVE + timedelta(hours=3), reason="written twice")

    assert UvLamp.objects.with_tube().get(pk=lamp.pk).hours == 1


def test_correcting_the_time_of_a_disinfection_corrects_the_hours_of_its_lamp(school_class, carer):
    lamp = make_lamp(school_class, carer)
    entry = burn(school_class, carer, lamp)
    record = Disinfection.objects.select_related("entry").get(pk=entry.pk)
    record.ended_at += timedelta(minutes=30)
    now = FIVE + timedelta(hours=3)

    disinfecting.correct(record, by=carer, now=now, reason="half an hour more", seen=1)

    log = UvLampLog.objects.get()
    assert (log.minutes, log.entry.version) == (90, 2)
    assert UvLamp.objects.with_tube().get(pk=lamp.pk).hours == Decimal("1.5")


def test_a_correction_without_the_lamp_voids_its_log(school_class, carer):
    entry = burn(school_class, carer, make_lamp(school_class, carer))
    record = Disinfection.objects.select_related("entry").get(pk=entry.pk)
    record.method, record.lamp = Method.OTHER, None
    now = FIVE + timedelta(hours=3)

    disinfecting.correct(record, by=carer, now=now, reason="the lamp was broken", seen=1)

    assert UvLampLog.objects.get().entry.status == Entry.Status.VOIDED


def test_a_run_of_the_day_before_the_tube_counts_on_the_tube_of_its_time(school_class, carer):
    lamp = make_lamp(school_class, carer, at="2026-09-01 08:00", hours=100)
    tubes.put_in(lamp, by=carer, now=moment("2026-09-05 08:00"))
    burn(school_class, carer, lamp, at="2026-09-04 17:00")
    burn(school_class, carer, lamp)

    old, new = lamp.tubes.order_by("installed_at")
    hours = {log.tube_id: log.hours for log in UvLampLog.objects.with_tube()}
    assert hours == {old.pk: Decimal(101), new.pk: Decimal(1)}


# Writing down.


@pytest.mark.parametrize(
    ("minutes", "sentence"), [(-1, "before the beginning"), (24 * 60 + 1, "within a day")]
)
def test_the_impossible_is_refused(school_class, carer, minutes, sentence):
    with pytest.raises(Refused, match=sentence):
        disinfect(school_class, carer, minutes=minutes, now=moment("2026-09-09 12:00"))

    assert not Entry.objects.exists()


def test_what_has_not_ended_yet_is_no_record(school_class, carer):
    with pytest.raises(Refused, match="future"):
        disinfect(school_class, carer, at=f"{MONDAY} 17:00", minutes=60, now=FIVE)


@pytest.mark.parametrize(
    ("at", "meal"), [("07:10", "breakfast"), ("11:00", "lunch"), ("20:00", "dinner")]
)
def test_tables_are_wiped_before_the_next_meal(school_class, carer, at, meal):
    school_class.campus.meals = {"breakfast": "08:00", "lunch": "11:30", "dinner": "17:00"}
    given = {"item": Item.TABLE, "method": Method.WIPE}

    entry = disinfect(school_class, carer, at=f"{MONDAY} {at}", **given)

    assert entry.meal == meal


# What it proves.


def test_toys_are_proved_by_toys_and_not_by_cups(school_class, carer):
    term = make_term()
    cups = make_duty(scope="class", proof="disinfection", about="item:cup")
    toys = make_duty(scope="class", proof="disinfection", about="item:toy", rhythm="weekly")
    owe(cups, term), owe(toys, term)

    disinfect(school_class, carer)

    assert cups.tasks.filter(proved_at__isnull=False).count() == 1
    assert not toys.tasks.filter(proved_at__isnull=False).exists()

    disinfect(school_class, carer, item=Item.TOY, method=Method.SOAK)

    assert toys.tasks.filter(proved_at__isnull=False).count() == 1


def test_a_duty_about_nothing_takes_any_disinfection(school_class, carer):
    duty = make_duty(scope="class", proof="disinfection")
    owe(duty, make_term())

    disinfect(school_class, carer)

    assert duty.tasks.filter(proved_at__isnull=False).count() == 1


def test_the_air_of_a_room_proves_the_duty_of_that_room_alone(school_class, carer):
    lamp = make_lamp(school_class, carer)
    other = make_lamp(school_class, carer, number="2")
    duty = make_duty(scope="place", place_kind="classroom", proof="disinfection", about="item:air")
    owe(duty, make_term())

    burn(school_class, carer, lamp)

    proved = duty.tasks.filter(proved_at__isnull=False)
    assert list(proved.values_list("place", flat=True)) == [lamp.place_id]
    assert other.place_id != lamp.place_id


def test_what_was_sent_back_is_settled_when_it_is_done_again(school_class, carer):
    doctor = make_person("doctor")
    entry = disinfect(school_class, carer)
    sent = {"reason": "too short", "by": doctor, "at": moment(f"{MONDAY} 16:30")}
    back = SentBack.objects.create(entry=entry, **sent)

    towels = disinfect(school_class, carer, at=f"{MONDAY} 16:40", item=Item.TOWEL)
    back.refresh_from_db()
    assert back.settled_at is None

    again = disinfect(school_class, carer, at=f"{MONDAY} 17:00")

    back.refresh_from_db()
    assert (back.answer, towels.pk) == (again, towels.pk)
