"""Moving things to another room, department or campus."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.custody import transferring
from assets.custody.transferring import Moved, Target
from assets.forms.sheets import CardsField, PersonChoice, SheetForm, campus_of
from assets.models import Condition
from logistics.forms import Tiles
from logistics.records.models import Entry
from logistics.school.models import Person, Place


class PlaceOfCampus(forms.ModelChoiceField):
    """Rooms have the same names at every campus."""

    def label_from_instance(self, place: Any) -> str:
        return f"{place.campus} · {place}"


class TransferForm(SheetForm):
    assets = CardsField()
    place = PlaceOfCampus(Place.objects.none(), label=gettext_lazy("to place"))
    department = forms.CharField(
        label=gettext_lazy("to department"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Empty: it stays in the department it is in"),
    )
    custodian = PersonChoice(
        Person.objects.none(),
        label=gettext_lazy("new custodian"),
        required=False,
        help_text=gettext_lazy("Who takes it over and signs for it"),
    )
    user = PersonChoice(Person.objects.none(), label=gettext_lazy("new user"), required=False)
    condition = forms.ChoiceField(
        label=gettext_lazy("condition"),
        choices=Condition.choices,
        initial=Condition.GOOD,
        widget=Tiles,
    )
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=200)

    kind_code = "asset_transfer"

    def limit(self) -> None:
        self.fields["assets"].assets = self.cards()
        # To every campus: those who take it over there sign for it.
        places = Place.objects.in_use().select_related("campus")
        self.fields["place"].queryset = places.order_by("campus__position", "campus", "name")
        people = Person.objects.employed(timezone.localdate(self.now)).order_by("pinyin", "pk")
        self.fields["custodian"].queryset = self.fields["user"].queryset = people

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        cards, place = data.get("assets"), data.get("place")
        if not cards or not place or not (campus := campus_of(cards, self, "assets")):
            return data
        scope = transferring.scope_of(self.moved(), self.target())
        if scope != "room" and not data.get("custodian"):
            self.add_error("custodian", _("Say who takes it over."))
        self.judge(campus)
        return data

    def moved(self) -> list[Moved]:
        condition = self.cleaned_data.get("condition") or Condition.GOOD
        return [Moved(asset, condition) for asset in self.cleaned_data["assets"]]

    def target(self) -> Target:
        data = self.cleaned_data
        return Target(
            data["place"], data.get("department", ""), data.get("user"), data.get("custodian")
        )

    def save(self) -> Entry:
        reason = self.cleaned_data["reason"]
        return transferring.move(self.moved(), self.target(), reason=reason, **self.when)
