"""What is handed out at the beginning of a term: to each class, to each child, to the staff."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.fields import MoneyField, QuantityField
from logistics.school.reach import VisibleQuerySet


class DistributionQuerySet(VisibleQuerySet):
    def visible_to(self, person: Any, permission: str = "assets.request") -> Self:
        return super().visible_to(person, permission)

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Distribution(models.Model):
    """学期发放: one kind of goods for the classes of a campus (or its staff) in one term."""

    class Kind(models.TextChoices):
        TEXTBOOKS = "textbooks", pgettext_lazy("distribution", "textbooks")
        EXERCISE_BOOKS = "exercise_books", pgettext_lazy("distribution", "exercise books")
        UNIFORMS = "uniforms", pgettext_lazy("distribution", "uniforms")
        BEDDING = "bedding", pgettext_lazy("distribution", "bedding and bags")
        CLASS_GOODS = "class_goods", pgettext_lazy("distribution", "daily goods of the classes")
        STAFF_GOODS = "staff_goods", pgettext_lazy("distribution", "goods for the staff")

    term = models.ForeignKey("school.Term", models.PROTECT, verbose_name=_("term"))
    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=80)
    store = models.ForeignKey(
        "stores.Store", models.PROTECT, related_name="+", verbose_name=_("store")
    )
    due_on = models.DateField(_("handed out by"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("made at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = DistributionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-due_on", "-pk"]
        verbose_name = _("distribution")
        verbose_name_plural = _("distributions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term", "campus", "title"],
                name="distribution_once_a_term",
                violation_error_message=_("This term already has a distribution of this title."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assets:distribution", args=[self.pk])

    @property
    def is_for_staff(self) -> bool:
        return self.kind == self.Kind.STAFF_GOODS


class DistributionItem(models.Model):
    """What belongs to it, and for how many: each child, each class, each person, or by size.

    `by_order`: each child is asked; only who ordered gets it (textbooks, sizes of a uniform).
    """

    class Per(models.TextChoices):
        CHILD = "child", pgettext_lazy("distribution", "for each child")
        CLASS = "class", pgettext_lazy("distribution", "for each class")
        ORDER = "order", pgettext_lazy("distribution", "for those who ordered")
        PERSON = "person", pgettext_lazy("distribution", "for each colleague")

    distribution = models.ForeignKey(
        Distribution, models.CASCADE, related_name="items", verbose_name=_("distribution")
    )
    item = models.ForeignKey(
        "stores.Item", models.PROTECT, related_name="+", verbose_name=_("item")
    )
    per = models.CharField(_("for whom"), max_length=10, choices=Per, default=Per.CHILD)
    quantity = QuantityField(_("quantity each"), default=1)
    grade = models.CharField(_("only for the grade"), max_length=20, blank=True)

    class Meta:
        ordering = ["distribution", "pk"]
        verbose_name = _("item of a distribution")
        verbose_name_plural = _("items of distributions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["distribution", "item", "grade"],
                name="distribution_item_once",
                violation_error_message=_("This item belongs to it already."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="distribution_item_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)


class ShareQuerySet(VisibleQuerySet):
    campus_column = "distribution__campus_id"

    def late(self) -> Self:
        return self.filter(sheets=None)


class Share(models.Model):
    """What one class gets (or the staff, without a class), and who signs for it.

    `sheets` are the issue sheets by which it was handed out: what was short follows by others.
    """

    distribution = models.ForeignKey(
        Distribution, models.CASCADE, related_name="shares", verbose_name=_("distribution")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    heads = models.PositiveSmallIntegerField(_("heads"), default=0)
    sheets = models.ManyToManyField(
        "records.Entry", related_name="+", verbose_name=_("issue sheets")
    )

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["distribution", "school_class__position", "pk"]
        verbose_name = _("share of a class")
        verbose_name_plural = _("shares of classes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["distribution", "school_class"],
                name="share_once_a_class",
                violation_error_message=_("This class has its share already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.school_class or _("Staff"))

    def get_absolute_url(self) -> str:
        return reverse("assets:distribution_share", args=[self.pk])

    @property
    def is_short(self) -> bool:
        return any(line.short for line in self.lines.all())


class ShareLine(models.Model):
    """So much of an item: what is needed, what was given, what came back."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="lines", verbose_name=_("share"))
    item = models.ForeignKey(
        "stores.Item", models.PROTECT, related_name="+", verbose_name=_("item")
    )
    needed = QuantityField(_("needed"))
    given = QuantityField(_("given"), default=0)
    returned = QuantityField(_("returned"), default=0)

    class Meta:
        ordering = ["share", "pk"]
        verbose_name = _("line of a share")
        verbose_name_plural = _("lines of shares")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["share", "item"], name="share_line_once"),
            models.CheckConstraint(
                condition=Q(needed__gte=0) & Q(given__gte=0),
                name="share_line_not_negative",
                violation_error_message=_("A quantity is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(returned__gte=0) & Q(returned__lte=F("given")),
                name="share_line_returned_what_was_given",
                violation_error_message=_("No more comes back than was given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.given}/{self.needed}"

    @property
    def short(self) -> Decimal:
        return max(self.needed - self.given, Decimal(0))


class ChildOrderQuerySet(VisibleQuerySet):
    campus_column = "distribution__campus_id"

    def wanted(self) -> Self:
        return self.filter(is_declined=False)


class ChildOrder(models.Model):
    """What was ordered for a child, with its size: each size is an item. Nobody has to order."""

    distribution = models.ForeignKey(
        Distribution, models.CASCADE, related_name="orders", verbose_name=_("distribution")
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="ordered_goods", verbose_name=_("child")
    )
    school_class = models.ForeignKey("school.SchoolClass", models.PROTECT, verbose_name=_("class"))
    item = models.ForeignKey(
        "stores.Item",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("item and size"),
    )
    quantity = QuantityField(_("quantity"), default=1)
    is_declined = models.BooleanField(_("not wanted"), default=False)

    objects = ChildOrderQuerySet.as_manager()

    class Meta:
        ordering = ["distribution", "school_class", "child__pinyin", "pk"]
        verbose_name = _("order for a child")
        verbose_name_plural = _("orders for children")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["distribution", "child", "item"],
                name="child_order_once",
                violation_error_message=_("This is ordered for the child already."),
            ),
            models.CheckConstraint(
                condition=Q(is_declined=True, item=None) | Q(is_declined=False, item__isnull=False),
                name="child_order_of_something",
                violation_error_message=_("An order names what is ordered."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="child_order_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child}: {self.item or '—'}"


class GivenBack(models.Model):
    """Something handed out came back, and what is refunded for it (退书退款清单)."""

    line = models.ForeignKey(
        ShareLine, models.PROTECT, related_name="returns", verbose_name=_("line")
    )
    quantity = QuantityField(_("quantity"))
    refund = MoneyField(_("refund (yuan)"), default=0)
    reason = models.CharField(_("reason"), max_length=100)
    sheet = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        related_name="+",
        verbose_name=_("return sheet"),
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(refund__gte=0),
                name="given_back_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line.item} × {self.quantity}"
