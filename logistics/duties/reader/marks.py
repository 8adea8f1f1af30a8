"""The marks before items: 1、 (1) ① 一、 a. ● 一是 and their like, and where the next one stands.

A mark is `sure` when its form alone proves it. "1、2号楼" and "5建好台账" are not sure: they are
marks only where the list expects that number.
"""

import re
from dataclasses import dataclass

HAN = "一二三四五六七八九十"
HAN_VALUE = {char: value for value, char in enumerate(HAN, 1)}
BULLETS = "·•●○◎◆◇■□▪▫◾◽▲△▼▽★☆►▶➢➤➔→⇒√✓✔☑✧✦✿❀❖♦♥※◦‣⁃∙・⊙⦁"
DASHES = "-—–*+>"
WINGDINGS = "".join(map(chr, range(0xF020, 0xF100)))
CIRCLED = (
    (0x2460, 20), (0x2474, 20), (0x2488, 20), (0x2776, 10), (0x2780, 10), (0x278A, 10),
    (0x3220, 10), (0x3280, 10), (0x2160, 12), (0x2170, 12), (0x24EB, 10), (0x24F5, 10),
)  # fmt: skip
CIRCLES = {chr(base + i): i + 1 for base, count in CIRCLED for i in range(count)}
CIRCLE_SET = "".join(CIRCLES)

# What may follow a bare number that is an amount, a date or a name and not a mark.
MEASURES = (
    "个名次日月年人岁号周所间台点时分元米楼班校件套项只万千百十亿家位册本把条块天小节课道级类种层批轮平"
    "公吨斤克升盏期届份页处座栋幢扇面张双对组队场篇顶辆棵株盆桶袋箱瓶包盒支根片段大至到、～和或与多余"
)
HOLIDAYS = {"五一", "六一", "三八", "七一", "八一", "十一"}
OPEN, CLOSE = "[(〔【\\[]", "[)〕】\\]]"

NUMBERED = re.compile(r"(\d{1,2}) {0,2}([、.,。:;)])[、.]? *")
# 1、2号楼 and 1、2、3年级 may name the things one and two, and number nothing.
THINGS = r" ?(?:[、,和及至与两]|号|年级|班|周|次|组|栋|楼|批|期|区|座)"
LISTING = {
    "1": re.compile(rf"\d{{1,2}}{THINGS}"),
    "一": re.compile(rf"[{HAN}]{{1,2}}{THINGS}"),
    "A": re.compile(rf"[A-Za-z]{THINGS}"),
}
LEVELS = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.\d{1,2})?(?:[、.)] *| *(?=[一-鿿]))")
DOTTED = re.compile(r"(\d{1,2})[.,:](?=\d)")
AMOUNT = re.compile(r"\d{1,2}[.,]\d{1,3} ?[%％匹倍英毫厘寸吨升度米元万亿公千克斤平小分]")
GLUED = re.compile(r"(\d{1,2})( *)(?=[一-鿿《“])")
CHINESE = re.compile(rf"([{HAN}]{{1,3}}) {{0,2}}([、.,:)])[、.]? *")
BRACKETED = re.compile(rf"{OPEN} ?(\d{{1,2}}|[{HAN}]{{1,3}}) ?{CLOSE}[、.,:]? *")
# Behind a comma or a dot: 1,10名 and 1.9月 begin with a number; 12,000 and 2.5 go on with one.
NUMBER_BEGINS = re.compile(r",(?!\d{3})|\.(?:\d{1,2}月|(?:19|20)[\dxX_]{2}[年级届])")
LETTER = re.compile(r"([A-Za-z]) {0,2}[、.,):] *|\(([A-Za-z])\)[、.,:]? *")
SPOKEN = re.compile(rf"([{HAN}]{{1,2}})是[:,、]? *|第([{HAN}]{{1,3}}|\d{{1,2}})(?:[、,.:]|是) *")
ABBREVIATION = re.compile(r"[A-Za-z]\.[A-Za-z]\.")
CIRCLE = re.compile(rf"([{CIRCLE_SET}])[、.,:)]? *")
BULLET = re.compile(
    rf"([{BULLETS}{WINGDINGS}])(?:\1| )*|-{{1,2}} *(?!-)|[—–]{{1,2}} *(?![—–])|[*+>] *(?![*+>])"
)

STARTERS = frozenset("0123456789第" + HAN + "([〔【" + CIRCLE_SET + BULLETS + WINGDINGS + DASHES)
COUNTERS = frozenset("0123456789" + HAN)
GROUPS = re.compile(r" *(?:年级|班(?![级主会车务子长])|中队|号(?!召)|楼(?![道梯层顶])|月份|岁)")
BULLET_STYLE = "bullet"


@dataclass(frozen=True, slots=True)
class Mark:
    """A leading mark. `end` is where the text after it begins."""

    style: str
    ordinal: int
    end: int
    sure: bool = True


def leading(folded: str, at: int = 0) -> Mark | None:
    """The mark at this place, if one stands there."""
    first = folded[at : at + 1]
    if first not in STARTERS and not (first.isascii() and first.isalpha()):
        return None
    return next((mark for read in _readers(first) if (mark := read(folded, at))), None)


def leading_all(folded: str) -> tuple[Mark | None, int]:
    """The mark that counts and where the text begins: "● 1、" is the mark 1、 behind a bullet."""
    mark = leading(folded) if len(folded) > 1 else None
    if not mark:
        return None, 0
    inner = leading(folded, mark.end)
    if inner and inner.sure and _may_follow(mark, inner):
        if mark.style == BULLET_STYLE:
            mark = inner
        return mark, inner.end
    return mark, mark.end


def _may_follow(outer: Mark, inner: Mark) -> bool:
    if inner.style in (outer.style, BULLET_STYLE):
        return False
    return outer.style == BULLET_STYLE or (
        inner.ordinal == 1 and inner.style in ("(1)", "①", "(一)")
    )


def number(han: str) -> int | None:
    """一 … 九十九 as a number, None for characters that make none (一二)."""
    if len(han) == 1:
        return HAN_VALUE[han]
    tens, ten, ones = han.partition("十")
    if not ten or len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return (HAN_VALUE[tens] if tens else 1) * 10 + (HAN_VALUE[ones] if ones else 0)


def _readers(first: str) -> tuple:
    if first.isdigit() and first.isascii():
        return _numbered, _levels, _glued
    if first in HAN:
        return _chinese, _spoken
    if first in "([〔【":
        return _bracketed, _letter
    if first in CIRCLES:
        return (_circle,)
    if first == "第":
        return (_spoken,)
    return (_letter,) if first.isalpha() and first.isascii() else (_bullet,)


def _numbered(folded: str, at: int) -> Mark | None:
    found = NUMBERED.match(folded, at)
    if not found:
        return None
    sign, end = found[2], found.end()
    is_glued = folded[end - 1] == sign and folded[end : end + 1].isdigit()
    if is_glued and sign in ".,:" and not NUMBER_BEGINS.match(folded, end - 1):
        return None
    style = "1)" if sign == ")" else "1"
    return Mark(style, int(found[1]), end, sure=sign != ":" and not LISTING["1"].match(folded, end))


def dotted(folded: str) -> Mark | None:
    """The mark 4. before a number (4.9.10教师节): never sure."""
    found = DOTTED.match(folded)
    return Mark("1", int(found[1]), found.end(), sure=False) if found else None


def is_amount(folded: str) -> bool:
    """True for 1.2米 and 2.5%, at the start of a line."""
    return bool(AMOUNT.match(folded))


def _levels(folded: str, at: int) -> Mark | None:
    found = LEVELS.match(folded, at)
    if not found or folded[found.end() : found.end() + 1] in MEASURES:
        return None
    return Mark(f"{found[1]}.1", int(found[2]), found.end(), sure=False)


def _glued(folded: str, at: int) -> Mark | None:
    found = GLUED.match(folded, at)
    if not found or folded[found.end()] in MEASURES:
        return None
    return Mark("1", int(found[1]), found.end(), sure=False)


def _chinese(folded: str, at: int) -> Mark | None:
    found = CHINESE.match(folded, at)
    if not found or (value := number(found[1])) is None or _is_holiday(folded, at):
        return None
    style = "(一)" if found[2] == ")" else "一"
    is_listing = (
        LISTING["一"].match(folded, found.end()) and HAN_VALUE.get(folded[found.end()]) == value + 1
    )
    return Mark(style, value, found.end(), sure=not is_listing)


def _is_holiday(folded: str, at: int) -> bool:
    """True for 五、一 and 六、一, which are days and no numbering."""
    pair, after = folded[at] + folded[at + 2 : at + 3], folded[at + 3 : at + 4]
    return pair in HOLIDAYS and after not in "、.,:" and after not in "年日月"


def _bracketed(folded: str, at: int) -> Mark | None:
    found = BRACKETED.match(folded, at)
    if not found or GROUPS.match(folded, found.end()):
        return None
    if found[1].isdigit():
        return Mark("(1)", int(found[1]), found.end())
    value = number(found[1])
    return None if value is None else Mark("(一)", value, found.end())


def _letter(folded: str, at: int) -> Mark | None:
    found = LETTER.match(folded, at)
    if not found or ABBREVIATION.match(folded, at):
        return None
    letter = found[1] or found[2]
    style = "(a)" if found[2] else "A" if letter.isupper() else "a"
    return Mark(
        style,
        ord(letter.lower()) - ord("a") + 1,
        found.end(),
        sure=not LISTING["A"].match(folded, found.end()),
    )


def _spoken(folded: str, at: int) -> Mark | None:
    found = SPOKEN.match(folded, at)
    if not found or folded[found.end() : found.end() + 1] in COUNTERS:
        return None
    said = found[1] or found[2]
    value = int(said) if said.isdigit() else number(said)
    return None if value is None else Mark("一是" if found[1] else "第一", value, found.end())


def _circle(folded: str, at: int) -> Mark | None:
    found = CIRCLE.match(folded, at)
    return Mark("①", CIRCLES[found[1]], found.end()) if found else None


def _bullet(folded: str, at: int) -> Mark | None:
    found = BULLET.match(folded, at)
    if not found:
        return None
    is_minus = folded[at] == "-" and folded[found.end() : found.end() + 1].isdigit()
    return Mark(BULLET_STYLE, 0, found.end(), sure=not is_minus)
