"""The registers of cleaning and of the outsourced companies."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from logistics.duties.models import Finding
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    STATE,
    WHERE,
    EntryRegister,
)
from logistics.registers import Column
from safety.models import Cleaning, CompanyEvaluation, CompanyOpinion, PostAttendance, PostLine


class CleaningRegister(EntryRegister):
    """清扫保洁记录."""

    code = "cleanings"
    trade = "safety"
    title = _("Register of cleaning")
    kind = "cleaning"
    model = Cleaning
    searched = ("note",)
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        WHERE,
        Column("work", _("What was done"), "get_work_display", width=14),
        Column("note", _("Note"), width=24),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Recorded by"), pgettext_lazy("a check", "Checked by"))


class WithAnswers(EntryRegister):
    """Records about a contract, with what became of that which was asked of the company."""

    related = ("contract", "contract__supplier")

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows: list[Any] = super().records(keys)
        findings = Finding.objects.filter(entry__in=[row.pk for row in rows])
        by_entry = {finding.entry_id: finding for finding in findings}
        for row in rows:
            row.demanded = by_entry.get(row.pk)
            row.how_it_stands = row.demanded.state.label if row.demanded else ""
        return rows


class CompanyEvaluationRegister(WithAnswers):
    """外包服务月考评."""

    code = "company-evaluations"
    trade = "safety"
    title = _("Monthly evaluations of outsourced companies")
    kind = "company_evaluation"
    model = CompanyEvaluation
    searched = ("problems", "verdict", "contract__supplier__name")
    columns = (
        NUMBER,
        STATE,
        Column("company", _("Company"), "contract.supplier", width=18),
        Column("service", _("Service"), "contract.get_service_display", width=14),
        Column("month", _("Month"), lambda row: f"{row.month:%Y-%m}", width=10),
        Column("score", _("Points"), width=8, number=True),
        Column("problems", _("What has to change"), width=28),
        Column("how_it_stands", _("How it stands"), width=12),
        Column("closed_on", _("Changed and checked on"), "demanded.closed_at", width=17),
        Column("verdict", _("Verdict"), width=24),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Evaluated by"), _("Company"), _("Principal"))


class CompanyOpinionRegister(WithAnswers):
    """意见与改进要求."""

    code = "company-opinions"
    trade = "safety"
    title = _("Opinions about outsourced services")
    kind = "company_opinion"
    model = CompanyOpinion
    searched = ("said", "demand", "contract__supplier__name")
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("company", _("Company"), "contract.supplier", width=18),
        Column("said", _("What was said"), width=28),
        Column("said_by", _("By whom"), width=12),
        Column("demand", _("What the company is asked to do"), width=24),
        Column("how_it_stands", _("How it stands"), width=12),
        Column("closed_on", _("Changed and checked on"), "demanded.closed_at", width=17),
        BY,
        CAMPUS,
        ENTERED,
    )


class PostRegister(EntryRegister):
    """外包人员到岗记录."""

    code = "posts"
    trade = "safety"
    title = _("Outsourced staff on post")
    kind = "post_attendance"
    model = PostAttendance
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        Column("owed", pgettext_lazy("on post", "Owed"), width=8, number=True),
        Column("present", pgettext_lazy("on post", "There"), width=8, number=True),
        Column("late", pgettext_lazy("on post", "Late"), width=8, number=True),
        Column("said", _("By company"), width=48),
        BY,
        CAMPUS,
        ENTERED,
    )

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows: list[Any] = super().records(keys)
        lines: dict[int, list[PostLine]] = defaultdict(list)
        of_rows = PostLine.objects.filter(sheet__in=[row.pk for row in rows])
        for line in of_rows.select_related("contract__supplier"):
            lines[line.sheet_id].append(line)
        for row in rows:
            tell(row, lines[row.pk])
        return rows


def tell(row: Any, lines: list[PostLine]) -> None:
    row.owed, row.present = sum(x.owed for x in lines), sum(x.present for x in lines)
    row.late = sum(x.late for x in lines)
    row.said = pgettext("between the parts of a list", "; ").join(
        f"{x.contract} {x.present}/{x.owed} {x.note}".strip() for x in lines
    )


REGISTERS = [
    CleaningRegister,
    CompanyEvaluationRegister,
    CompanyOpinionRegister,
    PostRegister,
]
