"""What this part adds to the whole. Checklists and the rounds on which they are worked through."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.contributions import HelpTopic, Kind, MenuEntry, RuleDefault
from safety.models import ROUNDS, RoundKind
from safety.rounds import chapters, comparing, home, registers, stock

# By kind: how its numbers begin, and whether a second person looks at each.
FILED = {
    RoundKind.INSPECTION: ("AJ", False),
    RoundKind.PATROL: ("XC", False),
    RoundKind.EQUIPMENT: ("QJ", False),
    RoundKind.CLOSING: ("LG", False),
    RoundKind.BUILDING: ("FW", False),
    RoundKind.UTILITY: ("YQ", False),
    RoundKind.FIRE_PATROL: ("FHX", True),
    RoundKind.FIRE_INSPECTION: ("FJ", False),
}


def kind_of(code: RoundKind) -> Kind:
    prefix, review = FILED[code]
    return Kind(
        code=code.value,
        title=TITLES[code],
        model=f"safety.{ROUNDS[code].__name__}",
        form="safety:round_new",
        prefix=prefix,
        trade="safety",
        review=review,
        shown="safety/_round.html",
        subjects=stock.of_kind(code.value),
        for_lines=code == RoundKind.INSPECTION,
    )


TITLES = {
    RoundKind.INSPECTION: _("Inspection"),
    RoundKind.PATROL: pgettext_lazy("daily round", "Patrol"),
    RoundKind.EQUIPMENT: _("Check of equipment"),
    RoundKind.CLOSING: _("Closing check"),
    RoundKind.BUILDING: _("Check of the buildings"),
    RoundKind.UTILITY: _("Check of power and gas"),
    RoundKind.FIRE_PATROL: _("Fire patrol"),
    RoundKind.FIRE_INSPECTION: _("Fire inspection"),
}
KINDS: list[Any] = [kind_of(code) for code in RoundKind]
MENU: list[Any] = [
    MenuEntry(
        "safety",
        _("Rounds and checklists"),
        "safety:checklist_list",
        "clipboard-check",
        "safety.inspect",
        10,
    ),
    MenuEntry(
        "safety", _("Published results"), "safety:result_list", "trophy", "duties.view_task", 60
    ),
    MenuEntry(
        "safety", _("Summary of the rounds"), "safety:round_summary", "bar-chart", "safety.view", 61
    ),
]
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = home.HOME
RULES: list[Any] = [
    RuleDefault(
        comparing.SECONDS,
        _("Least time from one stop of a round to the next"),
        "20",
        "s",
        _("School's own"),
    ),
]
HELP: list[Any] = [
    HelpTopic(
        "rounds",
        _("Rounds and checklists"),
        ("safety:checklist", "safety:round", "safety:run", "safety:result"),
    ),
]
IMPORTS: list[Any] = []
SEARCH: list[Any] = home.SEARCH
STICKERS: list[Any] = home.STICKERS
CHECKS: list[Any] = []
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = []
INBOX: list[Any] = home.INBOX
CHILD_DATA: list[Any] = []
APPROVALS: list[Any] = []
# By number in the catalogue: what alone a duty of it is proved by.
ABOUT: dict[str, str] = stock.duties()
