"""The purchase plan of a term and its lines."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from assets.models.requests import AskedQuerySet
from logistics.fields import MoneyField, QuantityField, plain_quantity

# How the states of a purchase and of an invoice look.


class PurchasePlanQuerySet(AskedQuerySet):
    def visible_to(self, person: Any, permission: str = "stores.view") -> Self:
        return self.filter(person.reach(permission).within(campus="campus_id"))


class PurchasePlan(models.Model):
    """学期采购计划: what a term will need, from last year's use and the stock, agreed together."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("purchase plan", "being prepared")
        AGREED = "agreed", pgettext_lazy("purchase plan", "agreed together")
        REQUESTED = "requested", pgettext_lazy("purchase plan", "purchase requested")

    term = models.ForeignKey("school.Term", models.PROTECT, verbose_name=_("term"))
    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    title = models.CharField(_("title"), max_length=80)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("made at"))
    used_from = models.DateField(_("use counted from"))
    used_until = models.DateField(_("use counted until"))

    objects = PurchasePlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("purchase plan")
        verbose_name_plural = _("purchase plans")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assets:plan", args=[self.pk])

    @property
    def tone(self) -> str:
        return {"draft": "neutral", "agreed": "info", "requested": "ok"}[self.state]

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines.all()), Decimal(0))


class PurchasePlanLine(models.Model):
    """One sort of goods: what was used, what there is, what is proposed, what was agreed."""

    plan = models.ForeignKey(
        PurchasePlan, models.CASCADE, related_name="lines", verbose_name=_("plan")
    )
    item = models.ForeignKey(
        "stores.Item", models.PROTECT, related_name="+", verbose_name=_("item")
    )
    used = QuantityField(_("used last year"), default=0)
    in_stock = QuantityField(_("in stock"), default=0)
    proposed = QuantityField(_("proposed"), default=0)
    quantity = QuantityField(_("to be bought"), default=0)
    price = MoneyField(_("estimated unit price (yuan)"), default=0)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        ordering: ClassVar[Sequence[str]] = ["plan", "item__group", "item__name", "pk"]
        verbose_name = _("line of a purchase plan")
        verbose_name_plural = _("lines of purchase plans")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "item"],
                name="plan_line_once",
                violation_error_message=_("This item stands in the plan already."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0) & Q(price__gte=0),
                name="plan_line_not_negative",
                violation_error_message=_("A quantity is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {plain_quantity(self.quantity)}"

    @property
    def amount(self) -> Decimal:
        return (self.quantity * self.price).quantize(Decimal("0.01"))
