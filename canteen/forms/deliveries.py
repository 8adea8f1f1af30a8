"""Meals from a firm, and the fridges of a kitchen, as they are typed."""

from datetime import datetime
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from canteen.models import CateringDelivery, Fridge
from canteen.samples import delivering
from logistics.duties.forms.records import PhotoForm
from logistics.fields import DateTimeField, NumberField
from logistics.forms import ModelForm, QuickSelect, Tiles
from logistics.records.models import Entry
from logistics.school.models import Campus, Person, Place

TYPED = ("meal", "firm", "licence", "portions", "dishes")
LOOKED_AT = ("is_packed_right", "firm_sampled", "school_sampled", "note")
LATE = ("late_reason", "closed_day_is_right", "typed_at")


class DeliveryForm(PhotoForm):
    """A delivery of meals: what came, how hot, and who received it with whom."""

    temperature = NumberField(
        label=_("core temperature"), unit="℃", required=False, max_digits=4, decimal_places=1,
        min_value=-40, max_value=120,
    )  # fmt: skip
    cooked_at = DateTimeField(label=_("cooked through at"), required=False)
    served_at = DateTimeField(label=_("served out at"), required=False)
    second = forms.ModelChoiceField(
        Person.objects.none(), label=_("second receiver"), widget=QuickSelect
    )

    kind_code = CateringDelivery.kind_code

    def __init__(
        self, *args: Any, campus: Campus, meals: list[tuple[str, str]], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.campus = campus
        own = fields_for_model(CateringDelivery, fields=[*TYPED, *LOOKED_AT])
        self.fields.update({name: field for name, field in own.items() if field is not None})
        meal: Any = self.fields["meal"]
        meal.choices, meal.widget = meals, Tiles(choices=meals)
        self.fields["portions"].widget.attrs["inputmode"] = "numeric"
        self.fields["happened_at"].label = _("delivered at")
        self.offer_people()
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.layout = Layout(
            *TYPED, "temperature", "cooked_at", "served_at", *LOOKED_AT, "second", "photos",
            "happened_at", *LATE,
        )  # fmt: skip

    def offer_people(self) -> None:
        here = Q(posts__campus=self.campus) | Q(posts__campus=None)
        staff = Person.objects.employed(timezone.localdate(self.now)).filter(
            here, posts__isnull=False
        )
        offered: Any = self.fields["second"]
        rows = staff.exclude(pk=self.by.pk).distinct().defer("identity_number")
        offered.queryset = rows.order_by("pinyin", "pk")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.campus)
        cooked, served = said.get("cooked_at"), said.get("served_at")
        if cooked and served and served < cooked:
            self.add_error("served_at", _("It cannot be served before it is cooked."))
        arrived: datetime | None = said.get("happened_at")
        if cooked and arrived and arrived < cooked:
            self.add_error("cooked_at", _("It cannot arrive before it is cooked."))
        if said.get("portions") == 0:
            self.add_error("portions", _("A delivery has at least one portion."))
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        entry = Entry(
            campus=self.campus, meal=said["meal"], happened_at=said["happened_at"],
            typed_at=said["typed_at"], late_reason=said["late_reason"],
        )  # fmt: skip
        names = (*TYPED, *LOOKED_AT, "temperature", "cooked_at", "served_at", "second")
        record = CateringDelivery(
            entry=entry, on=timezone.localdate(said["happened_at"]),
            **{name: said[name] for name in names},
        )  # fmt: skip
        return delivering.receive(record, by=self.by, now=self.now, photos=self.attached())


class FridgeForm(ModelForm):
    class Meta:
        model = Fridge
        fields = ["campus", "name", "use", "place", "is_active"]

    def __init__(self, *args: Any, campuses: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        offered: Any = self.fields["campus"]
        offered.queryset = campuses
        if len(campuses) == 1:
            self.initial.setdefault("campus", campuses[0].pk)
            offered.widget = forms.HiddenInput()
        places: Any = self.fields["place"]
        kinds = (Place.Kind.KITCHEN, Place.Kind.CANTEEN, Place.Kind.STOREROOM)
        here = Place.objects.in_use().filter(campus__in=campuses, kind__in=kinds)
        places.queryset = here.order_by("campus", "name")
        use: Any = self.fields["use"]
        use.choices = Fridge.Use.choices
        use.widget = Tiles(choices=Fridge.Use.choices)
        if self.instance.pk is None:
            del self.fields["is_active"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        campus, place = said.get("campus"), said.get("place")
        if campus and place and place.campus_id != campus.pk:
            self.add_error("place", _("This place belongs to another campus."))
        return said
