"""What the house itself remembers: forms already sent, and forms not yet sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from logistics.fields import EncryptedTextField


class Submission(models.Model):
    """A form that has been saved: the same form sent again is answered with its result."""

    key = models.CharField(_("key"), max_length=40, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    result = models.CharField(_("result"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")

    def __str__(self) -> str:
        return self.key


class Draft(models.Model):
    """What a person has typed into a form and not yet sent."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    path = models.CharField(_("path"), max_length=300)
    text = EncryptedTextField(_("text"))
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["person", "path"], name="draft_one_per_form"),
        ]

    def __str__(self) -> str:
        return self.path
