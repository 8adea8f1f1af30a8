"""Deleting by the rules: nothing too early, nothing alone, nothing left, nothing back after a restore."""

import json
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import ForeignKey
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from logistics.contributions import child_data
from logistics.duties import filing
from logistics.duties.models import WorkNote
from logistics.errors import Refused
from logistics.models import Draft
from logistics.records.models import Entry, Version
from logistics.records.verifying import verify
from logistics.school import consents, erasing, retention
from logistics.school.models import (
    Allergy,
    Child,
    DataErasure,
    DataRequest,
    ErasureOrder,
    Guardian,
    Hold,
    Person,
    Reading,
    Rule,
)
from tests.factories import make_child, make_class, make_guardian, make_person, make_term

IDENTITY = "11010519491231002X"
PHONE = "13812345678"
NAME, MOTHER, NUMBER = "欧阳小宝贝", "上官母亲", "K20190042"
PLANTED = (NAME, MOTHER, NUMBER, IDENTITY, PHONE, "kiwi skin", "afraid of the dark")
DAY = timedelta(days=1)
MOST_QUERIES = 12


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def term(db):
    return make_term()


@pytest.fixture
def school_class(campus):
    return make_class(campus=campus)


@pytest.fixture(autouse=True)
def own_list(tmp_path):
    with override_settings(DATA_DIR=tmp_path):
        yield tmp_path / erasing.LIST


@pytest.fixture
def people(campus):
    return [
        make_person(role=role, campus=campus, name=f"Chief {role}")
        for role in ("director", "principal")
    ]


def plant(school_class, term, left_on, by, now):
    """A child of whom everything is known, in every place where it can be."""
    child = make_child(
        school_class=school_class, term=term, name=NAME, number=NUMBER, left_on=left_on,
        birth_on=date(2016, 5, 17), identity_number=IDENTITY, note="afraid of the dark",
    )  # fmt: skip
    make_guardian(child=child, name=MOTHER, phone=PHONE)
    Allergy.objects.create(child=child, allergen="other", note="kiwi skin")
    given = {"guardian": MOTHER, "on": left_on - DAY, "how": "form", "by": by, "now": now}
    consents.record(child, {"photos": "given"}, **given)
    Draft.objects.create(person=by, path=child.get_absolute_url() + "edit/", text=f'["{NAME}"]')
    Reading.objects.create(by=by, child=child, act="opened", page="/x/", at=now)
    return child


@pytest.fixture
def gone(school_class, term, people, today, now):
    """Left four years ago: everything may go."""
    return plant(school_class, term, today - 4 * 366 * DAY, people[0], now)


def note_about(words, campus, by, now):
    entry = Entry(campus=campus, happened_at=now - timedelta(minutes=1), late_reason="midnight")
    return filing.submit(WorkNote(entry=entry, text=words), by=by, now=now)


def delete(child, people, now):
    ordered = erasing.order(child, typed=child.name, by=people[0], now=now)
    return erasing.confirm(ordered, typed=child.name, by=people[1], now=now)


def said_anywhere():
    """Every text of every table, read as somebody with the keys would read it."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values_list():
            for value in row:
                yield model._meta.label, str(value)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, repr(row) + json.dumps(row, default=str, ensure_ascii=True)


def hits(*words):
    escaped = {json.dumps(word)[1:-1] for word in words}
    return {
        (where, word)
        for where, said in said_anywhere()
        for word in {*words, *escaped}
        if word in said
    }


# When it may go --------------------------------------------------------------------------------


def test_a_child_that_attends_keeps_everything(school_class, term, today, people, now):
    child = make_child(school_class=school_class, term=term)

    assert retention.due_parts(child, today) == []
    with pytest.raises(Refused, match="may be deleted yet"):
        erasing.order(child, typed=child.name, by=people[0], now=now)


# What gate, bus, health doctor and classes write of a child goes with its file, three years after it
# left.
OF_HEALTH = [
    "pickup", "bus", "injuries", "safety_pledges", "day_sheets", "day_records", "medicine", "illness", "measurements", "care",
]  # fmt: skip


@pytest.mark.parametrize(
    ("left_on", "due"),
    [
        (date(2025, 7, 11), []),
        (date(2025, 7, 10), ["guardians", "borrowed"]),
        (date(2023, 7, 11), ["guardians", "borrowed"]),
        (date(2023, 7, 10), ["child", "guardians", "health", "consents", "borrowed", *OF_HEALTH]),
    ],
)
def test_each_part_may_go_when_its_years_are_over(db, left_on, due):
    child = make_child(left_on=left_on)
    on = date(2026, 7, 10)

    assert retention.due_parts(child, on) == due
    assert list(retention.Terms.of(on).children_due(Child.objects.all())) == (
        [child] if due else []
    )


def test_the_school_may_keep_longer_and_the_name_stays_with_the_longest(db):
    child = make_child(left_on=date(2022, 7, 10))
    Rule.objects.create(code="keep_consents", value="5")

    due = retention.due_parts(child, date(2026, 7, 10))
    assert due == ["guardians", "health", "borrowed", *OF_HEALTH]


def test_a_guardian_who_asks_has_only_that_deleted_at_once_which_no_law_keeps(db, today):
    child = make_child(left_on=today - DAY)
    asked = {"guardian": MOTHER, "received_on": today, "due_on": today + 15 * DAY}
    DataRequest.objects.create(child=child, kind="delete", recorded_by=make_person(), **asked)

    assert retention.due_parts(child, today) == ["guardians", "borrowed"]
    assert list(retention.Terms.of(today).children_due(Child.objects.all())) == [child]


def test_somebody_who_left_on_the_29th_of_february_is_counted_by_the_28th():
    assert retention.years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)


# Who may, and how -------------------------------------------------------------------------------


def test_the_name_must_be_typed_in_full(gone, people, now):
    with pytest.raises(Refused, match="exactly"):
        erasing.order(gone, typed="欧阳", by=people[0], now=now)


def test_who_ordered_it_does_not_confirm_it(gone, people, now):
    ordered = erasing.order(gone, typed=NAME, by=people[0], now=now)

    with pytest.raises(Refused, match="Somebody else"):
        erasing.confirm(ordered, typed=NAME, by=people[0], now=now)
    assert not DataErasure.objects.exists()


def test_nothing_is_gone_before_the_second_person_agrees(gone, people, now):
    erasing.order(gone, typed=NAME, by=people[0], now=now)

    gone.refresh_from_db()
    assert (gone.name, gone.guardians.count()) == (NAME, 1)


def test_where_the_rule_asks_for_no_second_person_one_is_enough(gone, people, now):
    Rule.objects.create(code="erase_second_person", value="0")

    erasing.order(gone, typed=NAME, by=people[0], now=now)

    assert DataErasure.objects.get().second is None


def test_a_withdrawn_order_cannot_be_confirmed(gone, people, now):
    ordered = erasing.order(gone, typed=NAME, by=people[0], now=now)
    erasing.withdraw(ordered, now=now)

    with pytest.raises(Refused, match="meanwhile"):
        erasing.confirm(ordered, typed=NAME, by=people[1], now=now)


def test_an_open_incident_keeps_everything_and_says_why(gone, people, now):
    ordered = erasing.order(gone, typed=NAME, by=people[0], now=now)
    hold = Hold.objects.create(child=gone, reason="the fall in May", by=people[0], at=now)

    with pytest.raises(Refused, match="the fall in May"):
        erasing.confirm(ordered, typed=NAME, by=people[1], now=now)

    erasing.lift(hold, by=people[0], now=now)
    assert erasing.confirm(ordered, typed=NAME, by=people[1], now=now)


def test_a_record_kept_for_an_incident_keeps_the_name_it_says(gone, people, campus, now):
    entry = note_about(f"{NAME} fell", campus, people[0], now)
    Entry.objects.filter(pk=entry.pk).update(hold="insurance")

    with pytest.raises(Refused, match="insurance"):
        delete(gone, people, now)
    assert Child.objects.filter(name=NAME).exists()


def test_the_page_asks_for_the_name_and_then_for_the_second_person(enter, gone, people):
    director, principal = (enter(role, person=person) for role, person in
                           zip(("director", "principal"), people, strict=True))  # fmt: skip
    order = reverse("school:child_erase", args=[gone.pk])

    refused = director.post(order, {"typed": "Bao"}).text
    director.post(order, {"typed": NAME})
    confirm = ErasureOrder.objects.get().get_absolute_url()
    inbox = principal.get(reverse("notices:inbox")).text
    principal.post(confirm, {"typed": NAME})

    assert "exactly" in refused
    assert NAME in inbox
    gone.refresh_from_db()
    assert gone.name == DataErasure.objects.get().pseudonym


# What is left ------------------------------------------------------------------------------------


def test_the_words_planted_are_there_before(gone, people, campus, now):
    """The control of the test below."""
    note_about(f"{NAME} 今天离园", campus, people[0], now)

    found = {word for _where, word in hits(*PLANTED)}
    assert found >= set(PLANTED)


def test_nothing_of_the_child_is_left_in_any_table(gone, people, campus, now):
    plain = note_about(f"{NAME} 今天离园，电话 {PHONE}", campus, people[0], now)
    voided = note_about(f"{MOTHER} 来访", campus, people[0], now)
    filing.void(voided, by=people[0], now=now, reason=f"{NAME} 的记录写错了")
    other = note_about("K202600421 is another number", campus, people[0], now)

    delete(gone, people, now)

    assert hits(*PLANTED) == set()
    assert plain.content.text.endswith("今天离园，电话 " + gone.erasures.get().pseudonym)
    assert other.content.text == "K202600421 is another number"


def test_the_versions_that_said_the_name_are_emptied_and_the_seals_still_hold(
    gone, people, campus, now
):
    entry = note_about(f"{NAME} 今天离园", campus, people[0], now)
    digest = entry.versions.get().digest

    delete(gone, people, now)

    first, second = Version.objects.filter(entry=entry).order_by("number")
    assert (first.said, first.digest) == ({}, digest)
    assert second.act == "correct"
    assert verify(now=now).is_clean


def test_the_figures_stay(gone, people, now, school_class, term):
    delete(gone, people, now)

    gone.refresh_from_db()
    assert (gone.sex, gone.birth_on, gone.enrolments.get().school_class) == (
        "girl", date(2016, 1, 1), school_class,
    )  # fmt: skip
    assert gone.name == gone.number == gone.erasures.get().pseudonym
    assert gone.consents.get().is_yes


def test_neither_search_nor_list_nor_file_knows_the_child_any_more(enter, gone, people, now):
    client = enter("admin")
    delete(gone, people, now)

    pages = [
        client.get(reverse("search"), {"q": NAME}).text.replace(f'value="{NAME}"', ""),
        client.get(reverse("school:child_list"), {"left": "on"}).text,
        client.get(gone.get_absolute_url()).text,
        client.get(reverse("school:erasure_done")).text,
        client.get(reverse("school:reading_list")).text,
    ]
    zipped = read_zip(client.post(reverse("school:child_file", args=[gone.pk])))

    told = [*pages[1:], *map(str, zipped.values())]
    assert [word for word in PLANTED for said in told if word in said] == []
    assert gone.get_absolute_url() not in pages[0]


def test_only_the_guardians_go_while_the_rest_is_still_kept(school_class, term, people, today, now):
    child = plant(school_class, term, today - 400 * DAY, people[0], now)

    delete(child, people, now)

    child.refresh_from_db()
    assert (child.name, Guardian.objects.exists(), child.allergies.count()) == (NAME, False, 1)
    assert "guardians" not in retention.due_parts(child, today)


def test_a_name_that_others_bear_stays_in_the_records(gone, people, campus, now):
    make_person(name=NAME)
    entry = note_about(f"{NAME} 值班", campus, people[0], now)

    delete(gone, people, now)

    assert entry.content.text == f"{NAME} 值班"


def test_a_deletion_is_never_changed(gone, people, now):
    delete(gone, people, now)

    with pytest.raises(DatabaseError), transaction.atomic():
        DataErasure.objects.update(basis="")


# Colleagues --------------------------------------------------------------------------------------


def test_the_numbers_of_a_colleague_go_two_years_after_leaving(people, today, now, campus):
    somebody = make_person(
        name="Guard Li", phone=PHONE, identity_number=IDENTITY, username="li",
        ends_on=today - 731 * DAY,
    )  # fmt: skip

    erasing.erase_person(somebody, typed="Guard Li", by=people[0], now=now)

    assert hits(PHONE, IDENTITY) == set()
    assert Person.objects.get(pk=somebody.pk).name == "Guard Li"


def test_the_numbers_of_a_colleague_stay_before(people, today, now):
    somebody = make_person(phone=PHONE, ends_on=today - 700 * DAY)

    with pytest.raises(Refused, match="may be deleted yet"):
        erasing.erase_person(somebody, typed=somebody.name, by=people[0], now=now)


# After a restore ---------------------------------------------------------------------------------


def test_an_old_copy_brings_nothing_back(
    school_class, term, people, today, now, own_list, django_capture_on_commit_callbacks
):
    left_on = today - 4 * 366 * DAY
    old_copy = transaction.savepoint()
    child = plant(school_class, term, left_on, people[0], now)
    pk = child.pk
    with django_capture_on_commit_callbacks(execute=True):
        delete(child, people, now)
    pseudonym = child.erasures.get().pseudonym
    transaction.savepoint_rollback(old_copy)
    back = plant(school_class, term, left_on, people[0], now)

    assert back.pk == pk or connection.vendor == "postgresql"
    lines = json.loads(own_list.read_text("utf-8"))
    own_list.write_text(json.dumps([line | {"id": back.pk} for line in lines]), "utf-8")
    erasing.after_restore(now, own_list.parent)

    assert not any(word in own_list.read_text("utf-8") for word in PLANTED)
    assert hits(*PLANTED) == set()
    assert Child.objects.get(pk=back.pk).name == pseudonym


def test_a_deletion_known_already_is_not_done_twice(
    gone, people, now, own_list, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        delete(gone, people, now)

    assert erasing.reapply(own_list) == 0
    assert DataErasure.objects.count() == 1


def test_another_child_of_the_same_key_is_left_alone(gone, people, now, own_list):
    line = {"pseudonym": "X1", "kind": "child", "id": gone.pk, "mark": erasing.mark_of("other"),
            "parts": ["child"], "basis": "", "by": people[0].pk, "second": None,
            "at": now.isoformat()}  # fmt: skip
    own_list.write_text(json.dumps([line]), "utf-8")

    assert erasing.reapply(own_list) == 0
    assert Child.objects.filter(name=NAME).exists()


def test_without_a_list_nothing_is_done_again(db, own_list):
    assert erasing.reapply(own_list) == 0


# The whole file ----------------------------------------------------------------------------------


def read_zip(answer):
    """What is in it, by name: the workbook as its cells."""
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    told = {}
    for name in archive.namelist():
        data = archive.read(name)
        if name.endswith(".xlsx"):
            book = load_workbook(BytesIO(data))
            told[name] = {
                sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
                for sheet in book
            }
        else:
            told[name] = data.decode("utf-8")
    return told


def test_the_file_tells_everything_that_is_known(enter, gone):
    answer = enter("principal").post(reverse("school:child_file", args=[gone.pk]))

    told = read_zip(answer)
    [book, text] = [str(told[name]) for name in sorted(told)][:2]
    assert set(told) == {"Child file.xlsx", "child.json"}
    assert [word for word in PLANTED if word not in book] == []
    assert [word for word in PLANTED if word not in text] == []
    assert answer.headers["Content-Type"] == "application/zip"


def test_the_file_has_a_sheet_for_each_kind_of_data_and_no_formula(enter, gone):
    Child.objects.filter(pk=gone.pk).update(name="=1+1")
    answer = enter("director").post(reverse("school:child_file", args=[gone.pk]))
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))

    book = load_workbook(BytesIO(archive.read("Child file.xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(book.sheetnames) >= len(child_data())
    assert "=1+1" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


def test_giving_out_a_file_is_logged(enter, gone):
    client = enter("director")
    read_zip(client.post(reverse("school:child_file", args=[gone.pk])))

    last = Reading.objects.latest("pk")
    assert (last.act, last.by, last.child) == ("given_out", client.person, gone)


def test_the_file_is_not_for_the_doctor(enter, gone):
    assert enter("doctor").post(reverse("school:child_file", args=[gone.pk])).status_code == 403


# Tables that reach a child and are neither in the file nor deleted, each with its reason.
EXCUSED: dict[str, str] = {}


def tables_of_children():
    """Every table from which foreign keys lead to a child, over however many others."""
    models = apps.get_models(include_auto_created=True)
    found = {Child, Child.history.model}
    while more := {m for m in models if m not in found and leads_to(m, found - {DataErasure})}:
        found |= more
    return {model._meta.label_lower for model in found}


def leads_to(model, targets):
    return any(
        isinstance(field, ForeignKey) and field.related_model in targets
        for field in model._meta.concrete_fields
    )


def test_every_table_that_reaches_a_child_says_how_it_is_given_out_and_deleted():
    declared = {label.lower() for part in child_data().values() for label in part.models}

    assert tables_of_children() - declared - set(EXCUSED) == set()
    assert declared <= {m._meta.label_lower for m in apps.get_models()}
    assert all(
        part.keep == "" or part.erase.__name__ != "nothing" for part in child_data().values()
    )


# Requests and pages ------------------------------------------------------------------------------


def test_a_request_is_due_after_fifteen_days_and_counted_in_the_inbox(enter, gone, people, today):
    client = enter("director", person=people[0])
    typed = {"kind": "copy", "guardian": MOTHER, "received_on": today - 20 * DAY}

    client.post(reverse("school:request_new", args=[gone.pk]), typed)

    asked = DataRequest.objects.get()
    inbox = enter("principal", person=people[1]).get(reverse("notices:inbox")).text
    assert asked.due_on == today - 5 * DAY
    assert asked.is_late(today)
    assert NAME in inbox


def test_an_answered_request_waits_no_more(enter, gone, people, today):
    client = enter("principal", person=people[1])
    asked = DataRequest.objects.create(
        child=gone, kind="copy", guardian=MOTHER, received_on=today, due_on=today,
        recorded_by=people[0],
    )  # fmt: skip

    client.post(asked.get_absolute_url(), {"outcome": "done", "answer": "Given on paper"})

    asked.refresh_from_db()
    assert (asked.outcome, asked.answer, asked.answered_by) == ("done", "Given on paper", people[1])
    assert not DataRequest.objects.open().exists()


@pytest.mark.parametrize(
    "name", ["erasure_list", "erasure_waiting", "erasure_staff", "erasure_done", "request_list"]
)
def test_lists_of_personal_data_ask_as_many_queries_for_three_rows_as_for_one(
    enter, people, school_class, term, today, now, count_queries, name
):
    client, address = enter("director"), reverse(f"school:{name}")

    def fill(number):
        child = make_child(
            school_class=school_class,
            term=term,
            left_on=today - 4 * 366 * DAY,
            name=f"{number} gone",
        )
        asked = {"guardian": "x", "received_on": today, "due_on": today}
        DataRequest.objects.create(child=child, kind="copy", recorded_by=people[0], **asked)
        erasing.erase(
            child, ["guardians"], by=people[0], second=None, now=now, basis="keep_contacts"
        )
        erasing.order(child, typed=child.name, by=people[0], now=now)
        make_person(campus=client.person.posts.get().campus, role="cook", ends_on=today - 800 * DAY)

    fill(1)
    alone = count_queries(client, address)
    fill(2)
    fill(3)

    assert count_queries(client, address) == alone <= MOST_QUERIES
