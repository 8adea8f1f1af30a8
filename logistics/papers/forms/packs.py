"""File packs as they are put together, filed and shared."""

from datetime import date, datetime, timedelta
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics.contributions import trades
from logistics.duties.models import Task
from logistics.errors import Refused
from logistics.fields import DateField
from logistics.forms import CheckTiles, Form, ModelForm
from logistics.papers import packing, sharing
from logistics.papers.forms.fields import offer_campuses
from logistics.papers.matters import PACKS
from logistics.papers.models import FilePack, PackFiling, PackShare
from logistics.papers.models.packs import PACK
from logistics.school.models import Person, Term

A_WEEK = timedelta(days=7)


class PackForm(ModelForm):
    """What a pack holds by choice: an occasion, trades, days, a campus, parts."""

    trades = forms.MultipleChoiceField(label=_("trades"), widget=CheckTiles)
    parts = forms.MultipleChoiceField(
        label=_("holds"), choices=FilePack.Part.choices, widget=CheckTiles
    )
    starts_on = DateField(label=_("from"))
    ends_on = DateField(label=_("to"))
    file_now = forms.BooleanField(
        label=_("File it at once"),
        required=False,
        help_text=_("Writes down what it holds now; this proves the duty"),
    )

    layout = Layout(
        "title", "occasion", "trades", "parts", Row(Column("starts_on"), Column("ends_on")),
        "campus", "words", "file_now",
    )  # fmt: skip

    class Meta:
        model = FilePack
        fields = [
            "title", "occasion", "trades", "parts", "starts_on", "ends_on", "campus", "words",
        ]  # fmt: skip
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}

    def __init__(
        self,
        *args: Any,
        by: Any,
        now: datetime,
        task: Task | None = None,
        occasion: str = "",
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.by, self.now = by, now
        self.fields["trades"].choices = list(trades().items())
        offer_campuses(self.fields["campus"], by, PACK)
        if self.instance.pk:
            del self.fields["file_now"]
            self.layout = Layout(*[f for f in self.layout.fields if f != "file_now"])
        else:
            self.initial.update(proposed(task, timezone.localdate(now)) | of_occasion(occasion))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("occasion") and said.get("trades"):
            try:
                packing.refuse_strange(said["occasion"], said["trades"])
            except Refused as refusal:
                self.add_error("trades", str(refusal))
        return said

    def save(self, commit: bool = True) -> FilePack:  # noqa: FBT001, FBT002  as Django calls it
        pack = self.instance
        if pack.pk is None:
            pack.made_by, pack.made_at = self.by, self.now
        pack.save()
        if self.cleaned_data.get("file_now"):
            packing.file_pack(pack, by=self.by, now=self.now)
        return pack


def proposed(task: Task | None, on: date) -> dict[str, Any]:
    """The days of the term, and what a task asks for."""
    term = task.term if task else Term.objects.on(on)
    start: dict[str, Any] = {"parts": [part for part, _words in FilePack.Part.choices]}
    start["trades"] = list(trades())
    if term:
        start |= {"starts_on": term.starts_on, "ends_on": term.ends_on}
    if task:
        start |= of_task(task)
    return start


def of_task(task: Task) -> dict[str, Any]:
    start: dict[str, Any] = {"title": str(task), "campus": task.campus_id, "file_now": True}
    return start | of_occasion(task.subject)


def of_occasion(occasion: str) -> dict[str, Any]:
    """What it is put together for, and the trade whose registers it then holds."""
    words, trade = PACKS.get(occasion, ("", ""))
    start: dict[str, Any] = {"occasion": occasion} if words else {}
    return start | ({"trades": [trade]} if trade else {})


class FilingForm(Form):
    """Write down what the pack holds now."""

    remark = forms.CharField(
        label=_("remark"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What is missing and why, where the binder stands"),
    )

    def __init__(self, *args: Any, pack: FilePack, by: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.pack, self.by, self.now = pack, by, now

    def save(self) -> PackFiling:
        remark = self.cleaned_data["remark"]
        return packing.file_pack(self.pack, by=self.by, now=self.now, remark=remark)


class ShareForm(Form):
    """Which inspector may open the pack, and until when."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("inspector"))
    until = DateField(label=_("may open it until"))

    def __init__(self, *args: Any, pack: FilePack, by: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.pack, self.by, self.now = pack, by, now
        self.on = timezone.localdate(now)
        people: Any = self.fields["person"]
        people.queryset = sharing.inspectors(self.on)
        self.initial.setdefault("until", self.on + A_WEEK)

    def save(self) -> PackShare:
        said = self.cleaned_data
        return sharing.share(
            self.pack, person=said["person"], until=said["until"], by=self.by, now=self.now,
            on=self.on,
        )  # fmt: skip
