"""Forms are safe by construction: sent once, overwriting nothing unseen, losing nothing typed."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from logistics import conflicts, typed
from logistics.duties.models import Duty
from logistics.models import Draft, Submission
from logistics.records.models import Entry
from logistics.school.models import WorkLine
from tests.duties.factories import make_duty, make_term
from tests.factories import make_person, make_post

NEW = "school:work_line_new"


@pytest.fixture
def director(enter):
    return enter("director")


@pytest.fixture
def work_line(director):
    """A form with few fields: title, campus, person, year."""
    return {
        "title": "Locks and water",
        "campus": director.person.posts.get().campus_id,
        "person": director.person.pk,
        "school_year": 2026,
    }


def key_in(page):
    return re.search(r'name="form_key" value="(\w+)"', page.text)[1]


# Once.


def test_each_form_opened_has_a_key_of_its_own(director):
    keys = {key_in(director.get(reverse(NEW))) for _ in range(3)}

    assert len(keys) == 3


def test_the_same_form_sent_twice_is_saved_once_and_gets_the_first_result(director, work_line):
    sent = work_line | {"form_key": "k" * 32}
    first = director.post(reverse(NEW), sent)

    second = director.post(reverse(NEW), sent | {"title": "Changed on the way back"})

    assert WorkLine.objects.get().title == "Locks and water"
    assert (second.status_code, second.url) == (302, first.url)


def test_a_repeat_says_that_nothing_was_saved_twice(director, work_line):
    sent = work_line | {"form_key": "k" * 32}
    director.post(reverse(NEW), sent)

    page = director.post(reverse(NEW), sent, follow=True).text

    assert "nothing was saved twice" in page


def test_another_key_saves_another_row(director, work_line):
    """The control: without its key the repeat is saved."""
    director.post(reverse(NEW), work_line | {"form_key": "a" * 32})

    director.post(reverse(NEW), work_line | {"form_key": "b" * 32, "title": "Meals and tea"})

    assert WorkLine.objects.count() == 2


def test_a_form_that_was_refused_keeps_its_key_and_can_be_sent_again(director, work_line):
    sent = work_line | {"form_key": "k" * 32}
    refused = director.post(reverse(NEW), sent | {"title": ""})

    director.post(reverse(NEW), sent)

    assert key_in(refused) == "k" * 32
    assert WorkLine.objects.count() == 1


def test_one_persons_key_answers_nothing_to_another(director, work_line, enter):
    director.post(reverse(NEW), work_line | {"form_key": "k" * 32})

    answer = enter("director").get(f"{reverse(NEW)}?form_key={'k' * 32}")

    assert answer.status_code == 200
    assert Submission.objects.get().person_id == director.person.pk


@pytest.mark.parametrize("key", ["", "x" * 5000, "a\0b", "'; DROP TABLE", "钥" * 50])
def test_a_key_that_is_none_of_ours_saves_all_the_same(director, work_line, key):
    answer = director.post(reverse(NEW), work_line | {"form_key": key})

    assert answer.status_code == 302
    assert WorkLine.objects.count() == 1


# Two at once.


@pytest.fixture
def duty(campus):
    return make_duty(title="Lamps", basis="Rule 1", times=["08:30", "16:00"])


def as_sent(page):
    """What the browser would send back."""
    form = page.context["form"]
    sent = {"version": page.context["version"], "form_key": key_in(page)}
    for bound in form:
        value = bound.value()
        if value not in (None, "", False, []):
            sent[bound.html_name] = bound.field.prepare_value(value)
    return sent


def test_the_second_of_two_sees_both_versions_and_keeps_what_was_typed(director, enter, duty):
    url = reverse("duties:duty_edit", args=[duty.pk])
    mine = as_sent(director.get(url))
    colleague = enter("director")
    colleague.post(url, as_sent(colleague.get(url)) | {"title": "Theirs"})

    page = director.post(url, mine | {"title": "Mine"})

    [conflict] = page.context["form"].conflicts
    assert (conflict.mine, conflict.theirs) == ("Mine", "Theirs")
    assert Duty.objects.get().title == "Theirs"
    assert 'value="Mine"' in page.text


def test_the_sentence_names_who_changed_it_and_when(director, enter, duty):
    url = reverse("duties:duty_edit", args=[duty.pk])
    mine = as_sent(director.get(url))
    colleague = enter("director")
    colleague.post(url, as_sent(colleague.get(url)) | {"title": "Theirs"})

    page = director.post(url, mine | {"title": "Mine"})

    changed = timezone.localtime(duty.history.first().history_date)
    sentence = f"{colleague.person} changed this at {changed:%H:%M}"
    assert any(sentence in error for error in page.context["form"].non_field_errors())


def second_answer(director, colleague, url, theirs, mine, choice):
    opened = as_sent(director.get(url))
    colleague.post(url, as_sent(colleague.get(url)) | theirs)
    asked = director.post(url, opened | mine)
    again = opened | mine | {"version": asked.context["version"]}
    return director.post(url, again | choice)


@pytest.mark.parametrize(("choice", "title"), [({"take-title": "theirs"}, "Theirs"), ({}, "Mine")])
def test_the_second_chooses_field_by_field(director, enter, duty, choice, title):
    url = reverse("duties:duty_edit", args=[duty.pk])

    answer = second_answer(
        director, enter("director"), url, {"title": "Theirs"}, {"title": "Mine"}, choice
    )

    assert answer.status_code == 302
    assert Duty.objects.get().title == title


def test_a_list_taken_from_the_other_is_taken_whole(director, enter, duty):
    url = reverse("duties:duty_edit", args=[duty.pk])

    second_answer(
        director,
        enter("director"),
        url,
        {"times": "09:00; 17:00", "weekdays": ["2", "4"]},
        {"times": "10:00", "weekdays": ["1"]},
        {"take-times": "theirs", "take-weekdays": "theirs"},
    )

    stored = Duty.objects.get()
    assert (stored.times, stored.weekdays) == (["09:00", "17:00"], [2, 4])


def test_changes_of_different_fields_do_not_stand_against_each_other(director, enter, duty):
    """Opened together, but only one of them touched the title; the other's basis is asked back."""
    url = reverse("duties:duty_edit", args=[duty.pk])
    mine = as_sent(director.get(url))
    colleague = enter("director")
    colleague.post(url, as_sent(colleague.get(url)) | {"basis": "Rule 2"})

    page = director.post(url, mine | {"title": "Mine"})

    assert [conflict.name for conflict in page.context["form"].conflicts] == ["basis"]
    assert Duty.objects.get().basis == "Rule 2"


@pytest.mark.parametrize(
    "version",
    ["", "forged", signing.dumps({"title": "Mine"}, salt="other")],
    ids=["none", "forged", "signed for something else"],
)
def test_without_having_seen_the_thing_nothing_of_it_is_overwritten(director, duty, version):
    url = reverse("duties:duty_edit", args=[duty.pk])
    sent = as_sent(director.get(url))

    page = director.post(url, sent | {"title": "Mine", "version": version})

    assert page.status_code == 200
    assert Duty.objects.get().title == "Lamps"


def test_a_correction_of_what_was_corrected_meanwhile_shows_what_it_says_now(director):
    make_term()
    now = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    note = {"text": "First", "happened_at": now, "campus": 1, "closed_day_is_right": "on"}
    note["campus"] = director.person.posts.get().campus_id
    director.post(reverse("duties:note_new"), note)
    url = reverse("duties:entry_correct", args=[Entry.objects.get().pk])
    base = {"happened_at": now, "reason": "x", "closed_day_is_right": "on"}
    director.post(url, base | {"text": "Theirs", "seen": 1})

    page = director.post(url, base | {"text": "Mine", "seen": 1})

    form = page.context["form"]
    assert "“Theirs”" in form.non_field_errors()[0]
    assert (form["text"].value(), form["seen"].value()) == ("Mine", 2)
    assert Entry.objects.get().content.text == "Theirs"


def test_shown_gives_the_words_of_a_choice(director, duty):
    form = director.get(reverse("duties:duty_edit", args=[duty.pk])).context["form"]

    assert conflicts.shown(form, "role", "carer") == "carer"
    assert conflicts.shown(form, "rhythm", "daily") == "every day"
    assert conflicts.shown(form, "title", "daily") == "daily"


# Drafts.


def draft_of(client, path, **data):
    return client.post(f"{reverse('draft')}?path={path}", data)


def test_a_draft_is_kept_unreadable_and_offered_to_its_writer(enter):
    carer, url = enter("carer"), reverse("duties:note_new")
    draft_of(carer, url, text="Half a sentence")

    page = carer.get(url)
    again = carer.get(f"{url}?draft=1")

    assert "you did not submit" in page.text
    assert "Half a sentence" in again.text
    assert "Half a sentence" not in Draft.objects.values_list("text", flat=True).query.__str__()


def test_nobody_gets_the_draft_of_another(enter):
    url = reverse("duties:note_new")
    draft_of(enter("carer"), url, text="Half a sentence")

    page = enter("carer").get(f"{url}?draft=1").text

    assert "Half a sentence" not in page
    assert "you did not submit" not in page


def test_a_saved_form_takes_its_draft_with_it(director, work_line):
    draft_of(director, reverse(NEW), title="Locks")

    director.post(reverse(NEW), work_line)

    assert not Draft.objects.exists()


def test_a_draft_can_be_thrown_away(director):
    draft_of(director, reverse(NEW), title="Locks")

    director.post(reverse("draft_discard"), {"path": reverse(NEW)})

    assert not Draft.objects.exists()


@pytest.mark.parametrize("path", ["", "plan-text/abc", "/" + "x" * 400])
def test_a_draft_of_no_page_is_refused(director, path):
    answer = draft_of(director, path, title="Locks")

    assert answer.status_code == 400
    assert not Draft.objects.exists()


def test_a_draft_larger_than_a_megabyte_is_refused(director):
    answer = draft_of(director, reverse(NEW), title="x" * 1_000_001)

    assert answer.status_code == 400
    assert not Draft.objects.exists()


# After a lost session.


def log_in(client, person, password="long-enough-1"):
    return client.post(reverse("login"), {"username": person.username, "password": password})


@pytest.fixture
def carer(campus):
    person = make_person(username="carer")
    person.set_password("long-enough-1")
    person.save()
    make_post(person=person, role="carer", campus=campus)
    return person


def send_without_session(client, carer, url):
    log_in(client, carer)
    writer = client.get(url).context["typed_by"]
    client.logout()
    return client.post(url, {"text": "Typed for an hour", "typed_by": writer})


def test_a_form_sent_after_the_session_ended_waits_for_its_writer(carer):
    client, url = Client(), reverse("duties:note_new")
    answer = send_without_session(client, carer, url)

    log_in(client, carer)
    page = client.get(url)

    assert answer.url == f"{reverse('login')}?next={url}"
    assert "Typed for an hour" in page.text
    assert not Entry.objects.exists()


def test_nobody_else_gets_a_form_that_waits(carer, campus):
    client, url = Client(), reverse("duties:note_new")
    other = make_person(username="other")
    other.set_password("long-enough-1")
    other.save()
    make_post(person=other, role="carer", campus=campus)
    send_without_session(client, carer, url)

    log_in(client, other)

    assert "Typed for an hour" not in client.get(url).text


def test_a_form_without_a_true_writer_does_not_wait(carer):
    client, url = Client(), reverse("duties:note_new")

    client.post(url, {"text": "Typed for an hour", "typed_by": "forged"})

    assert typed.KEPT not in client.session


def test_a_form_that_waited_is_shown_once(carer):
    client, url = Client(), reverse("duties:note_new")
    send_without_session(client, carer, url)
    log_in(client, carer)
    client.get(url)

    assert "Typed for an hour" not in client.get(url).text


# What is asked back, with nothing lost.


@pytest.fixture
def writer(enter):
    """A carer on a day on which the school is open."""
    client = enter("carer")
    today = timezone.localdate()
    days = [today + n * timedelta(days=1) for n in (-40, -33, 33, 40)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    make_term(**dict(zip(names, days, strict=True)))
    client.person.posts.get().campus.days.update(kind="school")
    return client


def note(client, at=None, **given):
    at = at or timezone.localtime()
    sent = {
        "text": "Lamps done",
        "happened_at": f"{at:%Y-%m-%dT%H:%M}",
        "campus": client.person.posts.get().campus_id,
    }
    return client.post(reverse("duties:note_new"), sent | given)


def test_a_note_of_now_is_saved(writer):
    assert note(writer).status_code == 302
    assert Entry.objects.get().title == "Lamps done"


def test_a_note_of_the_future_is_refused_beside_its_time(writer):
    page = note(writer, timezone.localtime() + timedelta(hours=2))

    assert "future" in page.context["form"].errors["happened_at"][0]
    assert "Lamps done" in page.text
    assert not Entry.objects.exists()


def test_a_closed_day_is_asked_back_and_then_saved(writer):
    yesterday = timezone.localtime() - timedelta(days=1)
    days = writer.person.posts.get().campus.days
    days.filter(date=yesterday.date()).update(kind="closure", name="Sports day")
    asked = note(writer, yesterday, late_reason="forgot")

    answer = note(writer, yesterday, late_reason="forgot", closed_day_is_right="on")

    assert "Sports day" in asked.context["form"].errors["closed_day_is_right"][0]
    assert 'type="checkbox" name="closed_day_is_right"' in asked.text
    assert "Lamps done" in asked.text
    assert (answer.status_code, Entry.objects.count()) == (302, 1)


def test_a_late_note_is_asked_why_and_then_saved(writer):
    days_ago = timezone.localtime() - timedelta(days=3)
    asked = note(writer, days_ago)

    answer = note(writer, days_ago, late_reason="forgot")

    assert "Say why" in asked.context["form"].errors["late_reason"][0]
    assert "Lamps done" in asked.text
    assert answer.status_code == 302
    assert Entry.objects.get().is_late


def test_a_note_that_says_nothing_is_asked_back(writer):
    page = note(writer, text="")

    assert "text" in page.context["form"].errors
    assert note(writer, text="", nothing="on").status_code == 302
    assert Entry.objects.get().is_zero


def file(name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='x'>", b"GIF89a", b"\xff\xd8\xff broken", b"%PDF-1.4"]
)
def test_a_photo_that_is_none_is_refused_beside_its_field(writer, content):
    page = note(writer, photos=[file("photo.jpg", content)])

    assert page.status_code == 200
    assert "photo.jpg" in page.context["form"].errors["photos"][0]
    assert "Lamps done" in page.text
    assert not Entry.objects.exists()


def test_ten_photos_are_refused_and_nothing_is_saved(writer):
    page = note(writer, photos=[file(f"{n}.jpg", b"x") for n in range(10)])

    assert "At most nine" in page.context["form"].errors["photos"][0]
    assert not Entry.objects.exists()
