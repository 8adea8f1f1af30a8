"""What this part adds to the whole. Cleaning of the zones, and the outsourced companies."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from logistics.contributions import HelpTopic, Kind, MenuEntry, Sticker
from safety.grounds import chapters, companies, registers, waiting
from safety.models import Work

KINDS: list[Any] = [
    Kind(
        code="cleaning",
        title=_("Cleaning"),
        model="safety.Cleaning",
        form="safety:cleaning_new",
        prefix="QS",
        trade="safety",
        keep_years=1,
        subjects=tuple((work.subject, work.label) for work in Work),
        for_lines=True,
    ),
    Kind(
        code="company_evaluation",
        title=_("Evaluation of a company"),
        model="safety.CompanyEvaluation",
        form="safety:evaluation_choose",
        prefix="KP",
        trade="safety",
        late_hours=24 * 14,
    ),
    Kind(
        code="company_opinion",
        title=_("Opinion about a company"),
        model="safety.CompanyOpinion",
        form="safety:opinion_new",
        prefix="FK",
        trade="safety",
        late_hours=24 * 7,
    ),
    Kind(
        code="post_attendance",
        title=_("Outsourced staff on post"),
        model="safety.PostAttendance",
        form="safety:post_new",
        prefix="DG",
        trade="safety",
        shown="safety/_post_lines.html",
    ),
]
MENU: list[Any] = [
    MenuEntry(
        "safety", _("Cleaning today"), "safety:cleaning_day", "stars", "school.view_place", 30
    ),
    MenuEntry(
        "safety", _("Outsourced services"), "safety:contract_list", "building", "safety.view", 70
    ),
]
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = waiting.HOME
RULES: list[Any] = companies.RULES
HELP: list[Any] = [
    HelpTopic(
        "cleaning", _("Cleaning and outsourced services"),
        ("safety:cleaning", "safety:contract", "safety:evaluation", "safety:opinion",
         "safety:post"),
    ),
]  # fmt: skip
IMPORTS: list[Any] = []
SEARCH: list[Any] = []
STICKERS: list[Any] = [
    Sticker(_("Write down that it was cleaned"), "stars", waiting.clean_here, "safety.clean", 30),
]
CHECKS: list[Any] = []
COMPARISONS: list[Any] = waiting.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = []
INBOX: list[Any] = []
CHILD_DATA: list[Any] = []
APPROVALS: list[Any] = []
# By number in the catalogue: what alone a duty of it is proved by.
ABOUT: dict[str, str] = {
    "D025": Work.SMALL.subject,
    "D026": Work.MOP.subject,
    "D027": Work.TOILET.subject,
    "D029": Work.RUBBISH.subject,
    "D053": Work.BIG.subject,
    "D077": Work.GENERAL.subject,
    "X234": Work.SITE.subject,
    "X243": Work.SMALL.subject,
    "X244": Work.BIG.subject,
    "X245": Work.MOP.subject,
    "X246": Work.ROOM.subject,
    "X247": Work.SMALL.subject,
}
