"""How old equipment may get, how fast a school is out, how early one is reminded."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import RuleDefault
from safety.models import FireType

GB = _("GB 50444-2008: acceptance and inspection of extinguishers")
GUIDE = _("Guide to evacuation drills of schools (2014)")
OWN = _("School's own")
YEARS, DAYS = _("years"), _("days")

TARGET, REMIND, WATCH = "drill_seconds", "fire_remind_days", "hot_work_watch"
WATER, GAS = (FireType.WATER,), (FireType.POWDER, FireType.CO2, FireType.CLEAN_GAS)
AGES = {
    FireType.WATER: ("fire_age_water", _("A water or foam extinguisher is replaced after"), "6"),
    FireType.POWDER: ("fire_age_powder", _("A dry powder extinguisher is replaced after"), "10"),
    FireType.CLEAN_GAS: (
        "fire_age_clean_gas",
        _("A clean gas extinguisher is replaced after"),
        "10",
    ),
    FireType.CO2: ("fire_age_co2", _("A carbon dioxide extinguisher is replaced after"), "12"),
}
FIRST_WATER, AGAIN_WATER = "fire_first_water", "fire_again_water"
FIRST_GAS, AGAIN_GAS = "fire_first_gas", "fire_again_gas"

RULES = [
    RuleDefault(FIRST_WATER, _("First service of a water extinguisher after"), "3", YEARS, GB),
    RuleDefault(AGAIN_WATER, _("Then a water extinguisher is serviced every"), "1", YEARS, GB),
    RuleDefault(
        FIRST_GAS, _("First service of a powder or gas extinguisher after"), "5", YEARS, GB
    ),
    RuleDefault(
        AGAIN_GAS, _("Then a powder or gas extinguisher is serviced every"), "2", YEARS, GB
    ),
    *(RuleDefault(code, title, years, YEARS, GB) for code, title, years in AGES.values()),
    RuleDefault(TARGET, _("Everybody is out of the building within"), "120", _("s"), GUIDE),
    RuleDefault(REMIND, _("Remind of what falls due, days ahead"), "30", DAYS, OWN),
    RuleDefault(WATCH, _("After hot work somebody watches for another"), "30", _("min"), OWN),
]
