"""膳食营养分析: what some days' food held, what it means, what is changed in the menu."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.models.dishes import AgeGroup
from logistics.records.models import Record


class Basis(models.TextChoices):
    """What the grams are taken from."""

    MENU = "menu", _("by the menu")
    EATEN = "eaten", _("by what was issued")


class NutritionAnalysis(Record):
    """One analysis with its figures as they stood: pairs of words and value."""

    class About(models.TextChoices):
        DAY = "day", pgettext_lazy("an analysis of", "a day")
        MONTH = "month", pgettext_lazy("an analysis of", "a month")
        QUARTER = "quarter", pgettext_lazy("an analysis of", "a quarter")
        OTHER = "other", pgettext_lazy("an analysis of", "other days")

    kind_code = "nutrition_analysis"

    about = models.CharField(_("period"), max_length=20, choices=About)
    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, related_name="+", verbose_name=_("campus")
    )
    basis = models.CharField(_("by what"), max_length=20, choices=Basis, default=Basis.MENU)
    age_group = models.CharField(_("age group"), max_length=20, choices=AgeGroup, blank=True)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    figures = models.JSONField(_("figures"), default=list)
    conclusion = models.TextField(_("conclusion"))
    changes = models.TextField(_("what is changed in the menu"))

    class Meta:
        verbose_name = _("nutrition analysis")
        verbose_name_plural = _("nutrition analyses")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="nutrition_analysis_has_days",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=~Q(conclusion="") & ~Q(changes=""),
                name="nutrition_analysis_says_both",
                violation_error_message=_("Write the conclusion and what is changed in the menu."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        days = f"{self.first_on}" if self.first_on == self.last_on else self.days
        return f"{days} {self.get_basis_display()}"

    @property
    def days(self) -> str:
        return f"{self.first_on} ～ {self.last_on}"


def subject_of(about: str) -> str:
    """What an analysis is about, as its record and the duty say it."""
    return f"nutrition:{about}"
