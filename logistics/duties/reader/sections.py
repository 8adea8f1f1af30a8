"""The walk down a plan: headings open sections, items fill them, and chapters, titles, signatures,
closing words and a web page's links to other articles end them."""

from dataclasses import dataclass, field

from logistics.duties.reader import endings, entries, furniture, parts, tables
from logistics.duties.reader.choosing import Headings
from logistics.duties.reader.entries import Entry
from logistics.duties.reader.headings import Candidate, Shape
from logistics.duties.reader.lines import Line
from logistics.duties.reader.losses import Draft, Orphans, without_heading
from logistics.duties.reader.months import Named
from logistics.duties.reader.reading import Item, Section

LONG_PARAGRAPH = 30
MOST_JUNK_PASSED = 4
PLAIN_SHAPES = (Shape.BARE, Shape.COLON, Shape.MARK)
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
        if (row := tables.row_of(line, in_table=self.table is not None)) and (
            kind := self._take_row(row)
        ):
            return kind
        self.table = self.table if row else None
        if choice := self.headings.chosen.get(index):
            return self._take_heading(index, line, choice)
        if self._starts_links(index, line):
            return self._enter_links()
        if furniture.is_residue(line.folded):
            return self._take_residue(line)
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
        is_month = choice and (choice.shape in PLAIN_SHAPES or line.folded.endswith(":"))
        self.is_among_links = not (is_month or self._is_title_of_more(index, line))
        return not self.is_among_links

    def _is_title_of_more(self, index: int, line: Line) -> bool:
        """True for the title of a further plan, False for one title among links."""
        following = self._next(index)
        strength = 0 if line.mark else furniture.title_strength(line)
        if following is None or not strength or furniture.is_listed_title(following):
            return False
        return strength == 2 or self._begins_plan(index)

    # Plans

    def _is_title(self, index: int, line: Line) -> bool:
        strength = furniture.title_strength(line)
        if strength == 1 and self.draft:
            return self._begins_plan(index)
        return bool(strength)

    def _is_first_title(self, index: int, line: Line) -> bool:
        return index == self.headings.solid[0] and furniture.is_heading_of_page(line)

    def _begins_plan(self, index: int) -> bool:
        following = self._next(index)
        if following is None or self.headings.is_before_heading(index):
            return following is not None
        if mark := following.mark:
            return mark.style in endings.CHAPTER_STYLES and mark.ordinal == 1
        is_paragraph = len(following.folded) >= LONG_PARAGRAPH
        return is_paragraph or furniture.is_date_line(following.folded)

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
        draft = Draft(
            self.document, heading, line.number, named.months, named.quarters, mark=choice.mark
        )
        draft.has_year_only = choice.is_dated
        self.plan.append(draft)
        return draft

    def _take_rest(self, index: int, line: Line, choice: Candidate) -> None:
        """The items on the heading's own line, unless it only gives the month a theme."""
        following = None if self.headings.is_before_heading(index) else self._next(index)
        if self.draft and not parts.is_theme(line.folded[choice.rest :], following, choice.shape):
            entry = parts.cut_up(line, choice.rest, len(line.folded))
            entry.on_heading = True
            if entry.items:
                self.draft.add(entry)

    def _take_residue(self, line: Line) -> str:
        self._claim_orphans()
        self.draft = Draft(self.document, line.text, line.number, (), ())
        self.plan.append(self.draft)
        return "heading"

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
            entry = parts.cut_up(row.line, *cell)
            entry.on_heading = True
            self.draft.add(entry)

    def _open_side_by_side(self, row: tables.Row, months: dict[int, Named]) -> None:
        self._claim_orphans()
        self.side_by_side = {
            column: self._open_cell(row, column, named) for column, named in months.items()
        }
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
        if endings.ends(line, draft, self.outer, self._next(index)):
            self.draft = None
            return self._take_outside(line)
        is_label = furniture.is_week(line.words) or furniture.is_term(line.words)
        entry = (
            Entry(line, is_break=True)
            if is_label
            else parts.entry_of(line, draft.entries, self._next(index))
        )
        entry.after_blank = self.after_blank
        draft.add(entry)
        return "prose"

    # Lines between sections

    def _take_outside(self, line: Line) -> str:
        mark = line.mark
        if mark and mark.sure:
            self.outer[mark.style] = mark.ordinal
        if endings.is_chapter_line(line):
            self._watch(line)
            return "chapter"
        if mark and self.orphans.is_watching:
            self.orphans.take(line, parts.cut_up(line, line.start, len(line.folded), mark).items)
        elif not mark and line.folded.endswith(":") and len(line.folded) <= entries.LONGEST_LABEL:
            self._watch(line)
        return "prose"

    def _watch(self, line: Line) -> None:
        if furniture.is_schedule(line.words) or endings.is_half_year(line):
            self.orphans.start()
        else:
            self.orphans.stop()

    def _next(self, index: int) -> Line | None:
        """The next line that says something."""
        following = self._following(index, MOST_JUNK_PASSED)
        return next((line for line in following if not furniture.is_junk(line)), None)

    def _following(self, index: int, count: int) -> list[Line]:
        place = self.headings.place[index]
        return [self.lines[i] for i in self.headings.solid[place + 1 : place + 1 + count]]
