"""A request: drafted, put before those who decide, agreed to, returned, withdrawn."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from logistics.approvals import asking, deciding
from logistics.approvals.models import Approval, Decision, Signer
from logistics.approvals.models import Version as AskedVersion
from logistics.duties import approving
from tests.steps.declaring import Flow, at, sent_to
from tests.steps.plans import under_way


def drafted(world: Any) -> Approval:
    plan = under_way(world)
    return asking.prepare(approving.PLAN_REVIEW, plan, by=plan.owner, now=timezone.now())


def pending(world: Any) -> Approval:
    return asking.put(drafted(world), by=world.people["writer"], now=timezone.now())


def decided(act: Callable[..., Any], **said: Any) -> Callable[[Any], Approval]:
    def come(world: Any) -> Approval:
        approval, by = pending(world), world.people["principal"]
        act(approval, by=by, now=timezone.now(), seen=approval.digest, **said)
        return approval

    return come


def withdrawn(world: Any) -> Approval:
    approval = pending(world)
    asking.withdraw(approval, by=world.people["writer"], now=timezone.now())
    return approval


def decision(name: str, **said: Any) -> Callable[[Any], tuple[str, dict[str, Any]]]:
    return lambda approval: (at(name, approval.pk), said | {"seen": approval.digest})


def to_colleague(name: str) -> Callable[[Any], tuple[str, dict[str, Any]]]:
    def sent(approval: Approval) -> tuple[str, dict[str, Any]]:
        colleague = type(approval.asked_by).objects.get(username="accountant")
        return decision(name, to=colleague.pk)(approval)

    return sent


REQUEST = Flow(
    "request",
    {
        "draft": drafted,
        "pending": pending,
        "agreed": decided(deciding.agree),
        "returned": decided(deciding.return_, opinion="Too short"),
        "withdrawn": withdrawn,
    },
    {
        "ask": sent_to("approvals:approval_ask"),
        "withdraw": sent_to("approvals:approval_withdraw"),
        "remind": sent_to("approvals:approval_remind"),
        "agree": decision("approvals:approval_agree"),
        "return": decision("approvals:approval_return", phrase="other", opinion="Too long"),
        "hand on": to_colleague("approvals:approval_hand_on"),
        "add a signer": to_colleague("approvals:approval_add_signer"),
    },
    {
        ("draft", "ask"): ("pending", {"writer"}),
        ("pending", "withdraw"): ("withdrawn", {"writer"}),
        ("pending", "remind"): ("pending", {"writer"}),
        ("pending", "agree"): ("agreed", {"principal"}),
        ("pending", "return"): ("returned", {"principal"}),
        ("pending", "hand on"): ("pending", {"principal"}),
        ("pending", "add a signer"): ("pending", {"principal"}),
        ("returned", "ask"): ("pending", {"writer"}),
        ("withdrawn", "ask"): ("pending", {"writer"}),
    },
    lambda approval: Approval.objects.get(pk=approval.pk).state,
    (Approval, AskedVersion, Decision, Signer),
)
