"""Places, who has the custody of them, and who answers for a zone in a term."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from logistics.fields import NumberField
from logistics.forms import Form, Stepper, Tiles
from logistics.school import changes, labels, zones
from logistics.school.forms.offers import ClassChoice, ModelForm, SearchForm, campus_filter
from logistics.school.models import Person, Place, ZoneAssignment
from logistics.school.models.campuses import PlaceQuerySet


class PlaceSearch(SearchForm):
    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": gettext_lazy("Name, custodian, code of the label"),
            }
        ),
    )
    campus = campus_filter()
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("every kind")), *Place.Kind.choices],
    )
    custody = forms.ChoiceField(
        label=gettext_lazy("Custodian"),
        required=False,
        choices=[
            ("", gettext_lazy("with or without")),
            ("none", gettext_lazy("nobody")),
            ("mine", gettext_lazy("me")),
        ],
    )
    closed = forms.BooleanField(label=gettext_lazy("Also those in use no more"), required=False)

    def limit(self) -> None:
        self.offer_sites()

    def apply(self, places: PlaceQuerySet) -> PlaceQuerySet:
        self.is_valid()
        wanted = self.cleaned_data
        if words := wanted.get("q", "").strip():
            custodians = Person.objects.matching(words)
            named = Q(name__icontains=words) | Q(code__iexact=words)
            places = places.filter(named | Q(custodian__in=custodians.values("pk")))
        chosen = {name: wanted[name] for name in ("campus", "kind") if wanted.get(name)}
        places = self.in_custody(places.filter(**chosen), wanted.get("custody", ""))
        return places if wanted.get("closed") else places.in_use()

    def in_custody(self, places: PlaceQuerySet, custody: str) -> PlaceQuerySet:
        if custody == "none":
            return places.unanswered_for(self.on)
        return places.filter(custodian=self.by) if custody == "mine" else places


class LabelForm(Form):
    """On which paper labels are printed; a sheet that was begun goes on where it ended."""

    paper = forms.ChoiceField(
        label=gettext_lazy("Paper"),
        choices=[
            ("a4", gettext_lazy("A4 sheet, 24 labels")),
            ("roll", gettext_lazy("Roll, 50 × 30 mm")),
        ],
        widget=Tiles,
    )
    start = forms.IntegerField(
        label=gettext_lazy("Begin at label"),
        help_text=gettext_lazy("On A4: 1 is the first of a fresh sheet"),
        widget=Stepper(attrs={"min": 1, "max": labels.A_SHEET}),
    )


class PlaceForm(ModelForm):
    class Meta:
        model = Place
        fields = [
            "campus",
            "name",
            "kind",
            "within",
            "school_class",
            "custodian",
            "needs_consent",
            "area_m2",
            "is_active",
        ]
        field_classes = {"area_m2": NumberField, "school_class": ClassChoice}

    def limit(self) -> None:
        self.offer_campuses()
        self.offer_places("within")
        self.offer_classes()
        self.offer_people("custodian")
        # Records and tasks of a room tell of the campus where it stood.
        self.fields["campus"].disabled = bool(self.instance.pk)
        if not self.instance.pk:
            del self.fields["is_active"]

    def save(self, commit: bool = True) -> Place:  # noqa: FBT001, FBT002  Django's signature
        place = super().save(commit)
        changes.school_changed(self.on)
        return place


class ZoneForm(ModelForm):
    """Who answers for a place in one term: the term is given."""

    class Meta:
        model = ZoneAssignment
        fields = ["place", "person", "school_class", "note"]
        field_classes = {"school_class": ClassChoice}

    def limit(self) -> None:
        self.offer_places("place")
        self.offer_people("person")
        self.offer_classes()

    def offer_classes(self, name: str = "school_class") -> None:
        """The classes of the term's own school year."""
        super().offer_classes(name)
        year = self.instance.term.school_year
        self.fields[name].queryset = self.fields[name].queryset.filter(school_year=year)

    def save(self, commit: bool = True) -> ZoneAssignment:  # noqa: FBT001, FBT002  Django's signature
        zones.assign(self.instance)
        return self.instance
