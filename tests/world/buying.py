"""What is asked for, bought, given and handed out."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assets import models as goods
from assets.buying import purchasing, requesting
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.models import Campus, Term
from logistics.stores.models import Item, ItemGroup, Store, Supplier
from tests.factories import make_person


def buy_something(
    campus: Campus, person: Any, school_class: Any, term: Term, now: datetime
) -> dict[str, Any]:
    """One paper of every kind of a purchase, as far as it can come; the person wrote them all."""
    group, _made = ItemGroup.objects.get_or_create(name="Cleaning")
    item, _made = Item.objects.get_or_create(
        number="W-world", defaults={"name": "Bucket", "unit": "pcs", "group": group}
    )
    whom = requesting.ForWhom("post", "post", campus, school_class=school_class)
    wanted = [requesting.Need(f"{campus} mop", item=item)]
    requisition = requesting.ask(wanted, whom, by=person, now=now).content
    line = goods.PurchaseLine(
        name="Mop", unit="pcs", quantity=Decimal(2), price=Decimal(5), item=item
    )
    witnesses = [make_person(campus=campus) for _ in range(2)]
    today = timezone.localdate(now)
    return {
        "requisition": requisition,
        "request_line": requisition.fates.get(),
        **order_it(line, campus, person, witnesses, now),
        "donation": be_given(campus, person, witnesses, now),
        "budget": goods.BudgetLine.objects.create(
            year=today.year, campus=campus, name=f"{campus} line", planned=5
        ),
        "purchase_plan": goods.PurchasePlan.objects.create(
            term=term, campus=campus, title=f"{campus} plan", made_by=person, made_at=now,
            used_from=today, used_until=today,
        ),
        **hand_out(campus, person, school_class, term, now),
    }  # fmt: skip


def order_it(
    line: goods.PurchaseLine, campus: Campus, person: Any, witnesses: list[Any], now: datetime
) -> dict[str, Any]:
    """What was asked for, ordered, partly accepted, and its invoice."""
    purchase = goods.PurchaseRequest(
        entry=Entry(campus=campus, happened_at=now), purpose=f"{campus} goods", category="supplies"
    )
    purchase.new_lines = [line]
    purchasing.write(purchase, by=person, now=now)
    goods.Purchase.objects.filter(request=purchase).update(state="ordered", approved_at=now)
    goods.LineProgress.objects.create(line=line, wanted=2, ordered=1, accepted=1)
    supplier, _made = Supplier.objects.get_or_create(name="Supplier")
    order = goods.PurchaseOrder(
        entry=Entry(campus=campus, happened_at=now), request=purchase, supplier=supplier, amount=5
    )
    order_line = goods.OrderLine(line=line, quantity=1, price=5, amount=5)
    order.new_lines = [order_line]
    filing.submit(order, by=person, now=now)
    acceptance = goods.Acceptance(
        entry=Entry(campus=campus, happened_at=now), order=order, buyer=person,
        inspector=witnesses[0], second=witnesses[1], conclusion="accepted",
    )  # fmt: skip
    acceptance.new_lines = [
        goods.AcceptedLine(order_line=order_line, due=1, received=1, accepted=1)
    ]
    filing.submit(acceptance, by=person, now=now)
    invoice = goods.Invoice.objects.create(
        order=order, number=f"{campus}", issued_on=timezone.localdate(now), amount=5,
        state="signed", entered_by=person, entered_at=now, signed_by=person, signed_at=now,
    )  # fmt: skip
    return {
        "purchase": purchase, "purchase_order": order, "acceptance": acceptance,
        "invoice": invoice,
    }  # fmt: skip


def be_given(
    campus: Campus, person: Any, witnesses: list[Any], now: datetime
) -> goods.DonationReceipt:
    donation = goods.DonationReceipt(
        entry=Entry(campus=campus, happened_at=now), donor=f"{campus} parents",
        inspector=witnesses[0], second=witnesses[1], finding="As new", amount=5,
    )  # fmt: skip
    donation.new_lines = [goods.DonationLine(name="Book", unit="pcs", quantity=1, value=5)]
    filing.submit(donation, by=person, now=now)
    return donation


def hand_out(
    campus: Campus, person: Any, school_class: Any, term: Term, now: datetime
) -> dict[str, Any]:
    """Bedding for the class, out of a store of its own."""
    store = Store.objects.create(campus=campus, name=f"{campus} linen")
    distribution = goods.Distribution.objects.create(
        term=term, campus=campus, kind="bedding", title=f"{campus} bedding", store=store,
        due_on=timezone.localdate(now), made_by=person, made_at=now,
    )  # fmt: skip
    share = goods.Share.objects.create(
        distribution=distribution, school_class=school_class, heads=1
    )
    return {"distribution": distribution, "share": share}
