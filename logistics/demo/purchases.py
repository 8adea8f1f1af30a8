"""What the sample school buys: each step by another person, one purchase at every stage."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from assets.buying import accepting, budgeting, paying, planning, purchasing
from assets.buying.accepting import Known
from assets.models import (
    Acceptance,
    AcceptedLine,
    AssetClass,
    BudgetLine,
    Invoice,
    Minutes,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRequest,
    QuotationComparison,
    Quote,
)
from logistics.access import Role
from logistics.approvals import asking
from logistics.approvals import deciding as decisions
from logistics.approvals.models import Approval
from logistics.demo.people import Staff
from logistics.demo.requests import days_ago
from logistics.demo.school import Site
from logistics.duties import filing, signing
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.calendar import DAY
from logistics.school.models import Person
from logistics.stores.models import Item, Store, Supplier

BUDGET = (("日常办公费", 60_000), ("教学用品费", 80_000), ("设备购置费", 150_000))
OFFERS = (("晨光文具批发部", "5880"), ("育才办公家具店", "6120"), ("启明教学设备公司", "6300"))
INVOICES = ("25322000000012345678", "25322000000012345695")


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Paid, delivered, decided by the group, and waiting: the newest waits for the director."""
    store = Store.objects.filter(campus=site.campuses[0], kind="supplies").first()
    item = Item.objects.filter(group__kind="supplies").order_by("pk").first()
    if store is None or item is None:
        return 0
    buying = Buying(site, staff, store)
    buying.plan_the_year()
    buying.paid_bookcases(days_ago(site.wanted.now, 24))
    buying.delivered_supplies(item, days_ago(site.wanted.now, 9))
    buying.decided_by_the_group(days_ago(site.wanted.now, 6))
    buying.waiting(item, days_ago(site.wanted.now, 1))
    return PurchaseRequest.objects.count()


class Buying:
    """The people of the main campus who have a hand in a purchase, and its papers."""

    def __init__(self, site: Site, staff: Staff, store: Store) -> None:
        self.site, self.store, self.campus = site, store, site.campuses[0]
        self.director, self.principal = staff.director, staff.holders(Role.PRINCIPAL, 0)[0]
        self.keeper, self.buyer = (
            staff.holders(role, 0)[0] for role in (Role.STOREKEEPER, Role.PURCHASER)
        )
        self.accountant = staff.holders(Role.ACCOUNTANT, 0)[0]
        self.inspectors = [staff.holders(role, 0)[0] for role in (Role.REPAIRER, Role.DOCTOR)]

    def entry(self, when: datetime) -> Entry:
        return Entry(campus=self.campus, happened_at=when)

    def plan_the_year(self) -> None:
        """The budget lines of the year, submitted once; and the purchase plan of the term."""
        now = self.site.wanted.now
        for name, planned in BUDGET:
            BudgetLine.objects.create(year=now.year, name=name, planned=planned)
        budgeting.submit(now.year, self.campus, by=self.accountant, now=now, note="按人数测算")
        planning.propose(self.site.term, self.campus, by=self.director, now=now)

    def paid_bookcases(self, when: datetime) -> None:
        """Three offers, two signatures, asset cards, and paid."""
        line = PurchaseLine(
            name="绘本柜", specification="六格 实木", unit="个", quantity=Decimal(6),
            price=Decimal(980), destination=PurchaseLine.Destination.ASSET,
        )  # fmt: skip
        request = self.request("添置大班绘本柜", [line], "设备购置费", when, category="furniture")
        self.compare(request, when)
        self.agree(purchasing.ask(request, by=self.keeper, now=when), when + DAY)
        order = self.order(request, OFFERS[0][0], when + 2 * DAY)
        kind = AssetClass.objects.filter(name__contains="柜", years__gt=0).order_by("code").first()
        self.take_in(order, when + 6 * DAY, Known(asset_class=kind, one_card=True))
        invoice = self.bill(order, INVOICES[0], when + 7 * DAY)
        self.agree(asking.latest(paying.INVOICE, invoice), when + 8 * DAY)
        invoice.refresh_from_db()
        if invoice.state == Invoice.State.SIGNED:
            by, paid = self.cashier(invoice), when + 9 * DAY
            paid_on = timezone.localdate(paid)
            paying.pay(invoice, by=by, now=paid, paid_on=paid_on, voucher="记字 0087")

    def delivered_supplies(self, item: Item, when: datetime) -> None:
        """Delivered and in the store; the invoice waits for the accountant."""
        request = self.request("补充班级清洁用品", [goods(item, 40)], "日常办公费", when)
        self.agree(purchasing.ask(request, by=self.keeper, now=when), when + DAY)
        order = self.order(request, "阳光日用品商行", when + 2 * DAY)
        self.take_in(order, when + 4 * DAY, Known())
        self.bill(order, INVOICES[1], when + 5 * DAY)

    def decided_by_the_group(self, when: datetime) -> None:
        """A large one: the group's minutes are filed, the heads have still to agree."""
        line = PurchaseLine(
            name="户外攀爬架", specification="木质 组合", unit="套", quantity=Decimal(1),
            price=Decimal(86_000), destination=PurchaseLine.Destination.ASSET,
        )  # fmt: skip
        request = self.request("更新户外大型玩具", [line], "设备购置费", when, category="toys")
        if list(purchasing.missing(request, on=timezone.localdate(when))):
            self.compare(request, when)
        purchasing.ask(request, by=self.keeper, now=when)
        paper = Minutes(
            entry=self.entry(free(self.director, when + DAY)), request=request,
            present=f"{self.principal}、{self.director}、{self.accountant}",
            decision="同意更新户外攀爬架，按规定方式采购，安装后由两人验收。",
        )  # fmt: skip
        filing.submit(paper, by=self.director, now=paper.entry.happened_at)

    def waiting(self, item: Item, when: datetime) -> None:
        request = self.request("补充期末清洁用品", [goods(item, 60)], "日常办公费", when)
        purchasing.ask(request, by=self.keeper, now=when)

    # Its papers.

    def request(
        self, purpose: str, lines: Sequence[PurchaseLine], budget: str, when: datetime,
        *, category: str = "supplies",
    ) -> PurchaseRequest:  # fmt: skip
        line = BudgetLine.objects.get(name=budget)
        request = PurchaseRequest(
            entry=self.entry(when), purpose=purpose, category=category, budget=line
        )
        request.new_lines = list(lines)
        amount = sum((each.quantity * each.price for each in lines), Decimal(0))
        day = timezone.localdate(when)
        request.channel = purchasing.channel_for(category, amount, on=day)
        purchasing.write(request, by=self.keeper, now=when)
        return request

    def compare(self, request: PurchaseRequest, when: datetime) -> None:
        paper = QuotationComparison(
            entry=self.entry(when), request=request, reason="价格最低，质保三年", second=self.keeper
        )
        paper.new_lines = [
            Quote(supplier=name, total=Decimal(total), is_recommended=number == 0)
            for number, (name, total) in enumerate(OFFERS)
        ]
        filing.submit(paper, by=self.buyer, now=when)

    def agree(self, approval: Approval | None, when: datetime) -> None:
        """Everybody whom it waits for in turn, as far as this school has somebody for it."""
        for _step in range(3):
            if approval is None or not approval.is_pending:
                return
            approval = Approval.objects.get(pk=approval.pk)
            for person in approval.waits_for[:1]:
                decisions.agree(approval, by=person, now=when, seen=approval.digest, opinion="同意")

    def order(self, request: PurchaseRequest, supplier: str, when: datetime) -> PurchaseOrder:
        seller, _made = Supplier.objects.get_or_create(name=supplier)
        order = PurchaseOrder(entry=self.entry(when), request=request, supplier=seller)
        order.new_lines = [
            OrderLine(line=line, quantity=line.quantity, price=line.price)
            for line in request.lines.all()
        ]
        purchasing.order(order, by=self.buyer, now=when)
        return order

    def take_in(self, order: PurchaseOrder, when: datetime, known: Known) -> None:
        """Two others look at it and sign; it is booked."""
        one, two = self.inspectors
        paper = Acceptance(entry=self.entry(when), order=order, inspector=one, second=two)
        paper.new_lines = [
            AcceptedLine(
                order_line=line, due=line.quantity, received=line.quantity,
                accepted=line.quantity, appearance="完好", papers="合格证、送货单",
            )
            for line in order.lines.all()
        ]  # fmt: skip
        accepting.accept(paper, by=self.keeper, now=when)
        for person in self.inspectors:
            signing.sign(paper.entry, Capacity.ACCEPTED, by=person, now=when, seen=1)
        told = {line.pk: known for line in paper.lines.all()}
        accepting.book_in(paper, told, store=self.store, by=self.keeper, now=when)

    def bill(self, order: PurchaseOrder, number: str, when: datetime) -> Invoice:
        invoice = Invoice(
            order=order, number=number, issued_on=timezone.localdate(when), amount=order.amount
        )
        return paying.enter(invoice, by=self.buyer, now=when)

    def cashier(self, invoice: Invoice) -> Person:
        """Who pays has neither entered nor signed it, nor taken the goods in."""
        apart = {invoice.entered_by_id, invoice.signed_by_id, self.keeper.pk}
        return next(
            p for p in (self.accountant, self.director, self.principal) if p.pk not in apart
        )


def free(person: Person, when: datetime) -> datetime:
    """When this person is not busy at another campus: from then on, by half hours."""
    near = timedelta(hours=1)
    busy = Entry.objects.filter(entered_by=person)
    while busy.filter(happened_at__range=(when - near, when + near)).exists():
        when += near / 2
    return when


def goods(item: Item, count: int) -> PurchaseLine:
    return PurchaseLine(
        name=item.name, specification=item.specification, unit=item.unit, item=item,
        quantity=Decimal(count), price=item.price or Decimal(10),
    )  # fmt: skip
