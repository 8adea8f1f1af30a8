"""伙食账目: what a day of meals costs, what was spent beside the food, and what was published of it."""

import secrets
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.fields import MoneyField
from logistics.records.models import Record, RecordLine
from logistics.school.models import SchoolClass
from logistics.school.models.campuses import Meal
from logistics.school.reach import VisibleQuerySet


class MealFeeQuerySet(VisibleQuerySet):
    def until(self, last: date, campuses: Any) -> Self:
        """Those that could be in force at these campuses by a day."""
        return self.filter(Q(campus=None) | Q(campus__in=campuses), valid_from__lte=last)


class MealFee(models.Model):
    """收费标准: what a child pays for a day of meals, or for one meal of it, from a day on.

    The narrower row goes before the wider: of campus and grade, of the campus, of the grade, of all.
    A row without a meal is the whole day; where there is none, the meals of the day are added up.
    """

    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, null=True, blank=True, verbose_name=_("campus")
    )
    grade = models.CharField(_("grade"), max_length=20, choices=SchoolClass.Grade, blank=True)
    meal = models.CharField(
        _("meal"), max_length=20, choices=Meal, blank=True, help_text=_("Empty: the whole day")
    )
    yuan = MoneyField(_("yuan a day"))
    valid_from = models.DateField(_("valid from"))
    basis = models.CharField(
        _("basis"), max_length=100, blank=True, help_text=_("The decision by which it is charged")
    )

    objects = MealFeeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-valid_from", "campus", "grade", "meal", "pk"]
        verbose_name = _("meal fee")
        verbose_name_plural = _("meal fees")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "grade", "meal", "valid_from"],
                name="meal_fee_once",
                violation_error_message=_("There is a fee from this day on already."),
            ),
            models.UniqueConstraint(
                fields=["grade", "meal", "valid_from"],
                condition=Q(campus=None),
                name="meal_fee_once_for_all",
                violation_error_message=_("There is a fee from this day on already."),
            ),
            models.CheckConstraint(
                condition=Q(yuan__gte=0),
                name="meal_fee_not_negative",
                violation_error_message=_("A fee is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} ¥{self.yuan}"


class MealCostQuerySet(VisibleQuerySet):
    def standing(self) -> Self:
        return self.filter(is_dropped=False)


class MealCost(models.Model):
    """One amount of the meal account that is no fee and no food out of the store.

    Children's and staff's accounts never mix. What the staff ate of the children's store is a line
    of the staff's account (`STAFF_FOOD`): it leaves the one and burdens the other.
    """

    class Account(models.TextChoices):
        CHILDREN = "children", _("children's meals")
        STAFF = "staff", _("staff meals")

    class Sort(models.TextChoices):
        INCOME = "income", pgettext_lazy("meal account", "other income")
        STAFF_FOOD = "staff_food", pgettext_lazy("meal account", "food for the staff's table")
        MATERIALS = "materials", pgettext_lazy("meal account", "other materials")
        GAS = "gas", pgettext_lazy("meal account", "gas")
        UTILITIES = "utilities", pgettext_lazy("meal account", "water and electricity")
        WAGES = "wages", pgettext_lazy("meal account", "wages")
        TAX = "tax", pgettext_lazy("meal account", "taxes")
        ADMIN = "admin", pgettext_lazy("meal account", "administration")
        FINANCE = "finance", pgettext_lazy("meal account", "financial costs")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    on = models.DateField(_("day"))
    account = models.CharField(
        pgettext_lazy("meal account", "account"), max_length=10, choices=Account, default="children"
    )
    sort = models.CharField(pgettext_lazy("meal account", "sort"), max_length=12, choices=Sort)
    amount = MoneyField(_("amount (yuan)"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_dropped = models.BooleanField(
        _("does not count"), default=False, help_text=_("Entered by mistake")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )

    objects = MealCostQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("line of the meal account")
        verbose_name_plural = _("lines of the meal account")
        indexes = [models.Index(fields=["campus", "on"], name="meal_cost_of_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="meal_cost_not_negative",
                violation_error_message=_("An amount is not negative."),
            ),
            models.CheckConstraint(
                condition=~Q(sort="staff_food") | Q(account="staff"),
                name="meal_cost_staff_food_is_theirs",
                violation_error_message=_(
                    "Food for the staff's table burdens the staff's account."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_sort_display()} ¥{self.amount}"

    def get_absolute_url(self) -> str:
        return reverse("canteen:meal_cost_list")


def new_token() -> str:
    return secrets.token_urlsafe(16)


class MealStatementQuerySet(VisibleQuerySet):
    def published(self) -> Self:
        return self.exclude(published_at=None)

    def valid(self) -> Self:
        """Of each period the edition that was published last."""
        later = MealStatement.objects.published().filter(
            campus=models.OuterRef("campus"), span=models.OuterRef("span"),
            first=models.OuterRef("first"), pk__gt=models.OuterRef("pk"),
        )  # fmt: skip
        return self.published().filter(~models.Exists(later))


class MealStatement(models.Model):
    """食堂费用公示表 of one campus for a month or a term, as it was worked out when it was put forward.

    It is public once the principal has agreed; what is wrong with it is put right by another edition.
    `figures` is what `canteen.account.layout` lays out, in texts with two decimals.
    """

    class Span(models.TextChoices):
        MONTH = "month", pgettext_lazy("meal account", "month")
        TERM = "term", pgettext_lazy("meal account", "term")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    span = models.CharField(_("period"), max_length=6, choices=Span, default=Span.MONTH)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    figures = models.JSONField(_("figures"), default=dict)
    words = models.TextField(_("explanation"), blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    prepared_at = models.DateTimeField(_("prepared at"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    token = models.CharField(_("address"), max_length=40, unique=True, default=new_token)

    objects = MealStatementQuerySet.as_manager()

    class Meta:
        ordering = ["-first", "campus", "-edition"]
        verbose_name = _("meal account to be published")
        verbose_name_plural = _("meal accounts to be published")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "span", "first", "edition"], name="meal_statement_once"
            ),
        ]

    def __str__(self) -> str:
        if self.span == self.Span.TERM:
            return _("Meal account of the term, %(first)s – %(last)s") % {
                "first": self.first,
                "last": self.last,
            }
        return _("Meal account of %(month)s") % {"month": f"{self.first:%Y-%m}"}

    def get_absolute_url(self) -> str:
        return reverse("canteen:meal_statement", args=[self.pk])

    @property
    def share_url(self) -> str:
        return reverse("canteen:meal_statement_public", args=[self.token])


class MealPublication(Record):
    """伙食费收支公示: that a statement became public. The official columns stand in its figures."""

    kind_code = "meal_account_publication"

    statement = models.OneToOneField(
        MealStatement, models.PROTECT, related_name="publication", verbose_name=_("meal account")
    )
    income = MoneyField(_("income (yuan)"))
    spent = MoneyField(_("spent (yuan)"))
    balance = MoneyField(_("balance (yuan)"))
    child_days = models.PositiveIntegerField(_("meals by child and day"))

    class Meta:
        verbose_name = _("published meal account")
        verbose_name_plural = _("published meal accounts")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return str(self.statement)


class FeeSettlement(Record):
    """伙食费清缴表: what the classes owed for meals in a period, what came, and what is still open."""

    kind_code = "meal_fee_settlement"
    with_lines = True

    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    remark = models.TextField(_("explanation"), blank=True)

    class Meta:
        verbose_name = _("clearing of the meal fees")
        verbose_name_plural = _("clearings of the meal fees")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.first} – {self.last}"

    @property
    def named_lines(self) -> list["FeeSettlementLine"]:
        return list(self.lines.select_related("school_class"))

    @property
    def totals(self) -> dict[str, Any]:
        """Added up exactly: SQLite adds decimals in binary."""
        rows = self.lines.all()
        return {
            name: sum((getattr(row, name) for row in rows), start=0)
            for name in ("days", "due", "received", "refunded", "open_amount")
        }


class FeeSettlementLine(RecordLine):
    """One class: child-days, what was due by the fee, what came and what was given back."""

    sheet = models.ForeignKey(
        FeeSettlement, models.PROTECT, related_name="lines", verbose_name=_("clearing")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, related_name="+", verbose_name=_("class")
    )
    days = models.PositiveIntegerField(_("days eaten"))
    due = MoneyField(_("due (yuan)"))
    received = MoneyField(_("received (yuan)"))
    refunded = MoneyField(_("given back (yuan)"), default=0)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("class in a clearing")
        verbose_name_plural = _("classes in a clearing")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "school_class"], name="fee_settlement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school_class_id} {self.due}"

    @property
    def open_amount(self) -> Any:
        """What is still to be paid; below zero: what is still to be given back."""
        return self.due - self.received + self.refunded


class MealReport(Record):
    """膳食工作月报: nutrition, account and opinions of a month, told back to those who eat and pay."""

    kind_code = "meal_report"

    month = models.DateField(_("month"))
    nutrition = models.TextField(_("nutrition"))
    account = models.TextField(_("income and expenditure"))
    opinions = models.TextField(_("opinions and answers"))
    measures = models.TextField(_("what is changed next month"), blank=True)
    told_to = models.CharField(_("fed back to"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("monthly meal report")
        verbose_name_plural = _("monthly meal reports")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.month:%Y-%m}"
