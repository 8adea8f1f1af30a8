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
