"""紫外线灯: the lamps, their tubes, and how long each of them has burned."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.records.models import Entry, Record
from logistics.school.reach import VisibleQuerySet

VOIDED = Entry.Status.VOIDED


def burned(logs: Any) -> Any:
    """Minutes of some logs of one tube, as one column."""
    minutes = logs.standing().order_by().values("tube").annotate(sum=Sum("minutes"))
    return minutes.values("sum")


def hours_of(before: Decimal | None, minutes: int) -> Decimal:
    return ((before or Decimal(0)) + Decimal(minutes) / 60).quantize(Decimal("0.1"))


class LampQuerySet(VisibleQuerySet):
    campus_column = "place__campus_id"

    def in_use(self) -> Self:
        return self.filter(is_active=True)

    def with_tube(self) -> Self:
        """Adds what `hours` is worked out from: of the tube that is in the lamp now."""
        tube = LampTube.objects.filter(lamp=OuterRef("pk")).order_by("-installed_at", "-pk")
        logs = UvLampLog.objects.filter(tube=OuterRef("tube_pk"))
        return self.annotate(
            tube_pk=Subquery(tube.values("pk")[:1]),
            tube_since=Subquery(tube.values("installed_at")[:1]),
            hours_before=Subquery(tube.values("hours_before")[:1]),
        ).annotate(minutes_burned=Coalesce(Subquery(burned(logs)), 0))


class UvLamp(models.Model):
    """A germicidal lamp with the room in which it hangs or stands."""

    number = models.CharField(_("lamp number"), max_length=20)
    place = models.ForeignKey(
        "school.Place",
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("of a school", "room"),
    )
    watts = models.PositiveSmallIntegerField(_("power (W)"), null=True, blank=True)
    is_mobile = models.BooleanField(_("can be moved to other rooms"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = LampQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["place", "number", "pk"]
        verbose_name = _("ultraviolet lamp")
        verbose_name_plural = _("ultraviolet lamps")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "number"],
                name="lamp_number_once_a_room",
                violation_error_message=_("This room already has a lamp of this number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("health:lamp_list")

    @property
    def campus(self) -> Any:
        return self.place.campus

    @property
    def runs_now(self) -> bool:
        runs: Any = apps.get_model("health.DisinfectionRun")
        return bool(runs._default_manager.filter(lamp=self.pk, ended_at=None).exists())

    @property
    def hours(self) -> Decimal:
        """How long its tube has burned; asked of rows `with_tube`."""
        row: Any = self
        return hours_of(row.hours_before, row.minutes_burned)


class LampTube(models.Model):
    """A tube from the day it was put in: its hours count anew."""

    lamp = models.ForeignKey(
        UvLamp, models.PROTECT, related_name="tubes", verbose_name=_("ultraviolet lamp")
    )
    installed_at = models.DateTimeField(_("put in at"))
    hours_before = models.DecimalField(
        _("hours it had burned before"), max_digits=7, decimal_places=1, default=0
    )
    by = models.ForeignKey(
        "school.Person", models.PROTECT, related_name="+", verbose_name=_("put in by")
    )

    class Meta:
        ordering = ["lamp", "-installed_at"]
        verbose_name = _("lamp tube")
        verbose_name_plural = _("lamp tubes")
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_before__gte=0),
                name="tube_hours_not_negative",
                violation_error_message=_("Hours are not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lamp} · {self.installed_at:%Y-%m-%d}"


class UvLampLogQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """What burned in truth: neither it nor its disinfection was voided."""
        return self.exclude(entry__status=VOIDED).exclude(disinfection__entry__status=VOIDED)

    def with_tube(self) -> Self:
        """Adds the minutes its tube had burned when this ended."""
        earlier = UvLampLog.objects.filter(
            tube=OuterRef("tube"), ended_at__lte=OuterRef("ended_at")
        )
        rows = self.annotate(minutes_burned=Coalesce(Subquery(burned(earlier)), 0))
        return rows.select_related("lamp__place", "tube")


class UvLampLog(Record):
    """紫外线灯使用记录: a lamp burned from when until when."""

    kind_code = "uv_lamp_log"

    lamp = models.ForeignKey(
        UvLamp, models.PROTECT, related_name="logs", verbose_name=_("ultraviolet lamp")
    )
    tube = models.ForeignKey(
        LampTube, models.PROTECT, related_name="logs", verbose_name=_("lamp tube")
    )
    ended_at = models.DateTimeField(_("ended at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    nobody_inside = models.BooleanField(_("nobody was in the room"), default=False)
    wiped = models.BooleanField(_("tube wiped with alcohol"), default=False)
    intensity = models.DecimalField(
        _("intensity (µW/cm²)"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    disinfection = models.OneToOneField(
        "health.Disinfection",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lamp_log",
        verbose_name=_("disinfection"),
    )

    objects = UvLampLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of an ultraviolet lamp")
        verbose_name_plural = _("uses of ultraviolet lamps")
        indexes = [models.Index(fields=["tube", "ended_at"], name="lamp_log_tube")]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        minutes = gettext("%(minutes)s min") % {"minutes": self.minutes}
        return f"{self.lamp} · {minutes}"

    @property
    def started_at(self) -> datetime:
        return self.entry.happened_at

    @property
    def hours(self) -> Decimal:
        """How long the tube had burned when this ended; asked of rows `with_tube`."""
        row: Any = self
        return hours_of(self.tube.hours_before, row.minutes_burned)
