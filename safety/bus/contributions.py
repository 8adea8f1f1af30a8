"""What this part adds to the whole. The school bus."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from logistics.contributions import HelpTopic, Kind, MenuEntry, RuleDefault
from safety.bus import chapters, children_data, comparing, home, papers, registers, riding
from safety.models import BusPaperCheck, BusService, DrillType, Topic

SHOWN = "safety/_equipment_record.html"
BUS_LAW, VIEW = _("Regulations on school bus safety (2012)"), "safety.view_bus"

KINDS: list[Any] = [
    Kind(
        code="bus_trip",
        title=_("Bus trip"),
        model="safety.BusTrip",
        form="safety:bus_list",
        prefix="CY",
        trade="safety",
        shown=SHOWN,
        reading=VIEW,
    ),
    Kind(
        code="bus_check",
        title=_("Check of the bus before departure"),
        model="safety.BusCheck",
        form="safety:bus_list",
        prefix="FQ",
        trade="safety",
        shown=SHOWN,
    ),
    Kind(
        code="bus_arrival",
        title=_("Children from the bus counted in class"),
        model="safety.BusArrival",
        form="safety:bus_arrivals",
        prefix="DC",
        trade="safety",
        shown=SHOWN,
        reading=VIEW,
    ),
    Kind(
        code="bus_service",
        title=_("Service of a bus"),
        model="safety.BusService",
        form="safety:bus_service_new",
        prefix="CB",
        trade="safety",
        late_hours=72,
        keep_years=30,
        shown=SHOWN,
        voided=papers.voided,
        subjects=tuple((act.subject, act.label) for act in BusService.Act),
    ),
    Kind(
        code="bus_papers",
        title=_("Check of bus papers"),
        model="safety.BusPaperCheck",
        form="safety:bus_papers_new",
        prefix="ZK",
        trade="safety",
        shown=SHOWN,
        subjects=tuple((about.subject, about.label) for about in BusPaperCheck.Subject),
    ),
    Kind(
        code="bus_passenger_list",
        title=_("Bus passenger list"),
        model="safety.BusPassengerList",
        form="safety:bus_list_new",
        prefix="CC",
        trade="safety",
        shown=SHOWN,
        reading=VIEW,
    ),
]
MENU: list[Any] = [
    MenuEntry("safety", _("School bus"), "safety:bus_list", "bus-front", "safety.run_bus", 46),
    MenuEntry(
        "safety",
        _("Children from the bus"),
        "safety:bus_arrivals",
        "bus-front",
        VIEW,
        47,
        unless="safety.run_bus",
    ),
]
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = home.HOME
RULES: list[Any] = [
    RuleDefault(papers.AGE_FROM, _("A bus driver is at least"), "25", _("years"), BUS_LAW),
    RuleDefault(papers.AGE_TO, _("A bus driver is at most"), "60", _("years"), BUS_LAW),
    RuleDefault(papers.DRIVEN, _("A bus driver has driven for"), "3", _("years"), BUS_LAW),
    RuleDefault(
        papers.SOON,
        _("Remind of papers of the bus, days ahead"),
        "30",
        _("days"),
        _("School's own"),
    ),
    *children_data.RULES,
]
HELP: list[Any] = [HelpTopic("bus", _("School bus"), ("safety:bus",))]
IMPORTS: list[Any] = []
SEARCH: list[Any] = []
STICKERS: list[Any] = []
CHECKS: list[Any] = []
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = riding.NOTICES
INBOX: list[Any] = home.INBOX
CHILD_DATA: list[Any] = children_data.CHILD_DATA
APPROVALS: list[Any] = []
# By number in the catalogues: what alone a duty of it is proved by.
ABOUT: dict[str, str] = {
    "X080": BusService.Act.UPKEEP.subject,
    "X081": BusService.Act.INSPECTION.subject,
    "X082": BusPaperCheck.Subject.CREW.subject,
    "X083": BusPaperCheck.Subject.BUS.subject,
    "X084": DrillType.BUS.subject,
    "X085": Topic.BUS.subject,
}
