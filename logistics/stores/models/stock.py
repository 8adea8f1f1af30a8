"""The ledger: what came and went, and what is left of each lot in each store.

Movements are only ever added. A balance is kept in the same transaction and never below zero.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import MoneyField, QuantityField
from logistics.school.reach import VisibleQuerySet
from logistics.stores.models.goods import KEEP, Item, Store, Supplier


class Lot(models.Model):
    """Goods of one delivery: one price, one batch, one expiry date."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="lots", verbose_name=_("item"))
    batch = models.CharField(_("batch number"), max_length=40, blank=True)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    price = models.DecimalField(_("unit price (yuan)"), max_digits=14, decimal_places=4, default=0)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, verbose_name=_("supplier")
    )
    received_on = models.DateField(_("received on"))

    class Meta:
        # First expiring first; what does not expire, oldest first.
        ordering: ClassVar[Sequence[Any]] = [
            F("expires_on").asc(nulls_last=True),
            "received_on",
            "pk",
        ]
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=0),
                name="lot_price_not_negative",
                violation_error_message=_("A price is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(made_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("made_on")),
                name="lot_expires_after_it_was_made",
                violation_error_message=_("Nothing expires before it was made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.batch or f'{self.received_on:%Y-%m-%d}'}"

    def is_expired(self, on: date) -> bool:
        return self.expires_on is not None and self.expires_on < on


class BalanceQuerySet(VisibleQuerySet):
    campus_column = "store__campus_id"

    def kept_by(self, person: Any) -> Self:
        found = Q(pk__in=())
        for kind, permission in KEEP.items():
            if person.has_perm(permission):
                reach = person.reach(permission)
                found |= Q(store__kind=kind) & reach.within(campus="store__campus_id")
        return self.filter(found)

    def there(self) -> Self:
        return self.filter(quantity__gt=0)

    def usable(self, on: date) -> Self:
        """What may be issued: not expired."""
        return self.there().filter(Q(lot__expires_on=None) | Q(lot__expires_on__gte=on))

    def first_expiring(self) -> Self:
        order = F("lot__expires_on").asc(nulls_last=True)
        return self.order_by(order, "lot__received_on", "lot_id")

    def total(self) -> Decimal:
        return self.aggregate(total=Sum("quantity"))["total"] or Decimal(0)


class Balance(models.Model):
    """What is left of a lot in a store: the sum of its movements there."""

    store = models.ForeignKey(
        Store, models.PROTECT, related_name="balances", verbose_name=_("store")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="balances", verbose_name=_("lot"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="balances", verbose_name=_("item"))
    quantity = QuantityField(_("quantity"), default=0)

    objects = BalanceQuerySet.as_manager()

    class Meta:
        ordering = ["store", "item", "lot"]
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        indexes = [models.Index(fields=["item", "store"], name="balance_item_store")]
        constraints = [
            models.UniqueConstraint(fields=["store", "lot"], name="balance_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="balance_never_negative",
                violation_error_message=_("There is not that much left."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.quantity}"


class MovementQuerySet(VisibleQuerySet):
    campus_column = "store__campus_id"

    def of_month(self, first: date, last: date) -> Self:
        return self.filter(happened_at__date__gte=first, happened_at__date__lte=last)


class Movement(models.Model):
    """One line of the ledger. Rows are only ever added: triggers refuse the rest.

    `quantity` and `amount` (yuan) are signed: what comes in is positive. `entry` is the document
    that moved it, `line` its line there. `reverses` is the movement a counter-document takes back.
    """

    class Kind(models.TextChoices):
        RECEIVE = "receive", pgettext_lazy("movement", "received")
        ISSUE = "issue", pgettext_lazy("movement", "issued")
        RETURN = "return", pgettext_lazy("movement", "returned")
        MOVE_OUT = "move_out", pgettext_lazy("movement", "moved out")
        MOVE_IN = "move_in", pgettext_lazy("movement", "moved in")
        SURPLUS = "surplus", pgettext_lazy("movement", "surplus of a stocktake")
        SHORTAGE = "shortage", pgettext_lazy("movement", "shortage of a stocktake")
        LOSS = "loss", pgettext_lazy("movement", "written off")

    COMING = (Kind.RECEIVE, Kind.RETURN, Kind.MOVE_IN, Kind.SURPLUS)

    store = models.ForeignKey(
        Store, models.PROTECT, related_name="movements", verbose_name=_("store")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="movements", verbose_name=_("lot"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="movements", verbose_name=_("item"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    quantity = QuantityField(_("quantity"))
    amount = MoneyField(_("amount (yuan)"))
    happened_at = models.DateTimeField(_("happened at"))
    entered_at = models.DateTimeField(_("entered at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    entry = models.ForeignKey(
        "records.Entry", models.PROTECT, related_name="movements", verbose_name=_("document")
    )
    line = models.PositiveSmallIntegerField(_("line"), default=0)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("takes back"),
    )
    stamp = models.CharField(_("stamp"), max_length=32)

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("movement")
        verbose_name_plural = _("movements")
        indexes = [
            models.Index(fields=["store", "lot", "happened_at"], name="movement_of_lot"),
            models.Index(fields=["item", "happened_at"], name="movement_of_item"),
            models.Index(fields=["store", "happened_at"], name="movement_of_store"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(quantity=0),
                name="movement_moves_something",
                violation_error_message=_("A movement moves something."),
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False)
                | Q(kind__in=["receive", "return", "move_in", "surplus"], quantity__gt=0)
                | Q(kind__in=["issue", "move_out", "shortage", "loss"], quantity__lt=0),
                name="movement_goes_its_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity:+f} {self.item.unit}"


class Shelf(models.Model):
    """Where a store keeps an item, and how little of it is too little.

    `low_since` is when the balance fell below the minimum: one alert for each crossing.
    """

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="shelves", verbose_name=_("store")
    )
    item = models.ForeignKey(Item, models.CASCADE, related_name="shelves", verbose_name=_("item"))
    bin = models.CharField(_("shelf"), max_length=40, blank=True)
    minimum = QuantityField(_("minimum stock"), null=True, blank=True)
    enough = QuantityField(_("order up to"), null=True, blank=True)
    low_since = models.DateTimeField(_("low since"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["store", "bin", "item"]
        verbose_name = _("shelf")
        verbose_name_plural = _("shelves")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "item"],
                name="shelf_once",
                violation_error_message=_("This store has a shelf for it already."),
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(minimum__gte=0),
                name="shelf_minimum_not_negative",
                violation_error_message=_("A minimum is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(enough=None) | Q(minimum=None) | Q(enough__gte=F("minimum")),
                name="shelf_enough_is_above_minimum",
                violation_error_message=_("Order up to at least the minimum."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.store} {self.bin} {self.item}"
