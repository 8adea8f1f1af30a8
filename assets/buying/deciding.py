"""The storekeeper decides on what was asked: issue, issue part and buy the rest, another thing, no."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assets.buying import telling
from assets.models import RequestLine, Requisition
from logistics.errors import Refused
from logistics.fields import plain_quantity
from logistics.records.models import Entry
from logistics.stores import issuing
from logistics.stores.issuing import Wanted
from logistics.stores.models import Item, Store

State = RequestLine.State


@dataclass(frozen=True)
class Give:
    """So much for one line. `rest`: what becomes of what is not given now.

    With another `item` than was asked for, `reason` says why; so it does where the rest is refused.
    """

    fate: RequestLine
    quantity: Decimal
    rest: str = State.OPEN
    item: Item | None = None
    old_returned: Decimal = Decimal(0)
    reason: str = ""


@transaction.atomic
def move(fate: RequestLine, to: str, *, by: Any, now: datetime, **changes: Any) -> None:
    """Take a line from the state that was seen to another: of two at once the second is told."""
    told = {"state": to, "decided_by": by, "decided_at": now, "version": fate.version + 1}
    told |= changes
    if not RequestLine.objects.filter(pk=fate.pk, version=fate.version).update(**told):
        raise Refused(already(fate))
    for name, value in told.items():
        setattr(fate, name, value)


def already(fate: RequestLine) -> str:
    now = RequestLine.objects.select_related("decided_by", "line").get(pk=fate.pk)
    said = {"what": now.line, "state": now.get_state_display(), "person": now.decided_by or ""}
    return _("%(what)s is %(state)s by now (%(person)s). Look at it again.") % said


@transaction.atomic
def issue(
    paper: Requisition,
    gives: Sequence[Give],
    *,
    store: Store,
    by: Any,
    now: datetime,
    witness: Any = None,
) -> Entry:
    """Issue these lines by one sheet to who asked. Refused as a whole, with what is left of it."""
    wanted = [wanted_by(give) for give in gives]
    for give in gives:
        settle(give, by=by, now=now)
    entry = paper.entry
    filed = issuing.issue(
        store,
        wanted,
        receiver=entry.entered_by,
        by=by,
        now=now,
        happened_at=now,
        school_class=entry.school_class,
        place=entry.place,
        purpose=paper.purpose,
        witness=witness,
        basis=entry,
    )
    for give in gives:
        telling.issued(give.fate, give.quantity, by=by, now=now)
    return filed


def wanted_by(give: Give) -> Wanted:
    fate = give.fate
    refuse_unlawful(give)
    item = give.item or fate.item
    if item is None:
        raise Refused(_("Say which goods “%(what)s” are.") % {"what": fate.line})
    remark = "" if item == fate.line.item else f"{fate.line.text}"
    return Wanted(item, give.quantity, fate.rest, give.old_returned, remark=remark[:100])


def refuse_unlawful(give: Give) -> None:
    """What the paper itself does not allow; what the stock allows is the store's to say."""
    fate, item = give.fate, give.item or give.fate.item
    if not fate.is_open:
        raise Refused(already(fate))
    if not 0 < give.quantity <= fate.rest:
        said = {"what": fate.line, "rest": plain_quantity(fate.rest)}
        raise Refused(_("%(what)s: at most %(rest)s are still asked for.") % said)
    if fate.line.item and item != fate.line.item and not give.reason:
        raise Refused(
            _("Say why something else is given instead of %(what)s.") % {"what": fate.line}
        )
    if item and item.group.needs_approval and not is_free(fate, item, give.quantity):
        raise Refused(
            _("%(item)s is issued only after it was agreed to. Ask for consent first.")
            % {"item": item}
        )


def is_free(fate: RequestLine, item: Item, quantity: Decimal) -> bool:
    """Agreed to, or of so little worth that nobody is asked."""
    if fate.approved_at:
        return True
    free = item.group.free_up_to
    return free is not None and quantity * (item.price or 0) <= free


def settle(give: Give, *, by: Any, now: datetime) -> None:
    fate, item = give.fate, give.item or give.fate.item
    issued = fate.issued + give.quantity
    to = State.ISSUED if issued >= fate.line.quantity else give.rest
    if to == State.REFUSED:
        to = State.PART
    if to == State.PART and not give.reason:
        raise Refused(_("Say why the rest of %(what)s is not issued.") % {"what": fate.line})
    move(fate, to, by=by, now=now, issued=issued, item=item, reason=give.reason or fate.reason)


@transaction.atomic
def refuse(fate: RequestLine, *, by: Any, now: datetime, reason: str) -> None:
    """The storekeeper may refuse the issue, and says why: no old one came back, over the limit …"""
    if not reason:
        raise Refused(_("Say why it is not issued."))
    if not fate.is_open:
        raise Refused(already(fate))
    to = State.PART if fate.issued else State.REFUSED
    move(fate, to, by=by, now=now, reason=reason)
    telling.refused(fate, by=by, now=now)


@transaction.atomic
def buy(fates: Iterable[RequestLine], *, by: Any, now: datetime) -> None:
    """There is not enough: what is missing goes to the purchaser as it was written."""
    for fate in fates:
        if not fate.is_open:
            raise Refused(already(fate))
        move(fate, State.BUYING, by=by, now=now)
        telling.to_be_bought(fate, by=by, now=now)


@transaction.atomic
def name(fate: RequestLine, item: Item, *, by: Any, now: datetime) -> None:
    """Say which goods were meant by the words."""
    if not fate.is_open:
        raise Refused(already(fate))
    move(fate, fate.state, by=by, now=now, item=item)


# What the purchase of it sets off.


def arrive(fate: RequestLine, *, by: Any, now: datetime, item: Item | None = None) -> None:
    """What was bought for it is in the store."""
    move(fate, State.ARRIVED, by=by, now=now, item=item or fate.item)
    telling.arrived(fate, by=by, now=now)


def hand_over(fate: RequestLine, *, by: Any, now: datetime, quantity: Decimal) -> None:
    """An asset was bought for it and booked to the asker: nothing is left to issue."""
    issued = min(fate.issued + quantity, fate.line.quantity)
    to = State.ISSUED if issued >= fate.line.quantity else State.BUYING
    move(fate, to, by=by, now=now, issued=issued)
    telling.issued(fate, quantity, by=by, now=now)


def reopen(fate: RequestLine, *, by: Any, now: datetime) -> None:
    """It is not bought after all: the storekeeper decides anew."""
    move(fate, State.OPEN, by=by, now=now)
