"""Several people at the same moment: one outcome, nothing twice, nothing lost.

Each promise has its control: the same race without the protection goes wrong. On SQLite the races
run on a file, for a database in memory is not shared by connections as a file is.
"""

import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from logistics import conflicts
from logistics.duties import filing, proving, righting
from logistics.duties.models import Finding, Proof, Task, WorkNote
from logistics.errors import Refused
from logistics.forms import ModelForm
from logistics.models import Submission
from logistics.pages import save_once
from logistics.records.keeping import next_numbers
from logistics.records.models import Entry, NumberSeries, Version
from logistics.school.models import Campus
from tests.duties.factories import make_duty, make_person, make_term, moment, owe, write_note

SENT = 30
WRITERS, EACH = 8, 500 if os.environ.get("SOAK") else 25


@pytest.fixture
def shared(transactional_db, tmp_path):
    """A database that every thread can open."""
    if connection.vendor != "sqlite":
        yield
        return
    kept, settings = connection.connection, connection.settings_dict
    path, name, options = tmp_path / "race.sqlite3", settings["NAME"], settings["OPTIONS"]
    with sqlite3.connect(path) as file:
        kept.backup(file)
    connection.connection, settings["NAME"] = None, str(path)
    settings["OPTIONS"] = options | {"init_command": "PRAGMA journal_mode=WAL;"}
    yield
    connection.close()
    connection.connection, settings["NAME"], settings["OPTIONS"] = kept, name, options


@pytest.fixture
def carer(shared):
    Campus.objects.create(name="Main campus")
    return make_person()


@pytest.fixture
def note(carer):
    duty = make_duty()
    [task, *_] = owe(duty, make_term())
    return write_note(task, "2026-09-01 10:00", by=carer)


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """Let everybody begin at the same moment; what came of each, a refusal included."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(60)
        try:
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals(results: list[Any]) -> int:
    return sum(isinstance(result, Refused) for result in results)


# Two people save one form.


class NameForm(ModelForm):
    class Meta:
        model = Campus
        fields = ["name"]


def renamed(person: Any, name: str, read: Barrier, save: Callable) -> Callable[[], Any]:
    """Read the row, wait until the other has read it too, then save."""

    def act() -> Any:
        campus = Campus.objects.get()
        version = conflicts.token(NameForm(instance=campus))
        request = RequestFactory().post("/", {"name": name, "version": version})
        request.user = person
        form = NameForm(request.POST, instance=campus)
        return save(request, form, read)

    return act


def save_by_the_house(request, form, read):
    def checked() -> bool:
        valid = NameForm.is_valid(form)
        read.wait(60)
        return valid

    form.is_valid = checked
    return save_once(request, form, saved="", then="/")


def save_at_once(request, form, read):
    assert form.is_valid()
    read.wait(60)
    return form.save()


def test_of_two_who_save_one_form_at_once_the_second_is_asked_to_check(carer):
    read = Barrier(2)

    answers = together([renamed(carer, n, read, save_by_the_house) for n in ("East", "West")])

    assert sorted(answer is None for answer in answers) == [False, True]
    assert Submission.objects.count() == 1


def test_without_asking_again_while_saving_both_count_and_one_is_lost(carer):
    read = Barrier(2)

    answers = together([renamed(carer, n, read, save_at_once) for n in ("East", "West")])

    assert None not in answers
    assert Campus.objects.get().name in {"East", "West"}


# Two corrections.


def corrected(entry: Entry, text: str) -> Callable[[], Any]:
    def act() -> Entry:
        record = entry.content
        record.text = text
        return filing.correct(
            record, by=entry.entered_by, now=moment("2026-09-01 11:00"), reason="x", seen=1
        )

    return act


def test_of_two_corrections_at_once_one_counts_and_the_other_is_told(note):
    results = together([corrected(note, text) for text in ("one", "two", "three", "four")])

    said = [version.said["text"] for version in Version.objects.order_by("number")]
    assert refusals(results) == 3
    assert said == ["已完成", note.content.text]


def test_without_the_version_seen_both_corrections_count_and_one_is_lost(note):
    read = Barrier(2)

    def act(text: str) -> Callable[[], None]:
        def overwrite() -> None:
            record = note.content
            read.wait(60)
            record.text = text
            record.save()

        return overwrite

    results = together([act("one"), act("two")])

    assert refusals(results) == 0
    assert note.content.text in {"one", "two"}
    assert Version.objects.count() == 1


def test_of_two_people_who_void_at_once_one_does(note):
    def act() -> None:
        at = moment("2026-09-01 11:00")
        filing.void(Entry.objects.get(pk=note.pk), by=note.entered_by, now=at, reason="x")

    results = together([act] * 4)

    assert refusals(results) == 3
    assert list(Version.objects.values_list("act", flat=True)) == ["submit", "void"]


def test_of_two_people_who_review_at_once_one_does(note):
    people = [make_person("director") for _ in range(4)]

    def act(person: Any) -> Callable[[], None]:
        at = moment("2026-09-01 11:00")
        return lambda: filing.review(Entry.objects.get(pk=note.pk), by=person, now=at)

    results = together([act(person) for person in people])

    assert refusals(results) == 3
    assert Entry.objects.get().reviewed_by in people


# The same form, many times.


def sender(person: Any, key: str) -> Callable[[], Any]:
    client = Client()
    client.force_login(person, backend="logistics.school.posts.PostBackend")
    sent = {
        "text": "done",
        "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "campus": Campus.objects.get().pk,
        "closed_day_is_right": "on",
        "late_reason": "just before midnight",
        "form_key": key,
    }
    return lambda: client.post(reverse("duties:note_new"), sent).url


def test_a_form_sent_thirty_times_at_once_is_one_record_and_one_answer(carer):
    answers = together([sender(carer, "k" * 32) for _ in range(SENT)])

    entry = Entry.objects.get()
    assert set(answers) == {entry.get_absolute_url()}
    assert Submission.objects.get().result == entry.get_absolute_url()


def test_thirty_forms_with_keys_of_their_own_are_thirty_records(carer):
    """The control: it is the key that makes the repeats one."""
    together([sender(carer, f"{n:032d}") for n in range(SENT)])

    numbers = set(Entry.objects.values_list("number", flat=True))
    assert len(numbers) == SENT


# Numbers.


@pytest.mark.soak
def test_numbers_are_given_out_once_to_several_writers(shared):
    def act() -> list[str]:
        given = []
        for _ in range(EACH):
            with transaction.atomic():
                given += next_numbers("GZ", 2026)
        return given

    given = [number for part in together([act] * WRITERS) for number in part]

    assert len(set(given)) == len(given) == WRITERS * EACH
    assert NumberSeries.objects.get().last == WRITERS * EACH


def test_numbers_read_and_then_written_are_given_out_twice(shared):
    NumberSeries.objects.create(prefix="GZ", year=2026)
    read = Barrier(2)

    def act() -> int:
        series = NumberSeries.objects.get()
        read.wait(60)
        series.last += 1
        series.save()
        return series.last

    assert together([act] * 2) == [1, 1]


# Proofs.


def race_of_a_void_and_a_note(note: Entry, submit: Callable[[Task], Any]) -> None:
    """Somebody voids a record and has not finished when somebody else writes another."""
    task = Task.objects.order_by("due_at").first()
    voided, written = Event(), Event()

    def void() -> None:
        with transaction.atomic():
            at = moment("2026-09-01 12:00")
            entry = Entry.objects.get(pk=note.pk)
            filing.void(entry, by=note.entered_by, now=at, reason="wrong class")
            voided.set()
            written.wait(2)  # over at once where the other has to wait for this one

    def write() -> None:
        voided.wait(60)
        submit(task)
        written.set()

    together([void, write])


def test_a_record_written_while_another_is_voided_proves_what_it_should(note):
    race_of_a_void_and_a_note(
        note, lambda task: write_note(task, "2026-09-01 11:00", by=note.entered_by)
    )

    [proof] = Proof.objects.all()
    assert proof.entry == Entry.objects.standing().get()
    assert proving.settle(set(Task.objects.values_list("series", flat=True))) == 0


# Two people act on one finding.


def open_finding(carer: Any) -> Any:
    entry = Entry(campus=Campus.objects.get(), happened_at=timezone.now(), late_reason="Midnight")
    note = filing.submit(WorkNote(entry=entry, text="Looked"), by=carer, now=timezone.now())
    return righting.found(note, what="Tap drips", by=carer, now=timezone.now())


def test_of_two_who_check_a_finding_again_at_once_one_closes_it(carer: Any) -> None:
    finding = open_finding(carer)
    righting.put_right(finding, done="Done", by=carer, now=timezone.now())
    checkers = [make_person(), make_person()]

    results = together(
        [
            lambda by=by: righting.recheck(finding, passed=True, by=by, now=timezone.now())
            for by in checkers
        ]
    )

    assert refusals(results) == 1
    assert finding.rechecks.count() == 1


def test_the_same_thing_found_at_once_is_one_finding(carer: Any) -> None:
    entries = [open_finding(carer).entry for _each in range(4)]

    def find(entry: Any) -> Any:
        return righting.found(
            entry, what="Lamp out", by=carer, now=timezone.now(), key="lamp"
        )  # fmt: skip

    together([lambda entry=entry: find(entry) for entry in entries])

    [lamp] = Finding.objects.filter(key="lamp")
    assert lamp.sightings.count() == 3


def test_without_the_key_the_same_thing_is_found_four_times(carer: Any) -> None:
    """The control: what has no name is a thing of its own each time."""
    entries = [open_finding(carer).entry for _each in range(4)]

    for entry in entries:
        righting.found(entry, what="Lamp out", by=carer, now=timezone.now())

    assert Finding.objects.filter(what="Lamp out").count() == 4
