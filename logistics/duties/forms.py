"""What people type about duties: notes, duties, lines, plans, and how they search tasks."""

from datetime import datetime
from functools import partial
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.contributions import kinds, trades
from logistics.duties import filing, making, planning
from logistics.duties.models import Duty, Plan, PlanLine, Rhythm, RotaTurn, State, Task, WorkNote
from logistics.duties.models.duties import WORK_NOTE
from logistics.errors import Refused
from logistics.fields import DateField, DateTimeField, half_width, month_number
from logistics.forms import CheckTiles, Form, ModelForm, PhotosField
from logistics.records import photos
from logistics.records.models import Entry
from logistics.school.calendar import is_open_on
from logistics.school.models import Campus, Person, Place, SchoolClass, Term
from logistics.school.models.calendar import SchoolDay

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
ANCHORS = [
    ("", _("every public holiday")),
    ("new_year", _("New Year")),
    ("spring_festival", _("Spring Festival")),
    ("qingming", _("Qingming")),
    ("labour_day", _("Labour Day")),
    ("dragon_boat", _("Dragon Boat Festival")),
    ("mid_autumn", _("Mid-Autumn Festival")),
    ("national_day", _("National Day")),
    ("womens_day", _("Women's Day")),
    ("arbor_day", _("Arbor Day")),
    ("childrens_day", _("Children's Day")),
    ("teachers_day", _("Teachers' Day")),
]


# Records.


class RecordForm(Form):
    """What every record form asks: when it happened, and why it is late if it is."""

    happened_at = DateTimeField(label=_("when it happened"))
    late_reason = forms.CharField(
        label=_("reason for the late entry"), max_length=200, required=False
    )
    closed_day_is_right = forms.BooleanField(
        label=_("The school was closed that day; the time is right all the same"), required=False
    )
    typed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    kind_code = WORK_NOTE

    def __init__(self, *args: Any, now: datetime, by: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.now, self.by = now, by
        if not self.is_bound or "closed_day_is_right" not in self.data:
            self.fields["closed_day_is_right"].widget = forms.HiddenInput()

    def clean_happened_at(self) -> datetime:
        happened_at = self.cleaned_data["happened_at"]
        if happened_at > self.now + filing.CLOCKS_DIFFER:
            raise ValidationError(_("This lies in the future. A record tells what has happened."))
        return happened_at

    def judge(self, campus: Campus) -> None:
        """Ask back what is odd but may be true: a closed day, a late entry without its reason."""
        happened_at = self.cleaned_data.get("happened_at")
        if happened_at is None:
            return
        day = timezone.localdate(happened_at)
        if not is_open_on(campus, day) and not self.cleaned_data["closed_day_is_right"]:
            self.fields["closed_day_is_right"].widget = forms.CheckboxInput()
            self.add_error("closed_day_is_right", closed_sentence(campus, day))
        late = self.now > filing.late_after(self.kind_code, happened_at)
        offline = self.cleaned_data.get("typed_at")
        if late and not self.cleaned_data["late_reason"] and not offline:
            self.add_error("late_reason", _("This is entered late. Say why."))


def closed_sentence(campus: Campus, day: Any) -> str:
    row = SchoolDay.objects.filter(campus=campus, date=day).first()
    name = (row.name or row.get_kind_display()) if row else _now("no school day")
    return _now("%(day)s is %(name)s: the school is closed. Check the time, or confirm it.") % {
        "day": day,
        "name": name,
    }


class NoteForm(RecordForm):
    """A work note: what was done and photos; nothing to report is said by one press."""

    text = forms.CharField(
        label=_("what was done"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
    )
    nothing = forms.BooleanField(label=_("Nothing to report"), required=False)
    photos = PhotosField(label=_("photos"), required=False)
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    place = forms.ModelChoiceField(Place.objects.none(), label=_("place"), required=False)

    layout = Layout(
        "text", "nothing", "photos", "happened_at", "campus", "place", "late_reason",
        "closed_day_is_right",
    )  # fmt: skip

    def __init__(self, *args: Any, task: Task | None = None, campuses: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.task = task
        self.fields["campus"].queryset = campuses
        self.fields["place"].queryset = Place.objects.in_use().filter(campus__in=campuses)
        self.initial.setdefault("happened_at", self.suggested_time())
        if task:
            self.fix_scope(task, campuses)
        if len(campuses) == 1:
            self.fields["campus"].widget = forms.HiddenInput()
            self.initial["campus"] = campuses[0]

    def suggested_time(self) -> datetime:
        """Now; for a task that is over, the last moment at which it would have counted."""
        now = self.now.replace(second=0, microsecond=0)
        return min(now, self.task.closes_at) if self.task else now

    def fix_scope(self, task: Task, campuses: Any) -> None:
        """A task knows its campus and place: they are not asked again."""
        campus_id = task.campus_id or next((c.pk for c in campuses), None)
        self.initial |= {"campus": campus_id, "place": task.place_id}
        if task.campus_id:
            self.fields["campus"].queryset = campuses.filter(pk=task.campus_id)
            self.fields["campus"].widget = forms.HiddenInput()
        if task.place_id or task.school_class_id:
            self.fields["place"].queryset = Place.objects.filter(pk=task.place_id)
            self.fields["place"].widget = forms.HiddenInput()

    def clean_photos(self) -> list[Any]:
        files = self.cleaned_data["photos"]
        if len(files) > PhotosField.most:
            raise ValidationError(_("At most nine photos go with one record."))
        try:
            return [photos.prepare(file) for file in files]
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("text") and not data.get("nothing") and not data.get("photos"):
            self.add_error("text", _("Write what was done, add a photo, or say nothing to report."))
        if campus := data.get("campus"):
            if data.get("place") and data["place"].campus_id != campus.pk:
                self.add_error("place", _("This place belongs to another campus."))
            self.judge(campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        entry = Entry(
            campus=data["campus"],
            place=data["place"],
            school_class=self.task.school_class if self.task else None,
            meal=self.task.meal if self.task else "",
            subject=self.task.subject if self.task else "",
            happened_at=data["happened_at"],
            typed_at=data["typed_at"],
            late_reason=data["late_reason"],
            is_zero=data["nothing"] and not data["text"],
        )
        note = WorkNote(entry=entry, text=data["text"])
        if self.task:
            note.duty, note.line = self.task.duty, self.task.line
        attached = [
            partial(photos.attach, prepared, by=self.by, at=self.now, position=number)
            for number, prepared in enumerate(data["photos"])
        ]
        return filing.submit(note, by=self.by, now=self.now, photos=attached)


class CorrectionForm(RecordForm):
    """A note said otherwise, with the reason."""

    text = forms.CharField(
        label=_("what was done"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = forms.CharField(label=_("reason of the correction"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    layout = Layout("text", "happened_at", "reason", "late_reason", "closed_day_is_right", "seen")

    def __init__(self, *args: Any, note: WorkNote, **given: Any) -> None:
        entry = note.entry
        start = {"text": note.text, "happened_at": entry.happened_at, "seen": entry.version}
        super().__init__(*args, initial=start | {"late_reason": entry.late_reason}, **given)
        self.note = note
        self.fields["late_reason"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["late_reason"] = data.get("late_reason") or data.get("reason", "")
        self.judge(self.note.entry.campus)
        if not data.get("text") and not self.note.entry.is_zero:
            self.add_error("text", _("Write what was done."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        self.note.text = data["text"]
        self.note.entry.happened_at = data["happened_at"]
        self.note.entry.is_zero = not data["text"]
        return filing.correct(
            self.note, by=self.by, now=self.now, reason=data["reason"], seen=data["seen"]
        )


class ReasonForm(Form):
    """An act that needs nothing but its reason."""

    reason = forms.CharField(
        label=_("reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, act: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.act = act

    def save(self) -> Any:
        return self.act(self.cleaned_data["reason"])


# Tasks.


class TaskSearch(Form):
    """How tasks are found; every part of it stands in the address."""

    q = forms.CharField(label=_("search"), required=False)
    state = forms.MultipleChoiceField(
        label=_("state"), choices=State, required=False, widget=CheckTiles
    )
    mine = forms.BooleanField(label=_("only mine"), required=False)
    day = DateField(label=_("day"), required=False)
    month = forms.RegexField(r"^\d{6}$", label=_("month"), required=False)
    term = forms.ModelChoiceField(Term.objects.all(), label=_("term"), required=False)
    trade = forms.ChoiceField(label=_("trade"), required=False)
    role = forms.ChoiceField(label=_("role"), required=False)
    school_class = forms.IntegerField(required=False)
    place = forms.IntegerField(required=False)
    campus = forms.IntegerField(required=False)
    duty = forms.IntegerField(required=False)
    person = forms.IntegerField(required=False)
    proof = forms.CharField(required=False)
    bundle = forms.CharField(required=False)

    EXACT = {
        "term": "term",
        "trade": "trade",
        "role": "role",
        "school_class": "school_class_id",
        "place": "place_id",
        "campus": "campus_id",
        "duty": "duty_id",
        "person": "person_id",
        "proof": "proof",
        "bundle": "duty__bundle",
    }

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["trade"].choices = [("", _("all")), *trades().items()]
        self.fields["role"].choices = [("", _("all")), *Role.choices]
        for name in ("trade", "role"):
            self.fields[name].widget.attrs["class"] = "form-select"

    def apply(self, tasks: Any, *, person: Any, now: datetime) -> Any:
        self.is_valid()
        data = self.cleaned_data
        for name, column in self.EXACT.items():
            if data.get(name):
                tasks = tasks.filter(**{column: data[name]})
        if data.get("state"):
            tasks = tasks.in_state(data["state"], now)
        if data.get("mine"):
            tasks = tasks.owed_by(person)
        if data.get("day"):
            tasks = tasks.due_on(data["day"])
        if found := month_number(data.get("month") or ""):
            tasks = tasks.due_between(*making.whole_month(*found))
        if words := data.get("q"):
            found = Duty.objects.filter(title__icontains=words).values("pk")
            lines = PlanLine.objects.filter(text__icontains=words).values("pk")
            tasks = tasks.filter(duty__in=found) | tasks.filter(line__in=lines)
        return tasks


class AssignForm(Form):
    """Give a task to one person, or split it among several."""

    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("responsible"), widget=CheckTiles
    )

    def __init__(self, *args: Any, task: Task, people: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.task = task
        self.fields["people"].queryset = people

    def save(self) -> Task:
        people = list(self.cleaned_data["people"])
        if len(people) == 1:
            making.assign(self.task, person=people[0])
        else:
            making.split(self.task, people=people)
        return self.task


# Duties.


class ListField(forms.CharField):
    """A list of things typed with separators: 08:30；16:00 or 2026-11-21, 2026-12-01."""

    def __init__(self, *, reads: Any, **given: Any) -> None:
        super().__init__(**{"required": False} | given)
        self.reads = reads

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(str(part) for part in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Any]:
        plain = half_width(value or "").replace("、", ";").replace(",", ";").replace(" ", ";")
        return [self.read(part) for part in plain.split(";") if part]

    def read(self, part: str) -> Any:
        try:
            return self.reads(part)
        except ValueError as mistake:
            raise ValidationError(
                _("“%(part)s” is not understood."), params={"part": part}
            ) from mistake


def clock(text: str) -> str:
    return f"{datetime.strptime(text, '%H:%M'):%H:%M}"  # noqa: DTZ007  a time of day, no date


def iso_day(text: str) -> str:
    return DateField().clean(text).isoformat()


class NumbersField(forms.TypedMultipleChoiceField):
    def __init__(self, **given: Any) -> None:
        super().__init__(
            **{"coerce": int, "required": False, "widget": CheckTiles, "empty_value": []} | given
        )


class DutyForm(ModelForm):
    """A duty: what, who, where, how often, proved by what."""

    times = ListField(reads=clock, label=_("due at"), help_text=_("for example 08:30; 16:00"))
    dates = ListField(reads=iso_day, label=_("dates"), help_text=_("for example 2026-11-21"))
    weekdays = NumbersField(label=_("weekdays"), choices=WEEKDAYS)
    months = NumbersField(label=_("in months"), choices=list(MONTHS.items()))
    season = NumbersField(label=_("only in these months"), choices=list(MONTHS.items()))
    trade = forms.ChoiceField(label=_("trade"))
    proof = forms.ChoiceField(label=_("proved by"))
    anchor = forms.ChoiceField(label=_("holiday"), choices=ANCHORS, required=False)
    place_kind = forms.ChoiceField(
        label=_("kind of place"), required=False, choices=[("", "---------"), *Place.Kind.choices]
    )
    trigger = forms.ChoiceField(label=_("begins with a record of"), required=False)

    NEEDS = {
        Rhythm.WEEKS: "interval",
        Rhythm.EVERY_MONTHS: "interval",
        Rhythm.MONTHS: "months",
        Rhythm.DATED: "dates",
        Rhythm.EVENT: "hours",
    }

    class Meta:
        model = Duty
        fields = [
            "title", "title_en", "trade", "basis", "role", "person", "partner", "scope", "campus",
            "place_kind", "rhythm", "times", "weekdays", "interval", "months", "dates", "anchor",
            "days", "hours", "trigger", "season", "on_closed", "proof", "count", "starts_on",
            "ends_on", "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, person: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.now = now
        codes = {code: kind.title for code, kind in kinds().items()}
        if self.instance.proof not in codes:
            codes[self.instance.proof] = _now("%(note)s (until its own register exists)") % {
                "note": kinds()[WORK_NOTE].title
            }
        self.fields["trade"].choices = list(trades().items())
        self.fields["proof"].choices = list(codes.items())
        self.fields["trigger"].choices = [("", "---------"), *codes.items()]
        self.fields["campus"].queryset = Campus.objects.visible_to(person, "duties.arrange")
        self.fields["campus"].required = not person.reach("duties.arrange").everywhere
        self.fields["person"].queryset = Person.objects.visible_to(person, "duties.arrange")
        for name in ("starts_on", "ends_on"):
            self.fields[name] = DateField(label=self.fields[name].label, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needed = self.NEEDS.get(data.get("rhythm"))
        if needed and not data.get(needed):
            self.add_error(needed, _("This rhythm needs it."))
        if data.get("is_active") and data.get("rhythm") == Rhythm.UNSET:
            self.add_error("rhythm", _("Choose how often it is owed."))
        if data.get("scope") == "place" and not data.get("place_kind"):
            self.add_error("place_kind", _("Say for which places."))
        return data

    def save(self, commit: bool = True) -> Duty:  # noqa: FBT001, FBT002  Django's own signature
        duty = super().save(commit=commit)
        making.remake(duty, now=self.now)
        return duty


class TurnForm(ModelForm):
    starts_on = DateField(label=_("from"))
    ends_on = DateField(label=_("to"))

    class Meta:
        model = RotaTurn
        fields = ["person", "starts_on", "ends_on"]

    def __init__(self, *args: Any, people: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.now = now
        self.fields["person"].queryset = people

    def save(self, commit: bool = True) -> RotaTurn:  # noqa: FBT001, FBT002  Django's signature
        turn = super().save(commit=commit)
        making.remake(turn.duty, now=self.now)
        return turn


class HappenedForm(Form):
    """Something has happened that sets off a duty."""

    at = DateTimeField(label=_("when it happened"))
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=_("class"), required=False
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("place"), required=False)

    def __init__(self, *args: Any, duty: Duty, campuses: Any, now: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.duty, self.now = duty, now
        self.initial.setdefault("at", now.replace(second=0, microsecond=0))
        here = Q(pk=duty.campus_id) if duty.campus_id else Q()
        self.fields["campus"].queryset = campuses.filter(here)
        self.fields["school_class"].queryset = SchoolClass.objects.filter(campus__in=campuses)
        self.fields["place"].queryset = Place.objects.in_use().filter(campus__in=campuses)

    def clean_at(self) -> datetime:
        at = self.cleaned_data["at"]
        if at > self.now + filing.CLOCKS_DIFFER:
            raise ValidationError(_("This lies in the future. A record tells what has happened."))
        return at

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (found := data.get("school_class")) and found.campus != data.get("campus"):
            self.add_error("school_class", _("This class is at another campus."))
        if (found := data.get("place")) and found.campus != data.get("campus"):
            self.add_error("place", _("This place belongs to another campus."))
        return data

    def save(self) -> Task:
        data = self.cleaned_data
        scope = Entry(campus=data["campus"], school_class=data["school_class"], place=data["place"])
        key = f"h{data['at']:%Y%m%d%H%M}.{scope.campus_id}.{scope.school_class_id or 0}"
        return making.happen(self.duty, at=data["at"], scope=scope, key=key)


# Plans and their lines.


class LineForm(ModelForm):
    """One thing to be done: from a plan, or beside it."""

    opens_on = DateField(label=_("may begin on"), required=False)
    due_on = DateField(label=_("to be done by"), required=False)
    trade = forms.ChoiceField(label=_("trade"), required=False)

    class Meta:
        model = PlanLine
        fields = [
            "text", "parent", "month", "quarter", "week", "opens_on", "due_on", "campus", "trade",
            "role", "person", "partner",
        ]  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, person: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["trade"].choices = [("", "---------"), *trades().items()]
        self.fields["campus"].queryset = Campus.objects.visible_to(person, "duties.view_task")
        arranges = bool(person.reach("duties.arrange"))
        people = Person.objects.visible_to(person, "duties.arrange")
        self.fields["person"].queryset = people if arranges else people.filter(pk=person.pk)
        # Only who arranges gives work to others, or to every campus.
        self.fields["person"].required = not arranges
        self.fields["campus"].required = arranges and not person.reaches_all("duties.arrange")
        self.parents()

    def parents(self) -> None:
        """A weekly arrangement serves a line of the plan above."""
        above = self.instance.plan.parent if self.instance.plan else None
        if above is None:
            del self.fields["parent"], self.fields["week"]
        else:
            self.fields["parent"].queryset = above.lines.all()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        beside = self.instance.plan_id is None
        if beside and not data.get("due_on"):
            self.add_error("due_on", _("Say until when it is to be done."))
        return data

    def save(self, commit: bool = True) -> PlanLine:  # noqa: FBT001, FBT002  Django's signature
        line = super().save(commit=False)
        if line.week is not None and line.plan:
            line.term = line.plan.term
        return planning.place(line)


class PlanForm(ModelForm):
    """A plan's frame: for what, by whom, serving which plan, in view of which problems."""

    class Meta:
        model = Plan
        fields = [
            "title", "kind", "group", "term", "year", "parent", "serves", "situation", "aims",
            "measures",
        ]  # fmt: skip

    def __init__(self, *args: Any, person: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        above = Plan.objects.above(person)
        self.fields["parent"].queryset = above.exclude(pk=self.instance.pk)
        if not person.reach("duties.arrange"):
            personal = [c for c in Plan.Kind.choices if c[0] != Plan.Kind.DEPARTMENT]
            self.fields["kind"].choices = personal


class PlanTextForm(Form):
    """A written plan, pasted or as a file."""

    text = forms.CharField(
        label=_("paste the plan here"), required=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    file = forms.FileField(
        label=_("or choose a file"), required=False, help_text=_(".docx, .xlsx, .xls or .txt")
    )
    kind = forms.ChoiceField(label=_("kind"), choices=Plan.Kind)
    term = forms.ModelChoiceField(
        Term.objects.all(),
        label=_("term"),
        required=False,
        empty_label=_("a whole year, both terms"),
    )
    year = forms.IntegerField(
        label=_("year"), required=False, min_value=2000, max_value=2100,
        help_text=_("for a plan of a whole year: the year of its first month"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("text", "").strip() and not data.get("file"):
            self.add_error("text", _("Paste the plan, or choose its file."))
        if not data.get("term") and not data.get("year"):
            self.add_error("year", _("Choose a term, or say which year the plan is for."))
        return data


class SummaryForm(Form):
    """The summary that closes a plan."""

    summary = forms.CharField(label=_("summary"), widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, plan: Plan, now: datetime, **given: Any) -> None:
        draft = plan.summary or planning.report(plan, now=now)
        super().__init__(*args, initial={"summary": draft}, **given)
        self.plan, self.now = plan, now

    def save(self) -> Plan:
        planning.close(self.plan, summary=self.cleaned_data["summary"], now=self.now)
        return self.plan
