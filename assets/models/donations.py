"""What the school was given: by whom, what for, who looked at it, and where it was booked."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.models.deliveries import Booked
from assets.models.purchases import PurchaseLine
from assets.models.requests import MOST_NAMED
from logistics.fields import MoneyField, QuantityField
from logistics.records.models import Record, RecordLine
from logistics.school.reach import VisibleQuerySet


class DonationQuerySet(VisibleQuerySet):
    campus_column = "entry__campus_id"

    def standing(self) -> Self:
        return self.exclude(entry__status="voided")

    def to_book(self) -> Self:
        return self.standing().filter(intake=None)

    def for_rows(self) -> Self:
        related = ("entry", "entry__campus", "intake", "intake__stock_in", "intake__booking")
        return self.select_related(*related).prefetch_related("lines")


class DonationReceipt(Record):
    """捐赠物资登记: what came free of charge. Two people look at it and sign.

    `purpose` is what the giver wants it used for, `receipt` the number of the paper the giver got.
    """

    kind_code = "donation_receipt"
    with_lines = True

    class Origin(models.TextChoices):
        DONATION = "donation", pgettext_lazy("origin of a gift", "donated")
        ALLOCATED = "allocated", pgettext_lazy("origin of a gift", "allocated by the authority")

    origin = models.CharField(_("origin"), max_length=20, choices=Origin, default=Origin.DONATION)
    donor = models.CharField(_("donor"), max_length=100)
    purpose = models.CharField(_("agreed use"), max_length=200, blank=True)
    inspector = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("accepted by")
    )
    second = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        related_name="+",
        verbose_name=_("second person who accepts"),
    )
    finding = models.CharField(_("how it was found"), max_length=200)
    receipt = models.CharField(_("receipt number"), max_length=60, blank=True)
    amount = MoneyField(_("worth (yuan)"), default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = DonationQuerySet.as_manager()

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(inspector=F("second")),
                name="donation_accepted_by_two",
                violation_error_message=_("Two different people accept a donation."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="donation_not_negative",
                violation_error_message=_("A value is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        lines = self.told_lines
        names = "、".join(line.name for line in lines[:MOST_NAMED])
        return f"{self.donor}: {names}{' …' if len(lines) > MOST_NAMED else ''}"


class DonationLine(RecordLine):
    """One thing given. `value` (yuan) is what all of it is worth; `whereto` who or what got it."""

    sheet = models.ForeignKey(
        DonationReceipt, models.PROTECT, related_name="lines", verbose_name=_("donation")
    )
    name = models.CharField(_("name"), max_length=80)
    specification = models.CharField(_("specification"), max_length=80, blank=True)
    unit = models.CharField(_("unit"), max_length=10)
    quantity = QuantityField(_("quantity"))
    value = MoneyField(_("worth (yuan)"), default=0)
    destination = models.CharField(
        _("what becomes of it"),
        max_length=10,
        choices=PurchaseLine.Destination,
        default=PurchaseLine.Destination.STORE,
    )
    whereto = models.CharField(_("where it went"), max_length=80, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a donation")
        verbose_name_plural = _("lines of donations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(value__gte=0),
                name="donation_line_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.specification}".strip()


class DonationIntake(Booked):
    """The things given were booked. It happens once."""

    receipt = models.OneToOneField(
        DonationReceipt, models.PROTECT, related_name="intake", verbose_name=_("donation")
    )

    class Meta(Booked.Meta):
        verbose_name = _("intake of a donation")
        verbose_name_plural = _("intakes of donations")

    def __str__(self) -> str:
        return str(self.receipt)


def whereabouts(line: DonationLine) -> list[str]:
    """Into the store, on a card or used as it comes; what was said of it; the sheet it stands on."""
    intake = getattr(line.sheet, "intake", None)
    booked = {
        PurchaseLine.Destination.STORE: intake and intake.stock_in,
        PurchaseLine.Destination.ASSET: intake and intake.booking,
    }.get(PurchaseLine.Destination(line.destination))
    said = (line.get_destination_display(), line.whereto, booked.number if booked else "")
    return [part for part in said if part]
