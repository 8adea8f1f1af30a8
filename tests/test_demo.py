"""The sample school: the same for everybody, believable, for trial only, and gone in one step."""

import re
from datetime import date
from hashlib import sha256
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models
from django.test import Client
from django.urls import reverse

from assets.models import AssetClass
from logistics import demo as sample_school
from logistics.demo import Wanted
from logistics.demo.people import LOGINS, PASSWORD
from logistics.duties.models import Proof, State, Task, WorkNote
from logistics.records.keeping import digest
from logistics.records.models import Entry, Version
from logistics.school.calendar import at
from logistics.school.models import Campus, Child, Person, Post, School, SchoolDay, Term

FRIDAY = date(2026, 11, 20)
AFTERNOON = at(FRIDAY, "15:00")
SMALL = ("--classes", "2", "--children", "20", "--days", "20", "--today", "2026-11-20")
NUMBER = re.compile(r"[A-Z]{2}-\d{4}-\d+| (?:mg/L|ml|kg|cm)\b")  # and the units that are read
CORRECTED = re.compile("（.*）$")
# What people read. Codes, login names, hashes and the English titles of duties are no such text.
READ = {"name", "text", "title", "late_reason", "reason", "excuse", "found", "note", "duties",
        "address", "department", "relation", "situation", "aims", "measures", "summary", "source"}  # fmt: skip


def demo(*words):
    said = StringIO()
    call_command("demo", *words, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    """One sample for all tests here; what a test does to it is rolled back."""
    with django_db_blocker.unblock():
        demo(*SMALL)
        yield
        demo("--remove", "--yes")


@pytest.fixture
def sample(made_once, db):
    """The sample school of a Friday afternoon."""


@pytest.fixture
def nothing(sample):
    """A database from which the sample has been removed."""
    demo("--remove", "--yes")


def content():
    """Everything that was recorded, without the keys under which it is stored."""
    told = "entry__number", "text", "entry__happened_at", "entry__entered_at", "entry__late_reason"
    who = "entry__entered_by__name", "entry__school_class__name", "entry__place__code"
    owed = "duty__title", "line__text", "due_at", "proved_at", "excuse", "person__name"
    rows = [
        *WorkNote.objects.order_by("entry__number").values_list(*told, *who),
        *Task.objects.order_by("due_at", *owed[:2], "pk").values_list(*owed),
        *Child.objects.order_by("number").values_list("number", "name", "birth_on"),
        *Post.objects.order_by("pk").values_list("person__name", "role", "starts_on"),
    ]
    return sha256(repr(rows).encode()).hexdigest()


def rows_left():
    kept = {"ContentType", "Permission", "AssetClass"}
    kept |= {"DisinfectionMethod", "Disease", "Threshold"}
    kept |= {"Checklist", "ChecklistVersion", "ChecklistArea", "ChecklistItem"}  # the ready ones
    kept |= {"Food", "FoodAllergen", "Dish", "DishIngredient", "RiskItem", "Additive"}
    counted = {m.__name__: m._default_manager.count() for m in apps.get_models() if m._meta.managed}
    return {name: count for name, count in counted.items() if count and name not in kept}


@pytest.mark.once
def test_the_same_seed_and_day_give_the_same_school(sample):
    first = content()
    demo("--remove", "--yes")

    demo(*SMALL)
    again = content()
    demo("--remove", "--yes")
    demo(*SMALL, "--seed", "2")

    assert again == first
    assert content() != first


@pytest.mark.parametrize("allowed", [True, False])
def test_the_logins_work_only_where_the_sample_is_tried(sample, settings, allowed):
    settings.DEMO = allowed
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    let_in = [role for role in LOGINS if logs_in(role)]

    assert let_in == (list(LOGINS) if allowed else [])


def logs_in(name):
    client = Client()
    client.post(reverse("login"), {"username": name, "password": PASSWORD})
    return "_auth_user_id" in client.session


def test_a_session_of_the_trial_opens_nothing_afterwards(sample, settings):
    settings.DEMO = True
    client = Client()
    client.post(reverse("login"), {"username": "director", "password": PASSWORD})

    settings.DEMO = False
    answer = client.get(reverse("home"))

    assert answer.status_code == 302


def test_it_has_tasks_in_every_state_that_a_page_can_show(sample):
    states = set(Task.objects.with_state(AFTERNOON).values_list("state", flat=True))

    assert states == {s.value for s in State}


def test_a_late_record_says_why_and_proves_late(sample):
    late = Entry.objects.filter(is_late=True)

    assert late.exists()
    assert not late.filter(late_reason="").exists()
    assert not Task.objects.filter(proofs__entry__in=late, proved_late=False).exists()


def test_nearly_everything_is_proved_in_time(sample):
    over = Task.objects.filter(due_at__lt=AFTERNOON).with_state(AFTERNOON)

    in_time = sum(task.state == State.PROVED for task in over)

    assert 0.85 < in_time / over.count() < 0.99


def test_no_record_proves_two_tasks_of_one_series(sample):
    proofs = list(Proof.objects.values_list("entry", "task__series"))

    assert len(proofs) == len(set(proofs))


def test_nothing_has_happened_after_now(sample):
    assert not Entry.objects.filter(entered_at__gt=AFTERNOON).exists()
    assert not Version.objects.filter(at__gt=AFTERNOON).exists()
    assert not Task.objects.filter(excused_at__gt=AFTERNOON).exists()


def test_nobody_writes_for_a_class_or_campus_that_is_not_theirs(sample):
    notes = Entry.objects.filter(school_class__isnull=False, proofs__task__role="carer")

    strangers = [e for e in notes if e.school_class_id not in classes_of(e.entered_by)]

    assert notes.exists()
    assert strangers == []


def classes_of(person):
    return set(person.posts.values_list("school_class", flat=True))


def test_records_can_be_checked_against_their_digest(sample):
    version = Version.objects.select_related("entry").order_by("?").first()

    number = version.entry.number

    assert version.digest == digest(number, version.number, version.act, version.said)


@pytest.mark.once
def test_the_hour_only_adds_to_a_day(sample):
    whole = planned_work()
    demo("--remove", "--yes")

    sample_school.make(Wanted(at(FRIDAY, "10:00"), days=20, classes=2, children=20), print)

    morning = planned_work()
    assert morning < whole
    assert all(happened < at(FRIDAY, "10:00") for happened, _text in morning)


def planned_work():
    """Without what was corrected, which is chosen among the records of the day."""
    rows = WorkNote.objects.filter(entry__subject__gt="")
    said = rows.values_list("entry__happened_at", "text")
    return {(happened, CORRECTED.sub("", text)) for happened, text in said}


def test_there_are_two_terms_before_this_one_and_all_are_laid_out(sample):
    terms = Term.objects.order_by("starts_on")

    assert [(t.school_year, t.half) for t in terms] == [(2025, 1), (2025, 2), (2026, 1)]
    for term in terms:
        days = SchoolDay.objects.filter(date__range=(term.starts_on, term.ends_on))
        assert days.count() == Campus.objects.count() * ((term.ends_on - term.starts_on).days + 1)


@pytest.mark.once
def test_a_school_can_be_made_on_a_day_of_vacation(nothing):
    demo(*SMALL[:4], "--today", "2026-08-05")

    assert Entry.objects.exists()
    assert Term.objects.on(date(2026, 8, 5)).starts_on == date(2026, 8, 25)


def test_what_is_secret_is_not_readable_in_the_table(sample):
    child = Child.objects.exclude(identity_number="").first()
    table = models.F("identity_number")

    stored = Child.objects.annotate(raw=models.functions.Cast(table, models.CharField()))

    assert len(child.identity_number) == 18
    assert stored.get(pk=child.pk).raw != child.identity_number


def test_what_people_read_is_chinese(sample):
    english = [
        (model.__name__, name, value)
        for model in apps.get_models()
        if model.__module__.startswith("logistics") and "Historical" not in model.__name__
        for name in READ & {f.name for f in model._meta.concrete_fields if not f.choices}
        for value in model._default_manager.values_list(name, flat=True)
        if isinstance(value, str) and re.search(r"[A-Za-z]{2,}", NUMBER.sub("", value))
    ]

    assert english == []


def test_removing_it_leaves_nothing(sample):
    classes = AssetClass.objects.count()

    demo("--remove", "--yes")

    assert rows_left() == {}
    assert AssetClass.objects.count() == classes > 0


def test_what_was_not_finished_is_taken_away(nothing):
    def interrupt(said):
        if said.startswith("任务"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sample_school.make(Wanted(AFTERNOON, days=2, classes=1, children=3), interrupt)

    assert rows_left() == {}


def test_a_second_one_is_not_made(sample):
    before = content()

    said = demo(*SMALL, "--seed", "2")

    assert "已有学校数据" in said
    assert content() == before


def test_a_real_school_is_neither_filled_nor_removed(nothing):
    School.objects.create(name="实验小学")
    Person.objects.create(name="王老师", username="wang")

    said = demo(*SMALL)
    with pytest.raises(CommandError):
        demo("--remove", "--yes")

    assert "已有学校数据" in said
    assert School.objects.get().name == "实验小学"
    assert Person.objects.get().name == "王老师"
