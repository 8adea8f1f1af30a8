"""What the rules ask of a sample, and what of it a school may set more strictly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import RuleDefault, rule_defaults
from logistics.school.models import Rule

WEIGHT, HOURS, USUAL, WINDOW = (
    "sample_weight_min_g", "sample_hours_min", "sample_weight_usual_g", "sample_window_hours",
)  # fmt: skip
COLDEST, WARMEST = "fridge_min_c", "fridge_max_c"
HOT, DANGER = "catering_hot_min_c", "catering_served_hours"

D45 = _("Rules on food safety and nutrition in schools (order 45), GB 31654")
COP = _("Code of practice for food service (2018)")
OWN = _("The school's own habit")
GRAMS, DEGREES, LENGTH = "g", "℃", _("hours")

RULES = [
    RuleDefault(WEIGHT, _("A food sample weighs at least"), "125", GRAMS, D45),
    RuleDefault(HOURS, _("A food sample is kept at least"), "48", LENGTH, D45),
    RuleDefault(USUAL, _("A food sample usually weighs"), "130", GRAMS, OWN),
    RuleDefault(WINDOW, _("Samples are taken within so long of the meal"), "2", LENGTH, OWN),
    RuleDefault(COLDEST, _("Coldest a fridge may be"), "0", DEGREES, COP),
    RuleDefault(WARMEST, _("Warmest a fridge may be"), "8", DEGREES, COP),
    RuleDefault(HOT, _("Delivered hot food is at least"), "60", DEGREES, COP),
    RuleDefault(DANGER, _("Delivered food is served after cooking within"), "2", LENGTH, COP),
]


def in_force(codes: Sequence[str], day: date) -> list[Decimal]:
    """Several rules in one question: the school's own as they stood that day, else the shipped."""
    rows = Rule.objects.filter(code__in=codes, valid_from__lte=day).order_by("valid_from")
    own = dict(rows.values_list("code", "value"))
    return [Decimal(own.get(code, rule_defaults()[code].value)) for code in codes]


@dataclass(frozen=True)
class Limits:
    """The thresholds in force on a day: grams, degrees Celsius, hours."""

    weight: Decimal
    usual: Decimal
    hours: Decimal
    window: Decimal
    coldest: Decimal
    warmest: Decimal

    @classmethod
    def on(cls, day: date) -> "Limits":
        codes = (WEIGHT, USUAL, HOURS, WINDOW, COLDEST, WARMEST)
        return cls(*in_force(codes, day))

    def kept_until(self, sampled_at: datetime) -> datetime:
        return sampled_at + timedelta(hours=float(self.hours))

    def is_cold(self, temperature: Decimal | None) -> bool:
        """What nobody measured is not held against it."""
        return temperature is None or self.coldest <= temperature <= self.warmest

    def is_at_meal(self, sampled_at: datetime, served_at: datetime | None) -> bool:
        window = timedelta(hours=float(self.window))
        return served_at is None or abs(sampled_at - served_at) <= window


def limits_now(now: datetime) -> Limits:
    return Limits.on(timezone.localdate(now))
