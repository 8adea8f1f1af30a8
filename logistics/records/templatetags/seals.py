"""What every paper that leaves the house says of the seals."""

from django import template
from django.utils import timezone

from logistics.records import seals

register = template.Library()


@register.simple_tag
def check_code() -> str:
    """The day and the code of the last seal, or nothing before the first."""
    return seals.check_code(timezone.now())
