"""The class screens, as teacher, doctor and cook meet them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from health.models import (
    Attendance,
    ClassRound,
    Finding,
    HealthObservation,
    MedicineGiven,
    MedicineRequest,
    MorningCheck,
    ParentContact,
)
from logistics.duties import making, signing
from logistics.school.models import Reading
from tests.duties.factories import make_duty
from tests.factories import make_person, make_post
from tests.health.day import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    attend,
    away,
    check,
    feverish,
    fill,
    make_full_class,
    make_request,
    moment,
    sick,
)

pytestmark = pytest.mark.usefixtures("wednesday")


@pytest.fixture
def as_teacher(enter, teacher):
    return enter("", person=teacher)


@pytest.fixture
def as_doctor(enter, doctor):
    return enter("", person=doctor)


def take(junior):
    return reverse("health:attendance_take", args=[junior.pk])


def morning(junior):
    return reverse("health:check_morning", args=[junior.pk])


def test_one_press_confirms_a_class_in_which_everybody_is_there(as_teacher, junior, children):
    page = as_teacher.get(take(junior)).text
    answer = as_teacher.post(take(junior), {}, follow=True)

    assert all(child.name in page for child in children)
    assert Attendance.objects.get().present == 3
    assert "Attendance saved" in answer.text


def test_a_child_touched_is_asked_for_the_reason(as_teacher, junior, children):
    sent = {"child": [children[0].pk]}
    answer = as_teacher.post(take(junior), sent)

    assert answer.status_code == 200
    assert "Choose why it is not there" in answer.text
    assert f'name="c{children[0].pk}-mark"' in answer.text
    assert Attendance.objects.count() == 0


def test_exceptions_are_saved_with_their_reasons(as_teacher, junior, children):
    ill, late = children[0].pk, children[1].pk
    sent = {
        "child": [ill, late],
        f"c{ill}-mark": "sick",
        f"c{ill}-symptoms": ["fever", "rash"],
        f"c{late}-mark": "present",
        f"c{late}-late_at": "0915",
    }

    as_teacher.post(take(junior), sent)

    sheet = Attendance.objects.get()
    assert (sheet.present, sheet.ill) == (2, 1)
    assert sheet.lines.get(child=ill).symptoms == "fever rash"


def test_sick_leave_says_what_the_child_is_ill_with(as_teacher, junior, children):
    ill = children[0].pk
    answer = as_teacher.post(take(junior), {"child": [ill], f"c{ill}-mark": "sick"})

    assert "a symptom or the disease" in answer.text


def test_who_was_away_the_last_time_is_asked_for_and_never_copied(
    as_teacher, junior, children, teacher
):
    attend(junior, [sick(children[0])], by=teacher, on=MONDAY, now=moment(MONDAY))
    page = as_teacher.get(take(junior)).text
    answer = as_teacher.post(take(junior), {"child": [children[0].pk]})

    assert f'value="{children[0].pk}" checked' in page
    assert "sick leave since 2026-11-16" in page
    assert Attendance.objects.filter(on=WEDNESDAY).count() == 0
    assert "Choose why it is not there" in answer.text


def test_a_day_that_is_over_asks_why_it_is_late(as_teacher, junior, children):
    url = f"{take(junior)}?day={MONDAY}"
    asked = as_teacher.post(url, {})
    as_teacher.post(url, {"late_reason": "The network was down"})

    sheet = Attendance.objects.get()
    assert "This is entered late" in asked.text
    assert (sheet.on, sheet.entry.is_late) == (MONDAY, True)


def test_a_closed_day_is_asked_back(as_teacher, junior, children):
    answer = as_teacher.post(f"{take(junior)}?day=2026-11-15", {"late_reason": "x"})

    assert "the school is closed" in answer.text
    assert Attendance.objects.count() == 0


def test_a_sheet_that_is_there_is_corrected_on_the_same_screen(
    as_teacher, junior, children, teacher
):
    attend(junior, [away(children[0])], by=teacher)
    page = as_teacher.get(take(junior)).text

    as_teacher.post(take(junior), {"reason": "Came at ten", "seen": 1})

    sheet = Attendance.objects.get()
    assert f'name="c{children[0].pk}-mark"' in page
    assert (sheet.present, sheet.entry.version) == (3, 2)


def test_the_line_of_a_child_comes_by_itself_with_its_allergies(as_teacher, children):
    children[0].allergies.create(allergen="penicillin")
    answer = as_teacher.get(reverse("health:check_line", args=[children[0].pk]))

    assert "penicillin" in answer.text
    assert f'name="c{children[0].pk}-temperature"' in answer.text
    assert "<html" not in answer.text


def test_the_doctor_checks_a_class_in_one_press_and_is_back_at_the_grid(
    as_doctor, junior, children
):
    answer = as_doctor.post(morning(junior), {})

    assert answer.url.startswith(reverse("health:day_grid"))
    assert MorningCheck.objects.get().checked == 3


def test_forty_five_degrees_are_asked_back_then_kept_and_marked(as_doctor, junior, children):
    child = children[0].pk
    sent = {"child": [child], f"c{child}-temperature": "45.0", f"c{child}-handling": "isolate"}

    asked = as_doctor.post(morning(junior), sent)
    as_doctor.post(morning(junior), sent | {f"c{child}-odd_is_right": "on"})

    finding = Finding.objects.get()
    assert "Is 45.0 ℃ right?" in asked.text
    assert (str(finding.temperature), finding.is_odd) == ("45.0", True)


@pytest.mark.parametrize("degrees", ["19.9", "50.1", "warm"])
def test_an_impossible_temperature_is_refused(as_doctor, junior, children, degrees):
    child = children[0].pk
    sent = {"child": [child], f"c{child}-temperature": degrees, f"c{child}-handling": "observe",
            f"c{child}-odd_is_right": "on"}  # fmt: skip

    assert as_doctor.post(morning(junior), sent).status_code == 200
    assert MorningCheck.objects.count() == 0


def test_a_child_touched_without_a_finding_is_asked_what_was_found(as_doctor, junior, children):
    child = children[0].pk
    answer = as_doctor.post(morning(junior), {"child": [child], f"c{child}-handling": "observe"})

    assert "Say what was found" in answer.text


def test_a_child_not_there_is_not_checked(as_doctor, junior, children):
    child = children[0].pk
    as_doctor.post(morning(junior), {"child": [child], f"c{child}-handling": "not_there"})

    assert (MorningCheck.objects.get().checked, Finding.objects.get().is_checked) == (2, False)


def test_the_grid_tells_unchecked_normal_and_abnormal_apart(
    as_doctor, junior, children, doctor, campus, term
):
    second, _ = make_full_class(campus, term, 2, name="Middle 2")
    make_full_class(campus, term, 2, name="Middle 3")
    check(junior, by=doctor)
    check(second, [feverish(second.enrolments.first().child)], by=doctor)

    page = as_doctor.get(reverse("health:day_grid")).text

    states = [page.count(f"class-card is-{state}") for state in ("unchecked", "normal", "abnormal")]
    assert states == [1, 1, 1]
    assert "Check Middle 3" in page


FRAME = 4  # session, person and posts, before the page asks anything


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def test_the_grid_asks_the_same_for_one_class_and_for_many(
    as_doctor, junior, children, doctor, campus, term, teacher
):
    url = reverse("health:day_grid")
    attend(junior, [away(children[0])], by=teacher)
    check(junior, [feverish(children[1])], by=doctor)
    make_request(children[1], junior, by=teacher)
    one = queries_of(as_doctor, url)
    for n in range(3):
        school_class, more = make_full_class(campus, term, 2, name=f"More {n}")
        attend(school_class, [away(more[0])], by=doctor)
        check(school_class, [feverish(more[1])], by=doctor)
        make_request(more[1], school_class, by=doctor)

    assert queries_of(as_doctor, url) == one
    assert one <= 12 + FRAME


def test_a_teacher_sees_the_own_class_alone(as_teacher, junior, campus, term):
    other, [stranger] = make_full_class(campus, term, 1, name="Middle 9")

    grid = as_teacher.get(reverse("health:day_grid")).text
    statuses = [
        as_teacher.get(reverse(name, args=[key])).status_code
        for name, key in [
            ("health:class_day", other.pk),
            ("health:attendance_take", other.pk),
            ("health:attendance_month", other.pk),
            ("health:check_line", stranger.pk),
        ]
    ]

    assert (junior.name in grid, other.name in grid) == (True, False)
    assert set(statuses) == {404}


def test_the_cook_sees_counts_and_diets_and_no_name(enter, junior, children, teacher):
    children[0].allergies.create(allergen="egg")
    attend(junior, [away(children[1])], by=teacher)
    cook = enter("cook")

    page = cook.get(reverse("health:head_count_list")).text
    closed = [
        cook.get(reverse(name)).status_code
        for name in ("health:day_grid", "health:absence_list", "health:medicine_list")
    ]

    assert ("egg 1" in page, children[0].name in page) == (True, False)
    assert set(closed) == {403}


def test_a_task_leads_to_the_class_screen_of_its_day_and_is_proved_by_it(
    as_teacher, junior, children, term, teacher
):
    duty = make_duty(proof="attendance", role="teacher", scope="class", rhythm="daily")
    making.make_tasks(term, duties=[duty])
    task = duty.tasks.get(day=WEDNESDAY, school_class=junior)

    answer = as_teacher.get(f"{reverse('health:attendance_new')}?task={task.pk}")
    as_teacher.post(answer.url, {})

    task.refresh_from_db()
    assert answer.url == f"{take(junior)}?day={WEDNESDAY}"
    assert task.proved_at is not None


def test_all_well_is_one_press_and_refused_while_a_child_is_watched(
    as_teacher, junior, children, doctor
):
    check(junior, [feverish(children[0])], by=doctor)
    url = reverse("health:class_well", args=[junior.pk])
    refused = as_teacher.post(url)
    sent = {
        "child": children[0].pk,
        "happened_at": "2026-11-18T08:30",
        "observation": "Slept well",
        "outcome": "improved",
    }
    as_teacher.post(reverse("health:observation_new"), sent)
    as_teacher.post(url)

    assert refused.status_code == 409
    assert [o.child for o in HealthObservation.objects.order_by("pk")] == [children[0], None]


def test_medicine_is_taken_in_given_and_returned(as_teacher, junior, children, doctor, wednesday):
    sent = {
        "child": children[0].pk, "medicine": "Syrup", "dose": "5 ml", "times": "1130，1500",
        "usage": "oral", "cause": "Cough", "is_prescribed": "yes", "quantity": "1",
        "expires_on": "2027-01-01", "first_on": "2026-11-18", "last_on": "2026-11-18",
        "guardian": "Mother", "signed": "paper", "happened_at": "2026-11-18T08:30",
    }  # fmt: skip
    new = reverse("health:medicine_new")
    unsigned = as_teacher.post(new, sent)
    as_teacher.post(new, sent | {"paper": "Green folder"})
    [request] = MedicineRequest.objects.all()
    wednesday.move_to(moment(clock="11:35"))
    given = {"clock": "11:30", "dose": "5 ml", "checked_by": doctor.pk,
             "happened_at": "2026-11-18T11:32"}  # fmt: skip
    as_teacher.post(reverse("health:medicine_give", args=[request.pk]), given)
    as_teacher.post(
        reverse("health:medicine_left_over", args=[request.pk]), {"what": "returned", "seen": 1}
    )

    request.refresh_from_db()
    assert "where the signed paper is kept" in unsigned.text
    assert request.times == "11:30 15:00"
    assert MedicineGiven.objects.get().checked_by == doctor
    assert request.left_over == "returned"


def test_medicine_past_its_time_is_asked_back_on_the_form(
    as_teacher, junior, children, teacher, doctor
):
    request = make_request(children[0], junior, by=teacher)
    type(request).objects.update(expires_on=MONDAY)
    url = reverse("health:medicine_give", args=[request.pk])
    sent = {"clock": "11:30", "dose": "5 ml", "checked_by": doctor.pk,
            "happened_at": "2026-11-18T08:35"}  # fmt: skip

    asked = as_teacher.post(url, sent)
    as_teacher.post(url, sent | {"past_is_right": "on"})

    assert "was to be used by 2026-11-16" in asked.text
    assert MedicineGiven.objects.get().is_past


def test_a_handover_is_signed_by_both(as_teacher, junior, children, teacher):
    carer = make_person(username="carer", name="Auntie Zhou")
    make_post(person=carer, role="carer", school_class=junior)
    attend(junior, [away(children[0])], by=teacher)
    url = f"{reverse('health:handover_new')}?class={junior.pk}"
    page = as_teacher.get(url)
    sent = {"school_class": junior.pk, "shift": "noon", "expected": 3, "present": 2, "sick": 0,
            "personal": 1, "watched_count": 0, "medicine_count": 0, "taken_by": carer.pk,
            "happened_at": "2026-11-18T08:35"}  # fmt: skip

    as_teacher.post(url, sent)

    [signer] = signing.waiting(carer, moment())
    assert page.context["form"].initial["present"] == 2
    assert signer.capacity == "taken_over"


def test_too_little_time_outdoors_says_why(as_teacher, junior, children):
    sent = {"school_class": junior.pk, "starts_at": "07:30", "ends_at": "08:10", "activity": "Ball",
            "happened_at": "2026-11-18T08:30"}  # fmt: skip
    url = reverse("health:outdoor_new")

    asked = as_teacher.post(url, sent)
    saved = as_teacher.post(url, sent | {"weather": "Rain"})

    assert "40 minutes of 120" in asked.text
    assert saved.status_code == 302


def test_an_absence_is_traced_from_the_list(as_teacher, junior, children, teacher):
    attend(junior, [sick(children[0])], by=teacher)
    listed = as_teacher.get(reverse("health:absence_list")).text
    sent = {"child": children[0].pk, "reason": "sick", "symptoms": ["fever"], "disease": "hfmd",
            "happened_at": "2026-11-18T08:39"}  # fmt: skip

    as_teacher.post(f"{reverse('health:trace_new')}?child={children[0].pk}", sent)
    after = as_teacher.get(reverse("health:absence_list")).text

    assert ("To trace" in listed, "Asked" in after) == (True, True)


def test_the_month_is_printed_with_its_legend_and_the_reading_log_knows(
    as_teacher, junior, children, teacher
):
    attend(junior, [sick(children[0], disease="cold")], by=teacher, on=MONDAY, now=moment(MONDAY))
    url = reverse("health:attendance_month", args=[junior.pk])

    page = as_teacher.get(url).text
    paper = as_teacher.get(f"{url}?print=1").text

    assert "Nobody opened the class on:" in page
    assert "16: common cold" in paper
    assert "○ sick leave" in paper
    assert (Reading.objects.get().act, Reading.objects.get().count) == ("printed", 3)


REGISTERS = [
    "attendance", "health-observations", "medicine-given", "absence-traces", "class-rounds",
    "parent-contacts", "shift-handovers", "outdoor-activities", "attendance-statistics",
]  # fmt: skip


@pytest.mark.parametrize("code", REGISTERS)
def test_every_register_is_a_page_a_paper_and_a_sheet(
    as_doctor, junior, children, teacher, doctor, code
):
    attend(junior, [sick(children[0])], by=teacher)
    check(junior, [feverish(children[1])], by=doctor)

    statuses = [
        as_doctor.get(reverse(f"duties:{name}", args=[code])).status_code
        for name in ("register", "register_print", "register_sheet")
    ]

    assert statuses == [200, 200, 200]


def test_the_statistic_is_for_who_reads_no_names(enter, junior, children, teacher):
    attend(junior, [sick(children[0])], by=teacher)
    principal = enter("principal")

    page = principal.get(reverse("duties:register", args=["attendance-statistics"])).text

    assert "66.7" in page
    assert principal.get(reverse("duties:register", args=["attendance"])).status_code == 404
    assert children[0].name not in page


def test_the_statistic_of_days_that_are_none_is_empty(as_doctor, junior, children):
    page = as_doctor.get(
        reverse("duties:register", args=["attendance-statistics"]), {"period": "term"}
    )

    assert page.status_code == 200
    assert junior.name not in page.text.partition("<tbody")[2]


def test_the_first_page_leads_teacher_and_doctor_to_the_class_at_once(
    as_teacher, as_doctor, junior, children
):
    pages = [client.get(reverse("home")).text for client in (as_teacher, as_doctor)]

    assert [morning(junior) in page for page in pages] == [True, True]


SCREENS = ["class_day", "attendance_take", "check_morning", "attendance_month"]


@pytest.mark.parametrize("name", SCREENS)
def test_a_class_screen_asks_the_same_for_ten_children_and_for_forty(
    as_teacher, junior, children, term, teacher, name
):
    url = reverse(f"health:{name}", args=[junior.pk])
    many = [*children, *fill(junior, term, 7)]
    attend(junior, [away(many[0])], by=teacher, on=MONDAY, now=moment(MONDAY))
    check(junior, [feverish(many[1])], by=teacher)
    few = queries_of(as_teacher, url)
    many += fill(junior, term, 30)
    attend(junior, [away(child) for child in many[2:9]], by=teacher, on=TUESDAY, late_reason="Ill")

    assert queries_of(as_teacher, url) == few
    assert few <= 12 + FRAME


def test_what_the_form_says_is_saved_with_as_many_queries_for_ten_as_for_forty(
    as_teacher, as_doctor, junior, campus, term
):
    asked = []
    for n, size in enumerate((1, 10, 40)):  # the first number of a year costs more
        school_class, _children = make_full_class(campus, term, size, name=f"Large {n}")
        with CaptureQueriesContext(connection) as captured:
            as_doctor.post(take(school_class), {})
        asked.append(len([q for q in captured if "SAVEPOINT" not in q["sql"]]))

    assert Attendance.objects.count() == 3
    assert asked[1] == asked[2]


RECORDS = ["attendance", "check", "request"]


@pytest.mark.parametrize("what", RECORDS)
def test_the_page_of_a_record_shows_what_it_says(
    as_doctor, junior, children, teacher, doctor, what
):
    made = {
        "attendance": lambda: attend(junior, [sick(children[0], note="Since last night")], by=teacher),
        "check": lambda: check(junior, [feverish(children[0], complaint="Since last night")], by=teacher),
        "request": lambda: make_request(children[0], junior, by=teacher, cause="Since last night").entry,
    }[what]()  # fmt: skip

    page = as_doctor.get(made.get_absolute_url()).text

    assert "Since last night" in page
    assert children[0].name in page


def test_a_talk_with_parents_is_kept_with_the_child(as_teacher, junior, children):
    sent = {"child": children[1].pk, "way": "phone", "about": "illness", "contact": "Mother",
            "text": "Fetched at ten", "happened_at": "2026-11-18T08:35"}  # fmt: skip

    as_teacher.post(reverse("health:contact_new"), sent)

    contact = ParentContact.objects.get()
    assert (contact.child, contact.text) == (children[1], "Fetched at ten")
    assert contact.entry.subject == f"child:{children[1].pk}"


def test_a_round_counts_what_the_doctor_did(as_doctor, junior, children):
    sent = {"school_class": junior.pk, "sick_count": 1, "measured_count": 2, "contact_count": 0,
            "text": "Two coughs", "happened_at": "2026-11-18T08:35"}  # fmt: skip

    as_doctor.post(reverse("health:round_new"), sent)

    assert ClassRound.objects.get().measured_count == 2
