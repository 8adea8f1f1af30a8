"""What people type about requests: a decision, to whom it goes, the routes of the school."""

from collections.abc import Callable
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics.access import Role
from logistics.approvals.models import DECIDERS, Route, RouteStep
from logistics.contributions import Words, approval_kinds
from logistics.forms import Form, Tiles
from logistics.school.forms.offers import ModelForm, search_when_many

MOST_STEPS = 5
LONGEST = 300
PHRASES = (
    gettext_lazy("The reason is not clear"),
    gettext_lazy("Something is missing, please add it"),
    gettext_lazy("Not needed at present"),
)
OTHER = "other"


class Decides(Form):
    """An act on the version the person was shown; `act` is the verb."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, act: Callable[..., Any], **given: Any) -> None:
        super().__init__(*args, **given)
        self.act = act

    def save(self) -> Any:
        return self.act(**self.cleaned_data)


class AgreeForm(Decides):
    opinion = forms.CharField(
        label=gettext_lazy("opinion"),
        max_length=LONGEST,
        required=False,
        initial=pgettext_lazy("opinion", "Agreed"),
    )


class ReturnForm(Decides):
    """A ready phrase is enough; whoever chooses none of them writes the reason."""

    phrase = forms.ChoiceField(label=gettext_lazy("reason"), widget=Tiles)
    opinion = forms.CharField(
        label=gettext_lazy("more about it"),
        max_length=LONGEST - 100,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, phrases: tuple[Words, ...], **given: Any) -> None:
        super().__init__(*args, **given)
        ready = [str(phrase) for phrase in phrases or PHRASES]
        choices = [(phrase, phrase) for phrase in ready]
        self.fields["phrase"].choices = [*choices, (OTHER, _("Another reason"))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        phrase, own = data.pop("phrase", ""), data.get("opinion", "")
        if phrase == OTHER and not own:
            self.add_error("opinion", _("Say why it is returned."))
        ready = "" if phrase == OTHER else phrase
        data["opinion"] = _("; ").join(words for words in (ready, own) if words)
        return data


class ToForm(Decides):
    """Somebody else is to decide: in one's place, or as well."""

    to = forms.ModelChoiceField(RouteStep.objects.none(), label=gettext_lazy("colleague"))
    opinion = forms.CharField(label=gettext_lazy("message"), max_length=LONGEST, required=False)

    def __init__(self, *args: Any, people: Any, by: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["to"].queryset = people.exclude(pk=by.pk)
        if by.has_perm("school.view_person"):
            search_when_many(self.fields["to"], "school:person_options")


class RouteForm(ModelForm):
    """A route with its steps, in their order; a step without a role is none."""

    class Meta:
        model = Route
        fields = ["kind", "campus", "from_amount"]
        help_texts = {"from_amount": gettext_lazy("0: whatever it costs, and where nothing does")}

    def limit(self) -> None:
        self.offer_campuses()
        kinds = [(kind.code, kind.title) for kind in approval_kinds().values()]
        self.fields["kind"] = forms.ChoiceField(
            label=gettext_lazy("kind of request"), choices=kinds
        )
        self.fields["from_amount"].required = False
        if not any(kind.has_amount for kind in approval_kinds().values()):
            del self.fields["from_amount"]
        kept = list(self.instance.steps.all()) if self.instance.pk else []
        for number in range(1, MOST_STEPS + 1):
            self.add_step(number, kept[number - 1] if number <= len(kept) else None)

    def add_step(self, number: int, step: RouteStep | None) -> None:
        role, asks = f"role_{number}", f"asks_{number}"
        self.fields[role] = forms.ChoiceField(
            label=_("step %(number)s") % {"number": number},
            choices=[("", _("no step")), *(c for c in DECIDERS if c[0] != Role.INSPECTOR)],
            required=number == 1,
        )
        self.fields[asks] = forms.ChoiceField(
            label=_("step %(number)s: who must agree") % {"number": number},
            choices=[("one", _("one who holds the role")), ("all", _("all who hold the role"))],
        )
        self.initial[role] = step.role if step else ""
        self.initial[asks] = "all" if step and step.everybody else "one"

    @property
    def layout(self) -> Layout:  # type: ignore[override]  # it hangs on how many steps there are
        rows = (
            Row(Column(f"role_{number}"), Column(f"asks_{number}"))
            for number in range(1, MOST_STEPS + 1)
        )
        return Layout(*(name for name in self.Meta.fields if name in self.fields), *rows)

    def clean_from_amount(self) -> Any:
        return self.cleaned_data["from_amount"] or 0

    @transaction.atomic
    def save(self, commit: bool = True) -> Route:  # noqa: FBT001, FBT002  Django's signature
        route = super().save()
        for step in route.steps.all():  # one by one: their history is kept
            step.delete()
        numbers = range(1, MOST_STEPS + 1)
        wanted = [n for n in numbers if self.cleaned_data[f"role_{n}"]]
        for position, number in enumerate(wanted, start=1):
            RouteStep.objects.create(
                route=route,
                position=position,
                role=self.cleaned_data[f"role_{number}"],
                everybody=self.cleaned_data[f"asks_{number}"] == "all",
            )
        return route
