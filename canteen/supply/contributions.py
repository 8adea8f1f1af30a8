"""What this part adds to the whole: suppliers, receiving, quantities and portions, the food store."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.models import ServiceAct
from canteen.supply import chapters, comparing, finding, receiving, registers, rules, waiting
from logistics.contributions import HelpTopic, Kind, MenuEntry, SearchSource

KINDS: list[Any] = [
    Kind(
        code="meal_service",
        title=_("Meal delivered or leftovers weighed"),
        model="canteen.MealService",
        form="canteen:meal_serve",
        prefix="SC",
        trade="canteen",
        shown="canteen/_meal_service.html",
        subjects=tuple((act.value, act.label) for act in ServiceAct),
    ),
    Kind(
        code="goods_receipt",
        title=_("Food received and looked at"),
        model="canteen.GoodsReceipt",
        form="canteen:receipt_new",
        prefix="JH",
        trade="canteen",
        shown="canteen/_goods_receipt.html",
        voided=receiving.voided,
        keep_years=3,
    ),
    Kind(
        code="food_order",
        title=_("Food order"),
        model="canteen.FoodOrder",
        form="canteen:order_new",
        prefix="DD",
        trade="canteen",
        shown="canteen/_food_order.html",
    ),
    Kind(
        code="supplier_licence",
        title=_("Paper of a supplier"),
        model="canteen.SupplierLicence",
        form="canteen:licence_choose",
        prefix="GX",
        trade="canteen",
        late_hours=24 * 14,
        for_lines=True,
    ),
    Kind(
        code="supplier_evaluation",
        title=_("Evaluation of a supplier"),
        model="canteen.SupplierEvaluation",
        form="canteen:licence_choose",
        prefix="GP",
        trade="canteen",
        late_hours=24 * 14,
        for_lines=True,
    ),
    Kind(
        code="price_enquiry",
        title=_("Prices found"),
        model="canteen.PriceEnquiry",
        form="canteen:price_new",
        prefix="XJ",
        trade="canteen",
        late_hours=24 * 3,
        shown="canteen/_price_enquiry.html",
        for_lines=True,
    ),
    Kind(
        code="supplier_settlement",
        title=_("Settlement with a supplier"),
        model="canteen.SupplierSettlement",
        form="canteen:settlement",
        prefix="GJS",
        trade="canteen",
        late_hours=24 * 14,
        shown="canteen/_supplier_settlement.html",
        keep_years=10,
    ),
]
APPROVALS: list[Any] = []
MENU: list[Any] = [
    MenuEntry(
        "canteen", _("Quantities of the day"), "canteen:quantities", "basket", "canteen.view", 20
    ),
    MenuEntry(
        "canteen", _("Receiving food"), "canteen:receipt_list", "truck", "canteen.receive", 24
    ),
    MenuEntry("canteen", _("Food store"), "canteen:food_store", "box-seam", "canteen.view", 26),
    MenuEntry("canteen", _("Shopping list"), "canteen:shopping", "cart", "canteen.view", 28),
    MenuEntry("canteen", _("Food suppliers"), "canteen:supplier_list", "shop", "canteen.view", 60),
]
REGISTERS: list[Any] = registers.REGISTERS
HOME: list[Any] = waiting.HOME
RULES: list[Any] = rules.RULES
HELP: list[Any] = [
    HelpTopic(
        "quantities", _("Quantities and portions"),
        ("canteen:quantities", "canteen:meal_", "canteen:leftovers"),
    ),
    HelpTopic(
        "food_receiving", _("Buying and receiving food"),
        ("canteen:receipt", "canteen:shopping", "canteen:order", "canteen:lot",
         "canteen:food_store"),
    ),
    HelpTopic(
        "food_suppliers", _("Food suppliers"),
        ("canteen:supplier", "canteen:licence", "canteen:price", "canteen:settlement"),
    ),
]  # fmt: skip
IMPORTS: list[Any] = []
SEARCH: list[Any] = [
    SearchSource("food_suppliers", _("Food suppliers"), finding.suppliers, finding.VIEW, 56),
    SearchSource(
        "food_lots", pgettext_lazy("food", "Batches"), finding.lots, finding.VIEW, 57
    ),
]  # fmt: skip
STICKERS: list[Any] = []
CHECKS: list[Any] = []
COMPARISONS: list[Any] = comparing.COMPARISONS
CHAPTERS: list[Any] = chapters.CHAPTERS
NOTICES: list[Any] = waiting.NOTICES
INBOX: list[Any] = []
# By number in the catalogue: what alone a duty of it is proved by.
ABOUT: dict[str, str] = {
    "D017": ServiceAct.SERVED,
    "D018": ServiceAct.SERVED,
    "X174": ServiceAct.LEFTOVERS,
}
