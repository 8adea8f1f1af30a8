"""What a backup is made of: the copy of the database, every file, the keys, and what they are.

Members of the tar, in this order: `database.sqlite3.gz`, `media/…`, `keys/…` (only where the whole
is encrypted), `manifest.json`. A backup without its manifest was not finished.
"""

import gzip
import json
import shutil
import sqlite3
import tarfile
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.upkeep import containers, copies
from logistics.upkeep.containers import PIECE, Damaged

FORMAT = 1
DATABASE, PACKED, MANIFEST = "database.sqlite3", "database.sqlite3.gz", "manifest.json"
MEDIA, KEYS = "media/", "keys/"
KEY_NAMES = ("secret", "field", "seal")
PACKING = 3  # a fifth of the size in a third of the time
SPARE = 100 * 1024 * 1024  # what a backup leaves free on the disk

# What a tar says when it is none, or not whole.
BROKEN = (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, ValueError, KeyError, TypeError)


def version() -> str:
    """Of this program."""
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))
    return told["project"]["version"]


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `files` has size and SHA-256 of each member by its name."""

    made_at: str
    version: str
    database: str
    migrations: list[str]
    tables: copies.Fingerprints
    files: dict[str, list[Any]]
    missing: list[str]
    seal: str
    key_marks: list[str]
    format: int = FORMAT

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def rows(self) -> int:
        return sum(count for count, _told in self.tables.values())

    @property
    def photos(self) -> int:
        """Files of the school: neither the database nor a key."""
        return sum(name.startswith(MEDIA) for name in self.files)


@dataclass
class Opened:
    """A backup read to its end."""

    manifest: Manifest
    seen: dict[str, list[Any]] = field(default_factory=dict)


# Writing ----------------------------------------------------------------------------------------


def make(target: Path, work: Path, *, now: datetime, passphrase: str) -> Manifest:
    """Write all of it into a new file."""
    copy = work / DATABASE
    refuse_full(work, database_size() * 2)
    copies.take(copy)
    told = described(copy, now)
    pack(copy, work / PACKED)
    refuse_full(target.parent, (work / PACKED).stat().st_size + media_size())
    with (
        containers.written(target, passphrase) as whole,
        tarfile.open(fileobj=whole, mode="w|") as tar,  # type: ignore[call-overload]
    ):
        put(tar, PACKED, work / PACKED, told.files)
        for path in media_files():
            name = MEDIA + path.relative_to(settings.MEDIA_ROOT).as_posix()
            put(tar, name, path, told.files)
        for name in KEY_NAMES if passphrase else ():
            put_bytes(tar, KEYS + name, key_text(name).encode(), told.files)
        put_missing(told)
        put_bytes(tar, MANIFEST, json.dumps(asdict(told), ensure_ascii=False).encode(), {})
    return told


def described(copy: Path, now: datetime) -> Manifest:
    with closing(sqlite3.connect(copy)) as file:
        if not copies.is_whole(file):
            raise Refused(
                _("The database itself is damaged. Restore the last backup that is whole.")
            )
        return Manifest(
            made_at=now.isoformat(),
            version=version(),
            database=copies.connection.vendor,
            migrations=copies.migrations(file),
            tables=copies.fingerprints(file),
            files={},
            missing=sorted(copies.files_named(file)),
            seal=copies.seal_code(file),
            key_marks=[mark_of(key) for key in settings.FIELD_KEYS],
        )


def put_missing(told: Manifest) -> None:
    """Files that rows name and nobody has any more: said, and no reason to have no backup."""
    waiting = {name + ".part" for name in told.missing}
    there = {name.removeprefix(MEDIA) for name in told.files if name.startswith(MEDIA)}
    found = {
        n for n in told.missing if n in there or (n + ".part" in waiting and n + ".part" in there)
    }
    told.missing[:] = [name for name in told.missing if name not in found]


def mark_of(key: str) -> str:
    """By which a key is known without being told."""
    return sha256(b"houqin key " + key.encode()).hexdigest()[:16]


def key_text(name: str) -> str:
    said = {"secret": settings.SECRET_KEY, "seal": settings.SEAL_KEY}
    return said.get(name) or ",".join(settings.FIELD_KEYS)


def pack(source: Path, target: Path) -> None:
    with source.open("rb") as plain, gzip.open(target, "wb", compresslevel=PACKING) as packed:
        shutil.copyfileobj(plain, packed, PIECE)


def media_files() -> Iterator[Path]:
    folder = Path(settings.MEDIA_ROOT)
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def media_size() -> int:
    return sum(path.stat().st_size for path in media_files())


def database_size() -> int:
    """Bytes of the database, what waits in its log included."""
    if copies.connection.vendor == "postgresql":
        with copies.connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0]
    name = copies.connection.settings_dict["NAME"]
    return sum(path.stat().st_size for path in (Path(name), Path(f"{name}-wal")) if path.exists())


def refuse_full(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise Refused(
            _("The disk is too full: %(needed)d MB are needed in %(folder)s, %(free)d MB are free.")
            % {"needed": (needed + SPARE) >> 20, "folder": folder, "free": free >> 20}
        )


def put(tar: tarfile.TarFile, name: str, path: Path, files: dict[str, list[Any]]) -> None:
    """A file; one that has gone since it was listed belongs to no row any more."""
    try:
        opened = path.open("rb")
    except FileNotFoundError:
        return
    with opened as file:
        size, told = path.stat().st_size, sha256()
        tar.addfile(entry(name, size), Reading(file, told))
    files[name] = [size, told.hexdigest()]


def put_bytes(tar: tarfile.TarFile, name: str, data: bytes, files: dict[str, list[Any]]) -> None:
    tar.addfile(entry(name, len(data)), BytesIO(data))
    files[name] = [len(data), sha256(data).hexdigest()]


def entry(name: str, size: int) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size, made.mode = size, 0o600
    return made


class Reading:
    """A file that is hashed as it is read."""

    def __init__(self, file: BinaryIO, told: Any) -> None:
        self.file, self.told = file, told

    def read(self, size: int = -1, /) -> bytes:
        data = self.file.read(size)
        self.told.update(data)
        return data


# Reading ----------------------------------------------------------------------------------------


@contextmanager
def unharmed() -> Iterator[None]:
    """Say “damaged” of whatever is no backup."""
    try:
        yield
    except BROKEN as damage:
        raise Damaged from damage


def read(path: Path, *, passphrase: str, into: Path | None = None, files: bool = True) -> Opened:
    """Read a backup to its end and compare it with what it says of itself.

    With `into` it is unpacked there; without `files` only its database. Refuses what is damaged,
    encrypted with another passphrase, or of a kind this program does not know.
    """
    if not path.is_file():
        raise Refused(_("There is no backup at %(path)s.") % {"path": path})
    seen: dict[str, list[Any]] = {}
    last = b""
    with containers.read(path, passphrase) as whole, unharmed():
        with tarfile.open(fileobj=whole, mode="r|") as tar:  # type: ignore[call-overload]
            for member in tar:
                wanted = into and (files or member.name == PACKED)
                last = take(tar, member, seen, into if wanted else None)
        while whole.read(PIECE):
            pass
    with unharmed():
        return compared(last, seen)


def take(
    tar: tarfile.TarFile, member: tarfile.TarInfo, seen: dict[str, list[Any]], into: Path | None
) -> bytes:
    """Read one member; answers what the manifest says, when it is that."""
    name = safe(member)
    source = tar.extractfile(member)
    if source is None:
        raise Damaged
    if name == MANIFEST:
        return source.read()
    told = sha256()
    reading = Reading(source, told)  # type: ignore[arg-type]
    if into:
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            shutil.copyfileobj(reading, file, PIECE)
    else:
        while reading.read(PIECE):
            pass
    seen[name] = [member.size, told.hexdigest()]
    return b""


def safe(member: tarfile.TarInfo) -> str:
    """The name of a member, if it may stand in a backup and leads nowhere else."""
    path = PurePosixPath(member.name)
    is_known = member.name in {PACKED, MANIFEST} or member.name.startswith((MEDIA, KEYS))
    is_inside = not path.is_absolute() and ".." not in path.parts and "\\" not in member.name
    if not (member.isfile() and is_known and is_inside and ":" not in member.name):
        raise Damaged
    return member.name


def compared(last: bytes, seen: dict[str, list[Any]]) -> Opened:
    if not last:
        raise Damaged
    told = json.loads(last)
    if told.get("format") != FORMAT:
        raise Refused(_("This backup was made by a newer version. Install that version first."))
    manifest = Manifest(**told)
    if manifest.files != seen:
        raise Damaged
    return Opened(manifest, seen)


def unpack_database(work: Path) -> Path:
    """The copy of the database, out of its packing."""
    copy = work / DATABASE
    with unharmed(), gzip.open(work / PACKED, "rb") as packed, copy.open("wb") as plain:
        shutil.copyfileobj(packed, plain, PIECE)
    (work / PACKED).unlink()
    return copy


def refuse_other_rows(copy: Path, manifest: Manifest) -> None:
    """Every table as it was: so many rows, with this hash, in a file without a fault."""
    try:
        with closing(sqlite3.connect(copy)) as file:
            is_same = copies.is_whole(file) and copies.fingerprints(file) == manifest.tables
    except sqlite3.DatabaseError as damage:
        raise Damaged from damage
    if not is_same:
        raise Damaged
