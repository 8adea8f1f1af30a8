"""Every page in Chinese, read as every role: no English left over, no word that we do not use."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from string import Formatter
from urllib.parse import parse_qsl, urljoin, urlsplit

import polib
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.translation.reloader import translation_file_changed
from lxml import html
from openpyxl import load_workbook

from logistics import demo, words
from logistics.access import Role
from logistics.contributions import kinds, registers, trades
from logistics.duties.models import Duty, Rhythm, Scope, State, Task
from logistics.duties.models.duties import ClosedDay
from logistics.school.models import Campus, Person, Post
from tests.factories import make_person

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
# What Chinese writes in Latin letters too: names of things, units, numbers of records and norms,
# the code of a place's label, and the gap that a script fills in.
ALLOWED = re.compile(
    r"""\b(?:Houqin|English|A4|QR|PDF|WPS|Excel|Word|iPhone|HEIC|JPEG|PNG|WebP|UTF-8|MB)\b
    | \.(?:docx?|xlsx?|txt|csv)\b
    | (?<![A-Za-z])(?:kg|mg|ml|mm|cm)(?![A-Za-z])
    | \b[A-Z]{1,5}[-/ ]?\d[\w./-]*
    | \b[0-9A-F]{8}\b
    | \{\w+\}""",
    re.VERBOSE,
)
BANNED = re.compile("您|登陆|其它|帐号|失败|！")
BANNED_BUTTONS = {"确定", "OK"}
# What nobody sees or hears, what stands as somebody typed it, and what says that it is English.
UNREAD = '//text()[not(ancestor::*[self::script or self::style or self::kbd or self::pre or @lang="en"])]'
SPOKEN = {"title", "aria-label", "placeholder", "alt", "label"}
FOR_SCRIPTS = {"key", "person", "size", "step", "theme", "value", "most", "print", "offline", "debug"}

VISITS = {"get": 2, "post": 1}  # of one kind of page by one person
OTHER_PARTS = ("/admin/", "/static/")
AWAY = {"logout", "set_language"}  # after these there is nothing to read
FAST = [name for name in django_settings.MIDDLEWARE if not name.startswith("zeal")]
CATALOGUE = words.ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"


@pytest.fixture(scope="module", autouse=True)
def translated():
    """The words as they are now, not as they were compiled some time ago."""
    words.compile_words()
    translation_file_changed(sender=None, file_path=CATALOGUE.with_suffix(".mo"))


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker):
    """A sample school in the middle of its work; each test leaves it as it was."""
    wanted = demo.Wanted(now=timezone.now(), days=5, seed=1, classes=1, children=6)
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MIDDLEWARE=FAST):
        demo.make(wanted, lambda stage: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def chinese(db, school):
    """A browser that speaks Chinese, of nobody yet."""
    client = Client()
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    return client


@pytest.fixture
def enter_as(chinese):
    def enter(role):
        chinese.force_login(holder(role), backend="logistics.school.posts.PostBackend")
        return chinese

    return enter


def holder(role):
    """Somebody of the sample who holds the role today, or a newcomer."""
    posts = Post.objects.current(timezone.localdate()).filter(role=role, person__is_active=True)
    first = posts.select_related("person").first()
    return first.person if first else make_person(role=role, name="新来的")


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Reading a page ------------------------------------------------------------------------------


def faults(page: str | bytes) -> set[str]:
    """Whatever a reader of Chinese would stumble over."""
    return faults_in(html.document_fromstring(page))


def faults_in(tree) -> set[str]:
    found = {fault for text in readings(tree) for fault in faults_of(text)}
    buttons = tree.xpath("//button|//a[contains(@class, 'btn')]|//input[@type='submit']")
    return found | {says(button) for button in buttons} & BANNED_BUTTONS


def readings(tree) -> Iterator[str]:
    """Everything on a page that is seen or spoken, or that a script will show."""
    yield from tree.xpath(UNREAD)
    for value in tree.xpath("//@*"):
        name = value.attrname
        data = name.removeprefix("data-")
        if name in SPOKEN or (data != name and not data.endswith("url") and data not in FOR_SCRIPTS):
            yield value


def faults_of(text: str) -> list[str]:
    return LATIN.findall(ALLOWED.sub(" ", text)) + BANNED.findall(text)


def says(button) -> str:
    return button.text_content().strip() or button.get("value", "")


class Reader:
    """Opens every kind of page that links lead to, and sends each form empty and wrongly filled."""

    def __init__(self, client):
        self.client = client
        self.waiting = deque()
        self.visits = Counter()
        self.faults = {}
        self.known = set(Person.objects.exclude(username=None).values_list("username", flat=True))

    def walk(self, *starts: str) -> dict[str, set[str]]:
        """The faults found, by address."""
        self.waiting.extend(starts)
        while self.waiting:
            url = self.waiting.popleft()
            if self.is_new("get", url):
                self.read(url, self.client.get(url, follow=True))
        return self.faults

    def is_new(self, method: str, url: str) -> bool:
        kind = kind_of(url)
        self.visits[method, kind] += 1
        return kind is not None and self.visits[method, kind] <= VISITS[method]

    def read(self, name: str, response) -> None:
        if response.headers.get("Content-Type", "").startswith("text/html"):
            tree = html.document_fromstring(response.content)
            if found := faults_in(tree) - self.known:
                self.faults[name] = found
            self.follow(response.request["PATH_INFO"], tree)

    def follow(self, url: str, tree) -> None:
        self.waiting.extend(urljoin(url, link) for link in tree.xpath("//a/@href"))
        for form in tree.xpath("//form[@method='post'][.//button]"):
            names = form.xpath(".//*[not(self::button)]/@name")
            target = urljoin(url, form.get("action") or url)
            if self.is_new("post", target):
                self.send(target, {})
                self.send(target, dict.fromkeys(names, "错"))

    def send(self, url: str, given: dict[str, str]) -> None:
        with taken_back():
            said = "wrongly filled" if given else "empty"
            self.read(f"{url} {said}", self.client.post(url, given, follow=True))


def kind_of(url: str) -> tuple | None:
    """What like addresses have in common: the view, the register, and what they ask for."""
    parts = urlsplit(url)
    if parts.netloc or parts.path.startswith(OTHER_PARTS):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    asked = tuple(name for name, text in parse_qsl(parts.query))
    return None if match.view_name in AWAY else (match.view_name, match.kwargs.get("code"), asked)


# Pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role.values)
def test_each_role_reads_nothing_but_chinese(enter_as, role):
    reader = Reader(enter_as(role))

    assert reader.walk("/", "/me/", "/style/") == {}
    assert len(reader.visits) > 20
