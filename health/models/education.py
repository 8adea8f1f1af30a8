"""Health education: what was taught to whom and what came back; and letters to the parents."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.records.models import Record
from logistics.school.reach import VisibleQuerySet


class HealthEducation(Record):
    """健康教育记录: an activity of a class, a lecture, a display, material for the parents."""

    class Audience(models.TextChoices):
        CHILDREN = "children", _("children")
        PARENTS = "parents", _("parents")
        STAFF = "staff", pgettext_lazy("audience", "staff")

    class Form(models.TextChoices):
        ACTIVITY = "activity", _("activity of the class")
        LECTURE = "lecture", _("lecture")
        DISPLAY = "display", _("display board")
        ADVICE = "advice", _("advice and guidance")
        TRAINING = "training", pgettext_lazy("health education", "training")
        MATERIAL = "material", _("material handed out")

    class Age(models.TextChoices):
        NURSERY = "nursery", _("nursery class")
        JUNIOR = "junior", _("junior class")
        MIDDLE = "middle", _("middle class")
        SENIOR = "senior", _("senior class")
        ALL = "all", pgettext_lazy("age group", "all ages")

    class Field(models.TextChoices):
        BODY = "body", _("body")
        MIND = "mind", _("mind")
        BOTH = "both", _("body and mind")

    kind_code = "health_education"

    age_group = models.CharField(_("age group"), max_length=20, choices=Age, default=Age.ALL)
    audience = models.CharField(
        pgettext_lazy("health education", "for whom"), max_length=20, choices=Audience
    )
    form = models.CharField(pgettext_lazy("education", "form"), max_length=20, choices=Form)
    field = models.CharField(_("about"), max_length=20, choices=Field, default=Field.BODY)
    topic = models.CharField(_("topic"), max_length=100)
    content = models.TextField(_("content"), blank=True)
    where_held = models.CharField(_("where"), max_length=60, blank=True)
    people = models.PositiveSmallIntegerField(_("number of people"), null=True, blank=True)
    speaker = models.CharField(_("speaker"), max_length=50, blank=True)
    speaker_from = models.CharField(_("speaker comes from"), max_length=80, blank=True)
    has_media = models.BooleanField(_("with pictures, film or objects"), default=False)
    feedback = models.TextField(_("what came back"), blank=True)

    class Meta:
        verbose_name = _("health education")
        verbose_name_plural = _("health education")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        where = self.entry.school_class or self.get_age_group_display()
        return f"{where} {self.get_form_display()} {self.topic}"[:120]


class ParentLetterQuerySet(VisibleQuerySet):
    """Letters belong to a campus."""


class ParentLetter(models.Model):
    """告家长书: a letter to all parents, drafted here and printed. It names no child."""

    class Occasion(models.TextChoices):
        SEASON = "season", _("health in the season")
        ILLNESS = "illness", _("an infectious illness")
        EXAM = "exam", _("examination of the children")
        VACCINATION = "vaccination", _("vaccination certificates")
        MEDICINE = "medicine", _("medicine brought along")
        FOOD = "food", _("food and weight")
        OTHER = "other", pgettext_lazy("letter to parents", "other")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    occasion = models.CharField(
        pgettext_lazy("a letter", "occasion"), max_length=20, choices=Occasion
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"))
    on = models.DateField(_("day"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("made at"))

    objects = ParentLetterQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("letter to the parents")
        verbose_name_plural = _("letters to the parents")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("health:letter", args=[self.pk])
