"""Alerts: a cluster of illness somewhere, the thresholds it has reached, and what follows from it."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.models.cases import InfectiousCase
from health.models.diseases import Disease, Threshold
from health.symptoms import Symptom
from logistics.school.reach import VisibleQuerySet


class AlertQuerySet(VisibleQuerySet):
    def open(self) -> Self:
        return self.filter(closed_on=None)

    def for_rows(self) -> Self:
        rows = self.select_related("campus", "school_class", "floor", "disease", "closed_by")
        levels = AlertLevel.objects.select_related("threshold")
        return rows.prefetch_related(models.Prefetch("levels", levels))


class Alert(models.Model):
    """One disease or symptom in one class, on one floor or at one campus; raised once.

    It stays open until so long after the last child that nobody else is expected to fall ill.
    """

    Scope = Threshold.Scope

    key = models.CharField(_("occurrence"), max_length=80, editable=False)
    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    scope = models.CharField(_("within"), max_length=10, choices=Threshold.Scope)
    school_class = models.ForeignKey(
        "school.SchoolClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("class"),
    )
    floor = models.ForeignKey(
        "school.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("floor or building"),
    )
    disease = models.ForeignKey(
        Disease,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="alerts",
        verbose_name=_("disease"),
    )
    symptom = models.CharField(_("symptom"), max_length=30, choices=Symptom, blank=True)
    first_on = models.DateField(_("first child on"))
    reached_on = models.DateField(_("threshold reached on"))
    last_on = models.DateField(_("last child on"))
    count = models.PositiveSmallIntegerField(_("children"))
    raised_at = models.DateTimeField(_("raised at"))
    closes_on = models.DateField(_("open until"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    closing = models.CharField(_("why it was closed"), max_length=200, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-reached_on", "-pk"]
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(closed_on=None),
                name="alert_once_while_open",
                violation_error_message=_("This alert is open already."),
            ),
            models.CheckConstraint(
                condition=(Q(disease=None) & ~Q(symptom=""))
                | (Q(disease__isnull=False) & Q(symptom="")),
                name="alert_disease_or_symptom",
                violation_error_message=_("An alert is about a disease or about a symptom."),
            ),
            models.CheckConstraint(
                condition=Q(reached_on__gte=F("first_on")) & Q(last_on__gte=F("first_on")),
                name="alert_days_in_order",
                violation_error_message=_("An alert begins with its first child."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(where)s: %(count)s children") % {"where": self.where, "count": self.count}

    def get_absolute_url(self) -> str:
        return reverse("health:alert", args=[self.pk])

    @property
    def what(self) -> str:
        return str(self.disease) if self.disease else str(self.get_symptom_display())

    @property
    def where(self) -> str:
        return str(self.school_class or self.floor or self.campus)

    @property
    def worst(self) -> "AlertLevel | None":
        """The gravest level it has reached."""
        order = [level.value for level in Threshold.Level]
        levels: list[Any] = list(self.levels.all())
        return max(levels, key=lambda level: order.index(level.threshold.level), default=None)


class AlertLevel(models.Model):
    """A threshold that an alert has reached, as it stood then."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="levels", verbose_name=_("alert"))
    threshold = models.ForeignKey(
        Threshold, models.PROTECT, related_name="+", verbose_name=_("threshold")
    )
    reached_on = models.DateField(_("reached on"))
    window_days = models.PositiveSmallIntegerField(_("days in a row"))
    case_count = models.PositiveSmallIntegerField(_("children, at least"))
    raised_at = models.DateTimeField(_("raised at"))

    class Meta:
        ordering = ["reached_on", "pk"]
        verbose_name = _("level reached")
        verbose_name_plural = _("levels reached")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "threshold"], name="alert_level_once"),
        ]

    def __str__(self) -> str:
        return str(self.threshold)


class Consequence(models.Model):
    """A task that is owed because of a case or an alert. Both show whether it is proved."""

    task = models.ForeignKey(
        "duties.Task", models.CASCADE, related_name="+", verbose_name=_("task")
    )
    case = models.ForeignKey(
        InfectiousCase,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="consequences",
        verbose_name=pgettext_lazy("illness", "case"),
    )
    alert = models.ForeignKey(
        Alert,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="consequences",
        verbose_name=_("alert"),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("what follows")
        verbose_name_plural = _("what follows")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "task"], name="consequence_once_a_case"),
            models.UniqueConstraint(fields=["alert", "task"], name="consequence_once_an_alert"),
            models.CheckConstraint(
                condition=Q(case__isnull=False, alert=None) | Q(case=None, alert__isnull=False),
                name="consequence_of_one_thing",
                violation_error_message=_("It follows from a case or from an alert."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.task)
