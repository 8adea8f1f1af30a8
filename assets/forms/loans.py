"""Asking to borrow, lending at the counter, taking back, calling back."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.custody import lending
from assets.custody.lending import Back, Wish
from assets.forms.sheets import CardsField, PersonChoice, SheetForm, campus_of, labelled
from assets.models import Asset, Condition, Loan
from assets.models.assets import AssetQuerySet
from logistics.fields import DateField
from logistics.forms import Combobox, Form
from logistics.records.models import Entry
from logistics.school.models import Person

USUAL_DAYS = 7


def lendable(person: Any) -> AssetQuerySet:
    """What may be asked for: in use or idle, at the campuses where one works."""
    here = Asset.objects.visible_to(person, "assets.request")
    return here.filter(state__in=lending.LENDABLE)


class LoanForm(Form):
    """What, for what, until when; and whether it leaves the campus."""

    asset = forms.ModelChoiceField(Asset.objects.none(), label=gettext_lazy("asset"))
    quantity = forms.IntegerField(
        label=gettext_lazy("quantity"),
        min_value=1,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    purpose = forms.CharField(label=gettext_lazy("purpose"), max_length=100)
    due_on = DateField(label=gettext_lazy("back by"))
    leaves = forms.BooleanField(label=gettext_lazy("It leaves the campus"), required=False)
    destination = forms.CharField(label=gettext_lazy("taken to"), max_length=100, required=False)

    def __init__(self, *args: Any, by: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.by, self.now = by, now
        self.initial.setdefault("due_on", timezone.localdate(now) + timedelta(days=USUAL_DAYS))
        self.fields["asset"].queryset = assets = lendable(by)
        self.fields["asset"].widget = Combobox(
            reverse_lazy("assets:loan_options"), labelled=labelled(assets)
        )

    def save(self) -> Loan:
        wish = Wish(**self.cleaned_data)
        return lending.ask(wish, borrower=self.by, by=self.by, now=self.now)


class LendForm(SheetForm):
    """Lending at the counter: to whom, which cards, until when."""

    borrower = PersonChoice(Person.objects.none(), label=gettext_lazy("borrower"))
    assets = CardsField()
    quantity = forms.IntegerField(
        label=gettext_lazy("quantity"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Of a batch; empty: all of it"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    purpose = forms.CharField(label=gettext_lazy("purpose"), max_length=100)
    due_on = DateField(label=gettext_lazy("back by"))
    leaves = forms.BooleanField(
        label=gettext_lazy("It leaves the campus"),
        required=False,
        help_text=gettext_lazy("Then a leader is asked first, and nothing is handed out yet"),
    )
    destination = forms.CharField(label=gettext_lazy("taken to"), max_length=100, required=False)

    kind_code = "loan"

    def limit(self) -> None:
        self.fields["assets"].assets = self.cards()
        self.offer_people("borrower")
        day = timezone.localdate(self.now) + timedelta(days=USUAL_DAYS)
        self.initial.setdefault("due_on", day)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (cards := data.get("assets")) and (campus := campus_of(cards, self, "assets")):
            self.judge(campus)
        return data

    @transaction.atomic
    def save(self) -> Entry | Loan:
        """The sheet; where somebody has to agree first, the request that waits."""
        data = self.cleaned_data
        loans = [self.asked(asset) for asset in data["assets"]]
        if all(loan.may_be_lent for loan in loans):
            return lending.lend(loans, **self.when)
        return loans[0]

    def asked(self, asset: Asset) -> Loan:
        data = self.cleaned_data
        quantity = data["quantity"] if asset.quantity > 1 and data["quantity"] else asset.quantity
        wish = Wish(
            asset, quantity, data["purpose"], data["due_on"], data["leaves"], data["destination"]
        )
        return lending.ask(wish, borrower=data["borrower"], by=self.by, now=self.now)


class BackForm(SheetForm):
    """What came back of the loans shown; chosen ones are taken back together."""

    kind_code = "loan"

    def __init__(self, *args: Any, loans: list[Loan], **given: Any) -> None:
        self.loans = loans
        super().__init__(*args, **given)
        for loan in loans:
            self.add_loan(loan)

    def add_loan(self, loan: Loan) -> None:
        self.fields[f"back-{loan.pk}"] = forms.BooleanField(
            label=str(loan),
            required=False,
            initial=len(self.loans) == 1,
            widget=forms.CheckboxInput(attrs={"class": "choose"}),
        )
        self.fields[f"quantity-{loan.pk}"] = forms.IntegerField(
            label=_("quantity"),
            min_value=0,
            max_value=loan.quantity,
            initial=loan.quantity,
            required=False,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "form-control"}),
        )
        self.fields[f"condition-{loan.pk}"] = forms.ChoiceField(
            label=_("condition"),
            choices=Condition.choices,
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def rows(self) -> Iterator[tuple[Any, ...]]:
        for loan in self.loans:
            names = ("back", "quantity", "condition")
            yield loan, *(self[f"{name}-{loan.pk}"] for name in names)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.loans:
            self.judge(self.loans[0].campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        backs = [
            Back(loan, data[f"condition-{loan.pk}"] or Condition.GOOD, data[f"quantity-{loan.pk}"])
            for loan in self.loans
            if data[f"back-{loan.pk}"]
        ]
        return lending.take_back(backs, **self.when)


class DayForm(Form):
    """A day, and what is done with it."""

    due_on = DateField(label=gettext_lazy("back by"))

    def __init__(self, *args: Any, act: Callable[[date], Any], **given: Any) -> None:
        super().__init__(*args, **given)
        self.act = act

    def save(self) -> Any:
        return self.act(self.cleaned_data["due_on"])
