"""Damage and loss: what happened, why, who answers for it, and how it was settled."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.models.assets import Asset
from logistics.fields import MoneyField, labelled
from logistics.records.models import Record
from logistics.school.reach import VisibleQuerySet


class DamageCaseQuerySet(VisibleQuerySet):
    campus_column = "entry__campus_id"

    def standing(self) -> Self:
        return self.exclude(entry__status="voided")

    def settled(self) -> Self:
        return self.standing().filter(Exists(standing_settlements()))

    def open(self) -> Self:
        """Somebody owes something, and it is neither paid nor waived."""
        return self.standing().filter(amount__gt=0).exclude(Exists(standing_settlements()))

    def for_rows(self) -> Self:
        return self.select_related("entry", "entry__campus", "entry__school_class", "asset",
                                   "responsible")  # fmt: skip


def standing_settlements() -> Any:
    return DamageSettlement.objects.filter(case=OuterRef("pk")).exclude(entry__status="voided")


class DamageCase(Record):
    """损坏丢失: a thing broke or is gone. The cause is found out; who answers for it compensates.

    A child who did it is not named: the class of the entry says whose it is (`by_child`).
    """

    kind_code = "damage_case"

    class Loss(models.TextChoices):
        DAMAGED = "damaged", pgettext_lazy("damage case", "damaged")
        LOST = "lost", pgettext_lazy("damage case", "lost")

    class Measure(models.TextChoices):
        REPAIR = "repair", pgettext_lazy("damage case", "to be repaired")
        SCRAP = "scrap", pgettext_lazy("damage case", "beyond repair or gone")
        USE = "use", pgettext_lazy("damage case", "used on as it is")

    class Basis(models.TextChoices):
        ORIGINAL = "original", pgettext_lazy("price of a damage", "original price")
        DEPRECIATED = "depreciated", pgettext_lazy("price of a damage", "depreciated price")
        REPAIR = "repair", pgettext_lazy("price of a damage", "cost of the repair")
        NONE = "none", pgettext_lazy("price of a damage", "nothing to pay")

    asset = models.ForeignKey(
        Asset, models.PROTECT, related_name="damages", verbose_name=_("asset")
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    loss = models.CharField(_("what happened"), max_length=20, choices=Loss)
    cause = models.CharField(_("cause"), max_length=300)
    responsible = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible person"),
    )
    by_child = models.BooleanField(_("by a child of the class"), default=False)
    measure = models.CharField(_("what is done with it"), max_length=20, choices=Measure)
    basis = models.CharField(_("price"), max_length=20, choices=Basis, default=Basis.NONE)
    amount = MoneyField(_("to be paid (yuan)"), default=0)
    points = models.PositiveSmallIntegerField(_("points off the class"), default=0)
    found_by = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="damage_cases",
        verbose_name=_("found by"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = DamageCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("damage case")
        verbose_name_plural = _("damage cases")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="damage_amount_not_negative",
                violation_error_message=_("An amount is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="damage_quantity_at_least_one",
                violation_error_message=_("A case is about at least one thing."),
            ),
            models.CheckConstraint(
                condition=Q(amount=0) | Q(responsible__isnull=False) | Q(by_child=True),
                name="damage_somebody_pays",
                violation_error_message=_("If something is to be paid, say who is responsible."),
            ),
            models.CheckConstraint(
                condition=Q(responsible=None) | Q(by_child=False),
                name="damage_person_or_child",
                violation_error_message=_("It was either a colleague or a child."),
            ),
            models.CheckConstraint(
                condition=~Q(basis="none") | Q(amount=0),
                name="damage_nothing_to_pay",
                violation_error_message=_("Where nothing is to be paid the amount is 0."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return self.entry.get_absolute_url()

    def one_line(self) -> str:
        return labelled(self.asset, self.get_loss_display())

    @property
    def who(self) -> str:
        """Who answers for it; a child is its class."""
        if self.by_child:
            return str(_("a child of %(class)s") % {"class": self.entry.school_class or "—"})
        return str(self.responsible or "")

    @property
    def settlement(self) -> "DamageSettlement | None":
        standing = self.settlements.exclude(entry__status="voided")
        return standing.select_related("entry", "decided_by").first()


class DamageSettlement(Record):
    """赔偿结清: paid with its receipt, made good in kind, or waived by somebody for a reason."""

    kind_code = "damage_settlement"

    class Outcome(models.TextChoices):
        PAID = "paid", pgettext_lazy("settlement", "paid")
        IN_KIND = "in_kind", pgettext_lazy("settlement", "made good in kind")
        WAIVED = "waived", pgettext_lazy("settlement", "waived")

    case = models.ForeignKey(
        DamageCase, models.PROTECT, related_name="settlements", verbose_name=_("damage case")
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    amount = MoneyField(_("amount (yuan)"), default=0)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    receipt = models.CharField(_("receipt number"), max_length=40, blank=True)
    decided_by = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("waived by"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("settlement of a damage")
        verbose_name_plural = _("settlements of damages")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(outcome="paid")
                | (Q(paid_on__isnull=False, amount__gt=0) & ~Q(receipt="")),
                name="settlement_paid_with_receipt",
                violation_error_message=_("A payment has its day, amount and receipt number."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome="waived") | (Q(decided_by__isnull=False) & ~Q(reason="")),
                name="settlement_waived_by_somebody",
                violation_error_message=_("Say who waived it, and why."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="settlement_amount_not_negative",
                violation_error_message=_("An amount is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.case.entry.number} {self.get_outcome_display()} {self.amount}"
