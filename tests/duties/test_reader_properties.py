"""What holds for any text at all, and for any plan put together out of the usual manners."""

import sys
from types import FrameType

from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.duties.reader import lines, read

CHARACTERS = st.sampled_from(
    "一二三四五六七九十0123456789月份季度第周年日、。；：:.，,()（）①②⑴●-—xX_×★【】《》“”\t \u3000\u200b\ufeff"
    "\n\n\n\r\x0c\u2028篇计划后勤工作安排检查每天做好小学幼儿园abA&<>|"
)
TEXTS = st.text(CHARACTERS, max_size=400) | st.text(max_size=200)

HAN = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
HEADINGS = (
    "{han}月份：", "{han}月份", "{han}月", "{n}月份：", "{n}月:", "{n}月份工作安排", "{han}月工作", "【{han}月】", "★{han}月份",
    "2026年{n}月份：", "　　{han}月份：", "{n} 月 份", "{han}月份（重点月）", "{han}月份后勤工作要点：", "**{han}月份**",
)  # fmt: skip
MARKS = (
    "{n}、", "{n}. ", "{n}．", "{n}）", "（{n}）", "({n})", "{n},", "　　{n}、", "{c}", "{c}、", "● ", "- ", "（{h}）", "{h}、", "{a}.",
)  # fmt: skip
TASKS = (
    "检查消防器材，过期的更换。", "9月20日前完成饮水检测", "3.15前清理过期药品；", "第1、2、3周值班安排", "购买1-3岁幼儿图书50册",
    "“五、一”假期守校。", "上报104、105报表", "修理2、3号楼门锁", "更换2.5米长的横幅", "冲洗水箱（含东楼、西楼）；", "10月国庆演出用车",
    "三八妇女节慰问", "发放1.2万元助学金", "8:30前完成晨检记录", "第二季度资产对账", "（大班）离园用品整理", "每周一检查大型玩具。",
    "食堂24小时留样冰箱除霜", "制定后勤工作计划", "打印《12月份收支表》", "清洗空调滤网", "做好期末各项统计、上报工作！",
)  # fmt: skip
MONTHS = (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)


@st.composite
def plans(draw):
    """A plan in one manner throughout, and the (month, line, text) of its items."""
    heading, mark = draw(st.sampled_from(HEADINGS)), draw(st.sampled_from(MARKS))
    between = draw(st.sampled_from(("", "\n")))
    first = draw(st.integers(0, 8))
    months = MONTHS[first : first + draw(st.integers(2, 5))]
    written, found = ["晨星小学总务处工作计划", "一、指导思想", "三、具体安排"], []
    for month in months:
        written += [between.strip("\n")] * len(between)
        written.append(heading.format(han=HAN[month], n=month))
        tasks = draw(st.lists(st.sampled_from(TASKS), min_size=2, max_size=6, unique=True))
        for number, task in enumerate(tasks, 1):
            letters = {
                "n": number,
                "c": chr(0x245F + number),
                "h": HAN[number],
                "a": "abcdef"[number - 1],
            }
            written.append(mark.format(**letters) + task)
            found.append((month, len(written), task))
    written += draw(
        st.sampled_from(([], ["四、保障措施", "1、加强领导"], ["晨星小学", "2026年8月30日"]))
    )
    return "\n".join(written), found


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_no_item_is_invented(text):
    written = {line.number: line.text for line in lines.split(text)}

    reading = read(text)

    items = [item for section in reading.sections for item in section.items]
    assert all(
        item.text and item.text in written[item.line] for item in [*items, *reading.unplaced]
    )
    assert all(duty.text in written[duty.line] for duty in reading.duties)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_every_line_that_is_not_empty_is_accounted_for(text):
    written = {line.number for line in lines.split(text) if line.folded}

    reading = read(text)

    assert set(reading.kinds) == written


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_lines_are_counted_as_an_editor_counts_them(text):
    numbers = [line.number for line in lines.split(text)]

    assert len(numbers) == text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


@settings(max_examples=300, deadline=None)
@given(plans())
def test_a_plan_in_any_usual_manner_is_read_to_the_letter(plan):
    text, wanted = plan

    reading = read(text)

    found = [(s.month, item.line, item.text) for s in reading.sections for item in s.items]
    assert found == wanted
    assert reading.unplaced == ()


def work(text: str) -> int:
    """How often anything is called while it is read: the same on every machine, under any load."""
    calls = 0

    def count(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return calls


def test_ten_times_the_text_is_at_most_fifteen_times_the_work():
    plan = "晨星小学后勤计划篇1\n" + "".join(
        f"{HAN[month]}月份：\n1、检查第{month}、2号楼；2、每天巡查。\n八、九月份\n四、月份\n每周一次大扫除\n"
        for month in range(1, 13)
    )

    small, large = work(plan * 10), work(plan * 100)

    assert small > 1000
    assert large <= 15 * small
