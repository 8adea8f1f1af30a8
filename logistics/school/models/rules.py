"""The school's own thresholds; where it has none, the sourced default of the trade holds."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Rule(models.Model):
    """One threshold, in force from a day on."""

    code = models.CharField(_("code"), max_length=60)
    value = models.CharField(_("value"), max_length=60)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"), default=date(2020, 1, 1))

    history = HistoricalRecords()

    class Meta:
        ordering = ["code", "-valid_from"]
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="rule_once_a_day",
                violation_error_message=_("This rule already has a value from that day on."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value} {self.unit}".strip()
