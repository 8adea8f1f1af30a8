"""安全隐患: what could hurt somebody, how bad it is, and the five things settled about it."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.duties.models import Finding, FindingState
from logistics.fields import MoneyField
from logistics.records.models import Record
from logistics.school.reach import VisibleQuerySet
from safety.models.checklists import Category


class Origin(models.TextChoices):
    """What kind of look at the school found it."""

    DAILY = "daily", pgettext_lazy("found by", "daily check")
    WEEKLY = "weekly", pgettext_lazy("found by", "weekly check")
    MONTHLY = "monthly", pgettext_lazy("found by", "monthly check")
    SPECIAL = "special", pgettext_lazy("found by", "special check")
    AUTHORITY = "authority", pgettext_lazy("found by", "check by an authority")
    REPAIR = "repair", pgettext_lazy("found by", "repair ticket")


class Level(models.TextChoices):
    ORDINARY = "ordinary", pgettext_lazy("hazard", "ordinary")
    MAJOR = "major", pgettext_lazy("hazard", "major")


class Basis(models.TextChoices):
    """What makes a hazard a major one outright, shortened from the ministry's criteria of 2024."""

    NO_SYSTEM = "no_system", _("No fire safety responsibility system")
    ROOMS = (
        "rooms",
        _("Children's rooms in a basement, or a kindergarten on the 4th floor or above"),
    )
    MATERIAL = "material", _("Flammables or low-grade foam panels in a crowded building")
    SYSTEMS = "systems", _("Fire alarm, sprinkler, hydrant or smoke system missing or unusable")
    HOT_WORK = "hot_work", _("Hot work without permit and supervision")
    CHARGING = "charging", _("E-bikes or batteries parked or charged inside a building")
    APPROVAL = "approval", _("Building in use without fire design approval or acceptance")
    EXITS = "exits", _("Exits missing or narrower than 80 % of the standard")
    BARS = "bars", _("Bars or barriers on escape windows")
    CHEMICALS = "chemicals", _("Flammable or dangerous goods kept illegally in a laboratory")
    OTHER = "other", _("Another item of the criteria")


IS_SETTLED = Q(responsible__isnull=False, deadline__isnull=False) & ~Q(measure="")
IS_FULLY_SETTLED = Q(fund__isnull=False) & ~Q(contingency="") & ~Q(interim="") & ~Q(basis="")


# How the finding of a hazard stands.
IS_OPEN = Q(finding__closed_at=None, finding__withdrawn_at=None)
OF_FINDING = {
    FindingState.OPEN: IS_OPEN & Q(finding__put_right_at=None),
    FindingState.PUT_RIGHT: IS_OPEN & Q(finding__put_right_at__isnull=False),
    FindingState.CLOSED: Q(finding__closed_at__isnull=False),
    FindingState.WITHDRAWN: Q(finding__withdrawn_at__isnull=False),
}

LISTED = (
    "what", "spot", "category", "level", "entry__happened_at", "entry__campus__name",
    "entry__place__name", "responsible__name", "finding__due_on", "finding__put_right_at",
    "finding__closed_at", "finding__withdrawn_at", "finding__found_by__name",
)  # fmt: skip


class HazardQuerySet(VisibleQuerySet):
    campus_column = "entry__campus_id"

    def visible_to(self, person: Any, permission: str) -> Self:
        """Of the campuses the permission reaches; also what one found or has to put right."""
        reached = person.reach(permission).within(campus="entry__campus_id")
        own = Q(finding__owner_id=person.pk) | Q(finding__found_by_id=person.pk)
        return self.filter(reached | own)

    def in_state(self, state: str) -> Self:
        return self.filter(OF_FINDING[FindingState(state)])

    def standing(self) -> Self:
        """All that were hazards indeed."""
        return self.exclude(entry__status="voided").filter(finding__withdrawn_at=None)

    def unsettled(self) -> Self:
        return self.filter(IS_OPEN)

    def overdue(self, on: date) -> Self:
        return self.unsettled().filter(finding__due_on__lt=on)

    def saying(self, words: str) -> Self:
        """What is dangerous, the measure or the place holds these words."""
        said = Q(what__icontains=words) | Q(measure__icontains=words) | Q(spot__icontains=words)
        return self.filter(said | Q(entry__place__name__icontains=words))

    def for_rows(self) -> Self:
        return self.select_related(
            "entry", "entry__campus", "entry__place", "entry__school_class",
            "finding", "finding__owner", "finding__found_by", "responsible",
        ).defer("finding__owner__identity_number", "finding__found_by__identity_number",
                "responsible__identity_number")  # fmt: skip

    def for_list(self) -> Self:
        """What a line of the list says, and no more: people and places have many columns."""
        rows = self.select_related(
            "entry__campus", "entry__place", "finding__found_by", "responsible"
        )
        return rows.only(*LISTED)


class Hazard(Record):
    """One hazard as the register keeps it; how it stands is read off its finding.

    It is opened without a level; whoever answers for safety grades it, which is a version of its
    own. An ordinary one then has its measure, its person and its deadline, a major one besides the
    money, the plan for an emergency and what is closed off meanwhile. `finding` is how it is put
    right and checked again.
    """

    kind_code = "hazard"

    finding = models.OneToOneField(
        Finding, models.PROTECT, related_name="hazard", verbose_name=_("finding")
    )
    what = models.CharField(pgettext_lazy("a hazard", "what is dangerous"), max_length=300)
    spot = models.CharField(_("where exactly"), max_length=100, blank=True)
    source = models.CharField(_("found by"), max_length=20, choices=Origin, default=Origin.DAILY)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    level = models.CharField(
        pgettext_lazy("of a hazard", "level"), max_length=10, choices=Level, blank=True
    )
    basis = models.CharField(_("why it is major"), max_length=20, choices=Basis, blank=True)
    basis_note = models.CharField(_("in the words of the criteria"), max_length=200, blank=True)
    measure = models.CharField(_("measure"), max_length=300, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    fund = MoneyField(_("money set aside (yuan)"), null=True, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    contingency = models.CharField(_("if it happens meanwhile"), max_length=300, blank=True)
    interim = models.CharField(
        _("closed off meanwhile"),
        max_length=300,
        blank=True,
        help_text=_("Taken out of use, fenced off, watched"),
    )

    objects = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = _("hazard")
        verbose_name_plural = _("hazards")
        indexes = [
            models.Index(fields=["category", "entry"], name="hazard_category"),
            models.Index(fields=["level", "entry"], name="hazard_level"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="") | IS_SETTLED,
                name="hazard_graded_is_settled",
                violation_error_message=_(
                    "A graded hazard has its measure, its responsible person and its deadline."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(level="major") | IS_FULLY_SETTLED,
                name="hazard_major_is_fully_settled",
                violation_error_message=_(
                    "A major hazard says why it is major, what is closed off meanwhile, which "
                    "money is set aside and what is done if it happens."
                ),
            ),
            models.CheckConstraint(
                condition=Q(level="major") | Q(basis=""),
                name="hazard_basis_of_major_alone",
                violation_error_message=_("Only a major hazard has a reason for being major."),
            ),
            models.CheckConstraint(
                condition=Q(fund=None) | Q(fund__gte=0),
                name="hazard_fund_not_negative",
                violation_error_message=_("Money is not less than zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("safety:hazard", args=[self.pk])

    def before_insert(self) -> None:
        """One reported by itself has found what it tells of."""
        if self.finding_id is None:
            entry = self.entry
            self.finding = Finding.objects.create(
                entry=entry, campus_id=entry.campus_id, place_id=entry.place_id,
                school_class_id=entry.school_class_id, what=self.what,
                found_at=entry.happened_at, found_by_id=entry.entered_by_id,
                measure=self.measure, owner=self.responsible, due_on=self.deadline,
            )  # fmt: skip

    def one_line(self) -> str:
        return self.what

    @property
    def is_major(self) -> bool:
        return self.level == Level.MAJOR


class HazardReport(Record):
    """隐患上报: a major hazard was reported upwards: to whom, how, and what they said."""

    kind_code = "hazard_report"

    class How(models.TextChoices):
        PHONE = "phone", pgettext_lazy("reported by", "telephone")
        PAPER = "paper", pgettext_lazy("reported by", "on paper")
        PLATFORM = "platform", pgettext_lazy("reported by", "reporting platform")
        MEETING = "meeting", pgettext_lazy("reported by", "in person")

    hazard = models.ForeignKey(
        Hazard, models.PROTECT, related_name="reports", verbose_name=_("hazard")
    )
    reported_to = models.CharField(_("reported to"), max_length=100)
    how = models.CharField(_("how it was reported"), max_length=10, choices=How, default=How.PHONE)
    answer = models.CharField(_("what they said"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("report of a hazard")
        verbose_name_plural = _("reports of hazards")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.hazard.what} → {self.reported_to}"


class HazardSummary(Record):
    """隐患排查治理月报: the month's figures as they stood when they were filed."""

    kind_code = "hazard_summary"

    month = models.DateField(_("month"), help_text=_("Its first day"))
    found = models.PositiveIntegerField(pgettext_lazy("hazards", "found"))
    ordinary = models.PositiveIntegerField(pgettext_lazy("hazards", "ordinary ones"))
    major = models.PositiveIntegerField(pgettext_lazy("hazards", "major ones"))
    closed = models.PositiveIntegerField(pgettext_lazy("hazards", "closed ones"))
    overdue = models.PositiveIntegerField(pgettext_lazy("hazards", "overdue ones"))
    note = models.CharField(_("what follows from it"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("monthly summary of hazards")
        verbose_name_plural = _("monthly summaries of hazards")
        constraints = [
            models.CheckConstraint(
                condition=Q(found__gte=models.F("ordinary") + models.F("major"))
                & Q(found__gte=models.F("closed") + models.F("overdue")),
                name="hazard_summary_adds_up",
                violation_error_message=_("No more is graded, closed or overdue than was found."),
            ),
        ]

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return gettext("%(month)s: %(found)s found, %(closed)s closed, %(overdue)s overdue") % {
            "month": f"{self.month:%Y-%m}",
            "found": self.found,
            "closed": self.closed,
            "overdue": self.overdue,
        }

    @property
    def rate(self) -> float | None:
        """The share of what was found that was closed."""
        return self.closed / self.found if self.found else None

    @property
    def rate_words(self) -> str:
        return "" if self.rate is None else f"{self.rate:.1%}"
