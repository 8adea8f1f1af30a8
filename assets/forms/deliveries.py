"""Ordering, accepting and booking what was bought, as it is typed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from assets.buying import accepting, purchasing
from assets.buying.accepting import Known
from assets.forms.purchases import CLASSES, ByWhom, PaperForm, number, price, words
from assets.forms.requests import ItemField
from assets.forms.rows import Rows
from assets.forms.sheets import PersonChoice
from assets.models import (
    Acceptance,
    AcceptedLine,
    AssetClass,
    Intake,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRequest,
)
from logistics.fields import DateField, whole_number
from logistics.forms import Combobox
from logistics.records.models import Entry
from logistics.school.models import Person
from logistics.stores.models import ItemGroup, Store, Supplier


class OrderForm(Rows, PaperForm):
    """What one supplier delivers; the rest of the request may go to another."""

    KEY = "quantity"

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
    ASIDE = ("appearance", "papers", "batch", "expires_on")

    inspector = PersonChoice(Person.objects.none(), label=gettext_lazy("accepted by"))
    second = PersonChoice(Person.objects.none(), label=gettext_lazy("second person who accepts"))
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
                    "received": rest,
                }  # fmt: skip

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        return {
            "due": number(pgettext("of a delivery", "Due"), disabled=True),
            "received": number(_("Received")),
            "accepted": number(_("Accepted (empty: all of it)")),
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
            accepted=row["received"] if row["accepted"] is None else row["accepted"],
            **{name: row[name] for name in names},
        )


def class_name(key: Any) -> str:
    found = whole_number(str(key))
    return str(AssetClass.objects.filter(pk=found).first() or "") if found else ""


ASKED_FOR_BOOKING = {"store": ("item", "group"), "asset": ("asset_class", "one_card")}


def booking_row(known: Any) -> dict[str, forms.Field]:
    """What is asked of one line that is booked in: nothing that is known already."""
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


class BookForm(Rows, ByWhom):
    """Where the accepted goods go. Only what is not known yet is asked."""

    KEY = "kind"

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
        return booking_row(known)

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
