"""The addresses of stores and assets."""

from tests.pages.declaring import (
    ADMINS,
    ARRANGERS,
    DIRECTORS,
    INSIDE,
    LEADERS,
    OF_THE_CLASS,
    READERS,
    STAFF,
    WITH_CHILDREN,
    Page,
    button,
    form,
)

STOCK_KEEPERS = DIRECTORS | {"storekeeper", "cook", "doctor"}
SEES_STOCK = LEADERS | STOCK_KEEPERS | {"food_safety_officer", "purchaser", "accountant"}
ARRANGES_GOODS = ARRANGERS | {"storekeeper"}
KEEPERS = DIRECTORS | {"storekeeper"}
STORES = [
    Page("stores:stock", SEES_STOCK),
    Page("stores:item_options", SEES_STOCK),
    Page("stores:receiver_options", STOCK_KEEPERS),
    form("stores:item_new", ARRANGES_GOODS),
    Page("stores:item", SEES_STOCK, "item"),
    form("stores:item_edit", ARRANGES_GOODS, "item"),
    Page("stores:cost_list", SEES_STOCK),
    Page("stores:group_list", SEES_STOCK),
    form("stores:group_new", ARRANGES_GOODS),
    form("stores:group_edit", ARRANGES_GOODS, "item_group"),
    Page("stores:store_list", SEES_STOCK),
    form("stores:store_new", ARRANGES_GOODS),
    Page("stores:store", SEES_STOCK, "store"),
    form("stores:store_edit", ARRANGES_GOODS, "store"),
    form("stores:shelf_edit", ARRANGES_GOODS, "store", get=302, post=302),
    Page("stores:supplier_list", SEES_STOCK),
    form("stores:supplier_new", ARRANGES_GOODS),
    Page("stores:supplier", SEES_STOCK, "supplier"),
    form("stores:supplier_edit", ARRANGES_GOODS, "supplier"),
    form("stores:receive", STOCK_KEEPERS),
    form("stores:issue", STOCK_KEEPERS),
    Page("stores:return", STOCK_KEEPERS),
    form("stores:transfer", STOCK_KEEPERS),
    form("stores:write_off", STOCK_KEEPERS),
    form("stores:take_back", KEEPERS, "stock_in", hidden={"cook", "doctor"}),
    Page("stores:sheet_print", READERS, "stock_in", hidden=INSIDE),
    Page("stores:month_list", SEES_STOCK),
    Page("stores:month_new", STOCK_KEEPERS),
]

SEES_ASSETS = LEADERS | {"storekeeper", "purchaser", "accountant"}
ASSETS = [
    Page("assets:asset_list", SEES_ASSETS),
    Page("assets:asset", SEES_ASSETS, "asset"),
    Page("assets:asset_card", SEES_ASSETS, "asset"),
    Page("assets:asset_sheet", SEES_ASSETS),
    Page("assets:asset_labels", SEES_ASSETS),
    Page("assets:asset_labels_print", SEES_ASSETS),
    Page("assets:asset_report", SEES_ASSETS),
    Page("assets:asset_report_sheet", SEES_ASSETS, get=302),  # no quarter was chosen
    Page("assets:class_options", SEES_ASSETS),
    Page("assets:person_options", KEEPERS),
    form("assets:booking_new", KEEPERS),
    form("assets:booking_zero", KEEPERS),
    form("assets:asset_edit", KEEPERS, "asset"),
    form("assets:asset_split", KEEPERS, "asset"),
    Page("assets:asset_move", KEEPERS, get=302, post=302),  # nothing was ticked
    button("assets:asset_turn", KEEPERS, "asset", post=409),  # no state was seen
    button("assets:asset_code_new", KEEPERS, "asset"),
    Page("assets:standard_list", SEES_ASSETS),
    form("assets:standard_new", ARRANGES_GOODS),
    form("assets:standard_edit", ARRANGES_GOODS, "standard"),
    button("assets:standard_remove", ARRANGES_GOODS, "standard"),
    Page("asset_label", INSIDE, "asset label"),
]
OWNERS = KEEPERS | ADMINS | {"principal", "purchaser", "accountant"}
STORE_READERS = OWNERS | {"inspector", "cook", "food_safety_officer", "doctor"}
STOCKTAKES = [
    Page("stores:count_list", STORE_READERS),
    form("stores:count_new", KEEPERS | {"cook"}),
    Page("stores:count", STORE_READERS, "count"),
    form("stores:count_lines", KEEPERS, "count", post=302),
    form("stores:count_found", KEEPERS, "count"),
    button("stores:count_finish", KEEPERS, "count"),
    button("stores:count_reopen", KEEPERS, "count", post=409),
    form("stores:count_drop", KEEPERS, "count", post=302),
    form("stores:count_post", KEEPERS, "count"),
    Page("stores:count_minutes", READERS, "stocktake", hidden=STORE_READERS - READERS),
    Page("assets:stocktake_list", STAFF),
    form("assets:stocktake_new", KEEPERS),
    Page("assets:stocktake_scan", STAFF, post=302),
    Page("assets:stocktake", OWNERS, "round", hidden=STAFF - OWNERS),
    button("assets:stocktake_finish", KEEPERS, "round", hidden=STAFF - OWNERS),
    button("assets:stocktake_reopen", KEEPERS, "round", post=409, hidden=STAFF - OWNERS),
    form("assets:stocktake_drop", KEEPERS, "round", post=302, hidden=STAFF - OWNERS),
    button("assets:stocktake_ask", KEEPERS, "round", post=409, hidden=STAFF - OWNERS),
    form("assets:stocktake_stray", KEEPERS, "round", hidden=STAFF - OWNERS),
    button("assets:stocktake_put_right", KEEPERS, "round_line", post=409),
    Page("assets:stocktake_minutes", READERS & STAFF, "asset_stocktake", hidden=STAFF - READERS),
]
SEE_GOODS = LEADERS | {"storekeeper", "purchaser", "accountant"}
SEE_NOT = INSIDE - SEE_GOODS
CUSTODY = [
    Page("assets:property_list", SEE_GOODS),
    Page("assets:property_check", KEEPERS),
    Page("assets:property_results", INSIDE),
    Page("assets:property_term", SEE_GOODS),
    Page("assets:property_class", SEE_GOODS | OF_THE_CLASS, "class", hidden=SEE_NOT),
    Page("assets:property_place", SEE_GOODS, "place", hidden=SEE_NOT),
    form("assets:property_check_class", KEEPERS, "class"),
    form("assets:property_check_place", KEEPERS, "place"),
    Page("assets:handover_list", SEE_GOODS),
    Page("assets:handover_new", KEEPERS),
    Page("assets:sheet_print", READERS, "handover", hidden=INSIDE),
    form("assets:sheet_drop", KEEPERS, "handover"),
    button("assets:paper_signed", KEEPERS, "hand_signer"),
    Page("assets:people_options", KEEPERS),
    Page("assets:damage_list", SEE_GOODS),
    form("assets:damage_new", KEEPERS),
    form("assets:damage_settle", KEEPERS, "damage"),
    button("assets:damage_repaired", KEEPERS, "damage"),
    Page("assets:disposal_list", SEE_GOODS),
    Page("assets:disposal_public", INSIDE),
    form("assets:disposal_new", KEEPERS),
    form("assets:disposal_write_off", KEEPERS | {"accountant"}, "disposal"),
    Page("assets:transfer_list", SEE_GOODS),
    form("assets:transfer_new", KEEPERS),
    Page("assets:loan_list", STAFF),
    form("assets:loan_new", STAFF),
    form("assets:loan_lend", KEEPERS),
    Page("assets:loan_options", STAFF),
    form("assets:loan_returns", KEEPERS),
    Page("assets:loan_people", SEE_GOODS),
    form("assets:loan_call_back", KEEPERS),
    button("assets:loan_nothing", KEEPERS, "campus", post=409),  # something is lent
    Page("assets:loan", SEE_GOODS - {"inspector"}, "loan", hidden=STAFF),
    button("assets:loan_hand_out", KEEPERS, "loan", post=409),
    button(
        "assets:loan_withdraw", SEE_GOODS - {"inspector"}, "loan", post=409, hidden=STAFF
    ),  # whose request is another's
    form("assets:loan_refuse", KEEPERS, "loan"),
    form("assets:loan_prolong", KEEPERS, "loan"),
    form("assets:loan_return", KEEPERS, "loan"),
]
# Asking, buying, handing out. What was asked for is seen by who asked and by those of the stores.
ASKED_OF = {"principal", "storekeeper", "purchaser", "accountant", "cook", "doctor"}
ASKED_OF |= ARRANGERS | {"food_safety_officer"}
BUYERS = DIRECTORS | {"purchaser"}
BUYING = [
    Page("assets:request_list", STAFF),
    form("assets:request_new", STAFF),
    Page("assets:request_item_options", STAFF),
    Page("assets:request", ASKED_OF, "requisition", hidden=STAFF),
    button("assets:request_decide", KEEPERS, "requisition", post=200),
    button("assets:request_put_before", KEEPERS, "requisition"),
    Page("assets:request_print", ASKED_OF, "requisition", hidden=STAFF),
    button("assets:request_withdraw", set(), "request_line", hidden=STAFF),
    Page("assets:purchase_list", STAFF),
    Page("assets:published_list", STAFF),
    form("assets:purchase_new", STAFF),
    Page("assets:purchase", ASKED_OF, "purchase", hidden=STAFF),
    form("assets:purchase_edit", set(), "purchase", hidden=STAFF),
    button("assets:purchase_ask", set(), "purchase", hidden=STAFF),
    form("assets:purchase_drop", BUYERS, "purchase", hidden=STAFF),
    form("assets:purchase_quotes", BUYERS, "purchase"),
    form("assets:purchase_minutes", BUYERS, "purchase"),
    form("assets:tender_new", BUYERS, "purchase"),
    form("assets:order_new", BUYERS, "purchase"),
    Page(
        "assets:purchase_print",
        READERS - {"inspector"} | {"cook", "purchaser"},
        "purchase",
        hidden=STAFF,
    ),
    form("assets:order_cancel", BUYERS, "purchase_order"),
    form("assets:acceptance_new", KEEPERS, "purchase_order"),
    form("assets:invoice_new", BUYERS, "purchase_order"),
    form("assets:acceptance_book", KEEPERS, "acceptance"),
    form("assets:acceptance_take_back", KEEPERS, "acceptance"),
    Page("assets:acceptance_class_options", KEEPERS),
    form("assets:invoice_pay", {"accountant"}, "invoice"),
    form("assets:invoice_take_back", {"accountant"}, "invoice"),
    button("assets:invoice_drop", BUYERS, "invoice", post=409),  # it was not returned
    Page("assets:budget_list", ASKED_OF | {"inspector"}),
    form("assets:budget_new", {"accountant"}),
    form("assets:budget_submit", {"accountant"}),
    form("assets:budget_edit", {"accountant"}, "budget"),
    Page("assets:plan_list", BUYERS),
    form("assets:plan_new", BUYERS),
    form("assets:plan", BUYERS, "purchase_plan", post=302),
    form("assets:plan_agree", BUYERS, "purchase_plan"),
    button("assets:plan_request", BUYERS, "purchase_plan", post=409),  # not agreed on yet
    Page("assets:distribution_list", ASKED_OF | {"inspector"}),
    form("assets:distribution_new", KEEPERS),
    Page("assets:distribution", ASKED_OF | {"inspector"}, "distribution"),
    button("assets:distribution_renew", KEEPERS, "distribution"),
    button("assets:distribution_request", KEEPERS, "distribution", post=409),  # nothing is missing
    button("assets:distribution_close", KEEPERS, "distribution"),
    form("assets:distribution_share", KEEPERS, "share"),
    form("assets:distribution_orders", KEEPERS, "share", post=302),
    form("assets:distribution_return", KEEPERS, "share"),
]
GIVEN_AND_LENT = [
    Page("assets:donation_list", SEES_ASSETS),
    form("assets:donation_new", KEEPERS),
    form("assets:donation_book", KEEPERS, "donation"),
    form("assets:donation_take_back", KEEPERS, "donation"),
    Page("assets:donation_print", SEES_ASSETS, "donation"),
    Page("assets:loan_class_list", WITH_CHILDREN),
    Page("assets:loan_class", WITH_CHILDREN, "class"),
    form("assets:loan_class_lend", WITH_CHILDREN, "class"),
    form("assets:loan_class_return", WITH_CHILDREN, "class"),
    Page("assets:loan_class_options", WITH_CHILDREN),
]
# Disinfection and hygiene.
