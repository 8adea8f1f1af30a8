"""The card of a thing the school owns, and all that ever happened to it."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from assets.models.classes import AssetClass
from assets.models.finding import about
from logistics.fields import MoneyField
from logistics.records.models import Record
from logistics.school.models.campuses import new_code
from logistics.school.names import Named, NamedQuerySet
from logistics.school.reach import VisibleQuerySet


class AssetQuerySet(NamedQuerySet, VisibleQuerySet):  # type: ignore[override]  # both are querysets
    def owned(self) -> Self:
        """On the books: not disposed of."""
        return self.exclude(state=Asset.State.DISPOSED)

    def matching(self, words: str) -> Self:
        """By name, number, pinyin and initials; also by model, serial number and label."""
        plain = words.strip()
        return self.filter(about(self.model, plain)) if plain else self

    def for_rows(self) -> Self:
        """What a row of a list shows. Nobody's identity number is decrypted for it."""
        related = ("asset_class", "campus", "place", "user", "custodian")
        secret = (f"{name}__identity_number" for name in ("user", "custodian"))
        return self.select_related(*related).defer(*secret)


class Asset(Named, models.Model):
    """固定资产卡片: one thing, or a batch of like things, with its worth, its place and its people.

    `value` is what it was booked at, in yuan (原值), of the whole batch. It is written off in equal
    months from the month in which it came, over `useful_months`; empty: not at all. Everything but
    words on the card changes through `assets.changing`, which writes an `AssetEvent`.
    """

    class Source(models.TextChoices):
        PURCHASE = "purchase", pgettext_lazy("source of an asset", "purchase")
        ALLOCATED = "allocated", pgettext_lazy("source of an asset", "allocated free of charge")
        DONATION = "donation", pgettext_lazy("source of an asset", "donation")
        OWN_MAKING = "own_making", pgettext_lazy("source of an asset", "own making")
        SURPLUS = "surplus", pgettext_lazy("source of an asset", "surplus of a stocktake")
        EXCHANGE = "exchange", pgettext_lazy("source of an asset", "exchange")

    class State(models.TextChoices):
        IN_USE = "in_use", pgettext_lazy("state of an asset", "in use")
        IDLE = "idle", pgettext_lazy("state of an asset", "idle")
        LENT = "lent", pgettext_lazy("state of an asset", "lent")
        REPAIR = "repair", pgettext_lazy("state of an asset", "under repair")
        CONDEMNED = "condemned", pgettext_lazy("state of an asset", "to be disposed of")
        DISPOSED = "disposed", pgettext_lazy("state of an asset", "disposed of")

    number = models.CharField(_("asset number"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True, editable=False)
    initials = models.CharField(_("initials"), max_length=200, blank=True, editable=False)
    asset_class = models.ForeignKey(AssetClass, models.PROTECT, verbose_name=_("national class"))
    brand = models.CharField(_("brand"), max_length=60, blank=True)
    model = models.CharField(_("model and specification"), max_length=80, blank=True)
    serial_number = models.CharField(_("serial number"), max_length=60, blank=True)
    unit = models.CharField(_("unit"), max_length=10, default="台")
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    value = MoneyField(_("original value (yuan)"))
    is_nominal = models.BooleanField(
        _("nominal value"), default=False, help_text=_("Booked at 1 yuan: no cost is known")
    )
    source = models.CharField(_("source"), max_length=20, choices=Source, default=Source.PURCHASE)
    acquired_on = models.DateField(_("acquired on"))
    booked_on = models.DateField(_("booked on"), null=True, blank=True)
    voucher = models.CharField(_("voucher number"), max_length=40, blank=True)
    funding = models.CharField(_("funds"), max_length=60, blank=True)
    supplier = models.ForeignKey(
        "stores.Supplier", models.PROTECT, null=True, blank=True, verbose_name=_("supplier")
    )
    contract = models.CharField(_("contract or order number"), max_length=60, blank=True)
    invoice = models.CharField(_("invoice number"), max_length=60, blank=True)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)
    useful_months = models.PositiveSmallIntegerField(
        _("useful life (months)"), null=True, blank=True
    )
    # A batch that is split stays one row of cents: each part is the slice of it that begins here,
    # and is written off by the very cents the whole would have been.
    slice_from = MoneyField(_("begins in the batch at (yuan)"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.IN_USE)
    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    place = models.ForeignKey(
        "school.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assets",
        verbose_name=_("place"),
    )
    department = models.CharField(_("using department"), max_length=40, blank=True)
    user = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assets_used",
        verbose_name=_("user"),
    )
    custodian = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assets_kept",
        verbose_name=_("custodian"),
    )
    split_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("split from"),
    )
    booking = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assets_booked",
        verbose_name=_("booked by"),
    )
    accessories = models.CharField(_("accessories"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    legacy_class = models.CharField(_("class on older forms"), max_length=30, blank=True)
    disposed_on = models.DateField(_("disposed of on"), null=True, blank=True)
    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)

    objects = AssetQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["pinyin", "initials"])

    class Meta:
        ordering = ["number"]
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        indexes: ClassVar = [
            models.Index(fields=["campus", "state", "number"], name="asset_campus_state"),
            models.Index(fields=["place", "number"], name="asset_place"),
            models.Index(fields=["custodian", "number"], name="asset_custodian"),
            models.Index(fields=["asset_class", "number"], name="asset_of_class"),
            models.Index(fields=["acquired_on"], name="asset_acquired"),
            models.Index(fields=["name", "number"], name="asset_name"),
            models.Index(fields=["model"], name="asset_model"),
            models.Index(fields=["serial_number"], name="asset_serial"),
            models.Index(fields=["campus", "number", "state"], name="asset_of_campus"),
            # Nearly no card is split off another: the key's own index holds the empty ones too.
            models.Index(
                fields=["split_from"],
                condition=Q(split_from__isnull=False),
                name="asset_parts",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="asset_value_not_negative",
                violation_error_message=_("A value is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="asset_quantity_at_least_one",
                violation_error_message=_("A card is about at least one thing."),
            ),
            models.CheckConstraint(
                condition=Q(state="disposed", disposed_on__isnull=False)
                | (~Q(state="disposed") & Q(disposed_on=None)),
                name="asset_disposed_has_a_day",
                violation_error_message=_("What is disposed of has the day of it."),
            ),
            models.CheckConstraint(
                condition=Q(disposed_on=None) | Q(disposed_on__gte=F("acquired_on")),
                name="asset_disposed_after_acquired",
                violation_error_message=_("Nothing is disposed of before it came."),
            ),
            models.CheckConstraint(
                condition=Q(warranty_until=None) | Q(warranty_until__gte=F("acquired_on")),
                name="asset_warranty_after_acquired",
                violation_error_message=_("A warranty ends after the thing came."),
            ),
            models.CheckConstraint(
                condition=Q(useful_months=None) | Q(useful_months__gt=0),
                name="asset_life_positive",
                violation_error_message=_("A useful life is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("assets:asset", args=[self.pk])

    def clean(self) -> None:
        if self.place and self.place.campus_id != self.campus_id:
            raise ValidationError({"place": _("This place is at another campus.")})

    @property
    def is_owned(self) -> bool:
        return self.state != Asset.State.DISPOSED


class AssetEvent(models.Model):
    """Something that happened to an asset: it came, moved, changed hands, was lent, counted, went.

    Rows are only ever added: triggers refuse the rest. `entry` is the document behind it; `was` and
    `now` hold what changed, by field, as people read it (names as they were then).
    """

    class Kind(models.TextChoices):
        BOOKED = "booked", pgettext_lazy("event of an asset", "booked")
        CHANGED = "changed", pgettext_lazy("event of an asset", "card changed")
        SPLIT = "split", pgettext_lazy("event of an asset", "split")
        MOVED = "moved", pgettext_lazy("event of an asset", "moved")
        HANDED_OVER = "handed_over", pgettext_lazy("event of an asset", "handed over")
        LENT = "lent", pgettext_lazy("event of an asset", "lent")
        RETURNED = "returned", pgettext_lazy("event of an asset", "returned")
        COUNTED = "counted", pgettext_lazy("event of an asset", "counted")
        MISSING = "missing", pgettext_lazy("event of an asset", "not found")
        DAMAGED = "damaged", pgettext_lazy("event of an asset", "damaged")
        REPAIRED = "repaired", pgettext_lazy("event of an asset", "repaired")
        IDLE = "idle", pgettext_lazy("event of an asset", "out of use")
        USED = "used", pgettext_lazy("event of an asset", "in use again")
        CONDEMNED = "condemned", pgettext_lazy("event of an asset", "to be disposed of")
        DISPOSED = "disposed", pgettext_lazy("event of an asset", "disposed of")

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="events", verbose_name=_("asset"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    happened_on = models.DateField(_("happened on"))
    at = models.DateTimeField(_("entered at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    entry = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="asset_events",
        verbose_name=_("document"),
    )
    quantity = models.IntegerField(
        _("change of quantity"), default=0, help_text=_("What came is positive")
    )
    value = MoneyField(_("change of value (yuan)"), default=0)
    was = models.JSONField(_("before"), default=dict, blank=True)
    now = models.JSONField(_("after"), default=dict, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("event of an asset")
        verbose_name_plural = _("events of assets")
        indexes: ClassVar = [
            models.Index(fields=["asset", "-at"], name="asset_event_of_asset"),
            models.Index(fields=["kind", "happened_on"], name="asset_event_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.asset.number}: {self.get_kind_display()}"


class Booking(Record):
    """入账登记: cards were made out and booked, of one purchase, one gift or one file.

    With nothing new it is a zero report: the account was looked through and agrees.
    """

    kind_code = "asset"

    source = models.CharField(_("source"), max_length=20, choices=Asset.Source, blank=True)
    basis = models.ForeignKey(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("came by"),
    )
    count = models.PositiveIntegerField(_("cards"), default=0)
    quantity = models.PositiveIntegerField(_("things"), default=0)
    value = MoneyField(_("original value (yuan)"), default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("booking of assets")
        verbose_name_plural = _("bookings of assets")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return str(self.note or self.get_source_display() or _("The account was looked through"))
