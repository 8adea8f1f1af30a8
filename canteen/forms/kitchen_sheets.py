"""Sheets of the kitchen with a line each person, dish or fridge: exceptions are touched and typed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from canteen.forms.kitchen import KitchenForm
from canteen.kitchen import checking, judging, roster
from canteen.kitchen.judging import Odd
from canteen.menus.serving import sampled
from canteen.models import (
    ColdLine,
    ColdStorageReading,
    Conclusion,
    CoreLine,
    CoreTemperature,
    Dress,
    FoodHandlerCheck,
    FoodHandlerLine,
    Fridge,
    Symptom,
    TasteLine,
    TasteTest,
)
from logistics.duties.forms.filed import LATE
from logistics.fields import NumberField
from logistics.forms import CheckTiles, Tiles, make_ready
from logistics.lines import Line, table
from logistics.records.models import Entry

NEW_LINES = 3  # for dishes that are not on the menu
OVERRIDE = "canteen.check"


@dataclass(frozen=True)
class Thing:
    """What a line is about; one without a title is named by whoever fills it in."""

    key: str
    title: str = ""
    facts: Sequence[tuple[str, str]] = ()
    row: Any = None


class SheetForm(KitchenForm):
    """A sheet with a line for each of its things. `SHOWN` and `ASIDE` are the parts of a line."""

    SHOWN: ClassVar[Sequence[str]] = ()
    ASIDE: ClassVar[Sequence[str]] = ()
    USUAL: ClassVar[Sequence[str]] = ()  # of those aside: what a corrected line always says

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        known = self.lines_kept() if self.kept else ()
        self.said_before = {self.key_of(line): line for line in known}
        self.things = list(self.things_of_kept() if self.kept else self.things_here())
        for thing in self.things:
            before = self.said_before.get(thing.key)
            for name, field in self.parts(thing).items():
                if self.kept:
                    field.initial = getattr(before, name, None)
                make_ready(field)
                field.part = name
                self.fields[f"{name}-{thing.key}"] = field

    def things_here(self) -> Iterable[Thing]:
        raise NotImplementedError

    def lines_kept(self) -> Any:
        return self.kept.lines.order_by("position", "pk")

    def things_of_kept(self) -> Iterator[Thing]:
        """What the corrected record speaks of, then what it left out."""
        for key, line in self.said_before.items():
            yield self.thing_of(key, line)
        yield from (each for each in self.things_here() if each.key not in self.said_before)

    def key_of(self, line: Any) -> str:
        raise NotImplementedError

    def thing_of(self, key: str, line: Any) -> Thing:
        raise NotImplementedError

    def parts(self, thing: Thing) -> dict[str, forms.Field]:
        raise NotImplementedError

    def lines(self) -> SafeString:
        return table(
            [self.line(number, thing) for number, thing in enumerate(self.things, start=1)],
            grows=any(not thing.title for thing in self.things),
        )

    def line(self, number: int, thing: Thing) -> Line:
        known = [[self[f"{name}-{thing.key}"] for name in names if f"{name}-{thing.key}" in self.fields]
                 for names in (self.SHOWN, self.ASIDE)]  # fmt: skip
        usual = [field for field in known[1] if field.field.part in self.USUAL]
        return Line(
            number, known[0], aside=known[1], title=thing.title, facts=thing.facts, usual=usual
        )

    def said(self, thing: Thing, name: str) -> Any:
        return self.cleaned_data.get(f"{name}-{thing.key}")

    def order(self) -> list[str]:
        # The lines come first to the eye: what few need is left to the record's own page.
        names = ["campus", "measure", *self.beside(), "happened_at", *LATE]
        return [name for name in names if name in self.fields]

    def record(self) -> Any:
        record = super().record()
        record.new_lines = list(self.said_lines())
        record.count = len(record.new_lines)
        return record

    def said_lines(self) -> Iterator[Any]:
        raise NotImplementedError


def figure(label: Any, unit: str) -> NumberField:
    return NumberField(label=label, unit=unit, required=False, max_digits=5, decimal_places=1)


class DishForm(SheetForm):
    """The dishes of a meal as they were served, and a few more that were not on the menu."""

    at_meal = True

    nothing = forms.BooleanField(label=_("No cooked dish at this meal"), required=False)

    def beside(self) -> tuple[str, ...]:
        return ("nothing",)

    def record(self) -> Any:
        record = super().record()
        record.entry.is_zero = not record.new_lines
        return record

    def things_here(self) -> Iterator[Thing]:
        for row in sampled(self.on, self.at, self.meal):
            yield Thing(f"d{row.dish_id}", row.dish.name, row=row.dish)
        for number in range(1, NEW_LINES + 1):
            yield Thing(f"n{number}")

    def lines_kept(self) -> Any:
        return super().lines_kept().select_related("dish")

    def key_of(self, line: Any) -> str:
        return f"d{line.dish_id}" if line.dish_id else f"k{line.position}"

    def thing_of(self, key: str, line: Any) -> Thing:
        return Thing(key, line.name, row=line.dish)

    def parts(self, thing: Thing) -> dict[str, forms.Field]:
        if thing.title:
            return {}
        return {"name": forms.CharField(label=_("dish served"), max_length=60, required=False)}

    def name_of(self, thing: Thing) -> str:
        return thing.title or self.said(thing, "name") or ""


class CoreForm(DishForm):
    """How hot the middle of the dishes was: those that were measured."""

    model = CoreTemperature
    COLUMNS = ("note",)
    SHOWN = ("name", "degrees")
    judge_log = staticmethod(judging.core)

    def parts(self, thing: Thing) -> dict[str, forms.Field]:
        return super().parts(thing) | {"degrees": figure(_("core temperature"), "℃")}

    def clean(self) -> dict[str, Any]:
        measured = [t for t in self.things if self.said(t, "degrees") is not None]
        for thing in measured:
            if not self.name_of(thing):
                self.add_error(f"name-{thing.key}", _("Say which dish."))
            if not -60 <= self.said(thing, "degrees") <= 300:
                self.add_error(f"degrees-{thing.key}", _("No thermometer shows this."))
        if not measured and not self.errors and not self.cleaned_data.get("nothing"):
            self.add_error(None, _("Measure at least one dish."))
        return super().clean()

    def said_lines(self) -> Iterator[CoreLine]:
        for thing in self.things:
            degrees = self.said(thing, "degrees")
            if degrees is not None:
                yield CoreLine(dish=thing.row, name=self.name_of(thing), degrees=degrees)


class TasteForm(DishForm):
    """All good by one press; a dish that is not says what is wrong with it."""

    model = TasteTest
    COLUMNS = ("note",)
    SHOWN = ("name", "verdict")
    ASIDE = ("remark",)
    judge_log = staticmethod(judging.tasting)

    def parts(self, thing: Thing) -> dict[str, forms.Field]:
        verdict = forms.ChoiceField(
            label=pgettext_lazy("tasting", "look, smell and taste"),
            choices=TasteLine.Verdict.choices,
            widget=Tiles,
            initial=TasteLine.Verdict.GOOD if thing.title else None,
            required=False,
        )
        remark = forms.CharField(
            label=pgettext_lazy("tasting", "remark"), max_length=100, required=False
        )
        return super().parts(thing) | {"verdict": verdict, "remark": remark}

    def clean(self) -> dict[str, Any]:
        served = any(self.name_of(thing) for thing in self.things)
        if not served and not self.cleaned_data.get("nothing"):
            self.add_error(None, _("Name at least one dish."))
        return super().clean()

    def said_lines(self) -> Iterator[TasteLine]:
        for thing in self.things:
            if name := self.name_of(thing):
                verdict = self.said(thing, "verdict") or TasteLine.Verdict.GOOD
                remark = self.said(thing, "remark") or ""
                yield TasteLine(dish=thing.row, name=name, verdict=verdict, remark=remark)


class ColdForm(SheetForm):
    """Every fridge and freezer of a kitchen, as its display or thermometer shows it."""

    model = ColdStorageReading
    COLUMNS = ("note",)
    SHOWN = ("degrees",)
    judge_log = staticmethod(judging.cold)

    def things_here(self) -> Iterator[Thing]:
        for fridge in Fridge.objects.in_use().filter(campus=self.at).order_by("use", "name", "pk"):
            yield self.thing_of_fridge(fridge)

    def thing_of_fridge(self, fridge: Fridge) -> Thing:
        return Thing(f"f{fridge.pk}", fridge.name, [("", fridge.get_use_display())], fridge)

    def lines_kept(self) -> Any:
        return super().lines_kept().select_related("fridge")

    def key_of(self, line: Any) -> str:
        return f"f{line.fridge_id}"

    def thing_of(self, key: str, line: Any) -> Thing:
        return self.thing_of_fridge(line.fridge)

    def parts(self, thing: Thing) -> dict[str, forms.Field]:
        return {"degrees": figure(pgettext_lazy("a fridge", "temperature"), "℃")}

    def clean(self) -> dict[str, Any]:
        read = [t for t in self.things if self.said(t, "degrees") is not None]
        for thing in read:
            if not -60 <= self.said(thing, "degrees") <= 300:
                self.add_error(f"degrees-{thing.key}", _("No thermometer shows this."))
        if not read and not self.errors:
            self.add_error(None, _("Read at least one fridge."))
        return super().clean()

    def said_lines(self) -> Iterator[ColdLine]:
        for thing in self.things:
            if (degrees := self.said(thing, "degrees")) is not None:
                yield ColdLine(fridge=thing.row, degrees=degrees)

    def record(self) -> ColdStorageReading:
        record: ColdStorageReading = super().record()
        record.owed = len(self.things)
        record.entry.subject = checking.round_of(record)
        return record


class HandlerForm(SheetForm):
    """Everybody on the roster: one press when all are well, else what was found on whom."""

    model = FoodHandlerCheck
    COLUMNS = ("note",)
    ASIDE = ("symptoms", "degrees", "dress", "conclusion", "handling", "override")
    USUAL = ("conclusion",)

    def things_here(self) -> Iterator[Thing]:
        yield from self.things_of(roster.on_the_roster(self.at, self.on))

    def things_of_kept(self) -> Iterator[Thing]:
        """Those who were on the roster that morning."""
        yield from self.things_of([line.person for line in self.said_before.values()])

    def things_of(self, people: list[Any]) -> Iterator[Thing]:
        self.certs = roster.certificates(people, self.on)
        for person in people:
            told = roster.said_of(self.certs[person.pk])
            facts = [(gettext("Health certificate"), told)]
            yield Thing(f"p{person.pk}", person.name, facts, person)

    def lines_kept(self) -> Any:
        return super().lines_kept().select_related("person").defer("person__identity_number")

    def key_of(self, line: Any) -> str:
        return f"p{line.person_id}"

    def parts(self, thing: Thing) -> dict[str, forms.Field]:
        return {
            "symptoms": forms.MultipleChoiceField(
                label=_("symptoms"), choices=Symptom.choices, widget=CheckTiles, required=False
            ),
            "degrees": NumberField(
                label=_("body temperature"),
                unit="℃",
                required=False,
                min_value=Decimal(30),
                max_value=Decimal(45),
                max_digits=3,
                decimal_places=1,
            ),
            "dress": forms.MultipleChoiceField(
                label=_("dress and hands not in order"),
                choices=Dress.choices,
                widget=CheckTiles,
                required=False,
            ),
            "conclusion": forms.ChoiceField(
                label=_("conclusion"), choices=Conclusion.choices, widget=Tiles, required=False
            ),
            "handling": forms.CharField(
                label=pgettext_lazy("about a person", "what was done"),
                max_length=200,
                required=False,
            ),
            "override": forms.CharField(
                label=_("why all the same at work"), max_length=200, required=False
            ),
        }

    def clean(self) -> dict[str, Any]:
        if not self.things:
            self.add_error(None, _("Nobody handles food here. The posts say who does."))
        if not self.errors:
            for thing in self.things:
                self.judge_line(thing)
        return super().clean()

    def judge_line(self, thing: Thing) -> None:
        """Who is not well does not go to work, unless somebody who answers for it says why."""
        line = self.handler(thing)
        if line.conclusion != Conclusion.WORKS or checking.is_fit(line, self.on):
            return
        field = f"override-{thing.key}"
        if not self.by.has_perm(OVERRIDE):
            self.add_error(
                f"conclusion-{thing.key}",
                _("Not well or without a valid certificate: other work, or to the doctor."),
            )
        elif not line.override:
            self.add_error(field, _("Say why this person works with food all the same."))

    def handler(self, thing: Thing) -> FoodHandlerLine:
        line = FoodHandlerLine(
            person=thing.row,
            degrees=self.said(thing, "degrees"),
            symptoms=self.said(thing, "symptoms") or [],
            dress=self.said(thing, "dress") or [],
            cert=self.certs[thing.row.pk].standing,
            handling=self.said(thing, "handling") or "",
            override=self.said(thing, "override") or "",
        )
        fit = checking.is_fit(line, self.on)
        usual = Conclusion.WORKS if fit or line.override else Conclusion.MOVED
        line.conclusion = self.said(thing, "conclusion") or usual
        if fit:
            line.override = ""
        return line

    def said_lines(self) -> Iterator[FoodHandlerLine]:
        for thing in self.things:
            yield self.handler(thing)

    def odd_things(self) -> list[Odd]:
        return checking.odd_of(self.log, self.on)

    def file(self) -> Entry:
        return checking.check(self.log, on=self.on, **self.filed)
