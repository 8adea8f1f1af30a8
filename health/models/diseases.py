"""The infectious diseases a school knows, and how many cases of one call for an act."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from health.symptoms import Symptom

DATA = Path(__file__).resolve().parents[1] / "data"


class DiseaseColumn(models.TextChoices):
    """The columns of the statutory register of cases, in its order."""

    HFMD = "hfmd", _("Hand-foot-mouth disease")
    VARICELLA = "varicella", _("Chickenpox")
    MUMPS = "mumps", _("Mumps")
    SCARLET_FEVER = "scarlet_fever", _("Scarlet fever")
    CONJUNCTIVITIS = "conjunctivitis", _("Acute haemorrhagic conjunctivitis")
    DYSENTERY = "dysentery", _("Dysentery")
    MEASLES = "measles", _("Measles")
    RUBELLA = "rubella", _("Rubella")
    HEPATITIS = "hepatitis", _("Infectious hepatitis")
    OTHER = "other", pgettext_lazy("disease", "Other")


class DiseaseQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        return self.filter(is_active=True)


class Disease(models.Model):
    """One disease, and what the school does about a case of it. Editable: regions differ by days."""

    class LegalClass(models.TextChoices):
        A = "A", pgettext_lazy("legal class of a disease", "class A")
        B = "B", pgettext_lazy("legal class of a disease", "class B")
        C = "C", pgettext_lazy("legal class of a disease", "class C")
        NONE = "none", pgettext_lazy("legal class of a disease", "not notifiable")

    class CountsFrom(models.TextChoices):
        ONSET = "onset", _("the onset")
        SYMPTOM_END = "symptom_end", _("the end of the symptoms")
        RASH = "rash", _("the rash")
        TREATMENT = "treatment", _("the start of the treatment")
        LESION_DRY = "lesion_dry", _("dry lesions, as the doctor says")
        CERTIFICATE = "certificate", _("the certificate alone decides")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    legal_class = models.CharField(
        _("legal class"), max_length=10, choices=LegalClass, default=LegalClass.NONE
    )
    column = models.CharField(
        _("column of the register"),
        max_length=20,
        choices=DiseaseColumn,
        default=DiseaseColumn.OTHER,
    )
    incubation_min = models.DecimalField(
        _("shortest incubation (days)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    incubation_max = models.DecimalField(
        _("longest incubation (days)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    isolation_rule = models.CharField(_("isolation"), max_length=200, blank=True)
    isolation_days = models.PositiveSmallIntegerField(
        _("isolation lasts at least (days)"), null=True, blank=True
    )
    counts_from = models.CharField(
        _("isolation counts from"), max_length=20, choices=CountsFrom, default=CountsFrom.ONSET
    )
    observation_days = models.PositiveSmallIntegerField(
        _("the class is observed for (days)"), null=True, blank=True
    )
    transmission = models.CharField(_("passed on by"), max_length=60, blank=True)
    season = models.CharField(_("season (months)"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = DiseaseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("disease")
        verbose_name_plural = _("diseases")
        constraints = [
            models.CheckConstraint(
                condition=Q(incubation_min=None)
                | Q(incubation_max=None)
                | Q(incubation_max__gte=F("incubation_min")),
                name="disease_incubation_in_order",
                violation_error_message=_("The longest incubation is not under the shortest."),
            ),
        ]

    def __str__(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name

    @property
    def is_notifiable(self) -> bool:
        return self.legal_class != self.LegalClass.NONE

    @property
    def quiet_days(self) -> int:
        """So long after the last case nobody is expected to fall ill of it any more."""
        return ceil(self.incubation_max or 0)

    def isolated_until(self, onset: date, counts_from: date | None) -> date | None:
        """The last day of the isolation, counted from the day given or, until then, the onset."""
        if self.isolation_days is None:
            return None
        return (counts_from or onset) + timedelta(days=self.isolation_days)


class ThresholdQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        rows = self.filter(is_active=True).select_related("disease")
        return rows.order_by("-window_days", "case_count", "pk")


class Threshold(models.Model):
    """So many children in so many days within one class, floor or campus call for an act."""

    class Counts(models.TextChoices):
        DISEASE = "disease", pgettext_lazy("what a threshold counts", "cases of one disease")
        SYMPTOM = "symptom", pgettext_lazy("what a threshold counts", "children with one symptom")

    class Scope(models.TextChoices):
        CLASS = "class", pgettext_lazy("where a threshold counts", "one class")
        FLOOR = "floor", pgettext_lazy("where a threshold counts", "one floor or building")
        CAMPUS = "campus", pgettext_lazy("where a threshold counts", "one campus")

    class Level(models.TextChoices):
        WARNING = "warning", pgettext_lazy("level of an alert", "early warning")
        REPORT = "report", pgettext_lazy("level of an alert", "to be reported")
        CLUSTER = "cluster", pgettext_lazy("level of an alert", "cluster")
        OUTBREAK = "outbreak", pgettext_lazy("level of an alert", "outbreak")
        EVENT = "event", pgettext_lazy("level of an alert", "public health event")
        SUSPENSION = "suspension", pgettext_lazy("level of an alert", "suspension advised")

    counts = models.CharField(_("counts"), max_length=10, choices=Counts)
    disease = models.ForeignKey(
        Disease,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="thresholds",
        verbose_name=_("disease"),
        help_text=_("Empty: each disease by itself"),
    )
    symptoms = models.JSONField(
        _("symptoms"),
        default=list,
        blank=True,
        help_text=_("None chosen: each symptom by itself, but for the other ones"),
    )
    scope = models.CharField(_("within"), max_length=10, choices=Scope)
    window_days = models.PositiveSmallIntegerField(_("days in a row"))
    case_count = models.PositiveSmallIntegerField(_("children, at least"))
    level = models.CharField(pgettext_lazy("an alert", "level"), max_length=20, choices=Level)
    report_hours = models.PositiveSmallIntegerField(
        _("reported within (hours)"),
        null=True,
        blank=True,
        help_text=_("Empty: nothing to report"),
    )
    action = models.CharField(_("what is to be done"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in force"), default=True)

    objects = ThresholdQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["counts", "disease__position", "scope", "case_count", "pk"]
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        constraints = [
            models.CheckConstraint(
                condition=Q(case_count__gte=2),
                name="threshold_is_about_several",
                violation_error_message=_("A cluster begins with two children."),
            ),
            models.CheckConstraint(
                condition=Q(window_days__gte=1),
                name="threshold_window_of_a_day",
                violation_error_message=_("The window is at least one day."),
            ),
            models.CheckConstraint(
                condition=Q(counts="disease") | Q(disease=None),
                name="threshold_disease_or_symptom",
                violation_error_message=_("A threshold for symptoms names no disease."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(count)s in %(days)s days, %(scope)s") % {
            "count": self.case_count,
            "days": self.window_days,
            "scope": self.get_scope_display(),
        }

    def takes(self, what: str, *, symptom: bool) -> bool:
        """Whether it counts this disease or symptom."""
        if symptom:
            chosen = what in self.symptoms if self.symptoms else what != Symptom.OTHER
            return self.counts == self.Counts.SYMPTOM and chosen
        of_disease = self.disease is None or self.disease.code == what
        return self.counts == self.Counts.DISEASE and of_disease


# As they are shipped; a migration writes them into the tables once.


def ship(disease: Any, threshold: Any) -> None:
    """Lay down the tables as they come: the diseases, then when several of them are a cluster."""
    objects = disease._default_manager
    objects.bulk_create(disease(**fields) for fields in shipped_diseases())
    known = dict(objects.values_list("code", "pk"))
    threshold._default_manager.bulk_create(
        threshold(disease_id=known.get(fields.pop("disease")), **fields)
        for fields in shipped_thresholds()
    )


def shipped_diseases() -> Iterator[dict[str, Any]]:
    """The fields of each disease."""
    for position, row in enumerate(rows("infectious_diseases.csv"), start=1):
        yield {
            "code": row["code"],
            "name": row["name_zh"],
            "name_en": row["name_en"],
            "legal_class": row["legal_class"],
            "column": row["column"],
            "incubation_min": decimal(row["incubation_days_min"]),
            "incubation_max": decimal(row["incubation_days_max"]),
            "isolation_rule": row["isolation_rule_zh"],
            "isolation_days": number(row["isolation_days"]),
            "counts_from": row["isolation_counts_from"],
            "observation_days": number(row["observation_days"]),
            "transmission": row["transmission_zh"],
            "season": row["season_months"],
            "position": position,
        }


def shipped_thresholds() -> Iterator[dict[str, Any]]:
    """The fields of each threshold; `disease` is a code, empty for each by itself."""
    for row in rows("outbreak_thresholds.csv"):
        yield {
            "counts": row["counts"],
            "disease": row["disease"],
            "scope": row["scope"],
            "level": row["level"],
            "window_days": int(row["window_days"]),
            "case_count": int(row["case_count"]),
            "report_hours": number(row["report_hours"]),
            "action": row["action_zh"],
            "source": row["source_zh"],
        }


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> int | None:
    return int(text) if text else None


def decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
