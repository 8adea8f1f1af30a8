"""The national classes of assets (GB/T 14885) and how long each sort of thing is written off over."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class AssetClassQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        return self.filter(is_active=True)


class AssetClass(models.Model):
    """A class of the national standard; the school adds those it needs.

    `years` is the least useful life (GAAP3), empty where the class is not depreciated;
    `depreciation` names the sort of thing in that table.
    """

    code = models.CharField(_("class code"), max_length=9, unique=True)
    name = models.CharField(_("name"), max_length=60)
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    depreciation = models.CharField(_("depreciated as"), max_length=30, blank=True)
    finance = models.CharField(_("class of the accounts"), max_length=30, blank=True)
    years = models.PositiveSmallIntegerField(_("least useful life (years)"), null=True, blank=True)
    most_years = models.PositiveSmallIntegerField(
        _("greatest useful life (years)"), null=True, blank=True
    )
    examples = models.CharField(_("such as"), max_length=120, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = AssetClassQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]
        verbose_name = _("class of assets")
        verbose_name_plural = _("classes of assets")
        constraints = [
            models.CheckConstraint(
                condition=Q(years=None) | Q(most_years=None) | Q(most_years__gte=F("years")),
                name="asset_class_years_in_order",
                violation_error_message=_("The greatest useful life is not below the least."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
