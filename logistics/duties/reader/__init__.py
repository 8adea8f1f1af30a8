"""The reader of written plans: a plan's text in, month sections and proposed duties out.

    read(text) -> Reading

Rules only. The text is split into lines (`lines`), each with its mark (`marks`); some lines are
headings of months (`months`, `headings`, `choosing`); the walk (`sections`) fills them with items
(`entries`, `splitting`, `tables`) until something ends them (`furniture`), and sets aside lists
that lost their heading (`losses`). `proposals`, with `rhythms` and `roles`, finds what keeps coming
back. A file becomes text in `documents`.
"""

from logistics.duties.reader import lines
from logistics.duties.reader.choosing import Headings
from logistics.duties.reader.proposals import proposals
from logistics.duties.reader.reading import Item, Proposal, Reading, Section
from logistics.duties.reader.sections import Walk

__all__ = ["Item", "Proposal", "Reading", "Section", "read"]


def read(text: str) -> Reading:
    """What a plan says: nothing is guessed, nothing is reworded."""
    found = lines.split(text)
    walk = Walk(found, Headings(found))
    walk.run()
    unplaced = tuple(sorted(walk.unplaced, key=lambda item: item.line))
    items = [item for section in walk.sections for item in section.items]
    duties = tuple(proposals(found, walk.kinds, [*items, *unplaced]))
    return Reading(tuple(walk.sections), unplaced, duties, walk.kinds)
