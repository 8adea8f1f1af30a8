"""班级卫生消毒检查与卫生检查: the class's daily sheet, and what the doctor found on inspection."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Record, RecordLine


class ClassHygieneLog(Record):
    """班级卫生消毒检查记录: a class's day. What has records of its own is read from them.

    `done` are the columns of the sheet that were done beside these, as codes; `exceptions` what was
    not done, and why.
    """

    kind_code = "class_hygiene_log"

    done = models.JSONField(_("done"), default=list, blank=True)
    morning_minutes = models.PositiveSmallIntegerField(
        _("windows open in the morning (minutes)"), null=True, blank=True
    )
    afternoon_minutes = models.PositiveSmallIntegerField(
        _("windows open in the afternoon (minutes)"), null=True, blank=True
    )
    disinfectant = models.CharField(_("disinfectant and strength"), max_length=80, blank=True)
    exceptions = models.CharField(_("not done, and why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("hygiene sheet of a class")
        verbose_name_plural = _("hygiene sheets of classes")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        count = len(self.done) + sum(1 for m in (self.morning_minutes, self.afternoon_minutes) if m)
        done = ngettext("%(n)s column done", "%(n)s columns done", count) % {"n": count}
        exceptions = gettext("with exceptions")
        return f"{done} · {exceptions}" if self.exceptions else done


class HygieneInspection(Record):
    """卫生检查: the doctor's look at the day, at a class, at the whole site, at the carers' work.

    Only what is not in order has a line; without any, all that belongs to it was in order.
    """

    kind_code = "hygiene_inspection"
    with_lines = True

    class Subject(models.TextChoices):
        DAY = "day", _("the day's disinfection")
        CLASS = "class", _("hygiene of a class")
        SITE = "site", _("hygiene of the whole site")
        CARERS = "carers", _("the carers' day work")

    about = models.CharField(_("what was inspected"), max_length=10, choices=Subject)
    seen = models.PositiveSmallIntegerField(_("records looked at"), default=0)
    returned = models.PositiveSmallIntegerField(_("records sent back"), default=0)
    summary = models.CharField(_("result"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("hygiene inspection")
        verbose_name_plural = _("hygiene inspections")
        constraints = [
            models.CheckConstraint(
                condition=Q(returned__lte=models.F("seen")),
                name="inspection_returned_of_seen",
                violation_error_message=_("No more is sent back than was looked at."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        lines = self.told_lines
        count = len(lines) + self.returned
        if not count:
            return f"{self.get_about_display()} · {gettext('in order')}"
        found = ngettext("%(n)s finding", "%(n)s findings", count) % {"n": count}
        return f"{self.get_about_display()} · {found}"


def subject_of(about: str) -> str:
    """What an inspection is about, as its record and the duty say it."""
    return f"check:{about}"


class InspectionFinding(RecordLine):
    """Something that was not in order, and what is done about it."""

    sheet = models.ForeignKey(
        HygieneInspection, models.PROTECT, related_name="lines", verbose_name=_("inspection")
    )
    what = models.CharField(_("what"), max_length=30)
    found = models.CharField(_("what was found"), max_length=200, blank=True)
    measure = models.CharField(_("measure"), max_length=200, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("finding of an inspection")
        verbose_name_plural = _("findings of inspections")

    def __str__(self) -> str:
        return f"{self.what}: {self.found}"
