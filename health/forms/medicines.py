"""The monthly check of the medicines: every lot counted, what is damaged named."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from health.care import medicines
from health.care.medicines import Counted, Lot
from health.forms.care_sheets import LinesForm, offer_the_only_one, short
from health.models import ClinicDrugStock
from logistics.fields import NumberField
from logistics.records.models import Entry
from logistics.school.models import Place
from logistics.stores.models import Store


def counted() -> NumberField:
    return NumberField(
        label=_("counted"), required=False, max_digits=14, decimal_places=3, min_value=0
    )


class DrugCheckForm(LinesForm):
    """What the ledger says is not shown as counted: each lot is counted, or the sheet is not saved."""

    kind_code = ClinicDrugStock.kind_code
    COLUMNS: ClassVar = {
        "counted": counted,
        "damaged": lambda: forms.BooleanField(label=_("damaged or without label"), required=False),
    }
    ASIDE = ("damaged",)

    place = forms.ModelChoiceField(Place.objects.none(), label=_("health room"), required=False)
    first_aid = forms.BooleanField(label=_("The first-aid boxes are complete"), required=False)
    note = short(_("note"), 200)

    def __init__(self, *args: Any, store: Store | None, campus: Any, **given: Any) -> None:
        self.store, self.campus = store, campus
        super().__init__(*args, **given)

    def limit(self) -> None:
        super().limit()
        field: Any = self.fields["place"]
        field.queryset = medicines.rooms_of(self.by, self.campus)
        offer_the_only_one(self, "place")
        if self.store and self.store.place_id:
            self.initial.setdefault("place", self.store.place_id)

    def key_of(self, thing: Lot) -> int:
        return thing.lot.pk

    def title_of(self, thing: Lot) -> str:
        return str(thing.lot.item)

    def facts_of(self, thing: Lot) -> Sequence[tuple[str, str]]:
        lot = thing.lot
        until = f"{lot.expires_on:%Y-%m-%d}" if lot.expires_on else ""
        return ((gettext("Batch"), lot.batch), (gettext("Expires on"), until))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.campus)
        for lot in self.things:
            if data.get(self.key("counted", lot)) is None:
                self.add_error(self.key("counted", lot), gettext("Count this lot."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        found = [
            Counted(lot, said["counted"], is_damaged=said["damaged"])
            for lot in self.things
            for said in [self.said(lot)]
        ]
        return medicines.check(
            self.store,
            found,
            campus=self.campus,
            place=data["place"],
            first_aid=data["first_aid"],
            note=data["note"],
            **self.when,
        )
