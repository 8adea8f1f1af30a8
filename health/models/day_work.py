"""The carers' day: what each post does from when to when, as it hangs on the wall."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.school.reach import VisibleQuerySet


class DayPlanQuerySet(VisibleQuerySet):
    """Timetables belong to a campus."""


class DayPlan(models.Model):
    """保育员一日作息与操作规程: the timetable of one post at a campus in a term."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    term = models.ForeignKey("school.Term", models.PROTECT, verbose_name=_("term"))
    post = models.CharField(
        pgettext_lazy("timetable", "post"),
        max_length=30,
        help_text=_("Carer, second carer, carer of the nursery class …"),
    )
    note = models.TextField(_("rules of work"), blank=True)

    objects = DayPlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "-term__starts_on", "post"]
        verbose_name = _("day timetable")
        verbose_name_plural = _("day timetables")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "term", "post"],
                name="day_plan_once_a_post",
                violation_error_message=_("This post has its timetable for the term already."),
            ),
        ]

    def __str__(self) -> str:
        return self.post

    def get_absolute_url(self) -> str:
        return reverse("health:day_plan", args=[self.pk])


class DayPlanLine(models.Model):
    """One stretch of the day."""

    plan = models.ForeignKey(
        DayPlan, models.CASCADE, related_name="lines", verbose_name=_("day timetable")
    )
    starts_at = models.TimeField(pgettext_lazy("timetable", "from"))
    ends_at = models.TimeField(pgettext_lazy("timetable", "to"))
    work = models.CharField(_("work"), max_length=200)
    with_children = models.CharField(_("what the children do"), max_length=100, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("line of a day timetable")
        verbose_name_plural = _("lines of a day timetable")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="day_plan_line_has_length",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M} {self.work}"

    @property
    def minutes(self) -> int:
        start, end = (
            timedelta(hours=t.hour, minutes=t.minute) for t in (self.starts_at, self.ends_at)
        )
        return (end - start) // timedelta(minutes=1)
