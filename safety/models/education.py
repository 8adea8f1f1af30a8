"""安全教育: what was taught to whom, the short talk before leaving, and the topics of a term."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.records.models import Record
from logistics.school.reach import VisibleQuerySet


class Occasion(models.TextChoices):
    """Why it was taught; some duties are proved by one of them alone."""

    LESSON = "lesson", _("weekly lesson")
    THEME = "theme", _("theme activity of the month")
    FIRST = "first", _("first lesson of the term")
    HOLIDAY = "holiday", _("before a holiday")
    CAMPAIGN = "campaign", _("drowning-prevention campaign")
    LECTURE = "lecture", pgettext_lazy("safety education", "lecture")


class TermTopicQuerySet(VisibleQuerySet):
    """Topics of the whole school are seen by all."""

    def at(self, campus: int | None) -> "TermTopicQuerySet":
        return self.filter(models.Q(campus=None) | models.Q(campus=campus))


class TermTopic(models.Model):
    """A topic that every class takes up once in a term: traffic, sharp objects, drowning …"""

    term = models.ForeignKey("school.Term", models.PROTECT, verbose_name=_("term"))
    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, null=True, blank=True, verbose_name=_("campus")
    )
    title = models.CharField(_("topic"), max_length=60)
    points = models.TextField(_("what to talk about"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TermTopicQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["term", "position", "pk"]
        verbose_name = _("safety topic of a term")
        verbose_name_plural = _("safety topics of a term")
        constraints = [
            models.UniqueConstraint(
                "term",
                Coalesce("campus", 0),
                "title",
                name="safety_topic_once_a_term",
                violation_error_message=_("This topic is on the list of the term already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SafetyEducation(Record):
    """安全教育活动记录: a lesson, a theme activity with its material, a lecture for many."""

    kind_code = "safety_education"

    class Form(models.TextChoices):
        LESSON = "lesson", pgettext_lazy("form of safety education", "lesson")
        GAME = "game", _("game or exercise")
        MEETING = "meeting", _("class meeting")
        LECTURE = "lecture", pgettext_lazy("form of safety education", "lecture")
        DISPLAY = "display", _("display, broadcast, screen")
        LETTER = "letter", _("letter to the parents")
        PLATFORM = "platform", _("safety platform")

    class Audience(models.TextChoices):
        CHILDREN = "children", _("children")
        PARENTS = "parents", _("parents")
        STAFF = "staff", pgettext_lazy("audience", "staff")

    occasion = models.CharField(
        pgettext_lazy("safety education", "occasion"), max_length=10, choices=Occasion
    )
    topic = models.CharField(_("topic"), max_length=100)
    term_topic = models.ForeignKey(
        TermTopic,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("topic of the term"),
    )
    audience = models.CharField(
        pgettext_lazy("safety education", "for whom"),
        max_length=10,
        choices=Audience,
        default=Audience.CHILDREN,
    )
    form = models.CharField(
        pgettext_lazy("education", "form"), max_length=10, choices=Form, default=Form.LESSON
    )
    people = models.PositiveSmallIntegerField(_("number of people"), null=True, blank=True)
    speaker = models.CharField(_("speaker"), max_length=50, blank=True)
    speaker_from = models.CharField(_("speaker comes from"), max_length=80, blank=True)
    content = models.TextField(_("content"), blank=True)

    class Meta:
        verbose_name = _("safety education")
        verbose_name_plural = _("safety education")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        where = self.entry.school_class or self.entry.campus
        return f"{where} {self.topic}"[:120]


class SafetyTalk(Record):
    """安全提醒: the minute before the children leave."""

    kind_code = "safety_talk"

    class About(models.TextChoices):
        LEAVING = "leaving", _("before leaving")
        RIDE = "ride", _("riding safely")

    about = models.CharField(
        pgettext_lazy("safety talk", "about"), max_length=10, choices=About, default=About.LEAVING
    )
    topic = models.CharField(_("topic"), max_length=100)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("safety talk")
        verbose_name_plural = _("safety talks")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.topic}"[:120]
