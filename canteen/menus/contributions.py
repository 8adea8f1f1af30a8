"""What this part adds to the whole: dishes, the week's menus, what the school puts up."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.menus import chapters, checking, comparing, finding, home, registers, reviewing
from canteen.models import MenuSheet, Publication
from canteen.models.menu_records import subject_of
from logistics.contributions import HelpTopic, Kind, MenuEntry

VIEW = "canteen.view"


def about(kind: str, choices: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((subject_of(kind, each.value), each.label) for each in choices)


KINDS: list[Any] = [
    Kind(
        code="menu",
        title=pgettext_lazy("of meals", "Menu"),
        model="canteen.MenuSheet",
        form="canteen:menu_list",
        prefix="SPU",
        trade="canteen",
        shown="canteen/_menu_sheet.html",
        subjects=about("menu", MenuSheet.About),
    ),
    Kind(
        code="publication",
        title=_("Publication"),
        model="canteen.Publication",
        form="canteen:publication_new",
        prefix="GS",
        trade="canteen",
        for_lines=True,
        subjects=about("publication", Publication.About),
    ),
    Kind(
        code="special_diet_review",
        title=_("Review of the special menus"),
        model="canteen.SpecialDietReview",
        form="canteen:special_review_new",
        prefix="TSP",
        trade="canteen",
        late_hours=24 * 7,
        shown="canteen/_special_diet_review.html",
    ),
]
MENU: list[Any] = [
    MenuEntry(
        "canteen", pgettext_lazy("of meals", "Menus"), "canteen:menu_list", "calendar3-week", VIEW, 10
    ),
    MenuEntry("canteen", _("Special menus"), "canteen:special_diets", "person-heart", VIEW, 11),
    MenuEntry("canteen", _("Dishes"), "canteen:dish_list", "egg-fried", VIEW, 12),
    MenuEntry(
        "canteen", _("Put up for everybody"), "canteen:publication_list", "megaphone",
        "duties.view_task", 90,
    ),
]  # fmt: skip
APPROVALS: list[Any] = reviewing.APPROVALS
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = home.HOME
RULES: list[Any] = checking.RULES
HELP: list[Any] = [
    HelpTopic(
        "menus", _("Dishes and menus"),
        ("canteen:menu", "canteen:special", "canteen:dish", "canteen:food_options", "canteen:publication"),
    ),
]  # fmt: skip
SEARCH: list[Any] = finding.SEARCH
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
# By number in the catalogue: what alone a duty of it is proved by.
ABOUT: dict[str, str] = {
    "D055": subject_of("menu", MenuSheet.About.CHILDREN),
    "X150": subject_of("menu", MenuSheet.About.CHILDREN),
    "X151": subject_of("menu", MenuSheet.About.SPECIAL),
    "D056": subject_of("publication", Publication.About.MENU),
    "X159": subject_of("publication", Publication.About.FOOD_ORIGIN),
    "X160": subject_of("publication", Publication.About.LICENCES),
    "X036": subject_of("publication", Publication.About.PEOPLE),
    "X040": subject_of("publication", Publication.About.ZONES),
    "X043": subject_of("publication", Publication.About.OPERATION),
    "X074": subject_of("publication", Publication.About.FINANCES),
    "X075": subject_of("publication", Publication.About.FEES),
}
