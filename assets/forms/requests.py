"""What people type to ask for goods, and the storekeeper to decide on it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db import transaction
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from assets.buying import deciding, requesting
from assets.buying.deciding import Give
from assets.buying.requesting import ForWhom, Need
from assets.forms.rows import Rows
from assets.models import RequestLine, Requisition
from logistics.duties.models import Task
from logistics.fields import DateField, NumberField, plain_quantity, whole_number
from logistics.forms import Combobox, Form, Stepper, Tiles, make_ready
from logistics.stores.models import Balance, Item, Store

OPTIONS = reverse_lazy("assets:request_item_options")
MOST_TILES = 5
State = RequestLine.State


def item_name(key: Any) -> str:
    number = whole_number(str(key))
    return str(Item.objects.filter(pk=number).first() or "") if number else ""


class ItemField(forms.ModelChoiceField):
    """One of the goods, found by name or initials."""

    def __init__(self, **given: Any) -> None:
        super().__init__(requesting.offered(), **given)
        self.widget = Combobox(OPTIONS, labelled=item_name)


class RequestForm(Form):
    """In plain words, one thing a line; beside it what this person usually asks for."""

    text = forms.CharField(
        label=gettext_lazy("what is needed, one thing a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "autofocus": True,
                "placeholder": gettext_lazy("3 mops\nchalk 2 boxes"),
            }
        ),
    )
    item = ItemField(label=gettext_lazy("or one of the goods, by its initials"), required=False)
    quantity = NumberField(label=gettext_lazy("how many"), required=False, min_value=0)
    for_whom = forms.ChoiceField(label=pgettext_lazy("a request", "for"), widget=Tiles)
    purpose = forms.CharField(label=gettext_lazy("purpose"), max_length=100, required=False)
    needed_on = DateField(label=gettext_lazy("needed on"), required=False)

    def __init__(
        self, *args: Any, by: Any, now: datetime, on: date, task: Task | None = None, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.by, self.now, self.on, self.task = by, now, on, task
        if task and task.line:
            self.initial.setdefault("text", planned_words(task.line.text))
            self.initial.setdefault("purpose", str(task)[:100])
        self.whom = {each.key: each for each in requesting.capacities(by, on=on)}
        self.usual = {f"usual_{item.pk}": item for item in requesting.usual(by, on=on)}
        for name, item in self.usual.items():
            self.fields[name] = NumberField(
                label=str(item), unit=item.unit, required=False, min_value=0, widget=Stepper()
            )
        self.offer_whom()
        for name in ("text", "item", *self.usual):  # one of them is enough
            self.fields[name].is_one_of_several = True
        self.layout = Layout(
            "text",
            *self.usual,
            "for_whom",
            Row(Column("item"), Column("quantity")),
            Row(Column("needed_on"), Column("purpose")),
        )

    def offer_whom(self) -> None:
        field = self.fields["for_whom"]
        field.choices = [(each.key, each.label) for each in self.whom.values()]
        self.initial.setdefault("for_whom", next(iter(self.whom), ""))
        if len(self.whom) == 1:
            field.widget = forms.HiddenInput()
        elif len(self.whom) > MOST_TILES:
            field.widget = forms.Select(choices=field.choices)

    def clean_needed_on(self) -> date | None:
        needed = self.cleaned_data["needed_on"]
        if needed and needed < self.on:
            raise forms.ValidationError(_("This day is over."))
        return needed

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["needs"] = [*self.typed(said), *self.chosen(said)]
        if not said["needs"] and not self.errors:
            self.add_error("text", _("Write what is needed."))
        if len(said["needs"]) > requesting.MOST_LINES:
            self.add_error("text", _("At most 30 things go on one sheet."))
        return said

    def typed(self, said: dict[str, Any]) -> list[Need]:
        return requesting.read_needs(said.get("text") or "")

    def chosen(self, said: dict[str, Any]) -> list[Need]:
        pairs = [(item, said.get(name)) for name, item in self.usual.items()]
        if item := said.get("item"):
            pairs.append((item, said.get("quantity") or Decimal(1)))
        return [Need(item.name, count, item.unit, item) for item, count in pairs if count]

    def save(self) -> Requisition:
        said = self.cleaned_data
        whom: ForWhom = self.whom[said["for_whom"]]
        given = {"purpose": said["purpose"], "needed_on": said["needed_on"]}
        entry = requesting.ask(
            said["needs"], whom, by=self.by, now=self.now, task=self.task, **given
        )
        return cast("Requisition", entry.content)


def planned_words(text: str) -> str:
    """What a line of a plan says is needed, one thing a line."""
    needs = requesting.read_planned(text)
    return "\n".join(f"{need.text} {plain_quantity(need.quantity)} {need.unit}" for need in needs)


# The storekeeper's side.

ISSUE, PART, SHORT, BUY, REFUSE, LEAVE = "issue", "part", "short", "buy", "refuse", "leave"
ACTS = [
    (ISSUE, pgettext_lazy("decision on a request", "issue")),
    (PART, pgettext_lazy("decision on a request", "issue this many, buy the rest")),
    (SHORT, pgettext_lazy("decision on a request", "issue this many, refuse the rest")),
    (BUY, pgettext_lazy("decision on a request", "buy")),
    (REFUSE, pgettext_lazy("decision on a request", "refuse")),
    (LEAVE, pgettext_lazy("decision on a request", "leave open")),
]
GIVES = {ISSUE: State.OPEN, PART: State.BUYING, SHORT: State.REFUSED}


class DecideForm(Rows, Form):
    """Every open line with what the store has of it, filled in as it would be settled at once."""

    KEY = "act"

    store = forms.ModelChoiceField(
        Store.objects.none(), label=gettext_lazy("from the store"), empty_label=None
    )
    witness = forms.ModelChoiceField(
        Requisition.objects.none(),
        label=gettext_lazy("second signature"),
        required=False,
        help_text=gettext_lazy("For hazardous goods: who signs beside the receiver"),
    )

    def __init__(
        self, *args: Any, paper: Requisition, stores: Any, people: Any, by: Any, now: datetime,
        **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **given)
        self.paper, self.by, self.now = paper, by, now
        self.fates = [fate for fate in paper.fates.for_rows() if fate.is_open]
        self.stores = list(stores)
        self.stock = stock_of(self.stores, [fate.item for fate in self.fates if fate.item])
        self.fields["store"].queryset = stores
        self.initial.setdefault("store", self.fullest())
        if len(self.stores) == 1:
            self.fields["store"].widget = forms.HiddenInput()
        self.fields["witness"].queryset = people
        if not any(fate.item and fate.item.is_hazardous for fate in self.fates):
            del self.fields["witness"]
        for name in ("store", "witness"):
            if name in self.fields:
                make_ready(self.fields[name])
        self.lay_rows([self.proposed(fate) for fate in self.fates])

    def fullest(self) -> int | None:
        """The store that has most of what is asked for."""
        counted = {
            store.pk: sum(self.stock.get((store.pk, f.item_id), 0) >= f.rest for f in self.fates)
            for store in self.stores
        }
        return max(counted, key=lambda key: counted[key], default=None)

    def proposed(self, fate: RequestLine) -> dict[str, Any]:
        """What is most likely: all of it, a part and buy the rest, or buy."""
        there = self.stock.get((self.initial["store"], fate.item_id), Decimal(0))
        act = ISSUE if there >= fate.rest else PART if there else BUY
        if fate.item is None:
            act = LEAVE
        return {
            "label": str(fate.line),
            "fate": fate,
            "there": there,
            "issued": fate.issued or None,
            "act": act,
            "quantity": min(fate.rest, there) if there else fate.rest,
            "item": fate.item_id,
            "seen": fate.version,
        }

    def make_row(self, known: Any) -> dict[str, forms.Field]:
        fate = known.get("fate")
        row: dict[str, forms.Field] = {
            "there": NumberField(label=_("In stock"), required=False, disabled=True),
            "issued": NumberField(label=_("Issued so far"), required=False, disabled=True),
            "act": forms.ChoiceField(
                label=pgettext("decision on a request", "What to do"), choices=ACTS
            ),
            "quantity": NumberField(label=_("How many"), required=False, min_value=0),
            "old": NumberField(label=_("Old ones back"), required=False, min_value=0),
            "item": ItemField(label=_("Goods"), required=False),
            "reason": forms.CharField(label=_("Reason"), required=False, max_length=200),
            "seen": forms.IntegerField(required=False, widget=forms.HiddenInput),
        }
        if fate and not (fate.item and fate.item.old_for_new):
            row["old"].widget = forms.HiddenInput()
        return row

    def aside_of(self, known: Any) -> tuple[str, ...]:
        """Which goods are meant is asked only where nobody has said it yet."""
        return ("item",) if known["fate"].item else ()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["rows"] = self.clean_rows()
        for row in said["rows"]:
            self.check(row)
        idle = all(row["act"] == LEAVE and not self.names(row) for row in said["rows"])
        if idle and not self.errors:
            self.add_error(None, _("Nothing was decided yet."))
        return said

    def check(self, row: dict[str, Any]) -> None:
        number, act = row["row"], row["act"]
        if act in GIVES and not row["quantity"]:
            self.add_error(f"quantity_{number}", _("Enter how many."))
        if act in GIVES and not row["item"]:
            self.add_error(f"item_{number}", _("Say which goods these are."))
        if act in (REFUSE, SHORT) and not row["reason"]:
            self.add_error(f"reason_{number}", _("Say why it is not issued."))

    def names(self, row: dict[str, Any]) -> bool:
        """Left open, but now it is known which goods were meant."""
        fate = self.fates[row["row"]]
        return row["act"] == LEAVE and fate.item is None and row["item"] is not None

    @transaction.atomic
    def save(self) -> Requisition:
        """What is named only now and needs consent is put before those who give it."""
        said = self.cleaned_data
        acts = [(self.seen(row), row) for row in said["rows"]]
        gives = [self.give(fate, row) for fate, row in acts if row["act"] in GIVES]
        if gives:
            deciding.issue(
                self.paper, gives, store=said["store"], by=self.by, now=self.now,
                witness=said.get("witness"),
            )  # fmt: skip
        deciding.buy((f for f, row in acts if row["act"] == BUY), by=self.by, now=self.now)
        for fate, row in acts:
            if row["act"] == REFUSE:
                deciding.refuse(fate, by=self.by, now=self.now, reason=row["reason"])
        named = [(fate, row["item"]) for fate, row in acts if self.names(row)]
        for fate, item in named:
            deciding.name(fate, item, by=self.by, now=self.now)
        if named:
            requesting.put_before(self.paper, now=self.now)
        return self.paper

    def seen(self, row: dict[str, Any]) -> RequestLine:
        """The line as this person had it before them."""
        fate = self.fates[row["row"]]
        fate.version = row["seen"] or 0
        return fate

    def give(self, fate: RequestLine, row: dict[str, Any]) -> Give:
        return Give(
            fate,
            row["quantity"],
            rest=GIVES[row["act"]],
            item=row["item"],
            old_returned=row["old"] or Decimal(0),
            reason=row["reason"],
        )


def stock_of(stores: list[Store], items: list[Item]) -> dict[tuple[int, int | None], Decimal]:
    """What each store has of each item, added up in Python to the last digit."""
    found: dict[tuple[int, int | None], Decimal] = {}
    rows = Balance.objects.there().filter(store__in=stores, item__in=items)
    for store, item, quantity in rows.values_list("store", "item", "quantity"):
        found[store, item] = found.get((store, item), Decimal(0)) + quantity
    return found
