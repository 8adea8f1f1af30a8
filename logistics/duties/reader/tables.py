"""Rows of a table, pasted or out of a file: cells parted by tabs or bars, the month in one of them.

The row that names the columns says which cells are work; without one, cells that name people,
offices, numbers, weeks or days are not taken for work. A cell that is empty because the one
above spans it belongs to the month above.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from logistics.duties.reader import furniture, headings
from logistics.duties.reader.lines import Line
from logistics.duties.reader.months import Named

TIME = re.compile(r"(?:月|时|日|周|季|学)[份间期次度]?(?:安排)?|起止时间|完成时间")
WORK = re.compile(r"[^。]{0,8}(?:内容|工作|任务|项目|安排|要点|活动|事项|重点|措施)(?:[^。]{0,6})?")
OTHER = re.compile(
    r"[^。]{0,8}(?:负责|责任|备注|完成|部门|参[加与]|地点|序号|编号|执行|检查人|落实|对象|人员|要求|目标|领导|分管|情况|时限|费用|预算|配合)[^。]{0,6}"
)
PARTY = re.compile(
    r"(?:[^,。;]{0,8}(?:处|室|部|组|班|园长|校长|主任|老师|教师|人员|员|医|会计|出纳|食堂|领导|厨房|门卫|保安|家长|幼儿|师生|教职工|幼儿园)"
    r"(?:[、/和及, ]|\Z)){1,5}|全[体园校][^,。;]{0,6}|[一-鿿]{2,3}(?:[、/ ,][一-鿿]{2,3}){0,4}"
)
MINOR = re.compile(
    r"[\d\s.、,/~—–:至到日号月年周第()%-]*|第?[一二三四五六七八九十\d]{1,3}周(?:\(.*\))?|[√×✓○●是否无-]{1,2}|(?:已|未)?完成"
)
LONGEST_HEADER = 10
BAR = re.compile(r"[|│┃]")

Span = tuple[int, int]


@dataclass(slots=True)
class Row:
    """A row's cells as places in its line."""

    line: Line
    cells: list[Span]

    def folded(self, column: int) -> str:
        start, end = self.cells[column]
        return self.line.folded[start:end]


@dataclass(slots=True)
class Table:
    """What is known of the table being read."""

    work: set[int] = field(default_factory=set)
    months: dict[int, Named] = field(default_factory=dict)
    has_header: bool = False

    def take_header(self, row: Row) -> bool:
        """True if the row names the columns."""
        texts = {column: row.folded(column).replace(" ", "") for column in range(len(row.cells))}
        texts = {column: text for column, text in texts.items() if text}
        names = {c: t for c, t in texts.items() if len(t) <= LONGEST_HEADER and _is_name(t)}
        if len(names) < 2 or len(names) < len(texts):
            return False
        times = {c for c, t in names.items() if TIME.fullmatch(t)}
        work = {c for c, t in names.items() if WORK.fullmatch(t) and not OTHER.fullmatch(t)}
        if not work - times:
            return False
        self.work, self.has_header = work - times, True
        return True

    def take_months(self, row: Row) -> bool:
        """True if months stand side by side, each over its own column."""
        named = {
            c: month for c in range(len(row.cells)) if (month := headings.of_cell(row.folded(c)))
        }
        if len(named) < 2:
            return False
        self.months = named
        return True

    def month(self, row: Row) -> tuple[int, Named] | None:
        """The month that one of the row's first cells names, with its column."""
        for column in range(min(3, len(row.cells))):
            if column not in self.work and (found := headings.of_cell(row.folded(column))):
                return column, found
        return None

    def work_cells(self, row: Row, skip: int | None) -> list[Span]:
        columns = [c for c in range(len(row.cells)) if c != skip and row.folded(c).strip()]
        if self.has_header:
            return [row.cells[c] for c in columns if c in self.work]
        plain = [c for c in columns if not MINOR.fullmatch(row.folded(c))]
        work = [c for c in plain if not PARTY.fullmatch(row.folded(c))]
        return [row.cells[c] for c in work or plain[:1]]


def row_of(line: Line, *, in_table: bool) -> Row | None:
    """The line as a row of cells, if it is one."""
    folded = line.folded
    if "\t" in folded:
        return _row(line, re.finditer("\t", folded))
    if folded[:1] in "|│┃" and folded[-1:] in "|│┃" and len(folded) > 2:
        return _row(line, BAR.finditer(folded))
    return _row(line, iter(())) if in_table and line.inside else None


def _row(line: Line, borders: Iterator[re.Match[str]]) -> Row:
    cells, start = ([(0, 0)] if line.inside else []), 0
    for border in borders:
        cells.append((start, border.start()))
        start = border.end()
    cells.append((start, len(line.folded)))
    if line.folded[:1] in "|│┃":
        cells = cells[1:-1]
    return Row(line, [_trimmed(line.folded, *cell) for cell in cells])


def _trimmed(folded: str, start: int, end: int) -> Span:
    while start < end and folded[start] in " \t":
        start += 1
    while end > start and folded[end - 1] in " \t":
        end -= 1
    return start, end


def _is_name(text: str) -> bool:
    return any(kind.fullmatch(text) for kind in (TIME, WORK, OTHER)) or furniture.is_chapter_title(
        text
    )
