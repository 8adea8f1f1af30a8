"""Who leaves a post while a request waits for them, and who is asked in their place."""

import pytest
from django.utils import timezone

from logistics.approvals import deciding, invariants
from logistics.approvals.models import Approval
from logistics.approvals.succeeding import succeed_everywhere
from logistics.duties import arranging
from logistics.notices.models import Notice
from tests.approvals.factories import (
    HOUR,
    NOW,
    add_line,
    ask_excuse,
    ask_review,
    make_person,
    make_plan,
    missed_task,
)
from tests.factories import make_campus

LATER = NOW + HOUR


@pytest.fixture
def author(campus):
    return make_person("director", name="Author")


@pytest.fixture
def plan(author):
    plan = make_plan(author)
    add_line(plan)
    return plan


def agree(approval, person):
    deciding.agree(approval, by=person, now=LATER, seen=approval.digest)


def waits_for(approval):
    return set(Approval.objects.get(pk=approval.pk).waits_for)


def state(approval):
    return Approval.objects.get(pk=approval.pk).state


def counted(person):
    """How many requests the person's inbox counts, asked of the person as they are now."""
    now = type(person).objects.get(pk=person.pk)
    return Approval.objects.waiting_for(now).count()


def leave(person):
    person.posts.all().delete()


def test_the_new_principal_finds_what_waited_for_the_one_who_left(plan):
    old = make_person("principal")
    approval = ask_review(plan)
    leave(old)
    new = make_person("principal")

    assert succeed_everywhere(now=LATER) == 1

    assert waits_for(approval) == {new}
    assert (counted(old), counted(new)) == (0, 1)
    assert Notice.objects.unread().get().person == new
    agree(approval, new)
    assert state(approval) == "agreed"


def test_while_nobody_has_left_nothing_is_asked_anew(plan):
    principal = make_person("principal")
    approval = ask_review(plan)
    make_person("principal")

    assert succeed_everywhere(now=LATER) == 0

    assert waits_for(approval) == {principal}


def test_one_of_the_heads_who_must_all_agree_leaves_and_her_successor_agrees(author):
    """Without a successor the decision of the group would have waited for her for ever."""
    leaving = make_person("accountant")
    approval = ask_review(make_plan(make_person("principal")))
    agree(approval, author)
    leave(leaving)
    new = make_person("accountant")

    succeed_everywhere(now=LATER)
    agree(approval, new)

    assert state(approval) == "agreed"


def test_if_she_has_no_successor_the_others_are_enough(author):
    leaving = make_person("accountant")
    approval = ask_review(make_plan(make_person("principal")))
    leave(leaving)

    succeed_everywhere(now=LATER)
    agree(approval, author)

    assert state(approval) == "agreed"


def test_an_added_signer_who_leaves_holds_up_nobody(plan):
    principal, colleague = make_person("principal"), make_person("accountant")
    approval = ask_review(plan)
    given = {"by": principal, "now": LATER, "seen": approval.digest}
    deciding.add_signer(approval, **given, to=colleague)
    leave(colleague)

    succeed_everywhere(now=LATER)
    agree(approval, principal)

    assert state(approval) == "agreed"


def test_if_all_but_the_added_signer_had_agreed_the_principal_is_asked_once_more(plan):
    principal, colleague = make_person("principal"), make_person("accountant")
    approval = ask_review(plan)
    given = {"by": principal, "now": LATER, "seen": approval.digest}
    deciding.add_signer(approval, **given, to=colleague)
    agree(approval, principal)
    leave(colleague)

    succeed_everywhere(now=LATER)
    again = waits_for(approval)
    agree(approval, principal)

    assert (again, state(approval)) == ({principal}, "agreed")


def test_what_was_handed_to_somebody_who_left_comes_back_to_the_post(plan):
    principal, colleague = make_person("principal"), make_person("accountant")
    approval = ask_review(plan)
    given = {"by": principal, "now": LATER, "seen": approval.digest}
    deciding.hand_on(approval, **given, to=colleague)
    leave(colleague)

    succeed_everywhere(now=LATER)

    assert waits_for(approval) == {principal}


def test_who_moves_to_another_campus_counts_nothing_they_cannot_decide(author):
    director, principal = make_person("director"), make_person("principal")
    approval = ask_excuse(missed_task(role="director"), by=make_person("carer"))
    before = waits_for(approval)
    principal.posts.update(campus=make_campus())
    new = make_person("principal")

    succeed_everywhere(now=LATER)

    assert before == {principal}
    assert (counted(principal), counted(new), counted(director)) == (0, 1, 0)


def test_a_task_that_becomes_the_directors_own_goes_on_to_the_principal(author):
    principal, carer = make_person("principal"), make_person("carer")
    task = missed_task()
    approval = ask_excuse(task, by=carer)
    arranging.assign(task, person=author, by=carer, now=LATER)

    succeed_everywhere(now=LATER)

    assert waits_for(approval) == {principal}


def test_where_nobody_follows_it_stays_and_is_named(plan):
    principal = make_person("principal")
    approval = ask_review(plan)
    leave(principal)

    assert succeed_everywhere(now=LATER) == 0

    [found] = invariants.waiting_for_nobody(timezone.now())
    assert waits_for(approval) == {principal}
    assert approval.number in str(found)
