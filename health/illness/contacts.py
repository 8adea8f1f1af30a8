"""Who was near a sick child: its class, the floor and the building, its brothers and sisters."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from health.illness.signs import DISEASES, SYMPTOMS, gather
from health.models import InfectiousCase
from health.signs import Sign
from logistics.contributions import Words
from logistics.school.models import Child, Enrolment, Guardian, Place, SchoolClass, Term

CLASSMATE, SIBLING = _("same class"), _("brother or sister")


@dataclass(frozen=True)
class Contact:
    """A child who was near, until when it is watched, and what it has shown since."""

    child: Child
    school_class: SchoolClass
    relation: Words
    signs: tuple[Sign, ...] = ()

    @property
    def is_ill(self) -> bool:
        return any(not sign.is_symptom for sign in self.signs)


@dataclass(frozen=True)
class Near:
    """Another class on the floor or in the building, how many children, how many of them ill."""

    school_class: SchoolClass
    place: Place
    children: int
    ill: int


@dataclass(frozen=True)
class Traced:
    """All contacts of a case, watched until a day."""

    until: date | None
    children: tuple[Contact, ...]
    classes: tuple[Near, ...]


def trace(case: InfectiousCase, *, on: date) -> Traced:
    """As the lists of the day of the onset have them; what they showed up to `on`."""
    term = Term.objects.on(case.onset_on)
    days = case.disease.observation_days
    until = case.last_contact_on + timedelta(days=days) if days else None
    since = gather([*DISEASES, *SYMPTOMS], case.onset_on, min(on, until or on))
    shown: dict[int, list[Sign]] = defaultdict(list)
    for sign in since:
        if sign.is_symptom or sign.what == case.disease.code:
            shown[sign.child].append(sign)
    brothers = siblings(case.child, term)
    mates = classmates(case, term)
    people = [(row, SIBLING) for row in brothers] + [(row, CLASSMATE) for row in mates]
    taken = {row.child_id for row in brothers}
    contacts = [
        Contact(row.child, row.school_class, relation, tuple(dict.fromkeys(shown[row.child_id])))
        for row, relation in people
        if relation is SIBLING or row.child_id not in taken
    ]
    contacts.sort(key=lambda contact: (not contact.is_ill, not contact.signs))
    return Traced(until, tuple(contacts), near_classes(case, term, shown))


def classmates(case: InfectiousCase, term: Term | None) -> list[Enrolment]:
    rows = Enrolment.objects.filter(term=term, school_class=case.entry.school_class_id)
    rows = rows.exclude(child=case.child).filter(child__in=Child.objects.attending(case.onset_on))
    return ordered(rows)


def ordered(rows: Any) -> list[Enrolment]:
    rows = rows.select_related("child", "school_class").defer(
        "child__identity_number", "child__note"
    )
    return list(rows.order_by("child__pinyin", "child"))


def siblings(child: Child, term: Term | None) -> list[Enrolment]:
    """Children who share a guardian: the same telephone number."""
    numbers = {guardian.phone for guardian in child.guardians.all() if guardian.phone}
    ends = {number[-4:] for number in numbers}
    same = [
        guardian.child_id
        for guardian in Guardian.objects.filter(phone_end__in=ends).exclude(child=child)
        if guardian.phone in numbers
    ]
    return ordered(Enrolment.objects.filter(term=term, child__in=same))


def near_classes(
    case: InfectiousCase, term: Term | None, shown: dict[int, list[Sign]]
) -> tuple[Near, ...]:
    """The classes whose rooms lie on the same floor or in the same building."""
    own = case.entry.school_class_id
    around = Place.objects.filter(school_class=own, within__isnull=False).values("within")
    rooms = Place.objects.filter(within__in=around, school_class__isnull=False)
    rooms = rooms.exclude(school_class=own).select_related("school_class", "within")
    places = {room.school_class_id: room for room in rooms.order_by("pk")}
    children: dict[int, list[int]] = defaultdict(list)
    there = Enrolment.objects.filter(term=term, school_class__in=places)
    for school_class, child in there.values_list("school_class_id", "child_id"):
        children[school_class].append(child)
    near = [
        Near(room.school_class, room.within, len(children[pk]), ill(children[pk], shown))
        for pk, room in places.items()
        if pk and room.school_class and room.within
    ]
    return tuple(sorted(near, key=lambda each: (each.school_class.position, each.place.pk)))


def ill(children: Iterable[int], shown: dict[int, list[Sign]]) -> int:
    return sum(1 for child in children if any(not sign.is_symptom for sign in shown.get(child, ())))
