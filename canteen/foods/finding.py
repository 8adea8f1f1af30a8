"""What the search box finds of the food table."""

from urllib.parse import urlencode

from django.urls import reverse

from canteen.models import Food
from logistics.search import Found, Hit, Search
from logistics.templatetags.house import quantity


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
