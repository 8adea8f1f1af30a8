"""The carer's day on the phone, the forms that ask back, the doctor's pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from health.models import (
    BaitPoint,
    ClassHygieneLog,
    DisinfectantPreparation,
    Disinfection,
    DisinfectionRun,
    DrinkingWaterService,
    HeightenedDisinfection,
    HygieneInspection,
    Item,
    Method,
    PestControl,
    SentBack,
    UvLamp,
)
from logistics.duties.models import Task
from logistics.records.models import Entry
from logistics.school.models import Term
from tests.duties.factories import make_duty, make_person
from tests.factories import make_class
from tests.health.hygiene_factories import disinfect, make_lamp, mix

DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def term(now):
    today = timezone.localdate(now)
    return Term.objects.create(
        school_year=today.year if today.month >= 8 else today.year - 1,
        half=1,
        starts_on=today - 40 * DAY,
        first_teaching_day=today - 35 * DAY,
        last_teaching_day=today + 35 * DAY,
        ends_on=today + 40 * DAY,
    )


@pytest.fixture
def school_class(campus, term):
    return make_class(campus=campus, school_year=term.school_year, name="Junior 1")


@pytest.fixture
def carer(enter, school_class):
    return enter("carer", school_class=school_class)


@pytest.fixture
def doctor(enter):
    return enter("doctor")


def owe(school_class, term, now, *, about="item:cup", proof="disinfection", place=None):
    """One task of today, open since a minute ago and due in a minute."""
    duty = make_duty(scope="class", proof=proof, about=about, title="Cups", on_closed="keep")
    return Task.objects.create(
        duty=duty,
        series=f"s{duty.pk}",
        slot=f"s{duty.pk}:1",
        term=term,
        trade="health",
        proof=proof,
        subject=about,
        campus=school_class.campus,
        school_class=school_class,
        place=place,
        role="carer",
        opens_at=now - timedelta(days=1),
        due_at=now + timedelta(minutes=5),
        closes_at=now + timedelta(days=2),
    )


def ago(now, minutes):
    return now.replace(second=0, microsecond=0) - timedelta(minutes=minutes)


def written(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def typed(now, **said):
    """A cup disinfection as the form sends it, twenty minutes long, late or on a closed day too."""
    usual = {
        "item": "cup",
        "method": "steam",
        "happened_at": written(ago(now, 30)),
        "ended_at": written(ago(now, 10)),
        "late_reason": "No network",
        "closed_day_is_right": "on",
    }
    return usual | said


# The carer's day.


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_day_shows_its_cards_with_as_many_queries_for_three_as_for_one(
    carer, school_class, term, now, tasks, django_assert_max_num_queries
):
    for _ in range(tasks):
        owe(school_class, term, now)

    with django_assert_max_num_queries(20):
        page = carer.get(reverse("health:hygiene_day")).text

    assert page.count("record-card") == tasks
    assert "at least 10 minutes" in page


def test_two_presses_write_down_what_is_as_the_table_says(carer, school_class, term, now):
    task = owe(school_class, term, now)

    carer.post(reverse("health:run_start", args=[task.pk]))
    run = DisinfectionRun.objects.get()
    DisinfectionRun.objects.update(started_at=now - timedelta(minutes=12))
    carer.post(reverse("health:run_finish", args=[run.pk]))

    task.refresh_from_db()
    assert Disinfection.objects.get().minutes in (12, 13)
    assert task.proved_at is not None


def test_what_ends_too_early_is_asked_back_and_saved_with_its_reason(
    carer, school_class, term, now
):
    task = owe(school_class, term, now)
    carer.post(reverse("health:run_start", args=[task.pk]))
    run = DisinfectionRun.objects.get()
    DisinfectionRun.objects.update(started_at=ago(now, 5))

    answer = carer.post(reverse("health:run_finish", args=[run.pk]), follow=True)
    url = f"{reverse('health:disinfection_new')}?run={run.pk}"
    run.refresh_from_db()
    said = typed(now, happened_at=written(run.started_at), ended_at=written(run.ended_at))
    said["school_class"] = school_class.pk
    asked = carer.post(url, said)
    carer.post(url, said | {"departure": "power cut"})

    assert "Disinfection: cups" in answer.text
    assert "At least 10 minutes are needed" in asked.text
    assert Disinfection.objects.get().departure == "power cut"
    assert not DisinfectionRun.objects.exists()


def test_a_card_by_chlorine_asks_for_mixing_first_and_then_begins(carer, school_class, term, now):
    owe(school_class, term, now, about="item:surface")
    url = reverse("health:hygiene_day")

    before = carer.get(url).text
    mix(school_class, make_person(school_class=school_class), at=ago(now, 20))
    after = carer.get(url).text

    assert "Mix a disinfectant first" in before
    assert "Mix a disinfectant first" not in after
    assert "250 mg/L, mixed" in after


def test_a_lamp_card_confirms_an_empty_room_by_the_press(carer, school_class, term, now):
    lamp = make_lamp(school_class, carer.person, hours=1000)
    task = owe(school_class, term, now, about="item:air", place=lamp.place)

    page = carer.get(reverse("health:hygiene_day")).text
    carer.post(reverse("health:run_start", args=[task.pk]), {"nobody_inside": "1"})

    run = DisinfectionRun.objects.get()
    assert "Nobody inside: begin" in page
    assert "have it replaced" in page
    assert (run.lamp, run.nobody_inside) == (lamp, True)


def test_the_teacher_helps_with_what_is_the_carer_s(enter, school_class, term, now):
    task = owe(school_class, term, now)
    teacher = enter("teacher", school_class=school_class)

    form = teacher.get(reverse("health:disinfection_new"), {"task": task.pk})
    teacher.post(reverse("health:run_start", args=[task.pk]))

    assert task.role == "carer"
    assert form.status_code == 200
    assert DisinfectionRun.objects.get().school_class == school_class


def test_another_class_s_task_is_not_begun(carer, school_class, term, now, campus):
    other = make_class(campus=campus, school_year=term.school_year)
    task = owe(other, term, now)

    answer = carer.post(reverse("health:run_start", args=[task.pk]))

    assert answer.status_code == 404
    assert not DisinfectionRun.objects.exists()


def test_what_the_doctor_sent_back_stands_above_all(carer, doctor, school_class, term, now):
    entry = disinfect(school_class, carer.person, at=ago(now, 40))
    SentBack.objects.create(entry=entry, reason="Too few cups", by=doctor.person, at=now)

    day = carer.get(reverse("health:hygiene_day")).text
    inbox = carer.get(reverse("notices:inbox")).text

    assert "Too few cups" in day
    assert "Sent back:" in inbox


# The typed form.


def test_a_typed_disinfection_is_saved_with_its_times(carer, school_class, now):
    said = typed(now, school_class=school_class.pk)

    carer.post(f"{reverse('health:disinfection_new')}?item=cup", said)

    record = Disinfection.objects.select_related("entry").get()
    assert (record.minutes, record.entry.happened_at) == (20, ago(now, 30))


def test_a_strength_out_of_the_table_is_asked_back_and_never_refused(carer, school_class, now):
    url = f"{reverse('health:disinfection_new')}?item=table"
    said = typed(now, item="table", method="wipe", school_class=school_class.pk, strength="９００")

    asked = carer.post(url, said).text
    carer.post(url, said | {"departure": "Ordered by the disease control centre"})

    record = Disinfection.objects.get()
    assert "At most 250 mg/L is meant, this is 900" in asked
    assert (record.strength, record.agent) == (900, "chlorine")


def test_what_is_mixed_must_say_how_strong_it_is(carer, school_class, now):
    said = typed(now, item="table", method="wipe", school_class=school_class.pk)

    page = carer.post(f"{reverse('health:disinfection_new')}?item=table", said).text

    assert "Say how strong it was" in page
    assert not Disinfection.objects.exists()


def test_a_lamp_is_named_because_its_hours_are_counted(carer, school_class, now):
    said = typed(now, item="air", method="uv_lamp", nobody_inside="on")
    said["school_class"] = school_class.pk

    page = carer.post(f"{reverse('health:disinfection_new')}?item=air", said).text

    assert "its hours are counted" in page


def test_an_end_before_the_beginning_is_refused_beside_the_field(carer, school_class, now):
    said = typed(now, school_class=school_class.pk, ended_at=written(ago(now, 60)))

    page = carer.post(f"{reverse('health:disinfection_new')}?item=cup", said).text

    assert "The end lies before the beginning" in page


def test_a_correction_is_a_version_with_its_reason(carer, school_class, now):
    entry = disinfect(school_class, carer.person, at=ago(now, 40))
    url = reverse("health:disinfection_correct", args=[entry.pk])
    said = typed(now, happened_at=written(ago(now, 45)), reason="looked at the clock", seen=1)

    carer.post(url, said)

    entry.refresh_from_db()
    assert (entry.version, Disinfection.objects.get().minutes) == (2, 35)


def test_mixing_works_out_how_much_it_takes(carer, school_class, now):
    said = {
        "product": "84",
        "form": "liquid",
        "content": "5",
        "strength": "250",
        "total_ml": "10000",
        "school_class": school_class.pk,
        "happened_at": written(ago(now, 5)),
        "late_reason": "No network",
        "closed_day_is_right": "on",
    }

    helper = carer.get(reverse("health:dilution"), said).text
    carer.post(reverse("health:preparation_new"), said)

    assert "50.0 ml of the product" in helper
    assert DisinfectantPreparation.objects.get().needed == 50


def test_a_label_that_cannot_be_right_is_asked_back(carer, school_class, now):
    said = {
        "product": "84",
        "form": "liquid",
        "content": "50",
        "strength": "250",
        "total_ml": "1000",
        "school_class": school_class.pk,
        "happened_at": written(ago(now, 5)),
        "late_reason": "No network",
        "closed_day_is_right": "on",
    }
    url = reverse("health:preparation_new")

    asked = carer.post(url, said).text
    carer.post(url, said | {"departure": "concentrate"})

    assert "Is 50 % what the label says?" in asked
    assert DisinfectantPreparation.objects.get().departure == "concentrate"


def test_all_daily_work_is_one_press_and_leaves_the_weekly_alone(carer, school_class, now):
    disinfect(school_class, carer.person, at=now - timedelta(minutes=16))
    sent = {"happened_at": written(now), "late_reason": "No network", "closed_day_is_right": "on"}

    carer.post(reverse("health:class_sheet_new"), sent | {"all": "1"})

    done = set(ClassHygieneLog.objects.get().done)
    assert {"floor", "potty", "towel"} <= done
    assert not done & {"toy", "book", "bedding", "linen"}


def test_the_month_is_for_the_class_and_those_who_read_hygiene(
    enter, carer, school_class, campus, term
):
    other = make_class(campus=campus, school_year=term.school_year)
    answers = [
        client.get(reverse("health:class_month", args=[each.pk])).status_code
        for client, each in (
            (carer, school_class),
            (carer, other),
            (enter("principal"), other),
            (enter("guard"), other),
        )
    ]

    assert answers == [200, 404, 200, 404]


# The doctor.


def test_the_doctor_s_press_reviews_and_sends_back(carer, doctor, school_class, now):
    at = min(ago(now, 20), now.replace(second=0, microsecond=0))
    good = disinfect(school_class, carer.person, at=at, minutes=11)
    bad = disinfect(school_class, carer.person, at=at, minutes=12, item=Item.TOWEL)
    day = timezone.localdate(at)
    url = f"{reverse('health:check_day')}?day={day}"

    page = doctor.get(url).text
    doctor.post(url, {"seen": [good.pk, bad.pk], "back": [bad.pk], f"reason-{bad.pk}": "Too short"})

    assert "2 records to look at" in page
    assert list(Entry.objects.filter(status="reviewed")) == [good]
    assert SentBack.objects.get().entry == bad


@pytest.mark.parametrize("records", [1, 3])
def test_the_check_asks_as_many_queries_for_three_as_for_one(
    carer, doctor, school_class, now, records, django_assert_max_num_queries
):
    for n in range(records):
        disinfect(school_class, carer.person, at=ago(now, 30), minutes=11 + n)
    url = f"{reverse('health:check_day')}?day={timezone.localdate(ago(now, 30))}"

    with django_assert_max_num_queries(20):
        page = doctor.get(url).text

    assert page.count('name="seen"') == records


def test_an_inspection_of_the_site_keeps_what_was_found_and_what_is_done(doctor, campus, now):
    url = f"{reverse('health:inspection_new')}?about=site"
    said = {
        "campus": campus.pk,
        "happened_at": written(now),
        "closed_day_is_right": "on",
        "found-drains": "Blocked behind the kitchen",
    }

    asked = doctor.post(url, said).text
    doctor.post(url, said | {"measure-drains": "Repair asked for"})

    inspection = HygieneInspection.objects.get()
    assert "Say what is done about it" in asked
    assert inspection.entry.subject == "check:site"
    assert [str(line) for line in inspection.lines.all()] == ["drains: Blocked behind the kitchen"]


def test_a_new_lamp_counts_from_what_it_had_and_a_new_tube_from_nothing(
    doctor, campus, school_class
):
    place = make_lamp(school_class, doctor.person).place
    lamp = {"place": place.pk, "number": "9", "hours_before": "12.5", "is_active": "on"}

    doctor.post(reverse("health:lamp_new"), lamp)
    made = UvLamp.objects.with_tube().get(number="9")
    doctor.post(reverse("health:tube_new", args=[made.pk]), {"hours_before": "0"})

    again = UvLamp.objects.with_tube().get(number="9")
    assert (made.hours, again.hours) == (Decimal("12.5"), 0)


def test_the_list_of_lamps_names_those_to_be_replaced(enter, doctor, school_class):
    make_lamp(school_class, doctor.person, hours=1001)
    make_lamp(school_class, doctor.person, hours=3, number="2")

    page = enter("principal").get(reverse("health:lamp_list")).text

    assert page.count("replace the tube") == 1
    assert page.index("1001") < page.index(">3.0<")


def test_disinfecting_more_often_is_chosen_by_class_and_ended(doctor, campus, school_class, now):
    today = timezone.localdate(now)
    said = {
        "campus": campus.pk,
        "classes": [school_class.pk],
        "reason": "Norovirus",
        "factor": "2",
        "starts_on": today - DAY,
        "ends_on": today + 5 * DAY,
    }

    doctor.post(reverse("health:epidemic_new"), said)
    spell = HeightenedDisinfection.objects.get()
    page = doctor.get(reverse("health:epidemic_list")).text
    doctor.post(reverse("health:epidemic_end", args=[spell.pk]))

    spell.refresh_from_db()
    assert "Norovirus" in page
    assert spell.ends_on == today


def test_the_table_is_changed_by_those_who_reach_all_campuses_alone(enter, doctor, carer):
    url = reverse("health:method_new")

    assert doctor.get(url).status_code == 200
    assert carer.get(url).status_code == 403
    assert "boiling" in carer.get(reverse("health:method_list")).text


# Grounds.


def test_a_monitoring_works_out_the_density_of_its_traps(enter, campus, now):
    said = {
        "act": "monitoring",
        "pests": ["cockroach"],
        "campus": campus.pk,
        "happened_at": written(now),
        "closed_day_is_right": "on",
        "spot-0": "Kitchen",
        "pest-0": "cockroach",
        "traps-0": "8",
        "positive-0": "9",
    }
    client, url = enter("cleaner"), reverse("health:pest_new")

    wrong = client.post(url, said).text
    client.post(url, said | {"positive-0": "2", "caught-0": "3"})

    assert "No more traps have a catch than were set" in wrong
    assert PestControl.objects.get().lines.get().density == 25


def test_water_that_does_not_meet_the_standard_says_what_is_done(enter, campus, now):
    said = {
        "device": "Tank 1",
        "act": "test",
        "result": "bad",
        "campus": campus.pk,
        "happened_at": written(now),
        "closed_day_is_right": "on",
    }
    client, url = enter("repairer"), reverse("health:water_new")

    asked = client.post(url, said).text
    client.post(url, said | {"finding": "Chlorine 0.01 mg/L; flushed"})

    assert "what is done about it" in asked
    assert DrinkingWaterService.objects.get().result == "bad"


def test_bait_is_laid_seen_and_removed(doctor, campus, now):
    today = timezone.localdate(now)
    said = {"campus": campus.pk, "number": "B1", "spot": "Store", "pest": "rat", "agent": "Box"}

    doctor.post(reverse("health:bait_new"), said | {"set_on": today})
    point = BaitPoint.objects.get()
    page = doctor.get(reverse("health:bait_list")).text
    edit = reverse("health:bait_edit", args=[point.pk])
    doctor.post(edit, said | {"set_on": today, "removed_on": today})

    assert "lying open" in page
    assert not BaitPoint.objects.lying().exists()


# Home, registers, access.


def test_the_first_pages_of_carer_and_doctor_say_what_is_due(
    carer, doctor, school_class, term, now
):
    owe(school_class, term, now)
    disinfect(school_class, carer.person, at=now - timedelta(minutes=16), item=Item.TOWEL)

    assert "Disinfection: Junior 1" in carer.get(reverse("home")).text
    assert "Check the day" in doctor.get(reverse("home_cards")).text


@pytest.mark.parametrize(
    "code",
    [
        "class-hygiene", "disinfections", "uv-lamps", "disinfectants", "bedding",
        "hygiene-inspections", "pest-control", "drinking-water",
    ],
)  # fmt: skip
def test_every_register_shows_its_page_and_its_sheet(enter, code):
    client = enter("principal")

    page = client.get(reverse("duties:register", args=[code]))
    sheet = client.get(reverse("duties:register_print", args=[code]))

    assert (page.status_code, sheet.status_code) == (200, 200)


def test_the_lamp_register_shows_the_hours_of_the_tube(enter, school_class, carer, now):
    lamp = make_lamp(school_class, carer.person, hours=10)
    given = {"item": Item.AIR, "method": Method.UV_LAMP, "lamp": lamp, "nobody_inside": True}
    disinfect(school_class, carer.person, at=ago(now, 70), minutes=60, **given)

    register = reverse("duties:register", args=["uv-lamps"])

    assert "11.0" in enter("principal").get(f"{register}?period=ever").text


def test_hygiene_is_not_for_the_cook(enter, school_class):
    cook = enter("cook")
    names = ("hygiene_day", "check_day", "lamp_list", "epidemic_list", "bait_list")

    assert {cook.get(reverse(f"health:{name}")).status_code for name in names} == {403}
