"""Giving goods out: to a person, a class or a place, first expiring first, against a signature."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.fields import plain_quantity
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.stores import ledger
from logistics.stores.ledger import Move
from logistics.stores.models import Item, Lot, Movement, StockOut, StockOutLine, Store

OUT = Movement.Kind.ISSUE


@dataclass(frozen=True)
class Wanted:
    """So much of an item, as the receiver gets it. `asked`: what was wanted, if it was more.

    `old_returned`: old ones handed in against it. With a `lot` it is taken from that one alone.
    """

    item: Item
    quantity: Decimal
    asked: Decimal | None = None
    old_returned: Decimal = Decimal(0)
    lot: Lot | None = None
    remark: str = ""


@transaction.atomic
def issue(
    store: Store,
    wanted: Sequence[Wanted],
    *,
    receiver: Any,
    by: Any,
    now: datetime,
    happened_at: datetime,
    school_class: Any = None,
    place: Any = None,
    purpose: str = "",
    witness: Any = None,
    basis: Entry | None = None,
    note: str = "",
    late_reason: str = "",
    meal: str = "",
    subject: str = "",
) -> Entry:
    """File an issue sheet and take the goods out of the store; the receiver is asked to sign.

    Refused as a whole: more than there is (`NotEnough`), more than may be given at once, hazardous
    goods without a second person, a new thing without the old one where that is the rule.
    `meal` and `subject` say for which meal food is issued, and whose it is.
    """
    if not wanted:
        raise Refused(_("Nothing is to be issued."))
    refuse_unlawful(wanted, receiver=receiver, by=by, witness=witness)
    entry = Entry(
        campus=store.campus,
        school_class=school_class,
        place=place,
        meal=meal,
        subject=subject,
        happened_at=happened_at,
        late_reason=late_reason,
    )
    sheet = StockOut(
        entry=entry,
        store=store,
        receiver=receiver,
        purpose=purpose,
        witness=witness,
        basis=basis,
        note=note,
    )
    sheet.new_lines = lines_of(store, wanted, happened_at)
    filed = filing.submit(sheet, by=by, now=now)
    ledger.post(filed, moves_of(store, sheet.new_lines), by=by, now=now)
    signers = [(Capacity.RECEIVED, receiver)]
    if witness:
        signers.append((Capacity.WITNESS, witness))
    signing.ask(filed, signers, now=now)
    return filed


def refuse_unlawful(wanted: Sequence[Wanted], *, receiver: Any, by: Any, witness: Any) -> None:
    """What two lines ask for of one item counts together."""
    for item in {each.item.pk: each.item for each in wanted}.values():
        lines = [each for each in wanted if each.item.pk == item.pk]
        quantity = sum((each.quantity for each in lines), Decimal(0))
        returned = sum((each.old_returned for each in lines), Decimal(0))
        refuse_too_much(item, quantity, returned)
        if item.is_hazardous and witness is None:
            raise Refused(_("%(item)s needs a second signature. Name who signs.") % {"item": item})
    if witness is not None and witness.pk in {receiver.pk, by.pk}:
        raise Refused(_("The second signature is another person's."))


def refuse_too_much(item: Item, quantity: Decimal, returned: Decimal) -> None:
    if item.issue_limit is not None and quantity > item.issue_limit:
        most = plain_quantity(item.issue_limit)
        raise Refused(
            _("At most %(most)s %(unit)s of %(item)s are given out at once.")
            % {"item": item, "unit": item.unit, "most": most}
        )
    if item.old_for_new and returned < quantity:
        raise Refused(
            _("A new %(item)s is given against the old one only. Enter how many came back.")
            % {"item": item}
        )


def lines_of(store: Store, wanted: Iterable[Wanted], happened_at: datetime) -> list[StockOutLine]:
    """A line for each lot: what is taken from two lots stands in two lines."""
    on = timezone.localdate(happened_at)
    taken = list(taken_for(store, wanted, on))
    worths = ledger.worths(store, [(lot, quantity) for _each, lot, quantity, _first in taken])
    return [
        StockOutLine(
            item=each.item,
            lot=lot,
            quantity=quantity,
            amount=worth,
            asked=each.asked if is_first else None,
            old_returned=each.old_returned if is_first else 0,
            remark=each.remark,
        )
        for (each, lot, quantity, is_first), worth in zip(taken, worths, strict=True)
    ]


def taken_for(
    store: Store, wanted: Iterable[Wanted], on: date
) -> Iterator[tuple[Wanted, Lot, Decimal, bool]]:
    """From which lots each wish is met; the first lot of a wish is marked."""
    used: dict[int, Decimal] = defaultdict(Decimal)
    for each in wanted:
        lots = (
            [(each.lot, each.quantity)]
            if each.lot
            else ledger.propose(store, each.item, each.quantity, on=on, used=used)
        )
        for number, (lot, quantity) in enumerate(lots):
            refuse_expired(lot, on)
            used[lot.pk] += quantity
            yield each, lot, quantity, number == 0


def refuse_expired(lot: Lot, on: date) -> None:
    if lot.is_expired(on):
        raise Refused(
            _("%(lot)s expired on %(day)s and cannot be issued.")
            % {"lot": lot, "day": lot.expires_on}
        )


def moves_of(store: Store, lines: Iterable[StockOutLine]) -> list[Move]:
    return [
        Move(store, line.lot, OUT, -line.quantity, line.position, -line.amount) for line in lines
    ]
