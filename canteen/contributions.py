"""What the trade adds to the whole: each part says its own."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from canteen import readiness
from canteen.account import contributions as account
from canteen.foods import contributions as foods
from canteen.kitchen import contributions as kitchen
from canteen.menus import contributions as menus
from canteen.nutrition import contributions as nutrition
from canteen.samples import contributions as samples
from canteen.supply import contributions as supply
from canteen.voices import contributions as voices
from logistics.contributions import Contributions

PARTS: tuple[Any, ...] = (
    menus,
    nutrition,
    foods,
    supply,
    samples,
    kitchen,
    account,
    voices,
)


def of_all(name: str) -> list[Any]:
    return [entry for part in PARTS for entry in getattr(part, name, [])]


def about_all() -> dict[str, str]:
    return {code: what for part in PARTS for code, what in getattr(part, "ABOUT", {}).items()}


contributions = Contributions(
    trade="canteen",
    title=_("Canteen"),
    catalogue=Path(__file__).with_name("catalogue.csv"),
    kinds=of_all("KINDS"),
    approvals=of_all("APPROVALS"),
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
    steps=[readiness.STEP],
    about=about_all(),
)
