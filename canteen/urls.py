"""The pages of the canteen: each part lists its own."""

from django.urls import URLPattern

from canteen.views import deliveries, kitchen, samples

app_name = "canteen"

urlpatterns: list[URLPattern] = [
    *samples.urls,
    *deliveries.urls,
    *kitchen.urls,
]
