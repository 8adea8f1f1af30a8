"""What is in somebody's hands until it comes back: asked, agreed to, lent, returned."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.models.assets import Asset
from assets.models.custody import Condition
from logistics.records.models import Record, RecordLine
from logistics.school.reach import VisibleQuerySet


class LoanQuerySet(VisibleQuerySet):
    def open(self) -> Self:
        """Out of the house's hands."""
        return self.filter(state=Loan.State.LENT)

    def asked(self) -> Self:
        """Not yet lent, and not refused or taken back."""
        return self.filter(state__in=[Loan.State.ASKED, Loan.State.AGREED])

    def personal(self) -> Self:
        """In a colleague's own hands, not in those of a class."""
        return self.filter(school_class=None)

    def to_lend(self) -> Self:
        """What the storekeeper may hand out now."""
        return self.filter(
            Q(state=Loan.State.AGREED) | Q(state=Loan.State.ASKED, needs_approval=False)
        )

    def overdue(self, on: date) -> Self:
        return self.open().filter(due_on__lt=on)

    def due_by(self, on: date) -> Self:
        return self.open().filter(due_on__lte=on)

    def of(self, person: object) -> Self:
        """What somebody borrowed, or asked for on behalf of another."""
        pk = getattr(person, "pk", None)
        return self.filter(Q(borrower_id=pk) | Q(asked_by_id=pk))

    def for_rows(self) -> Self:
        """Everything a row shows. Nobody's identity number is decrypted for it."""
        secret = ("held__child__identity_number", "held__child__note", "borrower__identity_number")
        related = ("asset", "borrower", "campus", "lent_sheet", "school_class", "held__child")
        return self.select_related(*related).defer(*secret)


class Loan(models.Model):
    """One card, or a part of a batch (`is_part`), in the hands of one person for a time.

    Before something leaves the campus (`leaves`), or where the school wants it always, somebody
    agrees first (`needs_approval`). With a `school_class` a child of it has the thing, and the
    borrower is the teacher who answers for it; which child, a `ChildLoan` says.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("loan", "asked")
        AGREED = "agreed", pgettext_lazy("loan", "agreed to")
        LENT = "lent", pgettext_lazy("loan", "lent")
        RETURNED = "returned", pgettext_lazy("loan", "back")
        REFUSED = "refused", pgettext_lazy("loan", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("loan", "withdrawn")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="loans", verbose_name=_("asset"))
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    is_part = models.BooleanField(_("part of a batch"), default=False)
    borrower = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="loans", verbose_name=_("borrower")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="loans",
        verbose_name=_("class"),
    )
    asked_by = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    purpose = models.CharField(_("purpose"), max_length=100)
    leaves = models.BooleanField(_("leaves the campus"), default=False)
    destination = models.CharField(_("taken to"), max_length=100, blank=True)
    needs_approval = models.BooleanField(_("somebody agrees first"), default=False)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ASKED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    state_before = models.CharField(
        _("state before"), max_length=20, choices=Asset.State, blank=True
    )
    lent_on = models.DateField(_("lent on"), null=True, blank=True)
    lent_by = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lent by"),
    )
    lent_sheet = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="loans_lent",
        verbose_name=_("lending sheet"),
    )
    called_back_at = models.DateTimeField(_("called back at"), null=True, blank=True)
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    returned_quantity = models.PositiveIntegerField(_("came back"), null=True, blank=True)
    condition = models.CharField(_("condition"), max_length=20, choices=Condition, blank=True)
    returned_sheet = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="loans_returned",
        verbose_name=_("return sheet"),
    )

    objects = LoanQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        indexes: ClassVar = [
            models.Index(fields=["borrower", "state"], name="loan_of_borrower"),
            models.Index(fields=["campus", "state", "due_on"], name="loan_campus_state"),
            models.Index(
                fields=["school_class", "state"],
                condition=Q(school_class__isnull=False),
                name="loan_of_class",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asset"],
                condition=Q(state="lent", is_part=False),
                name="loan_one_open_per_asset",
                violation_error_message=_("This asset is already lent."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="loan_quantity_at_least_one",
                violation_error_message=_("At least one thing is lent."),
            ),
            models.CheckConstraint(
                condition=Q(lent_on=None) | Q(due_on__gte=F("lent_on")) | ~Q(called_back_at=None),
                name="loan_due_after_lent",
                violation_error_message=_("It cannot be due before it is lent."),
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=F("lent_on")),
                name="loan_back_after_lent",
                violation_error_message=_("It cannot come back before it is lent."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["lent", "returned"], lent_on__isnull=False)
                | (~Q(state__in=["lent", "returned"]) & Q(lent_on=None)),
                name="loan_lent_has_a_day",
                violation_error_message=_("What is lent has the day of it."),
            ),
            models.CheckConstraint(
                condition=Q(state="returned", returned_on__isnull=False)
                | (~Q(state="returned") & Q(returned_on=None)),
                name="loan_returned_has_a_day",
                violation_error_message=_("What is back has the day of it."),
            ),
            models.CheckConstraint(
                condition=Q(lent_by=None)
                | ~Q(lent_by=F("borrower"))
                | Q(school_class__isnull=False),
                name="loan_lent_by_another",
                violation_error_message=_("Nobody lends to themselves."),
            ),
            models.CheckConstraint(
                condition=Q(leaves=False) | Q(needs_approval=True),
                name="loan_leaves_with_approval",
                violation_error_message=_("Nothing leaves the campus unless somebody agrees."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset} → {self.borrower}"

    def get_absolute_url(self) -> str:
        return reverse("assets:loan", args=[self.pk])

    def is_overdue(self, on: date) -> bool:
        return self.state == self.State.LENT and self.due_on < on

    @property
    def waits_for_approval(self) -> bool:
        return self.state == self.State.ASKED and self.needs_approval

    @property
    def may_be_lent(self) -> bool:
        return self.state == self.State.AGREED or (
            self.state == self.State.ASKED and not self.needs_approval
        )

    @property
    def lacking(self) -> int:
        """What did not come back with the rest."""
        if self.returned_quantity is None:
            return 0
        return self.quantity - self.returned_quantity


class ChildLoan(models.Model):
    """Which child has the thing. It goes with the child's file; the loan itself names no child."""

    loan = models.OneToOneField(Loan, models.CASCADE, related_name="held", verbose_name=_("loan"))
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="borrowed", verbose_name=_("child")
    )

    class Meta:
        ordering = ["loan"]
        verbose_name = _("thing lent to a child")
        verbose_name_plural = _("things lent to children")

    def __str__(self) -> str:
        return f"{self.loan.asset} → {self.child}"


class LoanSheet(Record):
    """借用(归还)单: what one person took, or what came back of it.

    With no line a return is a zero report: nothing was lent.
    """

    kind_code = "loan"
    with_lines = True

    class Act(models.TextChoices):
        LENT = "lent", pgettext_lazy("loan sheet", "lent")
        RETURNED = "returned", pgettext_lazy("loan sheet", "returned")

    act = models.CharField(_("act"), max_length=20, choices=Act)
    borrower = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("borrower"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("loan sheet")
        verbose_name_plural = _("loan sheets")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        rows = self.new_lines if self.new_lines is not None else list(self.lines.all()[:3])
        names = "、".join(line.loan.asset.name for line in rows[:3])
        if not names:
            return str(_("Nothing is lent"))
        sign = "→" if self.act == self.Act.LENT else "←"
        return f"{names} {sign} {self.borrower or ''}".strip()


class LoanLine(RecordLine):
    """One loan on the sheet: how much of it, and in which condition."""

    sheet = models.ForeignKey(
        LoanSheet, models.PROTECT, related_name="lines", verbose_name=_("loan sheet")
    )
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="lines", verbose_name=_("loan"))
    quantity = models.PositiveIntegerField(_("quantity"))
    condition = models.CharField(
        _("condition"), max_length=20, choices=Condition, default=Condition.GOOD
    )
    remark = models.CharField(_("remark"), max_length=100, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a loan sheet")
        verbose_name_plural = _("lines of loan sheets")

    def __str__(self) -> str:
        return f"{self.loan}: {self.quantity}"
