"""The flow of a request: who may do what in which state, declared as a table."""

import pytest
from django.db import IntegrityError, connection, transaction

from logistics.approvals import asking, deciding
from logistics.approvals.models import Approval, Decision, Signer, Version
from logistics.approvals.versions import Changed
from logistics.errors import Refused
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

LATER = NOW + HOUR


@pytest.fixture
def people(campus):
    """The author, who decides, somebody at the same campus, and the one who may be drawn in."""
    return {
        "asker": make_person("director", name="Asker"),
        "decider": make_person("principal", name="Decider"),
        "bystander": make_person("cook", name="Bystander"),
        "colleague": make_person("accountant", name="Colleague"),
    }


@pytest.fixture
def plan(people):
    plan = make_plan(people["asker"])
    add_line(plan)
    return plan


def in_state(state, plan, people):
    """A request of the plan that has come to a state."""
    if state == "draft":
        return asking.prepare("plan_review", plan, by=people["asker"], now=NOW)
    approval = ask_review(plan)
    decided = {"by": people["decider"], "now": NOW, "seen": approval.digest}
    if state == "agreed":
        deciding.agree(approval, **decided)
    if state == "returned":
        deciding.return_(approval, **decided, opinion="Too short")
    if state == "withdrawn":
        asking.withdraw(approval, by=people["asker"], now=NOW)
    return Approval.objects.get(pk=approval.pk)


ACTS = {
    "ask": lambda a, by, to: asking.put(a, by=by, now=LATER),
    "withdraw": lambda a, by, to: asking.withdraw(a, by=by, now=LATER),
    "remind": lambda a, by, to: asking.remind(a, by=by, now=LATER),
    "agree": lambda a, by, to: deciding.agree(a, by=by, now=LATER, seen=a.digest),
    "return": lambda a, by, to: deciding.return_(a, by=by, now=LATER, seen=a.digest, opinion="x"),
    "hand_on": lambda a, by, to: deciding.hand_on(a, by=by, now=LATER, seen=a.digest, to=to),
    "add_signer": lambda a, by, to: deciding.add_signer(a, by=by, now=LATER, seen=a.digest, to=to),
}
# What comes of it; all that does not stand here is refused and changes nothing.
FLOW = {
    ("draft", "ask", "asker"): "pending",
    ("returned", "ask", "asker"): "pending",
    ("withdrawn", "ask", "asker"): "pending",
    ("pending", "withdraw", "asker"): "withdrawn",
    ("pending", "remind", "asker"): "pending",
    ("pending", "agree", "decider"): "agreed",
    ("pending", "return", "decider"): "returned",
    ("pending", "hand_on", "decider"): "pending",
    ("pending", "add_signer", "decider"): "pending",
}
ROLES = ("asker", "decider", "bystander")
TRIPLES = [(s, a, r) for s in Approval.State.values for a in ACTS for r in ROLES]


@pytest.mark.parametrize(("state", "act", "role"), TRIPLES)
def test_each_act_in_each_state_by_each_role_does_what_is_declared(state, act, role, plan, people):
    approval = in_state(state, plan, people)
    before = Decision.objects.count()
    expected = FLOW.get((state, act, role))

    refused = False
    try:
        ACTS[act](approval, people[role], people["colleague"])
    except Refused:
        refused = True

    now = Approval.objects.get(pk=approval.pk)
    added = Decision.objects.count() - before
    assert (refused, now.state) == (expected is None, expected or state)
    assert added == (expected is not None and act != "ask")


# The version seen.


def test_a_decision_belongs_to_the_version_that_was_seen(plan, people):
    approval = ask_review(plan)

    decision = deciding.agree(approval, by=people["decider"], now=LATER, seen=approval.digest)

    assert decision.version == approval.versions.get()
    assert decision.version.said["lines"][0]["text"] == "Check the extinguishers"


def test_what_changed_after_it_was_seen_is_told_and_not_decided(plan, people):
    approval = ask_review(plan)
    plan.lines.update(month=10)

    with pytest.raises(Changed) as refusal:
        deciding.agree(approval, by=people["decider"], now=LATER, seen=approval.digest)

    [change] = refusal.value.changes
    assert (change.removed, change.added) == (
        ("Check the extinguishers · September · logistics director",),
        ("Check the extinguishers · October · logistics director",),
    )
    assert Approval.objects.get().state == "pending"


def test_a_version_seen_before_does_not_count_for_the_next(plan, people):
    approval = ask_review(plan)
    seen = approval.digest
    add_line(plan, "And the hydrants")
    asking.renew(approval, now=LATER)

    with pytest.raises(Changed, match="Lines was changed from 1 line"):
        deciding.agree(approval, by=people["decider"], now=LATER, seen=seen)


def test_a_changed_document_is_asked_anew_from_the_first_step(plan, people):
    approval = ask_review(plan)
    add_line(plan, "And the hydrants")

    renewed = asking.renew(approval, now=LATER)
    deciding.agree(approval, by=people["decider"], now=LATER, seen=approval.digest)

    again = asking.renew(ask_review(make_plan(people["asker"])), now=LATER)
    assert (renewed, again) == (True, False)
    assert [version.number for version in approval.versions.all()] == [1, 2]
    assert Approval.objects.get(pk=approval.pk).state == "agreed"


def test_what_was_returned_is_asked_again_under_its_number(plan, people):
    approval = in_state("returned", plan, people)

    again = ask_review(plan, reason="Put right", now=LATER)

    assert (again.pk, again.number, again.version) == (approval.pk, approval.number, 2)
    assert [version.reason for version in again.versions.all()] == ["", "Put right"]


def test_what_was_agreed_and_has_changed_is_a_new_request(plan, people):
    first = in_state("agreed", plan, people)

    second = ask_review(plan, now=LATER)

    assert second.pk != first.pk
    assert [a.state for a in Approval.objects.order_by("pk")] == ["agreed", "pending"]


def test_a_document_waits_once_whoever_asks(plan, people):
    ask_review(plan)

    with pytest.raises(Refused, match="already waits"):
        ask_review(plan, by=make_person("director"))

    assert Approval.objects.count() == 1


def test_a_document_that_is_gone_is_not_decided_on(people):
    task = missed_task()
    approval = ask_excuse(task, by=make_person("carer"))
    task.delete()

    with pytest.raises(Refused, match="no longer there"):
        deciding.agree(approval, by=people["asker"], now=LATER, seen=approval.digest)

    asking.withdraw(approval, by=approval.asked_by, now=LATER)
    assert approval.state == "withdrawn"


# Handing on and adding.


def test_handed_on_it_waits_for_the_other_alone(plan, people):
    approval = ask_review(plan)
    to = people["colleague"]

    deciding.hand_on(approval, by=people["decider"], now=LATER, seen=approval.digest, to=to)

    assert approval.waits_for == [to]
    deciding.agree(approval, by=to, now=LATER, seen=approval.digest)
    assert Approval.objects.get().state == "agreed"


@pytest.mark.parametrize("first", ["decider", "colleague"])
def test_with_an_added_signer_both_must_agree_in_any_order(first, plan, people):
    approval = ask_review(plan)
    pair = ["decider", "colleague"] if first == "decider" else ["colleague", "decider"]
    seen, to = approval.digest, people["colleague"]
    deciding.add_signer(approval, by=people["decider"], now=LATER, seen=seen, to=to)

    deciding.agree(approval, by=people[pair[0]], now=LATER, seen=seen)
    between = Approval.objects.get().state
    deciding.agree(approval, by=people[pair[1]], now=LATER, seen=seen)

    assert (between, Approval.objects.get().state) == ("pending", "agreed")


@pytest.mark.parametrize("who", ["asker", "decider", "stranger", "inspector"])
def test_it_goes_on_only_to_a_colleague_who_may_decide(who, plan, people):
    approval = ask_review(plan)
    known = {"stranger": make_person(), "inspector": make_person("inspector")} | people

    with pytest.raises(Refused, match=r"cannot decide|already waits"):
        deciding.add_signer(
            approval, by=people["decider"], now=LATER, seen=approval.digest, to=known[who]
        )

    assert Signer.objects.count() == 1


def test_a_return_says_why(plan, people):
    approval = ask_review(plan)

    with pytest.raises(Refused, match="Say why"):
        deciding.return_(
            approval, by=people["decider"], now=LATER, seen=approval.digest, opinion=""
        )

    assert Decision.objects.count() == 0


def test_who_gave_up_the_post_decides_no_more_in_it(plan, people):
    approval = ask_review(plan)
    people["decider"].posts.update(role="cook")

    with pytest.raises(Refused, match="no longer hold"):
        deciding.agree(approval, by=people["decider"], now=LATER, seen=approval.digest)


# Reminding.


def test_a_reminder_goes_out_once_a_working_day(plan, people):
    approval = ask_review(plan)
    asking.remind(approval, by=people["asker"], now=LATER)

    with pytest.raises(Refused, match="reminded today"):
        asking.remind(approval, by=people["asker"], now=LATER + HOUR)

    assert asking.remind(approval, by=people["asker"], now=LATER + 24 * HOUR) == [people["decider"]]


def test_the_weekend_belongs_to_its_friday(people):
    task = missed_task()
    carer = make_person("carer")
    friday = NOW + 3 * 24 * HOUR
    approval = ask_excuse(task, by=carer, now=friday)
    asking.remind(approval, by=carer, now=friday)

    with pytest.raises(Refused, match="reminded today"):
        asking.remind(approval, by=carer, now=friday + 48 * HOUR)

    asking.remind(approval, by=carer, now=friday + 72 * HOUR)
    assert Decision.objects.filter(act="remind").count() == 2


def test_a_reminder_finds_who_holds_the_post_now(plan, people):
    approval = ask_review(plan)
    people["decider"].posts.all().delete()
    successor = make_person("principal")

    asking.remind(approval, by=people["asker"], now=LATER)

    assert approval.waits_for == [successor]


# What an agreement sets off.


def test_an_agreed_excuse_excuses_the_task_for_the_reason_given(people):
    task = missed_task()
    approval = ask_excuse(task, by=make_person("carer"), reason="The lamp was broken")

    deciding.agree(approval, by=people["asker"], now=LATER, seen=approval.digest)

    task.refresh_from_db()
    assert (task.excuse, task.excused_by) == ("The lamp was broken", people["asker"])


def test_an_excuse_that_can_no_longer_be_given_takes_the_agreement_back(people):
    task = missed_task()
    approval = ask_excuse(task, by=make_person("carer"))
    type(task).objects.filter(pk=task.pk).update(proved_at=NOW)

    with pytest.raises(Refused, match="already proved"):
        deciding.agree(approval, by=people["asker"], now=LATER, seen=approval.digest)

    assert (Approval.objects.get().state, Decision.objects.count()) == ("pending", 0)


# What only grows.


def change(model):
    model.objects.update(at=LATER)


def delete(model):
    connection.cursor().execute(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.parametrize("model", [Version, Decision])
@pytest.mark.parametrize("tamper", [change, delete])
def test_the_database_itself_keeps_what_was_asked_and_decided(model, tamper, plan, people):
    in_state("agreed", plan, people)

    with pytest.raises(IntegrityError), transaction.atomic():
        tamper(model)

    assert model.objects.get().at == NOW


@pytest.mark.parametrize("act", ["agree", "return", "hand_on", "add_signer"])
def test_the_database_itself_refuses_a_decision_of_the_asker(act, plan, people):
    approval = ask_review(plan)
    to = people["colleague"] if act in ("hand_on", "add_signer") else None
    own = Decision(
        approval=approval, version=approval.versions.get(), act=act, opinion="x", to=to,
        asked_by=people["asker"], by=people["asker"], at=NOW,
    )  # fmt: skip

    with pytest.raises(IntegrityError, match="decision_by_another"), transaction.atomic():
        own.save()


def test_the_database_itself_lets_a_document_wait_once(plan, people):
    approval = ask_review(plan)
    twin = Approval.objects.get(pk=approval.pk)
    twin.pk, twin.number = None, "SP-2026-999999"

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
