"""Lists that lost their heading are neither dropped nor given to the wrong month."""

from logistics.duties.reader import read


def unplaced_in(text):
    return [(item.text, item.line) for item in read(text).unplaced]


def test_a_list_that_starts_again_where_a_month_is_missing_is_unplaced():
    text = "三月份\n1、甲\n2、乙\n1、丙\n2、丁\n五月份\n1、戊"

    march, may = read(text).sections

    assert [item.text for item in march.items] == ["甲", "乙"]
    assert [item.text for item in may.items] == ["戊"]
    assert unplaced_in(text) == [("丙", 4), ("丁", 5)]


def test_a_list_that_starts_again_between_neighbouring_months_stays():
    text = "三月份\n1、甲\n2、乙\n1、丙\n2、丁\n四月份\n1、戊"

    assert len(read(text).sections[0].items) == 4
    assert unplaced_in(text) == []


def test_a_list_that_starts_again_after_a_sub_heading_stays():
    text = "三月份\n安全：\n1、甲\n2、乙\n卫生：\n1、丙\n五月份\n1、丁"

    assert len(read(text).sections[0].items) == 3
    assert unplaced_in(text) == []


def test_a_list_under_the_chapter_that_holds_the_months_is_unplaced():
    text = "二、目标\n1、好\n三、每月安排\n1、甲\n2、乙\n九月份\n1、丙"

    assert unplaced_in(text) == [("甲", 4), ("乙", 5)]


def test_a_list_under_a_chapter_without_months_is_no_dated_list():
    text = "一、工作安排\n1、甲\n2、乙\n二、措施\n1、丙"

    assert read(text).sections == ()
    assert unplaced_in(text) == []


def test_a_list_under_what_is_left_of_a_heading_is_unplaced():
    text = "九月份：\n1、甲\n月份：\n1、乙\n十一月份：\n1、丙"

    assert [len(section.items) for section in read(text).sections] == [1, 1]
    assert unplaced_in(text) == [("乙", 4)]


def test_a_quarter_that_is_missing_is_noticed_too():
    text = "第一季度\n1、甲\n2、乙\n1、丙\n2、丁\n第三季度\n1、戊"

    assert unplaced_in(text) == [("丙", 4), ("丁", 5)]


def test_a_plan_for_every_second_month_lost_nothing():
    text = "三月份\n1、甲\n2、乙\n1、丙\n五月份\n1、丁\n七月份\n1、戊"

    assert unplaced_in(text) == []
