"""Who eats: the children of a kitchen by age, sex and age group, and what they need together."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from canteen.models import AGE_GROUP_OF, AgeGroup
from canteen.nutrition import needs
from canteen.nutrition.needs import Eater, Target
from canteen.nutrition.rules import Figures
from logistics.school.models import Campus, Enrolment, Term
from logistics.school.models.classes import SchoolClass

OF_PUPILS = frozenset({AgeGroup.LOWER, AgeGroup.UPPER})
Grade = SchoolClass.Grade


@dataclass
class Table:
    """The children who eat at a kitchen on a day, counted. Empty where nobody is enrolled."""

    by_group: dict[str, Counter[Eater]] = field(default_factory=dict)

    def of(self, group: str = "") -> Counter[Eater]:
        """Those of one age group; of all."""
        if group:
            return self.by_group.get(group, Counter())
        return sum(self.by_group.values(), Counter())

    @property
    def groups(self) -> list[str]:
        """The age groups there are children of, youngest first."""
        return [group for group in AgeGroup.values if group in self.by_group]

    def mix(self, group: str = "") -> Mapping[str, Decimal]:
        """What part of the children each age group is; together 1. Without children: one usual group."""
        counts = {g: sum(self.by_group[g].values()) for g in ([group] if group else self.groups)
                  if g in self.by_group}  # fmt: skip
        whole = sum(counts.values())
        if not whole:
            return {group or AgeGroup.PRESCHOOL: Decimal(1)}
        return {g: Decimal(n) / whole for g, n in counts.items()}

    def is_school(self, group: str = "") -> bool:
        """Whether it is pupils who eat, or most of them are."""
        eaters = self.of(group)
        return 2 * sum(n for each, n in eaters.items() if each.is_pupil) > sum(eaters.values())


def table(campus: Campus | int, on: date) -> Table:
    """In one query. Between the terms it is those of the term that ended last."""
    begun = Term.objects.filter(starts_on__lte=on, enrolment__school_class__campus=campus)
    newest = begun.order_by("-starts_on").values("pk")[:1]
    rows = Enrolment.objects.filter(school_class__campus=campus, term=newest)
    here = Q(child__left_on=None) | Q(child__left_on__gt=on)
    come = Q(child__joined_on=None) | Q(child__joined_on__lte=on)
    found = Table()
    said = ("school_class__grade", "child__sex", "child__birth_on")
    for grade, sex, birth_on in rows.filter(here, come).values_list(*said):
        group = AGE_GROUP_OF[Grade(grade)]
        eater = Eater(full_years(birth_on, on), sex, group in OF_PUPILS)
        found.by_group.setdefault(group, Counter())[eater] += 1
    return found


def full_years(birth_on: date, on: date) -> int:
    to_come = (on.month, on.day) < (birth_on.month, birth_on.day)
    return max(on.year - birth_on.year - to_come, 0)


def target_of(eaters: Mapping[Eater, int], figures: Figures) -> Target | None:
    """What they need a day on average, by the edition and activity the school has set."""
    if not eaters:
        return None
    edition = f"{int(figures['edition'])}"
    activity = min(max(int(figures["activity"]), 1), len(needs.ENERGY))
    known = edition if edition in needs.EDITIONS else needs.EDITIONS[-1]
    return needs.target(eaters, edition=known, activity=activity)
