"""What vouches for the records: the seal of each day, who reviewed what, what the law took away."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Crockford's digits: none of them is read as another one.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH, BITS, HEXADECIMAL = 8, 5, 10


class Seal(models.Model):
    """One ended day: an HMAC over what was entered on it and over the seal before.

    `rows` says which rows it holds, as ranges of keys for each table. `marks` has eight digits of
    the digest of each, so that a row that was changed can be named.
    """

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    day = models.DateField(_("day"), unique=True)
    made_at = models.DateTimeField(_("sealed at"))
    rows = models.JSONField(_("rows"))
    count = models.PositiveIntegerField(_("number of rows"))
    marks = models.TextField(_("marks of the rows"))
    # No two seals follow the same one: several workers make one chain.
    previous = models.CharField(_("seal before"), max_length=64, unique=True, blank=True)
    mac = models.CharField(_("seal"), max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return f"{self.day} {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("records:seal", args=[self.pk])

    @property
    def code(self) -> str:
        """What is printed of it: forty bits in eight characters, 7K3M-9QXT."""
        bits = int(self.mac[:HEXADECIMAL], 16)
        digits = [DIGITS[bits >> BITS * n & 31] for n in reversed(range(CODE_LENGTH))]
        return f"{''.join(digits[:4])}-{''.join(digits[4:])}"


class Review(models.Model):
    """A second person has looked at one version of a record. Rows are only ever added."""

    entry = models.ForeignKey(
        "records.Entry", models.PROTECT, related_name="reviews", verbose_name=_("record")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "version"],
                name="review_once_a_version",
                violation_error_message=_("This version has been reviewed already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.version}"


class Erasure(models.Model):
    """The content of a version was deleted as the law asks; its digest and its seal remain.

    Only a version that has such a row can be emptied: a trigger looks for it.
    """

    version = models.OneToOneField(
        "records.Version", models.PROTECT, related_name="erasure", verbose_name=_("version")
    )
    basis = models.CharField(_("rule that asks for it"), max_length=200)
    reason_hash = models.CharField(_("hash of the reason"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"{self.version_id}: {self.basis}"
