"""Analyses with figures read off the records, notes of special care, care in cold weather."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from health.care import analysing, noting
from health.day import checking
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
from logistics.duties.models import Duty
from logistics.errors import Refused
from logistics.records.models import Entry, Version
from tests.duties.factories import owe
from tests.factories import make_person
from tests.health.care import MONDAY, NOW, make_school, open_case

pytestmark = pytest.mark.django_db
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def school(campus):
    return make_school(campus)


def analysis(about="checks", **given):
    first, last = NOVEMBER
    said = {"analysis": "Coughs on Mondays", "measures": "Air the rooms from Friday"}
    return HealthAnalysis(about=about, first_on=first, last_on=last, **said | given)


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


# Care in cold weather.


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
