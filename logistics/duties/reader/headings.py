"""Which lines are headings of months and quarters.

A heading names its month at the start of its line (behind a mark, a bracket, a year, a term) and
then says nothing more than a heading says: it ends, or goes on with a colon, a bracket, an item's
mark, a table cell, a gap, or with words such as 后勤工作安排. "9月完成残保金核缴" and "三月份我们将…"
do not, so they are running text.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from logistics.duties.reader import marks, months
from logistics.duties.reader.lines import Line
from logistics.duties.reader.months import Named

LONGEST_HEAD = 60
OPENERS = " *#★☆◆◇●○■□▲△【「『［[〔《(“\"'‘〖◎※=~—–-☞►▶"
CLOSERS = " 】」』］]〕》)”\"'’〗*#★☆◆◇●■▲"
NOUNS = "工作|计划|安排|要点|重点|任务|内容|事项|行事历|活动|配档表|一览表|日程|目标|措施|进度|表|主题|清单|月"
WORDS = re.compile(
    rf"(?:(?:{NOUNS}|后勤|总务|处|部门|部|室|组|行政|校园|幼儿园|园|学校|小学|安全|卫生|保健|保育|食堂|膳食|"
    r"财务|资产|校产|教育|宣传|开学|开园|期末|期中|准备|常规|日常|中心|主要|具体|各项|有关|相关|的|和|与|及|、|/|"
    r"本月|月度|月份|要做的|如下|有|为|是|:?主要抓|重点抓好以下几项){1,12}+)"
)
OWN_WORDS = re.compile(
    r"安全|卫生|保健|食堂|膳食|财务|资产|校产|教育|宣传|开学|开园|期末|期中|准备"
)
HEAD_NOUN = re.compile(rf"{NOUNS}|准备|:")
TALK = re.compile(
    r"[,，]|我[们园校]|前|起|内|将|以后|之前|之后|期间|开始|份?的?时候|来临|到来|已|正|是|至|到|对|要(?!点)|和|与|\d+[日号]"
)
LISTING_END = re.compile(r"[^,。;!?]{0,24}:\Z")
BRACKET = re.compile(r" *\((?! *(?:\d{1,2}|[一二三四五六七八九十]{1,3}) *\))[^()]{0,40}\) *")
COLON = re.compile(r" *(?:——?:|::?|——?|–|-(?!\d)|\.(?= *[\d一-鿿(])|。|\|) *")


class Shape(Enum):
    """How a heading goes on after the month."""

    BARE = auto()
    COLON = auto()
    WORDS = auto()
    GAP = auto()
    CELL = auto()
    MARK = auto()
    LISTING = auto()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that reads like a heading. `rest` is where its own items, if any, begin."""

    named: Named
    shape: Shape
    rest: int
    mark: marks.Mark | None = None

    @property
    def is_dated(self) -> bool:
        """True for a bare 2026年9月, which also stands under a signature."""
        return self.shape is Shape.BARE and self.named.has_year and not self.named.is_spelt


def candidates(line: Line) -> list[Candidate]:
    """The ways to read the line as a heading: 八、九月份 may be two months, or September as 八."""
    head = line.folded[:LONGEST_HEAD]
    if len(head) < 2 or ("月" not in head and "季" not in head):
        return []
    found = [_behind(line, None, 0)]
    mark = line.mark
    if mark and (mark.sure or mark.style in ("1", "一")) and mark.style != marks.BULLET_STYLE:
        found.append(_behind(line, mark, mark.end))
    return [candidate for candidate in found if candidate]


@lru_cache(1024)
def of_cell(folded: str) -> Named | None:
    """The months a table cell names, if it names nothing else."""
    if len(folded) > LONGEST_HEAD or ("月" not in folded and "季" not in folded):
        return None
    candidate = _behind(Line(0, folded, folded), None, 0)
    if not candidate or candidate.rest < len(folded) or candidate.shape is Shape.LISTING:
        return None
    return candidate.named


def _behind(line: Line, mark: marks.Mark | None, at: int) -> Candidate | None:
    folded = line.folded
    start = at
    while start < len(folded) and start < at + 12 and folded[start] in OPENERS:
        start += 1
    found = _named_at(folded, start) or (_named_at(folded, at) if start > at else None)
    if not found:
        return None
    named, end = found
    shape, rest = _continuation(line, end)
    return Candidate(named, shape, rest, mark) if shape else None


def _named_at(folded: str, start: int) -> tuple[Named, int] | None:
    """The months at this place, spaces between their characters or not, and where they end."""
    places = [i for i in range(start, min(len(folded), start + LONGEST_HEAD)) if folded[i] != " "]
    named = months.named("".join(folded[i] for i in places))
    return (named, places[named.end - 1] + 1) if named else None


def _continuation(line: Line, end: int) -> tuple[Shape | None, int]:
    folded = line.folded
    at, gap = _decoration(folded, end)
    if at == len(folded) or folded[at:].strip(":。.、,;!…-—=~*# ") == "":
        return Shape.BARE, len(folded)
    if folded[at] == "\t":
        return Shape.CELL, at
    if found := COLON.match(folded, at):
        return Shape.COLON, found.end()
    if (mark := marks.leading(folded, at)) and mark.sure:
        return Shape.MARK, at
    shape, rest = _worded(line, at)
    if shape and not (gap and shape is Shape.WORDS and OWN_WORDS.search(folded, at)):
        return shape, rest
    if gap and not TALK.match(folded, at):
        return Shape.GAP, at
    return (Shape.LISTING, len(folded)) if _lists(folded, at) else (None, end)


def _decoration(folded: str, at: int) -> tuple[int, bool]:
    """Past closing brackets, spaces and one bracketed remark; and whether a gap was there."""
    gap = False
    for _ in range(3):
        while at < len(folded) and folded[at] in CLOSERS:
            gap, at = gap or folded[at] in " 】」』］]〕》)", at + 1
        if not (found := BRACKET.match(folded, at)):
            break
        at, gap = found.end(), True
    return at, gap


def _worded(line: Line, at: int) -> tuple[Shape | None, int]:
    folded = line.folded
    found = WORDS.match(folded, at)
    if not found or not HEAD_NOUN.search(found[0]):
        return None, at
    end, gap = _decoration(folded, found.end())
    if end == len(folded) or folded[end:].strip(":。.、;…-—=~*# ") == "":
        return Shape.WORDS, len(folded)
    if folded[end] == "\t":
        return Shape.CELL, end
    if colon := COLON.match(folded, end):
        return Shape.COLON, colon.end()
    if (mark := marks.leading(folded, end)) and mark.sure:
        return Shape.MARK, end
    return (Shape.GAP, end) if gap else (None, at)


def _lists(folded: str, at: int) -> bool:
    return bool(LISTING_END.fullmatch(folded, at)) and not TALK.match(folded, at)
