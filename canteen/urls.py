"""The pages of the canteen: each part lists its own."""

from typing import Any

from canteen.views import dishes, menus, publications

app_name = "canteen"

urlpatterns: list[Any] = [
    # menus
    *dishes.urls,
    *menus.urls,
    *publications.urls,
]
