"""A food of the table: what is in it, what some must not eat of it, as what the store keeps it."""

from typing import Any

from crispy_forms.layout import HTML, Column, Layout, Row
from django import forms
from django.db.models import Count
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.foods import shipped
from canteen.foods.nutrients import NUTRIENTS
from canteen.models import Food, FoodAllergen, Group
from logistics.fields import NumberField
from logistics.forms import CheckTiles
from logistics.school.forms.offers import ModelForm, SearchForm, search_when_many
from logistics.school.models import Allergy
from logistics.stores.models import Item
from logistics.stores.models.goods import Stock

# What is eaten, not what hangs in the air or comes out of a bottle.
NOT_EATEN = {Allergy.Allergen.PENICILLIN, Allergy.Allergen.POLLEN, Allergy.Allergen.OTHER}
ALLERGENS = [pair for pair in Allergy.Allergen.choices if pair[0] not in NOT_EATEN]
MOST_IN_A_HUNDRED = {"protein_g", "fat_g", "carbohydrate_g"}
MOST_KCAL = 902  # of a hundred grams of pure fat
FULL = 100


def food_items() -> Any:
    """What the food stores may keep."""
    return Item.objects.in_use().filter(group__kind=Stock.FOOD).order_by("name", "pk")


class FoodForm(ModelForm):
    permission = "canteen.write_menu"

    allergens = forms.MultipleChoiceField(
        label=gettext_lazy("some children must not eat it"),
        required=False,
        choices=ALLERGENS,
        widget=CheckTiles,
    )

    class Meta:
        model = Food
        fields = [
            "name", "aliases", "number", "group", "is_animal", "is_quality_protein",
            "edible_percent", *NUTRIENTS, "risk", "item", "grams_per_unit", "source", "is_active",
        ]  # fmt: skip
        field_classes = dict.fromkeys(["edible_percent", "grams_per_unit", *NUTRIENTS], NumberField)

    def limit(self) -> None:
        self.offer("item", food_items())
        search_when_many(self.fields["item"], "canteen:food_item_options")
        self.initial["allergens"] = self.known_allergens()
        self.fields["aliases"].help_text = _("With 、 between them")
        if not self.instance.pk:
            del self.fields["is_active"]

    def known_allergens(self) -> list[str]:
        if not self.instance.pk:
            return []
        return list(self.instance.allergens.values_list("allergen", flat=True))

    @property
    def layout(self) -> Layout:  # type: ignore[override]  # a new food is in use
        amounts = [Row(*(Column(name) for name in pair)) for pair in pairs(NUTRIENTS)]
        rows = [
            Row(Column("name"), Column("aliases")),
            Row(Column("group"), Column("number")),
            "is_animal",
            "is_quality_protein",
            "allergens",
            "risk",
            heading(_("In a hundred edible grams"), _("Empty: not known. Unknown is not nothing.")),
            Row(Column("edible_percent"), Column("source")),
            *amounts,
            heading(_("In the store"), _("So that what was issued can be turned into grams.")),
            Row(Column("item"), Column("grams_per_unit")),
        ]
        return Layout(*rows, *(["is_active"] if "is_active" in self.fields else []))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.refuse_nonsense(said)
        if bool(said.get("item")) != bool(said.get("grams_per_unit")):
            name = "grams_per_unit" if said.get("item") else "item"
            self.add_error(name, _("Say both: as what the store keeps it, and what a unit weighs."))
        return said

    def refuse_nonsense(self, said: dict[str, Any]) -> None:
        """A hundred grams hold no more than a hundred grams."""
        for name in NUTRIENTS:
            if (said.get(name) or 0) < 0:
                self.add_error(name, _("An amount is not less than nothing."))
        if (said.get("energy_kcal") or 0) > MOST_KCAL:
            self.add_error("energy_kcal", _("A hundred grams of pure fat hold 900 kcal."))
        together = sum(said.get(name) or 0 for name in MOST_IN_A_HUNDRED)
        if together > FULL:
            self.add_error(
                "carbohydrate_g",
                _("Protein, fat and carbohydrate of a hundred grams are %(grams)s grams together.")
                % {"grams": f"{together:f}"},
            )

    def save(self, commit: bool = True) -> Food:  # noqa: FBT001, FBT002  Django's signature
        shipped.spell(self.instance)
        food = super().save(commit)
        keep_allergens(food, self.cleaned_data["allergens"])
        return food


def keep_allergens(food: Food, wanted: list[str]) -> None:
    """Exactly these; each step is kept in the history."""
    shown = {code for code, _words in ALLERGENS}
    for row in food.allergens.all():
        if row.allergen in shown - set(wanted):
            row.delete()
    known = set(food.allergens.values_list("allergen", flat=True))
    for code in wanted:
        if code not in known:
            FoodAllergen.objects.create(food=food, allergen=code)


def pairs(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [names[place : place + 2] for place in range(0, len(names), 2)]


def heading(title: str, text: str) -> HTML:
    return HTML(format_html('<h2>{}</h2><p class="secondary">{}</p>', title, text))


class FoodSearch(SearchForm):
    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("Name, other name, initials")}
        ),
    )
    group = forms.ChoiceField(label=gettext_lazy("Group"), required=False)
    which = forms.ChoiceField(
        label=gettext_lazy("Which"),
        required=False,
        choices=[
            ("", gettext_lazy("all in use")),
            ("risk", gettext_lazy("not for schools")),
            ("allergen", gettext_lazy("with an allergen")),
            ("own", gettext_lazy("added by the school")),
            ("unlinked", gettext_lazy("kept in no store")),
            ("gone", gettext_lazy("in use no more")),
        ],
    )

    permission = "canteen.view"

    def limit(self) -> None:
        self.fields["group"].choices = [("", _("every group")), *Group.choices]

    def apply(self, foods: Any) -> Any:
        said = self.cleaned_data if self.is_valid() else {}
        foods = foods.matching(said.get("q", ""))
        if group := said.get("group"):
            foods = foods.filter(group=group)
        which = said.get("which")
        foods = foods.filter(is_active=which != "gone")
        if which == "risk":
            return foods.exclude(risk="")
        if which == "allergen":
            return foods.annotate(held=Count("allergens")).filter(held__gt=0)
        if which == "own":
            return foods.exclude(source=shipped.SOURCE)
        return foods.filter(item=None) if which == "unlinked" else foods
