"""检查表: what is looked at on a round, in versions that stand still once somebody has begun one."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.school.reach import VisibleQuerySet


class RoundKind(models.TextChoices):
    """The kinds of record a round is filed as."""

    INSPECTION = "inspection", _("inspection")
    PATROL = "patrol", _("patrol")
    EQUIPMENT = "equipment_check", _("check of equipment")
    CLOSING = "closing_check", _("closing check")
    BUILDING = "building_check", _("check of the buildings")
    UTILITY = "utility_check", _("check of power and gas")
    FIRE_PATROL = "fire_patrol", _("fire patrol")
    FIRE_INSPECTION = "fire_inspection", _("fire inspection")


class Category(models.TextChoices):
    """What a hazard belongs to, in the groups of the register of hazards."""

    FIRE = "fire", pgettext_lazy("hazard", "fire")
    BUILDING = "building", pgettext_lazy("hazard", "buildings")
    FOOD = "food", pgettext_lazy("hazard", "food")
    LAB = "lab", pgettext_lazy("hazard", "laboratory")
    BUS = "bus", pgettext_lazy("hazard", "school bus")
    TRAFFIC = "traffic", pgettext_lazy("hazard", "traffic")
    CROWD = "crowd", pgettext_lazy("hazard", "crowding")
    SPECIAL_EQUIPMENT = "special_equipment", pgettext_lazy("hazard", "special equipment")
    UTILITY = "utility", pgettext_lazy("hazard", "water, power, gas")
    SECURITY = "security", pgettext_lazy("hazard", "public security")
    FACILITY = "facility", pgettext_lazy("hazard", "facilities")
    HYGIENE = "hygiene", pgettext_lazy("hazard", "hygiene")
    NETWORK = "network", pgettext_lazy("hazard", "network")
    OTHER = "other", pgettext_lazy("hazard", "other")


class Source(models.TextChoices):
    """On which occasion a hazard is found, in the words of the register of hazards."""

    DAILY = "daily", pgettext_lazy("hazard", "daily check")
    WEEKLY = "weekly", pgettext_lazy("hazard", "weekly check")
    MONTHLY = "monthly", pgettext_lazy("hazard", "monthly check")
    SPECIAL = "special", pgettext_lazy("hazard", "special check")


class ChecklistQuerySet(VisibleQuerySet):
    def visible_to(self, person: Any, permission: str) -> Self:
        """The lists of the whole school and of the campuses one has to do with."""
        if not (reach := person.reach(permission)):
            return self.none()
        return self.filter(Q(campus=None) | reach.within(campus="campus_id"))

    def in_use(self) -> Self:
        return self.filter(is_active=True)

    def with_version(self) -> Self:
        """Adds `newest`: the number of the version that a round begins on now."""
        return self.annotate(newest=models.Max("versions__number"))


class Checklist(models.Model):
    """A list that is worked through on a round: what it is about, and as which record it is filed.

    `is_single`: a record for each place (class, thing …), as where each has a duty of its own;
    else one record of the whole round. `roles` are who walks it; empty: everybody on the staff.
    """

    class Subject(models.TextChoices):
        NONE = "none", _("the whole campus")
        PLACE = "place", _("places")
        CLASS = "class", _("classes")
        ASSET = "asset", _("things of a place")
        PERSON = "person", _("people")
        COMPANY = "company", _("companies")

    code = models.SlugField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=60)
    kind = models.CharField(_("filed as"), max_length=20, choices=RoundKind)
    subject = models.CharField(
        pgettext_lazy("checklist", "what it is about"),
        max_length=10,
        choices=Subject,
        default=Subject.NONE,
    )
    place_kinds = models.JSONField(
        _("kinds of places"), default=list, blank=True, help_text=_("Nothing chosen: all kinds")
    )
    is_single = models.BooleanField(
        _("one record for each"),
        default=False,
        help_text=_("For duties that each room or class has for itself"),
    )
    is_scored = models.BooleanField(_("with points"), default=False)
    roles = models.JSONField(
        _("who walks it"), default=list, blank=True, help_text=_("Nobody chosen: everybody")
    )
    source = models.CharField(
        pgettext_lazy("of a check", "occasion"),
        max_length=20,
        choices=Source,
        default=Source.SPECIAL,
    )
    about = models.CharField(_("what it is for"), max_length=200, blank=True)
    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, null=True, blank=True, verbose_name=_("campus")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=500)

    objects = ChecklistQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_single=False) | ~Q(subject="none"),
                name="checklist_single_has_subjects",
                violation_error_message=_(
                    "One record for each asks for places, classes or people."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("safety:checklist", args=[self.pk])

    @property
    def record_subject(self) -> str:
        return subject_of(self.code)

    def is_for(self, roles: set[str]) -> bool:
        return not self.roles or bool(roles & set(self.roles))


def subject_of(code: str) -> str:
    """What a round is about, as its record and the duty say it."""
    return f"list:{code}"


class ChecklistVersion(models.Model):
    """The list as it stood when rounds began on it. From then on it is never changed."""

    checklist = models.ForeignKey(
        Checklist, models.PROTECT, related_name="versions", verbose_name=_("checklist")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    frozen_at = models.DateTimeField(_("in use since"), null=True, blank=True)

    class Meta:
        ordering = ["checklist", "number"]
        verbose_name = _("version of a checklist")
        verbose_name_plural = _("versions of checklists")
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "number"],
                name="checklist_version_once",
                violation_error_message=_(
                    "This checklist was changed meanwhile. Look at it again."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checklist} v{self.number}"


class ChecklistArea(models.Model):
    """A heading of the list: a part of the room, a group of things."""

    version = models.ForeignKey(
        ChecklistVersion, models.CASCADE, related_name="areas", verbose_name=_("version")
    )
    title = models.CharField(_("title"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["version", "position", "pk"]
        verbose_name = _("area of a checklist")
        verbose_name_plural = _("areas of checklists")

    def __str__(self) -> str:
        return self.title


class ChecklistItem(models.Model):
    """One thing that is looked at, and how it is answered.

    `options` and `bad_options` are the answers to choose from, one a line; the latter are not in
    order. A number outside `low` to `high` is not in order either. Points are given up to `weight`.
    """

    class Answer(models.TextChoices):
        CHECK = "check", _("in order or not")
        NUMBER = "number", pgettext_lazy("checklist", "a number")
        CHOICE = "choice", pgettext_lazy("checklist", "a choice")
        TEXT = "text", pgettext_lazy("checklist", "words")
        POINTS = "points", pgettext_lazy("checklist", "points")

    class Photo(models.TextChoices):
        NEVER = "never", pgettext_lazy("photo", "as one likes")
        ABNORMAL = "abnormal", pgettext_lazy("photo", "when something is found")
        ALWAYS = "always", pgettext_lazy("photo", "always")

    area = models.ForeignKey(
        ChecklistArea, models.CASCADE, related_name="items", verbose_name=_("area")
    )
    title = models.CharField(_("what is looked at"), max_length=120)
    answer = models.CharField(
        pgettext_lazy("checklist", "answer"), max_length=10, choices=Answer, default=Answer.CHECK
    )
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    low = models.DecimalField(_("at least"), max_digits=9, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(_("at most"), max_digits=9, decimal_places=2, null=True, blank=True)
    options = models.CharField(_("answers in order"), max_length=200, blank=True)
    bad_options = models.CharField(_("answers not in order"), max_length=200, blank=True)
    photo = models.CharField(_("photo"), max_length=10, choices=Photo, default=Photo.NEVER)
    weight = models.DecimalField(
        pgettext_lazy("of an item", "points"), max_digits=5, decimal_places=1, default=Decimal(1)
    )
    category = models.CharField(
        _("kind of hazard"), max_length=20, choices=Category, default=Category.FACILITY
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["area", "position", "pk"]
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        constraints = [
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lte=F("high")),
                name="item_range_right_way_round",
                violation_error_message=_("The lower limit is not above the upper one."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0),
                name="item_weight_not_negative",
                violation_error_message=_("Points are not below zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_measured(self) -> bool:
        """Nothing may be assumed of it: it is measured, chosen or written."""
        return self.answer != self.Answer.CHECK

    def choices(self) -> list[str]:
        return [*lines_of(self.options), *lines_of(self.bad_options)]

    def is_in_order(self, number: Decimal | None, text: str) -> bool:
        """Whether an answer that was measured or chosen is in order."""
        if number is not None and self.answer in (self.Answer.NUMBER, self.Answer.POINTS):
            return (self.low is None or number >= self.low) and (
                self.high is None or number <= self.high
            )
        return not (self.answer == self.Answer.CHOICE and text in lines_of(self.bad_options))

    @property
    def limits(self) -> str:
        """10–20 ℃, ≥ 0.5 m: what a number has to keep to."""
        low, high = plain(self.low), plain(self.high)
        if low and high:
            return f"{low}–{high} {self.unit}".strip()
        said = f"≥ {low}" if low else f"≤ {high}" if high else ""
        return f"{said} {self.unit}".strip()


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def plain(value: Decimal | None) -> str:
    """Without idle zeros; empty where there is none."""
    if value is None:
        return ""
    return f"{Decimal(value).normalize():f}" if value else "0"
