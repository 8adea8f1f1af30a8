"""Reporting without a login: within limits, taken up by the school, signed for by the custodian."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from logistics.errors import Refused
from logistics.records.models import Entry
from safety.models import DoorReport
from safety.repairs import door
from tests.safety.repairs import DAY, NOW, Site, fresh


@pytest.fixture
def site(campus):
    return Site(campus, laid_out=False)


@pytest.fixture
def url(site):
    return reverse("safety:door_report", args=[site.room.code])


def leave(site, *, now=NOW, address="10.0.0.1", **given):
    told = {"category": "water", "what": "It drips", "name": "", "phone": ""} | given
    return door.leave(door.Spot(site.campus, site.room), address=address, now=now, **told)


def picture(size=(40, 30)):
    file = BytesIO()
    Image.new("RGB", size, "red").save(file, "JPEG")
    return SimpleUploadedFile("p.jpg", file.getvalue(), "image/jpeg")


def test_whoever_scans_the_label_reports_without_a_login(site, url):
    client = Client()

    answer = client.post(url, {"category": "water", "what": "It drips", "photos": [picture()]})

    left = DoorReport.objects.get()
    assert answer.url == reverse("safety:door_state", args=[left.token])
    assert (left.place, left.what, bool(left.photo)) == (site.room, "It drips", True)
    assert not Entry.objects.exists()
    assert "has your report" in client.get(answer.url).text


def test_a_thousand_presses_leave_a_few_rows_and_a_polite_page(site, url):
    client = Client()

    answers = [client.post(url, {"category": "water"}) for _n in range(30)]

    assert DoorReport.objects.count() == 6
    assert {answer.status_code for answer in answers[6:]} == {429}
    assert "tell the logistics office" in answers[-1].text


def test_one_place_and_the_whole_school_have_their_limit(site):
    for n in range(12):
        leave(site, address=f"10.0.1.{n}")

    with pytest.raises(Refused):
        leave(site, address="10.0.2.1")
    leave(site, address="10.0.2.1", now=NOW + 2 * DAY)

    assert DoorReport.objects.count() == 13


def test_a_machine_is_thanked_and_leaves_nothing(site, url):
    answer = Client().post(url, {"category": "water", "website": "http://x"})

    assert (answer.status_code, DoorReport.objects.count()) == (200, 0)


def test_the_page_names_nobody_and_unknown_labels_are_not_there(site, url):
    page = Client().get(url).text

    assert site.colleague.name not in page
    assert Client().get(reverse("safety:door_report", args=["FFFFFFFFFFFF"])).status_code == 404


def test_the_login_page_leads_whoever_has_none_to_the_report(site, url):
    page = Client().get(f"/login/?next=/p/{site.room.code}/").text

    assert url in page
    assert url not in Client().get("/login/?next=/").text


def test_taken_up_it_is_a_ticket_and_the_custodian_signs(
    site, url, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(url, {"category": "water", "name": "A mother", "photos": [picture()]})
    left = DoorReport.objects.get()
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        ticket = door.take_up(left, by=site.director, now=now)

    assert (ticket.reporter, ticket.report.outsider) == (None, "A mother")
    assert ticket.report.entry.photos.count() == 1
    site.take(ticket, now=now)
    site.finish(ticket, now=now)
    with pytest.raises(Refused):
        site.accept(ticket, by=site.director, now=now)
    site.accept(ticket, by=site.colleague, now=now)
    assert fresh(ticket).accepted_by == site.colleague
    assert "done" in Client().get(reverse("safety:door_state", args=[left.token])).text


def test_two_do_not_take_up_the_same_report(site):
    left = leave(site)
    door.take_up(left, by=site.director, now=NOW)

    with pytest.raises(Refused):
        door.take_up(DoorReport.objects.get(), by=site.repairer, now=NOW)
    with pytest.raises(Refused):
        door.refuse(DoorReport.objects.get(), why="x", by=site.director, now=NOW)

    assert Entry.objects.filter(kind="repair_report").count() == 1


def test_a_joke_is_refused_with_its_reason(site):
    left = leave(site)

    door.refuse(left, why="A joke", by=site.director, now=NOW)

    left.refresh_from_db()
    assert (left.why, left.refused_by) == ("A joke", site.director)
    assert not door.waiting_for(site.director).exists()


def test_what_nobody_took_up_goes_and_addresses_go_sooner(site):
    old, new = leave(site, now=NOW - 40 * DAY), leave(site, now=NOW - 2 * DAY)

    door.sweep(NOW)

    assert list(DoorReport.objects.values_list("pk", "address")) == [(new.pk, "")]
    assert old.pk != new.pk


def test_it_waits_for_those_who_sort_and_for_the_custodian(site):
    left = leave(site)

    for person in (site.director, site.repairer, site.colleague):
        assert list(door.waiting_for(person)) == [left]
    assert list(door.waiting_for(site.teacher)) == []


def test_a_picture_that_is_none_is_said_so(site, url):
    wrong = SimpleUploadedFile("p.jpg", b"no picture", "image/jpeg")

    page = Client().post(url, {"category": "other", "photos": [wrong]}).text

    assert "not a whole JPEG" in page
    assert not DoorReport.objects.exists()
