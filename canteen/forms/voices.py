"""What people say of the meals, as they type it."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from canteen.models import (
    CommitteeMember,
    ComplaintAnswer,
    Dish,
    FoodIncident,
    IncidentReport,
    MealComplaint,
    MealMeeting,
    MealObservation,
    MealSurvey,
    Menu,
    SurveyQuestion,
)
from canteen.voices import hearing, holding, meeting
from canteen.voices.meeting import Decision
from logistics import lines
from logistics.duties.forms.records import PhotoForm, RecordForm
from logistics.fields import DateField, NumberField
from logistics.forms import CheckTiles, ModelForm, Tiles, make_ready
from logistics.records.models import Entry
from logistics.school.models import Campus, Person, Post, SchoolClass, Term
from logistics.school.models.campuses import Meal

LATE = ("happened_at", "late_reason", "closed_day_is_right")


def words(label: Any, rows: int = 3, *, required: bool = True, **given: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=4000, required=required, widget=widget, **given)


def short(label: Any, most: int = 100, *, required: bool = False, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, **given)


def staff_of(campus: Any, on: date) -> Any:
    """Who works at a campus, with those who work at all of them."""
    posts = Post.objects.current(on).filter(Q(campus=None) | Q(campus=campus))
    people = Person.objects.employed(on).filter(pk__in=posts.values("person"))
    return people.defer("identity_number")


class VoiceForm(PhotoForm):
    """A record of one campus. `above` are its fields; when it happened is asked below them."""

    above: tuple[str, ...] = ()

    def __init__(self, *args: Any, campus: Campus, **given: Any) -> None:
        super().__init__(*args, **given)
        self.campus = campus
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.limit()
        self.layout = Layout(*self.above, "photos", *LATE)

    def limit(self) -> None:
        """Narrow the choices of the form."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.campus)
        return data

    def entry(self, **more: Any) -> Entry:
        data = self.cleaned_data
        return Entry(
            campus=self.campus, happened_at=data["happened_at"], typed_at=data["typed_at"],
            late_reason=data["late_reason"], **more,
        )  # fmt: skip

    def said(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names}

    @property
    def filed(self) -> dict[str, Any]:
        return {"by": self.by, "now": self.now}


class WithLines:
    """A few empty lines below a form: `parts` of each, at most `most`."""

    parts: tuple[str, ...] = ()
    most = 0
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def line(self, number: int) -> dict[str, forms.Field]:
        raise NotImplementedError

    def add_lines(self) -> None:
        for number in range(1, self.most + 1):
            for name, field in self.line(number).items():
                make_ready(field)
                field.part = name
                field.widget.attrs["data-part"] = name
                self.fields[f"{name}-{number}"] = field

    def table(self) -> Any:
        rows = [
            lines.Line(number, [self[f"{name}-{number}"] for name in self.parts])  # type: ignore[index]
            for number in range(1, self.most + 1)
        ]
        return lines.table(rows, grows=True, fewest=2)

    def written(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The lines in which something was written."""
        for number in range(1, self.most + 1):
            line = {name: self.cleaned_data.get(f"{name}-{number}") for name in self.parts}
            if line[self.parts[0]] or any(line.values()):
                yield number, line


class MemberForm(ModelForm):
    """Somebody of the diet committee."""

    class Meta:
        model = CommitteeMember
        fields = ["side", "person", "name", "task", "is_active"]

    def __init__(self, *args: Any, campus: Campus, on: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.instance.campus = campus
        person: Any = self.fields["person"]
        person.queryset = staff_of(campus, on)


class MeetingForm(WithLines, VoiceForm):
    """Who of the committee came is ticked; each decision goes to somebody until a day."""

    kind_code = MealMeeting.kind_code
    parts = ("what", "owner", "due_on")
    most = 4
    above = ("topic", "where_held", "chair", "members", "guests", "content", "decisions")

    topic = short(_("topic"), required=True)
    where_held = short(_("where"), 60)
    chair = short(pgettext_lazy("meeting", "led by"), 50, required=True)
    members = forms.ModelMultipleChoiceField(
        CommitteeMember.objects.none(), label=_("who was there"), widget=CheckTiles, required=False
    )
    guests = short(pgettext_lazy("diet committee", "others present"), 200)
    content = words(_("what was talked about"), 4)
    decisions = words(_("what was decided"), required=False)

    def limit(self) -> None:
        members: Any = self.fields["members"]
        members.queryset = meeting.members_of(self.campus)
        if not self.is_bound:
            self.initial.setdefault("members", [row.pk for row in members.queryset])
        self.initial.setdefault("chair", str(self.by))
        self.add_lines()

    def line(self, number: int) -> dict[str, forms.Field]:
        people = staff_of(self.campus, timezone.localdate(self.now))
        return {
            "what": short(_("what is to be done"), 200),
            "owner": forms.ModelChoiceField(people, label=_("who does it"), required=False),
            "due_on": DateField(label=pgettext_lazy("a decision", "until"), required=False),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for number, line in self.written():
            if not line["what"]:
                self.add_error(f"what-{number}", gettext("Say what is to be done."))
        if not data.get("members") and not data.get("guests"):
            self.add_error("members", gettext("Say who was there."))
        return data

    def save(self) -> Entry:
        held = MealMeeting(
            entry=self.entry(),
            **self.said("topic", "where_held", "chair", "guests", "content", "decisions"),
        )
        decisions = [Decision(**line) for _number, line in self.written()]
        return meeting.meet(
            held, came=self.cleaned_data["members"], decisions=decisions,
            photos=self.attached(), **self.filed,
        )  # fmt: skip


class ObservationForm(VoiceForm):
    """A class at its meal: two taps when all is well."""

    kind_code = MealObservation.kind_code
    above = ("school_class", "eaten", "warmth", "dish", "said", "meal")

    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=_("class"), widget=Tiles, empty_label=None
    )
    eaten = forms.ChoiceField(
        label=_("how much was eaten"), choices=MealObservation.Eaten.choices, widget=Tiles,
        initial=MealObservation.Eaten.ALL,
    )  # fmt: skip
    warmth = forms.ChoiceField(
        label=pgettext_lazy("a meal", "temperature"), choices=MealObservation.Warmth.choices, widget=Tiles,
        initial=MealObservation.Warmth.RIGHT,
    )  # fmt: skip
    dish = forms.ModelChoiceField(
        Dish.objects.none(), label=_("dish that was left over most"), required=False, widget=Tiles,
        empty_label=pgettext_lazy("a dish left over", "none"),
    )  # fmt: skip
    said = short(_("what teachers and children said"), 300)  # type: ignore[assignment]
    meal = forms.ChoiceField(label=_("meal"), choices=Meal.choices)

    def __init__(self, *args: Any, classes: Any, dishes: Sequence[Dish], **given: Any) -> None:
        self.classes, self.dishes = classes, dishes
        super().__init__(*args, **given)

    def limit(self) -> None:
        classes: Any = self.fields["school_class"]
        dish: Any = self.fields["dish"]
        meal: Any = self.fields["meal"]
        classes.queryset = self.classes
        if len(self.classes) == 1:
            self.initial.setdefault("school_class", self.classes[0].pk)
        dish.queryset = Dish.objects.filter(pk__in=[each.pk for each in self.dishes])
        if not self.dishes:
            dish.widget = forms.HiddenInput()
        meal.choices = [(m, Meal(m).label) for m in self.campus.meals if m in Meal.values]

    def save(self) -> Entry:
        data = self.cleaned_data
        seen = MealObservation(
            entry=self.entry(school_class=data["school_class"], meal=data["meal"]),
            eaten=data["eaten"], warmth=data["warmth"], dish=data["dish"], said=data["said"],
        )  # fmt: skip
        return hearing.observe(seen, photos=self.attached(), **self.filed)


class ComplaintForm(VoiceForm):
    """Who said what of the meals."""

    kind_code = MealComplaint.kind_code
    above = ("source", "about", "content", "contact")

    source = forms.ChoiceField(
        label=_("source"), choices=MealComplaint.Source.choices, widget=Tiles
    )
    about = forms.ChoiceField(
        label=pgettext_lazy("opinion", "about"), choices=MealComplaint.About.choices, widget=Tiles
    )
    content = words(_("what was said"))
    contact = short(
        _("who said it, and how to reach them"), 200, help_text=_("Kept encrypted; may stay empty")
    )

    def __init__(self, *args: Any, menu: Menu | None = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.menu = menu
        if menu is not None:
            self.initial.setdefault("about", MealComplaint.About.TASTE)

    def save(self) -> Entry:
        told = MealComplaint(
            entry=self.entry(), menu=self.menu,
            **self.said("source", "about", "content", "contact"),
        )  # fmt: skip
        return hearing.hear(told, photos=self.attached(), **self.filed)


class AnswerForm(RecordForm):
    """What was done and answered."""

    kind_code = ComplaintAnswer.kind_code
    layout = Layout("handling", "answer", "content", *LATE)

    handling = words(pgettext_lazy("an opinion", "what was done"))
    answer = words(_("what was answered"))
    content = forms.ChoiceField(
        label=_("how content they are"), choices=ComplaintAnswer.Content.choices, widget=Tiles,
        initial=ComplaintAnswer.Content.SATISFIED,
    )  # fmt: skip

    def __init__(self, *args: Any, complaint: MealComplaint, **given: Any) -> None:
        super().__init__(*args, **given)
        self.complaint = complaint
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.complaint.entry.campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        said = ComplaintAnswer(
            complaint=self.complaint, handling=data["handling"], answer=data["answer"],
            content=data["content"],
        )  # fmt: skip
        return hearing.answer(
            said, by=self.by, now=self.now, happened_at=data["happened_at"],
            late_reason=data["late_reason"],
        )  # fmt: skip


class SurveyForm(WithLines, VoiceForm):
    """Given out and come back, the questions with their points, what follows."""

    kind_code = MealSurvey.kind_code
    parts = ("question", "score", "most")
    most = 8
    above = ("asked", "given_out", "returned", "conclusion", "to_right")

    asked = forms.ChoiceField(
        label=pgettext_lazy("survey", "who was asked"), choices=MealSurvey.Asked.choices,
        widget=Tiles,
    )  # fmt: skip
    given_out = forms.IntegerField(
        label=pgettext_lazy("a survey", "given out"), min_value=1, max_value=100_000
    )
    returned = forms.IntegerField(
        label=pgettext_lazy("a survey", "came back"), min_value=0, max_value=100_000
    )
    conclusion = words(_("conclusion"))
    to_right = short(
        _("what is put right"), 300, help_text=_("Somebody puts it right and another checks it")
    )

    def __init__(self, *args: Any, term: Term, **given: Any) -> None:
        self.term = term
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.add_lines()

    def line(self, number: int) -> dict[str, forms.Field]:
        points: dict[str, Any] = {"max_digits": 5, "decimal_places": 2, "min_value": 0}
        return {
            "question": short(_("question")),
            "score": NumberField(label=_("mean points"), required=False, **points),
            "most": NumberField(label=pgettext_lazy("points", "of"), required=False, **points),
        }

    def written(self) -> Iterator[tuple[int, dict[str, Any]]]:
        return ((n, line) for n, line in super().written() if line["question"] or line["score"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (data.get("returned") or 0) > (data.get("given_out") or 100_000):
            self.add_error("returned", gettext("No more come back than were given out."))
        for number, line in self.written():
            if not line["question"]:
                self.add_error(f"question-{number}", gettext("Say what was asked."))
            if line["score"] is None:
                self.add_error(f"score-{number}", gettext("Say how many points it got."))
            elif line["score"] > (line["most"] or 100):
                self.add_error(f"score-{number}", gettext("No more points than there are."))
        return data

    def save(self) -> Entry:
        asked = MealSurvey(
            entry=self.entry(), term=self.term,
            **self.said("asked", "given_out", "returned", "conclusion", "to_right"),
        )  # fmt: skip
        questions = [
            SurveyQuestion(
                question=line["question"], score=line["score"], most=line["most"] or Decimal(100)
            )
            for _number, line in self.written()
        ]
        return hearing.survey(asked, questions, **self.filed)


class IncidentForm(VoiceForm):
    """What is known in the first minutes; more is added as reports."""

    kind_code = FoodIncident.kind_code
    above = (
        "where_eaten", "eaters", "ill", "symptoms", "suspected_on", "suspected_meal",
        "suspected_food", "samples", "measures",
    )  # fmt: skip

    where_eaten = short(_("where"), required=True)
    eaters = forms.IntegerField(label=_("how many ate"), min_value=0, max_value=100_000)
    ill = forms.IntegerField(label=_("how many are ill"), min_value=0, max_value=100_000)
    symptoms = short(_("symptoms"), 300, required=True)
    suspected_on = DateField(label=_("day of the suspected meal"))
    suspected_meal = forms.ChoiceField(
        label=_("suspected meal"), choices=[("", pgettext_lazy("a meal", "not known")), *Meal.choices], required=False,
    )  # fmt: skip
    suspected_food = short(_("suspected food"), 200)
    samples = short(
        _("samples of the meal"), 300, help_text=_("Which are kept, where, and who took them along")
    )
    measures = words(
        pgettext_lazy("an incident", "what was done"),
        help_text=_("Food stopped and sealed, the ill taken to hospital …"),
    )

    def limit(self) -> None:
        self.initial.setdefault("suspected_on", timezone.localdate(self.now))

    def clean_suspected_on(self) -> date:
        on: date = self.cleaned_data["suspected_on"]
        if on > timezone.localdate(self.now):
            raise forms.ValidationError(gettext("This lies in the future."))
        return on

    def save(self) -> Entry:
        incident = FoodIncident(entry=self.entry(), **self.said(*self.above))
        return holding.file(incident, photos=self.attached(), **self.filed)


class IncidentReportForm(RecordForm):
    """Who was told, and whether the inquiry is over."""

    kind_code = IncidentReport.kind_code
    layout = Layout("authority", "told", "answer", "closes", *LATE)

    authority = forms.ChoiceField(
        label=_("reported to"), choices=IncidentReport.Authority.choices, widget=Tiles
    )
    told = short(_("who took it"), 60)
    answer = short(_("what they said"), 300)
    closes = forms.BooleanField(
        label=_("the inquiry is over"), required=False,
        help_text=_("Samples and papers that were kept for it are free again"),
    )  # fmt: skip

    def __init__(self, *args: Any, incident: FoodIncident, **given: Any) -> None:
        super().__init__(*args, **given)
        self.incident = incident
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.incident.entry.campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        said = IncidentReport(
            incident=self.incident,
            **{name: data[name] for name in ("authority", "told", "answer", "closes")},
        )
        return holding.report(
            said, by=self.by, now=self.now, happened_at=data["happened_at"],
            late_reason=data["late_reason"],
        )  # fmt: skip
