"""Who eats today: the head count of the classes, by age, with what some must not eat."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from canteen.models import AGE_GROUP_OF, AgeGroup
from canteen.models.dishes import Grade
from health import interface as health
from logistics.school.models import Allergy, Campus, Diet, Person, Term


@dataclass(frozen=True)
class Special:
    """How many of a class need something of the kitchen; no names."""

    kind: str
    code: str
    count: int

    @property
    def words(self) -> str:
        names = Allergy.Allergen if self.kind == "allergen" else Diet.Kind
        return str(dict(names.choices).get(self.code, self.code))

    @property
    def is_allergy(self) -> bool:
        return self.kind == "allergen"


@dataclass
class Diners:
    """One class: how many of it eat. Unconfirmed, those who should be there count."""

    school_class: int
    name: str
    group: str
    count: int
    expected: int
    present: int | None
    is_open: bool = True
    special: list[Special] = field(default_factory=list)

    @property
    def is_confirmed(self) -> bool:
        return self.present is not None


def of_day(on: date, campus: Campus, *, also_closed: bool = False) -> list[Diners]:
    """The classes of a campus that eat that day, in the order of the school.

    `also_closed`: those too that stay at home that day, as whoever reckons ahead wants them.
    """
    special: dict[int, list[Special]] = defaultdict(list)
    term = Term.objects.on(on)
    for need in health.needs(on, [campus.pk], term):
        special[need.school_class].append(Special(need.kind, need.code, need.count))
    counts = [
        count for count in health.head_counts(on, [campus.pk], term) if count.is_open or also_closed
    ]
    return [
        Diners(
            count.school_class,
            count.name,
            group_of(count.grade),
            count.expected if count.present is None else count.present,
            count.expected,
            count.present,
            count.is_open,
            special[count.school_class],
        )
        for count in counts
    ]


def group_of(grade: str) -> str:
    known = grade in Grade.values
    return str(AGE_GROUP_OF.get(Grade(grade), AgeGroup.PRESCHOOL) if known else AgeGroup.PRESCHOOL)


def eaters(diners: Iterable[Diners]) -> dict[str, int]:
    """How many of each age group."""
    found: dict[str, int] = defaultdict(int)
    for one in diners:
        found[one.group] += one.count
    return dict(found)


def staff_of(on: date, campus: Campus) -> int:
    """Everybody employed who has a post at the campus: the staff's pot is reckoned for them."""
    employed = Person.objects.employed(on).filter(posts__campus=campus)
    return employed.distinct().count()
