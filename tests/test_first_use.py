"""First use: each step is read off what is there, and leaves the first page when all are done."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from canteen.models import Menu
from logistics import contributions, first_use
from logistics.access import Role
from logistics.contributions import Step
from logistics.duties.models import Duty
from logistics.school.models import Campus, School, SchoolClass, Term
from tests.factories import (
    make_campus,
    make_child,
    make_class,
    make_person,
    make_place,
    make_post,
)
from tests.stores.factories import make_item
from tests.world.terms import make_term

TODAY = timezone.localdate()
DAY = timedelta(days=1)
OURS = {"school", "term", "people", "classes", "places"}


def states(person):
    """The steps of the school by their codes."""
    return {
        shown.step.code: "done" if shown.is_done else "begun" if shown.is_begun else "open"
        for shown in first_use.steps_of(person, TODAY)
        if shown.step.code in OURS
    }


def test_eight_steps_lead_from_an_empty_school_to_one_that_works():
    codes = [step.code for step in contributions.steps()]

    assert codes == [
        "school", "term", "people", "classes", "canteen", "stores", "places", "backup",
    ]  # fmt: skip


def test_kitchen_and_store_are_ready_when_they_have_people_rooms_and_duties(ready, db):
    campus = ready.posts.get().campus or Campus.objects.get()
    for role in (Role.COOK, Role.FOOD_SAFETY_OFFICER, Role.STOREKEEPER):
        make_person(role=role, campus=campus)
    make_place(campus=campus, name="Store", kind="storeroom", custodian=ready)
    before = all_states(ready)

    Duty.objects.create(title="Sample", trade="canteen", role=Role.COOK, rhythm="daily")
    Menu.objects.create(campus=campus, week_on=TODAY - TODAY.weekday() * DAY, written_by=ready)
    make_item()

    after = all_states(ready)
    assert (before["canteen"], before["stores"]) == ("begun", "begun")
    assert (after["canteen"], after["stores"]) == ("done", "done")


def all_states(person):
    return {
        shown.step.code: "done" if shown.is_done else "begun" if shown.is_begun else "open"
        for shown in first_use.steps_of(person, TODAY)
    }


def test_in_an_empty_school_every_step_is_open(db):
    admin = make_person(role=Role.ADMIN, username="admin")

    assert states(admin) == dict.fromkeys(OURS, "open")


@pytest.fixture
def ready(db):
    """A school with one of everything; its first person."""
    School.objects.create(name="Sunshine")
    campus = make_campus()
    term = make_term(TODAY)
    Term.objects.update(opened_at=timezone.now())
    school_class = make_class(campus=campus, school_year=term.school_year)
    director = make_person(role=Role.DIRECTOR, username="director")
    make_person(role=Role.CARER, school_class=school_class, username="carer")
    make_child(school_class=school_class, term=term)
    make_place(campus=campus, custodian=director)
    return director


def test_when_everything_is_there_every_step_is_done(ready):
    assert states(ready) == dict.fromkeys(OURS, "done")


def take_name():
    School.objects.update(name="")


def close_term():
    Term.objects.update(opened_at=None)


def lock_out():
    from logistics.school.models import Person

    Person.objects.filter(username="carer").update(username=None)


def forget_passwords():
    from logistics.school.models import Person

    Person.objects.filter(username="carer").update(password=make_password(None))


def leave_class_alone():
    make_class(campus=SchoolClass.objects.get().campus, school_year=Term.objects.get().school_year)


def leave_place_alone():
    make_place()


@pytest.mark.parametrize(
    ("undo", "code"),
    [
        (take_name, "school"),
        (close_term, "term"),
        (lock_out, "people"),
        (forget_passwords, "people"),
        (leave_class_alone, "classes"),
        (leave_place_alone, "places"),
    ],
)
def test_a_step_is_begun_as_soon_as_something_is_missing(ready, undo, code):
    undo()

    assert states(ready) == dict.fromkeys(OURS, "done") | {code: "begun"}


def test_all_facts_are_asked_in_one_query(ready):
    with CaptureQueriesContext(connection) as asked:
        first_use.steps_of(ready, TODAY)

    assert len(asked) == 1


def test_a_step_may_also_know_its_facts_without_the_database(ready, monkeypatch):
    step = Step("x", "X", "", "home", lambda on: [("Here", True), ("There", False)])
    monkeypatch.setattr(first_use, "steps", lambda: [step])

    [shown] = first_use.steps_of(ready, TODAY)

    assert (shown.is_done, shown.is_begun) == (False, True)


def test_the_first_page_reminds_of_what_is_missing(enter):
    page = enter("director").get("/?whole=on").text

    assert "/first-use/" in page
    assert "Places and QR labels" in page


def test_the_first_page_is_silent_when_all_is_done(ready, enter, monkeypatch):
    declared = [step for step in first_use.steps() if step.code in OURS]
    monkeypatch.setattr(first_use, "steps", lambda: declared)

    page = enter("director", person=ready).get("/?whole=on").text

    assert "/first-use/" not in page


def test_who_arranges_nothing_is_not_reminded(enter):
    client = enter("cook")

    assert "/first-use/" not in client.get("/?whole=on").text
    assert client.get("/first-use/").status_code == 403


def test_a_step_is_linked_only_for_those_who_may_take_it(enter, monkeypatch):
    step = Step("x", "X", "", "style", lambda on: [("Here", True)], permission="school.admin")
    monkeypatch.setattr(first_use, "steps", lambda: [step])

    pages = [enter(role).get("/first-use/").text for role in ("admin", "director")]

    assert ['href="/style/"' in page for page in pages] == [True, False]


def test_every_sheet_that_is_offered_can_be_downloaded(enter):
    offered = {}
    for role in ("admin", "director"):
        client = enter(role)
        page = client.get("/first-use/").text
        offered[role] = re.findall(r'href="(/imports/\w+/template/)"', page)
        assert {client.get(address).status_code for address in offered[role]} == {200}

    assert set(offered["admin"]) - set(offered["director"]) == {"/imports/children/template/"}


def test_each_step_has_its_help(enter):
    pages = re.findall(r'href="(/help/\w+/)"', enter("admin").get("/first-use/").text)

    assert [f"/help/{step.help}/" for step in contributions.steps()] == [
        page for page in pages if page != "/help/start/"
    ]


def test_nothing_on_the_page_can_be_ticked(enter):
    content = enter("admin").get("/first-use/").text.split('<div class="content">')[1]

    assert 'type="checkbox"' not in content.split("</main>")[0]


def test_a_post_of_the_past_counts_for_nothing(db):
    admin = make_person(role=Role.ADMIN, username="admin")
    past = {"starts_on": TODAY - 30 * DAY, "ends_on": TODAY - DAY}
    make_post(role=Role.DIRECTOR, **past)

    assert states(admin)["people"] == "open"
