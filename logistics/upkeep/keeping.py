"""Backups day by day: when one is owed, where it is kept, which of the old ones go."""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.upkeep import archives, facts
from logistics.upkeep.archives import Manifest

STEM, PLAIN, ENCRYPTED, UNFINISHED = "houqin-", ".tar", ".tar.aes", ".part"
STAMP = "%Y%m%d-%H%M%S"
DAILY, WEEKLY, MONTHLY = 7, 4, 12
OLD = timedelta(days=1)
COPY_OLD = timedelta(days=9)
TRIED_OLD = timedelta(days=7)
FULL_DISK = 28  # errno.ENOSPC, on every system Python runs on
GIVING_WAY = 15  # of 19: it still goes on while others work


@dataclass(frozen=True)
class Kept:
    """A backup on the disk, by what its name says."""

    path: Path
    made_at: datetime

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def is_encrypted(self) -> bool:
        return self.path.name.endswith(ENCRYPTED)


def folder() -> Path:
    return Path(settings.BACKUP_DIR)


def all_kept(place: Path | None = None) -> list[Kept]:
    """What lies in a folder of backups, the newest first."""
    found = [kept_at(path) for path in (place or folder()).glob(f"{STEM}*")]
    return sorted((one for one in found if one), key=lambda one: one.made_at, reverse=True)


def kept_at(path: Path) -> Kept | None:
    name = path.name.removesuffix(ENCRYPTED).removesuffix(PLAIN)
    if name == path.name:
        return None
    try:
        at = datetime.strptime(name.removeprefix(STEM), STAMP)  # noqa: DTZ007  the school's own time
    except ValueError:
        return None
    return Kept(path, timezone.make_aware(at))


def newest() -> Kept | None:
    return next(iter(all_kept()), None)


def named(place: Path, now: datetime) -> Path:
    """Where a backup goes: a name with an ending is a file, any other a folder to put it into."""
    if place.suffix and not place.is_dir():
        place.parent.mkdir(parents=True, exist_ok=True)
        return place
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    ending = ENCRYPTED if settings.BACKUP_KEY else PLAIN
    return place / f"{STEM}{timezone.localtime(now):{STAMP}}{ending}"


def found(place: Path) -> Path:
    """The backup that is meant: this file, or the newest in this folder."""
    if not place.is_dir():
        return place
    if not (kept := all_kept(place)):
        raise Refused(_("There is no backup at %(path)s.") % {"path": place})
    return kept[0].path


def give_way() -> None:
    """Pages go first: from here on this process works with what others leave of the processor."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(GIVING_WAY)


def back_up(place: Path, *, now: datetime) -> tuple[Path, Manifest]:
    """Make a backup, read it again to its end, and only then give it its name."""
    began = timezone.now()
    with facts.alone() as work, disk_says():
        target = named(place, now)
        part = target.with_name(target.name + UNFINISHED)
        for left in target.parent.glob(f"{STEM}*{UNFINISHED}"):
            left.unlink()  # of one that was killed
        try:
            manifest = archives.make(part, work, now=now, passphrase=settings.BACKUP_KEY)
            archives.read(part, passphrase=settings.BACKUP_KEY)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        settle_name(target)
    seconds = (timezone.now() - began).total_seconds()
    remember(target, manifest, seconds)
    return target, manifest


def remember(target: Path, manifest: Manifest, seconds: float) -> None:
    facts.note(
        "backup",
        at=manifest.made_at,
        path=str(target),
        size=target.stat().st_size,
        rows=manifest.rows,
        files=manifest.photos,
        missing=len(manifest.missing),
        seal=manifest.seal,
        seconds=round(seconds, 1),
    )
    facts.forget("failure")


def settle_name(target: Path) -> None:
    """A name survives a power cut only once its folder is on the disk."""
    if os.name != "nt":
        number = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


class disk_says:  # noqa: N801  reads as a sentence where it is used
    """Turns a full disk into a sentence."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: Any, _trace: Any) -> None:
        if isinstance(error, OSError) and error.errno == FULL_DISK:
            raise full() from error
        if kind and kind.__name__ == "OperationalError" and "full" in str(error):
            raise full() from error


def full() -> Refused:
    return Refused(_("The disk is full. Nothing half-made was kept. Make room and try again."))


# Old ones ---------------------------------------------------------------------------------------


def to_keep(moments: Iterable[datetime]) -> set[datetime]:
    """The newest of each of seven days, four weeks and twelve months on which there is one."""
    newest_first = sorted(moments, reverse=True)
    periods: list[tuple[int, Callable[[datetime], tuple[int, ...]]]] = [
        (DAILY, lambda at: (at.year, at.month, at.day)),
        (WEEKLY, lambda at: at.isocalendar()[:2]),
        (MONTHLY, lambda at: (at.year, at.month)),
    ]
    kept: set[datetime] = set()
    for most, period in periods:
        first: dict[tuple[int, ...], datetime] = {}
        for at in newest_first:
            first.setdefault(period(timezone.localtime(at)), at)
        kept |= set(list(first.values())[:most])
    return kept


def thin(place: Path) -> list[Path]:
    """Remove what is not to be kept; names it."""
    backups = all_kept(place)
    keep = to_keep(one.made_at for one in backups)
    gone = [one.path for one in backups if one.made_at not in keep]
    for path in gone:
        path.unlink()
    return gone


# Day by day -------------------------------------------------------------------------------------


def is_owed(now: datetime) -> bool:
    """Whether this day has no backup yet. A computer that was off at night makes it in the morning."""
    last = newest()
    return last is None or timezone.localdate(last.made_at) != timezone.localdate(now)


def do_what_is_owed(now: datetime) -> None:
    """Today's backup, its copy elsewhere, once a week a trial of it."""
    if is_owed(now):
        back_up_here(now)
    copy_elsewhere(now)
    tried = facts.noted_at("verified")
    if newest() and (tried is None or now - tried > TRIED_OLD):
        try_out(now)


def back_up_here(now: datetime) -> None:
    """A backup into the folder of backups; the old ones go only after it is there."""
    try:
        back_up(folder(), now=now)
    except Refused as refusal:
        facts.note("failure", at=now, sentence=str(refusal))
        return
    thin(folder())


def try_out(now: datetime) -> None:
    last = newest()
    if last is None:
        return
    try:
        verify(last.path, now=now)
    except Refused as refusal:
        facts.note("failure", at=now, sentence=str(refusal))


def verify(path: Path, *, now: datetime) -> Manifest:
    """Restore a backup into a place of its own and look whether all of it is there."""
    with facts.alone() as work, disk_says():
        opened = archives.read(path, passphrase=settings.BACKUP_KEY, into=work, files=False)
        archives.refuse_other_rows(archives.unpack_database(work), opened.manifest)
    facts.note("verified", at=now, path=str(path), made_at=opened.manifest.made_at)
    return opened.manifest


def copy_elsewhere(now: datetime) -> Path | None:
    """Take the newest backup to the second place, if that place is there now."""
    place, last = settings.BACKUP_COPY_DIR, newest()
    if not place or last is None or not Path(place).is_dir():
        return None
    target = Path(place) / last.path.name
    try:
        with disk_says():
            if not target.exists():
                copy_whole(last.path, target)
    except (Refused, OSError) as trouble:
        facts.note("failure", at=now, sentence=str(trouble))
        return None
    facts.note("copy", at=now, path=str(target), made_at=last.made_at.isoformat())
    thin(Path(place))
    return target


def copy_whole(source: Path, target: Path) -> None:
    """A copy gets its name once it has been read again and is the same."""
    part = target.with_name(target.name + UNFINISHED)
    try:
        shutil.copyfile(source, part)
        if digest(part) != digest(source):
            raise Refused(_("The copy elsewhere is not the same as the backup."))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def digest(path: Path) -> str:
    told = sha256()
    with path.open("rb") as file:
        while data := file.read(archives.PIECE):
            told.update(data)
    return told.hexdigest()
