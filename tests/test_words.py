"""Every page in Chinese, read as every role: no English left over, no word that we do not use."""

import ast
import re
from collections import deque
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urljoin, urlsplit

import polib
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed
from lxml import html
from openpyxl import load_workbook

from logistics import words
from logistics.access import Role
from logistics.contributions import kinds, registers, trades
from logistics.duties.models import Rhythm, Scope, State
from logistics.duties.models.duties import ClosedDay
from logistics.duties.reader import rhythms, roles
from logistics.school.models import Person
from tests.pages.asking import taken_back
from tests.sample import holder, small_school

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
# What Chinese writes in Latin letters too: names of things, commands, units, numbers of records and
# norms, the codes of labels and seals, and the gap that a script fills in.
ALLOWED = re.compile(
    r"""\b(?:Houqin|English|A4|QR|KB|PDF|WPS|Excel|Word|iPhone|HEIC|JPEG|PNG|WebP|UTF-8|MB|GB|HTTPS?|SQLite|PostgreSQL|Django|Python|BMI|SD|MFZ|DRIs|RAE|Alt)\b
    | \b(?:EMAIL|BACKUP)_[A-Z_]+\b
    | \bmanage\.py(?:[ ][a-z_]+)* | \bhouqin(?:-worker)?\b | \bdocs/deploy\.md\b
    | (?<![\w/])/(?:[\w.-]+/)+[\w.-]+
    | \.(?:docx?|xlsx?|txt|csv|tar)\b
    | (?<![A-Za-z])(?:kg|mg|ml|mm|cm|kcal|kJ|μg)(?![A-Za-z])
    | \b(?:WS/T|[A-Z]{1,5})[-/ ]?\d[\w./-]*
    | \b[0-9A-F]{8}(?:[0-9A-F]{4})?\b
    | \b[0-9A-Z]{4}-[0-9A-Z]{4}\b
    | \{\w+\}""",
    re.VERBOSE,
)
BANNED = re.compile("您|登陆|其它|帐号|失败|！")
BANNED_BUTTONS = {"确定", "OK"}
# What nobody sees or hears, what stands as somebody typed it, and what says that it is English.
UNREAD = '//text()[not(ancestor::*[self::script or self::style or self::kbd or self::pre or @lang="en"])]'
SPOKEN = {"title", "aria-label", "placeholder", "alt", "label"}
FOR_SCRIPTS = {
    "drop",
    "lines-of",
    "drill",
    "key",
    "person",
    "size",
    "step",
    "theme",
    "value",
    "most",
    "part",
    "print",
    "offline",
    "debug",
}

OTHER_PARTS = ("/admin/", "/static/")
AWAY = {"logout", "set_language"}  # after these there is nothing to read
PACKAGES = {"logistics", "assets", "canteen", "safety", "health"}
CATALOGUE = words.ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"


@pytest.fixture(scope="module", autouse=True)
def translated():
    """The words as they are now, not as they were compiled some time ago."""
    words.compile_words()
    translation_file_changed(sender=None, file_path=CATALOGUE.with_suffix(".mo"))


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker):
    with small_school(django_db_blocker):
        yield


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
        if name in SPOKEN or (
            data != name and not data.endswith("url") and data not in FOR_SCRIPTS
        ):
            yield value


def faults_of(text: str) -> list[str]:
    return LATIN.findall(ALLOWED.sub(" ", text)) + BANNED.findall(text)


def says(button) -> str:
    return button.text_content().strip() or button.get("value", "")


class Reader:
    """Opens one page of every kind that links lead to.

    Forms are sent empty and wrongly filled: those of the views in `sends`, or all of them. What was
    `read` already is not opened again.
    """

    def __init__(self, client, *, sends: set[str] | None = None, read: set | None = None):
        self.client, self.sends, self.already = client, sends, read or set()
        self.waiting = deque()
        self.visits = set()
        self.faults = {}
        self.known = set(Person.objects.exclude(username=None).values_list("username", flat=True))

    def walk(self, *starts: str) -> dict[str, set[str]]:
        """The faults found, by address."""
        for url in starts:
            self.open(url)
        while self.waiting:
            url = self.waiting.popleft()
            if self.is_new("get", url):
                self.open(url)
        return self.faults

    def is_new(self, method: str, url: str) -> bool:
        kind = kind_of(url)
        if kind is None or (method, kind) in self.visits | self.already:
            return False
        self.visits.add((method, kind))
        return True

    def is_sent(self, url: str) -> bool:
        return self.is_new("post", url) and (self.sends is None or kind_of(url)[0] in self.sends)

    def open(self, url: str) -> None:
        self.read(url, self.client.get(url, follow=True))

    def read(self, name: str, response) -> None:
        if response.streaming:
            response.close()  # a file to take along is no page
            return
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and response.content.strip():
            tree = html.document_fromstring(response.content)
            if found := faults_in(tree) - self.known:
                self.faults[name] = found
            self.follow(response.request["PATH_INFO"], tree)

    def follow(self, url: str, tree) -> None:
        self.waiting.extend(urljoin(url, link) for link in tree.xpath("//a/@href"))
        for form in tree.xpath("//form[@method='post'][.//button]"):
            target = urljoin(url, form.get("action") or url)
            if self.is_sent(target):
                self.send(target, {})
                self.send(target, wrongly_filled(form))

    def send(self, url: str, given: dict[str, str]) -> None:
        with taken_back():
            said = "wrongly filled" if given else "empty"
            self.read(f"{url} {said}", self.client.post(url, given, follow=True))


def wrongly_filled(form) -> dict[str, str]:
    """What is hidden stays, so that the form is judged by what a person types."""
    fields = form.xpath(".//input[@name]|.//select[@name]|.//textarea[@name]")
    hidden = {field for field in fields if field.get("type") == "hidden"}
    return {f.get("name"): f.get("value", "") if f in hidden else "错" for f in fields}


def kind_of(url: str) -> tuple | None:
    """What like addresses have in common: the view, and the register where it shows one."""
    parts = urlsplit(url)
    if parts.netloc or parts.path.startswith(OTHER_PARTS):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    return None if match.view_name in AWAY else (match.view_name, match.kwargs.get("code"))


# Pages ---------------------------------------------------------------------------------------


# What links lead to in other words than the first they give.
FURTHER = (
    "/",
    "/me/",
    "/style/",
    "/compliance/?by=role",
    "/compliance/?by=school_class",
    "/compliance/?by=month",
    "/tasks/?bundle=term_opening&proof=work_note&state=late&mine=on&trade=safety",
    "/tasks/?q=没有这项任务",
    "/registers/work-notes/?first=2030-01-01&last=错",
    "/registers/work-notes/?period=ever&state=voided&order=oldest",
    "/registers/work-notes/print/?blank=1",
    "/registers/work-notes/completeness/?by=place&print=1",
    "/registers/duties/?q=没有这项职责",
    "/duties/catalogue/?choice=optional",
    "/duties/?all=on",
    "/school/people/?working=left",
    "/school/classes/?school_year=2001",
    "/no/such/page/",
)


# Those the director has not.
OWN_FORMS = {
    Role.ADMIN: {"school:school_edit", "school:campus_new", "accounts:login_give"},
    Role.DOCTOR: {"school:child_new", "school:child_edit", "school:child_enrol"}
    | {"school:child_health", "school:guardian_new"},
}
# What looks different to each role is read by each.
OF_EVERY_ROLE = ("/", "/me/", "/tasks/", "/registers/", "/todo/", "/calendar/month/")
OTHERS = [role for role in Role.values if role != Role.DIRECTOR]


@pytest.fixture(scope="module")
def read():
    """Kinds of pages that somebody has read in this run. In the long form each role walks the whole way."""
    return set()


@pytest.mark.once
@pytest.mark.parametrize("role", OTHERS)
def test_each_role_reads_nothing_but_chinese(enter_as, role, read, long_form):
    before = set() if long_form else read
    reader = Reader(enter_as(role), sends=OWN_FORMS.get(role, set()), read=before)

    assert reader.walk(*OF_EVERY_ROLE) == {}
    read |= reader.visits


@pytest.mark.once
def test_director_reads_nothing_but_chinese_wherever_there_is_something_to_send(enter_as):
    reader = Reader(enter_as(Role.DIRECTOR))

    assert reader.walk(*FURTHER) == {}


PLAN = """2026 年秋季学期后勤工作计划
九月份：
1、做好开学前的卫生和消毒工作；
2、每周一检查大型玩具。
十月份：
1、完成固定资产清点。"""


def test_review_of_a_plan_is_in_chinese(enter_as):
    client = enter_as(Role.DIRECTOR)
    given = {"text": PLAN, "kind": "department", "year": "2026"}

    review = client.post(reverse("duties:plan_new"), given, follow=True)
    refused = client.post(review.request["PATH_INFO"], {})

    assert "九月" in review.text
    assert faults(review.content) | faults(refused.content) == set()


def test_login_is_in_chinese_when_it_refuses_and_when_it_locks(chinese):
    wrong = {"username": "director", "password": "1"}

    answers = [chinese.post(reverse("login"), wrong) for attempt in range(6)]

    assert "密码输错次数较多" in answers[-1].text
    assert set().union(*(faults(answer.content) for answer in answers)) == set()


def test_form_of_another_login_is_refused_in_chinese(chinese):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = chinese.cookies

    answer = strict.post(reverse("login"), {})

    assert answer.status_code == 403
    assert faults(answer.content) == set()


ERRORS = sorted(page.name for page in words.ROOT.glob("templates/errors/*.html"))


@pytest.mark.parametrize("page", ERRORS)
def test_errors_are_told_in_chinese(page):
    with translation.override("zh-hans"):
        shown = render_to_string(f"errors/{page}", {"number": "8F2C"})

    assert faults(shown) == set()


@pytest.mark.parametrize("code", registers())
def test_sheets_are_in_chinese(enter_as, code):
    reads_children = registers()[code].permission.startswith("health.")
    reader = enter_as(Role.DOCTOR if reads_children else Role.DIRECTOR)
    answer = reader.get(reverse("duties:register_sheet", args=[code]))

    rows = load_workbook(BytesIO(answer.getvalue())).active.iter_rows(values_only=True)

    said = [cell for row in rows for cell in row if isinstance(cell, str)]
    assert said
    assert [fault for cell in said for fault in faults_of(cell)] == []


OURS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in PACKAGES and not model.__name__.startswith("Historical")
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_models_and_their_fields_are_named_in_chinese(model):
    meta = model._meta
    names = [meta.app_config.verbose_name, meta.verbose_name, meta.verbose_name_plural]
    for field in meta.concrete_fields:
        if field.name not in {"id", "password", "last_login"}:  # the framework's own
            names += [field.verbose_name, field.help_text, *dict(field.flatchoices).values()]
    for constraint in meta.constraints:
        if constraint.violation_error_message != constraint.default_violation_error_message:
            names.append(constraint.violation_error_message)

    with translation.override("zh-hans"):
        languages = {
            str(word) for _code, word in django_settings.LANGUAGES
        }  # each in its own words
        said = [str(name) for name in names if name and str(name) not in languages | {"√", "×"}]

    assert [
        name for name in said if faults_of(name) or not HAN.search(name) or name.endswith("s")
    ] == []


# Words ---------------------------------------------------------------------------------------


# Under another name than these a sentence would not be found: see words.MARKS.
OTHER_NAMES = re.compile(
    r"^from django\.utils\.translation import \w*gettext\w* as (\w+)", re.MULTILINE
)


@pytest.fixture(scope="module")
def entries():
    return polib.pofile(str(CATALOGUE))


def eager_sentences(tree: ast.AST) -> Iterator[int]:
    """Lines on which a sentence is put into words while the module loads, for everybody alike."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.BinOp | ast.JoinedStr) and any(
            marks(part) for part in ast.walk(node)
        ):
            yield node.lineno
        yield from eager_sentences(node)


def marks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in words.MARKS


def test_sentences_of_a_module_wait_for_their_reader():
    eager = []
    for path in words.sources():
        if path.suffix == ".py":
            text = path.read_text("utf-8")
            eager += [f"{path}:{line}" for line in eager_sentences(ast.parse(text))]
            eager += [f"{path}: {name}" for name in OTHER_NAMES.findall(text) if name != "_"]

    assert eager == []


def said_in(entry) -> list[str]:
    return [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())


def test_every_sentence_has_its_translation():
    assert list(words.unfinished_words()) == []


def test_source_sentences_are_english(entries):
    assert [entry.msgid for entry in entries if HAN.search(entry.msgid)] == []


PLACE = re.compile(r"%(?:\((\w+)\))?[\d.]*[sd]|\{(\w+)\}")


def places(text: str) -> set[str]:
    """What is filled into a sentence, by name."""
    return {"".join(found.groups("")) for found in PLACE.finditer(text)}


def test_translations_have_the_same_places_to_fill(entries):
    wrong = [
        entry.msgid
        for entry in entries
        for said in said_in(entry)
        if places(said) != places(entry.msgid_plural or entry.msgid)
    ]

    assert wrong == []


# A half-width mark between Chinese, no space between Chinese and what is not, a doubled mark.
CARELESS = re.compile(
    r"[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]|。。|“|”"
)


def test_translations_are_set_as_chinese_is(entries):
    careless = [
        said
        for entry in entries
        for said in said_in(entry)
        if CARELESS.search(PLACE.sub("", said)) or BANNED.search(said)
    ]

    assert careless == []


def test_only_sentences_end_with_a_full_stop(entries):
    wrong = [
        said
        for entry in entries
        for said in said_in(entry)
        if said.endswith("。") and not entry.msgid.strip().endswith(".")
    ]

    assert wrong == []


def test_words_of_state_are_the_fixed_ones():
    with translation.override("zh-hans"):
        said = [str(label) for label in State.labels]

    assert said == ["未到期", "待完成", "已逾期", "缺记录", "按时完成", "补录完成", "已免除"]


# The table in docs/words.md ------------------------------------------------------------------

TABLE = (words.ROOT / "docs/words.md").read_text("utf-8")
CODES = [
    *State.choices,
    *Role.choices,
    *Rhythm.choices,
    *Scope.choices,
    *ClosedDay.choices,
    *trades().items(),
    *((code, kind.title) for code, kind in kinds().items()),
]


def in_language(code: str, words: str) -> str:
    with translation.override(code):
        return str(words)


@pytest.mark.parametrize(("code", "name"), CODES, ids=lambda part: str(part))
def test_table_of_words_has_every_code_as_the_pages_have_it(code, name):
    line = f"| `{code}` | {in_language('en', name)} | {in_language('zh-hans', name)} |"

    assert line in TABLE


def expressions() -> list[tuple[str, str]]:
    """Each example of the fourth column, with the code it is said to lead to."""
    lines = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \| ([^|]+) \|$", TABLE, re.MULTILINE)
    return [(code, said) for code, row in lines for said in row.split("、") if HAN.search(said)]


@pytest.mark.parametrize(("code", "said"), expressions())
def test_table_of_words_tells_what_the_reader_of_plans_does(code, said):
    if code in Role.values:
        assert roles.named(f"{said}每天检查", len(said)) == code
    else:
        assert [rhythm.code for rhythm in rhythms.named(said)] == [code]
