"""月度分析: the figures of a month read off its records, what they mean, what is done about it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.records.models import Record


class HealthAnalysis(Record):
    """统计分析: the doctor looks at some weeks of one kind of record and writes what follows.

    `figures` are kept as they stood: pairs of words and value. Without a campus it is of all.
    """

    class About(models.TextChoices):
        CHECKS = "checks", _("checks and observation")
        ATTENDANCE = "attendance", _("attendance")
        ILLNESS = "illness", _("infectious diseases")
        EXAMS = "exams", _("examinations and measurements")

    kind_code = "health_analysis"

    about = models.CharField(_("what is analysed"), max_length=20, choices=About)
    campus = models.ForeignKey(
        "school.Campus",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("campus"),
    )
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    figures = models.JSONField(_("figures"), default=list)
    analysis = models.TextField(_("analysis"))
    measures = models.TextField(pgettext_lazy("health analysis", "measures"))

    class Meta:
        verbose_name = _("health analysis")
        verbose_name_plural = _("health analyses")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="health_analysis_has_days",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=~Q(analysis="") & ~Q(measures=""),
                name="health_analysis_says_both",
                violation_error_message=_("Write the analysis and the measures."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.get_about_display()} {span_words(self.first_on, self.last_on)}"


def span_words(first: date, last: date) -> str:
    """2026-11 for a whole month, else both days."""
    same = (first.year, first.month) == (last.year, last.month)
    return f"{first:%Y-%m}" if same else f"{first} ～ {last}"


def subject_of(about: str) -> str:
    """What an analysis is about, as its record and the duty say it."""
    return f"analysis:{about}"
