"""疫情加强消毒: for some classes everything is disinfected more often, from one day to another."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.school.reach import VisibleQuerySet


class HeightenedQuerySet(VisibleQuerySet):
    campus_column = "campus_id"

    def touching(self, first: date, last: date) -> Self:
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def on(self, day: date) -> Self:
        return self.touching(day, day)


class HeightenedDisinfection(models.Model):
    """More than the usual: each disinfection of the chosen classes is owed `factor` times.

    The further tasks are made while it lasts, and go with its end unless something proved them.
    """

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    classes = models.ManyToManyField(
        "school.SchoolClass", related_name="+", verbose_name=_("classes")
    )
    reason = models.CharField(
        _("because of"), max_length=100, help_text=_("Never a child's name: carers read it")
    )
    factor = models.PositiveSmallIntegerField(_("how many times as often"), default=2)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(pgettext_lazy("heightened disinfection", "until"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    objects = HeightenedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("heightened disinfection")
        verbose_name_plural = _("heightened disinfection")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="heightened_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(factor__range=(2, 6)),
                name="heightened_factor_in_reason",
                violation_error_message=_("Twice to six times as often."),
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        return reverse("health:epidemic_list")
