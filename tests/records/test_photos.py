"""Photos: what is kept of them, what is refused, who sees them, and that none loses its row."""

import os
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zlib import crc32

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image

from logistics.duties import filing
from logistics.duties.models import WorkNote
from logistics.errors import Refused
from logistics.records import photos
from logistics.records.models import Entry, Photo
from tests.factories import make_campus, make_person

NOW = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
ORIENTATION, GPS, EXIF, TAKEN, MAKER = 0x0112, 0x8825, 0x8769, 0x9003, 0x010F


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(size=(800, 600), *, mode="RGB", colour="red", name="photo.jpg", kind="JPEG", **said):
    """An uploaded picture, made on the spot."""
    written = BytesIO()
    Image.new(mode, size, colour).save(written, kind, **said)
    return SimpleUploadedFile(name, written.getvalue())


def from_a_phone(taken="2026:09:07 09:30:00", turned=1, size=(800, 600)):
    """A picture that says where, when, how and by whose camera it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = turned, "SecretCamera"
    exif[GPS] = {1: "N", 2: (31.0, 12.0, 3.0), 3: "E", 4: (121.0, 30.0, 6.0)}
    exif[EXIF] = {TAKEN: taken}
    return picture(size, exif=exif, comment=b"SecretComment")


def make_entry(campus):
    note = WorkNote(entry=Entry(campus=campus, happened_at=NOW), text="Swept")
    return filing.submit(note, by=make_person(), now=NOW)


def opened(content):
    return Image.open(BytesIO(content))


# What is kept.


def test_a_photo_is_shrunk_to_1600_and_320_pixels():
    prepared = photos.prepare(picture((4000, 3000)))

    assert opened(prepared.image).size == (1600, 1200)
    assert opened(prepared.thumbnail).size == (320, 240)
    assert opened(prepared.image).format == "JPEG"


def test_a_small_photo_is_not_blown_up():
    assert opened(photos.prepare(picture((200, 100))).image).size == (200, 100)


def test_a_photo_forgets_where_and_by_whom_it_was_taken():
    upload = from_a_phone()
    assert b"SecretCamera" in upload.read()

    prepared = photos.prepare(upload)

    for content in (prepared.image, prepared.thumbnail):
        assert dict(opened(content).getexif()) == {}
        assert b"Secret" not in content
        assert b"Exif" not in content


def test_a_photo_is_turned_upright():
    assert opened(photos.prepare(from_a_phone(turned=6)).image).size == (600, 800)


@pytest.mark.parametrize(
    ("kind", "mode", "colour"),
    [
        ("PNG", "RGBA", (255, 0, 0, 0)),
        ("PNG", "LA", (0, 0)),
        ("PNG", "P", 0),
        ("PNG", "I;16", 60000),
        ("WEBP", "RGBA", (0, 0, 255, 0)),
        ("JPEG", "CMYK", (0, 0, 0, 0)),
        ("JPEG", "L", 255),
    ],
)
def test_every_kind_of_picture_becomes_a_plain_one(kind, mode, colour):
    upload = picture(kind=kind, mode=mode, colour=colour, name=f"photo.{kind.lower()}")

    image = opened(photos.prepare(upload).image)

    assert (image.format, image.mode) == ("JPEG", "RGB")


def test_what_is_transparent_becomes_white():
    upload = picture(kind="PNG", mode="RGBA", colour=(0, 0, 0, 0))

    assert opened(photos.prepare(upload).image).getpixel((5, 5)) == (255, 255, 255)


def test_the_hash_is_that_of_the_kept_file(campus, media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        photo = photos.keep(from_a_phone(), entry=make_entry(campus), by=make_person(), at=NOW)

    kept = (media / photo.file.name).read_bytes()
    assert photo.sha256 == sha256(kept).hexdigest()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026:09:07 09:30:00", datetime(2026, 9, 7, 1, 30, tzinfo=UTC)),
        ("2026:09:07 10:04:00", datetime(2026, 9, 7, 2, 4, tzinfo=UTC)),
        ("2026:09:07 11:00:00", None),
        ("2062:01:01 00:00:00", None),
        ("1970:01:01 00:00:00", None),
        ("0000:00:00 00:00:00", None),
        ("yesterday", None),
    ],
)
def test_the_time_it_was_taken_is_kept_if_it_can_be_true(campus, said, kept):
    entry = make_entry(campus)

    photo = photos.keep(from_a_phone(taken=said), entry=entry, by=make_person(), at=NOW)

    assert photo.taken_at == kept


# What is refused.

PNG_START = b"\x89PNG\r\n\x1a\n"


def half(upload):
    content = upload.read()
    return content[: len(content) // 2]


def noisy():
    """A picture whose content cannot be guessed from its half."""
    written = BytesIO()
    Image.frombytes("RGB", (200, 200), os.urandom(120_000)).save(written, "JPEG")
    return SimpleUploadedFile("photo.jpg", written.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)",
        b"%PDF-1.7\n",
        b"\xff\xd8\xff\xe0" + b"\x00" * 200,
        PNG_START + b"\x00" * 200,
        b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"\x00" * 50,
        b"II*\x00" + b"\x00" * 200,
        b"8BPS\x00\x01" + b"\x00" * 200,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"SIMPLE  =                    T" + b" " * 2850,
        b"BM" + b"\x00" * 200,
        b"\x00\x00\x01\x00" + b"\x00" * 200,
        b"\x00",
        half(noisy()),
        half(picture((900, 900), kind="PNG", mode="RGB")),
    ],
    ids=[
        "html",
        "svg",
        "gif",
        "pdf",
        "jpeg",
        "png",
        "webp",
        "tiff",
        "psd",
        "eps",
        "fits",
        "bmp",
        "ico",
        "nothing",
        "half jpeg",
        "half png",
    ],
)
def test_what_is_no_whole_picture_is_refused_by_its_name(content):
    with pytest.raises(Refused) as refusal:
        photos.prepare(SimpleUploadedFile("kitchen.jpg", content))

    assert str(refusal.value).startswith("“kitchen.jpg” is not a whole JPEG, PNG or WebP photo.")


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "PPM", "TGA", "ICO", "JPEG2000"])
def test_a_real_picture_of_another_kind_is_refused(kind):
    with pytest.raises(Refused, match="is not a whole JPEG"):
        photos.prepare(picture(kind=kind, name="moving.jpg"))


def test_of_a_moving_picture_one_frame_is_kept():
    frames = [Image.new("RGB", (64, 64), (n, 0, 0)) for n in range(100)]
    written = BytesIO()
    frames[0].save(written, "PNG", save_all=True, append_images=frames[1:])

    prepared = photos.prepare(SimpleUploadedFile("moving.png", written.getvalue()))

    assert getattr(opened(prepared.image), "n_frames", 1) == 1


def test_what_hangs_on_a_real_picture_is_left_behind():
    upload = SimpleUploadedFile("photo.jpg", picture().read() + b"<script>alert(1)</script>")

    assert b"<script>" not in photos.prepare(upload).image


def test_an_empty_file_is_refused():
    with pytest.raises(Refused, match=r"“photo\.jpg” is empty"):
        photos.prepare(SimpleUploadedFile("photo.jpg", b""))


def test_a_heic_photo_is_refused_with_the_cure():
    content = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100

    with pytest.raises(Refused, match="Formats, Most Compatible"):
        photos.prepare(SimpleUploadedFile("IMG_1.HEIC", content))


def test_more_than_ten_megabytes_are_refused():
    upload = SimpleUploadedFile("photo.jpg", b"\x00" * (photos.MOST_BYTES + 1))

    with pytest.raises(Refused, match="larger than 10 MB"):
        photos.prepare(upload)


@pytest.mark.parametrize("size", [(8000, 6251), (14000, 14000)])
def test_more_than_fifty_million_pixels_are_refused_without_decoding(size):
    # A PNG that promises the pixels in its head and holds none of them.
    content = bytearray(picture((1, 1), kind="PNG").read())
    content[16:24] = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big")
    content[29:33] = crc32(bytes(content[12:29])).to_bytes(4, "big")

    with pytest.raises(Refused, match="more than 50 million pixels"):
        photos.prepare(SimpleUploadedFile("huge.png", bytes(content)))


# No row without a file, no file without a row.


def files_in(media):
    return sorted(path.name for path in (media / "photos").glob("*"))


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_in_place_once_its_record_is_committed(media):
    entry = make_entry(make_campus())

    photo = photos.keep(picture(), entry=entry, by=make_person(), at=NOW)

    kept = [Path(photo.file.name).name, Path(photo.thumbnail.name).name]
    assert files_in(media) == sorted(kept)


@pytest.mark.django_db(transaction=True)
def test_a_photo_of_a_record_that_fails_is_swept_up(media):
    entry, by = make_entry(make_campus()), make_person()

    with transaction.atomic():
        photos.attach(photos.prepare(picture()), entry=entry, by=by, at=NOW)
        transaction.set_rollback(True)

    left = files_in(media)
    assert [name.endswith(photos.WAITING) for name in left] == [True, True]
    removed = photos.sweep_orphans(datetime.now(UTC) + timedelta(hours=2))
    assert len(removed) == 2
    assert files_in(media) == []
    assert not Photo.objects.exists()


def test_sweeping_leaves_alone_what_may_still_be_committed(campus, media):
    photos.attach(photos.prepare(picture()), entry=make_entry(campus), by=make_person(), at=NOW)
    Photo.objects.all().delete()

    assert photos.sweep_orphans(datetime.now(UTC)) == []
    assert len(files_in(media)) == 2


def test_sweeping_finishes_what_a_crash_cut_short(campus, media):
    entry = make_entry(campus)
    photo = photos.attach(photos.prepare(picture()), entry=entry, by=make_person(), at=NOW)

    assert photos.sweep_orphans(datetime.now(UTC) + timedelta(hours=2)) == []

    assert (media / photo.file.name).exists()
    assert (media / photo.thumbnail.name).exists()


def test_sweeping_removes_a_file_no_row_knows(campus, media):
    folder = media / "photos"
    folder.mkdir()
    (folder / "stray.jpg").write_bytes(b"stray")

    removed = photos.sweep_orphans(datetime.now(UTC) + timedelta(hours=2))

    assert removed == ["photos/stray.jpg"]
    assert files_in(media) == []


FAULTS = ["os.fsync", "pathlib.Path.replace", "pathlib.Path.mkdir"]


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_whatever_fails_every_row_has_its_files_and_every_file_its_row(media, monkeypatch):
    chance = random.Random(1)
    entry, by = make_entry(make_campus()), make_person()
    prepared = photos.prepare(picture((8, 8)))

    for _ in range(1000 if os.environ.get("SOAK") else 60):
        with monkeypatch.context() as patched, suppress(OSError), transaction.atomic():
            patched.setattr(chance.choice(FAULTS), failing(chance.randrange(4)))
            photos.attach(prepared, entry=entry, by=by, at=NOW)
            transaction.set_rollback(chance.random() < 0.2)
    photos.sweep_orphans(datetime.now(UTC) + timedelta(hours=2))

    rows = Photo.objects.values_list("file", "thumbnail")
    assert 10 < len(rows) < 60 or len(rows) > 100
    assert files_in(media) == sorted(Path(name).name for row in rows for name in row)


def failing(times):
    """The real thing, which fails at the call after so many."""

    def call(*_given, **_named):
        nonlocal times
        times -= 1
        if times < 0:
            raise OSError("The disk is gone")

    return call


# Who sees it.


@pytest.fixture
def photo(campus):
    return photos.keep(from_a_phone(), entry=make_entry(campus), by=make_person(), at=NOW)


@pytest.mark.parametrize("page", ["records:photo", "records:photo_small"])
def test_a_photo_is_served_to_who_may_see_its_record(enter, photo, page):
    response = enter("director").get(reverse(page, args=[photo.pk]))

    image = opened(b"".join(response.streaming_content))
    assert image.size == {"records:photo": (800, 600), "records:photo_small": (320, 240)}[page]
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, max-age=86400"


@pytest.mark.parametrize("page", ["records:photo", "records:photo_small"])
def test_a_photo_of_another_campus_is_not_there(enter, photo, page):
    client = enter("director", at=make_campus())

    assert client.get(reverse(page, args=[photo.pk])).status_code == 404


def test_a_photo_is_not_there_for_who_may_not_read_records(enter, photo):
    assert enter("cook").get(reverse("records:photo", args=[photo.pk])).status_code == 404


def test_one_s_own_photo_is_there(enter, campus):
    client = enter("cook")
    note = WorkNote(entry=Entry(campus=campus, happened_at=NOW), text="Swept")
    entry = filing.submit(note, by=client.person, now=NOW)
    photo = photos.keep(picture(), entry=entry, by=client.person, at=NOW)

    response = client.get(reverse("records:photo", args=[photo.pk]))

    assert len(b"".join(response.streaming_content)) > 0


def test_a_photo_asks_for_a_login(client, photo):
    response = client.get(reverse("records:photo", args=[photo.pk]))

    assert response.headers["Location"].startswith("/login/")


def test_a_photo_whose_file_is_lost_is_not_there(enter, photo, media):
    for path in (media / "photos").glob("*"):
        path.unlink()

    assert enter("director").get(reverse("records:photo", args=[photo.pk])).status_code == 404


def test_behind_nginx_the_photo_is_sent_by_nginx(enter, photo, settings):
    settings.ACCEL = True

    response = enter("director").get(reverse("records:photo", args=[photo.pk]))

    assert response.headers["X-Accel-Redirect"] == f"/protected/{photo.file.name}"
    assert response.content == b""


def test_photos_of_a_record_are_in_its_first_version(campus):
    by = make_person()
    prepared = photos.prepare(picture())
    note = WorkNote(entry=Entry(campus=campus, happened_at=NOW), text="Swept")

    entry = filing.submit(
        note,
        by=by,
        now=NOW,
        photos=[lambda entry: photos.attach(prepared, entry=entry, by=by, at=NOW)],
    )

    [said] = entry.versions.get().said["photos"]
    assert said["sha256"] == prepared.sha256
    assert default_storage.exists(entry.photos.get().file.name + photos.WAITING)
