"""A section while it is read: its lines in order, and the decision which of them are items.

Marked lines are items, sub-items too. For a line without a mark:

- in a section without any mark every line is an item;
- a label that ends with a colon, or that a list 1、… follows, heads its part and is none;
- a line that goes on in mid-sentence continues the item above and is none: items are kept to the
  letter, line by line;
- after a finished item it is an item whose mark is missing, unless it is a long paragraph.
"""

from dataclasses import dataclass, field

from logistics.duties.reader.lines import Line
from logistics.duties.reader.marks import Mark
from logistics.duties.reader.reading import Item

SENTENCE_ENDS = "。;!?.…"
GOES_ON = "、,(《“"
STARTS_INSIDE = ",。、;:)》”"
MAY_START_INSIDE = "的和与及并或等"
SHORTEST_WRAPPED = 26
WRAPPED_SHARE = 0.85
LONGEST_ITEM = 80
LONGEST_LABEL = 16


@dataclass(slots=True)
class Entry:
    """One line of a section with the items marked on it, or none if it bears no mark."""

    line: Line
    items: list[Item] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    is_break: bool = False
    after_blank: bool = False
    on_heading: bool = False

    @property
    def is_plain(self) -> bool:
        return not self.items and not self.is_break

    @property
    def first(self) -> Mark | None:
        return self.marks[0] if self.marks else None


def settle(entries: list[Entry]) -> None:
    """Turn the unmarked lines into items or breaks."""
    any_marked = any(entry.marks for entry in entries)
    width = max((len(entry.line.folded) for entry in entries), default=0)
    settled = [
        _is_item(entries, place, width, any_marked=any_marked) if entry.is_plain else None
        for place, entry in enumerate(entries)
    ]
    for entry, is_item in zip(entries, settled, strict=True):
        if is_item:
            entry.items = [Item(entry.line.cut(0), entry.line.number)]
        elif is_item is False:
            entry.is_break = _is_label(entry.line.folded)


def _is_item(entries: list[Entry], place: int, width: int, *, any_marked: bool) -> bool:
    line = entries[place].line
    before = entries[place - 1] if place else None
    after = entries[place + 1] if place + 1 < len(entries) else None
    if line.folded.endswith(":") or (before and continues(before, line, width)):
        return False
    if not any_marked:
        return True
    starts_list = bool(after and after.first and after.first.ordinal == 1)
    if starts_list or (not before and after and after.marks):
        return False
    return len(line.folded) <= LONGEST_ITEM


def continues(before: Entry, line: Line, width: int) -> bool:
    """True if the line is the rest of the sentence above it."""
    text = before.line.folded
    if before.is_break or before.on_heading or not text or not before.line.words:
        return False
    if line.folded[0] in STARTS_INSIDE or text[-1] in GOES_ON or _is_open(text):
        return True
    if text[-1] in SENTENCE_ENDS or text[-1] == ":":
        return False
    long = len(text) >= max(SHORTEST_WRAPPED, width * WRAPPED_SHARE)
    return long and (line.folded[-1] in SENTENCE_ENDS or line.folded[0] in MAY_START_INSIDE)


def _is_open(text: str) -> bool:
    return any(text.count(a) > text.count(b) for a, b in ("()", "《》", "“”", "「」"))


def _is_label(folded: str) -> bool:
    return folded.endswith(":") or (
        len(folded) <= LONGEST_LABEL and folded[-1] not in SENTENCE_ENDS
    )
