"""What asking for goods, buying and handing out add to the whole."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from assets.buying import accepting, purchasing, telling, waiting
from assets.buying.approvals import APPROVALS
from assets.buying.registers import CHAPTERS, COMPARISONS, REGISTERS, find_requests
from logistics.access import Role
from logistics.contributions import (
    ChildData,
    HelpTopic,
    HomeCard,
    Kind,
    MenuEntry,
    RuleDefault,
    SearchSource,
    Words,
)

LOCAL = _("Set by each province and school: check before relying on it")
YUAN = _("yuan")


def paper(code: str, title: Words, model: str, form: str, prefix: str, **given: Any) -> Kind:
    """A paper of a purchase: kept fifteen years (Government Procurement Law, article 42)."""
    return Kind(
        code=code,
        title=title,
        model=f"assets.{model}",
        form=f"assets:{form}",
        prefix=prefix,
        trade="assets",
        keep_years=15,
        shown=f"assets/_{code}.html",
        is_posted=bool(given.get("counter")),
        **given,
    )


KINDS = [
    Kind(
        code="requisition",
        title=_("Requisition"),
        model="assets.Requisition",
        form="assets:request_new",
        prefix="LL",
        trade="assets",
        shown="assets/_requisition.html",
        is_posted=True,
        for_lines=True,
    ),
    paper(
        "purchase_request", _("Purchase request"), "PurchaseRequest", "purchase_new", "QG",
        for_lines=True,
    ),
    paper(
        "quotation_comparison", _("Comparison of offers"), "QuotationComparison", "purchase_list",
        "BJ",
    ),
    paper("minutes", _("Minutes of the group"), "Minutes", "purchase_list", "HY"),
    paper("tender", _("Tender"), "Tender", "purchase_list", "ZB"),
    paper(
        "purchase_order", _("Purchase order"), "PurchaseOrder", "purchase_list", "CG",
        counter="assets:order_cancel", counter_words=_("Cancel the order"),
    ),
    paper(
        "acceptance_note", _("Acceptance note"), "Acceptance", "purchase_list", "YS",
        counter="assets:acceptance_take_back", counter_words=_("Take back the acceptance"),
    ),
    paper(
        "donation_receipt", _("Donation"), "DonationReceipt", "donation_new", "JZ",
        counter="assets:donation_take_back", late_hours=72,
    ),
    paper("budget", _("Annual budget"), "Budget", "budget_submit", "ND"),
]  # fmt: skip


def threshold(code: str, title: Words, value: str) -> RuleDefault:
    return RuleDefault(code, title, value, YUAN, LOCAL)


RULES = [
    threshold(purchasing.DIRECT_MAX, _("Bought directly up to"), "5000"),
    threshold(purchasing.QUOTES_MIN, _("Three offers from"), "5000"),
    threshold(purchasing.PRINCIPAL_MIN, _("The principal agrees from"), "2000"),
    threshold(purchasing.GROUP_MIN, _("The leading group decides from"), "20000"),
    threshold(purchasing.TENDER_MIN, _("Tender from"), "100000"),
    threshold(purchasing.GOVERNMENT_MIN, _("Government procurement from"), "500000"),
    RuleDefault(
        accepting.ASSET_MIN, _("A card is made from a unit price of"), "1000", YUAN,
        _("Government Accounting Standard No. 3"),
    ),
    RuleDefault(
        purchasing.SEPARATE,
        _("One person does not do two adjacent steps of a purchase"),
        "1",
        _("1: refused; 0: for a reason (tiny schools)"),
        _("Rules on the internal control of public institutions"),
    ),
]  # fmt: skip

NOTICES = telling.KINDS
INBOX = waiting.INBOX
MENU = [
    MenuEntry("goods", _("Ask for goods"), "assets:request_list", "box-seam", "assets.request", 10),
    MenuEntry("goods", _("Purchases"), "assets:purchase_list", "cart", "assets.request", 20),
    MenuEntry("goods", _("Donations"), "assets:donation_list", "gift", "assets.view_asset", 37),
    MenuEntry("goods", _("Handing out"), "assets:distribution_list", "backpack", "stores.view", 30),
]
HELP = [
    HelpTopic("requests", _("Asking for goods"), ("assets:request",)),
    HelpTopic(
        "buying", _("Buying, from the request to the payment"),
        (
            "assets:purchase", "assets:published", "assets:tender", "assets:order",
            "assets:acceptance", "assets:invoice", "assets:budget", "assets:plan",
        ),
    ),
    HelpTopic(
        "distributions", _("Handing out at the beginning of a term"), ("assets:distribution",)
    ),
]  # fmt: skip
OFFICE = frozenset({Role.STOREKEEPER, Role.DIRECTOR, Role.PURCHASER, Role.ACCOUNTANT})
STAFF = frozenset(Role) - {Role.INSPECTOR, Role.PRINCIPAL, *OFFICE}
HOME = [
    HomeCard(frozenset({Role.STOREKEEPER}), "assets/_keeper_card.html", waiting.keeper_card, 5),
    HomeCard(STAFF, "assets/_my_requests_card.html", waiting.my_card, 30),
]
CHILD_DATA = [
    ChildData(
        "ordered_goods",
        _("Goods ordered for a child"),
        ("assets.ChildOrder",),
        lambda child: child.ordered_goods.select_related("child", "item", "school_class"),
    ),
]

SEARCH = [
    SearchSource("requests", _("Goods asked for"), find_requests, "assets.request", 60),
]

__all__ = [
    "APPROVALS",
    "CHAPTERS",
    "CHILD_DATA",
    "COMPARISONS",
    "HELP",
    "HOME",
    "INBOX",
    "KINDS",
    "MENU",
    "NOTICES",
    "REGISTERS",
    "RULES",
    "SEARCH",
]
