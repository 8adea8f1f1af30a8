"""Addresses of what the school owns, lends, buys and hands out."""

from django.urls import URLPattern, URLResolver, path

from assets.views import cards, paper, standards

app_name = "assets"

card_urls: list[URLPattern | URLResolver] = [
    path("", cards.asset_list, name="asset_list"),
    path("new/", cards.booking_new, name="booking_new"),
    path("nothing-new/", cards.booking_zero, name="booking_zero"),
    path("move/", cards.asset_move, name="asset_move"),
    path("sheet/", paper.asset_sheet, name="asset_sheet"),
    path("labels/", paper.asset_labels, name="asset_labels"),
    path("labels/print/", paper.asset_labels_print, name="asset_labels_print"),
    path("quarters/", paper.asset_report, name="asset_report"),
    path("quarters/sheet/", paper.asset_report_sheet, name="asset_report_sheet"),
    path("classes/options/", cards.class_options, name="class_options"),
    path("people/options/", cards.person_options, name="person_options"),
    path("standards/", standards.standard_list, name="standard_list"),
    path("standards/new/", standards.standard_new, name="standard_new"),
    path("standards/<int:pk>/edit/", standards.standard_edit, name="standard_edit"),
    path("standards/<int:pk>/remove/", standards.standard_remove, name="standard_remove"),
    path("<int:pk>/", cards.asset, name="asset"),
    path("<int:pk>/edit/", cards.asset_edit, name="asset_edit"),
    path("<int:pk>/split/", cards.asset_split, name="asset_split"),
    path("<int:pk>/turn/", cards.asset_turn, name="asset_turn"),
    path("<int:pk>/card/", cards.asset_card, name="asset_card"),
    path("<int:pk>/code/", paper.asset_code_new, name="asset_code_new"),
]

urlpatterns: list[URLPattern | URLResolver] = [*card_urls]
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
