"""工程与改造: what is built and renewed, from the list of the year to the end of the warranty."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from logistics.fields import MoneyField, QuantityField, plain_quantity
from logistics.records.models import Record, RecordLine
from logistics.school.reach import VisibleQuerySet


class ProjectState(models.TextChoices):
    """Read off what is there: the scheme, the consent, the beginning, the acceptance."""

    LISTED = "listed", pgettext_lazy("project", "on the list")
    SCHEMED = "schemed", pgettext_lazy("project", "scheme made")
    AGREED = "agreed", pgettext_lazy("project", "agreed to")
    GOING = "going", pgettext_lazy("project", "under way")
    ACCEPTED = "accepted", pgettext_lazy("project", "accepted")
    DROPPED = "dropped", pgettext_lazy("project", "given up")


STANDS = Q(dropped_at=None)
CONDITIONS = {
    ProjectState.DROPPED: Q(dropped_at__isnull=False),
    ProjectState.ACCEPTED: STANDS & Q(accepted_on__isnull=False),
    ProjectState.GOING: STANDS & Q(started_on__isnull=False, accepted_on=None),
    ProjectState.AGREED: STANDS & Q(agreed_at__isnull=False, started_on=None),
    ProjectState.SCHEMED: STANDS & Q(schemed_at__isnull=False, agreed_at=None, started_on=None),
    ProjectState.LISTED: STANDS & Q(schemed_at=None, agreed_at=None, started_on=None),
}
TONES = {
    ProjectState.LISTED: "neutral",
    ProjectState.SCHEMED: "warn",
    ProjectState.AGREED: "info",
    ProjectState.GOING: "info",
    ProjectState.ACCEPTED: "ok",
    ProjectState.DROPPED: "neutral",
}


class ProjectQuerySet(VisibleQuerySet):
    def in_state(self, state: str) -> Self:
        return self.filter(CONDITIONS[ProjectState(state)])

    def open(self) -> Self:
        return self.filter(STANDS, accepted_on=None)

    def late(self, on: date) -> Self:
        return self.open().filter(ends_on__lt=on)

    def warranty_ending(self, on: date, until: date) -> Self:
        return self.filter(STANDS, warranty_until__range=(on, until))


class Project(models.Model):
    """A work or a renewal of the year: which rooms, how many, for how much, and how far it is.

    Money is in yuan. The bureau's report and approval and the tender are named by their numbers.
    """

    class Kind(models.TextChoices):
        WORKS = "works", pgettext_lazy("kind of project", "building works")
        PAINTING = "painting", pgettext_lazy("kind of project", "painting")
        EQUIPMENT = "equipment", pgettext_lazy("kind of project", "renewal of equipment")
        FURNITURE = "furniture", pgettext_lazy("kind of project", "renewal of desks and chairs")
        GROUNDS = "grounds", pgettext_lazy("kind of project", "grounds and greening")
        OTHER = "other", pgettext_lazy("kind of project", "other")

    year = models.PositiveSmallIntegerField(_("year"))
    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.WORKS)
    scope = models.CharField(_("what it comprises"), max_length=500, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in charge"),
    )
    budget = MoneyField(_("budget (yuan)"), null=True, blank=True)
    funding = models.CharField(_("funds"), max_length=60, blank=True)
    needs_tender = models.BooleanField(_("by public tender"), default=False)
    report_reference = models.CharField(
        _("report to the bureau, number"), max_length=60, blank=True
    )
    bureau_reference = models.CharField(
        _("approval of the bureau, number"), max_length=60, blank=True
    )
    bureau_approved_on = models.DateField(_("approved by the bureau on"), null=True, blank=True)
    tender_reference = models.CharField(_("tender file, number"), max_length=60, blank=True)
    company = models.ForeignKey(
        "stores.Supplier", models.PROTECT, null=True, blank=True, verbose_name=_("company")
    )
    contract_price = MoneyField(_("contract price (yuan)"), null=True, blank=True)
    begins_on = models.DateField(_("planned from"), null=True, blank=True)
    ends_on = models.DateField(_("planned until"), null=True, blank=True)
    schemed_at = models.DateTimeField(_("scheme made at"), null=True, blank=True, editable=False)
    agreed_at = models.DateTimeField(_("agreed to at"), null=True, blank=True, editable=False)
    started_on = models.DateField(_("begun on"), null=True, blank=True, editable=False)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True, editable=False)
    final_cost = MoneyField(_("final cost (yuan)"), null=True, blank=True, editable=False)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True, editable=False)
    dropped_at = models.DateTimeField(
        pgettext_lazy("of a repair", "given up at"), null=True, blank=True, editable=False
    )
    why_dropped = models.CharField(
        _("why it is given up"), max_length=200, blank=True, editable=False
    )

    objects = ProjectQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "begins_on", "pk"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "year", "name"],
                name="project_once_a_year",
                violation_error_message=_("This project is on the list of the year already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(begins_on=None) | Q(ends_on__gte=F("begins_on")),
                name="project_ends_after_beginning",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_on=None)
                | Q(started_on__isnull=False, accepted_on__gte=F("started_on")),
                name="project_begun_before_accepted",
                violation_error_message=_("It begins first, then it is accepted."),
            ),
            models.CheckConstraint(
                condition=Q(started_on=None)
                | Q(needs_tender=False)
                | (~Q(tender_reference="") & ~Q(bureau_reference="")),
                name="project_tendered_before_begun",
                violation_error_message=_(
                    "Works put out to tender begin with the bureau's approval and the tender file."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(budget=None) | Q(budget__gte=0))
                & (Q(contract_price=None) | Q(contract_price__gte=0)),
                name="project_money_not_negative",
                violation_error_message=_("An amount is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("safety:project", args=[self.pk])

    @property
    def state(self) -> ProjectState:
        if self.dropped_at:
            return ProjectState.DROPPED
        if self.accepted_on:
            return ProjectState.ACCEPTED
        if self.started_on:
            return ProjectState.GOING
        if self.agreed_at:
            return ProjectState.AGREED
        return ProjectState.SCHEMED if self.schemed_at else ProjectState.LISTED

    @property
    def tone(self) -> str:
        return TONES[self.state]

    def is_late(self, on: date) -> bool:
        return bool(self.ends_on and self.ends_on < on) and self.state not in (
            ProjectState.ACCEPTED,
            ProjectState.DROPPED,
        )


class ProjectItem(models.Model):
    """How many of what, for which rooms: 52 computers, 7 whiteboard rooms, desks of grade 1.

    `year` spreads a renewal over several years, a grade at a time.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="items", verbose_name=_("project")
    )
    what = models.CharField(_("what"), max_length=80)
    rooms = models.CharField(_("rooms or grade"), max_length=80, blank=True)
    quantity = QuantityField(_("quantity"), default=1)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    price = MoneyField(_("price each (yuan)"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("in the year"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        ordering = ["project", "year", "pk"]
        verbose_name = _("item of a project")
        verbose_name_plural = _("items of projects")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="project_item_positive",
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {plain_quantity(self.quantity)} {self.unit}".strip()

    @property
    def amount(self) -> Decimal | None:
        return (
            None if self.price is None else (self.price * self.quantity).quantize(Decimal("0.01"))
        )


class OfProject(Record):
    """A record of a project. Its entry is of the project's campus."""

    project: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.one_line()


class WorksScheme(OfProject):
    """工程方案: what is built, how safety is kept meanwhile, and when; made before the works begin."""

    kind_code = "works_scheme"

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="schemes", verbose_name=_("project")
    )
    scheme = models.TextField(_("scheme"), max_length=4000)
    safety = models.TextField(_("safety while the works go on"), max_length=2000)

    class Meta:
        verbose_name = _("scheme of works")
        verbose_name_plural = _("schemes of works")

    def one_line(self) -> str:
        return self.project.name


class WorksSupervision(OfProject):
    """工程监督记录: quality, safety and progress as they were seen on a day."""

    kind_code = "works_supervision"

    class Verdict(models.TextChoices):
        RIGHT = "right", pgettext_lazy("supervision of works", "as it should be")
        WRONG = "wrong", pgettext_lazy("supervision of works", "something is not right")

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="supervisions", verbose_name=_("project")
    )
    progress = models.PositiveSmallIntegerField(_("progress (%)"), null=True, blank=True)
    quality = models.CharField(_("quality"), max_length=20, choices=Verdict)
    safety = models.CharField(_("safety"), max_length=20, choices=Verdict)
    seen = models.CharField(_("what was seen"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("supervision of works")
        verbose_name_plural = _("supervisions of works")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quality="right", safety="right") | ~Q(seen=""),
                name="supervision_says_what_is_wrong",
                violation_error_message=_("Say what is not right."),
            ),
            models.CheckConstraint(
                condition=Q(progress=None) | Q(progress__lte=100),
                name="supervision_progress_up_to_100",
                violation_error_message=_("At most 100 %."),
            ),
        ]

    def one_line(self) -> str:
        words = self.seen or str(self.get_quality_display())
        return f"{self.project.name} · {words}"

    @property
    def is_wrong(self) -> bool:
        return "wrong" in (self.quality, self.safety)


class WorksAcceptance(OfProject):
    """工程验收单, with the rooms that are as they were before: furniture back, clean, usable."""

    kind_code = "works_acceptance"
    with_lines = True

    class Conclusion(models.TextChoices):
        PASSED = "passed", pgettext_lazy("acceptance of works", "passed")
        WITH_DEFECTS = "with_defects", pgettext_lazy("acceptance of works", "passed, with defects")
        FAILED = "failed", pgettext_lazy("acceptance of works", "failed")

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="acceptances", verbose_name=_("project")
    )
    conclusion = models.CharField(_("conclusion"), max_length=20, choices=Conclusion)
    defects = models.CharField(_("defects"), max_length=300, blank=True)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)
    final_cost = MoneyField(_("final cost (yuan)"), null=True, blank=True)

    class Meta:
        verbose_name = _("acceptance of works")
        verbose_name_plural = _("acceptances of works")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(conclusion="passed") | ~Q(defects=""),
                name="works_acceptance_names_defects",
                violation_error_message=_("Name the defects."),
            ),
        ]

    def one_line(self) -> str:
        return f"{self.project.name} · {self.get_conclusion_display()}"


class RestoredRoom(RecordLine):
    """A room after the works: what has to be as before, and whether it is."""

    sheet = models.ForeignKey(
        WorksAcceptance, models.PROTECT, related_name="lines", verbose_name=_("acceptance of works")
    )
    room = models.CharField(pgettext_lazy("of a repair", "room"), max_length=80)
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    is_back = models.BooleanField(_("furniture is back"))
    is_clean = models.BooleanField(_("clean and usable"))
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta(RecordLine.Meta):
        verbose_name = _("restored room")
        verbose_name_plural = _("restored rooms")

    def __str__(self) -> str:
        return self.room

    @property
    def is_restored(self) -> bool:
        return self.is_back and self.is_clean
