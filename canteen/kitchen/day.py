"""A kitchen's day: what is still to be written in the order of its deadline, and what is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils import timezone

from canteen.kitchen.logs import LOGS, Log
from canteen.kitchen.summing import kitchen_kinds
from logistics.access import opens_to
from logistics.contributions import kinds
from logistics.duties.models import State, Task
from logistics.duties.models.tasks import owed_by, reached_by
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal
from logistics.templatetags.house import moment

MOST = 40
COOK = "canteen.cook"  # what the kitchen owes is for whoever works in it
OF_THE_KITCHEN = ("cook", "food_safety_officer")


@dataclass(frozen=True)
class Due:
    """One thing to be written: the task, and the page on which whoever looks may write it."""

    task: Task
    state: str
    icon: str
    url: str  # else the page of the task; empty: this person only looks

    @property
    def until(self) -> str:
        """The hour; of what is older than today, the day as well."""
        at = timezone.localtime(self.task.due_at)
        return f"{at:%H:%M}" if at.date() == timezone.localdate() else moment(at)

    @property
    def meal(self) -> str:
        return str(dict(Meal.choices).get(self.task.meal, ""))

    @property
    def is_late(self) -> bool:
        return self.state == State.LATE


@dataclass(frozen=True)
class KitchenDay:
    due: list[Due]
    done: list[Entry]

    @property
    def next(self) -> Due | None:
        return self.due[0] if self.due else None


ICONS = {log.form.model.kind_code: log.icon for log in LOGS}  # type: ignore[attr-defined]


def due_now(person: Any, campuses: Any, now: datetime, most: int = MOST) -> list[Due]:
    """What this person, or the kitchen, owes today and has not written, the earliest due first."""
    here = Q(campus__in=campuses) | Q(campus=None)
    rows = Task.objects.owed_by(person) | Task.objects.filter(role__in=OF_THE_KITCHEN, person=None)
    rows = rows.filter(here, trade="canteen", due_at__lte=end_of(timezone.localdate(now)))
    own, seen = owed_by(person), reached_by(person, "duties.view_all")
    told = rows.annotate(is_own=holds(own), is_seen=holds(own | seen))
    open_now = told.open_at(now).with_state(now).for_rows().order_by("due_at", "pk")[:most]
    return [
        Due(task, task.state, ICONS.get(task.proof, "pencil-square"), way_to(task, person))  # type: ignore[attr-defined]
        for task in open_now
    ]


def holds(asked: Q) -> Case:
    return Case(When(asked, then=True), default=False)


def way_to(task: Any, person: Any) -> str:
    """Where this person writes what is owed, or else reads about it."""
    form = form_for(person, task.proof) if task.is_own or person.has_perm(COOK) else ""
    if form:
        return f"{form}?{urlencode({'task': task.pk})}"
    return task.get_absolute_url() if task.is_seen else ""


def form_for(person: Any, proof: str) -> str:
    """The page on which such a record is written, if this person may open it."""
    kind = kinds().get(proof)
    url = reverse(kind.form) if kind else ""
    return url if url and opens_to(person, url) else ""


def done_today(campuses: Any, now: datetime) -> list[Entry]:
    """What the kitchen has written today, the last first."""
    on = timezone.localdate(now)
    rows = Entry.objects.standing().filter(
        campus__in=campuses,
        kind__in=kitchen_kinds(),
        happened_at__range=(start_of(on), end_of(on)),
    )
    shown = rows.select_related("entered_by").defer("entered_by__identity_number")
    return list(shown.order_by("-happened_at", "-pk")[:MOST])


def day_of(person: Any, campus: Campus, now: datetime) -> KitchenDay:
    return KitchenDay(due_now(person, [campus], now), done_today([campus], now))


def writable(person: Any) -> list[Log]:
    """The logs this person may write, for what no task asks for."""
    return [log for log in LOGS if person.has_perm(log.permission)]
