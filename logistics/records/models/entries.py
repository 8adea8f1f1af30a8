"""The base of everything people log: one entry a record, two clocks, versions that only grow."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from logistics.contributions import Kind, kinds, kinds_apart, kinds_of_places
from logistics.school.reach import VisibleQuerySet


class EntryQuerySet(VisibleQuerySet):
    class_column = "school_class_id"

    def visible_to(self, person: Any, permission: str) -> Self:
        """What the permission reaches, and whatever one has written oneself."""
        seen = self.within(person, permission) & self.opened(person)
        return self.filter(seen | Q(entered_by_id=person.pk))

    def readable_by(self, person: Any) -> Self:
        """What the person may open: beside the above, what waits for their signature or has it."""
        asked: Any = apps.get_model("records.Signer")._default_manager.filter(person_id=person.pk)
        own = Q(entered_by_id=person.pk) | Q(pk__in=asked.values("entry_id"))
        seen = self.within(person, "records.view_record") & ~Q(kind__in=self.apart())
        for permission, codes in kinds_apart().items():
            seen |= Q(kind__in=codes) & self.within(person, permission)
        here = person.reach("school.view_place").within(campus="campus_id")
        seen |= Q(kind__in=kinds_of_places()) & here
        return self.filter(seen | own)

    def opened(self, person: Any) -> Q:
        """All but the records of kinds that ask for a permission beyond the person's reach."""
        opened = ~Q(kind__in=self.apart())
        for permission, codes in kinds_apart().items():
            opened |= Q(kind__in=codes) & self.within(person, permission)
        return opened

    def apart(self) -> list[str]:
        return sorted(code for codes in kinds_apart().values() for code in codes)

    def within(self, person: Any, permission: str) -> Q:
        reach = person.reach(permission)
        return reach.within(campus="campus_id", school_class="school_class_id")

    def standing(self) -> Self:
        """Not voided: these prove duties."""
        return self.exclude(status=Entry.Status.VOIDED)


class Entry(models.Model):
    """One record of any kind: who, where, when it happened and when it was entered.

    `subject` narrows what it is about beyond campus, class, place and meal ("duty:12").
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        REVIEWED = "reviewed", _("reviewed")
        VOIDED = "voided", _("voided")

    kind = models.CharField(_("kind"), max_length=40)
    number = models.CharField(_("number"), max_length=30, unique=True)
    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    school_class = models.ForeignKey(
        "school.SchoolClass", models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    meal = models.CharField(_("meal"), max_length=20, blank=True)
    subject = models.CharField(_("subject"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    happened_at = models.DateTimeField(_("happened at"))
    entered_at = models.DateTimeField(_("entered at"))
    typed_at = models.DateTimeField(_("typed at"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    is_late = models.BooleanField(_("late entry"), default=False)
    late_reason = models.CharField(_("reason for the late entry"), max_length=200, blank=True)
    is_zero = models.BooleanField(_("nothing to report"), default=False)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.SUBMITTED)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    hold = models.CharField(_("legal hold"), max_length=200, blank=True)
    extra = models.JSONField(_("own columns"), default=dict, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("record")
        verbose_name_plural = _("records")
        indexes = [
            models.Index(fields=["kind", "happened_at"], name="entry_kind_time"),
            models.Index(fields=["kind", "subject", "happened_at"], name="entry_subject"),
            models.Index(fields=["entered_by", "-entered_at"], name="entry_by_person"),
            models.Index(fields=["entered_at"], name="entry_entered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("entered_by")),
                name="entry_reviewed_by_another",
                violation_error_message=_("Nobody reviews their own record."),
            ),
            models.CheckConstraint(
                condition=Q(is_late=False) | ~Q(late_reason=""),
                name="entry_late_says_why",
                violation_error_message=_("A late entry says why it is late."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("duties:entry", args=[self.pk])

    @property
    def declared(self) -> Kind:
        return kinds()[self.kind]

    @property
    def content(self) -> "Record":
        """What this record says now, as its trade keeps it."""
        kept = self.declared.record_model
        rows = kept._default_manager.all()
        if kept.shown_with:
            rows = rows.select_related(*kept.shown_with)
        record: Record = rows.get(pk=self.pk)
        record.entry = self  # with its place and class, where they are known already
        return record


def said_of(row: models.Model, *, but: Sequence[str] = ()) -> dict[str, Any]:
    """Every field of a row but its key and those named, each written the same way each time."""
    return {
        field.attname: written(field, getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in but
    }


def written(field: models.Field, value: Any) -> Any:
    """A number with all its places, a moment in one time zone; encrypted fields stay encrypted."""
    said = field.get_prep_value(value)
    match said:
        case Decimal():
            return f"{said:.{getattr(field, 'decimal_places', 0)}f}"
        case datetime():
            return said.astimezone(UTC).isoformat()
    return said


class Record(models.Model):
    """What a trade keeps of one entry. `kind_code` is the code of its `Kind`.

    One `with_lines` has rows of a `RecordLine` that point at it as `sheet`, by the name `lines`.
    `new_lines` are those it is filed or corrected with, unsaved; None: they stay as they are.
    """

    kind_code: ClassVar[str]
    with_lines: ClassVar[bool] = False
    # The way to the children in whose file it stands, where its subject does not name the one.
    about_children: ClassVar[str] = ""
    # What its page names of others, read with it in one question.
    shown_with: ClassVar[Sequence[str]] = ()

    entry = models.OneToOneField(
        Entry, models.PROTECT, primary_key=True, related_name="+", verbose_name=_("record")
    )

    new_lines: Sequence[Any] | None = None

    class Meta:
        abstract = True

    def as_version(self) -> dict[str, Any]:
        """Everything that is said, by field and line by line, for the version."""
        said = said_of(self)
        if self.with_lines:
            said["lines"] = [line.said() for line in self.told_lines]
        return said

    @property
    def told_lines(self) -> Sequence[Any]:
        """The lines it is filed or corrected with, else those it has."""
        return list(self.lines.all()) if self.new_lines is None else self.new_lines  # type: ignore[attr-defined]

    def before_insert(self) -> None:
        """What has to be there before the row, once its entry is; for most there is nothing."""

    @classmethod
    def for_checking(cls) -> models.QuerySet:
        """The rows with all `as_version` reads."""
        rows: Any = cls._default_manager.all()
        return rows.prefetch_related("lines") if cls.with_lines else rows

    def apart(self) -> str:
        """What does not fit the sealed rows that tell of it beside its versions, if it has any.

        Asked of the rows of `for_checking`.
        """
        return ""

    def one_line(self) -> str:
        """What lists and timelines show of it."""
        raise NotImplementedError


class RecordLine(models.Model):
    """A line of a sheet: a plain row, whose correction is a version of the whole sheet.

    A trade's line adds `sheet`, a foreign key to its record with the related name `lines`.
    """

    sheet: Any  # the record, as each kind of line declares it

    position = models.PositiveSmallIntegerField(_("line"), default=0)

    class Meta:
        abstract = True
        ordering: ClassVar[Sequence[str]] = ["position", "pk"]

    def said(self) -> dict[str, Any]:
        return said_of(self, but=["sheet"])


class Version(models.Model):
    """What a record said at one time. Rows are only ever added: triggers refuse the rest.

    An empty `said` was deleted as the law asks; an `Erasure` says by whom and after which rule.
    """

    class Act(models.TextChoices):
        SUBMIT = "submit", _("submitted")
        CORRECT = "correct", _("corrected")
        VOID = "void", _("voided")

    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="versions", verbose_name=_("record")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    act = models.CharField(_("act"), max_length=20, choices=Act, default=Act.SUBMIT)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    said = models.JSONField(_("content"))
    digest = models.CharField(_("digest"), max_length=64)
    stamp = models.CharField(_("stamp"), max_length=32)

    class Meta:
        ordering = ["entry", "number"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(act="submit") | ~Q(reason=""),
                name="version_says_why",
                violation_error_message=_("A correction says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.number}"


class NumberSeries(models.Model):
    """The last number given out to one kind of record in one year."""

    prefix = models.CharField(_("prefix"), max_length=10)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="number_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"
