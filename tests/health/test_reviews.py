"""Analyses with figures read off the records, notes of special care, care in cold weather."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from health.care import analysing, noting
from health.day import checking
from health.day.checking import Found
from health.day.rolls import read_roll
from health.models import (
    ColdWeatherCare,
    HealthAnalysis,
    MorningCheck,
    SpecialCareNote,
    SpecialCareNoteLine,
)
from health.models.checks import Segment
from logistics.contributions import child_data
from logistics.duties import filing
from logistics.duties.catalogue import catalogue
from logistics.duties.models import Duty
from logistics.errors import Refused
from logistics.records.models import Entry, Version
from logistics.school import consents
from logistics.school.calendar import DAY, at
from tests.duties.factories import owe
from tests.factories import make_campus, make_child, make_class, make_person
from tests.health.care import MONDAY, NOW, make_school, open_case

pytestmark = pytest.mark.django_db
FRAME = 4  # session, person and posts, before the page asks anything
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def school(campus):
    return make_school(campus)


def analysis(about="checks", **given):
    first, last = NOVEMBER
    said = {"analysis": "Coughs on Mondays", "measures": "Air the rooms from Friday"}
    days = {"first_on": first, "last_on": last}
    return HealthAnalysis(about=about, **days | said | given)


def duty_of(proof, about, **given):
    usual = {"title": "Duty", "trade": "health", "role": "doctor", "scope": "school"}
    return Duty.objects.create(
        **usual | {"rhythm": "monthly", "proof": proof, "about": about} | given
    )


# Analyses.


def test_the_figures_of_a_month_are_those_of_its_checks(school, campus):
    _term, school_class, _children, doctor = school
    roll = read_roll(school_class, MONDAY)
    checking.check(roll, Segment.MORNING, [], by=doctor, now=NOW)

    told = dict(analysing.figures("checks", campus, *NOVEMBER))

    assert told["morning check: sheets"] == "1"
    assert told["morning check: children checked"] == f"{MorningCheck.objects.get().checked}"
    assert told["noon check: sheets"] == "0"


def test_an_analysis_keeps_the_figures_and_proves_the_duty_about_them(school, campus):
    term, _class, _children, doctor = school
    duty = duty_of("health_analysis", "analysis:checks")
    other = duty_of("health_analysis", "analysis:illness")
    tasks, others = owe(duty, term), owe(other, term)

    analysing.analyse(analysis(campus=campus), home=campus, by=doctor, now=NOW, happened_at=NOW)

    kept = HealthAnalysis.objects.get()
    assert kept.figures[0] == ["morning check: sheets", "0"]
    assert [t.day.month for t in tasks if t.proofs.exists()] == [11]
    assert not any(task.proofs.exists() for task in others)


@pytest.mark.parametrize("about", HealthAnalysis.About.values)
def test_every_analysis_has_its_figures_without_a_name(school, campus, about):
    _term, _class, children, _doctor = school

    told = analysing.figures(about, campus, *NOVEMBER)

    assert len(told) > 3
    assert not any(child.name in f"{told}" for child in children)


def test_the_figures_count_what_was_found_and_name_the_classes_nobody_checked(school, campus):
    term, school_class, [first, second, _third], doctor = school
    other = make_class(campus=campus, name="Small 2")
    make_child(school_class=other, term=term)
    found = [
        Found(first.pk, symptoms=("cough", "fever"), temperature=Decimal("38.4"),
              handling="sent_home"),
        Found(second.pk, symptoms=("cough",), medicine_brought=True, dangerous_object="nail"),
    ]  # fmt: skip
    checking.check(read_roll(school_class, MONDAY), Segment.MORNING, found, by=doctor, now=NOW)

    told = dict(analysing.figures("checks", campus, MONDAY, MONDAY + 2 * DAY))

    assert told["symptom: cough"] == "2"
    assert told["symptom: fever"] == "1"
    assert told["temperatures that are a fever"] == "1"
    assert told["sent home or to hospital"] == "1"
    assert told["dangerous objects"] == told["brought medicine"] == "1"
    assert told["morning check: with findings"] == "2 (66.7 %)"
    assert told["morning check: classes not checked"] == f"5 / 6 (Small 2 3 {school_class} 2)"


def test_a_check_on_a_closed_day_makes_up_for_none(school, campus):
    _term, school_class, _children, doctor = school
    saturday = MONDAY + 5 * DAY
    checking.check(
        read_roll(school_class, saturday), Segment.MORNING, [], by=doctor, now=at(saturday, "09:00")
    )

    told = dict(analysing.figures("checks", campus, MONDAY, saturday))

    assert told["morning check: sheets"] == "1"
    assert told["morning check: classes not checked"] == f"5 / 5 ({school_class} 5)"


def test_a_voided_check_is_none_and_another_campus_is_not_counted(school, campus):
    _term, school_class, children, doctor = school
    cough = [Found(children[0].pk, symptoms=("cough",))]
    entry = checking.check(
        read_roll(school_class, MONDAY), Segment.MORNING, cough, by=doctor, now=NOW
    )
    elsewhere = dict(analysing.figures("checks", make_campus(), MONDAY, MONDAY))
    filing.void(entry, by=doctor, now=NOW, reason="Wrong class")

    told = dict(analysing.figures("checks", campus, MONDAY, MONDAY))

    assert elsewhere["morning check: classes not checked"] == "0 / 0"
    assert "symptom: cough" not in told
    assert told["morning check: classes not checked"] == f"1 / 1 ({school_class} 1)"


@time_machine.travel(NOW, tick=False)
def test_beside_the_month_stands_what_the_last_analysis_said_and_decided(enter, school, campus):
    _term, _class, _children, doctor = school
    days = {"first_on": date(2026, 10, 1), "last_on": date(2026, 10, 31)}
    for about, measures in (("checks", "Air before breakfast"), ("illness", "Wash hands")):
        kept = analysis(about, campus=campus, measures=measures, **days)
        analysing.analyse(kept, home=campus, by=doctor, now=NOW, happened_at=NOW)

    page = enter("doctor").get(
        reverse("health:analysis_new"), {"about": "checks", "month": "202611"}
    )

    assert "Air before breakfast" in page.text
    assert "Wash hands" not in page.text
    assert page.context["figures"][0].before == "0"
    assert page.context["figures"][0].value == "0"


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("about", HealthAnalysis.About.values)
def test_an_analysis_asks_few_questions(enter, school, about, django_assert_max_num_queries):
    client = enter("doctor")
    with django_assert_max_num_queries(12 + FRAME):
        client.get(reverse("health:analysis_new"), {"about": about, "month": "202611"})


@time_machine.travel(NOW, tick=False)
def test_the_doctor_writes_analysis_and_measures_below_the_figures(enter, school):
    client = enter("doctor")
    url = reverse("health:analysis_new")

    page = client.get(url, {"about": "attendance", "month": "202611"})
    empty = client.post(f"{url}?about=attendance&month=202611", {"happened_at": "2026-11-16 09:30"})
    client.post(
        f"{url}?about=attendance&month=202611",
        {"happened_at": "2026-11-16 09:30", "analysis": "Less ill", "measures": "Go on"},
    )

    assert page.context["figures"]
    assert set(empty.context["form"].errors) == {"analysis", "measures"}
    assert HealthAnalysis.objects.get().about == "attendance"


# Notes of special care.


def line(child, **given):
    return SpecialCareNoteLine(child=child, **{"done": ["clothing", "outdoors"]} | given)


def test_only_children_with_an_open_case_stand_on_the_sheet(school):
    _term, school_class, [special, *_], doctor = school
    open_case(special, doctor)
    open_case(special, doctor, condition="anaemia")

    assert [case.child for case in noting.cases_of(school_class, MONDAY)] == [special]


def test_a_class_has_one_sheet_a_day(school):
    _term, school_class, [special, *_], _doctor = school
    carer = make_person(role="carer", school_class=school_class)
    noting.note(school_class, [line(special)], by=carer, now=NOW, happened_at=NOW)

    with pytest.raises(Refused, match="written already"):
        noting.note(school_class, [], by=carer, now=NOW, happened_at=NOW)

    assert SpecialCareNote.objects.get().children == 1


def test_a_class_without_such_a_child_says_so_and_proves_its_day(school):
    term, school_class, _children, _doctor = school
    carer = make_person(role="carer", school_class=school_class)
    duty = duty_of(
        "special_care_note", "", role="carer", scope="class", rhythm="daily", times=["16:30"]
    )
    tasks = owe(duty, term)

    entry = noting.note(school_class, [], by=carer, now=NOW, happened_at=NOW)

    assert entry.is_zero
    assert [task.day for task in tasks if task.proofs.exists()] == [MONDAY]


def test_the_title_names_no_child_and_the_remark_is_kept_encrypted(school):
    _term, school_class, [special, *_], _doctor = school
    carer = make_person(role="carer", school_class=school_class)

    entry = noting.note(
        school_class, [line(special, note="Sweats easily")], by=carer, now=NOW, happened_at=NOW
    )

    assert entry.title == "1 child looked after"
    assert "Sweats" not in str(Version.objects.get(entry=entry).said)


@time_machine.travel(NOW, tick=False)
def test_the_carer_taps_what_was_done_and_must_say_something_of_each_child(enter, school):
    _term, school_class, [special, *_], doctor = school
    open_case(special, doctor, food="No sweets")
    client = enter("carer", school_class=school_class)
    url = reverse("health:care_note", args=[school_class.pk])

    page = client.get(url).text
    empty = client.post(url, {"happened_at": "2026-11-16 09:50"})
    client.post(url, {"happened_at": "2026-11-16 09:50", f"done-{special.pk}": ["food", "water"]})

    assert "No sweets" in page
    assert f"done-{special.pk}" in empty.context["form"].errors
    assert SpecialCareNoteLine.objects.get().done == ["food", "water"]


@time_machine.travel(NOW, tick=False)
def test_what_is_written_today_opens_as_its_record(enter, school):
    _term, school_class, [special, *_], doctor = school
    open_case(special, doctor)
    carer = make_person(role="carer", school_class=school_class)
    entry = noting.note(school_class, [line(special)], by=carer, now=NOW, happened_at=NOW)

    page = enter("", person=carer).get(reverse("health:care_note", args=[school_class.pk]))

    assert page.url == entry.get_absolute_url()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(("agreed", "said"), [(2, "photos: Child Lan"), (3, "")])
def test_an_activity_names_who_is_not_photographed(enter, school, agreed, said):
    _term, school_class, children, doctor = school
    for child in children:
        child.name = "Child Lan"
        child.save()
    given = {"guardian": "Mother Lan", "on": MONDAY, "how": "form", "by": doctor, "now": NOW}
    for child in children[:agreed]:
        consents.record(child, {"photos": "given"}, **given)

    page = enter("teacher", school_class=school_class).get(reverse("health:education_new"))

    assert page.status_code == 200
    assert (f"Without consent to {said}" in page.text) is bool(said)
    assert ("Without consent" in page.text) is bool(said)


@time_machine.travel(NOW, tick=False)
def test_a_note_of_special_care_is_closed_to_who_may_only_read_records(enter, school):
    _term, school_class, [special, *_], _doctor = school
    carer = make_person(role="carer", school_class=school_class)
    entry = noting.note(school_class, [line(special)], by=carer, now=NOW, happened_at=NOW)

    opened = {role: enter(role).get(entry.get_absolute_url()).status_code
              for role in ("director", "principal", "doctor")}  # fmt: skip

    assert opened == {"director": 404, "principal": 404, "doctor": 200}


def test_when_a_childs_data_go_its_remark_goes_and_the_others_stay(school):
    _term, school_class, [special, other, *_], doctor = school
    found = [line(special, note="Sweats easily"), line(other, note="Eats slowly")]
    noting.note(school_class, found, by=doctor, now=NOW, happened_at=NOW)

    child_data()["care"].erase(special, now=NOW, by=doctor, basis="three years")

    remarks = dict(SpecialCareNoteLine.objects.values_list("child", "note"))
    assert remarks == {special.pk: "", other.pk: "Eats slowly"}


def home_of(client):
    return client.get(reverse("home")).text


@time_machine.travel(NOW, tick=False)
def test_the_carer_is_reminded_of_the_children_of_the_own_class_until_they_are_noted(
    enter, school, campus
):
    term, school_class, [special, *_], doctor = school
    other = make_class(campus=campus, name="Small 2")
    open_case(make_child(school_class=other, term=term), doctor)
    carer = make_person(role="carer", school_class=school_class)
    client = enter("", person=carer)

    nobody = home_of(client)
    open_case(special, doctor)
    open_case(special, doctor, condition="anaemia")
    due = home_of(client)
    noting.note(school_class, [line(special)], by=carer, now=NOW, happened_at=NOW)
    noted = home_of(client)

    assert "Special care today: " not in nobody
    assert "one child, not written down yet" in due
    assert "written down today" in noted
    assert reverse("health:care_note", args=[other.pk]) not in due


def test_on_a_closed_day_nobody_is_reminded(enter, school):
    _term, school_class, [special, *_], doctor = school
    open_case(special, doctor)
    with time_machine.travel(at(MONDAY + 5 * DAY, "10:00"), tick=False):
        client = enter("carer", school_class=school_class)

        assert "not written down yet" not in home_of(client)


@time_machine.travel(NOW + DAY, tick=False)
def test_the_doctor_reads_in_the_case_what_the_carers_did(enter, school):
    _term, school_class, [special, other, _third], doctor = school
    noting.note(school_class, [line(special, note="Long ago")], by=doctor, now=NOW - 7 * DAY,
                happened_at=NOW - 7 * DAY)  # fmt: skip
    case = open_case(special, doctor)
    carer = make_person(role="carer", school_class=school_class, name="Carer Zhao")
    lines = [line(special, note="Ate slowly", outdoor_minutes=130), line(other, note="Of another")]
    noting.note(school_class, lines, by=carer, now=NOW, happened_at=NOW)

    page = enter("doctor").get(reverse("health:special_care", args=[case.pk])).text

    assert "Ate slowly" in page
    assert "130" in page
    assert "Carer Zhao" in page
    assert "Of another" not in page
    assert "Long ago" not in page


# Care in cold weather.


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(("role", "about"), [("carer", "clothing"), ("director", "protection")])
def test_who_looks_after_one_class_writes_of_it_and_the_director_of_the_campus(
    enter, school, role, about
):
    _term, school_class, _children, _doctor = school
    client = enter(role, school_class=school_class if role == "carer" else None)
    everything = [code for code, _words in ColdWeatherCare.ITEMS[about]]

    client.post(reverse("health:cold_new"), {"happened_at": "2026-11-16 09:50", "done": everything})

    assert ColdWeatherCare.objects.get().about == about


@pytest.mark.parametrize(("on", "is_offered"), [("2026-11-16", True), ("2026-10-15", False)])
def test_a_class_is_offered_the_record_in_the_cold_months(enter, school, on, is_offered):
    _term, school_class, _children, _doctor = school
    with time_machine.travel(at(date.fromisoformat(on), "10:00"), tick=False):
        page = enter("carer", school_class=school_class).get(
            reverse("health:class_day", args=[school_class.pk])
        )

    assert (reverse("health:cold_new") in page.text) is is_offered


# Plans, rules and the organisation of health care.


@pytest.mark.parametrize(
    ("code", "matter"), [("X292", "rules:infectious"), ("X442", "network:health"),
                         ("X443", "rules:health")],
)  # fmt: skip
def test_a_paper_proves_the_duty_that_asks_for_exactly_this(code, matter):
    duty = catalogue()[code].as_duty()

    assert (duty.proof, duty.about) == ("rule_document", matter)


@time_machine.travel(NOW, tick=False)
def test_a_class_proves_the_clothing_and_a_campus_its_protection(enter, school, campus):
    term, school_class, _children, _doctor = school
    clothing = duty_of("cold_weather_care", "cold:clothing", role="carer", scope="class",
                       rhythm="monthly")  # fmt: skip
    warmth = duty_of("cold_weather_care", "cold:protection", role="director", scope="campus",
                     rhythm="monthly")  # fmt: skip
    tasks, others = owe(clothing, term), owe(warmth, term)
    client = enter("carer", school_class=school_class)
    url = f"{reverse('health:cold_new')}?class={school_class.pk}"
    everything = [code for code, _words in ColdWeatherCare.ITEMS["clothing"]]

    client.post(url, {"happened_at": "2026-11-16 09:50", "done": everything, "outside": "-3.5"})

    record = ColdWeatherCare.objects.get()
    assert (record.about, record.not_done, record.entry.school_class) == (
        "clothing",
        [],
        school_class,
    )
    assert [t.day.month for t in tasks if t.proofs.exists()] == [11]
    assert not any(task.proofs.exists() for task in others)


@time_machine.travel(NOW, tick=False)
def test_what_is_not_in_order_says_what_is_done_about_it(enter, school):
    client = enter("director")
    url = reverse("health:cold_new")
    sent = {"happened_at": "2026-11-16 09:50", "done": ["windows", "heating"]}

    page = client.post(url, sent)
    client.post(url, sent | {"exceptions": "Ice on the steps: salted, sign put up"})

    assert "exceptions" in page.context["form"].errors
    assert "not in order" in Entry.objects.get(kind="cold_weather_care").title


def test_no_thermometer_shows_what_cannot_be(school, campus):
    _term, _class, _children, doctor = school
    entry = Entry(campus=campus, happened_at=NOW)
    record = ColdWeatherCare(entry=entry, about="protection", done=[], outside="-80")

    with pytest.raises(IntegrityError), transaction.atomic():
        filing.submit(record, by=doctor, now=NOW)
