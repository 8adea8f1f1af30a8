"""What the trade adds to the whole: each part says its own."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from logistics.contributions import Contributions
from safety.bus import contributions as bus
from safety.fire import contributions as fire
from safety.gate import coming_late
from safety.gate import contributions as gate
from safety.grounds import contributions as grounds
from safety.hazards import contributions as hazards
from safety.hazards.waiting import page_of
from safety.organisation import contributions as organisation
from safety.repairs import contributions as repairs
from safety.rounds import contributions as rounds

PARTS = (rounds, hazards, grounds, repairs, gate, fire, bus, organisation)


def of_all(name: str) -> list[Any]:
    return [entry for part in PARTS for entry in getattr(part, name, ())]


def about_all() -> dict[str, str]:
    return {number: subject for part in PARTS for number, subject in part.ABOUT.items()}


contributions = Contributions(
    trade="safety",
    title=_("Safety"),
    catalogue=Path(__file__).with_name("catalogue.csv"),
    kinds=of_all("KINDS"),
    menu=of_all("MENU"),
    registers=of_all("REGISTERS"),
    home=of_all("HOME"),
    rules=of_all("RULES"),
    help=of_all("HELP"),
    imports=of_all("IMPORTS"),
    search=of_all("SEARCH"),
    stickers=of_all("STICKERS"),
    checks=of_all("CHECKS"),
    comparisons=of_all("COMPARISONS"),
    chapters=of_all("CHAPTERS"),
    notices=of_all("NOTICES"),
    inbox=of_all("INBOX"),
    child_data=of_all("CHILD_DATA"),
    approvals=of_all("APPROVALS"),
    about=about_all(),
    finding_page=page_of,
    sealed=of_all("SEALED"),
    came_late=coming_late.of_class,
)
