"""The pages of the canteen: each part lists its own."""

from django.urls import URLPattern

from canteen.views import deliveries, samples

app_name = "canteen"

urlpatterns: list[URLPattern] = [
    *samples.urls,
    *deliveries.urls,
]
