"""A day of health in a real browser: doctor, teacher and carer, and what their work costs them."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from health.hygiene.table import fill
from health.models import (
    Attendance,
    Disinfection,
    DisinfectionMethod,
    DisinfectionRun,
    GrowthMeasurement,
    MedicineGiven,
    MorningCheck,
)
from logistics.school.models import Campus, Person, Post, School
from tests.browser.conftest import PHONE
from tests.browser.hands import Hands
from tests.browser.test_main_job import PASSWORD, in_chinese
from tests.factories import LONG_AGO, make_child, make_class
from tests.health import day
from tests.health.test_hygiene_pages import owe

__all__ = ["in_chinese"]
pytestmark = pytest.mark.django_db(transaction=True)

TABLET = {"viewport": {"width": 820, "height": 1180}, "is_mobile": True, "has_touch": True}
ROLES = {"doctor": "肖婷", "teacher": "黄淑芬", "carer": "魏淑芬"}
CLASS_OF_35 = 35


@pytest.fixture(autouse=True)
def morning():
    """Twenty to nine on a Wednesday in term; the clock goes on from there."""
    with time_machine.travel(day.NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def school(morning):
    """One class of 35 with its teacher and its carer, and the doctor of the campus."""
    School.objects.create(name="晨光幼儿园")
    campus = Campus.objects.create(name="本部")
    term = day.make_school_term()
    junior = make_class(campus=campus, name="小一班")
    children = [
        make_child(school_class=junior, term=term, name=f"儿童{n:02d}") for n in range(CLASS_OF_35)
    ]
    people = {}
    for role, name in ROLES.items():
        people[role] = Person.objects.create_user(role, PASSWORD, name=name)
        Post.objects.create(
            person=people[role],
            role=role,
            campus=campus,
            school_class=None if role == "doctor" else junior,
            starts_on=LONG_AGO,
        )
    return SimpleNamespace(campus=campus, term=term, junior=junior, children=children, **people)


@pytest.fixture
def with_tablet(open_screen):
    return lambda role: Hands(open_screen(**TABLET), role)


@pytest.fixture
def with_phone(open_screen):
    return lambda role: Hands(open_screen(**PHONE), role)


def fits(hands):
    """Nothing of the page lies beside the screen."""
    width = hands.page.viewport_size["width"]
    assert hands.page.evaluate("document.documentElement.scrollWidth") <= width


def save(hands):
    hands.tap(".form-actions .btn-primary")
    hands.told()


def test_a_class_of_35_that_is_well_costs_the_teacher_two_taps(school, with_phone):
    teacher = with_phone("teacher")

    teacher.tap(".home-card.is-main")
    teacher.turn_page("**/morning-check/")
    fits(teacher)
    teacher.decide()
    save(teacher)
    taps, seconds = teacher.taps, teacher.seconds
    teacher.go("/").tap(".home-card.is-main")
    save(teacher)

    assert taps <= 3
    assert seconds <= 8
    check, attendance = MorningCheck.objects.get(), Attendance.objects.get()
    assert (check.checked, check.abnormal, attendance.present) == (35, 0, 35)


def test_three_findings_among_35_cost_the_doctor_at_most_twelve_taps(school, with_tablet):
    doctor = with_tablet("doctor")
    feverish, coughing, bruised = school.children[3], school.children[17], school.children[34]

    doctor.tap(".home-card.is-main")
    doctor.turn_page("**/morning-check/")
    line = touch(doctor, feverish)
    doctor.tap(f"{line} label.tile", has_text="发热")
    doctor.tap(f"{line} [name$='-temperature']")
    doctor.write("37.9")
    doctor.tap(f"{line} label.tile", has_text="离园")
    line = touch(doctor, coughing)
    doctor.tap(f"{line} label.tile", has_text="咳嗽")
    line = touch(doctor, bruised)
    doctor.tap(f"{line} label.tile", has_text="皮肤")
    fits(doctor)
    save(doctor)

    assert doctor.taps <= 12
    assert doctor.seconds <= 40
    found = MorningCheck.objects.get().lines.order_by("child__name")
    assert [(one.child, one.temperature, one.symptoms) for one in found] == [
        (feverish, Decimal("37.9"), "fever"),
        (coughing, None, "cough"),
        (bruised, None, ""),
    ]


def touch(hands, child):
    """Touch a child; its line comes."""
    hands.decide()
    hands.tap(f".class-tiles label:has([value='{child.pk}'])")
    line = f".child-line[data-child='{child.pk}']"
    expect(hands.page.locator(line)).to_be_visible()
    return line


def test_ten_classes_are_checked_within_six_minutes(school, with_tablet):
    for number in range(2, 11):
        day.fill(make_class(campus=school.campus, name=f"中{number}班"), school.term, 2)
    doctor = with_tablet("doctor")

    doctor.tap(".home-card.is-main")
    for _class in range(10):
        doctor.turn_page("**/morning-check/")
        doctor.decide()
        save(doctor)
        doctor.turn_page("**/health/day/**")
        if doctor.page.locator(".page-head .btn-primary").count():
            doctor.tap(".page-head .btn-primary")

    assert MorningCheck.objects.count() == 10
    assert doctor.taps <= 20
    assert doctor.seconds <= 360
    expect(doctor.page.locator(".class-card.is-unchecked")).to_have_count(0)
    fits(doctor)


def test_a_dose_is_given_by_two_people_in_five_taps(school, with_phone):
    child = school.children[0]
    day.make_request(child, school.junior, by=school.teacher, times="08:30")
    teacher = with_phone("teacher")

    teacher.tap(".home-card[href$='/day/']")
    teacher.turn_page("**/day/")
    teacher.tap("a[href*='/give/']")
    teacher.turn_page("**/give/**")
    fits(teacher)
    teacher.decide()
    teacher.page.select_option("[name=checked_by]", str(school.carer.pk))
    teacher.taps += 2  # the list is opened, the colleague chosen
    save(teacher)

    assert teacher.taps <= 5
    given = MedicineGiven.objects.get()
    assert (given.request.child, given.checked_by) == (child, school.carer)


def test_the_carer_disinfects_with_one_tap_at_the_beginning_and_one_at_the_end(
    school, morning, with_phone
):
    fill(DisinfectionMethod)
    owe(school.junior, school.term, timezone.now())
    carer = with_phone("carer")

    carer.tap(".home-card[href*='/hygiene/']")
    carer.turn_page("**/hygiene/**")
    fits(carer)
    carer.tap("form[action$='/begin/'] button")
    carer.told()
    assert DisinfectionRun.objects.count() == 1
    morning.shift(timedelta(minutes=16))
    carer.go("/").tap(".home-card[href*='/hygiene/']")
    carer.tap("form[action$='/end/'] button")
    carer.told()

    assert carer.taps <= 4
    record = Disinfection.objects.get()
    assert record.entry.entered_by == school.carer
    assert timedelta(minutes=15) <= record.ended_at - record.entry.happened_at


def test_a_class_is_measured_by_the_keyboard_and_enter_does_not_send_half_of_it(
    school, with_tablet
):
    doctor = with_tablet("doctor")
    page = doctor.go(f"/health/measurements/classes/{school.junior.pk}/growth/").page
    fits(doctor)
    doctor.tap("[name=occasion][value=quarter] + span, label:has([name=occasion][value=quarter])")
    doctor.tap(".measure-row input")

    before = doctor.seconds
    for _child in range(10):
        for words in ("102.5", "16.4", "", ""):
            doctor.write(words)
            doctor.press("Enter")
    spent = doctor.seconds - before
    expect(page.locator(".measure-row").nth(10).locator("input").first).to_be_focused()
    assert GrowthMeasurement.objects.count() == 0
    save(doctor)

    assert spent / 10 <= 6
    assert doctor.taps <= 3
    lines = GrowthMeasurement.objects.get().lines.all()
    assert {(line.height_cm, line.weight_kg) for line in lines} == {
        (Decimal("102.5"), Decimal("16.4"))
    }
    assert len(lines) == 10
