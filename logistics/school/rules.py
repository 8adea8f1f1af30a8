"""Every threshold of the regulations is read here, never written into code."""

from datetime import date
from decimal import Decimal

from logistics.contributions import rule_defaults
from logistics.school.models import Rule


def rule(code: str, *, on: date) -> Decimal:
    """The value in force on a day: the school's own, else the trade's default.

    Raises KeyError for a code nobody declares: that is a mistake in the code, not of the school.
    """
    own = Rule.objects.filter(code=code, valid_from__lte=on).order_by("-valid_from").first()
    return Decimal(own.value if own else rule_defaults()[code].value)
