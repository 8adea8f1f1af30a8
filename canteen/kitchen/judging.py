"""What of a log is otherwise than the rules ask: asked back once, saved, flagged, put right."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from canteen.kitchen import rules
from canteen.models import (
    AdditiveUse,
    ColdStorageReading,
    CoreTemperature,
    Fridge,
    KitchenDisinfection,
    KitchenVisit,
    MealAccompaniment,
    RestroomCleaning,
    TablewareDisinfection,
    TasteTest,
)
from canteen.samples.rules import COLDEST, WARMEST
from logistics.access import Role
from logistics.fields import labelled
from logistics.school.models import Post
from logistics.school.rules import rule

Method = TablewareDisinfection.Method
LEADERS = (Role.DIRECTOR, Role.PRINCIPAL, Role.FOOD_SAFETY_OFFICER, Role.DOCTOR)
HOT_ENOUGH = {
    Method.STEAM: (rules.STEAM_HOT, rules.STEAM_LONG),
    Method.BOIL: (rules.STEAM_HOT, rules.BOIL_LONG),
    Method.INFRARED: (rules.INFRARED_HOT, rules.INFRARED_LONG),
    Method.WASHER: (rules.WASHER_HOT, ""),
}


@dataclass(frozen=True)
class Odd:
    """One thing that is not as it should be. `key` names it, so that it is one finding while open."""

    what: str
    key: str = ""


def day_of(record: Any) -> date:
    return timezone.localdate(record.entry.happened_at)


def plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def tableware(record: TablewareDisinfection) -> Iterator[Odd]:
    on = day_of(record)
    if record.method == Method.CHLORINE:
        yield from of_chlorine(record.strength, record.minutes, on)
    elif record.method in HOT_ENOUGH:
        hot, long = HOT_ENOUGH[Method(record.method)]
        yield from at_least(record.degrees, rule(hot, on=on), "℃")
        if long:
            yield from long_enough(record.minutes, rule(long, on=on))


def surfaces(record: KitchenDisinfection) -> Iterator[Odd]:
    yield from of_chlorine(record.strength, record.minutes, day_of(record))


def of_chlorine(strength: int | None, minutes: int, on: date) -> Iterator[Odd]:
    given = None if strength is None else Decimal(strength)
    yield from at_least(given, rule(rules.CHLORINE, on=on), "mg/L")
    yield from long_enough(minutes, rule(rules.CHLORINE_LONG, on=on))


def at_least(value: Decimal | None, least: Decimal, unit: str) -> Iterator[Odd]:
    if value is None:
        yield Odd(_("Nobody measured it: at least %(least)s %(unit)s is needed.")
                  % {"least": plain(least), "unit": unit})  # fmt: skip
    elif value < least:
        said = {"least": plain(least), "value": plain(value), "unit": unit}
        yield Odd(_("At least %(least)s %(unit)s is needed, this is %(value)s %(unit)s.") % said)


def long_enough(minutes: int, least: Decimal) -> Iterator[Odd]:
    if minutes < least:
        said = {"least": plain(least), "minutes": minutes}
        yield Odd(_("At least %(least)s minutes are needed, these are %(minutes)s.") % said)


def core(record: CoreTemperature) -> Iterator[Odd]:
    least = rule(rules.CORE_HOT, on=day_of(record))
    for line in record.new_lines or ():
        line.is_odd = line.degrees < least
        if line.is_odd:
            said = {"dish": line.name, "value": plain(line.degrees), "least": plain(least)}
            yield Odd(
                _("%(dish)s: %(value)s ℃ in the middle, at least %(least)s ℃ is needed.") % said
            )


def cold(record: ColdStorageReading) -> Iterator[Odd]:
    on = day_of(record)
    low, high = rule(COLDEST, on=on), rule(WARMEST, on=on)
    frozen = rule(rules.FROZEN_HIGH, on=on)
    for line in record.new_lines or ():
        if line.fridge.use == Fridge.Use.FROZEN:
            line.is_odd, wanted = line.degrees > frozen, f"≤ {plain(frozen)} ℃"
        else:
            line.is_odd = not low <= line.degrees <= high
            wanted = f"{plain(low)}–{plain(high)} ℃"
        if line.is_odd:
            said = {"fridge": line.fridge, "value": plain(line.degrees), "wanted": wanted}
            what = _("%(fridge)s: %(value)s ℃, wanted is %(wanted)s.") % said
            yield Odd(what, key=f"fridge:{line.fridge_id}")


def tasting(record: TasteTest) -> Iterator[Odd]:
    for line in record.new_lines or ():
        line.is_odd = line.verdict == line.Verdict.BAD
        if line.is_odd:
            yield Odd(labelled(line.name, line.remark or line.get_verdict_display()))


def additive(record: AdditiveUse) -> Iterator[Odd]:
    """Grams in each kilogram against the table; what may not be used at all says so."""
    limit = record.additive.limit if record.additive else None
    if limit is None:
        return
    share = record.grams / record.food_kg
    if limit == 0:
        yield Odd(_("%(additive)s must not be used.") % {"additive": record.name})
    elif share > limit:
        said = {"additive": record.name, "share": f"{share:.3f}", "limit": plain(limit)}
        yield Odd(_("%(additive)s: %(share)s g/kg, at most %(limit)s g/kg is allowed.") % said)


def restroom(record: RestroomCleaning) -> Iterator[Odd]:
    if record.faults:
        yield Odd(labelled(_("Canteen toilet"), record.faults_said), key="restroom")


def accompanied(record: MealAccompaniment) -> Iterator[Odd]:
    """What the person found; and whoever cooks does not count as company."""
    if record.problems:
        yield Odd(record.problems)
    if record.person_id and works_in_kitchen(record.person_id, day_of(record)):
        yield Odd(_("%(person)s works in the kitchen and does not count as company at the meal.")
                  % {"person": record.person})  # fmt: skip


def works_in_kitchen(person: int, on: date) -> bool:
    return roles_of(person, on) == {Role.COOK.value}


def roles_of(person: int, on: date) -> set[str]:
    return set(Post.objects.current(on).filter(person=person).values_list("role", flat=True))


def visit(record: KitchenVisit) -> Iterator[Odd]:
    who = record.name
    if record.companion_id is None:
        yield Odd(labelled(who, _("nobody of the leadership was with the visitor.")))
    elif not roles_of(record.companion_id, day_of(record)) & {str(role) for role in LEADERS}:
        yield Odd(labelled(who, _("%(person)s is no leader.") % {"person": record.companion}))
    if not record.is_well:
        yield Odd(labelled(who, _("not well, and in the kitchen.")))
    if not record.is_dressed:
        yield Odd(labelled(who, _("without clean overall, cap and mask.")))


def nothing(record: Any) -> Iterable[Odd]:
    return ()
