"""A child's whole file, as guardians may ask for it: a workbook, the same as JSON, and the photos.

What belongs in it every app says itself (`ChildData` of its contributions).
"""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.db.models import Field, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import ChildData, child_data
from logistics.school.models import Child
from logistics.sheets import Sheet, Workbook, width_for

IN_MEMORY = 5 * 1024 * 1024  # above that the file waits on the disk
UNSAID = {"id", "history_id", "history_change_reason", "pinyin", "initials"}


def whole_file(child: Child, *, now: datetime, notice: str) -> IO[bytes]:
    """The .zip, to be read from its beginning. `notice` is what it says of itself."""
    told = {part: list(part.rows(child)) for part in child_data().values()}
    book, pictures = _("Child file"), _("Photos")
    with ExitStack() as unless_whole:
        file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  whoever answers closes it
        unless_whole.callback(file.close)  # half of it holds room on a full disk
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{book}.xlsx", workbook(told, notice))
            archive.writestr("child.json", as_json(child, told, now=now))
            for name, path in photos(child):
                archive.write(path, f"{pictures}/{name}")
        file.seek(0)
        unless_whole.pop_all()
    return file


def photos(child: Child) -> Iterator[tuple[str, Any]]:
    for part in child_data().values():
        for number, (name, path) in enumerate(part.photos(child), start=1):
            yield f"{part.code}-{number:03d}{safe_end(name)}", path


def safe_end(name: str) -> str:
    """The name in the archive is ours; of the file's own only the ending counts."""
    return found.group() if (found := re.search(r"\.[a-z]{2,4}$", name.lower())) else ""


# What a row says ---------------------------------------------------------------------------------


def columns_of(model: type[Model]) -> "list[Field[Any, Any]]":
    """All that a table keeps, but for keys and what only serves the search."""
    return [field for field in model._meta.concrete_fields if field.name not in UNSAID]


def shown(row: Model, field: "Field[Any, Any]") -> Any:
    """A value as people read it."""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    if isinstance(value, datetime):
        return timezone.localtime(value)
    return value if value is None or isinstance(value, date | int | str) else str(value)


def plain(row: Model, field: "Field[Any, Any]") -> Any:
    """A value as a program reads it."""
    if field.is_relation:
        return str(getattr(row, field.name)) if getattr(row, field.attname) else None
    value = getattr(row, field.name)
    return value.isoformat() if isinstance(value, date | datetime) else value


def as_json(child: Child, told: dict[ChildData, list[Model]], *, now: datetime) -> str:
    parts = {
        part.code: [{f.name: plain(row, f) for f in columns_of(type(row))} for row in rows]
        for part, rows in told.items()
    }
    content = {"child": child.number, "made_at": now.isoformat(), "parts": parts}
    return json.dumps(content, ensure_ascii=False, indent=1, default=str)


def workbook(told: dict[ChildData, list[Model]], notice: str) -> bytes:
    """A sheet for each kind of data, text as text."""
    written = io.BytesIO()
    with Workbook(written) as book:
        for part, rows in told.items():
            for model in dict.fromkeys(type(row) for row in rows) or [None]:
                of_kind = [row for row in rows if type(row) is model]
                write(book.sheet(str(part.title)), model, of_kind, notice)
    return written.getvalue()


def write(sheet: Sheet, model: type[Model] | None, rows: Iterable[Model], notice: str) -> None:
    fields = columns_of(model) if model else []
    headings = [str(field.verbose_name) for field in fields] or [_("nothing is kept")]
    lines = [[shown(row, field) for field in fields] for row in rows]
    sheet.freeze(1)
    sheet.set_widths(
        width_for([heading, *(line[place] for line in lines)])
        for place, heading in enumerate(headings)
    )
    sheet.write(headings, "heading")
    for line in lines:
        sheet.write(line)
    sheet.write([notice], "note")
