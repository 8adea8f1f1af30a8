"""What people type stays text: on every page, in every form shown again, in every file given out."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import models, transaction
from django.test import Client, override_settings
from django.utils import timezone
from lxml import html

from tests.pages import PAGES, Page
from tests.pages.asking import FAST, address, key_of, taken_back
from tests.test_every_form import FORMS, entered, values_in
from tests.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROOT = Path(__file__).resolve().parent.parent
# It begins as a formula does, ends an attribute and opens an element that no page of ours has.
MARK = "='\"><planted>"
PAYLOADS = [
    "=1+1<planted>",
    '"><planted onfocus=planted autofocus>',
    "'><planted onload='planted'>",
    "</textarea><planted>",
    "</title><planted>",
    "</option></select><planted>",
    "--><planted>",
    "]]><planted>",
    "<script>planted</script>",
    "</script><script>planted</script>",
    "<SCRIPT SRC=//planted.example></SCRIPT>",
    "<scr<script>ipt>planted</scr</script>ipt>",
    "<img src=x onerror=planted>",
    "<img/src=x/onerror=planted>",
    "<svg onload=planted>",
    "<svg><script>planted</script></svg>",
    "<math><a xlink:href=javascript:planted>x",
    '<a href="javascript:planted">x</a>',
    "<a href=' javascript:planted'>x</a>",
    "<iframe srcdoc='<planted>'>",
    "<object data=javascript:planted>",
    "<base href=//planted.example>",
    '<meta http-equiv=refresh content="0;//planted.example">',
    "<form action=javascript:planted><button>x",
    "<style>@import '//planted.example'</style>",
    "<input onfocus=planted autofocus>",
    "<details open ontoggle=planted>",
    "\x3cplanted\x3e",
    "&lt;planted&gt;<planted>",
    "{{ planted }}{% planted %}<planted>",
]
# Columns in which people write what they like.
FREE = {
    "address", "aims", "answer", "basis", "department", "duties", "error", "excuse", "group",
    "guardian", "heading", "identity_number", "measures", "name", "note", "opinion", "partner",
    "phone", "reason", "relation", "said", "serves", "situation", "source", "summary", "text",
    "title", "title_en",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world(timezone.now(), (f"{MARK} E", f"{MARK} W"))
        plant(world)
        yield world
        transaction.set_rollback(True)


def plant(world: World) -> None:
    """Markup in whatever people may have written: about the things, and as their own names."""
    payloads = cycle(PAYLOADS)
    things = [*world.own.values(), *world.others.values(), *world.people.values()]
    for thing in things:
        for column in free_columns(type(thing)):
            written = next(fitting(payloads, column.max_length))
            type(thing)._base_manager.filter(pk=thing.pk).update(**{column.name: written})


def free_columns(model: type[models.Model]) -> list[Any]:
    kept = model._meta.label in {"records.Entry", "school.Campus", "school.SchoolClass"}  # marked
    return [
        column
        for column in model._meta.concrete_fields
        if column.name in FREE
        and not (
            column.is_relation
            or column.choices
            or column.unique
            or kept
            or isinstance(column, models.JSONField)
        )
    ]


def fitting(payloads: Iterator[str], most: int | None) -> Iterator[str]:
    return (payload for payload in payloads if most is None or len(payload) <= most)


def who_sees(page: Page) -> str:
    """Whoever sees most of it."""
    return next(actor for actor in ["head", "office", *sorted(page.who)] if actor in page.who)


def said(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture(scope="module")
def answers(world):
    """What is answered to everybody who may ask, by page: shown, and sent with markup in it."""
    with override_settings(MIDDLEWARE=FAST):
        clients = {actor: entered(world, actor) for actor in world.people}
        shown = {
            page.name: (answer, said(answer))
            for page in PAGES
            if page.who and page.get == 200
            for answer in [clients[who_sees(page)].get(address(page, key_of(page, world)))]
        }
        sent = {
            f"{page.name} sent": send(clients[who_sees(page)], page, world, shown[page.name][0])
            for page in FORMS
        }
        files = send(clients["head"], named("school:child_file"), world)
    return shown | sent | {"school:child_file": files}


def named(name: str) -> Page:
    return next(page for page in PAGES if page.name == name)


def send(client: Client, page: Page, world: World, opened: Any = None) -> tuple[Any, bytes]:
    """A form with markup in every field, shown again with what is wrong."""
    form = opened.context.get("form") if opened else None
    payloads = cycle(PAYLOADS)
    names = form.fields if form else {}
    typed = {name: next(payloads) for name in names if name not in ("file", "photos")}
    given = values_in(form) | typed if form else {}
    with taken_back():
        answer = client.post(address(page, key_of(page, world)), given, follow=True)
        return answer, said(answer)


def of_type(answers: dict[str, Any], kind: str) -> dict[str, bytes]:
    return {
        name: content
        for name, (answer, content) in answers.items()
        if answer.headers.get("Content-Type", "").startswith(kind) and content.strip()
    }


# Pages.

FOREIGN = "//planted|//base|//iframe|//object|//embed|//math|//meta[@http-equiv]|//style"
ACTING = re.compile(r"^\s*(javascript|vbscript|data:text)", re.IGNORECASE)


def faults(page: bytes) -> list[str]:
    """What a browser would do that no page of ours asks of it."""
    tree = html.document_fromstring(page.decode())
    found = [element.tag for element in tree.xpath(FOREIGN)]
    found += [s.text for s in tree.xpath("//script[not(@src)]")]
    found += [s for s in tree.xpath("//script/@src") if not s.startswith("/static/")]
    for value in tree.xpath("//@*"):
        name = value.attrname.lower()
        if name.startswith(("on", "hx-on", "style", "srcdoc")) or ACTING.match(value):
            found.append(f"{name}={value}")
    return found


def test_no_page_takes_what_was_typed_for_markup(answers):
    pages = of_type(answers, "text/html")

    wrong = {name: found for name, page in pages.items() if (found := faults(page))}

    assert wrong == {}


def test_the_markup_is_there_to_be_read(answers):
    """The control of the test above."""
    pages = of_type(answers, "text/html")

    telling = {name for name, page in pages.items() if b"&lt;planted&gt;" in page}
    spoilt = pages["duties:task_list"].replace(b"&lt;", b"<").replace(b"&gt;", b">")

    assert len(telling) > 120
    assert "planted" in faults(spoilt)


# Files.


def workbooks(answers: dict[str, Any]) -> dict[str, bytes]:
    """Each workbook that is given out, also those inside an archive."""
    found = of_type(answers, "application/vnd.openxmlformats-officedocument.spreadsheetml")
    for name, content in of_type(answers, "application/zip").items():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [entry for entry in archive.namelist() if entry.endswith(".xlsx")]
            found |= {f"{name} {entry}": archive.read(entry) for entry in inside}
    return found


def test_no_workbook_takes_what_was_typed_for_a_formula(answers):
    books = {
        name: openpyxl.load_workbook(io.BytesIO(content))
        for name, content in workbooks(answers).items()
    }

    cells = [
        (name, cell)
        for name, book in books.items()
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    ]
    kept = {name for name, cell in cells if str(cell.value).startswith("=")}
    assert {"duties:register_sheet", "school:child_sheet"} < kept
    assert any(name.startswith("school:child_file ") for name in kept)
    assert [(name, cell.coordinate) for name, cell in cells if cell.data_type == "f"] == []


# What may pass unescaped.

UNESCAPED = re.compile(r"\|\s*safe\b|mark_safe|autoescape off|SafeString\(|SafeText|html_safe")
TRUSTED = {
    ("logistics/forms.py", "written = mark_safe(options)"),  # each part is escaped below it
    ("logistics/accounts/factors.py", "return mark_safe(drawn)"),  # a drawing of segno
    ("logistics/labels.py", "return mark_safe(drawn)"),  # a drawing of segno
    ("logistics/templatetags/house.py", "return mark_safe(svg."),  # our package's own file
    ("safety/templatetags/repairs.py", 'NOTHING = mark_safe("")'),  # not a sign in it
    ("logistics/templatetags/registers.py", 'LINE_BREAK = SafeString("<br>")'),
    ("logistics/templatetags/registers.py", 'NOTHING = SafeString("—")'),
    ("logistics/templatetags/registers.py", "return SafeString(f'<th "),  # each part is escaped
}


def test_nothing_passes_unescaped_but_what_is_known_to_be_harmless():
    places = [ROOT / name for name in ("logistics", "assets", "canteen", "safety", "health")]
    files = [f for place in places for f in place.rglob("*.py")]
    files += (ROOT / "templates").rglob("*.html")

    found = {
        (str(file.relative_to(ROOT)), line.strip())
        for file in files
        for line in file.read_text("utf-8").splitlines()
        if UNESCAPED.search(line) and "import" not in line
    }

    unknown = {
        (file, line)
        for file, line in found
        if not any(file == known and line.startswith(start) for known, start in TRUSTED)
    }
    assert unknown == set()
