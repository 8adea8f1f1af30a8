"""资料包: what a school lays before an inspector or into the archive, read off its registers."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.contributions import trades
from logistics.papers.matters import OCCASIONS
from logistics.records.models import Entry, Record, RecordLine
from logistics.school.reach import VisibleQuerySet

PACK, OPEN = "papers.pack", "papers.view_pack"


class FilePackQuerySet(VisibleQuerySet):
    def visible_to(self, person: Any, permission: str = OPEN, *, on: date | None = None) -> Self:
        """Of one's campuses for who puts packs together; for others what was shared, until its day."""
        reach = person.reach(PACK)
        own = Q(campus=None) | reach.within(campus="campus_id") if reach else Q(pk__in=())
        own |= Q(made_by_id=person.pk)
        if permission == PACK or on is None:
            return self.filter(own)
        shared = PackShare.objects.filter(person_id=person.pk, until__gte=on).values("pack")
        return self.filter(own | Q(pk__in=shared))


class FilePack(models.Model):
    """A folder by its choice alone: which trades, which days, which campus, which parts.

    All it holds is read when it is opened; filing it writes down what it held.
    """

    class Part(models.TextChoices):
        REGISTERS = "registers", _("registers with their completeness")
        COMPLIANCE = "compliance", _("compliance of the duties")
        SUMMARY = "summary", _("term summary")
        PAPERS = "papers", _("rules and papers")

    title = models.CharField(_("title"), max_length=120)
    occasion = models.CharField(_("put together for"), max_length=40, choices=OCCASIONS)
    trades = models.JSONField(_("trades"), default=list)
    parts = models.JSONField(_("holds"), default=list)
    campus = models.ForeignKey(
        "school.Campus",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("only at"),
        help_text=_("Empty: the whole school"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    words = models.TextField(_("words on the cover"), blank=True, max_length=500)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))

    objects = FilePackQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("file pack")
        verbose_name_plural = _("file packs")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="file_pack_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("papers:pack", args=[self.pk])

    @property
    def trade_titles(self) -> list[str]:
        return [str(title) for code, title in trades().items() if code in self.trades]

    @property
    def is_filed(self) -> bool:
        """Whether a filing of it stands."""
        return any(f.entry.status != Entry.Status.VOIDED for f in self.filings.all())

    def holds(self, part: str) -> bool:
        return part in self.parts


class PackShare(models.Model):
    """A pack laid before an inspector until a day."""

    pack = models.ForeignKey(
        FilePack, models.CASCADE, related_name="shares", verbose_name=_("file pack")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("laid before")
    )
    until = models.DateField(_("until"))
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("shared by")
    )
    shared_at = models.DateTimeField(_("shared at"))

    class Meta:
        ordering = ["until", "pk"]
        verbose_name = _("share of a pack")
        verbose_name_plural = _("shares of packs")
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "person"],
                name="pack_share_once",
                violation_error_message=_("This pack is shared with this person already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack} → {self.person}"


class PackFiling(Record):
    """资料归档: what a pack held when it was filed, register by register, and the seal of that day."""

    kind_code = "file_pack"
    with_lines = True

    pack = models.ForeignKey(
        FilePack, models.PROTECT, related_name="filings", verbose_name=_("file pack")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    registers = models.PositiveSmallIntegerField(_("registers"), default=0)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    owed = models.PositiveIntegerField(pgettext_lazy("tasks", "owed"), default=0)
    proved = models.PositiveIntegerField(_("proved in time"), default=0)
    late = models.PositiveIntegerField(_("proved late"), default=0)
    missing = models.PositiveIntegerField(pgettext_lazy("tasks", "missing"), default=0)
    papers = models.PositiveSmallIntegerField(_("papers"), default=0)
    seal = models.CharField(_("check code"), max_length=40, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("filing of a pack")
        verbose_name_plural = _("filings of packs")
        constraints = [
            models.CheckConstraint(
                condition=Q(owed=F("proved") + F("late") + F("missing")),
                name="pack_filing_adds_up",
                violation_error_message=_("What is owed is there, late or missing."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return gettext("%(pack)s: %(registers)s registers, %(rows)s rows, %(missing)s missing") % {
            "pack": self.pack,
            "registers": self.registers,
            "rows": self.rows,
            "missing": self.missing,
        }


class PackLine(RecordLine):
    """One register as the pack held it."""

    sheet = models.ForeignKey(
        PackFiling, models.PROTECT, related_name="lines", verbose_name=_("filing of a pack")
    )
    register = models.CharField(_("register"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    owed = models.PositiveIntegerField(pgettext_lazy("tasks", "owed"), default=0)
    proved = models.PositiveIntegerField(_("proved in time"), default=0)
    late = models.PositiveIntegerField(_("proved late"), default=0)
    missing = models.PositiveIntegerField(pgettext_lazy("tasks", "missing"), default=0)

    class Meta(RecordLine.Meta):
        verbose_name = _("register in a pack")
        verbose_name_plural = _("registers in a pack")

    def __str__(self) -> str:
        return self.title
