"""What an item is, where it ends, and what is none."""

import pytest

from logistics.duties.reader import read


def items_of(*lines):
    (section,) = read("\n".join(["九月份：", *lines])).sections
    return [item.text for item in section.items]


@pytest.mark.parametrize(
    "mark",
    ["1、", "1. ", "1．", "1)", "1）", "(1)", "（1）", "⑴", "①", "① ", "a.", "a．", "A、", "一、", "（一）", "一是", "第一，", "•", "· ",
     "- ", "– ", "* ", "● ", "◆", "√ ", "▲", "1,", "1。", "1 、", "01、", "\uf06c", "● 1、"],
)  # fmt: skip
def test_an_item_is_kept_without_its_mark(mark):
    assert items_of(f"　{mark}检查灭火器，贴好标签。 ") == ["检查灭火器，贴好标签。"]


def test_numbering_may_jump_repeat_and_start_again():
    assert items_of("1、甲事", "1、乙事", "2、丙事", "5、丁事", "1、戊事") == [
        "甲事",
        "乙事",
        "丙事",
        "丁事",
        "戊事",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "3.15前清理过期药品",
        "9.1开学典礼",
        "2.5米书架上墙",
        "1-3岁幼儿图书上架",
        "第1、2周值班",
        "“五、一”假期守校",
        "五、一假期守校",
        "上报104、105报表",
        "24小时留样冰箱除霜",
        "1.2万元助学金发放",
        "修理2、3号楼；4、5号楼缓修",
        "8:30前完成晨检",
        "五、六年级课桌维修",
        "(1)班(2)班换锁",
    ],
)
def test_what_looks_like_numbering_inside_an_item_stays_in_it(text):
    assert items_of("1、开学", f"2、{text}", "3、总结") == ["开学", text, "总结"]


def test_several_items_stand_on_the_headings_own_line():
    (numbered,) = read("九月份：1、制定计划；2、安全检查；3、发放用品。").sections
    (plain,) = read("九月份：制定计划；安全检查（含食堂；宿舍）；发放用品。").sections

    assert [item.text for item in numbered.items] == ["制定计划；", "安全检查；", "发放用品。"]
    assert [item.text for item in plain.items] == [
        "制定计划；",
        "安全检查（含食堂；宿舍）；",
        "发放用品。",
    ]


def test_several_numbered_items_stand_on_one_later_line():
    assert items_of("1、甲事。2、乙事。3、丙事") == ["甲事。", "乙事。", "丙事"]


def test_unmarked_lines_are_items_each():
    assert items_of("清点教材", "消毒教室；发放用品", "检查水电。") == [
        "清点教材",
        "消毒教室；发放用品",
        "检查水电。",
    ]


def test_sub_items_are_items():
    assert items_of("1、开学准备", "（1）寝室消毒", "（2）餐具蒸煮", "2、体检") == [
        "开学准备",
        "寝室消毒",
        "餐具蒸煮",
        "体检",
    ]


def test_a_sub_heading_is_no_item():
    assert items_of("安全工作：", "1、查电", "卫生工作", "1、除草") == ["查电", "除草"]


def test_the_rest_of_a_sentence_is_no_item():
    first = "1、对全园十二个班级的消毒柜、紫外线灯逐一检查，不能当天"

    assert items_of(first, "修好的要贴出告示。", "2、培训") == [first[2:], "培训"]


def test_an_item_whose_mark_is_missing_is_kept():
    assert items_of("1、查电。", "做好防汛。", "3、除草。") == ["查电。", "做好防汛。", "除草。"]


@pytest.mark.parametrize(
    "end",
    [
        "四、保障措施",
        "工作要求：",
        "后勤工作计划(篇2)",
        "2027年春季第一小学后勤工作计划",
        "篇三：",
        "总之，我们将努力做好后勤服务。",
        "新的学期，我们将以更高的标准要求自己。",
        "2026年9月1日",
        "相关文章：",
        "【小学后勤工作计划】相关文章：",
        "推荐阅读",
        "上一篇：幼儿园后勤总结",
    ],
)
def test_a_section_ends(end):
    text = f"三、具体安排\n九月份：\n1、开学\n2、总结\n{end}\n1、后来的事"

    (section,) = read(text).sections

    assert [item.text for item in section.items] == ["开学", "总结"]


@pytest.mark.parametrize(
    "junk",
    [
        "第 3 页",
        "-- 3 --",
        "http://example.com/a",
        "点击下载本文",
        "版权所有 某某网",
        "————",
        "&nbsp;",
        "\u200b",
        "小编提醒：仅供参考",
    ],
)
def test_junk_is_passed_over(junk):
    assert items_of("1、开学", junk, "2、总结") == ["开学", "总结"]


def test_links_without_a_heading_end_the_plan():
    links = ["幼儿园后勤工作计划范文", "小学总务处工作总结", "学校后勤工作计划精选3篇"]

    assert items_of("1、开学", *links) == ["开学"]


def test_a_section_belongs_to_the_nearest_title_above():
    text = "后勤计划(篇1)\n九月份\n1、甲\n后勤计划(篇2)\n十月份\n1、乙"

    assert [section.document for section in read(text).sections] == [
        "后勤计划(篇1)",
        "后勤计划(篇2)",
    ]
    assert read("九月份\n1、甲").sections[0].document == ""


def test_a_table_gives_its_work_and_not_its_people():
    text = "月份\t工作内容\t负责人\n九月\t领书\t张敏\n\t体检\t保健医\n十月\t1、查电；2、除草\t李强"

    september, october = read(text).sections

    assert [(item.text, item.line) for item in september.items] == [("领书", 2), ("体检", 3)]
    assert [item.text for item in october.items] == ["查电；", "除草"]


def test_months_side_by_side_each_take_their_column():
    text = "九月\t十月\n领书\t查电\n体检\t除草"

    september, october = read(text).sections

    assert [item.text for item in september.items] == ["领书", "体检"]
    assert [item.text for item in october.items] == ["查电", "除草"]


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_only_line_breaks_count_lines(separator):
    text = f"计划{separator}第一章\r\n九月份\r1、甲{separator}乙\n2、丙"

    (section,) = read(text).sections

    assert (section.line, [item.line for item in section.items]) == (2, [3, 4])
    assert section.items[0].text == f"甲{separator}乙"
