"""Reading the months a heading names: 九月份, 9-10月, 五、月份, x月, 第三季度, and combinations.

Works on text without spaces. The number of repetitions is bounded everywhere, so that no line
can make it slow.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

NAMES = {name: value for value, name in enumerate("一二三四五六七八九十", 1)}
NAMES |= {"十一": 11, "十二": 12, "元": 1}

NUMBER = r"(?:1[0-2](?!\d)|0?[1-9](?!\d)|十[一二]|[一二三四五六七八九十元])"
HIDDEN = r"(?:(?:十|1)?(?:[xX×✕✖╳*○◯Oo□_?△#]{1,6}|某))"
MASK = rf"(?:{HIDDEN}|1[3-9]|00?(?!\d))"
FALLEN = r"[、,.。·;'`\"…]"
PART = (
    r"(?:[上中]下旬|上中旬|[上中下]旬|[上下]半月|月?初|月?底|月?末|中(?![秋考小])|"
    r"第[一二三四五六1-6](?:[、至到~-]第?[一二三四五六1-6])?周)"
)
MONTH = rf"(?:{NUMBER}|{MASK}){FALLEN}?月{FALLEN}?份?"
JOIN = r"(?:[、,/.&·]|[-—–~～至到]{1,2}|和|与|及|或)"
NEXT_YEAR = r"(?:次年|翌年|明年|来年|第二年|下年)?"
SHORT = rf"(?:{NUMBER}(?:[、,/.&·]|[-—–~～至到]{{1,2}}|和|与|及))"
ADJACENT = r"(?:一二|二三|三四|四五|五六|六七|七八|八九|九十|十一十二)(?=月)"
DIGITS = r"[0-9xX×_*○〇零oO?一二三四五六七八九]"
YEAR = rf"(?:(?:19|20|二[〇○零oO0])(?!\d月){DIGITS}{{0,2}}(?:[-—–~/至](?:20)?{DIGITS}{{2,4}})?(?:学?年度?|学年)|[今明次翌来本]年|20\d\d[./-](?=\d{{1,2}}月))"
TERM = r"(?:学年度?)?(?:第[一二12]|[上下新本]|[春秋]季?)学?期|[上下]半年|第[一二三四1-4]季度|[春夏秋冬]季|附件?"
PREFIX = rf"(?:(?:{YEAR}|{TERM})[-—:·,、]?){{0,4}}"
EXPRESSION = re.compile(
    rf"(?P<prefix>{PREFIX})(?P<months>(?:{ADJACENT}月份?|(?:{SHORT}){{0,11}}{MONTH})(?P<part>{PART})?"
    rf"(?:{JOIN}?{NEXT_YEAR}{MONTH}{PART}?){{0,11}})度?(?!\d)"
)
QUARTER_NUMBER = r"[一二三四1-4xX×_*某]"
QUARTER = re.compile(
    rf"(?P<prefix>(?:{YEAR}[-—:·,、]?)?)第?(?P<quarters>{QUARTER_NUMBER}(?:[、,和与及至~-]第?{QUARTER_NUMBER}){{0,3}})季度?"
)
ONE = re.compile(rf"(?P<number>{NUMBER})|(?P<mask>{MASK})")
RANGE = re.compile(r"[-—–~～至到]")
DATE = re.compile(
    r" ?(?:[\d一二三四五六七八九十廿卅xX_][\d一二三四五六七八九十廿、,.~～至到 -]{0,9})[日号]"
)
PIECES = re.compile(
    rf"(?P<adjacent>{ADJACENT})|(?P<name>{HIDDEN}|{NUMBER}|{MASK})(?P<rest>{FALLEN}?月{FALLEN}?份?(?:{PART})?)?|(?P<join>{JOIN})"
)


@dataclass(frozen=True, slots=True)
class Named:
    """The months or quarters that stand at one place. None among them is a masked one."""

    months: tuple[int | None, ...]
    quarters: tuple[int | None, ...]
    end: int
    has_year: bool
    is_spelt: bool
    fallen: bool = False


@lru_cache(1024)
def named(text: str) -> Named | None:
    """The months or quarters that the text names at its start; a date is none."""
    return _months(text) or _quarters(text)


def _months(text: str) -> Named | None:
    found = EXPRESSION.match(text)
    if not found or _is_date(text, found):
        return None
    said = found["months"]
    fallen = re.match(rf"{NUMBER}{FALLEN}月", said) is not None
    return Named(_values(said), (), found.end(), "年" in found["prefix"], "份" in said, fallen)


def _is_date(text: str, found: re.Match[str]) -> bool:
    return (
        not found["part"] and found[0].endswith("月") and DATE.match(text, found.end()) is not None
    )


def _quarters(text: str) -> Named | None:
    found = QUARTER.match(text)
    if not found or (text[0] != "第" and not found[0].endswith("度")):
        return None
    values = tuple(_value(char) for char in found["quarters"] if char not in "、,和与及至~-第")
    return Named((), values, found.end(), has_year=False, is_spelt=True)


def _values(said: str) -> tuple[int | None, ...]:
    months: list[int | None] = []
    through = False
    for piece in PIECES.finditer(said):
        if piece["join"]:
            through = RANGE.match(piece["join"]) is not None
            continue
        for name in _names(piece):
            months += _step(months, _value(name), through=through)
        through = False
    return tuple(dict.fromkeys(months))


def _names(piece: re.Match[str]) -> list[str]:
    if piece["adjacent"] == "十一十二":
        return ["十一", "十二"]
    return list(piece["adjacent"]) if piece["adjacent"] else [piece["name"]]


def _value(name: str) -> int | None:
    if not ONE.fullmatch(name) or re.fullmatch(MASK, name):
        return None
    return int(name) if name.isdigit() else NAMES.get(name)


def _step(months: list[int | None], month: int | None, *, through: bool) -> list[int | None]:
    """The month itself, or all up to it when the heading says from … to."""
    if not through or not months or month is None or months[-1] is None:
        return [month]
    count = (month - months[-1]) % 12
    return [(months[-1] + step - 1) % 12 + 1 for step in range(1, count + 1)]


def are_consecutive(months: tuple[int | None, ...]) -> bool:
    known = [month for month in months if month]
    return len(known) > 1 and all(b == a % 12 + 1 for a, b in pairwise(known))
