"""A stocktake under way: frozen, counted blind by several people, explained, then posted."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count as CountOf
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import QuantityField, labelled
from logistics.school.reach import VisibleQuerySet
from logistics.stores.models.goods import Item, Store
from logistics.stores.models.sheets import Stocktake
from logistics.stores.models.stock import Lot, Movement

THOUSANDTH = Decimal("0.001")


class CountQuerySet(VisibleQuerySet):
    campus_column = "store__campus_id"

    def open(self) -> Self:
        return self.exclude(state__in=[Count.State.POSTED, Count.State.DROPPED])

    def counted_by(self, person: Any) -> Self:
        """Those in which this person counts: of the stores they keep, and those they supervise."""
        kept = Store.objects.kept_by(person).values("pk")
        return self.filter(Q(store__in=kept) | Q(led_by=person.pk))

    def seen_by(self, person: Any) -> Self:
        """Those a person may read: of the stores of their campus, and those they supervise."""
        reached = person.reach("stores.view").within(campus=self.campus_column)
        return self.filter(reached | Q(led_by=person.pk))

    def for_rows(self) -> Self:
        """With how many lines there are, and how many of them are counted."""
        counted = CountOf("lines", filter=Q(lines__counted__isnull=False))
        rows = self.select_related("store__campus", "store__keeper", "led_by", "stocktake")
        return rows.annotate(lines_count=CountOf("lines"), counted_count=counted)


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
        verbose_name_plural = pgettext_lazy("of a store", "counts")
        constraints = [
            models.UniqueConstraint(
                fields=["store"],
                condition=Q(state__in=["counting", "explaining"]),
                name="count_one_open_per_store",
                violation_error_message=_("This store is being counted already."),
            ),
        ]

    def __str__(self) -> str:
        return labelled(self.store, self.get_occasion_display())

    def get_absolute_url(self) -> str:
        return reverse("stores:count", args=[self.pk])

    @property
    def is_counting(self) -> bool:
        return self.state == Count.State.COUNTING

    @property
    def is_explaining(self) -> bool:
        return self.state == Count.State.EXPLAINING


class CountLineQuerySet(models.QuerySet):
    def uncounted(self) -> Self:
        return self.filter(counted=None)

    def for_rows(self) -> Self:
        return self.select_related("item__group", "lot")

    def with_account(self) -> Self:
        """Adds `counted_at`, and `account`: what the ledger says was there at that moment.

        By when things happened, not when they were written down: an issue that is entered only
        after the counting was no longer on the shelf either.
        """
        latest = Counting.objects.filter(line=OuterRef("pk")).order_by("-at", "-pk")
        moved = Movement.objects.filter(
            store=OuterRef("count__store"),
            lot=OuterRef("lot"),
            happened_at__lte=OuterRef("counted_at"),
        )
        total = moved.order_by().values("lot").annotate(total=Sum("quantity")).values("total")
        rows = self.annotate(counted_at=Subquery(latest.values("at")[:1]))
        return rows.annotate(account=Subquery(total, output_field=QuantityField()))


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

    objects = CountLineQuerySet.as_manager()

    account: Decimal | None  # with_account() adds it

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

    @property
    def by_the_account(self) -> Decimal:
        """What should have been there when it was counted; the sum of a database that adds in binary."""
        return Decimal(self.account or 0).quantize(THOUSANDTH)

    @property
    def moved(self) -> Decimal:
        """What came and went between the freeze and the counting."""
        return self.by_the_account - self.expected

    @property
    def difference(self) -> Decimal:
        return (self.counted or Decimal(0)) - self.by_the_account


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
