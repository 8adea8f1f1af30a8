"""A stocktake of assets: a round is frozen, scanned by several people, explained, agreed, posted."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.models.assets import Asset
from logistics.fields import MoneyField, labelled
from logistics.records.models import Record, RecordLine
from logistics.school.models.campuses import new_code
from logistics.school.reach import VisibleQuerySet


class Occasion(models.TextChoices):
    MONTH = "month", pgettext_lazy("stocktake", "month end")
    TERM_START = "term_start", pgettext_lazy("stocktake", "term start")
    TERM_END = "term_end", pgettext_lazy("stocktake", "term end")
    YEAR_END = "year_end", pgettext_lazy("stocktake", "year end")
    SPOT = "spot", pgettext_lazy("stocktake", "spot check")


class Result(models.TextChoices):
    """The four lists of a stocktake."""

    FOUND = "found", pgettext_lazy("result of a stocktake", "found")
    MOVED = "moved", pgettext_lazy("result of a stocktake", "in the wrong place")
    MISSING = "missing", pgettext_lazy("result of a stocktake", "missing")
    UNKNOWN = "unknown", pgettext_lazy("result of a stocktake", "not on the books")


class RoundQuerySet(VisibleQuerySet):
    def open(self) -> Self:
        return self.exclude(state__in=[Round.State.POSTED, Round.State.DROPPED])

    def counted_by(self, person: Any) -> Self:
        """Those in which this person may count: by their post, or because they were named."""
        named = Q(counters=person.pk) | Q(led_by=person.pk) | Q(custodian=person.pk)
        if person.has_perm("assets.count"):
            named |= person.reach("assets.count").within(campus="campus_id")
        return self.filter(pk__in=Round.objects.filter(named).values("pk"))

    def seen_by(self, person: Any) -> Self:
        """Those a person may read: of their campus, and those in which they count."""
        mine = Round.objects.counted_by(person).values("pk")
        if not person.has_perm("assets.view_asset"):
            return self.filter(pk__in=mine)
        reached = person.reach("assets.view_asset").within(campus="campus_id")
        return self.filter(reached | Q(pk__in=mine))

    def for_rows(self) -> Self:
        """With how much of each has been seen."""
        seen = Count("lines", filter=Q(lines__is_expected=True, lines__counted__gt=0))
        expected = Count("lines", filter=Q(lines__is_expected=True))
        rows = self.select_related("campus", "school_class", "custodian", "led_by", "stocktake")
        return rows.prefetch_related("places").annotate(expected=expected, seen=seen)


class Round(models.Model):
    """盘点任务: the assets of a campus, of rooms, of a class or of a custodian are looked for.

    What the cards say is frozen when it opens. `led_by` supervises and does not count alone.
    """

    class State(models.TextChoices):
        COUNTING = "counting", pgettext_lazy("stocktake", "being counted")
        EXPLAINING = "explaining", pgettext_lazy("stocktake", "differences to explain")
        POSTED = "posted", pgettext_lazy("stocktake", "posted")
        DROPPED = "dropped", pgettext_lazy("stocktake", "dropped")

    campus = models.ForeignKey(
        "school.Campus", models.PROTECT, related_name="+", verbose_name=_("campus")
    )
    places = models.ManyToManyField(
        "school.Place",
        blank=True,
        related_name="+",
        verbose_name=_("rooms"),
        help_text=_("Empty: the whole campus"),
    )
    school_class = models.ForeignKey(
        "school.SchoolClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("class"),
    )
    custodian = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("custodian"),
    )
    occasion = models.CharField(_("occasion"), max_length=20, choices=Occasion)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.COUNTING)
    frozen_at = models.DateTimeField(_("as of"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    led_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("supervised by"),
    )
    counters = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        verbose_name=_("people who help to count"),
    )
    stocktake = models.OneToOneField(
        "records.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="round_of_assets",
        verbose_name=_("stocktake sheet"),
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-frozen_at", "-pk"]
        verbose_name = _("stocktake of assets")
        verbose_name_plural = _("stocktakes of assets")

    def __str__(self) -> str:
        return labelled(self.scope, self.get_occasion_display())

    def get_absolute_url(self) -> str:
        return reverse("assets:stocktake", args=[self.pk])

    @property
    def is_whole_campus(self) -> bool:
        return not (self.school_class_id or self.custodian_id or self.places.all())

    @property
    def scope(self) -> str:
        """What is counted, in words."""
        rooms = "、".join(str(place) for place in self.places.all()) if self.pk else ""
        parts = [self.campus, self.school_class, rooms, self.custodian]
        return " · ".join(str(part) for part in parts if part)

    @property
    def is_counting(self) -> bool:
        return self.state == Round.State.COUNTING

    @property
    def is_explaining(self) -> bool:
        return self.state == Round.State.EXPLAINING


# The lists of a round, as conditions: not found or too few; seen elsewhere than the card says.
SHORT = Q(is_expected=True) & (Q(counted=None) | Q(counted__lt=F("quantity")))
ASTRAY = Q(counted__gt=0, found_place__isnull=False) & (Q(place=None) | ~Q(found_place=F("place")))
LISTED = {Result.FOUND: ~SHORT & ~ASTRAY, Result.MOVED: ~SHORT & ASTRAY, Result.MISSING: SHORT}


class RoundLineQuerySet(models.QuerySet):
    def seen(self) -> Self:
        return self.filter(counted__gt=0)

    def unseen(self) -> Self:
        return self.filter(is_expected=True).filter(Q(counted=None) | Q(counted=0))

    def listed(self, result: str) -> Self:
        """Those of one list: found, in the wrong place or missing."""
        return self.filter(LISTED[Result(result)])

    def over(self) -> Self:
        return self.filter(is_expected=True, counted__gt=F("quantity"))

    def for_rows(self) -> Self:
        people = ("custodian", "found_by")
        return self.select_related("asset", "place", "found_place", *people)


class RoundLine(models.Model):
    """One card of the round: where and how many the books say, where and how many were found.

    `is_expected` is false for a card that nobody looked for here, but that was found. `counted`
    is empty until somebody has seen the thing.
    """

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="lines", verbose_name=_("stocktake")
    )
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+", verbose_name=_("asset"))
    is_expected = models.BooleanField(_("expected"), default=True)
    place = models.ForeignKey(
        "school.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place by the card"),
    )
    custodian = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("custodian"),
    )
    quantity = models.PositiveIntegerField(_("by the account"))
    counted = models.PositiveIntegerField(_("counted"), null=True, blank=True)
    found_place = models.ForeignKey(
        "school.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("found in"),
    )
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("counted by"),
    )
    found_at = models.DateTimeField(_("counted at"), null=True, blank=True)
    put_right_at = models.DateTimeField(_("put right at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    handling = models.CharField(_("what is done about it"), max_length=200, blank=True)

    objects = RoundLineQuerySet.as_manager()

    class Meta:
        ordering = ["place", "asset"]
        verbose_name = _("line of a stocktake of assets")
        verbose_name_plural = _("lines of stocktakes of assets")
        indexes: ClassVar = [
            models.Index(fields=["round", "place"], name="round_line_place"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "asset"], name="round_line_once"),
            models.CheckConstraint(
                condition=Q(counted=None) | Q(found_at__isnull=False, found_by__isnull=False),
                name="round_line_counted_by_somebody",
                violation_error_message=_("What is counted was counted by somebody."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset}: {self.counted}"

    @property
    def difference(self) -> int:
        """What is there beyond the books; a card nobody looked for is neither short nor over."""
        return (self.counted or 0) - self.quantity if self.is_expected else 0

    @property
    def is_astray(self) -> bool:
        return bool(self.counted and self.found_place_id and self.found_place_id != self.place_id)

    @property
    def result(self) -> Result:
        if self.is_expected and (self.counted or 0) < self.quantity:
            return Result.MISSING
        return Result.MOVED if self.is_astray else Result.FOUND


class Sighting(models.Model):
    """So many of a card were seen in a room. The same scan again says the same thing."""

    line = models.ForeignKey(
        RoundLine, models.CASCADE, related_name="sightings", verbose_name=_("line")
    )
    place = models.ForeignKey(
        "school.Place", models.PROTECT, related_name="+", verbose_name=_("seen in")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "place"], name="sighting_once_a_room"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.quantity}"


class Stray(models.Model):
    """A thing that stands in a room and has no card, or one that left the books.

    `code` is what was scanned or typed, if anything was.
    """

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="strays", verbose_name=_("stocktake")
    )
    code = models.CharField(_("what the label says"), max_length=60, blank=True)
    name = models.CharField(_("what it is"), max_length=80, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    place = models.ForeignKey(
        "school.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seen in"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    key = models.CharField(_("key"), max_length=60, default=new_code)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    handling = models.CharField(_("what is done about it"), max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("thing that is not on the books")
        verbose_name_plural = _("things that are not on the books")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "key"], name="stray_once"),
            models.CheckConstraint(
                condition=~Q(code="") | ~Q(name=""),
                name="stray_is_something",
                violation_error_message=_("Say what it is, or what its label says."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class AssetSheet(Record):
    """资产盘点表: what a round found, posted. Its lines are those of the round."""

    with_lines = True

    occasion = models.CharField(_("occasion"), max_length=20, choices=Occasion)
    scope = models.CharField(_("what was counted"), max_length=200)
    frozen_at = models.DateTimeField(_("as of"))
    supervised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("supervised by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("agreed by")
    )
    found = models.PositiveIntegerField(Result.FOUND.label, default=0)
    moved = models.PositiveIntegerField(Result.MOVED.label, default=0)
    missing = models.PositiveIntegerField(Result.MISSING.label, default=0)
    unknown = models.PositiveIntegerField(Result.UNKNOWN.label, default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return labelled(self.scope, self.get_occasion_display())


class AssetSheetLine(RecordLine):
    """A card that was looked for or found, or a thing without one; `amount` is its worth (yuan)."""

    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asset")
    )
    name = models.CharField(_("name"), max_length=120)
    place = models.ForeignKey(
        "school.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place by the card"),
    )
    found_place = models.ForeignKey(
        "school.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("found in"),
    )
    custodian = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("custodian"),
    )
    expected = models.PositiveIntegerField(_("by the account"))
    counted = models.PositiveIntegerField(_("counted"))
    amount = MoneyField(_("worth of the difference (yuan)"), default=0)
    state = models.CharField(_("state"), max_length=20, choices=Asset.State, blank=True)
    result = models.CharField(_("result"), max_length=20, choices=Result)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    handling = models.CharField(_("what is done about it"), max_length=200, blank=True)

    class Meta(RecordLine.Meta):
        abstract = True

    def __str__(self) -> str:
        return labelled(self.name, self.get_result_display())

    @property
    def difference(self) -> int:
        return self.counted - self.expected


def differences_have_reasons(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(result="found", expected=F("counted")) | ~Q(reason=""),
        name=name,
        violation_error_message=_("A difference has its reason."),
    )


class AssetStocktake(AssetSheet):
    """Of a whole campus."""

    kind_code = "asset_stocktake"

    class Meta:
        verbose_name = _("stocktake sheet of assets")
        verbose_name_plural = _("stocktake sheets of assets")


class AssetStocktakeLine(AssetSheetLine):
    sheet = models.ForeignKey(
        AssetStocktake, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )

    class Meta(AssetSheetLine.Meta):
        verbose_name = _("line of a stocktake sheet of assets")
        verbose_name_plural = _("lines of stocktake sheets of assets")
        constraints: ClassVar = [differences_have_reasons("asset_stocktake_reason")]


class RoomStocktake(AssetSheet):
    """Of some rooms, a class or a custodian. It does not prove what is owed for the whole campus."""

    kind_code = "room_stocktake"

    class Meta:
        verbose_name = _("stocktake sheet of rooms")
        verbose_name_plural = _("stocktake sheets of rooms")


class RoomStocktakeLine(AssetSheetLine):
    sheet = models.ForeignKey(
        RoomStocktake, models.PROTECT, related_name="lines", verbose_name=_("sheet")
    )

    class Meta(AssetSheetLine.Meta):
        verbose_name = _("line of a stocktake sheet of rooms")
        verbose_name_plural = _("lines of stocktake sheets of rooms")
        constraints: ClassVar = [differences_have_reasons("room_stocktake_reason")]
