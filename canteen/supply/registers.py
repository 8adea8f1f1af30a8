"""The registers of buying and serving, in the columns of the booklets."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.models import (
    FoodOrder,
    FoodOrderLine,
    GoodsReceiptLine,
    MealService,
    MealServiceLine,
    Paper,
    PriceEnquiry,
    PriceLine,
    SupplierEvaluation,
    SupplierLicence,
    SupplierSettlement,
)
from logistics.records.registers import (
    BY,
    CAMPUS,
    ENTERED,
    HAPPENED,
    NUMBER,
    STATE,
    EntryRegister,
)
from logistics.registers import Column
from logistics.stores.ledger import cents
from logistics.stores.models import Movement, StockInLine, StockOutLine
from logistics.stores.models.goods import Stock
from logistics.stores.registers import (
    AMOUNT,
    DATE,
    KEEPER,
    NAME,
    PRICE,
    QUANTITY,
    SPECIFICATION,
    STORE,
    UNIT,
    GoodsRegister,
    trimmed,
)
from logistics.stores.registers import CAMPUS as OF_CAMPUS
from logistics.stores.registers import NUMBER as SHEET
from logistics.stores.registers import STATE as SHEET_STATE

REST = (Paper.QUARANTINE, Paper.MEAT, Paper.IMPORT, Paper.IDENTITY)
SUPPLY = "canteen"


def ticked(code: str) -> Any:
    """√ where this paper came with the delivery."""
    return lambda line: "√" if code in line.sheet.papers else ""


def other_papers(line: Any) -> str:
    return "、".join(str(paper.label) for paper in REST if paper.value in line.sheet.papers)


def seller(line: Any) -> str:
    supplier = line.sheet.supplier
    parts = (supplier.name, supplier.address, supplier.contact, supplier.phone)
    return " ".join(part for part in parts if part)


def batch(line: Any) -> str:
    made = f"{line.produced_on:%Y-%m-%d}" if line.produced_on else ""
    return " ".join(part for part in (line.batch, made) if part)


def looked_at(line: Any) -> str:
    """外观; empty on the sheet: as it should be."""
    return line.appearance or str(_("as it should be"))


def inspectors(line: Any) -> str:
    people = (line.sheet.inspector, line.sheet.second)
    return "、".join(str(person) for person in people if person)


def judged(line: Any) -> str:
    if not line.rejected:
        return str(pgettext_lazy("goods", "accepted"))
    if line.accepted > 0:
        return str(pgettext_lazy("goods", "partly refused"))
    return str(pgettext_lazy("goods", "refused"))


class FoodReceiptRegister(GoodsRegister):
    """进货查验记录 (F03): every line of every delivery, with what was looked at."""

    code = "food-receipts"
    trade = SUPPLY
    title = _("Register of food received and looked at")
    kind = "goods_receipt"
    model = GoodsReceiptLine
    filters = ("period", "campus", "person", "state", "reason", "q", "order")
    columns = (
        SHEET, SHEET_STATE, DATE, NAME, SPECIFICATION, QUANTITY, UNIT,
        Column("batch", _("Batch or day of production"), batch, width=16),
        Column("shelf_life_until", _("Keeps until"), width=11),
        Column("producer", _("Producer, address and contact"), width=18),
        Column("supplier", _("Supplier, address and contact"), seller, width=20),
        Column("doc_licence", _("Licence"), ticked(Paper.LICENCE), width=6),
        Column("doc_business", _("Business licence"), ticked(Paper.BUSINESS), width=6),
        Column("doc_purchase", _("Purchase slip"), ticked(Paper.PURCHASE), width=6),
        Column("doc_test", _("Test report"), ticked(Paper.TEST), width=6),
        Column("doc_other", _("Other papers"), other_papers, width=12),
        Column("appearance", _("Appearance"), looked_at, width=10),
        Column("temperature_c", pgettext_lazy("of goods", "Temperature"), unit="℃", width=7, number=True),
        Column("self_test", _("Own or commissioned test"), "get_self_test_display", width=9),
        Column("price", _("Unit price"), lambda line: trimmed(line.price), unit=_("yuan"),
               width=8, number=True),
        AMOUNT,
        Column("judged", _("Accepted"), judged, width=8),
        Column("rejected", pgettext_lazy("quantity", "Refused"),
               lambda line: trimmed(line.rejected or None), width=7, number=True),
        Column("reject_reason", _("Why it was refused"), width=12),
        Column("reject_action", _("What became of it"), "get_reject_action_display", width=8),
        Column("flags", _("Not in order"), lambda line: "、".join(line.flags_said), width=14),
        Column("inspectors", _("Inspectors"), inspectors, width=12),
        OF_CAMPUS, STORE,
        Column("recorder", _("Recorded by"), "sheet.entry.entered_by", width=10, content=False),
    )  # fmt: skip
    signatures = (_("Inspector"), _("Second inspector"), _("Recorded by"))
    related = ("sheet__supplier", "sheet__inspector", "sheet__second")

    def found(self, keys: Iterable[int]) -> list[Any]:
        keys = list(keys)
        related = ("sheet__entry__campus", "sheet__entry__entered_by", "sheet__store",
                   "item__group", *self.related)  # fmt: skip
        rows = self.model.objects.select_related(*related).in_bulk(keys)
        return [rows[key] for key in keys]


def tell_rest(lines: Sequence[Any]) -> None:
    """What was left of the lot after each line, in quantity and yuan, by the movements up to then."""
    moved = Movement.objects.filter(lot__in={line.lot_id for line in lines})
    left: dict[tuple[int, int], tuple[Any, Any]] = {}
    after: dict[tuple[int, int, int], tuple[Any, Any]] = {}
    names = ("store", "lot", "entry", "line", "quantity", "amount")
    for store, lot, entry, position, quantity, amount in moved.order_by(
        "happened_at", "pk"
    ).values_list(*names):
        there, worth = left.get((store, lot), (0, 0))
        left[store, lot] = there + quantity, worth + amount
        after[lot, entry, position] = left[store, lot]
    for line in lines:
        line.rest, line.rest_amount = after.get(
            (line.lot_id, line.sheet_id, line.position), (None, None)
        )


def rest_amount(line: Any) -> Any:
    return None if line.rest_amount is None else cents(line.rest_amount)


REST_COLUMNS = (
    Column("rest", _("Left of it"), lambda line: trimmed(line.rest), width=9, number=True),
    Column("rest_amount", _("Left of it (yuan)"), rest_amount, width=9, number=True),
)


class FoodBookRegister(GoodsRegister):
    """What went in or out of the food store, lot by lot, and what was left of it then."""

    trade = SUPPLY
    about = Q(item__group__kind=Stock.FOOD)
    filters = ("period", "campus", "person", "state", "reason", "q", "order")

    def prepare(self, lines: Sequence[Any]) -> None:
        tell_rest(lines)


OF_LOT = (
    SHEET, SHEET_STATE, DATE, NAME, SPECIFICATION, UNIT,
    Column("batch", _("Batch"), "lot.batch", width=12),
    Column("expires_on", _("Keeps until"), "lot.expires_on", width=11),
    QUANTITY, PRICE, AMOUNT,
    *REST_COLUMNS,
)  # fmt: skip


class FoodStockRegister(FoodBookRegister):
    """食品出库台账 (F05): what left the food store, lot by lot, for which meal, and to whom."""

    code = "food-issues"
    title = _("Register of food issued")
    kind = "issue"
    model = StockOutLine
    related = ("sheet__receiver",)
    columns = (
        *OF_LOT,
        Column("purpose", _("For"), "sheet.purpose", width=10),
        Column("receiver", _("Received by"), "sheet.receiver", width=10),
        OF_CAMPUS, STORE, KEEPER,
    )  # fmt: skip
    signatures = (_("Received by"), _("Keeper"))


class FoodInRegister(FoodBookRegister):
    """食品入库台账 (F05): what came into the food store, lot by lot."""

    code = "food-stock-in"
    title = _("Register of food taken into the store")
    kind = "stock_in"
    model = StockInLine
    related = ("sheet__supplier",)
    columns = (
        *OF_LOT,
        Column("supplier", _("Supplier"), "sheet.supplier", width=16),
        OF_CAMPUS, STORE, KEEPER,
    )  # fmt: skip
    signatures = (_("Delivered by"), _("Keeper"))


class SupplierLicenceRegister(EntryRegister):
    """供应商证照与合同台账 (F04)."""

    code = "supplier-licences"
    trade = SUPPLY
    title = _("Register of suppliers' licences and contracts")
    kind = "supplier_licence"
    model = SupplierLicence
    related = ("supplier",)
    searched = ("supplier__name", "number", "note")
    columns = (
        NUMBER, STATE, HAPPENED,
        Column("supplier", _("Supplier"), width=18),
        Column("credit_code", _("Unified credit code"), "supplier.credit_code", width=18),
        Column("contact", _("Contact person"), "supplier.contact", width=10),
        Column("phone", _("Phone"), "supplier.phone", width=12),
        Column("paper", _("Which paper"), "get_paper_display", width=14),
        Column("paper_number", _("Number on the paper"), "number", width=18),
        Column("valid_from", _("Issued on"), width=11),
        Column("valid_to", _("Valid until"), width=11),
        Column("note", _("Note"), width=16),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (_("Purchaser"), _("Person in charge"))


class SupplierEvaluationRegister(EntryRegister):
    """供应商考评表 (F04)."""

    code = "supplier-evaluations"
    trade = SUPPLY
    title = _("Register of evaluations of suppliers")
    kind = "supplier_evaluation"
    model = SupplierEvaluation
    related = ("supplier",)
    searched = ("supplier__name", "note", "heard")
    columns = (
        NUMBER, STATE, HAPPENED,
        Column("supplier", _("Supplier"), width=18),
        Column("quality", _("Quality and safety"), width=8, number=True),
        Column("price", _("Prices"), width=8, number=True),
        Column("delivery", _("On time and in full"), width=8, number=True),
        Column("service", _("Service and attitude"), width=8, number=True),
        Column("papers", _("Papers complete"), width=8, number=True),
        Column("total", _("Total"), width=8, number=True),
        Column("verdict", _("Verdict"), "get_verdict_display", width=12),
        Column("heard", _("Who was heard"), width=18),
        Column("note", _("Note"), width=16),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (_("Evaluated by"), _("Diet committee"), _("Person in charge"))


class PriceRegister(EntryRegister):
    """询价与价格检查记录."""

    code = "price-enquiries"
    trade = SUPPLY
    title = _("Register of prices found")
    kind = "price_enquiry"
    model = PriceEnquiry
    searched = ("asked_at", "service", "outcome")
    columns = (
        NUMBER, STATE, HAPPENED,
        Column("occasion", _("Occasion"), "get_occasion_display", width=14),
        Column("asked_at", _("Asked at"), width=16),
        Column("prices", _("Prices there and paid last (yuan)"), width=34),
        Column("service", _("Service and attitude"), width=18),
        Column("outcome", _("What follows"), width=18),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows: list[Any] = super().records(keys)
        lines: dict[int, list[str]] = {}
        for line in PriceLine.objects.filter(sheet__in=[row.pk for row in rows]).select_related(
            "item"
        ):
            ours = "" if line.ours is None else f"/{line.ours.normalize():f}"
            said = f"{line.item.name} {line.price.normalize():f}{ours}"
            lines.setdefault(line.sheet_id, []).append(said)
        for row in rows:
            row.prices = "、".join(lines.get(row.pk, []))
        return rows


class FoodOrderRegister(EntryRegister):
    """食材订货单."""

    code = "food-orders"
    trade = SUPPLY
    title = _("Register of food orders")
    kind = "food_order"
    model = FoodOrder
    related = ("supplier", "ordered_by")
    searched = ("supplier__name", "note")
    columns = (
        NUMBER, STATE, HAPPENED,
        Column("supplier", _("Supplier"), width=18),
        Column("goods", _("Goods"), width=40),
        Column("deliver_on", _("Delivery on"), width=11),
        Column("ordered_by", _("Ordered by"), width=10),
        Column("note", _("Note"), width=16),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (_("Purchaser"), _("Approved by"))

    def records(self, keys: Iterable[int]) -> list[Any]:
        keys = list(keys)
        rows: list[Any] = super().records(keys)
        lines = FoodOrderLine.objects.select_related("item")
        found: dict[int, list[str]] = {}
        for line in lines.filter(sheet__in=keys):
            said = f"{line.item.name} {line.quantity.normalize():f} {line.item.unit}"
            found.setdefault(line.sheet_id, []).append(said)
        for row in rows:
            row.goods = "、".join(found.get(row.pk, []))
        return rows


class MealServiceRegister(EntryRegister):
    """配餐送餐与剩餐记录."""

    code = "meal-services"
    trade = SUPPLY
    title = _("Register of meals delivered and leftovers")
    kind = "meal_service"
    model = MealService
    searched = ("note", "cause")
    columns = (
        NUMBER, STATE, HAPPENED,
        Column("on", _("Day"), width=11),
        Column("meal", _("Meal"), "get_meal_display", width=10),
        Column("planned", _("Diners by the head count"), width=9, number=True),
        Column("diners", _("Diners"), width=8, number=True),
        Column("classes", _("Portions by class"), width=36),
        Column("hot", _("Hot when it arrived"), width=8),
        Column("temperature_c", pgettext_lazy("of goods", "Temperature"), unit="℃", width=8, number=True),
        Column("leftovers_kg", _("Leftovers (kg)"), width=9, number=True),
        Column("cause", _("Cause of the leftovers"), width=18),
        Column("note", _("Note"), width=16),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (_("Cook"), _("Food safety officer"))

    def records(self, keys: Iterable[int]) -> list[Any]:
        rows: list[Any] = super().records(keys)
        lines: dict[int, list[str]] = {}
        kept = MealServiceLine.objects.filter(sheet__in=[row.pk for row in rows])
        for line in kept.select_related("school_class").order_by("position", "pk"):
            lines.setdefault(line.sheet_id, []).append(f"{line.school_class} {line.portions}")
        words = {True: _("Yes"), False: _("No"), None: ""}
        for row in rows:
            row.classes = "、".join(lines.get(row.pk, []))
            row.hot = str(words[row.is_hot])
        return rows


class SettlementRegister(EntryRegister):
    """供应商结算台账."""

    code = "supplier-settlements"
    trade = SUPPLY
    title = _("Register of settlements with suppliers")
    kind = "supplier_settlement"
    model = SupplierSettlement
    related = ("supplier", "witness")
    searched = ("supplier__name", "invoice", "note")
    columns = (
        NUMBER, STATE, HAPPENED,
        Column("supplier", _("Supplier"), width=18),
        Column("first", _("From"), width=11),
        Column("last", _("To"), width=11),
        Column("deliveries", _("Deliveries"), width=8, number=True),
        Column("amount", _("By the receipts (yuan)"), width=11, number=True),
        Column("invoiced", _("By the invoice (yuan)"), width=11, number=True),
        Column("invoice", _("Number of the invoice"), width=14),
        Column("difference", _("Why the invoice says otherwise"), width=18),
        Column("agreed_with", _("Agreed with, of the supplier"), width=12),
        Column("witness", _("Staff representative as a witness"), width=12),
        Column("note", _("Note"), width=14),
        BY, CAMPUS, ENTERED,
    )  # fmt: skip
    signatures = (_("Purchaser"), _("Accountant"), _("Supplier"), _("Person in charge"))


REGISTERS = [
    FoodReceiptRegister,
    FoodInRegister,
    FoodStockRegister,
    SupplierLicenceRegister,
    SupplierEvaluationRegister,
    PriceRegister,
    FoodOrderRegister,
    MealServiceRegister,
    SettlementRegister,
]
