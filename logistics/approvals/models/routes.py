"""Routes: the school's own ways for its requests. Without one, a kind takes the way it declares."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.approvals.models.approvals import DECIDERS
from logistics.contributions import approval_kinds
from logistics.fields import MoneyField


class RouteQuerySet(models.QuerySet):
    def visible_to(self, person: Any, permission: str = "school.view_setting") -> Self:
        """Those of the whole school are seen by everybody who sees any."""
        reach = person.reach(permission)
        if not reach:
            return self.none()
        return self.filter(Q(campus=None) | reach.within(campus="campus_id"))

    def changeable_by(self, person: Any, permission: str = "school.arrange") -> Self:
        """Those of the campuses one arranges; all, if one arranges the whole school."""
        return self.filter(person.reach(permission).within(campus="campus_id"))


class Route(models.Model):
    """The school's own way for a kind of request, at a campus or at all, from an amount on."""

    kind = models.CharField(_("kind of request"), max_length=40)
    campus = models.ForeignKey(
        "school.Campus",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("campus"),
        help_text=_("Empty: all campuses"),
    )
    from_amount = MoneyField(_("from an amount of"), default=0)

    objects = RouteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "campus_id", "from_amount", "pk"]
        verbose_name = _("approval route")
        verbose_name_plural = _("approval routes")
        constraints = [
            models.CheckConstraint(
                condition=Q(from_amount__gte=0),
                name="route_from_no_less_than_nothing",
                violation_error_message=_("An amount is not below zero."),
            ),
            # SQLite cannot hold two empty campuses to be the same, so they are compared as 0.
            models.UniqueConstraint(
                "kind",
                Coalesce("campus", 0),
                "from_amount",
                name="route_once",
                violation_error_message=_("There is a route for this already. Change that one."),
            ),
        ]

    def __str__(self) -> str:
        return str(approval_kinds()[self.kind].title) if self.is_declared else self.kind

    def get_absolute_url(self) -> str:
        return reverse("approvals:route_list")

    @property
    def is_declared(self) -> bool:
        """A trade that is not installed any more leaves its routes behind."""
        return self.kind in approval_kinds()


class RouteStep(models.Model):
    """A step of a route: the role that decides there, one who holds it or everybody; or the heads."""

    route = models.ForeignKey(
        Route, models.CASCADE, related_name="steps", verbose_name=_("approval route")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    role = models.CharField(_("role"), max_length=30, choices=DECIDERS)
    everybody = models.BooleanField(_("all who hold it must agree"), default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["route", "position"]
        verbose_name = _("step of a route")
        verbose_name_plural = _("steps of a route")
        constraints = [
            models.UniqueConstraint(fields=["route", "position"], name="route_step_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())
