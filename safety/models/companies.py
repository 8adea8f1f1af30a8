"""外包服务: the companies that guard, clean, green and cater, and how well they do it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.fields import MoneyField
from logistics.records.models import Record, RecordLine
from logistics.school.reach import VisibleQuerySet


class Service(models.TextChoices):
    NIGHT_GUARD = "night_guard", pgettext_lazy("service", "night and weekend guards")
    DAY_GUARD = "day_guard", pgettext_lazy("service", "day guards")
    GREENING = "greening", pgettext_lazy("service", "greening")
    CLEANING = "cleaning", pgettext_lazy("service", "cleaning")
    CATERING = "catering", pgettext_lazy("service", "catering")
    OTHER = "other", pgettext_lazy("service", "other")


class ContractQuerySet(VisibleQuerySet):
    def visible_to(self, person: Any, permission: str) -> Self:
        """Those of the campuses reached, and those for the whole school."""
        if not (reach := person.reach(permission)):
            return self.none()
        return self.filter(Q(campus=None) | reach.within(campus="campus_id"))

    def running(self, on: date) -> Self:
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def ending(self, on: date, days: int) -> Self:
        """Running still, and over within so many days."""
        return self.running(on).filter(ends_on__lte=on + timedelta(days=days))

    def for_rows(self) -> Self:
        return self.select_related("supplier", "campus")


class ServiceContract(models.Model):
    """What a company does for the school, from when to when. Without a campus: for all of them."""

    service = models.CharField(
        pgettext_lazy("outsourced", "service"), max_length=20, choices=Service
    )
    supplier = models.ForeignKey(
        "stores.Supplier",
        models.PROTECT,
        related_name="contracts",
        verbose_name=pgettext_lazy("outsourced", "company"),
    )
    campus = models.ForeignKey(
        "school.Campus",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("campus"),
        help_text=_("Empty: all campuses"),
    )
    number = models.CharField(_("number of the contract"), max_length=40, blank=True)
    starts_on = models.DateField(_("runs from"))
    ends_on = models.DateField(_("runs until"))
    monthly_fee = MoneyField(_("fee a month (yuan)"), null=True, blank=True)
    foreman = models.CharField(_("foreman"), max_length=50, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    posts = models.PositiveSmallIntegerField(
        _("people on post each day"), default=1, help_text=_("As the contract asks for")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ContractQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["service", "-starts_on", "pk"]
        verbose_name = _("service contract")
        verbose_name_plural = _("service contracts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_it_starts",
                violation_error_message=_("A contract ends after it has begun."),
            ),
            models.CheckConstraint(
                condition=Q(monthly_fee=None) | Q(monthly_fee__gte=0),
                name="contract_fee_not_negative",
                violation_error_message=_("Money is not less than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} · {self.get_service_display()}"

    def get_absolute_url(self) -> str:
        return reverse("safety:contract", args=[self.pk])

    @property
    def subject(self) -> str:
        """What the records about it are about."""
        return f"contract:{self.pk}"


class CompanyEvaluation(Record):
    """外包公司月考评: a month's points of one contract, out of a hundred, and what has to change."""

    kind_code = "company_evaluation"

    contract = models.ForeignKey(
        ServiceContract, models.PROTECT, related_name="evaluations", verbose_name=_("contract")
    )
    month = models.DateField(_("month"), help_text=_("Its first day"))
    score = models.DecimalField(_("points of 100"), max_digits=4, decimal_places=1)
    rests_on = models.ForeignKey(
        "safety.Round",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by the scored round"),
    )
    problems = models.CharField(_("what has to change"), max_length=300, blank=True)
    verdict = models.CharField(_("verdict"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("evaluation of a company")
        verbose_name_plural = _("evaluations of companies")
        indexes = [models.Index(fields=["contract", "month"], name="evaluation_month")]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100),
                name="evaluation_of_a_hundred",
                violation_error_message=_("Points lie between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.contract} {self.month:%Y-%m}: {Decimal(self.score):.1f}"


class CompanyOpinion(Record):
    """意见与改进要求: what somebody had to say about a company's work, and what it is asked to do."""

    kind_code = "company_opinion"

    contract = models.ForeignKey(
        ServiceContract, models.PROTECT, related_name="opinions", verbose_name=_("contract")
    )
    said = models.CharField(_("what was said"), max_length=300)
    said_by = models.CharField(
        _("by whom"), max_length=60, blank=True, help_text=_("Parents, colleagues, children")
    )
    demand = models.CharField(_("what the company is asked to do"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("opinion about a company")
        verbose_name_plural = _("opinions about companies")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.contract}: {self.said}"


class PostAttendance(Record):
    """外包人员到岗: who of the companies was on post today; one line for each contract."""

    kind_code = "post_attendance"
    with_lines: ClassVar[bool] = True

    class Meta:
        verbose_name = _("attendance of outsourced staff")
        verbose_name_plural = _("attendances of outsourced staff")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        lines = self.told_lines
        owed, present = sum(line.owed for line in lines), sum(line.present for line in lines)
        said = {"present": present, "owed": owed}
        return gettext("Outsourced staff on post: %(present)s of %(owed)s") % said


class PostLine(RecordLine):
    """One contract's people on one day: how many it owes, how many came, how many of them late."""

    sheet = models.ForeignKey(
        PostAttendance, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )
    contract = models.ForeignKey(
        ServiceContract, models.PROTECT, related_name="days", verbose_name=_("contract")
    )
    owed = models.PositiveSmallIntegerField(pgettext_lazy("on post", "owed"))
    present = models.PositiveSmallIntegerField(pgettext_lazy("on post", "there"))
    late = models.PositiveSmallIntegerField(pgettext_lazy("on post", "of them late"), default=0)
    note = models.CharField(_("who, and why"), max_length=200, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("people of a company on post")
        verbose_name_plural = _("people of companies on post")
        constraints = [
            models.CheckConstraint(
                condition=Q(late__lte=F("present")),
                name="post_line_late_of_present",
                violation_error_message=_("No more are late than are there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract}: {self.present} / {self.owed}"
