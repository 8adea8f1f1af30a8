"""Standard and actual: what teaching equipment there should be, and what the cards say there is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from assets.models import Asset, EquipmentStandard
from logistics.school.models import Campus, SchoolClass
from logistics.school.weeks import school_year

Per = EquipmentStandard.Per


@dataclass(frozen=True)
class Compared:
    """One line of the standard beside what there is."""

    standard: EquipmentStandard
    wanted: int
    actual: int

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.actual)

    @property
    def tone(self) -> str:
        return "warn" if self.missing else "ok"


def compare(person: Any, permission: str, on: date) -> list[Compared]:
    """Every line of the standard, for what this person may see, counted in one query."""
    lines = list(EquipmentStandard.objects.select_related("asset_class"))
    if not lines:
        return []
    owned = Asset.objects.owned().visible_to(person, permission).order_by()
    counted = owned.aggregate(
        **{f"n{line.pk}": Sum("quantity", filter=counts_for(line)) for line in lines}
    )
    times = multiples(person, permission, on)
    return [
        Compared(line, line.wanted * times[line.per], counted[f"n{line.pk}"] or 0) for line in lines
    ]


def counts_for(line: EquipmentStandard) -> Q:
    """By the words in a name, or by a class and all below it."""
    found = Q(pk__in=())
    for word in line.words:
        found |= Q(name__icontains=word.strip())
    if line.asset_class:
        code = line.asset_class.code
        found |= Q(asset_class__code__startswith=code[:1] + code[1:].rstrip("0"))
    return found


def multiples(person: Any, permission: str, on: date) -> dict[str, int]:
    """For how many a line is wanted: the school once, its campuses and classes each."""
    campuses = Campus.objects.filter(is_active=True).visible_to(person, permission)
    reached = list(campuses.values_list("pk", flat=True))
    classes = SchoolClass.objects.in_year(school_year(on)).filter(campus__in=reached)
    return {Per.SCHOOL: 1, Per.CAMPUS: len(reached), Per.CLASS: classes.count()}
