"""What a purchase needs before it is agreed: quotations, minutes, a tender."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.models.purchases import OfPurchaseQuerySet, PurchaseLine, PurchaseRequest
from logistics.fields import MoneyField
from logistics.records.models import Record, RecordLine

# How the states of a purchase and of an invoice look.


class QuotationComparison(Record):
    """询价比价表: what several suppliers ask for the same things, and which of them is recommended.

    `prices` of a line are the unit prices in the order of the request's lines.
    """

    kind_code = "quotation_comparison"
    with_lines = True

    request = models.ForeignKey(
        PurchaseRequest,
        models.PROTECT,
        related_name="comparisons",
        verbose_name=_("purchase request"),
    )
    reason = models.CharField(_("reason for the recommendation"), max_length=200)
    second = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        related_name="+",
        verbose_name=_("second person who asked"),
    )

    objects = OfPurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison of offers")
        verbose_name_plural = _("comparisons of offers")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        lines = self.told_lines
        chosen = next((line.supplier for line in lines if line.is_recommended), "")
        return f"{self.request.entry.number} → {chosen}"

    @property
    def price_rows(self) -> list[tuple[PurchaseLine, list[Decimal]]]:
        """Each line of the request with what every supplier asks for it."""
        quotes = list(self.lines.all())
        rows = []
        for number, line in enumerate(self.request.lines.all()):
            asked = [q.prices[number] for q in quotes if number < len(q.prices)]
            rows.append((line, [Decimal(price) for price in asked]))
        return rows

    @property
    def recommended(self) -> "Quote | None":
        return next((line for line in self.lines.all() if line.is_recommended), None)


class Quote(RecordLine):
    """The offer of one supplier."""

    sheet = models.ForeignKey(
        QuotationComparison,
        models.PROTECT,
        related_name="lines",
        verbose_name=pgettext_lazy("of offers", "comparison"),
    )
    supplier = models.CharField(_("supplier"), max_length=100)
    prices = models.JSONField(_("unit prices (yuan)"), default=list)
    total = MoneyField(_("total (yuan)"))
    delivery_days = models.PositiveSmallIntegerField(_("delivered within (days)"), null=True)
    warranty = models.CharField(_("warranty"), max_length=60, blank=True)
    qualification = models.CharField(_("licences and qualification"), max_length=100, blank=True)
    is_recommended = models.BooleanField(_("recommended"), default=False)

    class Meta(RecordLine.Meta):
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sheet"],
                condition=Q(is_recommended=True),
                name="quote_one_recommended",
                violation_error_message=_("One offer is recommended."),
            ),
            models.CheckConstraint(
                condition=Q(total__gt=0),
                name="quote_positive",
                violation_error_message=_("An offer is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} ¥{self.total:,.2f}"


class Minutes(Record):
    """决策会议纪要: the leading group has met on a purchase. The paper is kept as its photos."""

    kind_code = "minutes"

    request = models.ForeignKey(
        PurchaseRequest,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="minutes",
        verbose_name=_("purchase request"),
    )
    plan = models.ForeignKey(
        "assets.PurchasePlan",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="minutes",
        verbose_name=_("purchase plan"),
    )
    present = models.CharField(_("who was present"), max_length=300)
    decision = models.TextField(_("what was decided"), max_length=2000)

    objects = OfPurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("minutes of the group")
        verbose_name_plural = _("minutes of the group")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(request__isnull=False) | Q(plan__isnull=False),
                name="minutes_about_something",
                violation_error_message=_("Minutes are about a purchase or a plan."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return self.decision[:80]


class Tender(Record):
    """招标（政府采购）记录: how it was put out, who offered what, who won and at which price."""

    kind_code = "tender"
    with_lines = True

    class Method(models.TextChoices):
        OPEN = "open", pgettext_lazy("tender", "open tender")
        INVITED = "invited", pgettext_lazy("tender", "invited tender")
        NEGOTIATION = "negotiation", pgettext_lazy("tender", "competitive negotiation")
        CONSULTATION = "consultation", pgettext_lazy("tender", "competitive consultation")
        INQUIRY = "inquiry", pgettext_lazy("tender", "inquiry of prices")
        SINGLE = "single", pgettext_lazy("tender", "single source")
        CENTRAL = "central", pgettext_lazy("tender", "central procurement")

    request = models.ForeignKey(
        PurchaseRequest, models.PROTECT, related_name="tenders", verbose_name=_("purchase request")
    )
    method = models.CharField(_("method"), max_length=20, choices=Method)
    agency = models.CharField(_("agency"), max_length=100, blank=True)
    filing_number = models.CharField(_("filing number"), max_length=60, blank=True)
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"))
    panel = models.CharField(_("evaluation panel"), max_length=200, blank=True)
    reason = models.CharField(_("reason for the award"), max_length=200)

    objects = OfPurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(announced_on=None) | Q(opened_on__gte=F("announced_on")),
                name="tender_opened_after_announced",
                violation_error_message=_("Offers are opened after the announcement."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        lines = self.told_lines
        won = next((line for line in lines if line.is_winner), None)
        return f"{self.get_method_display()} → {won or ''}"

    @property
    def winner(self) -> "Bid | None":
        return next((line for line in self.lines.all() if line.is_winner), None)


class Bid(RecordLine):
    """What one bidder offered."""

    sheet = models.ForeignKey(
        Tender, models.PROTECT, related_name="lines", verbose_name=_("tender")
    )
    supplier = models.CharField(_("bidder"), max_length=100)
    price = MoneyField(_("price (yuan)"))
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    is_winner = models.BooleanField(_("won"), default=False)

    class Meta(RecordLine.Meta):
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sheet"],
                condition=Q(is_winner=True),
                name="bid_one_winner",
                violation_error_message=_("One bidder wins."),
            ),
            models.CheckConstraint(
                condition=Q(price__gt=0),
                name="bid_positive",
                violation_error_message=_("An offer is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} ¥{self.price:,.2f}"


# Order, acceptance, invoice.
