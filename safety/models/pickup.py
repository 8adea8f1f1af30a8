"""接送: who may fetch a child, who did, and which child left before the day was over."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import EncryptedTextField, half_width, valid_phone
from logistics.records.models import Entry, Record
from safety.models.stays import Stay, StayQuerySet


class Checked(models.TextChoices):
    """How the gate or the teacher made sure."""

    CARD = "card", _("pick-up card")
    PHOTO = "photo", _("photo of the list")
    PAPER = "paper", pgettext_lazy("how a person was checked", "identity card")
    CALL = "call", _("a guardian was called")
    KNOWN = "known", _("known in person")


class LeaveReason(models.TextChoices):
    ILL = "ill", _("unwell")
    DOCTOR = "doctor", _("appointment with a doctor")
    FAMILY = "family", _("family matter")
    OTHER = "other", pgettext_lazy("reason to leave", "another reason")


class AuthorizationQuerySet(StayQuerySet):
    def valid(self, on: date) -> Self:
        """Not withdrawn, and the day lies in its time."""
        return (
            self.open()
            .filter(valid_from__lte=on)
            .filter(Q(valid_until=None) | Q(valid_until__gte=on))
        )


class PickupAuthorization(Stay):
    """接送授权: a person a guardian has allowed, in writing, to fetch a child; withdrawing ends it."""

    kind_code = "pickup_authorization"

    class Signed(models.TextChoices):
        PHOTO = "photo", _("photo of the signed letter")
        PAPER = "paper", _("signed on paper here")

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    card = models.CharField(_("number of the pick-up card"), max_length=20, blank=True)
    name = EncryptedTextField(_("who may fetch"))
    relation = models.CharField(_("relation"), max_length=20)
    phone = EncryptedTextField(_("phone"), blank=True, validators=[valid_phone])
    phone_end = models.CharField(_("last four digits"), max_length=4, blank=True, editable=False)
    paper_end = models.CharField(_("last four of the identity number"), max_length=4, blank=True)
    valid_from = models.DateField(pgettext_lazy("authorisation", "valid from"))
    valid_until = models.DateField(
        pgettext_lazy("authorisation", "valid until"), null=True, blank=True
    )
    guardian = EncryptedTextField(_("guardian who signed"))
    signed = models.CharField(_("signature"), max_length=10, choices=Signed)
    paper = models.CharField(
        _("where the paper is kept"), max_length=60, blank=True, help_text=_("Folder or box")
    )
    photo_agreed = models.BooleanField(
        _("the person agrees that a photo is kept for the gate"), default=False
    )

    objects = AuthorizationQuerySet.as_manager()  # type: ignore[misc]  # more than a stay has

    class Meta:
        verbose_name = _("pick-up authorisation")
        verbose_name_plural = _("pick-up authorisations")
        indexes = [models.Index(fields=["child", "ended_at"], name="pickup_of_child")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="pickup_days_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(signed="photo") | ~Q(paper=""),
                name="pickup_is_signed",
                violation_error_message=_("Say where the signed paper is kept."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def save(self, *args: object, **given: object) -> None:
        self.phone_end = half_width(self.phone)[-4:]
        super().save(*args, **given)  # type: ignore[arg-type]

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.relation}"


class PickupLog(Record):
    """接送记录: the children of a class were handed over; somebody else or late is said by child.

    Without a child it says that all others went with whoever is authorised.
    """

    kind_code = "pickup_log"

    on = models.DateField(_("day"))
    child = models.ForeignKey(
        "school.Child",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("child"),
    )
    fetched_by = EncryptedTextField(_("fetched by"), blank=True)
    relation = models.CharField(_("relation"), max_length=20, blank=True)
    is_substitute = models.BooleanField(_("not on the list"), default=False)
    checked = models.CharField(_("how it was checked"), max_length=10, choices=Checked, blank=True)
    minutes_late = models.PositiveSmallIntegerField(_("minutes late"), default=0)
    note = EncryptedTextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("pick-up")
        verbose_name_plural = _("pick-ups")
        indexes = [models.Index(fields=["on"], name="pickup_log_on")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_substitute=False) | ~Q(checked=""),
                name="pickup_substitute_checked",
                violation_error_message=_("Say how the person was checked."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class or self.entry.campus} {self.on}"


class LateReason(models.TextChoices):
    """Why a child comes after the others."""

    OVERSLEPT = "overslept", _("got up late")
    ROAD = "road", _("held up on the way")
    DOCTOR = "doctor", _("at the doctor's")
    FAMILY = "family", pgettext_lazy("why a child is late", "something at home")
    UNKNOWN = "unknown", pgettext_lazy("why a child is late", "not said")


class ChildLateQuerySet(models.QuerySet):
    def of_day(self, on: date) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED).filter(on=on)


class ChildLate(Record):
    """儿童晚到登记: a child came through the gate after the others; its class is told."""

    kind_code = "child_late"

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes late"))
    reason = models.CharField(_("reason"), max_length=10, choices=LateReason)
    note = EncryptedTextField(_("note"), blank=True)

    objects = ChildLateQuerySet.as_manager()

    class Meta:
        verbose_name = _("late arrival of a child")
        verbose_name_plural = _("late arrivals of children")
        indexes = [models.Index(fields=["on"], name="child_late_on")]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        """Without the name: lists are read by many."""
        return f"{self.entry.school_class} {self.get_reason_display()}"


class LeaveSlipQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)

    def unused(self) -> Self:
        """The child has not left with it yet."""
        used = EarlyLeave.objects.standing().filter(slip=models.OuterRef("pk"))
        return self.standing().filter(~models.Exists(used))


class LeaveSlip(Record):
    """离校批条: the class teacher lets a child go before the day is over, and signs for it."""

    kind_code = "leave_slip"

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    on = models.DateField(_("day"))
    clock = models.TimeField(_("leaves at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=LeaveReason)
    fetched_by = EncryptedTextField(_("fetched by"))
    relation = models.CharField(_("relation"), max_length=20)
    comes_back = models.BooleanField(_("comes back today"), default=False)

    objects = LeaveSlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave slip")
        verbose_name_plural = _("leave slips")
        indexes = [models.Index(fields=["on"], name="leave_slip_on")]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.on}"


class EarlyLeave(Stay):
    """早退出校: a child went through the gate before the day was over; coming back ends it."""

    kind_code = "early_leave"

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    slip = models.ForeignKey(
        LeaveSlip,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leaves",
        verbose_name=_("leave slip"),
    )
    reason = models.CharField(_("reason"), max_length=10, choices=LeaveReason)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("agreed by"),
    )
    fetched_by = EncryptedTextField(_("fetched by"))
    relation = models.CharField(_("relation"), max_length=20)
    checked = models.CharField(_("how it was checked"), max_length=10, choices=Checked)
    without_slip = models.CharField(_("why there is no slip"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("early leave")
        verbose_name_plural = _("early leaves")
        indexes = [
            models.Index(fields=["entry"], condition=Q(ended_at=None), name="early_leave_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(slip__isnull=False) | ~Q(without_slip=""),
                name="early_leave_has_slip",
                violation_error_message=_("Without a slip, say why the child may go."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.get_reason_display()}"
