"""What ends a month's section: a chapter, half a year, a signature, closing words.

A line marked 四、 or (四) may be an item, a group of items or the plan's next chapter. It is the
chapter if it counts on from the chapters before the months, or from the months' own headings,
and the section does not count that way itself.
"""

from logistics.duties.reader import furniture
from logistics.duties.reader.lines import Line
from logistics.duties.reader.losses import Draft
from logistics.duties.reader.marks import Mark

CHAPTER_STYLES = ("一", "(一)")
LONGEST_TERM = 30


def ends(line: Line, draft: Draft, outer: dict[str, int], following: Line | None) -> bool:
    """True if the line is no part of the section any more.

    `outer` holds the last number of each kind of mark outside the months.
    """
    if line.mark and line.mark.sure:
        return _is_chapter(line, line.mark, draft, outer)
    if furniture.is_unmarked_chapter(line.folded) or is_half_year(line):
        return True
    if furniture.is_date_line(line.folded) or furniture.is_closing(line):
        return True
    return furniture.is_signer(line) and _is_foot(following)


def is_chapter_line(line: Line) -> bool:
    """True, outside the months, for a line that opens a chapter."""
    if furniture.is_schedule_title(line.words):
        return True
    if line.mark:
        return line.mark.sure and line.mark.style in CHAPTER_STYLES
    return furniture.is_unmarked_chapter(line.folded) or is_half_year(line)


def is_half_year(line: Line) -> bool:
    return len(line.words) <= LONGEST_TERM and furniture.is_term(line.words)


def _is_foot(following: Line | None) -> bool:
    """True if nothing of the plan follows a signature."""
    if following is None:
        return True
    return bool(
        furniture.is_date_line(following.folded)
        or furniture.is_signer(following)
        or furniture.is_related_head(following)
        or furniture.title_strength(following)
    )


def _is_chapter(line: Line, mark: Mark, draft: Draft, outer: dict[str, int]) -> bool:
    if is_half_year(line) or _counts_on(draft, mark):
        return True
    goes_on = outer.get(mark.style, 0) + 1 == mark.ordinal and mark.ordinal > 1
    titled = furniture.is_chapter_title(line.words)
    if used := draft.last.get(mark.style):
        breaks = mark.ordinal != used + 1
        leaves = goes_on or breaks or furniture.is_closing_chapter(line.words)
        return titled and mark.style in CHAPTER_STYLES and leaves
    if mark.style == "一":
        return _is_outer(mark, draft, goes_on=goes_on, titled=titled)
    return goes_on and (mark.style == "(一)" or titled)


def _counts_on(draft: Draft, mark: Mark) -> bool:
    """True for a line numbered like the month's heading itself: 五、补充说明 after 四、十二月."""
    if not draft.mark or mark.style != draft.mark.style:
        return False
    if mark.style != "1":
        return True
    return mark.style not in draft.last and mark.ordinal == draft.mark.ordinal + 1


def _is_outer(mark: Mark, draft: Draft, *, goes_on: bool, titled: bool) -> bool:
    last = draft.entries[-1].first if draft.entries else None
    if mark.ordinal == 1:
        return titled and bool(draft.last)
    return goes_on or titled or not (last and last.ordinal + 1 == mark.ordinal)
