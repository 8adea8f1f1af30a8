"""The reading log: whoever opens, uncovers or takes what is sensitive stands in it."""

from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from logistics.school.models import Reading
from tests.factories import make_child, make_class, make_guardian, make_person, make_term

MOST_QUERIES = 12
PHONE = "13812345678"


@pytest.fixture
def term(db):
    return make_term()


@pytest.fixture
def school_class(campus):
    return make_class(campus=campus)


@pytest.fixture
def child(school_class, term):
    return make_child(school_class=school_class, term=term, name="Little Bao")


def log():
    return list(Reading.objects.order_by("pk").values_list("act", "child", "person", "page"))


def test_opening_a_child_is_logged_with_its_page(enter, child):
    client = enter("doctor")

    client.get(child.get_absolute_url() + "?q=a-name")

    assert log() == [("opened", child.pk, None, child.get_absolute_url())]
    assert Reading.objects.get().by == client.person


def test_a_child_one_may_not_see_leaves_no_line(enter, child):
    elsewhere = enter("director", at=make_class().campus)

    assert elsewhere.get(child.get_absolute_url()).status_code == 404
    assert log() == []


def test_the_numbers_of_a_colleague_are_logged_when_shown(enter, campus):
    somebody = make_person(role="cook", campus=campus, phone=PHONE)
    address = reverse("school:person_reveal", args=[somebody.pk])

    enter("director").post(address)

    assert log() == [("revealed", None, somebody.pk, address)]


def test_the_list_of_children_announces_itself_and_names_everybody_on_it(
    enter, child, school_class, term
):
    make_guardian(child=child, phone=PHONE)
    other = make_child(school_class=school_class, term=term, name="=Little Cai")

    answer = enter("doctor").get(reverse("school:child_sheet"))

    reading = Reading.objects.get()
    cells = [c.value for row in load_workbook(BytesIO(answer.content)).active for c in row]
    assert set(reading.listed.values_list("child", flat=True)) == {child.pk, other.pk}
    assert any(f"No. {reading.pk} of the reading log" in str(cell) for cell in cells)
    assert "=Little Cai" in cells
    assert PHONE not in cells


def test_the_list_as_a_spreadsheet_repeats_the_search(enter, child, school_class, term):
    other = make_child(school_class=school_class, term=term, name="Somebody else")

    enter("doctor").get(reverse("school:child_sheet"), {"q": "Bao"})

    reading = Reading.objects.get()
    assert list(reading.listed.values_list("child", flat=True)) == [child.pk] != [other.pk]
    assert "Bao" not in reading.page


def test_the_page_of_a_child_says_who_has_read_it_also_on_lists(enter, child):
    enter("doctor", person=make_person(name="Dr Ye", role="doctor")).get(
        reverse("school:child_sheet")
    )

    page = enter("director").get(child.get_absolute_url()).text

    assert "Who has read this" in page
    assert "Dr Ye" in page


def test_who_has_read_this_is_not_told_to_the_class_teacher(enter, child, school_class):
    page = enter("teacher", school_class=school_class).get(child.get_absolute_url()).text

    assert "Who has read this" not in page


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(act="opened"), lambda rows: rows.all().delete()]
)
def test_the_log_is_never_changed(enter, child, change):
    enter("doctor").post(reverse("school:child_reveal", args=[child.pk]))

    with pytest.raises(DatabaseError), transaction.atomic():
        change(Reading.objects)


def test_the_log_is_searched_by_child_day_and_act(enter, child, school_class, term):
    other = make_child(school_class=school_class, term=term, name="Other")
    client = enter("director")
    for shown in (child, other):
        client.get(shown.get_absolute_url())
    today = timezone.localdate()
    address = reverse("school:reading_list")

    pages = {
        query: client.get(f"{address}?{query}").text
        for query in (
            "about=Bao",
            f"child={other.pk}",
            "act=revealed",
            "day=2020-01-01",
            f"day={today}",
        )
    }

    found = {query: ("Little Bao" in page, ">Other<" in page) for query, page in pages.items()}
    assert list(found.values()) == [
        (True, False),
        (False, True),
        (False, False),
        (False, False),
        (True, True),
    ]


def test_the_log_of_another_campus_is_not_shown(enter, child, term):
    there = make_class()
    hidden = make_child(school_class=there, term=term, name="Hidden")
    enter("director", at=there.campus).get(hidden.get_absolute_url())
    client = enter("director")
    client.get(child.get_absolute_url())

    page = client.get(reverse("school:reading_list")).text

    assert ("Little Bao" in page, "Hidden" in page) == (True, False)


def test_the_log_asks_as_many_queries_for_three_rows_as_for_one(enter, child, count_queries):
    client, address = enter("director"), reverse("school:reading_list")

    client.get(child.get_absolute_url())
    alone = count_queries(client, address)
    for _ in range(2):
        client.get(child.get_absolute_url())

    assert count_queries(client, address) == alone <= MOST_QUERIES


def test_the_log_is_not_for_the_principal(enter):
    assert enter("principal").get(reverse("school:reading_list")).status_code == 403
