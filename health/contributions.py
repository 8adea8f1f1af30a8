"""What the trade adds to the whole: each part says its own."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from health.care import contributions as care
from health.day import contributions as day
from health.growth import contributions as growth
from health.hygiene import contributions as hygiene
from health.illness import contributions as illness
from logistics.contributions import Contributions

PARTS = (day, illness, hygiene, growth, care)


def of_all(name: str) -> list[Any]:
    return [entry for part in PARTS for entry in getattr(part, name)]


contributions = Contributions(
    trade="health",
    title=_("Health"),
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
    about=day.ABOUT | hygiene.ABOUT | care.ABOUT,
    more_tasks=hygiene.MORE_TASKS,
)
