"""What the sample school owns: some 250 cards in its rooms, of several years and sources."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from django.db import transaction

from assets.cards import booking, moving, splitting
from assets.models import Asset, AssetClass, EquipmentStandard
from logistics.access import Role
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.school.calendar import at
from logistics.school.models import Campus, Person, Place
from logistics.stores.models import Supplier

YEARS = 6
LOAD_COPIES = 4  # of each card for the load set, which has many classes


class Sort(NamedTuple):
    """A sort of thing: where it stands, what it costs, how many to a card and to a room."""

    name: str
    code: str
    model: str
    kinds: tuple[str, ...]
    price: int
    unit: str = "台"
    quantity: int = 1


CLASS = ("activity_room",)
SORTS = (
    Sort("柜式空调", "A02061804", "KFR-72LW", CLASS, 6480),
    Sort("教学触控一体机", "A02020800", "86寸 4K", CLASS, 13800),
    Sort("幼儿六人桌", "A05010203", "榉木 120×60", CLASS, 460, "张", 6),
    Sort("幼儿椅", "A05010304", "榉木 座高26cm", CLASS, 95, "把", 32),
    Sort("区角组合柜", "A05010800", "松木五件套", CLASS, 3680, "组"),
    Sort("玩具架", "A05010600", "四层", CLASS, 520, "个", 4),
    Sort("电子琴", "A02450100", "61键", CLASS, 1980, "架"),
    Sort("饮水机", "A02061818", "温开水 30L", CLASS, 2260),
    Sort("绘本架柜", "A05010501", "三层斜面", CLASS, 860, "个", 2),
    Sort("分级阅读绘本", "A04010000", "精装", CLASS, 26, "册", 40),
    Sort("幼儿衣帽柜", "A05010503", "36格", CLASS, 1480, "组"),
    Sort("护眼灯", "A02061900", "36W 防眩", CLASS, 210, "盏", 12),
    Sort("紫外线消毒灯", "A02061900", "40W 定时", ("nap_room",), 340, "盏", 4),
    Sort("窗帘", "A05030300", "遮光 防火", ("nap_room",), 260, "副", 6),
    Sort("毛巾架", "A05010600", "不锈钢36钩", ("washroom",), 480, "个", 2),
    Sort("洗衣机", "A02061810", "10kg", ("washroom",), 2390),
    Sort("空气消毒机", "A02061806", "壁挂式 100m³", ("nap_room",), 3290),
    Sort("木质幼儿床", "A05010104", "推拉式三层", ("nap_room",), 780, "张", 10),
    Sort("壁挂空调", "A02061804", "KFR-35GW", ("nap_room", "office", "guard_room"), 3180),
    Sort("口杯柜", "A05010503", "不锈钢36格", ("washroom",), 1150, "个"),
    Sort("电热水器", "A02061819", "80L", ("washroom",), 1860),
    Sort("留样冰箱", "A02061801", "SC-180 带锁", ("kitchen",), 2380),
    Sort("热风循环消毒柜", "A02240000", "RTP-1380", ("kitchen",), 7200),
    Sort("双门蒸饭柜", "A02061816", "24盘", ("kitchen",), 5600),
    Sort("和面机", "A02240000", "25kg", ("kitchen",), 4350),
    Sort("绞肉机", "A02061817", "32型", ("kitchen",), 2480),
    Sort("四门冷柜", "A02061801", "-18℃", ("kitchen",), 6900),
    Sort("餐桌椅", "A05010203", "八人位", ("canteen",), 1280, "套", 12),
    Sort("货架", "A05010600", "五层镀锌", ("storeroom",), 430, "组", 8),
    Sort("晨检设备", "A02320000", "立式测温", ("health_room",), 8600),
    Sort("身高体重计", "A02120000", "超声波", ("health_room",), 2150),
    Sort("诊察床", "A02320000", "皮面", ("health_room",), 1580, "张"),
    Sort("台式计算机", "A02010105", "i5/16G/512G", ("office", "guard_room"), 4980),
    Sort("多功能一体机", "A02020400", "A4激光", ("office",), 3260),
    Sort("便携式计算机", "A02010108", "14寸 16G/512G", ("office",), 5280),
    Sort("短焦投影仪", "A02020200", "3600流明", ("office",), 4150),
    Sort("数码相机", "A02020500", "微单 24-70", ("office",), 5990),
    Sort("文件柜", "A05010502", "铁皮双节", ("office",), 720, "个", 3),
    Sort("硬盘录像机", "A02091107", "32路", ("guard_room",), 6300),
    Sort("防暴器材", "A02370200", "八件套", ("guard_room",), 1680, "套"),
    Sort("立式钢琴", "A02450100", "UP-121", ("special_room",), 26800, "架"),
    Sort("美工桌", "A05010203", "可调高度", ("special_room",), 690, "张", 8),
    Sort("大型组合滑梯", "A02460000", "木质 9m×6m", ("playground",), 68000, "套"),
    Sort("攀爬架", "A02460000", "钢木组合", ("playground",), 18500, "套"),
    Sort("灭火器", "A02370100", "4kg干粉", ("corridor",), 120, "具", 12),
)
FUNDS = ("财政拨款", "公用经费", "专项资金", "自有资金")
BRANDS = ("华光", "晨曦", "云海", "宏远", "")
SUPPLIERS = ("恒信教学设备有限公司", "绿野童趣玩具厂", "惠民家电商行", "东升厨房设备公司")
STANDARDS = (
    ("music", "钢琴", "架", 1, "campus", "钢琴"),
    ("music", "电子琴", "架", 1, "class", "电子琴"),
    ("sport", "大型户外器械", "套", 2, "campus", "滑梯,攀爬架"),
    ("art", "美工桌", "张", 8, "campus", "美工桌"),
    ("it", "触控一体机", "台", 1, "class", "一体机"),
    ("play", "玩具架", "个", 4, "class", "玩具架"),
    ("science", "观察台", "张", 2, "campus", "观察台"),
)
SOURCE = "园标参考"


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """Cards booked year by year, then what has happened to some of them since."""
    rng = site.wanted.random("assets")
    classes = {row.code: row for row in AssetClass.objects.all()}
    sellers = suppliers()
    for number, campus in enumerate(site.campuses):
        keeper = staff.holders(Role.STOREKEEPER, number)[0]
        cards = list(cards_of(site, campus, classes, sellers, rng))
        book_by_year(cards, campus, keeper, site.wanted.now)
        live_on(campus, keeper, site.wanted.now, rng)
    EquipmentStandard.objects.bulk_create(
        EquipmentStandard(
            subject=subject, item=item, unit=unit, wanted=wanted, per=per, counted_as=words,
            source=SOURCE,
        )
        for subject, item, unit, wanted, per, words in STANDARDS
    )  # fmt: skip
    return Asset.objects.count()


def suppliers() -> list[Supplier]:
    return [Supplier.objects.get_or_create(name=name)[0] for name in SUPPLIERS]


def cards_of(
    site: Site,
    campus: Campus,
    classes: dict[str, AssetClass],
    sellers: list[Supplier],
    rng: Random,
) -> Iterator[Asset]:
    """What stands in each room: a card of each sort that belongs there."""
    places = Place.objects.filter(campus=campus, is_active=True).select_related("custodian")
    copies = LOAD_COPIES if site.wanted.classes > 20 else 1
    for place in places.order_by("pk"):
        for sort in (sort for sort in SORTS if place.kind in sort.kinds):
            for _copy in range(copies):
                if rng.random() < 0.9:
                    card = card_of(sort, place, classes[sort.code], site.wanted.today, rng)
                    bought = card.source == Asset.Source.PURCHASE
                    card.supplier = rng.choice(sellers) if bought else None
                    yield card


def card_of(sort: Sort, place: Place, kind: AssetClass, today: date, rng: Random) -> Asset:
    came = today - timedelta(days=rng.randrange(2, YEARS * 365))
    price = Decimal(round(sort.price * (0.9 + rng.random() / 5), -1))
    source = rng.choices(
        [Asset.Source.PURCHASE, Asset.Source.ALLOCATED, Asset.Source.DONATION], [8, 2, 1]
    )[0]
    warranty = came + timedelta(days=rng.choice((365, 730, 1095)))
    return Asset(
        name=sort.name,
        asset_class=kind,
        brand=rng.choice(BRANDS),
        model=sort.model,
        serial_number=f"{rng.getrandbits(32):08X}" if sort.quantity == 1 else "",
        unit=sort.unit,
        quantity=sort.quantity,
        value=price * sort.quantity,
        source=source,
        acquired_on=came,
        booked_on=came,
        voucher=f"记-{rng.randrange(1, 90):03d}",
        funding=rng.choice(FUNDS),
        invoice=f"{rng.randrange(10**7, 10**8)}" if source == Asset.Source.PURCHASE else "",
        warranty_until=warranty if sort.quantity == 1 else None,
        campus=place.campus,
        place=place,
        custodian=place.custodian,
        code=f"{rng.getrandbits(32):08X}",
    )


def book_by_year(cards: Iterable[Asset], campus: Campus, keeper: Person, now: datetime) -> None:
    """One record for each source and year, entered in the days after the last of it came."""
    groups: dict[tuple[int, str], list[Asset]] = {}
    for card in sorted(cards, key=lambda card: card.acquired_on):
        groups.setdefault((card.acquired_on.year, str(card.source)), []).append(card)
    for (_year, source), group in groups.items():
        booked = min(at(group[-1].acquired_on + timedelta(days=1), "10:30"), now)
        said: dict[str, Any] = {
            "by": keeper,
            "now": booked,
            "happened_at": booked,
            "campus": campus,
        }
        booking.book(group, source=source, **said)


def live_on(campus: Campus, keeper: Person, now: datetime, rng: Random) -> None:
    """Some things are idle, a batch was split, old computers went to another room."""
    today = now.date()
    said: dict[str, Any] = {"on": today, "by": keeper, "now": now}
    cards = Asset.objects.filter(campus=campus).order_by("pk")
    for idle in cards.filter(name__in=("电子琴", "绞肉机"))[:2]:
        moving.turn(idle, seen=Asset.State.IN_USE, **said)
    if chairs := cards.filter(name="幼儿椅").first():
        splitting.split(chairs, rng.randrange(2, 6), **said)
    room = Place.objects.filter(campus=campus, kind=Place.Kind.SPECIAL_ROOM).order_by("pk").first()
    old = list(cards.filter(name="台式计算机")[:1])
    if room:
        moving.move(old, {"place": room}, note="旧机调入专用室继续使用", **said)
