"""动火作业: nobody welds or burns before it is approved and somebody watches; and how it ended."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.records.models import Entry, Record, Signer
from logistics.school.reach import VisibleQuerySet


class HotWorkState(models.TextChoices):
    """Read off signatures, hours and the record of its end."""

    ASKED = "asked", _("waits for signatures")
    AGREED = "agreed", pgettext_lazy("hot work", "permitted")
    OVER = "over", _("to be closed")
    ENDED = "ended", pgettext_lazy("hot work", "ended")


TONES = {
    HotWorkState.ASKED: "warn",
    HotWorkState.AGREED: "info",
    HotWorkState.OVER: "danger",
    HotWorkState.ENDED: "ok",
}


class HotWorkQuerySet(VisibleQuerySet):
    campus_column = "entry__campus_id"

    def standing(self) -> Self:
        return self.exclude(entry__status=Entry.Status.VOIDED)

    def with_state(self, now: datetime) -> Self:
        """Adds what `state` is read off: a signature is missing, time is over, it has ended."""
        waits = Signer.objects.open().filter(entry=OuterRef("pk"))
        ends = HotWorkEnd.objects.exclude(entry__status=Entry.Status.VOIDED)
        return self.annotate(
            waits=Exists(waits),
            is_over=models.ExpressionWrapper(
                Q(ends_at__lt=now), output_field=models.BooleanField()
            ),
            is_ended=Exists(ends.filter(permit=OuterRef("pk"))),
        )

    def not_ended(self, now: datetime) -> Self:
        """With their state: work whose end nobody has recorded."""
        return self.with_state(now).filter(is_ended=False)


class HotWorkPermit(Record):
    """The permit: what, where, from when to when, by whom, watched by whom, what was made safe."""

    kind_code = "hot_work"

    class Work(models.TextChoices):
        WELDING = "welding", _("electric or gas welding")
        CUTTING = "cutting", _("cutting and grinding")
        FLAME = "flame", _("open flame, blowtorch")
        OTHER = "other", pgettext_lazy("hot work", "other")

    class Measure(models.TextChoices):
        CLEARED = "cleared", _("flammables within 10 m removed or covered")
        EXTINGUISHER = "extinguisher", _("extinguishers at hand")
        CHILDREN = "children", _("no children nearby, place closed off")
        POWER = "power", _("gas and power made safe")
        CERTIFICATE = "certificate", _("worker's certificate seen")

    work = models.CharField(_("work"), max_length=20, choices=Work)
    what = models.CharField(_("what is done"), max_length=200)
    starts_at = models.DateTimeField(pgettext_lazy("hot work", "from"))
    ends_at = models.DateTimeField(pgettext_lazy("hot work", "until"))
    firm = models.CharField(pgettext_lazy("hot work", "firm"), max_length=80, blank=True)
    worker = models.CharField(_("carried out by"), max_length=40)
    certificate = models.CharField(
        _("number of the worker's certificate"), max_length=60, blank=True
    )
    watcher = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("watched by")
    )
    measures = models.JSONField(_("made safe"), default=list, blank=True)

    objects = HotWorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("permit for hot work")
        verbose_name_plural = _("permits for hot work")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="hot_work_ends_after_it_starts",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return f"{self.get_work_display()} · {self.what}"

    @property
    def state(self) -> HotWorkState:
        """How it stands; asked of rows `with_state`."""
        row: Any = self
        if row.is_ended:
            return HotWorkState.ENDED
        if row.is_over:
            return HotWorkState.OVER
        return HotWorkState.ASKED if row.waits else HotWorkState.AGREED

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def measures_said(self) -> list[str]:
        return [str(self.Measure(code).label) for code in self.measures]


class HotWorkEnd(Record):
    """The work is over: no embers left, and how long somebody stayed to see that."""

    kind_code = "hot_work_end"

    permit = models.ForeignKey(
        HotWorkPermit, models.PROTECT, related_name="ends", verbose_name=_("permit")
    )
    began_at = models.DateTimeField(_("work began at"))
    watched_until = models.DateTimeField(_("watched until"))
    is_safe = models.BooleanField(_("no embers left, place cleared"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("end of hot work")
        verbose_name_plural = _("ends of hot work")
        constraints = [
            models.CheckConstraint(
                condition=Q(watched_until__gte=F("began_at")),
                name="hot_work_watched_after_it_began",
                violation_error_message=_("It was watched after it began."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return self.permit.what
