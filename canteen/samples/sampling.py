"""Keeping samples of a meal: the whole sheet in one press, and what became known later."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from canteen.models import Dish, FoodSample, Fridge, SampleDisposal, SampleLine
from canteen.models.samples import DisposalLine
from canteen.samples.owing import MealOf, served_at
from canteen.samples.rules import Limits, limits_now
from logistics.duties import arranging, filing, righting
from logistics.duties.models import Task
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import after_school_days, end_of, is_open_on
from logistics.school.models import Campus
from logistics.school.models.campuses import Meal, new_code

COMPLETE, PART = "samples:complete", "samples:part"
DISCARD_DUTY = "D013"
DISCARD_WITHIN = timedelta(hours=24)  # of the end of the keeping time
Fault = SampleLine.Fault


@dataclass(frozen=True)
class Taken:
    """A sample of a dish, in grams. `code` is that of its label, if it was written down before."""

    dish: Dish
    weight_g: Decimal
    sampled_at: datetime
    sampled_by: Any
    container_no: str = ""
    code: str = ""
    fridge: Fridge | None = None
    temperature: Decimal | None = None
    storage: str = SampleLine.Storage.CHILLED


@dataclass(frozen=True)
class Said:
    """What is said of the whole sheet: the dishes owed, and about what is not in order.

    `nothing`: fruit, milk and packaged food came to the table, of which nothing is kept.
    """

    owed: Collection[Dish] = field(default_factory=tuple)
    nothing: bool = False
    unsampled_because: str = ""
    measure: str = ""
    measure_note: str = ""


def line_of(taken: Taken, limits: Limits, served: datetime | None) -> SampleLine:
    return SampleLine(
        dish=taken.dish,
        code=taken.code or new_code(),
        sampled_at=taken.sampled_at,
        weight_g=taken.weight_g,
        container_no=taken.container_no,
        fridge=taken.fridge,
        temperature=taken.temperature,
        storage=taken.storage,
        kept_until=limits.kept_until(taken.sampled_at),
        sampled_by=taken.sampled_by,
        faults=list(faults_of(taken, limits, served)),
    )


def faults_of(taken: Taken, limits: Limits, served: datetime | None) -> list[str]:
    judged = {
        Fault.LIGHT: taken.weight_g < limits.weight,
        Fault.WARM: not limits.is_cold(taken.temperature),
        Fault.STORAGE: taken.storage != SampleLine.Storage.CHILLED,
        Fault.OFF_MEAL: not limits.is_at_meal(taken.sampled_at, served),
    }
    return [fault.value for fault, is_so in judged.items() if is_so]


def fill(sheet: FoodSample, taken: Sequence[Taken], said: Said, limits: Limits) -> None:
    """Write onto the sheet, unsaved, what was kept and what is missing."""
    served = served_at(sheet.campus, sheet.on, sheet.meal)
    sheet.new_lines = [line_of(each, limits, served) for each in taken]
    there = {each.dish.pk for each in taken}
    sheet.owed = len(said.owed)
    sheet.missing = [str(dish) for dish in said.owed if dish.pk not in there]
    sheet.unsampled_because = said.unsampled_because if sheet.missing or not taken else ""
    sheet.measure, sheet.measure_note = said.measure, said.measure_note
    sheet.entry.is_zero = said.nothing and not taken and not said.owed
    complete = bool(taken) and not sheet.missing
    sheet.entry.subject = COMPLETE if complete or sheet.entry.is_zero else PART


@transaction.atomic
def take(
    campus: Campus,
    meal: MealOf,
    taken: Sequence[Taken],
    said: Said,
    *,
    by: Any,
    now: datetime,
    late_reason: str = "",
    typed_at: datetime | None = None,
    photos: Sequence[Callable] = (),
) -> Entry:
    """File the samples of a meal. What is not in order is kept, marked, and becomes a finding.

    Refuses a second sheet of the meal, and an empty one that gives no reason.
    """
    if not taken and not said.unsampled_because and not said.nothing:
        raise Refused(_("Nothing was sampled. Say why, or tick what was."))
    told = {"by": by, "now": now, "photos": photos}
    given: dict[str, Any] = {"late_reason": late_reason, "typed_at": typed_at}
    try:
        with transaction.atomic():
            sheet = new_sheet(campus, meal, taken, said, now, **given)
            filed = filing.submit(sheet, **told)
    except IntegrityError:  # there was one; if it was voided, this is the next
        copy = voided_before(campus, meal)
        sheet = new_sheet(campus, meal, taken, said, now, copy=copy, **given)
        filed = filing.submit(sheet, **told)
    report(sheet, by=by, now=now)
    owe_disposal(sheet)
    return filed


def new_sheet(
    campus: Campus,
    meal: MealOf,
    taken: Sequence[Taken],
    said: Said,
    now: datetime,
    *,
    copy: int = 0,
    **given: Any,
) -> FoodSample:
    entry = Entry(
        campus=campus, meal=meal.meal, happened_at=begun(campus, meal, taken, now), **given
    )
    sheet = FoodSample(entry=entry, campus=campus, on=meal.on, meal=meal.meal, copy=copy)
    fill(sheet, taken, said, limits_now(entry.happened_at))
    return sheet


def begun(campus: Campus, meal: MealOf, taken: Sequence[Taken], now: datetime) -> datetime:
    """When the first sample was taken; of a meal without any, when it was served."""
    if taken:
        return min(each.sampled_at for each in taken)
    return min(served_at(campus, meal.on, meal.meal) or now, now)


def voided_before(campus: Campus, meal: MealOf) -> int:
    rows = FoodSample.objects.filter(campus=campus, on=meal.on, meal=meal.meal)
    states = list(rows.values_list("entry__status", flat=True))
    if any(state != Entry.Status.VOIDED for state in states):
        words = _("The samples of this meal are written down already. Open the sheet to change it.")
        raise Refused(words)
    return len(states)


def sheet_of(campus: Campus, meal: MealOf) -> FoodSample | None:
    rows = FoodSample.objects.standing().filter(campus=campus, on=meal.on, meal=meal.meal)
    return (
        rows.select_related("entry", "campus")
        .prefetch_related("lines__dish", "lines__fridge", "lines__sampled_by")
        .first()
    )


@transaction.atomic
def correct(
    sheet: FoodSample,
    taken: Sequence[Taken],
    said: Said,
    *,
    by: Any,
    now: datetime,
    reason: str,
    seen: int,
) -> Entry:
    """A sample was taken later, or something was written wrongly. A label keeps its code.

    Refuses to take away a sample that is discarded already.
    """
    kept = {each.code for each in taken}
    gone = set(codes_gone(sheet))
    if lost := [line for line in sheet.lines.all() if line.code in gone - kept]:
        words = _("%(dish)s is discarded already: void that record first.")
        raise Refused(words % {"dish": lost[0].dish})
    entry = sheet.entry
    meal = MealOf(sheet.campus_id, sheet.on, sheet.meal)
    entry.happened_at = begun(sheet.campus, meal, taken, entry.happened_at)
    fill(sheet, taken, said, limits_now(entry.happened_at))
    filed = filing.correct(sheet, by=by, now=now, reason=reason, seen=seen)
    report(sheet, by=by, now=now)
    owe_disposal(sheet)
    return filed


def codes_gone(sheet: FoodSample) -> Any:
    lines = DisposalLine.objects.filter(sheet__sample=sheet)
    return lines.exclude(sheet__entry__status=Entry.Status.VOIDED).values_list("code", flat=True)


# What is not in order ---------------------------------------------------------------------------


def report(sheet: FoodSample, *, by: Any, now: datetime) -> None:
    """Open a finding for each thing that is not as it should be; what is open is seen again."""
    where = f"{sheet.on:%Y-%m-%d} {Meal(sheet.meal).label}"
    for key, what in wrong_of(sheet):
        righting.found(
            sheet.entry,
            what=f"{where} · {what}",
            by=by,
            now=now,
            key=key,
            measure=measure_words(sheet),
        )


def wrong_of(sheet: FoodSample) -> Iterator[tuple[str, str]]:
    """What is wrong in one sentence each, with the key of the thing."""
    lines: Sequence[SampleLine] = sheet.new_lines or ()
    if light := [line for line in lines if Fault.LIGHT in line.faults]:
        which = listed(f"{line.dish} {line.weight_g.normalize():f} g" for line in light)
        yield f"sample:{sheet.pk}:light", _("Sample too light: %(which)s") % {"which": which}
    if warm := [line for line in lines if Fault.WARM in line.faults]:
        fridge = warm[0].fridge
        said = {"fridge": fridge or _("Sample fridge"), "degrees": warm[0].temperature}
        key = f"fridge:{fridge.pk}:warm" if fridge else f"sample:{sheet.pk}:warm"
        yield key, _("%(fridge)s at %(degrees)s ℃") % said
    if loose := [line for line in lines if Fault.STORAGE in line.faults]:
        which = listed(f"{line.dish} {line.get_storage_display()}" for line in loose)
        yield (
            f"sample:{sheet.pk}:storage",
            _("Samples not kept chilled: %(which)s") % {"which": which},
        )
    if sheet.missing:
        which = listed(sheet.missing)
        yield f"sample:{sheet.pk}:missing", _("Dish without a sample: %(which)s") % {"which": which}


def measure_words(sheet: FoodSample) -> str:
    words = [str(sheet.get_measure_display()) if sheet.measure else "", sheet.measure_note]
    return " · ".join(word for word in words if word)


def listed(words: Any) -> str:
    return _(", ").join(str(word) for word in words)


# What is owed afterwards ------------------------------------------------------------------------


def about(sheet: FoodSample) -> str:
    """What the disposal of these very samples is about: the duty to discard them asks for it."""
    return f"sample:{sheet.pk}"


def owe_disposal(sheet: FoodSample) -> None:
    """They are to be thrown away once they have lain long enough; of none, nothing is owed."""
    ends = [line.kept_until for line in sheet.new_lines or ()]
    if ends:
        last = max(ends)
        task = arranging.owe(
            DISCARD_DUTY,
            sheet.entry,
            f"s{sheet.pk}",
            at=last,
            due=discard_until(sheet.campus, last),
            subject=about(sheet),
        )
        if task is not None:
            task.meal = sheet.meal
            arranging.open_tasks([task])


def discard_until(campus: Campus, kept_until: datetime) -> datetime:
    """A day later; where the school is closed by then, the end of the next day it is open."""
    due = kept_until + DISCARD_WITHIN
    day = timezone.localdate(due)
    return due if is_open_on(campus, day) else end_of(after_school_days(campus, day, 1))


def voided(entry: Entry, *, by: Any, now: datetime) -> None:
    """The sheet never counted: nothing of it has to be discarded, and no disposal counts either."""
    tasks = Task.objects.filter(proof=SampleDisposal.kind_code, subject=f"sample:{entry.pk}")
    words = _("The sheet of the samples was voided.")
    free = tasks.filter(proved_at=None, excused_at=None)
    free.update(excused_at=now, excused_by=by, excuse=words)
