"""The pages of the canteen: each part lists its own."""

from django.urls import URLPattern

from canteen.views import deliveries, foods, nutrition, samples

app_name = "canteen"

urlpatterns: list[URLPattern] = [
    *deliveries.urls,
    *foods.urls,
    *nutrition.urls,
    *samples.urls,
]
