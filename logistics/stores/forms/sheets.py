"""The documents of the stores, as they are typed: receive, issue, return, move, write off."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Role
from logistics.forms import Form, Tiles, make_ready
from logistics.records.models import Entry
from logistics.school.models import Person, Place, Post, SchoolClass
from logistics.school.weeks import school_year
from logistics.stores import (
    discarding,
    issuing,
    ledger,
    monthly,
    moving,
    receiving,
    returning,
)
from logistics.stores.forms.lines import (
    PEOPLE,
    ItemField,
    LinesForm,
    SheetForm,
    StoreChoice,
    day,
    price,
    quantity,
    short,
)
from logistics.stores.forms.typed import TypedField
from logistics.stores.models import Balance, StockIn, StockLoss, Store, Supplier

WHEN = ("happened_at", "late_reason", "closed_day_is_right", "typed_at")


class ReceiveForm(LinesForm):
    """入库单: what came, from whom, at which price."""

    kind_code = "stock_in"
    COLUMNS = {
        "item": ItemField,
        "quantity": lambda: quantity(gettext_lazy("quantity")),
        "price": lambda: price(gettext_lazy("unit price (yuan)")),
        "batch": lambda: short(gettext_lazy("batch number")),
        "made_on": lambda: day(gettext_lazy("made on")),
        "expires_on": lambda: day(gettext_lazy("expires on")),
        "remark": lambda: short(gettext_lazy("remark"), 100),
    }
    ASIDE = ("batch", "made_on", "expires_on", "remark")

    source = forms.ChoiceField(
        label=gettext_lazy("source"),
        choices=[c for c in StockIn.Source.choices if c[0] != StockIn.Source.OPENING],
        initial=StockIn.Source.PURCHASE,
    )
    supplier = forms.ModelChoiceField(
        Supplier.objects.filter(is_active=True), label=gettext_lazy("supplier"), required=False
    )
    delivered_by = forms.CharField(
        label=gettext_lazy("delivered by"), max_length=50, required=False
    )

    layout = Layout(
        Row(Column("store"), Column("supplier")),
        Row(Column("source"), Column("delivered_by")),
        Row(Column("happened_at"), Column("note")),
        *WHEN[1:],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for line in self.lines:
            made, expires = line["made_on"], line["expires_on"]
            if made and expires and expires < made:
                self.add_error(
                    f"expires_on-{line['number']}", _("Nothing expires before it was made.")
                )
            item = line["item"]
            if item.has_expiry and not (expires or item.shelf_life_days):
                self.add_error(f"expires_on-{line['number']}", _("Enter when it expires."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        arrived = [
            receiving.Arrived(
                line["item"],
                line["quantity"],
                line["price"] if line["price"] is not None else usual_price(line["item"]),
                batch=line["batch"],
                made_on=line["made_on"],
                expires_on=line["expires_on"],
                remark=line["remark"],
            )
            for line in self.lines
        ]
        return receiving.receive(
            data["store"],
            arrived,
            source=data["source"],
            supplier=data["supplier"],
            delivered_by=data["delivered_by"],
            **self.told(),
        )


def usual_price(item: Any) -> Decimal:
    return item.price if item.price is not None else Decimal(0)


def staff_of(stores: QuerySet[Store], on: Any) -> Any:
    """Everybody who works at a campus of these stores, or for the whole school."""
    here = Q(campus=None) | Q(campus__in=stores.values("campus"))
    posts = Post.objects.current(on).filter(here)
    return Person.objects.employed(on).filter(pk__in=posts.values("person"))


def classes_of(stores: QuerySet[Store], on: Any) -> QuerySet[SchoolClass]:
    """The classes of this school year at the campuses of these stores."""
    classes = SchoolClass.objects.in_year(school_year(on))
    return classes.filter(campus__in=stores.values("campus"))


def places_of(stores: QuerySet[Store]) -> QuerySet[Place]:
    return Place.objects.in_use().filter(campus__in=stores.values("campus"))


class IssueForm(LinesForm):
    """领用单: who gets what, for which class or place."""

    kind_code = "issue"
    COLUMNS = {
        "item": ItemField,
        "quantity": lambda: quantity(gettext_lazy("quantity")),
        "old_returned": lambda: quantity(gettext_lazy("old ones returned")),
        "remark": lambda: short(gettext_lazy("remark"), 100),
    }
    ASIDE = ("remark",)

    receiver = TypedField(
        label=gettext_lazy("received by"),
        options_url=PEOPLE,
        required=False,
        help_text=gettext_lazy("Empty: the class teacher of the class"),
    )
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=gettext_lazy("class"), required=False
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label=gettext_lazy("place"), required=False
    )
    purpose = forms.CharField(label=gettext_lazy("purpose"), max_length=100, required=False)
    witness = TypedField(
        label=gettext_lazy("second signature"),
        options_url=PEOPLE,
        required=False,
        help_text=gettext_lazy("For hazardous goods: who signs beside you"),
    )

    layout = Layout(
        Row(Column("receiver"), Column("school_class")),
        Row(Column("store"), Column("place")),
        Row(Column("purpose"), Column("witness")),
        Row(Column("happened_at"), Column("note")),
        *WHEN[1:],
    )

    def __init__(self, *args: Any, stores: QuerySet[Store], **given: Any) -> None:
        super().__init__(*args, stores=stores, **given)
        self.on = timezone.localdate(self.now)
        self.fields["school_class"].queryset = classes_of(stores, self.on)
        self.fields["place"].queryset = places_of(stores)
        people = staff_of(stores, self.on)
        self.fields["receiver"].rows = self.fields["witness"].rows = people
        self.fields["receiver"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        store, school_class = data.get("store"), data.get("school_class")
        for name in ("school_class", "place"):
            if store and data.get(name) and data[name].campus_id != store.campus_id:
                self.add_error(name, _("This belongs to another campus than the store."))
        if not data.get("receiver") and "receiver" not in self.errors:
            data["receiver"] = school_class and teacher_of(school_class, self.on)
            if data["receiver"] is None:
                self.add_error("receiver", _("Say who receives it."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        wanted = [
            issuing.Wanted(
                line["item"],
                line["quantity"],
                old_returned=line["old_returned"] or Decimal(0),
                remark=line["remark"],
            )
            for line in self.lines
        ]
        return issuing.issue(
            data["store"],
            wanted,
            receiver=data["receiver"],
            school_class=data["school_class"],
            place=data["place"],
            purpose=data["purpose"],
            witness=data["witness"],
            **self.told(),
        )


def teacher_of(school_class: SchoolClass, on: Any) -> Person | None:
    """The class teacher who draws what the class needs."""
    posts = Post.objects.current(on).filter(school_class=school_class, role=Role.TEACHER)
    post = posts.select_related("person").order_by("pk").first()
    return post.person if post else None


class TransferForm(LinesForm):
    """移库单: to another store of the same kind, also of another campus."""

    kind_code = "stock_transfer"
    COLUMNS = {
        "item": ItemField,
        "quantity": lambda: quantity(gettext_lazy("quantity")),
        "remark": lambda: short(gettext_lazy("remark"), 100),
    }
    ASIDE = ("remark",)

    to_store = StoreChoice(
        Store.objects.in_use().select_related("campus", "keeper"),
        label=gettext_lazy("to the store"),
    )

    layout = Layout(
        Row(Column("store"), Column("to_store")),
        Row(Column("happened_at"), Column("note")),
        *WHEN[1:],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("store") and data.get("store") == data.get("to_store"):
            self.add_error("to_store", _("A transfer goes to another store."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        moved = [
            moving.Moved(line["item"], line["quantity"], remark=line["remark"])
            for line in self.lines
        ]
        return moving.move(data["store"], data["to_store"], moved, **self.told())


class LotsForm(SheetForm):
    """A sheet over lots that are known: a quantity beside each, empty for those it leaves alone."""

    def add_lot(self, pk: int, most: Decimal, label: str) -> None:
        field = quantity(label, max_value=most)
        make_ready(field)
        self.fields[f"quantity-{pk}"] = field

    def said(self, pk: int, name: str = "quantity") -> Any:
        return self.cleaned_data.get(f"{name}-{pk}")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        typed = [data.get(name) for name in self.fields if name.startswith("quantity-")]
        if not any(typed) and not self.errors:
            self.add_error(None, _("Enter at least one quantity."))
        return data


class WriteOffForm(LotsForm):
    """报损单: of the lots shown, how much is gone."""

    kind_code = "stock_loss"

    cause = forms.ChoiceField(
        label=gettext_lazy("cause"), choices=StockLoss.Cause.choices, widget=Tiles
    )
    reason = forms.CharField(label=gettext_lazy("what happened"), max_length=200)
    witness = TypedField(
        label=gettext_lazy("second signature"),
        options_url=PEOPLE,
        required=False,
        help_text=gettext_lazy("For hazardous goods: who signs beside you"),
    )

    layout = Layout(
        "cause",
        "reason",
        Row(Column("happened_at"), Column("witness")),
        "note",
        "store",
        *WHEN[1:],
    )

    def __init__(
        self, *args: Any, balances: Sequence[Balance], stores: QuerySet[Store], **given: Any
    ) -> None:
        super().__init__(*args, stores=stores, **given)
        self.balances = balances
        self.fields["witness"].rows = staff_of(stores, timezone.localdate(self.now))
        self.fields["store"].widget = forms.HiddenInput()
        for balance in balances:
            self.add_lot(balance.lot_id, balance.quantity, str(balance.lot))

    def table(self) -> SafeString:
        rows = [(balance, self[f"quantity-{balance.lot_id}"]) for balance in self.balances]
        context = {"rows": rows, "on": timezone.localdate(self.now)}
        return render_to_string("stores/_lots_to_write_off.html", context)

    def save(self) -> Entry:
        data = self.cleaned_data
        discarded = [
            discarding.Discarded(balance.lot, self.said(balance.lot_id))
            for balance in self.balances
            if self.said(balance.lot_id)
        ]
        return discarding.write_off(
            data["store"],
            discarded,
            cause=data["cause"],
            reason=data["reason"],
            witness=data["witness"],
            **self.told(),
        )


class ReturnForm(LotsForm):
    """退库单: of what one issue sheet gave out, how much comes back and in which state."""

    kind_code = "stock_return"

    returned_by = TypedField(label=gettext_lazy("returned by"), options_url=PEOPLE)

    layout = Layout(
        Row(Column("returned_by"), Column("store")),
        Row(Column("happened_at"), Column("note")),
        *WHEN[1:],
    )

    def __init__(
        self, *args: Any, issue: Entry, open_lots: Sequence[returning.Outstanding],
        stores: QuerySet[Store], **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, stores=stores, **given)
        self.issue, self.open_lots = issue, open_lots
        self.fields["returned_by"].rows = staff_of(stores, timezone.localdate(self.now))
        for each in open_lots:
            self.add_lot(each.lot.pk, each.left, str(each.lot.item))
            self.fields[f"state-{each.lot.pk}"] = state = short(gettext_lazy("state"), 50)
            make_ready(state)

    def table(self) -> SafeString:
        rows = [
            (each, self[f"quantity-{each.lot.pk}"], self[f"state-{each.lot.pk}"])
            for each in self.open_lots
        ]
        return render_to_string("stores/_lots_to_return.html", {"rows": rows})

    def save(self) -> Entry:
        data = self.cleaned_data
        returned = [
            returning.Returned(each.lot, self.said(each.lot.pk), self.said(each.lot.pk, "state"))
            for each in self.open_lots
            if self.said(each.lot.pk)
        ]
        return returning.give_back(
            self.issue,
            returned,
            store=data["store"],
            returned_by=data["returned_by"],
            **self.told(),
        )


class TakeBackForm(Form):
    """红字冲销: why a posted document is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("reason"), max_length=250, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, document: Entry, by: Any, now: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.document, self.by, self.now = document, by, now

    def save(self) -> Entry:
        return ledger.take_back(
            self.document, by=self.by, now=self.now, reason=self.cleaned_data["reason"]
        )


class MonthForm(Form):
    """月度收发存表: the figures are there; only a remark is typed, and why it comes late."""

    note = forms.CharField(label=gettext_lazy("note"), max_length=300, required=False)
    late_reason = forms.CharField(
        label=gettext_lazy("reason for the late entry"), max_length=200, required=False
    )

    def __init__(
        self, *args: Any, store: Store, month: Any, is_late: bool, by: Any, now: Any, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.store, self.month, self.by, self.now = store, month, by, now
        if is_late:
            self.fields["late_reason"].required = True
        else:
            del self.fields["late_reason"]

    def save(self) -> Entry:
        data = self.cleaned_data
        return monthly.file(
            self.store,
            self.month,
            by=self.by,
            now=self.now,
            note=data["note"],
            late_reason=data.get("late_reason", ""),
        )
