"""What people type about cards: a new one, a correction, a split, a move, the search."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from crispy_forms.layout import HTML, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assets.cards import booking, home, moving, splitting
from assets.models import Asset, AssetClass, EquipmentStandard
from logistics.contributions import Words
from logistics.duties.forms.records import RecordForm
from logistics.errors import Refused
from logistics.fields import DateField, NumberField, whole_number
from logistics.forms import Combobox, Form, PhotosField
from logistics.records import photos
from logistics.records.models import Entry
from logistics.school.forms.offers import (
    ModelForm,
    Offers,
    SearchForm,
    campus_filter,
    search_when_many,
)
from logistics.school.models import Person, Place

CHANGE = "assets.change_asset"
MOST_ALIKE = 200
WHAT = ("name", "asset_class", "brand", "model", "serial_number", "unit", "quantity")
WORTH = ("value", "is_nominal", "useful_months", "acquired_on", "booked_on", "voucher", "funding")
WHENCE = ("supplier", "contract", "invoice", "warranty_until")
WHERE = ("place", "custodian", "user", "department")
MORE = ("accessories", "legacy_class", "note")
FIELDS = [*WHAT, *WORTH, *WHENCE, *WHERE, *MORE]
STAYS = {"place", "custodian", "user", "department", "booked_on"}  # moved, not corrected


def heading(words: Words) -> HTML:
    """The heading of a group of fields."""
    return HTML(format_html('<h2 class="form-group-title">{}</h2>', words))


def class_words(pk: Any) -> str:
    found = AssetClass.objects.filter(pk=whole_number(str(pk)) or 0).first()
    return str(found or "")


def person_words(pk: Any) -> str:
    found = Person.objects.filter(pk=whole_number(str(pk)) or 0).only("name").first()
    return str(found or "")


class CardFields(Offers):
    """What every form of a card offers: classes, places and people in reach."""

    permission = CHANGE

    def offer_card(self) -> None:
        self.offer("asset_class", AssetClass.objects.in_use())
        self.fields["asset_class"].widget = Combobox(
            reverse("assets:class_options"), labelled=class_words
        )
        self.fields["useful_months"].help_text = _("Empty: the least of the class")
        if "place" in self.fields:
            self.offer_places("place")
        for name in {"custodian", "user"} & self.fields.keys():
            self.offer_keepers(name)

    def offer_keepers(self, name: str) -> None:
        people = Person.objects.visible_to(self.by, self.permission).employed(self.on)
        self.offer(name, people.defer("identity_number"))
        field = self.fields[name]
        field.widget = Combobox(reverse("assets:person_options"), labelled=person_words)


class CardForm(RecordForm, CardFields):
    """A card made out by hand and booked at once; several that are alike, each with its own."""

    kind_code = "asset"

    campus = forms.ModelChoiceField(Place.objects.none(), label=gettext_lazy("campus"))
    source = forms.ChoiceField(label=gettext_lazy("source"), choices=Asset.Source.choices)
    copies = forms.IntegerField(
        label=gettext_lazy("cards alike"),
        initial=1,
        min_value=1,
        max_value=MOST_ALIKE,
        help_text=gettext_lazy("5 air conditioners: 5 cards; 30 desks: one card of 30"),
    )
    photos = PhotosField(label=gettext_lazy("photos"), required=False)
    is_mass = forms.BooleanField(
        label=gettext_lazy("Many of one kind: booked as fixed assets all the same"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("reason for the shorter life"), max_length=200, required=False
    )
    number = forms.CharField(
        label=gettext_lazy("asset number"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Empty: the next one"),
    )

    def __init__(self, *args: Any, now: datetime, by: Any, **given: Any) -> None:
        on = timezone.localdate(now)
        given["initial"] = {"acquired_on": on, "happened_at": now} | given.get("initial", {})
        self.instance = Asset()
        super().__init__(*args, now=now, by=by, **given)
        self.on = on
        self.limit()

    def limit(self) -> None:
        """The fields of the card stand in its own table: they are asked as it knows them."""
        own = forms.models.fields_for_model(Asset, FIELDS)
        own["acquired_on"] = DateField(label=own["acquired_on"].label)
        for name in ("booked_on", "warranty_until"):
            own[name] = DateField(label=own[name].label, required=False)
        own["value"] = NumberField(
            label=own["value"].label, unit=_("yuan"), max_digits=14, decimal_places=2, min_value=0
        )
        own["value"].required = False
        self.fields = {**own, **self.fields}
        self.offer_campuses()
        self.offer_card()
        for name in ("is_mass", "reason"):
            if not self.is_bound or not self.data.get(name):
                self.fields[name].widget = forms.HiddenInput()

    @property
    def layout(self) -> Layout:  # type: ignore[override]  # the headings are said in each language
        return Layout(
            heading(_("What it is")), "number", *WHAT, "copies", "photos",
            heading(_("What it is worth")), "source", *WORTH, "is_mass", "reason",
            heading(_("Where it comes from")), *WHENCE,
            heading(_("Where it is, and who has it")), "campus", *WHERE, *MORE,
            heading(_("The booking")), "happened_at", "late_reason", "closed_day_is_right",
            "typed_at",
        )  # fmt: skip

    def clean_photos(self) -> list[Any]:
        files = self.cleaned_data["photos"]
        if len(files) > PhotosField.most:
            raise ValidationError(_("At most nine photos go with one record."))
        try:
            return [photos.prepare(file) for file in files]
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_nominal"):
            data["value"] = booking.NOMINAL
        elif data.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Enter the value, or tick the nominal value."))
        if data.get("number") and data.get("copies", 1) > 1:
            self.add_error("number", _("Several cards get their numbers by themselves."))
        if campus := data.get("campus"):
            self.judge(campus)
            if data.get("place") and data["place"].campus_id != campus.pk:
                self.add_error("place", _("This place is at another campus."))
        if not self.errors:
            self.ask_doubts(self.card())
        return data

    def ask_doubts(self, card: Asset) -> None:
        asked = {"small": "is_mass", "short": "reason"}
        for doubt in booking.doubts(card, on=self.on):
            if not self.cleaned_data.get(asked[doubt.code]):
                self.ask_back(asked[doubt.code], doubt.sentence)

    def card(self) -> Asset:
        said = {name: self.cleaned_data[name] for name in FIELDS}
        return Asset(**said, number=self.cleaned_data["number"], campus=self.cleaned_data["campus"])

    def save(self) -> Any:
        data = self.cleaned_data
        attached = [
            partial(photos.attach, prepared, by=self.by, at=self.now, position=number)
            for number, prepared in enumerate(data["photos"])
        ]
        cards = [self.card() for _number in range(data["copies"])]
        entry = booking.book(
            cards,
            source=data["source"],
            by=self.by,
            now=self.now,
            happened_at=data["happened_at"],
            campus=data["campus"],
            late_reason=data["late_reason"],
            reason=data["reason"],
            photos=attached,
        )
        return cards[0] if len(cards) == 1 else entry


class ZeroForm(RecordForm, Offers):
    """The account was looked through: there is nothing new."""

    kind_code = "asset"
    permission = CHANGE

    campus = forms.ModelChoiceField(Place.objects.none(), label=gettext_lazy("campus"))
    note = forms.CharField(
        label=gettext_lazy("what was looked through"), max_length=300, required=False
    )

    layout = Layout(
        "campus", "note", "happened_at", "late_reason", "closed_day_is_right", "typed_at"
    )

    def __init__(self, *args: Any, now: datetime, by: Any, **given: Any) -> None:
        given["initial"] = {"happened_at": now} | given.get("initial", {})
        super().__init__(*args, now=now, by=by, **given)
        self.offer_campuses()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if campus := data.get("campus"):
            self.judge(campus)
        return data

    def save(self) -> Entry:
        names = ("campus", "note", "happened_at", "late_reason")
        said = {name: self.cleaned_data[name] for name in names}
        return booking.report_nothing(by=self.by, now=self.now, **said)


class CardEditForm(CardFields, ModelForm):
    """A card that says something wrong is corrected, with the reason."""

    permission = CHANGE

    reason = forms.CharField(label=gettext_lazy("reason of the correction"), max_length=200)

    class Meta:
        model = Asset
        fields = [name for name in FIELDS if name not in STAYS]
        field_classes = {"acquired_on": DateField, "warranty_until": DateField}

    def __init__(self, *args: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.now = now

    def limit(self) -> None:
        self.offer_card()
        self.fields["useful_months"].help_text = _("Empty: it is not written off")

    def save(self, commit: bool = True) -> Asset:  # noqa: FBT001, FBT002  Django's signature
        asset = Asset.objects.get(pk=self.instance.pk)
        own = [name for name in self.changed_data if name in self.Meta.fields]
        changes = {name: self.cleaned_data[name] for name in own}
        reason = self.cleaned_data["reason"]
        booking.correct(asset, changes, by=self.by, now=self.now, reason=reason)
        return asset


class OnCards(Offers, Form):
    """An act on cards on a day: `now` is when it is entered."""

    permission = CHANGE

    happened_on = DateField(label=gettext_lazy("on"))
    note = forms.CharField(label=gettext_lazy("note"), max_length=200, required=False)

    def __init__(self, *args: Any, now: datetime, by: Any, **given: Any) -> None:
        on = timezone.localdate(now)
        self.now = now
        given["initial"] = {"happened_on": on} | given.get("initial", {})
        super().__init__(*args, by=by, on=on, **given)

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day > self.on:
            raise ValidationError(_("This lies in the future. A record tells what has happened."))
        return day

    def offer_keepers(self, name: str) -> None:
        people = Person.objects.visible_to(self.by, self.permission).employed(self.on)
        self.fields[name].queryset = people.defer("identity_number")
        self.fields[name].widget = Combobox(reverse("assets:person_options"), labelled=person_words)

    @property
    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"on": data["happened_on"], "note": data["note"], "by": self.by, "now": self.now}


class SplitForm(OnCards):
    """Some things of a batch get a card of their own, at another place if one is named."""

    quantity = forms.IntegerField(label=gettext_lazy("how many"), min_value=1)
    place = forms.ModelChoiceField(
        Place.objects.none(), label=gettext_lazy("they are now at"), required=False
    )

    layout = Layout("quantity", "place", "happened_on", "note")

    def __init__(self, *args: Any, asset: Asset, **given: Any) -> None:
        self.asset = asset
        super().__init__(*args, **given)

    def limit(self) -> None:
        places = Place.objects.in_use().filter(campus=self.asset.campus_id)
        self.fields["place"].queryset = places
        search_when_many(self.fields["place"], "school:place_options")
        self.fields["quantity"].widget.attrs["max"] = self.asset.quantity - 1

    def save(self) -> Asset:
        place = self.cleaned_data["place"]
        other = {"place": place} if place else {}
        return splitting.split(self.asset, self.cleaned_data["quantity"], **self.told, **other)


class MoveForm(OnCards):
    """To another place, into other hands: what is left empty stays as it is."""

    place = forms.ModelChoiceField(
        Place.objects.none(), label=gettext_lazy("place"), required=False
    )
    custodian = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("custodian"), required=False
    )
    user = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("user"), required=False)
    department = forms.CharField(
        label=gettext_lazy("using department"), max_length=40, required=False
    )

    layout = Layout("place", "custodian", "user", "department", "happened_on", "note")

    def __init__(self, *args: Any, assets: Sequence[Asset], **given: Any) -> None:
        self.assets = assets
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.offer_places("place")
        for name in ("custodian", "user"):
            self.offer_keepers(name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in WHERE):
            self.add_error("place", _("Say where it goes, or who has it now."))
        return data

    def save(self) -> int:
        changes = {name: self.cleaned_data[name] for name in WHERE if self.cleaned_data[name]}
        return moving.move(self.assets, changes, **self.told)


class AssetSearch(SearchForm):
    """The filter of the list; what is disposed of only if it is asked for."""

    permission = "assets.view_asset"

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("Name, number, model, serial")}
        ),
    )
    campus = campus_filter()
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("owned")),
            *Asset.State.choices,
            ("any", gettext_lazy("also what is disposed of")),
        ],
    )
    asset_class = forms.CharField(
        label=pgettext_lazy("of an asset", "Class"), required=False, max_length=30
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Source"),
        required=False,
        choices=[("", gettext_lazy("every source")), *Asset.Source.choices],
    )
    place = forms.CharField(required=False, widget=forms.HiddenInput)
    custodian = forms.CharField(required=False, widget=forms.HiddenInput)
    batch = forms.BooleanField(label=gettext_lazy("Only batches"), required=False)
    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        required=False,
        choices=[
            ("", gettext_lazy("at any time")),
            ("new", gettext_lazy("booked this month")),
            ("ending", gettext_lazy("warranty ends within 30 days")),
        ],
    )

    def limit(self) -> None:
        self.offer_sites()

    def apply(self, assets: Any) -> Any:
        self.is_valid()
        wanted = self.cleaned_data
        if campus := wanted.get("campus"):
            assets = assets.filter(campus=campus)
        assets = self.in_state(assets, wanted.get("state", ""))
        if source := wanted.get("source"):
            assets = assets.filter(source=source)
        if words := wanted.get("asset_class", "").strip():
            assets = assets.filter(asset_class__in=classes_like(words))
        for name in ("place", "custodian"):
            if (pk := whole_number(wanted.get(name, ""))) is not None:
                assets = assets.filter(**{name: pk})
        if when := wanted.get("when"):
            assets = assets.filter({"new": home.new, "ending": home.ending}[when](self.on))
        if wanted.get("batch"):
            assets = assets.filter(quantity__gt=1)
        return assets.matching(wanted.get("q", "")).order_by("number", "pk")

    def in_state(self, assets: Any, state: str) -> Any:
        if state == "any":
            return assets
        return assets.filter(state=state) if state else assets.owned()


def classes_like(words: str) -> list[int]:
    """A class by its code with all below it, or by its name: there are few of them."""
    code = words.split()[0].upper()
    rows = AssetClass.objects.filter(code__startswith=code.rstrip("0") or code)
    found = list(rows.values_list("pk", flat=True)) if code[:1] == "A" else []
    named = AssetClass.objects.filter(name__icontains=words)
    return found or list(named.values_list("pk", flat=True))


class StandardForm(ModelForm):
    """A line of the equipment standard."""

    permission = "stores.arrange"

    class Meta:
        model = EquipmentStandard
        fields = [
            "subject", "item", "unit", "wanted", "per", "counted_as", "asset_class", "source",
        ]  # fmt: skip

    def limit(self) -> None:
        self.offer("asset_class", AssetClass.objects.in_use())
        self.fields["asset_class"].widget = Combobox(
            reverse("assets:class_options"), labelled=class_words
        )
