"""Meetings and the safety group as they are written down."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics import lines
from logistics.forms import CheckTiles, make_ready
from logistics.records.models import Entry
from logistics.school.models import Campus, Person
from safety.forms.happenings import (
    HappeningForm,
    WithCampus,
    WithPhotos,
    attached,
    day,
    short,
    words,
)
from safety.models import GroupMember, MeetingAbout, SafetyGroup, SafetyMeeting
from safety.organisation import deciding
from safety.organisation.attending import colleagues, staff_of
from safety.organisation.deciding import Decision

DECISIONS = 4
SEATS = 12


class WithLines(HappeningForm):
    """A form with a few empty lines below it."""

    parts: tuple[str, ...] = ()
    most = 0

    def limit(self) -> None:
        for number in range(1, self.most + 1):
            for name, field in self.line(number).items():
                make_ready(field)
                field.part = name
                field.widget.attrs["data-part"] = name
                self.fields[f"{name}-{number}"] = field

    def line(self, number: int) -> dict[str, forms.Field]:
        raise NotImplementedError

    def laid_below(self) -> Sequence[str]:
        return [f"{name}-{n}" for n in range(1, self.most + 1) for name in self.parts]

    def table(self) -> SafeString:
        rows = [
            lines.Line(number, [self[f"{name}-{number}"] for name in self.parts])
            for number in range(1, self.most + 1)
        ]
        return lines.table(rows, grows=True, fewest=2)

    def said(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The lines in which something was written."""
        for number in range(1, self.most + 1):
            line = {name: self.cleaned_data.get(f"{name}-{number}") for name in self.parts}
            if any(line.values()):
                yield number, line


class MeetingForm(WithPhotos, WithCampus, WithLines):
    """Of the whole staff only those are ticked who were missing; of others those who came."""

    kind_code = SafetyMeeting.kind_code
    parts = ("what", "owner", "due_on")
    most = DECISIONS

    topic = short(_("topic"), required=True)
    where_held = short(_("where"), 60)
    chair = forms.ModelChoiceField(Person.objects.none(), label=pgettext_lazy("meeting", "led by"))
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("who was there"), widget=CheckTiles, required=False
    )
    guests = short(_("others present"), 200, help_text=_("Parents, police, companies …"))
    content = words(_("what was talked about"), required=True, rows=4, most=4000)
    decisions = words(_("what was decided"), rows=3)
    field_order = (
        "topic", "campus", "happened_at", "where_held", "chair", "people", "guests", "content",
        "decisions", "photos",
    )  # fmt: skip

    def __init__(self, *args: Any, about: str, campuses: Any, **given: Any) -> None:
        self.about, self.campuses = about, campuses
        self.staff: list[Any] = []
        super().__init__(*args, **given)

    @property
    def asks_who_was_missing(self) -> bool:
        return self.about == MeetingAbout.ALL_STAFF

    def limit(self) -> None:
        self.offer_campuses(self.campuses)
        on = timezone.localdate(self.now)
        only = self.campuses[0].pk if len(self.campuses) == 1 else None
        people = staff_of(only, on)
        for name in ("chair", "people"):
            self.fields[name].queryset = people
        self.initial.setdefault("chair", self.by.pk)
        if self.asks_who_was_missing:
            self.fields["people"].label = _("who was missing")
            self.fields["people"].help_text = _("Nobody ticked: the whole staff was there")
        super().limit()

    def line(self, number: int) -> dict[str, forms.Field]:
        people = self.fields["people"].queryset
        return {
            "what": short(_("what is to be done"), 200),
            "owner": forms.ModelChoiceField(people, label=_("who does it"), required=False),
            "due_on": day(pgettext_lazy("a decision", "until")),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if campus := data.get("campus"):
            self.judge(campus)
        for number, line in self.said():
            if not line["what"]:
                self.add_error(f"what-{number}", gettext("Say what is to be done."))
        if not self.asks_who_was_missing and not data.get("people") and not data.get("guests"):
            self.add_error("people", gettext("Say who was there."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        ticked = list(data["people"])
        came, missing = ticked, []
        if self.asks_who_was_missing:
            everybody = staff_of(data["campus"].pk, timezone.localdate(data["happened_at"]))
            came, missing = [p for p in everybody if p not in ticked], ticked
        names = ("topic", "where_held", "chair", "guests", "content", "decisions")
        meeting = SafetyMeeting(
            entry=Entry(campus=data["campus"], **self.head), about=self.about,
            **{name: data[name] for name in names},
        )  # fmt: skip
        decisions = [Decision(**line) for _number, line in self.said()]
        return deciding.meet(
            meeting, came=came, missing=missing, decisions=decisions, by=self.by, now=self.now,
            photos=attached(self),
        )  # fmt: skip


class GroupForm(WithCampus, WithLines):
    """Who is in the safety group of the year."""

    kind_code = SafetyGroup.kind_code
    parts = ("person", "seat", "task")
    most = SEATS

    school_year = forms.IntegerField(
        label=_("school year"), min_value=2000, max_value=2200,
        help_text=_("The year in which it begins: 2026 for 2026—2027"),
    )  # fmt: skip
    tasks = words(_("what the group does"), rows=4)

    def __init__(
        self, *args: Any, campuses: Any, before: SafetyGroup | None = None, **given: Any
    ) -> None:
        self.campuses, self.before = campuses, before
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.offer_campuses(self.campuses)
        super().limit()
        if self.before:
            self.initial.setdefault("tasks", self.before.tasks)
            for number, member in enumerate(self.before.lines.all()[: self.most], start=1):
                said = {"person": member.person_id, "seat": member.seat, "task": member.task}
                self.initial.update({f"{name}-{number}": value for name, value in said.items()})

    def line(self, number: int) -> dict[str, forms.Field]:
        people = colleagues(self.by, timezone.localdate(self.now))
        seats = [("", "—"), *GroupMember.Position.choices]
        return {
            "person": forms.ModelChoiceField(people, label=_("person"), required=False),
            "seat": forms.ChoiceField(
                label=pgettext_lazy("safety group", "position"), choices=seats, required=False
            ),
            "task": short(_("answers for"), 100),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if campus := data.get("campus"):
            self.judge(campus)
        for number, line in self.said():
            for name in ("person", "seat"):
                if not line[name]:
                    self.add_error(f"{name}-{number}", gettext("Say who, and as what."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        group = SafetyGroup(
            entry=Entry(campus=data["campus"], **self.head),
            school_year=data["school_year"],
            tasks=data["tasks"],
        )
        members = [GroupMember(**line) for _number, line in self.said()]
        return deciding.form_group(group, members, by=self.by, now=self.now)


def campuses_of(person: Any, permission: str) -> Any:
    return Campus.objects.visible_to(person, permission).filter(is_active=True)
