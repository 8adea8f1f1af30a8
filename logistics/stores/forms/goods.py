"""What is kept, where and from whom: items, groups, stores, shelves, suppliers; and the search."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db import models
from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics.fields import NumberField
from logistics.school.forms.offers import ModelForm, SearchForm
from logistics.stores import stock, watching
from logistics.stores.models import Item, ItemGroup, Shelf, Store, Supplier

NUMBERS = "W"  # items are numbered W0001 and on, unless the school has numbers of its own


class Arranges(ModelForm):
    """A form for those who arrange what is kept."""

    permission = "stores.arrange"


class ItemForm(Arranges):
    class Meta:
        model = Item
        fields = [
            "number",
            "name",
            "specification",
            "unit",
            "group",
            "price",
            "barcode",
            "is_durable",
            "old_for_new",
            "is_hazardous",
            "issue_limit",
            "has_expiry",
            "shelf_life_days",
            "is_active",
        ]
        field_classes = {
            "price": NumberField,
            "issue_limit": NumberField,
            "shelf_life_days": NumberField,
        }

    def limit(self) -> None:
        if not self.instance.pk:
            del self.fields["is_active"]
            self.initial.setdefault("number", next_number())

    @property
    def layout(self) -> Layout:  # type: ignore[override]  # a new item is in use
        rows = [
            Row(Column("name"), Column("specification")),
            Row(Column("group"), Column("unit")),
            Row(Column("number"), Column("barcode")),
            Row(Column("price"), Column("issue_limit")),
            "is_durable",
            "old_for_new",
            "is_hazardous",
            Row(Column("has_expiry"), Column("shelf_life_days")),
        ]
        return Layout(*rows, *(["is_active"] if "is_active" in self.fields else []))

    def save(self, commit: bool = True) -> Item:  # noqa: FBT001, FBT002  Django's signature
        self.instance.spell()
        return super().save(commit)


def next_number() -> str:
    """One more than the highest number of ours."""
    last = Item.objects.filter(number__regex=rf"^{NUMBERS}[0-9]{{4}}$").order_by("-number").first()
    return f"{NUMBERS}{int(last.number[1:]) + 1 if last else 1:04d}"


class GroupForm(Arranges):
    class Meta:
        model = ItemGroup
        fields = ["name", "kind", "needs_approval", "free_up_to", "position"]
        field_classes = {"free_up_to": NumberField}


class StoreForm(Arranges):
    class Meta:
        model = Store
        fields = ["campus", "name", "kind", "place", "keeper", "is_active"]

    def limit(self) -> None:
        self.offer_campuses()
        self.offer_places("place")
        self.offer_people("keeper")
        # Its documents tell of the campus where it stands.
        self.fields["campus"].disabled = bool(self.instance.pk)
        if not self.instance.pk:
            del self.fields["is_active"]


class ShelfForm(Arranges):
    """Where a store keeps an item, and how little is too little: both are given."""

    class Meta:
        model = Shelf
        fields = ["bin", "minimum", "enough"]
        field_classes = {"minimum": NumberField, "enough": NumberField}

    def __init__(self, *args: Any, now: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.now = now

    def save(self, commit: bool = True) -> Item:  # noqa: FBT001, FBT002
        shelf = super().save(commit)
        watching.look([(shelf.store, shelf.item)], now=self.now)
        return shelf.item


class SupplierForm(Arranges):
    class Meta:
        model = Supplier
        fields = [
            "name",
            "credit_code",
            "contact",
            "phone",
            "address",
            "goods",
            "note",
            "is_active",
        ]

    def limit(self) -> None:
        if not self.instance.pk:
            del self.fields["is_active"]


class State(models.TextChoices):
    """What a stock is, in the words of the shelf."""

    THERE = "there", pgettext_lazy("stock", "in stock")
    LOW = "low", pgettext_lazy("stock", "low")
    OUT = "out", pgettext_lazy("stock", "none left")
    EXPIRING = "expiring", pgettext_lazy("stock", "expires soon")
    EXPIRED = "expired", pgettext_lazy("stock", "expired")
    DATED = "dated", pgettext_lazy("stock", "expires soon or expired")


class StockSearch(SearchForm):
    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": gettext_lazy("Name, initials, number, specification"),
            }
        ),
    )
    store = forms.TypedChoiceField(
        label=gettext_lazy("Store"), required=False, coerce=int, empty_value=None
    )
    group = forms.TypedChoiceField(
        label=gettext_lazy("Group"), required=False, coerce=int, empty_value=None
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("every state")), *State.choices],
    )

    def limit(self) -> None:
        """Stores and groups in one query."""
        seen = stock.stores_seen_by(self.by).in_use().order_by()
        stores = seen.annotate(what=Value("store")).values_list(
            "what", "pk", "name", "campus__position", "campus__name"
        )
        groups = ItemGroup.objects.order_by().annotate(what=Value("group"))
        named = groups.values_list("what", "pk", "name", "position", "kind")
        rows = [*stores.union(named).order_by("what", "campus__name", "pk")]
        self.seen = [pk for what, pk, *_rest in rows if what == "store"]
        sites = {site for what, *_rest, site in rows if what == "store"}
        self.fields["store"].choices = [
            ("", _("every store")),
            *(
                (pk, f"{site} · {name}" if len(sites) > 1 else name)
                for what, pk, name, _position, site in rows
                if what == "store"
            ),
        ]
        self.fields["group"].choices = [
            ("", _("every group")),
            *((pk, name) for what, pk, name, *_rest in rows if what == "group"),
        ]

    def stores(self) -> list[int]:
        """The stores whose goods count."""
        self.is_valid()
        chosen = self.cleaned_data.get("store")
        return [pk for pk in self.seen if chosen in (None, pk)]

    def apply(self, items: QuerySet[Item]) -> QuerySet[Item]:
        stores, wanted = self.stores(), self.cleaned_data
        items = stock.with_stock(items, stores, on=self.on, soon=watching.soon(self.on))
        if words := wanted.get("q", "").strip():
            items = items.matching(words)
        if group := wanted.get("group"):
            items = items.filter(group_id=group)
        return self.in_state(items, wanted.get("state", ""))

    def in_state(self, items: QuerySet[Any], state: str) -> QuerySet[Item]:
        match state:
            case State.THERE:
                return items.filter(total__gt=0)
            case State.LOW:
                return items.filter(is_low=True)
            case State.OUT:
                return items.filter(total=0)
            case State.EXPIRING:
                return items.filter(is_expiring=True)
            case State.EXPIRED:
                return items.filter(is_expired=True)
            case State.DATED:
                return items.filter(Q(is_expiring=True) | Q(is_expired=True))
        return items.filter(is_active=True)
