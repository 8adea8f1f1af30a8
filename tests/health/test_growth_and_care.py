"""What is measured in a class leads to special care, and is read again in the case."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from health import schedule
from health.care import proposing
from logistics.duties import filing
from logistics.school.models import Child
from tests.factories import make_person
from tests.health.care import open_case, visit
from tests.health.growth.factories import (
    DAY,
    MEASURED_ON,
    at,
    check_teeth,
    listen,
    look_at_eyes,
    make_school,
    measure,
    take_blood,
)

pytestmark = pytest.mark.django_db
LATER = MEASURED_ON + 5 * DAY


def proposed(on=LATER):
    """Which child is proposed for what, by its place in the class."""
    children = list(Child.objects.order_by("pk"))
    found = proposing.proposals(children, on)
    return {(children.index(each.child), each.condition.value) for each in found}


def test_the_weak_the_obese_the_anaemic_and_the_visually_weak_are_proposed(campus):
    _term, school_class, children = make_school(campus, children=6)
    weak, obese, pale, near, deaf, well = children
    measure(school_class, {weak: (92, 11.5), obese: (104, 25), well: (104, 17)})
    take_blood(school_class, {pale: 95, well: 120})
    look_at_eyes(school_class, {near: (0.3, 0.5), well: (1.0, 1.0)})
    listen(school_class, {deaf: ("failed", "passed"), well: ("passed", "passed")})

    found = proposed()

    assert {(0, "underweight"), (0, "stunting"), (1, "obesity")} <= found
    assert {(2, "anaemia"), (3, "low_vision"), (4, "hearing")} <= found
    assert 5 not in {place for place, _reason in found}


def test_a_proposal_says_the_figures_it_rests_on(campus):
    _term, school_class, [child, *_] = make_school(campus)
    measure(school_class, {child: (104, 25)})
    take_blood(school_class, {child: 95})

    found = {p.condition: (p.why, p.known_on) for p in proposing.proposals([child], LATER)}

    assert found["obesity"] == ("104.0 cm · 25.0 kg · BMI 23.1", MEASURED_ON)
    assert found["anaemia"] == ("Hb 95.0 g/L", MEASURED_ON)


def test_the_last_measurement_alone_decides_and_a_voided_sheet_never(campus):
    _term, school_class, [child, other] = make_school(campus)
    measure(school_class, {child: (104, 25)}, on=MEASURED_ON - 30 * DAY)
    measure(school_class, {child: (106, 17.5)}, on=MEASURED_ON)
    wrong = measure(school_class, {other: (104, 25)}, on=MEASURED_ON)
    before = proposed()

    filing.void(wrong, by=make_person(), now=at(LATER), reason="Another class")

    assert before == {(1, "obesity")}
    assert proposed() == set()


def test_what_was_measured_before_the_case_ended_proposes_no_second_one(campus):
    _term, school_class, [child, *_] = make_school(campus)
    doctor = make_person(role="doctor", campus=campus)
    measure(school_class, {child: (104, 25)})
    case = open_case(child, doctor, on=MEASURED_ON)
    visit(case, doctor, on=MEASURED_ON + 3 * DAY, outcome="cured")

    after_the_end = proposed()
    measure(school_class, {child: (104, 25)}, on=LATER)

    assert after_the_end == set()
    assert proposed() == {(0, "obesity")}


def test_the_schedule_knows_when_each_child_was_weighed_measured_and_tested(campus):
    _term, school_class, [child, other] = make_school(campus)
    measure(school_class, {child: (104, 17)}, on=MEASURED_ON - 20 * DAY)
    measure(school_class, {child: (None, 17.2)}, on=MEASURED_ON)
    look_at_eyes(school_class, {child: (1.0, 1.0)})
    take_blood(school_class, {child: 120})
    check_teeth(school_class, {child: 1})

    rows = {row.child: row for row in schedule.plan([child, other], LATER)}

    last = {due.item.code: due.last for due in rows[child].dues if due}
    assert last == {
        "exam": None, "vaccination": None, "weight": MEASURED_ON,
        "height": MEASURED_ON - 20 * DAY, "vision": MEASURED_ON, "haemoglobin": MEASURED_ON,
        "oral": MEASURED_ON,
    }  # fmt: skip
    assert {due.last for due in rows[other].dues if due} == {None}


# Pages.


@pytest.fixture
def obese(campus, enter):
    """An obese child measured with its class twenty days ago, and the doctor who sees it."""
    today = timezone.localdate()
    _term, school_class, [child, *_] = make_school(campus, today=today)
    measure(school_class, {child: (104, 25)}, on=today - 20 * DAY)
    return enter("doctor"), school_class, child, today


def test_from_the_proposal_the_doctor_opens_the_case_with_its_reason(obese):
    doctor, _class, child, _today = obese
    url = f"{reverse('health:special_care_new')}?child={child.pk}&kind=obesity"

    listed = doctor.get(reverse("health:special_care_proposed")).text
    form = doctor.get(url).context["form"]

    assert url.replace("&", "&amp;") in listed
    assert "BMI 23.1" in listed
    assert (form["condition"].value(), form["source"].value()) == ("obesity", "measured")
    assert form["weight_kg"].value() is None


def test_the_case_shows_each_month_what_was_measured_with_the_class(obese):
    doctor, school_class, child, today = obese
    case = open_case(child, doctor.person, on=today - 10 * DAY)
    measure(school_class, {child: (104.6, 24.4)}, on=today - 4 * DAY)

    page = doctor.get(case.get_absolute_url())
    visit_page = doctor.get(reverse("health:special_visit_new", args=[case.pk])).text

    assert [(look.weight_kg, look.words) for look in page.context["looks"]] == [
        (Decimal("24.4"), "severe obesity")
    ]
    assert [point.value for point in page.context["weights"][0].points] == [25, 24.4]
    assert "Measured with the class" in page.text
    assert "104.6 cm · 24.4 kg" in visit_page
    assert 'value="24.4"' not in visit_page


def test_a_closed_case_shows_nothing_that_was_measured_after_its_end(obese):
    doctor, school_class, child, today = obese
    case = open_case(child, doctor.person, on=today - 10 * DAY)
    visit(case, doctor.person, on=today - 6 * DAY, outcome="improved")
    measure(school_class, {child: (104.6, 24.4)}, on=today - 4 * DAY)

    page = doctor.get(case.get_absolute_url())

    assert page.context["looks"] == []


def test_an_anaemic_child_is_followed_by_its_blood(obese):
    doctor, school_class, child, today = obese
    case = open_case(child, doctor.person, on=today - 10 * DAY, condition="anaemia")
    take_blood(school_class, {child: 105}, on=today - 4 * DAY)

    [look] = doctor.get(case.get_absolute_url()).context["looks"]

    assert "105" in look.words
