"""Tasks: the single things owed, what proved them, and who asked after them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.school.calendar import end_of, start_of
from logistics.school.models.campuses import Meal


class State(models.TextChoices):
    """What a task is at a moment. Read off, never stored."""

    UPCOMING = "upcoming", _("upcoming")
    DUE = "due", _("due")
    LATE = "late", _("late")
    MISSED = "missed", _("missed")
    PROVED = "proved", _("proved in time")
    PROVED_LATE = "proved_late", _("proved late")
    EXCUSED = "excused", _("excused")


STATE_COLUMNS = ("proved_at", "proved_late", "excused_at", "opens_at", "due_at", "closes_at")
OPEN_STATES = (State.DUE, State.LATE)


def in_state(state: str, now: datetime) -> Q:
    """The rows in a state, spelled so that the indexes serve it."""
    unsettled = Q(proved_at=None, excused_at=None)
    return {
        State.PROVED: Q(proved_at__isnull=False, proved_late=False),
        State.PROVED_LATE: Q(proved_at__isnull=False, proved_late=True),
        State.EXCUSED: Q(proved_at=None, excused_at__isnull=False),
        State.UPCOMING: unsettled & Q(opens_at__gt=now),
        State.DUE: unsettled & Q(opens_at__lte=now, due_at__gte=now),
        State.LATE: unsettled & Q(due_at__lt=now, closes_at__gte=now),
        State.MISSED: unsettled & Q(closes_at__lt=now),
    }[State(state)]


class LocalDay(models.Func):
    """The day of a moment in the school's own time, worked out by the database.

    China has kept UTC+8 without summer time since 1991.
    """

    output_field = models.DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **given: Any) -> Any:
        return super().as_sql(
            compiler, connection, template="date(%(expressions)s, '+8 hours')", **given
        )

    def as_postgresql(self, compiler: Any, connection: Any, **given: Any) -> Any:
        template = "((%(expressions)s AT TIME ZONE 'Asia/Shanghai')::date)"
        return super().as_sql(compiler, connection, template=template, **given)


def state_at(now: datetime) -> Case:
    """upcoming < opens_at ≤ due ≤ due_at < late ≤ closes_at < missed, unless proved or excused."""
    return Case(
        *(
            When(in_state(state, now), then=Value(state.value))
            for state in (
                State.PROVED,
                State.PROVED_LATE,
                State.EXCUSED,
                State.MISSED,
                State.LATE,
                State.DUE,
            )
        ),
        default=Value(State.UPCOMING.value),
        output_field=CharField(),
    )


class TaskQuerySet(models.QuerySet):
    def visible_to(self, person: Any, permission: str = "duties.view_all") -> Self:
        """What the permission reaches, and what one owes oneself, in person or by one's posts."""
        if person.reach(permission).everywhere:
            return self
        return self.filter(owed_by(person) | reached_by(person, permission))

    def owed_by(self, person: Any) -> Self:
        return self.filter(owed_by(person))

    def with_state(self, now: datetime) -> Self:
        return self.annotate(state=state_at(now))

    def in_state(self, states: Iterable[str], now: datetime) -> Self:
        """The rows in one of several states."""
        wanted = set(states)
        if wanted == set(OPEN_STATES):
            return self.open_at(now)
        chosen = Q(pk__in=())
        for state in wanted:
            chosen |= in_state(state, now)
        rows = self.open_at(now) if wanted <= set(OPEN_STATES) else self
        return rows.filter(chosen)

    def open_at(self, now: datetime) -> Self:
        """Due or late: what can be worked on now. The index of what is unsettled serves it."""
        return self.filter(proved_at=None, excused_at=None, opens_at__lte=now, closes_at__gte=now)

    def due_on(self, day: date) -> Self:
        return self.filter(day=day)

    def due_between(self, first: date, last: date) -> Self:
        return self.filter(day__range=(first, last))

    def touching(self, first: date, last: date) -> Self:
        """Open for work at some time between two days."""
        return self.filter(opens_at__lte=end_of(last), due_at__gte=start_of(first))

    def for_rows(self) -> Self:
        """Everything a list row shows, in one query."""
        return self.select_related("duty", "line", "campus", "school_class", "place", "person")


def reached_by(person: Any, permission: str) -> Q:
    reach = person.reach(permission)
    if not reach:
        return Q(pk__in=())
    seen = reach.within(campus="campus_id", school_class="school_class_id")
    return seen | Q(campus=None) if seen else Q(pk__isnull=False)


def owed_by(person: Any) -> Q:
    """Mine by name; or by post, where nobody is named: of my class, of my campus, of my role."""
    mine = Q(person_id=person.pk)
    for post in person.posts_on(timezone.localdate()):
        held = Q(person=None, role=post.role)
        if post.school_class_id:
            of_all = Q(school_class=None) & (Q(campus_id=post.campus_id) | Q(campus=None))
            held &= Q(school_class_id=post.school_class_id) | of_all
        elif post.campus_id:
            held &= Q(campus_id=post.campus_id) | Q(campus=None)
        mine |= held
    return mine


class Task(models.Model):
    """One thing owed once: by a role or a person, for a class, a place or a meal, until a moment.

    `series` names the row of tasks it stands in (one duty, one class, one term): records are
    shared out within it. `slot` is its place in that row, so that making tasks twice makes them
    once.
    """

    duty = models.ForeignKey(
        "duties.Duty",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("duty"),
    )
    line = models.ForeignKey(
        "duties.PlanLine",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("plan line"),
    )
    series = models.CharField(_("series"), max_length=60, db_index=True, editable=False)
    slot = models.CharField(_("occurrence"), max_length=90, unique=True, editable=False)
    term = models.ForeignKey(
        "school.Term", models.PROTECT, related_name="tasks", verbose_name=_("term")
    )
    trade = models.CharField(_("trade"), max_length=20, blank=True)
    proof = models.CharField(_("proved by"), max_length=40)
    count = models.PositiveSmallIntegerField(_("records needed"), default=1)
    subject = models.CharField(_("subject"), max_length=40, blank=True)
    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, null=True, blank=True, verbose_name=_("campus")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    meal = models.CharField(_("meal"), max_length=20, blank=True)
    role = models.CharField(_("owed by"), max_length=30, choices=Role)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("person"),
    )
    by_hand = models.BooleanField(_("arranged by hand"), default=False, editable=False)
    opens_at = models.DateTimeField(_("may begin at"))
    due_at = models.DateTimeField(_("due at"))
    closes_at = models.DateTimeField(_("counts as missed after"))
    day = models.GeneratedField(
        expression=LocalDay("due_at"),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name=_("due on"),
    )
    proved_at = models.DateTimeField(_("proved at"), null=True, blank=True, editable=False)
    proved_late = models.BooleanField(_("proved late"), default=False, editable=False)
    excused_at = models.DateTimeField(_("excused at"), null=True, blank=True, editable=False)
    excused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("excused by"),
    )
    excuse = models.CharField(_("reason of the excuse"), max_length=200, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["due_at", "id"], name="task_due"),
            models.Index(fields=["term", "due_at", "id"], name="task_term_due"),
            models.Index(fields=["campus", "due_at"], name="task_campus_due"),
            models.Index(fields=["school_class", "due_at"], name="task_class_due"),
            models.Index(fields=["duty", "due_at"], name="task_duty_due"),
            models.Index(fields=["person", "due_at"], name="task_person_due"),
            models.Index(fields=["role", "due_at"], name="task_role_due"),
            models.Index(
                fields=["proof", "subject", "school_class", "opens_at"], name="task_proof"
            ),
            # All that counting by day asks for: a month is counted without touching a row.
            models.Index(fields=["day", "term", *STATE_COLUMNS], name="task_counts"),
            models.Index(
                fields=["opens_at", "closes_at"],
                condition=Q(proved_at=None, excused_at=None),
                name="task_open",
            ),
            # Of a post: nearly no task names a person, which SQLite does not know of its indexes.
            models.Index(
                fields=["role", "opens_at", "closes_at"],
                condition=Q(proved_at=None, excused_at=None),
                name="task_open_role",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gte=F("opens_at")) & Q(closes_at__gte=F("due_at")),
                name="task_times_in_order",
                violation_error_message=_("A task opens, is due and closes, in this order."),
            ),
            models.CheckConstraint(
                condition=Q(duty__isnull=False) | Q(line__isnull=False),
                name="task_comes_from_somewhere",
                violation_error_message=_("A task comes from a duty or from a plan line."),
            ),
            models.CheckConstraint(
                condition=Q(excused_at=None) | ~Q(excuse=""),
                name="task_excused_with_a_reason",
                violation_error_message=_("An excuse needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.duty or self.line)

    def get_absolute_url(self) -> str:
        return reverse("duties:task", args=[self.pk])

    @property
    def role_word(self) -> str:
        """As `get_role_display`, which builds a dictionary of all choices at every call."""
        return str(Role(self.role).label)

    @property
    def where(self) -> str:
        """The narrowest thing it is owed for."""
        narrow = self.place or self.school_class or self.campus
        return str(narrow) if narrow else ""

    @property
    def meal_word(self) -> str:
        """Of a task that is owed at each meal: which."""
        return str(Meal(self.meal).label) if self.meal in Meal.values else ""

    def state_now(self, now: datetime) -> State:
        """The same as the SQL `CASE`, for one row at hand."""
        if self.proved_at:
            return State.PROVED_LATE if self.proved_late else State.PROVED
        if self.excused_at:
            return State.EXCUSED
        if now < self.opens_at:
            return State.UPCOMING
        if now <= self.due_at:
            return State.DUE
        return State.LATE if now <= self.closes_at else State.MISSED


class Proof(models.Model):
    """This record proves this task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="proofs", verbose_name=_("task"))
    entry = models.ForeignKey(
        "records.Entry", models.PROTECT, related_name="proofs", verbose_name=_("record")
    )

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints = [models.UniqueConstraint(fields=["task", "entry"], name="proof_once")]

    def __str__(self) -> str:
        return f"{self.task_id} ← {self.entry_id}"


class FollowUp(models.Model):
    """Somebody asked after a task: assigning work without checking it is a fault to be removed."""

    task = models.ForeignKey(
        Task, models.CASCADE, related_name="follow_ups", verbose_name=_("task")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    found = models.CharField(_("what was found"), max_length=300)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")

    def __str__(self) -> str:
        return self.found
