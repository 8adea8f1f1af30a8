"""An injury as the official form asks it; how it went on; the report upward."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.errors import Refused
from logistics.fields import SeenVersion
from logistics.forms import Tiles
from logistics.records.models import Entry
from logistics.school.calendar import end_of, start_of
from logistics.school.models import Child, Person, Place
from safety.forms.happenings import (
    HappeningForm,
    WithPhotos,
    attached,
    moment,
    of_codes,
    short,
    typed,
    words,
)
from safety.models import ChildInjury, InjuryFollowUp, InjuryReport, Severity
from safety.models.injuries import (
    BodyPart,
    InjuryActivity,
    InjuryCompany,
    InjuryOutcome,
    InjurySpot,
    InjuryTreatment,
    InjuryType,
    Way,
)
from safety.organisation import registering
from safety.organisation.attending import (
    WRITE,
    about_child,
    children_seen,
    class_on,
    colleagues,
)

TOLD = ("told_at", "told_how", "told_whom")
COLUMNS = (
    "type", "spot", "activity", "company", "body_part", "severity", "on_duty", "treatment",
    "diagnosis", "rest_days", "outcome", "story", *TOLD, "video_number", "measures", "insurance",
)  # fmt: skip
MOST_REST = 730


class InjuryFields(WithPhotos, HappeningForm):
    """The columns of the official form, most of them a choice."""

    kind_code = ChildInjury.kind_code

    type = of_codes(InjuryType.choices, _("type of injury"))
    body_part = forms.ChoiceField(
        label=_("part of the body"), choices=BodyPart.choices, widget=Tiles
    )
    severity = forms.ChoiceField(
        label=_("severity"),
        choices=Severity.choices,
        widget=Tiles,
        help_text=_("Minor: nose bleed, graze, bump. Serious and major ones are reported upward"),
    )
    story = words(_("how it happened"), required=True, rows=3)
    spot = of_codes(InjurySpot.choices, _("where it happened"))
    place = forms.ModelChoiceField(Place.objects.none(), label=_("room or yard"), required=False)
    activity = of_codes(InjuryActivity.choices, _("what the child was doing"))
    company = of_codes(InjuryCompany.choices, _("who was with the child"))
    on_duty = forms.ModelChoiceField(Person.objects.none(), label=_("on duty"))
    treatment = of_codes(InjuryTreatment.choices, _("treatment"))
    diagnosis = short(_("diagnosis"), 300)
    rest_days = forms.IntegerField(
        label=_("days of rest"), min_value=0, max_value=MOST_REST, required=False,
        help_text=_("With weekends and holidays"),
    )  # fmt: skip
    outcome = of_codes(
        InjuryOutcome.choices, pgettext_lazy("of an injury", "outcome"), required=False,
        help_text=_("Empty: it is followed until the outcome is known"),
    )  # fmt: skip
    told_at = moment(_("parents told at"))
    told_how = forms.ChoiceField(
        label=_("how they were told"), choices=Way.choices, widget=Tiles, required=False
    )
    told_whom = short(_("who was told"), 50, help_text=_("Mother, father, grandparent …"))
    video_number = short(_("number of the video kept"), 40)
    measures = short(_("what is changed after it"), 300)
    insurance = short(_("insurance claim"), 100)

    def limit(self) -> None:
        day = timezone.localdate(self.now)
        seen = colleagues(self.by, day)
        typed(self.fields["on_duty"], seen, "safety:colleague_options")
        places: Any = self.fields["place"]
        places.queryset = Place.objects.in_use().visible_to(self.by, "school.view_place")
        self.initial.setdefault("on_duty", self.by.pk)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        told_at, happened_at = data.get("told_at"), data.get("happened_at")
        if told_at and happened_at and told_at < happened_at:
            self.add_error("told_at", _("The parents cannot be told before it happened."))
        if told_at and told_at > self.now + registering.filing.CLOCKS_DIFFER:
            self.add_error(
                "told_at", _("This lies in the future. A record tells what has happened.")
            )
        if told_at and not data.get("told_how"):
            self.add_error("told_how", _("Say how the parents were told."))
        return data

    def put_into(self, injury: ChildInjury) -> None:
        for name in COLUMNS:
            setattr(injury, name, self.cleaned_data[name])
        injury.entry.place = self.cleaned_data["place"]


class InjuryForm(InjuryFields):
    """A child was hurt. What is dangerous at the place becomes a hazard of its own."""

    child = forms.ModelChoiceField(Child.objects.none(), label=_("child"))
    danger = short(
        _("what is dangerous at the place"), 300,
        help_text=_("It becomes a hazard that everybody can see: name no child"),
    )  # fmt: skip
    field_order = (
        "child", "happened_at", "type", "body_part", "severity", "story", "spot", "place",
        "activity", "company", "on_duty", "treatment", *TOLD, "diagnosis", "rest_days", "outcome",
        "photos", "danger", "measures", "video_number", "insurance",
    )  # fmt: skip

    def __init__(self, *args: Any, child: Child | None = None, **given: Any) -> None:
        self.about = child
        super().__init__(*args, **given)

    def limit(self) -> None:
        super().limit()
        day = timezone.localdate(self.now)
        typed(
            self.fields["child"], children_seen(self.by, day, WRITE), "safety:injury_child_options"
        )
        if self.about is not None:
            self.initial["child"] = self.about.pk

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        child, happened_at = data.get("child"), data.get("happened_at")
        if child and happened_at:
            try:
                school_class = class_on(child, timezone.localdate(happened_at))
            except Refused as refusal:
                self.add_error("child", str(refusal))
            else:
                self.judge(school_class.campus)
                self.ask_about_twice(child)
        return data

    def ask_about_twice(self, child: Child) -> None:
        """Teacher and doctor may both write: the same injury is registered once."""
        day = timezone.localdate(self.cleaned_data["happened_at"])
        rows = ChildInjury.objects.standing().filter(
            child=child, entry__happened_at__range=(start_of(day), end_of(day))
        )
        if known := rows.select_related("entry__entered_by").first():
            said = {"number": known.entry.number, "person": known.entry.entered_by}
            self.ask_whether(
                gettext("%(person)s registered an injury of this child that day: %(number)s. "
                        "Is this another one?") % said
            )  # fmt: skip

    def save(self) -> Entry:
        injury = ChildInjury(
            entry=about_child(self.cleaned_data["child"], **self.head),
            child=self.cleaned_data["child"],
        )
        self.put_into(injury)
        return registering.register(
            injury, by=self.by, now=self.now, photos=attached(self),
            danger=self.cleaned_data["danger"],
        )  # fmt: skip


class InjuryCorrectionForm(InjuryFields):
    """The form said otherwise, with the reason."""

    reason = short(_("reason of the correction"), 300, required=True)
    seen = SeenVersion()

    def __init__(self, *args: Any, injury: ChildInjury, **given: Any) -> None:
        self.injury = injury
        entry = injury.entry
        start = {name: getattr(injury, name) for name in COLUMNS}
        start |= {"on_duty": injury.on_duty_id, "place": entry.place_id, "seen": entry.version}
        start |= {"happened_at": entry.happened_at, "late_reason": entry.late_reason}
        super().__init__(*args, initial=start, **given)

    def limit(self) -> None:
        super().limit()
        del self.fields["photos"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["late_reason"] = data.get("late_reason") or data.get("reason", "")
        self.judge(self.injury.entry.campus)
        if data.get("seen") != self.injury.entry.version:
            said = _("This record was corrected meanwhile. Check it, then send again.")
            self.add_error(None, ValidationError(said))
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.injury.entry.version
        return data

    def save(self) -> Entry:
        self.put_into(self.injury)
        self.injury.entry.happened_at = self.cleaned_data["happened_at"]
        return registering.correct(
            self.injury, by=self.by, now=self.now, reason=self.cleaned_data["reason"],
            seen=self.cleaned_data["seen"],
        )  # fmt: skip


class LaterForm(HappeningForm):
    """A record about an injury that is registered."""

    def __init__(self, *args: Any, injury: ChildInjury, **given: Any) -> None:
        self.injury = injury
        super().__init__(*args, **given)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("happened_at"):
            self.judge(self.injury.entry.campus)
        return data


class FollowUpForm(WithPhotos, LaterForm):
    """How the child is now; with the outcome it is over."""

    kind_code = InjuryFollowUp.kind_code

    text = words(_("how the child is"), required=True)
    diagnosis = short(_("diagnosis"), 300)
    rest_days = forms.IntegerField(
        label=_("days of rest"), min_value=0, max_value=MOST_REST, required=False
    )
    told_at = moment(_("parents told at"))
    told_how = forms.ChoiceField(
        label=_("how they were told"), choices=Way.choices, widget=Tiles, required=False
    )
    insurance = short(_("insurance claim"), 100)
    outcome = of_codes(
        InjuryOutcome.choices, pgettext_lazy("of an injury", "outcome"), required=False,
        help_text=_("Empty: it is followed further"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("told_at") and not data.get("told_how"):
            self.add_error("told_how", _("Say how the parents were told."))
        return data

    def save(self) -> Entry:
        names = ("text", "diagnosis", "rest_days", "told_at", "told_how", "insurance", "outcome")
        said = InjuryFollowUp(injury=self.injury, **{n: self.cleaned_data[n] for n in names})
        return registering.follow(said, photos=attached(self), **self.written)


class ReportForm(LaterForm):
    """The authority was told."""

    kind_code = InjuryReport.kind_code

    authority = short(_("reported to"), 80, required=True)
    received_by = short(_("taken down by"), 50)
    way = forms.ChoiceField(
        label=pgettext_lazy("reported", "how"), choices=Way.choices, widget=Tiles
    )
    text = words(_("what was reported"), required=True, rows=3)

    def limit(self) -> None:
        self.initial.setdefault("authority", gettext("Education authority of the district"))

    def save(self) -> Entry:
        names = ("authority", "received_by", "way", "text")
        said = InjuryReport(injury=self.injury, **{n: self.cleaned_data[n] for n in names})
        return registering.report(said, **self.written)
