"""What this part adds to the whole: nutrition by menu and by what was eaten, its record and table."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from canteen.models import NutritionAnalysis
from canteen.models.analyses import subject_of
from canteen.nutrition import chapters, home, registers, rules
from logistics.access import Role
from logistics.contributions import HelpTopic, HomeCard, Kind, MenuEntry

About = NutritionAnalysis.About

KINDS = [
    Kind(
        code="nutrition_analysis", title=_("Nutrition analysis"),
        model="canteen.NutritionAnalysis", form="canteen:nutrition_new", prefix="YY",
        trade="canteen", late_hours=168, review=True, shown="canteen/_nutrition_record.html",
        subjects=tuple((subject_of(about), about.label) for about in About),
    ),
]  # fmt: skip
MENU = [
    MenuEntry(
        "canteen", _("Nutrition analysis"), "canteen:nutrition", "pie-chart", "canteen.view", 30
    ),
]
REGISTERS = registers.REGISTERS
HOME = [
    HomeCard(frozenset({Role.DOCTOR}), "canteen/_nutrition_home.html", home.card, 55),
]
RULES = rules.RULES
HELP = [HelpTopic("nutrition", _("Nutrition analysis"), ("canteen:nutrition",))]
CHAPTERS = chapters.CHAPTERS
SEARCH: list[Any] = []

# The catalogue's duties that only one of these proves.
ABOUT = {
    "D020": subject_of(About.DAY),
    "X148": subject_of(About.QUARTER),
    "X149": subject_of(About.MONTH),
}
