"""Contracts, a month's points, opinions and the people on post, as people type them."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from logistics import forms as house
from logistics.duties.forms.records import PhotoForm, RecordForm
from logistics.fields import DateField, NumberField, valid_phone
from logistics.records.models import Entry
from logistics.school.models import Campus, Person
from safety.grounds import companies
from safety.models import (
    CompanyEvaluation,
    CompanyOpinion,
    PostAttendance,
    PostLine,
    Round,
    ServiceContract,
)

MOST = 200  # people on post


class ContractForm(house.ModelForm):
    """What a company does for the school, from when to when."""

    phone = forms.CharField(
        label=_("phone"), max_length=30, required=False, validators=[valid_phone]
    )
    layout = Layout(
        "service", "supplier", "campus", "number", Row(Column("starts_on"), Column("ends_on")),
        "monthly_fee", Row(Column("foreman"), Column("phone")), "posts", "note",
    )  # fmt: skip

    class Meta:
        model = ServiceContract
        fields = [
            "service", "supplier", "campus", "number", "starts_on", "ends_on", "monthly_fee",
            "foreman", "phone", "posts", "note",
        ]  # fmt: skip
        field_classes = {"starts_on": DateField, "ends_on": DateField}

    def __init__(self, *args: Any, campuses: list[Campus], **given: Any) -> None:
        super().__init__(*args, **given)
        keys = {campus.pk for campus in campuses} | {self.instance.campus_id}
        self.fields["campus"].queryset = Campus.objects.filter(pk__in=keys - {None})
        suppliers = self.fields["supplier"].queryset
        self.fields["supplier"].queryset = suppliers.filter(is_active=True) | suppliers.filter(
            pk=self.instance.supplier_id
        )


class OwnedForm(PhotoForm):
    """A record about a contract, from which somebody may have to see to something."""

    owner = forms.ModelChoiceField(
        Person.objects.none(), label=_("who sees to it"), required=False,
        help_text=_("Whoever speaks with the company; somebody else looks at it again"),
    )  # fmt: skip
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"))

    def __init__(
        self, *args: Any, contract: ServiceContract, campuses: list[Campus], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.contract = contract
        people = Person.objects.employed(timezone.localdate(self.now))
        self.fields["owner"].queryset = people.visible_to(self.by, "school.view_person")
        keys = [contract.campus_id] if contract.campus_id else [each.pk for each in campuses]
        self.fields["campus"].queryset = Campus.objects.filter(pk__in=keys)
        if len(keys) == 1:
            self.fields["campus"].widget = forms.HiddenInput()
            self.initial["campus"] = keys[0]
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("campus"):
            self.judge(said["campus"])
        return said

    def entry(self) -> Entry:
        said = self.cleaned_data
        return Entry(
            campus=said["campus"], subject=self.contract.subject, happened_at=said["happened_at"],
            typed_at=said["typed_at"], late_reason=said["late_reason"],
        )  # fmt: skip


class EvaluationForm(OwnedForm):
    """The month's points: those of a scored round, or by judgement."""

    rests_on = forms.ModelChoiceField(
        Round.objects.none(), label=_("by the scored round"), required=False
    )
    score = NumberField(
        label=_("points of 100"), max_digits=4, decimal_places=1, min_value=0, max_value=100,
        required=False, help_text=_("Empty: as in the scored round"),
    )  # fmt: skip
    problems = forms.CharField(
        label=_("what has to change"), max_length=250, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Empty: nothing"),
    )  # fmt: skip
    verdict = forms.CharField(label=_("verdict"), max_length=300, required=False)

    kind_code = CompanyEvaluation.kind_code
    layout = Layout(
        "rests_on", "score", "problems", "owner", "verdict", "photos", "campus", "happened_at",
        *RecordForm.asked_back,
    )  # fmt: skip

    def __init__(self, *args: Any, month: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.month = month
        rounds = companies.rounds_of_month(self.contract, month)
        self.fields["rests_on"].queryset = rounds
        self.initial.setdefault("rests_on", rounds.first())
        if not rounds:
            self.fields["rests_on"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("score") is None and "score" not in self.errors:
            if round_ := said.get("rests_on"):
                said["score"] = round_.share
            else:
                self.add_error("score", _("Give the points, or choose the round they rest on."))
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        evaluation = CompanyEvaluation(
            entry=self.entry(), contract=self.contract, month=self.month, score=said["score"],
            rests_on=said["rests_on"], problems=said["problems"], verdict=said["verdict"],
        )  # fmt: skip
        return companies.evaluate(
            evaluation, owner=said["owner"], by=self.by, now=self.now, photos=self.attached()
        )


class OpinionForm(OwnedForm):
    """What somebody had to say, and what the company is asked to do."""

    said = forms.CharField(
        label=_("what was said"), max_length=250, widget=forms.Textarea(attrs={"rows": 2})
    )
    said_by = forms.CharField(
        label=_("by whom"), max_length=60, required=False,
        help_text=_("Parents, colleagues, children"),
    )  # fmt: skip
    demand = forms.CharField(
        label=_("what the company is asked to do"), max_length=300, required=False
    )

    kind_code = CompanyOpinion.kind_code
    layout = Layout(
        "said", "said_by", "demand", "owner", "photos", "campus", "happened_at",
        *RecordForm.asked_back,
    )  # fmt: skip

    def save(self) -> Entry:
        said = self.cleaned_data
        opinion = CompanyOpinion(
            entry=self.entry(), contract=self.contract, said=said["said"],
            said_by=said["said_by"], demand=said["demand"],
        )  # fmt: skip
        return companies.take_up(
            opinion, owner=said["owner"], by=self.by, now=self.now, photos=self.attached()
        )


class PostForm(RecordForm):
    """Who is on post today: every contract's number stands there, exceptions are changed."""

    kind_code = PostAttendance.kind_code

    def __init__(
        self, *args: Any, campus: Campus, contracts: list[ServiceContract], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.campus, self.contracts = campus, contracts
        names = [self.add_line(contract) for contract in contracts]
        self.layout = Layout(*names, "happened_at", *self.asked_back)
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))

    def add_line(self, contract: ServiceContract) -> Row:
        """There, late and who: three fields of one contract."""
        pk = contract.pk
        self.fields[f"there_{pk}"] = forms.IntegerField(
            label=_("%(company)s: there of %(owed)s")
            % {"company": contract, "owed": contract.posts},
            min_value=0, max_value=MOST, widget=house.Stepper,
        )  # fmt: skip
        self.fields[f"late_{pk}"] = forms.IntegerField(
            label=_("of them late"), min_value=0, max_value=MOST, initial=0, widget=house.Stepper
        )
        self.fields[f"note_{pk}"] = forms.CharField(
            label=_("who, and why"), max_length=200, required=False
        )
        return Row(Column(f"there_{pk}"), Column(f"late_{pk}"), Column(f"note_{pk}"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.judge(self.campus)
        for contract in self.contracts:
            there, late = said.get(f"there_{contract.pk}"), said.get(f"late_{contract.pk}")
            if there is not None and late is not None and late > there:
                self.add_error(f"late_{contract.pk}", _("No more are late than are there."))
        return said

    def save(self) -> Entry:
        said = self.cleaned_data
        entry = Entry(
            campus=self.campus, happened_at=said["happened_at"], typed_at=said["typed_at"],
            late_reason=said["late_reason"],
        )  # fmt: skip
        lines = [
            PostLine(
                contract=contract, owed=contract.posts, present=said[f"there_{contract.pk}"],
                late=said[f"late_{contract.pk}"], note=said[f"note_{contract.pk}"],
            )
            for contract in self.contracts
        ]  # fmt: skip
        return companies.count_on_post(PostAttendance(entry=entry), lines, by=self.by, now=self.now)
