"""The monthly check of the health room's own medicines against the ledger of their store."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import QuantityField
from logistics.records.models import Record, RecordLine


class ClinicDrugStock(Record):
    """常备药品清点: every lot of the medicine store counted and looked at."""

    kind_code = "clinic_drug_stock"
    with_lines = True

    store = models.ForeignKey(
        "stores.Store", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("medicine store"),
    )  # fmt: skip
    lots = models.PositiveSmallIntegerField(_("lots counted"))
    expired = models.PositiveSmallIntegerField(pgettext_lazy("medicines", "expired"))
    differing = models.PositiveSmallIntegerField(_("differing from the ledger"))
    first_aid = models.BooleanField(_("first-aid boxes are complete"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("check of the medicines")
        verbose_name_plural = _("checks of the medicines")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return _("%(where)s: %(lots)s lots, %(expired)s expired, %(differing)s differ") % {
            "where": self.store or self.entry.place or self.entry.campus,
            "lots": self.lots,
            "expired": self.expired,
            "differing": self.differing,
        }

    def named_lines(self) -> list["ClinicDrugLine"]:
        """The lots with their goods."""
        return list(self.lines.select_related("lot__item"))


class ClinicDrugLine(RecordLine):
    """One lot: what came and went in the month, what the ledger says, what was counted."""

    class State(models.TextChoices):
        GOOD = "good", pgettext_lazy("medicine", "good")
        EXPIRING = "expiring", pgettext_lazy("medicine", "expires soon")
        EXPIRED = "expired", pgettext_lazy("medicine", "expired")
        DAMAGED = "damaged", pgettext_lazy("medicine", "damaged or without label")

    sheet = models.ForeignKey(
        ClinicDrugStock, models.PROTECT, related_name="lines", verbose_name=_("record")
    )
    lot = models.ForeignKey("stores.Lot", models.PROTECT, related_name="+", verbose_name=_("lot"))
    received = QuantityField(_("came in this month"), default=0)
    issued = QuantityField(_("went out this month"), default=0)
    expected = QuantityField(_("by the ledger"))
    counted = QuantityField(pgettext_lazy("quantity", "counted"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.GOOD)
    to_discard = QuantityField(_("to be discarded"), default=0)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a check of the medicines")
        verbose_name_plural = _("lines of a check of the medicines")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "lot"], name="drug_check_lot_once"),
            models.CheckConstraint(
                condition=Q(counted__gte=0)
                & Q(to_discard__gte=0)
                & Q(to_discard__lte=F("counted")),
                name="drug_check_counts_in_order",
                violation_error_message=_("Not more is discarded than was counted."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.lot)

    @property
    def difference(self) -> Decimal:
        return self.counted - self.expected
