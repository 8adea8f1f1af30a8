"""Special care: a case opened with its plan, the visits of every month, its end; what goes to the canteen."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from health.care import rolls
from health.models import CommonDiseaseCase, SpecialCareCase, SpecialCareVisit
from logistics.contributions import RuleDefault
from logistics.duties import filing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Allergy, Child, Diet, SchoolClass

VISIT_DAYS = "special_visit_days"
RULES = [
    RuleDefault(
        VISIT_DAYS,
        gettext_lazy("A child in special care is looked at every"),
        "30",
        gettext_lazy("days"),
        gettext_lazy("Technical norm for nutritional diseases of children"),
    ),
]


@transaction.atomic
def open_case(
    case: SpecialCareCase,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
    diets: Collection[str] = (),
    allergens: Collection[str] = (),
    photos: Sequence[Any] = (),
) -> Entry:
    """Begin special care of a child. Its diets and allergies stand in the child's file at once,
    where menus are checked against them. Refuses a second case for the same reason."""
    child = case.child
    if child is None:
        raise Refused(_("Choose a child."))
    Child.objects.select_for_update().get(pk=child.pk)  # of two who open it at once one is second
    if SpecialCareCase.objects.open().filter(child=child, condition=case.condition).exists():
        raise Refused(_("This child has special care for this reason already."))
    handed = hand_on(child, diets, allergens)
    case.diets, case.allergens = (" ".join(codes) for codes in handed)
    case.entry = rolls.entry_about(child, happened_at=happened_at, late_reason=late_reason)
    return filing.submit(case, by=by, now=now, photos=photos)


def hand_on(
    child: Child, diets: Collection[str], allergens: Collection[str]
) -> tuple[list[str], list[str]]:
    """Write down what the canteen must know; answers what rests on cases alone: what was known
    without any of them does not end with one."""
    of_cases = codes_of(SpecialCareCase.objects.open().filter(child=child))
    known_diets = set(child.diets.values_list("kind", flat=True))
    known = set(child.allergies.values_list("allergen", flat=True))
    for kind in sorted(set(diets) - known_diets):
        Diet.objects.create(child=child, kind=kind)
    for allergen in sorted(set(allergens) - known):
        Allergy.objects.create(child=child, allergen=allergen)
    return (
        sorted(set(diets) - (known_diets - of_cases)),
        sorted(set(allergens) - (known - of_cases)),
    )


def codes_of(cases: Iterable[SpecialCareCase]) -> set[str]:
    """All that these cases handed on."""
    return {code for case in cases for code in f"{case.diets} {case.allergens}".split()}


@transaction.atomic
def list_gone_through(
    school_class: SchoolClass,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
) -> Entry:
    """The list of a class was gone through with the guardians; nobody new needs special care."""
    open_now = SpecialCareCase.objects.open().filter(entry__school_class=school_class)
    entry = rolls.entry_of_class(school_class, happened_at=happened_at, late_reason=late_reason)
    listed = open_now.values("child").distinct().count()
    entry.is_zero = listed == 0
    return filing.submit(SpecialCareCase(entry=entry, listed=listed), by=by, now=now)


@transaction.atomic
def visit(
    case: SpecialCareCase,
    visit: SpecialCareVisit,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime,
    late_reason: str = "",
    diets_end: bool = False,
    photos: Sequence[Any] = (),
) -> Entry:
    """The monthly visit of a case; one with an outcome closes it. Refuses a closed case, and a
    visit before the case began. `diets_end`: what the case handed on to the canteen ends with it."""
    stands = SpecialCareCase.objects.standing().select_for_update(of=("self",)).filter(pk=case.pk)
    case = stands.select_related("entry", "child").get()  # whoever closes it beside us waits
    if not SpecialCareCase.objects.open().filter(pk=case.pk).exists():
        raise Refused(_("This case is closed."))
    if happened_at < case.entry.happened_at:
        raise Refused(_("This lies before the case began."))
    visit.case = case
    child: Any = case.child
    visit.entry = rolls.entry_about(child, happened_at=happened_at, late_reason=late_reason)
    entry = filing.submit(visit, by=by, now=now, photos=photos)
    if visit.outcome and diets_end:
        take_back_diets(case)
    return entry


def take_back_diets(case: SpecialCareCase) -> None:
    """What this case handed on, and no open case still asks for, goes out of the child's file."""
    others = SpecialCareCase.objects.open().filter(child=case.child_id)
    kept = codes_of(others.exclude(pk=case.pk))
    child: Any = case.child
    for diet in child.diets.filter(kind__in=set(case.diets.split()) - kept):
        diet.delete()
    for allergy in child.allergies.filter(allergen__in=set(case.allergens.split()) - kept):
        allergy.delete()


@transaction.atomic
def nobody_in_care(
    campus: Any, *, by: Any, now: datetime, happened_at: datetime, late_reason: str = ""
) -> Entry:
    """No case was open this month. Refuses where one is."""
    open_now = SpecialCareCase.objects.open().filter(entry__campus=campus)
    if count := open_now.count():
        raise Refused(_("Cases are open: %(count)s. Write down their visits.") % {"count": count})
    entry = rolls.zero_entry(campus, happened_at=happened_at, late_reason=late_reason)
    return filing.submit(SpecialCareVisit(entry=entry), by=by, now=now)


# Common diseases.


@transaction.atomic
def register_disease(
    case: CommonDiseaseCase, *, by: Any, now: datetime, happened_at: datetime, late_reason: str = ""
) -> Entry:
    """Register a diagnosis; one of the future is none."""
    if case.child is None:
        raise Refused(_("Choose a child."))
    if case.diagnosed_on and case.diagnosed_on > timezone.localdate(now):
        raise Refused(_("The day of the diagnosis lies in the future."))
    case.entry = rolls.entry_about(case.child, happened_at=happened_at, late_reason=late_reason)
    return filing.submit(case, by=by, now=now)


@transaction.atomic
def no_disease(
    campus: Any, *, by: Any, now: datetime, happened_at: datetime, late_reason: str = ""
) -> Entry:
    entry = rolls.zero_entry(campus, happened_at=happened_at, late_reason=late_reason)
    return filing.submit(CommonDiseaseCase(entry=entry), by=by, now=now)


@transaction.atomic
def close_disease(
    case: CommonDiseaseCase, *, outcome: str, closed_on: Any, by: Any, now: datetime, seen: int
) -> Entry:
    """Say how it ended: a new version of the same row of the register."""
    if case.closed_on is not None:
        raise Refused(_("This case is closed."))
    if case.diagnosed_on and closed_on < case.diagnosed_on:
        raise Refused(_("A case is closed after it was diagnosed."))
    case.outcome, case.closed_on = outcome, closed_on
    reason = _("Outcome entered")
    return filing.correct(case, by=by, now=now, reason=reason, seen=seen)
