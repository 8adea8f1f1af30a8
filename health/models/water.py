"""饮用水: cleaning, filters and tests of what the children drink from."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Record


class DrinkingWaterService(Record):
    """饮用水设备清洗检测: one device or tank, what was done, by whom, with what result."""

    kind_code = "drinking_water_service"

    class Act(models.TextChoices):
        CLEANING = "cleaning", _("cleaned and disinfected")
        FILTER = "filter", _("filter changed")
        TEST = "test", _("water tested")

    class Result(models.TextChoices):
        GOOD = "good", _("meets the standard")
        BAD = "bad", _("does not meet the standard")
        AWAITED = "awaited", _("result awaited")

    device = models.CharField(_("device or tank"), max_length=80)
    act = models.CharField(_("what was done"), max_length=20, choices=Act)
    firm = models.CharField(_("carried out by"), max_length=80, blank=True)
    result = models.CharField(_("result"), max_length=20, choices=Result, default=Result.GOOD)
    finding = models.CharField(
        _("figures and measure"),
        max_length=200,
        blank=True,
        help_text=_("What was measured; if it does not meet the standard, what is done"),
    )
    licence = models.CharField(_("hygiene licence or report number"), max_length=60, blank=True)
    next_on = models.DateField(_("due again on"), null=True, blank=True)

    class Meta:
        verbose_name = _("service of drinking water")
        verbose_name_plural = _("services of drinking water")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.device} · {self.get_act_display()} · {self.get_result_display()}"
