"""The official registers of illness, in the order of their columns."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from health.models import (
    DiseaseColumn,
    EpidemicReport,
    InfectiousCase,
    IsolationRoomUse,
    ReturnCheck,
    TerminalDisinfection,
)
from health.symptoms import in_words
from logistics.records.naming import NamesChildren
from logistics.records.registers import BY, CAMPUS, ENTERED, HAPPENED, NUMBER, STATE, EntryRegister
from logistics.registers import Column

TICK = "√"
CASES, NUMBERS = "health.view_child", "health.view_statistics"


def symptoms(record: Any) -> str:
    return in_words(record.symptoms)


def age(case: Any) -> int:
    return case.child.age(case.onset_on)


def measures(case: Any) -> str:
    """处置: what was done about it."""
    words = [
        (case.is_isolated, pgettext("measure", "isolated")),
        (case.is_disinfected, pgettext("measure", "disinfected")),
        (case.reported_at, pgettext("measure", "reported")),
    ]
    comma = pgettext("between the parts of a list", "; ")
    return comma.join(word for done, word in words if done)


def tick(column: str) -> Any:
    """√ in the column of the disease; under the others its name, so that it can be known."""

    def ticked(case: Any) -> str:
        if case.disease.column != column:
            return ""
        return str(case.disease) if column == DiseaseColumn.OTHER else TICK

    return ticked


def returned(name: str) -> Any:
    def said(case: Any) -> Any:
        return getattr(case.back, name) if case.back else None

    return said


def proof(case: Any) -> str:
    return str(case.back.get_proof_display()) if case.back else ""


class CaseRegister(NamesChildren, EntryRegister):
    """儿童传染病登记表 (表4)."""

    code = "infectious-cases"
    trade = "health"
    title = _("Register of children's infectious diseases")
    kind = "infectious_case"
    model = InfectiousCase
    permission = CASES
    related = ("child", "disease", "reported_by")
    searched = ("child__name", "disease__name", "reported_to")
    orientation = "landscape"
    columns = (
        NUMBER,
        STATE,
        Column("school_class", _("Class"), "entry.school_class", width=12),
        Column("child", pgettext_lazy("of a person", "Name"), "child", width=12),
        Column("sex", _("Sex"), "child.get_sex_display", width=6),
        Column("age", _("Age"), age, width=6),
        Column("onset_on", _("Fell ill on"), width=12),
        *(
            Column(f"is_{code}", label, tick(code), width=10)
            for code, label in DiseaseColumn.choices
        ),
        Column("diagnosed_by", _("Diagnosed by"), width=18),
        Column("diagnosed_on", _("Diagnosed on"), width=12),
        Column("measures", _("Measures"), measures, width=14),
        Column("reported_at", _("Reported at"), width=17),
        Column("reported_by", pgettext_lazy("to an authority", "Reported by"), width=10),
        Column("reported_to", _("Reported to"), width=16),
        Column("left_on", _("Left the school on"), width=12),
        Column(
            "returned_on",
            pgettext_lazy("a child", "Returned on"),
            returned("returned_on"),
            width=12,
        ),
        Column("proof", _("Proof of the return"), proof, width=14),
        Column("observed_from", _("Class observed from"), width=12),
        Column("observed_until", _("Class observed until"), width=12),
        Column("isolation_until", _("Isolated until"), width=12, hidden=True),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Health doctor"), _("Reviewed by"), _("Person in charge"))
    legend = _(
        "A tick stands in the column of the disease; others are named. A child returns only with "
        "a proof."
    )

    def records(self, keys: Iterable[int]) -> list[Any]:
        cases: list[Any] = super().records(keys)
        rows = ReturnCheck.objects.standing().filter(case__in=[case.pk for case in cases])
        back = {check.case_id: check for check in rows.order_by("returned_on", "pk")}
        for case in cases:
            case.back = back.get(case.pk)
        return cases


def reported_what(sheet: Any) -> str:
    words = [str(sheet.disease) if sheet.disease else "", in_words(sheet.symptoms)]
    return pgettext("between the parts of a list", "; ").join(word for word in words if word)


class EpidemicReportRegister(EntryRegister):
    """传染病疫情报告登记."""

    code = "epidemic-reports"
    trade = "health"
    title = _("Register of epidemic reports")
    kind = "epidemic_report"
    model = EpidemicReport
    permission = NUMBERS
    related = ("disease",)
    searched = ("classes", "authority", "guidance")
    columns = (
        NUMBER,
        STATE,
        Column("found_at", _("Found at"), width=17),
        Column("case_count", _("Cases"), width=8, number=True, total=True),
        Column("classes", _("Classes"), width=18),
        Column("symptoms", _("Disease and symptoms"), reported_what, width=20),
        Column("reported_at", _("Reported at"), "entry.happened_at", width=17),
        Column("authority", _("Reported to"), width=20),
        BY,
        Column("guidance", _("What they advised"), width=28),
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Health doctor"), _("Principal"))


def strength(sheet: Any) -> str:
    return f"{sheet.concentration} mg/L" if sheet.concentration else ""


def treated_where(sheet: Any) -> str:
    parts = [str(part) for part in (sheet.entry.school_class, sheet.entry.place) if part]
    return " · ".join(parts)


class TerminalDisinfectionRegister(EntryRegister):
    """终末消毒记录."""

    code = "terminal-disinfections"
    trade = "health"
    title = _("Register of terminal disinfection")
    kind = "terminal_disinfection"
    model = TerminalDisinfection
    related = ("disease",)
    searched = ("objects_treated", "guided_by")
    columns = (
        NUMBER,
        STATE,
        Column("disease", _("Disease"), width=14),
        Column("where", _("Place"), treated_where, width=16),
        Column("objects_treated", _("Things"), width=24),
        Column("agent", _("Disinfectant"), "get_agent_display", width=16),
        Column("concentration", _("Concentration"), strength, width=12),
        HAPPENED,
        Column("minutes", pgettext_lazy("how long", "Minutes"), width=8, number=True),
        Column("operator", _("Done by"), "entry.entered_by", width=10),
        Column("guided_by", _("Guided by"), width=14),
        CAMPUS,
        ENTERED,
    )
    signatures = (pgettext_lazy("disinfection", "Done by"), _("Health doctor"))


class IsolationRoomRegister(NamesChildren, EntryRegister):
    """隔离(观察)室使用记录."""

    code = "isolation-room"
    trade = "health"
    title = _("Register of the isolation room")
    kind = "isolation_room_use"
    model = IsolationRoomUse
    permission = CASES
    related = ("child",)
    searched = ("child__name",)
    columns = (
        NUMBER,
        STATE,
        Column("school_class", _("Class"), "entry.school_class", width=12),
        Column("child", pgettext_lazy("of a person", "Name"), "child", width=12),
        Column("came_at", _("Came in at"), "entry.happened_at", width=17),
        Column("left_at", _("Left the room at"), width=17),
        Column("symptoms", _("Symptoms"), symptoms, width=20),
        Column("temperature", _("Temperature"), unit="℃", width=10, number=True),
        Column("handling", _("Handling"), "get_handling_display", width=16),
        Column("fetched_at", _("Fetched at"), width=17),
        Column("disinfected_at", _("Room disinfected at"), width=17),
        BY,
        CAMPUS,
        ENTERED,
    )
    signatures = (_("Health doctor"), _("Person in charge"))


REGISTERS = [
    CaseRegister,
    EpidemicReportRegister,
    TerminalDisinfectionRegister,
    IsolationRoomRegister,
]
