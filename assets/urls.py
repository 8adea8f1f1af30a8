"""Addresses of what the school owns, lends, buys and hands out."""

from django.urls import URLPattern, URLResolver, include, path

from assets.views import stocktakes

app_name = "assets"

stocktake_urls = [
    path("", stocktakes.stocktake_list, name="stocktake_list"),
    path("new/", stocktakes.stocktake_new, name="stocktake_new"),
    path("scan/", stocktakes.stocktake_scan, name="stocktake_scan"),
    path("<int:pk>/", stocktakes.stocktake, name="stocktake"),
    path("<int:pk>/finish/", stocktakes.stocktake_finish, name="stocktake_finish"),
    path("<int:pk>/reopen/", stocktakes.stocktake_reopen, name="stocktake_reopen"),
    path("<int:pk>/drop/", stocktakes.stocktake_drop, name="stocktake_drop"),
    path("<int:pk>/ask/", stocktakes.stocktake_ask, name="stocktake_ask"),
    path("<int:pk>/stray/", stocktakes.stocktake_stray, name="stocktake_stray"),
    path("lines/<int:pk>/right/", stocktakes.stocktake_put_right, name="stocktake_put_right"),
    path("sheets/<int:pk>/minutes/", stocktakes.stocktake_minutes, name="stocktake_minutes"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("stocktakes/", include(stocktake_urls)),
]
