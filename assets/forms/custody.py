"""Checking the property of a class or room, and handing over what one answers for."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assets.custody import checking, handing_over
from assets.custody.checking import Scope, Seen
from assets.custody.handing_over import Found, Thing
from assets.forms.sheets import KEEP, CardsField, PersonChoice, SheetForm
from assets.models import Asset, ClassProperty, Condition
from logistics.forms import Form, Tiles
from logistics.records.models import Entry
from logistics.school.models import Campus, Person
from logistics.stores.models import Store


@dataclass(frozen=True)
class Row:
    """A card of the list with its fields, closed until something is odd about it."""

    asset: Asset
    expected: int
    found: Any
    condition: Any
    remark: Any

    @property
    def is_open(self) -> bool:
        """Sent back, what was said of it stays in view."""
        bound = self.found.form.is_bound
        return bound and (
            str(self.found.value()) != str(self.expected)
            or self.condition.value() != Condition.GOOD
            or bool(self.remark.value())
        )


class CheckForm(SheetForm):
    """One press says that everything is there; what is not is opened and counted."""

    occasion = forms.ChoiceField(
        label=pgettext_lazy("a check", "occasion"), choices=ClassProperty.Occasion, widget=Tiles
    )
    besides = CardsField(
        label=gettext_lazy("also found here, although the register has it elsewhere"),
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("note"), max_length=300, required=False)

    kind_code = ClassProperty.kind_code

    def __init__(self, *args: Any, scope: Scope, **given: Any) -> None:
        self.scope = scope
        self.listed = list(scope.assets())
        self.lent = checking.lent_of(self.listed)
        super().__init__(*args, **given)
        self.initial.setdefault("occasion", ClassProperty.Occasion.MONTHLY)
        for asset in self.listed:
            self.add_card(asset)

    def limit(self) -> None:
        self.fields["besides"].assets = self.cards().filter(campus=self.scope.campus)

    def expected(self, asset: Asset) -> int:
        return asset.quantity - self.lent.get(asset.pk, 0)

    def add_card(self, asset: Asset) -> None:
        expected = self.expected(asset)
        self.fields[f"found-{asset.pk}"] = forms.IntegerField(
            label=_("found"),
            min_value=0,
            max_value=asset.quantity * 2,
            initial=expected,
            required=False,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "form-control"}),
        )
        self.fields[f"condition-{asset.pk}"] = forms.ChoiceField(
            label=_("condition"),
            choices=Condition.choices,
            initial=Condition.GOOD,
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields[f"remark-{asset.pk}"] = forms.CharField(
            label=_("remark"),
            max_length=100,
            required=False,
            widget=forms.TextInput(attrs={"class": "form-control"}),
        )

    def rows(self) -> Iterator[Row]:
        for asset in self.listed:
            fields = (self[f"{name}-{asset.pk}"] for name in ("found", "condition", "remark"))
            yield Row(asset, self.expected(asset), *fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.scope.campus)
        return data

    def seen(self) -> list[Seen]:
        data = self.cleaned_data
        said = [self.seen_of(asset) for asset in self.listed]
        listed = {asset.pk for asset in self.listed}
        strays = [asset for asset in data["besides"] if asset.pk not in listed]
        return said + [Seen(asset, asset.quantity) for asset in strays]

    def seen_of(self, asset: Asset) -> Seen:
        data, pk = self.cleaned_data, asset.pk
        found = data[f"found-{pk}"]
        count = self.expected(asset) if found is None else found
        condition = data[f"condition-{pk}"] or Condition.GOOD
        return Seen(asset, count, condition, data[f"remark-{pk}"])

    def save(self) -> Entry:
        data = self.cleaned_data
        said = {"occasion": data["occasion"], "note": data["note"]}
        return checking.check(self.scope, self.seen(), **said, **self.when)


class HandoverStart(Form):
    """Who hands over, and where: the list is read from the register."""

    campus = forms.ModelChoiceField(Campus.objects.none(), label=gettext_lazy("campus"))
    giver = PersonChoice(Person.objects.none(), label=gettext_lazy("handed over by"))
    store = forms.ModelChoiceField(
        Store.objects.none(),
        label=gettext_lazy("store"),
        required=False,
        help_text=gettext_lazy("If the keeper of a store changes"),
    )

    def __init__(self, *args: Any, by: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        here = Campus.objects.filter(is_active=True).visible_to(by, KEEP)
        self.fields["campus"].queryset = here
        # Also who has left: their things are handed over in their absence.
        self.fields["giver"].queryset = Person.objects.visible_to(by, KEEP).order_by("pinyin", "pk")
        self.fields["store"].queryset = Store.objects.in_use().kept_by(by)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        store, campus = data.get("store"), data.get("campus")
        if store and campus and store.campus_id != campus.pk:
            self.add_error("store", _("This store is at another campus."))
        return data


class HandoverForm(SheetForm):
    """The list of one giver: what is there, to whom it goes, who supervises."""

    taker = PersonChoice(Person.objects.none(), label=gettext_lazy("taken over by"))
    supervisor = PersonChoice(
        Person.objects.none(), label=pgettext_lazy("a handover", "supervised by")
    )
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=200, required=False)

    kind_code = "custody_handover"

    def __init__(
        self, *args: Any, campus: Campus, giver: Person, store: Store | None, **given: Any
    ) -> None:
        self.campus, self.giver, self.store = campus, giver, store
        self.things = handing_over.held_by(giver, campus, store)
        super().__init__(*args, **given)
        for thing in self.things:
            self.add_thing(thing)

    def limit(self) -> None:
        self.offer_people("taker", "supervisor")

    def add_thing(self, thing: Thing) -> None:
        self.fields[f"found-{thing.key}"] = forms.DecimalField(
            label=str(thing.thing),
            min_value=0,
            max_digits=14,
            decimal_places=3,
            initial=thing.expected.normalize(),
            widget=forms.NumberInput(
                attrs={"inputmode": "decimal", "class": "form-control", "step": "any"}
            ),
        )

    def rows(self) -> Iterator[tuple[Thing, Any]]:
        for thing in self.things:
            yield thing, self[f"found-{thing.key}"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        taker, supervisor = data.get("taker"), data.get("supervisor")
        if taker == self.giver:
            self.add_error("taker", _("It is handed over to another person."))
        if supervisor and supervisor in (taker, self.giver):
            self.add_error("supervisor", _("A third person supervises a handover."))
        self.judge(self.campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        found = [Found(thing, Decimal(data[f"found-{thing.key}"])) for thing in self.things]
        return handing_over.hand_over(
            self.giver,
            data["taker"],
            found,
            campus=self.campus,
            supervisor=data["supervisor"],
            store=self.store,
            reason=data["reason"],
            **self.when,
        )
