"""The walk down a plan: headings open sections, items fill them, and chapters, titles, signatures,
closing words and a web page's links to other articles end them."""

from dataclasses import dataclass, field

from logistics.duties.reader import entries, furniture, marks, splitting, tables
from logistics.duties.reader.choosing import Headings
from logistics.duties.reader.entries import Entry
from logistics.duties.reader.headings import Candidate, Shape
from logistics.duties.reader.lines import Line
from logistics.duties.reader.losses import Draft, Orphans, without_heading
from logistics.duties.reader.marks import Mark
from logistics.duties.reader.months import Named
from logistics.duties.reader.reading import Item, Section

LONGEST_THEME = 12
LONG_PARAGRAPH = 60
CHAPTER_STYLES = ("一", "(一)")
LINKS_IN_A_ROW = 3


@dataclass(slots=True)
class Walk:
    """One pass over the lines. What it says of each line is kept in `kinds`."""

    lines: list[Line]
    headings: Headings
    kinds: dict[int, str] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    unplaced: list[Item] = field(default_factory=list)

    document: str = ""
    plan: list[Draft] = field(default_factory=list)
    draft: Draft | None = None
    outer: dict[str, int] = field(default_factory=dict)
    orphans: Orphans = field(default_factory=Orphans)
    table: tables.Table | None = None
    side_by_side: dict[int, Draft] = field(default_factory=dict)
    is_among_links: bool = False
    after_blank: bool = False

    def run(self) -> None:
        self.orphans.start()
        for index, line in enumerate(self.lines):
            if not line.folded:
                self.after_blank = True
                continue
            self.kinds[line.number] = self._take(index, line)
            self.after_blank = False
        self._end_plan()

    def _take(self, index: int, line: Line) -> str:
        if self.is_among_links and not self._leaves_links(index, line):
            return "junk"
        if (row := tables.row_of(line, in_table=self.table is not None)) and (kind := self._take_row(row)):
            return kind
        self.table = self.table if row else None
        if choice := self.headings.chosen.get(index):
            return self._take_heading(index, line, choice)
        if self._starts_links(index, line):
            return self._enter_links()
        if furniture.is_junk(line):
            return "junk"
        if self._is_title(index, line) or self._is_first_title(index, line):
            return self._take_title(line)
        return self._take_inside(index, line) if self.draft else self._take_outside(line)

    # Links to other articles, at the foot of a web page

    def _starts_links(self, index: int, line: Line) -> bool:
        if not line.mark and furniture.is_related_head(line):
            return True
        if not furniture.is_listed_title(line) or not (self.draft or self.plan):
            return False
        run = [line, *self._following(index, LINKS_IN_A_ROW - 1)]
        links = [other for other in run if furniture.is_listed_title(other)]
        if len(links) == LINKS_IN_A_ROW:
            return True
        return len(links) == 2 == len(run) and all(furniture.names_samples(link) for link in links)

    def _enter_links(self) -> str:
        self.draft, self.is_among_links = None, True
        return "junk"

    def _leaves_links(self, index: int, line: Line) -> bool:
        choice = self.headings.chosen.get(index)
        plain = choice and choice.shape in (Shape.BARE, Shape.COLON, Shape.MARK)
        begins = furniture.title_strength(line) and not line.mark and self._begins_plan(index)
        self.is_among_links = not (plain or begins)
        return not self.is_among_links

    # Plans

    def _is_title(self, index: int, line: Line) -> bool:
        strength = furniture.title_strength(line)
        if strength == 1 and self.draft:
            return self._begins_plan(index)
        return bool(strength)

    def _is_first_title(self, index: int, line: Line) -> bool:
        return index == self.headings.solid[0] and furniture.is_heading_of_page(line)

    def _begins_plan(self, index: int) -> bool:
        following = next(iter(self._following(index, 1)), None)
        if following is None:
            return False
        opens = following.mark and following.mark.style in CHAPTER_STYLES and following.mark.ordinal == 1
        month = self.headings.place[index] + 1 < len(self.headings.solid) and (
            self.headings.solid[self.headings.place[index] + 1] in self.headings.chosen
        )
        paragraph = not following.mark and len(following.folded) >= LONG_PARAGRAPH / 2
        return bool(opens or month or paragraph or furniture.is_date_line(following.folded))

    def _take_title(self, line: Line) -> str:
        self._end_plan()
        self.document = line.text
        return "title"

    def _end_plan(self) -> None:
        for draft in self.plan:
            entries.settle(draft.entries)
        lost = without_heading(self.plan)
        drafts = [d for d in self.plan if d.entries or not d.has_year_only]
        self.sections += [section for draft in drafts for section in draft.sections()]
        self.unplaced += lost
        self._mark_items(drafts, lost)
        self.plan, self.draft, self.outer = [], None, {}
        self.table, self.side_by_side = None, {}
        self.orphans = Orphans()
        self.orphans.start()

    def _mark_items(self, drafts: list[Draft], lost: list[Item]) -> None:
        found = [item for draft in drafts for entry in draft.entries for item in entry.items]
        for item in found:
            if self.kinds.get(item.line) != "heading":
                self.kinds[item.line] = "item"
        self.kinds |= dict.fromkeys((item.line for item in lost), "unplaced")

    # Headings

    def _take_heading(self, index: int, line: Line, choice: Candidate) -> str:
        self._claim_orphans()
        self.draft = self._open(line, choice)
        if choice.rest < len(line.folded):
            self._take_rest(index, line, choice)
        return "heading"

    def _claim_orphans(self) -> None:
        lost = self.orphans.claim()
        self.unplaced += lost
        self.kinds |= dict.fromkeys((item.line for item in lost), "unplaced")

    def _open(self, line: Line, choice: Candidate) -> Draft:
        named = choice.named
        heading = line.cut(0, choice.rest)
        marked_by = choice.mark.style if choice.mark else ""
        draft = Draft(self.document, heading, line.number, named.months, named.quarters, marked_by=marked_by)
        draft.has_year_only = choice.is_dated
        self.plan.append(draft)
        return draft

    def _take_rest(self, index: int, line: Line, choice: Candidate) -> None:
        """The items on the heading's own line, unless it only gives the month a theme."""
        following = next(iter(self._following(index, 1)), None)
        if following and self.headings.place[index] + 1 < len(self.headings.solid):
            following_index = self.headings.solid[self.headings.place[index] + 1]
            following = None if following_index in self.headings.chosen else following
        if self.draft and not _is_theme(line.folded[choice.rest :], following, choice.shape):
            entry = _cut_up(line, choice.rest, len(line.folded))
            entry.on_heading = True
            if entry.items:
                self.draft.add(entry)

    # Rows of a table

    def _take_row(self, row: tables.Row) -> str | None:
        table = self.table = self.table or tables.Table()
        if table.take_header(row):
            return "header"
        if table.take_months(row):
            self._open_side_by_side(row, table.months)
            return "heading"
        if table.months:
            return self._take_side_by_side(row)
        found = table.month(row)
        if not found and not self.draft:
            return "row"
        if found:
            self._claim_orphans()
            self.draft = self._open_cell(row, *found)
        self._take_cells(row, table.work_cells(row, found[0] if found else None))
        return "heading" if found else "row"

    def _open_cell(self, row: tables.Row, column: int, named: Named) -> Draft:
        heading = row.line.cut(*row.cells[column])
        draft = Draft(self.document, heading, row.line.number, named.months, named.quarters)
        self.plan.append(draft)
        return draft

    def _take_cells(self, row: tables.Row, cells: list[tables.Span]) -> None:
        if not self.draft:
            return
        for cell in cells:
            entry = _cut_up(row.line, *cell)
            entry.on_heading = True
            self.draft.add(entry)

    def _open_side_by_side(self, row: tables.Row, months: dict[int, Named]) -> None:
        self._claim_orphans()
        self.side_by_side = {column: self._open_cell(row, column, named) for column, named in months.items()}
        self.draft = None

    def _take_side_by_side(self, row: tables.Row) -> str:
        for column, draft in self.side_by_side.items():
            if column < len(row.cells) and row.folded(column):
                self.draft = draft
                self._take_cells(row, [row.cells[column]])
        self.draft = None
        return "row"

    # Lines of a section

    def _take_inside(self, index: int, line: Line) -> str:
        draft = self.draft
        if not draft:
            return "prose"
        if self._ends_section(index, line, draft):
            self.draft = None
            return self._take_outside(line)
        entry = self._entry(line, draft)
        entry.after_blank = self.after_blank
        draft.add(entry)
        return "prose"

    def _entry(self, line: Line, draft: Draft) -> Entry:
        if furniture.is_week(line.words) or furniture.is_term(line.words):
            return Entry(line, is_break=True)
        mark = _mark_in(line, draft.entries)
        if mark and not line.folded[mark.end :]:
            return Entry(line, is_break=True)
        if mark:
            return _cut_up(line, max(mark.end, line.start if mark is line.mark else 0), len(line.folded), mark)
        return _labelled(line) or Entry(line)

    def _ends_section(self, index: int, line: Line, draft: Draft) -> bool:
        if line.mark and line.mark.sure:
            return self._is_chapter(line, line.mark, draft)
        if furniture.is_unmarked_chapter(line.folded) or _is_half_year(line):
            return True
        if furniture.is_date_line(line.folded) or furniture.is_closing(line):
            return True
        return furniture.is_signer(line) and self._is_at_end(index)

    def _is_at_end(self, index: int) -> bool:
        following = next(iter(self._following(index, 1)), None)
        if following is None:
            return True
        return bool(
            furniture.is_date_line(following.folded)
            or furniture.is_signer(following)
            or furniture.is_related_head(following)
            or furniture.title_strength(following)
        )

    def _is_chapter(self, line: Line, mark: Mark, draft: Draft) -> bool:
        """True for 四、保障措施 after the months; False for an item or a group marked the same way."""
        if mark.style == draft.marked_by and mark.style != "1":
            return True
        if _is_half_year(line):
            return True
        goes_on = self.outer.get(mark.style, 0) + 1 == mark.ordinal and mark.ordinal > 1
        used = draft.last.get(mark.style)
        titled = furniture.is_chapter_title(line.words)
        if used:
            breaks = mark.ordinal <= used or mark.ordinal > used + 1
            return titled and mark.style in CHAPTER_STYLES and (goes_on or breaks)
        if mark.style == "一":
            return self._is_outer_chapter(mark, draft, goes_on=goes_on, titled=titled)
        return goes_on and (mark.style == "(一)" or titled)

    def _is_outer_chapter(self, mark: Mark, draft: Draft, *, goes_on: bool, titled: bool) -> bool:
        last = next((m for e in reversed(draft.entries) for m in e.marks[-1:]), None)
        if mark.ordinal == 1:
            return titled and last is not None
        return goes_on or titled or not (last and last.ordinal + 1 == mark.ordinal)

    # Lines between sections

    def _take_outside(self, line: Line) -> str:
        mark = line.mark
        if mark and mark.sure:
            self.outer[mark.style] = mark.ordinal
        if _is_chapter_line(line):
            self._watch(line)
            return "chapter"
        if mark and self.orphans.is_watching:
            self.orphans.take(line, _cut_up(line, line.start, len(line.folded), mark).items)
        elif not mark and line.folded.endswith(":") and len(line.folded) <= entries.LONGEST_LABEL:
            self._watch(line)
        return "prose"

    def _watch(self, line: Line) -> None:
        if furniture.is_schedule(line.words) or _is_half_year(line):
            self.orphans.start()
        else:
            self.orphans.stop()

    def _following(self, index: int, count: int) -> list[Line]:
        place = self.headings.place[index]
        return [self.lines[i] for i in self.headings.solid[place + 1 : place + 1 + count]]


def _is_chapter_line(line: Line) -> bool:
    if line.mark:
        return line.mark.sure and line.mark.style in CHAPTER_STYLES
    return furniture.is_unmarked_chapter(line.folded) or _is_half_year(line)


def _is_half_year(line: Line) -> bool:
    return len(line.words) <= LONG_PARAGRAPH / 2 and furniture.is_term(line.words)


def _cut_up(line: Line, start: int, end: int, mark: Mark | None = None) -> Entry:
    """The items of a stretch of a line, by their marks or else by semicolons and gaps."""
    if not mark:
        mark = marks.leading(line.folded, start)
        mark = mark if mark and (mark.sure or mark.ordinal == 1) else None
    if mark:
        found = splitting.marked(line.folded, max(mark.end, start), mark, end)
    elif first := splitting.first_mark(line.folded, start, end):
        mark = first[1]
        found = splitting.marked(line.folded, mark.end, mark, end)
    else:
        mark, found = None, splitting.by_semicolon(line.folded, start, end)
        if len(found) < 2:
            found = splitting.by_space(line.text, line.folded, start, end)
    texts = [line.cut(*span) for span in found]
    items = [Item(text, line.number) for text in texts if text]
    return Entry(line, items, [mark] if mark else [])


def _labelled(line: Line) -> Entry | None:
    """安全工作：1、…；2、… on one line: the label is none of the items."""
    first = splitting.first_mark(line.folded, 0, len(line.folded))
    if not first or line.folded[: first[0]].rstrip()[-1:] != ":":
        return None
    return _cut_up(line, first[0], len(line.folded))


def _is_theme(rest: str, following: Line | None, shape: Shape) -> bool:
    """True for words beside the month that only name its subject: 九月：开学准备月."""
    if rest[0] == "(" and rest[-1] == ")" and rest.count("(") == 1 and not marks.leading(rest):
        return True
    if rest.endswith(":"):
        return True
    if marks.leading(rest) or splitting.first_mark(rest, 0, len(rest)):
        return False
    short = len(rest) <= LONGEST_THEME and not any(char in rest for char in ",。;!?")
    if following is None:
        return short and rest.endswith(("主题月", "活动月", "教育月"))
    if following.mark and following.mark.ordinal == 1:
        return True
    listed = following.mark is not None and following.mark.ordinal == 0
    return short and (listed or rest.endswith(("月", "周", "季")) or (shape is Shape.GAP and not following.mark))


def _mark_in(line: Line, before: list[Entry]) -> Mark | None:
    """The line's mark, if it is one for sure or the list so far leads to it."""
    if line.mark and (line.mark.sure or _is_expected(line.mark, before)):
        return line.mark
    dotted = marks.dotted(line.folded)
    return dotted if dotted and _is_expected(dotted, before) else None


def _is_expected(mark: Mark, before: list[Entry]) -> bool:
    """True if the list so far leads to this number."""
    last = next((m for entry in reversed(before) for m in entry.marks[-1:]), None)
    if "." in mark.style:
        parent = int(mark.style.split(".")[0])
        if last is None:
            return mark.ordinal == 1
        return last.style == mark.style or (last.style == "1" and last.ordinal == parent)
    if last is None:
        return mark.ordinal == 1
    return last.style == mark.style and mark.ordinal == last.ordinal + 1
