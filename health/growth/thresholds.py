"""The figures by which measurements are judged and asked back: the school's own, else the norm's."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from health.growth.judging import Basis
from logistics.contributions import RuleDefault
from logistics.school.models import Rule, School

CM, KG, GRAMS = "cm", "kg", "g/L"
STANDARD = "WS/T 423-2022"
OWN = _("Usual practice; set it as the local office asks")
NORM = _("Technical norm for nutritional diseases of children, 2012")
EYES = _("Technical norm for the eye care of children, 2013")
WST441 = "WS/T 441-2013"
KEEP = "keep_child_measurements"

RULES = [
    RuleDefault(
        "growth_age_match",
        _("Age between two rows of the growth table (1: in between, 0: the row below)"),
        "1", "", OWN,
    ),
    RuleDefault(
        "growth_by_height",
        _("Thin or heavy is read from weight for height instead of BMI (1: yes, 0: no)"),
        "0", "", STANDARD,
    ),
    RuleDefault(
        "growth_old_practice",
        _("Show also the grade of obesity by the former practice (1: yes, 0: no)"),
        "0", "", OWN,
    ),
    RuleDefault("growth_height_least", _("A height is asked back below"), "45", CM, OWN),
    RuleDefault("growth_height_most", _("A height is asked back above"), "150", CM, OWN),
    RuleDefault("growth_weight_least", _("A weight is asked back below"), "2", KG, OWN),
    RuleDefault("growth_weight_most", _("A weight is asked back above"), "60", KG, OWN),
    RuleDefault(
        "growth_height_most_school", _("A pupil's height is asked back above"), "190", CM, OWN
    ),
    RuleDefault(
        "growth_weight_most_school", _("A pupil's weight is asked back above"), "100", KG, OWN
    ),
    RuleDefault("growth_height_drop", _("A child cannot shrink by more than"), "1", CM, OWN),
    RuleDefault(
        "growth_height_gain", _("Growing in a quarter is asked back above"), "6", CM, OWN
    ),
    RuleDefault(
        "growth_weight_change", _("A change of weight in a quarter is asked back above"),
        "15", "%", OWN,
    ),
    RuleDefault(
        "growth_z_odd", _("Standard deviations from the median are asked back above"),
        "5", "SD", OWN,
    ),
    RuleDefault("low_vision_4", _("Low vision at four: up to"), "0.6", "", EYES),
    RuleDefault("low_vision_5", _("Low vision from five on: up to"), "0.8", "", EYES),
    RuleDefault("low_vision_lines", _("Low vision: lines between the eyes"), "2", "", EYES),
    RuleDefault("anaemia_under_6", _("Anaemia of small children: below"), "110", GRAMS, NORM),
    RuleDefault("anaemia_pupil", _("Anaemia of pupils up to eleven: below"), "115", GRAMS, WST441),
    RuleDefault("anaemia_12", _("Anaemia from twelve on: below"), "120", GRAMS, WST441),
    RuleDefault("anaemia_moderate", _("Moderate anaemia: below"), "90", GRAMS, NORM),
    RuleDefault("anaemia_severe", _("Severe anaemia: below"), "60", GRAMS, NORM),
    RuleDefault("altitude_m", _("Altitude of the school"), "0", "m", OWN),
    RuleDefault(
        "altitude_percent", _("Haemoglobin taken off for each 1,000 m"), "4", "%", NORM
    ),
    RuleDefault(
        "statistics_joined_days", _("Children are counted in statistics after"), "30",
        _("days"), OWN,
    ),
    RuleDefault(
        KEEP, _("A child's measurements are kept"), "3", _("years after leaving"),
        _("Health care norm of 2012: three years"),
    ),
]  # fmt: skip

Figures = Mapping[str, Decimal]


def figures(on: date) -> Figures:
    """All of them as they hold on a day, in one query."""
    said = {rule.code: rule.value for rule in RULES}
    own = Rule.objects.filter(code__in=said, valid_from__lte=on).order_by("valid_from")
    said |= dict(own.values_list("code", "value"))
    return {code: Decimal(value) for code, value in said.items()}


def is_primary() -> bool:
    return School.current().kind == School.Kind.PRIMARY


def basis_of(figures: Figures, *, at_school: bool) -> Basis:
    return Basis(
        at_school=at_school,
        between=bool(figures["growth_age_match"]),
        by_height=bool(figures["growth_by_height"]),
    )
