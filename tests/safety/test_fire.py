"""Fire equipment looked over and serviced, drills timed, hot work permitted, the month reported."""

from datetime import date, timedelta

import pytest

from logistics.access import Role
from logistics.duties import filing, righting, signing
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import at
from safety.fire import ageing, checking, comparing, drilling, hot_working, reporting, servicing
from safety.fire.checking import Seen
from safety.models import (
    DrillClass,
    Exercise,
    Family,
    FireEquipment,
    FireEquipmentCheck,
    FireFacilityService,
    FireReport,
    HotWorkEnd,
    HotWorkPermit,
    SpecialEquipment,
    SpecialEquipmentCheck,
)
from tests.factories import make_class, make_person, make_place

NOON = at(date(2026, 11, 18), "12:00")
TODAY = date(2026, 11, 18)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def guard(campus):
    return make_person(role=Role.GUARD, campus=campus)


@pytest.fixture
def director(campus):
    return make_person(role=Role.DIRECTOR, campus=campus, name="Director")


@pytest.fixture
def hall(campus):
    return make_place(campus=campus, name="Hall")


def make_thing(place, number="M01", **given):
    usual = {"type": "powder", "produced_on": date(2024, 3, 1)}
    thing = FireEquipment(campus=place.campus, place=place, number=number, **usual | given)
    return ageing.keep(thing, on=TODAY)


def look(place, guard, *, said=(), family=Family.EXTINGUISHER, now=NOON, inside=None):
    things = list(checking.owed(place.campus, family, inside))
    entry = Entry(campus=place.campus, happened_at=now)
    return checking.check(entry, family, things, said, by=guard, now=now)


# Age ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "made", "filled", "service", "scrap"),
    [
        ("powder", date(2024, 3, 1), None, date(2029, 3, 1), date(2034, 3, 1)),
        ("powder", date(2018, 3, 1), date(2024, 5, 1), date(2026, 5, 1), date(2028, 3, 1)),
        ("water", date(2024, 2, 29), None, date(2027, 2, 28), date(2030, 2, 28)),
        ("co2", date(2024, 3, 1), None, date(2029, 3, 1), date(2036, 3, 1)),
        ("exit_sign", date(2024, 3, 1), None, None, None),
    ],
)
def test_service_and_replacement_follow_from_type_and_age(hall, kind, made, filled, service, scrap):
    thing = make_thing(hall, type=kind, produced_on=made, filled_on=filled)

    assert (thing.service_due_on, thing.scrap_due_on) == (service, scrap)


def test_a_label_that_ends_earlier_goes_before_the_age(hall):
    thing = make_thing(hall, type="mask", valid_until=date(2027, 1, 1))

    assert thing.scrap_due_on == date(2027, 1, 1)


def test_a_service_moves_the_dates_and_voided_moves_them_back(campus, hall, director):
    thing = make_thing(hall, produced_on=date(2020, 3, 1))
    record = FireFacilityService(
        entry=Entry(campus=campus, happened_at=NOON),
        facility="extinguishers", firm="Anan", what="Filled", conclusion="good",
    )  # fmt: skip

    filed = servicing.serve(record, {thing.pk: "serviced"}, by=director, now=NOON)
    thing.refresh_from_db()
    after = thing.service_due_on
    filing.void(filed, by=director, now=NOON, reason="Another firm")
    thing.refresh_from_db()

    assert after == date(2028, 11, 18)
    assert thing.service_due_on == date(2025, 3, 1)


def test_what_a_service_scraps_is_out_of_use(campus, hall, director):
    thing = make_thing(hall)
    record = FireFacilityService(
        entry=Entry(campus=campus, happened_at=NOON),
        facility="extinguishers", firm="Anan", what="Too old", conclusion="good",
    )  # fmt: skip

    servicing.serve(record, {thing.pk: "scrapped"}, by=director, now=NOON)

    assert list(FireEquipment.objects.in_use()) == []


# The check ------------------------------------------------------------------------------------


def test_nothing_said_means_that_all_was_in_order(hall, guard):
    make_thing(hall, "M01")
    make_thing(hall, "M02")

    entry = look(hall, guard)

    lines = FireEquipmentCheck.objects.get(pk=entry.pk).lines.all()
    assert [line.faults for line in lines] == [[], []]
    assert Finding.objects.count() == 0


def test_what_was_not_reached_stays_unchecked_and_the_duty_open(hall, guard):
    make_thing(hall, "M01")
    far = make_thing(hall, "M02")

    first = look(hall, guard, said=[Seen(far.pk, is_reached=False)])
    second = look(hall, guard, now=NOON + MINUTE)

    assert first.subject == "fire:extinguisher:part"
    assert second.subject == "fire:extinguisher"


def test_a_check_of_one_building_completes_the_month_with_those_before(campus, hall, guard):
    house = make_place(campus=campus, name="House")
    room = make_place(campus=campus, name="Room", within=house)
    make_thing(hall, "M01")
    make_thing(room, "M02")

    there = look(hall, guard, inside=hall)
    here = look(hall, guard, inside=house, now=NOON + MINUTE)

    assert [there.subject, here.subject] == ["fire:extinguisher:part", "fire:extinguisher"]


def test_last_months_check_does_not_count_for_this_month(hall, guard):
    make_thing(hall, "M01")
    late = make_thing(hall, "M02")
    look(hall, guard, now=NOON - timedelta(days=31))

    entry = look(hall, guard, said=[Seen(late.pk, is_reached=False)])

    assert entry.subject == "fire:extinguisher:part"


def test_the_same_fault_is_one_hazard_until_somebody_else_has_looked_again(hall, guard, director):
    thing = make_thing(hall)
    bad = [Seen(thing.pk, ["pressure"], "needle in the red")]
    look(hall, guard, said=bad)
    look(hall, guard, said=bad, now=NOON + MINUTE)
    finding = Finding.objects.get()
    righting.put_right(finding, done="Replaced", by=guard, now=NOON + 2 * MINUTE)
    with pytest.raises(Refused):
        righting.recheck(finding, passed=True, by=guard, now=NOON + 3 * MINUTE)
    before = FireEquipment.objects.with_state().get().is_broken
    righting.recheck(finding, passed=True, by=director, now=NOON + 4 * MINUTE)

    assert before
    assert not FireEquipment.objects.with_state().get().is_broken


def test_a_check_of_nothing_is_no_record(hall, guard):
    thing = make_thing(hall)

    with pytest.raises(Refused, match="Nothing was checked"):
        look(hall, guard, said=[Seen(thing.pk, is_reached=False)])


def test_sixty_things_are_saved_in_a_few_queries(hall, guard, django_assert_max_num_queries):
    for number in range(60):
        make_thing(hall, f"M{number:02d}")

    with django_assert_max_num_queries(24):
        look(hall, guard)


# Drills ---------------------------------------------------------------------------------------


def make_drill(campus, by, *, seconds=100, kind="fire", problems="", lines=None):
    record = drilling.record_for(kind)(
        entry=Entry(campus=campus, happened_at=NOON - timedelta(hours=1)),
        type=kind, commander=by, problems=problems,
        done_at=NOON - timedelta(hours=1) + timedelta(seconds=seconds),
    )  # fmt: skip
    return drilling.drill(record, lines or [], by=by, now=NOON)


def test_the_time_is_worked_out_to_the_second(campus, director):
    entry = make_drill(campus, director, seconds=107)

    assert entry.content.seconds == 107
    assert entry.content.target_seconds == 120


def test_a_drill_slower_than_the_target_says_why(campus, director):
    with pytest.raises(Refused, match="longer than the target"):
        make_drill(campus, director, seconds=121)


def test_each_problem_of_a_drill_is_to_be_put_right(campus, director):
    make_drill(campus, director, seconds=150, problems="Stairs crowded\n\nDoor stuck")

    assert sorted(Finding.objects.values_list("what", flat=True)) == [
        "Door stuck",
        "Stairs crowded",
    ]


def test_an_exercise_in_the_kitchen_proves_no_evacuation(campus, director):
    entry = make_drill(campus, director, kind="food", seconds=600)

    assert (entry.kind, entry.subject) == ("exercise", "drill:food")
    assert isinstance(entry.content, Exercise)


def test_more_children_than_the_class_has_are_pointed_out(campus, director):
    school_class = make_class(campus=campus)
    lines = [DrillClass(school_class=school_class, owed=20, there=21, note="a guest")]

    entry = make_drill(campus, director, lines=lines)

    [clash] = comparing.more_than_enrolled(TODAY, TODAY)
    assert clash.entries == (entry.pk,)


# Hot work -------------------------------------------------------------------------------------


def make_permit(hall, guard, watcher):
    record = HotWorkPermit(
        entry=Entry(campus=hall.campus, place=hall, happened_at=NOON),
        work="welding", what="Railing", starts_at=NOON + timedelta(hours=1),
        ends_at=NOON + timedelta(hours=2), worker="Wang", watcher=watcher, measures=[],
    )  # fmt: skip
    return hot_working.ask(record, by=guard, now=NOON, on=TODAY)


def close(permit, by, *, watched=40):
    ended = NOON + timedelta(hours=2)
    record = HotWorkEnd(
        entry=Entry(campus=permit.entry.campus, happened_at=ended),
        permit=permit, began_at=NOON + timedelta(hours=1),
        watched_until=ended + watched * MINUTE, is_safe=True,
    )  # fmt: skip
    return hot_working.end(record, by=by, now=ended + timedelta(hours=1), on=TODAY)


def sign_all(entry, director, watcher):
    signing.sign(entry, "leader", by=director, now=NOON, seen=1)
    signing.sign(entry, "supervised", by=watcher, now=NOON, seen=1)


def test_permitted_and_watched_hot_work_leaves_no_hazard(hall, guard, director, campus):
    watcher = make_person(role=Role.GUARD, campus=campus)
    entry = make_permit(hall, guard, watcher)
    sign_all(entry, director, watcher)

    close(entry.content, guard)

    assert Finding.objects.count() == 0
    assert list(comparing.unpermitted(TODAY, TODAY)) == []


def test_hot_work_that_nobody_permitted_is_a_hazard_and_a_contradiction(
    hall, guard, director, campus
):
    entry = make_permit(hall, guard, make_person(role=Role.GUARD, campus=campus))

    close(entry.content, guard)

    assert Finding.objects.get().what.startswith("Hot work began before it was permitted")
    assert len(list(comparing.unpermitted(TODAY, TODAY))) == 1


def test_hot_work_left_alone_at_once_is_a_hazard(hall, guard, director, campus):
    watcher = make_person(role=Role.GUARD, campus=campus)
    entry = make_permit(hall, guard, watcher)
    sign_all(entry, director, watcher)

    close(entry.content, guard, watched=5)

    assert Finding.objects.get().what.startswith("Hot work was not watched long enough")


def test_who_asks_for_hot_work_never_permits_it(hall, director):
    with pytest.raises(Refused, match="Nobody is there"):
        make_permit(hall, director, director)


# The month and special equipment --------------------------------------------------------------


def test_the_report_reads_its_figures_off_the_records_once_a_month(hall, campus, guard, director):
    principal = make_person(role=Role.PRINCIPAL, campus=campus)
    thing = make_thing(hall)
    look(hall, guard, said=[Seen(thing.pk, ["seal"], "broken")])
    record = FireReport(entry=Entry(campus=campus, happened_at=NOON), month=TODAY.replace(day=1))

    entry = reporting.report(record, by=director, now=NOON, on=TODAY)

    figures = entry.content.figures
    assert {name: figures[name] for name in ("equipment", "checked", "broken", "found")} == {
        "equipment": 1, "checked": 1, "broken": 1, "found": 1,
    }  # fmt: skip
    assert [signer.person for signer in entry.signers.all()] == [principal]
    again = FireReport(entry=Entry(campus=campus, happened_at=NOON), month=TODAY.replace(day=1))
    with pytest.raises(Refused, match="filed already"):
        reporting.report(again, by=director, now=NOON, on=TODAY)


def test_an_inspection_of_a_lift_sets_the_next_one_and_one_failed_is_a_hazard(hall, director):
    lift = SpecialEquipment.objects.create(
        campus=hall.campus, place=hall, name="Lift", category="lift"
    )

    def inspect(*, passed, next_on=None):
        record = SpecialEquipmentCheck(
            entry=Entry(campus=hall.campus, happened_at=NOON),
            equipment=lift, act="inspection", what="Brakes", passed=passed, next_on=next_on,
        )  # fmt: skip
        return servicing.look_after(record, by=director, now=NOON)

    inspect(passed=True, next_on=date(2027, 11, 1))
    lift.refresh_from_db()
    set_to = lift.next_inspection_on
    inspect(passed=False)

    assert set_to == date(2027, 11, 1)
    assert Finding.objects.get().key == f"special:{lift.pk}"
