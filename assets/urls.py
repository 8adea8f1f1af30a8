"""Addresses of what the school owns, lends, buys and hands out."""

from django.urls import URLPattern, URLResolver, include, path

from assets.views import custody, damage, disposal, loans, sheets, transfers

app_name = "assets"

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
    *custody_urls,
    path("loans/", include(loan_urls)),
]
