"""A small school that asks for goods and buys them: its people, and each paper with little to say."""

from decimal import Decimal
from types import SimpleNamespace

from django.utils import timezone

from assets.buying import accepting, deciding, paying, purchasing, requesting
from assets.buying.accepting import Known
from assets.buying.requesting import Need
from assets.models import (
    Acceptance,
    AcceptedLine,
    AssetClass,
    Invoice,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRequest,
    QuotationComparison,
    Quote,
)
from logistics.approvals import asking
from logistics.approvals import deciding as decisions
from logistics.approvals.models import Approval
from logistics.duties import filing, signing
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.stores.models import Supplier
from tests.factories import make_class, make_person, numbers
from tests.stores.factories import make_item, make_store

NOW = timezone.now()
ROLES = ["director", "principal", "storekeeper", "purchaser", "accountant", "repairer", "guard"]


def make_school(campus):
    """Everybody who has a hand in it, by role; a class with its teacher, a store, a supplier."""
    people = {
        role: make_person(role=role, campus=campus, name=role.title(), username=f"{role}-b")
        for role in ROLES
    }
    school_class = make_class(campus=campus, name="Junior 1")
    teacher = make_person(
        role="teacher", school_class=school_class, name="Teacher", username="teacher-b"
    )
    return SimpleNamespace(
        campus=campus,
        school_class=school_class,
        teacher=teacher,
        store=make_store(campus),
        supplier=Supplier.objects.create(name=f"Supplier {next(numbers)}"),
        **people,
    )


# Requisitions.


def ask_for(school, *needs, by=None, now=NOW, **given):
    """What the class teacher asks for the class: ("Mop", 3), or goods of the list."""
    by = by or school.teacher
    whom = requesting.capacities(by, on=timezone.localdate(now))[0]
    wanted = [
        Need(str(what), Decimal(quantity), "pcs", None if isinstance(what, str) else what)
        for what, quantity in needs
    ]
    return requesting.ask(wanted, whom, by=by, now=now, **given).content


def only(paper):
    """The state of the one line of a requisition, as it is now."""
    return paper.fates.select_related("line", "item__group", "requisition__entry").get()


def give(school, paper, *gives, now=NOW, **given):
    return deciding.issue(
        paper, list(gives), store=school.store, by=school.storekeeper, now=now, **given
    )


# Purchases.


def make_lines(*lines, **given):
    """("Mop", 10, "12.50"), or goods of the list."""
    return [
        PurchaseLine(
            **{
                "name": getattr(what, "name", what),
                "item": None if isinstance(what, str) else what,
                "unit": "pcs",
                "quantity": Decimal(quantity),
                "price": Decimal(price),
            }
            | given
        )
        for what, quantity, price in lines
    ]


def write_request(school, *lines, by=None, now=NOW, line=None, **given):
    paper = PurchaseRequest(
        entry=Entry(campus=school.campus, happened_at=now),
        **{"purpose": "Term start", "category": "supplies"} | given,
    )
    paper.new_lines = make_lines(*lines, **(line or {}))
    purchasing.write(paper, by=by or school.storekeeper, now=now)
    return paper


def compare(school, request, *totals, now=NOW):
    """Offers of as many suppliers, the first recommended."""
    paper = QuotationComparison(
        entry=Entry(campus=school.campus, happened_at=now),
        request=request,
        reason="The cheapest",
        second=school.storekeeper,
    )
    paper.new_lines = [
        Quote(supplier=f"Shop {n}", total=Decimal(total), is_recommended=n == 0)
        for n, total in enumerate(totals)
    ]
    return filing.submit(paper, by=school.purchaser, now=now)


def say_yes(approval, by, now=NOW):
    approval = Approval.objects.get(pk=approval.pk)
    return decisions.agree(approval, by=by, now=now, seen=approval.digest)


def agree_on(school, request, *deciders, now=NOW):
    approval = purchasing.ask(request, by=request.entry.entered_by, now=now)
    for person in deciders or [school.director]:
        say_yes(approval, person, now)
    return fresh(request)


def fresh(request):
    return PurchaseRequest.objects.select_related("entry", "purchase").get(pk=request.pk)


def agreed(school, *lines, **given):
    return agree_on(school, write_request(school, *lines, **given))


def place_order(school, request, *, share=None, by=None, now=NOW, **given):
    paper = PurchaseOrder(
        entry=Entry(campus=school.campus, happened_at=now),
        request=request,
        supplier=school.supplier,
        **given,
    )
    paper.new_lines = [
        OrderLine(line=line, quantity=Decimal(share or line.quantity), price=line.price)
        for line in request.lines.all()
    ]
    purchasing.order(paper, by=by or school.purchaser, now=now)
    return paper


def deliver(school, order, received=None, accepted=None, *, now=NOW, by=None, **given):
    """What came of each line of an order; all of it, and all of it good, unless said otherwise."""
    paper = Acceptance(
        entry=Entry(campus=school.campus, happened_at=now),
        order=order,
        **{"inspector": school.repairer, "second": school.guard} | given,
    )
    paper.new_lines = [
        AcceptedLine(
            order_line=line,
            due=line.quantity,
            received=Decimal(line.quantity if received is None else received),
            accepted=Decimal(
                accepted
                if accepted is not None
                else line.quantity
                if received is None
                else received
            ),
        )
        for line in order.lines.all()
    ]
    accepting.accept(paper, by=by or school.storekeeper, now=now)
    return paper


def sign_it(school, paper, now=NOW):
    for person in (paper.inspector, paper.second):
        signing.sign(paper.entry, Capacity.ACCEPTED, by=person, now=now, seen=paper.entry.version)


def take_in(school, paper, *, by=None, now=NOW, **known):
    """Book what was accepted; `known` goes for every line."""
    told = {line.pk: Known(**known) for line in paper.lines.all()}
    return accepting.book_in(paper, told, store=school.store, by=by or school.storekeeper, now=now)


def bill(school, order, amount=None, *, by=None, now=NOW, number="0001", **given):
    invoice = Invoice(
        order=order,
        number=number,
        issued_on=timezone.localdate(now),
        amount=Decimal(amount or order.amount),
        **given,
    )
    return paying.enter(invoice, by=by or school.purchaser, now=now)


def sign_bill(school, invoice, now=NOW):
    approval = asking.latest(paying.INVOICE, invoice)
    for person in (school.accountant, school.principal):
        say_yes(approval, person, now)
    invoice.refresh_from_db()


def national_class(code="A02010105", years=6):
    found, _made = AssetClass.objects.get_or_create(
        code=code, defaults={"name": "Computers", "years": years}
    )
    return found


__all__ = ["make_item"]
