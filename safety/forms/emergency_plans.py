"""Emergency plans as they are adopted and looked through; contacts with the police and others."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.forms import Tiles
from logistics.records.models import Entry
from logistics.school.models import Campus
from safety.forms.happenings import (
    HappeningForm,
    WithCampus,
    WithPhotos,
    attached,
    offer_the_only_one,
    short,
    words,
)
from safety.models import EmergencyPlan, OutsideContact, PlanEdition, PlanSort
from safety.organisation import contacting, preparing

SECTIONS = ("when", "chain", "steps", "aftermath")


class EditionForm(WithPhotos, HappeningForm):
    """The text of a plan; a further edition begins with the one before."""

    kind_code = PlanEdition.kind_code

    when = words(pgettext_lazy("emergency plan", "when it applies"), rows=3, most=2000)
    chain = words(
        _("who calls whom"), rows=4, most=2000, help_text=_("One call a line, with the number")
    )
    steps = words(
        _("what is done, step by step"), required=True, rows=10, most=8000,
        help_text=_("One step a line, each with who does it"),
    )  # fmt: skip
    aftermath = words(_("what is done afterwards"), rows=3, most=2000)
    changes = short(_("what is new"), 300, help_text=_("Readers see this first"))

    def __init__(
        self, *args: Any, plan: EmergencyPlan, campus: Campus, last: Any = None, **given: Any
    ) -> None:
        self.plan, self.at, self.last = plan, campus, last
        super().__init__(*args, **given)

    def limit(self) -> None:
        if self.last is None:
            del self.fields["changes"]
            return
        for name in SECTIONS:
            self.initial.setdefault(name, getattr(self.last, name))
        self.fields["changes"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.at)
        return data

    def edition(self) -> PlanEdition:
        said = {name: self.cleaned_data[name] for name in SECTIONS}
        changes = self.cleaned_data.get("changes", "")
        return PlanEdition(entry=Entry(campus=self.at, **self.head), changes=changes, **said)

    def save(self) -> Entry:
        given = {"by": self.by, "now": self.now, "photos": attached(self)}
        return preparing.adopt(self.plan, self.edition(), **given)


class NewPlanForm(EditionForm):
    """A plan with its first edition."""

    sort = forms.ChoiceField(
        label=pgettext_lazy("emergency plan", "sort"), choices=PlanSort.choices
    )
    title = short(_("title"), 80, required=True)
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"), required=False)
    field_order = ("sort", "title", "campus", *SECTIONS)

    def __init__(self, *args: Any, campuses: Any, for_all: bool, **given: Any) -> None:
        self.campuses, self.for_all = campuses, for_all
        super().__init__(*args, plan=EmergencyPlan(), campus=campuses[0], **given)

    def limit(self) -> None:
        super().limit()
        field: Any = self.fields["campus"]
        field.queryset = self.campuses
        field.required = not self.for_all
        if self.for_all:
            field.empty_label = gettext("All campuses")
        else:
            offer_the_only_one(self, "campus")

    def save(self) -> Entry:
        data = self.cleaned_data
        self.plan = EmergencyPlan(sort=data["sort"], title=data["title"], campus=data["campus"])
        self.at = data["campus"] or self.at
        return super().save()


class LookedThroughForm(HappeningForm):
    """The yearly look: everything is right as it stands."""

    kind_code = PlanEdition.kind_code

    changes = short(_("who looked through it"), 300, required=True)

    def __init__(self, *args: Any, plan: EmergencyPlan, campus: Campus, **given: Any) -> None:
        self.plan, self.at = plan, campus
        super().__init__(*args, **given)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.judge(self.at)
        return data

    def save(self) -> Entry:
        edition = PlanEdition(
            entry=Entry(campus=self.at, **self.head),
            is_unchanged=True,
            changes=self.cleaned_data["changes"],
        )
        return preparing.adopt(self.plan, edition, by=self.by, now=self.now)


class ContactForm(WithPhotos, WithCampus, HappeningForm):
    """A talk with the police or others; what they found wrong becomes a hazard."""

    kind_code = OutsideContact.kind_code

    whom = forms.ChoiceField(
        label=pgettext_lazy("contact", "with whom"), choices=OutsideContact.Whom.choices
    )
    name = short(_("name and post"), 80)
    how = forms.ChoiceField(
        label=pgettext_lazy("contact", "how"), choices=OutsideContact.How.choices, widget=Tiles
    )
    topic = short(pgettext_lazy("contact", "about"), 200, required=True)
    result = words(pgettext_lazy("contact", "result"), rows=3)
    hazard = short(
        _("what they found dangerous"), 300, help_text=_("It becomes a hazard to be put right")
    )

    def __init__(self, *args: Any, campuses: Any, **given: Any) -> None:
        self.campuses = campuses
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.offer_campuses(self.campuses)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if campus := data.get("campus"):
            self.judge(campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        names = ("whom", "name", "how", "topic", "result")
        contact = OutsideContact(
            entry=Entry(campus=data["campus"], **self.head), **{n: data[n] for n in names}
        )
        return contacting.speak(
            contact, by=self.by, now=self.now, hazard=data["hazard"], photos=attached(self)
        )
