"""Lists that lost their heading.

Inside a section the numbering may repeat and jump; it may also start again, after a sub-heading
or without any reason. It is taken for a lost heading only with a second sign:

- a list of two or more starts again at 1 (or a blank line comes where blank lines part only
  sections), with no sub-heading before it, *and* the next heading skips a month;
- or it starts again after a blank line where blank lines part only sections;
- or what is left of the heading stands there (月份：).

The rest of the section is then unplaced: neither dropped nor given to the wrong month.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from logistics.duties.reader.entries import Entry
from logistics.duties.reader.lines import Line
from logistics.duties.reader.marks import Mark
from logistics.duties.reader.reading import Item, Section


@dataclass(slots=True)
class Draft:
    """A heading and what stood under it. One draft may name several months."""

    document: str
    heading: str
    line: int
    months: tuple[int | None, ...]
    quarters: tuple[int | None, ...]
    entries: list[Entry] = field(default_factory=list)
    mark: Mark | None = None
    last: dict[str, int] = field(default_factory=dict)
    has_year_only: bool = False

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        for mark in entry.marks:
            self.last[mark.style] = mark.ordinal

    @property
    def is_nameless(self) -> bool:
        """True under a heading whose number fell off (月份：)."""
        return not self.months and not self.quarters

    def take_from(self, place: int) -> list[Item]:
        items = [item for entry in self.entries[place:] for item in entry.items]
        self.entries = self.entries[:place]
        return items

    def sections(self) -> list[Section]:
        items = tuple(item for entry in self.entries for item in entry.items)
        named: list[tuple[int | None, int | None]] = [(month, None) for month in self.months] + [
            (None, q) for q in self.quarters
        ]
        return [
            Section(self.document, self.heading, self.line, month, quarter, items)
            for month, quarter in named
        ]


def without_heading(drafts: Sequence[Draft]) -> list[Item]:
    """Take out of a plan's sections, and give back, the items of lists that lost their heading."""
    steps = [_step(a, b) for a, b in pairwise(drafts)]
    # A plan that names every second month leaves out months as a habit: its gaps say nothing.
    by_one = steps.count(1)
    any_known = len(steps) - steps.count(0)
    blanks_part = _blanks_part_sections(drafts)
    lost: list[Item] = []
    for place, draft in enumerate(drafts):
        if draft.is_nameless:
            lost += draft.take_from(0)
            continue
        skips = place < len(steps) and steps[place] > 1 and (by_one > 0 or any_known == 1)
        cut = _cut(draft.entries, skips=skips, blanks_part=blanks_part)
        if cut is not None:
            lost += draft.take_from(cut)
    return lost


def _step(a: Draft, b: Draft) -> int:
    """How many months, or quarters, lie between two headings; 0 if one is masked."""
    for names, cycle in ((lambda d: d.months, 12), (lambda d: d.quarters, 4)):
        if names(a) and names(b) and names(a)[-1] and names(b)[0]:
            return (names(b)[0] - names(a)[-1]) % cycle
    return 0


def _blanks_part_sections(drafts: Sequence[Draft]) -> bool:
    """True if blank lines stand inside at most one section: there they mean something."""
    if len(drafts) < 2:
        return False
    with_blank = [d for d in drafts if any(e.after_blank for e in d.entries[1:])]
    return len(with_blank) == 1 and len(drafts) > 2


def _cut(entries: list[Entry], *, skips: bool, blanks_part: bool) -> int | None:
    """Where the list of another section begins."""
    highest, style = 0, ""
    for place, entry in enumerate(entries):
        if entry.is_break:
            highest, style = 0, ""
        first = entry.first
        restarts = bool(first and first.ordinal == 1 and highest >= 2 and first.style == style)
        blank = entry.after_blank and blanks_part and place > 0 and not entry.is_break
        if (skips and (restarts or (blank and not first))) or (restarts and blank):
            return place
        if first and (not style or first.style == style):
            style, highest = first.style, max(highest, entry.marks[-1].ordinal)
    return None


@dataclass(slots=True)
class Orphans:
    """A list that stands where the first month of a plan should stand.

    It is under the plan's title, or under the chapter that holds the months, with no heading of
    its own. Should months follow, it is unplaced; should none follow, it is no dated list.
    """

    entries: list[Item] = field(default_factory=list)
    is_watching: bool = False
    has_chapters: bool = False

    def start(self) -> None:
        self.entries, self.is_watching = [], True

    def stop(self) -> None:
        self.entries, self.is_watching = [], False

    def take(self, line: Line, items: list[Item]) -> None:
        if self.is_watching:
            self.entries += items

    def claim(self) -> list[Item]:
        """The orphans, now that a month follows them."""
        entries = self.entries
        self.stop()
        return entries
