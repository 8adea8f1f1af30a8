"""What the school has: stores, cards, what is being counted, what is in somebody's custody."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assets.models import Asset, AssetClass
from assets.stocktakes import closing, opening
from logistics.approvals.models import Approval
from logistics.records.models import Entry
from logistics.school.models import Campus, Place
from logistics.stores import counting, receiving
from logistics.stores.models import Item, ItemGroup, Store, Supplier
from tests.assets.factories import make_asset
from tests.assets.factories import make_class as make_asset_class
from tests.factories import make_person
from tests.world.records import a_minute_ago


def keep_goods(campus: Campus, person: Any, place: Place, now: datetime) -> dict[str, Any]:
    """A store with something on its shelf, and the sheet by which it came."""
    group, _made = ItemGroup.objects.get_or_create(name="Cleaning")
    named = {"number": "W1", "name": "Mop", "unit": "pcs", "group": group}
    item, _made = Item.objects.get_or_create(number="W1", defaults=named)
    supplier, _made = Supplier.objects.get_or_create(name="Sun Trading")
    store = Store.objects.create(campus=campus, name=f"{campus} store", place=place)
    came = [receiving.Arrived(item, Decimal(9))]
    receipt = receiving.receive(store, came, by=person, now=now, **a_minute_ago(now))
    return {
        "item": item, "item_group": group, "supplier": supplier, "store": store,
        "stock_in": receipt,
    }  # fmt: skip


def own_something(campus: Campus, place: Any, by: Any, now: datetime) -> dict[str, Any]:
    """A batch on the books of the campus."""
    given = {"asset_class": make_asset_class(), "name": f"{campus} desks", "place": place}
    desks = make_asset(campus=campus, by=by, quantity=30, now=now, **given)
    return {"asset": desks}


def begin_stocktakes(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A store and the assets of a campus that are being counted, and the sheets of others."""
    leader = make_person(name=f"{campus} leader")
    led = {"occasion": "month", "led_by": leader, "by": person, "now": now}
    asset_class, _made = AssetClass.objects.get_or_create(code="A0209", defaults={"name": "Office"})
    asset = Asset.objects.create(
        campus=campus, number=f"{campus}-1", name=f"{campus} desk", asset_class=asset_class,
        value=1, acquired_on=timezone.localdate(now),
    )  # fmt: skip
    round_ = opening.begin(campus, **led)
    return {
        "count": counting.begin(Store.objects.create(campus=campus, name=f"{campus} pens"), **led),
        "stocktake": posted_count(campus, led),
        "round": round_,
        "round_line": round_.lines.get(asset=asset),
        "asset_stocktake": posted_round(campus, led),
    }


def posted_count(campus: Campus, led: dict[str, Any]) -> Entry:
    count = counting.begin(Store.objects.create(campus=campus, name=f"{campus} parts"), **led)
    counting.finish(count)
    seen = counting.digest([])
    return counting.post(count, by=count.led_by, now=led["now"], seen=seen)


def posted_round(campus: Campus, led: dict[str, Any]) -> Entry:
    round_ = opening.begin(campus, custodian=led["by"], **led)
    closing.finish(round_)
    asked = Approval(asked_by=led["by"])
    return closing.post(round_, approval=asked, by=round_.led_by, now=led["now"])


def custody_of(things: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Things in custody at a campus: lent, damaged, handed over, to be disposed of."""
    from tests.assets import custody_factories as custody

    campus, place = things["campus"], things["place"]
    keeper = custody.make_person(campus, "storekeeper", name=f"{campus} keeper")
    gone = custody.make_person(campus, "teacher", username=None, name=f"{campus} gone")
    card = custody.make_asset(place, name=f"{campus} piano", custodian=gone)
    loan = custody.lent(custody.make_asset(place, name=f"{campus} drum"), keeper, things["person"])
    worn = custody.make_asset(place, name=f"{campus} computer")
    given = {"measure": "repair", "responsible": gone, "basis": "original"}
    handover = custody.hand_over(gone, keeper, things["person"], campus=campus, by=keeper)
    return {
        "asset": card,
        "loan": loan,
        "damage": custody.damage(worn, by=keeper, **given),
        "disposal": custody.apply_for(custody.make_asset(place), by=keeper, appraiser=gone),
        "handover": handover,
        "hand_signer": handover.signers.get(person=gone),
    }
