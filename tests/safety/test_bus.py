"""The school bus: from the check to the empty bus and into the class, with its papers."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from logistics.access import Role
from logistics.duties import filing
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.records import photos
from logistics.records.models import Entry
from logistics.school.calendar import at
from safety.bus import arriving, children_data, comparing, listing, papers, riding
from safety.models import (
    BusArrival,
    BusCrew,
    BusRider,
    BusRoute,
    BusSeat,
    BusService,
    BusStop,
    BusTrip,
    SchoolBus,
)
from tests.factories import make_child, make_class, make_person, make_term
from tests.records.test_photos import picture

MORNING = at(date(2026, 11, 18), "07:20")
TODAY = date(2026, 11, 18)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def line(campus):
    """A line whose bus and people have all their papers, with two stops."""
    far = date(2027, 9, 1)
    bus = SchoolBus.objects.create(
        campus=campus, plate="A 1", seats=20, owner="School", permit_until=far,
        insurance_until=far, inspected_until=far,
    )  # fmt: skip
    driver = BusCrew.objects.create(
        campus=campus, person=make_person(name="Driver"), job="driver", born_on=date(1985, 1, 1),
        licence_since=date(2010, 1, 1), licence_until=far, is_endorsed=True, reviewed_until=far,
        fit_until=far, cleared_on=TODAY, trained_on=TODAY,
    )  # fmt: skip
    person = make_person(role=Role.BUS_ATTENDANT, campus=campus, name="Attendant")
    attendant = BusCrew.objects.create(
        campus=campus, person=person, job="attendant", fit_until=far, cleared_on=TODAY,
        trained_on=TODAY,
    )  # fmt: skip
    route = BusRoute.objects.create(
        campus=campus, name="Line 1", bus=bus, driver=driver, attendant=attendant
    )
    for position, name in enumerate(("Bridge", "Market"), start=1):
        BusStop.objects.create(route=route, position=position, name=name)
    return route


@pytest.fixture
def children(line, campus):
    term = make_term()
    school_class = make_class(campus=campus, name="Junior")
    stops = list(line.stops.all())
    found = []
    for number in range(3):
        child = make_child(school_class=school_class, term=term)
        BusRider.objects.create(
            child=child,
            school_class=school_class,
            stop=stops[number % 2],
            starts_on=date(2026, 9, 1),
        )
        found.append(child)
    return found


@pytest.fixture
def heads(campus):
    return [make_person(role=role, campus=campus) for role in (Role.PRINCIPAL, Role.DIRECTOR)]


def by(line):
    return line.attendant.person


def ride(line, children, *, off=None, **given):
    """To school with all of them; `off` are those that are seen to leave."""
    run = riding.begin(line, "to_school", by=by(line), now=MORNING, **given)
    keys = [child.pk for child in children]
    riding.board(run, keys, now=MORNING + 5 * MINUTE)
    riding.let_off(run, keys if off is None else [c.pk for c in off], now=MORNING + 25 * MINUTE)
    riding.arrive(run, now=MORNING + 25 * MINUTE)
    return run


def end(run, line):
    seen = partial(photos.attach, photos.prepare(picture()), by=by(line), at=MORNING, position=0)
    return riding.finish(run, by=by(line), now=MORNING + 30 * MINUTE, photos=[seen])


def test_a_ride_from_the_check_to_the_empty_bus_is_one_record(line, children, heads):
    entry = end(ride(line, children), line)

    trip = entry.content
    assert (trip.count_on, trip.count_off, trip.warnings) == (3, 3, [])
    assert trip.by_stop()[:2] == [("Bridge", 2, 0), ("Market", 1, 0)]
    assert trip.empty_check_at > trip.arrived_at
    assert Notice.objects.count() == 0


def test_a_child_not_seen_to_leave_alarms_the_heads_without_its_name(line, children, heads):
    entry = end(ride(line, children, off=children[:2]), line)

    assert entry.content.warnings == ["left_aboard"]
    assert {notice.person for notice in Notice.objects.filter(kind="bus_alarm")} == set(heads)
    assert children[2].name not in str(Notice.objects.values_list("said", flat=True))
    assert Finding.objects.filter(key__endswith="left_aboard").count() == 1
    assert [clash.entries for clash in comparing.left_aboard(TODAY, TODAY)] == [(entry.pk,)]


def test_the_same_ride_begins_once_a_day(line, children):
    riding.begin(line, "to_school", by=by(line), now=MORNING)

    with pytest.raises(Refused, match="begun already"):
        riding.begin(line, "to_school", by=by(line), now=MORNING + MINUTE)


def test_two_phones_mark_the_same_child_without_harm(line, children):
    run = riding.begin(line, "to_school", by=by(line), now=MORNING)

    first = riding.board(run, [children[0].pk], now=MORNING + MINUTE)
    second = riding.board(run, [children[0].pk], now=MORNING + 2 * MINUTE)

    assert (first, second) == (1, 0)
    assert run.seats.get(child=children[0]).on_at == MORNING + MINUTE


def test_nobody_gets_off_who_has_not_boarded(line, children):
    run = riding.begin(line, "to_school", by=by(line), now=MORNING)

    assert riding.let_off(run, [children[0].pk], now=MORNING + MINUTE) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        BusSeat.objects.filter(run=run).update(off_at=MORNING)


def test_a_touch_by_mistake_goes_one_step_back(line, children):
    run = riding.begin(line, "to_school", by=by(line), now=MORNING)
    riding.board(run, [children[0].pk], now=MORNING + MINUTE)
    riding.let_off(run, [children[0].pk], now=MORNING + 2 * MINUTE)

    states = []
    for _step in range(2):
        riding.undo(run, children[0].pk)
        states.append(run.seats.get(child=children[0]).state)

    assert states == ["aboard", "waiting"]


def test_what_is_filed_is_marked_no_more(line, children):
    run = ride(line, children)
    end(run, line)

    with pytest.raises(Refused, match="This ride is over"):
        riding.board(run, [children[0].pk], now=MORNING + 40 * MINUTE)


def test_a_ride_with_children_aboard_is_not_given_up(line, children):
    run = ride(line, children)

    with pytest.raises(Refused, match="finished, not given up"):
        riding.give_up(run, now=MORNING + 30 * MINUTE)


def test_a_bus_that_sets_out_with_a_fault_or_without_papers_is_told(line, children, heads):
    SchoolBus.objects.update(insurance_until=date(2026, 11, 1))
    line.refresh_from_db()

    entry = end(ride(line, children, faults=["brakes"], note="Soft pedal"), line)

    assert entry.content.warnings == ["papers", "check"]
    assert Finding.objects.filter(key=f"bus:{line.bus_id}:check").exists()


def test_more_people_than_seats_are_written_down(line, children, heads):
    SchoolBus.objects.update(seats=4)
    line.refresh_from_db()

    assert "too_many" in end(ride(line, children), line).content.warnings


def test_a_ride_without_a_photo_of_the_empty_bus_says_so(line, children, heads):
    run = ride(line, children)

    entry = riding.finish(run, by=by(line), now=MORNING + 30 * MINUTE)

    assert entry.content.warnings == ["photo"]


# Into the class -------------------------------------------------------------------------------


def test_a_class_that_misses_a_child_tells_attendant_and_heads(line, children, heads):
    run = ride(line, children)
    school_class = BusRider.objects.first().school_class
    teacher = make_person(role=Role.TEACHER, school_class=school_class)

    entry = arriving.confirm(
        run, school_class, [children[0].pk], by=teacher, now=MORNING + 40 * MINUTE
    )

    assert (entry.content.owed, entry.content.there) == (3, 2)
    told = {notice.person for notice in Notice.objects.filter(kind="bus_missed")}
    assert told == {*heads, by(line)}
    assert children[0].name not in entry.title


def test_the_class_is_asked_until_it_has_counted(line, children):
    school_class = BusRider.objects.first().school_class
    teacher = make_person(role=Role.TEACHER, school_class=school_class)
    run = ride(line, children)
    now = MORNING + 40 * MINUTE

    before = list(arriving.waiting(teacher, now))
    late = arriving.waiting(teacher, now).filter(arriving.late(MORNING + timedelta(hours=3)))
    is_late = late.exists()
    arriving.confirm(run, school_class, [], by=teacher, now=now)

    assert before == [school_class]
    assert is_late
    assert list(arriving.waiting(teacher, now)) == []


def test_after_nine_the_heads_hear_of_classes_that_have_not_counted(line, children, heads):
    ride(line, children)

    assert arriving.remind(now=MORNING + timedelta(hours=2)) == 1
    assert Notice.objects.filter(kind="bus_alarm").count() == 2


def test_a_class_counts_its_bus_children_once(line, children):
    run, school_class = ride(line, children), BusRider.objects.first().school_class
    teacher = make_person(role=Role.TEACHER, school_class=school_class)
    arriving.confirm(run, school_class, [], by=teacher, now=MORNING + 40 * MINUTE)

    with pytest.raises(Refused, match="counted already"):
        arriving.confirm(run, school_class, [], by=teacher, now=MORNING + 41 * MINUTE)
    assert BusArrival.objects.count() == 1


# Papers and lists -----------------------------------------------------------------------------


def renew(bus, person, until):
    record = BusService(
        entry=Entry(campus=bus.campus, happened_at=MORNING),
        bus=bus, act="inspection", firm="Traffic police", what="Passed", valid_until=until,
    )  # fmt: skip
    return papers.serve(record, by=person, now=MORNING)


def test_an_inspection_moves_the_day_of_the_paper_and_voided_moves_it_back(line, heads):
    bus, before = line.bus, line.bus.inspected_until
    bus.save()

    entry = renew(bus, heads[1], date(2028, 3, 1))
    bus.refresh_from_db()
    after = bus.inspected_until
    filing.void(entry, by=heads[1], now=MORNING, reason="Another bus")
    bus.refresh_from_db()

    assert (after, bus.inspected_until) == (date(2028, 3, 1), before)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"born_on": date(2003, 1, 1)}, "not between 25 and 60 years old"),
        ({"born_on": date(1960, 1, 1)}, "not between 25 and 60 years old"),
        ({"licence_since": date(2024, 6, 1)}, "less than 3 years of driving"),
        ({"is_endorsed": False}, "licence not endorsed for school buses"),
        ({"cleared_on": None}, "record not checked"),
    ],
)
def test_a_driver_is_held_to_the_law(line, change, words):
    driver = line.driver
    for name, value in change.items():
        setattr(driver, name, value)

    assert papers.shortcomings(driver, TODAY, papers.Asked.on(TODAY)) == [words]


def test_a_passenger_list_keeps_who_rode_then(line, children):
    entry = listing.file_list(line, by=by(line), now=MORNING)
    BusRider.objects.filter(child=children[0]).update(ends_on=TODAY)

    kept = {row.child for row in entry.content.lines.all()}
    assert kept == set(children)


def test_an_empty_line_has_no_passenger_list(line):
    with pytest.raises(Refused, match="Nobody is registered"):
        listing.file_list(line, by=by(line), now=MORNING)


def test_what_is_deleted_of_a_child_is_who_met_it(line, children):
    BusRider.objects.filter(child=children[0]).update(met_by="Aunt Li")
    end(ride(line, children), line)

    children_data.erase(children[0], now=MORNING, by=by(line), basis="keep_bus")

    assert BusRider.objects.get(child=children[0]).met_by == ""
    assert BusTrip.objects.get().lines.count() == 3
