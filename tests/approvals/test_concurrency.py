"""Several people at one request at the same moment: exactly one outcome, and the others are told.

Each promise has its control: the same race without holding the request goes wrong.
"""

from threading import Barrier

import pytest

from logistics.approvals import asking, deciding, walking
from logistics.approvals.models import Approval, Decision, Signer
from logistics.errors import Refused
from logistics.school.models import Campus
from tests.approvals.factories import (
    HOUR,
    NOW,
    add_line,
    ask_review,
    make_person,
    make_plan,
)
from tests.test_concurrency import refusals, shared, together

__all__ = ["shared"]  # the fixture: a database that every thread can open

LATER = NOW + HOUR


@pytest.fixture
def plan(shared):
    Campus.objects.create(name="Main campus")
    return make_plan(make_person("director"))


@pytest.fixture
def deciders(plan):
    return [make_person("principal") for _ in range(4)]


@pytest.fixture
def asked(plan, deciders):
    return ask_review(plan)


def fresh(approval):
    return Approval.objects.get(pk=approval.pk)


def agreeing(approval, person):
    seen = approval.digest
    return lambda: deciding.agree(fresh(approval), by=person, now=LATER, seen=seen)


def returning(approval, person):
    seen = approval.digest
    return lambda: deciding.return_(fresh(approval), by=person, now=LATER, seen=seen, opinion="No")


def test_of_several_deciders_at_once_one_decides_and_the_others_are_told(asked, deciders):
    acts = [agreeing(asked, deciders[0]), returning(asked, deciders[1])]
    acts += [agreeing(asked, deciders[2]), returning(asked, deciders[3])]

    results = together(acts)

    decision = Decision.objects.get()
    assert refusals(results) == 3
    assert fresh(asked).state == {"agree": "agreed", "return": "returned"}[decision.act]
    assert not Signer.objects.open().exists()


def test_without_holding_it_two_deciders_both_decide(asked, deciders):
    """The control: read that it is pending, and then write."""
    read = Barrier(2)

    def act(person, state):
        def decide():
            approval = fresh(asked)
            assert approval.is_pending
            read.wait(60)
            step = walking.current_step(approval)
            walking.note(approval, "agree", step=step, by=person, now=LATER)
            Approval.objects.filter(pk=approval.pk).update(state=state, over_at=LATER)

        return decide

    results = together([act(deciders[0], "agreed"), act(deciders[1], "returned")])

    assert refusals(results) == 0
    assert Decision.objects.count() == 2


def test_of_agreeing_and_withdrawing_at_once_one_happens(asked, deciders, plan):
    results = together(
        [
            agreeing(asked, deciders[0]),
            lambda: asking.withdraw(fresh(asked), by=plan.owner, now=LATER),
        ]
    )

    assert refusals(results) == 1
    assert Decision.objects.count() == 1
    assert fresh(asked).state in ("agreed", "withdrawn")


def test_who_agrees_while_the_asker_edits_has_agreed_to_what_they_saw(asked, deciders, plan):
    """Either the agreement came first, to the old version; or it is refused with the change."""
    seen, old = asked.digest, asked.versions.get()

    def edit():
        add_line(plan, "And the hydrants")

    results = together([agreeing(asked, deciders[0]), edit])

    if isinstance(results[0], Refused):
        assert (fresh(asked).state, Decision.objects.count()) == ("pending", 0)
    else:
        assert (results[0].version, results[0].version.digest) == (old, seen)


def test_all_of_several_who_must_agree_may_do_so_at_once(plan):
    """It is the outcome that is one: everybody's agreement counts."""
    principal = make_person("principal", name="Own")
    heads = [plan.owner, make_person("accountant")]
    approval = ask_review(make_plan(principal))

    results = together([agreeing(approval, head) for head in heads])

    assert refusals(results) == 0
    assert Decision.objects.filter(act="agree").count() == 2
    assert fresh(approval).state == "agreed"


def test_a_document_put_before_others_by_two_at_once_waits_once(plan, deciders):
    askers = [plan.owner, make_person("director")]

    results = together([lambda person=person: ask_review(plan, by=person) for person in askers])

    assert refusals(results) == 1
    assert Approval.objects.get().state == "pending"


def test_reminded_twice_at_once_they_are_told_once(asked, plan):
    acts = [lambda: asking.remind(fresh(asked), by=plan.owner, now=LATER)] * 3

    results = together(acts)

    assert refusals(results) == 2
    assert Decision.objects.filter(act="remind").count() == 1


def test_a_changed_document_is_asked_anew_once(asked, plan):
    add_line(plan, "And the hydrants")
    acts = [lambda: asking.renew(fresh(asked), now=LATER)] * 3

    results = together(acts)

    assert sorted(results) == [False, False, True]
    assert asked.versions.count() == 2
