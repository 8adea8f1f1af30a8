"""Records that cannot all be true, until people have put them right or said why they are."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Comparison, comparisons
from logistics.school.reach import VisibleQuerySet


class State(models.TextChoices):
    """Worked out from what happened to it; never ticked."""

    OPEN = "to_check", _("to be checked")
    ASSIGNED = "in_hand", _("in hand")
    GONE = "put_right", _("put right")
    SETTLED = "explained", _("explained")


CONDITIONS = {
    State.OPEN: Q(settled_at=None, gone_at=None, assigned_to=None),
    State.ASSIGNED: Q(settled_at=None, gone_at=None, assigned_to__isnull=False),
    State.GONE: Q(settled_at=None, gone_at__isnull=False),
    State.SETTLED: Q(settled_at__isnull=False),
}


class ContradictionQuerySet(VisibleQuerySet):
    def visible_to(self, person: Any, permission: str) -> Self:
        """What the permission reaches, and what one has been asked to look into."""
        reach = person.reach(permission)
        seen = reach.within(campus="campus_id") | Q(pk__in=()) if reach else Q(pk__in=())
        return self.filter(seen | Q(assigned_to_id=person.pk))

    def unsettled(self) -> Self:
        return self.filter(settled_at=None, gone_at=None)

    def in_state(self, state: str) -> Self:
        return self.filter(CONDITIONS[State(state)])

    def waiting_for(self, person: Any) -> Self:
        """Mine to look into; for those who assign them, also what nobody has in hand."""
        mine = Q(assigned_to_id=person.pk)
        if reach := person.reach("contradictions.settle"):
            mine |= Q(assigned_to=None) & reach.within(campus="campus_id")
        return self.unsettled().filter(mine)


class Contradiction(models.Model):
    """One case that a comparison has found. The system names it; only people settle it.

    `key` names the case, so that it is found once, however often one looks. It goes by itself when
    the records no longer contradict each other.
    """

    comparison = models.CharField(_("comparison"), max_length=60)
    key = models.CharField(_("case"), max_length=120)
    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, null=True, blank=True, verbose_name=_("campus")
    )
    on = models.DateField(_("day"))
    said = models.JSONField(_("what is said"), default=dict)
    entries = models.ManyToManyField("records.Entry", related_name="+", verbose_name=_("records"))
    task = models.ForeignKey(
        "duties.Task",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("task"),
    )
    found_at = models.DateTimeField(_("found at"))
    gone_at = models.DateTimeField(_("no longer found since"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked into by"),
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned by"),
    )
    assigned_at = models.DateTimeField(_("assigned at"), null=True, blank=True)
    explanation = models.CharField(_("explanation"), max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = ContradictionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("contradiction")
        verbose_name_plural = _("contradictions")
        indexes = [
            models.Index(
                fields=["campus", "-on"],
                condition=Q(settled_at=None, gone_at=None),
                name="contradiction_open",
            ),
            models.Index(fields=["on", "id"], name="contradiction_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "key"], name="contradiction_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | (~Q(explanation="") & Q(settled_by__isnull=False)),
                name="contradiction_settled_says_why",
                violation_error_message=_("Say why the records are right as they are."),
            ),
            models.CheckConstraint(
                condition=Q(assigned_at=None, assigned_to=None)
                | Q(assigned_at__isnull=False, assigned_to__isnull=False),
                name="contradiction_assigned_to_somebody",
                violation_error_message=_("Name who looks into it."),
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(settled_at__gte=F("found_at")),
                name="contradiction_settled_after_found",
                violation_error_message=_("It cannot be settled before it was found."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.declared.sentence) % self.said

    def get_absolute_url(self) -> str:
        return reverse("contradictions:contradiction", args=[self.pk])

    @property
    def declared(self) -> Comparison:
        return comparisons()[self.comparison]

    @property
    def state(self) -> State:
        if self.settled_at:
            return State.SETTLED
        if self.gone_at:
            return State.GONE
        return State.ASSIGNED if self.assigned_to_id else State.OPEN

    @property
    def is_open(self) -> bool:
        return self.state in (State.OPEN, State.ASSIGNED)
