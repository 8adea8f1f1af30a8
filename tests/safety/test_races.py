"""Two at the same moment: one check closes a hazard, a visitor leaves once, a round is filed once.

Each promise has its control: the same race without the protection goes wrong.
"""

from functools import partial

import pytest

from logistics.duties import righting
from logistics.duties.models import Finding, FindingState, Recheck, Rectification
from logistics.records.models import Entry
from logistics.school.models import Campus
from safety.gate import staying
from safety.hazards.opening import open_hazard
from safety.models import DoorReport, GateStep, Hazard, Round, RunningRound, VisitorLog
from safety.models.running import RunningRoundQuerySet
from safety.repairs import door
from safety.rounds import progress, submitting
from safety.rounds.submitting import Closing
from tests.factories import make_person, make_place
from tests.safety.factories import make_note
from tests.safety.gate import MINUTE, let_in
from tests.safety.gate import NOW as MORNING
from tests.safety.repairs import DAY, NOW
from tests.safety.rounds import AT, LATER, begin, make_list, say
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]

SEVERAL = 4


@pytest.fixture
def campus(shared):
    return Campus.objects.create(name="Main campus")


def people_of(campus, role, count=SEVERAL):
    return [make_person(role=role, campus=campus) for _n in range(count)]


# A hazard.


@pytest.fixture
def finding(campus):
    guard = make_person(role="guard", campus=campus)
    note = make_note(guard, campus, now=NOW)
    told = {"what": "Loose railing", "category": "building", "source": "weekly"}
    return open_hazard(note, by=guard, now=NOW, **told)


def put_right_by(person, finding):
    righting.put_right(finding, done="x", by=person, now=NOW + DAY)


def checks(finding, people):
    """Each has read the hazard before any of them acts."""
    found = [Finding.objects.get(pk=finding.pk) for _person in people]
    return [
        partial(righting.recheck, read, passed=True, by=person, now=NOW + 2 * DAY)
        for read, person in zip(found, people, strict=True)
    ]


def test_of_those_who_check_a_hazard_at_once_one_closes_it(campus, finding):
    put_right_by(make_person(role="repairer", campus=campus), finding)
    people = people_of(campus, "director")

    results = together(checks(finding, people))

    assert refusals(results) == SEVERAL - 1
    assert Recheck.objects.get().entry.entered_by == Finding.objects.get().closed_by


def test_control_without_the_lock_all_check_it(campus, finding, monkeypatch):
    put_right_by(make_person(role="repairer", campus=campus), finding)
    people = people_of(campus, "director")
    acts = checks(finding, people)
    monkeypatch.setattr(righting, "locked", lambda read: read)

    together(acts)

    assert Recheck.objects.count() == SEVERAL


def test_those_who_put_it_right_at_once_are_all_kept_and_none_of_them_checks_it(campus, finding):
    people = people_of(campus, "repairer", 2)
    acts = [
        partial(
            righting.put_right,
            Finding.objects.get(pk=finding.pk),
            done="x",
            by=person,
            now=NOW + DAY,
        )
        for person in people
    ]

    results = together(acts)

    assert refusals(results) == 0
    assert Rectification.objects.count() == 2
    assert refusals(together(checks(finding, people))) == 2
    assert Finding.objects.get().state == FindingState.PUT_RIGHT


def test_the_one_who_puts_it_right_does_not_check_it_in_the_same_moment(campus, finding):
    """Whichever comes first, it is not closed by whoever put it right."""
    one, other = people_of(campus, "repairer", 2)
    put_right_by(one, finding)
    again = partial(
        righting.put_right, Finding.objects.get(pk=finding.pk), done="y", by=other, now=NOW + DAY
    )

    together([again, *checks(finding, [other])])

    hands = [row.entry.entered_by for row in Rectification.objects.all()]
    assert one in hands
    assert Finding.objects.get().closed_by not in hands


# A visitor.


@pytest.fixture
def visitor(campus):
    return let_in(campus, make_person(campus=campus), by=make_person(role="guard", campus=campus))


def leavings(visitor, people):
    now = MORNING + 10 * MINUTE
    return [
        partial(staying.end, Entry.objects.get(pk=visitor.pk), by=guard, now=now)
        for guard in people
    ]


def test_a_visitor_is_noted_as_left_once(campus, visitor):
    results = together(leavings(visitor, people_of(campus, "guard")))

    assert refusals(results) == SEVERAL - 1
    assert GateStep.objects.filter(entry=visitor).count() == 1
    assert VisitorLog.objects.get().ended_at


def test_control_without_asking_while_writing_all_would_note_it(campus, visitor, monkeypatch):
    def blind(entry, seen, **changes):
        return VisitorLog.objects.filter(pk=entry.pk).update(**changes)

    monkeypatch.setattr(staying, "take", blind)

    together(leavings(visitor, people_of(campus, "guard")))

    assert GateStep.objects.filter(entry=visitor).count() == SEVERAL


# A round.


@pytest.fixture
def run(campus):
    by = make_person(role="director", campus=campus)
    begun = begin(make_list("gate", "fence"), campus, by)
    say(begun, by, "abnormal", "normal")
    return begun


def submissions(run, people):
    closing = Closing(happened_at=AT)
    seen = progress.read(RunningRound.objects.get(pk=run.pk))
    return [partial(submitting.submit, seen, closing, by=by, now=LATER) for by in people]


def test_a_round_submitted_by_several_at_once_is_one_record_and_one_hazard(campus, run):
    results = together(submissions(run, people_of(campus, "director")))

    assert refusals(results) == SEVERAL - 1
    assert Round.objects.count() == 1
    assert Hazard.objects.get().finding.sightings.count() == 0


def test_control_a_round_that_never_ended_would_be_filed_by_all(campus, run, monkeypatch):
    monkeypatch.setattr(RunningRoundQuerySet, "under_way", lambda rows: rows.all())

    together(submissions(run, people_of(campus, "director")))

    assert Round.objects.count() == SEVERAL
    assert Hazard.objects.get().finding.sightings.count() == SEVERAL - 1


# The label at the door.


def left_at(place, number):
    told = {"category": "water", "what": "x", "name": "", "phone": ""}
    return partial(
        door.leave, door.Spot(place.campus, place), address=f"10.0.0.{number}", now=NOW, **told
    )


def test_many_reports_at_once_do_not_pass_the_limit(campus):
    """Twelve about one place a day: one more is let in, whoever they are and however fast."""
    place = make_place(campus=campus)
    for number in range(11):
        left_at(place, number)()

    results = together([left_at(place, 100 + number) for number in range(8)])

    assert DoorReport.objects.count() == 12
    assert refusals(results) == 7


def test_control_without_counting_all_are_let_in(campus, monkeypatch):
    place = make_place(campus=campus)
    monkeypatch.setattr(door, "refuse_flood", lambda *_given: None)

    together([left_at(place, number) for number in range(14)])

    assert DoorReport.objects.count() == 14
