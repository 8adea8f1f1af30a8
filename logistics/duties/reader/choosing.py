"""Choosing among the ways to read a heading, by what stands around it.

- 八、九月份 is August and September; but September alone where 七、… or 九、… number its neighbours.
- 四、月份工作安排 is April with a mark fallen in; but a chapter on the months where 三、… leads up to
  it or a month's heading follows at once.
- 3、十月份工作安排 between the items 2、… and 4、… is an item.
- A bare 2026年9月 heads a list; under a signature or over a preface it is only a date.

What months the others name is used as evidence between two readings, never to guess a masked one.
"""

from logistics.duties.reader import furniture, marks, months
from logistics.duties.reader.headings import Candidate, Shape, candidates
from logistics.duties.reader.lines import Line

LONGEST_LIST_LINE = 40
ALONE = (None, None)


class Headings:
    """The headings of a text, by line index."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.solid = [i for i, line in enumerate(lines) if line.folded]
        self.place = {index: place for place, index in enumerate(self.solid)}
        self.found = {i: read for i in self.solid if (read := self._read(lines[i]))}
        self.order = list(self.found)
        self.rank = {index: rank for rank, index in enumerate(self.order)}
        self.has_bare = any(len(read) == 1 and not read[0].mark for read in self.found.values())
        self._same_style = _neighbours_by_style(lines)
        chosen = {i: choice for i in self.order if (choice := self._choose(i))}
        self.chosen: dict[int, Candidate] = chosen

    def is_before_heading(self, index: int) -> bool:
        """True if the next line that is not empty is a heading."""
        place = self.place[index] + 1
        return place < len(self.solid) and self.solid[place] in self.chosen

    def _read(self, line: Line) -> list[Candidate]:
        return [] if "\t" in line.folded else candidates(line)

    def _choose(self, index: int) -> Candidate | None:
        choice = self._reading(index)
        if choice.named.fallen and not choice.mark:
            return None if self._is_chapter_on_months(index, choice) else choice
        if choice.mark and self._is_listed(index, choice):
            return None
        if choice.shape is Shape.LISTING and not self._is_followed_by_list(index):
            return None
        is_bare_date = choice.is_dated and not self.lines[index].folded.endswith(":")
        return None if is_bare_date and self._is_mere_date(index) else choice

    def _reading(self, index: int) -> Candidate:
        """Of two readings, the pair of months or the numbered single one."""
        read = self.found[index]
        if len(read) == 1:
            return read[0]
        pair, numbered = read
        if not months.are_consecutive(pair.named.months) or self._is_numbered(index, numbered.mark):
            return numbered
        return pair

    def _is_numbered(self, index: int, mark: marks.Mark | None) -> bool:
        if not mark:
            return False
        if self._has_numbered_sibling(index, mark):
            return True
        before, after = self._same_style.get(index, ALONE)
        if mark.style == "一":
            return before == mark.ordinal - 1 or (mark.ordinal == 1 and after == 2)
        previous = self._near(index, -1)
        return bool(previous and _leads_to(previous.mark, mark) and not self._is_heading(index, -1))

    def _has_numbered_sibling(self, index: int, mark: marks.Mark) -> bool:
        """True if the heading before or after counts 1 less or 1 more with the same kind of mark."""
        for step in (-1, 1):
            rank = self.rank[index] + step
            if 0 <= rank < len(self.order):
                other = self.lines[self.order[rank]].mark
                if other and other.style == mark.style and other.ordinal == mark.ordinal + step:
                    return True
        return False

    def _is_listed(self, index: int, choice: Candidate) -> bool:
        """True for an item of a running list that happens to begin with a month."""
        mark = choice.mark
        if (
            not mark
            or mark.style == "一"
            or not self.has_bare
            or self._has_numbered_sibling(index, mark)
        ):
            return False
        previous, following = self._near(index, -1), self._near(index, 1)
        after = following and following.mark
        return bool(previous and _leads_to(previous.mark, mark)) or _leads_to(mark, after or None)

    def _is_chapter_on_months(self, index: int, choice: Candidate) -> bool:
        line = self.lines[index]
        before, _ = self._same_style.get(index, ALONE)
        leads = bool(line.mark and before == line.mark.ordinal - 1)
        if self._is_heading(index, 1) and choice.rest == len(line.folded):
            return leads
        return leads and choice.shape is not Shape.BARE and choice.shape is not Shape.COLON

    def _is_followed_by_list(self, index: int) -> bool:
        following = self._near(index, 1)
        return bool(following and following.mark)

    def _is_mere_date(self, index: int) -> bool:
        previous, following = self._near(index, -1), self._near(index, 1)
        if previous and furniture.is_signer(previous):
            return True
        if not following or furniture.title_strength(following):
            return True
        chapter = following.mark and following.mark.style == "一"
        return bool(chapter) or (not following.mark and len(following.folded) > LONGEST_LIST_LINE)

    def _near(self, index: int, step: int) -> Line | None:
        place = self.place[index] + step
        return self.lines[self.solid[place]] if 0 <= place < len(self.solid) else None

    def _is_heading(self, index: int, step: int) -> bool:
        place = self.place[index] + step
        return 0 <= place < len(self.solid) and self.solid[place] in self.found


def _leads_to(before: marks.Mark | None, mark: marks.Mark | None) -> bool:
    if not before or not mark:
        return False
    return before.style == mark.style and before.ordinal == mark.ordinal - 1


def _neighbours_by_style(lines: list[Line]) -> dict[int, tuple[int | None, int | None]]:
    """For each marked line the numbers before and after it that carry the same kind of mark."""
    before: dict[int, int | None] = {}
    after: dict[int, int | None] = {}
    for seen, order in ((before, range(len(lines))), (after, range(len(lines) - 1, -1, -1))):
        last: dict[str, int] = {}
        for index in order:
            if mark := lines[index].mark:
                seen[index] = last.get(mark.style)
                last[mark.style] = mark.ordinal
    return {index: (before[index], after[index]) for index in before}
