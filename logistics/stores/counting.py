"""Counting a store: frozen, counted blind while goods come and go, explained, posted as one sheet.

What is posted is the difference at the moment of counting: what is counted less what the ledger
says had come and gone by then. What moved later stands, and nothing falls below zero.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from logistics.contributions import RuleDefault
from logistics.duties import filing, signing
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.models import Person
from logistics.school.rules import rule
from logistics.stores import ledger
from logistics.stores.ledger import Move
from logistics.stores.models import (
    Balance,
    Count,
    Counting,
    CountLine,
    Item,
    Lot,
    Movement,
    Stocktake,
    StocktakeLine,
    Store,
)

KIND = Stocktake.kind_code
SEPARATE = "stores.stocktake_separate"
RULES = [
    RuleDefault(
        SEPARATE,
        gettext_lazy("Whoever keeps a store does not supervise its stocktake (1: never, 0: may)"),
        "1",
        "",
        gettext_lazy("Keeping and supervising are apart; a tiny school may set 0"),
    ),
]


@transaction.atomic
def begin(store: Store, *, occasion: str, led_by: Person, by: Any, now: datetime) -> Count:
    """Freeze what the account says; from now on it is counted while goods come and go."""
    if led_by.pk == store.keeper_id and are_apart(timezone.localdate(now)):
        raise Refused(
            _("%(person)s keeps this store. Somebody else supervises.") % {"person": led_by}
        )
    count = Count(store=store, occasion=occasion, led_by=led_by, opened_by=by, frozen_at=now)
    try:
        with transaction.atomic():
            count.save()
    except IntegrityError as open_already:
        raise Refused(_("This store is being counted already.")) from open_already
    frozen = Balance.objects.filter(store=store).there()  # one statement: one moment
    CountLine.objects.bulk_create(
        CountLine(count=count, item_id=row.item_id, lot_id=row.lot_id, expected=row.quantity)
        for row in frozen
    )
    return count


def are_apart(on: date) -> bool:
    return rule(SEPARATE, on=on) > 0


def claim(count: Count, was: str, to: str, **changes: Any) -> None:
    """Take it from one state to another; of two who press at once the second is told.

    Whoever writes in it takes it from its state to the same, so that it is not ended meanwhile.
    """
    if not Count.objects.filter(pk=count.pk, state=was).update(state=to, **changes):
        count.refresh_from_db(fields=["state"])
        said = {"count": count, "state": count.get_state_display()}
        raise Refused(_("%(count)s is %(state)s by now. Look at it again.") % said)
    count.state = to


def hold(count: Count) -> None:
    claim(count, Count.State.COUNTING, Count.State.COUNTING)


@transaction.atomic
def note(line: CountLine, quantity: Decimal, *, by: Any, now: datetime, key: str) -> Counting:
    """So much was counted; the last word counts. With a key known already nothing happens."""
    if quantity < 0:
        raise Refused(_("Nobody counts less than nothing."))
    hold(line.count)
    counting, is_new = Counting.objects.get_or_create(
        key=key, defaults={"line": line, "quantity": quantity, "by": by, "at": now}
    )
    if is_new:
        CountLine.objects.filter(pk=line.pk).update(counted=quantity)
        line.counted = quantity
    return counting


@transaction.atomic
def add(
    count: Count,
    item: Item,
    quantity: Decimal,
    *,
    by: Any,
    now: datetime,
    key: str,
    batch: str = "",
    expires_on: date | None = None,
) -> CountLine:
    """Goods nobody expected here: of a lot the school knows, or of a new one at the usual price.

    Found beside what was counted of the same lot, they are added to it.
    """
    hold(count)
    if known := Counting.objects.filter(key=key).select_related("line").first():
        return known.line
    lot = known_lot(count, item, batch, expires_on) or Lot.objects.create(
        item=item,
        batch=batch,
        expires_on=expires_on,
        price=item.price or 0,
        received_on=timezone.localdate(now),
    )
    given = {"item": item, "expected": Decimal(0)}
    line, _is_new = CountLine.objects.get_or_create(count=count, lot=lot, defaults=given)
    note(line, (line.counted or Decimal(0)) + quantity, by=by, now=now, key=key)
    return line


def known_lot(count: Count, item: Item, batch: str, expires_on: date | None) -> Lot | None:
    """The lot that it is: one that lies here first, else the last one that was like it."""
    lots = Lot.objects.filter(item=item)
    if batch:
        lots = lots.filter(batch=batch)
    if expires_on:
        lots = lots.filter(expires_on=expires_on)
    elif item.has_expiry and not batch:
        return None
    here = lots.filter(balances__store=count.store).order_by("-received_on", "-pk").first()
    return here or lots.order_by("-received_on", "-pk").first()


@transaction.atomic
def finish(count: Count) -> None:
    """Everything is counted; from here on differences are explained."""
    claim(count, Count.State.COUNTING, Count.State.EXPLAINING)
    if left := count.lines.uncounted().count():
        raise Refused(
            ngettext(
                "%(n)d line is not counted yet. What is not there is counted as 0.",
                "%(n)d lines are not counted yet. What is not there is counted as 0.",
                left,
            )
            % {"n": left}
        )


@transaction.atomic
def reopen(count: Count) -> None:
    """Count some of it again, where a difference cannot be explained."""
    claim(count, Count.State.EXPLAINING, Count.State.COUNTING)


@transaction.atomic
def drop(count: Count) -> None:
    """Give it up: nothing is posted, the store can be counted anew."""
    open_now = Count.objects.open().filter(pk=count.pk)
    if not open_now.update(state=Count.State.DROPPED):
        raise Refused(_("This stocktake is over already."))


@transaction.atomic
def explain(line: CountLine, *, reason: str, handling: str) -> None:
    claim(line.count, Count.State.EXPLAINING, Count.State.EXPLAINING)
    CountLine.objects.filter(pk=line.pk).update(reason=reason, handling=handling)


def lines_of(count: Count) -> list[CountLine]:
    """All of it as it would be posted now."""
    rows = CountLine.objects.filter(count=count).with_account().select_related("item", "lot__item")
    return list(rows.order_by("item__name", "item_id", "lot_id"))


def different(lines: Iterable[CountLine]) -> list[CountLine]:
    return [line for line in lines if line.difference]


def digest(lines: Iterable[CountLine]) -> str:
    """What whoever posts it has seen: each difference with its words."""
    told = [
        f"{line.pk} {line.counted} {line.difference} {line.reason} {line.handling}"
        for line in lines
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@transaction.atomic
def post(count: Count, *, by: Any, now: datetime, seen: str, late_reason: str = "") -> Entry:
    """File the stocktake and post its surplus and shortage; who counted and who supervised sign.

    Refused: not by whoever supervises it; a difference without its reason; one that is no longer
    the one seen; a shortage of what was issued since (`NotEnough`).
    """
    claim(count, Count.State.EXPLAINING, Count.State.POSTED)
    counters = people_of(count)
    refuse_alone(count, counters, by=by, on=timezone.localdate(now))
    hold_balances(count.store)
    lines = lines_of(count)
    if digest(lines) != seen:
        raise Refused(_("This has changed since it was seen. Look at it again before posting."))
    for line in different(lines):
        if not (line.reason and line.handling):
            raise Refused(_("Explain the difference of %(lot)s first.") % {"lot": line.lot})
    filed = filing.submit(sheet_of(count, lines, late_reason), by=by, now=now)
    ledger.post(filed, moves_of(count.store, lines), by=by, now=now)
    signers = [(Capacity.COUNTED, person) for person in counters]
    signing.ask(filed, [*signers, (Capacity.SUPERVISED, count.led_by)], now=now)
    Count.objects.filter(pk=count.pk).update(stocktake=filed)
    count.stocktake = filed
    return filed


def people_of(count: Count) -> list[Person]:
    counted = Counting.objects.filter(line__count=count).values("by")
    return list(Person.objects.filter(pk__in=counted).order_by("pk"))


def refuse_alone(count: Count, counters: list[Person], *, by: Any, on: date) -> None:
    if by.pk != count.led_by_id:
        raise Refused(
            _("%(person)s supervises this stocktake and posts it.") % {"person": count.led_by}
        )
    if [person.pk for person in counters] == [count.led_by_id] and are_apart(on):
        raise Refused(_("Whoever supervises does not count alone. Let somebody else count."))


def hold_balances(store: Store) -> None:
    """Wait for whoever is moving these goods, in the order in which they are moved everywhere.

    SQLite lets nobody else write meanwhile.
    """
    rows = Balance.objects.filter(store=store).order_by("lot_id")
    list(rows.select_for_update().values_list("pk"))


def counted_until(count: Count) -> datetime:
    """When the last of it was counted: that is when the sheet happened."""
    last = Counting.objects.filter(line__count=count).aggregate(last=Max("at"))["last"]
    return last or count.frozen_at


def sheet_of(count: Count, lines: list[CountLine], late_reason: str) -> Stocktake:
    store = count.store
    entry = Entry(
        campus=store.campus,
        place=store.place,
        happened_at=counted_until(count),
        is_zero=not lines,
        late_reason=late_reason,
    )
    sheet = Stocktake(
        entry=entry,
        store=store,
        occasion=count.occasion,
        frozen_at=count.frozen_at,
        supervised_by=count.led_by,
    )
    sheet.new_lines = [sheet_line(line) for line in lines]
    return sheet


def sheet_line(line: CountLine) -> StocktakeLine:
    is_different = bool(line.difference)
    return StocktakeLine(
        item=line.item,
        lot=line.lot,
        expected=line.by_the_account,
        counted=line.counted or Decimal(0),
        amount=ledger.worth_of(line.lot, line.difference),
        reason=line.reason if is_different else "",
        handling=line.handling if is_different else "",
    )


def moves_of(store: Store, lines: list[CountLine]) -> list[Move]:
    return [
        Move(
            store,
            line.lot,
            Movement.Kind.SURPLUS if line.difference > 0 else Movement.Kind.SHORTAGE,
            line.difference,
            position,
        )
        for position, line in enumerate(lines, start=1)
        if line.difference
    ]
