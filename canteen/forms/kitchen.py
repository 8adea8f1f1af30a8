"""The small logs of the kitchen: what was last said stands there, a figure is typed, one press saves.

What is not as the rules ask is asked back once, for what is done about it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from canteen.kitchen import judging, keeping
from canteen.kitchen.judging import Odd
from canteen.kitchen.rules import REPLY_DAYS
from canteen.menus.serving import served
from canteen.models import (
    Additive,
    AdditiveUse,
    FoodLicence,
    KitchenDisinfection,
    KitchenVisit,
    MealAccompaniment,
    RestroomCleaning,
    TablewareDisinfection,
    WasteDisposal,
    accompanied_by,
)
from logistics.access import Role
from logistics.duties.forms.filed import LATE, FiledForm, people_at
from logistics.duties.models import Task
from logistics.fields import SeenVersion
from logistics.forms import Form, ModelForm, QuickSelect
from logistics.records.models import Entry
from logistics.school.calendar import after_school_days
from logistics.school.models import Campus, Person, Place
from logistics.school.rules import rule

USUALLY = timedelta(minutes=15)  # so long before its end a disinfection began


def one_of(people: Iterable[Any], label: Any, *, required: bool = False) -> forms.TypedChoiceField:
    """One of these people: read once, however many fields offer them."""
    known = {str(person.pk): person for person in people}
    offered = [("", "---------"), *((key, person.name) for key, person in known.items())]
    return forms.TypedChoiceField(
        label=label,
        choices=offered,
        coerce=lambda key: known[str(key)],
        empty_value=None,
        required=required,
        widget=QuickSelect,
    )


class KitchenForm(FiledForm):
    """A log of one kitchen. `REMEMBERED` begins as it was last written at this campus.

    `judge_log` yields what is not as it should be: asked back once, unless it waited offline.
    `meal` is the one the page is about. `kept` is the record that is corrected: it is said
    otherwise, with a reason.
    """

    REMEMBERED: ClassVar[Sequence[str]] = ()
    UNITS: ClassVar[Mapping[str, Any]] = {}
    judge_log: ClassVar[Any] = staticmethod(judging.nothing)
    at_meal: ClassVar[bool] = False

    measure = forms.CharField(label=_("what is done about it"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        at: Campus,
        task: Task | None = None,
        meal: str = "",
        kept: Any = None,
        **given: Any,
    ) -> None:
        self.at, self.task, self.meal, self.kept = at, task, meal if self.at_meal else "", kept
        self.odd: list[Odd] = []
        self.log: Any = None
        super().__init__(*args, campuses=Campus.objects.filter(pk=at.pk), **given)
        self.kind_code = self.model.kind_code
        self.initial["happened_at"] = self.suggested_time()
        if kept:
            self.begin_with(kept)
        elif not self.is_bound:
            self.remember()
        for name, unit in self.UNITS.items():
            self.fields[name].widget = forms.TextInput({"inputmode": "decimal", "data-unit": unit})
            self.fields[name].unit = unit
        if not self.data.get("measure") and not self.initial.get("measure"):
            self.fields["measure"].widget = forms.HiddenInput()

    def begin_with(self, kept: Any) -> None:
        """Everything stands as it was said; why it is said otherwise is asked for."""
        for name in ("measure", *self.COLUMNS, *self.CODES):
            self.initial[name] = kept.serializable_value(name)
        self.initial["late_reason"] = kept.entry.late_reason
        self.initial["seen"] = kept.entry.version
        del self.fields["photos"]
        self.fields["reason"] = forms.CharField(label=_("reason of the correction"), max_length=300)
        self.fields["seen"] = SeenVersion()
        named = [name for name in self.order() if name in self.fields]
        self.layout = Layout(*named, "reason", "seen")

    @property
    def on(self) -> date:
        """The day the page is about: that of the record or of the task, else today."""
        if self.kept:
            return timezone.localdate(self.kept.entry.happened_at)
        today = timezone.localdate(self.now)
        return min(today, timezone.localdate(self.task.due_at)) if self.task else today

    def suggested_time(self) -> Any:
        """Now; for a task of an earlier day, when it was due."""
        now = self.now.replace(second=0, microsecond=0)
        if self.kept:
            return self.kept.entry.happened_at
        return now if self.on == timezone.localdate(now) or not self.task else self.task.due_at

    def narrow(self) -> None:
        """The campus is known; of its kitchens one is asked for only where there are several."""
        super().narrow()
        if not self.asks_place:
            return
        places: Any = self.fields["place"]
        here = Place.objects.in_use().filter(campus=self.at, kind=Place.Kind.KITCHEN)
        of = self.kept.entry if self.kept else self.task
        own = of.place_id if of else None
        known = list((here.filter(pk=own) if own else here).order_by("name", "pk")[:2])
        places.queryset = here
        if len(known) < 2:
            places.required = False
            places.widget = forms.HiddenInput()
            self.initial["place"] = known[0].pk if known else None

    def remember(self) -> None:
        if not self.REMEMBERED:
            return
        rows: Any = self.model._default_manager.filter(entry__campus=self.at)
        last = rows.exclude(entry__status=Entry.Status.VOIDED).order_by("-pk").first()
        for name in self.REMEMBERED if last else ():
            self.initial.setdefault(name, getattr(last, name))

    def order(self) -> list[str]:
        where = ["campus", "place"] if self.asks_place else ["campus"]
        names = [*where, *self.COLUMNS, *self.CODES, "measure", *self.beside(), "photos",
                 "happened_at", *LATE]  # fmt: skip
        return [name for name in dict.fromkeys(names) if name in self.fields]

    def clean(self) -> dict[str, Any]:
        if self.kept:
            said = self.cleaned_data
            said["late_reason"] = said.get("late_reason") or said.get("reason", "")
            self.refuse_unseen()
        said = super().clean()
        if not self.errors:
            self.log = self.record()
            self.log.measure = said.get("measure", "")
            self.odd = list(type(self).judge_log(self.log))
            if self.odd and not self.log.measure and not said.get("typed_at"):
                self.ask_back("measure", [each.what for each in self.odd])
        return said

    def refuse_unseen(self) -> None:
        """Somebody corrected it meanwhile; sent again, this replaces it."""
        if self.cleaned_data.get("seen") != self.kept.entry.version:
            said = _("This record was corrected meanwhile. Check it, then send again.")
            self.add_error(None, said)
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.kept.entry.version

    def entry(self, **more: Any) -> Entry:
        place = self.cleaned_data.get("place") or (self.task.place if self.task else None)
        if self.kept:
            entry: Entry = self.kept.entry
            entry.happened_at, entry.place = self.cleaned_data["happened_at"], place or entry.place
            return entry
        return super().entry(**{"meal": self.meal, "place": place} | more)

    def record(self) -> Any:
        """The record as it was typed, unsaved."""
        said = super().record()
        if self.kept is None:
            return said
        for name in (*self.COLUMNS, *self.CODES):
            setattr(self.kept, name, getattr(said, name))
        return self.kept

    def save(self) -> Entry:
        if self.kept is None:
            return self.file()
        said = self.cleaned_data
        return keeping.correct(
            self.log, self.odd_things(), by=self.by, now=self.now, reason=said["reason"],
            seen=said["seen"],
        )  # fmt: skip

    def odd_things(self) -> list[Odd]:
        """What becomes something to be put right."""
        return self.odd

    def file(self) -> Entry:
        return keeping.keep(self.log, self.odd_things(), **self.filed)


class TablewareForm(KitchenForm):
    """After a meal: what, by which method, how hot or strong, from when until when."""

    model = TablewareDisinfection
    COLUMNS = ("method", "degrees", "strength", "ended_at", "count", "note")
    CODES: ClassVar = {"items": TablewareDisinfection.Item.choices}
    REMEMBERED = ("method", "items", "count")
    UNITS: ClassVar = {"degrees": "℃", "strength": "mg/L"}
    judge_log = staticmethod(judging.tableware)
    at_meal = True

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["happened_at"].label = _("started at")
        if self.kept is None:
            self.initial["ended_at"] = self.suggested_time()
            self.initial["happened_at"] = self.suggested_time() - USUALLY
        self.fields["items"].required = True

    def order(self) -> list[str]:
        return ["campus", "items", "method", "degrees", "strength", "happened_at", "ended_at",
                "measure", "count", "note", "photos", *LATE]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        begun, ended = self.cleaned_data.get("happened_at"), self.cleaned_data.get("ended_at")
        if begun and ended and ended <= begun:
            self.add_error("ended_at", _("The end lies before the beginning."))
        return super().clean()

    def clean_ended_at(self) -> Any:
        ended = self.cleaned_data["ended_at"]
        if ended and ended > self.now + keeping.filing.CLOCKS_DIFFER:
            self.add_error(
                "ended_at", _("This lies in the future. A record tells what has happened.")
            )
        return ended


class SurfacesForm(KitchenForm):
    """Containers, shelves and worktops at the end of the day."""

    model = KitchenDisinfection
    COLUMNS = ("strength", "minutes", "note")
    CODES: ClassVar = {"surfaces": KitchenDisinfection.Surface.choices}
    REMEMBERED = ("surfaces", "minutes")
    UNITS: ClassVar = {"strength": "mg/L", "minutes": _("min")}
    judge_log = staticmethod(judging.surfaces)
    asks_place = True

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["surfaces"].required = True


class WasteForm(KitchenForm):
    """What was handed over, how much, to whom: the collector is the same as last time."""

    model = WasteDisposal
    COLUMNS = ("sort", "kg", "firm", "handler", "phone", "note")
    REMEMBERED = ("sort", "firm", "handler", "phone")
    UNITS: ClassVar = {"kg": "kg"}


class RestroomForm(KitchenForm):
    """One press when every point is clean; only what is not is touched."""

    model = RestroomCleaning
    COLUMNS = ("note",)
    CODES: ClassVar = {"faults": RestroomCleaning.Point.choices}
    judge_log = staticmethod(judging.restroom)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["faults"].help_text = _("Touch only what is not in order")

    def order(self) -> list[str]:
        return ["campus", "faults", "measure", "note", "photos", "happened_at", *LATE]


class AdditiveForm(KitchenForm):
    """Each use: of the table or by its name, so many grams in so much of a food."""

    model = AdditiveUse
    COLUMNS = ("additive", "name", "grams", "food", "food_kg", "use", "producer", "produced_on",
               "note")  # fmt: skip
    UNITS: ClassVar = {"grams": "g", "food_kg": "kg"}
    judge_log = staticmethod(judging.additive)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        offered: Any = self.fields["additive"]
        offered.queryset = Additive.objects.filter(is_active=True)
        self.fields["name"].label = _("another additive")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not said.get("additive") and not said.get("name"):
            self.add_error("additive", _("Choose the additive, or write its name."))
        for name in ("grams", "food_kg"):
            if (value := said.get(name)) is not None and value <= 0:
                self.add_error(name, _("It weighs more than nothing."))
        return super().clean()

    def record(self) -> AdditiveUse:
        record: AdditiveUse = super().record()
        if record.additive:
            record.name = record.additive.name
            record.use = record.use or record.additive.use
        return record


class AccompanyForm(KitchenForm):
    """Eaten with the children: all good by one press, what was not is touched and written."""

    model = MealAccompaniment
    COLUMNS = ("eater", "person", "name", "position", "where_eaten", "diners", "dishes",
               *MealAccompaniment.GRADES, "problems", "owner", "right_by", "opinion")  # fmt: skip
    REMEMBERED = ("where_eaten",)
    judge_log = staticmethod(judging.accompanied)
    at_meal = True

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        people = list(people_at(self.campuses).defer("identity_number"))
        for name in ("person", "owner"):
            self.fields[name] = one_of(people, self.fields[name].label)
        for name in MealAccompaniment.GRADES:
            self.initial.setdefault(name, MealAccompaniment.Grade.GOOD)
        self.initial.setdefault("eater", self.usual_eater())
        if self.initial["eater"] != MealAccompaniment.Eater.PARENT:
            self.initial.setdefault("person", self.by.pk)
        self.initial.setdefault("dishes", self.on_the_table())
        self.fields["opinion"].help_text = _("Answered within five school days")

    def usual_eater(self) -> str:
        """As the duty asks; else by who writes."""
        if self.task and self.task.subject:
            return self.task.subject.partition(":")[2]
        leads = self.by.roles() & {Role.PRINCIPAL, Role.DIRECTOR}
        return MealAccompaniment.Eater.LEADER if leads else MealAccompaniment.Eater.TEACHER

    def on_the_table(self) -> str:
        rows = [row for row in served(self.on, self.at) if row.meal == self.meal]
        return gettext(", ").join(dict.fromkeys(row.dish.name for row in rows))[:300]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        is_parent = said.get("eater") == MealAccompaniment.Eater.PARENT
        if is_parent and not said.get("name"):
            self.add_error("name", _("Say who ate with the children."))
        if not is_parent and said.get("eater") and not said.get("person"):
            self.add_error("person", _("Say who ate with the children."))
        return super().clean()

    def record(self) -> MealAccompaniment:
        record: MealAccompaniment = super().record()
        if record.eater == MealAccompaniment.Eater.PARENT:
            record.person = None
        else:
            record.name = ""
        if record.opinion:
            days = int(rule(REPLY_DAYS, on=self.on))
            eaten_on = timezone.localdate(record.entry.happened_at)
            record.reply_by = after_school_days(self.at, eaten_on, days)
        record.entry.subject = accompanied_by(record.eater)
        return record

    def file(self) -> Entry:
        named = {"owner": self.log.owner, "due_on": self.log.right_by}
        return keeping.keep(self.log, self.odd, **self.filed, **named)


class VisitForm(KitchenForm):
    """Who was let into the kitchen, why, with which leader; leaving is one press later."""

    model = KitchenVisit
    COLUMNS = ("name", "firm", "people", "purpose", "companion", "is_well", "is_dressed",
               "left_at", "note")  # fmt: skip
    judge_log = staticmethod(judging.visit)
    asks_place = True

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["happened_at"].label = _("came in at")
        self.fields["people"].min_value = 1
        leaders = Q(posts__role__in=judging.LEADERS)
        offered = Person.objects.filter(
            leaders, pk__in=people_at(self.campuses).order_by().values("pk")
        )
        offered = offered.defer("identity_number").distinct().order_by("pinyin", "pk")
        self.fields["companion"] = one_of(offered, self.fields["companion"].label)
        self.initial.setdefault("people", 1)
        self.initial.setdefault("is_well", True)
        self.initial.setdefault("is_dressed", True)

    def clean(self) -> dict[str, Any]:
        came, left = self.cleaned_data.get("happened_at"), self.cleaned_data.get("left_at")
        if came and left and left < came:
            self.add_error("left_at", _("Nobody leaves before they came."))
        if self.cleaned_data.get("people") == 0:
            self.add_error("people", _("At least one person came."))
        return super().clean()


class LicenceForm(KitchenForm):
    """A licence as it was issued or renewed; the newest of its kind is the one in force."""

    model = FoodLicence
    COLUMNS = ("sort", "number", "holder", "issued_by", "issued_on", "valid_to", "note")
    REMEMBERED = ("holder",)

    def clean(self) -> dict[str, Any]:
        begun, ends = self.cleaned_data.get("issued_on"), self.cleaned_data.get("valid_to")
        if begun and ends and ends < begun:
            self.add_error("valid_to", _("A licence ends after it was issued."))
        return super().clean()


class ReplyForm(Form):
    """What parents said at the meal is answered."""

    reply = forms.CharField(
        label=pgettext_lazy("to an opinion", "answer"),
        max_length=300,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(
        self, *args: Any, meal: MealAccompaniment, by: Any, now: Any, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.accompanied, self.by, self.now = meal, by, now

    def save(self) -> Entry:
        words = self.cleaned_data["reply"]
        return keeping.reply(self.accompanied, words, by=self.by, now=self.now)


class AdditiveTableForm(ModelForm):
    """A line of the table: how much of it a kilogram of food may hold."""

    class Meta:
        model = Additive
        fields = ["name", "food", "use", "limit", "source", "is_active"]
