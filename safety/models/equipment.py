"""消防器材: what puts out fires and warns of them, each with its place, its age and its rhythm."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.duties.models import Finding
from logistics.records.models import Entry
from logistics.school.reach import VisibleQuerySet

KEY = "fire:"


class Family(models.TextChoices):
    """What is looked over together, by the same points."""

    EXTINGUISHER = "extinguisher", _("extinguishers")
    HYDRANT = "hydrant", _("hydrants and hoses")
    LIGHT = "light", _("emergency lights and exit signs")
    DETECTOR = "detector", _("detectors and alarms")
    GAS = "gas", _("gas alarms")
    OTHER = "other", _("doors, masks and other equipment")

    @property
    def subject(self) -> str:
        """What a check of all of them says it is about."""
        return f"fire:{self.value}"


class FireType(models.TextChoices):
    POWDER = "powder", _("dry powder extinguisher")
    WATER = "water", _("water or foam extinguisher")
    CO2 = "co2", _("carbon dioxide extinguisher")
    CLEAN_GAS = "clean_gas", _("clean gas extinguisher")
    HYDRANT = "hydrant", _("indoor hydrant")
    OUTDOOR_HYDRANT = "outdoor_hydrant", _("outdoor hydrant")
    HOSE_REEL = "hose_reel", _("hose reel")
    EMERGENCY_LIGHT = "emergency_light", _("emergency light")
    EXIT_SIGN = "exit_sign", _("exit sign")
    SMOKE_DETECTOR = "smoke_detector", _("smoke detector")
    MANUAL_ALARM = "manual_alarm", _("manual alarm button")
    GAS_ALARM = "gas_alarm", _("gas alarm")
    FIRE_DOOR = "fire_door", _("fire door or shutter")
    MASK = "mask", _("escape mask")
    STATION = "station", _("micro fire station")
    OTHER = "other", pgettext_lazy("fire equipment", "other")

    @property
    def family(self) -> Family:
        return FAMILY_OF.get(self, Family.OTHER)


FAMILY_OF = {
    FireType.POWDER: Family.EXTINGUISHER,
    FireType.WATER: Family.EXTINGUISHER,
    FireType.CO2: Family.EXTINGUISHER,
    FireType.CLEAN_GAS: Family.EXTINGUISHER,
    FireType.HYDRANT: Family.HYDRANT,
    FireType.OUTDOOR_HYDRANT: Family.HYDRANT,
    FireType.HOSE_REEL: Family.HYDRANT,
    FireType.EMERGENCY_LIGHT: Family.LIGHT,
    FireType.EXIT_SIGN: Family.LIGHT,
    FireType.SMOKE_DETECTOR: Family.DETECTOR,
    FireType.MANUAL_ALARM: Family.DETECTOR,
    FireType.GAS_ALARM: Family.GAS,
}


def types_of(family: str) -> list[str]:
    return [each.value for each in FireType if each.family == family]


class FireEquipmentQuerySet(VisibleQuerySet):
    def in_use(self) -> Self:
        return self.filter(retired_on=None)

    def of_family(self, family: str) -> Self:
        return self.filter(type__in=types_of(family))

    def at(self, place: Any) -> Self:
        """At a place or in a part of it."""
        inside = Q(place__within=place) | Q(place__within__within=place)
        return self.filter(Q(place=place) | inside)

    def due_until(self, day: date) -> Self:
        """To be serviced or replaced by then."""
        return self.in_use().filter(Q(service_due_on__lte=day) | Q(scrap_due_on__lte=day))

    def unchecked_since(self, first: date, last: date) -> Self:
        """In use, and on no check of these days."""
        return self.in_use().filter(~Exists(looked_at(first, last)))

    def with_state(self) -> Self:
        """Adds when it was last looked at, what was found, and whether that is still open."""
        lines = (
            check_lines().filter(equipment=OuterRef("pk")).order_by("-sheet__entry__happened_at")
        )
        key = Concat(models.Value(KEY), OuterRef("pk"), output_field=models.CharField())
        broken = Finding.objects.unsettled().filter(campus=OuterRef("campus"), key=key)
        return self.annotate(
            checked_at=Subquery(lines.values("sheet__entry__happened_at")[:1]),
            is_broken=Exists(broken),
        )

    def broken(self) -> Self:
        """What was found at it is not put right yet."""
        return self.with_state().filter(is_broken=True)


def check_lines() -> Any:
    from safety.models.fire_checks import FireCheckLine

    return FireCheckLine.objects.exclude(sheet__entry__status=Entry.Status.VOIDED)


def looked_at(first: date, last: date) -> Any:
    days = (first, last)
    return check_lines().filter(
        equipment=OuterRef("pk"), sheet__entry__happened_at__date__range=days
    )


class FireEquipment(models.Model):
    """One thing, or several of one kind that hang in one place.

    `serviced_on`, `retired_on` and the dates due are worked out by `safety.fire.ageing` from
    what is typed here and from the records of service; nobody sets them.
    """

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    number = models.CharField(_("number"), max_length=30)
    type = models.CharField(_("type"), max_length=20, choices=FireType)
    model = models.CharField(_("specification"), max_length=60, blank=True)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    place = models.ForeignKey(
        "school.Place", models.PROTECT, related_name="+", verbose_name=_("place")
    )
    spot = models.CharField(_("spot"), max_length=60, blank=True)
    produced_on = models.DateField(_("produced on"), null=True, blank=True)
    filled_on = models.DateField(_("last filled or serviced on"), null=True, blank=True)
    firm = models.CharField(_("serviced by"), max_length=80, blank=True)
    valid_until = models.DateField(_("good until, by its label"), null=True, blank=True)
    serviced_on = models.DateField(_("serviced on"), null=True, blank=True, editable=False)
    service_due_on = models.DateField(_("next service"), null=True, blank=True, editable=False)
    scrap_due_on = models.DateField(_("to be replaced on"), null=True, blank=True, editable=False)
    removed_on = models.DateField(_("removed on"), null=True, blank=True)
    retired_on = models.DateField(_("out of use since"), null=True, blank=True, editable=False)

    objects = FireEquipmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "place", "number", "pk"]
        verbose_name = _("fire equipment")
        verbose_name_plural = _("fire equipment")
        indexes = [
            models.Index(fields=["campus", "type"], name="fire_equipment_type"),
            models.Index(
                fields=["service_due_on"],
                condition=Q(retired_on=None),
                name="fire_equipment_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "number"],
                name="fire_equipment_number_once",
                violation_error_message=_("This campus already has equipment of this number."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="fire_equipment_some",
                violation_error_message=_("There is at least one of it."),
            ),
            models.CheckConstraint(
                condition=Q(produced_on=None)
                | Q(filled_on=None)
                | Q(filled_on__gte=models.F("produced_on")),
                name="fire_equipment_filled_after_made",
                violation_error_message=_("It cannot be filled before it was made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_type_display()}"

    def get_absolute_url(self) -> str:
        return reverse("safety:fire_equipment", args=[self.pk])

    @property
    def family(self) -> Family:
        return FireType(self.type).family

    @property
    def key(self) -> str:
        """The name of its hazards within the campus."""
        return f"{KEY}{self.pk}"

    @property
    def where(self) -> str:
        return f"{self.place} · {self.spot}" if self.spot else str(self.place)
