"""Food samples as they are typed: the meal's sheet, what is thrown away, what is looked over."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from canteen.models import Dish, FoodSample, Fridge, SampleCheck, SampleDisposal, SampleLine
from canteen.samples import discarding, sampling, spot_checking
from canteen.samples.owing import MealOf, served_at
from canteen.samples.rules import Limits
from canteen.samples.sampling import Said, Taken
from logistics.access import Role
from logistics.duties import filing
from logistics.duties.forms.records import PhotoForm, RecordForm
from logistics.fields import DateTimeField, NumberField, labelled
from logistics.forms import CheckTiles, Form, QuickSelect, Tiles
from logistics.records.models import Entry
from logistics.school.models import Campus, Person

MOST_G, LEAST_G, ODD_BELOW, ODD_ABOVE = Decimal(5000), Decimal("0.1"), Decimal(10), Decimal(1000)
COLDEST, HOTTEST = Decimal(-40), Decimal(60)
OTHERS, WITHOUT_MENU = 1, 6  # rows for dishes that are not on the menu


class Row(NamedTuple):
    """One row of the screen: a dish that is owed, or a sample that is written down already."""

    prefix: str
    dish: Dish | None
    sample: SampleLine | None = None


class SampleRowForm(Form):
    """A dish with its weight: right as it stands, typed over, or not sampled at all."""

    weight_g = NumberField(
        label=_("weight"), unit="g", required=False, max_digits=7, decimal_places=2,
        max_value=MOST_G,
    )  # fmt: skip
    is_left_out = forms.BooleanField(label=_("not sampled"), required=False)
    container_no = forms.CharField(label=_("container number"), max_length=20, required=False)
    sampled_at = DateTimeField(label=_("sampled at"), required=False)
    odd_is_right = forms.BooleanField(label=_("The weight is right"), required=False)

    def __init__(self, *args: Any, row: Row, usual: Decimal, number: int = 0, **given: Any) -> None:
        super().__init__(*args, **given | {"prefix": row.prefix})
        self.row, self.number = row, number
        self.name = str(row.dish or "")
        if row.sample:
            sample = row.sample
            self.initial = {
                "weight_g": plain(sample.weight_g), "container_no": sample.container_no,
                "sampled_at": sample.sampled_at,
            }  # fmt: skip
        else:
            del self.fields["sampled_at"]
            self.initial["weight_g"] = plain(usual)
        weight = self.fields["weight_g"]
        weight.spoken = labelled(self.name, weight.label)
        weight.widget.attrs |= {"data-weight": "", "aria-label": weight.spoken, "maxlength": 6}
        if not self.data.get(self.add_prefix("odd_is_right")):
            self.fields["odd_is_right"].widget = forms.HiddenInput()

    @property
    def was_shown(self) -> bool:
        """A dish that came onto the menu after the page was opened was not sampled with it."""
        return self.add_prefix("weight_g") in self.data

    @property
    def is_taken(self) -> bool:
        return self.was_shown and not self.cleaned_data.get("is_left_out")

    def clean_weight_g(self) -> Decimal | None:
        weight = self.cleaned_data["weight_g"]
        if weight is not None and weight <= 0:
            raise ValidationError(_("A sample weighs more than nothing."))
        return weight

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        weight = said.get("weight_g")
        if self.is_taken and weight is None and "weight_g" not in self.errors:
            self.add_error("weight_g", _("Type the weight, or tick that it was not sampled."))
        if self.is_taken and weight is not None:
            self.ask_back(said, weight)
        return said

    def ask_back(self, said: dict[str, Any], weight: Decimal) -> None:
        """Kilograms typed as grams are asked back; what is confirmed is kept."""
        if ODD_BELOW <= weight <= ODD_ABOVE or said.get("odd_is_right"):
            return
        self.fields["odd_is_right"].widget = forms.CheckboxInput()
        sentence = _("Is %(grams)s g right? Weigh again, or confirm it.")
        self.add_error("weight_g", ValidationError(sentence, params={"grams": plain(weight)}))

    def first_error(self) -> str:
        return next((str(error) for errors in self.errors.values() for error in errors), "")


class OtherDishForm(SampleRowForm):
    """A dish that is not on the menu, or another pot of one that is."""

    dish = forms.ModelChoiceField(
        Dish.objects.none(), label=_("dish"), required=False, widget=QuickSelect
    )
    field_order = ("dish", "weight_g")

    def __init__(self, *args: Any, dishes: Sequence[tuple[int, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        del self.fields["is_left_out"]
        offered: Any = self.fields["dish"]
        offered.queryset = Dish.objects.in_use()
        offered.choices = [("", "—"), *dishes]

    @property
    def is_taken(self) -> bool:
        return bool(self.cleaned_data.get("dish"))


def plain(weight: Decimal) -> str:
    return f"{weight.normalize():f}"


class SampleSheetForm(PhotoForm):
    """The samples of one meal: right as it stands is one press; what differs is typed over.

    `with_more`: also what few need, another dish and who took the samples.
    """

    temperature = NumberField(
        label=_("fridge temperature"), unit="℃", required=False, max_digits=4, decimal_places=1,
        min_value=COLDEST, max_value=HOTTEST,
    )  # fmt: skip
    fridge = forms.ModelChoiceField(
        Fridge.objects.none(), label=_("fridge"), required=False, widget=Tiles, empty_label=None
    )
    storage = forms.ChoiceField(
        label=_("how it is kept"), choices=SampleLine.Storage.choices, widget=Tiles, required=False
    )
    sampled_by = forms.ModelChoiceField(
        Person.objects.none(), label=_("sampled by"), required=False, widget=QuickSelect
    )
    measure = forms.ChoiceField(
        label=_("what was done about it"), choices=FoodSample.Measure.choices, widget=Tiles,
        required=False,
    )  # fmt: skip
    measure_note = forms.CharField(label=_("more about it"), max_length=200, required=False)
    unsampled_because = forms.CharField(
        label=_("why a dish has no sample"), max_length=200, required=False
    )
    nothing = forms.BooleanField(
        label=_("Nothing of this meal has to be sampled: only fruit, milk or packaged food"),
        required=False,
    )
    reason = forms.CharField(label=_("reason of the correction"), max_length=200, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    kind_code = FoodSample.kind_code

    def __init__(
        self,
        *args: Any,
        campus: Campus,
        meal: MealOf,
        owed: Sequence[Dish],
        limits: Limits,
        with_more: bool = True,
        sheet: FoodSample | None = None,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.campus, self.meal, self.owed, self.limits = campus, meal, owed, limits
        self.sheet = sheet
        self.fields["happened_at"].label = _("sampled at")
        self.is_today = meal.on == timezone.localdate(self.now)
        self.offer()
        if owed or sheet is not None:
            del self.fields["nothing"]
        if sheet is None:
            del self.fields["reason"], self.fields["seen"]
        else:
            del self.fields["photos"]
            lines = sheet.lines.all()
            self.initial["fridge"] = lines[0].fridge_id if lines else self.initial["fridge"]
            self.initial = dict(self.initial) | {
                "seen": sheet.entry.version, "measure": sheet.measure,
                "measure_note": sheet.measure_note, "unsampled_because": sheet.unsampled_because,
            }  # fmt: skip
        data = args[0] if args else None
        self.rows = self.rows_for(data)
        self.with_more = with_more or bool(data) or not self.rows
        self.others = self.others_for(data) if self.with_more else []

    def offer(self) -> None:
        fridges = list(Fridge.objects.in_use().filter(campus=self.campus).order_by("pk"))
        fridges.sort(key=lambda fridge: (fridge.use != Fridge.Use.SAMPLE, fridge.pk))
        offered: Any = self.fields["fridge"]
        offered.queryset = Fridge.objects.in_use().filter(campus=self.campus)
        offered.choices = [(fridge.pk, fridge.name) for fridge in fridges]
        people: Any = self.fields["sampled_by"]
        people.queryset = keepers(self.campus, self.meal.on, self.by)
        self.initial.setdefault("fridge", fridges[0].pk if fridges else None)
        self.has_choice = sum(fridge.use == Fridge.Use.SAMPLE for fridge in fridges) > 1
        self.initial.setdefault("storage", SampleLine.Storage.CHILLED)
        self.initial.setdefault("sampled_by", self.by.pk)
        self.initial.setdefault("happened_at", self.suggested_time())
        hint = gettext("%(low)s to %(high)s ℃") % {
            "low": plain(self.limits.coldest), "high": plain(self.limits.warmest),
        }  # fmt: skip
        degrees = self.fields["temperature"]
        degrees.help_text = hint
        degrees.widget.attrs |= {"data-degrees": "", "maxlength": 5}

    def suggested_time(self) -> datetime:
        """Now; of an earlier day the hour of the meal."""
        now = self.now.replace(second=0, microsecond=0)
        if self.is_today:
            return now
        return min(served_at(self.campus, self.meal.on, self.meal.meal) or now, now)

    # The rows ---------------------------------------------------------------------------------

    def rows_for(self, data: Any) -> list[SampleRowForm]:
        kept = list(self.sheet.lines.all()) if self.sheet else []
        there = {line.dish_id for line in kept}
        rows = [Row(f"s{line.code}", line.dish, line) for line in kept]
        rows += [Row(f"d{dish.pk}", dish) for dish in self.owed if dish.pk not in there]
        usual = self.limits.usual
        forms = [SampleRowForm(data, row=row, usual=usual) for row in rows]
        if self.sheet is not None:
            for form in forms:
                form.initial["is_left_out"] = form.row.sample is None
        return forms

    def others_for(self, data: Any) -> list[OtherDishForm]:
        dishes = list(Dish.objects.in_use().values_list("pk", "name"))
        return [
            OtherDishForm(
                data, row=Row(f"x{n}", None), usual=self.limits.usual, dishes=dishes, number=n
            )
            for n in range(OTHERS if self.owed else WITHOUT_MENU)
        ]

    def restore(self, data: Any) -> None:
        super().restore(data)
        self.with_more, self.others = True, self.others_for(None)
        for form in (*self.rows, *self.others):
            form.restore(data)

    # Judging ----------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for row in (*self.rows, *self.others):
            if not row.is_valid():
                self.add_error(
                    None, labelled(row.name or gettext("another dish"), row.first_error())
                )
        self.judge(self.campus)
        if self.sheet is not None and not said.get("reason"):
            self.add_error("reason", _("A correction says why."))
        if not self.errors:
            self.judge_rows(said)
        return said

    def judge_rows(self, said: dict[str, Any]) -> None:
        """Nothing sampled says why; what is not in order says what was done, unless written offline."""
        taken = self.taken()
        if any(each.sampled_at > self.now + filing.CLOCKS_DIFFER for each in taken):
            words = _("This lies in the future. A record tells what has happened.")
            self.add_error("happened_at", words)
        if not taken and not said["unsampled_because"] and not said.get("nothing"):
            self.add_error("unsampled_because", _("Nothing was sampled. Say why."))
        if said.get("typed_at") or said["measure"] or said["measure_note"]:
            return
        if sentence := self.odd(taken):
            self.add_error("measure", sentence)

    def odd(self, taken: Iterable[Taken]) -> str:
        """What has to be told before it is saved; empty if all is as it should be."""
        degrees = self.cleaned_data.get("temperature")
        if not self.limits.is_cold(degrees):
            words = gettext(
                "The fridge at %(degrees)s ℃ is outside %(low)s to %(high)s ℃. "
                "Check it, then say what was done."
            )
            return words % {
                "degrees": degrees, "low": plain(self.limits.coldest),
                "high": plain(self.limits.warmest),
            }  # fmt: skip
        light = [each for each in taken if each.weight_g < self.limits.weight]
        if light:
            words = gettext(
                "At least %(least)s g are needed, %(dish)s has %(grams)s g. Say what was done."
            )
            return words % {
                "least": plain(self.limits.weight), "dish": light[0].dish,
                "grams": plain(light[0].weight_g),
            }  # fmt: skip
        return ""

    # Saving -----------------------------------------------------------------------------------

    def taken(self) -> list[Taken]:
        """The samples as they were typed."""
        return [self.one_taken(row) for row in (*self.rows, *self.others) if row.is_taken]

    def one_taken(self, row: SampleRowForm) -> Taken:
        said, own = self.cleaned_data, row.cleaned_data
        place = {
            "fridge": said["fridge"], "temperature": said["temperature"],
            "storage": said["storage"] or SampleLine.Storage.CHILLED,
        }  # fmt: skip
        who, code = said["sampled_by"] or self.by, ""
        moment = own.get("sampled_at") or said["happened_at"]
        if before := row.row.sample:
            place = {
                "fridge": before.fridge if said["fridge"] is None else said["fridge"],
                "temperature": before.temperature
                if said["temperature"] is None
                else said["temperature"],
                "storage": before.storage,
            }
            who, code = before.sampled_by, before.code
        return Taken(
            dish=row.row.dish or own["dish"], weight_g=max(round(own["weight_g"], 1), LEAST_G), sampled_at=moment,
            sampled_by=who, container_no=own["container_no"], code=code, **place,
        )  # fmt: skip

    def save(self) -> Entry:
        data = self.cleaned_data
        said = Said(
            self.owed,
            data.get("nothing", False),
            data["unsampled_because"],
            data["measure"],
            data["measure_note"],
        )
        if self.sheet is not None:
            return sampling.correct(
                self.sheet, self.taken(), said, by=self.by, now=self.now, reason=data["reason"],
                seen=data["seen"] or 0,
            )  # fmt: skip
        return sampling.take(
            self.campus, self.meal, self.taken(), said, by=self.by, now=self.now,
            late_reason=data["late_reason"], typed_at=data["typed_at"], photos=self.attached(),
        )  # fmt: skip


def keepers(campus: Campus, on: date, by: Any) -> Any:
    """Who works in the kitchen there, and whoever is writing."""
    roles = Q(posts__role__in=(Role.COOK, Role.FOOD_SAFETY_OFFICER))
    here = Q(posts__campus=campus) | Q(posts__campus=None)
    rows = Person.objects.employed(on).filter((roles & here) | Q(pk=by.pk))
    return rows.distinct().defer("identity_number").order_by("pinyin", "pk")


class DiscardForm(RecordForm):
    """Samples that have lain long enough: all ticked, thrown away in one press."""

    sample = forms.MultipleChoiceField(
        label=_("samples"), widget=CheckTiles,
        error_messages={"required": _("Tick the samples that are thrown away.")},
    )  # fmt: skip

    kind_code = SampleDisposal.kind_code

    def __init__(
        self, *args: Any, campus: Campus, samples: Sequence[SampleLine], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.campus, self.samples = campus, {sample.code: sample for sample in samples}
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        offered: Any = self.fields["sample"]
        offered.choices = [(code, str(sample)) for code, sample in self.samples.items()]

    @property
    def ticked(self) -> list[str]:
        return self["sample"].value() or []

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.campus)
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        chosen = [self.samples[code] for code in said["sample"]]
        filed = discarding.discard(
            chosen, by=self.by, now=self.now, happened_at=said["happened_at"],
            late_reason=said["late_reason"], typed_at=said["typed_at"],
        )  # fmt: skip
        return filed[0]


class EarlyDiscardForm(RecordForm):
    """A sample that is gone already, before its time: when, and why."""

    reason = forms.CharField(label=_("why before the time"), max_length=200)

    kind_code = SampleDisposal.kind_code
    field_order = ("reason", "happened_at")

    def __init__(self, *args: Any, sample: SampleLine, **given: Any) -> None:
        super().__init__(*args, **given)
        self.sample = sample
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.sample.sheet.campus)
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        [filed] = discarding.discard(
            [self.sample], by=self.by, now=self.now, happened_at=said["happened_at"],
            reason=said["reason"], late_reason=said["late_reason"], typed_at=said["typed_at"],
        )  # fmt: skip
        return filed


class SpotCheckForm(PhotoForm):
    """A look into the sample fridge: one press if all is in order."""

    wrong = forms.MultipleChoiceField(
        label=_("not in order"), choices=SampleCheck.Point.choices, widget=CheckTiles,
        required=False, help_text=_("Tick nothing if time, quantity and label are right"),
    )  # fmt: skip
    store_seen = forms.BooleanField(
        label=_("I looked at the records of the store too"), required=False
    )
    store_wrong = forms.MultipleChoiceField(
        label=_("not in order in the store"), choices=SampleCheck.Store.choices,
        widget=CheckTiles, required=False,
    )  # fmt: skip
    note = forms.CharField(label=_("what was found"), max_length=200, required=False)

    kind_code = SampleCheck.kind_code
    field_order = ("wrong", "store_seen", "store_wrong", "note", "photos", "happened_at")

    def __init__(self, *args: Any, sheet: FoodSample, **given: Any) -> None:
        super().__init__(*args, **given)
        self.sheet = sheet
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.sheet.campus)
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        store = said["store_wrong"] if said["store_seen"] or said["store_wrong"] else None
        return spot_checking.check(
            self.sheet, said["wrong"], note=said["note"], store=store, by=self.by, now=self.now,
            happened_at=said["happened_at"], late_reason=said["late_reason"],
            typed_at=said["typed_at"], photos=self.attached(),
        )  # fmt: skip
