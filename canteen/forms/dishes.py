"""What people type about dishes: the search, and a dish with what goes into it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from canteen.menus.cards import put_photo
from canteen.models import AgeGroup, Dish, DishIngredient, Food
from logistics import lines
from logistics.errors import Refused
from logistics.fields import NumberField, whole_number
from logistics.forms import Combobox, PhotosField, make_ready
from logistics.records import photos
from logistics.school.forms.offers import ModelForm, SearchForm
from logistics.school.models import Allergy

FOODS = reverse_lazy("canteen:food_options")
EMPTY_LINES, MOST_LINES = 3, 40
AGES = ("", *AgeGroup.values)
ASIDE = tuple(f"grams{age}" for age in AGES if age not in ("", AgeGroup.STAFF))


class DishSearch(SearchForm):
    """Finds dishes by name or initials, by kind, by what some must not eat, by a food in them."""

    permission = "canteen.view"
    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("Name or initials of a dish")}
        ),
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("every kind")), *Dish.Category.choices],
    )
    without = forms.ChoiceField(
        label=pgettext_lazy("an allergen", "Without"),
        required=False,
        choices=[("", pgettext_lazy("an allergen", "all")), *Allergy.Allergen.choices],
    )
    food = forms.CharField(required=False, widget=forms.HiddenInput)
    is_new = forms.BooleanField(label=gettext_lazy("New this term"), required=False)
    closed = forms.BooleanField(label=gettext_lazy("Also those in use no more"), required=False)

    def apply(self, dishes: QuerySet[Dish]) -> QuerySet[Dish]:
        self.is_valid()
        said = self.cleaned_data
        if not said.get("closed"):
            dishes = dishes.filter(is_active=True)
        if words := said.get("q"):
            dishes = dishes.filter(pk__in=Dish.objects.matching(words).order_by().values("pk"))
        if said.get("category"):
            dishes = dishes.filter(category=said["category"])
        if said.get("is_new"):
            dishes = dishes.filter(is_new=True)
        if allergen := said.get("without"):
            held = DishIngredient.objects.filter(food__allergens__allergen=allergen)
            dishes = dishes.exclude(pk__in=held.values("dish"))
        if food := whole_number(said.get("food") or ""):
            dishes = dishes.filter(pk__in=DishIngredient.objects.filter(food=food).values("dish"))
        return dishes


class DishForm(ModelForm):
    """A dish and its ingredients: a food and the raw grams for one eater, all or by age."""

    permission = "canteen.write_menu"
    photo = PhotosField(
        label=gettext_lazy("photo"),
        required=False,
        help_text=gettext_lazy("One picture, without any child in it"),
    )

    class Meta:
        model = Dish
        fields = ["name", "category", "method", "is_sampled", "is_new", "is_active"]
        widgets = {"method": forms.Textarea(attrs={"rows": 3})}

    def limit(self) -> None:
        rows = Row(Column("name"), Column("category"))
        names = ["is_sampled", "is_new", "is_active"]
        if not self.instance.pk:
            del self.fields["is_active"]
            names = names[:2]
        self.fields["method"].max_length = 2000
        self.layout = Layout(rows, "method", Row(*(Column(name) for name in names)), "photo")
        self.known = self.known_lines()
        self.names = {line["food"]: line["name"] for line in self.known}
        self.lay(max(len(self.known) + EMPTY_LINES, self.lines_in(self.data)))

    # The lines -----------------------------------------------------------------------------

    def known_lines(self) -> list[dict[str, Any]]:
        """One line a food, with the grams of every age it is written for."""
        if not self.instance.pk:
            return []
        found: dict[int, dict[str, Any]] = {}
        for row in self.instance.ingredients.select_related("food"):
            line = found.setdefault(row.food_id, {"food": row.food_id, "name": row.food.name})
            line[f"grams{row.age_group}"] = plain(row.grams)
        return list(found.values())

    def lay(self, count: int) -> None:
        self.read_names()
        for number in range(getattr(self, "count", 0), min(count, MOST_LINES)):
            given = self.known[number] if number < len(self.known) else {}
            for part, field in self.line_fields().items():
                make_ready(field)
                field.part = part
                field.widget.attrs["data-part"] = part
                key = f"{part}_{number}"
                self.fields[key] = field
                if part in given:
                    self.initial[key] = given[part]
        self.count = max(getattr(self, "count", 0), min(count, MOST_LINES))

    def read_names(self) -> None:
        """Of every food that was sent, in one question."""
        sent = (whole_number(str(self.data.get(name))) for name in food_keys(self.data))
        if fresh := {key for key in sent if key is not None and key not in self.names}:
            self.names |= dict(Food.objects.filter(pk__in=fresh).values_list("pk", "name"))

    def name_of(self, key: Any) -> str:
        return self.names.get(whole_number(str(key)) or 0, "")

    def line_fields(self) -> dict[str, Any]:
        widget = Combobox(FOODS, labelled=self.name_of)
        label = pgettext("in a dish", "Food")
        food = forms.IntegerField(label=label, required=False, widget=widget)
        return {"food": food} | {f"grams{age}": grams_field(age) for age in in_order()}

    def lines_in(self, data: Any) -> int:
        """How many lines were sent, and some more if they were asked for."""
        numbers = [int(name.removeprefix("food_")) for name in food_keys(data)]
        more = lines.MORE if data and lines.MORE_LINES in data else 0
        return max(numbers, default=-1) + 1 + more

    def restore(self, data: Any) -> None:
        self.lay(self.lines_in(data))
        super().restore(data)

    def table(self) -> SafeString:
        rows = [
            lines.Line(
                number + 1,
                [self[f"{part}_{number}"] for part in self.parts if part not in ASIDE],
                [self[f"{part}_{number}"] for part in ASIDE],
            )
            for number in range(self.count)
        ]
        return lines.table(rows, grows=True, fewest=EMPTY_LINES)

    @property
    def parts(self) -> Sequence[str]:
        return ("food", *(f"grams{age}" for age in in_order()))

    # What was typed ------------------------------------------------------------------------

    def clean_photo(self) -> Any:
        files = self.cleaned_data["photo"]
        try:
            return photos.prepare(files[0]) if files else None
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        seen: set[int] = set()
        for number, food, amounts in self.said_lines():
            if food not in self.names:
                self.add_error(f"food_{number}", _("Choose the food from the list."))
            elif food in seen:
                self.add_error(f"food_{number}", _("This food is already in the dish."))
            elif not amounts and f"grams_{number}" not in self.errors:
                self.add_error(f"grams_{number}", _("Say how many grams."))
            seen.add(food)
        return said

    def said_lines(self) -> Iterator[tuple[int, int, dict[str, Decimal]]]:
        """Every line in which something was written."""
        for number in range(self.count):
            food = self.cleaned_data.get(f"food_{number}") or 0
            grams = {age: self.cleaned_data.get(f"grams{age}_{number}") for age in AGES}
            amounts = {age: amount for age, amount in grams.items() if amount is not None}
            if food or amounts:
                yield number, food, amounts

    @transaction.atomic
    def save(self, commit: bool = True) -> Dish:  # noqa: FBT001, FBT002  Django's signature
        dish = self.instance
        if photo := self.cleaned_data.get("photo"):
            put_photo(dish, photo)
        dish.spell()
        dish.save()
        wanted = {
            (food, age): (grams, place)
            for place, (_number, food, amounts) in enumerate(self.said_lines())
            for age, grams in amounts.items()
        }
        keep_lines(dish, wanted)
        return dish


def food_keys(data: Any) -> list[str]:
    """The names of the boxes in which a food was sent."""
    numbered = ((name, name.removeprefix("food_")) for name in data or ())
    return [name for name, end in numbered if end != name and end.isdecimal() and len(end) < 3]


def keep_lines(dish: Dish, wanted: dict[tuple[int, str], tuple[Decimal, int]]) -> None:
    """Make the ingredients say this; what stays as it was is not written again."""
    for row in list(dish.ingredients.all()):
        said = wanted.pop((row.food_id, row.age_group), None)
        if said is None:
            row.delete()
        elif said != (row.grams, row.position):
            row.grams, row.position = said
            row.save()
    for (food, age), (grams, place) in wanted.items():
        DishIngredient.objects.create(
            dish=dish, food_id=food, age_group=age, grams=grams, position=place
        )


def in_order() -> Iterator[str]:
    """The general amount and the staff's in sight, the ages beside them."""
    yield from ("", AgeGroup.STAFF)
    yield from (age for age in AGES if age not in ("", AgeGroup.STAFF))


def grams_field(age: str) -> NumberField:
    label = _("grams, %(whom)s") % {"whom": AgeGroup(age).label} if age else _("grams for one")
    return NumberField(
        label=label, required=False, min_value=Decimal("0.1"), max_digits=7, decimal_places=1
    )


def plain(grams: Decimal) -> Decimal | int:
    return int(grams) if grams == grams.to_integral_value() else grams


def offered_foods(words: str) -> QuerySet[Food]:
    """The foods a box offers: those whose name begins so before the others."""
    return Food.objects.in_use().matching(words).order_by("group", "pinyin", "pk")
