"""How what began at the gate ends there: left, came back, handed over; and taken back if by mistake."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.stamping import stamped
from safety.models import GateStep

TAKEN_BACK_WITHIN = timedelta(minutes=30)


@transaction.atomic
def end(
    entry: Entry,
    *,
    by: Any,
    now: datetime,
    happened_at: datetime | None = None,
    person: Any = None,
    is_lacking: bool = False,
) -> GateStep:
    """The visitor has left, the key is back, the parcel is handed over (to `person`).

    Refuses what has ended, and a moment before it began. Of two guards who press at once one is
    told that it is done.
    """
    at = happened_at or now
    refuse_impossible(entry, at, now)
    if not take(entry, {"ended_at": None}, ended_at=at):
        raise Refused(_("This has ended already. Look at the page again."))
    return step(entry, GateStep.Act.ENDED, at, by=by, now=now, person=person, is_lacking=is_lacking)


@transaction.atomic
def pass_out(entry: Entry, *, by: Any, now: datetime) -> GateStep:
    """Who or what the slip names has gone out; what does not come back ends with it."""
    if not take(entry, {"ended_at": None, "passed_at": None}, passed_at=now):
        raise Refused(_("This has passed the gate already. Look at the page again."))
    return step(entry, GateStep.Act.PASSED, now, by=by, now=now)


@transaction.atomic
def take_back(entry: Entry, *, by: Any, now: datetime) -> GateStep:
    """The last step was a slip of the finger: things stand as before it. Both stay readable."""
    last = entry.gate_steps.order_by("pk").last()
    if last is None or last.act == GateStep.Act.UNDONE:
        raise Refused(_("There is nothing to take back."))
    if now - last.at > TAKEN_BACK_WITHIN:
        raise Refused(_("This was too long ago to be taken back. Register it anew."))
    column = "ended_at" if last.act == GateStep.Act.ENDED else "passed_at"
    if not take(entry, {f"{column}__isnull": False}, **{column: None, "ended_at": None}):
        raise Refused(_("There is nothing to take back."))
    return step(entry, GateStep.Act.UNDONE, now, by=by, now=now)


def take(entry: Entry, seen: dict[str, Any], **changes: Any) -> bool:
    """Change the stay if it still is as it was seen, of two at once for one alone.

    It is asked by its own columns: with the record joined, PostgreSQL would answer the second of
    two with what stood before the first.
    """
    stays = entry.declared.record_model.objects
    stands = stays.standing().filter(pk=entry.pk).exists()
    return stands and bool(stays.filter(pk=entry.pk, **seen).update(**changes))


def refuse_impossible(entry: Entry, at: datetime, now: datetime) -> None:
    if at < entry.happened_at:
        raise Refused(_("It cannot end before it began."))
    if at > now:
        raise Refused(_("This lies in the future. A record tells what has happened."))


def step(entry: Entry, act: str, at: datetime, *, by: Any, now: datetime, **more: Any) -> GateStep:
    made = stamped(GateStep(entry=entry, act=act, happened_at=at, by=by, at=now, **more))
    made.save(force_insert=True)
    return made
