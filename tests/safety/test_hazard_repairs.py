"""A hazard goes to the repairer and comes back to be checked again: one button each way."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from logistics.duties import righting
from logistics.records import photos
from logistics.records.models import Photo
from safety.models import Hazard, RepairTicket
from tests.factories import make_campus, make_class, make_person
from tests.safety.factories import make_hazard
from tests.safety.repairs import Site, fresh


@pytest.fixture
def site(campus):
    return Site(campus)


@pytest.fixture
def client_of(enter):
    return lambda person: enter("", person=person)


@pytest.fixture
def railing(site):
    return make_hazard(site.colleague, site.campus, place=site.room)


def report(client, hazard, **given):
    said = {"place": hazard.entry.place_id, "category": "building", "what": "Loose railing"}
    return client.post(address(hazard), said | given)


def address(hazard):
    return f"{reverse('safety:ticket_new')}?hazard={hazard.pk}"


def repaired(site, ticket):
    site.take(ticket, now=timezone.now())
    site.finish(ticket, now=timezone.now())


def test_the_button_opens_a_report_that_is_filled_in(site, client_of, railing):
    client = client_of(site.director)

    page = client.get(railing.get_absolute_url()).text
    form = client.get(address(railing)).text

    assert f"{address(railing)}" in page
    assert 'value="Loose railing"' in form
    assert f'<option value="{site.room.pk}" selected>' in form


def test_both_pages_lead_to_the_other_and_there_is_one_ticket(site, client_of, railing):
    client = client_of(site.director)

    report(client, railing)
    report(client, railing)
    ticket = RepairTicket.objects.get()

    assert (ticket.finding, ticket.report.found_by) == (railing.finding, railing.entry)
    assert Hazard.objects.count() == 1
    hazard_page = client.get(railing.get_absolute_url()).text
    assert ticket.get_absolute_url() in hazard_page
    assert address(railing) not in hazard_page
    assert railing.get_absolute_url() in client.get(ticket.get_absolute_url()).text
    assert client.get(address(railing)).url == ticket.get_absolute_url()


def test_after_the_signature_comes_the_recheck(site, client_of, railing):
    client = client_of(site.director)
    report(client, railing)
    ticket = RepairTicket.objects.get()
    repaired(site, ticket)

    answer = client.post(reverse("safety:ticket_accept", args=[ticket.pk]), {"satisfaction": "3"})

    assert answer.url == reverse("duties:finding_recheck", args=[railing.finding_id])
    client.post(answer.url, {"passed": "yes", "happened_at": now_typed()} | CLOSED_DAYS)
    railing.refresh_from_db()
    assert (railing.finding.put_right_by, railing.finding.closed_by) == (
        site.repairer, site.director,
    )  # fmt: skip


CLOSED_DAYS = {"closed_day_is_right": "on", "late_reason": ""}


def now_typed():
    return f"{timezone.localtime():%Y-%m-%dT%H:%M}"


def test_who_answers_for_the_hazard_signs_the_repair_but_does_not_check_it(
    site, client_of, railing
):
    righting.assign(
        railing.finding, owner=site.director, due_on=None, measure="Weld it", by=site.principal,
        now=timezone.now(),
    )  # fmt: skip
    client = client_of(site.director)
    report(client, railing)
    ticket = RepairTicket.objects.get()
    repaired(site, ticket)

    answer = client.post(reverse("safety:ticket_accept", args=[ticket.pk]), {"satisfaction": "3"})

    assert answer.url == ticket.get_absolute_url()
    assert fresh(ticket).finding.state == "to_recheck"


def test_what_is_sent_back_has_not_put_the_hazard_right(site, client_of, railing):
    client = client_of(site.director)
    report(client, railing)
    ticket = RepairTicket.objects.get()
    repaired(site, ticket)

    client.post(reverse("safety:ticket_send_back", args=[ticket.pk]), {"why": "Still loose"})
    states = [fresh(ticket).finding.state]
    site.finish(ticket, now=timezone.now())

    assert [*states, fresh(ticket).finding.state] == ["to_put_right", "to_recheck"]


def test_a_hazard_of_another_campus_is_not_there(site, enter, railing):
    stranger = enter("director", at=make_campus())

    assert stranger.get(address(railing)).status_code == 404


def test_a_class_teacher_sees_the_photo_of_a_repair_outside_the_class(site, enter, campus):
    teacher = make_person(role="teacher", school_class=make_class(campus=campus), username="own")
    ticket = site.report(by=teacher, now=timezone.now())
    site.take(ticket, now=timezone.now())
    site.finish(ticket, now=timezone.now(), photos=[attach_to])
    photo = Photo.objects.get()

    shown = enter("", person=teacher).get(reverse("records:photo_small", args=[photo.pk]))
    elsewhere = enter("teacher", at=make_campus()).get(
        reverse("records:photo_small", args=[photo.pk])
    )

    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    assert elsewhere.status_code == 404


def attach_to(*, entry):
    prepared = photos.prepare(SimpleUploadedFile("lamp.jpg", jpeg(), "image/jpeg"))
    return photos.attach(prepared, entry=entry, by=entry.entered_by, at=timezone.now(), position=0)


def jpeg():
    sink = BytesIO()
    Image.new("RGB", (60, 40), "gray").save(sink, "JPEG")
    return sink.getvalue()
