"""儿童伤害登记: an injury as it was registered, what came after it, and the report upward."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.fields import EncryptedTextField
from logistics.records.models import Entry, Record


class InjuryType(models.IntegerChoices):
    """With the numbers of the official form."""

    TRAFFIC = 1, _("traffic accident")
    FALL = 2, _("fall")
    FALLING_OBJECT = 3, _("hit by a falling object")
    SHARP = 4, _("injury by something sharp")
    BLUNT = 5, _("injury by something blunt")
    BURN = 6, _("burn or scald")
    DROWNING = 7, _("drowning")
    ANIMAL = 8, _("injury by an animal")
    SUFFOCATION = 9, _("suffocation")
    POISONING = 10, _("poisoning")
    ELECTRIC = 11, _("electric shock")
    ASSAULT = 12, _("injured by others, attack")


class InjurySpot(models.IntegerChoices):
    OUTDOORS = 1, _("outdoor activity area")
    ACTIVITY_ROOM = 2, _("activity room")
    NAP_ROOM = 3, _("nap room")
    TOILET = 4, _("toilet")
    WASHROOM = 5, _("washroom")
    OTHER = 6, pgettext_lazy("place of an injury", "other")


class InjuryActivity(models.IntegerChoices):
    PLAY = 1, _("playing")
    MEAL = 2, _("eating")
    SLEEP = 3, _("sleeping")
    TOILET = 4, _("going to the toilet")
    BATH = 5, _("bathing")
    WALK = 6, _("walking")
    RIDE = 7, _("riding in a vehicle")
    OTHER = 8, pgettext_lazy("activity at an injury", "other")
    UNKNOWN = 9, pgettext_lazy("activity at an injury", "not known")


class InjuryCompany(models.IntegerChoices):
    ALONE = 1, _("alone")
    TEACHER = 2, pgettext_lazy("company at an injury", "teacher")
    FRIENDS = 3, _("other children")
    OTHER = 4, pgettext_lazy("company at an injury", "other")
    UNKNOWN = 5, pgettext_lazy("company at an injury", "not known")


class InjuryTreatment(models.IntegerChoices):
    SELF = 1, _("treated at school, no doctor seen")
    HOSPITAL = 2, _("seen at a medical institution")
    OTHER = 3, pgettext_lazy("treatment of an injury", "other")


class InjuryOutcome(models.IntegerChoices):
    CURED = 1, pgettext_lazy("outcome of an injury", "cured")
    IMPROVED = 2, pgettext_lazy("outcome of an injury", "improved")
    DISABLED = 3, pgettext_lazy("outcome of an injury", "disabled")
    DIED = 4, pgettext_lazy("outcome of an injury", "died")


class Severity(models.TextChoices):
    MINOR = "minor", pgettext_lazy("severity", "minor")
    GENERAL = "general", pgettext_lazy("severity", "general")
    SERIOUS = "serious", pgettext_lazy("severity", "serious")
    MAJOR = "major", pgettext_lazy("severity", "major")


# What the education authority hears of, beside what the school reports of its own accord.
REPORTED = (Severity.SERIOUS, Severity.MAJOR)


class BodyPart(models.TextChoices):
    HEAD = "head", pgettext_lazy("part of the body", "head")
    FACE = "face", pgettext_lazy("part of the body", "face")
    EYE = "eye", pgettext_lazy("part of the body", "eye")
    TEETH = "teeth", pgettext_lazy("part of the body", "mouth and teeth")
    TRUNK = "trunk", pgettext_lazy("part of the body", "trunk")
    ARM = "arm", pgettext_lazy("part of the body", "arm and hand")
    LEG = "leg", pgettext_lazy("part of the body", "leg and foot")
    OTHER = "other", pgettext_lazy("part of the body", "other")


class Way(models.TextChoices):
    """How the parents were told."""

    PHONE = "phone", _("by telephone")
    IN_PERSON = "in_person", _("in person")
    MESSAGE = "message", _("by message")


def standing(model: type[models.Model]) -> models.QuerySet:
    """What was written about an injury later and is not voided, the latest first."""
    rows = model._default_manager.filter(injury=OuterRef("pk"))
    return rows.exclude(entry__status=Entry.Status.VOIDED).order_by("-entry__happened_at", "-pk")


class ChildInjuryQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)

    def with_course(self) -> Self:
        """What is known by now: `outcome_now`, `told_now`, `reported_now`, `followed_at`."""
        follow = standing(InjuryFollowUp)
        ended = follow.exclude(outcome=None).values("outcome")[:1]
        told = follow.exclude(told_at=None).values("told_at")[:1]
        reported = standing(InjuryReport).values("entry__happened_at")[:1]
        return self.annotate(
            outcome_now=Coalesce(Subquery(ended), F("outcome")),
            told_now=Coalesce(F("told_at"), Subquery(told)),
            reported_now=Subquery(reported),
            followed_at=Coalesce(
                Subquery(follow.values("entry__happened_at")[:1]), F("entry__happened_at")
            ),
        )

    def open(self) -> Self:
        """Nobody has written yet how it ended."""
        ended = standing(InjuryFollowUp).exclude(outcome=None)
        return self.standing().filter(~Exists(ended), outcome=None)

    def untold(self) -> Self:
        """The parents do not know of it, as far as anybody wrote."""
        told = standing(InjuryFollowUp).exclude(told_at=None)
        return self.standing().filter(~Exists(told), told_at=None)

    def to_report(self) -> Self:
        """So severe that the authority has to know, and nobody reported it."""
        return self.standing().filter(~Exists(standing(InjuryReport)), severity__in=REPORTED)


class ChildInjury(Record):
    """表9 儿童伤害登记表. What tells of the body in words is encrypted; no title names the child."""

    kind_code = "child_injury"

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    type = models.PositiveSmallIntegerField(_("type of injury"), choices=InjuryType)
    spot = models.PositiveSmallIntegerField(_("where it happened"), choices=InjurySpot)
    activity = models.PositiveSmallIntegerField(
        _("what the child was doing"), choices=InjuryActivity
    )
    company = models.PositiveSmallIntegerField(_("who was with the child"), choices=InjuryCompany)
    body_part = models.CharField(_("part of the body"), max_length=10, choices=BodyPart)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    on_duty = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("on duty"),
    )
    treatment = models.PositiveSmallIntegerField(_("treatment"), choices=InjuryTreatment)
    diagnosis = EncryptedTextField(_("diagnosis"), blank=True)
    rest_days = models.PositiveSmallIntegerField(_("days of rest"), null=True, blank=True)
    outcome = models.PositiveSmallIntegerField(
        pgettext_lazy("of an injury", "outcome"), choices=InjuryOutcome, null=True, blank=True
    )
    story = EncryptedTextField(_("how it happened"))
    told_at = models.DateTimeField(_("parents told at"), null=True, blank=True)
    told_how = models.CharField(
        pgettext_lazy("parents told", "how"), max_length=10, choices=Way, blank=True
    )
    told_whom = EncryptedTextField(_("who was told"), blank=True)
    video_number = models.CharField(_("number of the video kept"), max_length=40, blank=True)
    measures = models.CharField(_("what is changed after it"), max_length=300, blank=True)
    insurance = models.CharField(_("insurance claim"), max_length=100, blank=True)

    objects = ChildInjuryQuerySet.as_manager()

    class Meta:
        verbose_name = _("injury of a child")
        verbose_name_plural = _("injuries of children")
        constraints = [
            models.CheckConstraint(
                condition=Q(told_at=None) | ~Q(told_how=""),
                name="injury_told_says_how",
                violation_error_message=_("Say how the parents were told."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("safety:injury", args=[self.pk])

    def one_line(self) -> str:
        """Class and type: the child's name stands in no list of records."""
        return f"{self.entry.school_class} {self.get_type_display()}"

    @property
    def is_severe(self) -> bool:
        """Whether the authority has to hear of it."""
        return self.severity in REPORTED

    @property
    def age(self) -> int:
        """In full years, on that day."""
        return self.child.age(timezone.localdate(self.entry.happened_at))


class AboutInjury(Record):
    """What is written about an injury later."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.one_line()


class InjuryFollowUp(AboutInjury):
    """伤害跟踪: how the child is, what the doctor said, what the parents were told; at last the outcome."""

    kind_code = "injury_follow_up"

    injury = models.ForeignKey(
        ChildInjury,
        models.PROTECT,
        related_name="follow_ups",
        verbose_name=pgettext_lazy("of a child", "injury"),
    )
    text = EncryptedTextField(_("how the child is"))
    diagnosis = EncryptedTextField(_("diagnosis"), blank=True)
    rest_days = models.PositiveSmallIntegerField(_("days of rest"), null=True, blank=True)
    told_at = models.DateTimeField(_("parents told at"), null=True, blank=True)
    told_how = models.CharField(
        pgettext_lazy("parents told", "how"), max_length=10, choices=Way, blank=True
    )
    insurance = models.CharField(_("insurance claim"), max_length=100, blank=True)
    outcome = models.PositiveSmallIntegerField(
        pgettext_lazy("of an injury", "outcome"), choices=InjuryOutcome, null=True, blank=True
    )

    class Meta(AboutInjury.Meta):
        verbose_name = _("follow-up of an injury")
        verbose_name_plural = _("follow-ups of injuries")
        constraints = [
            models.CheckConstraint(
                condition=Q(told_at=None) | ~Q(told_how=""),
                name="injury_follow_up_told_says_how",
                violation_error_message=_("Say how the parents were told."),
            ),
        ]

    def one_line(self) -> str:
        said = self.get_outcome_display() if self.outcome else ""
        return f"{self.injury.entry.number} {said}".strip()


class InjuryReport(AboutInjury):
    """伤害上报: the education authority, or another one, was told of an injury."""

    kind_code = "injury_report"

    injury = models.ForeignKey(
        ChildInjury,
        models.PROTECT,
        related_name="reports",
        verbose_name=pgettext_lazy("of a child", "injury"),
    )
    authority = models.CharField(_("reported to"), max_length=80)
    received_by = models.CharField(_("taken down by"), max_length=50, blank=True)
    way = models.CharField(
        pgettext_lazy("reported", "how"), max_length=10, choices=Way, default=Way.PHONE
    )
    text = EncryptedTextField(_("what was reported"))

    class Meta(AboutInjury.Meta):
        verbose_name = _("report of an injury")
        verbose_name_plural = _("reports of injuries")

    def one_line(self) -> str:
        return f"{self.injury.entry.number} → {self.authority}"
