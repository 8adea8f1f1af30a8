"""A disinfection typed with its times: everything fits the table, or it is said why not."""

from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.hygiene import disinfecting, judging
from health.hygiene.table import MethodTable
from health.models import (
    Agent,
    Disinfection,
    DisinfectionMethod,
    DisinfectionRun,
    Item,
    Method,
    UvLamp,
)
from health.models.disinfection import BEDDING, item_of, minutes_between
from logistics.duties import filing
from logistics.duties.forms.records import RecordForm
from logistics.duties.models import Task
from logistics.fields import DateTimeField, NumberField
from logistics.forms import Tiles
from logistics.records.models import Entry
from logistics.school.models import Place, SchoolClass

OF_THE_LAMP = ("lamp", "nobody_inside", "aired", "wiped", "intensity")


class DisinfectionForm(RecordForm):
    """What, how, from when until when. What the item does not need is not asked."""

    item = forms.ChoiceField(label=_("what is disinfected"), choices=Item.choices)
    method = forms.ChoiceField(
        label=pgettext_lazy("disinfection", "method"), choices=Method.choices, widget=Tiles
    )
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=_("class"), required=False
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label=pgettext_lazy("of a school", "room"), required=False
    )
    ended_at = DateTimeField(label=_("ended at"))
    strength = NumberField(
        label=_("strength"),
        unit="mg/L",
        required=False,
        max_digits=7,
        decimal_places=1,
        min_value=Decimal(0),
    )
    lamp = forms.ModelChoiceField(UvLamp.objects.none(), label=_("lamp"), required=False)
    nobody_inside = forms.BooleanField(label=_("Nobody was in the room"), required=False)
    aired = forms.BooleanField(label=_("Aired afterwards"), required=False)
    wiped = forms.BooleanField(label=_("Tube wiped with alcohol"), required=False)
    intensity = NumberField(
        label=_("intensity"), unit="µW/cm²", required=False, max_digits=6, decimal_places=1
    )
    pieces = forms.IntegerField(label=_("pieces"), required=False, min_value=1, max_value=9999)
    departure = forms.CharField(
        label=_("why otherwise than the table"), max_length=200, required=False
    )
    note = forms.CharField(label=_("note"), max_length=200, required=False)

    kind_code = Disinfection.kind_code

    def __init__(
        self,
        *args: Any,
        classes: Any,
        places: Any,
        task: Task | None = None,
        run: DisinfectionRun | None = None,
        item: str = "",
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.task, self.run, self.table = task, run, MethodTable()
        self.fields["happened_at"].label = _("started at")
        self.fields["school_class"].queryset = classes
        self.fields["place"].queryset = places
        self.fields["lamp"].queryset = (
            UvLamp.objects.in_use().filter(place__in=places).select_related("place")
        )
        self.suggest(item)
        self.narrow(item_of(f"item:{self.item_asked()}"))
        if not self.is_bound or not self.data.get("departure"):
            self.fields["departure"].widget = forms.HiddenInput()
        self.layout = self.laid_out()

    def suggest(self, item: str) -> None:
        """What the task, or what was begun, says already; the times of neither are made up."""
        start = self.initial
        task, run = self.task, self.run
        if task:
            item = item or (item_of(task.subject) or "")
            start.setdefault("school_class", task.school_class_id)
            start.setdefault("place", task.place_id)
        if run:
            item = run.item
            start.update(
                method=run.method,
                school_class=run.school_class_id,
                place=run.place_id,
                happened_at=run.started_at,
                ended_at=run.ended_at,
                strength=run.strength,
                lamp=run.lamp_id,
                nobody_inside=run.nobody_inside,
            )
        if item:
            start.setdefault("item", item)
            if usual := self.table.usual(Item(item)):
                start.setdefault("method", usual.method)
        classes = self.fields["school_class"].queryset
        if not start.get("school_class") and not start.get("place") and len(classes) == 1:
            start["school_class"] = classes[0].pk
        start.setdefault("ended_at", self.now.replace(second=0, microsecond=0))

    def item_asked(self) -> str:
        return str(self.data.get("item", "") if self.is_bound else self.initial.get("item", ""))

    def narrow(self, item: Item | None) -> None:
        """Ask only what belongs to the item."""
        if item is None:
            return
        rows = self.table.of(item)
        known = [row.method for row in rows]
        labels = dict(Method.choices)
        self.fields["method"].choices = [
            *((code, labels[code]) for code in known),
            (Method.OTHER, labels[Method.OTHER]),
        ]
        self.fields["strength"].help_text = "; ".join(
            f"{row.get_method_display()}: {row.figures}" for row in rows if row.figures
        )
        units = {row.unit for row in rows if row.unit}
        if len(units) == 1:
            self.fields["strength"].widget.attrs["data-unit"] = units.pop()
        if not any(row.agent for row in rows):
            del self.fields["strength"]
        if Method.UV_LAMP not in known:
            for name in OF_THE_LAMP:
                del self.fields[name]
        if item not in BEDDING:
            del self.fields["pieces"]
        if self.task or self.run:
            self.fields["item"].widget = forms.HiddenInput()

    def laid_out(self) -> Layout:
        asked = [name for name in FIELDS if name in self.fields]
        return Layout(*asked[:2], Row(Column("happened_at"), Column("ended_at")), *asked[2:])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        campus = self.campus(said)
        if campus is None and "school_class" not in self.errors and "place" not in self.errors:
            self.add_error("school_class", _("Say for which class or room."))
        if campus is not None:
            self.judge(campus)
        self.judge_times(said)
        if not self.errors:
            self.judge_by_the_table(said)
        return said

    def campus(self, said: dict[str, Any]) -> Any:
        school_class, place = said.get("school_class"), said.get("place")
        if school_class and place and school_class.campus_id != place.campus_id:
            self.add_error("place", _("This place belongs to another campus."))
        scope = school_class or place
        return scope.campus if scope else None

    def judge_times(self, said: dict[str, Any]) -> None:
        start, end = said.get("happened_at"), said.get("ended_at")
        if start is None or end is None:
            return
        if end < start:
            self.add_error("ended_at", _("The end lies before the beginning."))
        elif minutes_between(start, end) > judging.LONGEST:
            self.add_error("ended_at", _("A disinfection ends within a day."))
        elif end > self.now + filing.CLOCKS_DIFFER:
            self.add_error(
                "ended_at", _("This lies in the future. A record tells what has happened.")
            )

    def judge_by_the_table(self, said: dict[str, Any]) -> None:
        """What is otherwise than the table is asked back once, and kept with its reason."""
        row = self.table.row(said["item"], said["method"])
        if said["method"] == Method.UV_LAMP and not said.get("lamp"):
            self.add_error("lamp", _("Say which lamp: its hours are counted."))
        elif judging.lacks_strength(row, said.get("strength")):
            self.add_error("strength", _("Say how strong it was."))
        elif said["departure"] == "" and (odd := self.departures(said, row)):
            self.ask_back("departure", [*odd, _("If it is right, say why.")])

    def departures(self, said: dict[str, Any], row: DisinfectionMethod | None) -> list[str]:
        made = self.preparation(said)
        return judging.departures(
            judging.Said(
                item=Item(said["item"]),
                method=Method(said["method"]),
                minutes=minutes_between(said["happened_at"], said["ended_at"]),
                strength=said.get("strength"),
                nobody_inside=bool(said.get("nobody_inside")),
                is_expired=bool(made and made.good_until < said["happened_at"]),
            ),
            row,
        )

    def preparation(self, said: dict[str, Any]) -> Any:
        """What had been mixed when it was begun by a press; typed strengths name nothing."""
        run = self.run
        return run.preparation if run and run.strength == said.get("strength") else None

    def save(self) -> Entry:
        said = self.cleaned_data
        entry = Entry(
            campus=self.campus(said),
            school_class=said["school_class"],
            place=said["place"] or (said["lamp"].place if said.get("lamp") else None),
            meal=self.task.meal if self.task else "",
            happened_at=said["happened_at"],
            typed_at=said["typed_at"],
            late_reason=said["late_reason"],
        )
        record = self.fill(Disinfection(entry=entry))
        if self.run:
            DisinfectionRun.objects.filter(pk=self.run.pk).delete()
        return disinfecting.write_down(
            record,
            by=self.by,
            now=self.now,
            wiped=bool(said.get("wiped")),
            intensity=said.get("intensity"),
        )

    def fill(self, record: Disinfection) -> Disinfection:
        said = self.cleaned_data
        row = self.table.row(said["item"], said["method"])
        strength = said.get("strength")
        agent = (row.agent if row else "") or Agent.CHLORINE
        record.item, record.method = said["item"], said["method"]
        record.agent = agent if strength is not None else ""
        record.strength = strength
        record.preparation = self.preparation(said)
        record.ended_at = said["ended_at"]
        record.lamp = said.get("lamp") if said["method"] == Method.UV_LAMP else None
        record.nobody_inside = bool(said.get("nobody_inside"))
        record.aired = bool(said.get("aired"))
        record.pieces = said.get("pieces")
        record.departure = said["departure"]
        record.note = said["note"]
        return record


FIELDS = (
    "item", "method", "strength", "lamp", "nobody_inside", "aired", "pieces", "departure",
    "school_class", "place", "wiped", "intensity", "note", "late_reason", "closed_day_is_right",
    "typed_at", "reason", "seen",
)  # fmt: skip


class DisinfectionCorrection(DisinfectionForm):
    """The same said otherwise, with the reason."""

    reason = forms.CharField(label=_("reason of the correction"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Disinfection, **given: Any) -> None:
        self.record = record
        entry = record.entry
        start = {
            "happened_at": entry.happened_at,
            "late_reason": entry.late_reason,
            "school_class": entry.school_class_id,
            "place": entry.place_id,
            "seen": entry.version,
        }
        names = ("method", "strength", "nobody_inside", "aired", "pieces", "departure", "note")
        said = {name: getattr(record, name) for name in (*names, "ended_at", "item")}
        start |= said | {"lamp": record.lamp_id}
        super().__init__(*args, initial=start, **given)
        for name in ("wiped", "intensity"):
            self.fields.pop(name, None)
        for name in ("school_class", "place", "item"):
            self.fields[name].disabled = True
        self.layout = self.laid_out()

    def item_asked(self) -> str:
        return self.record.item

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["late_reason"] = self.cleaned_data.get(
            "late_reason"
        ) or self.cleaned_data.get("reason", "")
        return super().clean()

    def preparation(self, said: dict[str, Any]) -> Any:
        same = self.record.strength == said.get("strength")
        return self.record.preparation if same else None

    def save(self) -> Entry:
        said = self.cleaned_data
        self.record.entry.happened_at = said["happened_at"]
        record = self.fill(self.record)
        return disinfecting.correct(
            record, by=self.by, now=self.now, reason=said["reason"], seen=said["seen"]
        )
