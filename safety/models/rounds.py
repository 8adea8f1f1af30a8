"""巡查与检查: a round that was walked, with a line for every thing that was to be looked at."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, npgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.records.models import Record, RecordLine
from safety.models.checklists import RoundKind


class Result(models.TextChoices):
    """What was seen of one thing. What nobody reached is unchecked, and never normal."""

    NORMAL = "normal", _("Normal")
    ABNORMAL = "abnormal", _("Abnormal")
    NOT_APPLICABLE = "na", _("Not applicable")
    UNCHECKED = "unchecked", _("Not checked")


class RoundsOfKind(models.Manager["Round"]):
    """The rounds that were filed as one kind of record, each with its list."""

    def get_queryset(self) -> models.QuerySet["Round"]:
        rows = super().get_queryset().filter(entry__kind=self.model.kind_code)
        return rows.select_related("checklist", "edition")


class Round(Record):
    """A round. Its number, scope and time stand in its entry; who walked it is named with it.

    The counts are those of its lines; `score` of `most` where the list has points.
    """

    with_lines: ClassVar[bool] = True

    checklist = models.ForeignKey(
        "safety.Checklist", models.PROTECT, related_name="rounds", verbose_name=_("checklist")
    )
    edition = models.ForeignKey(
        "safety.ChecklistVersion", models.PROTECT, related_name="+", verbose_name=_("version")
    )
    began_at = models.DateTimeField(_("begun at"))
    walkers = models.CharField(pgettext_lazy("a round", "walked by"), max_length=200)
    normal = models.PositiveSmallIntegerField(_("normal"), default=0)
    abnormal = models.PositiveSmallIntegerField(_("abnormal"), default=0)
    unchecked = models.PositiveSmallIntegerField(_("not checked"), default=0)
    score = models.DecimalField(
        pgettext_lazy("checklist", "score"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    most = models.DecimalField(
        _("points to be had"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    summary = models.CharField(_("result"), max_length=500, blank=True)
    talked_with = models.CharField(
        _("talked over with"),
        max_length=200,
        blank=True,
        help_text=_("Who was told, and what came of it"),
    )
    no_photo = models.CharField(_("why without the photo"), max_length=200, blank=True)
    company = models.ForeignKey(
        "stores.Supplier",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("outsourced", "company"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    asset_number = models.CharField(_("number of the thing"), max_length=30, blank=True)

    objects: ClassVar[models.Manager["Round"]] = models.Manager()

    class Meta:
        verbose_name = pgettext_lazy("of inspection", "round")
        verbose_name_plural = pgettext_lazy("of inspection", "rounds")
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=F("most")),
                name="round_score_of_most",
                violation_error_message=_("No more points than there are to be had."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    def one_line(self) -> str:
        said = [str(self.checklist), self.subject_name, self.outcome]
        return " · ".join(part for part in said if part)

    @property
    def subject_name(self) -> str:
        """The one place, class, company or person it is about; nothing for a whole campus."""
        entry = self.entry
        for one in (entry.place, entry.school_class, self.company, self.person):
            if one is not None:
                return str(one)
        return self.asset_number

    def sheet(self) -> Iterator[tuple[str, str, list["RoundLine"]]]:
        """Its lines under the stop and the heading they stand under, read at once."""
        rows = self.lines.select_related("item__area", "by")
        for (_about, name, area), lines in groupby(rows, key=place_of_line):
            yield name, area, list(lines)

    @property
    def outcome(self) -> str:
        parts = [gettext("all in order")] if self.is_all_well else []
        if self.abnormal:
            n = self.abnormal
            parts.append(
                npgettext("things", "%(n)s not in order", "%(n)s not in order", n) % {"n": n}
            )
        if self.unchecked:
            n = self.unchecked
            parts.append(
                npgettext("things", "%(n)s not checked", "%(n)s not checked", n) % {"n": n}
            )
        if self.score is not None:
            parts.append(gettext("%(score)s %%") % {"score": self.share})
        return ", ".join(parts)

    @property
    def is_all_well(self) -> bool:
        return not self.abnormal and not self.unchecked

    @property
    def share(self) -> Decimal | None:
        """Points in per cent of those to be had, with one decimal."""
        if self.score is None or not self.most:
            return None
        return (100 * self.score / self.most).quantize(Decimal("0.1"))


class RoundLine(RecordLine):
    """What was seen of one thing at one place of the round, by whom and when.

    `about` names the place, class, thing, person or company ("place:12"), `name` as it was called.
    """

    sheet = models.ForeignKey(
        Round,
        models.PROTECT,
        related_name="lines",
        verbose_name=pgettext_lazy("of inspection", "round"),
    )
    about = models.CharField(pgettext_lazy("round", "of what"), max_length=30, blank=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    item = models.ForeignKey(
        "safety.ChecklistItem", models.PROTECT, related_name="+", verbose_name=_("item")
    )
    result = models.CharField(pgettext_lazy("round", "result"), max_length=10, choices=Result)
    number = models.DecimalField(
        pgettext_lazy("checklist", "number"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    text = models.CharField(pgettext_lazy("checklist", "answer"), max_length=200, blank=True)
    note = models.CharField(_("what was found"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), null=True, blank=True)
    points = models.DecimalField(
        pgettext_lazy("that were given", "points"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
    )

    class Meta(RecordLine.Meta):
        verbose_name = _("line of a round")
        verbose_name_plural = _("lines of rounds")
        constraints = [
            models.CheckConstraint(
                condition=Q(result="unchecked") | Q(by__isnull=False, at__isnull=False),
                name="round_line_seen_by_somebody",
                violation_error_message=_("What was seen was seen by somebody."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_result_display()}"


def place_of_line(line: RoundLine) -> tuple[str, str, str]:
    return line.about, line.name, line.item.area.title


class Inspection(Round):
    """安全、卫生、设施检查."""

    kind_code = RoundKind.INSPECTION.value
    objects: ClassVar[RoundsOfKind] = RoundsOfKind()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = RoundKind.INSPECTION.label


class Patrol(Round):
    """每日巡视."""

    kind_code = RoundKind.PATROL.value
    objects: ClassVar[RoundsOfKind] = RoundsOfKind()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = RoundKind.PATROL.label


class EquipmentCheck(Round):
    """设备器材检查."""

    kind_code = RoundKind.EQUIPMENT.value
    objects: ClassVar[RoundsOfKind] = RoundsOfKind()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = RoundKind.EQUIPMENT.label


class ClosingCheck(Round):
    """清校与离室检查."""

    kind_code = RoundKind.CLOSING.value
    objects: ClassVar[RoundsOfKind] = RoundsOfKind()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = RoundKind.CLOSING.label


class BuildingCheck(Round):
    """A19 校舍安全检查."""

    kind_code = RoundKind.BUILDING.value
    objects: ClassVar[RoundsOfKind] = RoundsOfKind()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = RoundKind.BUILDING.label


class UtilityCheck(Round):
    """A20 用电用气安全检查."""

    kind_code = RoundKind.UTILITY.value
    objects: ClassVar[RoundsOfKind] = RoundsOfKind()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = RoundKind.UTILITY.label


class FirePatrol(Round):
    """A01 每日防火巡查."""

    kind_code = RoundKind.FIRE_PATROL.value
    objects: ClassVar[RoundsOfKind] = RoundsOfKind()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = RoundKind.FIRE_PATROL.label


class FireInspection(Round):
    """A02 防火检查."""

    kind_code = RoundKind.FIRE_INSPECTION.value
    objects: ClassVar[RoundsOfKind] = RoundsOfKind()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = RoundKind.FIRE_INSPECTION.label


ROUNDS: dict[str, type[Round]] = {
    model.kind_code: model
    for model in (
        Inspection,
        Patrol,
        EquipmentCheck,
        ClosingCheck,
        BuildingCheck,
        UtilityCheck,
        FirePatrol,
        FireInspection,
    )
}


class Publication(models.Model):
    """通报: the result of a scored inspection, put up for everybody to read."""

    round = models.OneToOneField(
        Round,
        models.CASCADE,
        related_name="publication",
        verbose_name=pgettext_lazy("of inspection", "round"),
    )
    at = models.DateTimeField(_("published at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    words = models.CharField(_("said with it"), max_length=300, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return f"{self.round_id} {self.at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("safety:result", args=[self.pk])


def rounds_of(code: str) -> Any:
    """The rounds of one checklist that stand, the newest first; for ledgers and monthly scores."""
    rows = Round.objects.filter(checklist__code=code).exclude(entry__status="voided")
    return rows.select_related("entry").order_by("-entry__happened_at", "-pk")
