"""A task: in time, late, missed, proved, excused; and the record that proves it."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from logistics.approvals.models import Approval
from logistics.duties import filing, making
from logistics.duties.models import FollowUp, PlanLine, Proof, Task, WorkNote
from logistics.records.models import Entry
from tests.pages.declaring import DIRECTORS, LEADERS
from tests.steps.declaring import Flow, at, sent_to
from tests.steps.plans import under_way
from tests.world.records import a_minute_ago
from tests.world.terms import DAY


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
        happened = a_minute_ago(timezone.now())
        entry = Entry(campus=task.campus, subject=task.subject, **happened)
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
