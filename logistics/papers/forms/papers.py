"""Papers as they are issued, revised, re-addressed and searched."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from logistics.access import Role
from logistics.contributions import trades
from logistics.duties.forms.records import RecordForm
from logistics.duties.models import Task
from logistics.fields import DateField, SeenVersion
from logistics.forms import CheckTiles, Form, ModelForm
from logistics.papers import issuing
from logistics.papers.forms.fields import FilesField, offer_campuses
from logistics.papers.matters import PAPERS
from logistics.papers.models import Paper, PaperFile, PaperVersion
from logistics.papers.models.papers import KEEP, PaperQuerySet
from logistics.school.models import Campus

LATE = ("late_reason", "closed_day_is_right")
ALL = ("", pgettext_lazy("filter", "all"))
ROLES_HELP = _("They find it in their inbox until they have confirmed it")
FILES_HELP = _("PDF, Word, Excel or pictures, up to six of 10 MB; without macros and passwords")


def roles_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("must be read by"),
        choices=[choice for choice in Role.choices if choice[0] != Role.INSPECTOR],
        required=False,
        widget=CheckTiles,
        help_text=ROLES_HELP,
    )


def text_field() -> forms.CharField:
    return forms.CharField(
        label=pgettext_lazy("paper", "text"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Or leave it empty and add the file"),
    )


class VersionFields(RecordForm):
    """What every version says: text, files, from when until when."""

    text = text_field()
    attached = FilesField(label=_("files"), required=False, help_text=FILES_HELP)
    valid_from = DateField(label=_("in force from"))
    valid_until = DateField(label=_("in force until"), required=False)

    kind_code = PaperVersion.kind_code

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["happened_at"].label = _("issued at")
        self.initial.setdefault("happened_at", self.now.replace(second=0, microsecond=0))
        self.initial.setdefault("valid_from", timezone.localdate(self.now))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("valid_from"), said.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("It cannot end before it comes into force."))
        if not self.has_content(said) and not self.errors:
            self.add_error("text", _("Write the text, or add a file."))
        if (campus := self.campus_said(said)) is not None:
            self.judge(campus)
        return said

    def has_content(self, said: dict[str, Any]) -> bool:
        return bool(said.get("text") or said.get("attached"))

    def campus_said(self, said: dict[str, Any]) -> Campus | None:
        """The campus whose calendar is asked."""
        return said.get("campus") or issuing.home_of(self.by, self.now)

    def version(self) -> PaperVersion:
        said = self.cleaned_data
        names = ("text", "valid_from", "valid_until")
        return PaperVersion(**{name: said[name] for name in names})

    @property
    def when(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "by": self.by,
            "now": self.now,
            "happened_at": said["happened_at"],
            "late_reason": said["late_reason"],
        }


class PaperForm(VersionFields):
    """A new paper with its first version."""

    title = forms.CharField(label=_("title"), max_length=120)
    kind = forms.ChoiceField(label=_("kind"), choices=Paper.Kind.choices)
    trade = forms.ChoiceField(label=_("trade"))
    matter = forms.ChoiceField(
        label=_("issued for"),
        required=False,
        choices=[("", pgettext_lazy("paper", "nothing in particular")), *PAPERS.items()],
        help_text=_("Proves the duty that asks for exactly this"),
    )
    campus = forms.ModelChoiceField(
        Campus.objects.none(), label=_("only at"), help_text=_("Empty: for the whole school")
    )
    audience = forms.ChoiceField(
        label=_("may be read by"),
        choices=Paper.Audience.choices,
        initial=Paper.Audience.EVERYBODY,
    )
    roles = roles_field()

    layout = Layout(
        "title",
        Row(Column("kind"), Column("trade")),
        Row(Column("matter"), Column("campus")),
        "text",
        "attached",
        Row(Column("valid_from"), Column("valid_until")),
        "audience",
        "roles",
        "happened_at",
        *LATE,
    )

    def __init__(self, *args: Any, task: Task | None = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["trade"].choices = list(trades().items())
        offer_campuses(self.fields["campus"], self.by, KEEP)
        if task:
            asked = {"matter": task.subject, "trade": task.trade, "campus": task.campus_id}
            self.initial.update(asked)
        self.initial.setdefault("campus", only_one(self.fields["campus"].queryset))

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("audience") == Paper.Audience.ROLES and not said.get("roles"):
            self.add_error("roles", _("Say which roles may read it."))
        return said

    def save(self) -> Paper:
        said = self.cleaned_data
        names = ("title", "kind", "trade", "matter", "campus", "audience")
        paper = Paper(**{name: said[name] for name in names})
        issuing.issue(
            paper, self.version(), roles=said["roles"], files=said["attached"], **self.when
        )
        return paper


def only_one(campuses: Any) -> int | None:
    found = list(campuses[:2])
    return found[0].pk if len(found) == 1 else None


class RevisionForm(VersionFields):
    """The next version: what changes and why; files that stay are ticked."""

    reason = forms.CharField(label=_("reason of the revision"), max_length=200)
    kept = forms.ModelMultipleChoiceField(
        PaperFile.objects.none(),
        label=_("files that stay"),
        required=False,
        widget=CheckTiles,
    )
    seen = SeenVersion()

    layout = Layout(
        "reason",
        "text",
        "kept",
        "attached",
        Row(Column("valid_from"), Column("valid_until")),
        "happened_at",
        *LATE,
        "seen",
    )

    def __init__(self, *args: Any, paper: Paper, last: PaperVersion, **given: Any) -> None:
        super().__init__(*args, **given)
        self.paper = paper
        kept: Any = self.fields["kept"]
        kept.queryset = last.lines.all()
        self.initial.setdefault("text", last.text)
        self.initial.setdefault("kept", [line.pk for line in last.lines.all()])
        self.initial.setdefault("seen", newest(paper))
        if not self.initial["kept"]:
            del self.fields["kept"]
            self.layout = Layout(*[f for f in self.layout.fields if f != "kept"])

    def has_content(self, said: dict[str, Any]) -> bool:
        return super().has_content(said) or bool(said.get("kept"))

    def campus_said(self, said: dict[str, Any]) -> Campus | None:
        return self.paper.campus or issuing.home_of(self.by, self.now)

    def save(self) -> Paper:
        said = self.cleaned_data
        version = self.version()
        version.reason = said["reason"]
        issuing.revise(
            self.paper,
            version,
            seen=said["seen"],
            kept=said.get("kept") or [],
            files=said["attached"],
            **self.when,
        )
        return self.paper


def newest(paper: Paper) -> int:
    """The number of the last version there is, voided or not."""
    return max(version.number for version in paper.versions.all())


class CoverForm(ModelForm):
    """What stands on the cover of a paper and who must read it."""

    roles = roles_field()
    layout = Layout(
        "title", Row(Column("kind"), Column("trade")), Row(Column("matter"), Column("campus")),
        "audience", "roles",
    )  # fmt: skip

    class Meta:
        model = Paper
        fields = ["title", "kind", "trade", "matter", "campus", "audience"]

    def __init__(self, *args: Any, by: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["trade"] = forms.ChoiceField(label=_("trade"), choices=list(trades().items()))
        offer_campuses(self.fields["campus"], by, KEEP)
        self.initial["roles"] = list(self.instance.readers.values_list("role", flat=True))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("audience") == Paper.Audience.ROLES and not said.get("roles"):
            self.add_error("roles", _("Say which roles may read it."))
        return said

    def save(self, commit: bool = True) -> Paper:  # noqa: FBT001, FBT002  as Django calls it
        return issuing.change(self.instance, roles=self.cleaned_data["roles"])


class WithdrawForm(Form):
    why = forms.CharField(
        label=_("why withdrawn"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, paper: Paper, on: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.paper, self.on = paper, on

    def save(self) -> Paper:
        return issuing.withdraw(self.paper, on=self.on, why=self.cleaned_data["why"])


class PaperSearch(Form):
    """Finds papers by words, kind and trade."""

    q = forms.CharField(label=_("Search"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=[ALL, *Paper.Kind.choices])
    trade = forms.ChoiceField(label=_("trade"), required=False)
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["trade"].choices = [ALL, *trades().items()]

    def apply(self, papers: PaperQuerySet) -> PaperQuerySet:
        said = self.cleaned_data if self.is_valid() else {}
        if words := said.get("q"):
            papers = papers.filter(title__icontains=words)
        for name in ("kind", "trade"):
            if chosen := said.get(name):
                papers = papers.filter(**{name: chosen})
        return papers
