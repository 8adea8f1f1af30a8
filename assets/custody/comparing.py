"""Records of custody that cannot all be true."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.models import (
    AssetEvent,
    ClassPropertyLine,
    CustodyHandover,
    DamageCase,
    DamageSettlement,
    Loan,
)
from logistics.contributions import Clash, Comparison
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of

VOIDED = Entry.Status.VOIDED


def day_of(entry: Entry) -> date:
    return timezone.localdate(entry.happened_at)


def lent_under_repair(first: date, last: date) -> Iterator[Clash]:
    """Handed out while a case says it is being repaired."""
    loans = Loan.objects.filter(lent_on__range=(first, last), is_part=False)
    for loan in loans.select_related("asset", "lent_sheet"):
        if loan.lent_on and (case := repair_on(loan.asset_id, loan.lent_on)):
            yield Clash(
                key=f"{loan.pk}.{case.pk}",
                on=loan.lent_on,
                campus=loan.campus_id,
                entries=tuple(pk for pk in (loan.lent_sheet_id, case.pk) if pk),
                said={"asset": str(loan.asset), "case": case.entry.number},
            )


def repair_on(asset: int, day: date) -> DamageCase | None:
    """The case under which the thing was at the repairer's before that day and is not yet back."""
    cases = DamageCase.objects.standing().filter(
        asset=asset, measure=DamageCase.Measure.REPAIR, entry__happened_at__lt=start_of(day)
    )
    case = cases.select_related("entry").order_by("-entry__happened_at").first()
    if case is None:
        return None
    back = AssetEvent.objects.filter(
        asset=asset,
        kind__in=[AssetEvent.Kind.REPAIRED, AssetEvent.Kind.USED],
        happened_on__range=(day_of(case.entry), day),
    )
    return None if back.exists() else case


def handed_over_after_leaving(first: date, last: date) -> Iterator[Clash]:
    """Handed over by somebody who did not work here any more."""
    span = (start_of(first), end_of(last))
    rows = CustodyHandover.objects.exclude(entry__status=VOIDED).filter(
        entry__happened_at__range=span, giver__ends_on__isnull=False
    )
    for sheet in rows.select_related("entry", "giver"):
        if sheet.giver.ends_on and sheet.giver.ends_on < day_of(sheet.entry):
            yield Clash(
                key=str(sheet.pk),
                on=day_of(sheet.entry),
                campus=sheet.entry.campus_id,
                entries=(sheet.pk,),
                said={
                    "record": sheet.entry.number,
                    "person": str(sheet.giver),
                    "day": sheet.giver.ends_on.isoformat(),
                },
            )


def in_two_rooms(first: date, last: date) -> Iterator[Clash]:
    """More of a card found on one day, in several rooms, than there is of it."""
    span = (start_of(first), end_of(last))
    lines = ClassPropertyLine.objects.exclude(sheet__entry__status=VOIDED).filter(
        sheet__entry__happened_at__range=span, found__gt=0
    )
    found: dict[Any, list[ClassPropertyLine]] = defaultdict(list)
    rows = lines.select_related("sheet__entry", "asset", "place").order_by("pk")
    for line in rows:
        found[line.asset_id, day_of(line.sheet.entry)].append(line)
    for (asset, day), seen in found.items():
        rooms = {line.place_id: line for line in seen}
        count = sum(line.found for line in rooms.values())
        if len(rooms) > 1 and count > seen[0].asset.quantity:
            yield Clash(
                key=f"{asset}.{day}",
                on=day,
                campus=seen[0].sheet.entry.campus_id,
                entries=tuple(line.sheet_id for line in rooms.values()),
                said={
                    "asset": str(seen[0].asset),
                    "places": "、".join(str(line.place) for line in rooms.values()),
                },
            )


def paid_before_the_case(first: date, last: date) -> Iterator[Clash]:
    """A compensation paid before the damage is said to have happened."""
    rows = DamageSettlement.objects.exclude(entry__status=VOIDED).filter(
        paid_on__range=(first, last), paid_on__lt=F("case__entry__happened_at__date")
    )
    for settlement in rows.select_related("entry", "case__entry"):
        case = settlement.case
        yield Clash(
            key=str(settlement.pk),
            on=settlement.paid_on or first,
            campus=settlement.entry.campus_id,
            entries=(settlement.pk, case.pk),
            said={"record": settlement.entry.number, "case": case.entry.number},
        )


COMPARISONS = [
    Comparison(
        "asset_lent_under_repair",
        _("Lent while under repair"),
        _("%(asset)s was lent while %(case)s says it was under repair"),
        _("Write down when it was repaired, or void the case if it was not damaged."),
        lent_under_repair,
    ),
    Comparison(
        "handed_over_after_leaving",
        _("Handed over by somebody who had left"),
        _("%(record)s was handed over by %(person)s, who left on %(day)s"),
        _("Put the day of leaving right, or write the handover anew with who was there."),
        handed_over_after_leaving,
    ),
    Comparison(
        "asset_in_two_rooms",
        _("Found in two rooms on one day"),
        _("%(asset)s was found in several places on one day: %(places)s"),
        _("Look where it is, and void the list that is not true."),
        in_two_rooms,
    ),
    Comparison(
        "compensation_before_case",
        _("Paid before the damage"),
        _("%(record)s says it was paid before the damage of %(case)s"),
        _("Void the settlement and enter the day of the receipt, or correct the case."),
        paid_before_the_case,
    ),
]
