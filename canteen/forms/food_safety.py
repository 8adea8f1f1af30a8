"""日管控、周排查、月调度 and the self-inspection as they are filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from canteen.forms.kitchen import KitchenForm, one_of
from canteen.forms.kitchen_sheets import SheetForm, Thing
from canteen.kitchen import evidence, keeping, summing
from canteen.kitchen.judging import Odd
from canteen.models import (
    DailyCheckLine,
    DailyFoodSafetyCheck,
    FoodSafetySelfInspection,
    MeetingDecision,
    MonthlyFoodSafetyMeeting,
    RiskItem,
    SelfInspectionLine,
    WeeklyFoodSafetyReport,
)
from canteen.models.food_safety import CheckLine, Result
from logistics.duties.forms.filed import LATE, people_at
from logistics.fields import DateField, labelled
from logistics.forms import ModelForm, Tiles, make_ready
from logistics.lines import Line, table
from logistics.records.models import Entry
from logistics.school.calendar import whole_month

DECISIONS = 4


@dataclass(frozen=True)
class Part:
    """A part of the list with its items: how many of them still say nothing, or are not in order."""

    title: str
    lines: list[Line]

    def with_result(self, *results: Any) -> int:
        return sum(line.fields[0].value() in results for line in self.lines)

    @property
    def open(self) -> int:
        return self.with_result(None, "")

    @property
    def bad(self) -> int:
        return self.with_result(Result.BAD)

    @property
    def is_open(self) -> bool:
        fields = [field for line in self.lines for field in (*line.fields, *line.aside)]
        return bool(self.bad) or any(field.errors for field in fields)


class ListForm(SheetForm):
    """The school's list. What the day's records speak for is ticked; the rest by one press.

    An item that is not in order says what is wrong; it opens a finding.
    """

    SHOWN = ("result",)
    ASIDE = ("problem", "measure", "done_on")
    line_model: ClassVar[type[CheckLine]]

    # Sent by a button of its own: whatever was not touched was looked at and is in order.
    rest = forms.BooleanField(required=False)

    @cached_property
    def day(self) -> evidence.Day:
        return evidence.Day(self.at, self.on, self.now)

    def items(self) -> Any:
        raise NotImplementedError

    def things_here(self) -> Iterator[Thing]:
        for item in self.items():
            yield self.thing(item, item.title, self.day.of(item.evidence))

    def things_of_kept(self) -> Iterator[Thing]:
        """The list as it was that day, with the evidence that was before the officer's eyes."""
        for line in self.said_before.values():
            spoken = evidence.Spoken(line.evidence, line.is_backed)
            yield self.thing(line.item, line.title, spoken)

    def thing(self, item: RiskItem, title: str, spoken: evidence.Spoken) -> Thing:
        facts = [(gettext("Evidence"), spoken.words)] if spoken.words else []
        return Thing(f"i{item.pk}", title, facts, (item, spoken))

    def lines_kept(self) -> Any:
        return super().lines_kept().select_related("item")

    def key_of(self, line: Any) -> str:
        return f"i{line.item_id}"

    def parts(self, thing: Thing) -> dict[str, forms.Field]:
        _item, spoken = thing.row
        begins = {True: Result.GOOD, False: Result.BAD}.get(spoken.is_backed)
        wrong = spoken.words if spoken.is_backed is False else ""
        return {
            "result": forms.ChoiceField(
                label=_("result"),
                choices=Result.choices,
                widget=Tiles,
                required=False,
                initial=begins,
            ),
            "problem": forms.CharField(
                label=_("problem"), max_length=200, required=False, initial=wrong
            ),
            "measure": forms.CharField(label=_("measure"), max_length=200, required=False),
            "done_on": DateField(label=_("done on"), required=False),
        }

    def order(self) -> list[str]:
        own = [name for name in self.COLUMNS if name != "note"]
        return ["campus", *own, "happened_at", *LATE]

    def lines(self) -> SafeString:
        """What the records speak against; then part by part what is folded, unless it has an error."""
        against = pgettext("a list", "To be cleared up")
        parts: dict[str, list[Line]] = {against: []}
        for number, thing in enumerate(self.things, start=1):
            line = self.line(number, thing)
            wrong = thing.row[1].is_backed is False
            title = against if wrong else thing.row[0].get_group_display()
            parts.setdefault(title, []).append(line)
        context = {"parts": [Part(title, lines) for title, lines in parts.items() if lines]}
        return render_to_string("canteen/_check_parts.html", context)

    def clean(self) -> dict[str, Any]:
        silent = [thing for thing in self.things if not self.said(thing, "result")]
        if silent and not self.cleaned_data.get("rest"):
            said = ngettext(
                "%(n)s item says nothing yet: say how it stands, or that everything else is in order.",
                "%(n)s items say nothing yet: say how they stand, or that everything else is in order.",
                len(silent),
            )
            self.add_error(None, said % {"n": len(silent)})
        for thing in self.things:
            result = self.said(thing, "result")
            if result == Result.BAD and not self.said(thing, "problem"):
                self.add_error(f"problem-{thing.key}", _("Say what is not in order."))
        return super().clean()

    def said_lines(self) -> Iterator[Any]:
        for thing in self.things:
            item, spoken = thing.row
            result = self.said(thing, "result") or Result.GOOD
            is_bad = result == Result.BAD
            done_on = self.said(thing, "done_on")
            yield self.line_model(
                item=item,
                group=item.group,
                title=item.title,
                result=result,
                evidence=spoken.words,
                is_backed=spoken.is_backed,
                problem=self.said(thing, "problem") if is_bad else "",
                measure=self.said(thing, "measure") or "" if is_bad else "",
                done_on=done_on if is_bad else None,
            )

    def record(self) -> Any:
        record = super().record()
        bad = [line for line in record.new_lines if line.result == Result.BAD]
        record.bad = len(bad)
        record.entry.is_zero = not bad
        return record

    def odd_things(self) -> list[Odd]:
        return list(found(self.log))


def found(record: Any) -> Iterator[Odd]:
    for line in record.new_lines:
        if line.result == Result.BAD:
            yield Odd(labelled(line.title, line.problem), key=f"risk:{line.item.code}")


class DailyForm(ListForm):
    model = DailyFoodSafetyCheck
    line_model = DailyCheckLine
    COLUMNS = ("note",)

    def items(self) -> Any:
        return RiskItem.objects.daily()


class SelfInspectionForm(ListForm):
    model = FoodSafetySelfInspection
    line_model = SelfInspectionLine
    COLUMNS = ("conclusion", "note")

    def items(self) -> Any:
        return RiskItem.objects.of_self_inspection()


class WeekForm(KitchenForm):
    """The week's report: figures and hazards stand there, the judgement is written."""

    model = WeeklyFoodSafetyReport
    COLUMNS = ("hazards", "analysis", "measures", "outcome", "left_open")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if not self.is_bound and not self.kept:
            self.initial.setdefault("hazards", summing.hazards_said(self.at, *self.span))
            self.initial.setdefault("left_open", summing.open_said(self.at, self.span[1]))
        self.fields["hazards"].help_text = _("Empty: nothing was found")

    @property
    def span(self) -> tuple[date, date]:
        on = self.kept.week_on if self.kept else self.on
        monday = on - timedelta(days=on.weekday())
        return monday, monday + timedelta(days=6)

    @cached_property
    def figures(self) -> dict[str, int]:
        """As they stand; of a record that is corrected, as they stood."""
        if self.kept:
            return dict(self.kept.figures)
        return summing.figures_of(self.at, *self.span, now=self.now)

    def record(self) -> WeeklyFoodSafetyReport:
        record: WeeklyFoodSafetyReport = super().record()
        record.week_on, record.figures = self.span[0], self.figures
        record.entry.is_zero = not record.hazards and not record.figures["bad"]
        return record

    @property
    def figures_said(self) -> list[tuple[str, Any]]:
        words = WeeklyFoodSafetyReport.FIGURES
        return [(str(word), self.figures[code]) for code, word in words.items()]


class MonthForm(KitchenForm):
    """The month's meeting: what the head of the school heard and decided, who does it until when."""

    model = MonthlyFoodSafetyMeeting
    COLUMNS = ("where_held", "chair", "attendees", "report", "last_closed")
    PARTS = ("what", "owner", "due_on")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.people = list(people_at(self.campuses).defer("identity_number"))
        self.fields["chair"] = one_of(self.people, self.fields["chair"].label, required=True)
        self.initial.setdefault("chair", self.by.pk)
        if not self.is_bound and not self.kept:
            before = self.span[0] - timedelta(days=1)
            self.initial.setdefault("last_closed", summing.open_said(self.at, before))
        decided = dict(enumerate(self.kept.lines.all() if self.kept else (), start=1))
        for number in range(1, DECISIONS + 1):
            for name, field in self.parts().items():
                make_ready(field)
                field.part = name
                if line := decided.get(number):
                    field.initial = line.serializable_value(name)
                self.fields[f"{name}-{number}"] = field

    def parts(self) -> dict[str, forms.Field]:
        return {
            "what": forms.CharField(label=_("what was decided"), max_length=200, required=False),
            "owner": one_of(self.people, _("who sees to it")),
            "due_on": DateField(label=pgettext_lazy("a decision", "until"), required=False),
        }

    @property
    def span(self) -> tuple[date, date]:
        """The month of the task; a meeting of the first days speaks of the month before."""
        if self.kept:
            return whole_month(self.kept.month.year, self.kept.month.month)
        return whole_month(self.on.year, self.on.month)

    @cached_property
    def figures(self) -> dict[str, int]:
        """As they stand; of a record that is corrected, as they stood."""
        if self.kept:
            return dict(self.kept.figures)
        return summing.figures_of(self.at, *self.span, now=self.now)

    figures_said = WeekForm.figures_said

    def lines(self) -> Any:
        rows = [
            Line(number, [self[f"{name}-{number}"] for name in self.PARTS])
            for number in range(1, DECISIONS + 1)
        ]
        return table(rows, grows=True, fewest=2)

    def decisions(self) -> Iterator[MeetingDecision]:
        said = self.cleaned_data
        for number in range(1, DECISIONS + 1):
            if what := said.get(f"what-{number}"):
                yield MeetingDecision(
                    what=what,
                    owner=said.get(f"owner-{number}"),
                    due_on=said.get(f"due_on-{number}"),
                )

    def record(self) -> MonthlyFoodSafetyMeeting:
        record: MonthlyFoodSafetyMeeting = super().record()
        record.month, record.figures = self.span[0], self.figures
        record.new_lines = list(self.decisions())
        return record

    def save(self) -> Entry:
        if self.kept is None:
            return keeping.meet(self.log, **self.filed)
        said = self.cleaned_data
        return keeping.meet_again(
            self.log, by=self.by, now=self.now, reason=said["reason"], seen=said["seen"]
        )


class RiskItemForm(ModelForm):
    """An item of the school's own list."""

    class Meta:
        model = RiskItem
        fields = ["group", "title", "evidence", "is_daily", "is_inspected", "position", "is_active"]

    def save(self, *_args: Any, **_given: Any) -> RiskItem:
        item: RiskItem = super().save(commit=False)
        if not item.code:
            item.code = f"own-{timezone.now():%Y%m%d%H%M%S%f}"
        item.save()
        return item
