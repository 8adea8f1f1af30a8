"""What this part adds to the whole. Repair tickets, repair plans and works."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from logistics.contributions import HelpTopic, Kind, MenuEntry, Sealed, SearchSource, Sticker, Words
from safety.models import Maintenance
from safety.repairs import (
    chapters,
    comparing,
    door,
    finding,
    money,
    registers,
    targets,
    telling,
    waiting,
    works,
)

SHOWN = "safety/_repair_record.html"
# What is broken is no secret among colleagues: whoever works at the campus may look at it.
OPEN_TO = "school.view_place"


def paper(code: str, title: Words, model: str, form: str, prefix: str, **given: Any) -> Kind:
    """A record of repairs; what a ticket or a project says by it is taken back by no one alone."""
    said: dict[str, Any] = {"reading": OPEN_TO, "of_places": True} | given
    return Kind(
        code=code,
        title=title,
        model=f"safety.{model}",
        form=f"safety:{form}",
        prefix=prefix,
        trade="safety",
        shown=SHOWN,
        **said,
    )


KINDS: list[Any] = [
    paper("repair_report", _("Repair report"), "RepairReport", "ticket_new", "BX", is_posted=True),
    paper("repair_done", _("Finished repair"), "RepairDone", "ticket_list", "WG", is_posted=True),
    paper(
        "repair_ticket",
        _("Accepted repair"),
        "RepairAcceptance",
        "ticket_list",
        "WX",
        is_posted=True,
        for_lines=True,
    ),
    paper(
        "maintenance",
        _("Maintenance record"),
        "Maintenance",
        "maintenance_new",
        "BY",
        late_hours=72,
        subjects=tuple((each.value, each.label) for each in Maintenance.Occasion),
        for_lines=True,
    ),
    paper(
        "repair_plan",
        _("Repair plan"),
        "RepairPlan",
        "repair_plan_new",
        "WJH",
        late_hours=168,
        for_lines=True,
    ),
    paper(
        "works_scheme",
        _("Scheme of works"),
        "WorksScheme",
        "project_list",
        "GF",
        late_hours=168,
        keep_years=15,
        is_posted=True,
    ),
    paper(
        "works_supervision",
        _("Supervision of works"),
        "WorksSupervision",
        "project_list",
        "GJ",
        keep_years=15,
    ),
    paper(
        "works_acceptance",
        _("Acceptance of works"),
        "WorksAcceptance",
        "project_list",
        "GY",
        late_hours=72,
        keep_years=15,
        is_posted=True,
    ),
]
MENU: list[Any] = [
    MenuEntry("safety", _("Repairs"), "safety:ticket_list", "tools", "safety.report", 20),
    MenuEntry("safety", _("Maintenance"), "safety:maintenance_list", "wrench", "safety.repair", 21),
    MenuEntry(
        "safety",
        _("Repair plans"),
        "safety:repair_plan_list",
        "calendar-check",
        "safety.repair",
        22,
    ),
    MenuEntry(
        "safety", _("Works and renewals"), "safety:project_list", "bricks", "safety.view", 23
    ),
]
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = waiting.HOME
RULES: list[Any] = [*targets.RULES, *door.RULES]
HELP: list[Any] = [
    HelpTopic(
        "repairs", _("Reporting and repairing"), ("safety:ticket", "safety:door", "safety:trade")
    ),
    HelpTopic(
        "works",
        _("Repair plans, maintenance and works"),
        ("safety:repair", "safety:maintenance", "safety:project"),
    ),
]
IMPORTS: list[Any] = []
SEARCH: list[Any] = [
    SearchSource("repairs", _("Repairs"), finding.tickets, "safety.report", 40),
    SearchSource("projects", _("Works and renewals"), finding.projects, "safety.view", 65),
]


def report_here(place: Any, person: Any) -> str:
    """The report with the room filled in."""
    if not place.is_active:
        return ""
    return f"{reverse('safety:ticket_new')}?{urlencode({'place': place.pk})}"


def report_thing(asset: int, person: Any) -> str:
    return f"{reverse('safety:ticket_new')}?{urlencode({'asset': asset})}"


def repaired_here(place: Any, person: Any) -> str:
    query = urlencode({"view": "all", "place": place.pk})
    return f"{reverse('safety:ticket_list')}?{query}"


def repaired_thing(asset: int, person: Any) -> str:
    return f"{reverse('safety:ticket_list')}?{urlencode({'view': 'all', 'asset': asset})}"


STICKERS: list[Any] = [
    Sticker(
        _("Report a fault"),
        "tools",
        report_here,
        "safety.report",
        10,
        thing=report_thing,
        outside="safety:door_report",
    ),
    Sticker(_("Repairs so far"), "clock-history", repaired_here, OPEN_TO, 60, thing=repaired_thing),
]
CHECKS: list[Any] = []
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = telling.KINDS
INBOX: list[Any] = waiting.INBOX
CHILD_DATA: list[Any] = []
APPROVALS: list[Any] = [*money.APPROVALS, works.PROJECT]
SEALED: list[Any] = [
    Sealed(
        "safety.TicketStep", ("ticket_id", "kind", "at", "by_id", "note", "entry_id"), stamp="stamp"
    )
]
# By number in the catalogue: what alone a duty of it is proved by.
ABOUT: dict[str, str] = {
    "D127": Maintenance.Occasion.TERM_END,
    "D144": Maintenance.Occasion.REGULAR,
    "M056": Maintenance.Occasion.TERM_START,
    "M111": Maintenance.Occasion.CAMPAIGN,
    "M138": Maintenance.Occasion.SITE,
    "M142": Maintenance.Occasion.CAMPAIGN,
}
