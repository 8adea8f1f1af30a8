"""Files of papers: judged by their content, never by their name, and kept until nobody names them.

`judge` does the work on the bytes and touches no table; `line_of` belongs into the transaction of
the record. A file waits under a temporary name until that transaction has been committed.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from logistics import archives
from logistics.archives import ZIP
from logistics.errors import Refused
from logistics.papers.models import PaperFile
from logistics.papers.models.papers import file_path
from logistics.records import photos
from logistics.records.photos import WAITING, is_fresh, put_in_place, set_aside
from logistics.sheets import ENCRYPTED_STREAM, OLE

FOLDER = "papers"
MOST_BYTES = 10 * archives.MEGABYTE
MOST_FILES = 6
LONGEST_NAME = 100
PDF, PDF_END = b"%PDF-", b"%%EOF"
TAIL = 2048  # the end of a PDF stands in its last bytes, whatever a scanner wrote after it
IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
# What runs or leads away when a PDF is opened; such a file is handed out and never shown.
ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|RichMedia|XFA)\b")
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
STREAMS = {"docx": ("WordDocument", "doc"), "xlsx": ("Workbook", "xls")}
MACROS = "_VBA_PROJECT".encode("utf-16-le")
# What a name may not carry: ways through folders, marks of direction, control characters.
UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Judged:
    """A file fit to be kept: its cleaned name, what it is by its content, its bytes."""

    name: str
    ending: str
    content: bytes
    is_inline: bool

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def judge(upload: UploadedFile) -> Judged:
    """Refuses, naming the file: over 10 MB, with macros or a password, damaged, of another kind."""
    name = tidy(upload.name or "")
    refuse_size(upload, name)
    content = upload.read()
    upload.seek(0)
    if content.startswith(PDF):
        return judged_pdf(name, content)
    if content.startswith(IMAGES):
        picture = photos.prepare(upload).image  # drawn anew: nothing beside the pixels is kept
        return Judged(named(name, "jpg"), "jpg", picture, is_inline=True)
    if content.startswith(ZIP):
        return Judged(*judged_office(name, content), content, is_inline=False)
    if content.startswith(OLE):
        return Judged(*judged_old_office(name, content), content, is_inline=False)
    raise unknown(name)


def tidy(name: str) -> str:
    """What the file is called on screen and when it is taken along; never where it lies."""
    plain = UNSAFE.sub("", Path(name.replace("\\", "/")).name).strip(" .")
    return plain or _("File")


def named(name: str, ending: str) -> str:
    """With the ending of what it is: a program in a PDF's clothes loses the clothes."""
    stem, dot, end = name.rpartition(".")
    same = {ending, "jpeg"} if ending == "jpg" else {ending}
    if dot and end.lower() in same:
        return f"{stem[:LONGEST_NAME]}.{ending}"
    stem = stem if dot and end.lower() in {"png", "webp"} else name
    return f"{stem[:LONGEST_NAME]}.{ending}"


def refuse_size(upload: UploadedFile, name: str) -> None:
    if not upload.size:
        raise Refused(_("“%(name)s” is empty. Choose the file again.") % {"name": name})
    if upload.size > MOST_BYTES:
        raise Refused(
            _("“%(name)s” is larger than 10 MB. Make it smaller, or split it.") % {"name": name}
        )


def judged_pdf(name: str, content: bytes) -> Judged:
    if PDF_END not in content[-TAIL:]:
        raise Refused(
            _("“%(name)s” ends in the middle. Save the PDF again and upload that.") % {"name": name}
        )
    return Judged(named(name, "pdf"), "pdf", content, is_inline=not ACTIVE.search(content))


def judged_office(name: str, content: bytes) -> tuple[str, str]:
    """Word or Excel of today: looked through before anything unpacks it."""
    with archives.check_archive(content) as archive:
        inside = set(archive.namelist())
    ending = next((end for part, end in OFFICE.items() if part in inside), "")
    if not ending or "[Content_Types].xml" not in inside:
        raise unknown(name)
    if any(part.rpartition("/")[2].lower().startswith("vbaproject") for part in inside):
        raise with_macros(name)
    return named(name, ending), ending


def judged_old_office(name: str, content: bytes) -> tuple[str, str]:
    """Word or Excel as they were before 2007, known by the stream they hold."""
    if ENCRYPTED_STREAM in content:
        raise archives.locked()
    if MACROS in content:
        raise with_macros(name)
    for stream, ending in STREAMS.values():
        if stream.encode("utf-16-le") in content:
            return named(name, ending), ending
    raise unknown(name)


def with_macros(name: str) -> Refused:
    return Refused(
        _("“%(name)s” holds macros. Save it without macros, or as PDF, and upload that.")
        % {"name": name}
    )


def unknown(name: str) -> Refused:
    return Refused(
        _(
            "“%(name)s” is no PDF, Word or Excel file and no picture, whatever its name says. Save "
            "it as PDF and upload that."
        )
        % {"name": name}
    )


def line_of(judged: Judged) -> PaperFile:
    """The row of a new file, which lies aside until the transaction has been committed."""
    line = PaperFile(
        name=judged.name,
        ending=judged.ending,
        size=len(judged.content),
        sha256=judged.sha256,
        is_inline=judged.is_inline,
    )
    line.file.name = set_aside(file_path(line, ""), judged.content)
    kept = line.file.name

    def settle() -> None:  # Django logs a callback that fails by its name
        put_in_place(kept)

    transaction.on_commit(settle, robust=True)
    return line


def again(line: PaperFile) -> PaperFile:
    """The same file in a new version: the bytes lie once."""
    names = ("name", "ending", "size", "sha256", "is_inline")
    return PaperFile(**{name: getattr(line, name) for name in names}, file=line.file.name)


def sweep_orphans(now: datetime) -> list[str]:
    """After a crash: put in place what was committed, remove what no row knows. Names these."""
    folder = Path(default_storage.path(FOLDER))
    known = set(PaperFile.objects.values_list("file", flat=True))
    removed = []
    for path in sorted(folder.glob("*")):
        name = f"{FOLDER}/{path.name.removesuffix(WAITING)}"
        if is_fresh(path, now):
            continue
        if name not in known:
            path.unlink()
            removed.append(name)
        elif path.name.endswith(WAITING):
            put_in_place(name)
    return removed
