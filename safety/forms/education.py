"""Safety education and talks as teachers write them down; the topics of a term."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from logistics.forms import Tiles
from logistics.records.models import Entry
from logistics.school.forms.offers import ClassChoice, ModelForm
from logistics.school.models import Campus, SchoolClass
from safety.forms.happenings import (
    HappeningForm,
    WithPhotos,
    attached,
    offer_the_only_one,
    short,
    words,
)
from safety.models import Occasion, SafetyEducation, SafetyTalk, TermTopic
from safety.organisation import teaching


class EducationForm(WithPhotos, HappeningForm):
    """What was taught, to whom; who looks after one class writes of that class."""

    kind_code = SafetyEducation.kind_code

    school_class = ClassChoice(SchoolClass.objects.none(), label=_("class"), required=False)
    campus = forms.ModelChoiceField(Campus.objects.none(), label=_("campus"), required=False)
    occasion = forms.ChoiceField(
        label=pgettext_lazy("safety education", "occasion"), choices=Occasion.choices, widget=Tiles
    )
    term_topic = forms.ModelChoiceField(
        TermTopic.objects.none(), label=_("topic of the term"), required=False
    )
    topic = short(
        _("topic"), required=False, help_text=_("Empty: the topic of the term chosen above")
    )
    content = words(_("content"), rows=3)
    form = forms.ChoiceField(
        label=pgettext_lazy("education", "form"), choices=SafetyEducation.Form.choices
    )
    audience = forms.ChoiceField(
        label=pgettext_lazy("safety education", "for whom"),
        choices=SafetyEducation.Audience.choices,
        widget=Tiles,
    )
    people = forms.IntegerField(
        label=_("number of people"), required=False, min_value=1, max_value=9999
    )
    speaker = short(_("speaker"), 50, help_text=_("Empty: whoever writes this"))
    speaker_from = short(_("speaker comes from"), 80)

    def __init__(self, *args: Any, classes: Any, campuses: Any, topics: Any, **given: Any) -> None:
        self.classes, self.campuses, self.topics = classes, campuses, topics
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.fields["school_class"].queryset = self.classes
        self.fields["campus"].queryset = self.campuses
        self.fields["term_topic"].queryset = self.topics
        if self.campuses:
            self.fields["school_class"].empty_label = gettext("of no single class")
            offer_the_only_one(self, "campus")
        else:
            self.fields["school_class"].required = True
            del self.fields["campus"]
            offer_the_only_one(self, "school_class")
        self.initial.setdefault("occasion", Occasion.LESSON)
        self.initial.setdefault("form", SafetyEducation.Form.LESSON)
        self.initial.setdefault("audience", SafetyEducation.Audience.CHILDREN)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        school_class = data.get("school_class")
        data["at"] = school_class.campus if school_class else data.get("campus")
        if data["at"] is None:
            name = "campus" if "campus" in self.fields else "school_class"
            self.add_error(name, gettext("Choose a class or a campus."))
        else:
            self.judge(data["at"])
        if not data.get("topic") and data.get("term_topic"):
            data["topic"] = data["term_topic"].title
        if not data.get("topic"):
            self.add_error("topic", gettext("Name the topic, or choose one of the term."))
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        entry = Entry(campus=data["at"], school_class=data["school_class"], **self.head)
        names = (
            "occasion", "term_topic", "topic", "content", "form", "audience", "people",
            "speaker_from",
        )  # fmt: skip
        held = SafetyEducation(entry=entry, **{name: data[name] for name in names})
        held.speaker = data["speaker"] or str(self.by)[:50]
        return teaching.hold(held, by=self.by, now=self.now, photos=attached(self))


class TalkForm(HappeningForm):
    """A talk in words of one's own, or one of another day."""

    kind_code = SafetyTalk.kind_code

    school_class = ClassChoice(SchoolClass.objects.none(), label=_("class"))
    about = forms.ChoiceField(
        label=pgettext_lazy("safety talk", "about"), choices=SafetyTalk.About.choices, widget=Tiles
    )
    topic = short(_("topic"), required=True)
    note = short(_("note"), 200)

    def __init__(self, *args: Any, classes: Any, **given: Any) -> None:
        self.classes = classes
        super().__init__(*args, **given)

    def limit(self) -> None:
        self.fields["school_class"].queryset = self.classes
        offer_the_only_one(self, "school_class")
        self.initial.setdefault("about", SafetyTalk.About.LEAVING)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if school_class := data.get("school_class"):
            self.judge(school_class.campus)
        return data

    def save(self) -> Entry:
        data = self.cleaned_data
        entry, _is_new = teaching.talk(
            data["school_class"], data["topic"], about=data["about"], note=data["note"],
            **self.written,
        )  # fmt: skip
        return entry


class TopicForm(ModelForm):
    """A topic of the term, for one campus or for all."""

    permission = "safety.organise"

    class Meta:
        model = TermTopic
        fields = ["title", "campus", "points", "position"]
        widgets = {"points": forms.Textarea(attrs={"rows": 4})}

    def limit(self) -> None:
        self.offer_campuses()
