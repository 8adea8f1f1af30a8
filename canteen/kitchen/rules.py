"""The figures of the kitchen: how hot, how cold, how strong, how long. The school may set its own."""

from django.utils.translation import gettext_lazy as _

from logistics.contributions import RuleDefault

COP = _("Code of practice of food services (2018)")
GB = _("GB 31654-2021: hygiene of food services")
HC = _("Rules for health work in kindergartens (2012)")
OWN = _("School's own")
DAYS, MINUTES, DEGREES = _("days"), _("min"), "℃"

STEAM_HOT, STEAM_LONG = "tableware_steam_degrees", "tableware_steam_minutes"
BOIL_LONG = "tableware_boil_minutes"
INFRARED_HOT, INFRARED_LONG = "tableware_infrared_degrees", "tableware_infrared_minutes"
WASHER_HOT = "tableware_washer_degrees"
CHLORINE, CHLORINE_LONG = "tableware_chlorine", "tableware_chlorine_minutes"
CORE_HOT = "core_temp_min_c"
FEVER = "food_handler_fever"
REPLY_DAYS = "meal_reply_days"
REMIND = "food_licence_remind_days"
# A fridge for samples and one for food have the same range: the figures of the samples hold.
FROZEN_HIGH = "freezer_max_c"

RULES = [
    RuleDefault(STEAM_HOT, _("Tableware is steamed or boiled at"), "100", DEGREES, COP),
    RuleDefault(STEAM_LONG, _("Tableware is steamed for at least"), "10", MINUTES, COP),
    RuleDefault(BOIL_LONG, _("Tableware is boiled for at least"), "15", MINUTES, HC),
    RuleDefault(INFRARED_HOT, _("An infrared cabinet is at least"), "120", DEGREES, COP),
    RuleDefault(INFRARED_LONG, _("An infrared cabinet runs for at least"), "10", MINUTES, COP),
    RuleDefault(WASHER_HOT, _("The water of a dish washer is at least"), "85", DEGREES, COP),
    RuleDefault(CHLORINE, _("Tableware lies in available chlorine of at least"), "250", "mg/L", COP),
    RuleDefault(CHLORINE_LONG, _("Tableware lies in chlorine for at least"), "5", MINUTES, COP),
    RuleDefault(CORE_HOT, _("The middle of cooked food is at least"), "70", DEGREES, GB),
    RuleDefault(FROZEN_HIGH, _("A freezer is at most"), "-12", DEGREES, COP),
    RuleDefault(FEVER, _("A food handler has fever from"), "37.3", DEGREES, OWN),
    RuleDefault(REPLY_DAYS, _("An opinion of parents is answered within"), "5", DAYS, OWN),
    RuleDefault(REMIND, _("A licence of the canteen is renewed so long before it ends"), "90", DAYS, OWN),
]  # fmt: skip
