"""Hazards: opened by a record or reported, graded, put right, closed by somebody else."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from logistics.duties import filing, righting
from logistics.duties.models import Duty, FindingState, Task
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.records.models import Entry, Version
from logistics.school.calendar import at as at_clock
from logistics.school.models import SchoolDay
from safety.hazards import counting, grading
from safety.hazards.opening import open_hazard
from safety.models import Hazard, HazardReport, HazardSummary
from tests.factories import make_campus, make_person, make_place, make_term
from tests.safety.factories import make_hazard, make_note, now

NEW = reverse("safety:hazard_new")
LIST = reverse("safety:hazard_list")


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
def guard(campus):
    return make_person(name="Guard", role="guard", campus=campus)


@pytest.fixture
def repairer(campus):
    return make_person(name="Repairer", role="repairer", campus=campus)


@pytest.fixture
def director(campus):
    return make_person(name="Director", role="director", campus=campus)


@pytest.fixture
def stairs(campus):
    return make_place(campus=campus, name="North stairs", kind="corridor")


def typed(place, **given):
    moment = timezone.localtime() - timedelta(minutes=5)
    usual = {"happened_at": f"{moment:%Y-%m-%dT%H:%M}", "closed_day_is_right": "on"}
    usual |= {"category": "building", "source": "daily", "what": "Loose railing"}
    return usual | {"place": place.pk} | given


def graded(hazard, person, **given):
    on = timezone.localdate() + timedelta(days=3)
    usual = {"level": "ordinary", "measure": "Weld it", "responsible": person.pk}
    return usual | {"deadline": f"{on}", "seen": hazard.entry.version} | given


MAJOR = {
    "level": "major",
    "basis": "exits",
    "interim": "Exit closed off",
    "contingency": "Leave by the south stairs",
    "fund": "3000",
}


# Opened and reported ---------------------------------------------------------------------------


def test_what_a_record_found_becomes_a_hazard_with_its_register_row(campus, guard, stairs, term):
    hazard = make_hazard(guard, campus, place=stairs, spot="Second landing")

    assert (hazard.entry.kind, hazard.entry.place, hazard.spot) == (
        "hazard", stairs, "Second landing",
    )  # fmt: skip
    assert hazard.finding.state == FindingState.OPEN
    assert hazard.level == ""


def test_the_same_open_thing_is_one_hazard_seen_twice(campus, guard):
    first = make_hazard(guard, campus, key="c1:i2")
    again = make_hazard(guard, campus, key="c1:i2")

    assert first == again
    assert first.finding.sightings.count() == 1


def test_a_hazard_found_late_keeps_the_reason_of_the_record_that_found_it(campus, guard):
    long_ago = now() - timedelta(days=4)
    note = make_note(guard, campus, happened_at=long_ago, late_reason="Forgotten")

    finding = open_hazard(note, what="Gap", category="fire", source="daily", by=guard, now=now())

    assert finding.hazard.entry.is_late
    assert finding.hazard.entry.late_reason == "Forgotten"


def test_deadlines_count_school_days_over_a_long_holiday(campus, guard):
    monday = date(2026, 9, 28)
    holiday = {date(2026, 10, n) for n in range(1, 8)}
    for offset in range(20):
        day = monday + timedelta(days=offset)
        closed = day in holiday or day.isoweekday() > 5
        kind = SchoolDay.Kind.HOLIDAY if closed else SchoolDay.Kind.SCHOOL
        SchoolDay.objects.create(campus=campus, date=day, kind=kind)
    at = at_clock(monday, "09:00")
    note = make_note(guard, campus, happened_at=at, now=at)

    finding = open_hazard(note, what="Gap", category="fire", source="daily", by=guard, now=at)

    # The 29th and 30th, then the 8th, the 9th and, after the weekend, the 12th.
    assert finding.due_on == date(2026, 10, 12)


def test_a_guard_reports_a_hazard_on_one_page(enter, stairs):
    client = enter("guard")

    answer = client.post(NEW, typed(stairs), follow=True)

    hazard = Hazard.objects.get()
    assert hazard.finding.entry == hazard.entry
    assert hazard.finding.found_by == client.person
    assert "Loose railing" in answer.text


def test_a_second_report_at_one_place_asks_whether_it_is_the_same(enter, stairs):
    client = enter("guard")
    client.post(NEW, typed(stairs))
    known = Hazard.objects.get()

    asked = client.post(NEW, typed(stairs, what="Railing shakes"))
    client.post(NEW, typed(stairs, what="Railing shakes", same_as=known.pk))

    assert "Say whether it is one of these" in asked.text
    assert Hazard.objects.get() == known
    assert known.finding.sightings.get().entry.content.text == "Railing shakes"


def test_another_hazard_at_the_same_place_stays_another_one(enter, stairs):
    client = enter("guard")
    client.post(NEW, typed(stairs))

    client.post(NEW, typed(stairs, what="Lamp out", same_as="new"))

    assert Hazard.objects.count() == 2


# Graded ----------------------------------------------------------------------------------------


def test_grading_is_a_version_and_gives_the_hazard_out(enter, campus, guard, repairer):
    hazard, client = make_hazard(guard, campus), enter("director")

    client.post(reverse("safety:hazard_grade", args=[hazard.pk]), graded(hazard, repairer))

    hazard.refresh_from_db()
    assert (hazard.level, hazard.finding.owner, hazard.entry.version) == ("ordinary", repairer, 2)
    assert Version.objects.filter(entry=hazard.entry, act="correct").get().by == client.person
    assert Notice.objects.filter(kind="finding_assigned", person=repairer).exists()


def test_a_major_hazard_needs_all_five_things(enter, campus, guard, repairer):
    hazard, client = make_hazard(guard, campus), enter("director")
    url = reverse("safety:hazard_grade", args=[hazard.pk])

    for missing in ("basis", "interim", "contingency", "fund"):
        answer = client.post(url, graded(hazard, repairer, **MAJOR | {missing: ""}))
        assert "A major hazard needs this too." in answer.text

    client.post(url, graded(hazard, repairer, **MAJOR))
    hazard.refresh_from_db()
    assert hazard.is_major


def test_the_database_refuses_a_major_hazard_without_its_plan(campus, guard):
    hazard = make_hazard(guard, campus)

    with pytest.raises(IntegrityError), transaction.atomic():
        Hazard.objects.filter(pk=hazard.pk).update(level="major")


def test_leaders_are_told_of_a_major_hazard_and_it_is_owed_upwards(
    enter, campus, guard, repairer, term
):
    hazard = make_hazard(guard, campus)
    principal = enter("principal").person

    enter("director").post(
        reverse("safety:hazard_grade", args=[hazard.pk]), graded(hazard, repairer, **MAJOR)
    )

    assert Notice.objects.get(kind="hazard_major", person=principal).urgent
    assert Task.objects.get(duty__code="X210").subject == f"finding:{hazard.finding_id}"


def test_a_report_upwards_proves_the_duty_to_report(enter, campus, guard, repairer, term):
    hazard, principal = make_hazard(guard, campus), enter("principal")
    enter("director").post(
        reverse("safety:hazard_grade", args=[hazard.pk]), graded(hazard, repairer, **MAJOR)
    )
    task = Task.objects.get(duty__code="X210")
    moment = f"{timezone.localtime() + timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    said = {"reported_to": "Education office", "how": "phone", "happened_at": moment}

    to_form = principal.get(reverse("duties:task_record", args=[task.pk]), follow=True)
    principal.post(
        reverse("safety:hazard_report", args=[hazard.pk]), said | {"closed_day_is_right": "on"}
    )

    task.refresh_from_db()
    assert "Report upwards" in to_form.text
    assert HazardReport.objects.get().hazard == hazard
    assert task.proved_at


def test_an_ordinary_hazard_is_not_reported_upwards(campus, guard):
    hazard = make_hazard(guard, campus)
    report = HazardReport(entry=Entry(campus=campus, happened_at=now()), hazard=hazard)

    with pytest.raises(Refused):
        grading.report_upwards(report, by=guard, now=now())


# Put right and closed ---------------------------------------------------------------------------


def test_only_a_passed_recheck_of_this_hazard_proves_the_duty_to_close_it(
    campus, guard, repairer, director, term
):
    hazard, other = make_hazard(guard, campus, key="a"), make_hazard(guard, campus, key="b")
    task = Task.objects.get(duty__code="D157", subject=f"finding:{hazard.finding_id}")

    righting.put_right(hazard.finding, done="Welded", by=repairer, now=now())
    righting.recheck(hazard.finding, passed=False, seen="Shakes", by=director, now=now())
    righting.put_right(other.finding, done="Lamp", by=repairer, now=now())
    righting.recheck(other.finding, passed=True, by=director, now=now())
    task.refresh_from_db()
    before = task.proved_at
    righting.put_right(hazard.finding, done="Welded again", by=repairer, now=now())
    righting.recheck(hazard.finding, passed=True, by=director, now=now())
    task.refresh_from_db()

    assert before is None
    assert task.proved_at


def test_a_voided_recheck_opens_the_hazard_and_its_duty_again(
    campus, guard, repairer, director, term
):
    hazard = make_hazard(guard, campus)
    righting.put_right(hazard.finding, done="Welded", by=repairer, now=now())
    check = righting.recheck(hazard.finding, passed=True, by=director, now=now())

    filing.void(check, by=director, now=now(), reason="Wrong place")

    hazard.finding.refresh_from_db()
    assert hazard.finding.state == FindingState.PUT_RIGHT
    assert Task.objects.get(duty__code="D157").proved_at is None


def test_what_is_put_right_is_not_handed_to_another_so_that_its_owner_may_check_it(
    campus, guard, repairer, director
):
    hazard = make_hazard(guard, campus, owner=director)
    righting.put_right(hazard.finding, done="Welded", by=repairer, now=now())
    hazard.refresh_from_db()
    hazard.level, hazard.measure, hazard.responsible = "ordinary", "Weld", repairer

    with pytest.raises(Refused):
        grading.grade(hazard, by=director, now=now(), seen=1)

    with pytest.raises(Refused):
        righting.recheck(hazard.finding, passed=True, by=director, now=now())


def test_the_duty_to_close_a_hazard_moves_with_its_deadline(enter, campus, guard, repairer, term):
    hazard = make_hazard(guard, campus)
    on = timezone.localdate() + timedelta(days=20)

    enter("director").post(
        reverse("safety:hazard_grade", args=[hazard.pk]),
        graded(hazard, repairer, deadline=f"{on}"),
    )

    task = Task.objects.get(duty__code="D157")
    assert timezone.localdate(task.due_at) == on


def test_a_duty_the_school_has_put_out_of_force_is_not_owed_for_a_hazard(campus, guard, term):
    make_hazard(guard, campus, key="a")
    Duty.objects.filter(code="D157").update(is_active=False)

    make_hazard(guard, campus, key="b")

    assert Task.objects.filter(duty__code="D157").count() == 1


# Pages -----------------------------------------------------------------------------------------


def test_everybody_at_the_campus_sees_what_is_dangerous_there(enter, campus, guard):
    hazard = make_hazard(guard, campus)
    far = make_hazard(guard, make_campus(name="Far"), what="Far away")
    client = enter("cook")

    listed = client.get(LIST).text

    assert "Loose railing" in listed
    assert "Far away" not in listed
    assert client.get(hazard.get_absolute_url()).status_code == 200
    assert client.get(far.get_absolute_url()).status_code == 404


def test_only_who_answers_for_safety_grades(enter, campus, guard, repairer):
    hazard = make_hazard(guard, campus)
    url = reverse("safety:hazard_grade", args=[hazard.pk])

    assert enter("repairer").post(url, graded(hazard, repairer)).status_code == 403
    assert Hazard.objects.get().level == ""


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_asks_as_much_for_four_hazards_as_for_one(
    enter, campus, guard, stairs, count, django_assert_max_num_queries
):
    client = enter("director")
    for number in range(count):
        make_hazard(guard, campus, place=stairs, key=f"k{number}")

    with django_assert_max_num_queries(12):
        assert client.get(LIST).status_code == 200


def test_the_page_of_a_hazard_shows_its_way_and_stays_small(
    enter, campus, guard, repairer, director, django_assert_max_num_queries
):
    hazard = make_hazard(guard, campus)
    righting.put_right(hazard.finding, done="Welded", by=repairer, now=now())
    righting.recheck(hazard.finding, passed=False, seen="Still shakes", by=director, now=now())
    client = enter("director")

    with django_assert_max_num_queries(20):
        page = client.get(hazard.get_absolute_url()).text

    assert "Welded" in page
    assert "Still shakes" in page


def test_the_page_of_the_finding_leads_to_that_of_the_hazard(enter, campus, guard):
    hazard = make_hazard(guard, campus)

    answer = enter("director").get(reverse("duties:finding", args=[hazard.finding_id]))

    assert answer["Location"] == hazard.get_absolute_url()


def test_the_register_has_the_columns_of_the_official_sheet(enter, campus, guard, repairer):
    hazard = make_hazard(guard, campus)
    righting.put_right(hazard.finding, done="Welded", by=repairer, now=now())

    page = enter("director").get(reverse("duties:register", args=["hazards"])).text

    asked = ("Found on", "Source", "Area", "Spot", "Category", "Level", "Deadline", "Reported to")
    assert [name for name in asked if name not in page] == []
    assert "to be checked again" in page


# The month -------------------------------------------------------------------------------------


def test_the_month_counts_what_was_found_closed_and_overdue(campus, guard, repairer, director):
    closed = make_hazard(guard, campus, key="a")
    make_hazard(guard, campus, key="b", due_on=timezone.localdate() - timedelta(days=1))
    righting.put_right(closed.finding, done="Welded", by=repairer, now=now())
    righting.recheck(closed.finding, passed=True, by=director, now=now())
    first = timezone.localdate(closed.entry.happened_at).replace(day=1)

    month = counting.month_of(Hazard.objects.all(), first, on=timezone.localdate())

    assert (month.found, month.ungraded, month.closed, month.overdue) == (2, 2, 1, 1)
    assert month.rate == 0.5


def test_the_summary_files_the_figures_as_they_stood(enter, campus, guard):
    hazard, client = make_hazard(guard, campus), enter("director")
    first = timezone.localdate(hazard.entry.happened_at).replace(day=1)
    url = f"{reverse('safety:hazard_summary_new')}?month={first:%Y%m}"

    client.post(url, {"campus": campus.pk, "note": "Check the stairs weekly"})

    summary = HazardSummary.objects.get()
    assert (summary.month, summary.found, summary.entry.campus) == (first, 1, campus)
    page = client.get(f"{reverse('safety:hazard_month')}?month={first:%Y%m}").text
    assert summary.entry.number in page
