"""日管控、周排查、月调度: the records of the day stand beside each item, findings are followed up."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from canteen.kitchen import comparing, evidence, keeping, summing
from canteen.kitchen.judging import Odd
from canteen.models import (
    ColdLine,
    ColdStorageReading,
    Conclusion,
    DailyFoodSafetyCheck,
    FoodHandlerCheck,
    FoodHandlerLine,
    FoodSafetySelfInspection,
    MealAccompaniment,
    MonthlyFoodSafetyMeeting,
    RestroomCleaning,
    RiskItem,
    TasteTest,
    WeeklyFoodSafetyReport,
)
from logistics.duties.models import Finding
from logistics.records.models import Entry
from tests.canteen.kitchen_logs import (
    DAY,
    make_fridges,
    send,
)
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def short_list(db):
    """Two items, one of them with records behind it."""
    RiskItem.objects.update(is_active=False)
    return [
        RiskItem.objects.create(code="own1", group="rooms", title="Floors", position=1),
        RiskItem.objects.create(
            code="own2", group="cold", title="Fridges", evidence="cold", position=2
        ),
    ]


def file(record, by, odd=(), *, at=None):
    now = timezone.now()
    record.entry.happened_at = at or now
    record.entry.late_reason = "just before midnight"
    return keeping.keep(record, odd, by=by, now=now)


def read_fridge(campus, by, degrees, odd=(), at=None):
    fridge = make_fridges(campus)["Meat"]
    record = ColdStorageReading(entry=Entry(campus=campus, subject="cold:round"), count=1, owed=1)
    record.new_lines = [ColdLine(fridge=fridge, degrees=degrees)]
    return file(record, by, odd, at=at)


def test_what_the_records_say_stands_beside_the_item_and_is_ticked(campus, officer, short_list):
    read_fridge(campus, officer.person, 4)

    form = officer.get(reverse("canteen:daily_check_new")).context["form"]

    floors, fridges = form.things
    assert form[f"result-{floors.key}"].value() is None  # nobody has looked yet
    assert form[f"result-{fridges.key}"].value() == "good"
    assert ("Evidence", "1 record") in fridges.facts


def test_without_a_finding_it_is_filed_as_a_zero_report(campus, officer, short_list):
    url = reverse("canteen:daily_check_new")
    read_fridge(campus, officer.person, 4)

    first = send(officer, url)
    send(officer, url, rest="on")

    check = DailyFoodSafetyCheck.objects.get()
    assert "1 item says nothing yet" in first.text
    assert (check.count, check.bad, check.entry.is_zero) == (2, 0, True)
    assert not Finding.objects.exists()


def test_a_cross_says_why_and_opens_a_finding(officer, short_list):
    floors, fridges = short_list
    url = reverse("canteen:daily_check_new")
    said = {f"result-i{floors.pk}": "bad", f"result-i{fridges.pk}": "none"}
    first = send(officer, url, **said)

    send(officer, url, **said, **{f"problem-i{floors.pk}": "Water on the floor"})

    check = DailyFoodSafetyCheck.objects.get()
    assert "Say what is not in order" in first.text
    assert [line.mark for line in check.lines.all()] == ["×", "/"]
    assert Finding.objects.get().what == "Floors: Water on the floor"


def test_a_record_out_of_range_is_suggested_as_a_cross(campus, officer, short_list):
    read_fridge(campus, officer.person, 14, [Odd("14 ℃", "fridge:1")])

    form = officer.get(reverse("canteen:daily_check_new")).context["form"]

    key = form.things[1].key
    assert form[f"result-{key}"].value() == "bad"
    assert form[f"problem-{key}"].value() == "1 record, 1 out of range"


def test_what_is_owed_and_missing_speaks_against_it(campus, officer, term):
    from logistics.duties import making
    from logistics.duties.models import Duty

    now, today = timezone.now(), timezone.localdate()
    duty = Duty.objects.create(
        title="Waste", trade="canteen", role="cook", rhythm="daily", scope="campus",
        proof="waste_disposal", times=["00:01"],
    )  # fmt: skip
    making.make_tasks(term, duties=[duty])

    said = evidence.Day(campus, today, now).of("waste")

    assert (said.words, said.is_backed) == ("0 records, 1 missing", False)


def test_the_self_inspection_goes_through_the_whole_list(officer):
    item = RiskItem.objects.of_self_inspection()
    answer = send(officer, reverse("canteen:self_inspection_new"), rest="on", conclusion="Fit")

    check = FoodSafetySelfInspection.objects.get()
    assert answer.status_code == 302
    assert (check.count, check.conclusion) == (item.count(), "Fit")
    assert item.count() > RiskItem.objects.daily().count()


def test_the_week_is_read_off_the_daily_checks(campus, officer, short_list):
    floors, fridges = short_list
    said = {f"result-i{floors.pk}": "bad", f"problem-i{floors.pk}": "Wet"}
    send(officer, reverse("canteen:daily_check_new"), **said, **{f"result-i{fridges.pk}": "good"})
    url = reverse("canteen:weekly_report_new")
    form = officer.get(url).context["form"]

    send(officer, url, analysis="One spill", measures="Mats laid")

    report = WeeklyFoodSafetyReport.objects.get()
    assert "Floors：Wet" in form["hazards"].value()
    figures = {name: report.figures[name] for name in ("checks", "bad", "found", "open")}
    assert figures == {"checks": 1, "bad": 1, "found": 1, "open": 1}


def test_the_month_decides_and_each_decision_is_followed_up(campus, term, enter, officer):
    principal, due = enter("principal"), timezone.localdate() + 10 * DAY
    said = {"attendees": "Qian, Li", "report": "All fine", "what-1": "New mats",
            "owner-1": officer.person.pk, "due_on-1": f"{due}"}  # fmt: skip

    send(principal, reverse("canteen:monthly_meeting_new"), **said)

    meeting, finding = MonthlyFoodSafetyMeeting.objects.get(), Finding.objects.get()
    assert meeting.chair == principal.person
    assert (finding.what, finding.owner, finding.due_on) == ("New mats", officer.person, due)


def test_figures_count_only_their_days_and_their_kitchen(campus, officer, short_list):
    today = timezone.localdate()
    read_fridge(campus, officer.person, 14, [Odd("14 ℃", "fridge:1")])
    now = timezone.now()

    here = summing.figures_of(campus, today, today, now=now)
    before = summing.figures_of(campus, today - 9 * DAY, today - 3 * DAY, now=now)

    assert (here["odd"], here["found"], here["days"]) == (1, 1, 1)
    assert (before["odd"], before["found"]) == (0, 0)


# What cannot all be true ----------------------------------------------------------------------


def clashes(find):
    today = timezone.localdate()
    return [clash.said for clash in find(today - DAY, today)]


def test_at_work_with_food_though_not_fit(campus, term):
    cook = make_person(role="cook", campus=campus, name="Li")
    early = timezone.now() - timedelta(seconds=5)
    check = FoodHandlerCheck(entry=Entry(campus=campus), count=1, unfit=1)
    check.new_lines = [
        FoodHandlerLine(person=cook, conclusion=Conclusion.MOVED, symptoms=["fever"])
    ]
    file(check, make_person(), at=early)
    before = clashes(comparing.worked_while_unfit)

    tasting = TasteTest(entry=Entry(campus=campus, meal="lunch"))
    tasting.new_lines = []
    file(tasting, cook)

    assert before == []
    assert [said["person"] for said in clashes(comparing.worked_while_unfit)] == ["Li"]


def accompany(campus, person, **given):
    entry = Entry(campus=campus, meal="lunch", subject="with:leader")
    return file(MealAccompaniment(entry=entry, eater="leader", person=person, **given), person)


def test_the_kitchen_is_no_company_but_a_leader_is(campus, term):
    cook = make_person(role="cook", campus=campus, name="Li")
    accompany(campus, cook)
    accompany(campus, make_person(role="principal", campus=campus))

    assert [said["person"] for said in clashes(comparing.by_the_kitchen)] == ["Li"]


def test_ticked_though_the_records_say_otherwise(campus, officer, short_list):
    _floors, fridges = short_list
    read_fridge(campus, officer.person, 14, [Odd("14 ℃", "fridge:1")])
    before = clashes(comparing.ticked_without_a_record)

    send(officer, reverse("canteen:daily_check_new"), rest="on",
         **{f"result-i{fridges.pk}": "good"})  # fmt: skip

    assert before == []
    assert [said["item"] for said in clashes(comparing.ticked_without_a_record)] == ["Fridges"]
    assert len(clashes(comparing.nothing_though_found)) == 1


def test_a_fridge_that_never_moves_is_asked_about(campus, term):
    fridge, by = make_fridges(campus)["Meat"], make_person()
    for number in range(6):
        record = ColdStorageReading(entry=Entry(campus=campus), count=1, owed=3)
        record.new_lines = [ColdLine(fridge=fridge, degrees=4)]
        file(record, by, at=timezone.now() - timedelta(seconds=10 - number))

    assert [said["fridge"] for said in clashes(comparing.always_the_same)] == ["Meat"]


def test_voided_records_contradict_nothing(campus, term):
    from logistics.duties import filing

    cook = make_person(role="cook", campus=campus)
    entry = accompany(campus, cook)

    filing.void(entry, by=cook, now=timezone.now(), reason="wrong person")

    assert clashes(comparing.by_the_kitchen) == []


def test_the_kitchens_day_lists_what_is_due_and_what_is_written(campus, officer):
    file(RestroomCleaning(entry=Entry(campus=campus)), officer.person)

    page = officer.get(reverse("canteen:kitchen_day"))

    assert [entry.kind for entry in page.context["day"].done] == ["restroom_cleaning"]
    assert "All points clean" in page.text
