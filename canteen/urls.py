"""The pages of the canteen: each part lists its own."""

from django.urls import URLPattern

from canteen.views import (
    account,
    deliveries,
    dishes,
    foods,
    kitchen,
    menus,
    nutrition,
    publications,
    quantities,
    receiving,
    samples,
    special_diets,
    suppliers,
    voices,
)

app_name = "canteen"

urlpatterns: list[URLPattern] = [
    *account.urls,
    *deliveries.urls,
    *dishes.urls,
    *foods.urls,
    *kitchen.urls,
    *menus.urls,
    *nutrition.urls,
    *publications.urls,
    *quantities.urls,
    *receiving.urls,
    *samples.urls,
    *special_diets.urls,
    *suppliers.urls,
    *voices.urls,
]
