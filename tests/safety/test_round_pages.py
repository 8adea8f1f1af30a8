"""The screens of a round: begun from a task, walked with one hand, finished, published."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from logistics.contributions import kinds
from logistics.duties.catalogue import catalogue
from logistics.duties.models import Duty, Finding, Task
from logistics.records.models import Entry
from safety.models import (
    Checklist,
    ChecklistItem,
    Publication,
    Round,
    RoundLine,
    RunningAnswer,
    RunningRound,
)
from safety.rounds import comparing, home, progress, stock
from tests.duties.factories import make_term
from tests.factories import make_campus, make_class, make_person, make_place
from tests.safety.rounds import AT, begin, make_list, say, submit

NORMAL, ABNORMAL = "normal", "abnormal"


def a_photo():
    file = BytesIO()
    Image.new("RGB", (40, 30), "gray").save(file, "JPEG")
    file.name = "wall.jpg"
    file.seek(0)
    return file


def begin_at(client, checklist, **query):
    url = reverse("safety:round_new", query={"list": checklist.code} | query)
    answer = client.post(url, {"stops": query.get("stops", [])})
    assert answer.status_code == 302, answer.context["form"].errors
    return RunningRound.objects.latest("pk")


def stop_url(run, n=0):
    return reverse("safety:run_stop", args=[run.stops.order_by("position")[n].pk])


def finish(client, run, **given):
    now = timezone.localtime()
    said = {"happened_at": f"{now:%Y-%m-%dT%H:%M}", "closed_day_is_right": "on"}
    return client.post(reverse("safety:run_finish", args=[run.pk]), said | given)


def items_of(run):
    return list(progress.items_of(run.edition))


@pytest.fixture
def ready_lists(db):
    """The ready checklists, also where a test that committed has emptied the tables."""
    stock.fill(partial(apps.get_model, "safety"))


@pytest.fixture
def director(enter):
    return enter("director")


def test_everything_is_normal_in_one_press_but_what_is_measured(director):
    checklist = make_list("gate", "fence", items=[{"title": "heat", "answer": "number"}])
    run = begin_at(director, checklist)

    director.post(stop_url(run), {"rest": "1"})

    assert [point.result for point in progress.read(run).points] == [
        "normal",
        "normal",
        "unchecked",
    ]


def test_exceptions_stay_and_the_rest_is_normal(director):
    run = begin_at(director, make_list("gate", "fence"))
    gate, _fence = items_of(run)

    director.post(stop_url(run), {f"r-{gate.pk}": "abnormal", f"w-{gate.pk}": "hinge", "rest": "1"})
    answer = finish(director, run)

    entry = Entry.objects.get(kind="inspection")
    assert answer.url == entry.get_absolute_url()
    assert [line.result for line in RoundLine.objects.filter(sheet=entry.pk)] == [
        "abnormal",
        "normal",
    ]
    assert Finding.objects.get().what == "gate: hinge"
    assert "hinge" in director.get(entry.get_absolute_url()).text


def test_where_words_are_asked_none_have_to_be_said(director):
    """What is measured stays open: it is never assumed."""
    asked = [{"title": "wishes", "answer": "text"}, {"title": "heat", "answer": "number"}]
    run = begin_at(director, make_list("gate", items=asked))

    director.post(stop_url(run), {"rest": "1"})
    page = director.get(run.get_absolute_url()).text
    finish(director, run)

    lines = RoundLine.objects.filter(sheet__entry__kind="inspection").order_by("pk")
    assert [line.result for line in lines] == ["normal", "na", "unchecked"]
    assert "Finish the round" in page


def test_a_photo_is_made_small_and_goes_with_the_record(director):
    run = begin_at(director, make_list(items=[{"title": "wall", "photo": "abnormal"}]))
    [wall] = items_of(run)

    director.post(stop_url(run), {f"r-{wall.pk}": "abnormal", f"p-{wall.pk}": a_photo()})
    finish(director, run)

    assert Entry.objects.get(kind="inspection").photos.count() == 1


def test_a_picture_that_is_none_is_refused_and_the_words_stay(director):
    run = begin_at(director, make_list("wall"))
    [wall] = items_of(run)
    broken = BytesIO(b"no picture")
    broken.name = "huge.jpg"

    page = director.post(
        stop_url(run),
        {f"r-{wall.pk}": "abnormal", f"w-{wall.pk}": "wide crack", f"p-{wall.pk}": broken},
    )

    assert "not a whole JPEG" in page.text
    assert "wide crack" in page.text
    assert not RunningAnswer.objects.exists()


def test_the_same_press_twice_is_kept_once(director):
    run = begin_at(director, make_list("gate"))
    sent = {"rest": "1", "form_key": "abc123"}

    director.post(stop_url(run), sent)
    director.post(stop_url(run), sent)

    assert RunningAnswer.objects.count() == 1


def test_a_number_out_of_its_range_is_abnormal_and_words_are_no_number(director):
    checklist = make_list(items=[{"title": "cold", "answer": "number", "high": Decimal(8)}])
    run = begin_at(director, checklist)
    [cold] = items_of(run)

    refused = director.post(stop_url(run), {f"n-{cold.pk}": "warm"})
    director.post(stop_url(run), {f"n-{cold.pk}": "１２．５"})

    assert "Enter a number" in refused.text
    assert RunningAnswer.objects.get().result == "abnormal"
    assert RunningAnswer.objects.get().number == Decimal("12.50")


def test_points_beyond_those_of_the_line_are_refused(director):
    items = [{"title": "zeal", "answer": "points", "weight": Decimal(10)}]
    run = begin_at(director, make_list(items=items, is_scored=True))
    [zeal] = items_of(run)

    page = director.post(stop_url(run), {f"n-{zeal.pk}": "11"})

    assert "From 0 to 10 points." in page.text
    assert not RunningAnswer.objects.exists()


def test_a_note_without_a_mark_asks_back(director):
    run = begin_at(director, make_list("gate"))
    [gate] = items_of(run)

    page = director.post(stop_url(run), {f"w-{gate.pk}": "loose", "rest": "1"})

    assert "Say whether it is in order." in page.text


def test_what_was_typed_without_network_carries_the_clock_of_the_device(director):
    run = begin_at(director, make_list("gate"))
    then = timezone.now() - timedelta(minutes=2)

    director.post(stop_url(run), {"rest": "1", "typed_at": then.isoformat()})

    assert RunningAnswer.objects.get().at == then


def test_what_arrives_after_the_submission_leads_to_the_round_that_follows(enter, director):
    run = begin_at(director, make_list("gate", "fence"))
    gate, fence = items_of(run)
    director.post(stop_url(run), {f"r-{gate.pk}": "normal"})
    finish(director, run)

    colleague = enter("principal")
    colleague.post(stop_url(run), {f"r-{fence.pk}": "abnormal"})

    later = RunningRound.objects.get(follows=run)
    assert RunningAnswer.objects.get(stop__run=later).item == fence
    assert later.get_absolute_url() in colleague.get(run.get_absolute_url()).text


def test_the_run_screen_shows_what_another_found(enter, director):
    run = begin_at(director, make_list("gate"))
    [gate] = items_of(run)
    director.post(stop_url(run), {f"r-{gate.pk}": "abnormal", f"w-{gate.pk}": "rust"})

    page = enter("principal").get(run.get_absolute_url()).text

    assert "Director: Abnormal · rust" in page


@pytest.mark.parametrize("count", [3, 60])
def test_the_run_screen_asks_as_many_queries_for_sixty_things_as_for_three(
    director, count, django_assert_max_num_queries
):
    run = begin_at(director, make_list(*(f"thing {n}" for n in range(count))))
    director.post(stop_url(run), {"rest": "1"})

    with django_assert_max_num_queries(12):
        page = director.get(run.get_absolute_url()).text

    assert page.count('value="abnormal"') == count


def owe_round(proof, subject, campus, *, role):
    now = timezone.now()
    duty = Duty.objects.create(
        title="Round", role=role, proof=proof, rhythm="unset", scope="campus"
    )
    return Task.objects.create(
        duty=duty, term=make_term(), series="round", slot="round", proof=proof, subject=subject,
        campus=campus, day=timezone.localdate(now), opens_at=now - timedelta(days=1),
        due_at=now + timedelta(days=1), closes_at=now + timedelta(days=2), role=role,
    )  # fmt: skip


def test_a_task_leads_to_its_list_and_is_proved_by_it_alone(director, campus):
    toys = make_list("screws", code="own-toys", kind="equipment_check")
    cups = make_list("cups", code="own-cups", kind="equipment_check")
    task = owe_round("equipment_check", "list:own-toys", campus, role="director")

    walk_it(director, begin_at(director, cups))
    before = Task.objects.get(pk=task.pk).proved_at
    page = director.get(reverse("safety:round_new", query={"task": task.pk}))
    walk_it(director, begin_at(director, toys))

    assert page.context["checklist"] == toys
    assert before is None
    assert Task.objects.get(pk=task.pk).proved_at is not None


def walk_it(client, run):
    client.post(stop_url(run), {"rest": "1"})
    finish(client, run)


def test_a_class_teacher_checks_her_own_class_only(enter, campus):
    mine, other = make_class(campus=campus), make_class(campus=campus)
    checklist = make_list("floor", subject="class", is_single=True)

    run = begin_at(enter("teacher", school_class=mine), checklist)

    assert [stop.school_class for stop in run.stops.all()] == [mine]
    assert other.pk != mine.pk


def test_a_list_of_others_is_not_begun_and_not_offered(enter):
    checklist = make_list("order", roles=["principal"], title="Of the principal")
    cook = enter("cook")

    answer = cook.get(reverse("safety:round_new", query={"list": checklist.code}))

    assert answer.status_code == 403
    assert "Of the principal" not in cook.get(reverse("safety:checklist_list")).text


def test_who_was_given_the_task_walks_the_list_of_others(enter, campus):
    checklist = make_list("order", code="own-order", roles=["principal"], kind="patrol")
    cook = enter("cook")
    task = owe_round("patrol", "list:own-order", campus, role="principal")

    before = cook.get(reverse("safety:round_new", query={"task": task.pk}))
    Task.objects.filter(pk=task.pk).update(person=cook.person)
    given = cook.get(reverse("safety:round_new", query={"task": task.pk}))

    assert before.status_code == 404
    assert given.context["checklist"] == checklist


def test_a_task_that_names_no_list_leads_to_those_of_its_kind(director, campus):
    make_list("order", code="own-order", kind="patrol")
    task = owe_round("patrol", "gate in the rain", campus, role="director")

    answer = director.get(reverse("safety:round_new", query={"task": task.pk}))

    assert answer.url == reverse("safety:checklist_list", query={"kind": "patrol"})


def test_a_round_of_another_campus_is_not_there(enter, director):
    run = begin_at(director, make_list("gate"))

    page = enter("director", at=make_campus()).get(run.get_absolute_url())

    assert page.status_code == 404


def test_my_room_is_closed_by_one_press_of_the_home_page(enter, campus, ready_lists):
    school_class = make_class(campus=campus)
    room = make_place(campus=campus, school_class=school_class, name="Room 1")
    teacher = enter("teacher", school_class=school_class)
    checklist = Checklist.objects.get(code=home.CLOSING)
    before = teacher.get(reverse("home_cards")).text

    teacher.post(
        reverse("safety:round_quick", args=[checklist.pk], query={"place": room.pk, "home": 1})
    )

    entry = Entry.objects.get(kind="closing_check")
    assert (entry.place, entry.subject) == (room, "list:closing_room")
    assert "Room 1: closed" in before
    assert "Room 1: closed" not in teacher.get(reverse("home_cards")).text


def test_the_label_of_a_place_leads_to_its_list(campus, ready_lists):
    kitchen = make_place(campus=campus, kind="kitchen")
    cook = make_person(role="cook", campus=campus)

    lists = home.fitting(kitchen, cook)

    assert {one.code for one in lists} == {
        "kitchen_gas", "kitchen_utilities", "kitchen_closing", "kitchen_handling", "gas_alarm",
    }  # fmt: skip
    assert f"place={kitchen.pk}" in home.check_here(kitchen, cook)


# Designing.


def test_a_list_of_ones_own_is_designed_and_walked(director, campus):
    fields = {"title": "Pond", "kind": "patrol", "source": "daily", "subject": "none"}
    director.post(reverse("safety:checklist_new"), fields | {"campus": campus.pk})
    pond = Checklist.objects.get(title="Pond")
    director.post(
        reverse("safety:checklist_items", args=[pond.pk]),
        {
            "seen": "1",
            "area-0": "Water", "title-0": "fence shut", "answer-0": "check",
            "title-1": "depth", "answer-1": "number", "unit-1": "m", "high-1": "0.5",
            "title-2": "colour", "answer-2": "choice", "options-2": "clear",
            "bad_options-2": "green; brown",
        },
    )  # fmt: skip

    items = ChecklistItem.objects.filter(area__version__checklist=pond).order_by("position")

    assert [(item.area.title, item.title, item.limits) for item in items] == [
        ("Water", "fence shut", ""),
        ("Water", "depth", "≤ 0.5 m"),
        ("Water", "colour", ""),
    ]
    assert items[2].choices() == ["clear", "green", "brown"]
    assert begin_at(director, pond).stops.count() == 1


def test_a_copy_begins_with_the_lines_of_the_ready_list(director, ready_lists):
    ready = Checklist.objects.get(code="fire_patrol")

    director.post(reverse("safety:checklist_copy", args=[ready.pk]), {"title": "Our patrol"})

    own = Checklist.objects.get(title="Our patrol")
    assert ChecklistItem.objects.filter(area__version__checklist=own).count() == 7


def test_a_ready_list_is_changed_only_by_who_answers_for_the_whole_school(director, ready_lists):
    make_campus()
    ready = Checklist.objects.get(code="fire_patrol")

    assert director.get(reverse("safety:checklist_edit", args=[ready.pk])).status_code == 404


def test_a_range_the_wrong_way_round_is_refused(director, campus):
    checklist = make_list("gate", campus=campus)
    sent = {"seen": "1", "title-0": "heat", "answer-0": "number", "low-0": "9", "high-0": "2"}

    page = director.post(reverse("safety:checklist_items", args=[checklist.pk]), sent)

    assert "The lower limit is not above the upper one." in page.text


# What came of it.


def scored(campus, by, results):
    checklist = make_list("dust", "paper", subject="class", is_scored=True, code="own-hygiene")
    run = begin(checklist, campus, by, now=timezone.now())
    for n, said in enumerate(results):
        say(run, by, *said, stop=n, now=timezone.now())
    [entry] = submit(run, by, now=timezone.now(), late_reason="just before midnight")
    return Round.objects.get(pk=entry.pk)


def test_a_published_result_ranks_the_classes_for_everybody(enter, director, campus):
    year = timezone.localdate().year
    for name in ("Red", "Blue", "Green"):
        make_class(campus=campus, name=name, school_year=year)
    record = scored(campus, director.person, [(NORMAL, ABNORMAL), (NORMAL, NORMAL)])

    director.post(reverse("safety:round_publish", args=[record.pk]), {"words": "Well done"})

    page = enter("cook").get(Publication.objects.get().get_absolute_url())
    ranks = [(rank.place, rank.name, rank.share) for rank in page.context["ranks"]]
    assert ranks == [(1, "Blue", Decimal(100)), (2, "Red", Decimal(50)), (0, "Green", None)]
    assert "Well done" in page.text


def test_the_assessment_of_a_person_is_not_published(director, campus):
    person = make_person(role="carer", campus=campus)
    checklist = make_list("zeal", subject="person", is_single=True, is_scored=True)
    run = begin(
        checklist, campus, director.person, now=timezone.now(), about=[f"person:{person.pk}"]
    )
    say(run, director.person, NORMAL, now=timezone.now())
    [entry] = submit(run, director.person, now=timezone.now(), late_reason="just before midnight")

    page = director.post(reverse("safety:round_publish", args=[entry.pk]), {"words": ""})

    assert "not published" in page.text
    assert not Publication.objects.exists()


def test_the_summary_adds_up_the_rounds_and_what_they_found(director, campus):
    run = begin_at(director, make_list("gate", "fence", "stairs"))
    gate, fence, _stairs = items_of(run)
    director.post(stop_url(run), {f"r-{gate.pk}": "normal", f"r-{fence.pk}": "abnormal"})
    finish(director, run)

    page = director.get(reverse("safety:round_summary"))
    paper = director.get(reverse("safety:round_summary", query={"print": 1}))

    [row] = page.context["summary"].lists
    assert (row.rounds, row.normal, row.abnormal, row.unchecked) == (1, 1, 1, 1)
    assert (page.context["summary"].found, page.context["summary"].closed) == (1, 0)
    assert "fence" in paper.text


def test_the_fire_patrol_stands_in_the_official_columns(director, ready_lists):
    run = begin_at(director, Checklist.objects.get(code="fire_patrol"))
    first, *_rest = items_of(run)
    director.post(stop_url(run), {f"r-{first.pk}": "abnormal", "rest": "1"})
    finish(director, run)

    answer = director.get(reverse("duties:register", args=["fire-patrols"]))

    columns = [str(column.heading) for column in answer.context["columns"]]
    assert columns[2:12] == [
        "Date and time",
        "Day or night",
        "Way and points",
        "Fires and power used by the rules",
        "Exits and escape ways free",
        "Exit signs and emergency lights whole",
        "Fire equipment and signs in place",
        "Fire doors shut, nothing under shutters",
        "People at the key places",
        "Other",
    ]
    [line] = answer.context["lines"]
    assert [cell.text for cell in line.cells][5:8] == ["×", "√", "√"]


def test_two_places_within_seconds_are_named_as_faster_than_walking(director, campus):
    for name in ("Room 1", "Room 2", "Room 3"):
        make_place(campus=campus, name=name)
    run = begin(make_list("floor", subject="place"), campus, director.person)
    for n in range(3):
        say(run, director.person, NORMAL, stop=n, now=AT + timedelta(seconds=5 * n))
    submit(run, director.person)

    [clash] = comparing.faster_than_walking(AT.date(), AT.date())

    assert (clash.said["person"], clash.said["stops"]) == ("Director", "3")


def test_a_round_at_a_walking_pace_is_no_contradiction(director, campus):
    for name in ("Room 1", "Room 2"):
        make_place(campus=campus, name=name)
    run = begin(make_list("floor", subject="place"), campus, director.person)
    for n in range(2):
        say(run, director.person, NORMAL, stop=n, now=AT + timedelta(minutes=2 * n))
    submit(run, director.person)

    assert list(comparing.faster_than_walking(AT.date(), AT.date())) == []


# The ready lists.


def test_every_duty_that_a_round_proves_has_its_list():
    kinds_of_rounds = {one.fields["kind"] for one in stock.ready()}
    duties = [
        line
        for line in catalogue().values()
        if line.trade == "safety" and line.fields["proof"] in kinds_of_rounds
    ]
    of_the_gate = {"D033", "D037", "X191"}  # patrols of the guards have a record of their own

    without = {line.code for line in duties if not line.fields["about"]}

    assert without - of_the_gate == set()


@pytest.mark.parametrize("ready", stock.ready(), ids=lambda ready: ready.code)
def test_a_ready_list_proves_duties_of_its_own_kind(ready):
    subjects = dict(kinds()[ready.fields["kind"]].subjects)

    assert f"list:{ready.code}" in subjects
    for number in ready.duties:
        assert catalogue()[number].fields["proof"] == ready.fields["kind"]


def test_every_ready_list_lies_in_the_house_with_its_lines(ready_lists):
    empty = Checklist.objects.exclude(versions__areas__items__isnull=False)

    assert Checklist.objects.count() == len(stock.ready())
    assert not empty.exists()


def test_the_names_of_the_lists_are_told_in_the_readers_language():
    titles = dict(kinds()["fire_patrol"].subjects)

    with translation.override("zh-hans"):
        chinese = str(titles["list:fire_patrol"])

    assert (chinese, str(titles["list:fire_patrol"])) == ("每日防火巡查", "Daily fire patrol")
