"""Who of a class is there, sheet by sheet, and what became of those who were not."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from health.day.ailments import Ailment
from logistics.fields import EncryptedTextField
from logistics.records.models import Entry, Record, RecordLine


class ClassSheetQuerySet(models.QuerySet):
    """Sheets of one class and day."""

    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)

    def of_day(self, on: date) -> Self:
        return self.standing().filter(on=on)


class Mark(models.TextChoices):
    """What the sheet says of a child: the codes of the statutory enumeration, and who is there."""

    PRESENT = "present", _("present")
    SICK = "sick", _("sick leave")
    PERSONAL = "personal", _("personal leave")
    VACATION = "vacation", _("school holiday")
    QUARANTINE = "quarantine", _("isolation or observation")
    OTHER = "other", _("other reason")
    UNEXCUSED = "unexcused", _("absent without leave")


ABSENT = tuple(mark for mark in Mark if mark != Mark.PRESENT)


class Attendance(Record):
    """儿童出勤登记表 of one class and day: nobody is present before somebody has confirmed the class.

    The counts are kept on the sheet: the month's statistic reads them and no child. `copy` counts
    the sheets of that day that were voided before.
    """

    kind_code = "attendance"
    with_lines = True

    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, related_name="+", verbose_name=_("class")
    )
    on = models.DateField(_("day"))
    copy = models.PositiveSmallIntegerField(_("copy"), default=0)
    expected = models.PositiveSmallIntegerField(_("should be there"))
    present = models.PositiveSmallIntegerField(_("present"))
    infectious = models.PositiveSmallIntegerField(_("infectious disease"), default=0)
    ill = models.PositiveSmallIntegerField(_("other illness"), default=0)
    personal = models.PositiveSmallIntegerField(_("personal leave"), default=0)
    vacation = models.PositiveSmallIntegerField(_("school holiday"), default=0)
    other = models.PositiveSmallIntegerField(_("other reason"), default=0)
    unexcused = models.PositiveSmallIntegerField(_("absent without leave"), default=0)

    objects = ClassSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance sheet")
        verbose_name_plural = _("attendance sheets")
        indexes = [models.Index(fields=["on"], name="attendance_on")]
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "on", "copy"],
                name="attendance_once_a_day",
                violation_error_message=_("The attendance of this class is already taken."),
            ),
            models.CheckConstraint(
                condition=Q(
                    expected=F("present")
                    + F("infectious")
                    + F("ill")
                    + F("personal")
                    + F("vacation")
                    + F("other")
                    + F("unexcused")
                ),
                name="attendance_adds_up",
                violation_error_message=_(
                    "Present and absent add up to those who should be there."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.school_class} {self.present}/{self.expected}"

    @property
    def absent(self) -> int:
        return self.expected - self.present


class AttendanceLine(RecordLine):
    """One child on the sheet. Its day stands here too: who is followed is found without the sheets.

    Of the indexes below two begin with the sheet and the child: a third and a fourth of each key
    alone would be a sixth of a large school's database, and nobody would ask them.
    """

    sheet = models.ForeignKey(
        Attendance,
        models.CASCADE,
        related_name="lines",
        verbose_name=_("sheet"),
        db_index=False,
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child"), db_index=False
    )
    on = models.DateField(_("day"))
    mark = models.CharField(_("attendance"), max_length=12, choices=Mark, default=Mark.PRESENT)
    late_at = models.TimeField(_("came late at"), null=True, blank=True)
    left_at = models.TimeField(_("left early at"), null=True, blank=True)
    symptoms = models.CharField(_("symptoms"), max_length=200, blank=True)
    disease = models.CharField(_("disease"), max_length=40, choices=Ailment, blank=True)
    note = EncryptedTextField(_("note"), blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("child on the attendance sheet")
        verbose_name_plural = _("children on attendance sheets")
        indexes = [
            models.Index(fields=["child", "on"], name="attendance_of_child"),
            models.Index(
                fields=["on", "child"], condition=~Q(mark="present"), name="attendance_away"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "child"],
                name="attendance_child_once",
                violation_error_message=_("A child stands on a sheet once."),
            ),
            models.CheckConstraint(
                condition=Q(late_at=None, left_at=None) | Q(mark="present"),
                name="attendance_late_is_present",
                violation_error_message=_(
                    "Only a child that was there comes late or leaves early."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} {self.get_mark_display()}"

    @property
    def is_present(self) -> bool:
        return self.mark == Mark.PRESENT


class AbsenceTrace(Record):
    """缺勤追踪: somebody asked after an absent child. Without a child: nobody was away to ask after."""

    kind_code = "absence_trace"

    on = models.DateField(_("absent on"))
    child = models.ForeignKey(
        "school.Child", models.PROTECT, null=True, related_name="+", verbose_name=_("child")
    )
    contact = EncryptedTextField(_("who was asked"), blank=True)
    reason = models.CharField(
        _("reason"), max_length=12, blank=True, choices=[(m.value, m.label) for m in ABSENT]
    )
    symptoms = models.CharField(_("symptoms"), max_length=200, blank=True)
    hospital = EncryptedTextField(_("hospital"), blank=True)
    diagnosis = EncryptedTextField(_("diagnosis"), blank=True)
    disease = models.CharField(_("disease"), max_length=40, choices=Ailment, blank=True)
    is_infectious = models.BooleanField(_("infectious"), default=False)
    back_on = models.DateField(_("expected back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("trace of an absence")
        verbose_name_plural = _("traces of absences")
        indexes = [models.Index(fields=["child", "on"], name="trace_of_child")]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.school_class} {self.on}"
