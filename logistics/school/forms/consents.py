"""What a guardian said about the purposes for which consent is asked."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from logistics import forms as house
from logistics.fields import DateField, whole_number
from logistics.school import consents
from logistics.school.consents import Answer
from logistics.school.models import Child, Consent, Guardian


class ConsentForm(house.Form):
    """One guardian's answers on one day; what was not spoken of stays as it is."""

    guardian = forms.ChoiceField(label=gettext_lazy("Guardian"), widget=house.Tiles)
    on = DateField(label=gettext_lazy("Said on"))
    how = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Consent.How.choices, widget=house.Tiles
    )
    paper = forms.CharField(
        label=gettext_lazy("Where the paper is kept"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Folder or box, so that it can be shown"),
    )

    def __init__(
        self,
        *args: Any,
        child: Child,
        guardians: list[Guardian],
        by: Any,
        now: Any,
        on: date,
        **given: Any,
    ) -> None:
        self.child, self.by, self.now, self.today = child, by, now, on
        self.guardians = {guardian.pk: guardian for guardian in guardians}
        super().__init__(*args, **given)
        self.fields["guardian"].choices = [(pk, str(g)) for pk, g in self.guardians.items()]
        self.answers = consents.answers([child], on)[child.pk]
        for answer in self.answers:
            self.fields[answer.purpose.code] = field_of(answer)
        self.initial.setdefault("on", on)
        self.initial.setdefault("how", Consent.How.FORM)
        if len(guardians) == 1:
            self.initial.setdefault("guardian", guardians[0].pk)

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("This day is still to come."))
        return on

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.said():
            raise ValidationError(_("Choose an answer for at least one purpose."))
        return self.cleaned_data

    def said(self) -> dict[str, str]:
        codes = (answer.purpose.code for answer in self.answers)
        return {code: act for code in codes if (act := self.cleaned_data.get(code))}

    def save(self) -> Child:
        data = self.cleaned_data
        guardian = self.guardians[whole_number(data["guardian"]) or 0]
        consents.record(
            self.child,
            self.said(),
            guardian=guardian.name,
            relation=guardian.relation,
            on=data["on"],
            how=data["how"],
            paper=data["paper"],
            by=self.by,
            now=self.now,
        )
        return self.child


def field_of(answer: Answer) -> forms.ChoiceField:
    """A yes can be taken back; where there is none, it can be given or refused."""
    act = Consent.Act
    choices = [act.WITHDRAWN] if answer.is_yes else [act.GIVEN, act.REFUSED]
    unsaid = pgettext("consent", "as before")
    return forms.ChoiceField(
        label=str(answer.purpose.title),
        help_text=str(answer.purpose.text),
        required=False,
        widget=house.Tiles,
        choices=[("", unsaid), *((choice.value, choice.label) for choice in choices)],
    )
