"""The addresses of the canteen."""

from tests.pages.declaring import (
    ARRANGERS,
    DIRECTORS,
    INSIDE,
    LEADERS,
    OF_THE_CLASS,
    READERS,
    STAFF,
    Page,
    button,
    form,
)

SEE_FOOD = LEADERS | {
    "cook", "food_safety_officer", "doctor", "storekeeper", "purchaser", "accountant",
}  # fmt: skip
RECEIVE_FOOD = DIRECTORS | {"cook", "food_safety_officer", "storekeeper"}
BUY_FOOD = DIRECTORS | {"purchaser"}
SUPPLY = [
    Page("canteen:quantities", SEE_FOOD),
    Page("canteen:quantities_print", SEE_FOOD),
    Page("canteen:meal_issue", RECEIVE_FOOD, get=302, post=302),
    form("canteen:meal_serve", {"cook", "food_safety_officer"}),
    form("canteen:leftovers", {"cook", "food_safety_officer"}),
    Page("canteen:meal_trace", SEE_FOOD),
    Page("canteen:receipt_list", RECEIVE_FOOD),
    form("canteen:receipt_new", RECEIVE_FOOD),
    Page("canteen:shopping", SEE_FOOD),
    Page("canteen:shopping_print", SEE_FOOD),
    Page("canteen:shopping_sheet", SEE_FOOD),
    Page("canteen:order_list", SEE_FOOD),
    form("canteen:order_new", BUY_FOOD),
    Page("canteen:lot", SEE_FOOD, "food_lot"),
    Page("canteen:supplier_list", SEE_FOOD),
    Page("canteen:licence_choose", SEE_FOOD, get=302, post=302),
    form("canteen:price_new", BUY_FOOD),
    Page("canteen:settlement", SEE_FOOD),
    form("canteen:settlement_settle", BUY_FOOD, "supplier"),
    Page("canteen:settlement_print", SEE_FOOD, "supplier"),
    Page("canteen:supplier", SEE_FOOD, "supplier"),
    form("canteen:supplier_edit", BUY_FOOD, "supplier"),
    form("canteen:supplier_licence_new", BUY_FOOD, "supplier"),
    form("canteen:supplier_evaluation_new", DIRECTORS | {"principal"}, "supplier"),
    Page("canteen:food_store", SEE_FOOD),
]
# Repairs -----------------------------------------------------------------------------------------

FED = LEADERS | {
    "cook", "food_safety_officer", "doctor", "storekeeper", "purchaser", "accountant",
}  # fmt: skip
SAMPLERS = {"cook", "food_safety_officer"}
SAMPLE_CHECKERS = DIRECTORS | {"food_safety_officer", "doctor"}
FRIDGE_KEEPERS = DIRECTORS | {"principal"}
SAMPLES = [
    Page("canteen:samples", FED),
    form("canteen:sample_take", SAMPLERS),
    Page("canteen:sample_more", SAMPLERS),
    form("canteen:sample_discard", SAMPLERS),
    Page("canteen:sample_labels", FED),
    Page("canteen:sample_labels_print", FED),
    Page("canteen:sample_correct", SAMPLERS, "food_sample", get=302, post=302),
    form("canteen:sample_check", SAMPLE_CHECKERS, "food_sample"),
    Page("canteen:sample_check_choose", SAMPLE_CHECKERS, get=302, post=302),
    Page("canteen:sample", FED, "sample_label"),
    form("canteen:sample_discard_early", SAMPLERS, "sample_label"),
    form("canteen:delivery_new", DIRECTORS | SAMPLERS | {"storekeeper"}),
    Page("canteen:fridge_list", FED),
    form("canteen:fridge_new", FRIDGE_KEEPERS),
    form("canteen:fridge_edit", FRIDGE_KEEPERS, "fridge"),
]

# Nutrition and the food table.
EATS = LEADERS | {
    "cook", "food_safety_officer", "doctor", "storekeeper", "purchaser", "accountant",
}  # fmt: skip
WRITES_MENUS = DIRECTORS | {"doctor"}
NUTRITION = [
    Page("canteen:nutrition", EATS),
    Page("canteen:nutrition_table", EATS),
    form("canteen:nutrition_new", WRITES_MENUS),
    Page("canteen:special_diets", EATS),
    Page("canteen:special_diets_print", WRITES_MENUS),
    form("canteen:special_review_new", WRITES_MENUS),
    Page("canteen:food_list", EATS),
    Page("canteen:food", EATS, "food"),
    form("canteen:food_new", WRITES_MENUS),
    form("canteen:food_edit", WRITES_MENUS, "food"),
    Page("canteen:food_item_options", WRITES_MENUS),
]

# Canteen: the meal account and what is said of the meals.
MEAL_READERS = READERS | {"cook", "purchaser"}
MEAL_ACCOUNTANTS = DIRECTORS | {"accountant"}
MEAL_ARRANGERS = DIRECTORS | {"principal"}
MEAL_OBSERVERS = MEAL_ARRANGERS | {"doctor", "food_safety_officer"}
MEAL_ACCOUNT = [
    Page("canteen:meal_account", MEAL_READERS),
    Page("canteen:meal_cost_list", MEAL_ACCOUNTANTS),
    form("canteen:meal_cost_new", MEAL_ACCOUNTANTS),
    form("canteen:meal_cost_edit", MEAL_ACCOUNTANTS, "meal_cost"),
    Page("canteen:meal_fee_list", MEAL_READERS),
    form("canteen:meal_fee_new", MEAL_ARRANGERS),
    form("canteen:meal_fee_edit", MEAL_ARRANGERS, "meal_fee"),
    Page("canteen:meal_refunds", MEAL_ACCOUNTANTS),
    form("canteen:meal_statement_new", MEAL_ACCOUNTANTS, post=302),
    Page("canteen:meal_statement_list", MEAL_READERS),
    Page("canteen:meal_statement", MEAL_READERS, "meal_statement"),
    form("canteen:settlement_new", MEAL_ACCOUNTANTS),
    form("canteen:meal_report_new", MEAL_OBSERVERS - {"principal"}),
    Page("canteen:committee", MEAL_READERS),
    form("canteen:committee_member_new", MEAL_ARRANGERS),
    form("canteen:committee_member_edit", MEAL_ARRANGERS, "committee_member"),
    form("canteen:committee_meeting_new", MEAL_OBSERVERS),
    Page("canteen:observation_list", MEAL_READERS),
    form("canteen:observation_new", MEAL_OBSERVERS | OF_THE_CLASS),
    Page("canteen:complaint_list", MEAL_READERS),
    form("canteen:complaint_new", STAFF),
    Page("canteen:complaint", MEAL_READERS, "meal_complaint"),
    form("canteen:complaint_answer", MEAL_OBSERVERS, "meal_complaint"),
    Page("canteen:survey_list", MEAL_READERS),
    form("canteen:survey_new", MEAL_OBSERVERS),
    Page("canteen:food_incident_list", MEAL_READERS),
    form("canteen:food_incident_new", MEAL_OBSERVERS),
    Page("canteen:food_incident", MEAL_READERS, "food_incident"),
    form("canteen:food_incident_report", MEAL_OBSERVERS, "food_incident"),
    Page(
        "canteen:food_incident_children", ARRANGERS | {"doctor"}, "food_incident",
        hidden=OF_THE_CLASS,
    ),
]  # fmt: skip

# Menus ---------------------------------------------------------------------------------------

EATING = LEADERS | {
    "cook", "food_safety_officer", "doctor", "storekeeper", "purchaser", "accountant",
}  # fmt: skip
MENU_WRITERS = DIRECTORS | {"doctor"}
MENUS = [
    Page("canteen:dish_list", EATING),
    form("canteen:dish_new", MENU_WRITERS),
    Page("canteen:dish_options", EATING),
    Page("canteen:dish", EATING, "dish"),
    form("canteen:dish_edit", MENU_WRITERS, "dish"),
    Page("canteen:dish_photo", set(), "dish", hidden=EATING),
    Page("canteen:food_options", EATING),
    Page("canteen:menu_list", EATING),
    form("canteen:menu_new", MENU_WRITERS),
    Page("canteen:menu", EATING, "menu"),
    form("canteen:menu_edit", MENU_WRITERS, "menu", post=302),
    form("canteen:menu_copy", MENU_WRITERS, "menu"),
    form("canteen:menu_dish_new", MENU_WRITERS, "menu"),
    form("canteen:menu_ask", MENU_WRITERS, "menu", post=302),
    button("canteen:menu_take_back", MENU_WRITERS, "menu"),
    button("canteen:menu_publish", MENU_WRITERS, "menu"),
    Page("canteen:menu_print", EATING, "menu"),
    button("canteen:menu_dish_move", MENU_WRITERS, "menu_dish", post=400),
    button("canteen:menu_dish_swap", MENU_WRITERS, "menu_dish", post=400),
    button("canteen:menu_dish_remove", MENU_WRITERS, "menu_dish"),
    form("canteen:menu_dish_edit", MENU_WRITERS, "menu_dish"),
    form("canteen:menu_dish_change", MENU_WRITERS | {"cook", "food_safety_officer"}, "served_dish"),
    Page("canteen:publication_list", INSIDE),
    form("canteen:publication_new", STAFF),
]

# The kitchen's logs and the checks of food safety.
SEES_CANTEEN = {"accountant", "admin", "cook", "director", "doctor", "food_safety_officer",
                "inspector", "principal", "purchaser", "storekeeper", "head", "office"}  # fmt: skip
COOKS = {"cook", "food_safety_officer"}
CHECKS_FOOD = {"director", "head", "doctor", "food_safety_officer"}
KITCHEN = [
    Page("canteen:kitchen_day", SEES_CANTEEN),
    *(
        form(f"canteen:{name}", COOKS)
        for name in (
            "handler_check_new", "cold_reading_new", "core_temperature_new", "taste_new",
            "tableware_new", "kitchen_disinfection_new", "waste_new", "restroom_new",
            "additive_use_new",
        )
    ),
    form("canteen:accompaniment_new", STAFF),
    form("canteen:visit_new", STAFF),
    *(
        form(f"canteen:{name}", CHECKS_FOOD)
        for name in ("licence_new", "daily_check_new", "weekly_report_new", "self_inspection_new")
    ),
    form("canteen:monthly_meeting_new", CHECKS_FOOD | {"principal"}),
    form("canteen:log_correct", DIRECTORS, "kitchen_visit", hidden=STAFF - READERS),
    Page("canteen:visit_list", SEES_CANTEEN),
    button("canteen:visit_leave", STAFF, "kitchen_visit"),
    Page("canteen:licence_list", SEES_CANTEEN),
    Page("canteen:opinion_list", SEES_CANTEEN),
    form("canteen:accompaniment_reply", DIRECTORS | {"principal"}, "meal_opinion"),
    Page("canteen:additive_list", SEES_CANTEEN),
    form("canteen:additive_new", {"head"}),
    form("canteen:additive_edit", {"head"}, "additive"),
    Page("canteen:risk_list", SEES_CANTEEN),
    form("canteen:risk_new", {"head"}),
    form("canteen:risk_edit", {"head"}, "risk_item"),
]  # fmt: skip
