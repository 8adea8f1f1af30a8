"""What a request may not do: change anything by being asked, without a token, or beyond its form."""

import ast
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Max
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from logistics.duties.models import Plan, Proof, Task
from logistics.records.models import Entry
from tests.pages import PAGES
from tests.pages.asking import address, key_of, read, taken_back
from tests.world import make_world

ROOT = Path(__file__).resolve().parent.parent
# Who opens a child's page stands in the reading log: asking is what it writes down.
OF_THE_HOUSE = {"logistics.Draft", "logistics.Submission", "school.Reading", "school.ReadingChild"}
OF_THE_HOUSE |= {"sessions.Session"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(timezone.now())
        transaction.set_rollback(True)


@pytest.fixture
def log_in(db, world):
    def log_in(actor: str, **given: Any) -> Client:
        client = Client(**given)
        client.force_login(world.people[actor], backend="logistics.school.posts.PostBackend")
        return client

    return log_in


def fingerprint() -> dict[str, tuple[int, str]]:
    """How many rows each table has, and all that is said in them."""
    found = {}
    for model in apps.get_models():
        if model._meta.label not in OF_THE_HOUSE and model._meta.managed:
            rows = model._base_manager.order_by("pk").values_list()
            found[model._meta.label] = (len(rows), str(hash(tuple(map(str, rows)))))
    return found


def changed_since(before: dict[str, tuple[int, str]]) -> set[str]:
    after = fingerprint()
    return {label for label in before if before[label] != after[label]}


# Asking changes nothing.


@pytest.mark.once
@pytest.mark.parametrize("method", ["get", "head"])
def test_asking_for_every_page_changes_no_row(world, log_in, method):
    client = log_in("head")
    before = fingerprint()

    for page in PAGES:
        read(getattr(client, method)(address(page, key_of(page, world))))

    assert changed_since(before) == set()


@pytest.mark.once
@pytest.mark.parametrize("actor", ["head", "office"])
def test_a_form_without_its_token_changes_nothing(world, log_in, actor):
    client = log_in(actor, enforce_csrf_checks=True)
    before = fingerprint()

    statuses = {
        client.post(address(page, key_of(page, world)), {"reason": "x"}).status_code
        for page in PAGES
    }

    assert (statuses, changed_since(before)) == ({403}, set())


@pytest.mark.once
def test_no_form_sent_from_another_site_changes_anything(world, log_in):
    client = log_in("head", enforce_csrf_checks=True)
    page = client.get(reverse("school:work_line_new"))
    said = {"reason": "x", "csrfmiddlewaretoken": page.context["csrf_token"]}
    elsewhere = {"origin": "http://elsewhere.example"}
    before = fingerprint()

    statuses = {
        client.post(address(page, key_of(page, world)), said, headers=elsewhere).status_code
        for page in PAGES
    }

    assert (statuses, changed_since(before)) == ({403}, set())


def test_the_same_form_with_its_token_is_taken(world, log_in):
    """The control of the tests above."""
    client = log_in("head", enforce_csrf_checks=True)
    url = reverse("duties:task_excuse", args=[world.own["task"].pk])
    token = {"csrfmiddlewaretoken": client.get(url).context["csrf_token"]}

    answer = client.post(url, {"reason": "x"} | token)

    assert answer.status_code == 302
    assert Task.objects.get(pk=world.own["task"].pk).excuse == "x"


@pytest.mark.once
def test_a_page_that_only_shows_changes_nothing_when_something_is_sent_to_it(world, log_in):
    client = log_in("head")
    before = fingerprint()

    for page in PAGES:
        if page.post is None and page.name != "duties:catalogue":
            read(client.post(address(page, key_of(page, world)), {"reason": "x"}))

    assert changed_since(before) == set()


# Beyond the form.

MORE = {
    "id": "1",
    "pk": "1",
    "status": "reviewed",
    "entered_by": "1",
    "entered_at": "2020-01-01 00:00",
    "is_late": "on",
    "number": "GZ-1",
    "version": "9",
    "reviewed_by": "1",
    "hold": "x",
    "proved_at": "2020-01-01 00:00",
    "proved_late": "on",
    "excused_at": "2020-01-01 00:00",
    "by_hand": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "password": "plain",
    "username": "taken-over",
    "owner": "1",
    "closed_at": "2020-01-01 00:00",
    "source": "forged",
    "created_at": "2020-01-01 00:00",
    "is_demo": "on",
    "is_edited": "on",
    "code": "FORGED",
    "pinyin": "forged",
    "slot": "forged",
    "series": "forged",
    "phone_end": "0000",
}


def test_a_note_says_of_itself_only_what_its_form_asks(world, log_in):
    client = log_in("carer")
    other = world.others["campus"].pk
    sent = {
        "text": "done",
        "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "campus": world.here.pk,
        "closed_day_is_right": "on",
        "campus_id": other,
    }

    client.post(reverse("duties:note_new"), MORE | sent)

    entry = Entry.objects.latest("pk")
    assert entry.title == "done"
    assert (entry.campus, entry.entered_by) == (world.here, world.people["carer"])
    assert (entry.status, entry.is_late, entry.hold) == ("submitted", False, "")
    assert entry.number.startswith("GZ-20")


def test_a_note_for_a_task_is_about_the_place_of_the_task(world, log_in):
    task, elsewhere = world.own["task"], world.own["place"]
    sent = {"text": "done", "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"}
    url = f"{reverse('duties:note_new')}?task={task.pk}"

    answer = log_in("carer").post(url, sent | {"campus": world.here.pk, "place": elsewhere.pk})

    assert "place" in answer.context["form"].errors


def test_nobody_gives_work_to_others_by_a_plan_of_their_own(world, log_in):
    client = log_in("cook")
    plan = Plan.objects.create(
        title="Mine", owner=world.people["cook"], term=world.term, kind=Plan.Kind.PERSONAL
    )
    url = f"{reverse('duties:line_new')}?plan={plan.pk}"
    sent = {"text": "Sweep", "due_on": f"{timezone.localdate()}", "role": "guard"}

    unnamed = client.post(url, sent)
    other = client.post(url, sent | {"person": world.people["guard"].pk})

    assert ["person" in answer.context["form"].errors for answer in (unnamed, other)] == [
        True,
        True,
    ]
    assert not Task.objects.filter(line__plan=plan).exists()


# No proof without a record.

ON_TASKS = [page for page in PAGES if page.name.startswith("duties:") and page.post is not None]
CLAIMS = {
    "proved_at": "2026-01-01 00:00",
    "proved": "on",
    "state": "proved",
    "done": "1",
    "reason": "It is done.",
    "entry": "1",
    "proofs": "1",
}


def test_no_address_of_a_task_or_duty_proves_without_a_record(world, log_in):
    task = world.own["task"]
    urls = [address(page, key_of(page, world)) for page in ON_TASKS]
    urls += [task.get_absolute_url(), reverse("duties:task_record", args=[task.pk])]

    for actor in ("head", "office", "director", "principal", "carer", "doctor", "guard"):
        client = log_in(actor)
        for url in urls:
            with taken_back():
                records = Entry.objects.aggregate(last=Max("pk"))
                read(client.post(f"{url}?task={task.pk}", CLAIMS))
                if Entry.objects.aggregate(last=Max("pk")) == records:
                    assert not Proof.objects.exists(), (actor, url)
                    assert not Task.objects.exclude(proved_at=None).exists(), (actor, url)


def test_only_a_record_proves(world, log_in):
    """The control of the test above: the same task is proved by a note about it."""
    task = world.own["task"]
    now = timezone.localtime()
    sent = {"text": "done", "happened_at": f"{now:%Y-%m-%dT%H:%M}", "campus": world.here.pk}
    sent |= {"closed_day_is_right": "on"}  # today may be a Sunday

    log_in("carer").post(f"{reverse('duties:note_new')}?task={task.pk}", sent)

    assert Task.objects.get(pk=task.pk).proofs.get().entry.title == "done"


# Views ask only for what may be seen.

GUARDED = {"Task", "Entry", "Child", "Person", "Place", "Plan", "PlanLine", "Duty", "SchoolClass"}
SCOPED = {"visible_to", "readable_by", "owed_by", "reached_by", "changeable_by", "above"}
# Where a view may ask otherwise, and why.
ALLOWED = {
    ("compliance.py", "name_rows"): "words for rows counted among the tasks one sees",
    ("duties.py", "catalogue_page"): "only for the whole school",
    ("home.py", "home"): "one's own records and plans",
    ("records.py", "children_in"): "the children that a record one sees is about",
    ("plans.py", "plan"): "the tasks of a plan one sees",
    ("plans.py", "visible_lines"): "of the plans and tasks one sees, asked in the lines above",
}


def unscoped(path: Path) -> list[tuple[str, str]]:
    """File and function of each use of `Model.objects` whose statement nothing limits."""
    tree = ast.parse(path.read_text("utf-8"))
    return [
        (path.name, function.name)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for statement in function.body
        if not is_scoped(statement) and any(is_manager(node) for node in ast.walk(statement))
    ]


def is_manager(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "objects"
        and isinstance(node.value, ast.Name)
        and node.value.id in GUARDED
    )


def is_scoped(statement: ast.AST) -> bool:
    nodes = list(ast.walk(statement))
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return bool(SCOPED & (names | {node.id for node in nodes if isinstance(node, ast.Name)}))


def views() -> list[Path]:
    return sorted(
        path
        for path in (ROOT / "logistics").rglob("*.py")
        if path.name == "views.py" or path.parent.name == "views"
    )


def test_views_ask_only_for_what_the_person_may_see():
    found = {use for path in views() for use in unscoped(path)}

    assert len(views()) > 15
    assert found == set(ALLOWED)
