"""Who should get special care, read off what is known: measured, allergic, ill before entering."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from health import measures
from health.conditions import Condition
from health.measures import Measured
from health.models import CommonDiseaseCase, DeclinedProposal, EntryExam, SpecialCareCase
from health.models.exams import PastIllness
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import Allergy

# What of the history of a child asks for special care, by the tick on the form.
OF_HISTORY = {
    PastIllness.HEART: Condition.HEART,
    PastIllness.EPILEPSY: Condition.EPILEPSY,
    PastIllness.ASTHMA: Condition.ASTHMA,
    PastIllness.PREMATURE: Condition.PREMATURE,
}
DRUGS = {Allergy.Allergen.PENICILLIN}
NO_FOOD = {Allergy.Allergen.POLLEN, *DRUGS}


@dataclass(frozen=True)
class Proposal:
    """A child, the reason, and what it rests on; `on` the day it was measured, if it was."""

    child: Any
    condition: Condition
    why: str
    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None
    allergens: tuple[str, ...] = ()
    known_on: date | None = None  # when it became known, as far as anybody wrote it down
    is_measured: bool = False

    @property
    def key(self) -> tuple[int, str]:
        return self.child.pk, self.condition.value

    def is_newer_than(self, declined: date | None) -> bool:
        return self.known_on is not None and declined is not None and self.known_on > declined


def proposals(children: Iterable[Any], on: date) -> list[Proposal]:
    """Those of these children that have no open case for the reason, each reason once.

    What was measured before a case for it ended opens no second one, and what was declined comes
    back when it rests on something newer.
    """
    known = {child.pk: child for child in children}
    open_now = SpecialCareCase.objects.open().filter(child__in=known)
    there = set(open_now.values_list("child_id", "condition"))
    ended, declined = ends(known), last_declined(known)
    found: dict[tuple[int, str], Proposal] = {}
    for source in (measured, allergic, ill_before, registered):
        for proposal in source(known, on):
            refused = proposal.key in declined and not proposal.is_newer_than(
                declined[proposal.key]
            )
            settled = refused or not is_news(proposal, ended.get(proposal.key))
            if proposal.key not in there and not settled:
                found.setdefault(proposal.key, proposal)
    order = {condition: place for place, condition in enumerate(Condition)}
    return sorted(found.values(), key=lambda p: (order[p.condition], p.child.pinyin, p.child.pk))


def ends(known: dict[int, Any]) -> dict[tuple[int, str], date]:
    """When the last case of each child for each reason ended."""
    closed = SpecialCareCase.objects.closed().filter(child__in=known).order_by("ended_at")
    rows = closed.values_list("child_id", "condition", "ended_at")
    return {(child or 0, reason): timezone.localdate(at) for child, reason, at in rows}


def is_news(proposal: Proposal, ended_on: date | None) -> bool:
    return ended_on is None or proposal.known_on is None or proposal.known_on > ended_on


def last_declined(children: Iterable[int]) -> dict[tuple[int, str], date | None]:
    """What the proposals of these children rested on when they were declined last."""
    rows = DeclinedProposal.objects.filter(child__in=list(children)).order_by("at", "pk")
    return {(row.child_id, row.condition): row.known_on for row in rows.defer("why")}


@transaction.atomic
def decline(proposal: Proposal, *, why: str, by: Any, now: datetime) -> DeclinedProposal:
    """Not followed, for a reason: it is proposed no more until something new is known."""
    if not why.strip():
        raise Refused(_("Say why no case is opened."))
    return DeclinedProposal.objects.create(
        child=proposal.child,
        condition=proposal.condition,
        known_on=proposal.known_on,
        why=why,
        by=by,
        at=now,
    )


def measured(known: dict[int, Any], on: date) -> Iterator[Proposal]:
    for child, all_known in measures.latest(list(known), on).items():
        for each in all_known:
            for condition in sorted(each.conditions):
                yield of_measure(known[child], Condition(condition), each)


def of_measure(child: Any, condition: Condition, each: Measured) -> Proposal:
    return Proposal(
        child,
        condition,
        each.words,
        each.height_cm,
        each.weight_kg,
        known_on=each.on,
        is_measured=True,
    )


def allergic(known: dict[int, Any], on: date) -> Iterator[Proposal]:
    rows = Allergy.objects.filter(child__in=known).order_by("child", "allergen")
    for allergy in rows.defer("note"):
        drug = allergy.allergen in DRUGS
        if drug or allergy.allergen not in NO_FOOD:
            condition = Condition.DRUG_ALLERGY if drug else Condition.FOOD_ALLERGY
            why = str(allergy.get_allergen_display())
            yield Proposal(known[allergy.child_id], condition, why, allergens=(allergy.allergen,))


def ill_before(known: dict[int, Any], on: date) -> Iterator[Proposal]:
    rows = EntryExam.objects.filter(child__in=known).exclude(entry__status=Entry.Status.VOIDED)
    for child, marks in rows.exclude(marks="").values_list("child_id", "marks"):
        for mark in marks.split():
            if mark in OF_HISTORY:
                why = _("told by the guardians on entry")
                yield Proposal(known[child], OF_HISTORY[PastIllness(mark)], why)


def registered(known: dict[int, Any], on: date) -> Iterator[Proposal]:
    """Diagnosed and not over; teeth are treated without a case."""
    rows = CommonDiseaseCase.objects.open().filter(child__in=known)
    rows = rows.exclude(condition__in=[Condition.CARIES, Condition.OTHER])
    for case in rows.select_related("entry"):
        why = _("registered as %(number)s") % {"number": case.entry.number}
        child = known[case.child_id or 0]
        yield Proposal(child, Condition(case.condition), why, known_on=case.diagnosed_on)
