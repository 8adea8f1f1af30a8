"""The zip behind an .xlsx or .docx, looked over before anything unpacks it.

A few kilobytes can claim gigabytes: by packing zeros, or by one cell in the far corner of a
sheet, for which a reader sets up all the cells before it.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from logistics.errors import Refused

MEGABYTE = 1024 * 1024
MOST_BYTES_UNPACKED = 100 * MEGABYTE
MOST_RATIO = 100
MOST_ENTRIES = 200
# Small files pack well without meaning harm; the ratio counts from here.
RATIO_FROM_BYTES = MEGABYTE
ZIP = b"PK\x03\x04"

MOST_ROWS = 20_000
MOST_COLUMNS = 100
CELL_START = re.compile(rb"<(?:[\w.-]{1,20}:)?(?:row|c)(?=[\s/>])")
CELL = re.compile(
    rb"""<(?:[\w.-]{1,20}:)?(row|c)(?=[\s/>])((?:[^<>"']|"[^"<]{0,400}"|'[^'<]{0,400}'){0,2000}+)>"""
)
PLACE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
REFERENCE = re.compile(rb"([A-Z]{0,3})(\d{1,7})")
NOT_SHEETS = re.compile(
    r"xl/(?:sharedStrings|styles|media/|theme/|drawings/|printerSettings/)|docProps/"
)


def check_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, once its size unpacked is known to be sane."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as damage:
        raise broken() from damage
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = unpacked > RATIO_FROM_BYTES and unpacked > MOST_RATIO * len(data)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_BYTES_UNPACKED or is_bomb:
        raise Refused(
            _(
                "Unpacked, the file is too large. Copy what is needed into a new file and upload that."
            )
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise locked()
    names = {entry.filename for entry in entries}
    if len(names) < len(entries) or not all(_is_honest(data, entry) for entry in entries):
        raise broken()
    return archive


def check_cells(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook with a cell beyond the rows and columns we take, wherever it stands."""
    for entry in archive.infolist():
        if entry.filename.endswith(".xml") and not NOT_SHEETS.match(entry.filename):
            row = column = 0
            for name, place in _cells(_content(archive, entry)):
                if name == b"row":
                    row, column = int(place[1]) if place else row + 1, 0
                else:
                    column = _column(place[0]) if place else column + 1
                    row = int(place[1]) if place else row
                check_extent(row, column)


def check_extent(height: int, width: int) -> None:
    if height > MOST_ROWS:
        raise Refused(_("The sheet has more than 20,000 rows. Split it into several files."))
    if width > MOST_COLUMNS:
        raise Refused(
            _("The sheet has more than 100 columns. Delete the columns that are not needed.")
        )


def locked() -> Refused:
    return Refused(
        _("The file is protected by a password. Remove the password and upload it again.")
    )


def broken() -> Refused:
    return Refused(
        _(
            "The file is damaged and cannot be read. Open it, save it under a new name, and upload that."
        )
    )


def _is_honest(data: bytes, entry: zipfile.ZipInfo) -> bool:
    """True if the entry unpacks to the size it states: other readers do not stop there."""
    names = data[entry.header_offset + 26 : entry.header_offset + 30]
    start = (
        entry.header_offset + 30 + sum(int.from_bytes(names[i : i + 2], "little") for i in (0, 2))
    )
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return entry.file_size == len(packed)
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        return False
    try:
        return _unpacked_size(packed, entry.file_size) == entry.file_size
    except zlib.error:
        return False


def _unpacked_size(packed: bytes, stated: int) -> int:
    """Counted without keeping what is unpacked, and no further than it matters."""
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    while packed and size <= stated:
        size += len(inflating.decompress(packed, MEGABYTE))
        packed = inflating.unconsumed_tail
    return size + len(inflating.flush())


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        content = archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as damage:
        raise broken() from damage
    # In another encoding, or with a declared entity, the places could not be seen.
    if b"\x00" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise broken()
    return content


def _cells(content: bytes) -> Iterator[tuple[bytes, tuple[bytes, bytes] | None]]:
    """Each row and cell, with the place it gives itself (column letters, row number), if any."""
    count = 0
    for found in CELL.finditer(content):
        count += 1
        place = PLACE.search(found[2])
        reference = REFERENCE.fullmatch(place[1]) if place else None
        if place and not reference:
            raise broken()
        yield found[1], (reference[1], reference[2]) if reference else None
    if count < sum(1 for _start in CELL_START.finditer(content)):
        raise broken()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
