"""Files that wait to be confirmed. They may tell of children: nobody can read them in the database."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from logistics.fields import EncryptedTextField

KEPT = timedelta(hours=24)


class UploadQuerySet(models.QuerySet):
    def of(self, person: Any) -> Self:
        """Nobody else ever sees what somebody has uploaded."""
        return self.filter(person=person.pk)

    def stale(self, now: datetime) -> Self:
        return self.filter(uploaded_at__lt=now - KEPT)


class Upload(models.Model):
    """A sheet as it was uploaded, until it is confirmed or a day has passed; then what came of it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    code = models.CharField(_("import"), max_length=30)
    name = models.CharField(_("name of the file"), max_length=100)
    content = EncryptedTextField(_("content"), blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"), db_index=True)
    done_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(content=""),
                name="upload_done_keeps_no_content",
                violation_error_message=_("What is imported is not kept as a file."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        name = "imports:import_result" if self.done_at else "imports:import_preview"
        return reverse(name, args=[self.pk])
