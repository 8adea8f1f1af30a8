"""Writing down damage and loss, and how it was settled."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy

from assets.custody import compensating
from assets.custody.compensating import Case
from assets.forms.sheets import CardsField, PersonChoice, SheetForm
from assets.models import DamageCase, DamageSettlement
from logistics.fields import DateField, NumberField
from logistics.forms import Form, Tiles
from logistics.records.models import Entry
from logistics.school.models import Person, SchoolClass

Basis = DamageCase.Basis


class DamageForm(SheetForm):
    asset = CardsField(label=gettext_lazy("asset number"), help_text="", widget=forms.TextInput())
    quantity = forms.IntegerField(
        label=gettext_lazy("quantity"), min_value=1, initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    loss = forms.ChoiceField(
        label=gettext_lazy("what happened"), choices=DamageCase.Loss, widget=Tiles
    )
    cause = forms.CharField(
        label=gettext_lazy("cause"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("what is done with it"), choices=DamageCase.Measure, widget=Tiles
    )
    responsible = PersonChoice(
        Person.objects.none(), label=gettext_lazy("responsible person"), required=False
    )
    by_child = forms.BooleanField(
        label=gettext_lazy("A child of the class did it (the child is not named)"), required=False
    )
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=gettext_lazy("class"), required=False
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("price"), choices=Basis, initial=Basis.NONE, widget=Tiles
    )
    amount = NumberField(
        label=gettext_lazy("to be paid"),
        unit=gettext_lazy("yuan"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("Empty: by the register; the cost of a repair is entered"),
    )
    points = forms.IntegerField(
        label=gettext_lazy("points off the class"), min_value=0, max_value=100, required=False
    )
    note = forms.CharField(label=gettext_lazy("note"), max_length=300, required=False)

    kind_code = "damage_case"

    def __init__(self, *args: Any, found_by: Entry | None = None, **given: Any) -> None:
        self.found_by = found_by
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.fields["asset"].assets = self.cards()
        self.offer_people("responsible")
        classes = SchoolClass.objects.visible_to(self.by, "assets.change_asset")
        newest = classes.order_by("-school_year").values_list("school_year", flat=True).first()
        self.fields["school_class"].queryset = classes.filter(school_year=newest or 0)

    def clean_asset(self) -> Any:
        if len(cards := self.cleaned_data["asset"]) != 1:
            raise ValidationError(gettext_lazy("A case is about one card."))
        return cards[0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        pays = data.get("basis") not in (None, Basis.NONE)
        if pays and not (data.get("responsible") or data.get("by_child")):
            sentence = gettext_lazy("If something is to be paid, say who is responsible.")
            self.add_error("responsible", sentence)
        if data.get("responsible") and data.get("by_child"):
            self.add_error("by_child", gettext_lazy("It was either a colleague or a child."))
        if data.get("basis") == Basis.REPAIR and not data.get("amount"):
            self.add_error("amount", gettext_lazy("Enter what the repair costs."))
        if asset := data.get("asset"):
            self.judge(asset.campus)
        return data

    def save(self) -> Entry:
        names = (
            "asset", "loss", "cause", "measure", "quantity", "responsible", "school_class",
            "by_child", "basis", "amount", "note",
        )  # fmt: skip
        said = {name: self.cleaned_data[name] for name in names}
        case = Case(**said, points=self.cleaned_data["points"] or 0)
        return compensating.open_case(case, found_by=self.found_by, **self.when)


class SettleForm(Form):
    """Paid with its receipt, made good in kind, or waived."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("outcome"), choices=DamageSettlement.Outcome, widget=Tiles
    )
    paid_on = DateField(label=gettext_lazy("paid on"), required=False)
    receipt = forms.CharField(label=gettext_lazy("receipt number"), max_length=40, required=False)
    reason = forms.CharField(
        label=gettext_lazy("reason, or what was brought"), max_length=300, required=False
    )

    def __init__(self, *args: Any, case: DamageCase, by: Any, now: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.case, self.by, self.now = case, by, now
        self.initial.setdefault("paid_on", timezone.localdate(now))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        paid = data.get("outcome") == DamageSettlement.Outcome.PAID
        for name in ("paid_on", "receipt") if paid else ("reason",):
            if data.get("outcome") and not data.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return data

    def save(self) -> Any:
        data, who = self.cleaned_data, {"by": self.by, "now": self.now}
        match data["outcome"]:
            case DamageSettlement.Outcome.PAID:
                paid = {"paid_on": data["paid_on"], "receipt": data["receipt"]}
                return compensating.pay(self.case, amount=self.case.amount, **paid, **who)
            case DamageSettlement.Outcome.IN_KIND:
                return compensating.make_good(self.case, reason=data["reason"], **who)
        return compensating.waive(self.case, reason=data["reason"], **who)
