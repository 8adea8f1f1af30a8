"""应急疏散演练 and 培训: how fast everybody was out, class by class; who was taught what."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Record, RecordLine


class DrillType(models.TextChoices):
    """A drill in which everybody leaves the building; or an exercise of some."""

    FIRE = "fire", pgettext_lazy("drill", "fire")
    EARTHQUAKE = "earthquake", pgettext_lazy("drill", "earthquake")
    VIOLENCE = "violence", pgettext_lazy("drill", "violence")
    OTHER = "other", pgettext_lazy("drill", "other evacuation")
    BUS = "bus", pgettext_lazy("drill", "school bus")
    FOOD = "food", pgettext_lazy("drill", "food poisoning")
    INFECTION = "infection", pgettext_lazy("drill", "infectious disease")
    UTILITY = "utility", pgettext_lazy("drill", "power, gas, weather")

    @property
    def subject(self) -> str:
        return f"drill:{self.value}"


OF_EVERYBODY = (DrillType.FIRE, DrillType.EARTHQUAKE, DrillType.VIOLENCE, DrillType.OTHER)
OF_SOME = tuple(each for each in DrillType if each not in OF_EVERYBODY)


class OfKind(models.Manager["EvacuationDrill"]):
    """The rows of one kind of record, where two share a table."""

    def get_queryset(self) -> models.QuerySet["EvacuationDrill"]:
        return super().get_queryset().filter(entry__kind=self.model.kind_code)


class EvacuationDrill(Record):
    """From the signal to the last one out, with the numbers of every class."""

    kind_code = "drill"
    with_lines = True

    type = models.CharField(pgettext_lazy("a drill", "what for"), max_length=20, choices=DrillType)
    plan = models.CharField(_("emergency plan"), max_length=100, blank=True)
    done_at = models.DateTimeField(_("everybody assembled at"))
    seconds = models.PositiveIntegerField(_("time used (s)"))
    target_seconds = models.PositiveIntegerField(_("target (s)"), default=0)
    route = models.CharField(_("routes and exits"), max_length=200, blank=True)
    assembly = models.CharField(_("assembly point"), max_length=60, blank=True)
    staff_owed = models.PositiveSmallIntegerField(_("staff on duty"), default=0)
    staff_there = models.PositiveSmallIntegerField(_("staff taking part"), default=0)
    commander = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("in command")
    )
    problems = models.TextField(_("problems"), blank=True)
    measures = models.CharField(_("what is done about it"), max_length=300, blank=True)

    objects: ClassVar[OfKind] = OfKind()
    all_drills = models.Manager()

    class Meta:
        base_manager_name = "all_drills"
        verbose_name = _("evacuation drill")
        verbose_name_plural = _("evacuation drills")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.get_type_display()} · {self.time_said}"

    @property
    def signal_at(self) -> datetime:
        return self.entry.happened_at

    @property
    def time_said(self) -> str:
        minutes, seconds = divmod(self.seconds, 60)
        said = {"minutes": minutes, "seconds": f"{seconds:02d}"}
        return gettext("%(minutes)s min %(seconds)s s") % said

    @property
    def is_slow(self) -> bool:
        return bool(self.target_seconds) and self.seconds > self.target_seconds

    @property
    def problem_list(self) -> list[str]:
        return [line.strip() for line in self.problems.splitlines() if line.strip()]

    def summed(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.lines.all())

    @property
    def owed(self) -> int:
        return self.summed("owed")

    @property
    def there(self) -> int:
        return self.summed("there")


class Exercise(EvacuationDrill):
    """An emergency exercise of some: on the bus, of the kitchen, of the health room."""

    kind_code = "exercise"

    objects: ClassVar[OfKind] = OfKind()

    class Meta:
        proxy = True
        verbose_name = _("emergency exercise")
        verbose_name_plural = _("emergency exercises")


class DrillClass(RecordLine):
    """A class at the assembly point: how many were owed, how many were counted."""

    sheet = models.ForeignKey(
        EvacuationDrill, models.PROTECT, related_name="lines", verbose_name=_("drill")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, related_name="+", verbose_name=_("class")
    )
    owed = models.PositiveSmallIntegerField(_("owed"))
    there = models.PositiveSmallIntegerField(pgettext_lazy("at a drill", "counted"))
    seconds = models.PositiveSmallIntegerField(_("assembled after (s)"), null=True, blank=True)
    note = models.CharField(_("who was not there, and why"), max_length=100, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("class in a drill")
        verbose_name_plural = _("classes in drills")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "school_class"], name="drill_class_once"),
            models.CheckConstraint(
                condition=Q(there=F("owed")) | ~Q(note=""),
                name="drill_class_says_who_is_missing",
                violation_error_message=_("Say who was not there, and why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_class} {self.there}/{self.owed}"


class Topic(models.TextChoices):
    """What a training is about."""

    FIRE = "fire", pgettext_lazy("training", "fire safety")
    SAFETY = "safety", pgettext_lazy("training", "safety knowledge")
    BUS = "bus", pgettext_lazy("training", "school bus")
    KITCHEN = "kitchen", pgettext_lazy("training", "power and gas in the kitchen")
    FOOD = "food", pgettext_lazy("training", "food safety")
    COOKING = "cooking", pgettext_lazy("training", "kitchen work")
    GUARD = "guard", pgettext_lazy("training", "guard work")
    CARE = "care", pgettext_lazy("training", "carers' work")
    POST = "post", pgettext_lazy("training", "work of the post")
    PURCHASE = "purchase", pgettext_lazy("training", "purchasing and finance")
    REPAIR = "repair", pgettext_lazy("training", "simple repairs")
    OTHER = "other", pgettext_lazy("training", "other")

    @property
    def subject(self) -> str:
        return f"training:{self.value}"


class StaffTraining(Record):
    """培训记录: what the staff were taught, by whom, who was there and who still has to be."""

    kind_code = "training"
    with_lines = True

    topic = models.CharField(_("about"), max_length=20, choices=Topic)
    title = models.CharField(_("theme"), max_length=100)
    trainer = models.CharField(_("taught by"), max_length=80)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    content = models.TextField(_("content"), blank=True)
    result = models.CharField(_("test and result"), max_length=200, blank=True)
    others = models.PositiveSmallIntegerField(_("others present"), default=0)

    class Meta:
        verbose_name = _("staff training")
        verbose_name_plural = _("staff trainings")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        lines: Any = self.told_lines
        there = sum(1 for line in lines if line.is_there) + self.others
        said = ngettext("%(n)s person", "%(n)s people", there) % {"n": there}
        return f"{self.title} · {said}"


class TrainingLine(RecordLine):
    """Somebody who was to be taught: there, or to be taught later."""

    sheet = models.ForeignKey(
        StaffTraining, models.PROTECT, related_name="lines", verbose_name=_("training")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    is_there = models.BooleanField(pgettext_lazy("at a training", "present"), default=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("participant of a training")
        verbose_name_plural = _("participants of trainings")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "person"], name="training_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {'√' if self.is_there else '×'}"
