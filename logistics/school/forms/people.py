"""People, the posts they hold, their logins, and the lines of work they answer for."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import inlineformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Role
from logistics.fields import DateField, half_width
from logistics.school.forms.offers import (
    ClassChoice,
    ModelForm,
    RowForm,
    SearchForm,
    campus_filter,
)
from logistics.school.models import Person, Post, WorkLine
from logistics.school.models.people import PersonQuerySet
from logistics.school.weeks import school_year


class PersonSearch(SearchForm):
    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("Name, pinyin, initials, number")}
        ),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        required=False,
        choices=[("", gettext_lazy("every role")), *Role.choices],
    )
    campus = campus_filter()
    employment = forms.ChoiceField(
        label=gettext_lazy("Employment"),
        required=False,
        choices=[("", gettext_lazy("every kind")), *Person.Employment.choices],
    )
    working = forms.ChoiceField(
        label=gettext_lazy("Works here"),
        required=False,
        choices=[
            ("", gettext_lazy("today")),
            ("left", gettext_lazy("no more")),
            ("all", gettext_lazy("today or not")),
        ],
    )

    def limit(self) -> None:
        self.offer_sites()

    def apply(self, people: PersonQuerySet) -> PersonQuerySet:
        self.is_valid()
        wanted = self.cleaned_data
        people = self.at_work(people.matching(wanted.get("q", "")), wanted.get("working", ""))
        if wanted.get("employment"):
            people = people.filter(employment=wanted["employment"])
        posts = self.posts(wanted)
        return people if posts is None else people.filter(pk__in=posts.values("person"))

    def at_work(self, people: PersonQuerySet, working: str) -> PersonQuerySet:
        if working == "all":
            return people
        if working == "left":
            return people.filter(ends_on__lt=self.on)
        return people.employed(self.on)

    def posts(self, wanted: dict[str, Any]) -> QuerySet[Post] | None:
        """The posts looked for; none if people are looked for whatever their post."""
        chosen = {name: wanted[name] for name in ("role", "campus") if wanted.get(name)}
        return Post.objects.current(self.on).filter(**chosen) if chosen else None


class PostForm(ModelForm):
    """A post; in the form of a person a row of it stays empty where there is none."""

    class Meta:
        model = Post
        fields = ["role", "campus", "school_class", "starts_on", "duties"]
        field_classes = {"starts_on": DateField, "school_class": ClassChoice}
        widgets = {"duties": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"starts_on": gettext_lazy("Empty: from today")}

    def limit(self) -> None:
        self.offer_campuses()
        self.offer_classes()
        self.fields["starts_on"] = DateField(
            label=self.fields["starts_on"].label,
            required=False,
            help_text=self.fields["starts_on"].help_text,
        )
        if not self.by.has_perm("school.admin"):
            choices = [("", "—"), *((c, w) for c, w in Role.choices if c != Role.ADMIN)]
            self.fields["role"].choices = choices

    def clean_starts_on(self) -> date:
        return self.cleaned_data["starts_on"] or self.on

    def clean(self) -> dict[str, Any] | None:
        own = self.has_changed() and self.instance.person_id == self.by.pk
        if own and not self.by.has_perm("school.admin"):
            raise ValidationError(_("Nobody gives posts to themselves."))
        return super().clean()


class PostEndForm(RowForm):
    class Meta:
        model = Post
        fields = ["ends_on"]
        field_classes = {"ends_on": DateField}
        labels = {"ends_on": gettext_lazy("Last day in this post")}

    def __init__(self, *args: Any, on: date, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["ends_on"].required = True
        if not self.instance.ends_on:
            # Only proposed: what the database holds stays known to the check for conflicts.
            del self.initial["ends_on"]
            self.fields["ends_on"].initial = on


NewPosts = inlineformset_factory(
    Person, Post, form=PostForm, extra=2, can_delete=False, validate_max=True, max_num=10
)


class PersonForm(ModelForm):
    """A person, with empty rows for new posts; posts there are have their own pages."""

    class Meta:
        model = Person
        fields = [
            "name",
            "number",
            "phone",
            "identity_number",
            "department",
            "employment",
            "mentor",
            "starts_on",
            "ends_on",
        ]
        field_classes = {"starts_on": DateField, "ends_on": DateField}

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["identity_number"].widget = forms.TextInput()
        self.keep_back("identity_number")
        self.keep_back("phone")
        self.posts = self.new_posts(data)

    def new_posts(self, data: Any) -> Any:
        return NewPosts(
            data,
            instance=self.instance,
            queryset=Post.objects.none(),
            form_kwargs={"by": self.by, "on": self.on},
        )

    def limit(self) -> None:
        self.offer_people("mentor")
        others = self.fields["mentor"].queryset.exclude(pk=self.instance.pk)
        self.fields["mentor"].queryset = others

    def clean_phone(self) -> str:
        return half_width(self.cleaned_data["phone"]) or self.instance.phone

    def clean_identity_number(self) -> str:
        typed = half_width(self.cleaned_data["identity_number"]).upper()
        return typed or self.instance.identity_number

    def is_valid(self) -> bool:
        return super().is_valid() & self.posts.is_valid() and self.stays_in_reach()

    def stays_in_reach(self) -> bool:
        """Whoever arranges one campus cannot add somebody who belongs to none."""
        placed = self.instance.pk or any(row.has_changed() for row in self.posts)
        if placed or self.by.reach("school.arrange").everywhere:
            return True
        self.add_error(None, _("Give the person a post at your campus."))
        return False

    def restore(self, data: Any) -> None:
        super().restore(data)
        self.posts = self.new_posts(data)

    def save(self, commit: bool = True) -> Person:  # noqa: FBT001, FBT002  Django's signature
        person = super().save(commit)
        self.posts.instance = person
        self.posts.save()
        return person


class WorkLineForm(ModelForm):
    class Meta:
        model = WorkLine
        fields = ["title", "campus", "person", "school_year"]

    def limit(self) -> None:
        self.offer_campuses()
        self.offer_people("person")
        if not self.instance.pk:
            self.initial.setdefault("school_year", school_year(self.on))
