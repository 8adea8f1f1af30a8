"""`manage.py read_plan`: what the plan reader finds in a file. Nothing is saved."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from logistics.duties.reader import Reading, Section, read
from logistics.duties.reader.documents import text_of
from logistics.errors import Refused


class Command(BaseCommand):
    help = "Reads a written work plan and says which months, items and duties it finds."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--term-start", type=_day, metavar="YYYY-MM-DD", default=None)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        reading = _read(options["file"])
        answer = _as_json(reading) if options["json"] else _as_text(reading, options["term_start"])
        _write(self.stdout, answer)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(_("Write the day as YYYY-MM-DD.")) from wrong


def _read(path: Path) -> Reading:
    try:
        with path.open("rb") as upload:
            return read(text_of(upload, name=path.name))
    except Refused as refusal:
        raise CommandError(str(refusal)) from refusal
    except OSError as missing:
        raise CommandError(_("The file cannot be opened: %(file)s") % {"file": path}) from missing


def _as_json(reading: Reading) -> str:
    return json.dumps(reading.as_json(), ensure_ascii=False, indent=2)


def _as_text(reading: Reading, term_start: date | None) -> str:
    lines = [line for section in reading.sections for line in _section_lines(section, term_start)]
    if reading.unplaced:
        lines += [
            "",
            _("Not placed:"),
            *(f"{item.line:>6}  {item.text}" for item in reading.unplaced),
        ]
    if reading.duties:
        lines += ["", _("Proposed duties:")]
    lines += [f"{d.line:>6}  {d.rhythm:<14} {d.role or '-':<12} {d.text}" for d in reading.duties]
    return "\n".join(lines) or _("No month, no list and no recurring duty was found.")


def _section_lines(section: Section, term_start: date | None) -> list[str]:
    when = _when(section, term_start)
    title = " · ".join(part for part in (section.document, section.heading, when) if part)
    return ["", title, *(f"{item.line:>6}  {item.text}" for item in section.items)]


def _when(section: Section, term_start: date | None) -> str:
    """The month with its year, counted on from the month in which the term starts."""
    if section.quarter:
        return _("quarter %(number)s") % {"number": section.quarter}
    if not section.month:
        return _("month unknown")
    if not term_start:
        return f"{section.month}"
    # A month more than half a year ahead of the term is that of the year before (August for September).
    ahead = (section.month - term_start.month + 1) % 12 - 1
    year = term_start.year + (term_start.month - 1 + ahead) // 12
    return f"{year}-{section.month:02}"


def _write(stdout: Any, text: str) -> None:
    """In UTF-8 whatever the console says, for those who read on from a pipe."""
    stream = getattr(stdout, "_out", stdout)
    if buffer := getattr(stream, "buffer", None):
        stream.flush()
        buffer.write(f"{text}\n".encode("utf-8", errors="replace"))
        buffer.flush()
    else:
        stdout.write(text)
