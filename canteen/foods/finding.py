"""In which order foods stand, and what the search box finds of them."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse

from canteen.models import Food, Group
from logistics.search import Found, Hit, Search
from logistics.templatetags.house import quantity


def in_order(foods: Any) -> Any:
    """Cereals first, condiments last, as food tables have them."""
    places = [When(group=group, then=Value(place)) for place, group in enumerate(Group)]
    place = Case(*places, default=Value(len(places)), output_field=IntegerField())
    return foods.order_by(place, "pinyin", "pk")


def find(search: Search) -> Found:
    """Foods by any of their names or by initials, with the energy of a hundred grams."""
    rows = Food.objects.in_use().matching(search.asked.name).order_by("pinyin", "pk")
    hits = (
        Hit(
            str(food),
            food.get_absolute_url(),
            f"{food.get_group_display()} · {quantity(food.energy_kcal, 'kcal')}",
        )
        for food in rows[: search.most + 1]
    )
    return search.first(
        hits, f"{reverse('canteen:food_list')}?{urlencode({'q': search.asked.name})}"
    )
