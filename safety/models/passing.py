"""What else passes the gate: vehicles, deliveries and post, keys, staff and goods with a slip."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.school.reach import VisibleQuerySet
from safety.models.stays import Stay
from safety.models.visitors import Paper


class VehicleLog(Stay):
    """A vehicle that came in: plate, driver, papers, what was looked at; the step out ends it."""

    kind_code = "vehicle"

    class Sort(models.TextChoices):
        DELIVERY = "delivery", _("delivery vehicle")
        STAFF = "staff", _("car of the staff")
        VISITOR = "visitor", _("car of a visitor")
        BUS = "bus", _("school bus")
        WORKS = "works", _("vehicle of works")
        OTHER = "other", pgettext_lazy("a vehicle", "other vehicle")

    plate = models.CharField(_("number plate"), max_length=15)
    sort = models.CharField(_("vehicle"), max_length=10, choices=Sort)
    driver = models.CharField(_("driver"), max_length=100)
    company = models.CharField(_("from where"), max_length=100, blank=True)
    paper = models.CharField(_("paper shown"), max_length=10, choices=Paper)
    people = models.PositiveSmallIntegerField(_("people in it"), default=1)
    cargo = models.CharField(_("load"), max_length=100, blank=True)
    is_checked = models.BooleanField(_("boot and load looked at"), default=True)

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        indexes = [
            models.Index(fields=["entry"], condition=Q(ended_at=None), name="vehicle_inside"),
            models.Index(fields=["plate"], name="vehicle_plate"),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.get_sort_display()}"


class Delivery(Stay):
    """Goods, a parcel, letters or newspapers left at the gate until they are handed over."""

    kind_code = "gate_delivery"

    class Sort(models.TextChoices):
        GOODS = "goods", pgettext_lazy("delivery", "goods")
        PARCEL = "parcel", _("parcel")
        LETTER = "letter", pgettext_lazy("post", "letter")
        PAPER = "paper", _("newspapers")

    sort = models.CharField(_("what came"), max_length=10, choices=Sort)
    sender = models.CharField(_("from whom"), max_length=100, blank=True)
    supplier = models.ForeignKey(
        "stores.Supplier",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supplier"),
    )
    what = models.CharField(_("what it is"), max_length=100, blank=True)
    count = models.PositiveSmallIntegerField(_("how many pieces"), default=1)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("a delivery", "for whom"),
    )
    department = models.CharField(_("for which department"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("delivery or post")
        verbose_name_plural = _("deliveries and post")
        indexes = [
            models.Index(fields=["entry"], condition=Q(ended_at=None), name="delivery_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(receiver__isnull=False) | ~Q(department=""),
                name="delivery_is_for_somebody",
                violation_error_message=_("Say for whom it is: a person or a department."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.get_sort_display()} × {self.count} → {self.receiver or self.department}"


class GateKeyQuerySet(VisibleQuerySet):
    def in_use(self) -> Any:
        return self.filter(is_active=True)


class GateKey(models.Model):
    """A key, or a bunch of them, that hangs at the gate."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    label = models.CharField(pgettext_lazy("of a door", "key"), max_length=40)
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    count = models.PositiveSmallIntegerField(_("how many pieces"), default=1)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = GateKeyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "label"]
        verbose_name = _("key at the gate")
        verbose_name_plural = _("keys at the gate")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "label"],
                name="gate_key_once",
                violation_error_message=_("There is a key of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class KeyLoan(Stay):
    """A key given out; its return ends it."""

    kind_code = "key_loan"

    key = models.ForeignKey(
        GateKey, models.PROTECT, related_name="loans", verbose_name=_("key at the gate")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given to"),
    )
    outsider = models.CharField(_("given to somebody from outside"), max_length=60, blank=True)
    purpose = models.CharField(_("what for"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("key given out")
        verbose_name_plural = _("keys given out")
        indexes = [
            models.Index(fields=["entry"], condition=Q(ended_at=None), name="key_is_out"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(outsider=""),
                name="key_loan_names_somebody",
                violation_error_message=_("Say who takes the key."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.key} → {self.person or self.outsider}"


class ExitSlip(Stay):
    """出门条: staff or goods may go out, once the leader it names has signed.

    The gate writes down when they passed; for people coming back ends it.
    """

    kind_code = "exit_slip"

    class Sort(models.TextChoices):
        PERSON = "person", pgettext_lazy("exit slip", "I go out")
        GOODS = "goods", pgettext_lazy("exit slip", "goods go out")

    sort = models.CharField(_("who or what goes out"), max_length=10, choices=Sort)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who goes")
    )
    what = models.CharField(_("which goods, how many"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=100)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("agreed by")
    )
    back_by = models.DateTimeField(_("back by"), null=True, blank=True)
    passed_at = models.DateTimeField(_("went out at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("exit slip")
        verbose_name_plural = _("exit slips")
        indexes = [
            models.Index(fields=["entry"], condition=Q(ended_at=None), name="exit_slip_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(leader=models.F("person")),
                name="exit_slip_by_another",
                violation_error_message=_("Nobody signs their own exit slip."),
            ),
            models.CheckConstraint(
                condition=Q(sort="person") | ~Q(what=""),
                name="exit_slip_names_goods",
                violation_error_message=_("Say which goods go out, and how many."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.person} · {self.what or self.get_sort_display()}"
