"""Designing a checklist: what it is about, and its lines."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics.access import Role
from logistics.fields import NumberField, SeenVersion
from logistics.forms import CheckTiles, Form, ModelForm, make_ready
from logistics.lines import MORE, MORE_LINES, Line, table
from logistics.school.models import Place
from safety.models import Category, Checklist, ChecklistItem, ChecklistVersion
from safety.rounds import designing
from safety.rounds.designing import MOST_ITEMS, Wanted

OPTION_SIGNS = re.compile(r"[;；、\n]+")


class ChecklistForm(ModelForm):
    """What a list is about. Its kind says which duties a round of it proves."""

    place_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("kinds of places"),
        choices=Place.Kind,
        required=False,
        widget=CheckTiles,
        help_text=gettext_lazy("Nothing chosen: all kinds"),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("who walks it"),
        choices=[(code, word) for code, word in Role.choices if code != Role.INSPECTOR],
        required=False,
        widget=CheckTiles,
        help_text=gettext_lazy("Nobody chosen: everybody"),
    )

    layout = Layout(
        "title", "about", Row(Column("kind"), Column("source")), "subject", "place_kinds",
        "is_single", "is_scored", "roles", "campus", "is_active",
    )  # fmt: skip

    class Meta:
        model = Checklist
        fields = [
            "title", "about", "kind", "source", "subject", "place_kinds", "is_single", "is_scored",
            "roles", "campus", "is_active",
        ]  # fmt: skip

    def __init__(
        self, *args: Any, campuses: Any, everywhere: bool, by: Any, now: datetime, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.by, self.now = by, now
        self.fields["campus"].queryset = campuses
        self.fields["campus"].required = not everywhere
        if self.instance.pk:
            is_walked = self.instance.rounds.exists()
            for name in ("kind", "subject", "is_single", "is_scored"):
                self.fields[name].disabled = is_walked
        else:
            del self.fields["is_active"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        about_places = said.get("subject") in (Checklist.Subject.PLACE, Checklist.Subject.ASSET)
        if said.get("place_kinds") and not about_places:
            said["place_kinds"] = []
        return said

    def save(self, commit: bool = True) -> Checklist:  # noqa: FBT001, FBT002  as Django has it
        if self.instance.pk:
            return super().save()
        return designing.found(self.instance, by=self.by, now=self.now)


def short(label: Any, most: int) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most)


def chosen(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


class ItemsForm(Form):
    """The lines of a list: a heading, what is looked at, how it is answered.

    An empty heading is that of the line above. Fields are called by the column and the line.
    """

    seen = SeenVersion()

    layout = Layout("seen")
    COLUMNS: ClassVar[Mapping[str, Any]] = {
        "area": lambda: short(pgettext_lazy("checklist", "heading"), 60),
        "title": lambda: short(gettext_lazy("what is looked at"), 120),
        "answer": lambda: chosen(pgettext_lazy("checklist", "answer"), ChecklistItem.Answer.choices),
        "weight": lambda: NumberField(
            label=pgettext_lazy("of an item", "points"), required=False, max_digits=5, decimal_places=1,
            min_value=0,
        ),
        "photo": lambda: chosen(gettext_lazy("photo"), ChecklistItem.Photo.choices),
        "category": lambda: chosen(gettext_lazy("kind of hazard"), Category.choices),
        "unit": lambda: short(gettext_lazy("unit"), 10),
        "low": lambda: NumberField(
            label=gettext_lazy("at least"), required=False, max_digits=9, decimal_places=2
        ),
        "high": lambda: NumberField(
            label=gettext_lazy("at most"), required=False, max_digits=9, decimal_places=2
        ),
        "options": lambda: short(gettext_lazy("answers in order"), 200),
        "bad_options": lambda: short(gettext_lazy("answers not in order"), 200),
    }  # fmt: skip
    MAIN = ("area", "title", "answer", "photo")
    USUAL = ("weight", "category")

    def __init__(
        self, *args: Any, checklist: Checklist, edition: ChecklistVersion, **given: Any
    ) -> None:
        self.by, self.now = given.pop("by"), given.pop("now")
        super().__init__(*args, **given)
        self.checklist = checklist
        self.initial.setdefault("seen", edition.number)
        lines = designing.lines_of(checklist)
        if self.is_bound:
            self.numbers = self.numbers_in(self.data)
        else:
            self.numbers = list(range(len(lines) + MORE))
        for number in self.numbers:
            self.add_line(number)
        self.fill(lines)

    def fill(self, lines: list[Wanted]) -> None:
        before = ""
        for number, line in enumerate(lines):
            said = {name: shown(value) for name, value in line.fields.items()}
            said["area"] = "" if line.area == before else line.area
            before = line.area
            self.initial.update({f"{name}-{number}": value for name, value in said.items()})

    @staticmethod
    def numbers_in(data: Any) -> list[int]:
        found = (re.fullmatch(r"title-(\d{1,3})", name) for name in data)
        numbers = sorted({int(match[1]) for match in found if match})[:MOST_ITEMS]
        last = numbers[-1] if numbers else -1
        spare = MORE if MORE_LINES in data or not numbers else 0
        return [*numbers, *range(last + 1, last + 1 + spare)]

    def restore(self, data: Any) -> None:
        self.numbers = self.numbers_in(data)
        for number in self.numbers:
            self.add_line(number)
        super().restore(data)

    def add_line(self, number: int) -> None:
        for name, make in self.COLUMNS.items():
            key = f"{name}-{number}"
            if key not in self.fields:
                self.fields[key] = field = make()
                make_ready(field)
                field.widget.attrs["data-part"] = field.part = name

    def table(self) -> SafeString:
        return table([self.line(number) for number in self.numbers], grows=True)

    def line(self, number: int) -> Line:
        aside = [name for name in self.COLUMNS if name not in self.MAIN]
        return Line(
            number + 1,
            [self[f"{name}-{number}"] for name in self.MAIN],
            [self[f"{name}-{number}"] for name in aside],
            usual=[self[f"{name}-{number}"] for name in self.USUAL],
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.wanted, area = [], ""
        for number in self.numbers:
            area = said.get(f"area-{number}") or area
            if said.get(f"title-{number}"):
                self.wanted.append(self.wanted_in(number, area))
        if not self.wanted and not self.errors:
            self.add_error(f"title-{self.numbers[0]}", _("Enter at least one line."))
        return said

    def wanted_in(self, number: int, area: str) -> Wanted:
        said = {name: self.cleaned_data.get(f"{name}-{number}") for name in self.COLUMNS}
        low, high = said["low"], said["high"]
        if low is not None and high is not None and low > high:
            self.add_error(f"low-{number}", _("The lower limit is not above the upper one."))
        if said["answer"] == ChecklistItem.Answer.CHOICE and not said["options"]:
            self.add_error(f"options-{number}", _("Name the answers to choose from."))
        fields = {name: said[name] for name in designing.LINE}
        for name in ("options", "bad_options"):
            parts = OPTION_SIGNS.split(said[name] or "")
            fields[name] = "\n".join(part.strip() for part in parts if part.strip())
        fields["weight"] = Decimal(1) if said["weight"] is None else said["weight"]
        usual = {"answer": "check", "photo": "never", "category": "facility", "unit": ""}
        fields |= {name: said[name] or value for name, value in usual.items()}
        return Wanted(area or str(self.checklist), fields)

    def save(self) -> Checklist:
        designing.revise(
            self.checklist, self.wanted, seen=self.cleaned_data["seen"], by=self.by, now=self.now
        )
        return self.checklist


def shown(value: Any) -> Any:
    """As it stands in the box: one choice after the other, a number without idle zeros."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.replace("\n", "；") if isinstance(value, str) else value


class CopyForm(Form):
    """A list of one's own that begins like another one."""

    title = forms.CharField(label=gettext_lazy("title"), max_length=60)

    def __init__(
        self, *args: Any, checklist: Checklist, campus: Any, by: Any, now: datetime, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.checklist, self.campus, self.by, self.now = checklist, campus, by, now

    def save(self) -> Checklist:
        said = self.cleaned_data
        return designing.copy(
            self.checklist, title=said["title"], campus=self.campus, by=self.by, now=self.now
        )
