"""A sample school to try everything on: invented, marked as such, gone in one step.

It stands above all apps, as urls.py does. `make` builds it from below upwards, each part in the
module of its noun: the school, its people, its children, its duties and plans, its records.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from django.db import transaction
from django.utils import translation

from logistics.demo import (
    approvals,
    assets,
    bus,
    care,
    children,
    class_days,
    consents,
    custody,
    distributions,
    duties,
    fire,
    gate,
    gifts,
    grounds,
    growth,
    hazards,
    hygiene,
    illness,
    kitchen,
    logins,
    meal_account,
    menus,
    notices,
    nutrition,
    oversight,
    papers,
    people,
    pickup,
    plan,
    purchases,
    records,
    repairs,
    requests,
    rooms,
    rounds,
    safety_people,
    samples,
    school,
    seals,
    settlements,
    stocktakes,
    stores,
    supply,
    voices,
)
from logistics.demo.removal import is_empty, remove
from logistics.demo.school import Wanted
from logistics.duties import making
from logistics.duties.models import Plan
from logistics.school.models import Person, Place
from logistics.upkeep.weighing import weigh_tables

__all__ = ["Wanted", "is_empty", "make", "remove"]


def make(wanted: Wanted, say: Callable[[str], None]) -> None:
    """Part by part, each in a transaction of its own; a school that was not finished goes again.

    `say` is told what there is after each part.
    """
    with translation.override("zh-hans"), rarely_swept(), ExitStack() as undo:
        site, staff = settle_in(wanted, say)
        undo.callback(remove)
        say(f"任务 tasks: {owe(site)}")
        plan.write(site, staff)
        say(f"计划 plans: {Plan.objects.count()}")
        say(f"食谱 menus: {menus.write(site, staff)}")
        say(f"营养分析 nutrition: {nutrition.write(site, staff)}")
        say(f"记录 records: {records.write(site, staff)}")
        say(f"消毒与卫生 hygiene: {hygiene.write(site, staff)}")
        say(f"专用教室使用 uses of rooms: {rooms.write(site, staff)}")
        say(f"体格测量与筛查 measurements: {growth.write(site, staff)}")
        oversight.write(site, staff)
        say(f"传染病 infectious diseases: {illness.write(site, staff)}")
        say(f"班级一日 the classes' days: {class_days.write(site, staff)}")
        say(f"资产 assets: {assets.write(site, staff)}")
        say(f"登录 sign-ins: {logins.write(site)}")
        say(f"同意书 consents: {consents.write(site, staff)}")
        say(f"仓库单据 documents of the stores: {stores.write(site, staff)}")
        say(f"盘点 stocktakes: {stocktakes.write(site, staff)}")
        say(f"保管 custody: {custody.write(site, staff)}")
        say(f"学期发放 shares of classes: {distributions.write(site, staff)}")
        say(f"领用 requisitions: {requests.write(site, staff)}")
        say(f"采购 purchases: {purchases.write(site, staff)}")
        say(f"捐赠与班级借阅 gifts and class loans: {gifts.write(site, staff)}")
        say(f"体检与专案 examinations and special care: {care.write(site, staff)}")
        say(f"制度与资料 papers: {papers.write(site, staff)}")
        say(f"巡查与检查 rounds: {rounds.write(site, staff)}")
        say(f"保洁与外包 cleaning and companies: {grounds.write(site, staff)}")
        say(f"隐患 hazards: {hazards.write(site, staff)}")
        say(f"维修 repairs: {repairs.write(site, staff)}")
        say(f"门卫 gate: {gate.write(site, staff)}")
        say(f"接送与收发 who fetches, what waits: {pickup.write(site, staff)}")
        say(f"消防与校车 fire safety and bus: {fire.write(site, staff)}")
        say(f"校车行车 rides of the bus: {bus.write(site, staff)}")
        say(f"安全教育与责任 people and safety: {safety_people.write(site, staff)}")
        say(f"食品留样 food samples: {samples.write(site, staff)}")
        say(f"食材采购与配餐 food supply: {supply.write(site, staff)}")
        say(f"用餐意见 opinions on the meals: {voices.write(site, staff)}")
        say(f"伙食账 meal account: {meal_account.write(site, staff)}")
        say(f"结算与月评 settlements and reviews: {settlements.write(site, staff)}")
        say(f"厨房记录 logs of the kitchen: {kitchen.write(site, staff)}")
        say(f"审批 approvals: {approvals.write(site, staff)}")
        say(f"消息 notices: {notices.write(site, staff)}")
        say(f"封存 sealed days: {seals.seal(site)}")
        undo.pop_all()
    weigh_tables()


@contextmanager
def rarely_swept() -> Iterator[None]:
    """Millions of rows come and go: looking for dead rings among them as often as usual is a tenth."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@transaction.atomic
def settle_in(wanted: Wanted, say: Callable[[str], None]) -> tuple[school.Site, people.Staff]:
    """The school with its people, rooms and children, and what it has promised to do."""
    site = school.found(wanted)
    say(f"学期与班级 terms and classes: {len(site.terms)}, {len(site.classes)}")
    staff = people.hire(site)
    school.furnish(site, people.keepers(site, staff), staff.carers)
    say(f"教职工与场所 staff and places: {Person.objects.count()}, {Place.objects.count()}")
    say(f"儿童 children: {children.admit(site)}")
    school.close_some_days(site)
    duties.tick(site, staff)
    return site, staff


def owe(site: school.Site) -> int:
    """Make the tasks of the terms that are recorded, the rooms in the hands of that year's classes."""
    count = 0
    for term in site.terms:
        if term.ends_on >= site.wanted.begins_on:
            school.move_in(site, term.school_year)
            count += making.make_tasks(term).created
    school.move_in(site, site.term.school_year)
    return count
