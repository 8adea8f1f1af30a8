"""Who signs a sheet, and who has: given out, received, witnessed, taken over."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import labelled


class Capacity(models.TextChoices):
    """What a signature stands for."""

    HANDED_OUT = "handed_out", pgettext_lazy("signature", "handed out by")
    RECEIVED = "received", pgettext_lazy("signature", "received by")
    WITNESS = "witness", pgettext_lazy("signature", "witnessed by")
    HANDED_OVER = "handed_over", pgettext_lazy("signature", "handed over by")
    TAKEN_OVER = "taken_over", pgettext_lazy("signature", "taken over by")
    SUPERVISED = "supervised", pgettext_lazy("signature", "supervised by")
    COUNTED = "counted", pgettext_lazy("signature", "counted by")
    ACCEPTED = "accepted", pgettext_lazy("signature", "accepted by")
    CUSTODIAN = "custodian", pgettext_lazy("signature", "custodian")
    CLASS_TEACHER = "class_teacher", pgettext_lazy("signature", "class teacher")
    BORROWER = "borrower", pgettext_lazy("signature", "borrowed by")
    ACCOUNTANT = "accountant", pgettext_lazy("signature", "checked by the accountant")
    LEADER = "leader", pgettext_lazy("signature", "person in charge")
    RESPONSIBLE = "responsible", pgettext_lazy("signature", "answers for it")


class SignerQuerySet(models.QuerySet):
    def with_signature(self) -> Self:
        """Adds `has_signed`: this version of the sheet was signed by this person."""
        signed = Signature.objects.filter(
            entry=OuterRef("entry"),
            capacity=OuterRef("capacity"),
            by=OuterRef("person"),
            version=OuterRef("entry__version"),
        )
        return self.annotate(has_signed=Exists(signed))

    def open(self) -> Self:
        """Not yet signed as the sheet stands now; what was voided asks nobody."""
        return self.with_signature().filter(has_signed=False).exclude(entry__status="voided")


class Signer(models.Model):
    """Somebody whose signature a sheet asks for."""

    entry = models.ForeignKey(
        "records.Entry", models.PROTECT, related_name="signers", verbose_name=_("record")
    )
    capacity = models.CharField(_("signs as"), max_length=20, choices=Capacity)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    asked_at = models.DateTimeField(_("asked at"))

    objects = SignerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signer")
        verbose_name_plural = _("signers")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "capacity", "person"],
                name="signer_once",
                violation_error_message=_("This person is asked already."),
            ),
        ]

    def __str__(self) -> str:
        return labelled(self.get_capacity_display(), self.person)


class Signature(models.Model):
    """A person has signed one version of a sheet. Rows are only ever added.

    `noted_by` is who keeps the paper, where somebody without a login signed by hand.
    """

    entry = models.ForeignKey(
        "records.Entry", models.PROTECT, related_name="signatures", verbose_name=_("record")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    capacity = models.CharField(_("signed as"), max_length=20, choices=Capacity)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed on paper, kept by"),
    )
    at = models.DateTimeField(_("at"))
    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "version", "capacity", "by"],
                name="signature_once_a_version",
                violation_error_message=_("This is signed already."),
            ),
            models.CheckConstraint(
                condition=Q(noted_by=None) | ~Q(noted_by=F("by")),
                name="signature_noted_by_another",
                violation_error_message=_("Nobody vouches for their own signature."),
            ),
        ]

    def __str__(self) -> str:
        return labelled(self.get_capacity_display(), self.by)
