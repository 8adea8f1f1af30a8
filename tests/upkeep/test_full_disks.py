"""A full disk under the photos, and under what is put aside for a moment: told, and nothing half."""

import os
import shutil
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from logistics.imports.models import Upload
from logistics.records.models import Entry, Photo
from logistics.school import files_of_child
from logistics.words import compile_words
from tests.factories import make_child, make_class, make_term

IN_CHINESE = {"accept-language": "zh-hans"}
BLOCK = 4096
TITLE = "服务器磁盘已满"


@pytest.fixture
def full(small_disk):
    """The same, with nothing left but one block: enough to begin a file. Removed, there is room."""
    compile_words()
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - BLOCK))
    return ballast


def files_on(disk: Path) -> list[str]:
    return [path.name for path in disk.rglob("*") if path.is_file() and path.name != "ballast"]


@pytest.fixture
def client(enter):
    client = enter("director")
    client.raise_request_exception = False
    return client


def picture() -> SimpleUploadedFile:
    """A photo that stays large however it is packed."""
    written = BytesIO()
    Image.frombytes("RGB", (900, 900), os.urandom(900 * 900 * 3)).save(written, "JPEG")
    return SimpleUploadedFile("photo.jpg", written.getvalue())


def note(campus, **more):
    at = timezone.localtime()
    asked_back = {"closed_day_is_right": "on", "late_reason": "试"}
    said = {"text": "清洗水箱", "campus": campus.pk, "happened_at": f"{at:%Y-%m-%dT%H:%M}"}
    return said | asked_back | more


def test_a_photo_on_a_full_disk_leaves_no_record_and_no_half_file(
    transactional_db, client, campus, settings, full
):
    settings.MEDIA_ROOT = full.parent
    url = reverse("duties:note_new")

    page = client.post(url, note(campus, photos=picture()), headers=IN_CHINESE)

    assert page.status_code == 507
    assert TITLE in page.text
    assert 'name="text" value="清洗水箱"' in page.text
    assert (Entry.objects.count(), Photo.objects.count()) == (0, 0)
    assert files_on(full.parent) == []
    full.unlink()
    assert client.post(url, note(campus, photos=picture())).status_code == 302
    photo = Photo.objects.get()
    assert {Path(photo.file.name).name, Path(photo.thumbnail.name).name} == set(
        files_on(full.parent)
    )


def sheet() -> SimpleUploadedFile:
    """A list too large to be held in memory while it comes in."""
    lines = "".join(f"Room {n},office\n" for n in range(1000))
    return SimpleUploadedFile("places.csv", f"Name,Kind\n{lines}".encode())


def test_a_file_that_finds_no_room_while_it_comes_in_is_told_and_not_kept(
    transactional_db, client, settings, full
):
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = str(full.parent), 0
    url = reverse("imports:import_new", args=["places"])

    pages = [client.post(url, {"file": sheet()}, headers=IN_CHINESE) for _ in range(3)]

    assert {page.status_code for page in pages} == {507}
    assert TITLE in pages[0].text
    assert not Upload.objects.exists()
    assert files_on(full.parent) == []
    full.unlink()
    assert client.post(url, {"file": sheet()}).status_code == 302


def test_a_file_to_be_handed_out_that_finds_no_room_is_told(db, client, campus, monkeypatch, full):
    term = make_term()
    child = make_child(school_class=make_class(campus=campus), term=term, name="晨晨")
    monkeypatch.setattr(tempfile, "tempdir", str(full.parent))
    monkeypatch.setattr(files_of_child, "IN_MEMORY", 1)
    url = reverse("school:child_file", args=[child.pk])

    page = client.post(url, headers=IN_CHINESE)

    assert page.status_code == 507
    assert TITLE in page.text
    assert files_on(full.parent) == []
    full.unlink()
    whole = client.post(url)
    assert whole.status_code == 200
    assert b"".join(whole.streaming_content).startswith(b"PK")
