"""No path closes a hazard by whoever put it right: whatever is done, voided or handed on, by whomever."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.duties import filing, righting, standing
from logistics.duties.models import Finding, FindingState, Recheck, Rectification
from logistics.errors import Refused
from logistics.records.models import Entry
from safety.hazards import grading
from safety.hazards.opening import open_hazard
from safety.models import Hazard, Level
from tests.factories import make_person
from tests.safety.factories import make_note
from tests.safety.repairs import DAY, HOUR, NOW

PEOPLE = ("guard", "repairer", "other", "director")
DEADLINE = (NOW + 60 * DAY).date()


@pytest.fixture
def people(campus):
    roles = {"other": "repairer"}
    return {
        name: make_person(role=roles.get(name, name), campus=campus, name=name, username=name)
        for name in PEOPLE
    }


def make_hazard(by, campus):
    note = make_note(by, campus, now=NOW)
    told = {"what": "Loose railing", "category": "building", "source": "weekly"}
    return open_hazard(note, by=by, now=NOW, **told).hazard


def put_right(finding, by, now):
    righting.put_right(finding, done="x", by=by, now=now)


def check(finding, by, now, *, passed):
    righting.recheck(finding, passed=passed, by=by, now=now)


def hand_on(finding, by, now):
    """Give it to the person: whoever answers for it could otherwise check it."""
    righting.assign(finding, owner=by, due_on=DEADLINE, measure="x", by=by, now=now)


def grade(finding, by, now):
    hazard = Hazard.objects.get(finding=finding)
    hazard.level, hazard.measure = Level.ORDINARY, "x"
    hazard.responsible, hazard.deadline = by, DEADLINE
    grading.grade(hazard, by=by, now=now, seen=hazard.entry.version)


def void(finding, by, now, *, model, place):
    """Take back the first or the last standing record of a kind on its way."""
    rows = model.objects.filter(finding=finding).exclude(entry__status=Entry.Status.VOIDED)
    row = rows.order_by("pk" if place == "first" else "-pk").select_related("entry").first()
    if row is None:
        raise Refused("nothing")
    filing.void(row.entry, by=by, now=now, reason="x")


ACTS = {
    "put right": put_right,
    "passed": lambda f, by, now: check(f, by, now, passed=True),
    "failed": lambda f, by, now: check(f, by, now, passed=False),
    "hand on": hand_on,
    "grade": grade,
    **{
        f"void the {place} {name}": lambda f, by, now, m=model, p=place: void(
            f, by, now, model=m, place=p
        )
        for (name, model), place in product(
            (("putting right", Rectification), ("check", Recheck)), ("first", "last")
        )
    },
}
# It has been put right already, and what brings it forward comes more often: else hardly any path
# comes to its end.
CODES = [*ACTS, "put right", "passed", "passed", "passed"]
FIRST = st.tuples(st.just("put right"), st.sampled_from(PEOPLE))
LATER = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(PEOPLE)), min_size=3, max_size=8)
EXPLORED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def walk(hazard, people, moves):
    """Take the steps; what was refused is left out. Yields the finding after each that was taken."""
    now = NOW
    for code, name in moves:
        now += HOUR
        finding = Finding.objects.get(pk=hazard.finding_id)
        try:
            with transaction.atomic():
                ACTS[code](finding, people[name], now)
        except Refused:
            continue
        yield code, Finding.objects.get(pk=hazard.finding_id)


def hands_on(finding):
    """Who has put it right since it last failed a check, read off the records alone."""
    moves = [*Rectification.objects.filter(finding=finding).select_related("entry")]
    moves += Recheck.objects.filter(finding=finding).select_related("entry")
    hands, is_closed = [], False
    for move in sorted(moves, key=lambda move: move.pk):
        if move.entry.status == Entry.Status.VOIDED or is_closed:
            continue
        if isinstance(move, Rectification):
            hands.append(move.entry.entered_by_id)
        elif not move.passed:
            hands = []
        elif move.entry_id == closing_of(finding):
            is_closed = True
    return hands


def closing_of(finding):
    """The check by which it is closed."""
    rows = Recheck.objects.filter(
        finding=finding, passed=True, entry__happened_at=finding.closed_at
    )
    return rows.values_list("pk", flat=True).first()


def refuse_wrong(code, finding):
    """What holds of every hazard, however it came there."""
    if finding.state != FindingState.CLOSED:
        assert finding.closed_by_id is None
        return
    hands = hands_on(finding)
    assert hands, "closed, and nobody has put it right"
    assert finding.closed_by_id not in hands, f"{code}: closed by whoever put it right"
    assert finding.closed_by_id != finding.owner_id, f"{code}: closed by whoever answers for it"


@EXPLORED
@given(first=FIRST, later=LATER)
def test_no_order_of_steps_closes_a_hazard_by_its_own_hands(campus, people, first, later):
    hazard = make_hazard(people["guard"], campus)
    before = FindingState.OPEN

    for code, finding in walk(hazard, people, [first, *later]):
        refuse_wrong(code, finding)
        if before == FindingState.CLOSED:
            assert code.startswith("void"), f"{code} changed a closed hazard"
        before = finding.state


@pytest.mark.parametrize("last", PEOPLE)
@pytest.mark.parametrize("middle", ["failed", "void the last putting right", "put right", "grade"])
def test_every_short_way_to_the_end_is_closed_by_somebody_else(campus, people, middle, last):
    """All ways of putting right, something between, putting right again, and the check."""
    for first, between, second in product(("repairer", "director"), ("guard",), PEOPLE):
        hazard = make_hazard(people["guard"], campus)
        moves = [("put right", first), (middle, between), ("put right", second), ("passed", last)]

        states = [finding for _code, finding in walk(hazard, people, moves)]

        refuse_wrong("passed", states[-1])


def test_two_who_put_it_right_together_do_not_check_each_other(campus, people):
    hazard = make_hazard(people["guard"], campus)
    for name in ("repairer", "other"):
        righting.put_right(hazard.finding, done="x", by=people[name], now=NOW + DAY)

    for name in ("repairer", "other"):
        with pytest.raises(Refused):
            righting.recheck(hazard.finding, passed=True, by=people[name], now=NOW + 2 * DAY)
    righting.recheck(hazard.finding, passed=True, by=people["director"], now=NOW + 2 * DAY)

    assert Finding.objects.get().closed_by == people["director"]


def test_a_check_by_ones_own_hands_closes_nothing_when_what_was_between_is_voided(campus, people):
    hazard = make_hazard(people["guard"], campus)
    finding = hazard.finding
    righting.put_right(finding, done="x", by=people["repairer"], now=NOW + DAY)
    failed = righting.recheck(finding, passed=False, by=people["director"], now=NOW + DAY)
    righting.put_right(finding, done="x", by=people["other"], now=NOW + 2 * DAY)
    righting.recheck(finding, passed=True, by=people["repairer"], now=NOW + 2 * DAY)

    filing.void(failed, by=people["director"], now=NOW + 3 * DAY, reason="Another room")

    finding.refresh_from_db()
    assert finding.state == FindingState.PUT_RIGHT


def test_control_without_the_rule_the_same_hands_would_close_it(campus, people, monkeypatch):
    hazard = make_hazard(people["guard"], campus)
    for name in ("repairer", "other"):
        righting.put_right(hazard.finding, done="x", by=people[name], now=NOW + DAY)
    monkeypatch.setattr(standing, "has_put_right", lambda *_given: False)
    monkeypatch.setattr(standing, "put_right_with", lambda *_given: False)

    righting.recheck(hazard.finding, passed=True, by=people["repairer"], now=NOW + 2 * DAY)

    # The verb let it pass; the state that is read off the records still does not count it.
    assert Finding.objects.get().state == FindingState.PUT_RIGHT


def test_the_database_itself_refuses_the_last_hand(campus, people):
    hazard = make_hazard(people["guard"], campus)
    righting.put_right(hazard.finding, done="x", by=people["repairer"], now=NOW + DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(closed_at=NOW, closed_by=people["repairer"])
