"""A round from its beginning to its record: shared, interrupted, never better than what was seen."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from logistics.duties.models import Finding
from logistics.errors import Refused
from logistics.records.models import Entry, Version
from safety.models import (
    ChecklistItem,
    Hazard,
    Round,
    RoundLine,
    RunningAnswer,
    RunningRound,
    rounds_of,
)
from safety.rounds import designing, progress, submitting, tidying, walking
from safety.rounds.stops import offered
from safety.rounds.submitting import Closing
from tests.factories import make_campus, make_class, make_person, make_place
from tests.safety.rounds import AT, LATER, MONDAY, begin, make_list, say, submit, walk, wrong

NORMAL, ABNORMAL, NA = "normal", "abnormal", "na"


@pytest.fixture
def director(campus):
    return make_person(name="Director", role="director", campus=campus)


@pytest.fixture
def doctor(campus):
    return make_person(name="Doctor", role="doctor", campus=campus)


def results(run):
    return [point.result for point in progress.read(run).points]


def test_what_nobody_answered_is_unchecked_and_never_normal(campus, director):
    run = begin(make_list("gate", "fence", "stairs"), campus, director)
    say(run, director, NORMAL, ABNORMAL)

    [entry] = submit(run, director)

    record = Round.objects.get(pk=entry.pk)
    assert [line.result for line in record.lines.all()] == ["normal", "abnormal", "unchecked"]
    assert (record.normal, record.abnormal, record.unchecked) == (1, 1, 1)
    assert not entry.is_zero


def test_a_round_is_filed_as_the_kind_and_about_the_list(campus, director):
    [entry] = walk(make_list("gate", kind="patrol", code="own-way"), campus, director, NORMAL)

    assert (entry.kind, entry.subject, entry.is_zero) == ("patrol", "list:own-way", True)
    assert entry.title == "Yard · all in order"
    assert Round.objects.get(pk=entry.pk).walkers == "Director"


def test_a_round_without_any_answer_is_refused(campus, director):
    run = begin(make_list("gate"), campus, director)

    with pytest.raises(Refused, match="Nothing has been looked at yet"):
        submit(run, director)

    assert not Entry.objects.exists()


def test_a_round_is_submitted_once(campus, director, doctor):
    run = begin(make_list("gate"), campus, director)
    say(run, director, NORMAL)
    submit(run, director)

    with pytest.raises(Refused, match="submitted already"):
        submit(run, doctor)

    assert Entry.objects.count() == 1


def test_who_begins_the_same_list_on_the_same_day_joins_the_round(campus, director, doctor):
    checklist = make_list("gate")

    first = begin(checklist, campus, director)
    second = begin(checklist, campus, doctor, now=LATER)
    tomorrow = begin(checklist, campus, doctor, now=AT + timedelta(days=1))

    assert first == second
    assert tomorrow != first


def test_two_people_walk_one_round(campus, director, doctor):
    run = begin(make_list("gate", "fence"), campus, director)

    say(run, director, NORMAL)
    say(run, doctor, None, NORMAL)

    [entry] = submit(run, director)
    assert Round.objects.get(pk=entry.pk).walkers == "Director, Doctor"


def test_what_one_found_wrong_is_not_made_right_by_another(campus, director, doctor):
    run = begin(make_list("gate"), campus, director)
    say(run, director, ABNORMAL)

    say(run, doctor, NORMAL, now=LATER)

    assert results(run) == ["abnormal"]


def test_who_found_it_wrong_may_say_otherwise_before_the_submission(campus, director):
    run = begin(make_list("gate"), campus, director)
    say(run, director, ABNORMAL)

    say(run, director, NORMAL, now=LATER)

    assert results(run) == ["normal"]
    assert RunningAnswer.objects.count() == 1


def test_an_answer_that_waited_offline_does_not_undo_a_later_one(campus, director):
    run = begin(make_list("gate"), campus, director)
    say(run, director, ABNORMAL, now=LATER)

    say(run, director, NORMAL, now=LATER + timedelta(minutes=5), at=AT)

    assert results(run) == ["abnormal"]


@pytest.mark.parametrize(
    ("said_at", "kept_at"),
    [
        (AT + timedelta(minutes=10), AT + timedelta(minutes=10)),
        (LATER + timedelta(hours=1), LATER),
        (AT - timedelta(hours=1), LATER),
    ],
    ids=["as the device says", "an hour fast", "before the round began"],
)
def test_a_clock_that_cannot_be_right_is_not_believed(campus, director, said_at, kept_at):
    run = begin(make_list("gate"), campus, director)

    say(run, director, NORMAL, now=LATER, at=said_at)

    assert RunningAnswer.objects.get().at == kept_at


def test_what_comes_in_after_the_submission_is_kept_in_a_round_that_follows(
    campus, director, doctor
):
    run = begin(make_list("gate", "fence"), campus, director)
    say(run, director, NORMAL)
    [entry] = submit(run, director)

    stop = say(run, doctor, None, ABNORMAL, now=LATER)

    assert stop.run.follows == run
    assert results(stop.run) == ["unchecked", "abnormal"]
    assert Round.objects.get(pk=entry.pk).abnormal == 0
    [later] = submit(stop.run, doctor, now=LATER + timedelta(minutes=1))
    assert Round.objects.get(pk=later.pk).abnormal == 1


def test_places_not_reached_are_named_and_unchecked(campus, director):
    for name in ("Room 1", "Room 2"):
        make_place(campus=campus, name=name)
    run = begin(make_list("floor", subject="place"), campus, director)
    say(run, director, NORMAL, stop=0)

    [entry] = submit(run, director)

    lines = RoundLine.objects.filter(sheet=entry.pk)
    assert [(line.name, line.result) for line in lines] == [
        ("Room 1", "normal"),
        ("Room 2", "unchecked"),
    ]


def test_one_record_for_each_place_that_was_reached(campus, director):
    rooms = [make_place(campus=campus, name=f"Room {n}") for n in (1, 2, 3)]
    run = begin(make_list("floor", subject="place", is_single=True), campus, director)
    say(run, director, NORMAL, stop=0)
    say(run, director, ABNORMAL, stop=2)

    entries = submit(run, director)

    assert [entry.place for entry in entries] == [rooms[0], rooms[2]]
    assert Finding.objects.get().place == rooms[2]


def test_a_class_is_checked_in_its_room(campus, director):
    school_class = make_class(campus=campus)
    room = make_place(campus=campus, school_class=school_class)
    checklist = make_list("floor", subject="class", is_single=True)

    [entry] = walk(checklist, campus, director, ABNORMAL)

    assert (entry.school_class, entry.place) == (school_class, None)
    assert Finding.objects.get().place == room


def test_a_failed_item_opens_a_hazard_and_the_same_one_is_seen_again(campus, director):
    checklist = make_list("gate")
    item = ChecklistItem.objects.get(area__version__checklist=checklist)

    walk(checklist, campus, director, wrong(item, "hinge broken"))
    walk(checklist, campus, director, ABNORMAL, now=LATER + timedelta(days=1))

    finding = Finding.objects.get()
    assert finding.what == "gate: hinge broken"
    assert finding.sightings.count() == 1


def test_a_hazard_is_the_same_in_the_next_version_of_the_list(campus, director):
    checklist = make_list("gate", "fence")
    walk(checklist, campus, director, ABNORMAL)
    lines = designing.lines_of(checklist)
    designing.revise(checklist, lines[:1], seen=1, by=director, now=LATER)

    walk(checklist, campus, director, ABNORMAL, now=LATER + timedelta(days=1))

    assert Finding.objects.count() == 1


def test_a_hazard_is_another_one_at_another_place(campus, director):
    for name in ("Room 1", "Room 2"):
        make_place(campus=campus, name=name)
    run = begin(make_list("floor", subject="place"), campus, director)
    say(run, director, ABNORMAL, stop=0)
    say(run, director, ABNORMAL, stop=1)

    submit(run, director)

    assert {str(finding.place) for finding in Finding.objects.all()} == {"Room 1", "Room 2"}


def test_a_list_that_is_changed_meanwhile_leaves_a_round_its_own_version(campus, director):
    checklist = make_list("gate", "fence")
    run = begin(checklist, campus, director)
    say(run, director, NORMAL, ABNORMAL)

    designing.revise(checklist, designing.lines_of(checklist)[:1], seen=1, by=director, now=AT)
    [entry] = submit(run, director)

    assert [line.item.title for line in RoundLine.objects.filter(sheet=entry.pk)] == [
        "gate",
        "fence",
    ]
    assert [edition.number for edition in checklist.versions.all()] == [1, 2]


def test_a_version_on_which_no_round_has_begun_is_changed_itself(director):
    checklist = make_list("gate", "fence")

    designing.revise(checklist, designing.lines_of(checklist)[:1], seen=1, by=director, now=AT)

    assert checklist.versions.get().areas.get().items.get().title == "gate"


def test_two_who_change_a_list_at_once_do_not_overwrite_each_other(campus, director):
    checklist = make_list("gate", "fence")
    begin(checklist, campus, director)
    lines = designing.lines_of(checklist)
    designing.revise(checklist, lines[:1], seen=1, by=director, now=AT)

    with pytest.raises(Refused, match="changed meanwhile"):
        designing.revise(checklist, lines, seen=1, by=director, now=AT)

    assert checklist.versions.count() == 2


def test_a_list_without_lines_is_not_walked(campus, director):
    with pytest.raises(Refused, match="nothing to look at"):
        begin(make_list(), campus, director)


def test_points_count_only_where_something_was_judged(campus, director):
    checklist = make_list(
        items=[
            {"title": "order", "weight": Decimal(4)},
            {"title": "zeal", "answer": "points", "weight": Decimal(10), "low": Decimal(6)},
            {"title": "tools", "weight": Decimal(3)},
            {"title": "unseen", "weight": Decimal(9)},
        ],
        is_scored=True,
    )
    zeal = ChecklistItem.objects.get(title="zeal")
    seven = walking.Said(zeal, NORMAL, number=Decimal("7.5"))

    [entry] = walk(checklist, campus, director, NORMAL, seven, NA)

    record = Round.objects.get(pk=entry.pk)
    assert (record.score, record.most, record.share) == (
        Decimal("11.5"),
        Decimal(14),
        Decimal("82.1"),
    )


def test_a_missing_photo_is_said_why_and_the_bad_fact_is_kept(campus, director):
    checklist = make_list(items=[{"title": "wall", "photo": "abnormal"}])
    run = begin(checklist, campus, director)
    say(run, director, ABNORMAL)

    with pytest.raises(Refused, match="photo is missing"):
        submit(run, director)
    [entry] = submit(run, director, no_photo="Camera broken")

    record = Round.objects.get(pk=entry.pk)
    assert (record.abnormal, record.no_photo) == (1, "Camera broken")


def test_a_photo_goes_with_the_record(campus, director, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    checklist = make_list("gate", items=[{"title": "wall", "photo": "abnormal"}])
    wall = ChecklistItem.objects.get(title="wall")
    photo = submitting.photos.Prepared(b"large", b"small", None)

    [entry] = walk(checklist, campus, director, NORMAL, wrong(wall, photos=[photo]))

    kept = entry.photos.get()
    assert (kept.position // submitting.PHOTO_STEP, kept.uploaded_by) == (2, director)
    assert len(Version.objects.get(entry=entry).said["photos"]) == 1


def test_everything_is_in_order_by_one_press_where_nothing_is_measured(campus, director):
    room = make_place(campus=campus)
    checklist = make_list("lights", "door", subject="place", is_single=True, kind="closing_check")
    [stop] = walking_stops(checklist, campus, director)

    run = walking.all_normal(checklist, campus, stop, by=director, now=AT)
    [entry] = submit(run, director, now=AT)

    assert (entry.kind, entry.place) == ("closing_check", room)
    assert Round.objects.get(pk=entry.pk).normal == 2


def walking_stops(checklist, campus, by):
    return offered(checklist, campus, by, on=MONDAY)


def test_a_measured_value_is_never_assumed(campus, director):
    checklist = make_list(items=[{"title": "temperature", "answer": "number"}])
    [stop] = walking_stops(checklist, campus, director)

    with pytest.raises(Refused, match="measured"):
        walking.all_normal(checklist, campus, stop, by=director, now=AT)

    assert not RunningRound.objects.exists()


@pytest.mark.parametrize(
    ("number", "is_right"),
    [(Decimal(8), True), (Decimal("8.1"), False), (Decimal(2), True), (Decimal(1), False)],
)
def test_a_number_is_in_order_within_its_limits(number, is_right):
    item = ChecklistItem(answer="number", low=Decimal(2), high=Decimal(8))

    assert item.is_in_order(number, "") == is_right


def test_only_who_began_a_round_drops_it_and_only_alone(campus, director, doctor):
    run = begin(make_list("gate"), campus, director)

    with pytest.raises(Refused, match="Only who began"):
        walking.drop(run, by=doctor, now=AT)
    say(run, doctor, NORMAL)
    with pytest.raises(Refused, match="Somebody else"):
        walking.drop(run, by=director, now=AT)

    assert RunningRound.objects.under_way().get() == run


def test_things_of_a_place_without_registered_things_are_the_place_itself(campus, director):
    yard = make_place(campus=campus, name="Yard", kind="playground")
    make_place(campus=make_campus(), name="Far yard", kind="playground")
    checklist = make_list("screws", subject="asset", place_kinds=["playground"])

    stops = walking_stops(checklist, campus, director)

    assert [(stop.about, stop.place) for stop in stops] == [(f"place:{yard.pk}", yard)]


def test_sixty_things_are_saved_and_submitted_in_few_queries(campus, director):
    checklist = make_list(*(f"thing {n}" for n in range(60)))
    run = begin(checklist, campus, director)

    with CaptureQueriesContext(connection) as saving:
        say(run, director, *[NORMAL] * 60)
    seen = progress.read(RunningRound.objects.get(pk=run.pk))
    with CaptureQueriesContext(connection) as submitting_it:
        submitting.submit(seen, Closing(happened_at=LATER), by=director, now=LATER)

    assert RoundLine.objects.count() == 60
    assert len(queries(saving)) <= 12
    assert len(queries(submitting_it)) <= 12


@pytest.mark.parametrize("failed", [1, 10, 40])
def test_ten_failures_cost_no_more_queries_than_one(campus, director, failed):
    checklist = make_list(*(f"thing {n}" for n in range(60)))
    run = begin(checklist, campus, director)
    say(run, director, *[ABNORMAL] * failed, *[NORMAL] * (60 - failed))

    seen = progress.read(RunningRound.objects.get(pk=run.pk))
    with CaptureQueriesContext(connection) as submitting_it:
        submitting.submit(seen, Closing(happened_at=LATER), by=director, now=LATER)

    assert Hazard.objects.count() == failed
    assert len(queries(submitting_it)) <= 31


def test_failures_found_by_two_people_are_filed_in_the_name_of_each(campus, director, doctor):
    run = begin(make_list("gate", "fence", "wall"), campus, director)
    say(run, director, ABNORMAL, None, ABNORMAL)
    say(run, doctor, None, ABNORMAL)

    submit(run, director)

    named = Hazard.objects.order_by("what").values_list("what", "entry__entered_by")
    assert list(named) == [("fence", doctor.pk), ("gate", director.pk), ("wall", director.pk)]


def test_what_is_found_again_beside_something_new_is_seen_again(campus, director):
    checklist = make_list("gate", "fence")
    walk(checklist, campus, director, ABNORMAL, NORMAL)

    walk(checklist, campus, director, ABNORMAL, ABNORMAL, now=LATER + timedelta(days=1))

    seen = Hazard.objects.order_by("what").values_list("what", "finding__sightings__entry__kind")
    assert list(seen) == [("fence", None), ("gate", "inspection")]


def queries(captured):
    return [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]


def test_a_monthly_score_is_found_by_its_list(campus, director):
    [entry] = walk(make_list("order", code="own-score", is_scored=True), campus, director, NORMAL)

    assert [record.pk for record in rounds_of("own-score")] == [entry.pk]


def test_a_line_that_was_seen_names_who_saw_it(campus, director):
    [entry] = walk(make_list("gate"), campus, director, NORMAL)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoundLine.objects.filter(sheet=entry.pk).update(by=None)


def test_what_was_kept_of_a_round_goes_after_a_while(campus, director):
    run = begin(make_list("gate"), campus, director)
    say(run, director, NORMAL)
    submit(run, director)

    early = tidying.tidy(LATER + timedelta(days=10))
    late = tidying.tidy(LATER + timedelta(days=70))

    assert (early, late) == (0, 1)
    assert not RunningAnswer.objects.exists()
    assert RoundLine.objects.count() == 1


def test_closing_says_when_it_happened(campus, director):
    run = begin(make_list("gate"), campus, director)
    say(run, director, NORMAL)

    [entry] = submitting.submit(progress.read(run), Closing(happened_at=AT), by=director, now=LATER)

    assert (entry.happened_at, entry.entered_at) == (AT, LATER)


def test_what_a_colleague_sees_while_the_round_is_being_submitted_is_filed_with_it(
    campus, director, doctor
):
    run = begin(make_list("gate", "fence"), campus, director)
    say(run, director, NORMAL)
    seen = progress.read(run)
    say(run, doctor, None, ABNORMAL)

    [entry] = submitting.submit(seen, Closing(happened_at=LATER), by=director, now=LATER)

    assert (entry.content.normal, entry.content.abnormal) == (1, 1)
