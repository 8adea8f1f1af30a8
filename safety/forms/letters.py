"""Letters of responsibility, pledges of the parents, and who answers."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.duties.models import Finding
from logistics.forms import CheckTiles, Form, Tiles
from logistics.records.models import Entry
from logistics.records.models.signatures import Signature
from logistics.school.forms.offers import ClassChoice
from logistics.school.models import Campus, Child, Person, SchoolClass, Term
from safety.forms.happenings import (
    HappeningForm,
    WithPhotos,
    attached,
    day,
    offer_the_only_one,
    short,
    typed,
    words,
)
from safety.models import (
    Accountability,
    ChildInjury,
    LetterRound,
    LetterSort,
    PledgeRound,
    PledgeSort,
    ResponsibilityLetter,
)
from safety.organisation import answering, pledging
from safety.organisation.attending import children_of, colleagues, holders, staff_of

FUTURE = 366 * 6  # no letter holds longer


class LetterRoundForm(Form):
    """One text for everybody of a post; each signs a letter of their own."""

    title = short(_("title"), 80, required=True)
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    leader = forms.ModelChoiceField(Person.objects.none(), label=_("signs for the school"))
    roles = forms.MultipleChoiceField(
        label=_("everybody who is"), choices=Role.choices, widget=CheckTiles, required=False
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("and these"), widget=CheckTiles, required=False
    )
    valid_from = day(_("valid from"), required=True)
    valid_to = day(_("valid to"), required=True)
    text = words(_("text"), required=True, rows=12, most=6000)

    def __init__(
        self, *args: Any, sort: str, campuses: Any, by: Any, now: Any, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.sort, self.by, self.now = sort, by, now
        on = timezone.localdate(now)
        only = campuses[0].pk if len(campuses) == 1 else None
        for name in ("leader", "people"):
            self.fields[name].queryset = staff_of(only, on)
        self.fields["campus"].queryset = campuses
        offer_the_only_one(self, "campus")
        chosen = [(code, words) for code, words in Role.choices if code != Role.INSPECTOR]
        self.fields["roles"].choices = chosen

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", gettext("The end lies before the beginning."))
        if first and last and (last - first).days > FUTURE:
            self.add_error("valid_to", gettext("A letter holds at most six years."))
        if data.get("campus"):
            data["signers"] = self.signers(data)
            if not data["signers"]:
                self.add_error("roles", gettext("Choose who signs. Nobody signs both sides."))
        return data

    def signers(self, data: dict[str, Any]) -> list[Any]:
        """Those of the roles and those named, without who signs for the school."""
        campus, on = data["campus"].pk, timezone.localdate(self.now)
        of_roles = holders(data.get("roles") or (), campus, on)
        people = [*of_roles, *(data.get("people") or ())]
        return [person for person in dict.fromkeys(people) if person != data.get("leader")]

    def save(self) -> LetterRound:
        data = self.cleaned_data
        names = ("title", "campus", "leader", "valid_from", "valid_to", "text")
        letters = LetterRound(sort=self.sort, **{name: data[name] for name in names})
        return answering.give_out(letters, data["signers"], by=self.by, now=self.now)


def usual_letter(sort: str, on: date) -> dict[str, Any]:
    """The title, the text and the days with which a round of letters begins."""
    term = Term.objects.on(on)
    year = term.school_year if term else on.year
    first, last = date(year, 9, 1), date(year + 1, 8, 31)
    return {"title": str(LetterSort(sort).label), "valid_from": first, "valid_to": last}


class PaperForm(WithPhotos, Form):
    """Somebody without a login has signed by hand: a photo of the paper."""

    def __init__(
        self, *args: Any, sheet: ResponsibilityLetter, by: Any, now: Any, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.sheet, self.by, self.now = sheet, by, now
        self.fields["photos"].required = True
        self.fields["photos"].label = _("photo of the signed paper")

    def save(self) -> Signature:
        given = {"by": self.by, "now": self.now, "photos": attached(self)}
        return answering.signed_on_paper(self.sheet, **given)


class PledgeForm(Form):
    """Pledges asked of the parents of a class."""

    school_class = ClassChoice(SchoolClass.objects.none(), label=_("class"))
    sort = forms.ChoiceField(
        label=pgettext_lazy("pledge", "sort"), choices=PledgeSort.choices, widget=Tiles
    )
    text = words(_("text"), required=True, rows=8, most=4000)
    children = forms.ModelMultipleChoiceField(
        Child.objects.none(), label=_("only these children"), widget=CheckTiles, required=False,
        help_text=_("Nobody ticked: the whole class"),
    )  # fmt: skip

    def __init__(self, *args: Any, classes: Any, by: Any, now: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.by, self.now = by, now
        self.fields["school_class"].queryset = classes
        offer_the_only_one(self, "school_class")
        one = len(classes) == 1
        if one:
            rows = children_of([classes[0].pk], timezone.localdate(now))
            self.fields["children"].queryset = rows
        else:
            del self.fields["children"]

    def save(self) -> PledgeRound:
        data = self.cleaned_data
        term = Term.objects.on(timezone.localdate(self.now))
        if term is None:
            raise ValidationError(gettext("There is no term yet. Make one first."))
        names = ("school_class", "sort", "text")
        pledges = PledgeRound(term=term, **{name: data[name] for name in names})
        children = data.get("children") or ()
        return pledging.begin(pledges, children=children, by=self.by, now=self.now)


class HandInForm(Form):
    """Handed in although some are missing."""

    reason = short(_("why some are missing"), 200, required=True)

    def __init__(self, *args: Any, pledges: PledgeRound, by: Any, now: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.pledges, self.by, self.now = pledges, by, now

    def save(self) -> Entry:
        reason = self.cleaned_data["reason"]
        return pledging.hand_in(self.pledges, reason=reason, by=self.by, now=self.now)


class AccountabilityForm(HappeningForm):
    """Who answers for what went wrong; the letter in force is found by itself."""

    kind_code = Accountability.kind_code

    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))
    what = short(
        pgettext_lazy("a responsibility", "what went wrong"),
        200,
        required=True,
        help_text=_("Without the name of a child"),
    )
    person = forms.ModelChoiceField(Person.objects.none(), label=_("who answers for it"))
    is_responsible = forms.TypedChoiceField(
        label=_("an accident with responsibility"),
        choices=[("1", _("Yes")), ("0", _("No"))],
        coerce=lambda said: said == "1",
        widget=Tiles,
    )
    vetoes = forms.BooleanField(label=_("It vetoes all other merits of the year"), required=False)
    measures = short(pgettext_lazy("a responsibility", "what follows"), 300, required=True)

    def __init__(
        self,
        *args: Any,
        campuses: Any,
        injury: ChildInjury | None = None,
        finding: Finding | None = None,
        **given: Any,
    ) -> None:
        self.campuses, self.injury, self.finding = campuses, injury, finding
        super().__init__(*args, **given)

    def limit(self) -> None:
        campus: Any = self.fields["campus"]
        campus.queryset = self.campuses
        offer_the_only_one(self, "campus")
        people = colleagues(self.by, timezone.localdate(self.now))
        typed(self.fields["person"], people, "safety:colleague_options")
        if about := self.injury or self.finding:
            at = about.entry.campus if self.injury else about.campus  # type: ignore[union-attr]
            self.initial["campus"] = at
            campus.widget = forms.HiddenInput()
            owner = self.injury.on_duty_id if self.injury else about.owner_id  # type: ignore[union-attr]
            self.initial.setdefault("person", owner)
        if self.finding:
            self.initial.setdefault("what", self.finding.what[:200])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if campus := data.get("campus"):
            self.judge(campus)
        if data.get("vetoes") and data.get("is_responsible") is False:
            self.add_error("vetoes", gettext("Only an accident with responsibility vetoes merits."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        names = ("what", "person", "is_responsible", "vetoes", "measures")
        said = Accountability(
            entry=Entry(campus=data["campus"], **self.head), injury=self.injury,
            finding=self.finding, **{name: data[name] for name in names},
        )  # fmt: skip
        return answering.hold_accountable(said, by=self.by, now=self.now)
