"""校车档案: the buses, who drives and looks after the children, where they stop, who rides."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.fields import EncryptedTextField
from logistics.school.reach import VisibleQuerySet


class Direction(models.TextChoices):
    TO_SCHOOL = "to_school", _("to school")
    HOME = "home", _("home")


class BusQuerySet(VisibleQuerySet):
    def in_use(self) -> Self:
        return self.filter(retired_on=None)


class SchoolBus(models.Model):
    """A bus with its plate, its papers and what it carries for an emergency."""

    class Fitting(models.TextChoices):
        GPS = "gps", _("satellite positioning")
        HAMMER = "hammer", _("escape hammers")
        EXTINGUISHER = "extinguisher", _("dry powder extinguisher")
        FIRST_AID = "first_aid", _("first-aid box")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    plate = models.CharField(_("number plate"), max_length=20, unique=True)
    seats = models.PositiveSmallIntegerField(_("seats by its papers"))
    owner = models.CharField(_("owner"), max_length=80)
    permit_number = models.CharField(
        _("number of the school bus permit"), max_length=40, blank=True
    )
    permit_until = models.DateField(_("permit valid until"), null=True, blank=True)
    insurance_until = models.DateField(_("carrier insurance until"), null=True, blank=True)
    inspected_until = models.DateField(_("technical inspection until"), null=True, blank=True)
    letter_filed_on = models.DateField(
        _("responsibility letter filed on"),
        null=True,
        blank=True,
        help_text=_("With the education bureau, where the bus belongs to a provider"),
    )
    fittings = models.JSONField(_("carried on board"), default=list, blank=True)
    retired_on = models.DateField(_("out of use since"), null=True, blank=True)
    permit_returned_on = models.DateField(_("permit returned on"), null=True, blank=True)

    objects = BusQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "plate"]
        verbose_name = _("school bus")
        verbose_name_plural = _("school buses")
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gt=2),
                name="bus_has_seats",
                violation_error_message=_("A bus has seats for more than driver and attendant."),
            ),
            models.CheckConstraint(
                condition=Q(permit_returned_on=None) | Q(retired_on__isnull=False),
                name="bus_permit_returned_when_retired",
                violation_error_message=_("The permit is returned when the bus is out of use."),
            ),
        ]

    def __str__(self) -> str:
        return self.plate

    def get_absolute_url(self) -> str:
        return reverse("safety:bus", args=[self.pk])

    @property
    def missing(self) -> list[str]:
        return [str(each.label) for each in self.Fitting if each.value not in self.fittings]


class BusCrew(models.Model):
    """A driver or attendant with what the law asks of them."""

    class Job(models.TextChoices):
        DRIVER = "driver", _("driver")
        ATTENDANT = "attendant", _("attendant")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    job = models.CharField(_("job"), max_length=20, choices=Job)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    licence_since = models.DateField(_("licence since"), null=True, blank=True)
    licence_until = models.DateField(_("licence valid until"), null=True, blank=True)
    is_endorsed = models.BooleanField(_("licence endorsed for school buses"), default=False)
    reviewed_until = models.DateField(_("yearly review valid until"), null=True, blank=True)
    fit_until = models.DateField(_("health certificate until"), null=True, blank=True)
    cleared_on = models.DateField(
        _("record checked on"),
        null=True,
        blank=True,
        help_text=_(
            "No crime, no drink-driving, no fatal accident, no full points in three periods"
        ),
    )
    trained_on = models.DateField(_("last trained on"), null=True, blank=True)
    ended_on = models.DateField(_("no longer on the bus since"), null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "job", "pk"]
        verbose_name = _("bus driver or attendant")
        verbose_name_plural = _("bus drivers and attendants")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "job"],
                condition=Q(ended_on=None),
                name="bus_crew_once",
                violation_error_message=_("This person is registered for it already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}"

    def get_absolute_url(self) -> str:
        return reverse("safety:bus_list")


class BusRouteQuerySet(VisibleQuerySet):
    def in_use(self) -> Self:
        return self.filter(is_active=True)


class BusRoute(models.Model):
    """A line with its usual bus, driver and attendant."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    name = models.CharField(_("name"), max_length=40)
    bus = models.ForeignKey(
        SchoolBus, models.PROTECT, related_name="routes", verbose_name=_("school bus")
    )
    driver = models.ForeignKey(BusCrew, models.PROTECT, related_name="+", verbose_name=_("driver"))
    attendant = models.ForeignKey(
        BusCrew, models.PROTECT, related_name="+", verbose_name=_("attendant")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = BusRouteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "name", "pk"]
        verbose_name = _("bus line")
        verbose_name_plural = _("bus lines")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "name"],
                name="bus_route_name_once",
                violation_error_message=_("This campus already has a line of this name."),
            ),
            models.CheckConstraint(
                condition=~Q(driver=F("attendant")),
                name="bus_route_driver_is_not_attendant",
                violation_error_message=_("The driver cannot look after the children too."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("safety:bus_route", args=[self.pk])


class BusStopQuerySet(VisibleQuerySet):
    campus_column = "route__campus_id"


class BusStop(models.Model):
    """Where the bus stops, and when it should be there."""

    route = models.ForeignKey(
        BusRoute, models.PROTECT, related_name="stops", verbose_name=_("bus line")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("stop"), max_length=60)
    morning_at = models.TimeField(_("in the morning at"), null=True, blank=True)
    afternoon_at = models.TimeField(_("in the afternoon at"), null=True, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = BusStopQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["route", "position", "pk"]
        verbose_name = _("bus stop")
        verbose_name_plural = _("bus stops")
        constraints = [
            models.UniqueConstraint(
                fields=["route", "name"],
                name="bus_stop_name_once",
                violation_error_message=_("This line already has a stop of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("safety:bus_route", args=[self.route_id])


class BusRiderQuerySet(VisibleQuerySet):
    campus_column = "stop__route__campus_id"
    class_column = "school_class_id"

    def on(self, day: date) -> Self:
        begun = self.filter(starts_on__lte=day)
        return begun.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def riding(self, direction: str) -> Self:
        wanted = {"rides_home" if direction == Direction.HOME else "rides_to_school": True}
        return self.filter(**wanted)


class BusRider(models.Model):
    """A child that rides: from which stop, which ways, who meets it, since when."""

    child = models.ForeignKey(
        "school.Child", models.PROTECT, related_name="bus_rides", verbose_name=_("child")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, related_name="+", verbose_name=_("class")
    )
    stop = models.ForeignKey(
        BusStop, models.PROTECT, related_name="riders", verbose_name=_("bus stop")
    )
    rides_to_school = models.BooleanField(_("rides to school"), default=True)
    rides_home = models.BooleanField(_("rides home"), default=True)
    met_by = EncryptedTextField(
        _("handed over to"), blank=True, help_text=_("Who meets the child at the stop, and a phone")
    )
    consent_on = models.DateField(_("guardian agreed on"), null=True, blank=True)
    starts_on = models.DateField(_("rides since"))
    ends_on = models.DateField(_("rides until"), null=True, blank=True)

    objects = BusRiderQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["met_by"])

    class Meta:
        ordering = ["stop", "child", "pk"]
        verbose_name = _("child on the bus")
        verbose_name_plural = _("children on the bus")
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(ends_on=None),
                name="bus_rider_once",
                violation_error_message=_("This child is on a bus line already."),
            ),
            models.CheckConstraint(
                condition=Q(rides_to_school=True) | Q(rides_home=True),
                name="bus_rider_rides_somewhere",
                violation_error_message=_("Choose at least one way."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="bus_rider_ends_after_it_starts",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} · {self.stop}"

    def get_absolute_url(self) -> str:
        return reverse("safety:bus_route", args=[self.stop.route_id])
