"""The sheets of a class: one row a child, typed on a tablet; nothing measured is ever filled in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from health.growth import checking, evaluating, measuring
from health.growth.checking import Doubt, Meant, Unreadable
from health.growth.judging import TWO_YEARS, completed_months
from health.models import (
    ChildLine,
    ClassSheet,
    GrowthLine,
    GrowthMeasurement,
    HearingTest,
    HemoglobinTest,
    Occasion,
    OralCheck,
    Passed,
    VisionTest,
)
from logistics.duties.forms.records import RecordForm
from logistics.fields import half_width
from logistics.forms import QuickSelect, Tiles, make_ready
from logistics.records.models import Entry
from logistics.school.models import Child, SchoolClass
from logistics.templatetags.house import quantity

LYING_UNTIL = TWO_YEARS + 12  # months: until then it is asked how the child was measured
NO_CODES: tuple[str, ...] = ()


class TypedField(forms.Field):
    """A measure as people write it, read by `reads`; empty is nothing."""

    widget = forms.TextInput
    longest = 20

    def __init__(self, *, reads: Callable[[str], Any], unit: str = "", **given: Any) -> None:
        super().__init__(required=False, **given)
        self.reads = reads
        self.unit = unit
        typed = {"inputmode": "decimal", "autocomplete": "off", "maxlength": self.longest}
        self.widget.attrs |= typed

    def to_python(self, value: Any) -> Any:
        try:
            return self.reads(str(value or "")[: self.longest])
        except Unreadable as wrong:
            raise ValidationError(str(wrong)) from wrong


def whole(text: str) -> int | None:
    plain = half_width(text)
    if not plain:
        return None
    if not (plain.isdecimal() and len(plain) < 3):
        raise Unreadable(gettext("Write a whole number."))
    return int(plain)


def diopters(text: str) -> Decimal | None:
    """+1.25, -0.50"""
    plain = half_width(text).replace("−", "-").replace(" ", "")
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except ArithmeticError as wrong:
        raise Unreadable(gettext("Write the refraction as -0.50.")) from wrong
    if not value.is_finite() or abs(value) > 30:
        raise Unreadable(gettext("Write the refraction as -0.50."))
    return value.quantize(Decimal("0.01"))


@dataclass
class Row:
    """A child as the page shows it: its fields, what was found last time, and what is odd now."""

    child: Child
    age: str
    fields: Sequence[forms.BoundField]
    last: str = ""
    errors: Sequence[str] = ()
    doubt: Doubt | None = None
    name: str = ""
    chosen: str = ""

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors or self.doubt)


@dataclass
class Found:
    """What was typed of one child, and how it is meant."""

    said: dict[str, Any]
    codes: tuple[str, ...] = NO_CODES
    extra: dict[str, Any] = field(default_factory=dict)


def age_words(months: int) -> str:
    """3 岁 4 个月"""
    years, rest = divmod(max(months, 0), 12)
    return gettext("%(years)s y %(months)s m") % {"years": years, "months": rest}


class SheetForm(RecordForm):
    """One sheet of one class. A child whose row stays empty was not measured."""

    model: ClassVar[type[ClassSheet]]
    shared: ClassVar[tuple[str, ...]] = ("measurer",)  # what the sheet says once

    measurer = forms.CharField(
        label=_("measured by"),
        max_length=50,
        required=False,
        help_text=_("Empty: who writes it down"),
    )

    def __init__(
        self,
        *args: Any,
        school_class: SchoolClass,
        children: Sequence[Child],
        sheet: Any = None,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.school_class, self.children = school_class, list(children)
        self.sheet = sheet
        self.kind_code = self.model.kind_code
        self.doubts: dict[int, Doubt] = {}
        self.found: dict[int, Found] = {}
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        for child in self.children:
            for name, asked in self.asked(child).items():
                make_ready(asked)
                named: Any = asked
                named.spoken = f"{child} · {asked.label}"  # a list of errors has no rows
                self.fields[f"{name}_{child.pk}"] = asked
        for name in ("happened_at", *self.shared):
            make_ready(self.fields[name])
        if sheet is not None:
            self.correct(sheet)

    # What a row asks -----------------------------------------------------------------------------

    def asked(self, child: Child) -> dict[str, forms.Field]:
        raise NotImplementedError

    def line(self, child: Child, found: Found) -> ChildLine:
        raise NotImplementedError

    def written(self, line: Any) -> dict[str, Any]:
        """What a line says, as it stands in the fields of its row when it is corrected."""
        raise NotImplementedError

    def last_words(self, line: Any) -> str:
        """What was found last time, to compare with."""
        return ""

    def look(self, child: Child, found: Found) -> Doubt | None:
        """What has to be asked back of a child."""
        return None

    # The page ------------------------------------------------------------------------------------

    @cached_property
    def on(self) -> Any:
        """The day of the measurement as far as it is known."""
        said = getattr(self, "cleaned_data", self.initial).get("happened_at")
        return timezone.localdate(said if isinstance(said, datetime) else self.now)

    @cached_property
    def day(self) -> measuring.Day:
        return measuring.Day.of(self.on)

    @cached_property
    def last(self) -> dict[int, Any]:
        but = self.sheet.pk if self.sheet is not None else None
        return evaluating.newest(self.model.line_model(), self.children, self.on, but=but)

    def rows(self) -> Iterator[Row]:
        today = timezone.localdate(self.now)
        for child in self.children:
            names = [f"{name}_{child.pk}" for name in self.asked_names]
            fields = [self[name] for name in names if name in self.fields]
            line = self.last.get(child.pk)
            yield Row(
                child,
                age_words(completed_months(child.birth_on, today)),
                fields,
                self.dated(line) if line else "",
                [str(error) for bound in fields for error in bound.errors],
                self.doubts.get(child.pk),
                f"sure_{child.pk}",
                self.data.get(f"sure_{child.pk}", "") if self.is_bound else "",
            )

    def dated(self, line: Any) -> str:
        words = self.last_words(line)
        return f"{evaluating.day_of(line):%m-%d} {words}" if words else ""

    @cached_property
    def asked_names(self) -> tuple[str, ...]:
        names = dict.fromkeys(
            n.rpartition("_")[0] for n in self.fields if n not in self.base_fields
        )
        return tuple(names)

    @property
    def head(self) -> list[forms.BoundField]:
        """What is asked once, above the rows."""
        names = [*self.shared, "happened_at"]
        if self.sheet is not None:
            names.append("reason")
        odd = ("late_reason", "closed_day_is_right")
        names.extend(name for name in odd if not self.fields[name].widget.is_hidden)
        return [self[name] for name in names]

    # Correcting ----------------------------------------------------------------------------------

    def correct(self, sheet: Any) -> None:
        self.fields["reason"] = forms.CharField(label=_("reason of the correction"), max_length=300)
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput)
        make_ready(self.fields["reason"])
        entry = sheet.entry
        self.initial["happened_at"] = entry.happened_at
        self.initial["seen"] = entry.version
        self.initial["late_reason"] = entry.late_reason
        for name in self.shared:
            self.initial[name] = getattr(sheet, name)
        for line in sheet.lines.all():
            for name, value in self.written(line).items():
                self.initial[f"{name}_{line.child_id}"] = value

    # What was typed ------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.sheet is not None and not said.get("late_reason"):
            said["late_reason"] = said.get("reason", "")
        self.judge(self.school_class.campus)
        for child in self.children:
            self.clean_child(child)
        if not self.found and not self.errors:
            self.add_error(None, _("Enter at least one child."))
        if self.sheet is not None and said.get("seen") != self.sheet.entry.version:
            self.add_error(None, _("This was changed in the meantime. Check before saving."))
        return said

    def clean_child(self, child: Child) -> None:
        names = [name for name in self.asked_names if f"{name}_{child.pk}" in self.fields]
        said = {name: self.cleaned_data.get(f"{name}_{child.pk}") for name in names}
        if not self.is_filled(said):
            return
        if completed_months(child.birth_on, self.on) < 0:
            self.add_error(f"{names[0]}_{child.pk}", _("This day lies before the date of birth."))
            return
        found = Found(said)
        try:
            doubt = self.look(child, found)
        except Unreadable as wrong:
            self.add_error(f"{names[0]}_{child.pk}", str(wrong))
            return
        if doubt is not None and not self.settle(child, found, doubt):
            self.doubts[child.pk] = doubt
            self.add_error(None, _("%(child)s: check the numbers and say how they are meant.") % {"child": child})  # fmt: skip
        self.found[child.pk] = found

    def is_filled(self, said: dict[str, Any]) -> bool:
        return any(value not in (None, "", False) for value in said.values())

    def settle(self, child: Child, found: Found, doubt: Doubt) -> bool:
        """Take the reading the person has chosen, if it is one of those that were offered."""
        choice = doubt.chosen(self.data.get(f"sure_{child.pk}", ""))
        if choice is None:
            return False
        found.codes = choice.codes
        found.extra = {"height_cm": choice.height_cm, "weight_kg": choice.weight_kg}
        return True

    # Saving --------------------------------------------------------------------------------------

    def lines(self) -> list[ChildLine]:
        known = {child.pk: child for child in self.children}
        return [self.line(known[pk], found) for pk, found in self.found.items()]

    def save(self) -> Entry:
        said = self.cleaned_data
        about = {name: said[name] for name in self.shared}
        if self.sheet is not None:
            return self.save_correction(about)
        sheet = measuring.sheet_of(
            self.model,
            self.school_class,
            self.lines(),
            happened_at=said["happened_at"],
            expected=len(self.children),
            late_reason=said["late_reason"],
            **about,
            **self.more(),
        )
        return measuring.file(sheet, by=self.by, now=self.now)

    def more(self) -> dict[str, Any]:
        """What the sheet keeps of the school itself."""
        return {}

    def save_correction(self, about: dict[str, Any]) -> Entry:
        said = self.cleaned_data
        for name, value in about.items():
            setattr(self.sheet, name, value)
        self.sheet.entry.happened_at = said["happened_at"]
        return measuring.correct(
            self.sheet,
            self.lines(),
            by=self.by,
            now=self.now,
            reason=said["reason"],
            seen=said["seen"],
        )


# Height and weight -------------------------------------------------------------------------------


def sight_fields() -> dict[str, forms.Field]:
    return {
        "right": TypedField(label=_("Right eye"), reads=checking.read_vision),
        "left": TypedField(label=_("Left eye"), reads=checking.read_vision),
    }


def posture_field() -> forms.Field:
    choices = [("", _("by age")), *GrowthLine.Posture.choices]
    return forms.ChoiceField(
        label=_("Measured how"), choices=choices, required=False, widget=QuickSelect
    )


class GrowthForm(SheetForm):
    """Height, weight and, where it is looked at, the eyesight."""

    model = GrowthMeasurement
    shared = ("occasion", "measurer")

    occasion = forms.ChoiceField(
        label=pgettext_lazy("of a measurement", "occasion"), choices=Occasion.choices, widget=Tiles
    )

    def asked(self, child: Child) -> dict[str, forms.Field]:
        fields = {
            "height": TypedField(label=_("Height"), reads=checking.read_height, unit="cm"),
            "weight": TypedField(
                label=pgettext_lazy("of a child", "Weight"), reads=checking.read_weight, unit="kg"
            ),
            **sight_fields(),
        }
        today = timezone.localdate(self.now)
        if completed_months(child.birth_on, today) < LYING_UNTIL:
            fields["posture"] = posture_field()
        return fields

    def is_filled(self, said: dict[str, Any]) -> bool:
        return super().is_filled({**said, "posture": ""})

    def look(self, child: Child, found: Found) -> Doubt | None:
        height, weight = found.said["height"], found.said["weight"]
        found.extra = {"height_cm": kept(height), "weight_kg": kept(weight)}
        if height is None and weight is None:
            return None
        line = self.last.get(child.pk)
        before = line and checking.Before(evaluating.day_of(line), line.height_cm, line.weight_kg)
        posture = found.said.get("posture") or ""
        subject = measuring.subject_of(child, self.on, before, posture)
        return self.day.checker.look(subject, height, weight)

    def line(self, child: Child, found: Found) -> ChildLine:
        return measuring.growth_line(
            child,
            self.day,
            **found.extra,
            right_eye=found.said["right"],
            left_eye=found.said["left"],
            posture=found.said.get("posture") or "",
            doubts=found.codes,
        )

    def written(self, line: Any) -> dict[str, Any]:
        return {
            "height": line.height_cm,
            "weight": line.weight_kg,
            "right": plain(line.right_eye),
            "left": plain(line.left_eye),
            "posture": line.posture,
        }

    def last_words(self, line: Any) -> str:
        return checking.words_of(line.height_cm, line.weight_kg)


def kept(meant: Meant | None) -> Decimal | None:
    return checking.rounded(meant.value) if meant else None


def plain(value: Decimal | None) -> str:
    return "" if value is None else quantity(value)


# Eyes, blood, teeth, ears ------------------------------------------------------------------------


class VisionForm(SheetForm):
    model = VisionTest

    def asked(self, child: Child) -> dict[str, forms.Field]:
        return {
            **sight_fields(),
            "right_sphere": TypedField(label=_("Refraction right"), reads=diopters, unit="D"),
            "left_sphere": TypedField(label=_("Refraction left"), reads=diopters, unit="D"),
            "corrected": forms.BooleanField(label=_("Glasses or treatment"), required=False),
        }

    def line(self, child: Child, found: Found) -> ChildLine:
        said = found.said
        return measuring.vision_line(
            child,
            self.day,
            right_eye=said["right"],
            left_eye=said["left"],
            right_sphere=said["right_sphere"],
            left_sphere=said["left_sphere"],
            is_corrected=bool(said["corrected"]),
        )

    def written(self, line: Any) -> dict[str, Any]:
        return {
            "right": plain(line.right_eye),
            "left": plain(line.left_eye),
            "right_sphere": plain(line.right_sphere),
            "left_sphere": plain(line.left_sphere),
            "corrected": line.is_corrected,
        }

    def last_words(self, line: Any) -> str:
        return f"{plain(line.right_eye) or '—'} / {plain(line.left_eye) or '—'}"


class HemoglobinForm(SheetForm):
    model = HemoglobinTest

    def asked(self, child: Child) -> dict[str, forms.Field]:
        return {"blood": TypedField(label=_("Haemoglobin"), reads=checking.read_blood, unit="g/L")}

    def look(self, child: Child, found: Found) -> Doubt | None:
        blood = found.said["blood"]
        found.extra = {"hemoglobin": blood.value}
        if not blood.doubt:
            return None
        words = f"{quantity(blood.value)} g/L"
        choice = checking.Choice(blood.value, None, words, blood.codes)
        return Doubt((blood.doubt,), (choice,))

    def settle(self, child: Child, found: Found, doubt: Doubt) -> bool:
        value = found.extra
        if not super().settle(child, found, doubt):
            return False
        found.extra = value
        return True

    def line(self, child: Child, found: Found) -> ChildLine:
        return measuring.hemoglobin_line(child, self.day, **found.extra, doubts=found.codes)

    def more(self) -> dict[str, Any]:
        return {"altitude_m": measuring.altitude(self.day)}

    def written(self, line: Any) -> dict[str, Any]:
        return {"blood": plain(line.hemoglobin)}

    def last_words(self, line: Any) -> str:
        return f"{plain(line.hemoglobin)} g/L"


class OralForm(SheetForm):
    model = OralCheck

    def asked(self, child: Child) -> dict[str, forms.Field]:
        return {
            "teeth": TypedField(label=_("Teeth"), reads=whole),
            "decayed": TypedField(label=_("Decayed"), reads=whole),
            "filled": TypedField(label=_("Filled"), reads=whole),
            "treated": forms.BooleanField(label=_("Treated"), required=False),
        }

    def look(self, child: Child, found: Found) -> Doubt | None:
        teeth, bad = found.said["teeth"], found.said["decayed"]
        if teeth is not None and (teeth > 32 or (bad or 0) > teeth):
            raise Unreadable(gettext("More decayed teeth than teeth, or more than 32 teeth."))
        return None

    def line(self, child: Child, found: Found) -> ChildLine:
        said = found.said
        return measuring.oral_line(
            child,
            self.day,
            teeth=said["teeth"],
            decayed=said["decayed"],
            filled=said["filled"],
            is_treated=bool(said["treated"]),
        )

    def written(self, line: Any) -> dict[str, Any]:
        names = {"teeth": "teeth", "decayed": "decayed", "filled": "filled"}
        said = {name: getattr(line, attr) for name, attr in names.items()}
        return said | {"treated": line.is_treated}

    def last_words(self, line: Any) -> str:
        if line.decayed is None:
            return ""
        return gettext("decayed: %(count)s") % {"count": line.decayed}


def ear_field(label: Any) -> forms.Field:
    choices = [("", "—"), *Passed.choices]
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=QuickSelect)


class HearingForm(SheetForm):
    model = HearingTest

    def asked(self, child: Child) -> dict[str, forms.Field]:
        return {
            "right_ear": ear_field(_("Right ear")),
            "left_ear": ear_field(_("Left ear")),
            "treated": forms.BooleanField(label=_("Treated"), required=False),
        }

    def line(self, child: Child, found: Found) -> ChildLine:
        said = found.said
        return measuring.hearing_line(
            child,
            self.day,
            right_ear=said["right_ear"],
            left_ear=said["left_ear"],
            is_treated=bool(said["treated"]),
        )

    def written(self, line: Any) -> dict[str, Any]:
        return {
            "right_ear": line.right_ear,
            "left_ear": line.left_ear,
            "treated": line.is_treated,
        }

    def last_words(self, line: Any) -> str:
        ears = (line.get_right_ear_display(), line.get_left_ear_display())
        return " / ".join(str(ear) for ear in ears if ear)


FORMS: dict[str, type[SheetForm]] = {
    form.model.kind_code: form
    for form in (GrowthForm, VisionForm, OralForm, HemoglobinForm, HearingForm)
}
