"""What the forms of care share: a child within reach, measures asked back, a line for each thing known."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from health.care import rolls
from logistics import lines
from logistics.duties.forms.records import RecordForm
from logistics.errors import Refused
from logistics.fields import DateField, NumberField, whole_number
from logistics.forms import Combobox, PhotosField, make_ready
from logistics.records import photos
from logistics.school.models import Campus, Child

LATE = ("happened_at", "odd_is_right", "late_reason", "closed_day_is_right")
# What no child of a school has, and what is asked back: centimetres and kilograms.
HEIGHTS, ODD_HEIGHTS = (Decimal(40), Decimal(220)), (Decimal(65), Decimal(170))
WEIGHTS, ODD_WEIGHTS = (Decimal(2), Decimal(180)), (Decimal(8), Decimal(60))
SHRUNK = Decimal(1)  # centimetres that two people measure differently


class CareForm(RecordForm):
    """A record of the health room. What is odd and may be true is asked back once."""

    odd_is_right = forms.BooleanField(
        label=_("The figures were read again and are right"), required=False
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        if not self.is_bound or not self.data.get("odd_is_right"):
            self.fields["odd_is_right"].widget = forms.HiddenInput()
        self.limit()
        own = [name for name in self.fields if name not in (*LATE, "typed_at", *self.laid_below())]
        self.layout = Layout(*own, *LATE)

    def limit(self) -> None:
        """Narrow the choices of the form."""

    def laid_below(self) -> Sequence[str]:
        """The fields that stand in lines below the others."""
        return ()

    def ask_whether(self, sentence: Any) -> None:
        """Show what is odd; sent again with the tick it is saved as it is."""
        if not self.cleaned_data.get("odd_is_right"):
            self.ask_back("odd_is_right", sentence)

    @property
    def when(self) -> dict[str, Any]:
        """Who files it, and when it happened, as the verbs ask."""
        data = self.cleaned_data
        return {
            "by": self.by,
            "now": self.now,
            "happened_at": data["happened_at"],
            "late_reason": data["late_reason"],
        }


class AboutChildForm(CareForm):
    """A record about one child, found by typing; or about the one whose page it was opened from."""

    child = forms.ModelChoiceField(Child.objects.none(), label=_("child"))

    def __init__(self, *args: Any, child: Child | None = None, **given: Any) -> None:
        self.about = child
        super().__init__(*args, **given)

    def limit(self) -> None:
        seen = Child.objects.visible_to(self.by, rolls.SEE).defer("identity_number", "note")
        field: Any = self.fields["child"]
        field.queryset = seen
        field.widget = Combobox(
            reverse_lazy("health:care_child_options"), labelled=partial(named_child, seen)
        )
        if self.about is not None:
            self.initial["child"] = self.about.pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        child, happened_at = data.get("child"), data.get("happened_at")
        if child and happened_at:
            try:
                school_class = rolls.class_on(child, timezone.localdate(happened_at))
            except Refused as refusal:
                self.add_error("child", str(refusal))
            else:
                self.judge(school_class.campus)
        return data


def named_child(seen: Any, pk: Any) -> str:
    return str(seen.filter(pk=whole_number(str(pk))).first() or "")


class Measures(forms.Form):
    """Height and weight, never filled in beforehand."""

    height_cm = NumberField(
        label=_("height"), unit="cm", required=False, max_digits=6, decimal_places=2
    )
    weight_kg = NumberField(
        label=pgettext_lazy("of a child", "weight"),
        unit="kg",
        required=False,
        max_digits=5,
        decimal_places=2,
    )

    def clean_height_cm(self) -> Decimal | None:
        height = possible(self.cleaned_data["height_cm"], HEIGHTS, "cm")
        return height if height is None else height.quantize(Decimal("0.1"), ROUND_HALF_UP)

    def clean_weight_kg(self) -> Decimal | None:
        return possible(self.cleaned_data["weight_kg"], WEIGHTS, "kg")


def possible(value: Decimal | None, limits: tuple[Decimal, Decimal], unit: str) -> Decimal | None:
    """Refuse what no child measures: metres typed as centimetres, pounds or grams as kilograms."""
    low, high = limits
    if value is not None and not low <= value <= high:
        said = {"low": low, "high": high, "unit": unit, "value": value}
        raise ValidationError(
            gettext("Between %(low)s and %(high)s %(unit)s, this is %(value)s.") % said
        )
    return value


def odd_measures(data: Mapping[str, Any], before: Decimal | None = None) -> list[str]:
    """What to ask back about a height and a weight; `before` is the height known so far."""
    height, weight = data.get("height_cm"), data.get("weight_kg")
    found = [
        gettext("Is %(value)s %(unit)s right?") % {"value": value, "unit": unit}
        for value, (low, high), unit in (
            (height, ODD_HEIGHTS, "cm"),
            (weight, ODD_WEIGHTS, "kg"),
        )
        if value is not None and not low <= value <= high
    ]
    if height is not None and before is not None and height < before - SHRUNK:
        said = {"before": before, "now": height}
        found.append(
            gettext("Last time it was %(before)s cm, now %(now)s cm. Is that right?") % said
        )
    return found


class WithPhotos(forms.Form):
    """Pictures of the paper, judged before anything is saved."""

    photos = PhotosField(label=_("photos of the paper"), required=False)

    def clean_photos(self) -> list[Any]:
        files = self.cleaned_data["photos"]
        if len(files) > PhotosField.most:
            raise ValidationError(gettext("At most nine photos go with one record."))
        try:
            return [photos.prepare(file) for file in files]
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


def attached(form: Any) -> list[Any]:
    """What attaches each photo of a form to the record that is filed."""
    return [
        partial(photos.attach, prepared, by=form.by, at=form.now, position=number)
        for number, prepared in enumerate(form.cleaned_data["photos"])
    ]


class LinesForm(CareForm):
    """A sheet with a line for each thing that is known: children of a class, lots of a store.

    `COLUMNS` makes the fields of a line, `ASIDE` are those that few lines need.
    """

    COLUMNS: ClassVar[Mapping[str, Callable[[], forms.Field]]] = {}
    ASIDE: ClassVar[Sequence[str]] = ()

    def __init__(self, *args: Any, things: Sequence[Any], **given: Any) -> None:
        self.things = list(things)
        super().__init__(*args, **given)

    def limit(self) -> None:
        for thing in self.things:
            for name, make in self.COLUMNS.items():
                field = make()
                make_ready(field)
                field.part = name
                field.widget.attrs["data-part"] = name
                self.fields[self.key(name, thing)] = field

    def key(self, name: str, thing: Any) -> str:
        return f"{name}-{self.key_of(thing)}"

    def key_of(self, thing: Any) -> int:
        return thing.pk

    def laid_below(self) -> Sequence[str]:
        return [self.key(name, thing) for thing in self.things for name in self.COLUMNS]

    def title_of(self, thing: Any) -> str:
        return str(thing)

    def facts_of(self, thing: Any) -> Sequence[tuple[str, str]]:
        return ()

    def table(self) -> SafeString:
        rows = [
            lines.Line(
                number,
                [self[self.key(n, thing)] for n in self.COLUMNS if n not in self.ASIDE],
                [self[self.key(n, thing)] for n in self.ASIDE],
                title=self.title_of(thing),
                facts=self.facts_of(thing),
            )
            for number, thing in enumerate(self.things, start=1)
        ]
        return lines.table(rows, grows=False)

    def said(self, thing: Any) -> dict[str, Any]:
        """What was written in the line of a thing."""
        return {name: self.cleaned_data.get(self.key(name, thing)) for name in self.COLUMNS}


class NobodyForm(CareForm):
    """There was nobody to report at a campus: pressed on purpose, never assumed."""

    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))

    def __init__(self, *args: Any, kind_code: str, act: Callable[..., Any], **given: Any) -> None:
        self.kind_code, self.act = kind_code, act
        super().__init__(*args, **given)

    def limit(self) -> None:
        field: Any = self.fields["campus"]
        field.queryset = Campus.objects.visible_to(self.by, rolls.KEEP).filter(is_active=True)
        offer_the_only_one(self, "campus")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if campus := data.get("campus"):
            self.judge(campus)
        return data

    def save(self) -> Any:
        return self.act(self.cleaned_data["campus"], **self.when)


def offer_the_only_one(form: Any, name: str) -> None:
    """Nobody is asked to choose among one."""
    rows = list(form.fields[name].queryset[:2])
    if len(rows) == 1:
        form.initial.setdefault(name, rows[0])
        form.fields[name].widget = forms.HiddenInput()


def day(label: Any, *, required: bool = False, **given: Any) -> DateField:
    return DateField(label=label, required=required, **given)


def words(label: Any, *, required: bool = False, rows: int = 2, **given: Any) -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": rows}),
        **given,
    )


def short(label: Any, most: int = 100, *, required: bool = False, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most, **given)
