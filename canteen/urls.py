"""The pages of the canteen: each part lists its own."""

from canteen.views import foods, nutrition

app_name = "canteen"

urlpatterns = [
    *nutrition.urls,
    *foods.urls,
]
