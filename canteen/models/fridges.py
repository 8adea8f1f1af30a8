"""冰箱: where samples and food are kept cold."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.school.reach import VisibleQuerySet


class FridgeQuerySet(VisibleQuerySet):
    def in_use(self) -> Self:
        return self.filter(is_active=True)

    def for_samples(self) -> Self:
        """A fridge for samples holds nothing else."""
        return self.in_use().filter(use=Fridge.Use.SAMPLE)


class Fridge(models.Model):
    """One fridge or freezer of a kitchen, as its door is marked."""

    class Use(models.TextChoices):
        SAMPLE = "sample", _("food samples only")
        CHILLED = "chilled", pgettext_lazy("a fridge", "chilled food")
        FROZEN = "frozen", pgettext_lazy("a fridge", "frozen food")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    name = models.CharField(_("name"), max_length=40, help_text=_("As it is marked on its door"))
    use = models.CharField(_("used for"), max_length=10, choices=Use)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = FridgeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "use", "name", "pk"]
        verbose_name = _("fridge")
        verbose_name_plural = _("fridges")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "name"],
                name="fridge_named_once",
                violation_error_message=_("This campus has a fridge of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("canteen:fridge_edit", args=[self.pk])
