"""QR labels on paper: what stands on one, and how many go on a sheet."""

from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

A_SHEET = 24  # labels of 63.5 × 33.9 mm on A4, three across
MOST_LABELS = 480  # twenty sheets
LONG_NAME = 20  # letters: beyond, the name is set smaller


@dataclass(frozen=True)
class Label:
    """What stands on one label: a name, where it belongs, the code that can be read out."""

    name: str
    campus: str
    code: str
    qr: SafeString

    @property
    def is_long(self) -> bool:
        return len(self.name) > LONG_NAME


def qr_code(address: str) -> SafeString:
    """A drawing without a size: the style sheet gives it in millimetres. The border belongs to it."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(scale=2, border=1, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308  nothing in it but what segno draws


def sheets(labels: list[Label], *, start: int = 1) -> list[list[Label | None]]:
    """The labels by sheets of paper; the positions before `start` are peeled off already."""
    laid = [None] * (min(max(start, 1), A_SHEET) - 1) + labels
    return [laid[n : n + A_SHEET] for n in range(0, len(laid), A_SHEET)] if labels else []
