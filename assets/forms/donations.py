"""What is given to the school, and where it is booked, as it is typed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from assets.buying import donating
from assets.buying.accepting import Known
from assets.forms.deliveries import booking_row
from assets.forms.purchases import ByWhom, number, price, words
from assets.forms.rows import Rows
from assets.forms.sheets import KEEP, PersonChoice, SheetForm
from assets.models import DonationIntake, DonationLine, DonationReceipt, PurchaseLine
from logistics.records.models import Entry
from logistics.school.models import Campus, Person
from logistics.stores.models import Store

BLANK_ROWS = 5
SAID = ("origin", "donor", "purpose", "inspector", "second", "finding", "receipt", "note")


class DonationForm(Rows, SheetForm):
    """By whom, what for, and line by line what it is, how many and what it is worth."""

    kind_code = "donation_receipt"
    REQUIRED = ("unit", "quantity")

    campus = forms.ModelChoiceField(
        Campus.objects.none(), label=gettext_lazy("campus"), empty_label=None
    )
    origin = forms.ChoiceField(label=gettext_lazy("origin"), choices=DonationReceipt.Origin.choices)
    donor = forms.CharField(label=gettext_lazy("donor"), max_length=100)
    purpose = words(gettext_lazy("agreed use"), 200)
    inspector = PersonChoice(Person.objects.none(), label=gettext_lazy("accepted by"))
    second = PersonChoice(Person.objects.none(), label=gettext_lazy("second person who accepts"))
    finding = forms.CharField(label=gettext_lazy("how it was found"), max_length=200)
    receipt = words(
        gettext_lazy("receipt number"), 60,
        help_text=gettext_lazy("Of the paper the giver gets"),
    )  # fmt: skip
    note = words(gettext_lazy("note"), 300)

    def limit(self) -> None:
        campuses = Campus.objects.filter(is_active=True).visible_to(self.by, KEEP)
        self.fields["campus"].queryset = campuses
        self.initial.setdefault("campus", campuses.first())
        if len(campuses) == 1:
            self.fields["campus"].widget = forms.HiddenInput()
        self.offer_people("inspector", "second")
        self.initial.setdefault("inspector", self.by.pk)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.lay_rows([], blank=BLANK_ROWS)

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        return {
            "name": words(_("Name of goods")),
            "specification": words(_("Specification")),
            "unit": words(_("Unit"), 10),
            "quantity": number(_("Quantity")),
            "value": price(pgettext("a gift", "Worth (yuan)")),
            "destination": forms.ChoiceField(
                label=_("What becomes of it"), choices=PurchaseLine.Destination.choices,
                required=False,
            ),
            "whereto": words(pgettext("a line", "Where it went")),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if campus := data.get("campus"):
            self.judge(campus)
        if data.get("inspector") and data.get("inspector") == data.get("second"):
            self.add_error("second", _("Two different people accept a donation."))
        data["lines"] = self.clean_rows()
        if not data["lines"] and not self.errors:
            self.add_error(None, _("Write what was given."))
        return data

    def save(self) -> Entry:
        data, when = self.cleaned_data, self.when
        entry = Entry(
            campus=data["campus"],
            happened_at=when["happened_at"],
            late_reason=when["late_reason"],
        )
        paper = DonationReceipt(entry=entry, **{name: data[name] for name in SAID})
        paper.new_lines = [self.line_of(row) for row in data["lines"]]
        return donating.register(paper, by=self.by, now=self.now)

    def line_of(self, row: dict[str, Any]) -> DonationLine:
        names = ("name", "specification", "unit", "quantity", "whereto")
        return DonationLine(
            value=row["value"] or Decimal(0),
            destination=row["destination"] or PurchaseLine.Destination.STORE,
            **{name: row[name] for name in names},
        )


class DonationBookForm(Rows, ByWhom):
    """Where the things given go: which goods of the list they are, or which class of assets."""

    KEY = "kind"
    row_heading = gettext_lazy("Name of goods")

    store = forms.ModelChoiceField(
        Store.objects.none(), label=gettext_lazy("store"), required=False
    )
    layout = Layout("store")

    def __init__(self, *args: Any, paper: DonationReceipt, stores: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.paper = paper
        self.fields["store"].queryset = stores
        self.initial.setdefault("store", next(iter(stores), None))
        self.lay_rows([self.proposed(line) for line in paper.lines.order_by("position")])

    def proposed(self, line: DonationLine) -> dict[str, Any]:
        told = f"{line} × {line.quantity.normalize():f} {line.unit}"
        return {"label": told, "line": line, "kind": str(line.destination)}

    def make_row(self, known: Any) -> Mapping[str, forms.Field]:
        return booking_row(known)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for row in self.clean_rows():
            n, kind = row["row"], self.known[row["row"]]["kind"]
            if kind == "asset" and not row["asset_class"]:
                self.add_error(f"asset_class_{n}", _("Choose the national class."))
            if kind == "store" and not (row["item"] or row["group"]):
                self.add_error(f"item_{n}", _("Say which goods these are."))
        return said

    def save(self) -> DonationIntake:
        names = ("item", "group", "asset_class", "one_card")
        known = {
            self.known[row["row"]]["line"].pk: Known(**{name: row[name] for name in names})
            for row in self.clean_rows()
        }
        store = self.cleaned_data["store"]
        return donating.book_in(self.paper, known, store=store, by=self.by, now=self.now)
