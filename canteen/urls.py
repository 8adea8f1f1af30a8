"""The pages of the canteen: each part lists its own."""

from django.urls import URLPattern

from canteen.views import account, deliveries, foods, nutrition, samples, voices

app_name = "canteen"

urlpatterns: list[URLPattern] = [
    *account.urls,
    *deliveries.urls,
    *foods.urls,
    *nutrition.urls,
    *samples.urls,
    *voices.urls,
]
