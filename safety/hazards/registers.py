"""安全隐患排查治理台账, and the reports and monthly summaries beside it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from logistics.duties.models import FindingState, Recheck, Rectification
from logistics.records.models import Entry, Photo
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    STATE,
    EntryRegister,
)
from logistics.records.searching import ALL, EntrySearch
from logistics.registers import Column
from safety.models import Category, Hazard, HazardReport, HazardSummary, Level
from safety.models.hazards import IS_OPEN, OF_FINDING

VOIDED = Entry.Status.VOIDED


class HazardSearch(EntrySearch):
    """Finds hazards also by their level, their category and whether they are closed."""

    level = forms.ChoiceField(
        label=pgettext_lazy("a hazard", "Level"), required=False, choices=[ALL, *Level.choices]
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), required=False, choices=[ALL, *Category.choices]
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How it stands"),
        required=False,
        choices=[
            ALL,
            ("held", pgettext_lazy("a hazard", "not withdrawn")),
            ("closed", pgettext_lazy("a hazard", "closed")),
            ("open", pgettext_lazy("a hazard", "open")),
        ],
    )
    HOW = {
        "held": Q(finding__withdrawn_at=None),
        "closed": OF_FINDING[FindingState.CLOSED],
        "open": IS_OPEN,
    }

    def hazards(self) -> QuerySet[Hazard] | None:
        """Those asked for; None: all."""
        wanted = Q(**{name: said for name in ("level", "category") if (said := self.said(name))})
        wanted &= self.HOW.get(self.said("how"), Q())
        return Hazard.objects.filter(wanted) if wanted else None


class HazardRegister(EntryRegister):
    """安全隐患排查治理台账, in the official columns."""

    code = "hazards"
    trade = "safety"
    title = gettext_lazy("Register of hazards")
    kind = "hazard"
    model = Hazard
    search = HazardSearch
    filters = (*EntryRegister.filters, "level", "category", "how")
    related = ("finding", "responsible", "finding__closed_by", "finding__found_by")
    searched = ("what", "spot", "measure")
    columns = (
        NUMBER,
        STATE,
        Column("found_on", pgettext_lazy("a hazard", "Found on"), "entry.happened_at", width=17),
        Column("found_by", pgettext_lazy("a hazard", "Found by"), "finding.found_by", width=10),
        Column("source", pgettext_lazy("a hazard", "Source"), "get_source_display", width=10),
        Column("area", pgettext_lazy("a hazard", "Area"), "entry.place", width=14),
        Column("spot", pgettext_lazy("a hazard", "Spot"), width=14),
        Column("category", gettext_lazy("Category"), "get_category_display", width=10),
        Column("what", gettext_lazy("Description of the hazard"), width=28),
        Column("photos_before", gettext_lazy("Photos before"), width=8, number=True),
        Column("level", pgettext_lazy("a hazard", "Level"), "get_level_display", width=8),
        Column("basis", gettext_lazy("Basis of a major one"), "get_basis_display", width=18),
        Column("measure", pgettext_lazy("a finding", "Measure"), width=24),
        Column("responsible", gettext_lazy("Answerable"), width=10),
        Column(
            "fund",
            pgettext_lazy("set aside", "Money"),
            unit=gettext_lazy("yuan"),
            width=10,
            number=True,
        ),
        Column("deadline", gettext_lazy("Deadline"), width=12),
        Column("contingency", gettext_lazy("Emergency plan"), width=18),
        Column("interim", gettext_lazy("Control meanwhile"), width=18),
        Column("rectified_on", gettext_lazy("Put right on"), "finding.put_right_at", width=17),
        Column("photos_after", gettext_lazy("Photos afterwards"), width=8, number=True),
        Column("recheck_by", gettext_lazy("Rechecked by"), width=10),
        Column("recheck_on", gettext_lazy("Rechecked on"), width=17),
        Column("recheck_result", gettext_lazy("Result of the recheck"), width=10),
        Column("reported_to", gettext_lazy("Reported to"), width=16),
        Column("reported_at", gettext_lazy("Reported at"), width=17),
        Column("status", gettext_lazy("How it stands"), width=10),
        CAMPUS,
        ENTERED,
    )
    signatures = (
        pgettext_lazy("a hazard", "Found by"), gettext_lazy("Person in charge"), gettext_lazy("Principal"),
    )  # fmt: skip
    legend = gettext_lazy(
        "A major hazard has its measure, its person, its money, its deadline and its emergency "
        "plan; an ordinary one at least measure, person and deadline. Whoever answers for it does "
        "not check it again."
    )
    today: date | None = None

    def rows(self, person: Any, search: Any) -> QuerySet[Entry]:
        self.today = search.today
        entries = super().rows(person, search)
        found = search.hazards() if search.is_valid() else None
        return entries if found is None else entries.filter(pk__in=found.values("pk"))

    def records(self, keys: Iterable[int]) -> list[Any]:
        """With photos, the last recheck and the last report upwards: four queries beside their own."""
        rows: list[Any] = super().records(keys)
        findings = [row.finding_id for row in rows]
        before = photos_of({key for row in rows for key in (row.pk, row.finding.entry_id)})
        after, checks = photos_after(findings), last_checks(findings)
        reports = last_reports([row.pk for row in rows])
        for row in rows:
            row.photos_before = before.get(row.pk, 0) or before.get(row.finding.entry_id, 0)
            row.photos_after = after.get(row.finding_id, 0)
            tell_of_check(row, checks.get(row.finding_id))
            tell_of_report(row, reports.get(row.pk))
            row.status = status_of(row, self.today)
        return rows


def photos_of(entries: set[int]) -> dict[int, int]:
    rows = Photo.objects.filter(entry__in=entries).order_by().values_list("entry")
    return dict(rows.annotate(Count("pk")))


def photos_after(findings: list[int]) -> dict[int, int]:
    """Photos with what was done, by finding."""
    rows = Rectification.objects.filter(finding__in=findings).exclude(entry__status=VOIDED)
    counted = rows.order_by().values_list("finding").annotate(Count("entry__photos"))
    return dict(counted)


def last_checks(findings: list[int]) -> dict[int, tuple[str, datetime, bool]]:
    """By whom, when and with what result each finding was checked last."""
    rows = Recheck.objects.filter(finding__in=findings).exclude(entry__status=VOIDED)
    told = ("finding", "entry__entered_by__name", "entry__happened_at", "passed")
    return {
        finding: (by, at, passed)
        for finding, by, at, passed in rows.order_by("pk").values_list(*told)
    }


def last_reports(hazards: list[int]) -> dict[int, tuple[str, datetime]]:
    """To whom and when each hazard was reported last."""
    rows = HazardReport.objects.filter(hazard__in=hazards).exclude(entry__status=VOIDED)
    told = ("hazard", "reported_to", "entry__happened_at")
    return {hazard: (to, at) for hazard, to, at in rows.order_by("pk").values_list(*told)}


def tell_of_check(row: Any, check: tuple[str, datetime, bool] | None) -> None:
    row.recheck_by, row.recheck_on, passed = check or ("", None, None)
    row.recheck_result = "" if passed is None else Recheck(passed=passed).verdict


def tell_of_report(row: Any, report: tuple[str, datetime] | None) -> None:
    row.reported_to, row.reported_at = report or ("", None)


def status_of(hazard: Hazard, today: date | None) -> str:
    """待整改, 整改中, 待复查, 已销号; and whether its day is over."""
    finding = hazard.finding
    if finding.state == FindingState.OPEN and hazard.level:
        words = pgettext("a hazard", "being put right")
    else:
        words = str(finding.state.label)
    if today and finding.is_late(today):
        return _("%(state)s, overdue") % {"state": words}
    return words


class HazardReportRegister(EntryRegister):
    """重大隐患上报记录."""

    code = "hazard-reports"
    trade = "safety"
    title = gettext_lazy("Register of reported major hazards")
    kind = "hazard_report"
    model = HazardReport
    related = ("hazard",)
    searched = ("reported_to", "answer", "hazard__what")
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("hazard", gettext_lazy("Hazard"), "hazard.what", width=28),
        Column("reported_to", gettext_lazy("Reported to"), width=18),
        Column("how", gettext_lazy("How it was reported"), "get_how_display", width=12),
        Column("answer", gettext_lazy("What they said"), width=28),
        BY,
        CAMPUS,
        ENTERED,
    )


class HazardSummaryRegister(EntryRegister):
    """隐患排查治理月报."""

    code = "hazard-summaries"
    trade = "safety"
    title = gettext_lazy("Monthly summaries of hazards")
    kind = "hazard_summary"
    model = HazardSummary
    searched = ("note",)
    columns = (
        NUMBER,
        STATE,
        Column("month", gettext_lazy("Month"), lambda row: f"{row.month:%Y-%m}", width=10),
        Column("found", pgettext_lazy("hazards", "Found"), width=8, number=True),
        Column("ordinary", pgettext_lazy("hazards", "Ordinary"), width=8, number=True),
        Column("major", pgettext_lazy("hazards", "Major"), width=8, number=True),
        Column("closed", pgettext_lazy("findings", "Closed"), width=8, number=True),
        Column("rate", gettext_lazy("Rate of putting right"), "rate_words", width=10),
        Column("overdue", gettext_lazy("Overdue"), width=8, number=True),
        Column("note", gettext_lazy("What follows from it"), width=28),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (gettext_lazy("Recorded by"), gettext_lazy("Principal"))


REGISTERS = [HazardRegister, HazardReportRegister, HazardSummaryRegister]
