"""What the gate writes down besides: calls, late arrivals, events, viewings of camera footage."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import EncryptedTextField
from logistics.records.models import Record
from safety.models.stays import Stay


class PhoneCall(Record):
    """来电记录: who called, about what, and to whom it was passed on."""

    kind_code = "phone_call"

    caller = models.CharField(_("who called"), max_length=60)
    phone = EncryptedTextField(_("phone"), blank=True)
    content = models.CharField(_("about what"), max_length=300)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("passed on to"),
    )

    class Meta:
        verbose_name = _("telephone call")
        verbose_name_plural = _("telephone calls")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"→ {self.receiver}" if self.receiver else ""


class LateArrival(Record):
    """迟到登记: a colleague came after work had begun."""

    kind_code = "late_arrival"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who came late")
    )
    starts_at = models.TimeField(_("work begins at"))
    minutes = models.PositiveSmallIntegerField(_("minutes late"))
    reason = models.CharField(_("reason"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("late arrival")
        verbose_name_plural = _("late arrivals")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1),
                name="late_arrival_is_late",
                violation_error_message=_("Nobody is late who came before work began."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.person}"


class GateIncident(Record):
    """门卫突发情况: something at the gate or near it that had to be dealt with."""

    kind_code = "gate_incident"

    what = models.CharField(_("what happened"), max_length=300)
    measure = models.CharField(_("what was done"), max_length=300)
    police_called = models.BooleanField(_("the police was called"), default=False)
    told = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported to"),
    )

    class Meta:
        verbose_name = _("event at the gate")
        verbose_name_plural = _("events at the gate")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return self.what


class VideoAccess(Stay):
    """监控录像查阅调取登记: every viewing and every copy; returning or destroying a copy ends it."""

    kind_code = "video_access_log"

    class Way(models.TextChoices):
        VIEWED = "viewed", pgettext_lazy("camera footage", "viewed")
        COPIED = "copied", pgettext_lazy("camera footage", "copied")

    unit = models.CharField(_("unit that asks"), max_length=100)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200)
    camera = models.CharField(_("camera"), max_length=100)
    from_at = models.DateTimeField(_("footage from"))
    until_at = models.DateTimeField(_("footage until"))
    content = models.CharField(_("what it shows"), max_length=300)
    way = models.CharField(_("viewed or copied"), max_length=10, choices=Way)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("agreed by")
    )
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("operated by")
    )

    class Meta:
        verbose_name = _("viewing of camera footage")
        verbose_name_plural = _("viewings of camera footage")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gte=F("from_at")),
                name="video_span_in_order",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("operator")),
                name="video_agreed_by_another",
                violation_error_message=_("Who operates it does not agree to it."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.camera} {self.get_way_display()}"
