"""How people get in: their first password, second factor, PIN, devices, and who came in when."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.fields import EncryptedTextField
from logistics.school.models import Person
from logistics.school.reach import VisibleQuerySet


class Account(models.Model):
    """The login of a person who was given one: until when the password on the slip is good."""

    person = models.OneToOneField(
        Person, models.CASCADE, related_name="account", verbose_name=_("person")
    )
    # Empty once the person has chosen a password.
    first_password_until = models.DateTimeField(_("first password until"), null=True, blank=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return str(self.person)


class DeviceQuerySet(VisibleQuerySet):
    def good(self, now: datetime) -> Self:
        return self.filter(expires_at__gt=now)

    def shared(self) -> Self:
        return self.filter(person=None)


class Device(models.Model):
    """A browser that is known: the tablet of a kitchen, or what one person keeps a login on.

    The browser holds a random token in a cookie, the row only its digest.
    """

    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="devices",
        verbose_name=_("person"),
        help_text=_("Empty: shared by those who work there"),
    )
    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, null=True, blank=True, verbose_name=_("campus")
    )
    name = models.CharField(_("name"), max_length=50)
    digest = models.CharField(_("digest of the token"), max_length=64, unique=True)
    trusted = models.BooleanField(_("asks for no code"), default=False)
    registered_by = models.ForeignKey(
        Person, models.CASCADE, related_name="+", verbose_name=_("registered by")
    )
    registered_at = models.DateTimeField(_("registered at"))
    expires_at = models.DateTimeField(_("good until"))

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(campus__isnull=False),
                name="device_is_somebodys_or_stands_somewhere",
                violation_error_message=_("A shared device stands at a campus."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


MOST_WRONG_PINS = 5


class Pin(models.Model):
    """Six digits by which a person takes over a shared device."""

    person = models.OneToOneField(
        Person, models.CASCADE, related_name="pin", verbose_name=_("person")
    )
    digest = models.CharField(_("digest"), max_length=128)
    wrong = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("PIN")
        verbose_name_plural = _("PINs")
        constraints = [
            models.CheckConstraint(
                condition=Q(wrong__lte=MOST_WRONG_PINS),
                name="pin_off_after_five",
                violation_error_message=_("After five wrong tries the PIN is off."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_off(self) -> bool:
        return self.wrong >= MOST_WRONG_PINS


class SecondFactor(models.Model):
    """The authenticator on somebody's phone. `last_step` is the newest half minute used up."""

    person = models.OneToOneField(
        Person, models.CASCADE, related_name="second_factor", verbose_name=_("person")
    )
    secret = EncryptedTextField(_("secret"))
    last_step = models.BigIntegerField(_("last step"), default=0)
    confirmed_at = models.DateTimeField(_("confirmed at"))

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return str(self.person)


class RecoveryCode(models.Model):
    """One of ten codes on paper, each good once, for whoever lost the phone."""

    factor = models.ForeignKey(
        SecondFactor, models.CASCADE, related_name="codes", verbose_name=_("second factor")
    )
    digest = models.CharField(_("digest"), max_length=64)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [
            models.UniqueConstraint(fields=["factor", "digest"], name="recovery_code_once"),
        ]

    def __str__(self) -> str:
        return str(self.factor)


class Way(models.TextChoices):
    PASSWORD = "password", _("password")
    CODE = "code", _("code of the authenticator")
    RECOVERY = "recovery", _("recovery code")
    PIN = "pin", _("PIN")


class Visit(models.Model):
    """One login that is open, of one browser. What it may do stands in its session."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="visits", verbose_name=_("person")
    )
    session_key = models.CharField(_("session"), max_length=40, unique=True)
    device = models.ForeignKey(
        Device,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("device"),
    )
    way = models.CharField(_("way in"), max_length=10, choices=Way)
    browser = models.CharField(_("browser"), max_length=60)
    address = models.CharField(_("address"), max_length=45, blank=True)
    began_at = models.DateTimeField(_("since"))

    class Meta:
        ordering = ["-began_at"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return f"{self.person} · {self.browser}"


class SignInQuerySet(models.QuerySet):
    def visible_to(self, viewer: Person, permission: str) -> Self:
        """Of the people one sees; of accounts that do not exist only with the whole school."""
        if viewer.reach(permission).everywhere:
            return self
        return self.filter(person__in=Person.objects.visible_to(viewer, permission).values("pk"))


class SignIn(models.Model):
    """Somebody came in, was refused, or was let in again. Kept half a year; holds no secret.

    What was typed as the account is kept as a digest: it may have been a password.
    """

    class Result(models.TextChoices):
        IN = "in", _("logged in")
        WRONG = "wrong", _("wrong")
        LOCKED = "locked", _("locked out")
        EXPIRED = "expired", _("first password expired")
        UNLOCKED = "unlocked", _("unlocked")
        RESET = "reset", _("second factor reset")

    at = models.DateTimeField(_("at"))
    account = models.CharField(_("account"), max_length=32)
    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sign_ins",
        verbose_name=_("person"),
    )
    way = models.CharField(_("way in"), max_length=10, choices=Way)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    device = models.CharField(_("device"), max_length=50, blank=True)
    by = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done by"),
    )

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [
            models.Index(fields=["account", "-at"], name="sign_in_of_account"),
            models.Index(fields=["-at", "-id"], name="sign_in_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.person or '?'} {self.result}"

    @property
    def tone(self) -> str:
        tones: dict[str, Any] = {self.Result.IN: "ok", self.Result.WRONG: "warn"}
        return tones.get(self.result, "info" if self.by_id else "danger")
