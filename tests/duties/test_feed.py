"""The calendar subscription: who may read it, what it says, and how it is written."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from logistics.access import Role
from logistics.duties import feed
from logistics.duties.models import CalendarAddress, Plan, PlanLine, Task
from logistics.ical import Event, calendar_text, escaped, folded
from logistics.school.calendar import at, end_of, set_days
from logistics.school.models import SchoolDay
from tests.factories import make_campus, make_child, make_person, make_post
from tests.world.duties import make_duty
from tests.world.terms import make_term

NOW = timezone.now()
TODAY = timezone.localdate()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def make_task(campus, title="Food samples", *, role=Role.COOK, due=HOUR, **given):
    duty = None if "line" in given else make_duty(campus, title=title, role=role)
    term = Task.objects.first().term if Task.objects.exists() else make_term(TODAY)
    usual = {"opens_at": NOW - HOUR, "due_at": NOW + due, "closes_at": NOW + due + DAY}
    return Task.objects.create(
        duty=duty, term=term, series=title, slot=f"{title}{due}", proof="work_note", campus=campus,
        role=role, **usual | given,
    )  # fmt: skip


@pytest.fixture
def cook(campus):
    return make_person(role=Role.COOK, campus=campus, username="cook", name="李明")


def address_of(person):
    return reverse("duties:calendar_feed", args=[feed.make_address(person, now=NOW)])


def read(url, **headers):
    return Client().get(url, headers=headers)


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def events(text):
    """Each event of a calendar as a dictionary of its lines."""
    found = []
    for line in unfolded(text):
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and ":" in line:
            name, value = line.split(":", 1)
            found[-1][name] = value
    return found


def titles(text):
    return [event["SUMMARY"] for event in events(text)]


# Who may read it -----------------------------------------------------------------------------


def test_the_address_is_read_without_a_login(cook, campus):
    make_task(campus)

    answer = read(address_of(cook))

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Food samples" in titles(answer.text)


def test_only_the_hash_of_the_secret_is_kept(cook):
    token = feed.make_address(cook, now=NOW)

    stored = CalendarAddress.objects.values_list().get()

    assert len(token) >= 32  # 192 bits
    assert token not in str(stored)


@pytest.mark.parametrize("end", ["renewed", "revoked", "wrong", "cut"])
def test_an_address_that_is_no_more_is_not_there(cook, end):
    url = address_of(cook)
    if end == "renewed":
        feed.make_address(cook, now=NOW)
    elif end == "revoked":
        feed.revoke_address(cook)
    elif end == "wrong":
        url = url.replace("/feed/", "/feed/x")
    else:
        url = url.removesuffix(".ics")[:-1] + ".ics"

    assert read(url).status_code == 404


@pytest.mark.parametrize("end", ["left", "locked", "without a post"])
def test_whoever_left_or_may_not_log_in_has_no_calendar_any_more(cook, end):
    url = address_of(cook)
    before = read(url).status_code
    if end == "left":
        type(cook).objects.filter(pk=cook.pk).update(ends_on=TODAY - DAY)
    elif end == "locked":
        type(cook).objects.filter(pk=cook.pk).update(is_active=False)
    else:
        cook.posts.update(ends_on=TODAY - DAY)

    assert (before, read(url).status_code) == (200, 404)


def test_an_address_gives_nothing_but_the_calendar(cook):
    url = address_of(cook)
    client = Client()

    client.get(url)

    assert client.get("/tasks/").status_code == 302
    assert client.post(url).status_code in (403, 405)


def test_the_address_is_shown_once(enter):
    client = enter("cook")

    shown = client.post(reverse("duties:calendar_address_make"))
    later = client.get(reverse("duties:calendar_address"))

    url = shown.context["url"]
    assert url in shown.text
    assert read(url.removeprefix("http://testserver")).status_code == 200
    assert (url in later.text, "Renew the address" in later.text) == (False, True)


def test_revoking_says_so(enter):
    client = enter("cook")
    url = client.post(reverse("duties:calendar_address_make")).context["url"]

    page = client.post(reverse("duties:calendar_address_revoke"), follow=True)

    assert "opens nothing any more" in page.text
    assert read(url.removeprefix("http://testserver")).status_code == 404


# What it says --------------------------------------------------------------------------------


def test_it_has_what_the_person_owes_in_the_next_weeks_and_nothing_else(cook, campus):
    make_task(campus, "Owed soon", due=3 * DAY)
    make_task(campus, "Late", due=-HOUR)
    make_task(campus, "In two months", due=60 * DAY)
    make_task(campus, "Settled", proved_at=NOW)
    make_task(campus, "Another role", role=Role.GUARD)
    make_task(make_campus(), "Another campus")

    found = titles(read(address_of(cook)).text)

    assert [title for title in found if "erm" not in title and "each" not in title] == [
        "Late",
        "Owed soon",
    ]


def test_a_task_keeps_its_uid_when_it_is_made_anew(cook, campus):
    task = make_task(campus)
    url = address_of(cook)
    [before] = [e["UID"] for e in events(read(url).text) if e["SUMMARY"] == "Food samples"]
    task.pk = None
    Task.objects.all().delete()
    task.save(force_insert=True)

    [after] = [e["UID"] for e in events(read(url).text) if e["SUMMARY"] == "Food samples"]

    assert before == after


def test_the_uids_are_all_different(cook, campus):
    for number in range(3):
        make_task(campus, f"Task {number}")

    uids = [event["UID"] for event in events(read(address_of(cook)).text)]

    assert len(set(uids)) == len(uids) >= 7


@pytest.mark.parametrize(
    "text", ["Visit the parents of 王小明", "给患儿喂药", "Order a medicine chest", "登记过敏情况"]
)
def test_no_child_and_no_illness_leaves_the_house(cook, campus, text):
    make_child(name="王小明")
    plan = Plan.objects.create(title="Plan", owner=cook, year=TODAY.year)
    line = PlanLine.objects.create(plan=plan, text=text, person=cook, campus=campus)
    make_task(campus, "line", line=line, person=cook)

    found = read(address_of(cook)).text

    assert "A task\\, see its page" in titles(found)
    assert text not in found.replace("\r\n ", "")


def test_plain_lines_of_a_plan_are_told(cook, campus):
    make_child(name="王小明")
    plan = Plan.objects.create(title="Plan", owner=cook, year=TODAY.year)
    line = PlanLine.objects.create(plan=plan, text="清点餐具", person=cook, campus=campus)
    make_task(campus, "line", line=line, person=cook)

    assert "清点餐具" in titles(read(address_of(cook)).text)


def test_days_off_are_one_event_each_and_name_the_campus_only_where_they_differ(cook, campus):
    other = make_campus(name="West")
    make_post(person=cook, role=Role.COOK, campus=other)
    make_term(TODAY)
    first = TODAY + 14 * DAY
    kind = SchoolDay.Kind.CLOSURE
    set_days([campus, other], first, first + 2 * DAY, kind=kind, name="Floods")
    set_days([other], first + 7 * DAY, first + 7 * DAY, kind=kind, name="Paint")

    found = {e["SUMMARY"]: e for e in events(read(address_of(cook)).text)}

    assert found["Floods"]["DTSTART;VALUE=DATE"] == f"{first:%Y%m%d}"
    assert found["Floods"]["DTEND;VALUE=DATE"] == f"{first + 3 * DAY:%Y%m%d}"
    assert ("LOCATION" in found["Floods"], found["Paint"]["LOCATION"]) == (False, "West")


def test_term_dates_are_in_it(cook):
    make_term(TODAY)

    found = titles(read(address_of(cook)).text)

    assert [title.split(" (")[0] for title in found if "(" in title] == [
        "Term begins",
        "Teaching begins",
        "Teaching ends",
        "Term ends",
    ]


def test_a_deadline_at_the_end_of_a_day_is_an_event_of_that_day(campus, db):
    evening, noon = end_of(date(2026, 9, 7)), at(date(2026, 9, 7), "12:30")

    assert feed.span_of(Task(due_at=evening)) == (date(2026, 9, 7), date(2026, 9, 8))
    assert feed.span_of(Task(due_at=noon)) == (noon - HOUR / 2, noon)


# How it is asked again -----------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(cook, campus):
    make_task(campus)
    url = address_of(cook)
    first = read(url)

    again = read(url, if_none_match=first.headers["ETag"])
    make_task(campus, "Something new")
    changed = read(url, if_none_match=first.headers["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_many_tasks_cost_as_many_queries_as_one(cook, campus, django_assert_max_num_queries):
    url = address_of(cook)
    make_task(campus)
    with django_assert_max_num_queries(10) as one:
        read(url)

    for number in range(3):
        make_task(campus, f"Task {number}")
    with django_assert_max_num_queries(len(one)):
        read(url)


# How it is written ---------------------------------------------------------------------------

STAMP = datetime(2026, 9, 1, tzinfo=UTC)
ODD = "单重庆; a,b\\c\n下一行\r\nDTSTART:x\0\x1b" + "食" * 100


def one_event(**given):
    usual = {"uid": "1@x", "title": "T", "starts": STAMP, "ends": STAMP + HOUR}
    return calendar_text("名称", [Event(**usual | given)], stamp=STAMP)


def test_lines_end_as_the_norm_says_and_have_at_most_75_octets():
    text = one_event(title=ODD, text=ODD, where=ODD)

    lines = text.encode().split(b"\r\n")

    assert text.endswith("END:VCALENDAR\r\n")
    assert b"\n" not in text.encode().replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() for line in lines[:-1])


def test_a_folded_line_is_the_same_when_it_is_unfolded():
    for line in ("x" * 74, "x" * 75, "x" * 76, "食" * 25, "食" * 26, "x食" * 60, "😀" * 40):
        assert folded(line).replace("\r\n ", "") == line


def test_signs_with_a_meaning_are_escaped_and_control_signs_are_gone():
    assert escaped("a;b,c\\d\ne\r\nf\0\x07") == "a\\;b\\,c\\\\d\\ne\\nf"
    assert "\nDTSTART:x" not in one_event(title=ODD)


def test_moments_are_in_utc_and_days_are_days():
    here = at(date(2026, 9, 7), "08:00")

    timed = events(one_event(starts=here, ends=here + HOUR))[0]
    whole = events(one_event(starts=date(2026, 9, 7), ends=date(2026, 9, 8)))[0]

    assert (timed["DTSTART"], timed["DTEND"]) == ("20260907T000000Z", "20260907T010000Z")
    assert (whole["DTSTART;VALUE=DATE"], whole["DTEND;VALUE=DATE"]) == ("20260907", "20260908")


def test_every_event_has_what_the_norm_requires_once():
    lines = unfolded(one_event())

    for name in ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:", "UID:", "DTSTAMP:", "DTSTART"):
        assert len([line for line in lines if line.startswith(name)]) == 1
    assert all(re.match(r"[A-Z-]+[;:]", line) for line in lines[:-1])
