"""What people type to buy: the request, the offers, the order, the acceptance, the invoice."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.buying import accepting, paying, purchasing
from assets.buying.accepting import Known
from assets.forms.requests import ItemField
from assets.forms.rows import Rows
from assets.models import (
    Acceptance,
    AcceptedLine,
    AssetClass,
    Bid,
    BudgetLine,
    Category,
    Channel,
    Intake,
    Invoice,
    Minutes,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRequest,
    QuotationComparison,
    Quote,
    RequisitionLine,
    Tender,
)
from logistics.duties import filing
from logistics.errors import Refused
from logistics.fields import DateField, DateTimeField, NumberField, whole_number
from logistics.forms import Combobox, Form, PhotosField
from logistics.records import photos
from logistics.records.models import Entry
from logistics.school.models import Campus, Person
from logistics.school.posts import campuses_of
from logistics.stores.models import Item, ItemGroup, Store, Supplier

CLASSES = reverse_lazy("assets:acceptance_class_options")
BLANK_ROWS, OFFERS = 6, 5
YUAN = gettext_lazy("yuan")
LATE = gettext_lazy("Entered after the day")


def words(label: Any, most: int = 80, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **given)


def number(label: Any, **given: Any) -> NumberField:
    return NumberField(
        label=label, required=False, min_value=0, max_digits=14, decimal_places=3, **given
    )


def price(label: Any, **given: Any) -> NumberField:
    return NumberField(
        label=label, required=False, min_value=0, max_digits=14, decimal_places=2, **given
    )


class ByWhom(Form):
    """A form that is filled in by somebody, now."""

    def __init__(self, *args: Any, by: Any, now: datetime, on: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.by, self.now, self.on = by, now, on


class PurchaseForm(Rows, ByWhom):
    """A purchase request. What was asked of the store stands in its rows already."""

    REQUIRED = ("unit", "quantity")

    campus = forms.ModelChoiceField(
        Campus.objects.none(), label=gettext_lazy("campus"), empty_label=None
    )
    purpose = forms.CharField(label=gettext_lazy("purpose"), max_length=200)
    category = forms.ChoiceField(label=gettext_lazy("category"), choices=Category.choices)
    channel = forms.ChoiceField(
        label=gettext_lazy("procurement channel"),
        choices=[("", gettext_lazy("as prescribed")), *Channel.choices],
        required=False,
    )
    channel_reason = words(gettext_lazy("reason for another channel"), 200)
    department = words(gettext_lazy("department"), 40)
    budget = forms.ModelChoiceField(
        BudgetLine.objects.none(), label=gettext_lazy("budget line"), required=False
    )
    over_budget_reason = words(gettext_lazy("reason for going over the budget"), 200)
    reason = forms.CharField(label=gettext_lazy("reason of the correction"), max_length=300)
    layout = Layout(
        "campus", "purpose", "category", "channel", "channel_reason", "department", "budget",
        "over_budget_reason", "reason",
    )  # fmt: skip

    def __init__(
        self, *args: Any, known: list[dict[str, Any]], paper: PurchaseRequest | None = None,
        **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **given)
        self.paper = paper
        campuses = campuses_of(self.by, self.on)
        self.fields["campus"].queryset = Campus.objects.filter(pk__in=[c.pk for c in campuses])
        if len(campuses) == 1 or paper:
            self.fields["campus"].widget = forms.HiddenInput()
        lines = BudgetLine.objects.filter(year__in=(self.on.year, self.on.year + 1))
        self.fields["budget"].queryset = lines.select_related("campus")
        self.start(campuses)
        self.lay_rows(known, blank=BLANK_ROWS)

    def start(self, campuses: list[Campus]) -> None:
        if self.paper is None:
            del self.fields["reason"]
            self.initial.setdefault("campus", campuses[0] if campuses else None)
            self.initial.setdefault("department", self.by.department)
            return
        names = [n for n in PurchaseForm.base_fields if n not in ("campus", "reason")]
        self.initial |= {name: getattr(self.paper, name) for name in names}
        self.initial["campus"] = self.paper.entry.campus_id

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        hidden = {"required": False, "widget": forms.HiddenInput}
        return {
            "name": words(_("Name of goods")),
            "specification": words(_("Specification")),
            "unit": words(_("Unit"), 10),
            "quantity": number(_("Quantity")),
            "price": price(_("Unit price (yuan)")),
            "destination": forms.ChoiceField(
                label=_("What becomes of it"), choices=PurchaseLine.Destination.choices,
                required=False,
            ),
            "needed_on": DateField(label=_("Needed on"), required=False),
            "item": forms.ModelChoiceField(Item.objects.all(), label="", **hidden),
            "origin": forms.ModelChoiceField(RequisitionLine.objects.all(), label="", **hidden),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["lines"] = self.clean_rows()
        if not said["lines"] and not self.errors:
            self.add_error(None, _("Write what is to be bought."))
        return said

    def line_of(self, row: dict[str, Any]) -> PurchaseLine:
        fields = ("name", "specification", "unit", "quantity", "needed_on", "item", "origin")
        return PurchaseLine(
            price=row["price"] or 0,
            destination=row["destination"] or PurchaseLine.Destination.STORE,
            **{name: row[name] for name in fields},
        )

    @transaction.atomic
    def save(self) -> PurchaseRequest:
        said = self.cleaned_data
        paper = self.paper or PurchaseRequest(
            entry=Entry(campus=said["campus"], happened_at=self.now)
        )
        for name in ("purpose", "category", "channel", "channel_reason", "department", "budget",
                     "over_budget_reason"):  # fmt: skip
            setattr(paper, name, said[name])
        paper.new_lines = [self.line_of(row) for row in said["lines"]]
        if self.paper:
            seen = paper.entry.version
            purchasing.change(paper, by=self.by, now=self.now, reason=said["reason"], seen=seen)
        else:
            purchasing.write(paper, by=self.by, now=self.now)
            self.ask_at_once(paper)
        return paper

    def ask_at_once(self, paper: PurchaseRequest) -> None:
        """Where nothing is missing, nobody has to press a second time."""
        if not list(purchasing.missing(paper, on=self.on)):
            purchasing.ask(paper, by=self.by, now=self.now)


class PaperForm(ByWhom):
    """A paper that belongs to a purchase request."""

    def __init__(self, *args: Any, request: PurchaseRequest, **given: Any) -> None:
        super().__init__(*args, **given)
        self.request = request

    def entry(self) -> Entry:
        return Entry(campus=self.request.entry.campus, happened_at=self.now)

    def people(self) -> Any:
        """Colleagues at the campus of the purchase."""
        return Person.objects.visible_to(self.by, "assets.request").employed(self.on)


class QuotesForm(Rows, PaperForm):
    """One row a supplier: the unit price of each line, and the terms."""

    KEY = "supplier"

    reason = forms.CharField(label=gettext_lazy("reason for the recommendation"), max_length=200)
    second = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("second person who asked")
    )
    layout = Layout("reason", "second")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.lines = list(self.request.lines.all())
        self.fields["second"].queryset = self.people().exclude(pk=self.by.pk)
        self.lay_rows([], blank=OFFERS)

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        prices = {f"price{n}": price(f"{line} (¥)") for n, line in enumerate(self.lines)}
        return {
            "supplier": words(_("Supplier"), 100),
            **prices,
            "delivery_days": forms.IntegerField(
                label=_("Delivered within (days)"), required=False, min_value=0, max_value=999
            ),
            "warranty": words(_("Warranty"), 60),
            "qualification": words(_("Licences and qualification"), 100),
            "is_recommended": forms.BooleanField(label=_("Recommended"), required=False),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["offers"] = self.clean_rows()
        for row in said["offers"]:
            for n in range(len(self.lines)):
                if row.get(f"price{n}") is None:
                    self.add_error(f"price{n}_{row['row']}", _("Fill this in."))
        chosen = [row for row in said["offers"] if row["is_recommended"]]
        if len(said["offers"]) < purchasing.LEAST_OFFERS:
            self.add_error(None, _("Enter at least three offers."))
        elif len(chosen) != 1 and not self.errors:
            self.add_error(None, _("Recommend one of the offers."))
        return said

    def save(self) -> PurchaseRequest:
        said = self.cleaned_data
        paper = QuotationComparison(
            entry=self.entry(), request=self.request, reason=said["reason"], second=said["second"]
        )
        paper.new_lines = [self.quote(row) for row in said["offers"]]
        filing.submit(paper, by=self.by, now=self.now)
        return self.request

    def quote(self, row: dict[str, Any]) -> Quote:
        prices = [row[f"price{n}"] for n in range(len(self.lines))]
        total = sum((p * x.quantity for p, x in zip(prices, self.lines, strict=True)), Decimal(0))
        names = ("supplier", "delivery_days", "warranty", "qualification", "is_recommended")
        return Quote(
            prices=[f"{each:.2f}" for each in prices],
            total=total.quantize(purchasing.CENT),
            **{name: row[name] for name in names},
        )


class MinutesForm(PaperForm):
    """The group has met: who was there, and what was decided; the signed paper as its photos."""

    happened_at = DateTimeField(label=gettext_lazy("when it happened"))
    present = forms.CharField(label=gettext_lazy("who was present"), max_length=300)
    decision = forms.CharField(
        label=gettext_lazy("what was decided"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photos = PhotosField(label=gettext_lazy("photos of the signed paper"), required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.initial.setdefault("happened_at", self.now)

    def clean_happened_at(self) -> datetime:
        happened_at = self.cleaned_data["happened_at"]
        if happened_at > self.now + filing.CLOCKS_DIFFER:
            raise ValidationError(_("This lies in the future. A record tells what has happened."))
        return happened_at

    def clean_photos(self) -> list[Any]:
        try:
            return [photos.prepare(file) for file in self.cleaned_data["photos"]]
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def save(self) -> PurchaseRequest:
        said = self.cleaned_data
        entry = self.entry()
        entry.happened_at = said["happened_at"]
        if filing.late_after(Minutes.kind_code, entry.happened_at) < self.now:
            entry.late_reason = str(LATE)
        paper = Minutes(
            entry=entry, request=self.request, present=said["present"], decision=said["decision"]
        )
        attached = [
            partial(photos.attach, prepared, by=self.by, at=self.now, position=n)
            for n, prepared in enumerate(said["photos"])
        ]
        filing.submit(paper, by=self.by, now=self.now, photos=attached)
        return self.request


class TenderForm(Rows, PaperForm):
    """How it was put out, who offered what, and who won."""

    KEY = "supplier"
    REQUIRED = ("price",)

    method = forms.ChoiceField(label=gettext_lazy("method"), choices=Tender.Method.choices)
    agency = words(gettext_lazy("agency"), 100)
    filing_number = words(gettext_lazy("filing number"), 60)
    announced_on = DateField(label=gettext_lazy("announced on"), required=False)
    opened_on = DateField(label=gettext_lazy("opened on"))
    panel = words(gettext_lazy("evaluation panel"), 200)
    reason = forms.CharField(label=gettext_lazy("reason for the award"), max_length=200)
    layout = Layout(
        "method", "agency", "filing_number", "announced_on", "opened_on", "panel", "reason"
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.lay_rows([], blank=OFFERS)

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        return {
            "supplier": words(_("Bidder"), 100),
            "price": price(_("Price (yuan)")),
            "score": NumberField(
                label=_("Score"), required=False, min_value=0, max_digits=5, decimal_places=2
            ),
            "is_winner": forms.BooleanField(label=_("Won"), required=False),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["bids"] = self.clean_rows()
        first, opened = said.get("announced_on"), said.get("opened_on")
        if first and opened and opened < first:
            self.add_error("opened_on", _("Offers are opened after the announcement."))
        if not self.errors and sum(row["is_winner"] for row in said["bids"]) != 1:
            self.add_error(None, _("Enter the bids and mark the one that won."))
        return said

    def save(self) -> PurchaseRequest:
        said = self.cleaned_data
        names = [name for name in TenderForm.base_fields if name in said]
        paper = Tender(
            entry=self.entry(), request=self.request, **{name: said[name] for name in names}
        )
        columns = ("supplier", "price", "score", "is_winner")
        paper.new_lines = [Bid(**{c: row[c] for c in columns}) for row in said["bids"]]
        filing.submit(paper, by=self.by, now=self.now)
        return self.request


class OrderForm(Rows, PaperForm):
    """What one supplier delivers; the rest of the request may go to another."""

    KEY = "quantity"
    row_heading = gettext_lazy("Name of goods")

    supplier = forms.ModelChoiceField(
        Supplier.objects.filter(is_active=True), label=gettext_lazy("supplier"), required=False
    )
    new_supplier = words(gettext_lazy("or a supplier that is not in the list"), 100)
    contract = words(gettext_lazy("contract number"), 60)
    deliver_on = DateField(label=gettext_lazy("delivery by"), required=False)
    warranty = words(gettext_lazy("warranty"), 60)
    payment = words(gettext_lazy("terms of payment"), 100)
    exception = words(gettext_lazy("why one person did both"), 200)
    layout = Layout(
        "supplier", "new_supplier", "contract", "deliver_on", "warranty", "payment", "exception"
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        rows = self.request.lines.select_related("progress")
        left = [(line, line.progress.wanted - line.progress.ordered) for line in rows]
        known = [
            {"label": str(line), "line": line, "quantity": rest, "price": line.price}
            for line, rest in left
            if rest > 0
        ]
        self.lay_rows(known)

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        return {"quantity": number(_("Quantity")), "price": price(_("Unit price (yuan)"))}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["rows"] = [row for row in self.clean_rows() if row["quantity"]]
        if not said.get("supplier") and not said.get("new_supplier"):
            self.add_error("supplier", _("Choose the supplier."))
        if not said["rows"] and not self.errors:
            self.add_error(None, _("Nothing is to be ordered."))
        return said

    @transaction.atomic
    def save(self) -> PurchaseRequest:
        said = self.cleaned_data
        supplier = said["supplier"]
        if supplier is None:
            supplier, _made = Supplier.objects.get_or_create(name=said["new_supplier"].strip())
        names = ("contract", "deliver_on", "warranty", "payment", "exception")
        paper = PurchaseOrder(
            entry=self.entry(), request=self.request, supplier=supplier,
            **{name: said[name] for name in names},
        )  # fmt: skip
        paper.new_lines = [
            OrderLine(
                line=self.known[row["row"]]["line"],
                quantity=row["quantity"],
                price=row["price"] or 0,
            )
            for row in said["rows"]
        ]
        purchasing.order(paper, by=self.by, now=self.now)
        return self.request


class AcceptanceForm(Rows, PaperForm):
    """What came, line by line. All of it and all of it good is filled in."""

    KEY = "received"
    row_heading = gettext_lazy("Name of goods")

    inspector = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("accepted by"))
    second = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("second person who accepts")
    )
    delivered_by = words(gettext_lazy("delivered by"), 50)
    problem = words(gettext_lazy("problems"), 200)
    exception = words(gettext_lazy("why one person did both"), 200)
    layout = Layout("inspector", "second", "delivered_by", "problem", "exception")

    def __init__(self, *args: Any, order: PurchaseOrder, **given: Any) -> None:
        super().__init__(*args, request=order.request, **given)
        self.order = order
        for name in ("inspector", "second"):
            self.fields[name].queryset = self.people()
        self.initial.setdefault("inspector", self.by.pk)
        self.lay_rows(list(self.due()))

    def due(self) -> Any:
        lines = self.order.lines.select_related("line__item")
        for line in lines:
            done = line.accepted.exclude(sheet__entry__status=Entry.Status.VOIDED)
            rest = line.quantity - sum((each.accepted for each in done), Decimal(0))
            if rest > 0:
                yield {
                    "label": f"{line.line} ({line.line.unit})", "order_line": line, "due": rest,
                    "received": rest, "accepted": rest,
                }  # fmt: skip

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        return {
            "due": number(_("Due"), disabled=True),
            "received": number(_("Received")),
            "accepted": number(_("Accepted")),
            "appearance": words(_("Appearance"), 60),
            "papers": words(_("Papers"), 60),
            "batch": words(_("Batch number"), 40),
            "expires_on": DateField(label=_("Expires on"), required=False),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["rows"] = self.clean_rows()
        for row in said["rows"]:
            if (row["accepted"] or 0) > row["received"]:
                self.add_error(f"accepted_{row['row']}", _("No more is accepted than has come."))
        return said

    def save(self) -> PurchaseRequest:
        said = self.cleaned_data
        names = ("inspector", "second", "delivered_by", "problem", "exception")
        paper = Acceptance(
            entry=self.entry(), order=self.order, **{name: said[name] for name in names}
        )
        paper.new_lines = [self.line_of(row) for row in said["rows"]]
        accepting.accept(paper, by=self.by, now=self.now)
        return self.order.request

    def line_of(self, row: dict[str, Any]) -> AcceptedLine:
        known = self.known[row["row"]]
        names = ("received", "appearance", "papers", "batch", "expires_on")
        return AcceptedLine(
            order_line=known["order_line"],
            due=known["due"],
            accepted=row["accepted"] or 0,
            **{name: row[name] for name in names},
        )


def class_name(key: Any) -> str:
    found = whole_number(str(key))
    return str(AssetClass.objects.filter(pk=found).first() or "") if found else ""


class BookForm(Rows, ByWhom):
    """Where the accepted goods go. Only what is not known yet is asked."""

    KEY = "kind"
    row_heading = gettext_lazy("Name of goods")

    store = forms.ModelChoiceField(
        Store.objects.none(), label=gettext_lazy("store"), required=False
    )
    layout = Layout("store")

    def __init__(self, *args: Any, paper: Acceptance, stores: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.paper = paper
        self.fields["store"].queryset = stores
        self.initial.setdefault("store", next(iter(stores), None))
        self.lay_rows([self.proposed(line) for line in accepting.accepted_lines(paper)])

    def proposed(self, line: AcceptedLine) -> dict[str, Any]:
        bought = line.order_line.line
        asset = accepting.becomes_asset(bought, line.order_line.price, on=self.on)
        kind = "asset" if asset else str(bought.destination)
        told = f"{bought} × {line.accepted.normalize():f} {bought.unit}"
        return {
            "label": told, "line": line, "kind": kind, "item": bought.item_id,
            "is_known": bought.item_id is not None or kind == "none",
        }  # fmt: skip

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        row: dict[str, forms.Field] = {
            "kind": forms.ChoiceField(
                label=_("What becomes of it"), choices=PurchaseLine.Destination.choices,
                disabled=True, required=False,
            ),
            "item": ItemField(label=_("Goods of the list"), required=False),
            "group": forms.ModelChoiceField(
                ItemGroup.objects.all(), label=_("or new, in the group"), required=False
            ),
            "asset_class": forms.ModelChoiceField(
                AssetClass.objects.in_use(), label=_("National class"), required=False,
                widget=Combobox(CLASSES, labelled=class_name),
            ),
            "one_card": forms.BooleanField(label=_("One card for all"), required=False),
        }  # fmt: skip
        asked = ASKED_FOR_BOOKING.get(known.get("kind", ""), ())
        for name in ("item", "group", "asset_class", "one_card"):
            if name not in asked or known.get("is_known"):
                row[name].disabled = True
        return row

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for row in self.clean_rows():
            n, known = row["row"], self.known[row["row"]]
            if known["kind"] == "asset" and not row["asset_class"]:
                self.add_error(f"asset_class_{n}", _("Choose the national class."))
            if known["kind"] == "store" and not (row["item"] or row["group"]):
                self.add_error(f"item_{n}", _("Say which goods these are."))
        return said

    def save(self) -> PurchaseRequest:
        known = {}
        for row in self.clean_rows():
            names = ("item", "group", "asset_class", "one_card")
            line = self.known[row["row"]]["line"]
            known[line.pk] = Known(**{name: row[name] for name in names})
        store = self.cleaned_data["store"]
        intake: Intake = accepting.book_in(self.paper, known, store=store, by=self.by, now=self.now)
        return intake.acceptance.order.request


ASKED_FOR_BOOKING = {"store": ("item", "group"), "asset": ("asset_class", "one_card")}


class InvoiceForm(ByWhom):
    """An invoice to an order; the rest of the order is filled in."""

    number = forms.CharField(label=gettext_lazy("invoice number"), max_length=40)
    issued_on = DateField(label=gettext_lazy("issued on"))
    amount = NumberField(
        label=gettext_lazy("amount"), unit=YUAN, min_value=Decimal("0.01"), max_digits=14,
        decimal_places=2,
    )  # fmt: skip

    def __init__(self, *args: Any, order: PurchaseOrder, **given: Any) -> None:
        super().__init__(*args, **given)
        self.order = order
        billed = sum((i.amount for i in order.invoices.standing()), Decimal(0))
        self.initial.setdefault("amount", order.amount - billed)

    def clean_issued_on(self) -> date:
        issued = self.cleaned_data["issued_on"]
        if issued > self.on:
            raise ValidationError(_("This day is still to come."))
        return issued

    def save(self) -> PurchaseRequest:
        invoice = Invoice(order=self.order, **self.cleaned_data)
        try:
            paying.enter(invoice, by=self.by, now=self.now)
        except ValidationError as wrong:
            raise Refused(" ".join(wrong.messages)) from wrong
        return self.order.request


class PayForm(ByWhom):
    """The day and the voucher of a payment."""

    paid_on = DateField(label=gettext_lazy("paid on"))
    voucher = forms.CharField(label=gettext_lazy("voucher number"), max_length=40)
    prepaid_reason = words(gettext_lazy("reason for paying before the acceptance"), 200)
    exception = words(gettext_lazy("why one person did both"), 200)

    def __init__(self, *args: Any, invoice: Invoice, **given: Any) -> None:
        super().__init__(*args, **given)
        self.invoice = invoice
        self.initial.setdefault("paid_on", self.on)
        if paying.is_accepted(invoice.order):
            del self.fields["prepaid_reason"]

    def clean_paid_on(self) -> date:
        paid = self.cleaned_data["paid_on"]
        if paid > self.on:
            raise ValidationError(_("This day is still to come."))
        return paid

    def save(self) -> PurchaseRequest:
        paying.pay(self.invoice, by=self.by, now=self.now, **self.cleaned_data)
        return self.invoice.order.request
