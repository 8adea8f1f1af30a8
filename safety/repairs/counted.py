"""Things by the piece as people write them, one a line: 更换电容 8 个, 14 fans, 一楼 风扇 清洗 128 台."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from logistics.fields import half_width

MOST = 100
MOST_LETTERS = 80
AFTER = re.compile(
    r"^(?P<thing>\d*[^\d\s].*?)[\s:：×*]*(?P<count>\d{1,7}(?:\.\d{1,3})?)\s*(?P<unit>\D{0,10})$"
)
BEFORE = re.compile(r"^(?P<count>\d{1,7}(?:\.\d{1,3})?)\s*(?P<thing>\D.*)$")


@dataclass(frozen=True)
class Counted:
    thing: str
    quantity: Decimal
    unit: str = ""


def read(text: str) -> list[Counted]:
    """Each line with its number; a line without one is one thing. Nothing is left out."""
    lines = (half_width(line) for line in text.splitlines())
    return list(of_lines(line for line in lines if line))


def of_lines(lines: Iterator[str]) -> Iterator[Counted]:
    for line in lines:
        match = AFTER.match(line) or BEFORE.match(line)
        found = match.groupdict() if match else {}
        quantity = Decimal(found.get("count") or 1)
        if not quantity:
            continue
        thing = (found.get("thing") or line).strip()[:MOST_LETTERS]
        yield Counted(thing, quantity, (found.get("unit") or "").strip()[:10])


def written(counted: Counted) -> str:
    return f"{counted.thing} {counted.quantity.normalize():f} {counted.unit}".strip()
