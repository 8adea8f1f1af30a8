"""Photos of a record: shrunk, without the place where they were taken, served only when asked for."""

from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def photo_path(photo: "Photo", filename: str) -> str:
    """A name nobody can guess; what the file was called on the phone is not kept."""
    return f"photos/{token_hex(16)}.jpg"


class Photo(models.Model):
    """One photo of a record, with its hash and the time it was taken."""

    entry = models.ForeignKey(
        "records.Entry", models.PROTECT, related_name="photos", verbose_name=_("record")
    )
    file = models.FileField(_("file"), upload_to=photo_path)
    thumbnail = models.FileField(_("thumbnail"), upload_to=photo_path)
    sha256 = models.CharField(_("hash"), max_length=64)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["entry", "position", "pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.sha256[:8]

    def said(self) -> dict[str, Any]:
        """What a version remembers of it."""
        return {"sha256": self.sha256, "taken_at": self.taken_at and self.taken_at.isoformat()}
