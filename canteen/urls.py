"""The pages of the canteen: each part lists its own."""

from canteen.views import account, voices

app_name = "canteen"

urlpatterns: list[object] = [
    *account.urls,
    *voices.urls,
]
