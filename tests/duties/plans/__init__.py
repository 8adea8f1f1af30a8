"""Plans written for the reader, with what it should find noted in their margin.

Each line of a `.plan` file is margin │ line. The margin says what the line is: `T` a plan's title,
`9` or `8,9` a heading of these months, `x` of a masked one, `Q3` of a quarter, `+` more of the
section, `?` a list that lost its heading, nothing for everything else. ⟦ ⟧ frame each item; the
last one may stay open.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.plan"))
ITEM = re.compile("⟦([^⟧]*)⟧?")
OUTER = " \u3000"


@dataclass
class Plan:
    """A plan's text and what is to be found in it."""

    lines: list[str] = field(default_factory=list)
    headings: list[tuple] = field(default_factory=list)
    items: set[tuple] = field(default_factory=set)
    unplaced: list[tuple] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def load(name: str) -> Plan:
    plan, document, current = Plan(), "", []
    source = (FOLDER / f"{name}.plan").read_text(encoding="utf-8")
    for number, noted in enumerate(source.splitlines(), 1):
        margin, line = noted.split("│", 1)
        plan.lines.append(line.replace("⟦", "").replace("⟧", ""))
        items = [(text.strip(OUTER), number) for text in ITEM.findall(line)]
        if margin == "T":
            document = plan.lines[-1].strip(OUTER)
        elif margin == "?":
            plan.unplaced += items
        elif margin and margin != "+":
            current = [(document, number, *named) for named in _named(margin)]
            plan.headings += current
        if margin not in ("T", "?"):
            plan.items |= {(*heading, *item) for heading in current for item in items}
    return plan


def _named(margin: str) -> list[tuple]:
    """(month, quarter) of each name in the margin."""
    names = [None if name == "x" else int(name) for name in margin.lstrip("Q").split(",")]
    return [(None, name) if margin.startswith("Q") else (name, None) for name in names]
