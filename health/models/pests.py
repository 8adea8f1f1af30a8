"""除四害: how many rats, cockroaches, flies and mosquitoes there are, and where bait lies."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from simple_history.models import HistoricalRecords

from logistics.records.models import Record, RecordLine
from logistics.school.reach import VisibleQuerySet


class Pest(models.TextChoices):
    RAT = "rat", _("rats")
    COCKROACH = "cockroach", _("cockroaches")
    FLY = "fly", _("flies")
    MOSQUITO = "mosquito", _("mosquitoes")


class PestControl(Record):
    """有害生物防制记录: monitoring or removal, by whom, with what effect. Lines hold the counts."""

    kind_code = "pest_control"
    with_lines = True

    class Act(models.TextChoices):
        MONITORING = "monitoring", _("monitoring of density")
        REMOVAL = "removal", _("removal")
        PREVENTION = "prevention", _("prevention, standing water cleared")

    act = models.CharField(_("what was done"), max_length=20, choices=Act)
    area = models.CharField(_("area"), max_length=80, blank=True)
    pests = models.JSONField(_("against"), default=list, blank=True)
    agent = models.CharField(_("method or agent"), max_length=80, blank=True)
    firm = models.CharField(_("firm"), max_length=80, blank=True)
    worker = models.CharField(_("carried out by"), max_length=40, blank=True)
    effect = models.CharField(_("effect"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("pest control")
        verbose_name_plural = _("pest control")

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        return " · ".join(part for part in (self.get_act_display(), self.pests_said) if part)

    @property
    def pests_said(self) -> str:
        between = pgettext("between the parts of a list", ", ")
        return between.join(str(Pest(code).label) for code in self.pests)


class PestReading(RecordLine):
    """Traps at one spot: how many were set, how many had caught something, how many animals."""

    sheet = models.ForeignKey(
        PestControl, models.PROTECT, related_name="lines", verbose_name=_("pest control")
    )
    pest = models.CharField(_("against"), max_length=20, choices=Pest)
    spot = models.CharField(_("spot"), max_length=60)
    traps = models.PositiveSmallIntegerField(_("traps set"))
    positive = models.PositiveSmallIntegerField(_("traps with a catch"), default=0)
    caught = models.PositiveSmallIntegerField(_("animals caught"), default=0)

    class Meta(RecordLine.Meta):
        verbose_name = _("reading of traps")
        verbose_name_plural = _("readings of traps")
        constraints = [
            models.CheckConstraint(
                condition=Q(traps__gt=0) & Q(positive__lte=F("traps")),
                name="reading_positive_of_traps",
                violation_error_message=_("No more traps have a catch than were set."),
            ),
            models.CheckConstraint(
                condition=Q(caught__gte=F("positive")),
                name="reading_a_catch_each",
                violation_error_message=_("A trap with a catch has caught at least one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_pest_display()} {self.spot}: {self.density} %"

    @property
    def density(self) -> Decimal:
        """Share of the traps that had caught something, in per cent."""
        return Decimal(100 * self.positive / self.traps).quantize(Decimal("0.1"))


class BaitQuerySet(VisibleQuerySet):
    campus_column = "campus_id"

    def lying(self) -> Self:
        return self.filter(removed_on=None)


class BaitPoint(models.Model):
    """A spot where poison or a trap lies: covered, marked, out of children's reach, until removed."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    number = models.CharField(_("number of the spot"), max_length=20)
    spot = models.CharField(_("spot"), max_length=80)
    pest = models.CharField(_("against"), max_length=20, choices=Pest)
    agent = models.CharField(_("bait or trap"), max_length=80)
    is_covered = models.BooleanField(
        _("in a closed box with a warning, out of children's reach"), default=False
    )
    set_on = models.DateField(_("laid on"))
    removed_on = models.DateField(_("removed on"), null=True, blank=True)

    objects = BaitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "number", "pk"]
        verbose_name = _("bait point")
        verbose_name_plural = _("bait points")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "number"],
                condition=Q(removed_on=None),
                name="bait_number_once",
                violation_error_message=_("Bait of this number is lying already."),
            ),
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(removed_on__gte=F("set_on")),
                name="bait_removed_after_laid",
                violation_error_message=_("It cannot be removed before it is laid."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.spot}"

    def get_absolute_url(self) -> str:
        return reverse("health:bait_list")
