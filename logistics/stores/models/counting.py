"""A stocktake under way: frozen, counted blind by several people, explained, then posted."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import QuantityField
from logistics.school.reach import VisibleQuerySet
from logistics.stores.models.goods import Item, Store
from logistics.stores.models.sheets import Stocktake
from logistics.stores.models.stock import Lot


class CountQuerySet(VisibleQuerySet):
    campus_column = "store__campus_id"

    def open(self) -> Self:
        return self.exclude(state__in=[Count.State.POSTED, Count.State.DROPPED])


class Count(models.Model):
    """The stocktake of a store, from the moment the account is frozen until it is posted.

    The keeper does not lead the count of their own store: `led_by` is another.
    """

    class State(models.TextChoices):
        COUNTING = "counting", pgettext_lazy("stocktake", "being counted")
        EXPLAINING = "explaining", pgettext_lazy("stocktake", "differences to explain")
        POSTED = "posted", pgettext_lazy("stocktake", "posted")
        DROPPED = "dropped", pgettext_lazy("stocktake", "dropped")

    store = models.ForeignKey(Store, models.PROTECT, related_name="counts", verbose_name=_("store"))
    occasion = models.CharField(_("occasion"), max_length=20, choices=Stocktake.Occasion)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.COUNTING)
    frozen_at = models.DateTimeField(_("as of"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    led_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supervised by"),
    )
    stocktake = models.OneToOneField(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="count_of_stock",
        verbose_name=_("stocktake sheet"),
    )

    objects = CountQuerySet.as_manager()

    class Meta:
        ordering = ["-frozen_at", "-pk"]
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [
            models.UniqueConstraint(
                fields=["store"],
                condition=Q(state__in=["counting", "explaining"]),
                name="count_one_open_per_store",
                violation_error_message=_("This store is being counted already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.store}: {self.get_occasion_display()}"

    def get_absolute_url(self) -> str:
        return reverse("stores:count", args=[self.pk])


class CountLine(models.Model):
    """One lot of the count. `expected` was frozen at the start; counters do not see it.

    What moved after the freeze is known from the ledger and taken into account when it is posted.
    """

    count = models.ForeignKey(Count, models.CASCADE, related_name="lines", verbose_name=_("count"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("lot"))
    expected = QuantityField(_("by the account"))
    counted = QuantityField(_("counted"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    handling = models.CharField(_("what is done about it"), max_length=200, blank=True)

    class Meta:
        ordering = ["item", "lot"]
        verbose_name = _("line of a count")
        verbose_name_plural = _("lines of counts")
        constraints = [
            models.UniqueConstraint(fields=["count", "lot"], name="count_line_once"),
            models.CheckConstraint(
                condition=Q(counted=None) | Q(counted__gte=0),
                name="count_line_not_negative",
                violation_error_message=_("Nobody counts less than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.counted}"


class CountingQuerySet(models.QuerySet):
    def latest_of_each(self) -> Self:
        return self.order_by("line", F("at").desc())


class Counting(models.Model):
    """Somebody counted a lot at a moment. `key` makes a repeated sending harmless."""

    line = models.ForeignKey(
        CountLine, models.CASCADE, related_name="countings", verbose_name=_("line")
    )
    quantity = QuantityField(_("quantity"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    key = models.CharField(_("key"), max_length=40, unique=True)

    objects = CountingQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("counting")
        verbose_name_plural = _("countings")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="counting_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.quantity}"
