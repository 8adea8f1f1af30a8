"""Cleaning by one press, and the companies the school pays for it and for other services."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from logistics.duties import arranging
from logistics.duties.models import Duty, Finding, Task
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.models import ZoneAssignment
from logistics.stores.models import Supplier
from safety.grounds import companies, sweeping, waiting
from safety.models import (
    Cleaning,
    CompanyEvaluation,
    PostAttendance,
    PostLine,
    ServiceContract,
    Work,
)
from tests.factories import make_campus, make_person, make_place, make_term
from tests.safety.factories import now

NEW = reverse("safety:cleaning_new")
DAY = reverse("safety:cleaning_day")


@pytest.fixture
def term(db):
    """A term around today, whatever today is."""
    today = timezone.localdate()
    return make_term(
        school_year=today.year,
        starts_on=today - timedelta(days=60),
        first_teaching_day=today - timedelta(days=50),
        last_teaching_day=today + timedelta(days=50),
        ends_on=today + timedelta(days=60),
    )


@pytest.fixture
def corridor(campus):
    return make_place(campus=campus, name="East corridor", kind="corridor")


@pytest.fixture
def toilet(campus):
    return make_place(campus=campus, name="Toilet", kind="washroom")


@pytest.fixture
def contract(campus):
    on = timezone.localdate()
    return ServiceContract.objects.create(
        service="cleaning",
        supplier=Supplier.objects.create(name="Bright Ltd"),
        campus=campus,
        starts_on=on - timedelta(days=100),
        ends_on=on + timedelta(days=30),
        posts=3,
    )


def owe(code, place, term):
    """A task of the catalogue's duty at a place, due in an hour."""
    duty = arranging.duty_of(code, place.campus_id) or Duty.objects.get(code=code)
    task = arranging.set_off(
        duty, at=now() - timedelta(hours=1), scope=Scope(place), key=f"{code}{place.pk}",
        due=now() + timedelta(hours=1),
    )  # fmt: skip
    return arranging.open_tasks([task])[0]


class Scope:
    school_class_id = None

    def __init__(self, place):
        self.campus_id, self.place_id = place.campus_id, place.pk


def typed(**given):
    usual = {"happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "closed_day_is_right": "on"}
    return usual | {"work": "small"} | given


# Cleaning --------------------------------------------------------------------------------------


def test_one_press_proves_every_cleaning_task_that_stays_ticked(enter, corridor, toilet, term):
    mop, toilets = owe("D026", corridor, term), owe("D027", toilet, term)
    client = enter("cleaner")

    client.post(NEW, typed(tasks=[mop.pk, toilets.pk]))

    works = Cleaning.objects.order_by("work").values_list("work", "entry__place__name")
    assert list(works) == [("mop", "East corridor"), ("toilet", "Toilet")]
    assert Task.objects.filter(proved_at=None).count() == 0


def test_a_task_taken_out_stays_owed(enter, corridor, toilet, term):
    mop, toilets = owe("D026", corridor, term), owe("D027", toilet, term)

    enter("cleaner").post(NEW, typed(tasks=[mop.pk]))

    toilets.refresh_from_db()
    assert toilets.proved_at is None


def test_a_small_sweep_does_not_prove_the_mopping(enter, corridor, term):
    mop = owe("D026", corridor, term)

    enter("cleaner").post(NEW, typed(other=corridor.pk, work="small"))

    mop.refresh_from_db()
    assert Cleaning.objects.get().work == Work.SMALL
    assert mop.proved_at is None


def test_nothing_chosen_is_said_and_nothing_filed(enter, corridor):
    answer = enter("cleaner").post(NEW, typed())

    assert "Choose at least one place." in answer.text
    assert not Cleaning.objects.exists()


def test_a_fault_seen_while_cleaning_goes_to_whoever_answers_for_the_zone(
    enter, campus, corridor, term
):
    teacher = make_person(name="Zone person", role="teacher", campus=campus)
    ZoneAssignment.objects.create(term=term, place=corridor, person=teacher)

    enter("cleaner").post(NEW, typed(other=corridor.pk, fault="Tile broken"))

    assert (Finding.objects.get().what, Finding.objects.get().owner) == ("Tile broken", teacher)


def test_the_board_counts_each_place_and_names_who_answers(enter, campus, corridor, term):
    teacher = make_person(name="Zone person", role="teacher", campus=campus)
    ZoneAssignment.objects.create(term=term, place=corridor, person=teacher)
    owe("D026", corridor, term)
    client = enter("director")
    before = client.get(DAY).text

    enter("cleaner").post(NEW, typed(other=corridor.pk, work="mop"))
    after = client.get(DAY).text

    assert "Zone person" in before
    assert "0 / 1" in before
    assert "1 / 1" in after


def test_a_place_of_another_campus_is_not_offered(enter, corridor):
    far = make_place(campus=make_campus(name="Far"), name="Far yard", kind="yard")

    enter("cleaner").post(NEW, typed(other=far.pk))

    assert not Cleaning.objects.exists()


@pytest.mark.parametrize("count", [1, 6])
def test_the_board_asks_as_much_for_six_places_as_for_one(
    enter, campus, term, count, django_assert_max_num_queries
):
    client = enter("director")
    for _each in range(count):
        owe("D026", make_place(campus=campus, kind="corridor"), term)

    with django_assert_max_num_queries(14):
        client.get(DAY)


def test_many_places_are_filed_in_few_statements(campus, term, django_assert_max_num_queries):
    cleaner = make_person(role="cleaner", campus=campus)
    places = [make_place(campus=campus, kind="corridor") for _each in range(10)]
    swept = [sweeping.Swept.at(place, Work.MOP) for place in places]

    with django_assert_max_num_queries(30):
        filed = sweeping.write_down(swept, happened_at=now(), by=cleaner, now=now())

    assert len(filed) == 10


# Companies -------------------------------------------------------------------------------------


def evaluation(campus, contract, **given):
    month = timezone.localdate().replace(day=1)
    entry = Entry(campus=campus, subject=contract.subject, happened_at=now())
    given = {"month": month, "score": 82} | given
    return CompanyEvaluation(entry=entry, contract=contract, **given)


def test_what_has_to_change_becomes_a_finding_with_a_deadline(campus, contract):
    director = make_person(role="director", campus=campus)

    companies.evaluate(
        evaluation(campus, contract, problems="Bins overflow"),
        owner=director, by=director, now=now(),
    )  # fmt: skip

    finding = Finding.objects.get()
    assert (finding.what, finding.owner) == ("Bright Ltd: Bins overflow", director)
    assert finding.due_on > timezone.localdate()
    assert list(companies.demands_of(contract)) == [finding]


def test_a_month_is_evaluated_once(campus, contract):
    director = make_person(role="director", campus=campus)
    companies.evaluate(evaluation(campus, contract), owner=None, by=director, now=now())

    with pytest.raises(Refused):
        companies.evaluate(evaluation(campus, contract), owner=None, by=director, now=now())


def test_points_beyond_a_hundred_are_refused_by_the_database(campus, contract):
    director = make_person(role="director", campus=campus)
    companies.evaluate(evaluation(campus, contract), owner=None, by=director, now=now())

    with pytest.raises(IntegrityError), transaction.atomic():
        CompanyEvaluation.objects.update(score=101)


def test_the_director_evaluates_on_one_page(enter, contract):
    url = reverse("safety:evaluation_new", args=[contract.pk])
    client = enter("director")

    empty = client.post(url, typed(campus=contract.campus_id))
    client.post(url, typed(campus=contract.campus_id, score="76.5", verdict="Late twice"))

    assert "Give the points" in empty.text
    page = client.get(contract.get_absolute_url()).text
    assert "76.5" in page
    assert "not good enough" in page


def test_an_opinion_becomes_a_demand(enter, contract):
    client = enter("teacher")

    client.post(
        reverse("safety:opinion_of", args=[contract.pk]),
        typed(campus=contract.campus_id, said="Stairs stay wet", demand="Put up the sign"),
    )

    assert Finding.objects.get().measure == "Put up the sign"
    assert "Stairs stay wet" in enter("director").get(contract.get_absolute_url()).text


def test_who_is_on_post_is_counted_for_each_contract(enter, contract):
    pk = contract.pk
    url = reverse("safety:post_new")
    client = enter("guard")

    wrong = client.post(url, typed(**{f"there_{pk}": 1, f"late_{pk}": 2}))
    client.post(url, typed(**{f"there_{pk}": 2, f"late_{pk}": 1, f"note_{pk}": "Li is ill"}))

    assert "No more are late than are there." in wrong.text
    line = PostLine.objects.get()
    assert (line.owed, line.present, line.late) == (3, 2, 1)


def test_who_works_at_no_open_campus_counts_nobody_on_post(enter, campus, contract):
    client = enter("guard")
    campus.is_active = False
    campus.save()

    answer = client.post(reverse("safety:post_new"), typed())

    assert answer.status_code == 403
    assert not PostAttendance.objects.exists()


def test_the_verdict_of_a_term_is_read_off_its_months_and_days(campus, contract):
    director = make_person(role="director", campus=campus)
    on = timezone.localdate()
    companies.evaluate(evaluation(campus, contract), owner=None, by=director, now=now())
    sheet = PostAttendance(entry=Entry(campus=campus, happened_at=now()))
    line = PostLine(contract=contract, owed=3, present=2, late=1)
    companies.count_on_post(sheet, [line], by=director, now=now())

    verdict = companies.verdict(contract, on - timedelta(days=40), on)

    assert (verdict.average, verdict.missing, verdict.late, verdict.is_good) == (82, 1, 1, True)


def test_a_contract_that_ends_soon_waits_until_another_follows(campus, contract):
    director = make_person(role="director", campus=campus)
    before = list(waiting.ending(director, timezone.localdate()))

    ServiceContract.objects.create(
        service="cleaning", supplier=contract.supplier, campus=campus,
        starts_on=contract.ends_on, ends_on=contract.ends_on + timedelta(days=365),
    )  # fmt: skip

    assert before == [contract]
    assert list(waiting.ending(director, timezone.localdate())) == []


def test_a_contract_ends_after_it_has_begun(enter, campus, contract):
    said = {
        "service": "greening", "supplier": contract.supplier_id, "campus": campus.pk, "posts": 1,
        "starts_on": "2026-09-01", "ends_on": "2026-08-01",
    }  # fmt: skip
    client = enter("director")

    answer = client.post(reverse("safety:contract_new"), said)
    client.post(reverse("safety:contract_new"), said | {"ends_on": "2027-08-31"})

    assert "A contract ends after it has begun." in answer.text
    assert ServiceContract.objects.get(service="greening").ends_on == date(2027, 8, 31)


def test_contracts_are_not_for_teachers(enter, contract):
    client = enter("teacher")

    assert client.get(reverse("safety:contract_list")).status_code == 403
    assert client.get(contract.get_absolute_url()).status_code == 403


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_of_contracts_asks_as_much_for_four_as_for_one(
    enter, contract, count, django_assert_max_num_queries
):
    for number in range(1, count):
        ServiceContract.objects.create(
            service="other", supplier=contract.supplier, campus=contract.campus, number=f"{number}",
            starts_on=contract.starts_on, ends_on=contract.ends_on,
        )  # fmt: skip
    client = enter("director")

    with django_assert_max_num_queries(12):
        client.get(reverse("safety:contract_list"))
