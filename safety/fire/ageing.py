"""When fire equipment is serviced next and when it is replaced, by its type and the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from logistics.records.models import Entry
from logistics.school.rules import rule
from safety.fire import rules
from safety.models import FireEquipment, FireServiceLine
from safety.models.files import years_after


@dataclass(frozen=True)
class Ages:
    """The years in force on a day, read once for many things."""

    first: dict[str, int]
    again: dict[str, int]
    last: dict[str, int]

    @classmethod
    def on(cls, day: date) -> "Ages":
        water = (int(rule(rules.FIRST_WATER, on=day)), int(rule(rules.AGAIN_WATER, on=day)))
        gas = (int(rule(rules.FIRST_GAS, on=day)), int(rule(rules.AGAIN_GAS, on=day)))
        both = [
            *((each.value, water) for each in rules.WATER),
            *((g.value, gas) for g in rules.GAS),
        ]
        last = {kind.value: int(rule(code, on=day)) for kind, (code, *_) in rules.AGES.items()}
        return cls(
            {kind: years[0] for kind, years in both}, {kind: years[1] for kind, years in both}, last
        )

    def service_due(self, thing: FireEquipment) -> date | None:
        serviced = latest(thing.serviced_on, thing.filled_on)
        if thing.type not in self.first:
            return None
        if serviced and serviced != thing.produced_on:
            return years_after(serviced, self.again[thing.type])
        made = thing.produced_on
        return years_after(made, self.first[thing.type]) if made else None

    def scrap_due(self, thing: FireEquipment) -> date | None:
        """By its age or by its label, whichever comes first."""
        old = None
        if thing.produced_on and thing.type in self.last:
            old = years_after(thing.produced_on, self.last[thing.type])
        known = [day for day in (old, thing.valid_until) if day]
        return min(known, default=None)


def latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def work_out(thing: FireEquipment, ages: Ages) -> None:
    """Set the dates that are read off what is typed and recorded."""
    ended = [day for day in (thing.removed_on, thing.retired_on) if day]
    thing.retired_on = min(ended, default=None)
    thing.service_due_on, thing.scrap_due_on = ages.service_due(thing), ages.scrap_due(thing)


@transaction.atomic
def keep(thing: FireEquipment, *, on: date) -> FireEquipment:
    """Save a thing as it was typed, with its dates."""
    work_out(thing, Ages.on(on))
    thing.save()
    settle([thing], on=on)
    return thing


@transaction.atomic
def settle(things: Iterable[FireEquipment], *, on: date) -> None:
    """Read off the records of service that stand when each was serviced or taken out of use."""
    things, ages = list(things), Ages.on(on)
    act = FireServiceLine.Act
    said = (
        FireServiceLine.objects.filter(equipment__in=things)
        .exclude(sheet__entry__status=Entry.Status.VOIDED)
        .order_by()
        .values("equipment")
        .annotate(
            serviced=Max("sheet__entry__happened_at__date", filter=Q(act=act.SERVICED)),
            scrapped=Max("sheet__entry__happened_at__date", filter=Q(act=act.SCRAPPED)),
        )
    )
    known: dict[int, Mapping[str, Any]] = {row["equipment"]: row for row in said}
    for thing in things:
        row = known.get(thing.pk, {})
        thing.serviced_on = row.get("serviced")
        thing.retired_on = row.get("scrapped")
        work_out(thing, ages)
    columns = ["serviced_on", "retired_on", "service_due_on", "scrap_due_on"]
    FireEquipment.objects.bulk_update(things, columns, batch_size=200)
