"""The registers of repairs: tickets in the conventional columns, upkeep piece by piece, works."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.records.models import Record
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    STATE,
    WHERE,
    EntryRegister,
    WithLines,
)
from logistics.registers import Column, Value
from safety.models import Maintenance, RepairPlan, RepairReport, WorksAcceptance, WorksSupervision

FILTERS = ("period", "campus", "school_class", "place", "person", "state", "reason", "q", "order")


def repeats(record: Any) -> Value:
    """返修: sent back before it was accepted, or broken again soon after a repair."""
    ticket = record.ticket
    words = [f"{ticket.redone}"] if ticket.redone else []
    return "、".join([*words, *([ticket.again_of.number] if ticket.again_of else [])])


def parts(record: Any) -> Value:
    return "、".join(
        f"{part.item} {part.quantity.normalize():f}" for part in record.ticket.parts.all()
    )


def reporter(record: Any) -> Value:
    return record.outsider or str(record.entry.entered_by)


class RepairRegister(EntryRegister):
    """报修维修登记表: one row a report, with all that became of it."""

    code = "repairs"
    trade = "safety"
    title = _("Register of repairs")
    kind = "repair_report"
    model = RepairReport
    related = (
        "ticket", "ticket__assigned_by", "ticket__repairer", "ticket__company", "ticket__again_of",
        "ticket__accepted_by", "ticket__closed_by",
    )  # fmt: skip
    searched = ("what", "thing", "ticket__work")
    filters = FILTERS
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        CAMPUS,
        Column("reporter", _("Reported by"), reporter, width=12),
        WHERE,
        Column("phone", _("Phone"), width=12, hidden=True),
        Column("thing", _("Asset"), width=20, hidden=True),
        Column("category", pgettext_lazy("of a repair", "Trade"), "ticket.get_category_display", width=12),
        Column("urgency", _("Urgency"), "ticket.get_urgency_display", width=10),
        Column("what", _("Fault"), width=26),
        Column("wanted_on", _("Wished for by"), width=11, hidden=True),
        Column("assigned_by", _("Given out by"), "ticket.assigned_by", width=10, hidden=True),
        Column("assigned_at", _("Given out at"), "ticket.assigned_at", width=17, hidden=True),
        Column("repairer", _("Repaired by"), "ticket.who_repairs", width=14),
        Column("taken_at", _("Taken at"), "ticket.taken_at", width=17, hidden=True),
        Column("arrived_at", _("On the spot at"), "ticket.arrived_at", width=17, hidden=True),
        Column("work", _("What was done"), "ticket.work", width=26),
        Column("parts", _("Parts"), parts, width=18),
        Column("cost", _("Cost"), "ticket.cost", unit=_("yuan"), width=10, number=True),
        Column("done_at", _("Repaired at"), "ticket.done_at", width=17),
        Column("accepted_by", _("Accepted by"), "ticket.accepted_by", width=10),
        Column("conclusion", _("Conclusion"), "ticket.state_words", width=14),
        Column(
            "satisfaction", _("Satisfaction"), "ticket.get_satisfaction_display", width=10
        ),
        Column("repeats", pgettext_lazy("of a repair", "Repeat"), repeats, width=10),
        ENTERED,
    )  # fmt: skip
    signatures = (_("Reported by"), _("Repaired by"), _("Accepted by"))

    def records(self, keys: Iterable[int]) -> list[Record]:
        """With the parts of each repair, in two queries more."""
        found = super().records(keys)
        prefetch_related_objects(found, "ticket__parts__item")
        return found


class MaintenanceRegister(WithLines, EntryRegister):
    """维修保养记录: what was done to how many of what."""

    code = "maintenance"
    trade = "safety"
    title = _("Register of maintenance")
    kind = "maintenance"
    model = Maintenance
    related = ("company", "plan")
    searched = ("work", "lines__thing")
    filters = FILTERS
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        CAMPUS,
        WHERE,
        Column("occasion", pgettext_lazy("maintenance", "Occasion"), "get_occasion_display", width=16),
        Column("pieces", _("Things and pieces"), "one_line", width=30),
        Column("work", _("What was done"), width=26),
        Column("company", pgettext_lazy("of works", "Company"), width=14, hidden=True),
        Column("plan", _("Repair plan"), width=18, hidden=True),
        Column("cost", _("Cost"), unit=_("yuan"), width=10, total=True),
        BY,
        ENTERED,
    )  # fmt: skip


class RepairPlanRegister(EntryRegister):
    """维修计划登记."""

    code = "repair-plans"
    trade = "safety"
    title = _("Register of repair plans")
    kind = "repair_plan"
    model = RepairPlan
    searched = ("title", "lines__what")
    filters = ("period", "campus", "person", "state", "reason", "q", "order")
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        CAMPUS,
        Column("title", _("Title"), width=26),
        Column("occasion", pgettext_lazy("repair plan", "Occasion"), "get_occasion_display", width=14),
        Column("first_on", _("From"), width=11),
        Column("last_on", _("To"), width=11),
        Column("budget", _("Budget"), unit=_("yuan"), width=12, total=True),
        Column("agreed_at", _("Agreed to at"), width=17),
        BY,
        ENTERED,
    )  # fmt: skip


class SupervisionRegister(EntryRegister):
    """工程监督记录."""

    code = "works-supervision"
    trade = "safety"
    title = _("Register of the supervision of works")
    kind = "works_supervision"
    model = WorksSupervision
    related = ("project",)
    searched = ("seen", "project__name")
    filters = ("period", "campus", "person", "state", "reason", "q", "order")
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        CAMPUS,
        Column("project", _("Project"), width=24),
        Column("progress", _("Progress"), unit="%", width=9),
        Column("quality", _("Quality"), "get_quality_display", width=12),
        Column("safety", pgettext_lazy("of works", "Safety"), "get_safety_display", width=12),
        Column("seen", _("What was seen"), width=30),
        BY,
        ENTERED,
    )  # fmt: skip


class WorksAcceptanceRegister(EntryRegister):
    """工程验收登记."""

    code = "works-acceptance"
    trade = "safety"
    title = _("Register of the acceptance of works")
    kind = "works_acceptance"
    model = WorksAcceptance
    related = ("project", "project__company")
    searched = ("defects", "project__name")
    filters = ("period", "campus", "person", "state", "reason", "q", "order")
    keep_years = 15
    columns = (
        NUMBER,
        STATE,
        HAPPENED,
        CAMPUS,
        Column("project", _("Project"), width=24),
        Column("company", pgettext_lazy("of works", "Company"), "project.company", width=18),
        Column("conclusion", _("Conclusion"), "get_conclusion_display", width=14),
        Column("defects", _("Defects"), width=26),
        Column("warranty_until", _("Warranty until"), width=12),
        Column("final_cost", _("Final cost"), unit=_("yuan"), width=12, total=True),
        BY,
        ENTERED,
    )  # fmt: skip
    signatures = (_("Accepted by"), _("Construction company"), _("Person in charge"))


REGISTERS: list[Any] = [
    RepairRegister,
    MaintenanceRegister,
    RepairPlanRegister,
    SupervisionRegister,
    WorksAcceptanceRegister,
]
