"""The use of a special room, as the person who uses it writes it down."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from logistics.duties import filing, signing
from logistics.duties.forms.records import RecordForm
from logistics.duties.models import RoomUse, Task
from logistics.fields import DateTimeField
from logistics.records.models import Entry
from logistics.records.models.signatures import Capacity
from logistics.school.models import Place, SchoolClass


class RoomUseForm(RecordForm):
    """Six fields, four of them filled in already. The custodian is asked to sign by itself."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("room"))
    purpose = forms.CharField(label=_("what for"), max_length=100)
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=_("class"), required=False
    )
    until = DateTimeField(label=_("used until"), required=False)
    state_after = forms.CharField(
        label=_("state afterwards"),
        max_length=100,
        required=False,
        help_text=_("Empty: all in order and locked"),
    )
    outsider = forms.CharField(label=_("used by outsiders"), max_length=80, required=False)

    kind_code = RoomUse.kind_code
    field_order = (
        "place", "purpose", "happened_at", "until", "school_class", "state_after", "outsider",
        "late_reason", "closed_day_is_right", "typed_at",
    )  # fmt: skip

    def __init__(
        self, *args: Any, places: Any, classes: Any, task: Task | None = None, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.task = task
        self.fields["place"].queryset = places
        self.fields["school_class"].queryset = classes
        self.fields["happened_at"].label = _("used from")
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        if len(classes) == 1:
            self.initial.setdefault("school_class", classes[0])
        if task and task.place_id:
            self.initial["place"] = task.place_id

    def clean_until(self) -> datetime | None:
        start, until = self.cleaned_data.get("happened_at"), self.cleaned_data["until"]
        if start and until and until < start:
            raise ValidationError(_("The end lies before the beginning."))
        return until

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if place := said.get("place"):
            self.judge(place.campus)
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        place = said["place"]
        entry = Entry(
            campus=place.campus,
            place=place,
            school_class=said["school_class"],
            happened_at=said["happened_at"],
            typed_at=said["typed_at"],
            late_reason=said["late_reason"],
        )
        use = RoomUse(
            entry=entry,
            purpose=said["purpose"],
            until=said["until"],
            state_after=said["state_after"],
            outsider=said["outsider"],
        )
        filed = filing.submit(use, by=self.by, now=self.now)
        custodian = place.custodian
        if place.needs_consent and custodian and custodian.pk != self.by.pk:
            signing.ask(filed, [(Capacity.CUSTODIAN, custodian)], now=self.now)
        return filed
