"""Goods in a real browser: from what a teacher asks for to the day the thing leaves the books."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assets.buying import purchasing
from assets.models import (
    Acceptance,
    Asset,
    AssetClass,
    AssetDisposal,
    Purchase,
    RequestLine,
    Round,
    RoundLine,
)
from logistics.records.models import Signature
from logistics.school.calendar import set_days
from logistics.school.models import Campus, Person, Place, Post, School, SchoolClass
from logistics.school.weeks import school_year
from logistics.stores import receiving
from logistics.stores.models import ItemGroup, StockIn, StockOut, Store, Supplier
from logistics.stores.receiving import Arrived
from tests.assets.buying import write_request
from tests.assets.counting import begin, make_asset
from tests.browser.conftest import PHONE
from tests.browser.hands import Hands
from tests.browser.test_main_job import PASSWORD, in_chinese
from tests.factories import LONG_AGO
from tests.stores.factories import make_item

__all__ = ["in_chinese"]
pytestmark = pytest.mark.django_db(transaction=True)

ROLES = {
    "director": "李主任",
    "principal": "陈园长",
    "storekeeper": "余艳",
    "purchaser": "周平",
    "accountant": "何芳",
    "repairer": "赵刚",
    "guard": "孙强",
    "teacher": "马红",
}


@pytest.fixture
def school():
    """Everybody who has a hand in it; a class with its room, a store, a supplier."""
    School.objects.create(name="晨光幼儿园")
    campus = Campus.objects.create(name="本部")
    today = timezone.localdate()
    set_days([campus], today, today, kind="school")
    school_class = SchoolClass.objects.create(
        name="小一班", campus=campus, school_year=school_year(today), grade="junior"
    )
    people = {}
    for role, name in ROLES.items():
        people[role] = Person.objects.create_user(role, PASSWORD, name=name)
        Post.objects.create(
            person=people[role],
            role=role,
            campus=campus,
            school_class=school_class if role == "teacher" else None,
            starts_on=LONG_AGO,
        )
    AssetClass.objects.get_or_create(code="A02010105", defaults={"name": "台式机", "years": 6})
    group = ItemGroup.objects.create(name="清洁用品")
    return SimpleNamespace(
        campus=campus,
        group=group,
        room=Place.objects.create(name="小一班活动室", campus=campus, kind="classroom"),
        store=Store.objects.create(name="总务仓库", campus=campus),
        supplier=Supplier.objects.create(name="晨光电脑城"),
        **people,
    )


@pytest.fixture
def at_desk(open_screen):
    return lambda role: Hands(open_screen(viewport={"width": 1440, "height": 900}), role)


@pytest.fixture
def with_phone(open_screen):
    return lambda role: Hands(open_screen(**PHONE), role)


# The whole way.


def test_from_a_teachers_wish_to_the_day_the_thing_leaves_the_books(school, at_desk, with_phone):
    teacher, keeper = with_phone("teacher"), at_desk("storekeeper")

    ask(teacher, "1 台电脑")
    decide_to_buy(keeper)
    buyer = at_desk("purchaser")
    request_purchase(buyer, price="3200")
    agree(with_phone("director"))
    agree(with_phone("principal"))
    order(buyer, school.supplier)
    accept(keeper, school.repairer, school.guard)
    for role in ("repairer", "guard"):
        sign(with_phone(role))
    assert Signature.objects.count() == 2
    book_in(keeper)
    asset = Asset.objects.get()
    assert (asset.name, asset.value) == ("电脑", Decimal(3200))
    put_in_room(keeper, asset, school.room)
    code = print_label(keeper, asset)
    count_it(keeper, with_phone("teacher"), school, code)
    agree(with_phone("director"))
    dispose_of(keeper, asset, school.repairer)
    agree(with_phone("director"))
    agree(with_phone("principal"))
    write_off(keeper)

    asset.refresh_from_db()
    assert asset.state == Asset.State.DISPOSED
    history = keeper.go(asset.get_absolute_url()).page.locator(".timeline")
    expect(history).to_contain_text("小一班活动室")


def ask(teacher, words):
    teacher.tap(".quick-tile[href$='/assets/requests/new/']")
    teacher.page.fill("[name=text]", words)
    teacher.submit()
    teacher.told()


def decide_to_buy(keeper):
    keeper.go("/").tap(".home-card.is-main")
    keeper.page.select_option("[name=act_0]", "buy")
    keeper.submit()
    keeper.told()
    assert RequestLine.objects.get().state == RequestLine.State.BUYING


def request_purchase(buyer, *, price):
    """What could not be issued stands in the request already: nothing is typed again."""
    buyer.go("/todo/").tap("main a[href$='/purchases/new/']")
    page = buyer.page
    expect(page.locator("[name=name_0]")).to_have_value("电脑")
    expect(page.locator("[name=unit_0]")).to_have_value("台")
    page.fill("[name=price_0]", price)
    page.select_option("[name=category]", "it")
    buyer.submit()
    buyer.told()
    assert Purchase.objects.get().state == Purchase.State.ASKED


def agree(decider):
    decider.tap(".home-card.is-main")
    decider.tap(".decide-bar .btn-primary")
    decider.told()


def order(buyer, supplier):
    buyer.go(Purchase.objects.get().request.get_absolute_url())
    buyer.tap(".page-head a[href$='/order/']")
    buyer.page.select_option("[name=supplier]", str(supplier.pk))
    buyer.submit()
    buyer.told()


def accept(keeper, inspector, second):
    keeper.go(Purchase.objects.get().request.get_absolute_url())
    keeper.tap("a[href$='/accept/']")
    keeper.page.select_option("[name=inspector]", str(inspector.pk))
    keeper.page.select_option("[name=second]", str(second.pk))
    keeper.submit()
    keeper.told()


def sign(signer):
    """What waits for a signature stands in the inbox."""
    signer.go("/todo/")
    signer.tap("main a", has_text=Acceptance.objects.get().entry.number)
    signer.tap("form[action$='/sign/'] .btn-primary")
    signer.told()


def book_in(keeper):
    page = keeper.go("/").page
    keeper.tap(".home-card[href$='/book/']")
    page.fill("#id_asset_class_0", "A02010105")
    page.locator("#id_asset_class_0_options [role=option]").first.click()
    keeper.submit()
    keeper.told()


def put_in_room(keeper, asset, room):
    keeper.go(asset.get_absolute_url())
    keeper.tap(f"a[href*='/move/?asset={asset.pk}']")
    keeper.page.select_option("[name=place]", str(room.pk))
    keeper.submit()
    keeper.told()


def print_label(keeper, asset):
    """The code that stands under the QR picture is what the phone reads."""
    page = keeper.go(f"/assets/labels/print/?asset={asset.pk}").page
    expect(page.locator("svg, img").first).to_be_visible()
    code = Asset.objects.get().code
    expect(page.locator("body")).to_contain_text(code)
    return code


def count_it(keeper, helper, school, code):
    page = keeper.go("/assets/stocktakes/new/").page
    page.select_option("[name=led_by]", str(school.director.pk))
    page.select_option("[name=counters]", str(school.teacher.pk))
    keeper.submit()
    keeper.told()
    helper.go(f"/assets/stocktakes/scan/?place={school.room.pk}")
    helper.page.fill("#scan-code", code)
    helper.page.press("#scan-code", "Enter")
    expect(helper.page.locator(".scan-answer.is-ok")).to_contain_text("电脑")
    keeper.go(Round.objects.get().get_absolute_url())
    keeper.tap("form[action$='/finish/'] button")
    keeper.tap("form[action$='/ask/'] button")
    keeper.told()


def dispose_of(keeper, asset, appraiser):
    keeper.go(asset.get_absolute_url())
    keeper.tap(f"a[href*='/disposals/new/?asset={asset.pk}']")
    page = keeper.page
    page.fill("[name=reason]", "主板损坏，无法修复")
    page.fill("[name=opinion]", "维修费用高于重置价")
    page.select_option("[name=appraiser]", str(appraiser.pk))
    keeper.submit()
    keeper.told()


def write_off(keeper):
    sheet = AssetDisposal.objects.get()
    keeper.go("/assets/disposals/?view=agreed")
    keeper.tap("#rows tbody th a")
    keeper.tap(f"a[href$='/disposals/{sheet.pk}/write-off/']")
    keeper.page.fill("[name=document]", "教财〔2026〕31 号")
    keeper.submit()
    keeper.told()


# What it may cost.


def asked_to_buy(school, price):
    paper = write_request(school, ("扫帚", 10, price), by=school.purchaser)
    return purchasing.ask(paper, by=school.purchaser, now=timezone.now())


def test_a_purchase_is_agreed_to_in_two_taps(school, with_phone):
    asked_to_buy(school, "12.50")
    director = with_phone("director")

    agree(director)

    assert director.taps <= 2
    assert Purchase.objects.get().state == Purchase.State.APPROVED


def test_a_purchase_is_returned_in_four_taps(school, with_phone):
    asked_to_buy(school, "12.50")
    director = with_phone("director")

    director.tap(".home-card.is-main")
    director.tap(".decide-bar > a")
    director.tap(".tile")
    director.submit()

    director.told()
    assert director.taps <= 4
    assert Purchase.objects.get().state == Purchase.State.RETURNED


def test_goods_are_asked_for_within_twenty_seconds(school, with_phone):
    teacher = with_phone("teacher")

    teacher.tap(".quick-tile[href$='/assets/requests/new/']")
    teacher.turn_page("**/assets/requests/new/")
    teacher.decide()
    teacher.write("3把拖把")
    teacher.press("Enter")
    teacher.decide()
    teacher.write("2盒粉笔")
    teacher.submit()

    teacher.told()
    assert teacher.seconds <= 20
    asked = RequestLine.objects.order_by("pk").values_list("line__text", "line__quantity")
    assert list(asked) == [("拖把", 3), ("粉笔", 2)]


def goods(school, count):
    """Things in the store whose initials tell them apart."""
    names = ["拖把", "扫帚", "抹布", "肥皂", "垃圾袋"]
    names += [f"彩纸{n}" for n in range(count)]
    items = [make_item(name=name) for name in names[:count]]
    arrived = [Arrived(item, Decimal(20), Decimal(5)) for item in items]
    by, now = school.storekeeper, timezone.now()
    receiving.receive(
        school.store, arrived, supplier=school.supplier, by=by, now=now, happened_at=now
    )
    return items


def test_goods_are_issued_with_the_keyboard_alone_in_six_seconds_a_line(school, at_desk):
    goods(school, 5)
    keeper = at_desk("storekeeper")
    keeper.go("/stores/issue/")
    keeper.write("mh")
    keeper.press("Enter")
    expect(keeper.page.locator("[name=receiver]")).to_have_value(re.compile("马红"))
    while not keeper.page.evaluate("document.activeElement.name === 'item-0'"):
        keeper.press("Enter")

    before = keeper.seconds
    for number, (initials, name) in enumerate([("tb", "拖把"), ("sz", "扫帚"), ("mb", "抹布")]):
        keeper.decide()
        keeper.write(initials)
        keeper.press("Enter")
        expect(keeper.page.locator(f"[name=item-{number}]")).to_have_value(re.compile(name))
        expect(keeper.page.locator(f"[name=quantity-{number}]")).to_be_focused()
        keeper.decide()
        keeper.write("12")
        keeper.press("Enter")
        expect(keeper.page.locator(f"[name=item-{number + 1}]")).to_be_focused()
    spent = keeper.seconds - before
    keeper.press("Control+Enter")

    keeper.told()
    assert spent / 3 <= 6
    assert keeper.taps == 0
    lines = StockOut.objects.get().lines.values_list("item__name", "quantity")
    assert sorted(lines) == sorted([("拖把", 12), ("扫帚", 12), ("抹布", 12)])


def test_twenty_lines_with_one_difference_are_received_in_six_taps(school, with_phone):
    goods(school, 20)
    keeper = with_phone("storekeeper")

    keeper.tap("main a[href$='/stores/receive/']")
    keeper.tap("a[href*='?like=']")
    keeper.decide()
    keeper.tap("[name=quantity-7]")
    keeper.press("Control+a")
    keeper.write("18")
    keeper.submit()

    keeper.told()
    assert keeper.taps <= 6
    assert keeper.seconds <= 60
    came = StockIn.objects.latest("pk").lines.values_list("quantity", flat=True)
    assert sorted(came) == [18, *[20] * 19]


def test_a_thing_is_counted_within_five_seconds(school, with_phone):
    things = [make_asset(school.campus, name=f"投影仪{n}", place=school.room) for n in range(3)]
    begin(school.campus, school.director, by=school.storekeeper, now=timezone.now())
    keeper = with_phone("storekeeper")
    page = keeper.go(f"/assets/stocktakes/scan/?place={school.room.pk}").page

    before = keeper.seconds
    for thing in things:
        expect(page.locator("#scan-code")).to_be_focused()
        keeper.decide()
        keeper.scan(thing.code)
        expect(page.locator(".scan-answer.is-ok")).to_contain_text(thing.name)

    assert (keeper.seconds - before) / 3 <= 5
    assert (keeper.taps, RoundLine.objects.seen().count()) == (0, 3)
