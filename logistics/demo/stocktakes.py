"""What the sample school has counted: its stores at each month end, its assets at term start.

Where there are no stores and no assets yet, nothing is counted.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from assets.models import Asset, Round
from assets.stocktakes import closing, opening, scanning
from logistics.access import Role
from logistics.approvals import deciding
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import signing
from logistics.records.models import Entry, Signer
from logistics.records.searching import month_end
from logistics.school.calendar import at
from logistics.school.models import Person, Place
from logistics.school.weeks import workday_before
from logistics.stores import counting
from logistics.stores.models import Count, CountLine, Movement, Store

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MOST_COUNTS = 4  # of a store: the last month ends
HOURS = ("14:30", "08:30", "11:30")  # of one campus after another
MOST_CARDS, ROOMS = 800, 6  # beyond so many cards only some rooms are counted
MISSING = (
    ("已搬到其他教室，未登记", "继续查找，两周内报告"),
    ("借出未登记", "催还并补办手续"),
)
WHY = (
    ("漏登一次领用", "补登记，提醒及时登记"),
    ("自然损耗", "按实盘数调整账面"),
    ("入库时多数了一件", "按实盘数调整账面"),
)
STRAY = ("旧钢琴凳", "去年接受家长赠送，未入账", "按盘盈入账")


def write(site: Site, staff: Staff) -> int:
    """The posted sheets there are afterwards."""
    rng = site.wanted.random("stocktakes")
    for store in Store.objects.in_use().select_related("campus", "keeper").order_by("pk"):
        for day in month_ends(site):
            count_store(site, staff, store, day, rng)
    begin_today(site, staff)
    for number, campus in enumerate(site.campuses):
        count_assets(site, staff, number, campus, rng)
    kinds = ("stocktake", "asset_stocktake", "room_stocktake")
    return Entry.objects.filter(kind__in=kinds).count()


def month_ends(site: Site) -> list[date]:
    """The last working days of the months that have ended since records are kept."""
    day, found = site.wanted.begins_on.replace(day=1), []
    while month_end(day) < site.wanted.today:
        found.append(workday_before(month_end(day)))
        day = month_end(day) + DAY
    return found[-MOST_COUNTS:]


def people_at(site: Site, staff: Staff, campus: Any, keeper: Person | None) -> tuple[Any, Any]:
    """Who counts and who supervises: the keeper, and an accountant or the director."""
    number = site.campuses.index(campus)
    counter = keeper or staff.holders(Role.STOREKEEPER, number)[0]
    leader = staff.holders(Role.ACCOUNTANT, number)[0]
    return counter, staff.director if leader == counter else leader


@transaction.atomic
def count_store(site: Site, staff: Staff, store: Store, day: date, rng: Random) -> None:
    """Frozen, counted, explained and posted within half a day; who supervises goes from campus to campus."""
    counter, leader = people_at(site, staff, store.campus, store.keeper)
    frozen = at(day, HOURS[site.campuses.index(store.campus) % len(HOURS)])
    held = balances_at(store, frozen)
    if not held or counter == leader:
        return
    given = {"occasion": "month", "led_by": leader, "by": counter}
    count = counting.begin(store, now=frozen, **given)
    as_it_was(count, held)
    for n, line in enumerate(count.lines.select_related("count")):
        told = counted(line, held[line.lot_id], rng)
        moment = frozen + (10 + n % 90) * MINUTE
        counting.note(line, told, by=counter, now=moment, key=f"demo {line.pk}")
    counting.finish(count)
    for line in counting.different(counting.lines_of(count)):
        reason, handling = rng.choice(WHY)
        counting.explain(line, reason=reason, handling=handling)
    seen = counting.digest(counting.lines_of(count))
    entry = counting.post(count, by=leader, now=frozen + 130 * MINUTE, seen=seen)
    sign(entry, entry.entered_at + 5 * MINUTE)


def balances_at(store: Store, moment: datetime) -> dict[int, Decimal]:
    """What lay there then, lot by lot: the sample is written after the fact."""
    rows = Movement.objects.filter(store=store, happened_at__lte=moment).order_by()
    sums = rows.values_list("lot").annotate(total=Sum("quantity"))
    return {lot: round(total, 3) for lot, total in sums if total > 0}


def as_it_was(count: Count, held: dict[int, Decimal]) -> None:
    """Frozen as of that afternoon and not as of today."""
    count.lines.all().delete()
    lots = Movement.objects.filter(store=count.store, lot__in=held).values_list("lot", "item")
    items = dict(lots.distinct().order_by("lot"))
    CountLine.objects.bulk_create(
        CountLine(count=count, lot_id=lot, item_id=items[lot], expected=held[lot])
        for lot in sorted(held)
    )


def counted(line: CountLine, account: Decimal, rng: Random) -> Decimal:
    """What is there is what the account says, nearly always; never less than was issued later."""
    luck = rng.random()
    store, lot = line.count.store, line.lot_id
    spare = store.balances.filter(lot=lot, quantity__gte=2).exists()
    if luck < 0.04 and spare:
        return account - 1
    return account + 1 if luck > 0.98 else account


def sign(entry: Entry, moment: datetime) -> None:
    for signer in Signer.objects.filter(entry=entry).select_related("person"):
        signing.sign(entry, signer.capacity, by=signer.person, now=moment, seen=entry.version)


@transaction.atomic
def begin_today(site: Site, staff: Staff) -> None:
    """The first store is being counted at this moment, about half of it done."""
    store = Store.objects.in_use().select_related("campus", "keeper").order_by("pk").first()
    now = site.wanted.now
    if store is None:
        return
    counter, leader = people_at(site, staff, store.campus, store.keeper)
    if counter == leader or Count.objects.open().filter(store=store).exists():
        return
    count = counting.begin(store, occasion="spot", led_by=leader, by=counter, now=now)
    lines = list(count.lines.select_related("count"))
    for line in lines[: len(lines) // 2]:
        counting.note(line, line.expected, by=counter, now=now, key=f"demo {line.pk}")


@transaction.atomic
def count_assets(site: Site, staff: Staff, number: int, campus: Any, rng: Random) -> None:
    """In the second week of the term: nearly everything is found; the rest fills the other lists."""
    frozen = at(site.term.first_teaching_day + 7 * DAY, "09:00")
    cards = Asset.objects.owned().filter(campus=campus)
    if frozen + 3 * DAY > site.wanted.now or not cards.exists():
        return
    counter, leader = people_at(site, staff, campus, None)
    rooms = Place.objects.filter(assets__in=cards).distinct().order_by("pk")
    few = list(rooms[:ROOMS]) if cards.count() > MOST_CARDS else []
    given = {"occasion": "term_start", "led_by": leader, "by": counter, "places": few}
    round_ = opening.begin(campus, now=frozen, **given)
    round_.lines.filter(asset__acquired_on__gt=timezone.localdate(frozen)).delete()
    look_for(round_, list(rooms[:2]), counter, frozen, rng)
    finish(round_, staff, counter, frozen)


def look_for(round_: Round, rooms: list[Place], by: Any, frozen: datetime, rng: Random) -> None:
    seen = {"found_by": by, "found_at": frozen + 60 * MINUTE}
    round_.lines.update(counted=F("quantity"), found_place=F("place"), **seen)
    lines = list(round_.lines.filter(quantity=1).exclude(place=None).order_by("pk"))
    chosen = rng.sample(lines, min(len(lines), 4))
    gone, astray = chosen[:2], chosen[2:]
    round_.lines.filter(pk__in=[line.pk for line in gone]).update(
        counted=None, found_place=None, found_by=None, found_at=None
    )
    for line in astray:
        for room in [room for room in rooms if room.pk != line.place_id][:1]:
            round_.lines.filter(pk=line.pk).update(found_place=room)
    place = rooms[0] if rooms else None
    given = {"place": place, "by": by, "now": frozen + 70 * MINUTE, "key": "demo"}
    scanning.note_stray(round_, STRAY[0], quantity=1, **given)


def finish(round_: Round, staff: Staff, by: Any, frozen: datetime) -> None:
    """What is astray is put right, the rest explained; the director agrees the next day."""
    closing.finish(round_)
    moved = round_.lines.listed("moved").for_rows()
    for line in list(moved[:1]):
        scanning.put_right(line, by=by, now=frozen + 90 * MINUTE)
    for n, row in enumerate(closing.lists_of(round_).unexplained):
        stray = not hasattr(row, "asset")
        reason, handling = STRAY[1:] if stray else MISSING[n % len(MISSING)]
        closing.explain(row, reason=reason, handling=handling)
    approval = closing.ask(round_, by=by, now=frozen + DAY)
    waits = approval.waits_for
    if staff.director in waits:
        decided = frozen + DAY + 60 * MINUTE
        deciding.agree(approval, by=staff.director, now=decided, seen=approval.digest)
        entry = Round.objects.get(pk=round_.pk).stocktake
        if entry:
            sign(entry, decided + 60 * MINUTE)
