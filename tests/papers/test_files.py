"""Files of papers are judged by their content, whatever their name says."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from logistics.errors import Refused
from logistics.papers import files
from logistics.papers.files import Judged, judge
from logistics.papers.models import PaperFile
from logistics.sheets import ENCRYPTED_STREAM, OLE
from tests.papers.factories import PDF, TYPES, make_paper, office, upload

DOCX = office(TYPES, "word/document.xml")
OLD_WORD = OLE + b"\0" * 512 + "WordDocument".encode("utf-16-le")


def picture(kind="PNG"):
    written = BytesIO()
    Image.new("RGB", (8, 8)).save(written, kind)
    return written.getvalue()


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "kept", "shown"),
    [
        ("rule.pdf", PDF, "rule.pdf", True),
        ("rule", PDF, "rule.pdf", True),
        ("rule.docx", DOCX, "rule.docx", False),
        ("rule.exe", DOCX, "rule.exe.docx", False),
        ("list.xlsx", office(TYPES, "xl/workbook.xml"), "list.xlsx", False),
        ("old.doc", OLD_WORD, "old.doc", False),
        ("scan.png", picture(), "scan.jpg", True),
        ("../../etc/passwd.pdf", PDF, "passwd.pdf", True),
        ("a\u202efdp.exe", PDF, "afdp.exe.pdf", True),
    ],
    ids=lambda value: ascii(value) if isinstance(value, str) else "",
)
def test_a_file_is_named_for_what_it_is(name, content, kept, shown):
    judged = judge(upload(name, content))

    assert (judged.name, judged.is_inline) == (kept, shown)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.pdf", b"<html><script>alert(1)</script></html>", "is no PDF"),
        ("drawing.svg", b"<svg onload='alert(1)'/>", "is no PDF"),
        ("program.pdf", b"MZ\x90\0" * 20, "is no PDF"),
        ("archive.docx", office("readme.txt"), "is no PDF"),
        ("cut.pdf", PDF[:-6], "ends in the middle"),
        ("macro.docx", office(TYPES, "word/document.xml", "word/vbaProject.bin"), "holds macros"),
        ("macro.doc", OLD_WORD + "_VBA_PROJECT".encode("utf-16-le"), "holds macros"),
        ("locked.docx", OLE + ENCRYPTED_STREAM, "protected by a password"),
        ("bomb.docx", b"", "too large"),
        ("half.png", picture()[:30], "is not a whole"),
        ("nothing.pdf", b"", "is empty"),
        ("large.pdf", b"", "larger than 10 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_honest_document_is_refused(name, content, sentence):
    content = {"bomb.docx": packed_bomb, "large.pdf": too_much}.get(name, lambda: content)()

    with pytest.raises(Refused) as refused:
        judge(upload(name, content))

    assert sentence in str(refused.value.sentence)


def too_much():
    return PDF + b" " * files.MOST_BYTES


def packed_bomb():
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        archive.writestr(TYPES, b"<x/>")
        archive.writestr("word/document.xml", b"0" * 30_000_000)
    return written.getvalue()


@pytest.mark.parametrize("act", [b"/JavaScript", b"/Launch", b"/OpenAction", b"/EmbeddedFile"])
def test_a_pdf_that_does_something_is_handed_out_and_never_shown(act):
    judged = judge(upload("rule.pdf", PDF.replace(b"<<>>", b"<<" + act + b" 1>>")))

    assert judged.is_inline is False


def test_a_picture_keeps_nothing_but_its_pixels():
    written = BytesIO()
    Image.new("RGB", (8, 8)).save(written, "JPEG", comment=b"<script>alert(1)</script>")

    judged = judge(upload("scan.jpg", written.getvalue()))

    assert b"script" not in judged.content


def test_the_file_leaves_with_its_name_and_never_as_a_page(enter, media):
    judged = Judged("rule.docx", "docx", DOCX, is_inline=False)
    version = make_paper(enter("director").person, files=[judged])
    line = version.lines.get()

    answer = enter("cook").get(reverse("papers:paper_file", args=[line.pk]))

    assert b"".join(answer.streaming_content) == DOCX
    assert answer["Content-Disposition"] == 'attachment; filename="rule.docx"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_quiet_pdf_opens_in_the_browser_and_can_be_downloaded(enter, media):
    judged = Judged("rule.pdf", "pdf", PDF, is_inline=True)
    line = make_paper(enter("director").person, files=[judged]).lines.get()
    client, url = enter("cook"), line.get_absolute_url()

    shown, taken = client.get(url), client.get(url, {"download": "1"})

    assert [b"".join(each.streaming_content) for each in (shown, taken)] == [PDF, PDF]
    assert shown["Content-Disposition"].startswith("inline")
    assert taken["Content-Disposition"].startswith("attachment")


def test_a_file_of_a_closed_paper_is_not_there_for_others(enter, media):
    judged = Judged("rule.pdf", "pdf", PDF, is_inline=True)
    version = make_paper(enter("director").person, files=[judged], audience="office")

    answer = enter("cook").get(version.lines.get().get_absolute_url())

    assert answer.status_code == 404


def test_after_a_crash_files_without_a_row_go_and_files_with_one_stay(enter, media):
    judged = Judged("rule.pdf", "pdf", PDF, is_inline=True)
    make_paper(enter("director").person, files=[judged])
    lost = media / "papers" / "lost.pdf"
    lost.write_bytes(PDF)

    removed = files.sweep_orphans(timezone.now() + timedelta(hours=2))

    [line] = PaperFile.objects.all()
    assert removed == ["papers/lost.pdf"]
    assert (media / line.file.name).read_bytes() == PDF
