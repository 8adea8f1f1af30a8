"""Addresses of what the school owns, lends, buys and hands out."""

from django.urls import URLPattern, URLResolver, include, path

from assets.views import (
    cards,
    custody,
    damage,
    disposal,
    loans,
    paper,
    sheets,
    standards,
    stocktakes,
    transfers,
)
from assets.views.budgets import budget_urls, plan_urls
from assets.views.class_loans import class_loan_urls
from assets.views.distributions import distribution_urls
from assets.views.donations import donation_urls
from assets.views.purchases import purchase_urls
from assets.views.requests import request_urls

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

custody_urls = [
    path("property/", custody.property_list, name="property_list"),
    path("property/check/", custody.property_check, name="property_check"),
    path("property/results/", custody.property_results, name="property_results"),
    path("property/term/", custody.property_term, name="property_term"),
    path("property/classes/<int:pk>/", custody.property_class, name="property_class"),
    path(
        "property/classes/<int:pk>/check/",
        custody.property_check_class,
        name="property_check_class",
    ),
    path("property/places/<int:pk>/", custody.property_place, name="property_place"),
    path(
        "property/places/<int:pk>/check/",
        custody.property_check_place,
        name="property_check_place",
    ),
    path("handovers/", custody.handover_list, name="handover_list"),
    path("handovers/new/", custody.handover_new, name="handover_new"),
    path("sheets/<int:pk>/print/", sheets.sheet_print, name="sheet_print"),
    path("sheets/<int:pk>/drop/", sheets.sheet_drop, name="sheet_drop"),
    path("signers/<int:pk>/on-paper/", sheets.paper_signed, name="paper_signed"),
    path("people/options/", sheets.people_options, name="people_options"),
    path("damage/", damage.damage_list, name="damage_list"),
    path("damage/new/", damage.damage_new, name="damage_new"),
    path("damage/<int:pk>/settle/", damage.damage_settle, name="damage_settle"),
    path("damage/<int:pk>/repaired/", damage.damage_repaired, name="damage_repaired"),
    path("disposals/", disposal.disposal_list, name="disposal_list"),
    path("disposals/public/", disposal.disposal_public, name="disposal_public"),
    path("disposals/new/", disposal.disposal_new, name="disposal_new"),
    path("disposals/<int:pk>/write-off/", disposal.disposal_write_off, name="disposal_write_off"),
    path("transfers/", transfers.transfer_list, name="transfer_list"),
    path("transfers/new/", transfers.transfer_new, name="transfer_new"),
]
loan_urls = [
    path("", loans.loan_list, name="loan_list"),
    path("new/", loans.loan_new, name="loan_new"),
    path("lend/", loans.loan_lend, name="loan_lend"),
    path("options/", loans.loan_options, name="loan_options"),
    path("returns/", loans.loan_returns, name="loan_returns"),
    path("people/", loans.loan_people, name="loan_people"),
    path("call-back/", loans.loan_call_back, name="loan_call_back"),
    path("nothing/<int:pk>/", loans.loan_nothing, name="loan_nothing"),
    path("<int:pk>/", loans.loan, name="loan"),
    path("<int:pk>/hand-out/", loans.loan_hand_out, name="loan_hand_out"),
    path("<int:pk>/withdraw/", loans.loan_withdraw, name="loan_withdraw"),
    path("<int:pk>/refuse/", loans.loan_refuse, name="loan_refuse"),
    path("<int:pk>/prolong/", loans.loan_prolong, name="loan_prolong"),
    path("<int:pk>/return/", loans.loan_return, name="loan_return"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *card_urls,
    *custody_urls,
    path("stocktakes/", include(stocktake_urls)),
    path("loans/", include(loan_urls)),
    path("loans/classes/", include(class_loan_urls)),
    path("requests/", include(request_urls)),
    path("purchases/", include(purchase_urls)),
    path("budget/", include(budget_urls)),
    path("plans/", include(plan_urls)),
    path("distributions/", include(distribution_urls)),
    path("donations/", include(donation_urls)),
]
