"""What may be done in which state, by whom, and what comes of it: each flow as a table.

All that does not stand in a table is refused and changes nothing. Every triple of state, act and
role is tried over the pages, so that nobody skips a step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import models, transaction
from django.http import QueryDict
from django.template.response import SimpleTemplateResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from logistics import typed
from logistics.approvals import asking, deciding
from logistics.approvals.models import Approval, Decision, Signer
from logistics.approvals.models import Version as AskedVersion
from logistics.contradictions import settling
from logistics.contradictions.models import Contradiction
from logistics.duties import approving, filing, making, planning
from logistics.duties.models import FollowUp, Plan, PlanLine, Proof, Task, WorkNote
from logistics.duties.views.plans import text_path
from logistics.imports import uploading
from logistics.imports.models import Upload
from logistics.models import Draft
from logistics.records.models import Entry, Review, Version
from logistics.school import erasing
from logistics.school.models import Child, DataErasure, DataRequest, ErasureOrder, Hold, Place
from tests.factories import make_child, make_person
from tests.pages import INSIDE
from tests.pages.asking import FAST, MISSING, differences, read, session_of, taken_back
from tests.pages.declaring import DIRECTORS, LEADERS, PROTECTORS
from tests.world import make_world
from tests.world.papers import make_upload
from tests.world.records import make_contradiction, write_note
from tests.world.terms import DAY

pytestmark = pytest.mark.once

# Beside every role: the director of another campus, and who wrote what the flow is about.
ACTORS = sorted({*INSIDE, "neighbour", "writer"})
REFUSED = "refused"
ANSWERS_OF_A_REFUSAL = {200, 302, 403, 404, 409}  # the form again, back to the page, or a sentence


@dataclass(frozen=True)
class Flow:
    """One kind of thing: how it comes into each state, and the steps it may take.

    `steps` says for a state and an act what becomes of it, and by whom. `sent` are the address and
    the form of each act; `tables` are where a refused act must leave no trace.
    """

    name: str
    states: dict[str, Callable[[Any], Any]]
    sent: dict[str, Callable[[Any], tuple[str, dict[str, Any]]]]
    steps: dict[tuple[str, str], tuple[str, set[str]]]
    state_of: Callable[[Any], str]
    tables: tuple[type[models.Model], ...]


def at(name: str, *keys: Any) -> str:
    return reverse(name, args=keys)


def sent_to(name: str, **data: Any) -> Callable[[Any], tuple[str, dict[str, Any]]]:
    """A form that says the same of everything."""
    return lambda thing: (at(name, thing.pk), data)


# Records ----------------------------------------------------------------------------------------


def submitted(world: Any) -> Entry:
    return write_note(world.here, world.people["writer"], timezone.now())


def reviewed(world: Any) -> Entry:
    entry = submitted(world)
    filing.review(entry, by=world.people["director"], now=timezone.now())
    return entry


def voided(world: Any) -> Entry:
    entry = submitted(world)
    filing.void(entry, by=world.people["director"], now=timezone.now(), reason="Twice")
    return entry


def correction(entry: Entry) -> tuple[str, dict[str, Any]]:
    happened = timezone.localtime(entry.happened_at)
    said = {"text": "Otherwise", "reason": "Misread", "closed_day_is_right": "on"}
    seen = Entry.objects.get(pk=entry.pk).version
    said |= {"happened_at": f"{happened:%Y-%m-%dT%H:%M}", "seen": seen}
    return at("duties:entry_correct", entry.pk), said


CORRECTORS = DIRECTORS | {"writer"}
REVIEWERS = DIRECTORS | {"principal", "food_safety_officer", "doctor"}  # never the writer
RECORD = Flow(
    "record",
    {"submitted": submitted, "reviewed": reviewed, "voided": voided},
    {
        "correct": correction,
        "review": sent_to("duties:entry_review"),
        "void": sent_to("duties:entry_void", reason="Never happened"),
    },
    {
        ("submitted", "correct"): ("submitted", CORRECTORS),
        ("submitted", "review"): ("reviewed", REVIEWERS),
        ("submitted", "void"): ("voided", DIRECTORS),
        ("reviewed", "correct"): ("submitted", CORRECTORS),
        ("reviewed", "void"): ("voided", DIRECTORS),
    },
    lambda entry: Entry.objects.get(pk=entry.pk).status,
    (Entry, Version, Review, Proof),
)


# Plans ------------------------------------------------------------------------------------------


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


# Requests ---------------------------------------------------------------------------------------


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


# Tasks ------------------------------------------------------------------------------------------


def task_of(world: Any) -> Task:
    plan, writer = under_way(world), world.people["writer"]
    line = PlanLine.objects.create(
        plan=plan, text="Once", term=world.term, due_on=timezone.localdate() + DAY,
        person=writer, campus=world.here,
    )  # fmt: skip
    making.make_line_task(line)
    return line.tasks.get()


def task_whose(opens: int, is_due: int, closes: int, **said: Any) -> Callable[[Any], Task]:
    """A task that opens, is due and closes in so many days."""

    def come(world: Any) -> Task:
        task, now = task_of(world), timezone.now()
        times = {"opens_at": now + opens * DAY, "due_at": now + is_due * DAY}
        times["closes_at"] = now + closes * DAY
        Task.objects.filter(pk=task.pk).update(**times | said)
        return Task.objects.get(pk=task.pk)

    return come


def proved_by_note(owed: Callable[[Any], Task]) -> Callable[[Any], Task]:
    def come(world: Any) -> Task:
        task = owed(world)
        moment = timezone.now() - timedelta(minutes=1)
        entry = Entry(campus=task.campus, subject=task.subject, happened_at=moment)
        entry.late_reason = "Forgotten"  # dropped unless it is late
        note = WorkNote(entry=entry, text="Done", line=task.line)
        filing.submit(note, by=task.person, now=timezone.now())
        return Task.objects.get(pk=task.pk)

    return come


def excused(world: Any) -> Task:
    told = {"excused_by": world.people["director"], "excuse": "The class was out"}
    return task_whose(-1, 1, 2, excused_at=timezone.now(), **told)(world)


def note_of(task: Task) -> tuple[str, dict[str, Any]]:
    now = timezone.localtime()
    said = {"text": "Done", "campus": task.campus_id, "happened_at": f"{now:%Y-%m-%dT%H:%M}"}
    asked_back = {"closed_day_is_right": "on", "late_reason": "Forgotten"}
    return f"{at('duties:note_new')}?task={task.pk}", said | asked_back


def assignment(task: Task) -> tuple[str, dict[str, Any]]:
    colleague = type(task.person).objects.get(username="cook")
    return at("duties:task_assign", task.pk), {"people": colleague.pk}


EXCUSERS = DIRECTORS | {"principal"}
SEE_THE_TASK = LEADERS | {"writer"}
WRITERS = SEE_THE_TASK - {"inspector"}
TASK = Flow(
    "task",
    {
        "upcoming": task_whose(1, 2, 3),
        "due": task_whose(-1, 1, 2),
        "late": task_whose(-2, -1, 1),
        "missed": task_whose(-3, -2, -1),
        "proved": proved_by_note(task_whose(-1, 1, 2)),
        "proved_late": proved_by_note(task_whose(-2, -1, 1)),
        "excused": excused,
    },
    {
        "excuse": sent_to("duties:task_excuse", reason="The lamp was broken"),
        "ask to be excused": sent_to("duties:task_ask_excuse", reason="The lamp was broken"),
        "assign": assignment,
        "follow up": sent_to("duties:task_follow_up", reason="Half of it is done"),
    },
    {
        **{
            (state, act): step
            for state in ("upcoming", "due", "late", "missed")
            for act, step in {
                "excuse": ("excused", EXCUSERS),
                "ask to be excused": (state, WRITERS),
                "assign": (state, DIRECTORS),
                "follow up": (state, EXCUSERS),
            }.items()
        },
        **{
            (state, "follow up"): (state, EXCUSERS)
            for state in ("proved", "proved_late", "excused")
        },
        ("excused", "assign"): ("excused", DIRECTORS),
    },
    lambda task: Task.objects.get(pk=task.pk).state_now(timezone.now()),
    (Task, FollowUp, Approval),
)
PROOF = Flow(
    "proof",
    TASK.states,
    {"write a record": note_of},
    {
        ("due", "write a record"): ("proved", WRITERS),
        ("late", "write a record"): ("proved_late", WRITERS),
        ("excused", "write a record"): ("proved", WRITERS),
    },
    TASK.state_of,
    (Task, Proof),  # a record that comes too early or too late is kept, and proves nothing
)


# Imports ----------------------------------------------------------------------------------------


def uploaded(world: Any) -> Upload:
    return make_upload(world.people["director"], timezone.now())


def fingerprint_of(upload: Upload) -> str:
    """What the preview carries into its form."""
    if upload.done_at:
        return "of another time"
    return uploading.look(upload, by=upload.person, now=timezone.now()).fingerprint


def confirmed(world: Any) -> Upload:
    upload = uploaded(world)
    seen = fingerprint_of(upload)
    return uploading.confirm(upload, by=upload.person, now=timezone.now(), seen=seen)


def state_of_upload(upload: Upload) -> str:
    kept = Upload.objects.filter(pk=upload.pk).first()
    if kept is None:
        return "discarded"
    return "imported" if kept.done_at else "uploaded"


IMPORT = Flow(
    "import",
    {"uploaded": uploaded, "imported": confirmed},
    {
        "answer": sent_to("imports:import_answer", **{"2.campus": "1"}),
        "confirm unseen": sent_to("imports:import_confirm", seen=""),
        "confirm": lambda upload: (
            at("imports:import_confirm", upload.pk),
            {"seen": fingerprint_of(upload)},
        ),
        "discard": sent_to("imports:import_discard"),
    },
    {
        ("uploaded", "answer"): ("uploaded", {"director"}),
        ("uploaded", "confirm"): ("imported", {"director"}),
        ("uploaded", "discard"): ("discarded", {"director"}),
    },
    state_of_upload,
    (Upload, Place),
)


# Contradictions ---------------------------------------------------------------------------------


def to_check(world: Any) -> Contradiction:
    entry = submitted(world)
    found = make_contradiction(entry, timezone.now() - timedelta(minutes=1))
    found.entries.add(entry)
    return found


def in_hand(world: Any) -> Contradiction:
    found, to = to_check(world), world.people["carer"]
    settling.assign(found, to=to, by=world.people["head"], now=timezone.now())
    return found


def put_right(world: Any) -> Contradiction:
    found = in_hand(world)
    Contradiction.objects.filter(pk=found.pk).update(gone_at=timezone.now())
    return found


def explained(world: Any) -> Contradiction:
    found, by = in_hand(world), world.people["head"]
    settling.settle(found, by=by, now=timezone.now(), explanation="The clock was wrong")
    return found


def handing(found: Contradiction) -> tuple[str, dict[str, Any]]:
    colleague = type(found.entries.get().entered_by).objects.get(username="doctor")
    return at("contradictions:contradiction_assign", found.pk), {"person": colleague.pk}


SETTLERS = DIRECTORS | {"principal"}
CONTRADICTION = Flow(
    "contradiction",
    {"to_check": to_check, "in_hand": in_hand, "put_right": put_right, "explained": explained},
    {
        "assign": handing,
        "settle": sent_to("contradictions:contradiction_settle", explanation="It was so"),
    },
    {
        ("to_check", "assign"): ("in_hand", SETTLERS),
        ("to_check", "settle"): ("explained", SETTLERS),
        ("in_hand", "assign"): ("in_hand", SETTLERS),
        ("in_hand", "settle"): ("explained", SETTLERS | {"carer"}),
    },
    lambda found: Contradiction.objects.get(pk=found.pk).state,
    (Contradiction,),
)


# Personal data ----------------------------------------------------------------------------------


def answered(world: Any) -> DataRequest:
    said = {"outcome": "done", "answer": "A copy was given"}
    by = world.people["director"]
    return erasing.answer(world.own["request"], by=by, now=timezone.now(), **said)


DATA_REQUEST = Flow(
    "guardian's request",
    {"open": lambda world: world.own["request"], "answered": answered},
    {"answer": sent_to("school:request", outcome="partly", answer="The half of it")},
    {("open", "answer"): ("answered", PROTECTORS)},
    lambda asked: "answered" if DataRequest.objects.get(pk=asked.pk).answered_at else "open",
    (DataRequest,),
)


def lifted(world: Any) -> Hold:
    erasing.lift(world.own["hold"], by=world.people["director"], now=timezone.now())
    return world.own["hold"]


HOLD = Flow(
    "hold",
    {"held": lambda world: world.own["hold"], "lifted": lifted},
    {"lift": sent_to("school:hold_lift")},
    {("held", "lift"): ("lifted", PROTECTORS)},
    lambda hold: "lifted" if Hold.objects.get(pk=hold.pk).lifted_at else "held",
    (Hold,),
)


def long_gone(world: Any) -> Child:
    """A child who left so long ago that everything may go."""
    years = timezone.localdate() - 4 * 366 * DAY
    school_class = world.own["class"]
    return make_child(school_class=school_class, term=world.term, name="Gone", left_on=years)


def ordered(world: Any) -> Child:
    child = long_gone(world)
    erasing.order(child, typed="Gone", by=world.people["head"], now=timezone.now())
    return child


def taken_from_order(world: Any) -> Child:
    child = ordered(world)
    erasing.withdraw(child.orders.get(), now=timezone.now())
    return child


def erased(world: Any) -> Child:
    child = ordered(world)
    by = world.people["principal"]
    erasing.confirm(child.orders.get(), typed="Gone", by=by, now=timezone.now())
    return child


def order_of(name: str, **data: Any) -> Callable[[Any], tuple[str, dict[str, Any]]]:
    """An act on the last order about a child; before there is one it has no address."""

    def sent(child: Child) -> tuple[str, dict[str, Any]]:
        last = child.orders.first()
        return at(name, last.pk if last else MISSING), data

    return sent


def state_of_erasure(child: Child) -> str:
    last = child.orders.first()
    if last is None:
        return "kept"
    return "deleted" if last.confirmed_at else "withdrawn" if last.withdrawn_at else "ordered"


ERASURE = Flow(
    "deletion",
    {"kept": long_gone, "ordered": ordered, "withdrawn": taken_from_order, "deleted": erased},
    {
        "order": sent_to("school:child_erase", typed="Gone"),
        "confirm": order_of("school:erasure_confirm", typed="Gone"),
        "withdraw": order_of("school:erasure_withdraw"),
    },
    {
        ("kept", "order"): ("ordered", PROTECTORS),
        ("ordered", "confirm"): ("deleted", PROTECTORS - {"head"}),  # who ordered it
        ("ordered", "withdraw"): ("withdrawn", PROTECTORS),
        ("withdrawn", "order"): ("ordered", PROTECTORS),
    },
    state_of_erasure,
    (ErasureOrder, DataErasure, Child),
)

FLOWS = [RECORD, PLAN_TEXT, PLAN, REQUEST, TASK, PROOF, IMPORT, CONTRADICTION]
FLOWS += [DATA_REQUEST, HOLD, ERASURE]
CELLS = [(flow, state, act) for flow in FLOWS for state in flow.states for act in flow.sent]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once; each act leaves it as it was. The writer may review, but nothing of their own."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world(timezone.now())
        officer = {"role": "food_safety_officer", "campus": world.here, "username": "writer"}
        world.people["writer"] = make_person(**officer)
        yield world
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def send(world):
    cookies = {actor: session_of(world.people[actor]) for actor in ACTORS}
    with override_settings(MIDDLEWARE=FAST):
        client = Client()

        def post(actor: str, address: str, data: dict[str, Any]) -> Any:
            client.cookies.clear()
            client.cookies[django_settings.SESSION_COOKIE_NAME] = cookies[actor]
            return read(client.post(address, data))

        yield post


@pytest.fixture
def unwritten(monkeypatch):
    """Pages without their text: it is most of the time."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


def rows_of(tables: tuple[type[models.Model], ...]) -> list[list[tuple[Any, ...]]]:
    return [list(table._base_manager.order_by("pk").values_list()) for table in tables]


def outcome(flow: Flow, thing: Any, before: Any, answered: Callable[[], Any]) -> str:
    """The state that came of it; or that it was refused, and nothing has changed."""
    with taken_back():
        answer = answered()
        if rows_of(flow.tables) == before:
            assert answer.status_code in ANSWERS_OF_A_REFUSAL
            return REFUSED
        return flow.state_of(thing)


@pytest.mark.usefixtures("db", "unwritten")
@pytest.mark.parametrize(
    ("flow", "state", "act"), CELLS, ids=lambda cell: getattr(cell, "name", cell)
)
def test_each_act_in_each_state_by_each_role_comes_to_what_is_declared(
    world, send, flow, state, act
):
    becomes, who = flow.steps.get((state, act), (REFUSED, set()))

    with taken_back():
        thing = flow.states[state](world)
        came = flow.state_of(thing)
        sent, before = flow.sent[act](thing), rows_of(flow.tables)
        got = {actor: outcome(flow, thing, before, partial(send, actor, *sent)) for actor in ACTORS}

    told = {actor: becomes if actor in who else REFUSED for actor in ACTORS}
    assert came == state
    assert differences(got, told) == {}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_row_of_a_table_is_walked_and_every_act_succeeds_somewhere(flow):
    """Else a misspelt row, or a form nobody could send, would pass for a refusal."""
    walked = {(state, act) for state in flow.states for act in flow.sent}
    named = {actor for _becomes, who in flow.steps.values() for actor in who}

    assert set(flow.steps) <= walked
    assert named <= set(ACTORS)
    assert set(flow.sent) - {act for _state, act in flow.steps} <= {"confirm unseen"}
