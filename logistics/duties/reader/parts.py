"""The parts of a line: which of its words are items, and whether the mark before them is one."""

from logistics.duties.reader import marks, splitting
from logistics.duties.reader.entries import Entry
from logistics.duties.reader.headings import Shape
from logistics.duties.reader.lines import Line
from logistics.duties.reader.marks import Mark
from logistics.duties.reader.reading import Item

LONGEST_THEME = 12
THEME_ENDS = ("月", "周", "季")
SURE_THEME_ENDS = ("主题月", "活动月", "教育月")


def cut_up(line: Line, start: int, end: int, mark: Mark | None = None) -> Entry:
    """The items of a stretch of a line, by their marks or else by semicolons and gaps."""
    mark = mark or _first_mark(line.folded, start)
    if mark:
        found = splitting.marked(line.folded, max(mark.end, start), mark, end)
    elif first := splitting.first_mark(line.folded, start, end):
        mark = first[1]
        found = splitting.marked(line.folded, mark.end, mark, end)
    else:
        found = splitting.by_semicolon(line.folded, start, end)
        if len(found) < 2:
            found = splitting.by_space(line.text, line.folded, start, end)
    texts = [line.cut(*span) for span in found]
    items = [Item(text, line.number) for text in texts if text]
    return Entry(line, items, [mark] if mark else [])


def entry_of(line: Line, before: list[Entry], following: Line | None) -> Entry:
    """The line as an entry of a section."""
    mark = mark_of(line, before, following)
    if mark and not line.folded[mark.end :]:
        return Entry(line, is_break=True)
    if mark:
        start = line.start if mark is line.mark else mark.end
        return cut_up(line, start, len(line.folded), mark)
    return _labelled(line) or Entry(line)


def mark_of(line: Line, before: list[Entry], following: Line | None) -> Mark | None:
    """The line's mark, if it is one for sure or the list so far leads to it."""
    if line.mark and (line.mark.sure or _is_expected(line.mark, before, following)):
        return line.mark
    dotted = marks.dotted(line.folded)
    if not dotted or not _is_expected(
        dotted, before, following, is_amount=marks.is_amount(line.text)
    ):
        return None
    return dotted


def is_theme(rest: str, following: Line | None, shape: Shape) -> bool:
    """True for words beside the month that only name its subject: 九月：开学准备月.

    So do words that a list 1、… follows, and words that announce one (主要工作：).
    """
    if _is_remark(rest) or rest.endswith(":"):
        return True
    if marks.leading(rest) or splitting.first_mark(rest, 0, len(rest)):
        return False
    if following and following.mark and following.mark.ordinal == 1:
        return True
    short = len(rest) <= LONGEST_THEME and not any(char in rest for char in ",。;!?")
    if not short or following is None:
        return short and rest.endswith(SURE_THEME_ENDS)
    is_bulleted = following.mark is not None and following.mark.style == marks.BULLET_STYLE
    is_beside = shape is Shape.GAP and not following.mark
    return is_bulleted or is_beside or rest.endswith(THEME_ENDS)


def _is_remark(rest: str) -> bool:
    return rest[0] == "(" and rest[-1] == ")" and rest.count("(") == 1 and not marks.leading(rest)


def _first_mark(folded: str, start: int) -> Mark | None:
    mark = marks.leading(folded, start)
    return mark if mark and (mark.sure or mark.ordinal == 1) else None


def _labelled(line: Line) -> Entry | None:
    """安全工作：1、…；2、… on one line: the label is none of the items."""
    first = splitting.first_mark(line.folded, 0, len(line.folded))
    if not first or line.folded[: first[0]].rstrip()[-1:] != ":":
        return None
    return cut_up(line, first[0], len(line.folded))


def _is_expected(
    mark: Mark, before: list[Entry], following: Line | None, *, is_amount: bool = True
) -> bool:
    """True if the list so far leads to this number, or a list begins with it."""
    last = next((m for entry in reversed(before) for m in entry.marks[-1:]), None)
    if last is None:
        return mark.ordinal <= 1 and (not is_amount or _starts_list(mark, following))
    if "." in mark.style:
        parent = int(mark.style.split(".")[0])
        return last.style == mark.style or (last.style == "1" and last.ordinal == parent)
    step = 0 if mark.style == marks.BULLET_STYLE else 1
    return last.style == mark.style and mark.ordinal == last.ordinal + step


def _starts_list(mark: Mark, following: Line | None) -> bool:
    """True if the next line goes on counting: 1.24小时值班 is an item before 2.…, 1.2米 an amount."""
    if mark.style == marks.BULLET_STYLE or "." in mark.style:
        return True
    if following is None:
        return False
    found = (following.mark, marks.dotted(following.folded))
    return any(m and m.style == mark.style and m.ordinal == 2 for m in found)
