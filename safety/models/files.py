"""Files of things that are watched: special equipment, play equipment, charging places; who answers."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.records.models import Entry, Record
from logistics.school.reach import VisibleQuerySet


class KeptQuerySet(VisibleQuerySet):
    def in_use(self) -> Self:
        return self.filter(retired_on=None)


class SpecialEquipment(models.Model):
    """特种设备: a lift, boiler or pressure vessel with its registration and inspections."""

    class Category(models.TextChoices):
        LIFT = "lift", _("lift")
        FOOD_LIFT = "food_lift", _("food lift")
        BOILER = "boiler", _("boiler")
        VESSEL = "vessel", _("pressure vessel")
        PIPE = "pipe", _("pressure pipe")
        OTHER = "other", pgettext_lazy("special equipment", "other")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    name = models.CharField(_("name"), max_length=60)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    registration = models.CharField(_("number of the use registration"), max_length=60, blank=True)
    place = models.ForeignKey(
        "school.Place", models.PROTECT, related_name="+", verbose_name=_("place")
    )
    firm = models.CharField(_("maintenance firm"), max_length=80, blank=True)
    inspected_on = models.DateField(_("inspected on"), null=True, blank=True)
    next_inspection_on = models.DateField(_("next inspection"), null=True, blank=True)
    operators = models.CharField(_("operators and their certificates"), max_length=200, blank=True)
    operator_until = models.DateField(_("certificates good until"), null=True, blank=True)
    retired_on = models.DateField(_("out of use since"), null=True, blank=True)

    objects = KeptQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "category", "name", "pk"]
        verbose_name = _("special equipment")
        verbose_name_plural = _("special equipment")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "name"],
                name="special_equipment_name_once",
                violation_error_message=_("This campus already has equipment of this name."),
            ),
            models.CheckConstraint(
                condition=Q(inspected_on=None)
                | Q(next_inspection_on=None)
                | Q(next_inspection_on__gt=F("inspected_on")),
                name="special_equipment_inspected_again_later",
                violation_error_message=_("The next inspection comes after the last one."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("safety:special_list")


class SpecialEquipmentCheck(Record):
    """特种设备维保检验: a service, an application or an inspection of one thing."""

    kind_code = "special_equipment"

    class Act(models.TextChoices):
        UPKEEP = "upkeep", _("maintenance")
        APPLY = "apply", _("inspection applied for")
        INSPECTION = "inspection", _("inspection")

        @property
        def subject(self) -> str:
            return f"special:{self.value}"

    equipment = models.ForeignKey(
        SpecialEquipment, models.PROTECT, related_name="checks", verbose_name=_("special equipment")
    )
    act = models.CharField(_("what was done"), max_length=20, choices=Act)
    firm = models.CharField(_("carried out by"), max_length=80, blank=True)
    what = models.CharField(_("content and result"), max_length=300)
    passed = models.BooleanField(_("qualified, may be used"), default=True)
    report_number = models.CharField(_("number of the report"), max_length=60, blank=True)
    next_on = models.DateField(_("due again on"), null=True, blank=True)

    class Meta:
        verbose_name = _("service of special equipment")
        verbose_name_plural = _("services of special equipment")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.equipment} · {self.get_act_display()}"


class PlayEquipment(models.Model):
    """大型玩具与体育器材档案: what children climb on, with its maker, age and next overhaul.

    `asset_number` is that of its card, if it is a fixed asset; its facts are asked of assets.
    """

    class Category(models.TextChoices):
        LARGE = "large", _("large play equipment")
        MEDIUM = "medium", _("medium play equipment")
        SPORT = "sport", _("sports equipment")
        CORNER = "corner", _("play corner material")
        GROUND = "ground", _("soft ground and mats")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    number = models.CharField(_("number"), max_length=30)
    name = models.CharField(_("name"), max_length=60)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    place = models.ForeignKey(
        "school.Place", models.PROTECT, related_name="+", verbose_name=_("place")
    )
    custodian = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    asset_code = models.CharField(_("code of its asset label"), max_length=20, blank=True)
    maker = models.CharField(_("maker"), max_length=80, blank=True)
    installed_on = models.DateField(_("installed on"), null=True, blank=True)
    years = models.PositiveSmallIntegerField(_("years it may be used"), null=True, blank=True)
    ages = models.CharField(_("for which ages"), max_length=40, blank=True)
    overhaul_on = models.DateField(_("next overhaul"), null=True, blank=True)
    retired_on = models.DateField(_("out of use since"), null=True, blank=True)

    objects = KeptQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "place", "number", "pk"]
        verbose_name = _("play equipment")
        verbose_name_plural = _("play equipment")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "number"],
                name="play_equipment_number_once",
                violation_error_message=_("This campus already has equipment of this number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("safety:play", args=[self.pk])

    @property
    def old_on(self) -> date | None:
        """When it has been used as long as it may."""
        if not (self.installed_on and self.years):
            return None
        return years_after(self.installed_on, self.years)


class PlayService(Record):
    """器材检修: one piece looked over with its screws and structure, repaired or overhauled."""

    kind_code = "play_service"

    class Act(models.TextChoices):
        CHECK = "check", _("looked over")
        REPAIR = "repair", _("repaired")
        OVERHAUL = "overhaul", _("overhauled")
        PLACED = "placed", _("placed and fixed")

        @property
        def subject(self) -> str:
            return f"play:{self.value}"

    class Part(models.TextChoices):
        SCREWS = "screws", _("screws tight, nothing loose")
        STRUCTURE = "structure", _("frame and joints sound, no rust")
        SURFACE = "surface", _("no sharp edges, splinters or cracks")
        ROPES = "ropes", _("ropes, chains and nets whole")
        GROUND = "ground", _("ground soft and even")
        ANCHOR = "anchor", _("fixed, does not tip")

    equipment = models.ForeignKey(
        PlayEquipment, models.PROTECT, related_name="services", verbose_name=_("play equipment")
    )
    act = models.CharField(_("what was done"), max_length=20, choices=Act)
    faults = models.JSONField(_("not in order"), default=list, blank=True)
    what = models.CharField(_("found and done"), max_length=300, blank=True)
    firm = models.CharField(_("carried out by"), max_length=80, blank=True)
    next_on = models.DateField(_("next overhaul"), null=True, blank=True)

    class Meta:
        verbose_name = _("service of play equipment")
        verbose_name_plural = _("services of play equipment")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.equipment} · {self.get_act_display()}"

    @property
    def faults_said(self) -> list[str]:
        return [str(self.Part(code).label) for code in self.faults]


class ChargingPlace(models.Model):
    """电动车充电点: where e-bikes are parked and charged, never in a building."""

    class Safeguard(models.TextChoices):
        OUTDOOR = "outdoor", _("outdoors, away from buildings and exits")
        CUTOFF = "cutoff", _("switches off by itself when full or hot")
        LEAKAGE = "leakage", _("earth leakage breaker")
        EXTINGUISHER = "extinguisher", _("extinguisher beside it")
        CAMERA = "camera", _("in sight of a camera")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    name = models.CharField(_("name"), max_length=60)
    place = models.ForeignKey(
        "school.Place", models.PROTECT, related_name="+", verbose_name=_("place")
    )
    sockets = models.PositiveSmallIntegerField(_("sockets"), default=0)
    safeguards = models.JSONField(_("safeguards"), default=list, blank=True)
    custodian = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    hours = models.CharField(_("charging hours"), max_length=60, blank=True)
    retired_on = models.DateField(_("out of use since"), null=True, blank=True)

    objects = KeptQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "name", "pk"]
        verbose_name = _("charging place")
        verbose_name_plural = _("charging places")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "name"],
                name="charging_place_name_once",
                violation_error_message=_("This campus already has a place of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("safety:charging_list")

    @property
    def missing(self) -> list[str]:
        return [str(each.label) for each in self.Safeguard if each.value not in self.safeguards]


class ElectricBike(models.Model):
    """An e-bike of the staff that is parked at school."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    plate = models.CharField(_("number plate"), max_length=20)
    charges_here = models.BooleanField(_("is charged at school"), default=True)
    ended_on = models.DateField(_("no longer here since"), null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "plate", "pk"]
        verbose_name = _("e-bike")
        verbose_name_plural = _("e-bikes")
        constraints = [
            models.UniqueConstraint(
                fields=["plate"],
                condition=Q(ended_on=None),
                name="electric_bike_plate_once",
                violation_error_message=_("This e-bike is registered already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plate} {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("safety:charging_list")


class FireResponsibility(models.Model):
    """消防安全责任网络: who answers for fire safety, of the school, of the campus, of each area."""

    class Level(models.TextChoices):
        RESPONSIBLE = "responsible", _("person responsible for fire safety")
        MANAGER = "manager", _("fire safety manager")
        AREA = "area", _("responsible for an area")
        TEAM = "team", _("volunteer fire team")

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    level = models.CharField(_("level"), max_length=20, choices=Level)
    place = models.ForeignKey(
        "school.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("area"),
    )
    is_key = models.BooleanField(_("key fire protection area"), default=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    tasks = models.CharField(_("what for"), max_length=200, blank=True)
    starts_on = models.DateField(pgettext_lazy("in charge", "since"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "pk"]
        verbose_name = _("fire responsibility")
        verbose_name_plural = _("fire responsibilities")
        constraints = [
            models.CheckConstraint(
                condition=~Q(level="area") | Q(place__isnull=False),
                name="fire_responsibility_names_its_area",
                violation_error_message=_("Say for which area."),
            ),
            models.UniqueConstraint(
                fields=["campus", "place"],
                condition=Q(level="area", ends_on=None),
                name="fire_responsibility_one_an_area",
                violation_error_message=_("Somebody already answers for this area."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="fire_responsibility_ends_after_it_starts",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place or self.get_level_display()}: {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("safety:fire_network")


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of a 29 February the day before."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def standing(rows: Any) -> Any:
    return rows.exclude(entry__status=Entry.Status.VOIDED)
