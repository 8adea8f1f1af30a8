"""Giving goods out: to a person, a class or a place, first expiring first, against a signature."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
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
    late_reason: str = "",
) -> Entry:
    """File an issue sheet and take the goods out of the store; the receiver is asked to sign.

    Refused as a whole: more than there is (`NotEnough`), more than may be given at once, hazardous
    goods without a second person, a new thing without the old one where that is the rule.
    """
    if not wanted:
        raise Refused(_("Nothing is to be issued."))
    refuse_unlawful(wanted, receiver=receiver, by=by, witness=witness)
    entry = Entry(
        campus=store.campus,
        school_class=school_class,
        place=place,
        happened_at=happened_at,
        late_reason=late_reason,
    )
    sheet = StockOut(
        entry=entry, store=store, receiver=receiver, purpose=purpose, witness=witness, basis=basis
    )
    sheet.new_lines = list(lines_of(store, wanted, happened_at))
    filed = filing.submit(sheet, by=by, now=now)
    ledger.post(filed, moves_of(store, sheet.new_lines), by=by, now=now)
    signers = [(Capacity.RECEIVED, receiver)]
    if witness:
        signers.append((Capacity.WITNESS, witness))
    signing.ask(filed, signers, now=now)
    return filed


def refuse_unlawful(wanted: Sequence[Wanted], *, receiver: Any, by: Any, witness: Any) -> None:
    for each in wanted:
        item = each.item
        said = {"item": item, "unit": item.unit}
        if item.issue_limit is not None and each.quantity > item.issue_limit:
            most = plain_quantity(item.issue_limit)
            raise Refused(
                _("At most %(most)s %(unit)s of %(item)s are given out at once.")
                % (said | {"most": most})
            )
        if item.old_for_new and each.old_returned < each.quantity:
            raise Refused(
                _("A new %(item)s is given against the old one only. Enter how many came back.")
                % said
            )
        if item.is_hazardous and witness is None:
            raise Refused(_("%(item)s needs a second signature. Name who signs.") % said)
    if witness is not None and witness.pk in {receiver.pk, by.pk}:
        raise Refused(_("The second signature is another person's."))


def lines_of(
    store: Store, wanted: Iterable[Wanted], happened_at: datetime
) -> Iterator[StockOutLine]:
    """A line for each lot: what is taken from two lots stands in two lines."""
    on = timezone.localdate(happened_at)
    for each in wanted:
        lots = (
            [(each.lot, each.quantity)]
            if each.lot
            else ledger.propose(store, each.item, each.quantity, on=on)
        )
        for n, (lot, quantity) in enumerate(lots):
            if lot.is_expired(on):
                raise Refused(
                    _("%(lot)s expired on %(day)s and cannot be issued.")
                    % {"lot": lot, "day": lot.expires_on}
                )
            yield StockOutLine(
                item=each.item,
                lot=lot,
                quantity=quantity,
                amount=ledger.worth_of(lot, quantity),
                asked=each.asked if n == 0 else None,
                old_returned=each.old_returned if n == 0 else 0,
                remark=each.remark,
            )


def moves_of(store: Store, lines: Iterable[StockOutLine]) -> list[Move]:
    return [Move(store, line.lot, OUT, -line.quantity, line.position) for line in lines]
