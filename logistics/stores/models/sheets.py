"""The documents of the stores: each is a record, its lines move goods, and none is ever rewritten.

What was posted by mistake is taken back by a `CounterDocument`.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import MoneyField, QuantityField, labelled
from logistics.records.models import Record, RecordLine
from logistics.stores.models.goods import Item, Store, Supplier
from logistics.stores.models.stock import Lot


class StoreSheet(Record):
    """A document of one store."""

    with_lines = True

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.one_line()


class LotLine(RecordLine):
    """So much of one lot."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("lot"))
    quantity = QuantityField(_("quantity"))
    amount = MoneyField(_("amount (yuan)"), default=0)
    remark = models.CharField(_("remark"), max_length=100, blank=True)

    class Meta(RecordLine.Meta):
        abstract = True


def moves_something(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(quantity__gt=0),
        name=name,
        violation_error_message=_("A quantity is more than zero."),
    )


class StockIn(StoreSheet):
    """入库单: goods came into a store. `basis` is the acceptance or donation they came by."""

    kind_code = "stock_in"

    class Source(models.TextChoices):
        PURCHASE = "purchase", pgettext_lazy("source of goods", "purchase")
        ALLOCATED = "allocated", pgettext_lazy("source of goods", "allocated free of charge")
        DONATION = "donation", pgettext_lazy("source of goods", "donation")
        REUSE = "reuse", pgettext_lazy("source of goods", "usable parts of old things")
        OPENING = "opening", pgettext_lazy("source of goods", "opening stock")

    source = models.CharField(_("source"), max_length=20, choices=Source, default=Source.PURCHASE)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, verbose_name=_("supplier")
    )
    delivered_by = models.CharField(_("delivered by"), max_length=50, blank=True)
    basis = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stock_ins",
        verbose_name=_("came by"),
    )

    class Meta:
        verbose_name = _("stock-in sheet")
        verbose_name_plural = _("stock-in sheets")

    def one_line(self) -> str:
        names = [str(line.item.name) for line in (self.new_lines or self.lines.all())[:3]]
        return f"{self.store} ← {'、'.join(names)}"


class StockInLine(LotLine):
    sheet = models.ForeignKey(
        StockIn, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )

    class Meta(LotLine.Meta):
        verbose_name = _("line of a stock-in sheet")
        verbose_name_plural = _("lines of stock-in sheets")
        constraints: ClassVar = [moves_something("stock_in_line_positive")]


class StockOut(StoreSheet):
    """领用单(出库单): goods were issued to a person, a class or a place (of its entry).

    `basis` is the requisition it answers. `witness` signs beside the keeper for hazardous goods.
    """

    kind_code = "issue"

    receiver = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("received by")
    )
    purpose = models.CharField(_("purpose"), max_length=100, blank=True)
    witness = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second signature"),
    )
    basis = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stock_outs",
        verbose_name=_("asked by"),
    )

    class Meta:
        verbose_name = _("issue sheet")
        verbose_name_plural = _("issue sheets")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(witness=None) | ~Q(witness=F("receiver")),
                name="stock_out_witness_is_another",
                violation_error_message=_("The second signature is another person's."),
            ),
        ]

    def one_line(self) -> str:
        names = [str(line.item.name) for line in (self.new_lines or self.lines.all())[:3]]
        return f"{self.receiver} ← {'、'.join(names)}"


class StockOutLine(LotLine):
    """`asked` is what was wanted; `old_returned` how many old ones came back against it."""

    sheet = models.ForeignKey(
        StockOut, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    asked = QuantityField(pgettext_lazy("quantity", "asked for"), null=True, blank=True)
    old_returned = QuantityField(_("old ones returned"), default=0)

    class Meta(LotLine.Meta):
        verbose_name = _("line of an issue sheet")
        verbose_name_plural = _("lines of issue sheets")
        constraints: ClassVar = [moves_something("stock_out_line_positive")]


class StockReturn(StoreSheet):
    """退库单: what was issued came back, by whom and in which state."""

    kind_code = "stock_return"

    returned_by = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("returned by")
    )
    basis = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stock_returns",
        verbose_name=_("issue sheet"),
    )

    class Meta:
        verbose_name = _("return sheet")
        verbose_name_plural = _("return sheets")

    def one_line(self) -> str:
        return f"{self.returned_by} → {self.store}"


class StockReturnLine(LotLine):
    sheet = models.ForeignKey(
        StockReturn, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    state = models.CharField(_("state"), max_length=50, blank=True)

    class Meta(LotLine.Meta):
        verbose_name = _("line of a return sheet")
        verbose_name_plural = _("lines of return sheets")
        constraints: ClassVar = [moves_something("stock_return_line_positive")]


class StockTransfer(StoreSheet):
    """移库单: from one store to another, also of another campus."""

    kind_code = "stock_transfer"

    to_store = models.ForeignKey(
        Store, models.PROTECT, related_name="+", verbose_name=_("to the store")
    )

    class Meta:
        verbose_name = _("stock transfer")
        verbose_name_plural = _("stock transfers")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(store=F("to_store")),
                name="stock_transfer_goes_elsewhere",
                violation_error_message=_("A transfer goes to another store."),
            ),
        ]

    def one_line(self) -> str:
        return f"{self.store} → {self.to_store}"


class StockTransferLine(LotLine):
    sheet = models.ForeignKey(
        StockTransfer, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )

    class Meta(LotLine.Meta):
        verbose_name = _("line of a stock transfer")
        verbose_name_plural = _("lines of stock transfers")
        constraints: ClassVar = [moves_something("stock_transfer_line_positive")]


class StockLoss(StoreSheet):
    """报损单: goods written off, with the reason."""

    kind_code = "stock_loss"

    class Cause(models.TextChoices):
        EXPIRED = "expired", pgettext_lazy("cause of a loss", "expired")
        SPOILED = "spoiled", pgettext_lazy("cause of a loss", "spoiled")
        BROKEN = "broken", pgettext_lazy("cause of a loss", "broken")
        LOST = "lost", pgettext_lazy("cause of a loss", "lost")
        OTHER = "other", pgettext_lazy("cause of a loss", "other")

    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    reason = models.CharField(_("what happened"), max_length=200)
    witness = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second signature"),
    )

    class Meta:
        verbose_name = _("write-off sheet")
        verbose_name_plural = _("write-off sheets")

    def one_line(self) -> str:
        return labelled(self.store, self.get_cause_display())


class StockLossLine(LotLine):
    sheet = models.ForeignKey(
        StockLoss, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )

    class Meta(LotLine.Meta):
        verbose_name = _("line of a write-off sheet")
        verbose_name_plural = _("lines of write-off sheets")
        constraints: ClassVar = [moves_something("stock_loss_line_positive")]


class CounterDocument(Record):
    """红字冲销单: takes back all a posted document moved. The document stays, voided."""

    kind_code = "counter_document"

    document = models.OneToOneField(
        "records.Entry", models.PROTECT, related_name="countered_by", verbose_name=_("document")
    )
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("counter-document")
        verbose_name_plural = _("counter-documents")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return labelled(self.document.number, self.reason)


class Stocktake(StoreSheet):
    """盘点表: what was counted in a store, posted. Its lines are those of the `Count`."""

    kind_code = "stocktake"

    class Occasion(models.TextChoices):
        MONTH = "month", pgettext_lazy("stocktake", "month end")
        TERM_START = "term_start", pgettext_lazy("stocktake", "term start")
        TERM_END = "term_end", pgettext_lazy("stocktake", "term end")
        YEAR_END = "year_end", pgettext_lazy("stocktake", "year end")
        SPOT = "spot", pgettext_lazy("stocktake", "spot check")

    occasion = models.CharField(_("occasion"), max_length=20, choices=Occasion)
    frozen_at = models.DateTimeField(_("as of"))
    supervised_by = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supervised by"),
    )

    class Meta:
        verbose_name = _("stocktake")
        verbose_name_plural = _("stocktakes")

    def one_line(self) -> str:
        return labelled(self.store, self.get_occasion_display())


class StocktakeLine(RecordLine):
    """One lot: what the account said and what was counted; the difference was posted."""

    sheet = models.ForeignKey(
        Stocktake, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("lot"))
    expected = QuantityField(_("by the account"))
    counted = QuantityField(_("counted"))
    amount = MoneyField(_("worth of the difference (yuan)"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    handling = models.CharField(_("what is done about it"), max_length=200, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a stocktake")
        verbose_name_plural = _("lines of stocktakes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expected=F("counted")) | ~Q(reason=""),
                name="stocktake_difference_has_a_reason",
                violation_error_message=_("A difference has its reason."),
            ),
        ]


class StockMonth(StoreSheet):
    """月度收发存表: what a store had, took in, gave out and has, item by item, of one month."""

    kind_code = "stock_movement"

    month = models.DateField(_("month"), help_text=_("Its first day"))

    class Meta:
        verbose_name = _("monthly in-and-out sheet")
        verbose_name_plural = _("monthly in-and-out sheets")

    def one_line(self) -> str:
        return f"{self.store} {self.month:%Y-%m}"


class StockMonthLine(RecordLine):
    """Quantities and worth (yuan) of one item."""

    sheet = models.ForeignKey(
        StockMonth, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    opening = QuantityField(_("opening"))
    opening_amount = MoneyField(_("opening (yuan)"))
    incoming = QuantityField(_("in"))
    incoming_amount = MoneyField(_("in (yuan)"))
    outgoing = QuantityField(_("out"))
    outgoing_amount = MoneyField(_("out (yuan)"))
    closing = QuantityField(_("closing"))
    closing_amount = MoneyField(_("closing (yuan)"))

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a monthly sheet")
        verbose_name_plural = _("lines of monthly sheets")
