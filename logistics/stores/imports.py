"""Items from a sheet, known by their number, each perhaps with what there is of it now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from logistics.imports.checking import Change, Row, Scene
from logistics.imports.columns import NOTHING, Code, Day, Number, Reference, Text, YesNo
from logistics.imports.declaring import Import, Part
from logistics.stores import receiving
from logistics.stores.models import Item, ItemGroup, Movement, StockIn, Store


def groups(scene: Scene) -> Iterable[ItemGroup]:
    return ItemGroup.objects.all()


def kept_stores(scene: Scene) -> Iterable[Store]:
    """Opening stock is booked in where the person may receive."""
    return Store.objects.in_use().kept_by(scene.by).select_related("campus", "keeper")


def names_of_store(store: Store) -> list[str]:
    return [store.name, f"{store.campus}{store.name}"]


def apart(store: Store) -> str:
    return f"{store.campus} · {store}"


class OpeningStock(Part):
    """What there is of an item in a store, booked in once: only where nothing of it ever moved."""

    moved: set[tuple[int, int]]

    def load(self, rows: Sequence[Row]) -> None:
        items = [row.thing.pk for row in rows if not row.is_new and row.values.get("quantity")]
        pairs = Movement.objects.filter(item__in=items).order_by().values_list("item", "store")
        self.moved = set(pairs.distinct())

    def look(self, row: Row) -> None:
        quantity, store = row.values.get("quantity"), row.values.get("store")
        if not quantity:
            return
        if store is None:
            row.refuse("store", _("is empty"), _("Name the store in which it lies"))
        elif row.thing.pk and (row.thing.pk, store.pk) in self.moved:
            return  # counted since by the ledger; the file is no stocktake
        elif row.thing.has_expiry and not (
            row.values.get("expires_on") or row.thing.shelf_life_days
        ):
            row.refuse("expires_on", _("is empty"), _("Enter when it expires"))
        else:
            row.related["opening"] = self.arrived(row)
            shown = row.scene.columns["quantity"].shown(quantity)
            row.changes["quantity"] = Change(row.heading("quantity"), NOTHING, shown)

    def arrived(self, row: Row) -> receiving.Arrived:
        values = row.values
        price = values.get("lot_price")
        return receiving.Arrived(
            row.thing,
            values["quantity"],
            price if price is not None else (row.thing.price or Decimal(0)),
            batch=values.get("batch", ""),
            expires_on=values.get("expires_on"),
        )

    def write(self, rows: Sequence[Row]) -> None:
        """One stock-in sheet a store."""
        arrived: dict[Store, list[receiving.Arrived]] = defaultdict(list)
        for row in rows:
            if "opening" in row.related:
                arrived[row.values["store"]].append(row.related["opening"])
        for store, goods in arrived.items():
            receiving.receive(
                store,
                goods,
                by=self.scene.by,
                now=self.scene.now,
                happened_at=self.scene.now,
                source=StockIn.Source.OPENING,
                note=_("Imported"),
            )


class ItemImport(Import):
    code = "items"
    title = gettext_lazy("Items and opening stock")
    purpose = gettext_lazy("What is kept, with its unit and rules, and what there is of it now.")
    model = Item
    permission = "stores.arrange"
    page = "stores:stock"
    key = ("number",)
    recognised_by = ("name", "specification", "unit")
    follow = {"name": ("pinyin", "initials")}
    parts = (OpeningStock,)
    notes = (
        gettext_lazy(
            "A quantity is booked in as opening stock, once: later deliveries are received, and"
            " differences are counted."
        ),
    )
    columns = (
        Code(
            "number", pgettext_lazy("of an item", "Number"), required=True, most=20,
            example="W0001", also=("编码", "物资编号", "物品编号", "货号"),
        ),
        Text(
            "name", pgettext_lazy("of an item", "Name"), required=True, most=60, example="扫帚",
            also=("品名", "物品名称", "物资名称"),
        ),
        Text(
            "specification", gettext_lazy("Specification"), most=80, example="大号",
            also=("规格型号",),
        ),
        Text("unit", gettext_lazy("Unit"), required=True, most=10, example="把",
             also=("计量单位",)),
        Reference(
            "group", gettext_lazy("Group"), rows=groups, required=True, example="清洁用品",
            also=("类别", "分类", "物资类别"),
        ),
        Number("price", gettext_lazy("Usual price (yuan)"), decimals=2, digits=14, example="12.50",
               also=("单价", "参考价")),
        Code("barcode", gettext_lazy("Barcode"), most=40, also=("条形码",)),
        YesNo("is_durable", gettext_lazy("To be returned"), example="是", also=("是否归还",)),
        YesNo("old_for_new", gettext_lazy("New only against old"), example="否",
              also=("是否以旧换新",)),
        YesNo("is_hazardous", gettext_lazy("Hazardous"), example="否", also=("是否危险品",)),
        Number("issue_limit", gettext_lazy("At most per issue"), decimals=3, digits=14,
               also=("单次限量", "限领数量")),
        YesNo("has_expiry", gettext_lazy("Has an expiry date"), example="否",
              also=("是否有有效期",)),
        Number("shelf_life_days", gettext_lazy("Keeps for (days)"), most=32767,
               also=("保质天数",)),
        YesNo("is_active", gettext_lazy("In use"), example="是", also=("是否启用",)),
        Reference(
            "store", gettext_lazy("Store"), rows=kept_stores, calls=names_of_store, apart=apart,
            own=False, example="总务仓库", also=("库房", "存放仓库"),
            help=gettext_lazy("Where the opening stock lies"),
        ),
        Number("quantity", gettext_lazy("Opening stock"), decimals=3, digits=14, own=False,
               example="20", also=("数量", "库存数量", "结存数量")),
        Number("lot_price", gettext_lazy("Unit price of the stock (yuan)"), decimals=4, digits=14,
               own=False, help=gettext_lazy("Empty: the usual price")),
        Text("batch", gettext_lazy("Batch number"), most=40, own=False, also=("批次",)),
        Day("expires_on", gettext_lazy("Expires on"), own=False,
            also=("到期日期", "有效期", "保质期至")),
    )  # fmt: skip

    def reachable(self, scene: Scene) -> QuerySet:
        """One list for all campuses."""
        return Item.objects.all()

    def apart(self, thing: Any) -> str:
        return f"{thing.number} {thing}"

    def finish(self, row: Row) -> None:
        if row.is_new or "name" in row.changes:
            row.thing.spell()


IMPORTS = (ItemImport(),)
