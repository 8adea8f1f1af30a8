"""Cards from a sheet: new by the number, or changed; every change is an event of its card."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.cards import booking
from assets.models import Asset, AssetClass, AssetEvent, Booking
from logistics.imports.checking import Row, Scene
from logistics.imports.columns import Choice, Code, Day, Number, Reference, Text, Wrong, YesNo
from logistics.imports.declaring import Import, Part
from logistics.records.models import Entry
from logistics.school.imports.places import places
from logistics.school.imports.shared import (
    apart,
    campus_column,
    colleagues,
    names_of_person,
    only_campus,
)
from logistics.school.names import initials, sound
from logistics.stores.models import Supplier

SPELLED: dict[str, tuple[str, str]] = {}
MOST_SPELLED = 5_000


class ClassReference(Reference):
    """A class by its code, with or without the last zeros, or by its name."""

    def unknown(self, said: str, scene: Scene) -> Wrong:
        return Wrong(
            _("“%(value)s” is no class of the national standard") % {"value": said},
            _("Write its code as the page of classes has it, such as A02061804"),
        )

    def options(self, scene: Scene) -> list[str]:
        return []


def classes(scene: Scene) -> Iterable[AssetClass]:
    return AssetClass.objects.in_use()


def names_of_class(asset_class: AssetClass) -> list[str]:
    code = asset_class.code
    return [code, code.rstrip("0"), asset_class.name, f"{code} {asset_class.name}"]


def suppliers(scene: Scene) -> Iterable[Supplier]:
    return Supplier.objects.filter(is_active=True)


class EventPart(Part):
    """What happened to each card: it was booked, or it says something else since."""

    def look(self, row: Row) -> None:
        if row.is_new:
            return
        if row.thing.state == Asset.State.DISPOSED and row.changes:
            row.refuse("number", _("is disposed of: its card is closed"), _("Leave this row out"))

    def write(self, rows: Sequence[Row]) -> None:
        said = {"by": self.scene.by, "now": self.scene.now}
        events = [
            booking.first_event(row.thing, row.thing.booking, **said)
            if row.is_new
            else changed(row, self.scene)
            for row in rows
        ]
        booking.tell(events)


def changed(row: Row, scene: Scene) -> AssetEvent:
    """The event of a card that a sheet has changed: what it said, and what it adds to the books."""
    asset = row.thing
    return AssetEvent(
        asset=asset,
        kind=booking.Event.CHANGED,
        happened_on=scene.on,
        at=scene.now,
        by=scene.by,
        quantity=asset.quantity - row.old.get("quantity", asset.quantity),
        value=asset.value - row.old.get("value", asset.value),
        was={name: change.old for name, change in row.changes.items()},
        now={name: change.new for name, change in row.changes.items()},
        note=_("Import"),
    )


class AssetImport(Import):
    code = "assets"
    title = gettext_lazy("Assets")
    purpose = gettext_lazy("The cards of what the school owns; one row a card, or a batch.")
    model = Asset
    permission = "assets.change_asset"
    page = "assets:asset_list"
    key = ("number",)
    follow = {"name": ("pinyin", "initials")}
    parts = (EventPart,)
    notes = (
        gettext_lazy("A row without a number becomes a new card and gets the next number."),
        gettext_lazy(
            "Places and people of a card that is there already are changed by moving it, "
            "quantities and values by correcting it; a sheet may do both, and each card tells so."
        ),
        gettext_lazy("Without a day of booking, the day on which it came counts."),
    )
    columns = (
        Code(
            "number", gettext_lazy("Asset number"), example="ZC-2026-000001",
            also=("资产编码", "卡片编号", "编号"), help=gettext_lazy("Empty: the next one"),
        ),
        Text(
            "name", gettext_lazy("Asset name"), required=True, most=80,
            example=gettext_lazy("Air conditioner"), also=("名称", "资产名"),
        ),
        ClassReference(
            "asset_class", gettext_lazy("National class code"), required=True, rows=classes,
            calls=names_of_class, example="A02061804", also=("国标分类", "分类代码", "资产分类"),
            help=gettext_lazy("Code or name of the national class"), offers=False,
        ),
        Text("brand", gettext_lazy("Brand"), most=60),
        Text(
            "model", gettext_lazy("Model and specification"), most=80,
            also=("规格型号", "型号", "品牌规格型号"),
        ),
        Code("serial_number", gettext_lazy("Serial number"), most=60, also=("出厂编号",)),
        Text("unit", gettext_lazy("Unit"), most=10, example="台", also=("计量单位",)),
        Number("quantity", gettext_lazy("Quantity"), least=1, digits=9, example="1"),
        Number(
            "value", gettext_lazy("Original value"), required=True, decimals=2, digits=14,
            example="6000", also=("金额", "原值(元)", "账面原值"),
            help=gettext_lazy("Of the whole batch, in yuan"),
        ),
        YesNo("is_nominal", gettext_lazy("Nominal value"), example="否"),
        Choice(
            "source", gettext_lazy("Source"), choices=tuple(Asset.Source.choices),
            example=Asset.Source.PURCHASE.label, also=("来源", "资产来源"),
            spelled=(("购置", "purchase"), ("购买", "purchase"), ("调拨", "allocated"),
                     ("接受捐赠", "donation"), ("自建", "own_making"), ("盘盈", "surplus"),
                     ("置换", "exchange")),
        ),
        Day(
            "acquired_on", gettext_lazy("Acquired on"), required=True, example="2026-09-01",
            also=("购置日期", "购入日期"),
        ),
        Day("booked_on", gettext_lazy("Booked on"), also=("记账日期",)),
        Code("voucher", gettext_lazy("Voucher number"), most=40, also=("凭证号",)),
        Text("funding", gettext_lazy("Funds"), most=60, also=("经费来源",)),
        Reference(
            "supplier", gettext_lazy("Supplier"), rows=suppliers, offers=False,
            also=("供货商",),
        ),
        Code("contract", gettext_lazy("Contract or order number"), most=60, also=("合同编号",)),
        Code("invoice", gettext_lazy("Invoice number"), most=60, also=("发票号码",)),
        Day("warranty_until", gettext_lazy("Warranty until"), also=("质保期至",)),
        Number(
            "useful_months", gettext_lazy("Useful life (months)"), least=1, most=1200,
            example="60", help=gettext_lazy("Empty: the least of the class"),
            also=("使用年限(月)", "预计使用月数"),
        ),
        campus_column(required=True),
        Reference(
            "place", gettext_lazy("Place"), rows=places, within="campus", offers=False,
            also=("使用地点", "放置地点"),
        ),
        Text("department", gettext_lazy("Using department"), most=40),
        Reference(
            "user", gettext_lazy("User"), rows=colleagues, calls=names_of_person, apart=apart,
            offers=False, help=gettext_lazy("Name or staff number"), also=("领用人",),
        ),
        Reference(
            "custodian", gettext_lazy("Custodian"), rows=colleagues, calls=names_of_person,
            apart=apart, offers=False, help=gettext_lazy("Name or staff number"),
            also=("保管人", "管理人"),
        ),
        Text("accessories", gettext_lazy("Accessories"), most=200, also=("附属设备",)),
        Text("note", gettext_lazy("Note"), most=300, also=("说明",)),
    )  # fmt: skip

    def complete(self, row: Row) -> None:
        if (campus := only_campus(row)) and not row.is_doubtful("campus"):
            row.values.setdefault("campus", campus)

    def prepare(self, row: Row) -> None:
        """What goes without saying on a new card; a card that is there keeps what it says."""
        asset = row.thing
        if not row.is_new:
            return
        if "number" not in row.values:
            asset.number = f"+{row.line}"  # until it gets the next one, when it is written
        asset.booked_on = asset.booked_on or asset.acquired_on
        if asset.is_nominal:
            asset.value, asset.useful_months = booking.NOMINAL, None
        elif asset.useful_months is None and "asset_class" in row.values:
            asset.useful_months = booking.least_life(row.values["asset_class"])

    def check(self, rows: Sequence[Row]) -> None:
        """What cannot be of a day that has not come; then the new ones wait for their numbers."""
        for row in rows:
            for name in ("acquired_on", "booked_on"):
                day = getattr(row.thing, name)
                if day and day > row.scene.on and (row.is_new or name in row.changes):
                    row.refuse(name, _("lies in the future"), _("Write the day on which it came"))
        if rows:
            rows[0].scene.memory["fresh"] = [row for row in rows if row.is_new]

    def finish(self, row: Row) -> None:
        if row.is_new or "name" in row.changes:
            spell(row.thing)
        if row.is_new:
            row.thing.booking = self.bookings(row.scene)[row.thing.campus_id]

    def bookings(self, scene: Scene) -> dict[int, Entry]:
        """The records of this sheet, one for each campus, filed with the first of its cards."""
        return scene.kept("bookings", lambda: file_all(scene, self.title))


def file_all(scene: Scene, title: Any) -> dict[int, Entry]:
    fresh: list[Row] = scene.memory.get("fresh", [])
    for row in fresh:
        row.thing.number = row.values.get("number", "")
    booking.give_numbers([row.thing for row in fresh], scene.on.year)
    by_campus: dict[int, list[Asset]] = {}
    for card in (row.thing for row in fresh):
        by_campus.setdefault(card.campus_id, []).append(card)
    return {
        pk: booking.file_booking(
            cards,
            Booking(note=_("Import")),
            Entry(campus_id=pk, happened_at=scene.now),
            by=scene.by,
            now=scene.now,
        )
        for pk, cards in by_campus.items()
    }


def spell(asset: Asset) -> None:
    """Many cards have few names: each is spelled once."""
    if asset.name not in SPELLED:
        if len(SPELLED) > MOST_SPELLED:
            SPELLED.clear()
        SPELLED[asset.name] = sound(asset.name), initials(asset.name)
    asset.pinyin, asset.initials = SPELLED[asset.name]
