"""校车运行日志: the check before departure, the ride child by child, the empty bus, the arrival."""

from collections import Counter
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Entry, Record, RecordLine
from logistics.school.reach import VisibleQuerySet
from safety.models.buses import BusCrew, BusRoute, BusStop, Direction, SchoolBus


class BusCheck(Record):
    """发车前检查: what the driver looked at before the bus set out."""

    kind_code = "bus_check"

    class Part(models.TextChoices):
        BRAKES = "brakes", _("brakes")
        STEERING = "steering", _("steering")
        LIGHTS = "lights", _("outside lights")
        TYRES = "tyres", _("tyres")
        DOORS = "doors", _("emergency doors and windows")
        SEATS = "seats", pgettext_lazy("in the check", "seats")
        BELTS = "belts", _("seat belts")
        ABOARD = "aboard", _("hammers, extinguisher, first-aid box")

    bus = models.ForeignKey(
        SchoolBus, models.PROTECT, related_name="checks", verbose_name=_("school bus")
    )
    faults = models.JSONField(_("not in order"), default=list, blank=True)
    note = models.CharField(_("what was found and done"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("check before departure")
        verbose_name_plural = _("checks before departure")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        said = ", ".join(self.faults_said) if self.faults else gettext("in order")
        return f"{self.bus} · {said}"

    @property
    def faults_said(self) -> list[str]:
        return [str(self.Part(code).label) for code in self.faults]


class BusRunQuerySet(VisibleQuerySet):
    campus_column = "route__campus_id"

    def on(self, day: date) -> Self:
        return self.filter(on=day)

    def under_way(self) -> Self:
        return self.filter(trip=None, given_up_at=None)


class BusRun(models.Model):
    """A ride while it goes on: each child is marked as it boards and as it leaves.

    When the empty bus has been searched it becomes a `BusTrip`, and nothing here changes any more.
    """

    route = models.ForeignKey(
        BusRoute, models.PROTECT, related_name="runs", verbose_name=_("bus line")
    )
    direction = models.CharField(_("direction"), max_length=20, choices=Direction)
    on = models.DateField(_("day"))
    bus = models.ForeignKey(
        SchoolBus, models.PROTECT, related_name="+", verbose_name=_("school bus")
    )
    driver = models.ForeignKey(BusCrew, models.PROTECT, related_name="+", verbose_name=_("driver"))
    attendant = models.ForeignKey(
        BusCrew, models.PROTECT, related_name="+", verbose_name=_("attendant")
    )
    check_before = models.ForeignKey(
        BusCheck, models.PROTECT, related_name="+", verbose_name=_("check before departure")
    )
    departed_at = models.DateTimeField(_("departed at"))
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    trip = models.OneToOneField(
        "safety.BusTrip",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="run",
        verbose_name=_("trip log"),
    )
    given_up_at = models.DateTimeField(
        pgettext_lazy("a ride", "given up at"), null=True, blank=True
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by")
    )

    objects = BusRunQuerySet.as_manager()

    class Meta:
        ordering = ["-departed_at", "-pk"]
        verbose_name = _("bus ride")
        verbose_name_plural = _("bus rides")
        constraints = [
            models.UniqueConstraint(
                fields=["route", "direction", "on"],
                condition=Q(given_up_at=None),
                name="bus_run_once_a_day_and_way",
                violation_error_message=_("This ride has begun already."),
            ),
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(arrived_at__gte=F("departed_at")),
                name="bus_run_arrives_after_it_departs",
                violation_error_message=_("The bus arrives after it departs."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} · {self.get_direction_display()}"

    def get_absolute_url(self) -> str:
        return reverse("safety:bus_run", args=[self.pk])


class BusSeat(models.Model):
    """A child on the roll of a ride: waited for, aboard, off again, or not there."""

    run = models.ForeignKey(
        BusRun, models.CASCADE, related_name="seats", verbose_name=_("bus ride")
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, related_name="+", verbose_name=_("class")
    )
    stop = models.ForeignKey(BusStop, models.PROTECT, related_name="+", verbose_name=_("bus stop"))
    on_at = models.DateTimeField(_("boarded at"), null=True, blank=True)
    off_at = models.DateTimeField(_("left at"), null=True, blank=True)
    is_absent = models.BooleanField(_("does not ride today"), default=False)

    class Meta:
        ordering = ["stop__position", "pk"]
        verbose_name = _("child on a ride")
        verbose_name_plural = _("children on a ride")
        constraints = [
            models.UniqueConstraint(fields=["run", "child"], name="bus_seat_once"),
            models.CheckConstraint(
                condition=Q(off_at=None) | Q(on_at__isnull=False),
                name="bus_seat_boards_before_it_leaves",
                violation_error_message=_("A child leaves the bus after it has boarded."),
            ),
            models.CheckConstraint(
                condition=Q(is_absent=False) | Q(on_at=None),
                name="bus_seat_absent_is_not_aboard",
                violation_error_message=_("A child that does not ride is not aboard."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.child}"

    @property
    def state(self) -> str:
        if self.off_at:
            return "off"
        if self.on_at:
            return "aboard"
        return "absent" if self.is_absent else "waiting"


class BusTrip(Record):
    """One ride from the first stop to the empty bus, with the roll of the children."""

    kind_code = "bus_trip"
    with_lines = True

    route = models.ForeignKey(
        BusRoute, models.PROTECT, related_name="trips", verbose_name=_("bus line")
    )
    direction = models.CharField(_("direction"), max_length=20, choices=Direction)
    bus = models.ForeignKey(
        SchoolBus, models.PROTECT, related_name="trips", verbose_name=_("school bus")
    )
    driver = models.ForeignKey(BusCrew, models.PROTECT, related_name="+", verbose_name=_("driver"))
    attendant = models.ForeignKey(
        BusCrew, models.PROTECT, related_name="+", verbose_name=_("attendant")
    )
    check_before = models.ForeignKey(
        BusCheck,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="trips",
        verbose_name=_("check before departure"),
    )
    arrived_at = models.DateTimeField(_("arrived at"))
    count_on = models.PositiveSmallIntegerField(_("boarded"), default=0)
    count_off = models.PositiveSmallIntegerField(_("left the bus"), default=0)
    seats = models.PositiveSmallIntegerField(pgettext_lazy("in the check", "seats"), default=0)
    empty_check_at = models.DateTimeField(_("empty bus searched at"))
    empty_check_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("empty bus searched by"),
    )
    warnings = models.JSONField(_("not as it should be"), default=list, blank=True)
    note = models.CharField(_("what else happened"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("bus trip")
        verbose_name_plural = _("bus trips")
        indexes = [models.Index(fields=["driver", "arrived_at"], name="bus_trip_driver")]
        constraints = [
            models.CheckConstraint(
                condition=Q(empty_check_at__gte=F("arrived_at")),
                name="bus_trip_searched_after_arrival",
                violation_error_message=_("The bus is searched after it has arrived."),
            ),
        ]

    WARNINGS: ClassVar[dict[str, Any]] = {
        "left_aboard": _("not as many left the bus as boarded"),
        "too_many": _("more people aboard than seats"),
        "papers": _("papers of the bus not valid"),
        "driver": _("driver does not meet the rules"),
        "check": _("set out although the check found something"),
        "photo": _("no photo of the empty bus"),
    }

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        said = {"on": self.count_on, "off": self.count_off}
        counts = gettext("%(on)s on, %(off)s off") % said
        return f"{self.route} {self.get_direction_display()} · {counts}"

    @property
    def departed_at(self) -> datetime:
        return self.entry.happened_at

    @property
    def warnings_said(self) -> list[str]:
        return [str(self.WARNINGS.get(code, code)) for code in self.warnings]

    def by_stop(self) -> list[tuple[str, int, int]]:
        """Each stop with how many boarded and left there, in the order of the ride."""
        boarded: Counter[str] = Counter()
        left: Counter[str] = Counter()
        for line in self.lines.all():
            boarded[line.on_stop] += bool(line.on_at)
            left[line.off_stop] += bool(line.off_at)
        names = dict.fromkeys([*boarded, *left])
        return [(name, boarded[name], left[name]) for name in names if boarded[name] + left[name]]


class BusTripLine(RecordLine):
    """A child of the roll: where and when it boarded and left; both empty: it did not ride."""

    sheet = models.ForeignKey(
        BusTrip, models.PROTECT, related_name="lines", verbose_name=_("bus trip")
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, related_name="+", verbose_name=_("class")
    )
    on_stop = models.CharField(_("boarded at the stop"), max_length=60, blank=True)
    on_at = models.DateTimeField(_("boarded at"), null=True, blank=True)
    off_stop = models.CharField(_("left at the stop"), max_length=60, blank=True)
    off_at = models.DateTimeField(_("left at"), null=True, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("child on a trip")
        verbose_name_plural = _("children on trips")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "child"], name="bus_trip_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.child}"


class BusArrivalQuerySet(VisibleQuerySet):
    campus_column = "entry__campus_id"
    class_column = "entry__school_class_id"

    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)


class BusArrival(Record):
    """The class has its bus children: counted in the classroom, the missing named at once."""

    kind_code = "bus_arrival"
    with_lines = True

    run = models.ForeignKey(
        BusRun, models.PROTECT, related_name="arrivals", verbose_name=_("bus ride")
    )
    owed = models.PositiveSmallIntegerField(_("came by bus"))
    there = models.PositiveSmallIntegerField(_("in class"))

    objects = BusArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrival from the bus")
        verbose_name_plural = _("arrivals from the bus")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        said = {"there": self.there, "owed": self.owed}
        return gettext("%(there)s of %(owed)s from the bus in class") % said


class BusArrivalLine(RecordLine):
    """A child that came by bus: in class, or missed."""

    sheet = models.ForeignKey(
        BusArrival, models.PROTECT, related_name="lines", verbose_name=_("arrival from the bus")
    )
    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="+", verbose_name=_("child")
    )
    is_there = models.BooleanField(pgettext_lazy("of a child", "in class"), default=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("child from the bus")
        verbose_name_plural = _("children from the bus")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "child"], name="bus_arrival_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.child}"
