"""The logs of the kitchen: one press when all is right, asked back once when it is not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from canteen.kitchen import keeping
from canteen.models import (
    Additive,
    AdditiveUse,
    ColdStorageReading,
    Conclusion,
    CoreTemperature,
    FoodHandlerCheck,
    FoodLicence,
    KitchenDisinfection,
    KitchenVisit,
    MealAccompaniment,
    RestroomCleaning,
    TablewareDisinfection,
    TasteTest,
    WasteDisposal,
)
from logistics.duties import making
from logistics.duties.models import Duty, Finding, Task
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.records.models import Entry
from tests.canteen.kitchen_logs import (
    DAY,
    give_certificate,
    make_fridges,
    publish_lunch,
    send,
)
from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cook(campus, term, enter):
    person = make_person(role="cook", campus=campus, name="Li", username="li")
    give_certificate(person, until=timezone.localdate() + 200 * DAY)
    return enter("cook", person=person)


def address(name, **query):
    return f"{reverse(f'canteen:{name}')}?" + "&".join(f"{k}={v}" for k, v in query.items())


# The morning check ----------------------------------------------------------------------------


def test_all_well_is_one_press_and_everybody_has_a_row(cook, officer):
    answer = send(officer, address("handler_check_new"))

    lines = FoodHandlerCheck.objects.get().lines.order_by("position", "pk")
    assert answer.status_code == 302
    assert [(line.person.name, line.conclusion) for line in lines] == [
        ("Li", "works"), ("Qian", "works"),
    ]  # fmt: skip
    assert not Finding.objects.exists()


def test_who_has_a_symptom_is_moved_and_the_principal_is_told(campus, cook, officer):
    principal = make_person(role="principal", campus=campus, name="Head")
    key = f"p{cook.person.pk}"

    send(officer, address("handler_check_new"), **{f"symptoms-{key}": ["diarrhoea"]})

    check = FoodHandlerCheck.objects.get()
    assert (check.is_odd, check.unfit) == (True, 1)
    assert check.lines.get(person=cook.person).conclusion == Conclusion.MOVED
    assert Finding.objects.get().what == "Li may not work with food: a symptom was found"
    assert Notice.objects.get(kind="food_handler_unfit").person == principal


def test_a_lapsed_certificate_blocks_the_post_not_the_record(campus, officer):
    late = make_person(role="cook", campus=campus, name="Wu")
    give_certificate(late, until=timezone.localdate() - DAY)

    send(officer, address("handler_check_new"))

    line = FoodHandlerCheck.objects.get().lines.get(person=late)
    assert (line.cert, line.conclusion) == ("lapsed", Conclusion.MOVED)
    assert "lapsed" in Finding.objects.get().what


def test_a_cook_cannot_let_the_unwell_work(cook):
    key = f"p{cook.person.pk}"
    said = {f"symptoms-{key}": ["fever"], f"conclusion-{key}": "works", f"override-{key}": "busy"}

    page = send(cook, address("handler_check_new"), **said)

    assert "other work, or to the doctor" in page.text
    assert not FoodHandlerCheck.objects.exists()


def test_who_answers_for_food_safety_may_say_why_and_it_stays_a_finding(cook, officer):
    key, url = f"p{cook.person.pk}", address("handler_check_new")
    said = {f"symptoms-{key}": ["skin"], f"conclusion-{key}": "works"}
    first = send(officer, url, **said)

    send(officer, url, **said, **{f"override-{key}": "old scar, doctor's note"})

    assert "Say why this person works with food" in first.text
    line = FoodHandlerCheck.objects.get().lines.get(person=cook.person)
    assert (line.conclusion, line.override) == ("works", "old scar, doctor's note")
    assert "works with food all the same" in Finding.objects.get().what


def test_a_temperature_counts_as_fever(cook, officer):
    key = f"p{cook.person.pk}"

    send(officer, address("handler_check_new"), **{f"degrees-{key}": "37.6"})

    assert FoodHandlerCheck.objects.get().lines.get(person=cook.person).conclusion == "moved"


# Tableware and surfaces -----------------------------------------------------------------------


def tableware(minutes=20, **said):
    now = timezone.localtime().replace(second=0, microsecond=0)
    begun = now - timedelta(minutes=minutes)
    usual = {
        "items": ["bowls", "spoons"],
        "method": "steam",
        "degrees": "100",
        "happened_at": f"{begun:%Y-%m-%dT%H:%M}",
        "ended_at": f"{now:%Y-%m-%dT%H:%M}",
        "late_reason": "just before midnight",
    }
    return usual | said


@pytest.mark.parametrize(
    ("said", "odd"),
    [
        ({"degrees": "100"}, ""),
        ({"degrees": "92"}, "At least 100 ℃ is needed, this is 92 ℃."),
        ({"degrees": ""}, "Nobody measured it"),
        ({"minutes": 8}, "At least 10 minutes are needed, these are 8."),
        ({"method": "boil", "minutes": 12}, "At least 15 minutes are needed"),
        ({"method": "chlorine", "strength": "200"}, "At least 250 mg/L is needed, this is 200"),
        ({"method": "chlorine", "strength": "250", "minutes": 5}, ""),
        ({"method": "washer", "degrees": "85", "minutes": 1}, ""),
        ({"method": "outsourced", "degrees": ""}, ""),
    ],
)
def test_tableware_is_compared_with_the_norm(cook, said, odd):
    url = address("tableware_new", meal="lunch")
    sent = tableware(**said)

    page = send(cook, url, **sent)
    if odd:
        assert odd in page.text
        assert not TablewareDisinfection.objects.exists()
        send(cook, url, **sent, measure="Done again")

    record = TablewareDisinfection.objects.get()
    assert (record.is_odd, record.entry.meal) == (bool(odd), "lunch")
    assert Finding.objects.count() == int(bool(odd))


def test_tableware_that_ends_before_it_begins_is_no_record(cook):
    page = send(cook, address("tableware_new", meal="lunch"), **tableware(minutes=-5))

    assert "The end lies before the beginning" in page.text
    assert not TablewareDisinfection.objects.exists()


def test_what_was_said_last_time_stands_there(cook):
    url = address("tableware_new", meal="lunch")
    send(cook, url, **tableware(items=["tools"], count="40"))

    form = cook.get(url).context["form"]

    assert (form["items"].value(), form["count"].value()) == (["tools"], 40)
    assert form["degrees"].value() is None  # what is measured is never guessed


def test_the_kitchen_of_the_campus_is_known(campus, cook):
    kitchen = make_place(campus=campus, kind="kitchen", name="Kitchen")
    said = {"surfaces": ["worktops"], "strength": "250", "minutes": "10"}

    send(cook, address("kitchen_disinfection_new"), **said)

    assert KitchenDisinfection.objects.get().entry.place == kitchen


# Temperatures and tasting ---------------------------------------------------------------------


def test_a_warm_fridge_is_saved_flagged_and_one_finding_while_it_lasts(campus, cook):
    fridges = make_fridges(campus)
    keys = {name: f"degrees-f{fridge.pk}" for name, fridge in fridges.items()}
    warm = {keys["Samples"]: "4", keys["Meat"]: "14", keys["Deep"]: "-18"}
    url = address("cold_reading_new")
    asked = send(cook, url, **warm)
    send(cook, url, **warm, measure="Food moved")
    send(cook, url, **warm, measure="Repairer called")

    finding = Finding.objects.get()
    assert "Meat: 14 ℃, wanted is 0–8 ℃." in asked.text
    assert (finding.what, finding.sightings.count()) == ("Meat: 14 ℃, wanted is 0–8 ℃.", 1)
    assert [line.is_odd for line in ColdStorageReading.objects.first().lines.all()].count(True) == 1


@pytest.mark.parametrize(
    ("name", "degrees", "odd"),
    [("Deep", "-12", False), ("Deep", "-9", True), ("Meat", "-1", True), ("Samples", "8", False)],
)
def test_each_fridge_has_its_own_range(campus, cook, name, degrees, odd):
    fridge = make_fridges(campus)[name]
    said = {f"degrees-f{fridge.pk}": degrees, "measure": "seen to"}

    send(cook, address("cold_reading_new"), **said)

    assert ColdStorageReading.objects.get().is_odd is odd


def test_a_round_that_left_a_fridge_out_does_not_prove_the_duty(campus, cook):
    fridges = make_fridges(campus)
    all_of = {f"degrees-f{fridge.pk}": "-15" for fridge in fridges.values()}
    one = dict([next(iter(all_of.items()))])
    for said in (one, all_of):
        send(cook, address("cold_reading_new"), **said, measure="x")

    subjects = Entry.objects.filter(kind="cold_storage_reading").order_by("pk")
    assert list(subjects.values_list("subject", flat=True)) == ["cold:part", "cold:round"]


def test_a_round_without_a_figure_is_no_round(campus, cook):
    make_fridges(campus)

    page = send(cook, address("cold_reading_new"))

    assert "Read at least one fridge" in page.text


def test_core_temperatures_of_the_dishes_on_the_menu_and_one_more(campus, cook):
    rice, fish, _soup = publish_lunch(campus, cook.person)
    said = {
        f"degrees-d{rice.pk}": "８５",
        f"degrees-d{fish.pk}": "62.5",
        "name-n1": "Egg cake",
        "degrees-n1": "75",
        "measure": "Cooked on",
    }

    send(cook, address("core_temperature_new", meal="lunch"), **said)

    lines = CoreTemperature.objects.get().lines.order_by("position", "pk")
    found = [(line.name, str(line.degrees), line.is_odd) for line in lines]
    assert found == [("Rice", "85.0", False), ("Fish", "62.5", True), ("Egg cake", "75.0", False)]
    assert Finding.objects.get().what == "Fish: 62.5 ℃ in the middle, at least 70 ℃ is needed."


def test_a_meal_of_fruit_alone_is_told_in_one_tick(cook):
    url = address("core_temperature_new", meal="lunch")

    asked = send(cook, url)
    send(cook, url, nothing="on")

    assert "Measure at least one dish" in asked.text
    assert CoreTemperature.objects.get().entry.is_zero


def test_tasting_is_one_press(campus, cook):
    publish_lunch(campus, cook.person)

    answer = send(cook, address("taste_new", meal="lunch"))

    assert answer.status_code == 302
    assert [line.verdict for line in TasteTest.objects.get().lines.all()] == ["good"] * 3


def test_a_dish_not_to_be_served_is_a_finding(campus, cook):
    _rice, fish, _soup = publish_lunch(campus, cook.person)
    said = {f"verdict-d{fish.pk}": "bad", f"remark-d{fish.pk}": "smells off", "measure": "Binned"}

    send(cook, address("taste_new", meal="lunch"), **said)

    assert Finding.objects.get().what == "Fish: smells off"


# Waste, toilet, additives ---------------------------------------------------------------------


def test_the_collector_is_the_same_as_last_time(cook):
    url = address("waste_new")
    said = {"sort": "leftovers", "kg": "12.5", "firm": "Green Cart", "handler": "Zhou"}
    send(cook, url, **said)

    send(cook, url, kg="9")

    rows = WasteDisposal.objects.order_by("pk").values_list("kg", "firm")
    assert [(str(kg), firm) for kg, firm in rows] == [("12.5", "Green Cart"), ("9.0", "Green Cart")]


def test_the_toilet_is_clean_by_one_press_and_what_is_not_is_marked(cook):
    url = address("restroom_new")
    send(cook, url)
    send(cook, url, faults=["soap"], measure="Filled up")

    clean, faulty = RestroomCleaning.objects.order_by("pk")
    assert (clean.mark("soap"), faulty.mark("soap"), faulty.mark("floor")) == ("√", "×", "√")


@pytest.mark.parametrize(
    ("limit", "grams", "what"),
    [
        ("0.5", "1", ""),
        ("0.5", "3", "Colour: 0.600 g/kg, at most 0.5 g/kg is allowed."),
        ("0", "1", "Colour must not be used."),
        (None, "500", ""),
    ],
)
def test_an_additive_is_compared_with_the_table(cook, limit, grams, what):
    colour = Additive.objects.create(name="Colour", food="Cake", limit=limit)
    said = {"additive": colour.pk, "grams": grams, "food": "Cake", "food_kg": "5"}

    send(cook, address("additive_use_new"), **said, measure="Thrown away")

    assert AdditiveUse.objects.get().name == "Colour"
    assert [finding.what for finding in Finding.objects.all()] == ([what] if what else [])


# Accompanied meals ----------------------------------------------------------------------------


def test_a_leader_eats_with_the_children_by_one_press(campus, enter, cook):
    publish_lunch(campus, cook.person)
    principal = enter("principal")

    send(principal, address("accompaniment_new", meal="lunch"))

    meal = MealAccompaniment.objects.get()
    assert (meal.eater, meal.person, meal.taste) == ("leader", principal.person, "good")
    assert (meal.dishes, meal.entry.subject) == ("Rice, Fish, Soup", "with:leader")


def test_a_kitchen_employee_does_not_count(campus, term, cook, enter):
    url = address("accompaniment_new", meal="lunch")
    said = {"eater": "leader", "person": cook.person.pk, "measure": "x"}

    send(enter("director"), url, **said)

    meal = MealAccompaniment.objects.get()
    assert meal.is_odd
    assert "does not count as company" in Finding.objects.get().what


def test_a_problem_at_the_meal_has_an_owner_and_a_day(campus, term, cook, enter):
    principal, today = enter("principal"), timezone.localdate()
    said = {"problems": "Soup cold", "owner": cook.person.pk, "right_by": today, "measure": "Heat"}

    send(principal, address("accompaniment_new", meal="lunch"), **said)

    finding = Finding.objects.get()
    assert (finding.what, finding.owner, finding.due_on) == ("Soup cold", cook.person, today)


def test_what_parents_say_waits_for_an_answer_of_five_school_days(campus, term, enter):
    director, today = enter("director"), timezone.localdate()
    said = {"eater": "parent", "person": "", "name": "Mrs Zhao", "opinion": "More fruit"}
    send(director, address("accompaniment_new", meal="lunch"), **said)
    meal = MealAccompaniment.objects.get()

    url = reverse("canteen:accompaniment_reply", args=[meal.pk])
    director.post(url, {"reply": "From Monday on"})

    meal.refresh_from_db()
    assert (meal.reply_by, meal.entry.subject) == (today + 5 * DAY, "with:parent")
    assert (meal.reply, meal.entry.version) == ("From Monday on", 2)
    with pytest.raises(Refused):
        keeping.reply(meal, "again", by=director.person, now=timezone.now())


# Visitors and licences ------------------------------------------------------------------------


def test_a_visitor_comes_with_a_leader_and_leaves_by_one_press(campus, enter, cook):
    director = enter("director")
    said = {"name": "Inspector Gu", "purpose": "Inspection", "companion": director.person.pk}
    send(cook, address("visit_new"), **said)
    visit = KitchenVisit.objects.get()

    cook.post(reverse("canteen:visit_leave", args=[visit.pk]))

    visit.refresh_from_db()
    assert (visit.is_odd, visit.left_at is not None) == (False, True)
    with pytest.raises(Refused):
        keeping.let_out(visit, by=cook.person, now=timezone.now())


def test_a_visitor_without_a_leader_is_saved_and_a_finding(cook):
    send(cook, address("visit_new"), name="Driver", purpose="Water", measure="Led out")

    assert KitchenVisit.objects.get().is_odd
    assert "nobody of the leadership" in Finding.objects.get().what


def licence(campus, by, until, **given):
    today = timezone.localdate()
    record = FoodLicence(
        entry=Entry(campus=campus, happened_at=timezone.now()),
        **{"sort": "food", "number": "JY1", "issued_on": today - 400 * DAY, "valid_to": until}
        | given,
    )
    return keeping.keep(record, (), by=by, now=timezone.now())


def test_a_licence_is_reminded_of_until_it_is_renewed(campus, officer):
    from canteen.kitchen import watching

    now, today = timezone.now(), timezone.localdate()
    licence(campus, officer.person, today + 20 * DAY)
    told = watching.tell_ending(now=now)
    again = watching.tell_ending(now=now)
    waiting = watching.licences(officer.person, now).count()
    licence(campus, officer.person, today + 1800 * DAY, number="JY2")

    assert (told, again, waiting) == (1, 0, 1)
    assert watching.licences(officer.person, now).count() == 0
    assert "JY2" in officer.get(reverse("canteen:licence_list")).text


# The day --------------------------------------------------------------------------------------


def test_late_entries_say_why(cook):
    yesterday = timezone.localtime() - DAY
    said = {"faults": [], "happened_at": f"{yesterday:%Y-%m-%dT%H:%M}"}
    url = address("restroom_new")

    page = send(cook, url, **said)
    send(cook, url, **said, late_reason="Tablet was flat")

    assert "This is entered late" in page.text
    assert RestroomCleaning.objects.get().entry.is_late


def test_no_log_lies_in_the_future(cook):
    later = timezone.localtime() + DAY

    page = send(cook, address("restroom_new"), happened_at=f"{later:%Y-%m-%dT%H:%M}")

    assert "This lies in the future" in page.text


# The day of the kitchen -----------------------------------------------------------------------


def test_what_the_kitchen_owes_leads_to_a_page_that_opens(campus, term, cook, enter):
    duty = Duty.objects.create(
        title="Morning check", trade="canteen", role="food_safety_officer", rhythm="daily",
        scope="campus", proof="food_handler_check", times=["00:01"],
    )  # fmt: skip
    making.make_tasks(term, duties=[duty])
    Task.objects.exclude(day=timezone.localdate()).delete()
    head = enter("director", person=make_person(role="director", campus=campus))

    for client in (cook, head):
        [due] = client.get(reverse("canteen:kitchen_day")).context["day"].due
        assert client.get(due.url).status_code == 200
    send(cook, reverse("canteen:handler_check_new"))

    assert not cook.get(reverse("canteen:kitchen_day")).context["day"].due


def test_who_only_looks_into_the_kitchen_is_led_to_no_form(campus, term, enter):
    duty = Duty.objects.create(
        title="Daily check", trade="canteen", role="food_safety_officer", rhythm="daily",
        scope="campus", proof="daily_food_safety_check", times=["00:01"],
    )  # fmt: skip
    making.make_tasks(term, duties=[duty])
    Task.objects.exclude(day=timezone.localdate()).delete()

    page = enter("doctor").get(reverse("canteen:kitchen_day"))

    assert [due.url for due in page.context["day"].due] == [""]
    assert "Daily check" in page.text


@pytest.mark.parametrize(
    ("name", "waits"), [("cold_reading_new", True), ("handler_check_new", False)]
)
def test_what_is_said_of_peoples_health_never_waits_on_a_device(officer, name, waits):
    page = officer.get(reverse(f"canteen:{name}"))

    assert ("data-offline" in page.text) is waits
