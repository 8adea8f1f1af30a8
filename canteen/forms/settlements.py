"""What is typed when a month is settled with a supplier."""

from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext, gettext_lazy

from canteen.forms.people import people_at
from canteen.models import SupplierSettlement
from canteen.supply import settling
from canteen.supply.settling import Account
from logistics.duties.forms.records import PhotoForm, RecordForm
from logistics.fields import NumberField
from logistics.records.models import Entry
from logistics.school.models import Campus, Person


class SettleForm(PhotoForm):
    """The invoice beside the sum of the receipts, whom it was agreed with, who bore witness."""

    kind_code = SupplierSettlement.kind_code

    invoiced = NumberField(
        label=gettext_lazy("by the invoice (yuan)"), max_digits=14, decimal_places=2, min_value=0
    )
    invoice = forms.CharField(
        label=gettext_lazy("number of the invoice"), max_length=60, required=False
    )
    difference = forms.CharField(
        label=gettext_lazy("why the invoice says otherwise"), max_length=200, required=False
    )
    agreed_with = forms.CharField(label=gettext_lazy("agreed with, of the supplier"), max_length=60)
    witness = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("staff representative as a witness"),
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("note"), max_length=200, required=False)
    layout = Layout(
        "invoiced", "difference", "invoice", "agreed_with", "witness", "note", "photos",
        "happened_at", *RecordForm.asked_back,
    )  # fmt: skip

    def __init__(
        self, *args: Any, account: Account, first: date, last: date, campuses: list[Campus],
        **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **given)
        self.account, self.first, self.last, self.campuses = account, first, last, campuses
        self.fields["witness"].queryset = people_at(campuses).defer("identity_number")
        self.initial.setdefault("invoiced", f"{account.amount:.2f}")
        self.initial.setdefault("agreed_with", account.supplier.contact)
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        said = data.get("invoiced")
        if said is not None and said != self.account.amount and not data.get("difference"):
            words = gettext("The receipts come to %(much)s yuan. Say why the invoice differs.")
            self.add_error("difference", words % {"much": self.account.amount})
        if self.campuses:
            self.judge(self.campuses[0])
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        entry = Entry(
            campus=self.campuses[0], happened_at=data["happened_at"], typed_at=data["typed_at"],
            late_reason=data["late_reason"],
        )  # fmt: skip
        names = ("invoiced", "invoice", "difference", "agreed_with", "witness", "note")
        sheet = SupplierSettlement(
            entry=entry, supplier=self.account.supplier, first=self.first, last=self.last,
            campuses=[campus.pk for campus in self.campuses],
            **{name: data[name] for name in names},
        )  # fmt: skip
        return settling.settle(sheet, by=self.by, now=self.now, photos=self.attached())
