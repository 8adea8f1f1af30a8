"""What the search box finds: dishes by name, and the dishes that hold a food."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canteen.models import Dish, Food
from logistics.contributions import SearchSource
from logistics.search import Found, Hit, Search

VIEW = "canteen.view"


def dishes(search: Search) -> Found:
    rows = Dish.objects.in_use().matching(search.asked.name).order_by("category", "pinyin", "pk")
    hits = (
        Hit(str(dish), dish.get_absolute_url(), str(dish.get_category_display()))
        for dish in rows[: search.most + 1]
    )
    return search.first(hits, all_of(q=search.asked.name))


def foods(search: Search) -> Found:
    """In which dishes is it? Asked when a food is recalled, or some must not eat it."""
    rows = Food.objects.in_use().matching(search.asked.name).filter(ingredients__isnull=False)
    rows = rows.distinct().order_by("group", "pinyin", "pk")
    hits = (
        Hit(_("Dishes with %(food)s") % {"food": food}, all_of(food=food.pk),
            str(food.get_group_display()))
        for food in rows[: search.most + 1]
    )  # fmt: skip
    return search.first(hits, reverse("canteen:dish_list"))


def all_of(**query: object) -> str:
    return f"{reverse('canteen:dish_list')}?{urlencode(query)}"


SEARCH = [
    SearchSource("dishes", gettext_lazy("Dishes"), dishes, VIEW, 64),
    SearchSource("foods_in_dishes", gettext_lazy("Foods in dishes"), foods, VIEW, 66),
]
