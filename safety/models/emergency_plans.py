"""应急预案: what is done when it happens, edition by edition, and who has read it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.records.models import Entry, Record
from logistics.school.reach import VisibleQuerySet


class PlanSort(models.TextChoices):
    FIRE = "fire", _("fire")
    THEFT = "theft", _("theft and damage")
    VIOLENCE = "violence", _("violence and intruders")
    STAMPEDE = "stampede", _("stampede")
    EARTHQUAKE = "earthquake", _("earthquake")
    WEATHER = "weather", _("extreme weather")
    INJURY = "injury", _("injury of a child")
    LOST = "lost", _("a child is lost")
    TRAFFIC = "traffic", _("traffic and school bus")
    FOOD = "food", _("food poisoning")
    EPIDEMIC = "epidemic", _("epidemic")
    OTHER = "other", pgettext_lazy("emergency plan", "other")


class EmergencyPlanQuerySet(VisibleQuerySet):
    def visible_to(self, person: Any, permission: str) -> Self:
        """Those of one's campuses; what holds for all of them is seen by everybody."""
        reach = person.reach(permission)
        return self.filter(Q(campus=None) | reach.within(campus="campus_id"))


class EmergencyPlan(models.Model):
    """One plan through its editions. It is laid aside, never deleted."""

    campus = models.ForeignKey(
        "school.Campus",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("campus"),
        help_text=_("Empty: every campus"),
    )
    sort = models.CharField(
        pgettext_lazy("emergency plan", "sort"), max_length=12, choices=PlanSort
    )
    title = models.CharField(_("title"), max_length=80)
    is_laid_aside = models.BooleanField(_("laid aside"), default=False)

    objects = EmergencyPlanQuerySet.as_manager()

    class Meta:
        ordering = ["is_laid_aside", "sort", "pk"]
        verbose_name = _("emergency plan")
        verbose_name_plural = _("emergency plans")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("safety:emergency_plan", args=[self.pk])


class PlanEditionQuerySet(models.QuerySet):
    def standing(self) -> Self:
        # By kind as well: without it a database may go through all records there are to find them.
        kept = self.filter(entry__kind=PlanEdition.kind_code)
        return kept.exclude(entry__status=Entry.Status.VOIDED)

    def in_force(self) -> Self:
        """The last edition of each plan that is not laid aside, with a text to be read."""
        later = PlanEdition.objects.standing().filter(
            plan=OuterRef("plan"), number__gt=OuterRef("number"), is_unchanged=False
        )
        return self.standing().filter(~Exists(later), is_unchanged=False, plan__is_laid_aside=False)

    def unread_by(self, person: Any) -> Self:
        read = PlanReading.objects.filter(edition=OuterRef("pk"), person=person)
        return self.filter(~Exists(read))


class PlanEdition(Record):
    """A plan as it was adopted; or looked through again and found right as it is."""

    kind_code = "emergency_plan"

    plan = models.ForeignKey(
        EmergencyPlan, models.PROTECT, related_name="editions", verbose_name=_("emergency plan")
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("emergency plan", "edition"))
    is_unchanged = models.BooleanField(_("looked through, nothing to change"), default=False)
    when = models.TextField(pgettext_lazy("emergency plan", "when it applies"), blank=True)
    chain = models.TextField(_("who calls whom"), blank=True)
    steps = models.TextField(_("what is done, step by step"), blank=True)
    aftermath = models.TextField(_("what is done afterwards"), blank=True)
    changes = models.CharField(_("what is new"), max_length=300, blank=True)

    objects = PlanEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of an emergency plan")
        verbose_name_plural = _("editions of emergency plans")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="plan_edition_once",
                violation_error_message=_("Somebody has just written this edition. Look again."),
            ),
            models.CheckConstraint(
                condition=Q(is_unchanged=True) | ~Q(steps=""),
                name="plan_edition_says_what_to_do",
                violation_error_message=_("A plan says what is done."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return self.plan.get_absolute_url()

    def one_line(self) -> str:
        return f"{self.plan.title} v{self.number}"


class PlanReading(models.Model):
    """Somebody has read an edition and says so. Rows are only ever added."""

    edition = models.ForeignKey(
        PlanEdition, models.PROTECT, related_name="readings", verbose_name=_("edition")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("reading of an emergency plan")
        verbose_name_plural = _("readings of emergency plans")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "person"],
                name="plan_read_once",
                violation_error_message=_("You have confirmed this already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.person_id}"
