"""What a purchase needs before it is agreed, as it is typed: quotations, minutes, a tender."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.buying import purchasing
from assets.forms.purchases import LATE, PaperForm, price, words
from assets.forms.rows import Rows
from assets.models import (
    Bid,
    Minutes,
    PurchaseRequest,
    QuotationComparison,
    Quote,
    Tender,
)
from logistics.duties import filing
from logistics.errors import Refused
from logistics.fields import DateField, DateTimeField, NumberField
from logistics.forms import PhotosField
from logistics.records import photos
from logistics.school.models import Person

OFFERS = 3  # rows for quotations or bids: fewer are no comparison


class QuotesForm(Rows, PaperForm):
    """One row a supplier: the unit price of each line, and the terms."""

    KEY = "supplier"
    ASIDE = ("delivery_days", "warranty", "qualification")

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
