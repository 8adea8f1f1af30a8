"""What the sample school eats: a cycle of two weeks, for the children and for the staff.

Every week is published on the last working day before it; the one that comes next is under review.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from canteen.menus import publishing, reviewing
from canteen.models import Dish, Menu, MenuDish
from logistics.access import Role
from logistics.approvals import deciding
from logistics.approvals.models import Approval
from logistics.demo import portions
from logistics.demo.people import Staff
from logistics.demo.school import Site
from logistics.school.calendar import DAY, at
from logistics.school.models import Campus, Person, SchoolDay
from logistics.school.weeks import workday_before

# Breakfast, what there is in the morning, lunch and the afternoon, day by day of the odd and the even week.
EATEN = (
    (
        ("鲜牛奶 鸡蛋饼", "酸奶 苏打饼干", "软米饭 番茄炒蛋 清炒西兰花 冬瓜排骨汤", "苹果 蒸南瓜"),
        ("小米南瓜粥 鲜肉包", "鲜牛奶", "二米饭 土豆烧牛肉 香菇青菜 紫菜蛋花汤", "香蕉 苏打饼干"),
        (
            "原味豆浆 葱香花卷",
            "鲜牛奶 水煮蛋",
            "玉米粒米饭 清蒸鲈鱼 蒜蓉菠菜 番茄鸡蛋汤",
            "橙子 枣泥发糕",
        ),
        ("燕麦牛奶粥 水煮蛋", "酸奶", "番茄牛肉面 手撕包菜", "梨 蒸玉米段"),
        ("鲜牛奶 全麦面包", "酸奶", "软米饭 香菇蒸鸡 奶香娃娃菜 菌菇豆腐汤", "火龙果 红枣银耳羹"),
    ),
    (
        ("瘦肉青菜粥 小馒头", "鲜牛奶", "南瓜米饭 红烧肉圆 清炒油麦菜 紫菜蛋花汤", "蜜橘 酸奶"),
        (
            "鲜牛奶 豆沙包",
            "原味豆浆 水煮蛋",
            "软米饭 三鲜豆腐 番茄菜花 玉米萝卜骨头汤",
            "苹果 红薯小饼",
        ),
        ("八宝粥 水煮蛋", "鲜牛奶", "燕麦米饭 板栗烧鸡 醋熘大白菜 鲫鱼豆腐汤", "香蕉 苏打饼干"),
        ("原味豆浆 香菇青菜包", "鲜牛奶 苏打饼干", "菜肉馄饨 胡萝卜炒西葫芦", "哈密瓜 蒸山药段"),
        ("燕麦牛奶粥 奶香刀切", "酸奶", "红豆米饭 虾仁蒸蛋 清炒荷兰豆 罗宋汤", "梨 胡萝卜玉米饼"),
    ),
)
# The lunch of the staff, out of a pot of their own.
STAFF = (
    ("软米饭 宫爆鸡丁（无花生） 木耳炒肉片 清炒油麦菜 番茄鸡蛋汤", "二米饭 芹菜香干肉丝 家常豆腐 手撕包菜 紫菜蛋花汤",
     "软米饭 洋葱炒猪肝 番茄炒蛋 香菇青菜 冬瓜排骨汤", "什锦炒面 蒜蓉菠菜 菌菇豆腐汤",
     "软米饭 清蒸鲈鱼 肉末茄子 清炒西兰花 青菜粉丝汤"),
    ("软米饭 糖醋里脊 丝瓜炒毛豆 醋熘大白菜 菌菇豆腐汤", "玉米粒米饭 土豆烧牛肉 番茄菜花 上汤苋菜 紫菜蛋花汤",
     "软米饭 鸭血豆腐煲 木耳炒肉片 清炒油麦菜 番茄鸡蛋汤", "扬州炒饭 胡萝卜炒西葫芦 罗宋汤",
     "二米饭 羊肉炖萝卜 番茄炒蛋 奶香娃娃菜 青菜粉丝汤"),
)  # fmt: skip
NEW = ("红薯小饼", "胡萝卜玉米饼", "红薯开花卷")
MEALS = ("breakfast", "morning_snack", "lunch", "afternoon_snack")
FRIDAY = 4
RECENT = 3  # weeks whose review and publication were filed here
SERVING = "午餐热饭热菜：出锅不低于 70 ℃，分餐不低于 60 ℃"
AGREED = "同意，注意荤素搭配"
# The children who eat otherwise: only what differs.
SPECIAL = (
    ("allergic", (("lunch", "香菇蒸鸡"), ("lunch", "三鲜豆腐"), ("breakfast", "小米南瓜粥"))),
    ("obese", (("lunch", "清蒸鲈鱼"), ("afternoon_snack", "苹果"), ("lunch", "蒜蓉菠菜"))),
)
CHANGED = ("清炒荷兰豆", "香菇青菜", "荷兰豆未到货")


@transaction.atomic
def write(site: Site, staff: Staff) -> int:
    """How many weeks of menus there are, the one under review among them."""
    Dish.objects.filter(name__in=NEW).update(is_new=True)
    known = {dish.name: dish for dish in Dish.objects.all()}
    for number, campus in enumerate(site.campuses):
        doctor = staff.holders(Role.DOCTOR, number)[0]
        for monday in mondays(site):
            for audience in Menu.Audience.values:
                put_up(site, campus, doctor, monday, audience, known)
            if monday == under_review(site) - 7 * DAY:
                for special, meals in SPECIAL:
                    put_up_special(site, campus, doctor, monday, special, meals, known)
    portions.write(site.campuses[0])
    for number, campus in enumerate(site.campuses):
        file_the_last(site, staff, campus, number, staff.holders(Role.DOCTOR, number)[0])
    change_one(site, staff)
    return Menu.objects.count()


def mondays(site: Site) -> Iterator[date]:
    """From the first week of the terms that are recorded to the one that is being written."""
    first = min(term.starts_on for term in site.terms if term.ends_on >= site.wanted.begins_on)
    day = first - first.weekday() * DAY
    while day <= under_review(site):
        yield day
        day += 7 * DAY


def under_review(site: Site) -> date:
    """The Monday of the next week; from Friday on that is published, and the one after is written."""
    today = site.wanted.today
    weeks = 1 if today.weekday() < FRIDAY else 2
    return today + (7 * weeks - today.weekday()) * DAY


def put_up(
    site: Site, campus: Campus, by: Person, monday: date, audience: str, known: dict[str, Dish]
) -> None:
    days = open_days(campus, monday)
    if not days:
        return
    published = published_at(site, monday)
    menu = Menu.objects.create(
        campus=campus,
        week_on=monday,
        audience=audience,
        serving=SERVING if audience == Menu.Audience.CHILDREN else "",
        state=Menu.State.PUBLISHED if published else Menu.State.DRAFT,
        written_by=by,
        published_at=published,
        token=token_of(site, campus, monday, audience) if published else None,
    )
    MenuDish.objects.bulk_create(
        MenuDish(menu=menu, on=on, meal=meal, dish=known[name], position=place)
        for on in days
        for meal, names in meals_of(on, audience)
        if meal in campus.meals
        for place, name in enumerate(names.split())
    )


def open_days(campus: Campus, monday: date) -> list[date]:
    """The days of the week on which the campus is open; a made-up Saturday is among them."""
    week = SchoolDay.objects.filter(
        campus=campus, date__range=(monday, monday + 6 * DAY), kind__in=SchoolDay.OPEN
    )
    return list(week.order_by("date").values_list("date", flat=True))


def published_at(site: Site, monday: date) -> datetime | None:
    if monday >= under_review(site):
        return None
    moment = at(workday_before(monday - DAY), "15:30")
    return min(moment, site.wanted.now - timedelta(minutes=30))


def meals_of(on: date, audience: str) -> Iterator[tuple[str, str]]:
    """Each meal of a day with the names of its dishes."""
    week, day = on.isocalendar().week % 2, on.weekday() % 5
    if audience == Menu.Audience.STAFF:
        yield "lunch", STAFF[week][day]
    else:
        yield from zip(MEALS, EATEN[week][day], strict=True)


def token_of(site: Site, campus: Campus, monday: date, what: str) -> str:
    """The same answers give the same school, its addresses too."""
    return f"{site.wanted.random(f'menu {campus.pk} {monday} {what}').getrandbits(96):024x}"


def put_up_special(
    site: Site, campus: Campus, by: Person, monday: date, special: str,
    meals: tuple[tuple[str, str], ...], known: dict[str, Dish],
) -> None:  # fmt: skip
    published = published_at(site, monday)
    menu = Menu.objects.create(
        campus=campus, week_on=monday, special=special, written_by=by, published_at=published,
        state=Menu.State.PUBLISHED if published else Menu.State.DRAFT,
        token=token_of(site, campus, monday, special) if published else None,
    )  # fmt: skip
    MenuDish.objects.bulk_create(
        MenuDish(menu=menu, on=on, meal=meal, dish=known[name], position=5)
        for on, (meal, name) in zip(open_days(campus, monday), meals, strict=False)
        if meal in campus.meals
    )


def file_the_last(site: Site, staff: Staff, campus: Campus, number: int, doctor: Person) -> None:
    """The menus of the last weeks went through the hands they go through; the newest still waits."""
    first = max(under_review(site) - RECENT * 7 * DAY, site.wanted.begins_on)
    menus = Menu.objects.filter(campus=campus, audience=Menu.Audience.CHILDREN, week_on__gte=first)
    for menu in menus.order_by("week_on", "special").exclude(dishes=None):
        asked = at(workday_before(menu.week_on - DAY) - DAY, "10:00")
        if menu.published_at is None:
            asked = site.wanted.now - timedelta(hours=2)
        asked = min(asked, site.wanted.now - timedelta(hours=2))
        go_through(site, staff, menu, number, doctor, asked)


def go_through(
    site: Site, staff: Staff, menu: Menu, number: int, doctor: Person, asked: datetime
) -> None:
    out, menu.state = menu.published_at, Menu.State.DRAFT
    menu.published_at = None
    menu.save(update_fields=["state", "published_at"])
    approval = reviewing.ask(menu, by=doctor, now=asked)
    menu.refresh_from_db()
    if out is None:
        return
    agree(approval, staff, number, asked + timedelta(hours=1))
    menu.refresh_from_db()
    if menu.state == Menu.State.AGREED:
        publishing.publish(menu, by=doctor, now=max(out, asked + timedelta(minutes=70)))


def agree(approval: Approval, staff: Staff, number: int, now: datetime) -> None:
    for step_by in (staff.director, staff.principal):
        if step_by in approval.waits_for:
            deciding.agree(approval, by=step_by, now=now, seen=approval.digest, opinion=AGREED)
            return


def change_one(site: Site, staff: Staff) -> None:
    """Something did not come, and something else was cooked."""
    promised, instead, reason = CHANGED
    rows = MenuDish.objects.filter(
        dish__name=promised, on__lt=site.wanted.today, menu__published_at__isnull=False,
        menu__special="",
    )  # fmt: skip
    row = rows.order_by("-on", "pk").first()
    if row is not None:
        publishing.serve_instead(
            row, Dish.objects.get(name=instead), reason=reason, agreed_by=staff.director,
            now=at(row.on, "08:30"),
        )  # fmt: skip
