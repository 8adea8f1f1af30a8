"""Several items on one line: where the next 2、 (2) ② stands, and what only looks like it.

A further mark must be of the first one's kind. It counts when it goes on (1、 … 2、); after a
full stop or a semicolon it may also jump or repeat. Nothing splits inside 第1、2、3教室, 3.15,
2、3号楼 or 五、一.
"""

import re
from collections.abc import Iterator

from logistics.duties.reader import marks
from logistics.duties.reader.marks import HAN, HAN_VALUE, Mark

STOPS = "。;!?…"
PAUSES = STOPS + ",:”）)」"
NEVER_AFTER = "、第每各-~—–/.至到和与"
CANDIDATES = {
    "1": re.compile(r"(?<!\d)\d{1,2} {0,2}[、.,。]"),
    "1)": re.compile(r"(?<![\d(])\d{1,2} {0,2}\)"),
    "(1)": re.compile(r"[(〔【\[] ?\d{1,2} ?[)〕】\]]"),
    "(一)": re.compile(rf"[(〔【\[] ?[{HAN}]{{1,3}} ?[)〕】\]]"),
    "一": re.compile(rf"(?<![{HAN}第])[{HAN}]{{1,3}} {{0,2}}[、.,]"),
    "①": re.compile(f"[{marks.CIRCLE_SET}]"),
    "A": re.compile(r"(?<![A-Za-z])[A-Z] {0,2}[、.,)]"),
    "a": re.compile(r"(?<![A-Za-z])[a-z] {0,2}[、.,)]"),
    "(a)": re.compile(r"\([A-Za-z]\)"),
    "一是": re.compile(rf"(?<![{HAN}])[{HAN}]{{1,2}}是"),
    "第一": re.compile(rf"第(?:[{HAN}]{{1,3}}|\d{{1,2}})(?:[、,.:]|是)"),
    "bullet": re.compile(r"[●◆■▲★☆◇○□►➢➤√✓·•]"),
}
FREE_STYLES = ("(1)", "①", "(a)")
FIRST_STYLES = ("1", "(1)", "①", "1)", "一", "(一)", "A", "一是", "第一")
ONES = re.compile("[1①⑴⒈❶㈠一A]")
WIDE = re.compile(r" {2,}|\u3000+|\t+")
FEWEST_CHARACTERS = 4

Span = tuple[int, int]


def marked(folded: str, start: int, mark: Mark, end: int | None = None) -> list[Span]:
    """The items of a line whose first mark ends at `start`."""
    end = len(folded) if end is None else end
    spans: list[Span] = []
    for following in _further(folded, start, end, mark):
        spans.append((start, following[0]))
        start = following[1]
    return [*spans, (start, end)]


def first_mark(folded: str, start: int, end: int) -> tuple[int, Mark] | None:
    """Where a list 1、 … 2、 … begins inside running text, with its first mark."""
    if not ONES.search(folded, start, end):
        return None
    found = [hit for style in FIRST_STYLES if (hit := _first_of(style, folded, start, end))]
    return min(found, default=None, key=lambda hit: hit[0])


def by_semicolon(folded: str, start: int, end: int) -> list[Span]:
    """The parts that semicolons divide, each with its own; brackets and quotes stay whole."""
    spans, depth, begin = [], 0, start
    for place in range(start, end):
        char = folded[place]
        depth += (char in "(《“【「") - (char in ")》”】」")
        if char == ";" and depth <= 0:
            spans.append((begin, place + 1))
            begin = place + 1
    return [*spans, (begin, end)] if folded[begin:end].strip() else spans


def by_space(text: str, folded: str, start: int, end: int) -> list[Span]:
    """The phrases that wide gaps divide, or single spaces if all phrases are long enough."""
    wide = _between(WIDE.finditer(text, start, end), start, end)
    if len(wide) > 1 and all(b - a >= 2 for a, b in wide):
        return wide
    single = _between(re.finditer(" +", folded[start:end]), start, end, shift=start)
    if len(single) > 2 and all(_is_phrase(folded[a:b]) for a, b in single):
        return single
    return [(start, end)]


def _between(gaps: Iterator[re.Match[str]], start: int, end: int, shift: int = 0) -> list[Span]:
    spans = []
    for gap in gaps:
        spans.append((start, gap.start() + shift))
        start = gap.end() + shift
    return [span for span in [*spans, (start, end)] if span[0] < span[1]]


def _is_phrase(text: str) -> bool:
    return len(text) >= FEWEST_CHARACTERS and "一" <= text[0] <= "鿿" and "," not in text


def _further(folded: str, start: int, end: int, mark: Mark) -> Iterator[tuple[int, int]]:
    """(place, end) of each further mark of this kind."""
    candidates = CANDIDATES.get(mark.style)
    current, depth = mark.ordinal, start
    bullet = folded[mark.end - 1] if mark.style == marks.BULLET_STYLE else ""
    for candidate in candidates.finditer(folded, start, end) if candidates else ():
        place = candidate.start()
        if place < depth or not (following := marks.leading(folded, place)):
            continue
        if following.style == mark.style and _goes_on(folded, start, place, following, current):
            if bullet and not _is_gap(folded, place):
                continue
            current, depth = following.ordinal, following.end
            yield place, following.end


def _goes_on(folded: str, start: int, place: int, mark: Mark, current: int) -> bool:
    before = (
        folded[start:place].rstrip()[-1:]
        if place - start < 8
        else folded[place - 8 : place].rstrip()[-1:]
    )
    if not before or before in NEVER_AFTER or (before.isdigit() and mark.style == "1"):
        return False
    if mark.style == marks.BULLET_STYLE:
        return True
    if mark.ordinal != current + 1:
        return mark.sure and before in STOPS and abs(mark.ordinal - current) <= 3
    if mark.style in FREE_STYLES or before in STOPS:
        return mark.sure or before in STOPS
    if not mark.sure or mark.style in ("一", "(一)", "第一"):
        return False
    return before in PAUSES or _is_gap(folded, place) or _starts_words(folded, mark)


def _is_gap(folded: str, place: int) -> bool:
    return folded[place - 1 : place] in (" ", "\t") or folded[place - 1 : place] in STOPS


def _starts_words(folded: str, mark: Mark) -> bool:
    after = folded[mark.end : mark.end + 1]
    return mark.style == "1" and "一" <= after <= "鿿" and after not in HAN_VALUE and after != "号"


def _first_of(style: str, folded: str, start: int, end: int) -> tuple[int, Mark] | None:
    for candidate in CANDIDATES[style].finditer(folded, start, end):
        mark = marks.leading(folded, candidate.start())
        if mark and mark.style == style and mark.ordinal == 1 and mark.sure:
            before = folded[max(start, candidate.start() - 4) : candidate.start()].rstrip()[-1:]
            if before in NEVER_AFTER and before:
                continue
            has_second = next(_further(folded, mark.end, end, mark), None)
            return (candidate.start(), mark) if has_second else None
    return None
