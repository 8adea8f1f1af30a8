"""Signing a sheet: by whom it is asked, once a version, in person or on paper."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from logistics.duties import filing, signing
from logistics.duties.models import WorkNote
from logistics.errors import Refused
from logistics.notices import inbox
from logistics.records.models import Entry, Signature
from logistics.records.models.signatures import Capacity
from tests.factories import make_person

NOW = timezone.now()
RECEIVED = Capacity.RECEIVED


@pytest.fixture
def keeper(enter):
    return enter("director").person


@pytest.fixture
def sheet(campus, keeper):
    note = WorkNote(entry=Entry(campus=campus, happened_at=NOW), text="Keys handed out")
    return filing.submit(note, by=keeper, now=NOW)


def sign(sheet, person, *, seen=1, capacity=RECEIVED, **given):
    return signing.sign(sheet, capacity, by=person, now=NOW, seen=seen, **given)


def test_who_is_asked_finds_it_in_the_inbox_opens_it_and_signs(enter, sheet):
    client = enter("teacher")
    signing.ask(sheet, [(RECEIVED, client.person)], now=NOW)
    before = inbox.standing(client.person, NOW).waiting["signatures"].count

    page = client.get(sheet.get_absolute_url())
    sent = {"capacity": RECEIVED, "seen": 1}
    answer = client.post(reverse("duties:entry_sign", args=[sheet.pk]), sent, follow=True)

    assert "Sign: received by" in page.text
    assert "Signed: " in answer.text
    assert (before, inbox.standing(client.person, NOW).waiting["signatures"].count) == (1, 0)
    assert signing.is_signed(sheet)


def test_nobody_signs_who_is_not_asked(sheet, campus):
    stranger = make_person(role="teacher", campus=campus)

    with pytest.raises(Refused, match="does not ask"):
        sign(sheet, stranger)


def test_the_sheet_of_somebody_else_is_not_there(enter, sheet):
    client = enter("teacher")

    answer = client.post(reverse("duties:entry_sign", args=[sheet.pk]), {"capacity": RECEIVED})

    assert answer.status_code == 404


def test_it_is_signed_once(sheet, campus):
    teacher = make_person(role="teacher", campus=campus)
    signing.ask(sheet, [(RECEIVED, teacher), (RECEIVED, teacher)], now=NOW)
    sign(sheet, teacher)

    with pytest.raises(Refused, match="signed already"):
        sign(sheet, teacher)

    assert sheet.signatures.count() == 1


def test_a_corrected_sheet_waits_for_the_signature_again(sheet, campus, keeper):
    teacher = make_person(role="teacher", campus=campus)
    signing.ask(sheet, [(RECEIVED, teacher)], now=NOW)
    sign(sheet, teacher)

    note = sheet.content
    note.text = "Keys and lamp handed out"
    filing.correct(note, by=keeper, now=NOW, reason="The lamp was forgotten", seen=1)

    sheet.refresh_from_db()
    assert not signing.is_signed(sheet)
    with pytest.raises(Refused, match="meanwhile"):
        sign(sheet, teacher, seen=1)
    sign(sheet, teacher, seen=2)
    assert signing.is_signed(sheet)


def test_a_voided_sheet_asks_nobody(sheet, campus, keeper):
    teacher = make_person(role="teacher", campus=campus)
    signing.ask(sheet, [(RECEIVED, teacher)], now=NOW)

    filing.void(sheet, by=keeper, now=NOW, reason="Never happened")

    assert signing.is_signed(sheet)
    with pytest.raises(Refused):
        sign(sheet, teacher)


def test_who_has_no_login_signs_on_paper_and_somebody_else_keeps_it(sheet, campus, keeper):
    cleaner = make_person(role="cleaner", campus=campus, username=None)
    teacher = make_person(role="teacher", campus=campus, username="teacher")
    signing.ask(sheet, [(RECEIVED, cleaner), (RECEIVED, teacher)], now=NOW)

    sign(sheet, cleaner, noted_by=keeper)

    with pytest.raises(Refused, match="signs alone"):
        sign(sheet, teacher, noted_by=keeper)
    lines = signing.lines_of(sheet)
    assert [line["signature"] and line["signature"].noted_by for line in lines] == [keeper, None]


def test_a_signature_is_never_changed(sheet, campus):
    teacher = make_person(role="teacher", campus=campus)
    signing.ask(sheet, [(RECEIVED, teacher)], now=NOW)
    sign(sheet, teacher)

    for act in (lambda: Signature.objects.update(version=2), Signature.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
