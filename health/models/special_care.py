"""Children who need more care than others: what they have, the plan, and every month's visit."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.conditions import Condition, Outcome
from health.models.exams import AboutChild, about, nobody
from logistics.fields import EncryptedTextField
from logistics.records.models import Entry, Record
from logistics.school.models import Allergy, Diet


class CommonDiseaseQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED).filter(child__isnull=False)

    def open(self) -> Self:
        return self.standing().filter(closed_on=None)


class CommonDiseaseCase(AboutChild):
    """儿童营养性疾病及常见疾病登记: a diagnosis, what is done about it, and how it ended."""

    kind_code = "common_disease_case"

    condition = models.CharField(_("illness"), max_length=20, choices=Condition, blank=True)
    detail = EncryptedTextField(_("more exactly"), blank=True)
    diagnosed_on = models.DateField(_("diagnosed on"), null=True, blank=True)
    diagnosed_by = models.CharField(_("diagnosed by"), max_length=100, blank=True)
    treatment = EncryptedTextField(_("intervention and treatment"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = CommonDiseaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("nutritional or common disease")
        verbose_name_plural = _("nutritional and common diseases")
        constraints = [
            models.CheckConstraint(
                condition=Q(child=None, condition="") | Q(child__isnull=False) & ~Q(condition=""),
                name="common_disease_is_named",
                violation_error_message=_("A case names the child and the illness."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="")
                | Q(closed_on__isnull=False) & ~Q(outcome=""),
                name="common_disease_ends_with_outcome",
                violation_error_message=_("A case is closed with its outcome."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None)
                | Q(diagnosed_on=None)
                | Q(closed_on__gte=F("diagnosed_on")),
                name="common_disease_ends_after_diagnosis",
                violation_error_message=_("A case is closed after it was diagnosed."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])


class SpecialCareQuerySet(models.QuerySet):
    def standing(self) -> Any:
        return self.exclude(entry__status=Entry.Status.VOIDED).filter(child__isnull=False)

    def with_end(self) -> Any:
        """Adds `ended_at` and `ended_as`, when and how a visit closed it; empty while it is open."""
        visits = SpecialCareVisit.objects.standing().filter(case=OuterRef("pk"))
        last = visits.exclude(outcome="").order_by("entry__happened_at", "pk")
        return self.annotate(
            ended_at=Subquery(last.values("entry__happened_at")[:1]),
            ended_as=Subquery(last.values("outcome")[:1]),
        )

    def open(self) -> Any:
        return self.standing().with_end().filter(ended_at=None)

    def closed(self) -> Any:
        return self.standing().with_end().filter(ended_at__isnull=False)

    def with_last_visit(self) -> Any:
        """Adds `visited_at`, the last visit if there was any, and `seen_at`, that or the beginning."""
        visits = SpecialCareVisit.objects.standing().filter(case=OuterRef("pk"))
        last = visits.order_by("-entry__happened_at", "-pk")
        return self.annotate(visited_at=Subquery(last.values("entry__happened_at")[:1])).annotate(
            seen_at=Coalesce("visited_at", "entry__happened_at")
        )


class SpecialCareCase(AboutChild):
    """体弱儿（肥胖儿）专案: why a child gets special care, what was measured, and the plan.

    `diets` and `allergens` were handed on to the canteen with the case, by their codes. The case is
    open until a visit gives its outcome: nothing here says so, it is read off the visits. Without a
    child it says that the list of a class was gone through; `listed` children are on it.
    """

    class Source(models.TextChoices):
        MEASURED = "measured", pgettext_lazy("special care", "measured at school")
        HOSPITAL = "hospital", pgettext_lazy("special care", "diagnosed by a hospital")
        GUARDIAN = "guardian", pgettext_lazy("special care", "told by the guardians")

    kind_code = "special_care_case"

    condition = models.CharField(_("reason"), max_length=20, choices=Condition, blank=True)
    source = models.CharField(_("known from"), max_length=20, choices=Source, blank=True)
    detail = EncryptedTextField(_("more exactly"), blank=True)
    height_cm = models.DecimalField(
        _("height"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    weight_kg = models.DecimalField(
        pgettext_lazy("of a child", "weight"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    indicators = EncryptedTextField(_("indicators"), blank=True)
    food = EncryptedTextField(_("plan: food"), blank=True)
    activity = EncryptedTextField(_("plan: movement and outdoors"), blank=True)
    nursing = EncryptedTextField(_("plan: sleep, clothing and nursing"), blank=True)
    told_on = models.DateField(_("guardians told on"), null=True, blank=True)
    guardian = EncryptedTextField(_("signed by the guardian"), blank=True)
    diets = models.CharField(_("diets handed on"), max_length=100, blank=True)
    allergens = models.CharField(_("allergens handed on"), max_length=150, blank=True)
    listed = models.PositiveSmallIntegerField(_("children on the list"), null=True, blank=True)

    objects = SpecialCareQuerySet.as_manager()

    class Meta:
        verbose_name = _("special care")
        verbose_name_plural = _("special care")
        constraints = [
            models.CheckConstraint(
                condition=Q(child=None, condition="", listed__isnull=False)
                | Q(child__isnull=False, listed=None) & ~Q(condition=""),
                name="special_care_says_why",
                violation_error_message=_("A case names the child and the reason."),
            ),
            models.CheckConstraint(
                condition=Q(height_cm=None) | Q(height_cm__gt=0),
                name="special_care_height_positive",
                violation_error_message=_("A height is more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(weight_kg=None) | Q(weight_kg__gt=0),
                name="special_care_weight_positive",
                violation_error_message=_("A weight is more than zero."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("health:special_care", args=[self.pk])

    def one_line(self) -> str:
        return about(self.entry, 1 if self.child_id else self.listed or 0)

    @property
    def bmi(self) -> Decimal | None:
        return body_mass_index(self.height_cm, self.weight_kg)

    @property
    def diet_words(self) -> list[str]:
        return [str(Diet.Kind(code).label) for code in self.diets.split()]

    @property
    def allergen_words(self) -> list[str]:
        return [str(Allergy.Allergen(code).label) for code in self.allergens.split()]


def body_mass_index(height_cm: Decimal | None, weight_kg: Decimal | None) -> Decimal | None:
    """kg/m², to one decimal as the standard compares it."""
    if not height_cm or not weight_kg:
        return None
    metres = height_cm / 100
    return (weight_kg / metres / metres).quantize(Decimal("0.1"))


class DeclinedProposal(models.Model):
    """A proposal the doctor has looked at and not followed. It rested on what was known by
    `known_on`; what is measured later may propose the same again."""

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    condition = models.CharField(_("reason"), max_length=20, choices=Condition)
    known_on = models.DateField(_("known on"), null=True, blank=True)
    why = EncryptedTextField(_("why not"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("declined by")
    )
    at = models.DateTimeField(_("declined at"))

    class Meta:
        verbose_name = _("declined proposal")
        verbose_name_plural = _("declined proposals")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.get_condition_display())


class SpecialCareVisitQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED).filter(case__isnull=False)


class SpecialCareVisit(Record):
    """The monthly visit of a case: measured again, judged, what is done, signed by the guardian.

    One with an outcome closes the case. Without a case it says that none was open (零报告).
    """

    kind_code = "special_care_visit"

    case = models.ForeignKey(
        SpecialCareCase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=pgettext_lazy("special care", "case"),
    )
    height_cm = models.DecimalField(
        _("height"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    weight_kg = models.DecimalField(
        pgettext_lazy("of a child", "weight"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    indicators = EncryptedTextField(_("other indicators"), blank=True)
    evaluation = EncryptedTextField(_("evaluation"), blank=True)
    food = EncryptedTextField(_("measures: food"), blank=True)
    activity = EncryptedTextField(_("measures: movement and outdoors"), blank=True)
    nursing = EncryptedTextField(_("measures: nursing"), blank=True)
    told_on = models.DateField(_("guardians told on"), null=True, blank=True)
    guardian = EncryptedTextField(_("signed by the guardian"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)

    objects = SpecialCareVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit of special care")
        verbose_name_plural = _("visits of special care")
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False)
                | Q(case=None, height_cm=None, weight_kg=None, outcome=""),
                name="special_visit_names_its_case",
                violation_error_message=_("A visit belongs to a case."),
            ),
            models.CheckConstraint(
                condition=(Q(height_cm=None) | Q(height_cm__gt=0))
                & (Q(weight_kg=None) | Q(weight_kg__gt=0)),
                name="special_visit_measures_positive",
                violation_error_message=_("What is measured is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return about(self.entry, 1) if self.case_id else nobody()

    @property
    def bmi(self) -> Decimal | None:
        return body_mass_index(self.height_cm, self.weight_kg)
