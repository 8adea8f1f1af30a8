"""How a school's own booklet differs from the register as we ship it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords


class RegisterSetting(models.Model):
    """Renamed headings, the order, hidden columns and the school's own, typed ones.

    `columns` is a list of {"name", "heading", "hidden"} in the order wanted;
    `own` a list of {"name", "heading", "type"} whose values live in `Entry.extra`.
    """

    class ColumnType(models.TextChoices):
        TEXT = "text", pgettext_lazy("column type", "text")
        NUMBER = "number", pgettext_lazy("column type", "number")
        DATE = "date", pgettext_lazy("column type", "date")
        YES_NO = "yes_no", pgettext_lazy("column type", "yes or no")

    register = models.CharField(_("register"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=60, blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    own = models.JSONField(_("own columns"), default=list, blank=True)
    note = models.CharField(_("note under the table"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("register setting")
        verbose_name_plural = _("register settings")

    def __str__(self) -> str:
        return self.register
