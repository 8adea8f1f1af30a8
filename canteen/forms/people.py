"""Who may be named on a paper of the canteen: everybody who works at the campus."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from logistics.school.models import Person


def people_at(campuses: Any) -> Any:
    """Who works at these campuses, or for the whole school, today."""
    here = Q(posts__campus__in=campuses) | Q(posts__campus=None)
    employed = Person.objects.employed(timezone.localdate()).filter(here, posts__isnull=False)
    return employed.distinct().order_by("pinyin", "pk")
