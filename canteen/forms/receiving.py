"""Receiving food as two people do it at the door: what was ordered stands there, exceptions are typed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from canteen.forms.people import PersonField, offer, people_at
from canteen.models import (
    FoodOrder,
    GoodsReceipt,
    GoodsReceiptLine,
    Keeping,
    Paper,
    Source,
    SupplierLicence,
)
from canteen.supply import judging, licensing, receiving, shopping
from logistics.duties.forms.records import PhotoForm
from logistics.fields import NumberField, plain_quantity
from logistics.forms import CheckTiles, Tiles
from logistics.lines import Line
from logistics.records.models import Entry
from logistics.stores.forms.lines import ItemField, LinesForm, day, price, quantity, short
from logistics.stores.models import Store, Supplier
from logistics.stores.models.goods import Stock

# What lies in the supplier's file need not be looked at again at the door.
ON_FILE: dict[str, Paper] = {
    SupplierLicence.Paper.PRODUCTION: Paper.LICENCE,
    SupplierLicence.Paper.TRADE: Paper.LICENCE,
    SupplierLicence.Paper.BUSINESS: Paper.BUSINESS,
    SupplierLicence.Paper.IDENTITY: Paper.IDENTITY,
}


def degrees() -> NumberField:
    return NumberField(
        label=pgettext_lazy("of goods", "temperature (℃)"), required=False, max_digits=4, decimal_places=1,
        min_value=-60, max_value=99,
    )  # fmt: skip


def choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


class ReceiptForm(PhotoForm, LinesForm):
    """进货查验: a delivery with its lines. `order` brings what is still to come of it."""

    kind_code = GoodsReceipt.kind_code
    COLUMNS = {
        "item": ItemField,
        "quantity": lambda: quantity(gettext_lazy("quantity")),
        "price": lambda: price(gettext_lazy("unit price (yuan)")),
        "temperature_c": degrees,
        "rejected": lambda: quantity(gettext_lazy("of it refused")),
        "reject_reason": lambda: short(gettext_lazy("why it was refused"), 100),
        "reject_action": lambda: choice(
            gettext_lazy("what became of it"),
            [("", "—"), *GoodsReceiptLine.Action.choices],
        ),
        "batch": lambda: short(gettext_lazy("batch number")),
        "produced_on": lambda: day(gettext_lazy("produced on")),
        "shelf_life_until": lambda: day(gettext_lazy("keeps until")),
        "self_test": lambda: choice(gettext_lazy("quick test"), GoodsReceiptLine.Test.choices),
        "appearance": lambda: short(gettext_lazy("appearance, if not as it should be"), 100),
        "keeping": lambda: choice(
            gettext_lazy("how it is kept"), [("", gettext_lazy("as usual")), *Keeping.choices[1:]]
        ),
        "producer": lambda: short(gettext_lazy("producer, address and contact"), 150),
    }
    ASIDE = tuple(name for name in COLUMNS if name not in ("item", "quantity", "price"))

    supplier = forms.ModelChoiceField(Supplier.objects.none(), label=gettext_lazy("supplier"))
    source = forms.ChoiceField(
        label=gettext_lazy("bought from"), choices=Source.choices, widget=Tiles
    )
    papers = forms.MultipleChoiceField(
        label=gettext_lazy("papers that came with it"), choices=Paper.choices, widget=CheckTiles,
        required=False,
    )  # fmt: skip
    inspector = PersonField(label=pgettext_lazy("of goods", "inspector"))
    second = PersonField(label=gettext_lazy("second inspector"), required=False)
    buyer = PersonField(label=gettext_lazy("bought by"), required=False)
    delivered_by = forms.CharField(
        label=gettext_lazy("delivered by"), max_length=50, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("why it was taken all the same"), max_length=200, required=False
    )
    twice_is_right = forms.BooleanField(
        label=gettext_lazy("This batch really came a second time"), required=False
    )

    layout = Layout(
        Row(Column("supplier"), Column("store")),
        "source",
        "papers",
        "reason",
        "twice_is_right",
        Row(Column("inspector"), Column("second")),
        Row(Column("buyer"), Column("delivered_by")),
        Row(Column("happened_at"), Column("note")),
        "photos",
        "late_reason",
        "closed_day_is_right",
        "typed_at",
    )

    def __init__(self, *args: Any, order: FoodOrder | None = None, **given: Any) -> None:
        self.order = order
        self.ordered = list(ordered_lines(order)) if order else []
        super().__init__(*args, lines=[starting(line) for line in self.ordered], **given)
        stores = list(self.fields["store"].queryset)
        boxes = [self.fields[name] for name in ("inspector", "second", "buyer")]
        offer(boxes, people_at({store.campus_id for store in stores}))
        self.fields["supplier"].queryset = Supplier.objects.filter(is_active=True)
        for name in ("reason", "twice_is_right"):
            if not self.is_bound or not self.data.get(name):
                self.fields[name].widget = forms.HiddenInput()
        if len(stores) == 1:
            self.initial["store"] = stores[0]
            self.fields["store"].widget = forms.HiddenInput()
        self.initial.setdefault("inspector", self.by.pk)
        if order:
            self.begin_with(order)
        for number in range(len(self.ordered)):
            self.fields[f"item-{number}"].widget = forms.HiddenInput()

    def begin_with(self, order: FoodOrder) -> None:
        """The supplier is known, and with it what kind of seller it is and what lies in its file."""
        self.fields["supplier"].queryset = Supplier.objects.filter(pk=order.supplier_id)
        self.fields["supplier"].widget = forms.HiddenInput()
        standing = licensing.standing(order.supplier, timezone.localdate(self.now))
        valid = [p for p in standing.shown if standing.state_of(p) in ("valid", "expiring")]
        self.initial.setdefault("supplier", order.supplier_id)
        self.initial.setdefault("source", standing.source)
        self.initial.setdefault("buyer", order.ordered_by_id)
        on_file = [ON_FILE[p.paper].value for p in valid if p.paper in ON_FILE]
        self.initial.setdefault("papers", on_file)

    def row(self, number: int) -> Line:
        """An ordered line shows its name; chilled goods ask for their temperature at once."""
        known = self.ordered[number] if number < len(self.ordered) else None
        aside = [name for name in self.ASIDE if not (known and known.is_cold and name == ASKED)]
        main = [name for name in self.COLUMNS if name not in aside and name != "item"]
        fields = [self[f"{name}-{number}"] for name in main]
        rest = [self[f"{name}-{number}"] for name in aside]
        if known is None:
            return Line(number + 1, [self[f"item-{number}"], *fields], rest)
        due = f"{plain_quantity(known.due)} {known.line.item.unit}"
        return Line(
            number + 1, fields, rest, [self[f"item-{number}"]],
            title=str(known.line.item), facts=[(str(_("Ordered")), due)],
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for line in self.lines:
            self.judge_line(line)
        if not self.errors:
            self.ask_about(data)
        return data

    def judge_line(self, line: dict[str, Any]) -> None:
        number, item = line["number"], line["item"]
        rejected = line["rejected"] or Decimal(0)
        if rejected > line["quantity"]:
            self.add_error(f"rejected-{number}", _("No more is refused than has come."))
        if rejected and not line["reject_reason"]:
            self.add_error(f"reject_reason-{number}", _("Say why it was refused."))
        if rejected and not line["reject_action"]:
            self.add_error(f"reject_action-{number}", _("Say what became of it."))
        if item.has_expiry and not (line["shelf_life_until"] or item.shelf_life_days):
            self.add_error(f"shelf_life_until-{number}", _("Enter when it expires."))

    def ask_about(self, data: dict[str, Any]) -> None:
        """What is odd but may be true: a supplier without a licence, a batch that is there already."""
        on = timezone.localdate(data["happened_at"])
        standing = licensing.standing(data["supplier"], on)
        if not standing.is_lawful and not data["reason"]:
            said = {"supplier": data["supplier"], "state": standing.words}
            self.ask_back(
                "reason", _("%(supplier)s: %(state)s. Say why its goods are taken.") % said
            )
        twice = judging.came_before(self.receipt_lines())
        if twice and not data["twice_is_right"]:
            batches = ", ".join(sorted(batch for _item, batch in twice))
            self.ask_back(
                "twice_is_right",
                _("Batch %(batches)s came already. Check, or confirm it.") % {"batches": batches},
            )

    def receipt_lines(self) -> list[GoodsReceiptLine]:
        return [self.receipt_line(line) for line in self.lines]

    def receipt_line(self, line: dict[str, Any]) -> GoodsReceiptLine:
        ordered = self.ordered_of(line)
        names = (
            "item", "quantity", "batch", "produced_on", "shelf_life_until", "producer",
            "appearance", "keeping", "temperature_c", "self_test", "reject_reason",
            "reject_action",
        )  # fmt: skip
        usual = line["item"].price or Decimal(0)
        return GoodsReceiptLine(
            order_line=ordered.line if ordered else None,
            due=ordered.due if ordered else None,
            rejected=line["rejected"] or Decimal(0),
            price=usual if line["price"] is None else line["price"],
            **{name: line[name] for name in names},
        )

    def ordered_of(self, line: dict[str, Any]) -> "Ordered | None":
        number = line["number"]
        if number >= len(self.ordered) or self.ordered[number].line.item_id != line["item"].pk:
            return None
        return self.ordered[number]

    def save(self) -> Entry:
        data = self.cleaned_data
        names = (
            "store", "supplier", "source", "papers", "inspector", "second", "buyer",
            "delivered_by", "reason", "note",
        )  # fmt: skip
        entry = Entry(
            campus=data["store"].campus, happened_at=data["happened_at"],
            typed_at=data["typed_at"], late_reason=data["late_reason"],
        )  # fmt: skip
        sheet = GoodsReceipt(entry=entry, order=self.order, **{name: data[name] for name in names})
        sheet.new_lines = self.receipt_lines()
        return receiving.receive(sheet, by=self.by, now=self.now, photos=self.attached())


ASKED = "temperature_c"


class Ordered:
    """A line of an order with what of it is still to come."""

    def __init__(self, line: Any, food: Any) -> None:
        self.line, self.due = line, line.quantity - line.came
        self.is_cold = bool(judging.keeping_of(food))


def ordered_lines(order: FoodOrder) -> Iterator[Ordered]:
    lines = list(
        shopping.open_lines().filter(sheet=order).select_related("item__group").order_by("position")
    )
    foods = judging.foods_of(line.item_id for line in lines)
    for line in lines:
        yield Ordered(line, foods.get(line.item_id))


def starting(ordered: Ordered) -> dict[str, Any]:
    line = ordered.line
    price = line.price if line.price is not None else line.item.price
    return {
        "item": f"{line.item.number} {line.item}",
        "quantity": plain_quantity(ordered.due),
        "price": "" if price is None else f"{price.normalize():f}",
    }


def food_stores(person: Any) -> Any:
    """The food stores of the campuses at which a person may receive."""
    rows = Store.objects.in_use().visible_to(person, "canteen.receive").filter(kind=Stock.FOOD)
    return rows.select_related("campus")
