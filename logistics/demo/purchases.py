"""What the sample school asks the store for, buys and takes in: every step by another person."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from assets.buying import accepting, deciding, paying, purchasing, requesting
from assets.buying.deciding import Give
from assets.models import (
    Acceptance,
    AcceptedLine,
    BudgetLine,
    Invoice,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRequest,
    RequestLine,
    Requisition,
)
from logistics.access import Role
from logistics.approvals import deciding as decisions
from logistics.approvals.models import Approval
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.duties import signing
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.calendar import DAY, at
from logistics.stores import receiving
from logistics.stores.models import Item, ItemGroup, Store, Supplier
from logistics.stores.receiving import Arrived

GOODS = (
    ("拖把", "把", "12.50"), ("扫帚", "把", "9.80"), ("抹布", "块", "2.00"),
    ("洗手液", "瓶", "11.00"), ("垃圾袋", "卷", "6.50"), ("白板笔", "支", "2.80"),
)  # fmt: skip
ASKED = (
    "拖把 2 把",
    "洗手液 3 瓶\n抹布 5 块",
    "白板笔 6 支",
    "垃圾袋 4 卷",
    "绘本架 1 个",
    "扫帚 2 把",
)
BUDGET = (("日常办公费", 60_000), ("教学用品费", 80_000), ("设备购置费", 150_000))


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """The last days of the store: most is issued, something is bought, some still waits."""
    campus = site.campuses[0]
    keeper = staff.holders(Role.STOREKEEPER, 0)[0]
    now = site.wanted.now
    store = store_of(campus, keeper, now - 20 * DAY)
    for name, planned in BUDGET:
        year = site.wanted.today.year
        BudgetLine.objects.get_or_create(year=year, name=name, defaults={"planned": planned})
    teachers = [
        person
        for (team, role), people in staff.by_team.items()
        if role == Role.TEACHER and team.campus == 0
        for person in people[:1]
    ]
    for number, text in enumerate(ASKED):
        if teachers:
            asker = teachers[number % len(teachers)]
            ask(store, asker, keeper, text, days_ago(now, len(ASKED) - number), last=number > 3)
    buy(campus, staff, keeper, store, now)
    return Requisition.objects.count() + PurchaseRequest.objects.count()


def days_ago(now: datetime, days: int) -> datetime:
    return at(timezone.localdate(now) - days * DAY, "09:20")


def store_of(campus: Any, keeper: Any, when: datetime) -> Store:
    """The supplies of the campus; where the sample has none yet, a small one."""
    found = Store.objects.filter(campus=campus, kind="supplies").first()
    if found:
        return found
    store = Store.objects.create(campus=campus, name="总务库房", keeper=keeper)
    group, _made = ItemGroup.objects.get_or_create(name="清洁用品")
    items = []
    for number, (name, unit, price) in enumerate(GOODS, start=1):
        item = Item(
            number=f"QJ{number:03d}", name=name, unit=unit, group=group, price=Decimal(price)
        )
        item.spell()
        item.save()
        items.append(item)
    arrived = [Arrived(item, Decimal(30), item.price or Decimal(0)) for item in items]
    receiving.receive(store, arrived, by=keeper, now=when, happened_at=when, source="opening")
    return store


def ask(store: Store, asker: Any, keeper: Any, text: str, when: datetime, *, last: bool) -> None:
    """Somebody asks; what the store has is issued, the rest is bought, the newest still waits."""
    whom = requesting.capacities(asker, on=timezone.localdate(when))
    if not whom or whom[0].campus != store.campus:
        return
    needs = requesting.read_needs(text)
    paper: Any = requesting.ask(needs, whom[0], by=asker, now=when).content
    if last:
        return
    later = when + timedelta(hours=2)
    fates = list(paper.fates.for_rows())
    gives = [
        Give(fate, fate.rest, old_returned=fate.rest if fate.item.old_for_new else Decimal(0))
        for fate in fates
        if fate.item and store.balances.filter(item=fate.item).total() >= fate.rest
    ]
    if gives:
        deciding.issue(paper, gives, store=store, by=keeper, now=later)
    given = {give.fate.pk for give in gives}
    rest = [fate for fate in fates if fate.pk not in given]
    deciding.buy((f for f in rest if f.state == RequestLine.State.OPEN), by=keeper, now=later)


def buy(campus: Any, staff: Staff, keeper: Any, store: Store, now: datetime) -> None:
    """One purchase up to the signed delivery, and one that waits for the director."""
    item = Item.objects.filter(group__kind="supplies").order_by("pk").first()
    supplier, _made = Supplier.objects.get_or_create(name="阳光日用品商行")
    when = days_ago(now, 9)
    request = purchase(campus, keeper, item, 40, when)
    approval = purchasing.ask(request, by=keeper, now=when)
    agree(approval, staff.director, when + DAY)
    request.purchase.refresh_from_db()
    buyer = staff.holders(Role.PURCHASER, 0)[0]
    order = PurchaseOrder(
        entry=Entry(campus=campus, happened_at=when + 2 * DAY), request=request, supplier=supplier
    )
    order.new_lines = [
        OrderLine(line=line, quantity=line.quantity, price=line.price)
        for line in request.lines.all()
    ]
    purchasing.order(order, by=buyer, now=when + 2 * DAY)
    take_in(campus, staff, keeper, store, order, when + 4 * DAY)
    waiting = purchase(campus, keeper, item, 60, days_ago(now, 1))
    purchasing.ask(waiting, by=keeper, now=days_ago(now, 1))


def purchase(campus: Any, by: Any, item: Any, count: int, when: datetime) -> PurchaseRequest:
    request = PurchaseRequest(
        entry=Entry(campus=campus, happened_at=when), purpose="补充班级清洁用品",
        category="supplies", budget=BudgetLine.objects.order_by("pk").first(),
    )  # fmt: skip
    request.new_lines = [
        PurchaseLine(
            name=item.name, specification=item.specification, unit=item.unit, item=item,
            quantity=Decimal(count), price=item.price or Decimal(10),
        )
    ]  # fmt: skip
    purchasing.write(request, by=by, now=when)
    return request


def agree(approval: Approval, by: Any, when: datetime) -> None:
    if by in approval.waits_for:
        decisions.agree(approval, by=by, now=when, seen=approval.digest, opinion="同意")


def take_in(
    campus: Any, staff: Staff, keeper: Any, store: Store, order: PurchaseOrder, when: datetime
) -> None:
    """Two others look at it and sign; it is booked in, and the invoice waits for the accountant."""
    one, two = staff.holders(Role.REPAIRER, 0)[0], staff.holders(Role.DOCTOR, 0)[0]
    paper = Acceptance(
        entry=Entry(campus=campus, happened_at=when), order=order, inspector=one, second=two
    )
    paper.new_lines = [
        AcceptedLine(
            order_line=line, due=line.quantity, received=line.quantity, accepted=line.quantity,
            appearance="完好", papers="合格证、送货单",
        )
        for line in order.lines.all()
    ]  # fmt: skip
    accepting.accept(paper, by=keeper, now=when)
    for person in (one, two):
        signing.sign(paper.entry, Capacity.ACCEPTED, by=person, now=when, seen=1)
    accepting.book_in(paper, {}, store=store, by=keeper, now=when)
    invoice = Invoice(
        order=order, number="25322000000012345678", issued_on=timezone.localdate(when),
        amount=order.amount,
    )  # fmt: skip
    paying.enter(invoice, by=order.entry.entered_by, now=when + DAY)
