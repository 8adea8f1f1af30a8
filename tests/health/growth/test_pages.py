"""The pages of measurements as the doctor sees them, and from whom they are kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from health.models import GrowthLine, GrowthMeasurement, HemoglobinTest
from logistics.records.models import Entry
from logistics.school.models import Reading
from tests.duties.factories import make_duty, owe
from tests.factories import make_child, make_class
from tests.health.growth.factories import (
    check_teeth,
    listen,
    look_at_eyes,
    make_school,
    measure,
    take_blood,
)

pytestmark = pytest.mark.django_db
# A board of findings of five kinds; the other pages ask less.
MOST_QUERIES = 14


@pytest.fixture
def doctor(enter):
    return enter("doctor")


@pytest.fixture
def today(db):
    """The pages ask the clock: the term lies around whatever day it is."""
    return timezone.localdate()


def grid(school_class, name="growth_sheet"):
    return reverse(f"health:{name}", args=[school_class.pk])


def when():
    """A minute ago, whatever day it is."""
    happened = timezone.localtime() - timedelta(minutes=1)
    return {"happened_at": f"{happened:%Y-%m-%dT%H:%M}", "closed_day_is_right": "on"}


def sent(children, **more):
    """What a browser sends of a grid: height and weight of each child, the rest empty."""
    told = {**when(), "occasion": "term_start"}
    for child, (height, weight) in children.items():
        told |= {f"height_{child.pk}": height, f"weight_{child.pk}": weight}
    return told | more


def test_a_class_is_measured_on_one_sheet(doctor, campus, today):
    _term, school_class, [girl, boy] = make_school(campus, today=today)

    doctor.post(grid(school_class), sent({girl: ("104.5", "16.8"), boy: ("105", "17")}))

    sheet = GrowthMeasurement.objects.get()
    lines = [(line.child, line.height_cm, line.weight_kg) for line in sheet.lines.all()]
    assert set(lines) == {
        (girl, Decimal("104.5"), Decimal("16.8")), (boy, Decimal("105.0"), Decimal("17.0")),
    }  # fmt: skip
    assert (sheet.expected, sheet.occasion) == (2, "term_start")
    assert sheet.entry.title == "Junior 1 2/2"


def test_a_child_whose_row_is_empty_was_not_measured(doctor, campus, today):
    _term, school_class, [girl, boy] = make_school(campus, today=today)

    doctor.post(grid(school_class), sent({girl: ("104.5", "16.8"), boy: ("", "")}))

    assert GrowthLine.objects.get().child == girl
    assert Entry.objects.get().title == "Junior 1 1/2"


def test_a_task_leads_to_the_grid_of_its_class(doctor, campus, today):
    term, school_class, _children = make_school(campus, today=today)
    given = {"proof": "growth_measurement", "role": "doctor", "scope": "class"}
    task, *_others = owe(make_duty(on_closed="keep", **given), term)

    answer = doctor.get(reverse("health:growth_new"), {"task": task.pk})

    assert answer.url == f"{grid(school_class)}?task={task.pk}"


def test_without_a_class_one_is_chosen(doctor):
    assert doctor.get(reverse("health:growth_new")).url == reverse("health:growth_list")


def test_an_empty_sheet_is_shown_again(doctor, campus, today):
    _term, school_class, [girl, boy] = make_school(campus, today=today)

    page = doctor.post(grid(school_class), sent({girl: ("", ""), boy: ("", "")})).text

    assert "Enter at least one child." in page
    assert not Entry.objects.exists()


def test_the_last_value_is_shown_beside_and_never_filled_in(doctor, campus, today):
    _term, school_class, [girl, _boy] = make_school(campus, today=today)
    measure(school_class, {girl: (104.5, 16.8)}, on=today - timedelta(days=8))

    page = doctor.get(grid(school_class)).text

    assert f"{today - timedelta(days=8):%m-%d} 104.5 cm, 16.8 kg" in page
    assert 'value="104.5"' not in page


def test_metres_are_asked_back_and_taken_as_chosen(doctor, campus, today):
    _term, school_class, [girl] = make_school(campus, children=1, today=today)
    told = sent({girl: ("1.045", "16.8")})

    page = doctor.post(grid(school_class), told).text
    before = Entry.objects.count()
    doctor.post(grid(school_class), told | {f"sure_{girl.pk}": "104.5/16.8"})

    assert "104.5 cm, 16.8 kg is right" in page
    assert before == 0
    line = GrowthLine.objects.get()
    assert (line.height_cm, line.doubts) == (Decimal("104.5"), "unit")


def test_a_reading_that_was_not_offered_is_not_taken(doctor, campus, today):
    _term, school_class, [girl] = make_school(campus, children=1, today=today)
    told = sent({girl: ("1.045", "16.8")}) | {f"sure_{girl.pk}": "99.9/16.8"}

    doctor.post(grid(school_class), told)

    assert not Entry.objects.exists()


def test_what_is_true_though_hardly_possible_is_kept_once_it_is_confirmed(doctor, campus, today):
    _term, school_class, [girl] = make_school(campus, children=1, today=today)
    told = sent({girl: ("104.5", "200 kg")})

    page = doctor.post(grid(school_class), told).text
    doctor.post(grid(school_class), told | {f"sure_{girl.pk}": "104.5/200.0"})

    assert "200 kg is unusual." in page or "200.0 kg is unusual." in page
    assert GrowthLine.objects.get().weight_kg == 200


def test_what_no_child_can_be_is_typed_again(doctor, campus, today):
    _term, school_class, [girl] = make_school(campus, children=1, today=today)

    page = doctor.post(grid(school_class), sent({girl: ("11.2", "16.8")})).text

    assert "11.2 cm cannot be a child&#x27;s height." in page
    assert not Entry.objects.exists()


def test_the_grid_of_a_whole_class_is_saved(doctor, campus, today):
    _term, school_class, children = make_school(campus, children=35, today=today)

    doctor.post(grid(school_class), sent(dict.fromkeys(children, ("104.5", "16.8"))))

    assert GrowthLine.objects.count() == 35


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("vision_sheet", {"right": "4.9", "left": "1.0"}, "0.8 (4.9)"),
        ("hemoglobin_sheet", {"blood": "105"}, "105.0 g/L"),
        ("oral_sheet", {"teeth": "20", "decayed": "2"}, "20"),
        ("hearing_sheet", {"right_ear": "passed", "left_ear": "failed"}, "did not pass"),
    ],
)
def test_the_other_tests_have_a_grid_of_their_own(doctor, campus, name, typed, told, today):
    _term, school_class, [girl] = make_school(campus, children=1, today=today)
    values = {f"{field}_{girl.pk}": value for field, value in typed.items()}

    doctor.post(grid(school_class, name), when() | values)

    page = doctor.get(Entry.objects.get().get_absolute_url()).text
    assert told in page


def test_grams_a_decilitre_are_asked_back(doctor, campus, today):
    _term, school_class, [girl] = make_school(campus, children=1, today=today)
    told = when() | {f"blood_{girl.pk}": "11.8"}

    page = doctor.post(grid(school_class, "hemoglobin_sheet"), told).text
    chosen = page.split(f'name="sure_{girl.pk}" value="')[1].split('"')[0]
    doctor.post(grid(school_class, "hemoglobin_sheet"), told | {f"sure_{girl.pk}": chosen})

    assert HemoglobinTest.objects.get().lines.get().hemoglobin == 118


def test_a_sheet_is_corrected_in_its_own_grid(doctor, campus, today):
    _term, school_class, [girl] = make_school(campus, children=1, today=today)
    entry = measure(school_class, {girl: (104.5, 16.8)}, by=doctor.person, on=today)
    url = reverse("health:measurement_correct", args=[entry.pk])

    page = doctor.get(url).text
    told = sent({girl: ("105.4", "16.8")}) | {"reason": "digits turned", "seen": "1"}
    doctor.post(url, told)

    assert 'value="104.5"' in page
    assert GrowthLine.objects.get().height_cm == Decimal("105.4")
    assert entry.versions.count() == 2


def test_two_who_correct_at_once_do_not_overwrite_each_other(doctor, campus, today):
    _term, school_class, [girl] = make_school(campus, children=1, today=today)
    entry = measure(school_class, {girl: (104.5, 16.8)}, by=doctor.person, on=today)
    url = reverse("health:measurement_correct", args=[entry.pk])
    told = sent({girl: ("105.4", "16.8")}) | {"reason": "digits turned", "seen": "1"}
    doctor.post(url, told)

    page = doctor.post(url, told | {f"height_{girl.pk}": "103.0"}).text

    assert "changed in the meantime" in page
    assert GrowthLine.objects.get().height_cm == Decimal("105.4")


def test_the_list_says_how_far_each_class_is(doctor, campus, today):
    _term, school_class, [girl, _boy] = make_school(campus, today=today)
    measure(school_class, {girl: (104.5, 12.0)}, on=today)

    page = doctor.get(reverse("health:growth_list")).text

    assert "1 / 2" in page
    assert f"{reverse('health:growth_class', args=[school_class.pk])}?show=odd" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_a_class_ask_as_much_for_three_children_as_for_one(
    doctor, campus, count, django_assert_max_num_queries, today
):
    _term, school_class, children = make_school(campus, children=count, today=today)
    measure(school_class, dict.fromkeys(children, (104.5, 16.8, 0.8, 0.8)), on=today)
    look_at_eyes(school_class, dict.fromkeys(children, (0.8, 0.8)), on=today)
    take_blood(school_class, dict.fromkeys(children, 105), on=today)
    check_teeth(school_class, dict.fromkeys(children, 2), on=today)
    listen(school_class, dict.fromkeys(children, ("passed", "failed")), on=today)
    pages = [
        reverse("health:growth_list"),
        reverse("health:growth_class", args=[school_class.pk]),
        reverse("health:growth_comparison", args=[school_class.pk]),
        reverse("health:growth_feedback", args=[school_class.pk]),
        reverse("health:growth_child", args=[children[0].pk]),
        grid(school_class),
    ]
    doctor.get(pages[0])

    for url in pages:
        with django_assert_max_num_queries(MOST_QUERIES):
            page = doctor.get(url).text
        assert children[0].name in page or url == pages[0]


def test_the_class_shows_what_is_out_of_the_ordinary(doctor, campus, today):
    _term, school_class, [girl, boy] = make_school(campus, today=today)
    measure(school_class, {girl: (104.5, 12.0), boy: (105, 17)}, on=today)
    url = reverse("health:growth_class", args=[school_class.pk])

    page = doctor.get(f"{url}?show=odd").text

    assert girl.name in page
    assert boy.name not in page
    assert "underweight" in page


def test_each_child_has_a_sheet_for_its_parents(doctor, campus, today):
    _term, school_class, [girl, boy] = make_school(campus, today=today)
    measure(school_class, {girl: (104.5, 12.0), boy: (105, 17)}, on=today)

    page = doctor.get(reverse("health:growth_feedback", args=[school_class.pk])).text

    assert page.count('<article class="sheet">') == 2
    assert "Offer regular meals" in page
    assert Reading.objects.filter(act="printed", count=2).exists()


def test_a_childs_page_is_written_into_the_reading_log(doctor, campus, today):
    _term, school_class, [girl, _boy] = make_school(campus, today=today)
    measure(school_class, {girl: (104.5, 16.8)}, on=today)

    page = doctor.get(reverse("health:growth_child", args=[girl.pk])).text

    assert "Height 104.5 cm" in page
    assert page.count('<svg class="chart-drawing"') == 3
    assert Reading.objects.get().child == girl


@pytest.mark.parametrize("role", ["teacher", "carer", "cook", "director", "principal"])
def test_measurements_by_name_are_for_the_doctor_alone(enter, campus, role, today):
    _term, school_class, [girl, _boy] = make_school(campus, today=today)
    entry = measure(school_class, {girl: (104.5, 16.8)}, on=today)
    client = enter(role, school_class=school_class if role in ("teacher", "carer") else None)

    codes = [
        client.get(url).status_code
        for url in (
            reverse("health:growth_list"),
            reverse("health:growth_class", args=[school_class.pk]),
            reverse("health:growth_child", args=[girl.pk]),
            reverse("health:growth_feedback", args=[school_class.pk]),
            grid(school_class),
        )
    ]
    record = client.get(entry.get_absolute_url()).status_code

    assert codes == [403] * 5
    assert record == 404


def test_a_class_of_another_campus_is_not_there(doctor):
    other = make_class()
    child = make_child()

    assert doctor.get(reverse("health:growth_class", args=[other.pk])).status_code == 404
    assert doctor.get(reverse("health:growth_child", args=[child.pk])).status_code == 404
    assert doctor.get(grid(other)).status_code == 404
