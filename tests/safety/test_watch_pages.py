"""Fire safety and the bus on the screen: one press where all is well, words where it is not."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from logistics.access import Role
from logistics.records.models import Entry
from logistics.school.calendar import lay_out
from logistics.school.models import SchoolDay, Term
from safety.models import (
    BusArrival,
    BusCrew,
    BusRider,
    BusRoute,
    BusRun,
    BusStop,
    BusTrip,
    EvacuationDrill,
    FireEquipment,
    FireEquipmentCheck,
    SchoolBus,
)
from tests.factories import make_child, make_class, make_person, make_place

DAY = timedelta(days=1)


@pytest.fixture
def term(campus):
    """A term around today whose every day is a day of school: no test hangs on the weekday."""
    today = timezone.localdate()
    days = [today + n * DAY for n in (-60, -53, 53, 60)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    year = today.year if today.month >= 8 else today.year - 1
    term = Term.objects.create(school_year=year, half=1, **dict(zip(names, days, strict=True)))
    lay_out(term)
    SchoolDay.objects.filter(campus=campus).update(kind="school")
    return term


@pytest.fixture
def things(campus, term):
    hall = make_place(campus=campus, name="Hall")
    return [
        FireEquipment.objects.create(campus=campus, place=hall, number=f"XF-{n}", type="powder")
        for n in (1, 2, 3)
    ]


def send(client, url, **said):
    """What a browser sends of a form it was shown, with these fields changed."""
    form = client.get(url).context["form"]
    kept = {}
    for bound in form:
        value = bound.value()
        empty = value is None or value is False or value == ""
        if not empty and not isinstance(value, list):
            kept[bound.html_name] = getattr(value, "pk", value)
    return client.post(url, kept | said)


def check_url(campus):
    return f"{reverse('safety:fire_check_new')}?campus={campus.pk}&family=extinguisher"


def test_a_guard_says_in_one_press_that_all_is_in_order(enter, campus, things):
    guard = enter("guard")

    answer = send(guard, check_url(campus))

    assert answer.status_code == 302
    assert FireEquipmentCheck.objects.get().lines.count() == 3


def test_touched_things_say_what_is_wrong_or_that_they_were_not_reached(enter, campus, things):
    guard, (bad, far, _good) = enter("guard"), things
    said = {
        "thing": [bad.pk, far.pk],
        f"t{bad.pk}-result": "found",
        f"t{bad.pk}-faults": ["pressure"],
        f"t{far.pk}-result": "not_reached",
    }

    send(guard, check_url(campus), **said)

    lines = FireEquipmentCheck.objects.get().lines.all()
    assert {line.equipment: line.faults for line in lines} == {bad: ["pressure"], things[2]: []}


def test_a_thing_touched_without_a_word_is_asked_back_and_nothing_lost(enter, campus, things):
    guard, bad = enter("guard"), things[0]
    said = {"thing": [bad.pk], f"t{bad.pk}-result": "found", f"t{bad.pk}-note": "dent"}

    page = send(guard, check_url(campus), **said)

    assert "Say what is not in order" in page.text
    assert "dent" in page.text
    assert FireEquipmentCheck.objects.count() == 0


def test_the_sticker_of_a_place_brings_its_list(enter, campus, things):
    elsewhere = make_place(campus=campus, name="Shed")
    FireEquipment.objects.create(campus=campus, place=elsewhere, number="XF-9", type="powder")

    page = enter("guard").get(f"{reverse('safety:fire_check_new')}?place={elsewhere.pk}").text

    assert "XF-9" in page
    assert "XF-1" not in page


def test_the_overview_counts_what_is_still_to_check(enter, campus, things):
    director = enter("director")
    before = director.get(reverse("safety:fire")).context["unchecked"]
    send(enter("guard"), check_url(campus))

    after = director.get(reverse("safety:fire")).context["unchecked"]

    assert (before, after) == (3, 0)


def test_a_drill_is_filed_with_its_classes_and_its_seconds(enter, campus, term):
    school_class = make_class(campus=campus, school_year=term.school_year)
    make_child(school_class=school_class, term=term)
    director = enter("director")
    begun = (timezone.localtime() - timedelta(minutes=10)).replace(microsecond=0)
    moments = {
        "happened_at": f"{begun:%Y-%m-%dT%H:%M:%S}",
        "done_at": f"{begun + timedelta(seconds=93):%Y-%m-%dT%H:%M:%S}",
        "late_reason": "just before midnight",
    }

    send(director, reverse("safety:drill_new"), type="fire", **moments)

    drill = EvacuationDrill.objects.get()
    assert (drill.seconds, drill.owed, drill.there) == (93, 1, 1)


# The bus --------------------------------------------------------------------------------------


@pytest.fixture
def route(campus, term):
    bus = SchoolBus.objects.create(campus=campus, plate="A 1", seats=20, owner="School")
    people = [
        BusCrew.objects.create(campus=campus, person=make_person(name=job.title()), job=job)
        for job in ("driver", "attendant")
    ]
    route = BusRoute.objects.create(
        campus=campus, name="Line 1", bus=bus, driver=people[0], attendant=people[1]
    )
    stop = BusStop.objects.create(route=route, name="Bridge")
    school_class = make_class(campus=campus, school_year=term.school_year, name="Junior")
    for _number in range(2):
        child = make_child(school_class=school_class, term=term)
        BusRider.objects.create(
            child=child, school_class=school_class, stop=stop, starts_on=date(2020, 1, 1)
        )
    return route


def mark(client, run, act, children):
    return client.post(reverse("safety:bus_mark", args=[run.pk]), {"act": act, "child": children})


def test_a_ride_on_the_phone_from_check_to_class(enter, route):
    attendant, now = enter(Role.BUS_ATTENDANT), timezone.now()
    send(attendant, reverse("safety:bus_begin", args=[route.pk]))
    run = BusRun.objects.get()
    children = [seat.child_id for seat in run.seats.all()]

    mark(attendant, run, "on", children)
    page = attendant.get(run.get_absolute_url())
    mark(attendant, run, "off", children)
    finish = reverse("safety:bus_finish", args=[run.pk])
    send(attendant, finish, late_reason="just before midnight")
    teacher = enter("teacher", school_class=BusRider.objects.first().school_class)
    teacher.post(reverse("safety:bus_arrival", args=[run.pk]), {"missing": []})

    trip = BusTrip.objects.get()
    assert len(page.context["aboard"]) == 2
    assert (trip.count_on, trip.count_off) == (2, 2)
    assert trip.entry.entered_at >= now
    assert BusArrival.objects.get().there == 2


def test_the_bus_is_not_empty_while_somebody_is_aboard(enter, route):
    attendant = enter(Role.BUS_ATTENDANT)
    send(attendant, reverse("safety:bus_begin", args=[route.pk]))
    run = BusRun.objects.get()
    mark(attendant, run, "on", [seat.child_id for seat in run.seats.all()])

    page = send(attendant, reverse("safety:bus_finish", args=[run.pk]))

    assert "2 children boarded and are not marked as off" in page.text
    assert BusTrip.objects.count() == 0


def test_a_teacher_does_not_read_the_roll_of_the_whole_bus(enter, route):
    attendant = enter(Role.BUS_ATTENDANT)
    send(attendant, reverse("safety:bus_begin", args=[route.pk]))
    run = BusRun.objects.get()
    send(attendant, reverse("safety:bus_finish", args=[run.pk]), late_reason="x")
    entry = Entry.objects.get(kind="bus_trip")
    teacher = enter("teacher", school_class=BusRider.objects.first().school_class)

    assert teacher.get(entry.get_absolute_url()).status_code == 404
    assert teacher.get(run.get_absolute_url()).status_code == 403


PAGES = ["fire", "fire_equipment_list", "fire_network", "hot_work_list", "drill_list",
         "training_list", "special_list", "play_list", "charging_list", "bus_list", "bus_month",
         "fire_service_new", "fire_report_new", "hot_work_new", "training_new", "bus_papers_new",
         "bus_service_new", "special_check_new", "bus_list_new", "bus_arrivals"]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_the_director_even_when_nothing_is_there(enter, campus, name):
    page = enter("director").get(reverse(f"safety:{name}"))

    assert page.status_code == 200


REGISTERS = ["fire-equipment", "fire-equipment-checks", "drills", "trainings", "hot-work",
             "fire-reports", "special-equipment", "play-equipment", "school-buses",
             "bus-trips"]  # fmt: skip


@pytest.mark.parametrize("code", REGISTERS)
def test_every_register_opens_with_rows_and_without(enter, campus, things, route, code):
    send(enter("guard"), check_url(campus))
    attendant = enter(Role.BUS_ATTENDANT)
    send(attendant, reverse("safety:bus_begin", args=[route.pk]))
    send(attendant, reverse("safety:bus_finish", args=[BusRun.objects.get().pk]), late_reason="x")

    assert enter("director").get(reverse("duties:register", args=[code])).status_code == 200
