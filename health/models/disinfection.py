"""消毒: what is disinfected by which method, the record of each time, and what the doctor sent back."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.records.models import Entry, Record
from logistics.school.reach import VisibleQuerySet


class Item(models.TextChoices):
    """What is disinfected or kept clean in classes. The kitchen keeps registers of its own."""

    AIRING = "airing", _("airing")
    AIR = "air", _("air of the room")
    TABLE = "table", _("dining tables")
    NAPKIN = "napkin", _("napkins")
    TOWEL = "towel", _("hand towels")
    CUP = "cup", _("cups")
    SURFACE = "surface", _("door handles, taps, bed rails")
    DESK = "desk", _("desks, chairs, cupboard tops")
    TOY = "toy", _("toys")
    BOOK = "book", _("books, toys that stay dry")
    BEDDING = "bedding", _("bedding in the sun")
    LINEN = "linen", _("bed linen")
    MAT = "mat", _("pillow mats and cool mats")
    SLEEPING_BAG = "sleeping_bag", _("sleeping bags")
    SHOES = "shoes", _("quilts and shoes")
    FLOOR = "floor", _("floor")
    POTTY = "potty", _("toilets and potties")
    CLOTH = "cloth", _("mops and cleaning cloths")
    THERMOMETER = "thermometer", _("thermometers")
    GROUNDS = "grounds", _("playground and yard")

    @property
    def subject(self) -> str:
        """How a record says what it is about, and a duty asks for it."""
        return f"item:{self.value}"


BEDDING = (Item.BEDDING, Item.LINEN, Item.MAT, Item.SLEEPING_BAG, Item.SHOES)


def item_of(subject: str) -> Item | None:
    """The item a task or record is about, if it is about one."""
    kind, _colon, code = subject.partition(":")
    return Item(code) if kind == "item" and code in Item.values else None


class Method(models.TextChoices):
    VENTILATION = "ventilation", _("windows open")
    UV_LAMP = "uv_lamp", _("ultraviolet lamp")
    STEAM = "steam", _("steam")
    BOILING = "boiling", _("boiling")
    CABINET = "cabinet", _("disinfection cabinet")
    SUNLIGHT = "sunlight", _("sun and air")
    SOAK = "soak", _("soaking")
    WIPE = "wipe", _("wiping")
    SPRAY = "spray", _("spraying")
    WASH = "wash", _("washing")
    OTHER = "other", _("another method")


class Agent(models.TextChoices):
    CHLORINE = "chlorine", _("chlorine disinfectant")
    ETHANOL = "ethanol", _("ethanol")


UNITS = {Agent.CHLORINE: "mg/L", Agent.ETHANOL: "%"}


class DisinfectionMethod(models.Model):
    """A row of the school's table: this item, by this method, so strong and so long."""

    item = models.CharField(_("what is disinfected"), max_length=20, choices=Item)
    method = models.CharField(
        pgettext_lazy("disinfection", "method"), max_length=20, choices=Method
    )
    agent = models.CharField(_("disinfectant"), max_length=20, choices=Agent, blank=True)
    strength_min = models.PositiveSmallIntegerField(_("weakest"), null=True, blank=True)
    strength_max = models.PositiveSmallIntegerField(_("strongest"), null=True, blank=True)
    minutes_min = models.PositiveSmallIntegerField(_("shortest (minutes)"), null=True, blank=True)
    minutes_max = models.PositiveSmallIntegerField(_("longest (minutes)"), null=True, blank=True)
    is_usual = models.BooleanField(
        _("the usual method here"),
        default=False,
        help_text=_("It stands on the carers' cards; the others are chosen from the form"),
    )
    note = models.CharField(_("how it is done"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("method of disinfection")
        verbose_name_plural = _("methods of disinfection")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "method"],
                name="method_once_an_item",
                violation_error_message=_("The table already has this method for this item."),
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(is_usual=True),
                name="method_one_usual",
                violation_error_message=_("Another method is the usual one for this item."),
            ),
            models.CheckConstraint(
                condition=Q(strength_max=None) | Q(strength_max__gte=F("strength_min")),
                name="method_strength_in_order",
                violation_error_message=_("The strongest is not below the weakest."),
            ),
            models.CheckConstraint(
                condition=Q(minutes_max=None) | Q(minutes_max__gte=F("minutes_min")),
                name="method_minutes_in_order",
                violation_error_message=_("The longest is not below the shortest."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()}: {self.get_method_display()}"

    @property
    def unit(self) -> str:
        return UNITS.get(Agent(self.agent), "") if self.agent else ""

    @property
    def figures(self) -> str:
        """250–400 mg/L · at least 20 minutes."""
        return " · ".join(part for part in (self.strength_said, self.minutes_said) if part)

    @property
    def strength_said(self) -> str:
        return f"{span(self.strength_min, self.strength_max)} {self.unit}".strip()

    @property
    def minutes_said(self) -> str:
        if self.minutes_min and self.minutes_max:
            return gettext("%(span)s minutes") % {"span": span(self.minutes_min, self.minutes_max)}
        if self.minutes_min:
            return gettext("at least %(minutes)s minutes") % {"minutes": self.minutes_min}
        return ""


def span(first: int | None, last: int | None) -> str:
    """100–250, or one number where both are the same or one is missing."""
    return "–".join(str(value) for value in dict.fromkeys((first, last)) if value is not None)


class Disinfection(Record):
    """One time that something was disinfected, aired, sunned or washed, from when until when.

    It happened when it began. `departure` is why it was done otherwise than the table says.
    """

    kind_code = "disinfection"

    item = models.CharField(_("what is disinfected"), max_length=20, choices=Item)
    method = models.CharField(
        pgettext_lazy("disinfection", "method"), max_length=20, choices=Method
    )
    agent = models.CharField(_("disinfectant"), max_length=20, choices=Agent, blank=True)
    strength = models.DecimalField(
        _("strength"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    preparation = models.ForeignKey(
        "health.DisinfectantPreparation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="uses",
        verbose_name=_("prepared as"),
    )
    ended_at = models.DateTimeField(_("ended at"))
    lamp = models.ForeignKey(
        "health.UvLamp",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lamp"),
    )
    nobody_inside = models.BooleanField(_("nobody was in the room"), default=False)
    aired = models.BooleanField(_("aired afterwards"), default=False)
    pieces = models.PositiveSmallIntegerField(_("pieces"), null=True, blank=True)
    departure = models.CharField(_("why otherwise than the table"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("disinfection")
        verbose_name_plural = _("disinfections")
        constraints = [
            models.CheckConstraint(
                condition=Q(lamp=None) | Q(method=Method.UV_LAMP),
                name="disinfection_lamp_only_by_lamp",
                violation_error_message=_("A lamp belongs to disinfection by lamp alone."),
            ),
            models.CheckConstraint(
                condition=Q(strength=None) | ~Q(agent=""),
                name="disinfection_strength_of_something",
                violation_error_message=_("A strength belongs to a disinfectant."),
            ),
            models.CheckConstraint(
                condition=Q(pieces=None) | Q(pieces__gt=0),
                name="disinfection_pieces_positive",
                violation_error_message=_("A number of pieces is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        minutes = gettext("%(minutes)s min") % {"minutes": self.minutes}
        said = [self.get_item_display(), self.get_method_display(), self.strength_said, minutes]
        return " · ".join(part for part in said if part)

    @property
    def minutes(self) -> int:
        return minutes_between(self.entry.happened_at, self.ended_at)

    @property
    def strength_said(self) -> str:
        if self.strength is None:
            return ""
        return f"{plain(self.strength)} {UNITS[Agent(self.agent)]}"


def minutes_between(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def plain(value: Decimal) -> str:
    """250, 75.5: without idle zeros."""
    return f"{Decimal(value).normalize():f}" if value else "0"


class RunQuerySet(VisibleQuerySet):
    class_column = "school_class_id"

    def of(self, school_class: Any) -> Self:
        return self.filter(school_class=school_class).order_by("started_at", "pk")


class DisinfectionRun(models.Model):
    """Begun by one press and not yet written down: the lamp burns, the cups steam.

    It becomes a record when it ends. What does not fit the table keeps its end until it is said why.
    `slot` names class, room and item, so that nothing begins twice at a time.
    """

    slot = models.CharField(_("where and what"), max_length=60, unique=True, editable=False)
    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    item = models.CharField(_("what is disinfected"), max_length=20, choices=Item)
    method = models.CharField(
        pgettext_lazy("disinfection", "method"), max_length=20, choices=Method
    )
    agent = models.CharField(_("disinfectant"), max_length=20, choices=Agent, blank=True)
    strength = models.DecimalField(
        _("strength"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    preparation = models.ForeignKey(
        "health.DisinfectantPreparation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prepared as"),
    )
    lamp = models.ForeignKey(
        "health.UvLamp",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lamp"),
    )
    nobody_inside = models.BooleanField(_("nobody was in the room"), default=False)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        verbose_name = _("disinfection that is going on")
        verbose_name_plural = _("disinfections that are going on")
        constraints = [
            models.UniqueConstraint(
                fields=["lamp"],
                condition=Q(ended_at=None),
                name="run_one_a_lamp",
                violation_error_message=_("This lamp is burning already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()} · {self.get_method_display()}"


class SentBackQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(settled_at=None)


class SentBack(models.Model):
    """The doctor looked at a record and sent it back: it is corrected, or the thing is done again."""

    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="sent_back", verbose_name=_("record")
    )
    reason = models.CharField(_("what is not in order"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    answer = models.ForeignKey(
        Entry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )

    objects = SentBackQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("record sent back")
        verbose_name_plural = _("records sent back")
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(settled_at=None),
                name="sent_back_once_at_a_time",
                violation_error_message=_("This record has been sent back already."),
            ),
        ]

    def __str__(self) -> str:
        return self.reason
