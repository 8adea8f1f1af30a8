"""保安: the shift and its handover, the patrol and its points, who stands at the gate and when."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.records.models import Record, RecordLine
from logistics.school.reach import VisibleQuerySet


class GuardShift(Record):
    """保安工作记录: what happened in a shift, and who handed it over to whom."""

    kind_code = "guard_shift"
    with_lines: ClassVar[bool] = True

    class Shift(models.TextChoices):
        DAY = "day", _("day shift")
        NIGHT = "night", _("night shift")

    shift = models.CharField(_("shift"), max_length=10, choices=Shift)
    starts_at = models.DateTimeField(pgettext_lazy("shift", "began at"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken over by"),
    )
    alarm_ok = models.BooleanField(_("alarm works"), default=True)
    cameras_ok = models.BooleanField(_("cameras record"), default=True)
    equipment_ok = models.BooleanField(_("guard equipment complete"), default=True)
    keys_ok = models.BooleanField(_("keys complete"), default=True)
    inside = models.PositiveSmallIntegerField(_("visitors inside at the handover"), default=0)
    text = models.TextField(_("what happened"), blank=True)

    class Meta:
        verbose_name = _("guard shift")
        verbose_name_plural = _("guard shifts")
        indexes = [models.Index(fields=["starts_at"], name="guard_shift_starts")]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.get_shift_display()}"

    @property
    def is_in_order(self) -> bool:
        return self.alarm_ok and self.cameras_ok and self.equipment_ok and self.keys_ok


class ShiftGuard(RecordLine):
    """A guard of a shift: when they came, and how late that was."""

    sheet = models.ForeignKey(
        GuardShift, models.PROTECT, related_name="lines", verbose_name=_("guard shift")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("guard")
    )
    came_at = models.DateTimeField(_("on post since"), null=True, blank=True)
    minutes_late = models.PositiveSmallIntegerField(_("minutes late"), default=0)

    class Meta(RecordLine.Meta):
        verbose_name = _("guard of a shift")
        verbose_name_plural = _("guards of a shift")

    def __str__(self) -> str:
        return str(self.person)


class GuardPost(models.Model):
    """A guard has come on duty: the shift is going on until it is handed over."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("guard")
    )
    shift = models.CharField(_("shift"), max_length=10, choices=GuardShift.Shift)
    came_at = models.DateTimeField(_("on post since"))
    minutes_late = models.PositiveSmallIntegerField(_("minutes late"), default=0)

    class Meta:
        ordering = ["came_at"]
        verbose_name = _("guard on post")
        verbose_name_plural = _("guards on post")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="guard_on_one_post",
                violation_error_message=_("You are on post already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.came_at:%H:%M}"


class PatrolKind(models.TextChoices):
    """Which patrol it is: each duty is proved by its own alone."""

    DAY = "patrol:day", _("patrol of the key places")
    NIGHT = "patrol:night", _("night patrol with locks")
    TEAM = "patrol:team", _("patrol of the campus guard team")


class PatrolPointQuerySet(VisibleQuerySet):
    def in_use(self) -> Self:
        return self.filter(is_active=True, place__is_active=True)

    def of(self, about: str) -> Self:
        """At night every door; by day the key places."""
        return (
            self.in_use()
            if about == PatrolKind.NIGHT
            else self.in_use().filter(at_night_only=False)
        )


class PatrolPoint(models.Model):
    """A place the patrol passes; its sticker says that somebody was really there."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    place = models.OneToOneField(
        "school.Place", models.PROTECT, related_name="patrol_point", verbose_name=_("place")
    )
    position = models.PositiveSmallIntegerField(_("position on the way"), default=1)
    look_at = models.CharField(_("what to look at"), max_length=80, blank=True)
    has_lock = models.BooleanField(_("has a lock that is looked at"), default=True)
    at_night_only = models.BooleanField(_("at night only"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = PatrolPointQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "position", "pk"]
        verbose_name = _("patrol point")
        verbose_name_plural = _("patrol points")

    def __str__(self) -> str:
        return str(self.place)


class Lock(models.TextChoices):
    LOCKED = "locked", pgettext_lazy("state of a lock", "locked")
    OPEN = "open", pgettext_lazy("state of a lock", "not locked")
    NONE = "none", pgettext_lazy("state of a lock", "no lock looked at")


class PatrolRunQuerySet(VisibleQuerySet):
    def going(self) -> Self:
        return self.filter(entry=None, dropped_at=None)


class PatrolRun(models.Model):
    """A patrol that somebody is walking: each point is kept as soon as it is reached."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    about = models.CharField(_("patrol"), max_length=20, choices=PatrolKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("walked by")
    )
    companion = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("on a patrol", "together with"),
    )
    begun_at = models.DateTimeField(_("begun at"))
    entry = models.OneToOneField(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="patrol_run",
        verbose_name=_("record"),
    )
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)

    objects = PatrolRunQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at"]
        verbose_name = _("running patrol")
        verbose_name_plural = _("running patrols")
        constraints = [
            models.UniqueConstraint(
                fields=["by"],
                condition=Q(entry=None, dropped_at=None),
                name="patrol_one_at_a_time",
                violation_error_message=_("You are on a patrol already."),
            ),
            models.CheckConstraint(
                condition=~Q(about="patrol:team")
                | (Q(companion__isnull=False) & ~Q(companion=F("by"))),
                name="patrol_team_of_two",
                violation_error_message=_("The guard team walks with at least two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_about_display()} {self.begun_at:%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("safety:patrol", args=[self.pk])


class PatrolMark(models.Model):
    """A point reached on a running patrol.

    `at` is the server's time, or the device's for what was kept without a network. `clock_off`:
    the device's clock cannot be right, so the server's stands.
    """

    run = models.ForeignKey(
        PatrolRun, models.CASCADE, related_name="marks", verbose_name=_("running patrol")
    )
    place = models.ForeignKey(
        "school.Place", models.PROTECT, related_name="+", verbose_name=_("place")
    )
    at = models.DateTimeField(_("at"))
    typed_at = models.DateTimeField(_("typed at"), null=True, blank=True)
    clock_off = models.BooleanField(_("clock of the device was off"), default=False)
    lock = models.CharField(_("lock"), max_length=10, choices=Lock, default=Lock.NONE)
    text = models.CharField(_("what was found"), max_length=200, blank=True)
    by_code = models.BooleanField(_("by the code of the place"), default=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("mark of a patrol")
        verbose_name_plural = _("marks of a patrol")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "place"],
                name="patrol_point_once",
                violation_error_message=_("This point is kept already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.at:%H:%M}"

    @property
    def is_normal(self) -> bool:
        return not self.text and self.lock != Lock.OPEN


class GuardPatrol(Record):
    """巡逻记录: a patrol walked to its end; a point not reached stays unchecked."""

    kind_code = "guard_patrol"
    with_lines: ClassVar[bool] = True

    begun_at = models.DateTimeField(_("begun at"))
    companion = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("on a patrol", "together with"),
    )
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    reached = models.PositiveSmallIntegerField(_("points reached"), default=0)
    abnormal = models.PositiveSmallIntegerField(_("points with something found"), default=0)
    text = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("patrol")
        verbose_name_plural = _("patrols")
        constraints = [
            models.CheckConstraint(
                condition=Q(reached__lte=F("points")) & Q(abnormal__lte=F("reached")),
                name="patrol_counts_fit",
                violation_error_message=_("More points were reached than there are."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{PatrolKind(self.entry.subject).label} {self.reached}/{self.points}"


class PatrolLine(RecordLine):
    """A point of a walked patrol. Without a moment it was not reached."""

    sheet = models.ForeignKey(
        GuardPatrol, models.PROTECT, related_name="lines", verbose_name=_("patrol")
    )
    place = models.ForeignKey(
        "school.Place", models.PROTECT, related_name="+", verbose_name=_("place")
    )
    at = models.DateTimeField(_("at"), null=True, blank=True)
    typed_at = models.DateTimeField(_("typed at"), null=True, blank=True)
    clock_off = models.BooleanField(_("clock of the device was off"), default=False)
    lock = models.CharField(_("lock"), max_length=10, choices=Lock, default=Lock.NONE)
    text = models.CharField(_("what was found"), max_length=200, blank=True)
    by_code = models.BooleanField(_("by the code of the place"), default=False)

    class Meta(RecordLine.Meta):
        verbose_name = _("point of a patrol")
        verbose_name_plural = _("points of a patrol")

    def __str__(self) -> str:
        return str(self.place)

    @property
    def state(self) -> str:
        if self.at is None:
            return "unchecked"
        return "abnormal" if self.text or self.lock == Lock.OPEN else "normal"


class GateLock(Record):
    """开关门记录: the gate was opened, or closed and locked."""

    kind_code = "gate_lock"

    class Act(models.TextChoices):
        OPENED = "opened", pgettext_lazy("the gate", "opened")
        LOCKED = "locked", pgettext_lazy("the gate", "closed and locked")

    act = models.CharField(_("gate"), max_length=10, choices=Act)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("opening or locking of the gate")
        verbose_name_plural = _("openings and lockings of the gate")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.get_act_display()}"


class AtGate(models.TextChoices):
    """Who stands at the gate: each duty is proved by its own people alone."""

    LEADER = "gate:leader", _("leader on duty")
    TEACHER = "gate:teacher", _("teacher on gate duty")


class GateDuty(Record):
    """护校值守: somebody stood at the gate while the children came or went."""

    kind_code = "gate_duty"

    note = models.CharField(_("what happened"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("duty at the gate")
        verbose_name_plural = _("duties at the gate")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{AtGate(self.entry.subject).label} {self.entry.entered_by}"


class DutyLog(Record):
    """值班记录: a day or night on duty, in the holidays too, and to whom it was handed over."""

    kind_code = "duty_log"

    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("leader on duty"),
    )
    starts_at = models.DateTimeField(pgettext_lazy("duty", "on duty from"))
    until = models.DateTimeField(pgettext_lazy("duty", "on duty until"))
    text = models.TextField(_("what happened"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken over by"),
    )

    class Meta:
        verbose_name = _("duty log")
        verbose_name_plural = _("duty logs")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("starts_at")),
                name="duty_log_in_order",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.entry.entered_by}"


class Slot(models.TextChoices):
    """For what somebody is on the roster."""

    GUARD_DAY = "guard_day", _("guard by day")
    GUARD_NIGHT = "guard_night", _("guard by night")
    LEADER = "leader", _("leader on duty")
    STAFF = "staff", _("staff on duty")
    GATE_MORNING = "gate_morning", _("at the gate in the morning")
    GATE_AFTERNOON = "gate_afternoon", _("at the gate in the afternoon")
    TEAM = "team", _("campus guard team")


class GateTurnQuerySet(VisibleQuerySet):
    pass


class GateTurn(models.Model):
    """One person on the roster of one day."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    on = models.DateField(_("day"))
    slot = models.CharField(_("turn"), max_length=20, choices=Slot)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )

    objects = GateTurnQuerySet.as_manager()

    class Meta:
        ordering = ["on", "slot", "pk"]
        verbose_name = _("turn on the roster")
        verbose_name_plural = _("turns on the roster")
        indexes = [models.Index(fields=["person", "on"], name="gate_turn_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "on", "slot", "person"],
                name="gate_turn_once",
                violation_error_message=_("This person is on the roster already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_slot_display()} {self.person}"


class GuardEquipmentQuerySet(VisibleQuerySet):
    def in_use(self) -> Any:
        return self.filter(is_active=True)


class GuardEquipment(models.Model):
    """What the guards need in an emergency: how many there should be, and how many there are."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    name = models.CharField(_("equipment"), max_length=40)
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    wanted = models.PositiveSmallIntegerField(_("should be there"), default=1)
    count = models.PositiveSmallIntegerField(pgettext_lazy("pieces", "are there"), default=1)
    expires_on = models.DateField(
        pgettext_lazy("equipment", "to be used by"), null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=100, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = GuardEquipmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "name", "pk"]
        verbose_name = _("guard equipment")
        verbose_name_plural = _("guard equipment")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "name"],
                name="guard_equipment_once",
                violation_error_message=_("This equipment is on the list already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lacking(self) -> int:
        return max(self.wanted - self.count, 0)
