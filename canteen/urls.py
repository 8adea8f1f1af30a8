"""The pages of the canteen: each part lists its own."""

from canteen.views import kitchen

app_name = "canteen"

urlpatterns: list[object] = [
    *kitchen.urls,
]
