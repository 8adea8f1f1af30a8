"""Guardians' requests, holds, deletions, and the search of the reading log."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics import forms as house
from logistics.fields import DateField
from logistics.school import erasing, retention
from logistics.school.forms.offers import RowForm
from logistics.school.models import Child, DataRequest, ErasureOrder, Hold, Person, Reading
from logistics.school.models.readings import ReadingQuerySet
from logistics.school.rules import rule


class RequestForm(RowForm):
    class Meta:
        model = DataRequest
        fields = ["kind", "guardian", "received_on", "said"]
        field_classes = {"received_on": DateField}
        widgets = {
            "kind": house.Tiles,
            "guardian": forms.TextInput,
            "said": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, by: Any, on: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.by, self.today = by, on
        self.fields["kind"].choices = DataRequest.Kind.choices
        self.initial.setdefault("received_on", on)

    def clean_received_on(self) -> date:
        on = self.cleaned_data["received_on"]
        if on > self.today:
            raise ValidationError(_("This day is still to come."))
        return on

    def save(self, commit: bool = True) -> DataRequest:  # noqa: FBT001, FBT002  Django's signature
        received_on = self.instance.received_on
        days = int(rule(retention.REQUEST_DAYS, on=received_on))
        self.instance.due_on = received_on + timedelta(days=days)
        self.instance.recorded_by = self.by
        return super().save(commit)


class AnswerForm(house.Form):
    """What was done of a request, or why it was not; guardians get this in writing."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Answer"), choices=DataRequest.Outcome.choices, widget=house.Tiles
    )
    answer = forms.CharField(
        label=gettext_lazy("What was done, or why not"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A refusal names its reason; the guardian gets it in writing"),
    )

    def __init__(
        self, *args: Any, asked: DataRequest, by: Any, now: datetime, **given: Any
    ) -> None:
        self.asked, self.by, self.now = asked, by, now
        super().__init__(*args, **given)

    def save(self) -> DataRequest:
        return erasing.answer(self.asked, by=self.by, now=self.now, **self.cleaned_data)


class HoldForm(RowForm):
    class Meta:
        model = Hold
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}


class TypedNameForm(house.Form):
    """Deleting asks for the name in full."""

    typed = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Type the whole name: what is deleted does not come back"),
    )

    def __init__(self, *args: Any, by: Any, now: datetime, **given: Any) -> None:
        self.by, self.now = by, now
        super().__init__(*args, **given)


class OrderForm(TypedNameForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)

    def __init__(self, *args: Any, child: Child, **given: Any) -> None:
        self.child = child
        super().__init__(*args, **given)

    def save(self) -> ErasureOrder:
        data = self.cleaned_data
        return erasing.order(
            self.child, typed=data["typed"], by=self.by, now=self.now, reason=data["reason"]
        )


class ConfirmForm(TypedNameForm):
    def __init__(self, *args: Any, ordered: ErasureOrder, **given: Any) -> None:
        self.ordered = ordered
        super().__init__(*args, **given)

    def save(self) -> Any:
        typed = self.cleaned_data["typed"]
        return erasing.confirm(self.ordered, typed=typed, by=self.by, now=self.now)


class PersonErasureForm(TypedNameForm):
    def __init__(self, *args: Any, person: Person, **given: Any) -> None:
        self.person = person
        super().__init__(*args, **given)

    def save(self) -> Any:
        typed = self.cleaned_data["typed"]
        return erasing.erase_person(self.person, typed=typed, by=self.by, now=self.now)


class ReadingSearch(house.Form):
    """The reading log by who read, of whom, what was done and when."""

    reader = forms.CharField(label=gettext_lazy("Read by"), required=False, max_length=50)
    about = forms.CharField(label=gettext_lazy("Child or person"), required=False, max_length=50)
    act = forms.ChoiceField(
        label=gettext_lazy("Act"),
        required=False,
        choices=[("", gettext_lazy("every act")), *Reading.Act.choices],
    )
    day = DateField(label=gettext_lazy("Day"), required=False)
    child = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def apply(
        self, readings: ReadingQuerySet, children: QuerySet[Child], people: QuerySet[Person]
    ) -> ReadingQuerySet:
        self.is_valid()
        said = self.cleaned_data
        if words := said.get("reader"):
            readings = readings.filter(
                by__in=Person.objects.matching(words).order_by().values("pk")
            )
        if words := said.get("about"):
            readings = readings.within(
                children=children.matching(words), people=people.matching(words)
            )
        if said.get("child"):
            readings = readings.about_child(said["child"])
        if said.get("act"):
            readings = readings.filter(act=said["act"])
        return self.on_day(readings, said.get("day"))

    def on_day(self, readings: ReadingQuerySet, day: date | None) -> ReadingQuerySet:
        if day is None:
            return readings
        start = timezone.make_aware(datetime.combine(day, time.min))
        return readings.filter(at__gte=start, at__lt=start + timedelta(days=1))
