"""Filing a log of the kitchen: what is not as it should be is flagged and becomes a finding."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from canteen.kitchen.judging import Odd
from canteen.models import KitchenVisit, MealAccompaniment, MonthlyFoodSafetyMeeting
from logistics.duties import filing, righting
from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry


@transaction.atomic
def keep(
    record: Any,
    odd: Iterable[Odd],
    *,
    by: Any,
    now: datetime,
    photos: Sequence[Callable] = (),
    **finding: Any,
) -> Entry:
    """File it. Each odd thing opens a finding; the same open thing is seen again.

    `finding` says more of them: `owner`, `due_on`.
    """
    odd = list(odd)
    record.is_odd = bool(odd)
    entry = filing.submit(record, by=by, now=now, photos=photos)
    for each in odd:
        righting.found(
            entry, what=each.what, key=each.key, measure=record.measure, by=by, now=now, **finding
        )
    return entry


@transaction.atomic
def correct(
    record: Any, odd: Iterable[Odd], *, by: Any, now: datetime, reason: str, seen: int
) -> Entry:
    """Let a log say something else. What it finds only now is to be put right as well.

    What it found before stays a finding: who closes it says that it was written wrongly.
    """
    odd = list(odd)
    record.is_odd = bool(odd)
    entry = filing.correct(record, by=by, now=now, reason=reason, seen=seen)
    known = set(Finding.objects.filter(entry=entry).values_list("what", flat=True))
    for each in odd:
        if each.what not in known:
            righting.found(
                entry, what=each.what, key=each.key, measure=record.measure, by=by, now=now
            )
    return entry


@transaction.atomic
def reply(record: MealAccompaniment, words: str, *, by: Any, now: datetime) -> Entry:
    """Answer what parents said. Refuses where they said nothing, and a second answer."""
    if not record.opinion or record.reply:
        raise Refused(_("There is no opinion to answer here."))
    record.reply, record.replied_at = words[:300], now
    return filing.correct(
        record, by=by, now=now, reason=_("Opinion answered"), seen=record.entry.version
    )


@transaction.atomic
def let_out(record: KitchenVisit, *, by: Any, now: datetime) -> Entry:
    """The visitor has left the kitchen; whoever presses twice is told so."""
    if record.left_at:
        raise Refused(_("This visitor has left already."))
    record.left_at = now
    return filing.correct(
        record, by=by, now=now, reason=_("Left the kitchen"), seen=record.entry.version
    )


@transaction.atomic
def meet(
    record: MonthlyFoodSafetyMeeting, *, by: Any, now: datetime, photos: Sequence[Callable] = ()
) -> Entry:
    """File the minutes. Each decision becomes something its person sees to until its day."""
    entry = keep(record, (), by=by, now=now, photos=photos)
    follow_up(record, by=by, now=now)
    return entry


@transaction.atomic
def meet_again(
    record: MonthlyFoodSafetyMeeting, *, by: Any, now: datetime, reason: str, seen: int
) -> Entry:
    """Correct the minutes. A decision that is new in them is seen to like the others."""
    entry = correct(record, (), by=by, now=now, reason=reason, seen=seen)
    follow_up(record, by=by, now=now)
    return entry


def follow_up(record: MonthlyFoodSafetyMeeting, *, by: Any, now: datetime) -> None:
    known = set(Finding.objects.filter(entry=record.entry).values_list("what", flat=True))
    for line in record.new_lines or ():
        if line.what not in known:
            righting.found(
                record.entry, what=line.what, measure=line.what, owner=line.owner,
                due_on=line.due_on, by=by, now=now,
            )  # fmt: skip
