"""How long what is known of a child or a colleague stays after they left, and what keeps it longer.

The years are rules with a source; the longest wins for what everything else hangs on, the name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from logistics.contributions import ChildData, RuleDefault, Words, child_data, rule_defaults
from logistics.school.models import Child, DataErasure, DataRequest, Hold, Person, Rule
from logistics.school.models.classes import ChildQuerySet
from logistics.school.models.people import PersonQuerySet
from logistics.school.rules import rule

CHILD, STAFF = "child", "staff"  # the parts that name somebody
KEEP_CHILD, KEEP_CONTACTS = "keep_child_file", "keep_contacts"
KEEP_HEALTH, KEEP_CONSENTS, KEEP_STAFF = "keep_child_health", "keep_consents", "keep_staff"
REQUEST_DAYS, SECOND_PERSON = "data_request_days", "erase_second_person"
YEARS = gettext_lazy("years after leaving")
LAW = gettext_lazy("Personal Information Protection Law, art. 19 and 47")

RULES = [
    RuleDefault(
        KEEP_CHILD,
        gettext_lazy("A child's name and numbers are kept"),
        "3",
        YEARS,
        gettext_lazy("Health care norm of 2012: three years"),
    ),
    RuleDefault(
        KEEP_HEALTH,
        gettext_lazy("A child's allergies and diets are kept"),
        "3",
        YEARS,
        gettext_lazy("Health care norm of 2012: three years"),
    ),
    RuleDefault(
        KEEP_CONSENTS,
        gettext_lazy("Consents are kept"),
        "3",
        YEARS,
        gettext_lazy("Personal Information Protection Law, art. 56"),
    ),
    RuleDefault(
        KEEP_CONTACTS, gettext_lazy("Guardians and their numbers are kept"), "1", YEARS, LAW
    ),
    RuleDefault(
        KEEP_STAFF,
        gettext_lazy("Telephone and identity number of staff are kept"),
        "2",
        YEARS,
        gettext_lazy("Employment and two years"),
    ),
    RuleDefault(
        REQUEST_DAYS,
        gettext_lazy("A guardian's request is answered within"),
        "15",
        gettext_lazy("days"),
        gettext_lazy("Regulations on minors in cyberspace, art. 34"),
    ),
    RuleDefault(
        SECOND_PERSON,
        gettext_lazy("A second person confirms a deletion (1: yes, 0: no)"),
        "1",
        "",
        gettext_lazy("Destruction lists are approved by two people"),
    ),
]


def years_before(day: date, years: int) -> date:
    """The 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def keeping() -> dict[str, ChildData]:
    """The parts that do not stay for ever."""
    return {code: part for code, part in child_data().items() if part.keep}


def years_of(on: date) -> dict[str, int]:
    """Of each part; nothing is nameless as long as something else still needs the name."""
    codes = {part.keep for part in keeping().values()}
    values = {code: rule_defaults()[code].value for code in codes}
    own = Rule.objects.filter(code__in=codes, valid_from__lte=on).order_by("valid_from")
    values |= dict(own.values_list("code", "value"))
    years = {code: int(Decimal(values[part.keep])) for code, part in keeping().items()}
    return years | {CHILD: max(years.values())}


@dataclass(frozen=True)
class Part:
    """One kind of data of one child: from when it may go, or since when it is gone."""

    code: str
    title: Words
    due_on: date | None
    is_due: bool
    gone: DataErasure | None
    why: str


@dataclass(frozen=True)
class Terms:
    """How long each part is kept, by the rules of one day."""

    on: date
    years: dict[str, int]

    @classmethod
    def of(cls, on: date) -> "Terms":
        return cls(on, years_of(on))

    def parts(self, child: Child) -> list[Part]:
        """What is kept of a child, each with the day from which it may go and the reason."""
        gone = {code: erasure for erasure in child.erasures.all() for code in erasure.codes}
        asked = wants_deletion(child)
        return [
            self.part(data, child, asked=asked, gone=gone.get(code))
            for code, data in keeping().items()
        ]

    def part(self, data: ChildData, child: Child, *, asked: bool, gone: DataErasure | None) -> Part:
        years, left_on = self.years[data.code], child.left_on
        due_on = years_before(left_on, -years) if left_on else None
        early = asked and not data.lawful and left_on is not None and left_on <= self.on
        is_due = gone is None and (early or (due_on is not None and due_on <= self.on))
        why = _("a guardian asked for it") if early else reason_of(data.keep, years, due_on)
        return Part(data.code, data.title, due_on, is_due, gone, why)

    def due(self, child: Child) -> list[Part]:
        return [part for part in self.parts(child) if part.is_due]

    def children_due(self, children: ChildQuerySet) -> ChildQuerySet:
        """Those of whom something may be deleted now, who left first, with `is_held`."""
        found = Q(pk__in=())
        wanted = DataRequest.objects.open().filter(kind="delete", child=OuterRef("pk"))
        for code, years in self.years.items():
            gone = Exists(DataErasure.objects.of_part(code).filter(child=OuterRef("pk")))
            over = Q(left_on__lte=years_before(self.on, years))
            if not keeping()[code].lawful:
                over |= Q(Q(left_on__lte=self.on), Exists(wanted))
            found |= Q(over, ~gone)
        held = Exists(Hold.objects.filter(child=OuterRef("pk"), lifted_at=None))
        return children.filter(found).annotate(is_held=held).order_by("left_on", "pk")


def wants_deletion(child: Child) -> bool:
    asked = child.requests.all()  # few, and a list has fetched them along
    return any(r.answered_at is None and r.kind == DataRequest.Kind.DELETE for r in asked)


def reason_of(code: str, years: int, due_on: date | None) -> str:
    if due_on is None:
        return _("the child attends the school")
    said = {"years": years, "source": rule_defaults()[code].source}
    return (
        ngettext(
            "%(years)s year after leaving (%(source)s)",
            "%(years)s years after leaving (%(source)s)",
            years,
        )
        % said
    )


def due_parts(child: Child, on: date) -> list[str]:
    return [part.code for part in Terms.of(on).due(child)]


def holds_of(child: Child) -> Iterator[str]:
    """Every reason why nothing of a child may be deleted now, whichever app knows it."""
    for hold in Hold.objects.filter(child=child, lifted_at=None):
        yield hold.reason
    for part in child_data().values():
        yield from part.holds(child)


def years_of_staff(on: date) -> int:
    return int(rule(KEEP_STAFF, on=on))


def staff_due(people: PersonQuerySet, on: date) -> PersonQuerySet:
    """Those who left long enough ago and whose numbers are still there."""
    gone = DataErasure.objects.filter(person=OuterRef("pk"))
    over = years_before(on, years_of_staff(on))
    return people.filter(ends_on__lte=over).exclude(Exists(gone)).order_by("ends_on", "pk")


def is_staff_due(person: Person, on: date) -> bool:
    return staff_due(Person.objects.filter(pk=person.pk), on).exists()
