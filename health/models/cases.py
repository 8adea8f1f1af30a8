"""儿童传染病登记: a child's infectious disease, its isolation, and its return with a proof."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.models.diseases import Disease
from logistics.fields import EncryptedTextField
from logistics.records.models import Record
from logistics.school.reach import VisibleQuerySet


class CaseQuerySet(VisibleQuerySet):
    campus_column = "entry__campus_id"
    class_column = "entry__school_class_id"

    def standing(self) -> Self:
        return self.exclude(entry__status="voided")

    def returned(self) -> Self:
        return self.standing().filter(Exists(standing_returns()))

    def away(self) -> Self:
        """Not yet back, whatever their isolation."""
        return self.standing().filter(~Exists(standing_returns()))

    def due_back(self, on: date) -> Self:
        """Their isolation is over, or only the certificate says when, and nobody has seen them."""
        return self.away().filter(Q(isolation_until=None) | Q(isolation_until__lt=on))

    def with_return(self) -> Self:
        """The return that stands, by its key, its day and its proof."""
        rows = standing_returns()
        return self.annotate(
            return_pk=models.Subquery(rows.values("pk")[:1]),
            returned_on=models.Subquery(rows.values("returned_on")[:1]),
            return_proof=models.Subquery(rows.values("proof")[:1]),
        )

    def for_rows(self) -> Self:
        return self.select_related(
            "entry", "entry__campus", "entry__school_class", "child", "disease"
        ).defer("child__identity_number", "child__note")


class InfectiousCase(Record):
    """One child fallen ill of one disease. What the doctor writes about it stays encrypted."""

    kind_code = "infectious_case"
    about_children = "child"

    class Certainty(models.TextChoices):
        SUSPECTED = "suspected", pgettext_lazy("a case", "suspected")
        CLINICAL = "clinical", pgettext_lazy("a case", "clinically diagnosed")
        CONFIRMED = "confirmed", pgettext_lazy("a case", "confirmed by a laboratory")

    class FoundBy(models.TextChoices):
        MORNING = "morning", pgettext_lazy("a case found by", "morning or noon check")
        DAY = "day", pgettext_lazy("a case found by", "observation during the day")
        ABSENCE = "absence", pgettext_lazy("a case found by", "tracing of an absence")
        PARENTS = "parents", pgettext_lazy("a case found by", "the parents' word")
        AUTHORITY = "authority", pgettext_lazy("a case found by", "hospital or authority")

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    disease = models.ForeignKey(
        Disease, models.PROTECT, related_name="cases", verbose_name=_("disease")
    )
    certainty = models.CharField(
        _("certainty"), max_length=20, choices=Certainty, default=Certainty.SUSPECTED
    )
    found_by = models.CharField(
        pgettext_lazy("a case", "found by"), max_length=20, choices=FoundBy, blank=True
    )
    onset_on = models.DateField(_("fell ill on"))
    diagnosed_on = models.DateField(_("diagnosed on"), null=True, blank=True)
    diagnosed_by = EncryptedTextField(_("diagnosed by (hospital)"), blank=True)
    symptoms = models.JSONField(_("symptoms"), default=list, blank=True)
    is_severe = models.BooleanField(
        _("severe"),
        default=False,
        help_text=_(
            "Unexplained high fever, laboured breathing, violent vomiting or diarrhoea, hospital"
        ),
    )
    left_on = models.DateField(_("left the school on"), null=True, blank=True)
    counts_from_on = models.DateField(_("isolation counts from"), null=True, blank=True)
    isolation_until = models.DateField(_("isolated until"), null=True, blank=True)
    is_isolated = models.BooleanField(pgettext_lazy("measure", "isolated"), default=False)
    is_disinfected = models.BooleanField(pgettext_lazy("measure", "disinfected"), default=False)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    reported_by = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    reported_to = models.CharField(_("reported to"), max_length=100, blank=True)
    observed_from = models.DateField(_("class observed from"), null=True, blank=True)
    observed_until = models.DateField(_("class observed until"), null=True, blank=True)
    note = EncryptedTextField(_("note"), blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("infectious case")
        verbose_name_plural = _("infectious cases")
        indexes: ClassVar = [
            models.Index(fields=["onset_on", "disease"], name="case_onset"),
            models.Index(fields=["child", "onset_on"], name="case_child"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(diagnosed_on=None) | Q(diagnosed_on__gte=F("onset_on")),
                name="case_diagnosed_after_onset",
                violation_error_message=_("The diagnosis cannot come before the onset."),
            ),
            models.CheckConstraint(
                condition=Q(isolation_until=None) | Q(isolation_until__gte=F("onset_on")),
                name="case_isolated_after_onset",
                violation_error_message=_("The isolation cannot end before the onset."),
            ),
            models.CheckConstraint(
                condition=Q(observed_until=None)
                | (Q(observed_from__isnull=False) & Q(observed_until__gte=F("observed_from"))),
                name="case_observation_in_order",
                violation_error_message=_(
                    "The observation of the class begins before it ends: give both days."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return _("%(where)s: infectious case") % {
            "where": self.entry.school_class or self.entry.campus
        }

    def get_absolute_url(self) -> str:
        return reverse("health:case", args=[self.pk])

    @property
    def subject(self) -> str:
        """What the task of checking the return is about."""
        return f"case:{self.pk}"

    @property
    def last_contact_on(self) -> date:
        """Since then the child has not been with its class."""
        return max(self.onset_on, self.left_on or self.onset_on)


class ReturnQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(entry__status="voided")


class ReturnCheck(Record):
    """返园查验: the proof a child brought when it came back. Without one it is flagged, not refused."""

    kind_code = "return_check"
    about_children = "case__child"

    class Proof(models.TextChoices):
        CERTIFICATE = "certificate", pgettext_lazy("proof of a return", "certificate of recovery")
        STATEMENT = "statement", pgettext_lazy("proof of a return", "doctor's statement")
        NONE = "none", pgettext_lazy("proof of a return", "without proof")

    case = models.ForeignKey(
        InfectiousCase,
        models.PROTECT,
        related_name="returns",
        verbose_name=pgettext_lazy("illness", "case"),
    )
    returned_on = models.DateField(pgettext_lazy("a child", "returned on"))
    proof = models.CharField(_("proof"), max_length=20, choices=Proof)
    issued_on = models.DateField(
        pgettext_lazy("proof of return", "issued on"), null=True, blank=True
    )
    issued_by = EncryptedTextField(_("issued by (hospital)"), blank=True)
    statement = EncryptedTextField(_("what it says"), blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a return")
        verbose_name_plural = _("checks of returns")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return _("%(where)s: return checked") % {
            "where": self.entry.school_class or self.entry.campus
        }

    @property
    def is_proved(self) -> bool:
        return self.proof != self.Proof.NONE


def standing_returns() -> ReturnQuerySet:
    rows = ReturnCheck.objects.standing().filter(case=OuterRef("pk"))
    return rows.order_by("-returned_on", "-pk")
