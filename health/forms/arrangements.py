"""What the doctor settles: the table of methods, the lamps, and disinfecting more often for a while."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.hygiene import heightening, tubes
from health.models import DisinfectionMethod, HeightenedDisinfection, LampTube, UvLamp
from logistics.fields import DateField, NumberField
from logistics.forms import CheckTiles, Form, ModelForm
from logistics.school.models import SchoolClass


class MethodForm(ModelForm):
    """A row of the table."""

    class Meta:
        model = DisinfectionMethod
        fields = [
            "item", "method", "agent", "strength_min", "strength_max", "minutes_min", "minutes_max",
            "is_usual", "note",
        ]  # fmt: skip

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if self.instance.pk:
            self.fields["item"].disabled = True


class LampForm(ModelForm):
    """A lamp; a new one says how long its tube has burned already."""

    hours_before = NumberField(
        label=_("hours it had burned before"),
        unit="h",
        max_digits=7,
        decimal_places=1,
        min_value=Decimal(0),
        initial=0,
    )

    class Meta:
        model = UvLamp
        fields = ["place", "number", "watts", "is_mobile", "is_active"]

    def __init__(self, *args: Any, places: Any, now: datetime, by: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.now, self.by = now, by
        self.fields["place"].queryset = places
        if self.instance.pk:
            del self.fields["hours_before"]

    def save(self, commit: bool = True) -> UvLamp:  # noqa: FBT001, FBT002  Django's own signature
        if self.instance.pk is None:
            before = self.cleaned_data["hours_before"]
            tubes.put_in(self.instance, by=self.by, now=self.now, hours_before=before)
            return self.instance
        return super().save(commit=commit)


class TubeForm(Form):
    """A new tube in a lamp: its hours begin anew."""

    hours_before = NumberField(
        label=_("hours it had burned before"),
        unit="h",
        max_digits=7,
        decimal_places=1,
        min_value=Decimal(0),
        initial=0,
        help_text=_("0 for a new tube"),
    )

    def __init__(self, *args: Any, lamp: UvLamp, now: datetime, by: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.lamp, self.now, self.by = lamp, now, by

    def save(self) -> LampTube:
        before = self.cleaned_data["hours_before"]
        return tubes.put_in(self.lamp, by=self.by, now=self.now, hours_before=before)


class HeightenedForm(ModelForm):
    """For which classes, from when until when, and how many times as often."""

    starts_on = DateField(label=_("from"))
    ends_on = DateField(label=pgettext_lazy("heightened disinfection", "until"))
    classes = forms.ModelMultipleChoiceField(
        SchoolClass.objects.none(), label=_("classes"), widget=CheckTiles
    )

    class Meta:
        model = HeightenedDisinfection
        fields = ["campus", "classes", "reason", "factor", "starts_on", "ends_on"]

    def __init__(
        self, *args: Any, campuses: Any, classes: Any, now: datetime, on: date, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.now = now
        self.fields["campus"].queryset = campuses
        self.fields["classes"].queryset = classes
        self.initial.setdefault("starts_on", on)
        if len(campuses) == 1:
            self.initial["campus"] = campuses[0].pk

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        campus = said.get("campus")
        if campus and any(c.campus_id != campus.pk for c in said.get("classes", ())):
            self.add_error("classes", _("This class is at another campus."))
        return said

    def save(self, commit: bool = True) -> HeightenedDisinfection:  # noqa: FBT001, FBT002  Django's
        classes = self.cleaned_data["classes"]
        heightening.heighten(self.instance, classes=classes, now=self.now)
        return self.instance
