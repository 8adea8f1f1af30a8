"""Moving things: to another room at once, to another department or campus when both have signed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.models.assets import Asset
from assets.models.custody import Condition
from logistics.records.models import Record, RecordLine


class AssetTransfer(Record):
    """调拨(转移)单: where things go, to whom, and why.

    Within a campus and a department the storekeeper moves them (`Scope.ROOM`). Otherwise it is
    agreed to first, and the cards change when both sides have signed.
    """

    kind_code = "asset_transfer"
    with_lines = True

    class Scope(models.TextChoices):
        ROOM = "room", pgettext_lazy("transfer", "between rooms")
        DEPARTMENT = "department", pgettext_lazy("transfer", "between departments")
        CAMPUS = "campus", pgettext_lazy("transfer", "between campuses")

    scope = models.CharField(_("transfer"), max_length=20, choices=Scope)
    to_campus = models.ForeignKey(
        "school.Campus", models.PROTECT, related_name="+", verbose_name=_("to campus")
    )
    to_place = models.ForeignKey(
        "school.Place", models.PROTECT, related_name="+", verbose_name=_("to place")
    )
    to_department = models.CharField(_("to department"), max_length=40, blank=True)
    to_user = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("new user"),
    )
    to_custodian = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("new custodian"),
    )
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("transfer of assets")
        verbose_name_plural = _("transfers of assets")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(scope="room") | models.Q(to_custodian__isnull=False),
                name="transfer_names_who_takes_over",
                violation_error_message=_("Say who takes it over."),
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
        return f"{names} → {self.to_place}"

    @property
    def is_signed_for(self) -> bool:
        """Whether it is agreed to and signed before anything moves."""
        return self.scope != self.Scope.ROOM


class TransferLine(RecordLine):
    """A card, and where and whose it was."""

    sheet = models.ForeignKey(
        AssetTransfer, models.PROTECT, related_name="lines", verbose_name=_("transfer")
    )
    asset = models.ForeignKey(
        Asset, models.PROTECT, related_name="transfers", verbose_name=_("asset")
    )
    from_place = models.ForeignKey(
        "school.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("from place"),
    )
    from_department = models.CharField(_("from department"), max_length=40, blank=True)
    from_user = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user before"),
    )
    from_custodian = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("custodian before"),
    )
    condition = models.CharField(
        _("condition"), max_length=20, choices=Condition, default=Condition.GOOD
    )
    remark = models.CharField(_("remark"), max_length=100, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a transfer")
        verbose_name_plural = _("lines of transfers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sheet", "asset"],
                name="transfer_line_once",
                violation_error_message=_("A card stands on a transfer once."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.asset)
