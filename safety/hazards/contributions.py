"""What this part adds to the whole. Hazards: graded, put right, checked again by another."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.contributions import HelpTopic, Kind, MenuEntry, RuleDefault, Sticker
from safety.hazards import chapters, grading, opening, registers, waiting

OWN = _("Usual practice")

KINDS: list[Any] = [
    Kind(
        code="hazard",
        title=_("Hazard"),
        model="safety.Hazard",
        form="safety:hazard_new",
        prefix="YH",
        trade="safety",
        late_hours=24,
        shown="safety/_hazard_record.html",
        of_places=True,
    ),
    Kind(
        code="hazard_report",
        title=_("Report of a major hazard"),
        model="safety.HazardReport",
        form="safety:hazard_report_choose",
        prefix="SB",
        trade="safety",
        late_hours=24,
    ),
    Kind(
        code="hazard_summary",
        title=_("Monthly summary of hazards"),
        model="safety.HazardSummary",
        form="safety:hazard_summary_new",
        prefix="YZ",
        trade="safety",
    ),
]
MENU: list[Any] = [
    MenuEntry(
        "safety",
        _("Hazards"),
        "safety:hazard_list",
        "exclamation-triangle",
        "school.view_place",
        20,
    ),
]
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = waiting.HOME
RULES: list[Any] = [
    RuleDefault(
        opening.DAYS,
        _("An ordinary hazard is put right within"),
        "5",
        pgettext_lazy("as a unit", "school days"),
        OWN,
    ),
    RuleDefault(
        opening.MAJOR_DAYS,
        _("A major hazard is put right within"),
        "1",
        pgettext_lazy("as a unit", "school days"),
        OWN,
    ),
]
HELP: list[Any] = [
    HelpTopic("hazards", _("Hazards and putting right"), ("safety:hazard", "duties:finding")),
]
IMPORTS: list[Any] = []
SEARCH: list[Any] = []  # found among the findings
STICKERS: list[Any] = [
    Sticker(
        _("Report a hazard here"), "exclamation-triangle", waiting.report_here, "safety.report", 40
    ),
]
CHECKS: list[Any] = []
COMPARISONS: list[Any] = []
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = grading.NOTICES
INBOX: list[Any] = waiting.INBOX
CHILD_DATA: list[Any] = []
APPROVALS: list[Any] = []
# By number in the catalogue: what alone a duty of it is proved by.
ABOUT: dict[str, str] = {}
