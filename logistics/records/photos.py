"""Photos of records: judged, shrunk and stripped before they are kept; none without its row.

`prepare` does the work on the image and touches no table; `attach` belongs into the transaction
of the record. The file waits under a temporary name until that transaction has been committed.
"""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from logistics.errors import Refused
from logistics.records.models import Entry, Photo
from logistics.records.models.photos import photo_path

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
LARGE, SMALL = 1600, 320  # pixels of the longer side
QUALITY = 80

# What Apple and others write at the start of a HEIC file, after the length of the first box.
HEIC = {b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1")}

# What Pillow raises when bytes are not what they say they are.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error)
BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)

EXIF_BLOCK, TAKEN, OLDEST = 0x8769, 0x9003, datetime(2000, 1, 1)  # noqa: DTZ001  as cameras write
CLOCKS_DIFFER = timedelta(minutes=5)

WAITING = ".part"  # ends the name of a file whose record is not committed yet
ABANDONED = timedelta(hours=1)  # no transaction takes this long


@dataclass(frozen=True)
class Prepared:
    """A photo ready to be kept, with its 320-pixel likeness."""

    image: bytes
    thumbnail: bytes
    taken_at: datetime | None

    @property
    def sha256(self) -> str:
        return sha256(self.image).hexdigest()


def prepare(upload: UploadedFile) -> Prepared:
    """Judge an uploaded file and make it small, upright and silent about where it was taken.

    Refuses, naming the file: over 10 MB, over 50 million pixels, and whatever is no whole JPEG,
    PNG or WebP picture.
    """
    name = Path(upload.name or "").name
    refuse_size(upload, name)
    refuse_heic(upload, name)
    with pillow_says(name), Image.open(upload, formats=FORMATS) as image:
        refuse_pixels(image, name)
        taken_at = taken(image)
        image.draft("RGB", (LARGE, LARGE))
        plain = without_all_but_pixels(ImageOps.exif_transpose(image))
    plain.thumbnail((LARGE, LARGE))
    large = as_jpeg(plain)
    plain.thumbnail((SMALL, SMALL))
    return Prepared(large, as_jpeg(plain), taken_at)


def refuse_size(upload: UploadedFile, name: str) -> None:
    if not upload.size:
        raise Refused(_("“%(name)s” is empty. Take the photo again.") % {"name": name})
    if upload.size > MOST_BYTES:
        raise Refused(
            _("“%(name)s” is larger than 10 MB. Choose a smaller photo.") % {"name": name}
        )


def refuse_heic(upload: UploadedFile, name: str) -> None:
    upload.seek(4)
    is_heic = upload.read(8) in HEIC
    upload.seek(0)
    if is_heic:
        raise Refused(
            _(
                "“%(name)s” is a HEIC photo, which browsers cannot show. On the iPhone choose "
                "Settings, Camera, Formats, Most Compatible; or send a screenshot of it."
            )
            % {"name": name}
        )


def refuse_pixels(image: Image.Image, name: str) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise too_many_pixels(name)


def too_many_pixels(name: str) -> Refused:
    return Refused(
        _("“%(name)s” has more than 50 million pixels. Choose a smaller photo.") % {"name": name}
    )


@contextmanager
def pillow_says(name: str) -> Iterator[None]:
    """Turn what Pillow raises over a bad file into a sentence about it."""
    try:
        yield
    except BOMB as bomb:
        raise too_many_pixels(name) from bomb
    except BROKEN as broken:
        raise Refused(
            _(
                "“%(name)s” is not a whole JPEG, PNG or WebP photo. Take it again, or choose another."
            )
            % {"name": name}
        ) from broken


def taken(image: Image.Image) -> datetime | None:
    """When the camera says it was taken, in the school's own time; nothing if that cannot be."""
    said = image.getexif().get_ifd(EXIF_BLOCK).get(TAKEN)
    try:
        moment = datetime.strptime(str(said).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  as cameras write
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment >= OLDEST else None


def without_all_but_pixels(image: Image.Image) -> Image.Image:
    """On white paper, without anything that was written beside the pixels: place, name, comment."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
    plain = Image.new("RGB", image.size, "white")
    plain.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return plain


def thumbnail_of(image: bytes) -> bytes:
    """The 320-pixel likeness of a picture that was prepared before."""
    with Image.open(BytesIO(image), formats=FORMATS) as picture:
        small = picture.convert("RGB")
    small.thumbnail((SMALL, SMALL))
    return as_jpeg(small)


def as_jpeg(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def keep(upload: UploadedFile, *, entry: Entry, by: Any, at: datetime, position: int = 0) -> Photo:
    """Prepare a photo and attach it to a record that exists already."""
    prepared = prepare(upload)
    with transaction.atomic():
        return attach(prepared, entry=entry, by=by, at=at, position=position)


def attach(prepared: Prepared, *, entry: Entry, by: Any, at: datetime, position: int = 0) -> Photo:
    """Put a photo to a record, within the transaction that writes the record."""
    taken_at = prepared.taken_at
    if taken_at and taken_at > at + CLOCKS_DIFFER:  # the camera's clock is wrong
        taken_at = None
    photo = Photo(
        entry=entry,
        sha256=prepared.sha256,
        taken_at=taken_at,
        uploaded_at=at,
        uploaded_by=by,
        position=position,
    )
    photo.file.name = set_aside(photo_path(photo, ""), prepared.image)
    photo.thumbnail.name = set_aside(photo_path(photo, ""), prepared.thumbnail)
    photo.save()
    files = photo.file.name, photo.thumbnail.name

    def settle() -> None:  # Django logs a callback that fails by its name, which a partial has not
        for name in files:
            put_in_place(name)

    transaction.on_commit(settle, robust=True)
    return photo


def set_aside(name: str, content: bytes) -> str:
    """Write a file under the name it has until its record is committed: the whole of it, or none."""
    path = Path(default_storage.path(name + WAITING))
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # a commit must not outlive its photo when the power fails
    except OSError:
        path.unlink(missing_ok=True)  # a full disk needs the room
        raise
    return name


def put_in_place(name: str) -> None:
    path = Path(default_storage.path(name))
    path.with_name(path.name + WAITING).replace(path)


def file_of(name: str) -> Path | None:
    """Where the file of a committed row lies; puts it in place if that was cut short."""
    path = Path(default_storage.path(name))
    if not path.exists():
        try:
            put_in_place(name)
        except FileNotFoundError:
            return None
    return path


def sweep_orphans(now: datetime) -> list[str]:
    """After a crash: put in place what was committed, and remove files no row knows. Names these."""
    folder = Path(default_storage.path("photos"))
    known = {name for row in Photo.objects.values_list("file", "thumbnail") for name in row}
    removed = []
    for path in sorted(folder.glob("*")):
        name = f"photos/{path.name.removesuffix(WAITING)}"
        if is_fresh(path, now):
            continue
        if name not in known:
            path.unlink()
            removed.append(name)
        elif path.name.endswith(WAITING):
            put_in_place(name)
    return removed


def is_fresh(path: Path, now: datetime) -> bool:
    """Whether the transaction that wrote it may still be under way."""
    return now.timestamp() - path.stat().st_mtime < ABANDONED.total_seconds()
