"""The pages of places and of the zones of a term."""

from datetime import date

import pytest
from django.urls import reverse

from logistics.school import zones
from logistics.school.models import Place, Term, ZoneAssignment
from tests.factories import make_campus, make_class, make_person, make_place, make_term

MOST_QUERIES = 12  # of a page with all its frame

SPRING = {
    "school_year": 2025,
    "half": Term.Half.SECOND,
    "starts_on": date(2026, 2, 22),
    "first_teaching_day": date(2026, 3, 2),
    "last_teaching_day": date(2026, 7, 3),
    "ends_on": date(2026, 7, 9),
}
TODAY = date(2026, 9, 1)


def test_place_list_asks_as_many_queries_for_three_rows_as_for_one(enter, campus, count_queries):
    client, address = enter("director"), reverse("school:place_list")

    make_place(campus=campus, custodian=make_person())
    alone = count_queries(client, address)
    for _ in range(2):
        make_place(campus=campus, custodian=make_person())

    assert count_queries(client, address) == alone <= MOST_QUERIES


def test_place_list_finds_by_custodian_and_by_nobody(enter, campus):
    client = enter("director")
    kept = make_place(campus=campus, custodian=make_person(name="单重庆"))
    left = make_place(campus=campus, custodian=make_person(ends_on=date(2021, 1, 1)))
    free = make_place(campus=campus)
    address = reverse("school:place_list")

    found = {
        query: set(client.get(f"{address}?{query}").context["page"])
        for query in ("q=scq", "custody=none")
    }

    assert found == {"q=scq": {kept}, "custody=none": {left, free}}


def test_place_new_keeps_what_was_typed(enter, campus):
    client = enter("director")
    keeper = make_person(role="cook", campus=campus)

    client.post(
        reverse("school:place_new"),
        {
            "campus": campus.pk,
            "name": "Kitchen",
            "kind": "kitchen",
            "custodian": keeper.pk,
            "needs_consent": "on",
            "area_m2": "８６．５",
        },
    )

    place = Place.objects.get()
    assert (place.name, place.custodian, place.needs_consent) == ("Kitchen", keeper, True)
    assert str(place.area_m2) == "86.500"


def test_place_name_taken_is_said_beside_the_name(enter, campus):
    client = enter("director")
    make_place(campus=campus, name="Kitchen")

    page = client.post(
        reverse("school:place_new"), {"campus": campus.pk, "name": "Kitchen", "kind": "kitchen"}
    )

    assert page.context["form"].errors == {
        "name": ["This campus already has a place of this name."]
    }


def test_place_new_offers_no_other_campus(enter, campus):
    client = enter("director")
    elsewhere = make_campus(name="Elsewhere")
    make_class(campus=elsewhere, name="Strangers", school_year=2099)
    address = reverse("school:place_new")

    shown = client.get(address).text
    refused = client.post(address, {"campus": elsewhere.pk, "name": "Kitchen", "kind": "kitchen"})

    assert "Elsewhere" not in shown
    assert "Strangers" not in shown
    assert list(refused.context["form"].errors) == ["campus"]


def test_place_edit_refuses_a_circle(enter, campus):
    house = make_place(campus=campus, kind="building")
    room = make_place(campus=campus, within=house)

    page = enter("director").post(
        reverse("school:place_edit", args=[house.pk]),
        {"name": house.name, "kind": "building", "within": room.pk, "is_active": "on"},
    )

    assert page.context["form"].errors == {"within": ["A place cannot be a part of itself."]}


def test_place_edit_is_not_for_the_cook(enter, campus):
    place = make_place(campus=campus)
    client = enter("cook")

    assert client.get(place.get_absolute_url()).status_code == 200
    assert client.get(reverse("school:place_edit", args=[place.pk])).status_code == 403


def test_copy_zones_takes_over_people_and_the_class_of_the_same_name(campus):
    before, term = make_term(**SPRING), make_term()
    old = make_class(campus=campus, name="A", school_year=2025)
    new = make_class(campus=campus, name="A", school_year=2026)
    person = make_person()
    ZoneAssignment.objects.create(
        term=before, place=make_place(campus=campus), person=person, school_class=old
    )

    copied = zones.copy_zones(term, [campus], on=TODAY)

    assert copied == zones.Copied(1, [])
    taken = ZoneAssignment.objects.get(term=term)
    assert (taken.person, taken.school_class) == (person, new)


@pytest.mark.parametrize("reason", ["left", "no class", "place gone"])
def test_copy_zones_leaves_out_what_is_gone(campus, reason):
    before, term = make_term(**SPRING), make_term()
    place = make_place(campus=campus, is_active=reason != "place gone")
    person = make_person(ends_on=date(2026, 8, 1) if reason == "left" else None)
    old = make_class(campus=campus, school_year=2025) if reason == "no class" else None
    ZoneAssignment.objects.create(term=before, place=place, person=person, school_class=old)

    copied = zones.copy_zones(term, [campus], on=TODAY)

    assert copied == zones.Copied(0, [place])
    assert not term.zoneassignment_set.exists()


def test_zone_copy_twice_takes_over_once(enter, campus):
    client = enter("director")
    before, term = make_term(**SPRING), make_term()
    ZoneAssignment.objects.create(
        term=before, place=make_place(campus=campus), person=make_person()
    )

    for _ in range(2):
        client.post(reverse("school:zone_copy", args=[term.pk]))

    assert term.zoneassignment_set.count() == 1


def test_zone_copy_leaves_other_campuses_alone(enter):
    before, term = make_term(**SPRING), make_term()
    ZoneAssignment.objects.create(term=before, place=make_place(), person=make_person())

    enter("director").post(reverse("school:zone_copy", args=[term.pk]))

    assert not term.zoneassignment_set.exists()


def test_zone_new_needs_a_person_or_a_class(enter, campus):
    client = enter("director")
    term = make_term()
    place = make_place(campus=campus)

    page = client.post(reverse("school:zone_new", args=[term.pk]), {"place": place.pk})

    assert page.context["form"].errors == {
        "school_class": ["Name the person or the class that is responsible."]
    }


def test_zone_new_assigns_the_place_for_the_term(enter, campus):
    client = enter("director")
    term = make_term()
    place = make_place(campus=campus)
    person = make_person(role="cleaner", campus=campus)

    client.post(
        reverse("school:zone_new", args=[term.pk]), {"place": place.pk, "person": person.pk}
    )

    assert ZoneAssignment.objects.get().person == person
    assert ZoneAssignment.objects.get().term == term


def test_zone_list_asks_as_many_queries_for_three_rows_as_for_one(enter, campus, count_queries):
    client, address = enter("director"), reverse("school:zone_list")
    term = make_term()

    ZoneAssignment.objects.create(term=term, place=make_place(campus=campus), person=make_person())
    alone = count_queries(client, address)
    for _ in range(2):
        ZoneAssignment.objects.create(
            term=term, place=make_place(campus=campus), person=make_person()
        )

    assert count_queries(client, address) == alone <= MOST_QUERIES


def test_zone_list_names_zones_without_anybody(enter, campus):
    make_term()
    zone = make_place(campus=campus, kind="zone")

    page = enter("director").get(reverse("school:zone_list"))

    assert list(page.context["without"]) == [zone]
