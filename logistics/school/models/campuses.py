"""Where the school is: the school itself, its campuses, its places and who answers for them."""

import secrets
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.fields import QuantityField
from logistics.school.reach import VisibleQuerySet


class School(models.Model):
    """The school whose name stands over every register. There is one."""

    class Kind(models.TextChoices):
        KINDERGARTEN = "kindergarten", _("kindergarten")
        PRIMARY = "primary", _("primary school")

    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.KINDERGARTEN)
    is_demo = models.BooleanField(_("sample data"), default=False, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "School":
        return cls.objects.order_by("pk").first() or cls(name="")


def default_meals() -> dict[str, str]:
    return {"breakfast": "08:20", "lunch": "11:20", "afternoon_snack": "15:00"}


class Meal(models.TextChoices):
    BREAKFAST = "breakfast", _("breakfast")
    MORNING_SNACK = "morning_snack", _("morning snack")
    LUNCH = "lunch", _("lunch")
    AFTERNOON_SNACK = "afternoon_snack", _("afternoon snack")
    DINNER = "dinner", _("dinner")


class CampusQuerySet(VisibleQuerySet):
    campus_column = "id"


class Campus(models.Model):
    """One site of the school."""

    name = models.CharField(_("name"), max_length=50, unique=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    meals = models.JSONField(_("meals and when they are served"), default=default_meals, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CampusQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("campus")
        verbose_name_plural = _("campuses")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("school:campus_list")


def new_code() -> str:
    """The readable code under the QR label of a place or a thing.

    Twelve signs: of eight, two among 100,000 things would be the same.
    """
    return secrets.token_hex(6).upper()


class PlaceQuerySet(VisibleQuerySet):
    def in_use(self) -> Self:
        return self.filter(is_active=True)

    def special(self) -> Self:
        """Rooms whose use is registered: special classrooms, and what opens only with consent."""
        return self.in_use().filter(Q(kind="special_room") | Q(needs_consent=True))

    def unanswered_for(self, on: date) -> Self:
        """In the custody of nobody, or of somebody who has left."""
        return self.filter(Q(custodian=None) | Q(custodian__ends_on__lt=on))


class Place(models.Model):
    """A building, room, yard or responsibility zone, with the person who answers for it."""

    class Kind(models.TextChoices):
        BUILDING = "building", _("building")
        CLASSROOM = "classroom", _("classroom")
        ACTIVITY_ROOM = "activity_room", _("activity room")
        NAP_ROOM = "nap_room", _("nap room")
        WASHROOM = "washroom", _("washroom")
        SPECIAL_ROOM = "special_room", _("special classroom")
        OFFICE = "office", _("office")
        HEALTH_ROOM = "health_room", _("health room")
        KITCHEN = "kitchen", _("kitchen")
        CANTEEN = "canteen", _("canteen")
        STOREROOM = "storeroom", _("storeroom")
        GATE = "gate", _("gate")
        GUARD_ROOM = "guard_room", _("guard room")
        CORRIDOR = "corridor", _("corridor or stairs")
        PLAYGROUND = "playground", _("playground")
        DORMITORY = "dormitory", _("dormitory")
        GREEN_AREA = "green_area", _("green area")
        YARD = "yard", _("yard")
        ZONE = "zone", _("responsibility zone")

    campus = models.ForeignKey(Campus, models.PROTECT, verbose_name=_("campus"))
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    within = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("part of")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("class"),
        help_text=_("The class that uses it as its own"),
    )
    custodian = models.ForeignKey(
        "school.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("custodian"),
    )
    needs_consent = models.BooleanField(
        _("only with the custodian's consent"),
        default=False,
        help_text=_("Special classrooms are entered only after the custodian has agreed"),
    )
    area_m2 = QuantityField(_("area (m²)"), null=True, blank=True)
    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = PlaceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "kind", "name"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "name"],
                name="place_name_once_per_campus",
                violation_error_message=_("This campus already has a place of this name."),
            ),
            models.CheckConstraint(
                condition=Q(area_m2=None) | Q(area_m2__gt=0),
                name="place_area_positive",
                violation_error_message=_("An area is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("school:place", args=[self.pk])

    def clean(self) -> None:
        if self.school_class and self.school_class.campus_id != self.campus_id:
            raise ValidationError({"school_class": _("This class is at another campus.")})
        if self.within and self.within.campus_id != self.campus_id:
            raise ValidationError({"within": _("That place is at another campus.")})
        if self.pk and self.is_around(self.within):
            raise ValidationError({"within": _("A place cannot be a part of itself.")})

    def is_around(self, place: "Place | None") -> bool:
        """Whether the other is this place or lies in it, directly or in a part of it."""
        while place and place.pk != self.pk:
            place = place.within
        return place is not None


class ZoneAssignmentQuerySet(VisibleQuerySet):
    campus_column = "place__campus_id"


class ZoneAssignment(models.Model):
    """For one term: the person or the class that answers for a zone or a room."""

    term = models.ForeignKey("school.Term", models.CASCADE, verbose_name=_("term"))
    place = models.ForeignKey(
        Place, models.CASCADE, related_name="assignments", verbose_name=_("place")
    )
    person = models.ForeignKey(
        "school.Person", models.PROTECT, null=True, blank=True, verbose_name=_("person")
    )
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    note = models.CharField(_("note"), max_length=100, blank=True)

    objects = ZoneAssignmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["term", "place"]
        verbose_name = _("zone assignment")
        verbose_name_plural = _("zone assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(school_class__isnull=False),
                name="zone_assignment_names_somebody",
                violation_error_message=_("Name the person or the class that is responsible."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.person or self.school_class}"

    def clean(self) -> None:
        if not self.place_id or not self.school_class:
            return
        if self.school_class.campus_id != self.place.campus_id:
            raise ValidationError({"school_class": _("This class is at another campus.")})
