"""Registers: one declaration gives the page, the A4 sheet, the .xlsx and the completeness page.

Nothing here knows what a register is about. Whose rows a person may see, and where the school
keeps its own arrangement of the columns, is said by the apps that declare registers.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar, Protocol

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

Words = str | Promise
Value = str | Decimal | int | date | datetime | bool | None

OF_A_CELL = (str, Decimal, int, date, type(None))

UPRIGHT_COLUMNS = 7  # an upright A4 sheet has room for these
ONE_LINE = 17  # letters: a moment has sixteen
CHUNK = 2000  # rows read at a time for a sheet or a file
# Letters that stand side by side on a sheet in its usual size, and the sizes there are, in points.
ROOM = {"portrait": 94, "landscape": 141}
BORDERS = 1.5  # letters that the padding of a column takes
SHORT_WORD = 6  # letters: on a crowded sheet a number, a part of a date or a name
USUAL_SIZE, SMALLER_SIZES = 10.5, (9, 8, 7, 6)


CHOSEN = re.compile(r"get_(\w+)_display")  # the words of a choice, as Django names them


def follow(row: Any, steps: Iterable[str]) -> Any:
    """`entry`, `place`, `name` of a row; empty where there is nothing on the way."""
    for step in steps:
        row = row.get(step) if isinstance(row, dict) else getattr(row, step)
        row = row() if callable(row) else row
        if row is None:
            return None
    return row


@dataclass(frozen=True)
class Column:
    """One column. `value` is a path from the row or a function of it; empty: the column's name.

    `width` is in Latin letters, as spreadsheets count. A `kept` column cannot be hidden. `content`
    columns hold what the record says, the others what the system knows about it. `link` gives
    the address that opens the rows a number counts.
    """

    name: str
    heading: Words
    value: str | Callable[[Any], Any] = ""
    unit: Words = ""
    width: int = 14
    number: bool = False
    total: bool = False
    hidden: bool = False
    kept: bool = False
    content: bool = True
    link: Callable[[Any], str] | None = None

    def of(self, row: Any) -> Value:
        said = self.value(row) if callable(self.value) else self.read(row)
        return said if isinstance(said, OF_A_CELL) else str(said)

    def read(self, row: Any) -> Any:
        """What stands at the end of the path; the words of a choice are asked once for each code."""
        steps, chosen = self.path
        owner = follow(row, steps)
        if not chosen or owner is None:
            return owner
        code = getattr(owner, chosen)
        if code not in self.words:
            self.words[code] = str(getattr(owner, f"get_{chosen}_display")() or "")
        return self.words[code]

    # A page asks these of the same column once for every row. They are kept with the column, which
    # `renamed` makes for one reader and one page.

    @cached_property
    def path(self) -> tuple[list[str], str]:
        """The steps to the value, and the name of the field if it is the words of a choice."""
        *steps, last = str(self.value or self.name).split(".")
        chosen = CHOSEN.fullmatch(last)
        return (steps, chosen[1]) if chosen else ([*steps, last], "")

    @cached_property
    def words(self) -> dict[Any, str]:
        """The words of the codes met so far."""
        return {}

    @cached_property
    def is_short(self) -> bool:
        """Numbers, names and moments stand on one line."""
        return self.width <= ONE_LINE

    @cached_property
    def title(self) -> str:
        return f"{self.heading} ({self.unit})" if self.unit else str(self.heading)


@dataclass(frozen=True)
class Fit:
    """How columns are made to fit a sheet: the size of the letters in points and, if they would
    not fit by themselves, the share of each column in per cent."""

    size: float
    shares: tuple[float, ...] = ()


def fit(columns: Sequence[Column], orientation: str) -> Fit:
    """The largest letters in which all columns stand side by side; else the smallest, in which
    words take more lines and numbers keep to one."""
    needed = [column.width + BORDERS for column in columns]
    room = ROOM[orientation]
    if sum(needed) <= room:
        return Fit(USUAL_SIZE)
    size = next((s for s in SMALLER_SIZES if sum(needed) * s <= room * USUAL_SIZE), None)
    if size is None:
        size = SMALLER_SIZES[-1]
        needed = squeezed(columns, room * USUAL_SIZE / size)
    return Fit(size, tuple(round(100 * width / sum(needed), 2) for width in needed))


def squeezed(columns: Sequence[Column], room: float) -> list[float]:
    """Widths in which every column has room for a short word, numbers for no more than they need;
    the others share the rest."""
    least = [min(column.width, SHORT_WORD) + BORDERS for column in columns]
    wish = [0 if column.number else column.width for column in columns]
    rest = max(room - sum(least), 0)
    return [one + rest * more / (sum(wish) or 1) for one, more in zip(least, wish, strict=True)]


def shown(value: Value) -> str:
    """A typed value as people read it, the same on the page and on paper."""
    match value:
        case None:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        case date():
            return f"{value:%Y-%m-%d}"
        case Decimal():
            return f"{value:f}"
    return str(value)


class Arrangement(Protocol):
    """How the school's own booklet differs from the register as it is shipped."""

    title: str
    columns: list[dict[str, Any]]
    own: list[dict[str, Any]]
    note: str


@dataclass(slots=True)
class Cell:
    """What stands in one place of the table, and what stood there before corrections."""

    value: Value
    text: str
    heading: str = ""
    is_number: bool = False
    is_short: bool = False
    link: str = ""
    is_struck: bool = False
    former: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """One row of the table. `remarks` say who corrected or voided it, when and why.

    They stand in one of its places on paper, counted from 1.
    """

    pk: int
    cells: list[Cell]
    remarks: list[str] = field(default_factory=list)
    remark_place: int = 1

    def remark(self, remarks: list[str], columns: Sequence[Column], behind: str) -> None:
        """Say beside a column who corrected or voided it."""
        self.remarks = remarks
        self.remark_place = [column.name for column in columns].index(behind) + 1

    def strike(self, columns: Sequence[Column]) -> None:
        """It counts no more, and stays to be read."""
        for column, said in zip(columns, self.cells, strict=True):
            said.is_struck = column.content and bool(said.text)


class Register:
    """A register as the office keeps it. An app declares one by class attributes.

    `kind` is the code of the records it lists, if it lists records. `by_key`: its rows are found as
    keys and read a page at a time. `daily`: a day with nothing to say still gets its row. `filters` names the fields of the `search` form it offers.
    """

    code: ClassVar[str]
    trade: ClassVar[str]
    title: ClassVar[Words]
    kind: ClassVar[str | None] = None
    by_key: ClassVar[bool] = False
    columns: ClassVar[Sequence[Column]] = ()
    signatures: ClassVar[Sequence[Words]] = (
        gettext_lazy("Recorded by"),
        gettext_lazy("Reviewed by"),
        gettext_lazy("Person in charge"),
    )
    keep_years: ClassVar[int] = 3
    orientation: ClassVar[str] = ""
    search: ClassVar[Callable[..., Any]]
    filters: ClassVar[Sequence[str]] = ()
    legend: ClassVar[Words] = ""
    daily: ClassVar[bool] = False
    permission: ClassVar[str] = "records.view_register"

    def __init__(self, setting: Arrangement | None = None) -> None:
        self.setting = setting

    def __str__(self) -> str:
        return (self.setting and self.setting.title) or str(self.title)

    @property
    def note(self) -> str:
        """The words under the table: how it is filled in, and what the school adds."""
        own = self.setting.note if self.setting else ""
        return "\n".join(words for words in (str(self.legend), own) if words)

    def own_column(self, own: dict[str, Any]) -> Column:
        """A column the school has added."""
        return Column(own["name"], own["heading"], lambda row: None)

    def every_column(self) -> list[Column]:
        """All columns with the school's headings, in the school's order."""
        own = [self.own_column(column) for column in self.setting.own] if self.setting else []
        known = {column.name: column for column in [*self.columns, *own]}
        wanted = {c["name"]: c for c in (self.setting.columns if self.setting else ())}
        arranged = [known.pop(name) for name in wanted if name in known]
        return [renamed(column, wanted.get(column.name)) for column in [*arranged, *known.values()]]

    def columns_shown(self, chosen: Iterable[str] = ()) -> list[Column]:
        """The columns of a page: those chosen for it, else those the school does not hide."""
        chosen = set(chosen)
        return [
            column
            for column in self.every_column()
            if column.kept or (column.name in chosen if chosen else not column.hidden)
        ]

    def page_orientation(self, columns: Sequence[Column]) -> str:
        wide = "landscape" if len(columns) > UPRIGHT_COLUMNS else "portrait"
        return self.orientation or wide

    def rows(self, person: Any, search: Any) -> QuerySet:
        """What the person may see of it, as the search narrows it, in a total order."""
        raise NotImplementedError

    def cells(self, row: Any, columns: Sequence[Column]) -> list[Cell]:
        return [cell(column, row) for column in columns]

    def children(self, rows: QuerySet) -> Iterable[int]:
        """The keys of the children that rows tell of: who takes these away is written down."""
        return ()

    def lines(
        self, rows: Iterable[Any], columns: Sequence[Column], *, history: bool = False
    ) -> list[Line]:
        """The rows as they are shown; with `history`, also what they said before."""
        return [Line(row["pk"], self.cells(row, columns)) for row in rows]

    def keys(self, rows: QuerySet) -> QuerySet:
        """What stands for the rows until they are read with `lines`."""
        return rows

    def all_lines(self, rows: QuerySet, columns: Sequence[Column]) -> Iterator[Line]:
        """Every row with its history, read a part at a time."""
        unread = self.keys(rows).iterator(chunk_size=CHUNK)
        while part := list(islice(unread, CHUNK)):
            yield from self.lines(part, columns, history=True)

    def totals(self, rows: QuerySet, columns: Sequence[Column]) -> list[Cell]:
        """Sums over the whole filter, under the columns that have one; empty if none has."""
        summed = {column.name: Sum(column.name) for column in columns if column.total}
        if not summed:
            return []
        sums = self.summed(rows).aggregate(**{f"sum_{name}": s for name, s in summed.items()})
        return [
            Cell(value, shown(value), column.title, is_number=True)
            for column in columns
            for value in [sums.get(f"sum_{column.name}")]
        ]

    def summed(self, rows: QuerySet) -> QuerySet:
        """The rows on which the sums are taken."""
        return rows.order_by()


def renamed(column: Column, wanted: dict[str, Any] | None) -> Column:
    """The column under the school's heading, in the reader's language once for all its cells."""
    said = {"heading": column.heading, "hidden": column.hidden} | (wanted or {})
    return replace(
        column,
        heading=str(said["heading"] or column.heading),
        unit=str(column.unit),
        hidden=bool(said["hidden"]),
    )


def joined(*parts: Any) -> str:
    """What several things say; what says nothing is left out."""
    return pgettext("between the parts of a list", "; ").join(str(part) for part in parts if part)


def cell(column: Column, row: Any) -> Cell:
    value = column.of(row)
    text = value if type(value) is str else shown(value)
    link = column.link(row) if column.link and value else ""
    number = column.number or column.total
    return Cell(value, text, column.title, number, column.is_short, link)
