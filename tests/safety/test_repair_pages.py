"""The pages of repairs as their readers use them: the report in a few presses, the card, the lists."""

import pytest
from django.urls import reverse
from django.utils import timezone

from logistics.contributions import inbox_sources, notice_kinds
from logistics.school.models import Place
from safety.models import RepairTicket
from tests.factories import make_campus, make_place
from tests.safety.repairs import Site, fresh


@pytest.fixture
def site(campus):
    return Site(campus)


@pytest.fixture
def client_of(enter):
    return lambda person: enter("", person=person)


def open_page(client, name, *args, **query):
    return client.get(reverse(f"safety:{name}", args=args), query)


def test_a_teacher_reports_with_place_and_trade_alone(site, client_of):
    client = client_of(site.teacher)

    answer = client.post(
        reverse("safety:ticket_new"), {"place": site.room.pk, "category": "water", "form_key": "a1"}
    )

    ticket = RepairTicket.objects.get()
    assert answer.url == ticket.get_absolute_url()
    assert (ticket.place, ticket.title, ticket.reporter) == (
        site.room, "water and drains", site.teacher,
    )  # fmt: skip


def test_the_same_report_sent_twice_is_one(site, client_of):
    client = client_of(site.teacher)
    sent = {"place": site.room.pk, "category": "water", "form_key": "a1"}

    for _n in range(3):
        client.post(reverse("safety:ticket_new"), sent)

    assert RepairTicket.objects.count() == 1


def test_something_else_needs_a_word_or_a_picture(site, client_of):
    page = client_of(site.teacher).post(
        reverse("safety:ticket_new"), {"place": site.room.pk, "category": "other"}
    )

    assert "Say what is broken" in page.text
    assert not RepairTicket.objects.exists()


def test_a_place_of_another_campus_is_not_offered(site, client_of):
    other = make_place(campus=make_campus())

    page = client_of(site.teacher).post(
        reverse("safety:ticket_new"), {"place": other.pk, "category": "water"}
    )

    assert page.status_code == 200
    assert not RepairTicket.objects.exists()


@pytest.mark.parametrize("rows", [1, 4])
def test_the_list_asks_as_often_for_four_rows_as_for_one(
    site, client_of, rows, django_assert_max_num_queries
):
    client = client_of(site.director)
    for _n in range(rows):
        site.take(site.report())

    with django_assert_max_num_queries(12):
        page = open_page(client, "ticket_list", view="all")

    assert page.text.count("The tap drips") >= rows


def test_the_card_says_whom_it_waits_for_and_what_can_be_done(site, client_of):
    now = timezone.now()
    ticket = site.report(now=now)
    site.take(ticket, now=now)
    site.finish(ticket, now=now)

    reporter = open_page(client_of(site.teacher), "ticket", ticket.pk).text
    colleague = open_page(client_of(site.other), "ticket", ticket.pk).text

    assert "Accept and sign" in reporter
    assert "Accept and sign" not in colleague
    assert "Waits for Teacher" in colleague


def test_the_whole_way_through_the_pages(site, client_of):
    now = timezone.now()
    ticket = site.report(now=now)
    repairer, teacher = client_of(site.repairer), client_of(site.teacher)

    repairer.post(reverse("safety:ticket_take", args=[ticket.pk]))
    repairer.post(
        reverse("safety:ticket_finish", args=[ticket.pk]), {"work": "New washer", "hours": "0.5"}
    )
    teacher.post(reverse("safety:ticket_accept", args=[ticket.pk]), {"satisfaction": "3"})

    ticket = fresh(ticket)
    assert (ticket.state, ticket.work, ticket.satisfaction) == ("done", "New washer", 3)


def test_the_director_sorts_and_gives_out_in_one_form(site, client_of):
    ticket = site.report(now=timezone.now())
    client = client_of(site.director)

    client.post(
        reverse("safety:ticket_assign", args=[ticket.pk]),
        {
            "repairer": site.other.pk,
            "urgency": "urgent",
            "category": "doors",
            "place": site.room.pk,
        },
    )

    ticket = fresh(ticket)
    assert (ticket.repairer, ticket.urgency, ticket.category) == (site.other, "urgent", "doors")


def test_a_step_that_is_not_ones_own_is_refused(site, client_of):
    ticket = site.report(now=timezone.now())

    answers = [
        client_of(site.colleague).post(reverse("safety:ticket_withdraw", args=[ticket.pk])),
        client_of(site.teacher).get(reverse("safety:ticket_assign", args=[ticket.pk])),
        client_of(site.repairer).get(reverse("safety:ticket_finish", args=[ticket.pk])),
    ]

    assert [answer.status_code for answer in answers] == [409, 403, 409]
    assert fresh(ticket).version == 1


def test_a_ticket_of_another_campus_is_not_there(site, enter):
    ticket = site.report()
    stranger = enter("director", at=make_campus())

    assert open_page(stranger, "ticket", ticket.pk).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["ticket_list", "ticket_new", "door_list", "repair_plan_list", "repair_plan_new",
     "maintenance_list", "maintenance_new", "repair_month", "trade_repairers", "project_list",
     "project_new"],
)  # fmt: skip
def test_every_page_opens_for_the_director(site, client_of, name):
    site.report(now=timezone.now())

    page = open_page(client_of(site.director), name)

    assert page.status_code == 200


def test_the_first_pages_show_what_is_mine(site, client_of):
    site.report(now=timezone.now())

    pages = [
        client_of(who).get("/?whole=on").text
        for who in (site.teacher, site.repairer, site.director)
    ]  # fmt: skip

    assert all("The tap drips" in page for page in pages)


def test_the_label_of_a_place_offers_the_report(site, client_of):
    page = client_of(site.teacher).get(f"/p/{site.room.code}/").text

    assert f"{reverse('safety:ticket_new')}?place={site.room.pk}" in page


def test_what_a_form_of_upkeep_counts_stands_in_the_register(site, client_of):
    client = client_of(site.director)
    now = timezone.localtime()

    client.post(
        reverse("safety:maintenance_new"),
        {
            "pieces": "fans cleaned 14 pcs\ncapacitors replaced 8 pcs", "occasion": "regular",
            "happened_at": f"{now:%Y-%m-%dT%H:%M}", "campus": site.campus.pk,
            "closed_day_is_right": "on", "late_reason": "",
        },
    )  # fmt: skip
    page = client.get(reverse("duties:register", args=["maintenance"]) + "?period=ever").text

    assert "fans cleaned 14 pcs" in page


def test_the_register_has_the_conventional_columns(site, client_of):
    ticket = site.repaired()
    site.accept(ticket, satisfaction=3)
    client = client_of(site.director)

    page = client.get(reverse("duties:register", args=["repairs"]) + "?period=ever").text

    for word in ("Washroom", "The tap drips", "New washer", "Repairer", "good"):
        assert word in page


def test_everything_that_waits_can_be_said(site, rf):
    now = timezone.now()
    ticket = site.repaired()
    sources = {source.code: source for source in inbox_sources()}

    [waiting] = sources["repairs_to_accept"].waiting(site.teacher, now)
    said = sources["repairs_to_accept"].line(waiting, now)

    assert (waiting, said.url) == (ticket, ticket.get_absolute_url())
    assert "repair_to_accept" in notice_kinds()
    assert Place.objects.count() == 1
