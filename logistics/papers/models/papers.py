"""制度与文件: rules, plans and evidence, issued in versions and confirmed by who must read them."""

from datetime import date
from secrets import token_hex
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.access import Role
from logistics.contributions import Words, trades
from logistics.papers.matters import PAPERS
from logistics.records.models import Entry, Record, RecordLine
from logistics.school.reach import VisibleQuerySet

VIEW, KEEP = "papers.view", "papers.keep"


class PaperQuerySet(VisibleQuerySet):
    def visible_to(self, person: Any, permission: str = VIEW) -> Self:
        """Who keeps papers sees all in reach; others what is for everybody, their role or their hand.

        What belongs to no campus is the whole school's.
        """
        kept = self.of_campuses(person, KEEP)
        if permission == KEEP:
            return self.filter(kept)
        asked = PaperReader.objects.filter(role__in=person.roles()).values("paper")
        meant = Q(audience=Paper.Audience.EVERYBODY) | Q(
            audience=Paper.Audience.ROLES, pk__in=asked
        )
        shown = self.of_campuses(person, permission) & meant
        return self.filter(kept | shown | Q(made_by_id=person.pk))

    def of_campuses(self, person: Any, permission: str) -> Q:
        reach = person.reach(permission)
        if not reach:
            return Q(pk__in=())
        return Q(campus=None) | reach.within(campus="campus_id")

    def in_use(self) -> Self:
        return self.filter(withdrawn_on=None)

    def withdrawn(self) -> Self:
        return self.exclude(withdrawn_on=None)


class Paper(models.Model):
    """A rule, a plan, an agreement or a piece of evidence, whatever version of it is in force."""

    class Kind(models.TextChoices):
        RULE = "rule", pgettext_lazy("paper", "rule")
        PLAN = "plan", pgettext_lazy("paper", "plan or scheme")
        NETWORK = "network", _("organisation network")
        AGREEMENT = "agreement", _("agreement")
        EVIDENCE = "evidence", _("evidence")
        OTHER = "other", pgettext_lazy("paper", "other")

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("every colleague")
        ROLES = "roles", _("only these roles")
        OFFICE = "office", _("only who keeps papers")

    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    trade = models.CharField(_("trade"), max_length=20, default="logistics")
    matter = models.CharField(
        _("issued for"),
        max_length=40,
        blank=True,
        choices=list(PAPERS.items()),
        help_text=_("Proves the duty that asks for exactly this"),
    )
    campus = models.ForeignKey(
        "school.Campus",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("only at"),
        help_text=_("Empty: for the whole school"),
    )
    audience = models.CharField(
        _("may be read by"), max_length=20, choices=Audience, default=Audience.EVERYBODY
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_why = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects = PaperQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["trade", "kind", "title", "pk"]
        verbose_name = pgettext_lazy("model", "paper")
        verbose_name_plural = pgettext_lazy("model", "papers")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_why="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why=""),
                name="paper_withdrawn_says_why",
                violation_error_message=_("What is withdrawn says why."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("papers:paper", args=[self.pk])

    @property
    def trade_title(self) -> Words:
        return trades().get(self.trade, "")

    @property
    def roles_asked(self) -> list[str]:
        """Who must read it, in words."""
        return [str(reader.get_role_display()) for reader in self.readers.all()]


class PaperReader(models.Model):
    """A role that must read a paper and confirm it."""

    paper = models.ForeignKey(
        Paper, models.CASCADE, related_name="readers", verbose_name=pgettext_lazy("model", "paper")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("role that must read")
        verbose_name_plural = _("roles that must read")
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "role"],
                name="paper_reader_once",
                violation_error_message=_("This role must read it already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())


class PaperVersionQuerySet(models.QuerySet):
    def standing(self) -> Self:
        # By kind as well: without it a database may go through all records there are to find them.
        kept = self.filter(entry__kind=PaperVersion.kind_code)
        return kept.exclude(entry__status=Entry.Status.VOIDED)

    def current(self) -> Self:
        """The last of each paper that was not voided; of a paper withdrawn none."""
        later = PaperVersion.objects.standing().filter(
            paper=OuterRef("paper"), number__gt=OuterRef("number")
        )
        return self.standing().filter(~Exists(later), paper__withdrawn_on=None)

    def valid_on(self, on: date) -> Self:
        return self.filter(valid_from__lte=on).filter(Q(valid_until=None) | Q(valid_until__gte=on))

    def valid_between(self, first: date, last: date) -> Self:
        return self.filter(valid_from__lte=last).filter(
            Q(valid_until=None) | Q(valid_until__gte=first)
        )


class PaperVersion(Record):
    """制度文件印发: one version of a paper as it was issued, with its text and its files."""

    kind_code = "rule_document"
    with_lines = True

    paper = models.ForeignKey(
        Paper,
        models.PROTECT,
        related_name="versions",
        verbose_name=pgettext_lazy("model", "paper"),
    )
    number = models.PositiveSmallIntegerField(_("number of the version"), default=1)
    reason = models.CharField(_("reason of the revision"), max_length=200, blank=True)
    text = models.TextField(pgettext_lazy("paper", "text"), blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)

    objects = PaperVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a paper")
        verbose_name_plural = _("versions of papers")
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "number"],
                name="paper_version_number_once",
                violation_error_message=_("This version has been issued already."),
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="paper_revision_says_why",
                violation_error_message=_("A new version says why it was made."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="paper_ends_after_it_begins",
                violation_error_message=_("It cannot end before it comes into force."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def get_absolute_url(self) -> str:
        return f"{self.paper.get_absolute_url()}?version={self.number}"

    def one_line(self) -> str:
        return gettext("%(paper)s, version %(number)s") % {
            "paper": self.paper,
            "number": self.number,
        }

    def state_on(self, on: date) -> str:
        if self.valid_from > on:
            return "upcoming"
        return "expired" if self.valid_until and self.valid_until < on else "valid"


def file_path(file: "PaperFile", filename: str) -> str:
    """A name nobody can guess, with the ending of what the content is."""
    return f"papers/{token_hex(16)}.{file.ending}"


class PaperFile(RecordLine):
    """A file of a version: what it was called, what it is by its content, and its hash."""

    ENDINGS: ClassVar[dict[str, str]] = {
        "pdf": "application/pdf",
        "jpg": "image/jpeg",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "doc": "application/msword",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xls": "application/vnd.ms-excel",
    }

    sheet = models.ForeignKey(
        PaperVersion,
        models.PROTECT,
        related_name="lines",
        verbose_name=_("version of a paper"),
    )
    name = models.CharField(_("name of the file"), max_length=120)
    ending = models.CharField(_("kind of the file"), max_length=5)
    file = models.FileField(_("file"), upload_to=file_path)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(_("hash"), max_length=64)
    is_inline = models.BooleanField(_("shown in the browser"), default=False)

    class Meta(RecordLine.Meta):
        verbose_name = _("file of a paper")
        verbose_name_plural = _("files of papers")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("papers:paper_file", args=[self.pk])

    @property
    def content_type(self) -> str:
        return self.ENDINGS[self.ending]

    @property
    def icon(self) -> str:
        """The drawing that stands beside its name."""
        return {
            "pdf": "file-earmark-pdf",
            "jpg": "file-earmark-image",
            "doc": "file-earmark-word",
            "docx": "file-earmark-word",
        }.get(self.ending, "file-earmark-spreadsheet")


class PaperConfirmation(models.Model):
    """阅读确认: somebody has read one version of a paper, and says so."""

    version = models.ForeignKey(
        PaperVersion,
        models.PROTECT,
        related_name="confirmations",
        verbose_name=_("version of a paper"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("read by")
    )
    at = models.DateTimeField(_("confirmed at"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("reading confirmation")
        verbose_name_plural = _("reading confirmations")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person"],
                name="paper_confirmed_once",
                violation_error_message=_("This version is confirmed already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"
