"""What this part adds to the whole. The logs of the kitchen and the checks of food safety."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from canteen.kitchen import chapters, checking, comparing, home, registers, rules, watching
from canteen.kitchen.checking import ROUND
from canteen.kitchen.logs import LOGS
from canteen.models import MealAccompaniment, accompanied_by
from logistics.contributions import HelpTopic, MenuEntry, SearchSource, Sticker

Eater = MealAccompaniment.Eater

KINDS: list[Any] = [log.kind for log in LOGS]
# By number in the catalogue: what alone a duty of it is proved by. Rounds and cleaning are
# safety's kinds; the kitchen's own lists are named here by their codes.
ABOUT: dict[str, str] = {
    "D021": "clean:small",
    "D022": "list:kitchen_patrol",
    "D023": "list:kitchen_closing",
    "D050": "list:kitchen_utilities",
    "D051": "clean:big",
    "D052": "list:kitchen_hygiene",
    "X125": accompanied_by(Eater.LEADER),
    "X126": accompanied_by(Eater.PARENT),
    "X131": ROUND,
    "X167": "service:duct",
    "X168": "clean:drains",
    "X169": "list:kitchen_gas",
    "X176": "list:six_t",
    "X179": "list:closing_vacation",
}
MENU: list[Any] = [
    MenuEntry("canteen", _("Kitchen today"), "canteen:kitchen_day", "fire", "canteen.view", 5),
    MenuEntry(
        "canteen",
        _("Visitors to the kitchen"),
        "canteen:visit_list",
        "door-open",
        "canteen.view",
        70,
    ),
    MenuEntry(
        "canteen",
        _("Opinions at meals"),
        "canteen:opinion_list",
        "chat-left-text",
        "canteen.view",
        72,
    ),
    MenuEntry(
        "canteen",
        _("Licences of the canteen"),
        "canteen:licence_list",
        "award",
        "canteen.view",
        74,
    ),
    MenuEntry(
        "canteen", _("Food-safety list"), "canteen:risk_list", "list-check", "canteen.check", 76
    ),
    MenuEntry(
        "canteen", _("Table of additives"), "canteen:additive_list", "eyedropper",
        "canteen.view", 78,
    ),
]  # fmt: skip
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = home.HOME
RULES: list[Any] = rules.RULES
HELP: list[Any] = [
    HelpTopic(
        "kitchen",
        _("Logs of the kitchen"),
        (
            "canteen:kitchen",
            "canteen:handler",
            "canteen:cold",
            "canteen:core",
            "canteen:taste",
            "canteen:tableware",
            "canteen:waste",
            "canteen:restroom",
            "canteen:additive",
            "canteen:accompaniment",
            "canteen:opinion",
            "canteen:visit",
            "canteen:licence",
        ),
    ),
    HelpTopic(
        "food_safety",
        _("Daily check, weekly report, monthly meeting"),
        ("canteen:daily", "canteen:weekly", "canteen:monthly", "canteen:self", "canteen:risk"),
    ),
]
IMPORTS: list[Any] = []
SEARCH: list[Any] = [
    SearchSource(
        "kitchen", _("Kitchen: visitors and licences"), watching.searched, watching.VIEW, 66
    )
]


def work_here(place: Any, person: Any) -> str:
    """What is owed today, from the label on the kitchen's door."""
    if place.kind not in ("kitchen", "canteen") or not place.is_active:
        return ""
    return f"{reverse('canteen:kitchen_day')}?campus={place.campus_id}"


STICKERS: list[Any] = [Sticker(_("Kitchen today"), "fire", work_here, "canteen.view", 20)]
CHECKS: list[Any] = []
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = [*checking.NOTICES, *watching.NOTICES]
INBOX: list[Any] = watching.INBOX
APPROVALS: list[Any] = []
