"""Two at the same moment: one repairer has the ticket, one acceptance ends it."""

from functools import partial

import pytest
from django.db.models import F

from logistics.school.models import Campus
from safety.models import RepairTicket
from safety.repairs import accepting, moving, repairing
from tests.factories import make_person
from tests.safety.repairs import DAY, NOW, Site, fresh
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]


@pytest.fixture
def site(shared):
    return Site(Campus.objects.create(name="Main campus"))


def taking(ticket, people):
    return [partial(repairing.take, fresh(ticket), by=person, now=NOW) for person in people]


def test_of_two_repairers_one_has_the_ticket(site):
    ticket = site.report()
    people = [make_person(role="repairer", campus=site.campus) for _n in range(4)]

    results = together(taking(ticket, people))

    assert refusals(results) == 3
    assert fresh(ticket).repairer in people
    assert ticket.steps.filter(kind="taken").count() == 1


def test_control_without_the_version_all_take_it(site, monkeypatch):
    ticket = site.report()
    people = [make_person(role="repairer", campus=site.campus) for _n in range(4)]

    def blind(ticket, changes):
        rows = RepairTicket.objects.filter(pk=ticket.pk)
        rows.update(version=F("version") + 1, **changes)

    monkeypatch.setattr(moving, "claim", blind)

    together(taking(ticket, people))

    assert ticket.steps.filter(kind="taken").count() == 4


def test_the_answer_and_the_closing_do_not_both_end_it(site):
    ticket = site.repaired()
    late = NOW + 9 * DAY
    acts = [
        partial(accepting.accept, fresh(ticket), by=site.teacher, now=late),
        partial(accepting.close_unanswered, fresh(ticket), why="x", by=site.director, now=late),
    ]

    results = together(acts)

    assert refusals(results) == 1
    assert not fresh(ticket).is_open
