"""Checking the children in the morning and at noon, watching them all day, visiting the classes."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.models.attendance import ClassSheetQuerySet
from logistics.fields import EncryptedTextField
from logistics.records.models import Record, RecordLine


class Segment(models.TextChoices):
    MORNING = "morning", _("morning check")
    NOON = "noon", _("noon check")


class Handling(models.TextChoices):
    """What follows from a finding (处理)."""

    OBSERVE = "observe", _("in class, watched")
    ISOLATE = "isolate", _("isolated and watched")
    PARENT = "parent_notified", _("parents told")
    HOME = "sent_home", _("sent home")
    HOSPITAL = "hospital", _("to hospital")
    NONE = "none", pgettext_lazy("handling of a finding", "in class")


WATCHED = (Handling.OBSERVE, Handling.ISOLATE, Handling.PARENT)


class Sign(models.TextChoices):
    """What is seen: the look and the hands of a child."""

    SPIRITS = "spirits", _("listless")
    HANDS = "hands", _("hands")
    MOUTH = "mouth", _("mouth and throat")
    SKIN = "skin", _("skin")
    EYES = "eyes", _("eyes")
    NAILS = "nails", _("nails too long")
    WOUND = "wound", _("wound")


class Outcome(models.TextChoices):
    """转归."""

    CURED = "cured", _("cured")
    IMPROVED = "improved", _("improved")
    UNCHANGED = "unchanged", _("unchanged")
    REFERRED = "referred", _("referred")
    LEFT = "left", _("left the school")


POSSIBLE = (Decimal("20.0"), Decimal("50.0"))  # no body and no thermometer says anything else
POSSIBLE_TEMPERATURE = Q(temperature=None) | Q(temperature__range=POSSIBLE)
IMPOSSIBLE = _("No child has such a temperature.")


class MorningCheck(Record):
    """晨午检 of one class and segment: only children with findings have a line, or were not there."""

    kind_code = "morning_check"
    with_lines = True

    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, related_name="+", verbose_name=_("class")
    )
    on = models.DateField(_("day"))
    segment = models.CharField(_("segment"), max_length=10, choices=Segment)
    copy = models.PositiveSmallIntegerField(_("copy"), default=0)
    expected = models.PositiveSmallIntegerField(_("should be there"))
    present = models.PositiveSmallIntegerField(_("present"))
    checked = models.PositiveSmallIntegerField(_("checked"))
    abnormal = models.PositiveSmallIntegerField(_("with findings"), default=0)

    objects = ClassSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("morning and noon check")
        verbose_name_plural = _("morning and noon checks")
        indexes = [models.Index(fields=["on"], name="check_on")]
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "on", "segment", "copy"],
                name="check_once_a_segment",
                violation_error_message=_("This class is already checked."),
            ),
            models.CheckConstraint(
                condition=Q(abnormal__lte=F("checked"), checked__lte=F("present"))
                & Q(present__lte=F("expected")),
                name="check_counts_in_order",
                violation_error_message=_("Nobody is checked who is not there."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        words = {"class": self.school_class, "checked": self.checked, "expected": self.expected}
        return "{class} {checked}/{expected}".format(**words)

    @property
    def unchecked(self) -> int:
        """Of those who were there."""
        return self.present - self.checked


class Finding(RecordLine):
    """A child with a finding, or one that was not there and is not checked: asked, seen, felt, searched."""

    sheet = models.ForeignKey(
        MorningCheck, models.CASCADE, related_name="lines", verbose_name=_("sheet")
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    on = models.DateField(_("day"))
    is_checked = models.BooleanField(_("checked"), default=True)
    complaint = EncryptedTextField(_("what the parents say"), blank=True)
    symptoms = models.CharField(_("symptoms"), max_length=200, blank=True)
    signs = models.CharField(_("seen"), max_length=100, blank=True)
    temperature = models.DecimalField(
        _("temperature"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    is_odd = models.BooleanField(_("odd value, confirmed"), default=False)
    dangerous_object = models.CharField(_("dangerous object"), max_length=60, blank=True)
    medicine_brought = models.BooleanField(_("brought medicine"), default=False)
    handling = models.CharField(_("handling"), max_length=20, choices=Handling, blank=True)
    analysis = EncryptedTextField(_("analysis and measure"), blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("finding of a check")
        verbose_name_plural = _("findings of checks")
        indexes = [
            models.Index(fields=["child", "on"], name="finding_of_child"),
            models.Index(fields=["on"], name="finding_on"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "child"],
                name="finding_child_once",
                violation_error_message=_("A child stands on a sheet once."),
            ),
            models.CheckConstraint(
                condition=POSSIBLE_TEMPERATURE,
                name="finding_temperature_possible",
                violation_error_message=IMPOSSIBLE,
            ),
            models.CheckConstraint(
                condition=Q(is_checked=False, handling="") | (Q(is_checked=True) & ~Q(handling="")),
                name="finding_is_handled",
                violation_error_message=_("What was found says what was done about it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} {self.on}"


class HealthObservation(Record):
    """全日健康观察: a child watched during the day until the outcome; without a child all were well."""

    kind_code = "health_observation"

    class Aspect(models.TextChoices):
        EATING = "eating", _("eating")
        SLEEP = "sleep", _("sleep")
        STOOL = "stool", _("stool and urine")
        SPIRITS = "spirits", _("spirits")
        MOOD = "mood", _("mood")
        BEHAVIOUR = "behaviour", _("behaviour")

    on = models.DateField(_("day"))
    child = models.ForeignKey(
        "school.Child", models.PROTECT, null=True, related_name="+", verbose_name=_("child")
    )
    aspects = models.CharField(_("conspicuous"), max_length=100, blank=True)
    symptoms = models.CharField(_("symptoms"), max_length=200, blank=True)
    temperature = models.DecimalField(
        _("temperature"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    is_odd = models.BooleanField(_("odd value, confirmed"), default=False)
    observation = EncryptedTextField(_("what was observed"), blank=True)
    handling = models.CharField(_("handling"), max_length=20, choices=Handling, blank=True)
    follow_up = EncryptedTextField(_("follow-up"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("all-day observation")
        verbose_name_plural = _("all-day observations")
        indexes = [
            models.Index(fields=["child", "on"], name="observation_of_child"),
            models.Index(fields=["on"], name="observation_on"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=POSSIBLE_TEMPERATURE,
                name="observation_temperature_possible",
                violation_error_message=IMPOSSIBLE,
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.on}"


class ClassRound(Record):
    """保健医进班巡视: the doctor was in the class, looked after the sick, measured, spoke with parents."""

    kind_code = "class_round"

    on = models.DateField(_("day"))
    sick_count = models.PositiveSmallIntegerField(_("children looked after"), default=0)
    measured_count = models.PositiveSmallIntegerField(_("temperatures taken"), default=0)
    contact_count = models.PositiveSmallIntegerField(_("parents spoken with"), default=0)
    text = EncryptedTextField(_("what was found and done"), blank=True)

    class Meta:
        verbose_name = _("round through a class")
        verbose_name_plural = _("rounds through classes")
        indexes = [models.Index(fields=["on"], name="round_on")]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.on}"
