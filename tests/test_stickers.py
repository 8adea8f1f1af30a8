"""Labels of places and the page behind a sticker: printed by those who arrange, scanned by all."""

from datetime import timedelta

import pytest
import segno
from django.urls import reverse
from django.utils import timezone

from logistics.access import Role
from logistics.contributions import Sticker
from logistics.duties.models import Task
from logistics.duties.views import stickers
from logistics.school import labels
from logistics.school.models import Place
from tests.factories import make_campus, make_class, make_place
from tests.world.duties import make_duty
from tests.world.terms import make_term

NOW = timezone.now()
TODAY = timezone.localdate()
HOUR = timedelta(hours=1)


def make_task(campus, title, *, role, **scope):
    duty = make_duty(campus, title=title, role=role)
    term = Task.objects.first().term if Task.objects.exists() else make_term(TODAY)
    return Task.objects.create(
        duty=duty, term=term, series=title, slot=title, proof="work_note", campus=campus, role=role,
        opens_at=NOW - HOUR, due_at=NOW + HOUR, closes_at=NOW + 2 * HOUR, **scope,
    )  # fmt: skip


def scan(client, place):
    return client.get(f"/p/{place.code}/")


# The sticker ---------------------------------------------------------------------------------


@pytest.fixture
def room(campus):
    """The room of a class, with something due there for the carer and for the guard."""
    school_class = make_class(campus=campus)
    place = make_place(campus=campus, name="Activity room", school_class=school_class)
    make_task(campus, "Disinfect the room", role=Role.CARER, school_class=school_class)
    make_task(campus, "Look after the locks", role=Role.GUARD, place=place)
    return place


@pytest.mark.parametrize(
    ("role", "main", "others"),
    [
        ("carer", "Disinfect the room", []),
        ("guard", "Look after the locks", []),
        ("director", None, ["Disinfect the room", "Look after the locks"]),
    ],
)
def test_one_sticker_opens_to_each_role_what_is_theirs_to_do(enter, room, role, main, others):
    school_class = room.school_class if role == "carer" else None

    page = scan(enter(role, school_class=school_class), room)

    assert [str(task) for task in page.context["tasks"]] == ([main] if main else [])
    assert sorted(str(task) for task in page.context["others"]) == others
    for task in page.context["tasks"]:
        assert f'btn-primary" href="{reverse("duties:task_record", args=[task.pk])}"' in page.text


def test_where_nothing_is_due_the_first_act_is_the_big_button(enter, campus):
    place = make_place(campus=campus)

    page = scan(enter("cook"), place)

    note = f"{reverse('duties:note_new')}?place={place.pk}"
    assert f'btn-primary" href="{note}"' in page.text


def test_a_note_from_the_sticker_has_the_place_filled_in(enter, campus):
    place = make_place(campus=campus)

    page = enter("cook").get(f"{reverse('duties:note_new')}?place={place.pk}")

    assert page.context["form"]["place"].initial == place


def test_the_inspector_is_offered_nothing_to_write(enter, room):
    titles = {str(act["title"]) for act in scan(enter("inspector"), room).context["acts"]}

    assert titles == {
        "What was recorded here", "About this place", "What is kept here", "Repairs so far",
    }  # fmt: skip


def test_an_app_that_offers_an_act_decides_for_each_place(enter, campus, monkeypatch):
    here, there = make_place(campus=campus), make_place(campus=campus)

    def only_here(place, person):
        return "/repairs/new/" if place == here else ""

    offered = (Sticker("Report a repair", "wrench", only_here, "duties.view_task"),)
    monkeypatch.setattr(stickers, "stickers", lambda: offered)
    client = enter("cook")

    acts = [[act["url"] for act in scan(client, place).context["acts"]] for place in (here, there)]

    assert acts == [["/repairs/new/"], []]


def test_whoever_is_not_logged_in_comes_back_to_the_sticker_after_the_login(client, room):
    answer = scan(client, room)

    assert answer.url == f"/login/?next=/p/{room.code}/"


def test_a_code_typed_by_hand_may_be_in_small_letters(enter, room):
    assert enter("cook").get(f"/p/{room.code.lower()}/").status_code == 200


def test_a_sticker_of_another_campus_and_an_unknown_one_are_not_there(enter):
    client = enter("director")

    answers = [scan(client, make_place(campus=make_campus())), client.get("/p/00000000/")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_sticker_asks_as_many_queries_for_three_tasks_as_for_one(
    enter, room, django_assert_max_num_queries
):
    client = enter("guard")
    with django_assert_max_num_queries(14) as one:
        scan(client, room)

    for number in (1, 2):
        make_task(room.campus, f"Round {number}", role=Role.GUARD, place=room)
    with django_assert_max_num_queries(len(one)):
        scan(client, room)


# A new code ----------------------------------------------------------------------------------


def test_a_lost_sticker_says_that_it_is_out_of_use(enter, campus):
    Place.objects.bulk_create([Place(campus=campus, name="Store", kind="storeroom")])
    place = Place.objects.get()
    client, old = enter("director"), place.code

    client.post(reverse("school:place_code_new", args=[place.pk]))
    place.refresh_from_db()
    answers = [client.get(f"/p/{code}/") for code in (old, place.code)]

    assert [answer.status_code for answer in answers] == [410, 200]
    assert "out of use" in answers[0].text


def test_each_of_several_lost_stickers_is_remembered(enter, campus):
    place = make_place(campus=campus)
    codes = [place.code]
    for _ in range(2):
        labels.give_new_code(place)
        codes.append(place.code)
    client = enter("cook")

    assert [client.get(f"/p/{code}/").status_code for code in codes] == [410, 410, 200]


def test_an_old_sticker_of_another_campus_is_not_there(enter):
    place = make_place(campus=make_campus())
    old = place.code
    labels.give_new_code(place)

    assert enter("cook").get(f"/p/{old}/").status_code == 404


# Labels on paper -----------------------------------------------------------------------------

PRINT = "/school/places/labels/print/"


def printed(client, query=""):
    return [label.name for label in client.get(f"{PRINT}?{query}").context["labels"]]


def test_labels_are_printed_for_all_that_the_filter_finds_or_for_those_ticked(enter, campus):
    client = enter("director")
    store = make_place(campus=campus, name="Store", kind="storeroom")
    for name in ("Gate", "Hall"):
        make_place(campus=campus, name=name, kind="gate")
    make_place(campus=make_campus(), name="Elsewhere")

    assert printed(client) == ["Gate", "Hall", "Store"]
    assert printed(client, "kind=gate") == ["Gate", "Hall"]
    assert printed(client, f"kind=gate&place={store.pk}") == ["Store"]


@pytest.mark.parametrize(
    ("count", "start", "lengths"),
    [(3, 1, [3]), (24, 1, [24]), (25, 1, [24, 1]), (3, 23, [24, 1]), (1, 24, [24]), (0, 5, [])],
)
def test_a_sheet_has_twenty_four_labels_and_may_be_begun_anywhere(count, start, lengths):
    laid = labels.sheets([f"label {n}" for n in range(count)], start=start)

    assert [len(sheet) for sheet in laid] == lengths
    assert [label for sheet in laid for label in sheet][: start - 1] == [None] * (start - 1) * (
        count > 0
    )


@pytest.mark.parametrize("start", ["0", "-3", "99", "x", "", "9" * 30])
def test_an_odd_start_breaks_nothing(enter, campus, start):
    make_place(campus=campus)

    assert enter("director").get(f"{PRINT}?start={start}").status_code == 200


@pytest.mark.parametrize("paper", ["a4", "roll"])
def test_a_label_carries_the_address_of_this_site_and_the_code_to_read(enter, campus, paper):
    place = make_place(campus=campus, name="Store")
    address = f"http://testserver/p/{place.code}/"
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        scale=2, border=1, omitsize=True, svgclass="qr", lineclass=None
    )

    page = enter("director").get(f"{PRINT}?paper={paper}").text

    assert drawn in page
    assert place.code in page
    assert campus.name in page


def test_the_address_the_school_has_set_goes_before_the_one_asked_under(enter, campus, settings):
    settings.SITE_URL = "https://houqin.example.cn"
    place = make_place(campus=campus)

    page = enter("director").get(PRINT).text

    assert labels.qr_code(f"https://houqin.example.cn/p/{place.code}/") in page


def test_too_many_labels_at_once_are_refused_with_the_cure(enter, campus, monkeypatch):
    monkeypatch.setattr("logistics.school.views.labels.MOST_LABELS", 1)
    for _ in range(2):
        make_place(campus=campus)

    answer = enter("director").get(PRINT)

    assert answer.status_code == 409
    assert "Filter the places" in answer.text


def test_labels_ask_as_many_queries_for_three_places_as_for_one(
    enter, campus, django_assert_max_num_queries
):
    client = enter("director")
    make_place(campus=campus)
    with django_assert_max_num_queries(12) as one:
        client.get(PRINT)

    for _ in range(2):
        make_place(campus=campus)
    with django_assert_max_num_queries(len(one)):
        client.get(PRINT)
