"""Versions emptied as the law asks: the seal holds, and nobody empties one without the verb."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from logistics.errors import Refused
from logistics.records import erasing, seals, stamping
from logistics.records.models import Entry, Erasure, Version
from tests.duties.factories import make_person, moment
from tests.records.week import DAYS, NOW, broken, raw, unguard


@pytest.fixture
def old_version(sealed):
    """The first version of a corrected record."""
    return Version.objects.filter(number=1, entry__version=2).earliest("pk")


def erase(version, basis="学生信息保存期满"):
    return erasing.erase_version(version, by=make_person("director"), now=NOW, basis=basis)


def test_an_emptied_version_keeps_its_digest_and_its_seal(old_version):
    digest = old_version.digest

    erasure = erase(old_version)

    kept = Version.objects.get(pk=old_version.pk)
    assert (kept.said, kept.digest, kept.erasure) == ({}, digest, erasure)
    assert broken() == {}


def test_the_reason_of_an_emptied_correction_goes_with_it(old_version):
    correction = old_version.entry.versions.get(number=2)

    erase(correction)

    assert Version.objects.get(pk=correction.pk).reason == erasing.NO_REASON
    assert broken() == {}


def test_the_erasure_itself_is_sealed(old_version):
    erasure = erase(old_version)

    seals.seal_days(now=moment("2026-09-09 00:07"))
    unguard()
    raw("UPDATE records_erasure SET basis = 'x' WHERE id = %s", erasure.pk)

    assert broken()[date(2026, 9, 8)] == [f"records.erasure {erasure.pk}"]


def test_nothing_is_emptied_twice(old_version):
    erase(old_version)

    with pytest.raises(Refused, match="already"):
        erase(old_version)

    assert Erasure.objects.count() == 1


def test_what_is_kept_for_an_incident_is_not_emptied(old_version):
    Entry.objects.filter(pk=old_version.entry_id).update(hold="SG-2026-000001")
    old_version.refresh_from_db()

    with pytest.raises(Refused, match="incident"):
        erase(old_version)

    assert Version.objects.get(pk=old_version.pk).said


@pytest.mark.parametrize(
    "edit",
    ["said = '{}'", "said = '{}', reason = '—'", "said = '{\"text\": 1}'"],
)
def test_without_an_erasure_the_database_empties_nothing(old_version, edit):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        raw(f"UPDATE records_version SET {edit} WHERE id = %s", old_version.pk)

    assert broken() == {}


@pytest.mark.parametrize("edit", ["digest = 'x'", "reason = 'x'", "by_id = by_id + 1, said = '{}'"])
def test_an_erasure_lets_nothing_else_change(old_version, edit):
    erase(old_version)

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        raw(f"UPDATE records_version SET {edit} WHERE id = %s", old_version.pk)

    assert broken() == {}


def test_a_version_emptied_without_the_verb_is_found(open_tables):
    version = Version.objects.earliest("pk")

    Version.objects.filter(pk=version.pk).update(said={})

    assert broken() == {DAYS[0]: [f"{version.entry.number} v1"]}


def test_a_forged_erasure_is_found(open_tables):
    version = Version.objects.earliest("pk")
    hashed = stamping.hashed(version.reason)
    forged = Erasure.objects.create(
        version=version, basis="x", reason_hash=hashed, by=version.by, at=NOW, stamp="0" * 32
    )

    Version.objects.filter(pk=version.pk).update(said={})

    assert f"records.erasure {forged.pk}" in broken()[date(2026, 9, 8)]
