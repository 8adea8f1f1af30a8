"""Versions only grow, and their digests can be computed again."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.duties import filing
from logistics.records import sealing
from logistics.records.keeping import canonical, digest
from logistics.records.models import Version
from tests.duties.factories import make_duty, make_person, make_term, moment, owe, write_note

COLUMNS = ["number", "act", "reason", "by_id", "at", "said", "digest", "entry_id"]


@pytest.fixture
def version(campus):
    [task, *_] = owe(make_duty(), make_term())
    entry = write_note(task, "2026-09-01 10:00", by=make_person(), text="灯已消毒")
    return entry.versions.get()


def raw(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_version_cannot_be_saved_again(version):
    version.reason = "afterthought"

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        version.save()

    assert Version.objects.get().reason == ""


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_a_version_can_be_changed(version, column):
    with pytest.raises(IntegrityError, match="never changed"):
        raw(f"UPDATE records_version SET {column} = {column} WHERE id = %s", version.pk)


def test_a_version_cannot_be_deleted(version):
    with pytest.raises(IntegrityError, match=r"never .*deleted"):
        raw("DELETE FROM records_version WHERE id = %s", version.pk)

    assert Version.objects.get() == version


def test_correcting_adds_a_version_and_leaves_the_first(version):
    entry = version.entry

    filing.correct(
        entry.content, by=entry.entered_by, now=moment("2026-09-01 11:00"), reason="补充", seen=1
    )

    first, second = Version.objects.order_by("number")
    assert (first.act, first.digest) == ("submit", version.digest)
    assert (second.act, second.reason) == ("correct", "补充")


def test_lifted_lets_rows_go_and_seals_again(version):
    other = Version.objects.get()
    other.pk, other.number = None, 2
    other.save()

    with sealing.lifted():
        other.delete()

    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.all().delete()
    assert Version.objects.get() == version


def test_lifted_seals_again_and_keeps_the_rows_when_it_fails(version):
    def go_wrong():
        Version.objects.all().delete()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), sealing.lifted():
        go_wrong()

    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.update(reason="x")
    assert Version.objects.get() == version


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_seals_it_again(version):
    with connection.cursor() as cursor:
        before = sorted(sealing.found(cursor))

    call_command("flush", interactive=False, verbosity=0)

    with connection.cursor() as cursor:
        assert sorted(sealing.found(cursor)) == before
    assert Version.objects.count() == 0


@pytest.mark.once  # on PostgreSQL the later tables that only grow hold on to its function
@pytest.mark.django_db(transaction=True)
def test_the_seal_has_a_way_back(version):
    seal = import_module("logistics.records.migrations.0002_append_only")
    with connection.schema_editor() as editor:
        seal.unseal(apps, editor)
    Version.objects.update(reason="unsealed")

    with connection.schema_editor() as editor:
        seal.seal(apps, editor)

    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.update(reason="sealed")
    assert Version.objects.get().reason == "unsealed"


# The digest.


def test_the_digest_is_the_one_of_the_stored_content(version):
    assert version.digest == digest(version.entry.number, 1, "submit", version.said)


def test_the_digest_of_a_known_content_never_changes():
    said = {"text": "灯已消毒", "campus_id": 1, "photos": []}

    assert canonical(said) == '{"campus_id":1,"photos":[],"text":"灯已消毒"}'
    assert digest("GZ-2026-000001", 1, "submit", said) == (
        "36647f3cf82fb79a7535234fd8942a6bf33171ce3dc68b9d6c3f3ecee29b309b"
    )


@pytest.mark.parametrize(
    "changed",
    [
        ("GZ-2026-000002", 1, "submit", {"text": "a"}),
        ("GZ-2026-000001", 2, "submit", {"text": "a"}),
        ("GZ-2026-000001", 1, "void", {"text": "a"}),
        ("GZ-2026-000001", 1, "submit", {"text": "b"}),
        ("GZ-2026-000001", 1, "submit", {"text": "a", "more": None}),
    ],
)
def test_the_digest_tells_every_part(changed):
    assert digest(*changed) != digest("GZ-2026-000001", 1, "submit", {"text": "a"})


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(), plain, max_size=5))
def test_what_was_written_down_reads_back_as_the_same(said):
    assert canonical(json.loads(canonical(said))) == canonical(said)
