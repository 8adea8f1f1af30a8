"""Buying: the request, what it needs before it is agreed, the order, the acceptance, the invoice.

The papers are records. What changes from day to day stands beside them: `Purchase` says how far a
request has come, `LineProgress` how much of each line is ordered, accepted and booked.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from assets.models.budgets import BudgetLine
from assets.models.requests import MOST_NAMED, AskedQuerySet, RequisitionLine
from logistics.fields import MoneyField, QuantityField, plain_quantity
from logistics.records.models import Record, RecordLine

# How the states of a purchase and of an invoice look.
TONES = {
    "draft": "neutral",
    "asked": "warn",
    "returned": "danger",
    "approved": "warn",
    "ordered": "info",
    "part": "info",
    "delivered": "info",
    "signed": "warn",
    "done": "ok",
    "paid": "ok",
    "dropped": "neutral",
}


class Category(models.TextChoices):
    """What is bought; some of it has its own prescribed channel."""

    SUPPLIES = "supplies", pgettext_lazy("category of a purchase", "cleaning and daily supplies")
    OFFICE = "office", pgettext_lazy("category of a purchase", "office goods")
    TEACHING = "teaching", pgettext_lazy("category of a purchase", "teaching goods")
    TOYS = "toys", pgettext_lazy("category of a purchase", "toys")
    BOOKS = "books", pgettext_lazy("category of a purchase", "textbooks and books")
    SCIENCE = "science", pgettext_lazy("category of a purchase", "science equipment")
    IT = "it", pgettext_lazy("category of a purchase", "computers and whiteboards")
    FURNITURE = "furniture", pgettext_lazy("category of a purchase", "furniture")
    EQUIPMENT = "equipment", pgettext_lazy("category of a purchase", "other equipment")
    CLOTHING = "clothing", pgettext_lazy("category of a purchase", "uniforms and bedding")
    NEWSPAPERS = "newspapers", pgettext_lazy("category of a purchase", "newspapers and journals")
    WORKS = "works", pgettext_lazy("category of a purchase", "works and repairs")
    SERVICES = "services", pgettext_lazy("category of a purchase", "services")
    OTHER = "other", pgettext_lazy("category of a purchase", "other")


class Channel(models.TextChoices):
    """By which procedure it is bought."""

    DIRECT = "direct", pgettext_lazy("channel of a purchase", "bought directly")
    QUOTES = "quotes", pgettext_lazy("channel of a purchase", "three offers compared")
    TENDER = "tender", pgettext_lazy("channel of a purchase", "tender")
    GOVERNMENT = "government", pgettext_lazy("channel of a purchase", "government procurement")
    FRAMEWORK = "framework", pgettext_lazy("channel of a purchase", "framework agreement")
    JOINT_TENDER = "joint_tender", pgettext_lazy("channel of a purchase", "joint tender")
    WEB_SHOP = "web_shop", pgettext_lazy("channel of a purchase", "web shop of the bureau")


class PurchaseRequestQuerySet(AskedQuerySet):
    def for_rows(self) -> Self:
        """Everything a list row shows."""
        return self.select_related(
            "entry", "entry__entered_by", "entry__campus", "purchase", "purchase__buyer"
        )

    def published(self) -> Self:
        """Agreed to: everybody on the staff may see what is bought, from whom and for how much."""
        return self.standing().filter(purchase__state__in=Purchase.PUBLISHED)


class PurchaseRequest(Record):
    """请购单: what is to be bought and why, from which money and by which procedure.

    `amount` (yuan) is what it is estimated at; the prescribed channel is left only for a reason,
    and so is the budget.
    """

    kind_code = "purchase_request"
    with_lines = True

    department = models.CharField(_("department"), max_length=40, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200)
    category = models.CharField(
        _("category"), max_length=20, choices=Category, default=Category.SUPPLIES
    )
    channel = models.CharField(_("procurement channel"), max_length=20, choices=Channel)
    channel_reason = models.CharField(_("reason for another channel"), max_length=200, blank=True)
    budget = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("budget line"),
    )
    over_budget_reason = models.CharField(
        _("reason for going over the budget"), max_length=200, blank=True
    )
    amount = MoneyField(_("estimated amount (yuan)"), default=0)
    plan = models.ForeignKey(
        "assets.PurchasePlan",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("purchase plan"),
    )
    plan_line = models.ForeignKey(
        "duties.PlanLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("line of the plan"),
    )

    objects = PurchaseRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase request")
        verbose_name_plural = _("purchase requests")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="purchase_request_not_negative",
                violation_error_message=_("An amount is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("assets:purchase", args=[self.pk])

    def one_line(self) -> str:
        lines = self.new_lines if self.new_lines is not None else list(self.lines.all())
        names = "、".join(line.name for line in lines[:MOST_NAMED])
        return f"{self.purpose}: {names}{' …' if len(lines) > MOST_NAMED else ''}"


class PurchaseLine(RecordLine):
    """One thing to be bought. `origin` is the request it answers: nothing is typed twice.

    `destination` says what becomes of it: goods go into a store, an asset gets its card, and a
    service or a subscription is used as it comes. `in_stock` is what there was when it was asked.
    """

    class Destination(models.TextChoices):
        STORE = "store", pgettext_lazy("destination of a purchase", "into the store")
        ASSET = "asset", pgettext_lazy("destination of a purchase", "asset with a card")
        NONE = "none", pgettext_lazy("destination of a purchase", "used as it comes")

    sheet = models.ForeignKey(
        PurchaseRequest, models.PROTECT, related_name="lines", verbose_name=_("purchase request")
    )
    name = models.CharField(_("name"), max_length=80)
    specification = models.CharField(_("specification"), max_length=80, blank=True)
    unit = models.CharField(_("unit"), max_length=10)
    quantity = QuantityField(_("quantity"))
    price = MoneyField(_("estimated unit price (yuan)"), default=0)
    amount = MoneyField(_("amount (yuan)"), default=0)
    needed_on = models.DateField(_("needed on"), null=True, blank=True)
    in_stock = QuantityField(_("in stock"), null=True, blank=True)
    item = models.ForeignKey(
        "stores.Item",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("item"),
    )
    origin = models.ForeignKey(
        RequisitionLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="purchases",
        verbose_name=_("asked by"),
    )
    destination = models.CharField(
        _("what becomes of it"), max_length=10, choices=Destination, default=Destination.STORE
    )

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a purchase request")
        verbose_name_plural = _("lines of purchase requests")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="purchase_line_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0),
                name="purchase_line_price_not_negative",
                violation_error_message=_("A price is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.specification}".strip()


class PurchaseQuerySet(AskedQuerySet):
    entry = "request__entry__"

    def in_state(self, *states: str) -> Self:
        return self.standing().filter(state__in=states)

    def for_rows(self) -> Self:
        return self.select_related("request__entry__entered_by", "request__entry__campus", "buyer")


class Purchase(models.Model):
    """How far a purchase request has come. One step follows the other by `purchasing.go_on`."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("purchase", "being prepared")
        ASKED = "asked", pgettext_lazy("purchase", "waiting for approval")
        RETURNED = "returned", pgettext_lazy("purchase", "returned")
        APPROVED = "approved", pgettext_lazy("purchase", "to be ordered")
        ORDERED = "ordered", pgettext_lazy("purchase", "ordered")
        PART = "part", pgettext_lazy("purchase", "delivered in part")
        DELIVERED = "delivered", pgettext_lazy("purchase", "delivered")
        DONE = "done", pgettext_lazy("purchase", "paid")
        DROPPED = "dropped", pgettext_lazy("purchase", "dropped")

    CHANGEABLE = (State.DRAFT, State.RETURNED)
    TO_ORDER = (State.APPROVED, State.ORDERED, State.PART)
    PROMISED = (State.APPROVED, State.ORDERED, State.PART, State.DELIVERED)
    PUBLISHED = (*PROMISED, State.DONE)

    request = models.OneToOneField(
        PurchaseRequest,
        models.PROTECT,
        related_name="purchase",
        verbose_name=_("purchase request"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("buyer"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        indexes: ClassVar = [models.Index(fields=["state"], name="purchase_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "ordered", "part", "delivered", "done"])
                | Q(approved_at__isnull=False),
                name="purchase_is_approved_before_it_is_bought",
                violation_error_message=_("Nothing is bought before it is agreed to."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.request)

    def get_absolute_url(self) -> str:
        return self.request.get_absolute_url()

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def may_be_dropped(self) -> bool:
        return self.state in (*self.CHANGEABLE, self.State.ASKED, self.State.APPROVED)


class LineProgress(models.Model):
    """How much of a line is ordered, accepted and booked; each step takes only what the last left.

    The database holds the order of the steps, whoever acts at the same moment.
    """

    line = models.OneToOneField(
        PurchaseLine, models.PROTECT, related_name="progress", verbose_name=_("line")
    )
    wanted = QuantityField(_("wanted"))
    ordered = QuantityField(_("ordered"), default=0)
    accepted = QuantityField(_("accepted"), default=0)
    booked = QuantityField(_("booked"), default=0)

    class Meta:
        ordering = ["line"]
        verbose_name = _("progress of a purchase")
        verbose_name_plural = _("progress of purchases")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(booked__gte=0)
                & Q(booked__lte=F("accepted"))
                & Q(accepted__lte=F("ordered"))
                & Q(ordered__lte=F("wanted")),
                name="progress_step_by_step",
                violation_error_message=_(
                    "No more is accepted than was ordered, and no more ordered than was agreed to."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {plain_quantity(self.accepted)}/{plain_quantity(self.wanted)}"


# What a request needs before it is agreed to, by its amount.


class OfPurchaseQuerySet(AskedQuerySet):
    """Papers that belong to a purchase request: seen by whoever sees the request."""

    def visible_to(self, person: Any, permission: str = "stores.view") -> Self:
        requests = PurchaseRequest.objects.visible_to(person, permission)
        return self.filter(request__in=requests.values("pk"))


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
        lines = self.new_lines if self.new_lines is not None else list(self.lines.all())
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
        QuotationComparison, models.PROTECT, related_name="lines", verbose_name=_("comparison")
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
        lines = self.new_lines if self.new_lines is not None else list(self.lines.all())
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


class PurchaseOrder(Record):
    """采购订单（合同）: what one supplier is asked to deliver, by when and on which terms.

    `exception` says why one person did two adjacent steps, where the school lets that pass.
    """

    kind_code = "purchase_order"
    with_lines = True

    request = models.ForeignKey(
        PurchaseRequest, models.PROTECT, related_name="orders", verbose_name=_("purchase request")
    )
    supplier = models.ForeignKey(
        "stores.Supplier", models.PROTECT, related_name="+", verbose_name=_("supplier")
    )
    amount = MoneyField(_("amount (yuan)"), default=0)
    contract = models.CharField(_("contract number"), max_length=60, blank=True)
    deliver_on = models.DateField(_("delivery by"), null=True, blank=True)
    warranty = models.CharField(_("warranty"), max_length=60, blank=True)
    payment = models.CharField(_("terms of payment"), max_length=100, blank=True)
    exception = models.CharField(_("why one person did both"), max_length=200, blank=True)

    objects = OfPurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase order")
        verbose_name_plural = _("purchase orders")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.supplier} ¥{self.amount:,.2f}"


class OrderLine(RecordLine):
    """So much of a line of the request at the agreed price."""

    sheet = models.ForeignKey(
        PurchaseOrder, models.PROTECT, related_name="lines", verbose_name=_("order")
    )
    line = models.ForeignKey(
        PurchaseLine, models.PROTECT, related_name="orders", verbose_name=_("line")
    )
    quantity = QuantityField(_("quantity"))
    price = MoneyField(_("unit price (yuan)"))
    amount = MoneyField(_("amount (yuan)"))

    class Meta(RecordLine.Meta):
        verbose_name = _("line of an order")
        verbose_name_plural = _("lines of orders")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(price__gte=0),
                name="order_line_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} × {plain_quantity(self.quantity)}"


class AcceptanceQuerySet(AskedQuerySet):
    def visible_to(self, person: Any, permission: str = "stores.view") -> Self:
        requests = PurchaseRequest.objects.visible_to(person, permission)
        return self.filter(order__request__in=requests.values("pk"))

    def of_purchase(self, request: PurchaseRequest) -> Self:
        return self.filter(order__request=request)

    def to_book(self) -> Self:
        return self.standing().filter(intake=None)


class Acceptance(Record):
    """验收单: two people other than the buyer have looked at what came, line by line, and sign it.

    `buyer` is the buyer of that time, so that the database itself can tell.
    """

    kind_code = "acceptance_note"
    with_lines = True

    class Conclusion(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("acceptance", "accepted")
        PART = "part", pgettext_lazy("acceptance", "accepted in part")
        REJECTED = "rejected", pgettext_lazy("acceptance", "rejected")

    order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, related_name="acceptances", verbose_name=_("order")
    )
    delivered_by = models.CharField(_("delivered by"), max_length=50, blank=True)
    buyer = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("buyer")
    )
    inspector = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("accepted by")
    )
    second = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        related_name="+",
        verbose_name=_("second person who accepts"),
    )
    conclusion = models.CharField(_("conclusion"), max_length=20, choices=Conclusion)
    problem = models.CharField(_("problems"), max_length=200, blank=True)
    exception = models.CharField(_("why one person did both"), max_length=200, blank=True)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("acceptance note")
        verbose_name_plural = _("acceptance notes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(inspector=F("second")),
                name="acceptance_by_two",
                violation_error_message=_("Two different people accept a delivery."),
            ),
            models.CheckConstraint(
                condition=~Q(exception="") | (~Q(inspector=F("buyer")) & ~Q(second=F("buyer"))),
                name="acceptance_not_by_the_buyer",
                violation_error_message=_("Who bought the goods does not accept them."),
            ),
            models.CheckConstraint(
                condition=Q(conclusion="accepted") | ~Q(problem=""),
                name="acceptance_says_what_is_wrong",
                violation_error_message=_("Say what is wrong with the delivery."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.order.supplier}: {self.get_conclusion_display()}"


class AcceptedLine(RecordLine):
    """What was due, what came and what is good. `papers` are those that came with it."""

    sheet = models.ForeignKey(
        Acceptance, models.PROTECT, related_name="lines", verbose_name=_("acceptance note")
    )
    order_line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="accepted", verbose_name=_("line of the order")
    )
    due = QuantityField(_("due"))
    received = QuantityField(_("received"))
    accepted = QuantityField(_("accepted"))
    appearance = models.CharField(_("appearance"), max_length=60, blank=True)
    papers = models.CharField(_("papers"), max_length=60, blank=True)
    batch = models.CharField(_("batch number"), max_length=40, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of an acceptance note")
        verbose_name_plural = _("lines of acceptance notes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(accepted__gte=0) & Q(accepted__lte=F("received")) & Q(received__gte=0),
                name="accepted_line_within_received",
                violation_error_message=_("No more is accepted than has come."),
            ),
        ]

    @property
    def rejected(self) -> Decimal:
        return self.received - self.accepted


class Intake(models.Model):
    """The accepted goods were booked: into a store, on cards. It happens once."""

    acceptance = models.OneToOneField(
        Acceptance, models.PROTECT, related_name="intake", verbose_name=_("acceptance note")
    )
    stock_in = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stock-in sheet"),
    )
    booking = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("booking of assets"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")

    def __str__(self) -> str:
        return str(self.acceptance)


class InvoiceQuerySet(AskedQuerySet):
    def visible_to(self, person: Any, permission: str = "stores.view") -> Self:
        requests = PurchaseRequest.objects.visible_to(person, permission)
        return self.filter(order__request__in=requests.values("pk"))

    def of_purchase(self, request: PurchaseRequest) -> Self:
        return self.filter(order__request=request)

    def standing(self) -> Self:
        return self.exclude(state=Invoice.State.DROPPED)

    def paid(self) -> Self:
        return self.filter(state=Invoice.State.PAID)

    def for_rows(self) -> Self:
        return self.select_related(
            "order__supplier", "order__request__entry__campus", "entered_by", "paid_by"
        )


class Invoice(models.Model):
    """发票: entered by the buyer, checked by the accountant, signed by the principal, then paid.

    The checking and the signing are an approval; each step is another person's.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("invoice", "to be checked and signed")
        RETURNED = "returned", pgettext_lazy("invoice", "returned")
        SIGNED = "signed", pgettext_lazy("invoice", "to be paid")
        PAID = "paid", pgettext_lazy("invoice", "paid")
        DROPPED = "dropped", pgettext_lazy("invoice", "dropped")

    order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, related_name="invoices", verbose_name=_("order")
    )
    number = models.CharField(_("invoice number"), max_length=40)
    issued_on = models.DateField(_("issued on"))
    amount = MoneyField(_("amount (yuan)"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ASKED)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed by"),
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("paid by"),
    )
    voucher = models.CharField(_("voucher number"), max_length=40, blank=True)
    prepaid_reason = models.CharField(
        _("reason for paying before the acceptance"), max_length=200, blank=True
    )
    exception = models.CharField(_("why one person did both"), max_length=200, blank=True)

    objects = InvoiceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-entered_at", "-pk"]
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(state="dropped"),
                name="invoice_once",
                violation_error_message=_("This invoice has been entered already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="invoice_positive",
                violation_error_message=_("An amount is more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False, paid_by__isnull=False)
                | (~Q(state="paid") & Q(paid_on=None)),
                name="invoice_paid_on_a_day",
                violation_error_message=_("What is paid says when and by whom."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "paid"]) | Q(signed_by__isnull=False),
                name="invoice_signed_before_paid",
                violation_error_message=_("Nothing is paid before it is signed."),
            ),
            models.CheckConstraint(
                condition=~Q(exception="")
                | Q(paid_by=None)
                | (~Q(paid_by=F("signed_by")) & ~Q(paid_by=F("entered_by"))),
                name="invoice_paid_by_another",
                violation_error_message=_("Who entered or signed an invoice does not pay it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ¥{self.amount:,.2f}"

    def get_absolute_url(self) -> str:
        return self.order.request.get_absolute_url()

    @property
    def tone(self) -> str:
        return TONES[self.state]


# The plan of a term.


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
