"""The printed forms have the columns the books of a public school have, in their order.

The lists are the conventional columns of these forms, as the rules on the assets of public bodies
ask for them. A form may have more beside them.
"""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.autoreload import file_changed
from django.utils.translation.reloader import translation_file_changed

from assets.buying.deciding import Give
from logistics import words
from logistics.contributions import registers
from logistics.stores.documents import LAYOUTS
from tests.assets.buying import (
    agreed,
    ask_for,
    compare,
    deliver,
    give,
    make_item,
    make_school,
    only,
    place_order,
    sign_it,
    take_in,
    write_request,
)
from tests.assets.custody_factories import apply_for, lent, make_asset, move
from tests.assets.test_donations import BOOKS, given
from tests.factories import make_place
from tests.stores.factories import bring

# Each register: its columns in their order, and who signs below.
REGISTERS = {
    "stock-in": (
        "日期 来源 品名 规格型号 单位 数量 单价 金额 批号/有效期 库位",
        "交货人 保管员 财务",
    ),
    "stock-out": (
        "日期 领用部门（班级） 用途 品名 规格型号 单位 请领数 实发数 单价 金额",
        "领用人 批准人 保管员",
    ),
    "stocktakes": (
        "盘点日期 范围 编号 名称 规格型号 账面数 实盘数 差异 盘盈/盘亏 原因 状态 处理意见",
        "盘点人 监盘人 负责人",
    ),
    "asset-stocktakes": (
        "盘点日期 范围 资产编号 名称 规格型号 账面数 实盘数 差异 盘盈/盘亏 原因 状态 处理意见",
        "盘点人 监盘人 负责人",
    ),
    "room-stocktakes": (
        "盘点日期 范围 资产编号 名称 规格型号 账面数 实盘数 差异 盘盈/盘亏 原因 状态 处理意见",
        "盘点人 监盘人 负责人",
    ),
    "loans": ("资产 借用人 用途 借出日期 应还日期 实还日期 状况", "借用人 保管人"),
    "asset-transfers": (
        "资产 调出部门 原使用人 调出地点 调入部门 新使用人 调入地点 原因 状况",
        "移交人 接收人 资产管理员",
    ),
    "asset-disposals": (
        (
            "资产 原值 已提折旧 净值 购置日期 已用年限 处置方式 原因 技术鉴定意见 部门意见 学校决议 "
            "批复文号 批复日期 处置收入 残值去向"
        ),
        "使用部门 鉴定人 园长（校长） 上级",
    ),
    "donations": (
        "捐赠人 日期时间 品名 数量 价值 约定用途 验收 去向 票据",
        "验收人 验收人",
    ),
    "durable-goods": ("品名 领用人 数量 日期 归还 以旧换新", "保管员"),
}
# The documents of the stores on paper.
SHEETS = {
    "stock_in": (
        "品名 规格型号 单位 数量 单价（元） 金额（元） 批号/有效期 库位",
        "交货人 保管员 会计",
    ),
    "issue": (
        "品名 规格型号 单位 请领数 实发数 单价（元） 金额（元）",
        "领用人 批准人 保管员",
    ),
    "stock_movement": (
        "品名 规格型号 单位 期初数量 期初金额 收入数量 收入金额 发出数量 发出金额 结存数量 结存金额",
        "保管员 会计 负责人",
    ),
}


@pytest.fixture(autouse=True, scope="module")
def translated():
    """The words as they are now, not as they were compiled some time ago."""
    words.compile_words()
    catalogue = words.ROOT / "locale/zh_Hans/LC_MESSAGES/django.mo"
    translation_file_changed(sender=file_changed, file_path=catalogue)


@pytest.fixture
def school(campus):
    return make_school(campus)


def in_order(found, wanted):
    """The columns wanted, as they stand among those found."""
    return [heading for heading in found if heading in wanted]


@pytest.mark.parametrize("code", REGISTERS)
def test_a_register_has_the_columns_and_signatures_of_its_form(code):
    columns, signatures = (said.split() for said in REGISTERS[code])

    with translation.override("zh-hans"):
        register = registers()[code]()
        headings = [str(column.heading) for column in register.columns_shown()]
        signed = [str(words) for words in register.signatures]

    assert in_order(headings, columns) == columns
    assert signed == signatures


@pytest.mark.parametrize("kind", SHEETS)
def test_a_document_of_the_stores_has_the_columns_and_signatures_of_its_form(kind):
    columns, signatures = (said.split() for said in SHEETS[kind])

    with translation.override("zh-hans"):
        headings = [str(column.heading) for column in LAYOUTS[kind].columns]
        signed = [str(words) for words in LAYOUTS[kind].signatures]

    assert in_order(headings, columns) == columns
    assert in_order(signed, signatures) == signatures


# The forms of buying and custody, printed.


def printed(client, name, pk):
    """The words of the head, the headings and the signatures, in their order."""
    page = client.get(reverse(name, args=[pk]), headers={"accept-language": "zh-hans"}).text
    sheet = page[page.index("<article") : page.index("</article>")]
    head = re.findall(r"<p class=\"sheet-meta\">(.*?)</p>", sheet, re.DOTALL)[0]
    labels = re.findall(r"<span>\s*(\S+)", head)
    headings = re.findall(r"<th scope=\"\w+\"[^>]*>(.*?)</th>", sheet)
    signed = re.findall(r"signature-line\">\s*(\S+)", sheet)
    return labels, headings, signed


def assert_form(found, *, head="", columns="", signed=""):
    for said, wanted in zip(found, (head, columns, signed), strict=True):
        assert in_order(said, wanted.split()) == wanted.split()


@pytest.fixture
def client(enter, school):
    return enter("director", person=school.director)


def test_the_purchase_request_on_paper(client, school):
    paper = write_request(school, ("Mop", 2, "10"))

    found = printed(client, "assets:purchase_print", paper.pk)

    assert_form(
        found,
        head="申请部门 申请人 日期 用途 预算科目",
        columns="序号 品名 规格型号 单位 数量 估计单价 金额 需用日期 库存现状",
        signed="申请人 部门负责人 后勤主任 财务 园长（校长）",
    )


def test_the_comparison_of_offers_on_paper(client, school):
    entry = compare(school, write_request(school, ("Piano", 1, "9000")), "9000", "9500", "9900")

    _labels, headings, signed = printed(client, "assets:purchase_print", entry.pk)

    wanted = ["品名", "规格型号", "数量", "总价", "交期（天）", "质保", "资质", "推荐及理由"]
    assert in_order(headings, wanted) == wanted
    assert [h for h in headings if h.startswith("Shop")] == ["Shop 0", "Shop 1", "Shop 2"]
    assert signed == ["询价经办人", "询价经办人", "批准人"]


def test_the_order_and_the_acceptance_note_on_paper(client, school):
    order = place_order(school, agreed(school, ("Mop", 2, "10")))
    paper = deliver(school, order)

    ordered = printed(client, "assets:purchase_print", order.pk)
    accepted = printed(client, "assets:purchase_print", paper.pk)

    assert_form(
        ordered,
        head="编号 供应商 交货日期 质保 付款方式",
        columns="序号 品名 规格型号 单位 数量 单价 金额",
        signed="园长（校长）",
    )
    assert_form(
        accepted,
        head="采购编号 供应商 到货日期",
        columns="品名 规格型号 应收 实收 合格 外观 资料 结论 问题",
        signed="采购人 验收人 验收人 使用部门",
    )


def test_the_stock_in_sheet_of_a_delivery_on_paper(client, school):
    paper = deliver(school, place_order(school, agreed(school, ("Mop", 2, "10"))))
    sign_it(school, paper)
    intake = take_in(school, paper, item=make_item(name="Mop"))

    labels, headings, _signed = printed(client, "stores:sheet_print", intake.stock_in.pk)

    assert labels[0] == "日期"
    assert in_order(headings, SHEETS["stock_in"][0].split()) == SHEETS["stock_in"][0].split()


def test_the_requisition_on_paper(client, school):
    mop = make_item(name="Mop")
    bring(school.store, mop, 5, by=school.storekeeper)
    paper = ask_for(school, (mop, 3))
    give(school, paper, Give(only(paper), Decimal(3)))

    found = printed(client, "assets:request_print", paper.pk)

    assert_form(
        found,
        head="日期 领用部门（班级） 用途",
        columns="品名 规格型号 单位 请领数 实发数 单价 金额",
        signed="领用人 批准人 保管员",
    )


def test_the_running_account_of_an_item(client, school):
    mop = make_item(name="Mop")
    bring(school.store, mop, 5, by=school.storekeeper)

    page = client.get(
        reverse("stores:item", args=[mop.pk]), headers={"accept-language": "zh-hans"}
    ).text

    places = [page.index(f">{words}<") for words in ("收入", "发出", "结存", "期初")]
    assert places == sorted(places)


def test_the_loan_the_transfer_and_the_disposal_on_paper(client, school):
    room = make_place(campus=school.campus)
    loan = lent(make_asset(room), school.teacher, school.storekeeper)
    moved = move(make_asset(room), to=make_place(campus=school.campus), by=school.storekeeper)
    gone = apply_for(make_asset(room), by=school.storekeeper, appraiser=school.guard)

    found = {
        entry.kind: printed(client, "assets:sheet_print", entry.pk)[1]
        for entry in (loan.lent_sheet, moved, gone)
    }

    wanted = {
        "loan": "名称 借用人 用途 借出日期 应还日期 实还日期 状况",
        "asset_transfer": "名称 调出部门 原使用人 调出地点 调入部门 新使用人 调入地点 状况",
        "asset_disposal": "名称 数量 已提折旧 净值 购置日期 已用年限",
    }
    assert {kind: in_order(said, wanted[kind].split()) for kind, said in found.items()} == {
        kind: said.split() for kind, said in wanted.items()
    }


def test_the_facts_of_a_disposal_on_paper(client, school):
    room = make_place(campus=school.campus)
    gone = apply_for(
        make_asset(room), by=school.storekeeper, appraiser=school.guard,
        department="同意", resolution="校务会〔2026〕3号",
    )  # fmt: skip

    _labels, headings, _signed = printed(client, "assets:sheet_print", gone.pk)

    wanted = ["处置方式", "原因", "技术鉴定意见", "部门意见", "学校决议"]
    assert in_order(headings, wanted) == wanted


def test_the_register_of_a_donation_on_paper(client, school):
    paper = given(school, BOOKS, now=timezone.now())

    found = printed(client, "assets:donation_print", paper.pk)

    assert_form(
        found,
        head="捐赠人 日期",
        columns="品名 数量 价值 去向 约定用途 验收 票据",
        signed="验收人 验收人",
    )
