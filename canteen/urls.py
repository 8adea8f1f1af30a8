"""The pages of the canteen: each part lists its own."""

from canteen.views import quantities, receiving, suppliers

app_name = "canteen"

urlpatterns = [
    # Of the supply.
    *quantities.urls,
    *receiving.urls,
    *suppliers.urls,
]
