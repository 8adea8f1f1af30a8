"""A pack to take along: an archive of every register, the index and the papers, sent as it is made.

Nothing of it is kept: a part is read when its turn comes, so that a year's registers need no more
memory than the largest of them.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from logistics.contributions import Asked, chapters, trades
from logistics.documents import Number, Part, Table, Text, write_document
from logistics.duties.books import MOST_EXPORTED, Opened, write_book
from logistics.papers.files import tidy
from logistics.papers.models import FilePack, PaperFile
from logistics.papers.packing import Contents, Searches, Volume, contents
from logistics.records import seals
from logistics.records.photos import file_of
from logistics.records.searching import month_end
from logistics.school import reading
from logistics.school.calendar import DAY
from logistics.school.models import Reading, School, Term

Member = tuple[str, bytes]


class Outlet(io.RawIOBase):
    """What the archive writes to; it is emptied after each part."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


def bundle(
    pack: FilePack, person: Any, *, now: datetime, page: str, site: str, language: str
) -> Iterator[bytes]:
    """The archive piece by piece. `page` is the address the reading log names, `site` stands
    before the addresses in the index."""
    outlet = Outlet()
    with (
        translation.override(language),  # the request is answered by then
        zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        names: set[str] = set()
        for name, content in members(pack, person, now, page, site):
            archive.writestr(member(unique(name, names), now), content)
            yield outlet.take()
    yield outlet.take()


def member(name: str, now: datetime) -> zipfile.ZipInfo:
    told = zipfile.ZipInfo(name, timezone.localtime(now).timetuple()[:6])
    told.compress_type = zipfile.ZIP_DEFLATED
    told.external_attr = 0o644 << 16
    return told


def unique(name: str, names: set[str]) -> str:
    """Two papers may bear the same name."""
    stem, _dot, ending = name.rpartition(".")
    number, found = 2, name
    while found in names:
        found, number = f"{stem} ({number}).{ending}", number + 1
    names.add(found)
    return found


def members(pack: FilePack, person: Any, now: datetime, page: str, site: str) -> Iterator[Member]:
    found = contents(pack, person, now=now)
    yield f"{_('Index')}.docx", index(found, site)
    searches = Searches(pack, person, now)
    for number, volume in enumerate(found.opened, start=1):
        folder = tidy(str(trades()[volume.register.trade]))
        for name, book in books(searches, volume):
            title = f"{number:02d} {tidy(name)}.xlsx"
            yield (
                f"{folder}/{title}",
                write_book(book, person=person, notes=[noted(book, person, page)]),
            )
    if pack.holds(FilePack.Part.SUMMARY) and (asked := summary_asked(pack, person, now)):
        yield f"{_('Term summary')}.docx", summary(asked, site)
    for version in found.papers:
        for line in version.lines.all():
            yield from paper_file(line)


def books(searches: Searches, volume: Volume) -> Iterator[tuple[str, Opened]]:
    """The register as one file; one too long for a file month by month."""
    book = searches.book(volume.register)
    if (volume.rows or 0) <= MOST_EXPORTED:
        yield str(volume.register), book
        return
    for first, last in months(searches.pack.starts_on, searches.pack.ends_on):
        part = searches.book(volume.register, first=f"{first}", last=f"{last}")
        yield f"{volume.register} {first:%Y-%m}", part


def months(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        yield first, min(month_end(first), last)
        first = month_end(first) + DAY


def noted(book: Opened, person: Any, page: str) -> str:
    """Of rows that tell of children the reading log knows who took them."""
    children = set(book.register.children(book.rows))
    if not children:
        return ""
    return reading.taken_by(person, Reading.Act.EXPORTED, str(book.register), children, page=page)


def paper_file(line: PaperFile) -> Iterator[Member]:
    path = file_of(str(line.file))
    if path is not None:
        yield f"{_('Rules and papers')}/{line.name}", path.read_bytes()


def index(found: Contents, site: str) -> bytes:
    """The list of the pack as a document: each register with what was owed and what is there."""
    pack = found.pack
    parts = [Part(title, (table_of(held),)) for title, held in found.by_trade()]
    if found.papers:
        rows = tuple(
            (Number(v.paper.title, v.paper.get_absolute_url()), str(v.paper.get_kind_display()),
             str(v.number), f"{v.valid_from}")
            for v in found.papers
        )  # fmt: skip
        headings = (_("Title"), _("Kind"), _("Version"), _("In force from"))
        parts.append(Part(_("Rules and papers"), (Table(headings, rows),)))
    code = seals.check_code(found.now)
    if code:
        parts.append(Part(_("Seal"), (Text((_("Check code %(code)s") % {"code": code},)),)))
    school, where = School.current(), pack.campus or ""
    told = {"school": f"{school} {where}".strip(), "first": pack.starts_on, "last": pack.ends_on}
    subtitle = _("%(school)s, %(first)s – %(last)s") % told
    return write_document(pack.title, subtitle, parts, site=site)


def table_of(held: list[Volume]) -> Table:
    headings = (
        _("Register"), _("Rows"), _("Owed"), _("Recorded in time"), _("Recorded late"), _("Missing"),
    )  # fmt: skip
    return Table(headings, tuple(row_of(volume) for volume in held))


def row_of(volume: Volume) -> tuple[str | Number, ...]:
    title = str(volume.register)
    if volume.is_closed:
        return (title, _("opened only by who may read it"), "—", "—", "—", "—")
    rows = "—" if volume.rows is None else str(volume.rows)
    figures = [str(value) for _name, value, _url in volume.figures()] or ["—"] * 4
    return (Number(title, volume.url), rows, *figures)


def summary_asked(pack: FilePack, person: Any, now: datetime) -> Asked | None:
    """The summary of the term in which the pack's days end."""
    terms = Term.objects.overlapping(pack.starts_on, pack.ends_on).order_by("-starts_on")
    term = terms.first()
    if term is None or not person.has_perm("duties.view_compliance"):
        return None
    before = Term.objects.filter(starts_on__lt=term.starts_on).order_by("-starts_on").first()
    at = now.replace(second=0, microsecond=0)  # as exact as an address says it
    return Asked(person=person, term=term, before=before, campus=pack.campus, now=at)


def summary(asked: Asked, site: str) -> bytes:
    parts = [Part(str(chapter.title), tuple(chapter.write(asked))) for chapter in chapters()]
    day = timezone.localdate(asked.now)
    told = {"where": asked.campus or School.current(), "term": asked.term, "day": day}
    subtitle = _("%(where)s, %(term)s, as of %(day)s") % told
    return write_document(
        _("Term summary of the logistics work"),
        subtitle,
        parts,
        site=site,
        signatures=[_("Written by: "), _("Reviewed by: ")],
    )
