"""Buying: the request, what it needs before it is agreed, the order, the acceptance, the invoice.

The papers are records. What changes from day to day stands beside them: `Purchase` says how far a
request has come, `LineProgress` how much of each line is ordered, accepted and booked.
"""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.models.budgets import BudgetLine
from assets.models.requests import MOST_NAMED, AskedQuerySet, RequisitionLine
from logistics.fields import MoneyField, QuantityField, labelled, plain_quantity
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
        return self.entry.title or self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("assets:purchase", args=[self.pk])

    def one_line(self) -> str:
        lines = self.told_lines
        names = "、".join(line.name for line in lines[:MOST_NAMED])
        return labelled(self.purpose, names + (" …" if len(lines) > MOST_NAMED else ""))


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

    @property
    def so_far(self) -> "LineProgress":
        """How much of it has come; nothing, before the request is agreed to."""
        return getattr(self, "progress", None) or LineProgress(line=self, wanted=self.quantity)


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
