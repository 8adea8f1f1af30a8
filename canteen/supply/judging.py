"""What was not as it should be with a delivery. It is told, written down and never refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from canteen.models import (
    PAPERS_OF,
    Flag,
    Food,
    GoodsReceipt,
    GoodsReceiptLine,
    Group,
    Keeping,
    Paper,
    Source,
)
from canteen.supply.rules import CHILLED, FROZEN, SHELF_SHARE, TOLERANCE
from logistics.school.rules import rule
from logistics.stores.models import Lot

MEAT = {Group.MEAT, Group.POULTRY}
COLD = {Group.MEAT, Group.POULTRY, Group.AQUATIC, Group.DAIRY}
PORK = "猪"
# What is put right by somebody, not only told.
GRAVE = (
    Flag.LAPSED, Flag.ONE_INSPECTOR, Flag.BUYER_INSPECTS, Flag.PAPERS, Flag.WARM, Flag.EXPIRED,
    Flag.TEST_FAILED, Flag.RISKY,
)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """Of the day: degrees, and the share of the shelf life that has to be left."""

    chilled: Decimal
    frozen: Decimal
    share: Decimal

    @classmethod
    def on(cls, on: date) -> "Limits":
        chilled = rule(CHILLED, on=on) + rule(TOLERANCE, on=on)
        return cls(chilled, rule(FROZEN, on=on), rule(SHELF_SHARE, on=on) / 100)


def foods_of(items: Iterable[int]) -> dict[int, Food]:
    """The food each item is, where it is one of the table."""
    foods = Food.objects.filter(item__in=set(items))
    return {food.item_id: food for food in foods if food.item_id}


def keeping_of(food: Food | None) -> str:
    """How such a food travels, unless somebody says otherwise."""
    is_cold = food is not None and food.group in COLD
    return Keeping.CHILLED.value if is_cold else Keeping.PLAIN.value


def papers_asked(source: str, foods: Iterable[Food | None]) -> list[str]:
    """学校食品安全与营养健康管理规定: by kind of seller, and of goods."""
    asked = list(PAPERS_OF[Source(source)])
    meat = [food for food in foods if food is not None and food.group in MEAT]
    if meat:
        asked.append(Paper.QUARANTINE)
    if any(food.name.startswith(PORK) for food in meat):
        asked.append(Paper.MEAT)
    return [paper.value for paper in asked]


def line_flags(
    line: GoodsReceiptLine, food: Food | None, limits: Limits, on: date, known: set[Any]
) -> list[str]:
    """`known`: item and batch of what came before."""
    found = [
        (Flag.MORE, line.due is not None and line.quantity > line.due),
        (Flag.WARM, is_warm(line, limits)),
        (Flag.NO_TEMPERATURE, bool(line.keeping) and line.temperature_c is None),
        (Flag.EXPIRED, line.shelf_life_until is not None and line.shelf_life_until < on),
        (Flag.SHORT_DATED, is_short_dated(line, on, limits.share)),
        (Flag.UNDATED, is_undated(line, food)),
        (Flag.TEST_FAILED, line.self_test == GoodsReceiptLine.Test.FAILED),
        (Flag.RISKY, food is not None and bool(food.risk)),
        (Flag.TWICE, bool(line.batch) and (line.item_id, line.batch) in known),
    ]
    return [flag.value for flag, is_so in found if is_so]


def is_warm(line: GoodsReceiptLine, limits: Limits) -> bool:
    if line.temperature_c is None or not line.keeping:
        return False
    most = limits.frozen if line.keeping == Keeping.FROZEN else limits.chilled
    return line.temperature_c > most


def is_short_dated(line: GoodsReceiptLine, on: date, share: Decimal) -> bool:
    made, until = line.produced_on, line.shelf_life_until
    if made is None or until is None or until < on or until <= made:
        return False
    return Decimal((until - on).days) < share * (until - made).days


def is_undated(line: GoodsReceiptLine, food: Food | None) -> bool:
    """Packaged food says its batch or its day of production; it is known by its date of expiry."""
    return line.item.has_expiry and not (line.batch or line.produced_on)


def sheet_flags(
    sheet: GoodsReceipt, foods: Iterable[Food | None], *, is_licensed: bool
) -> list[str]:
    inspectors = {person for person in (sheet.inspector_id, sheet.second_id) if person}
    missing = set(papers_asked(sheet.source, foods)) - set(sheet.papers)
    found = [
        (Flag.ONE_INSPECTOR, len(inspectors) < 2),
        (Flag.BUYER_INSPECTS, sheet.buyer_id in inspectors),
        (Flag.LAPSED, not is_licensed),
        (Flag.PAPERS, bool(missing)),
    ]
    return [flag.value for flag, is_so in found if is_so]


def came_before(lines: Iterable[GoodsReceiptLine]) -> set[tuple[int, str]]:
    """Item and batch of the lots that are there already, of those these lines name."""
    batches = {line.batch for line in lines if line.batch}
    if not batches:
        return set()
    return set(Lot.objects.filter(batch__in=batches).values_list("item", "batch"))
