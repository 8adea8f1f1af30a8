"""A plan's lines: numbered as an editor numbers them, and folded so that rules need one spelling.

Folding changes characters one for one (９ → 9, ： → :, odd spaces → a space), so that a place
found in the folded line is the same place in the line as written.
"""

import re
import unicodedata
from dataclasses import dataclass

from logistics.duties.reader import marks
from logistics.duties.reader.marks import Mark

BREAKS = re.compile(r"\r\n|\r|\n")
HTML_SPACE = r"&(?:nbsp|emsp|ensp|#160|#xa0);?|</?(?:br|p|div|span|li|td|tr|b|strong)\s{0,3}/?>"
HTML_START = re.compile(rf"(?:\s|{HTML_SPACE})+", re.IGNORECASE)
HTML_END = re.compile(rf"(?:\s|{HTML_SPACE})+\Z", re.IGNORECASE)
LONGEST_MARKUP = 200

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
ODD_SPACES = "\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
OUTER = " \t" + ODD_SPACES + INVISIBLE
TWINS = {
    "﹑": "、",
    "､": "、",
    "｡": "。",
    "﹕": ":",
    "∶": ":",
    "︰": ":",
    "﹔": ";",
    "﹒": ".",
    "．": ".",
}


def _folding() -> dict[int, str]:
    fold = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    # The radicals that PDF copies put in place of 月, 日, 一, 二, 八, 十.
    fold |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    fold |= dict.fromkeys(map(ord, ODD_SPACES + INVISIBLE), " ")
    return fold | {ord(odd): plain for odd, plain in TWINS.items()}


FOLDING = _folding()


@dataclass(slots=True)
class Line:
    """One line without its outer space, its mark, and its own folded words behind the mark.

    `inside` says that a tab stood before it: the first cell of its row is empty.
    """

    number: int
    text: str
    folded: str
    inside: bool = False
    mark: Mark | None = None
    start: int = 0
    words: str = ""

    def __post_init__(self) -> None:
        if self.folded:
            self.mark, self.start = marks.leading_all(self.folded)
            self.words = self.folded[self.start :]

    def cut(self, start: int, end: int | None = None) -> str:
        return self.text[start:end].strip(OUTER)


def split(text: str) -> list[Line]:
    folded = text.translate(FOLDING)
    raw = BREAKS.split(text)
    plain = BREAKS.split(folded)
    return [_line(number, *pair) for number, pair in enumerate(zip(raw, plain, strict=True), 1)]


def _line(number: int, raw: str, folded: str) -> Line:
    if not raw:
        return Line(number, "", "")
    start, end = _bounds(raw)
    plain = _with_plain_mark(folded[start:end]) if "\t" in folded else folded[start:end]
    return Line(number, raw[start:end], plain, inside="\t" in raw[:start])


def _with_plain_mark(folded: str) -> str:
    """A tab right behind a mark (1、⇥制定计划, as Word writes it) parts no cells."""
    mark = marks.leading(folded.replace("\t", " ", 1))
    if not mark or not mark.sure:
        return folded
    return folded[: mark.end].replace("\t", " ") + folded[mark.end :]


def _bounds(raw: str) -> tuple[int, int]:
    start = len(raw) - len(raw.lstrip(OUTER))
    end = len(raw.rstrip(OUTER))
    if "&" in raw or "<" in raw:
        start, end = _without_markup(raw, start, end)
    return start, max(start, end)


def _without_markup(raw: str, start: int, end: int) -> tuple[int, int]:
    if found := HTML_START.match(raw, start):
        start = found.end()
    tail = max(start, end - LONGEST_MARKUP)
    if found := HTML_END.search(raw, tail, end):
        end = found.start()
    return start, end
