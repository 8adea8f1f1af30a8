"""A plan: read from a text, under way, before the principal, agreed, closed."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone

from logistics import typed
from logistics.approvals import asking, deciding
from logistics.approvals.models import Approval
from logistics.approvals.models import Version as AskedVersion
from logistics.duties import approving, planning
from logistics.duties.models import Plan, PlanLine, Task
from logistics.duties.views.plans import text_path
from logistics.models import Draft
from tests.pages.declaring import DIRECTORS
from tests.steps.declaring import Flow, at, sent_to


def brought(world: Any) -> Draft:
    """A written plan that was read; nothing of it is saved yet."""
    data = QueryDict(mutable=True)
    data.update({"text": "九月份：\n1、检查消防器材", "kind": "department", "term": world.term.pk})
    return typed.save_draft(world.people["director"], text_path("read"), data)


TAKEN_OVER = {"title": "Brought", "keep-i0": "on", "when-i0": "m9", "role-i0": "director"}
PLAN_TEXT = Flow(
    "text of a plan",
    {"read": brought},
    {
        "take over": lambda _draft: (at("duties:plan_review", "read"), TAKEN_OVER),
        "discard": lambda _draft: (at("duties:plan_discard", "read"), {}),
    },
    {
        ("read", "take over"): ("taken over", {"director"}),
        ("read", "discard"): ("discarded", {"director"}),
    },
    lambda draft: (
        "read"
        if Draft.objects.filter(pk=draft.pk).exists()
        else "taken over"
        if PlanLine.objects.filter(plan__title="Brought", text="检查消防器材").exists()
        else "discarded"
    ),
    (Draft, Plan, PlanLine, Task),
)


def under_way(world: Any) -> Plan:
    plan = Plan.objects.create(
        title="Own", owner=world.people["writer"], term=world.term, kind=Plan.Kind.PERSONAL
    )
    PlanLine.objects.create(plan=plan, text="A line", term=world.term, month=9, campus=world.here)
    return plan


def asked(world: Any) -> Plan:
    plan = under_way(world)
    asking.ask(approving.PLAN_REVIEW, plan, by=plan.owner, now=timezone.now())
    return plan


def agreed(world: Any) -> Plan:
    plan = asked(world)
    review = Approval.objects.of(approving.PLAN_REVIEW, plan).get()
    deciding.agree(review, by=world.people["principal"], now=timezone.now(), seen=review.digest)
    return plan


def closed(world: Any) -> Plan:
    plan = agreed(world)
    planning.close(plan, summary="All done", now=timezone.now())
    return plan


def state_of_plan(plan: Plan) -> str:
    if Plan.objects.get(pk=plan.pk).closed_at:
        return "closed"
    review = asking.latest(approving.PLAN_REVIEW, plan)
    return review.state if review else "under way"


def change_of_plan(plan: Plan) -> tuple[str, dict[str, Any]]:
    kept = {"title": plan.title, "kind": plan.kind, "term": plan.term_id}
    return at("duties:plan_edit", plan.pk), kept | {"group": "Upper classes"}


def change_of_line(plan: Plan) -> tuple[str, dict[str, Any]]:
    line = plan.lines.get()
    kept = {"text": line.text, "month": line.month, "campus": line.campus_id, "role": line.role}
    said = {"person": plan.owner_id, "partner": "The guard", "proof": line.proof_in_use}
    return at("duties:line_edit", line.pk), kept | said


def line_more(plan: Plan) -> tuple[str, dict[str, Any]]:
    campus = plan.lines.get().campus_id
    said = {"text": "And this", "month": 9, "role": "director", "campus": campus}
    said |= {"person": plan.owner_id}
    return f"{at('duties:line_new')}?plan={plan.pk}", said


OWNERS = DIRECTORS | {"writer"}
PLAN = Flow(
    "plan",
    {"under way": under_way, "pending": asked, "agreed": agreed, "closed": closed},
    {
        "change": change_of_plan,
        "change a line": change_of_line,
        "add a line": line_more,
        "ask for review": sent_to("duties:plan_ask", reason="As agreed"),
        "close": sent_to("duties:plan_close", summary="What came of it"),
    },
    {
        ("under way", "change"): ("under way", OWNERS),
        ("under way", "change a line"): ("under way", OWNERS),
        ("under way", "add a line"): ("under way", OWNERS),
        ("under way", "ask for review"): ("pending", OWNERS),
        ("under way", "close"): ("closed", OWNERS),
        ("pending", "change"): ("pending", OWNERS),
        ("pending", "change a line"): ("pending", OWNERS),
        ("pending", "add a line"): ("pending", OWNERS),
        ("pending", "close"): ("closed", OWNERS),
        ("agreed", "change"): ("agreed", OWNERS),
        ("agreed", "change a line"): ("agreed", OWNERS),
        ("agreed", "add a line"): ("agreed", OWNERS),
        ("agreed", "ask for review"): ("pending", OWNERS),
        ("agreed", "close"): ("closed", OWNERS),
    },
    state_of_plan,
    (Plan, PlanLine, Task, Approval, AskedVersion),
)
