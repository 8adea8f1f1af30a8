"""Things leave the school's books: applied for, agreed to, approved by the authority, written off."""

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.models.assets import Asset
from logistics.approvals.models import Approval
from logistics.fields import MoneyField, labelled
from logistics.records.models import Record, RecordLine
from logistics.school.reach import VisibleQuerySet


class AssetDisposalQuerySet(VisibleQuerySet):
    campus_column = "entry__campus_id"

    def standing(self) -> Self:
        return self.exclude(entry__status="voided")

    def written_off(self) -> Self:
        return self.standing().filter(write_off__isnull=False)

    def open(self) -> Self:
        """Applied for, and not yet off the books."""
        return self.standing().filter(write_off=None)

    def agreed(self) -> Self:
        """The school has agreed; the authority's number is waited for."""
        agreed = Approval.objects.filter(
            kind="asset_disposal", object_id=OuterRef("pk"), state=Approval.State.AGREED
        )
        return self.open().filter(Exists(agreed))


class AssetDisposal(Record):
    """资产处置申请(审批)表: the application, with what the expert and the department say of it."""

    kind_code = "asset_disposal"
    with_lines = True

    class Way(models.TextChoices):
        ALLOCATION = "allocation", pgettext_lazy("way of disposal", "free transfer")
        DONATION = "donation", pgettext_lazy("way of disposal", "donation")
        SALE = "sale", pgettext_lazy("way of disposal", "sale")
        EXCHANGE = "exchange", pgettext_lazy("way of disposal", "exchange")
        SCRAP = "scrap", pgettext_lazy("way of disposal", "scrapping")
        LOSS = "loss", pgettext_lazy("way of disposal", "write-off of a loss")

    class Ground(models.TextChoices):
        OBSOLETE = "obsolete", pgettext_lazy("ground of disposal", "obsolete or beyond repair")
        LOST = "lost", pgettext_lazy("ground of disposal", "short at a stocktake or lost")
        WORN_OUT = "worn_out", pgettext_lazy("ground of disposal", "past its years and unfit")
        FORCE = "force", pgettext_lazy("ground of disposal", "force majeure")
        IDLE = "idle", pgettext_lazy("ground of disposal", "not needed any more")

    TO_OTHERS = (Way.ALLOCATION, Way.DONATION, Way.SALE, Way.EXCHANGE)

    way = models.CharField(_("way of disposal"), max_length=20, choices=Way)
    ground = models.CharField(_("ground"), max_length=20, choices=Ground)
    reason = models.CharField(_("reason"), max_length=300)
    receiver = models.CharField(_("goes to"), max_length=100, blank=True)
    opinion = models.CharField(_("technical opinion"), max_length=300)
    appraiser = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("appraised by")
    )
    department = models.CharField(_("opinion of the department"), max_length=200, blank=True)
    resolution = models.CharField(_("resolution of the school"), max_length=200, blank=True)
    value = MoneyField(_("original value (yuan)"), default=0)

    objects = AssetDisposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for disposal")
        verbose_name_plural = _("applications for disposal")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(way__in=["scrap", "loss"]) | ~Q(receiver=""),
                name="disposal_names_who_gets_it",
                violation_error_message=_("Say to whom it goes."),
            ),
            models.CheckConstraint(
                condition=~Q(way="loss") | Q(ground__in=["lost", "force"]),
                name="disposal_loss_has_its_ground",
                violation_error_message=_("A loss is written off for what was lost."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return self.entry.get_absolute_url()

    def one_line(self) -> str:
        rows = (
            self.new_lines
            if self.new_lines is not None
            else list(self.lines.select_related("asset")[:3])
        )
        names = "、".join(line.asset.name for line in rows[:3])
        return labelled(self.get_way_display(), names)


class DisposalLine(RecordLine):
    """A card, with its worth on the day of the application. `state_before` is where it goes back to."""

    sheet = models.ForeignKey(
        AssetDisposal, models.PROTECT, related_name="lines", verbose_name=_("application")
    )
    asset = models.ForeignKey(
        Asset, models.PROTECT, related_name="disposals", verbose_name=_("asset")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    value = MoneyField(_("original value (yuan)"))
    depreciation = MoneyField(_("depreciation so far (yuan)"))
    net = MoneyField(_("net value (yuan)"))
    acquired_on = models.DateField(_("acquired on"))
    used_months = models.PositiveSmallIntegerField(_("used for (months)"))
    state_before = models.CharField(_("state before"), max_length=20, choices=Asset.State)
    remark = models.CharField(_("remark"), max_length=100, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of an application for disposal")
        verbose_name_plural = _("lines of applications for disposal")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sheet", "asset"],
                name="disposal_line_once",
                violation_error_message=_("A card stands on an application once."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.asset)

    @property
    def used_years(self) -> Decimal:
        """As the form asks: years with one decimal."""
        return (Decimal(self.used_months) / 12).quantize(Decimal("0.1"))


class WriteOff(Record):
    """资产核销: with the authority's document the cards of an application leave the books."""

    kind_code = "asset_write_off"

    disposal = models.OneToOneField(
        AssetDisposal,
        models.PROTECT,
        related_name="write_off",
        verbose_name=_("application"),
    )
    document = models.CharField(_("approval document number"), max_length=60)
    approved_on = models.DateField(_("approved on"))
    income = MoneyField(_("income (yuan)"), default=0)
    salvage = models.CharField(_("what became of the remains"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("writing off of assets")
        verbose_name_plural = _("writings off of assets")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(document=""),
                name="write_off_has_its_document",
                violation_error_message=_("A card leaves the books only with the document number."),
            ),
            models.CheckConstraint(
                condition=Q(income__gte=0),
                name="write_off_income_not_negative",
                violation_error_message=_("An income is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.disposal.entry.number} · {self.document}"
