"""Findings: put right by one, closed by another, whatever the order in which people act."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.duties import comparing, filing, righting, seeing_to, standing
from logistics.duties.models import Finding, FindingState, WorkNote
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.records.models import Entry, Photo
from tests.factories import make_campus, make_person, make_place

LIST = reverse("duties:finding_list")
STATES = set(FindingState)


def now():
    return timezone.now()


@pytest.fixture
def people(campus):
    """Four who may each do everything."""
    return [make_person(role="director", campus=campus) for _each in range(4)]


def make_finding(campus, by, **given):
    entry = Entry(campus=campus, happened_at=now() - timedelta(minutes=1), late_reason="Midnight")
    note = filing.submit(WorkNote(entry=entry, text="Looked"), by=by, now=now())
    return righting.found(note, what="Tap drips", by=by, now=now(), **given)


def typed(**given):
    moment = timezone.localtime()
    usual = {"happened_at": f"{moment:%Y-%m-%dT%H:%M}", "closed_day_is_right": "on"}
    return usual | given


# Whatever people do ----------------------------------------------------------------------------

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["assign", "put_right", "pass", "fail", "void"]), st.integers(0, 3)
    ),
    max_size=9,
)  # fmt: skip


def act(finding, name, person, people):
    """What one person tries; a refusal is an answer too."""
    try:
        match name:
            case "assign":
                righting.assign(
                    finding, owner=person, due_on=None, measure="", by=people[0], now=now()
                )
            case "put_right":
                righting.put_right(finding, done="Done", by=person, now=now())
            case "void":
                void_last(finding, person)
            case _:
                righting.recheck(finding, passed=name == "pass", by=person, now=now())
    except Refused:
        return


def void_last(finding, person):
    last = standing.steps_of(finding)[-1].entry
    if last.pk != finding.entry_id and last.status != Entry.Status.VOIDED:
        filing.void(last, by=person, now=now(), reason="Wrong")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_no_path_closes_a_finding_by_who_put_it_right_or_answered_for_it(campus, people, acts):
    with transaction.atomic():
        finding = make_finding(campus, people[0])
        answerable = None
        for name, number in acts:
            act(finding, name, people[number], people)
            finding.refresh_from_db()
            if finding.state == FindingState.OPEN:
                answerable = finding.owner_id
            assert finding.state in STATES
            if finding.closed_at:
                assert finding.closed_by_id not in (finding.put_right_by_id, answerable)
        transaction.set_rollback(True)


def test_the_database_itself_refuses_who_put_it_right(campus, people):
    finding = make_finding(campus, people[0])
    righting.put_right(finding, done="Done", by=people[1], now=now())

    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(closed_at=now(), closed_by=people[1])


# Step by step ----------------------------------------------------------------------------------


def test_what_failed_is_open_again_and_those_concerned_are_told(campus, people):
    finding = make_finding(campus, people[0], owner=people[1])
    righting.put_right(finding, done="Tightened", by=people[2], now=now())

    righting.recheck(finding, passed=False, seen="Drips", by=people[3], now=now())

    finding.refresh_from_db()
    assert finding.state == FindingState.OPEN
    told = Notice.objects.filter(kind="finding_failed").values_list("person", flat=True)
    assert set(told) == {people[1].pk, people[2].pk}


def test_its_owner_is_told_once_that_its_day_is_over_and_again_of_another_day(campus, people):
    on = timezone.localdate()
    finding = make_finding(campus, people[0], owner=people[1], due_on=on - timedelta(days=2))

    first, again = righting.tell_late(now=now()), righting.tell_late(now=now())
    righting.assign(
        finding, owner=people[1], due_on=on - timedelta(days=1), measure="", by=people[0],
        now=now(),
    )  # fmt: skip
    third = righting.tell_late(now=now())

    assert (first, again, third) == (1, 0, 1)
    assert Notice.objects.filter(kind="finding_late", read_at=None).count() == 1


@pytest.mark.parametrize(("kind", "urgent"), [("work_note", False), ("hazard_report", True)])
def test_only_what_is_of_safety_is_told_at_midnight(campus, people, kind, urgent):
    yesterday = timezone.localdate() - timedelta(days=1)
    finding = make_finding(campus, people[0], owner=people[1], due_on=yesterday)
    Entry.objects.filter(pk=finding.entry_id).update(kind=kind)

    righting.tell_late(now=now())

    assert Notice.objects.get(kind="finding_late").urgent is urgent


def test_each_finding_waits_for_those_who_can_act_on_it(campus, people):
    finder, owner, doer, _other = people
    finding = make_finding(campus, finder, owner=owner)
    before = [list(seeing_to.to_put_right(each, now())) for each in people]
    righting.put_right(finding, done="Tightened", by=doer, now=now())

    after = [list(seeing_to.to_recheck(each, now())) for each in people]

    assert before == [[], [finding], [], []]
    assert after == [[finding], [], [], [finding]]


def test_one_that_nobody_answers_for_waits_to_be_given_out(campus, people):
    finding = make_finding(campus, people[0])
    teacher = make_person(role="guard", campus=campus)

    assert list(seeing_to.to_give_out(people[1], now())) == [finding]
    assert list(seeing_to.to_give_out(teacher, now())) == []


def test_closing_before_it_was_put_right_is_a_contradiction(campus, people):
    finding = make_finding(campus, people[0])
    righting.put_right(finding, done="Tightened", by=people[1], now=now())
    earlier = now() - timedelta(hours=30)
    righting.recheck(
        finding, passed=True, by=people[2], now=now(), happened_at=earlier, late_reason="Forgot"
    )
    span = (timezone.localdate() - timedelta(days=3), timezone.localdate())

    clashes = list(comparing.closed_out_of_order(*span))

    assert [clash.said["what"] for clash in clashes] == ["Tap drips"]


def test_what_a_photo_showed_is_not_closed_without_one(campus, people):
    finding = make_finding(campus, people[0])
    righting.put_right(finding, done="Tightened", by=people[1], now=now())
    righting.recheck(finding, passed=True, by=people[2], now=now())
    span = (timezone.localdate() - timedelta(days=1), timezone.localdate())
    before = list(comparing.closed_unseen(*span))

    Photo.objects.create(entry=finding.entry, uploaded_at=now(), uploaded_by=people[0])

    assert before == []
    assert [clash.said["what"] for clash in comparing.closed_unseen(*span)] == ["Tap drips"]


# Pages -----------------------------------------------------------------------------------------


def test_a_finding_goes_its_way_on_the_pages(enter, campus):
    finder, repairer = enter("director"), enter("repairer")
    finding = make_finding(campus, finder.person)
    pk = finding.pk

    finder.post(
        reverse("duties:finding_assign", args=[pk]),
        {"owner": repairer.person.pk, "due_on": f"{timezone.localdate() + timedelta(days=2)}"},
    )
    repairer.post(reverse("duties:finding_put_right", args=[pk]), typed(done="New washer"))
    own = repairer.post(reverse("duties:finding_recheck", args=[pk]), typed(passed="yes"))
    finder.post(reverse("duties:finding_recheck", args=[pk]), typed(passed="yes"))

    finding.refresh_from_db()
    assert "Nobody checks again what they put right themselves." in own.text
    assert (finding.state, finding.closed_by) == (FindingState.CLOSED, finder.person)
    page = finder.get(finding.get_absolute_url()).text
    assert "New washer" in page


def test_a_failed_recheck_says_what_is_not_right_yet(enter, campus):
    finder = enter("director")
    finding = make_finding(campus, finder.person)
    righting.put_right(finding, done="Done", by=make_person(), now=now())

    answer = finder.post(reverse("duties:finding_recheck", args=[finding.pk]), typed(passed="no"))

    assert "Say what is not right yet." in answer.text


def test_others_see_only_what_is_theirs(enter, campus):
    finder, cook = enter("director"), enter("cook")
    finding = make_finding(campus, finder.person)

    assert cook.get(finding.get_absolute_url()).status_code == 404
    assert "Tap drips" not in cook.get(LIST).text


def test_a_finding_of_another_campus_cannot_be_given_out(enter):
    far = make_campus(name="Far")
    finding = make_finding(far, make_person(role="director", campus=far))

    answer = enter("director").post(reverse("duties:finding_assign", args=[finding.pk]), {})

    assert answer.status_code == 404


def test_the_list_finds_by_words_and_by_place(enter, campus):
    director = enter("director")
    tap = make_finding(campus, director.person, place=make_place(campus=campus, name="Kitchen"))

    found = director.get(LIST, {"q": "drips"}).text
    here = director.get(LIST, {"place": tap.place_id}).text
    nothing = director.get(LIST, {"q": "roof"}).text

    assert "Tap drips" in found
    assert "Tap drips" in here
    assert "No record fits the filter" in nothing


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_asks_as_much_for_four_as_for_one(
    enter, campus, count, django_assert_max_num_queries
):
    director = enter("director")
    for number in range(count):
        make_finding(campus, director.person, key=f"k{number}")

    with django_assert_max_num_queries(12):
        director.get(LIST)
