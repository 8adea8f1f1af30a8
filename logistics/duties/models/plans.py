"""Work plans as people write them: the department's, a person's, a sub-plan; and their lines."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.access import Role
from logistics.contributions import kinds
from logistics.duties.models.duties import WORK_NOTE
from logistics.school.models import Person


class PlanQuerySet(models.QuerySet):
    def visible_to(self, person: Any, permission: str = "duties.view_plan") -> Self:
        """One's own plans; with the permission, those of the people in its reach."""
        if not person.reach(permission):
            return self.filter(owner=person)
        people = Person.objects.visible_to(person, permission)
        return self.filter(owner__in=people.values("pk"))

    def above(self, person: Any) -> Self:
        """The plans one's own may serve: those one sees, and the departments'."""
        seen = Plan.objects.visible_to(person).values("pk")
        return self.filter(Q(pk__in=seen) | ~Q(kind=Plan.Kind.PERSONAL))


class Plan(models.Model):
    """A written plan for a term, or for a year with both its terms. Its summary closes it."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("department plan")
        PERSONAL = "personal", _("personal plan")
        SAFETY = "safety", _("safety plan")
        HEALTH = "health", _("health-care plan")
        TEACHING = "teaching", _("teaching plan")
        CARERS_TRAINING = "carers_training", _("carers' training plan")
        WEEKLY = "weekly", _("weekly arrangement")
        OTHER = "other", _("other plan")

    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.DEPARTMENT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="plans", verbose_name=_("author")
    )
    group = models.CharField(_("department or grade group"), max_length=50, blank=True)
    term = models.ForeignKey(
        "school.Term",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("term"),
        help_text=_("Empty: a plan for the whole year"),
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("higher plan"),
    )
    serves = models.CharField(
        _("derived from"),
        max_length=200,
        blank=True,
        help_text=_("The higher plan if it is not kept here: the school's plan, a five-year plan"),
    )
    situation = models.TextField(_("situation: strengths and problems"), blank=True)
    aims = models.TextField(_("aims, each answering a problem"), blank=True)
    measures = models.TextField(_("measures"), blank=True)
    source = models.TextField(_("the text as it was written"), blank=True, editable=False)
    summary = models.TextField(_("summary"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["source"])

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(term__isnull=False) | Q(year__isnull=False),
                name="plan_has_a_term_or_a_year",
                violation_error_message=_("A plan is for a term or for a year."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="plan_is_not_its_own_parent",
                violation_error_message=_("A plan cannot be derived from itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("duties:plan", args=[self.pk])


class PlanLine(models.Model):
    """One thing a plan says will be done: in a month, a quarter, a week, or until a day.

    Without a plan it is an ad-hoc task. A line that names neither month nor day waits for one.
    """

    plan = models.ForeignKey(
        Plan,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name=_("plan"),
        help_text=_("Empty: a task that came up beside the plan"),
    )
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("line of the term plan"),
    )
    text = models.TextField(_("text"))
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    source_line = models.PositiveIntegerField(_("line in the text"), null=True, blank=True)
    term = models.ForeignKey(
        "school.Term", models.PROTECT, null=True, blank=True, verbose_name=_("term")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    quarter = models.PositiveSmallIntegerField(_("quarter"), null=True, blank=True)
    week = models.SmallIntegerField(_("week"), null=True, blank=True)
    opens_on = models.DateField(_("may begin on"), null=True, blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, null=True, blank=True, verbose_name=_("campus")
    )
    trade = models.CharField(_("trade"), max_length=20, blank=True)
    role = models.CharField(_("role"), max_length=30, choices=Role, default=Role.DIRECTOR)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible person"),
    )
    partner = models.CharField(_("together with"), max_length=60, blank=True)
    proof = models.CharField(_("proved by"), max_length=40, default="work_note")
    position = models.PositiveIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "position", "pk"]
        verbose_name = _("plan line")
        verbose_name_plural = _("plan lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__range=(1, 12)),
                name="plan_line_month",
                violation_error_message=_("A month is a number from 1 to 12."),
            ),
            models.CheckConstraint(
                condition=Q(quarter=None) | Q(quarter__range=(1, 4)),
                name="plan_line_quarter",
                violation_error_message=_("A quarter is a number from 1 to 4."),
            ),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(due_on=None) | Q(due_on__gte=F("opens_on")),
                name="plan_line_due_after_it_opens",
                violation_error_message=_("It cannot be due before it may begin."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("duties:line", args=[self.pk])

    @property
    def proof_in_use(self) -> str:
        """The kind of record that proves it."""
        return self.proof if self.proof in kinds() else WORK_NOTE
