"""Medicine that guardians entrust, and each dose given: nothing without a signed request."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import EncryptedTextField
from logistics.records.models import Entry, Record


class MedicineRequestQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)

    def open(self) -> Self:
        """Medicine still in the school's hands."""
        return self.standing().filter(left_over="")

    def running(self, on: date) -> Self:
        """To be given on a day."""
        return self.open().filter(first_on__lte=on, last_on__gte=on)


class MedicineRequest(Record):
    """家长带药委托: what a guardian asks in writing to be given, with signature or photo."""

    kind_code = "guardian_commission"

    class Usage(models.TextChoices):
        ORAL = "oral", _("by mouth")
        EXTERNAL = "external", _("on the skin")
        DROPS = "drops", _("drops")
        INHALED = "inhaled", _("inhaled")

    class Signed(models.TextChoices):
        PHOTO = "photo", _("photo of the signed request")
        PAPER = "paper", _("signed on paper here")

    class LeftOver(models.TextChoices):
        RETURNED = "returned", _("returned to the guardian")
        USED_UP = "used_up", pgettext_lazy("medicine", "used up")
        DISCARDED = "discarded", _("discarded with the guardian's consent")

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    medicine = EncryptedTextField(_("medicine"))
    dose = models.CharField(_("dose each time"), max_length=40)
    times = models.CharField(
        _("times of day"), max_length=60, help_text=_("In 24 hours: 11:30 15:00")
    )
    usage = models.CharField(_("use"), max_length=10, choices=Usage, default=Usage.ORAL)
    cause = EncryptedTextField(_("cause or diagnosis"))
    is_prescribed = models.BooleanField(_("prescribed by a doctor"))
    quantity = models.CharField(_("quantity brought"), max_length=40)
    expires_on = models.DateField(_("to be used by"))
    first_on = models.DateField(pgettext_lazy("medicine", "from"))
    last_on = models.DateField(pgettext_lazy("medicine", "until"))
    guardian = EncryptedTextField(_("guardian who asks"))
    signed = models.CharField(_("signature"), max_length=10, choices=Signed)
    paper = models.CharField(
        _("where the paper is kept"), max_length=60, blank=True, help_text=_("Folder or box")
    )
    is_past_confirmed = models.BooleanField(_("past its time, confirmed"), default=False)
    left_over = models.CharField(_("what is left"), max_length=12, choices=LeftOver, blank=True)
    left_over_on = models.DateField(_("settled on"), null=True, blank=True)

    objects = MedicineRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("medicine request")
        verbose_name_plural = _("medicine requests")
        indexes = [
            models.Index(fields=["child", "last_on"], name="medicine_of_child"),
            models.Index(fields=["last_on", "first_on"], name="medicine_days"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="medicine_days_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(signed="photo") | ~Q(paper=""),
                name="medicine_request_is_signed",
                violation_error_message=_("Say where the signed paper is kept."),
            ),
            models.CheckConstraint(
                condition=Q(left_over="", left_over_on=None)
                | (~Q(left_over="") & Q(left_over_on__isnull=False)),
                name="medicine_left_over_has_its_day",
                violation_error_message=_("What is left is settled on a day."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.first_on} ～ {self.last_on}"

    @property
    def clocks(self) -> list[str]:
        return self.times.split()


class MedicineGiven(Record):
    """服药记录: one dose of a request, given by one person and checked by another."""

    kind_code = "medication_record"

    request = models.ForeignKey(
        MedicineRequest, models.PROTECT, related_name="doses", verbose_name=_("request")
    )
    on = models.DateField(_("day"))
    clock = models.CharField(_("time asked for"), max_length=5)
    copy = models.PositiveSmallIntegerField(_("copy"), default=0)
    dose = models.CharField(_("dose given"), max_length=40)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("checked by")
    )
    is_off_time = models.BooleanField(_("not at the time asked for"), default=False)
    is_past = models.BooleanField(_("medicine past its time"), default=False)
    note = EncryptedTextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("medicine given")
        verbose_name_plural = _("medicine given")
        indexes = [models.Index(fields=["on"], name="medicine_given_on")]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "on", "clock", "copy"],
                name="medicine_dose_once",
                violation_error_message=_("This dose is already given."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.on} {self.clock}"
