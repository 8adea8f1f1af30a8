"""Who may open what: every address of the site, for every role, at one's own campus and another."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from logistics.access import Role
from logistics.duties.models import Duty
from logistics.records.models import Entry
from tests.factories import make_child, make_class, make_post
from tests.world import DAY, World, make_world

MISSING = 987_654_321
LOGIN = "/login/"

# Roles are held at one of two campuses; the head directs, and the office keeps, both of them.
ROLES = set(Role.values)
DIRECTORS = {"director", "head"}
ADMINS = {"admin", "office"}
INSIDE = ROLES | {"head", "office"}
STAFF = INSIDE - {"inspector"}
LEADERS = DIRECTORS | ADMINS | {"principal", "inspector"}
ARRANGERS = DIRECTORS | ADMINS
READERS = LEADERS | {"food_safety_officer", "doctor", "storekeeper", "accountant"}
OF_THE_CLASS = {"teacher", "carer"}
WITH_CHILDREN = ARRANGERS | OF_THE_CLASS | {"doctor"}
DOCTORS = {"doctor"} | ADMINS
WHOLE_SCHOOL = {"head", "office"}
PROTECTORS = ARRANGERS | {"principal"}


@dataclass(frozen=True)
class Page:
    """One address: who may open it, what they get, and from whom its thing is hidden.

    Those who neither may nor find it hidden are refused. `thing` names what the address is about.
    """

    name: str
    who: set[str]
    thing: str = ""
    get: int = 200
    post: int | None = None
    hidden: frozenset[str] | set[str] = frozenset()

    def expected(self, actor: str, method: str) -> int | None:
        if method == "get" and self.get == 405:
            return 405
        if actor in self.who:
            return self.get if method == "get" else self.post
        return 404 if actor in self.hidden else 403


def form(name: str, who: set[str], thing: str = "", **given: Any) -> Page:
    """Sent empty, a form is shown again, unless nothing in it has to be filled in."""
    return Page(name, who, thing, **{"post": 200} | given)


def button(name: str, who: set[str], thing: str = "", post: int = 302, **given: Any) -> Page:
    return Page(name, who, thing, get=405, post=post, **given)


SELF = [
    Page("home", INSIDE),
    Page("home_cards", INSIDE),
    Page("me", INSIDE),
    Page("login", INSIDE, get=302, post=302),
    button("logout", INSIDE),
    Page("set_language", INSIDE, get=302, post=302),
    button("appearance", INSIDE),
    form("password_change", INSIDE),
    button("campus_choose", INSIDE),
    Page("notices:inbox", INSIDE),
    Page("notices:notice", set(), "notice", get=302, hidden=INSIDE),
    button("notices:notice_read_all", INSIDE),
    form("notices:wish_edit", INSIDE),
    button("draft", INSIDE, post=400),
    button("draft_discard", INSIDE),
    Page("search", INSIDE),
    Page("help_list", INSIDE),
    Page("help_page", INSIDE, "help"),
    Page("first_use", ARRANGERS),
    # Only in a trial: tests/test_trial.py
    Page("demo_load", set(), hidden=ADMINS),
    Page("demo_remove", set(), hidden=ADMINS),
    Page("duties:calendar_address", INSIDE),
    button("duties:calendar_address_make", INSIDE, post=200),
    button("duties:calendar_address_revoke", INSIDE),
    Page("style", INSIDE),
    Page("style_options", INSIDE),
]
SCHOOL = [
    Page("school:person_list", LEADERS),
    Page("school:person_options", LEADERS),
    form("school:person_new", ARRANGERS),
    Page("school:person", LEADERS, "person"),
    form("school:person_edit", ARRANGERS, "person"),
    button("school:person_reveal", ARRANGERS, "person", post=200),
    button("school:person_leave", ARRANGERS, "person"),
    form("school:post_edit", ARRANGERS, "post"),
    form("school:post_end", ARRANGERS, "post"),
    Page("school:work_line_list", LEADERS),
    form("school:work_line_new", ARRANGERS),
    form("school:work_line_edit", ARRANGERS, "work_line"),
    button("school:work_line_remove", ARRANGERS, "work_line"),
    Page("school:place_list", INSIDE),
    Page("school:place_options", INSIDE),
    form("school:place_new", ARRANGERS),
    Page("school:place", INSIDE, "place"),
    form("school:place_edit", ARRANGERS, "place"),
    button("school:place_code_new", ARRANGERS, "place"),
    Page("school:place_labels", ARRANGERS),
    Page("school:place_labels_print", ARRANGERS),
    Page("sticker", INSIDE, "label"),
    Page("school:zone_list", INSIDE),
    form("school:zone_edit", ARRANGERS, "zone"),
    button("school:zone_remove", ARRANGERS, "zone"),
    form("school:zone_new", ARRANGERS, "term"),
    button("school:zone_copy", ARRANGERS, "term"),
    Page("school:class_list", LEADERS | OF_THE_CLASS | {"doctor"}),
    form("school:class_new", ARRANGERS),
    Page("school:class", LEADERS | OF_THE_CLASS | {"doctor"}, "class"),
    form("school:class_edit", ARRANGERS, "class"),
    form("school:class_enrol", ARRANGERS, "class"),
    form("school:closure_new", ARRANGERS, "class"),
    button("school:closure_remove", ARRANGERS, "closure"),
    Page("school:child_list", WITH_CHILDREN),
    form("school:child_new", DOCTORS),
    Page("school:child", WITH_CHILDREN, "child"),
    form("school:child_edit", DOCTORS, "child"),
    form("school:child_enrol", DOCTORS, "child"),
    form("school:child_health", DOCTORS, "child", post=302),
    button("school:child_reveal", WITH_CHILDREN, "child", post=200),
    Page("school:child_sheet", WITH_CHILDREN),
    Page("school:child_consents", WITH_CHILDREN, "child"),
    form("school:consent_new", DIRECTORS | {"doctor", "teacher"}, "child"),
    Page("school:consent_form", WITH_CHILDREN, "child"),
    Page("school:class_consents", WITH_CHILDREN, "class"),
    Page("school:class_consent_forms", WITH_CHILDREN, "class"),
    Page("school:reading_list", ARRANGERS),
    button("school:child_file", PROTECTORS, "child", post=200),
    form("school:child_erase", PROTECTORS, "child"),
    form("school:request_new", PROTECTORS, "child"),
    form("school:hold_new", PROTECTORS, "child"),
    button("school:hold_lift", PROTECTORS, "hold"),
    Page("school:request_list", PROTECTORS),
    form("school:request", PROTECTORS, "request"),
    Page("school:erasure_list", PROTECTORS),
    Page("school:erasure_waiting", PROTECTORS),
    Page("school:erasure_staff", PROTECTORS),
    Page("school:erasure_done", PROTECTORS),
    form("school:erasure_confirm", PROTECTORS, "order"),
    button("school:erasure_withdraw", PROTECTORS, "order"),
    form("school:person_erase", PROTECTORS, "person"),
    form("school:guardian_new", DOCTORS, "child"),
    form("school:guardian_edit", DOCTORS, "guardian"),
    button("school:guardian_remove", DOCTORS, "guardian"),
    Page("school:term_list", INSIDE),
    form("school:term_new", WHOLE_SCHOOL),
    Page("school:term", INSIDE, "term"),
    form("school:term_edit", WHOLE_SCHOOL, "term"),
    form("school:day_edit", ARRANGERS, "term"),
    form("school:notice_new", ARRANGERS, "term"),
    Page("school:settings", LEADERS),
    form("school:school_edit", {"office"}),
    Page("school:campus_list", LEADERS),
    form("school:campus_new", {"office"}),
    form("school:campus_edit", ARRANGERS, "campus"),
    Page("school:rule_list", LEADERS),
    form("school:rule_new", set(), "rule", hidden=WHOLE_SCHOOL),
]
RECORDS = [
    Page("records:seal_list", LEADERS),
    Page("records:seal", LEADERS, "seal"),
    Page("records:photo", READERS, "photo", hidden=INSIDE),
    Page("records:photo_small", READERS, "photo", hidden=INSIDE),
    Page("duties:record_new", STAFF),
    form("duties:note_new", STAFF),
    form("duties:room_use_new", STAFF),
    Page("duties:entry", READERS, "entry", hidden=INSIDE),
    form("duties:entry_correct", DIRECTORS, "entry", hidden=STAFF - READERS),
    form("duties:entry_void", DIRECTORS, "entry"),
    button(
        "duties:entry_review",
        DIRECTORS | {"principal", "food_safety_officer", "doctor"},
        "entry",
    ),
    button("duties:entry_sign", set(), "entry", hidden=INSIDE),  # whose signature is not asked
    Page("duties:register_list", READERS),
    Page("duties:register", READERS, "register"),
    Page("duties:register_print", READERS, "register"),
    Page("duties:register_sheet", READERS, "register"),
    Page("duties:register_completeness", READERS, "register"),
    form("duties:register_setting", WHOLE_SCHOOL, "register"),
]
CHANNELS = [
    Page("notices:channel_list", ADMINS),
    form("notices:channel_new", ADMINS),
    form("notices:channel_edit", ADMINS, "channel"),
    form("notices:channel_connect", ADMINS, "channel"),
    button("notices:channel_test", ADMINS, "channel"),
    button("notices:channel_switch", ADMINS, "channel"),
    Page("notices:delivery_list", ADMINS),
    button("notices:delivery_again", ADMINS, "delivery"),
    button("notices:delivery_again_all", ADMINS),
]
IMPORTERS = ARRANGERS | {"doctor", "storekeeper"}
NOT_MINE = IMPORTERS - {"director"}  # the file was uploaded by the director
IMPORTS = [
    Page("imports:import_list", IMPORTERS),
    form("imports:import_new", ARRANGERS, "import"),
    Page("imports:import_template", ARRANGERS, "import"),
    Page("imports:import_preview", {"director"}, "upload", hidden=NOT_MINE),
    Page("imports:import_result", {"director"}, "upload", get=302, hidden=NOT_MINE),
    Page("imports:import_marked", {"director"}, "upload", hidden=NOT_MINE),
    button("imports:import_answer", {"director"}, "upload", hidden=NOT_MINE),
    button("imports:import_confirm", {"director"}, "upload", hidden=NOT_MINE),
    button("imports:import_discard", {"director"}, "upload", hidden=NOT_MINE),
]
SEES_THE_TASK = LEADERS | OF_THE_CLASS - {"teacher"}
DUTIES = [
    Page("duties:task_list", INSIDE),
    Page("duties:task", SEES_THE_TASK, "task", hidden=INSIDE),
    Page("duties:task_record", SEES_THE_TASK - {"inspector"}, "task", get=302, hidden=STAFF),
    form("duties:task_assign", DIRECTORS, "task"),
    form("duties:task_excuse", DIRECTORS | {"principal"}, "task"),
    form("duties:task_ask_excuse", SEES_THE_TASK - {"inspector"}, "task", hidden=STAFF),
    form("duties:task_follow_up", DIRECTORS | {"principal"}, "task"),
    Page("duties:calendar_home", INSIDE, get=302),
    Page("duties:calendar_day", INSIDE),
    Page("duties:calendar_week", INSIDE),
    Page("duties:calendar_month", INSIDE),
    Page("duties:calendar_term", INSIDE),
    Page("duties:compliance", LEADERS | {"doctor"}),
    Page("duties:summary", LEADERS | {"doctor"}),
    Page("duties:summary_document", LEADERS | {"doctor"}),
    Page("duties:duty_list", LEADERS),
    form("duties:duty_new", DIRECTORS),
    Page("duties:duty", LEADERS, "duty"),
    form("duties:duty_edit", DIRECTORS, "duty"),
    form("duties:duty_happened", STAFF, "event"),
    form("duties:turn_new", DIRECTORS, "rota"),
    button("duties:turn_delete", DIRECTORS, "turn"),
    Page("duties:catalogue", {"head"}, post=302),
]
PLANS = [
    Page("duties:plan_list", INSIDE),
    form("duties:plan_new", DIRECTORS),
    Page("duties:plan_review", set(), "token", hidden=DIRECTORS),
    button("duties:plan_discard", DIRECTORS, "token"),
    form("duties:plan_write", STAFF),
    Page("duties:plan", LEADERS, "plan", hidden=INSIDE),
    form("duties:plan_edit", DIRECTORS, "plan", hidden=STAFF),
    form("duties:plan_ask", DIRECTORS, "plan", hidden=STAFF, post=302),
    form("duties:plan_close", DIRECTORS, "plan", hidden=STAFF),
    Page("duties:line", LEADERS, "line", get=302, hidden=INSIDE),
    form("duties:line_new", DIRECTORS),
    form("duties:line_edit", DIRECTORS, "line", hidden=STAFF),
]
# The request was asked by the carer, and waits for whoever directs the campus.
APPROVALS = [
    Page("approvals:approval_list", INSIDE),
    Page("approvals:approval", LEADERS | {"carer"}, "approval"),
    Page("approvals:approval_print", LEADERS | {"carer"}, "approval"),
    button("approvals:approval_agree", DIRECTORS, "approval", post=409),  # no version was seen
    form("approvals:approval_return", DIRECTORS, "approval"),
    form("approvals:approval_hand_on", DIRECTORS, "approval"),
    form("approvals:approval_add_signer", DIRECTORS, "approval"),
    button("approvals:approval_ask", {"carer"}, "approval", post=409, hidden=STAFF),
    button("approvals:approval_withdraw", {"carer"}, "approval", hidden=STAFF),
    button("approvals:approval_remind", {"carer"}, "approval", hidden=STAFF),
    Page("approvals:route_list", LEADERS),
    form("approvals:route_new", ARRANGERS),
    form("approvals:route_edit", ARRANGERS, "route"),
    button("approvals:route_remove", ARRANGERS, "route"),
]
SETTLERS = DIRECTORS | {"principal"}
CONTRADICTIONS = [
    Page("contradictions:contradiction_list", LEADERS),
    button("contradictions:contradiction_look", SETTLERS),
    Page("contradictions:contradiction", LEADERS, "contradiction", hidden=INSIDE),
    form("contradictions:contradiction_assign", SETTLERS, "contradiction"),
    form("contradictions:contradiction_settle", SETTLERS, "contradiction", hidden=INSIDE),
]
# Food and medicine have keepers of their own; all of them see what there is.
KEEPERS = DIRECTORS | {"storekeeper", "cook", "doctor"}
SEES_STOCK = LEADERS | KEEPERS | {"food_safety_officer", "purchaser", "accountant"}
ARRANGES_GOODS = ARRANGERS | {"storekeeper"}
KEEPS_SUPPLIES = DIRECTORS | {"storekeeper"}
STORES = [
    Page("stores:stock", SEES_STOCK),
    Page("stores:item_options", SEES_STOCK),
    Page("stores:receiver_options", KEEPERS),
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
    form("stores:receive", KEEPERS),
    form("stores:issue", KEEPERS),
    Page("stores:return", KEEPERS),
    form("stores:transfer", KEEPERS),
    form("stores:write_off", KEEPERS),
    form("stores:take_back", KEEPS_SUPPLIES, "stock_in", hidden={"cook", "doctor"}),
    Page("stores:sheet_print", READERS, "stock_in", hidden=INSIDE),
    Page("stores:month_list", SEES_STOCK),
    Page("stores:month_new", KEEPERS),
]
UPKEEP = [
    Page("upkeep:status", ADMINS),
    button("upkeep:backup_now", ADMINS),
    button("upkeep:backup_try", ADMINS),
]
BY_PIN = {"teacher", "carer", "cook", "guard", "repairer", "cleaner", "bus_attendant"}
ACCOUNTS = [
    button("accounts:go_on", INSIDE, post=204),
    Page("accounts:visit_list", INSIDE),
    button("accounts:others_end", INSIDE),
    button("accounts:visit_end", set(), "visit", hidden=INSIDE),
    button("accounts:device_forget", set(), "kept", hidden=INSIDE),
    form("accounts:pin", BY_PIN),
    form("accounts:factor", INSIDE),
    button("accounts:recovery", INSIDE),
    form("accounts:login_list", ARRANGERS),
    form("accounts:login_give", ARRANGERS, "person"),
    button("accounts:unlock", ADMINS, "person"),
    button("accounts:factor_reset", ADMINS, "person"),
    Page("accounts:locked_list", ADMINS),
    Page("accounts:sign_in_list", ADMINS),
    Page("accounts:device_list", ARRANGERS),
    form("accounts:device_new", ARRANGERS),
    button("accounts:device_revoke", ARRANGERS, "device"),
]
SEES_ASSETS = LEADERS | {"storekeeper", "purchaser", "accountant"}
KEEPS_ASSETS = DIRECTORS | {"storekeeper"}
ARRANGES_GOODS = ARRANGERS | {"storekeeper"}
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
    Page("assets:person_options", KEEPS_ASSETS),
    form("assets:booking_new", KEEPS_ASSETS),
    form("assets:booking_zero", KEEPS_ASSETS),
    form("assets:asset_edit", KEEPS_ASSETS, "asset"),
    form("assets:asset_split", KEEPS_ASSETS, "asset"),
    Page("assets:asset_move", KEEPS_ASSETS, get=302, post=302),  # nothing was ticked
    button("assets:asset_turn", KEEPS_ASSETS, "asset", post=409),  # no state was seen
    button("assets:asset_code_new", KEEPS_ASSETS, "asset"),
    Page("assets:standard_list", SEES_ASSETS),
    form("assets:standard_new", ARRANGES_GOODS),
    form("assets:standard_edit", ARRANGES_GOODS, "standard"),
    button("assets:standard_remove", ARRANGES_GOODS, "standard"),
    Page("asset_label", INSIDE, "asset label"),
]
KEEPERS = DIRECTORS | {"storekeeper"}
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
KEEP_GOODS = DIRECTORS | {"storekeeper"}
SEE_NOT = INSIDE - SEE_GOODS
CUSTODY = [
    Page("assets:property_list", SEE_GOODS),
    Page("assets:property_check", KEEP_GOODS),
    Page("assets:property_results", INSIDE),
    Page("assets:property_term", SEE_GOODS),
    Page("assets:property_class", SEE_GOODS | OF_THE_CLASS, "class", hidden=SEE_NOT),
    Page("assets:property_place", SEE_GOODS, "place", hidden=SEE_NOT),
    form("assets:property_check_class", KEEP_GOODS, "class"),
    form("assets:property_check_place", KEEP_GOODS, "place"),
    Page("assets:handover_list", SEE_GOODS),
    Page("assets:handover_new", KEEP_GOODS),
    Page("assets:sheet_print", READERS, "handover", hidden=INSIDE),
    form("assets:sheet_drop", KEEP_GOODS, "handover"),
    button("assets:paper_signed", KEEP_GOODS, "hand_signer"),
    Page("assets:people_options", KEEP_GOODS),
    Page("assets:damage_list", SEE_GOODS),
    form("assets:damage_new", KEEP_GOODS),
    form("assets:damage_settle", KEEP_GOODS, "damage"),
    button("assets:damage_repaired", KEEP_GOODS, "damage"),
    Page("assets:disposal_list", SEE_GOODS),
    Page("assets:disposal_public", INSIDE),
    form("assets:disposal_new", KEEP_GOODS),
    form("assets:disposal_write_off", KEEP_GOODS | {"accountant"}, "disposal"),
    Page("assets:transfer_list", SEE_GOODS),
    form("assets:transfer_new", KEEP_GOODS),
    Page("assets:loan_list", STAFF),
    form("assets:loan_new", STAFF),
    form("assets:loan_lend", KEEP_GOODS),
    Page("assets:loan_options", STAFF),
    form("assets:loan_returns", KEEP_GOODS),
    Page("assets:loan_people", SEE_GOODS),
    form("assets:loan_call_back", KEEP_GOODS),
    button("assets:loan_nothing", KEEP_GOODS, "campus", post=409),  # something is lent
    Page("assets:loan", SEE_GOODS - {"inspector"}, "loan", hidden=STAFF),
    button("assets:loan_hand_out", KEEP_GOODS, "loan", post=409),
    button(
        "assets:loan_withdraw", SEE_GOODS - {"inspector"}, "loan", post=409, hidden=STAFF
    ),  # whose request is another's
    form("assets:loan_refuse", KEEP_GOODS, "loan"),
    form("assets:loan_prolong", KEEP_GOODS, "loan"),
    form("assets:loan_return", KEEP_GOODS, "loan"),
]
# Asking, buying, handing out. What was asked for is seen by who asked and by those of the stores.
ASKED_OF = {"principal", "storekeeper", "purchaser", "accountant", "cook", "doctor"}
ASKED_OF |= ARRANGERS | {"food_safety_officer"}
KEEPERS, BUYERS = DIRECTORS | {"storekeeper"}, DIRECTORS | {"purchaser"}
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
    form("assets:donation_new", KEEPS_ASSETS),
    form("assets:donation_book", KEEPS_ASSETS, "donation"),
    form("assets:donation_take_back", KEEPS_ASSETS, "donation"),
    Page("assets:donation_print", SEES_ASSETS, "donation"),
    Page("assets:loan_class_list", WITH_CHILDREN),
    Page("assets:loan_class", WITH_CHILDREN, "class"),
    form("assets:loan_class_lend", WITH_CHILDREN, "class"),
    form("assets:loan_class_return", WITH_CHILDREN, "class"),
    Page("assets:loan_class_options", WITH_CHILDREN),
]
# Disinfection and hygiene.
DISINFECTORS = OF_THE_CLASS | {"doctor", "cleaner"}
ARRANGE_HEALTH = DIRECTORS | {"doctor"}
SEE_HYGIENE = ARRANGE_HEALTH | {"principal", "inspector"}
HYGIENE = [
    Page("health:hygiene_day", DISINFECTORS),
    button("health:run_start", {"carer"}, "task", hidden=DISINFECTORS),
    button("health:run_finish", DISINFECTORS, "run"),
    button("health:run_drop", DISINFECTORS, "run"),
    form("health:disinfection_new", DISINFECTORS),
    Page("health:lamp_log_new", DISINFECTORS, get=302, post=302),
    form("health:disinfection_correct", set(), "disinfection", hidden=OF_THE_CLASS | {"cleaner"}),
    form("health:preparation_new", DISINFECTORS),
    Page("health:dilution", DISINFECTORS),
    form("health:class_sheet_new", DISINFECTORS),
    Page("health:class_month", DISINFECTORS | SEE_HYGIENE, "class", hidden=INSIDE),
    Page("health:check_day", ARRANGE_HEALTH, post=302),
    form("health:inspection_new", ARRANGE_HEALTH),
    Page("health:lamp_list", SEE_HYGIENE),
    form("health:lamp_new", ARRANGE_HEALTH),
    form("health:lamp_edit", ARRANGE_HEALTH, "lamp"),
    form("health:tube_new", ARRANGE_HEALTH, "lamp"),
    Page("health:method_list", INSIDE),
    form("health:method_new", {"head"}),
    form("health:method_edit", {"head"}, "method"),
    Page("health:epidemic_list", SEE_HYGIENE),
    form("health:epidemic_new", ARRANGE_HEALTH),
    form("health:epidemic_edit", ARRANGE_HEALTH, "spell"),
    button("health:epidemic_end", ARRANGE_HEALTH, "spell"),
    form("health:pest_new", STAFF),
    form("health:water_new", STAFF),
    Page("health:bait_list", SEE_HYGIENE),
    form("health:bait_new", ARRANGE_HEALTH),
    form("health:bait_edit", ARRANGE_HEALTH, "bait"),
]
# Health: care -------------------------------------------------------------------------------------

COUNTS = DIRECTORS | {"principal", "doctor", "inspector", "cook", "food_safety_officer"}
FIGURES = DIRECTORS | {"principal", "doctor", "inspector"}
CHILDREN_HEALTH = {"doctor"}
HEALTH_ARRANGERS = DIRECTORS | {"doctor"}
CARE = [
    Page("health:care_child_options", CHILDREN_HEALTH),
    Page("health:schedule_list", CHILDREN_HEALTH),
    Page("health:entry_exam_list", CHILDREN_HEALTH),
    form("health:entry_exam_new", CHILDREN_HEALTH),
    form("health:entry_exam_nobody", CHILDREN_HEALTH),
    Page("health:entry_exam_print", CHILDREN_HEALTH, "entry_exam"),
    Page("health:health_exam_list", CHILDREN_HEALTH),
    form("health:health_exam_new", CHILDREN_HEALTH, "class"),
    Page("health:health_exam_letters", CHILDREN_HEALTH, "health_exam"),
    Page("health:vaccination_list", CHILDREN_HEALTH),
    Page("health:vaccination_of_task", CHILDREN_HEALTH, get=302),
    form("health:vaccination_new", CHILDREN_HEALTH, "class"),
    form("health:vaccination_made_up", CHILDREN_HEALTH, "vaccination_line"),
    Page("health:vaccination_letters", CHILDREN_HEALTH, "vaccination_check"),
    form("health:transfer_cert_new", CHILDREN_HEALTH),
    Page("health:transfer_cert_print", CHILDREN_HEALTH, "transfer_cert"),
    Page("health:special_care_list", CHILDREN_HEALTH),
    Page("health:special_care_proposed", CHILDREN_HEALTH),
    Page("health:special_care_decline", CHILDREN_HEALTH, get=404, post=404),
    form("health:special_care_new", CHILDREN_HEALTH),
    Page("health:special_care_of_task", CHILDREN_HEALTH, get=302),
    form("health:special_care_nobody", CHILDREN_HEALTH),
    Page("health:special_care_counts", FIGURES),
    form("health:special_care_gone_through", CHILDREN_HEALTH, "class"),
    Page("health:special_care", CHILDREN_HEALTH, "special_case"),
    form("health:special_visit_new", CHILDREN_HEALTH, "special_case"),
    Page("health:special_care_letter", CHILDREN_HEALTH, "special_case"),
    Page("health:common_disease_list", CHILDREN_HEALTH),
    form("health:disease_new", CHILDREN_HEALTH),
    form("health:disease_nobody", CHILDREN_HEALTH),
    form("health:disease_end", CHILDREN_HEALTH, "common_disease"),
    Page("health:staff_cert_list", INSIDE),
    form("health:staff_cert_new", CHILDREN_HEALTH | {"food_safety_officer"}),
    Page("health:drug_list", CHILDREN_HEALTH),
    form("health:drug_check_new", CHILDREN_HEALTH),
    Page("health:education_list", COUNTS | OF_THE_CLASS),
    form("health:education_new", CHILDREN_HEALTH | OF_THE_CLASS),
    form("health:education_feedback", CHILDREN_HEALTH | OF_THE_CLASS, "education"),
    Page("health:letter_list", COUNTS | OF_THE_CLASS),
    form("health:letter_new", HEALTH_ARRANGERS),
    Page("health:letter", COUNTS | OF_THE_CLASS, "letter"),
    form("health:letter_edit", HEALTH_ARRANGERS, "letter"),
    Page("health:day_plan_list", INSIDE),
    form("health:day_plan_new", HEALTH_ARRANGERS),
    button("health:day_plan_take_over", HEALTH_ARRANGERS, post=404),  # no campus was chosen
    Page("health:day_plan", INSIDE, "day_plan"),
    form("health:day_plan_edit", HEALTH_ARRANGERS, "day_plan"),
    Page("health:health_file_list", CHILDREN_HEALTH),
    Page("health:health_file", CHILDREN_HEALTH, "child"),
    Page("health:ledger_set", READERS),
    form("health:analysis_new", CHILDREN_HEALTH),
    Page("health:care_note_of_task", CHILDREN_HEALTH | OF_THE_CLASS, get=302),
    form("health:care_note", CHILDREN_HEALTH | OF_THE_CLASS, "class"),
    form("health:cold_new", STAFF),
]
ONLY_THE_DOCTOR = {"doctor"}
GROWTH = [
    Page("health:growth_list", ONLY_THE_DOCTOR),
    # No class was chosen.
    Page("health:growth_new", ONLY_THE_DOCTOR, get=302, post=302),
    Page("health:vision_new", ONLY_THE_DOCTOR, get=302, post=302),
    Page("health:oral_new", ONLY_THE_DOCTOR, get=302, post=302),
    Page("health:hemoglobin_new", ONLY_THE_DOCTOR, get=302, post=302),
    Page("health:hearing_new", ONLY_THE_DOCTOR, get=302, post=302),
    form("health:growth_sheet", ONLY_THE_DOCTOR, "class"),
    form("health:vision_sheet", ONLY_THE_DOCTOR, "class"),
    form("health:oral_sheet", ONLY_THE_DOCTOR, "class"),
    form("health:hemoglobin_sheet", ONLY_THE_DOCTOR, "class"),
    form("health:hearing_sheet", ONLY_THE_DOCTOR, "class"),
    form("health:measurement_correct", ONLY_THE_DOCTOR, "measured"),
    Page("health:growth_class", ONLY_THE_DOCTOR, "class"),
    Page("health:growth_comparison", ONLY_THE_DOCTOR, "class"),
    Page("health:growth_feedback", ONLY_THE_DOCTOR, "class"),
    Page("health:growth_child", ONLY_THE_DOCTOR, "child"),
]
OF_THE_DAY = {"doctor"} | OF_THE_CLASS
HEAD_COUNTS = DIRECTORS | OF_THE_DAY | {"principal", "inspector", "cook", "food_safety_officer"}
HEALTH_DAY = [
    Page("health:day_grid", OF_THE_DAY),
    Page("health:head_count_list", HEAD_COUNTS),
    Page("health:attendance_new", OF_THE_DAY, get=302, post=302),
    Page("health:check_new", OF_THE_DAY, get=302, post=302),
    Page("health:sheet_correct", OF_THE_DAY, "attendance", get=302, post=302),
    Page("health:class_day", OF_THE_DAY, "class"),
    form("health:attendance_take", OF_THE_DAY, "class"),
    form("health:check_morning", OF_THE_DAY, "class"),
    form("health:check_noon", OF_THE_DAY, "class"),
    Page("health:attendance_line", OF_THE_DAY, "child"),
    Page("health:check_line", OF_THE_DAY, "child"),
    Page("health:attendance_month", OF_THE_DAY, "class"),
    button("health:class_well", OF_THE_DAY, "class"),
    button("health:round_quick", {"doctor"}, "class"),
    form("health:observation_new", OF_THE_DAY),
    form("health:round_new", {"doctor"}),
    Page("health:absence_list", OF_THE_DAY),
    form("health:trace_new", OF_THE_DAY),
    form("health:contact_new", OF_THE_DAY),
    form("health:handover_new", OF_THE_DAY),
    form("health:outdoor_new", OF_THE_DAY),
    Page("health:medicine_list", OF_THE_DAY),
    form("health:medicine_new", OF_THE_DAY),
    Page("health:medicine_given_new", OF_THE_DAY, get=302, post=302),
    form("health:medicine_give", OF_THE_DAY, "medicine"),
    form("health:medicine_left_over", OF_THE_DAY, "medicine"),
]

# Illness: names for the doctor, counts for the heads, disinfection for those who do it.
NURSES, COUNTED = {"doctor"}, DIRECTORS | {"doctor", "principal", "inspector"}
ILLNESS_ARRANGERS = DIRECTORS | {"doctor"}
ILLNESS = [
    Page("health:illness", NURSES),
    Page("health:case_list", NURSES),
    form("health:case_new", NURSES),
    Page("health:child_options", NURSES),
    Page("health:case", NURSES, "case"),
    form("health:case_correct", NURSES, "case"),
    form("health:case_return", NURSES, "case"),
    form("health:return_choose", NURSES, get=302, post=302),
    form("health:return_correct", NURSES, "return_check"),
    form("health:isolation_new", NURSES),
    form("health:isolation_correct", NURSES, "isolation"),
    Page("health:alert_list", COUNTED),
    Page("health:alert", COUNTED, "alert"),
    form("health:alert_close", ILLNESS_ARRANGERS, "alert"),
    form("health:report_new", ILLNESS_ARRANGERS),
    form("health:terminal_new", OF_THE_CLASS | {"doctor", "cleaner"}),
    form("health:notice_new", ILLNESS_ARRANGERS, get=302, post=302),  # no alert was named
    Page("health:notice_print", COUNTED, "outbreak_notice"),
    Page("health:threshold_list", ILLNESS_ARRANGERS),
    form("health:threshold_new", {"head"}),
    form("health:threshold_edit", {"head"}, "threshold"),
    Page("health:threshold_replay", ILLNESS_ARRANGERS),
    Page("health:disease_list", ILLNESS_ARRANGERS),
    form("health:disease_edit", {"head"}, "disease"),
    Page("health:incidence", COUNTED),
    Page("health:incidence_sheet", COUNTED),
]
PAPER_KEEPERS = ARRANGERS | {"principal", "doctor"}
PAPERS = [
    Page("papers:paper_list", INSIDE),
    form("papers:paper_new", PAPER_KEEPERS),
    Page("papers:paper", INSIDE, "paper"),
    form("papers:paper_edit", PAPER_KEEPERS, "paper"),
    form("papers:paper_revise", PAPER_KEEPERS, "paper"),
    form("papers:paper_withdraw", PAPER_KEEPERS, "paper"),
    button("papers:paper_confirm", set(), "paper", hidden=INSIDE),  # no version was named
    Page("papers:paper_file", INSIDE, "paper_file"),
    Page("papers:pack_list", PAPER_KEEPERS | {"inspector"}),
    form("papers:pack_new", PAPER_KEEPERS),
    Page("papers:pack", PAPER_KEEPERS | {"inspector"}, "pack"),
    form("papers:pack_edit", PAPER_KEEPERS, "pack"),
    Page("papers:pack_print", PAPER_KEEPERS | {"inspector"}, "pack"),
    Page("papers:pack_zip", PAPER_KEEPERS | {"inspector"}, "pack"),
    form("papers:pack_file", PAPER_KEEPERS, "pack", post=302),  # a remark is not needed
    form("papers:pack_share", PAPER_KEEPERS, "pack"),
    button("papers:pack_unshare", PAPER_KEEPERS, "pack_share"),
]

# Safety: rounds ----------------------------------------------------------------------------------

DESIGNERS = DIRECTORS | {"principal", "doctor"}
SEE_SAFETY = LEADERS
ROUNDS = [
    Page("safety:checklist_list", STAFF),
    Page("safety:checklist", STAFF, "checklist"),
    form("safety:checklist_new", DESIGNERS),
    form("safety:checklist_edit", DESIGNERS, "checklist"),
    form("safety:checklist_items", DESIGNERS, "checklist"),
    form("safety:checklist_copy", DESIGNERS, "checklist"),
    button("safety:round_quick", STAFF, "checklist"),
    Page("safety:round_new", STAFF, get=302, post=302),
    Page("safety:run", STAFF, "running_round"),
    Page("safety:run_next", STAFF, "running_round", get=302, post=302),
    Page("safety:run_stop", STAFF, "running_stop", get=302, post=302),
    form("safety:run_finish", STAFF, "running_round"),
    button("safety:run_drop", STAFF, "running_round", post=409),
    Page("safety:run_photo", STAFF, "running_photo"),
    Page("safety:result_list", INSIDE),
    Page("safety:result", INSIDE, "publication"),
    Page("safety:round_publish", DIRECTORS, "scored_round", post=302),
    Page("safety:round_summary", SEE_SAFETY),
]

# What is dangerous at the campus is for everybody there; grading it and reporting it is not.
LEADS_SAFETY = DIRECTORS | {"principal"}
HAZARDS = [
    Page("duties:finding_list", INSIDE),
    Page("duties:finding_choose", STAFF, get=302),
    Page("duties:finding", LEADERS, "finding", hidden=INSIDE),
    form("duties:finding_assign", LEADS_SAFETY, "finding"),
    form("duties:finding_put_right", LEADERS - {"inspector"}, "finding", hidden=STAFF),
    form("duties:finding_recheck", LEADERS - {"inspector"}, "finding", hidden=STAFF),
    Page("safety:hazard_list", INSIDE),
    Page("safety:hazard", INSIDE, "hazard"),
    form("safety:hazard_new", STAFF),
    form("safety:hazard_grade", DIRECTORS, "hazard"),
    form("safety:hazard_report", LEADS_SAFETY, "hazard"),
    Page("safety:hazard_report_choose", LEADS_SAFETY, get=302),
    Page("safety:hazard_month", INSIDE),
    form("safety:hazard_summary_new", DIRECTORS),
    Page("safety:cleaning_day", INSIDE),
    form("safety:cleaning_new", STAFF),
    Page("safety:contract_list", LEADERS),
    Page("safety:contract", LEADERS, "contract"),
    form("safety:contract_new", DIRECTORS),
    form("safety:contract_edit", DIRECTORS, "contract"),
    form("safety:evaluation_new", DIRECTORS, "contract"),
    Page("safety:evaluation_choose", DIRECTORS, get=302),
    Page("safety:opinion_new", STAFF),
    form("safety:opinion_of", STAFF, "contract"),
    form("safety:post_new", STAFF),
]
# The supply of the canteen ------------------------------------------------------------------------

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

REPAIRING = DIRECTORS | {"repairer"}
SEE_SAFETY = LEADERS
AT_HAND = INSIDE  # whoever works at the campus
REPAIRS = [
    Page("safety:ticket_list", AT_HAND),
    form("safety:ticket_new", STAFF),
    Page("safety:ticket", AT_HAND, "ticket"),
    Page("safety:ticket_print", AT_HAND, "ticket"),
    button("safety:ticket_take", REPAIRING, "ticket"),
    # Reported by nobody of the school and in the hands of nobody yet: not theirs to do now.
    button("safety:ticket_arrive", REPAIRING, "ticket", post=409),
    button("safety:ticket_resume", REPAIRING, "ticket", post=409),
    Page("safety:ticket_close", DIRECTORS, "ticket", get=409, post=409),
    *(
        Page(f"safety:ticket_{step}", REPAIRING, "ticket", get=409, post=409)
        for step in ("finish", "parts", "hold", "hand_back", "return")
    ),
    *(
        Page(f"safety:ticket_{step}", STAFF, "ticket", get=409, post=409)
        for step in ("accept", "send_back", "answer", "withdraw")
    ),
    form("safety:ticket_assign", DIRECTORS, "ticket"),
    form("safety:ticket_estimate", REPAIRING, "ticket"),
    form("safety:ticket_join", DIRECTORS, "ticket"),
    form("safety:ticket_drop", DIRECTORS, "ticket"),
    Page("safety:door_list", STAFF),
    Page("safety:door_take_up", REPAIRING, "door", post=302, hidden=STAFF),
    form("safety:door_refuse", REPAIRING, "door", hidden=STAFF),
    Page("safety:door_photo", set(), "door", hidden=STAFF),
    Page("safety:repair_plan_list", REPAIRING),
    form("safety:repair_plan_new", DIRECTORS),
    Page("safety:repair_plan", REPAIRING, "repair_plan"),
    button("safety:repair_plan_begin", DIRECTORS, "repair_plan", post=409),
    Page("safety:maintenance_list", REPAIRING),
    form("safety:maintenance_new", REPAIRING),
    Page("safety:repair_month", REPAIRING),
    form("safety:trade_repairers", DIRECTORS, post=302),
    Page("safety:project_list", SEE_SAFETY),
    form("safety:project_new", DIRECTORS),
    Page("safety:project", SEE_SAFETY, "project"),
    form("safety:project_edit", DIRECTORS, "project"),
    form("safety:project_scheme", DIRECTORS, "project"),
    form("safety:project_start", DIRECTORS, "project"),
    form("safety:project_supervise", DIRECTORS, "project"),
    form("safety:project_accept", DIRECTORS, "project"),
    form("safety:project_give_up", DIRECTORS, "project"),
]  # fmt: skip

GATE_KEEPERS = {"guard"} | DIRECTORS
GATE_READERS = GATE_KEEPERS | {"principal", "inspector"}
WITH_PICKUPS = GATE_KEEPERS | OF_THE_CLASS
OF_GATE_ORDER = DIRECTORS | {"principal"}
DESIGNERS = DIRECTORS | {"principal", "doctor"}
GATE = [
    Page("safety:gate", GATE_READERS),
    button("safety:stay_end", GATE_KEEPERS, "gate_visit", hidden=set()),
    button("safety:stay_pass", GATE_KEEPERS, "exit_slip", post=409),
    button("safety:stay_take_back", GATE_KEEPERS, "gate_visit", post=409),
    Page("safety:host_options", GATE_KEEPERS),
    Page("safety:colleague_options", STAFF),
    form("safety:visitor_new", GATE_KEEPERS),
    Page("safety:visitor_known", GATE_READERS),
    form("safety:visitor_again", GATE_KEEPERS, "known_visitor"),
    button("safety:visitor_reveal", GATE_READERS, "gate_visit", post=200),
    Page("safety:visitor_forgetting", PROTECTORS),
    button("safety:visitor_forget", PROTECTORS),
    Page("safety:visit_list", STAFF),
    form("safety:visit_new", STAFF),
    Page("safety:visit", GATE_READERS - {"inspector"}, "visit", hidden=STAFF),
    button("safety:visit_agree", OF_GATE_ORDER, "visit", hidden=STAFF),
    button("safety:visit_refuse", OF_GATE_ORDER, "visit", hidden=STAFF),
    button("safety:visit_cancel", set(), "visit", hidden=STAFF),
    Page("safety:visit_arrive", GATE_KEEPERS, "visit", get=302, post=302),
    Page("safety:visit_scanned", GATE_KEEPERS, "visit_code", get=302, post=302),
    form("safety:vehicle_new", GATE_KEEPERS),
    form("safety:delivery_new", GATE_KEEPERS),
    form("safety:phone_call_new", GATE_KEEPERS),
    form("safety:late_arrival_new", GATE_KEEPERS),
    form("safety:gate_incident_new", GATE_KEEPERS),
    form("safety:video_access_new", GATE_KEEPERS),
    form("safety:exit_slip_new", STAFF),
    Page("safety:key_list", GATE_READERS),
    form("safety:key_new", GATE_KEEPERS),
    form("safety:key_edit", GATE_KEEPERS, "gate_key"),
    form("safety:key_loan_new", GATE_KEEPERS),
    Page("safety:guard_equipment_list", GATE_READERS),
    form("safety:guard_equipment_new", GATE_KEEPERS),
    form("safety:guard_equipment_edit", GATE_KEEPERS, "guard_equipment"),
    form("safety:leave_slip_new", OF_THE_CLASS),
    form("safety:early_leave_new", GATE_KEEPERS),
    form("safety:child_late_new", WITH_PICKUPS),
    Page("safety:pickup_list", WITH_PICKUPS),
    Page("safety:pickup_child", WITH_PICKUPS, "child"),
    Page("safety:new_children", WITH_PICKUPS),
    form("safety:authorization_new", OF_THE_CLASS),
    button("safety:authorization_withdraw", OF_THE_CLASS, "pickup_authorization"),
    form("safety:pickup_log_new", WITH_PICKUPS),
    button("safety:pickup_all", WITH_PICKUPS, "class"),
    button("safety:guard_post_take", GATE_KEEPERS),
    form("safety:guard_shift_new", GATE_KEEPERS),
    form("safety:gate_lock_new", GATE_KEEPERS),
    form("safety:gate_duty_new", STAFF),
    form("safety:duty_log_new", STAFF),
    form("safety:patrol_new", STAFF),
    Page("safety:patrol", set(), "patrol_run", hidden=STAFF),
    Page("safety:patrol_mark", STAFF, "place", get=302, post=302),
    form("safety:patrol_finish", set(), "patrol_run", hidden=STAFF),
    button("safety:patrol_drop", set(), "patrol_run", hidden=STAFF),
    Page("safety:patrol_point_list", GATE_READERS),
    form("safety:patrol_point_new", DESIGNERS),
    form("safety:patrol_point_edit", DESIGNERS, "patrol_point"),
    Page("safety:roster", STAFF),
    form("safety:roster_fill", OF_GATE_ORDER),
    button("safety:roster_remove", OF_GATE_ORDER, "gate_turn"),
    Page("safety:closing_today", GATE_READERS),
]

# Fire safety, watched equipment, drills and the school bus.
FIRE_READERS = LEADERS | {"guard", "repairer"}
FIRE_CHECKERS = DIRECTORS | {"guard", "repairer"}
BUS_CREW = DIRECTORS | {"bus_attendant"}
OF_THE_BUS = BUS_CREW | OF_THE_CLASS | {"principal"}
FIRE_AND_BUS = [
    Page("safety:fire", FIRE_READERS),
    Page("safety:fire_equipment_list", FIRE_READERS),
    form("safety:fire_equipment_new", DIRECTORS),
    Page("safety:fire_equipment", FIRE_READERS, "fire_equipment"),
    form("safety:fire_equipment_edit", DIRECTORS, "fire_equipment"),
    form("safety:fire_check_new", FIRE_CHECKERS),
    Page("safety:fire_check_line", FIRE_CHECKERS, "fire_equipment"),
    form("safety:fire_service_new", DIRECTORS),
    form("safety:fire_report_new", DIRECTORS),
    Page("safety:fire_network", FIRE_READERS),
    form("safety:fire_network_new", DIRECTORS),
    form("safety:fire_network_edit", DIRECTORS, "fire_responsibility"),
    Page("safety:hot_work_list", FIRE_READERS),
    form("safety:hot_work_new", FIRE_CHECKERS),
    form("safety:hot_work_end", FIRE_CHECKERS, "hot_work"),
    Page("safety:drill_list", INSIDE),
    form("safety:drill_new", STAFF),
    Page("safety:training_list", INSIDE),
    form("safety:training_new", STAFF),
    Page("safety:special_list", FIRE_READERS),
    form("safety:special_new", DIRECTORS),
    form("safety:special_edit", DIRECTORS, "special_equipment"),
    form("safety:special_check_new", FIRE_CHECKERS),
    Page("safety:play_list", FIRE_READERS),
    form("safety:play_new", DIRECTORS),
    Page("safety:play", FIRE_READERS, "play_equipment"),
    form("safety:play_edit", DIRECTORS, "play_equipment"),
    form("safety:play_service_new", FIRE_CHECKERS, "play_equipment"),
    Page("safety:charging_list", FIRE_READERS),
    form("safety:charging_new", DIRECTORS),
    form("safety:charging_edit", DIRECTORS, "charging_place"),
    form("safety:bike_new", DIRECTORS),
    form("safety:bike_edit", DIRECTORS, "bike"),
    Page("safety:bus_list", BUS_CREW),
    Page("safety:bus_month", BUS_CREW),
    form("safety:bus_route_new", DIRECTORS),
    Page("safety:bus_route", BUS_CREW, "bus_route"),
    form("safety:bus_route_edit", DIRECTORS, "bus_route"),
    form("safety:bus_stop_new", DIRECTORS, "bus_route"),
    form("safety:bus_stop_edit", DIRECTORS, "bus_stop"),
    form("safety:bus_rider_new", BUS_CREW, "bus_route"),
    form("safety:bus_rider_edit", BUS_CREW, "bus_rider"),
    Page("safety:bus_child_options", BUS_CREW),
    Page("safety:bus_list_new", BUS_CREW),
    form("safety:bus_list_file", BUS_CREW, "bus_route", post=302),
    form("safety:bus_begin", BUS_CREW, "bus_route", get=302),
    Page("safety:bus_run", BUS_CREW, "bus_run"),
    button("safety:bus_mark", BUS_CREW, "bus_run"),
    form("safety:bus_finish", BUS_CREW, "bus_run"),
    Page("safety:bus_arrivals", OF_THE_BUS),
    form("safety:bus_arrival", OF_THE_BUS, "bus_run", post=302),
    form("safety:bus_new", DIRECTORS),
    Page("safety:bus", BUS_CREW, "bus"),
    form("safety:bus_edit", DIRECTORS, "bus"),
    form("safety:bus_crew_new", DIRECTORS),
    form("safety:bus_crew_edit", DIRECTORS, "bus_crew"),
    form("safety:bus_service_new", BUS_CREW),
    form("safety:bus_papers_new", DIRECTORS),
]

# Safety: people.
INJURY_WRITERS = OF_THE_CLASS | {"doctor"}
INJURY_READERS = INJURY_WRITERS | DIRECTORS | {"principal"}
TEACHES_SAFETY = OF_THE_CLASS | DIRECTORS | {"doctor"}
ORGANISERS = DIRECTORS | {"principal"}
SAFETY_PEOPLE = [
    Page("safety:colleague_options", STAFF),
    Page("safety:injury_list", INJURY_READERS),
    form("safety:injury_new", INJURY_WRITERS),
    Page("safety:injury_child_options", INJURY_WRITERS),
    Page("safety:injury_figures", LEADERS | {"doctor"}),
    Page("safety:injury_of_task", ORGANISERS),
    Page("safety:injury", INJURY_READERS, "injury"),
    form("safety:injury_correct", INJURY_WRITERS, "injury"),
    form("safety:injury_follow", INJURY_WRITERS, "injury"),
    form("safety:injury_report", ORGANISERS, "injury"),
    Page("safety:education_list", TEACHES_SAFETY),
    form("safety:education_new", TEACHES_SAFETY),
    Page("safety:talk_list", TEACHES_SAFETY),
    form("safety:talk_new", TEACHES_SAFETY),
    button("safety:talk_give", TEACHES_SAFETY, "class"),
    Page("safety:topic_list", TEACHES_SAFETY),
    form("safety:topic_new", ORGANISERS),
    button("safety:topic_take", ORGANISERS),
    form("safety:topic_edit", ORGANISERS, "safety_topic"),
    Page("safety:meeting_list", STAFF),
    Page("safety:meeting_new", STAFF),  # for what it is held was not chosen
    form("safety:group_new", ORGANISERS),
    Page("safety:contact_list", STAFF),
    form("safety:contact_new", STAFF),
    Page("safety:letter_list", ORGANISERS),
    Page("safety:letter_new", ORGANISERS),  # no sort was chosen
    Page("safety:letter_round", ORGANISERS, "letter_round"),
    button("safety:letter_sign_all", ORGANISERS, "letter_round"),
    form("safety:letter_paper", ORGANISERS, "responsibility_letter"),
    Page("safety:accountability_list", ORGANISERS),
    form("safety:accountability_new", ORGANISERS),
    Page("safety:pledge_list", TEACHES_SAFETY),
    form("safety:pledge_new", TEACHES_SAFETY),
    Page("safety:pledge", TEACHES_SAFETY, "pledges"),
    button("safety:pledge_mark", TEACHES_SAFETY, "pledges"),
    form("safety:pledge_hand_in", TEACHES_SAFETY, "pledges"),
    Page("safety:emergency_plan_list", INSIDE),
    form("safety:emergency_plan_new", ORGANISERS),
    Page("safety:emergency_plan_of_task", ORGANISERS),
    Page("safety:emergency_plan", INSIDE, "emergency_plan"),
    form("safety:emergency_plan_edit", ORGANISERS, "emergency_plan"),
    form("safety:emergency_plan_reviewed", ORGANISERS, "emergency_plan"),
    button("safety:emergency_plan_read", STAFF, "emergency_plan", post=404),  # no edition was seen
    button("safety:emergency_plan_remind", ORGANISERS, "emergency_plan"),
    button("safety:emergency_plan_aside", ORGANISERS, "emergency_plan"),
]
# Food samples of the canteen.
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
    Page("canteen:publication_list", STAFF),
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

PAGES = [
    *SAMPLES,
    *NUTRITION,
    *MEAL_ACCOUNT,
    *KITCHEN,
    *PAPERS,
    *ROUNDS,
    *HAZARDS,
    *GATE,
    *FIRE_AND_BUS,
    *SAFETY_PEOPLE,
    *HYGIENE,
    *GROWTH,
    *HEALTH_DAY,
    *ILLNESS,
    *BUYING,
    *GIVEN_AND_LENT,
    *CUSTODY,
    *ACCOUNTS,
    *ASSETS,
    *APPROVALS,
    *CONTRADICTIONS,
    *SELF,
    *UPKEEP,
    *STORES,
    *SCHOOL,
    *RECORDS,
    *IMPORTS,
    *DUTIES,
    *PLANS,
    *CHANNELS,
    *STOCKTAKES,
    *CARE,
    *REPAIRS,
    *SUPPLY,
    *MENUS,
]
# Who knows the address needs no login: tests/duties/test_feed.py, tests/safety/test_repair_door.py
BY_SECRET = {
    "canteen:meal_statement_public",  # tests/canteen/test_meal_account_pages.py
    "safety:door_report",
    "safety:door_state",
    "duties:calendar_feed",
    "safety:visit_pass",
    "canteen:menu_public",
}  # who knows the address needs no login: tests/duties/test_feed.py, tests/safety/test_visitors.py
ON_A_SHARED_DEVICE = {"accounts:chooser", "accounts:take_over"}  # tests/accounts/test_sharing.py
FOR_EVERYBODY = {"login", "accounts:code", "status_live", "status_ready", "manifest", "favicon"}

# What has no campus: the same for everybody who may open it.
COMMON = {"help", "import", "term", "rule", "register", "token", "seal", "standard"}
COMMON |= {"item", "item_group", "supplier", "method"}  # one list for all campuses
COMMON |= {"disease", "threshold"}
COMMON |= {"food"}
COMMON |= {"dish"}
COMMON |= {"additive", "risk_item"}  # the kitchen's lists
FAST = [name for name in django_settings.MIDDLEWARE if not name.startswith("zeal")]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once; each test leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(timezone.now())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(world):
    return {name: session_of(person) for name, person in world.people.items()}


def session_of(person: Any) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "logistics.school.posts.PostBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


@pytest.fixture(scope="module")
def client():
    with override_settings(MIDDLEWARE=FAST):
        yield Client()


@pytest.fixture
def ask(db, client, cookies):
    """One request of one person; what it changes is taken back."""

    def request(method: str, url: str, actor: str | None = None, **given: Any) -> Any:
        client.cookies.clear()
        if actor:
            client.cookies[django_settings.SESSION_COOKIE_NAME] = cookies[actor]
        with taken_back():
            return read(getattr(client, method)(url, **given))

    return request


def read(response: Any) -> Any:
    """Take an answer to its end, as a browser does: a file is closed then."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def addresses() -> dict[str, URLPattern]:
    return dict(walk(get_resolver(), ""))


def walk(resolver: URLResolver, above: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if not isinstance(entry, URLResolver):
            yield f"{above}{entry.name}", entry
        elif entry.app_name != "admin":  # one declared entry: tests/house/test_admin.py
            yield from walk(entry, f"{above}{entry.namespace}:" if entry.namespace else above)


def address(page: Page, key: Any) -> str:
    names = addresses()[page.name].pattern.regex.groupindex
    return reverse(page.name, args=[key] if names else [])


def key_of(page: Page, world: World, *, other: bool = False) -> Any:
    common = {
        "help": "tasks",
        "import": "places",
        "term": world.term.pk,
        "rule": "none",
        "token": "abc",
        "register": "work-notes",
        "seal": 1,
        **{name: world.own[name].pk for name in ("item", "item_group", "supplier", "method")},
        **{name: world.own[name].pk for name in ("additive", "risk_item")},
        "standard": world.standard,
        "dish": world.own["dish"].pk,
        **{name: world.own[name].pk for name in ("disease", "threshold")},
        "food": world.own["food"].pk,
    }
    if page.thing in COMMON:
        return common[page.thing]
    things = world.others if other else world.own
    if page.thing == "visit_code":
        return things["visit"].code
    if page.thing == "sample_label":
        return things["food_sample"].lines.get().code
    if page.thing in ("label", "asset label"):
        return things["place" if page.thing == "label" else "asset"].code
    return things[page.thing].pk if page.thing else None


def test_every_address_is_declared_here_and_guarded():
    declared = {page.name for page in PAGES} | FOR_EVERYBODY | BY_SECRET | ON_A_SHARED_DEVICE
    unguarded = {
        name
        for name, entry in addresses().items()
        if not hasattr(entry.callback, "access") and getattr(entry.callback, "login_required", True)
    }

    assert set(addresses()) == declared
    assert unguarded == set()


def test_the_admin_is_the_only_part_with_its_own_guard():
    others = [
        entry
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver) and entry.app_name
    ]

    assert {entry.app_name for entry in others} - {
        "accounts",
        "imports",
        "school",
        "records",
        "approvals",
        "contradictions",
        "papers",
        "safety",
        "notices",
        "duties",
        "upkeep",
        "stores",
        "assets",
        "health",
        "canteen",
    } == {"admin"}


@pytest.fixture
def unwritten(monkeypatch):
    """Pages without their text, for tests that ask only whether they open: it is most of the time."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


ACTS = [page for page in PAGES if page.post is not None]
CELLS = [(page, "get") for page in PAGES] + [(page, "post") for page in ACTS]


@pytest.mark.once
@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize(("page", "method"), CELLS, ids=lambda cell: getattr(cell, "name", cell))
def test_each_role_gets_what_is_declared(world, ask, page, method):
    url = address(page, key_of(page, world))

    got = {actor: ask(method, url, actor).status_code for actor in sorted(INSIDE)}

    told = {actor: page.expected(actor, method) for actor in sorted(INSIDE)}
    assert differences(got, told) == {}


def differences(got: dict[str, int], told: dict[str, int]) -> dict[str, tuple[int, int]]:
    """What came and what should have come, for those who got something else."""
    return {name: (got[name], told[name]) for name in told if got[name] != told[name]}


ABOUT_A_THING = [page for page in PAGES if page.thing and page.thing not in COMMON]
CAMPUS_BOUND = ["admin", "carer", "director", "doctor", "guard"]


@pytest.mark.once
@pytest.mark.parametrize("page", ABOUT_A_THING, ids=lambda page: page.name)
def test_what_is_at_another_campus_is_as_if_it_were_not_there(world, ask, page):
    method = "post" if page.get == 405 else "get"
    theirs = address(page, key_of(page, world, other=True))
    nowhere = address(page, MISSING)

    for actor in CAMPUS_BOUND:
        hidden, missing = ask(method, theirs, actor), ask(method, nowhere, actor)

        refused = {404} if actor in page.who else {403, 404}
        assert hidden.status_code == missing.status_code
        assert hidden.status_code in refused
        assert plain_body(hidden) == plain_body(missing)


def plain_body(response: Any) -> str:
    """The page without what is new in every answer and what was asked for."""
    body = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", response.text)
    return body.replace(response.request["PATH_INFO"], "")


@pytest.mark.once
@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("page", ABOUT_A_THING, ids=lambda page: page.name)
def test_a_form_sent_to_another_campus_is_refused(world, ask, page):
    theirs = address(page, key_of(page, world, other=True))

    statuses = {ask("post", theirs, actor).status_code for actor in CAMPUS_BOUND}

    assert statuses <= {403, 404}


@pytest.mark.once
@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("page", ABOUT_A_THING, ids=lambda page: page.name)
def test_the_other_campus_has_its_own_director(world, ask, page):
    ours, theirs = (address(page, key_of(page, world, other=other)) for other in (False, True))
    method = "post" if page.get == 405 else "get"

    statuses = [ask(method, url, "neighbour").status_code for url in (theirs, ours)]

    allowed = page.expected("director", method)
    assert statuses == [allowed, 403 if allowed == 403 else 404]


@pytest.mark.usefixtures("unwritten")
def test_who_directs_every_campus_opens_what_is_at_either(world, ask):
    pages = [page for page in ABOUT_A_THING if "head" in page.who and page.get != 405]

    for page in pages:
        url = address(page, key_of(page, world, other=True))
        assert (page.name, ask("get", url, "head").status_code) == (page.name, page.get)


@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("actor", [None, "left", "locked"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_not_let_in_is_sent_to_the_login(world, ask, method, actor):
    """Nobody; somebody whose posts are over; somebody who may not log in any more."""
    closed = [page for page in PAGES if page.name != "login"]

    answers = {page.name: ask(method, address(page, key_of(page, world)), actor) for page in closed}

    wrong = {
        name: answer.status_code
        for name, answer in answers.items()
        if answer.status_code != 302 or not answer.url.startswith(LOGIN)
    }
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(FOR_EVERYBODY))
def test_what_is_for_everybody_needs_no_login_and_tells_nothing(world, ask, name):
    answer = ask("get", reverse(name))

    told = {person.name for person in world.people.values() if person.name in answer.text}
    assert answer.status_code in (200, 302)
    assert told == set()


def test_a_post_that_ends_ends_the_session_at_the_next_request(world, ask):
    cook = world.people["cook"]
    before = ask("get", "/", "cook").status_code

    cook.posts.update(ends_on=timezone.localdate() - DAY)

    assert (before, ask("get", "/", "cook").url) == (200, f"{LOGIN}?next=/")


def test_a_demotion_holds_at_the_next_request(world, ask):
    director = world.people["director"]
    before = ask("get", reverse("duties:duty_new"), "director").status_code

    director.posts.update(role=Role.COOK)

    assert (before, ask("get", reverse("duties:duty_new"), "director").status_code) == (200, 403)


def test_a_move_to_another_campus_holds_at_the_next_request(world, ask):
    task = world.own["task"].get_absolute_url()
    before = ask("get", task, "director").status_code

    world.people["director"].posts.update(campus=world.there)

    theirs = world.others["task"].get_absolute_url()
    after = [ask("get", url, "director").status_code for url in (task, theirs)]
    assert (before, after) == (200, [404, 200])


def test_a_permission_held_at_one_campus_is_no_permission_at_the_other(world, ask):
    """Directing one campus and leading the other: seen at both, changed at one."""
    make_post(person=world.people["director"], role=Role.PRINCIPAL, campus=world.there)
    entry, plan, duty = (world.others[name].pk for name in ("entry", "plan", "duty"))

    seen = [
        ask("get", reverse(name, args=[pk]), "director").status_code
        for name, pk in [("duties:entry", entry), ("duties:plan", plan), ("duties:duty", duty)]
    ]
    changed = {
        name: ask("post", reverse(name, args=[pk]), "director", data={"reason": "x"}).status_code
        for name, pk in [
            ("duties:entry_void", entry),
            ("duties:entry_correct", entry),
            ("duties:plan_edit", plan),
            ("duties:plan_close", plan),
            ("duties:duty_edit", duty),
            ("duties:turn_new", duty),
            ("duties:task_assign", world.others["task"].pk),
            ("school:person_edit", world.others["person"].pk),
            ("school:class_edit", world.others["class"].pk),
        ]
    }

    assert seen == [200, 200, 200]
    assert set(changed.values()) <= {403, 404}


def test_what_every_campus_owes_is_changed_only_for_the_whole_school(world, ask):
    common = Duty.objects.create(title="Common", trade="health", role="cook", rhythm="weekly")
    edit = reverse("duties:duty_edit", args=[common.pk])

    statuses = {actor: ask("get", edit, actor).status_code for actor in ("director", "head")}

    assert ask("get", common.get_absolute_url(), "director").status_code == 200
    assert statuses == {"director": 404, "head": 200}


def test_a_class_teacher_sees_the_children_of_the_class_only(world, ask):
    other = make_class(campus=world.here, school_year=world.term.school_year)
    child = make_child(school_class=other, term=world.term, name="Somebody else's")

    page = ask("get", reverse("school:child_list"), "teacher").text
    hidden = ask("get", child.get_absolute_url(), "teacher").status_code

    assert (world.own["child"].name in page, child.name in page, hidden) == (True, False, 404)


def test_the_writer_reads_a_record_and_a_colleague_does_not(world, ask):
    url = world.own["entry"].get_absolute_url()
    make_post(person=world.people["cleaner"], role=Role.CARER, school_class=world.own["class"])
    Entry.objects.filter(pk=world.own["entry"].pk).update(entered_by=world.people["carer"])

    assert [ask("get", url, actor).status_code for actor in ("carer", "cleaner")] == [200, 404]


FILTERS = ["duty", "school_class", "place", "campus", "person"]


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_does_not_name_what_one_may_not_see(world, ask, name):
    thing = world.others[name.removeprefix("school_")]

    page = ask("get", f"{reverse('duties:task_list')}?{name}={thing.pk}", "cook").text

    assert str(thing) not in page


LISTS = [page for page in PAGES if not page.thing and page.name.endswith("_list")]


@pytest.mark.once
@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.name)
@pytest.mark.parametrize("actor", ["director", "principal", "carer", "doctor"])
def test_no_list_names_what_is_at_another_campus(world, ask, page, actor):
    found = ask("get", f"{reverse(page.name)}?all=on&state=due&state=late", actor).text

    assert "West" not in found
