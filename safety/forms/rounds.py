"""What is asked on a round: where it goes, what was seen at a stop, and the words at its end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.duties.forms.records import RecordForm
from logistics.errors import Refused
from logistics.fields import NumberField
from logistics.forms import CheckTiles, Form, PhotosField
from logistics.records import photos
from logistics.records.models import Entry
from logistics.school.models import Campus, Person, Post
from safety.models import Checklist, ChecklistItem, Result, RoundKind, RunningRound, RunningStop
from safety.rounds import submitting, walking
from safety.rounds.progress import Point, Progress, Stop
from safety.rounds.stops import offered
from safety.rounds.walking import Said

Answer = ChecklistItem.Answer
MARKS = (Result.NORMAL, Result.ABNORMAL, Result.NOT_APPLICABLE)
REST = "rest"
MOST_STOPS = 200


class BeginForm(Form):
    """Where a round goes. What is chosen already needs one press."""

    stops = forms.MultipleChoiceField(
        label=gettext_lazy("Where the round goes"), widget=CheckTiles, required=True
    )

    def __init__(
        self,
        *args: Any,
        checklist: Checklist,
        campus: Campus,
        asked: Sequence[str] = (),
        now: datetime,
        on: Any,
        by: Any,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.checklist, self.campus, self.now, self.by = checklist, campus, now, by
        self.offered = {stop.about: stop for stop in offered(checklist, campus, by, on=on)}
        if wanted := [about for about in asked if about in self.offered]:
            self.offered = {about: self.offered[about] for about in wanted}
        self.fields["stops"].choices = [
            (about or "all", stop.name or str(campus)) for about, stop in self.offered.items()
        ]
        self.initial["stops"] = self.chosen()
        if self.is_plain:
            del self.fields["stops"]

    def chosen(self) -> list[str]:
        """All of them; of people and companies nobody, for each is judged for itself."""
        apart = Checklist.Subject.PERSON, Checklist.Subject.COMPANY
        if self.checklist.subject in apart and len(self.offered) > 1:
            return []
        if self.checklist.is_single and len(self.offered) > 1:
            return []
        return list(self.offered)

    @property
    def is_plain(self) -> bool:
        """There is nothing to choose."""
        return len(self.offered) <= 1

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.offered:
            raise ValidationError(_("There is no place of this kind at this campus."))
        return said

    def save(self) -> RunningRound:
        wanted = list(self.offered) if self.is_plain else self.cleaned_data["stops"]
        stops = [self.offered[about] for about in wanted[:MOST_STOPS]]
        return walking.begin(self.checklist, self.campus, stops, by=self.by, now=self.now)


@dataclass
class Row:
    """A thing of the list as the page shows it: what is said of it, and what is wrong with that."""

    point: Point
    result: str = ""
    number: str = ""
    text: str = ""
    note: str = ""
    errors: Sequence[str] = ()

    @property
    def item(self) -> ChecklistItem:
        return self.point.item

    @property
    def others(self) -> list[Any]:
        """What was found wrong, with who found it; what one says oneself does not undo it."""
        return [one for one in self.point.answers if one.result == Result.ABNORMAL]


class StopForm(Form):
    """What was seen at one stop. Only what is answered is kept; the rest stays unchecked.

    Fields are called by what they hold and the number of the item: `r-12` is its result, `n-12` a
    number, `t-12` words, `w-12` what was found, `p-12` photos. They are made when something is sent.
    """

    typed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, stop: Stop, now: datetime, by: Any, form_key: str = "", **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.stop, self.now, self.by, self.form_key = stop, now, by, form_key
        if self.is_bound:
            for point in stop.points:
                self.add_fields(point.item)

    def add_fields(self, item: ChecklistItem) -> None:
        def short(choices: Any = None) -> forms.Field:
            if choices is None:
                return forms.CharField(required=False, max_length=200)
            return forms.ChoiceField(required=False, choices=choices)

        self.fields[f"r-{item.pk}"] = short([("", ""), *((mark, mark.label) for mark in MARKS)])
        self.fields[f"w-{item.pk}"] = short()
        self.fields[f"p-{item.pk}"] = PhotosField(required=False)
        if item.answer in (Answer.NUMBER, Answer.POINTS):
            self.fields[f"n-{item.pk}"] = NumberField(
                required=False, max_digits=9, decimal_places=2
            )
        if item.answer == Answer.CHOICE:
            self.fields[f"t-{item.pk}"] = short([("", ""), *((o, o) for o in item.choices())])
        if item.answer == Answer.TEXT:
            self.fields[f"t-{item.pk}"] = short()
        for name in "rwpnt":
            if field := self.fields.get(f"{name}-{item.pk}"):
                field.label = item.title
                field.widget.attrs["id"] = f"id_r-{item.pk}"  # what is wrong leads to its row

    @property
    def wants_rest(self) -> bool:
        return REST in self.data

    def areas(self) -> Iterator[tuple[str, list[Row]]]:
        for title, points in self.stop.by_area():
            yield title, [self.row(point) for point in points]

    def row(self, point: Point) -> Row:
        if not self.is_bound:
            said = point.answer
            if said is None:
                return Row(point)
            number = "" if said.number is None else f"{said.number.normalize():f}"
            return Row(point, said.result, number, said.text, said.note)
        typed = {name: self.data.get(f"{name}-{point.item.pk}", "") for name in "rntw"}
        wrong = [
            str(error)
            for name in "rntwp"
            for error in self.errors.get(f"{name}-{point.item.pk}", ())
        ]
        return Row(point, typed["r"], typed["n"], typed["t"], typed["w"], wrong)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.said = [
            said for point in self.stop.points if (said := self.said_of(point)) is not None
        ]
        if not self.said and not self.errors and not self.stop.is_reached:
            raise ValidationError(_("Nothing has been answered yet."))
        return self.cleaned_data

    def said_of(self, point: Point) -> Said | None:
        """The answer of one thing; nothing where none was given, or where it says the same again."""
        item, data = point.item, self.cleaned_data
        number, text = data.get(f"n-{item.pk}"), data.get(f"t-{item.pk}", "")
        note, taken = data.get(f"w-{item.pk}", ""), self.prepared(item)
        result = self.result_of(point, number, text)
        if not result:
            if (note or taken) and f"r-{item.pk}" not in self.errors:
                self.add_error(f"r-{item.pk}", _("Say whether it is in order."))
            return None
        said = Said(item, result, number, text, note, taken)
        return None if not taken and is_same(point, said) else said

    def result_of(self, point: Point, number: Decimal | None, text: str) -> str:
        item = point.item
        if item.answer == Answer.POINTS and number is not None:
            self.refuse_points(item, number)
        if self.cleaned_data.get(f"r-{item.pk}") == Result.NOT_APPLICABLE:
            return Result.NOT_APPLICABLE
        if item.is_measured:
            if number is None and not text:
                return self.nothing_to_say(point)
            return Result.NORMAL if item.is_in_order(number, text) else Result.ABNORMAL
        if said := self.cleaned_data.get(f"r-{item.pk}"):
            return said
        assumed = self.wants_rest and point.answer is None and walking.may_be_assumed(item)
        nothing_beside = not self.cleaned_data.get(f"w-{item.pk}")
        return Result.NORMAL if assumed and nothing_beside else ""

    def nothing_to_say(self, point: Point) -> str:
        """Where words are asked and everything else is in order, none were to be said."""
        is_said = point.item.answer == Answer.TEXT and self.wants_rest and point.answer is None
        return Result.NOT_APPLICABLE if is_said else ""

    def refuse_points(self, item: ChecklistItem, number: Decimal) -> None:
        if not 0 <= number <= item.weight:
            most = {"most": f"{item.weight.normalize():f}"}
            self.add_error(f"n-{item.pk}", _("From 0 to %(most)s points.") % most)

    def prepared(self, item: ChecklistItem) -> list[Any]:
        files = self.cleaned_data.get(f"p-{item.pk}") or []
        try:
            return [photos.prepare(file) for file in files[: PhotosField.most]]
        except Refused as refusal:
            self.add_error(f"p-{item.pk}", str(refusal))
            return []

    def save(self) -> RunningStop:
        at = self.cleaned_data["typed_at"]
        return walking.answer(self.stop.row, self.said, by=self.by, now=self.now, at=at)


def is_same(point: Point, said: Said) -> bool:
    known = point.answer
    return known is not None and (known.result, known.number, known.text, known.note) == (
        said.result,
        said.number,
        said.text,
        said.note,
    )


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        return str(person)


class FinishForm(RecordForm):
    """The end of a round: a result in words, with whom it was talked over, and it is a record."""

    summary = forms.CharField(
        label=gettext_lazy("result"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    talked_with = forms.CharField(
        label=gettext_lazy("talked over with"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Who was told, and what came of it"),
    )
    no_photo = forms.CharField(
        label=gettext_lazy("why without the photo"), max_length=200, required=False
    )
    signer = PersonChoice(
        Person.objects.none(),
        label=gettext_lazy("answers for what was inspected"),
        required=False,
        help_text=gettext_lazy("Is asked to sign the sheet"),
    )

    SHOWN = (
        "summary", "talked_with", "no_photo", "signer", "happened_at", "late_reason",
        "closed_day_is_right", "typed_at",
    )  # fmt: skip

    def __init__(self, *args: Any, progress: Progress, on: Any, **given: Any) -> None:
        self.progress = progress
        self.run = progress.run
        self.kind_code = self.run.edition.checklist.kind
        super().__init__(*args, **given)
        last = progress.last_at or self.now
        self.initial.setdefault("happened_at", last.replace(second=0, microsecond=0))
        if not progress.photoless:
            del self.fields["no_photo"]
        if self.kind_code == RoundKind.FIRE_INSPECTION:
            self.fields["signer"].queryset = staff_of(self.run.campus, on)
        else:
            del self.fields["signer"]
        self.layout = Layout(*(name for name in self.SHOWN if name in self.fields))

    def clean_no_photo(self) -> str:
        if not self.cleaned_data["no_photo"]:
            raise ValidationError(_("A photo is missing. Take it, or say why there is none."))
        return self.cleaned_data["no_photo"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.run.campus)
        return said

    def save(self) -> Entry | RunningRound:
        """The record; the round itself where each stop has one of its own."""
        said = self.cleaned_data
        signer = said.get("signer")
        closing = submitting.Closing(
            happened_at=said["happened_at"],
            summary=said["summary"],
            talked_with=said["talked_with"],
            no_photo=said.get("no_photo", ""),
            late_reason=said["late_reason"],
            typed_at=said["typed_at"],
            signers=[signer] if signer else [],
        )
        entries = submitting.submit(self.progress, closing, by=self.by, now=self.now)
        return entries[0] if len(entries) == 1 else self.run


def staff_of(campus: Campus, on: Any) -> QuerySet[Person]:
    held = Post.objects.current(on).filter(campus=campus).values("person")
    return Person.objects.filter(pk__in=held).defer("identity_number").order_by("pinyin", "pk")


class PublishForm(Form):
    """A result is put up, with a word to it."""

    words = forms.CharField(
        label=gettext_lazy("said with it"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, act: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.act = act

    def save(self) -> Any:
        return self.act(self.cleaned_data["words"])
