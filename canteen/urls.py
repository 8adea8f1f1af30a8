"""The pages of the canteen: each part lists its own."""

app_name = "canteen"

urlpatterns: list[object] = []
