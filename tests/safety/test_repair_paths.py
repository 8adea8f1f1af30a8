"""No path leads round the reporter: whatever is tried, in whatever order, by whomever."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.errors import Refused
from safety.models import TicketState
from safety.repairs import accepting, repairing, reporting, targets
from tests.safety.repairs import DAY, HOUR, NOW, Site, fresh

PEOPLE = ("teacher", "colleague", "repairer", "other", "director")
ACTS = {
    "take": lambda t, by, now: repairing.take(t, by=by, now=now),
    "assign": lambda t, by, now: repairing.assign(t, repairer=by, by=by, now=now),
    "hand_back": lambda t, by, now: repairing.hand_back(t, why="x", by=by, now=now),
    "arrive": lambda t, by, now: repairing.arrive(t, by=by, now=now),
    "hold": lambda t, by, now: repairing.hold(t, "parts", by=by, now=now),
    "resume": lambda t, by, now: repairing.resume(t, by=by, now=now),
    "finish": lambda t, by, now: repairing.finish(t, work="x", by=by, now=now),
    "accept": lambda t, by, now: accepting.accept(t, by=by, now=now),
    "send_back": lambda t, by, now: accepting.send_back(t, why="x", by=by, now=now),
    "close": lambda t, by, now: accepting.close_unanswered(t, why="x", by=by, now=now),
    "return": lambda t, by, now: reporting.give_back_to_reporter(t, why="x", by=by, now=now),
    "answer": lambda t, by, now: reporting.send_again(t, words="x", by=by, now=now),
    "withdraw": lambda t, by, now: reporting.withdraw(t, why="x", by=by, now=now),
    "drop": lambda t, by, now: reporting.drop(t, why="x", by=by, now=now),
}
MOVES = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(PEOPLE), st.integers(1, 100)),
    min_size=3,
    max_size=9,
)


@pytest.fixture
def site(campus):
    return Site(campus)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=MOVES)
def test_no_order_of_steps_ends_a_ticket_without_its_reporter(site, moves):
    ticket, now = site.report(), NOW
    ended = None

    for code, name, hours in moves:
        now += hours * HOUR
        before = fresh(ticket)
        try:
            ACTS[code](before, getattr(site, name), now)
        except Refused:
            continue
        assert ended is None, f"{code} changed a ticket that was {ended}"
        after = fresh(ticket)
        check(after, site, now)
        ended = None if after.is_open else after.state_words


def check(ticket, site, now):
    """What holds of every ticket, however it came there."""
    if ticket.state == TicketState.DONE:
        assert ticket.accepted_by_id != ticket.done_by_id
        assert ticket.accepted_by in (site.teacher, site.colleague)
        if ticket.accepted_by == site.colleague:
            assert ticket.done_by == site.teacher
        assert ticket.acceptance.conclusion == "accepted"
    if ticket.closing == "unanswered":
        assert timezone.localdate(now) > targets.silent_until(ticket.campus, ticket.done_at)
        assert ticket.closed_by_id != ticket.done_by_id
    if ticket.closing == "withdrawn":
        assert ticket.closed_by == site.teacher
    assert ticket.steps.count() == ticket.version


def test_control_without_the_rule_a_repairer_would_accept(site, monkeypatch):
    ticket = site.repaired(by=site.repairer)
    monkeypatch.setattr(accepting, "refuse_others", lambda *_given: None)

    with pytest.raises(Exception, match="ticket_accepted_by_another"):
        accepting.accept(ticket, by=site.repairer, now=NOW + DAY)

    assert timedelta(days=1) == DAY
