"""Which lines head a month, and which only mention one."""

import pytest

from logistics.duties.reader import read

UNDER_HEADING = "\n1、检查消防器材\n2、盘点库房"


def months_of(text):
    return [section.month for section in read(text + UNDER_HEADING).sections]


@pytest.mark.parametrize(
    ("heading", "months"),
    [
        ("二月份：", [2]),
        ("三月份", [3]),
        ("四月工作", [4]),
        ("2月份：", [2]),
        ("十一月份", [11]),
        ("９月：", [9]),
        ("　　九 月 份 ：", [9]),
        ("元月份", [1]),
        ("（一）九月", [9]),
        ("一、九月份", [9]),
        ("九月份（开学准备月）", [9]),
        ("【九月】", [9]),
        ("**九月份**", [9]),
        ("2026年9月份：", [9]),
        ("第一学期 九月", [9]),
        ("九月份后勤工作安排如下：", [9]),
        ("八、九月份", [8, 9]),
        ("八—九月份", [8, 9]),
        ("9-10月", [9, 10]),
        ("12月—次年2月", [12, 1, 2]),
        ("一月、二月", [1, 2]),
        ("七八月份", [7, 8]),
        ("五、月份", [5]),
        ("五月、份：", [5]),
        ("8月底至9月初：", [8, 9]),
        ("⼆⽉份：", [2]),
        ("2025.9月", [9]),
        ("9月上旬", [9]),
        ("九月重点抓好以下几项工作：", [9]),
        ("附：九月份工作安排", [9]),
    ],
)
def test_heading_names_its_months(heading, months):
    assert months_of(heading) == months


@pytest.mark.parametrize(
    "line",
    [
        "9月完成残疾人就业保障金的申报",
        "三月份我们将开展卫生月",
        "三月份，全校大扫除",
        "10月底前完成整改",
        "每年3月组织体检",
        "十月怀胎的职工要照顾",
        "本月份",
        "9月1日",
        "9月1—5日迎新",
        "二月二龙抬头",
        "一月一次大扫除",
        "每季度盘点",
        "腊月二十三放假",
        "一个月",
    ],
)
def test_a_month_in_running_text_is_no_heading(line):
    assert months_of(line) == []


@pytest.mark.parametrize(
    "heading", ["x月份", "X月", "×月：", "十x月", "xx月份", "__月份", "某月", "20__年_月份"]
)
def test_a_masked_month_is_never_guessed(heading):
    text = f"九月份\n1、开学\n{heading}{UNDER_HEADING}\n十一月份\n1、总结"

    masked = read(text).sections[1]

    assert (masked.month, masked.heading, len(masked.items)) == (None, heading, 2)


@pytest.mark.parametrize(
    ("heading", "quarters"),
    [
        ("第一季度", [1]),
        ("一季度：", [1]),
        ("三季度工作", [3]),
        ("第一、二季度", [1, 2]),
        ("第x季度", [None]),
    ],
)
def test_a_quarter_is_named_and_no_month(heading, quarters):
    sections = read(heading + UNDER_HEADING).sections

    assert [(section.month, section.quarter) for section in sections] == [
        (None, q) for q in quarters
    ]


def test_several_months_share_their_items():
    august, september = read("八、九月份：1、迎新；2、消毒。").sections

    assert august.items == september.items
    assert [item.text for item in august.items] == ["迎新；", "消毒。"]


def test_a_chapter_on_months_is_not_april():
    text = "三、制度建设\n四、月份工作安排\n三月份：\n1、植树\n四月份：\n1、防汛"

    assert [section.month for section in read(text).sections] == [3, 4]


def test_a_numbered_month_is_not_a_pair():
    text = "一、二月份\n1、开学\n二、三月份\n1、植树\n三、四月份\n1、祭扫"

    assert [section.month for section in read(text).sections] == [2, 3, 4]


def test_an_item_that_begins_with_a_month_stays_an_item():
    text = "九月份\n1、开学\n2、盘点\n3、十月份工作安排\n4、总结\n十月份\n1、国庆值班"

    september, october = read(text).sections

    assert [item.text for item in september.items] == ["开学", "盘点", "十月份工作安排", "总结"]
    assert len(october.items) == 1


def test_the_date_under_a_signature_is_no_section():
    text = "九月份\n1、开学\n晨星小学总务处\n2026年9月"

    (september,) = read(text).sections

    assert [item.text for item in september.items] == ["开学"]


def test_the_same_heading_keeps_its_wording():
    (section,) = read("（一）九月份工作安排：\n1、开学").sections

    assert section.heading == "（一）九月份工作安排："
