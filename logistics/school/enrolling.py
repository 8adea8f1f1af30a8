"""Which class a child is in for a term, and what a whole class takes over from the last term."""

from datetime import date

from django.db import transaction

from logistics.school.models import Allergy, Child, Diet, Enrolment, SchoolClass, Term


@transaction.atomic
def enrol(child: Child, term: Term, school_class: SchoolClass) -> Enrolment:
    """Put a child into a class for a term; in another class it is no more."""
    enrolment, _ = Enrolment.objects.update_or_create(
        child=child, term=term, defaults={"school_class": school_class}
    )
    return enrolment


@transaction.atomic
def enrol_class(
    school_class: SchoolClass, term: Term, *, as_in: SchoolClass, before: Term, on: date
) -> int:
    """Take over the children another class had in a term before, save those placed already."""
    placed = Enrolment.objects.filter(term=term).values("child")
    children = Child.objects.attending(on).filter(
        enrolments__term=before, enrolments__school_class=as_in
    )
    coming = list(children.exclude(pk__in=placed))
    for child in coming:
        Enrolment.objects.create(child=child, term=term, school_class=school_class)
    return len(coming)


@transaction.atomic
def note_health(child: Child, *, allergens: set[str], other: str, diets: set[str]) -> None:
    """Write down what a child must not get and how it eats; what is not named any more goes."""
    kept = child.allergies.filter(allergen__in=allergens).exclude(allergen="other")
    gone = child.allergies.exclude(pk__in=kept.values("pk"))
    had = set(kept.values_list("allergen", flat=True))
    for allergy in gone.exclude(allergen="other"):
        allergy.delete()
    for allergen in sorted(allergens - had - {"other"}):
        Allergy.objects.create(child=child, allergen=allergen)
    note_other(child, other.strip())
    for diet in child.diets.exclude(kind__in=diets):
        diet.delete()
    for kind in sorted(diets - set(child.diets.values_list("kind", flat=True))):
        Diet.objects.create(child=child, kind=kind)


def note_other(child: Child, words: str) -> None:
    """The allergies without a code are one text."""
    there = list(child.allergies.filter(allergen=Allergy.Allergen.OTHER))
    if words and [allergy.note for allergy in there] == [words]:
        return
    for allergy in there:
        allergy.delete()
    if words:
        Allergy.objects.create(child=child, allergen=Allergy.Allergen.OTHER, note=words)
