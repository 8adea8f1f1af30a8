"""Committee, observations, opinions, surveys; and a food incident, from the first call to its end."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from canteen.models import (
    CommitteeMember,
    ComplaintAnswer,
    FoodIncident,
    IncidentReport,
    MealComplaint,
    MealMeeting,
    MealObservation,
    MealSurvey,
    SurveyQuestion,
)
from canteen.voices import hearing, holding, meeting
from canteen.voices.comparing import (
    more_eaters_than_present,
    observed_without_children,
    reported_late,
)
from canteen.voices.meeting import Decision
from logistics.duties import filing
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.records.models import Entry
from logistics.school.calendar import at
from logistics.school.models import Rule, Term
from tests.canteen.factories import make_dish, make_menu
from tests.canteen.fed import MONDAY, Kitchen

pytestmark = pytest.mark.django_db
DAY = timedelta(1)
NOON = at(MONDAY, "12:30")


@pytest.fixture
def kitchen():
    return Kitchen.open()


def entry(kitchen, when: datetime = NOON, **given) -> Entry:
    return Entry(campus=kitchen.campus, happened_at=when, **given)


# Committee -----------------------------------------------------------------------------------------


def test_a_meeting_keeps_who_came_and_gives_its_decisions_to_people(kitchen):
    member = CommitteeMember.objects.create(campus=kitchen.campus, side="parents", name="Mrs Li")
    CommitteeMember.objects.create(campus=kitchen.campus, side="union", person=kitchen.keeper)
    held = MealMeeting(entry=entry(kitchen), topic="Dishes", chair="Head", content="More fish")

    filed = meeting.meet(
        held, came=[member], by=kitchen.principal, now=NOON,
        decisions=[Decision("Fish on Fridays", kitchen.keeper, MONDAY + 7 * DAY)],
    )  # fmt: skip

    held = MealMeeting.objects.get()
    assert [line.name for line in held.present] == ["Mrs Li"]
    assert [line.name for line in held.missing] == [str(kitchen.keeper)]
    finding = filed.findings.get()
    assert (finding.what, finding.owner, finding.due_on) == (
        "Fish on Fridays", kitchen.keeper, MONDAY + 7 * DAY,
    )  # fmt: skip


def test_who_leaves_the_committee_stays_in_its_minutes(kitchen):
    member = CommitteeMember.objects.create(campus=kitchen.campus, side="parents", name="Mrs Li")
    held = MealMeeting(entry=entry(kitchen), topic="Dishes", chair="Head", content="More fish")
    meeting.meet(held, came=[member], by=kitchen.principal, now=NOON)

    member.name = "Mr Wu"
    member.save()

    assert [line.name for line in MealMeeting.objects.get().present] == ["Mrs Li"]


def test_a_meeting_of_nobody_is_none(kitchen):
    held = MealMeeting(entry=entry(kitchen), topic="Dishes", chair="Head", content="More fish")

    with pytest.raises(Refused, match="who was there"):
        meeting.meet(held, came=[], by=kitchen.principal, now=NOON)


# Observations and opinions -------------------------------------------------------------------------


def observe(kitchen, **given):
    seen = MealObservation(
        entry=entry(kitchen, school_class=kitchen.school_class, meal="lunch"),
        **{"eaten": "all", "warmth": "right"} | given,
    )
    return hearing.observe(seen, by=kitchen.principal, now=NOON)


@pytest.mark.parametrize(
    ("said", "found"),
    [({}, 0), ({"eaten": "half"}, 0), ({"eaten": "little"}, 1), ({"warmth": "cold"}, 1)],
)
def test_a_cold_meal_or_one_hardly_eaten_is_put_right(kitchen, said, found):
    assert observe(kitchen, **said).findings.count() == found


def complain(kitchen, when=NOON):
    told = MealComplaint(
        entry=entry(kitchen, when), source="parent", about="taste", content="Too salty",
        contact="Li 13800000000",
    )  # fmt: skip
    hearing.hear(told, by=kitchen.principal, now=when)
    return told


def test_an_opinion_waits_for_its_answer_until_the_hour_of_the_school(kitchen):
    Rule.objects.create(code="meal_complaint_hours", value="48")
    told = complain(kitchen)
    before = list(MealComplaint.objects.open())

    said = ComplaintAnswer(
        complaint=told, handling="Less salt", answer="Thank you", content="satisfied"
    )
    later = NOON + timedelta(hours=3)
    answered = hearing.answer(said, by=kitchen.principal, now=later, happened_at=later)

    assert told.due_at == NOON + timedelta(hours=48)
    assert (before, list(MealComplaint.objects.open())) == ([told], [])
    filing.void(answered, by=kitchen.principal, now=later, reason="Wrong opinion")
    assert list(MealComplaint.objects.open()) == [told]


def test_no_answer_comes_before_the_opinion(kitchen):
    said = ComplaintAnswer(complaint=complain(kitchen), handling="-", answer="-", content="unknown")

    with pytest.raises(Refused, match="before the opinion"):
        hearing.answer(
            said, by=kitchen.principal, now=NOON, happened_at=NOON - timedelta(minutes=1)
        )


def test_a_survey_says_how_content_they_are_and_what_is_put_right(kitchen):
    asked = MealSurvey(
        entry=entry(kitchen), term=Term.objects.get(), asked="parents", given_out=30, returned=27,
        conclusion="Good", to_right="More fruit",
    )  # fmt: skip
    questions = [
        SurveyQuestion(question="Taste", score=Decimal("4.5"), most=Decimal(5)),
        SurveyQuestion(question="Choice", score=Decimal("3.5"), most=Decimal(5)),
    ]

    filed = hearing.survey(asked, questions, by=kitchen.principal, now=NOON)

    assert (asked.score, asked.rate) == (0.8, 0.9)
    assert filed.findings.get().what == "More fruit"


def test_a_meal_seen_in_an_empty_class_is_found(kitchen):
    kitchen.attend(MONDAY, away=["Ann", "Bea", "Cid"])
    seen = observe(kitchen)

    assert [clash.entries for clash in observed_without_children(MONDAY, MONDAY)] == [(seen.pk,)]


# Incidents -----------------------------------------------------------------------------------------


def note(kitchen, kind: str, when: datetime, number: str) -> Entry:
    return Entry.objects.create(
        kind=kind, number=number, campus=kitchen.campus, happened_at=when, entered_at=when,
        entered_by=kitchen.keeper,
    )  # fmt: skip


def fall_ill(kitchen, when=NOON, **given):
    incident = FoodIncident(
        entry=entry(kitchen, when), where_eaten="East 1", suspected_on=MONDAY,
        measures="Stopped", **{"eaters": 3, "ill": 2, "symptoms": "Vomiting"} | given,
    )  # fmt: skip
    holding.file(incident, by=kitchen.principal, now=when)
    return incident


@pytest.mark.parametrize(
    ("kind", "hours", "is_held"),
    [
        ("food_sample", 1, True),
        ("goods_receipt", 71, True),
        ("tableware_disinfection", 72.1, False),
        ("core_temperature", 1, False),
        ("food_sample", -1, False),
    ],
)
def test_an_incident_holds_samples_receipts_and_disinfection_of_72_hours(
    kitchen, kind, hours, is_held
):
    told = note(kitchen, kind, NOON - timedelta(hours=hours), "A1")
    elsewhere = note(Kitchen.open(name="West"), kind, NOON - timedelta(hours=1), "A2")

    incident = fall_ill(kitchen)

    told.refresh_from_db()
    elsewhere.refresh_from_db()
    assert told.hold == (incident.entry.number if is_held else "")
    assert elsewhere.hold == ""


def report(incident, by, hours=1.0, **given):
    when = incident.entry.happened_at + timedelta(hours=hours)
    said = IncidentReport(incident=incident, **{"authority": "market"} | given)
    return holding.report(said, by=by, now=when, happened_at=when)


def test_what_is_held_is_free_when_the_inquiry_is_over_unless_another_needs_it(kitchen):
    sample = note(kitchen, "food_sample", NOON - timedelta(hours=4), "A1")
    first, second = fall_ill(kitchen), fall_ill(kitchen, NOON + timedelta(hours=2))

    report(first, kitchen.principal, closes=True)
    sample.refresh_from_db()
    while_second_is_open = sample.hold
    report(second, kitchen.principal, closes=True)
    sample.refresh_from_db()

    assert while_second_is_open == second.entry.number
    assert sample.hold == ""
    assert list(FoodIncident.objects.open()) == []


def test_an_incident_that_was_none_holds_nothing_and_an_inquiry_can_be_taken_up_again(kitchen):
    sample = note(kitchen, "food_sample", NOON - timedelta(hours=4), "A1")
    incident = fall_ill(kitchen)
    end = report(incident, kitchen.principal, closes=True)

    filing.void(end, by=kitchen.principal, now=NOON + timedelta(hours=2), reason="Too early")
    sample.refresh_from_db()
    taken_up = sample.hold
    now = NOON + timedelta(hours=3)
    filing.void(incident.entry, by=kitchen.principal, now=now, reason="A stomach bug")
    sample.refresh_from_db()

    assert (taken_up, sample.hold) == (incident.entry.number, "")


def test_a_sample_written_down_late_is_held_with_the_next_report(kitchen):
    incident = fall_ill(kitchen)
    sample = note(kitchen, "food_sample", NOON - timedelta(hours=4), "A1")

    report(incident, kitchen.principal)

    sample.refresh_from_db()
    assert sample.hold == incident.entry.number


def test_the_leaders_are_told_and_what_is_to_be_done_is_given_out(kitchen):
    incident = FoodIncident(
        entry=entry(kitchen), where_eaten="East 1", eaters=3, ill=2, symptoms="Vomiting",
        suspected_on=MONDAY, suspected_food="Beans", measures="Stopped",
    )  # fmt: skip
    holding.file(incident, by=kitchen.keeper, now=NOON)

    notice = Notice.objects.get(kind=holding.HAPPENED)
    owners = {finding.owner for finding in incident.entry.findings.all()}
    assert (notice.person, notice.urgent) == (kitchen.principal, True)
    assert notice.said["until"] == "11-09 14:30"
    assert owners == {kitchen.principal, None}
    assert any("Beans" in finding.what for finding in incident.entry.findings.all())


def test_it_says_who_ate_what_by_class(kitchen):
    kitchen.attend(MONDAY, away=["Ann"])
    rice, beans = make_dish("米饭"), make_dish("四季豆")
    make_menu(
        kitchen.campus, kitchen.keeper, {(MONDAY, "lunch"): [rice, beans]},
        published_at=NOON - 3 * DAY,
    )  # fmt: skip

    incident = fall_ill(kitchen)

    [table] = holding.tables(incident)
    assert (table.on, table.meal, [row.dish for row in table.dishes]) == (
        MONDAY, "lunch", [rice, beans],
    )  # fmt: skip
    assert [(row.name, row.present) for row in holding.eaters(incident)] == [("East 1", 2)]


def test_nobody_is_told_before_it_happened(kitchen):
    with pytest.raises(Refused, match="before the incident"):
        report(fall_ill(kitchen), kitchen.principal, hours=-1)


@pytest.mark.parametrize(("hours", "is_late"), [(1.9, False), (2.1, True)])
def test_a_report_after_two_hours_is_found(kitchen, hours, is_late):
    report(fall_ill(kitchen), kitchen.principal, hours=hours)

    assert len(list(reported_late(MONDAY, MONDAY))) == is_late


def test_more_ill_than_were_there_is_found(kitchen):
    kitchen.attend(MONDAY, away=["Ann"])
    fall_ill(kitchen, ill=3)

    [clash] = more_eaters_than_present(MONDAY, date(2026, 11, 9))

    assert (clash.said["ill"], clash.said["there"]) == ("3", "2")
