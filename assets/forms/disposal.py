"""Applying for a disposal, and writing off what is agreed to."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.custody import disposing
from assets.custody.disposing import Grounds, Parts
from assets.forms.sheets import CardsField, PersonChoice, SheetForm, campus_of
from assets.models import AssetDisposal
from logistics.fields import DateField, NumberField
from logistics.records.models import Entry
from logistics.school.models import Person
from logistics.stores.models import Item, Store
from logistics.stores.receiving import Arrived

Way = AssetDisposal.Way


class DisposalForm(SheetForm):
    assets = CardsField()
    way = forms.ChoiceField(label=gettext_lazy("way of disposal"), choices=Way)
    ground = forms.ChoiceField(label=gettext_lazy("ground"), choices=AssetDisposal.Ground)
    reason = forms.CharField(
        label=gettext_lazy("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    receiver = forms.CharField(
        label=gettext_lazy("goes to"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("For a transfer, donation, sale or exchange"),
    )
    opinion = forms.CharField(
        label=gettext_lazy("technical opinion"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    appraiser = PersonChoice(Person.objects.none(), label=gettext_lazy("appraised by"))
    department = forms.CharField(
        label=gettext_lazy("opinion of the department"), max_length=200, required=False
    )
    resolution = forms.CharField(
        label=gettext_lazy("resolution of the school"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The minutes, if the heads have decided together"),
    )

    kind_code = "asset_disposal"

    def limit(self) -> None:
        self.fields["assets"].assets = self.cards()
        self.offer_people("appraiser")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("way") in AssetDisposal.TO_OTHERS and not data.get("receiver"):
            self.add_error("receiver", _("Say to whom it goes."))
        if data.get("way") == Way.LOSS and data.get("ground") not in ("lost", "force"):
            self.add_error("ground", _("A loss is written off for what was lost."))
        if data.get("appraiser") == self.by:
            self.add_error("appraiser", _("Who applies does not give the technical opinion."))
        if (cards := data.get("assets")) and (campus := campus_of(cards, self, "assets")):
            self.judge(campus)
        return data

    def save(self) -> Entry:
        data = dict(self.cleaned_data)
        names = (
            "way", "ground", "reason", "opinion", "appraiser", "receiver", "department",
            "resolution",
        )  # fmt: skip
        grounds = Grounds(**{name: data[name] for name in names})
        return disposing.apply(data["assets"], grounds, **self.when)


class WriteOffForm(SheetForm):
    """The authority's document, what came of it, and what goes back into a store."""

    document = forms.CharField(label=gettext_lazy("approval document number"), max_length=60)
    approved_on = DateField(label=gettext_lazy("approved on"))
    income = NumberField(
        label=gettext_lazy("income"),
        unit=gettext_lazy("yuan"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        required=False,
    )
    salvage = forms.CharField(
        label=gettext_lazy("what became of the remains"), max_length=200, required=False
    )
    store = forms.ModelChoiceField(
        Store.objects.none(),
        label=gettext_lazy("usable parts go into"),
        required=False,
    )
    item = forms.ModelChoiceField(
        Item.objects.none(), label=gettext_lazy("usable part"), required=False
    )
    quantity = NumberField(
        label=gettext_lazy("quantity"), min_value=0, max_digits=14, decimal_places=3,
        required=False,
    )  # fmt: skip

    kind_code = "asset_write_off"

    def __init__(self, *args: Any, sheet: AssetDisposal, **given: Any) -> None:
        self.sheet = sheet
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.initial.setdefault("approved_on", timezone.localdate(self.now))
        stores = Store.objects.in_use().kept_by(self.by).filter(campus=self.sheet.entry.campus_id)
        self.fields["store"].queryset = stores
        self.fields["item"].queryset = Item.objects.in_use().order_by("name", "pk")
        if not stores.exists():
            for name in ("store", "item", "quantity"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        given = [bool(data.get(name)) for name in ("store", "item", "quantity")]
        if any(given) and not all(given):
            self.add_error("item", _("Name the store, the part and how many."))
        self.judge(self.sheet.entry.campus)
        return data

    def parts(self) -> Parts | None:
        data = self.cleaned_data
        if not data.get("item"):
            return None
        return Parts(data["store"], (Arrived(data["item"], data["quantity"]),))

    def save(self) -> Entry:
        data = self.cleaned_data
        return disposing.write_off(
            self.sheet,
            document=data["document"],
            approved_on=data["approved_on"],
            income=data["income"] or Decimal(0),
            salvage=data["salvage"],
            parts=self.parts(),
            **self.when,
        )
