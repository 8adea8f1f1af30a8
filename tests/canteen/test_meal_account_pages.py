"""The pages of the account and of what is said of the meals, as their people use them.

What is filed happens now, on whatever day that is: a day without school is confirmed.
"""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from canteen.account import publishing
from canteen.models import (
    CommitteeMember,
    ComplaintAnswer,
    FeeSettlement,
    FoodIncident,
    MealComplaint,
    MealCost,
    MealFee,
    MealMeeting,
    MealObservation,
    MealReport,
    MealStatement,
    MealSurvey,
)
from logistics import sheets
from logistics.approvals import deciding
from logistics.approvals.models import Approval
from logistics.contributions import kinds
from logistics.duties.catalogue import catalogue
from logistics.records.models import Entry
from logistics.school.models import ReadingChild
from tests.canteen.fed import MONDAY, Kitchen

pytestmark = pytest.mark.django_db
NOW = {"closed_day_is_right": "on"}
SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def kitchen():
    return Kitchen.open()


def moment(hours=0):
    when = timezone.localtime() - timedelta(hours=hours)
    return {"happened_at": f"{when:%Y-%m-%dT%H:%M}"} | NOW


def lines_of(page, *fields):
    """What the page's form already has in these fields."""
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields if name.startswith(fields)}


# The month -----------------------------------------------------------------------------------------


def test_the_month_shows_what_came_and_went(kitchen, enter):
    kitchen.run_a_month()
    url = f"{reverse('canteen:meal_account')}?month=202611"

    page = enter("accountant", at=kitchen.campus).get(url)

    month = page.context["month"]
    assert f"¥{month.income:,.2f}" in page.text
    assert len(page.context["days"]) == 20
    assert page.context["stock"].cost == month.food_cost


@pytest.mark.parametrize("days", [1, 20])
def test_the_month_asks_as_many_questions_for_a_month_as_for_a_day(
    kitchen, enter, days, django_assert_max_num_queries
):
    client = enter("accountant", at=kitchen.campus)
    for number in range(days):
        on = date(2026, 9, 1) + timedelta(number)
        kitchen.attend(on, away=[])
    url = f"{reverse('canteen:meal_account')}?month=202609"
    client.get(url)

    with django_assert_max_num_queries(16):
        page = client.get(url)

    assert page.context["month"].child_days == 3 * days


def test_a_month_that_is_nonsense_is_this_month(kitchen, enter):
    page = enter("accountant", at=kitchen.campus).get(
        f"{reverse('canteen:meal_account')}?month=999913"
    )

    assert page.context["period"].first == timezone.localdate().replace(day=1)


@pytest.mark.parametrize(
    ("spent", "is_within", "place"),
    [("45.00", True, 50), ("44.10", True, 75), ("30.00", False, 100)],
)
def test_the_gauge_says_whether_the_term_balances(kitchen, enter, spent, is_within, place):
    kitchen.attend(SEPTEMBER, away=[])
    kitchen.cost("wages", spent, on=SEPTEMBER)
    url = f"{reverse('canteen:meal_account')}?month=202609"

    gauge = enter("accountant", at=kitchen.campus).get(url).context["gauge"]

    assert (gauge["is_within"], gauge["place"]) == (is_within, place)


def test_a_line_is_entered_changed_and_counts_no_more(kitchen, enter):
    client = enter("accountant", at=kitchen.campus)
    said = {
        "campus": kitchen.campus.pk, "on": "2026-09-01", "account": "children", "sort": "gas",
        "amount": "80.50",
    }  # fmt: skip

    client.post(reverse("canteen:meal_cost_new"), said)
    cost = MealCost.objects.get()
    edit = reverse("canteen:meal_cost_edit", args=[cost.pk])
    version = client.get(edit).context["version"]
    client.post(edit, said | {"is_dropped": "on", "version": version})

    assert (cost.amount, cost.by) == (Decimal("80.50"), client.person)
    assert list(MealCost.objects.standing()) == []
    assert cost.history.count() == 2


def test_food_of_the_staff_cannot_burden_the_children(kitchen, enter):
    said = {
        "campus": kitchen.campus.pk, "on": "2026-09-01", "account": "children",
        "sort": "staff_food", "amount": "80",
    }  # fmt: skip

    page = enter("accountant", at=kitchen.campus).post(reverse("canteen:meal_cost_new"), said)

    assert "burdens the staff" in page.text
    assert not MealCost.objects.exists()


def test_a_fee_of_all_campuses_is_set_by_who_answers_for_all(kitchen, enter):
    said = {"yuan": "18", "valid_from": "2026-09-01"}
    url = reverse("canteen:meal_fee_new")

    enter("director", at=kitchen.campus).post(url, said)
    of_one = MealFee.objects.filter(campus=None).count()
    enter("director", at=None).post(url, said)

    assert (of_one, MealFee.objects.get(campus=None).yuan) == (0, Decimal(18))


def test_who_takes_the_refunds_away_is_written_down(kitchen, enter):
    kitchen.attend(SEPTEMBER, away=["Ann"])
    client = enter("accountant", at=kitchen.campus)
    url = f"{reverse('canteen:meal_refunds')}?month=202609"

    page = client.get(url)
    sheet = client.get(f"{url}&sheet=1")

    rows = sheets.read_rows(BytesIO(sheet.content), name="refunds.xlsx")
    assert "Ann" in page.text
    assert any(row[1] == "Ann" and str(row[5]) in ("15", "15.0", "15.00") for row in rows[2:])
    assert ReadingChild.objects.get().child_id == kitchen.children["Ann"].pk


def test_the_cook_sees_no_refunds(kitchen, enter):
    kitchen.attend(SEPTEMBER, away=["Ann"])

    page = enter("cook", at=kitchen.campus).get(reverse("canteen:meal_refunds"))

    assert page.status_code == 403
    assert "Ann" not in page.text


# Publication ---------------------------------------------------------------------------------------


def publish(kitchen, enter):
    kitchen.attend(SEPTEMBER, away=[])
    client = enter("accountant", at=kitchen.campus)
    client.post(f"{reverse('canteen:meal_statement_new')}?month=202609", {"words": "As planned"})
    return client, MealStatement.objects.get()


def test_nobody_outside_reads_an_account_before_the_principal_has_agreed(kitchen, enter):
    _client, statement = publish(kitchen, enter)
    url = statement.share_url
    before = Client().get(url)

    approval = Approval.objects.get(kind=publishing.PUBLISH)
    deciding.agree(approval, by=kitchen.principal, now=timezone.now(), seen=approval.digest)
    after = Client().get(url)

    assert before.status_code == 404
    assert "45.00" in after.text
    assert "As planned" in after.text
    assert (
        Client().get(reverse("canteen:meal_statement_public", args=["guessed"])).status_code == 404
    )


def test_the_public_page_is_free_of_pictures_and_of_names_of_children(kitchen, enter):
    _client, statement = publish(kitchen, enter)
    approval = Approval.objects.get(kind=publishing.PUBLISH)
    deciding.agree(approval, by=kitchen.principal, now=timezone.now(), seen=approval.digest)

    page = Client().get(statement.share_url).text

    assert "<img" not in page
    assert not any(name in page for name in kitchen.children)


def test_the_printed_notice_has_the_lines_of_the_official_table(kitchen, enter):
    client, statement = publish(kitchen, enter)

    page = client.get(f"{statement.get_absolute_url()}?print=1").text

    for words in (
        "Income from meals", "Spent on meals", "meat, vegetables", "rice, flour and oil",
        "seasoning", "other materials", "gas", "water and electricity", "wages", "taxes",
        "administration", "financial costs", "Surplus or loss", "Balance rate", "This month",
        "This year so far", "Food as a share", "Meals by child and day", "Cost of a child and day",
        "Balance rate of the term so far", "Prepared by", "Reviewed by", "Seal of the school",
    ):  # fmt: skip
        assert words in page


def test_the_accountant_is_told_that_last_month_is_not_public(kitchen, enter):
    client = enter("accountant", at=kitchen.campus)

    pages = client.get("/?whole=on").text

    assert reverse("canteen:meal_statement_new") in pages


# Clearing and report -------------------------------------------------------------------------------


def test_a_clearing_proposes_the_classes_and_keeps_what_came(kitchen, enter):
    kitchen.attend(SEPTEMBER, away=[])
    client, url = enter("accountant", at=kitchen.campus), reverse("canteen:settlement_new")
    page = client.get(url)
    fields = lines_of(page, "received", "refunded")
    [received] = [name for name in fields if name.startswith("received")]

    client.post(url, fields | moment() | {received: "40"})

    line = FeeSettlement.objects.get().lines.get()
    assert (line.due, line.received, line.open_amount) == (45, 40, 5)


def test_the_report_begins_with_what_is_recorded(kitchen, enter):
    kitchen.attend(SEPTEMBER, away=[])
    client = enter("doctor", at=kitchen.campus)
    url = f"{reverse('canteen:meal_report_new')}?month=202609"
    said = lines_of(client.get(url), "account", "opinions")

    client.post(url, said | moment() | {"nutrition": "Enough milk"})

    report = MealReport.objects.get()
    assert (report.month, report.nutrition) == (SEPTEMBER, "Enough milk")
    assert "¥45.00" in report.account


# Voices --------------------------------------------------------------------------------------------


def test_an_observation_takes_the_class_and_one_press(kitchen, enter):
    client, url = enter("doctor", at=kitchen.campus), reverse("canteen:observation_new")
    given = lines_of(client.get(url), "school_class", "eaten", "warmth", "meal")

    client.post(url, given | moment())

    seen = MealObservation.objects.select_related("entry").get()
    assert (seen.eaten, seen.warmth, seen.entry.school_class) == (
        "all",
        "right",
        kitchen.school_class,
    )


def test_a_teacher_registers_an_opinion_that_the_doctor_answers(kitchen, enter):
    said = {"source": "parent", "about": "taste", "content": "Too salty", "contact": "Mr Wu"}
    enter("teacher", at=kitchen.campus, school_class=kitchen.school_class).post(
        reverse("canteen:complaint_new"), said | moment()
    )
    told = MealComplaint.objects.get()
    client = enter("doctor", at=kitchen.campus)
    waiting = client.get(reverse("canteen:complaint_list")).text

    client.post(
        reverse("canteen:complaint_answer", args=[told.pk]),
        {"handling": "Less salt", "answer": "Thank you", "content": "satisfied"} | moment(),
    )

    assert "Too salty" in waiting
    assert ComplaintAnswer.objects.get().complaint == told
    assert "Too salty" not in client.get(reverse("canteen:complaint_list")).text


def test_who_complained_is_told_to_those_who_answer_and_stands_in_no_register(kitchen, enter):
    said = {"source": "parent", "about": "taste", "content": "Too salty", "contact": "Mr Wu"}
    doctor = enter("doctor", at=kitchen.campus)
    doctor.post(reverse("canteen:complaint_new"), said | moment())
    page = MealComplaint.objects.get().get_absolute_url()

    assert "Mr Wu" in doctor.get(page).text
    assert "Mr Wu" not in enter("cook", at=kitchen.campus).get(page).text
    register = doctor.get(reverse("duties:register", args=["meal-complaints"])).text
    assert "Too salty" in register
    assert "Mr Wu" not in register


def test_minutes_tick_the_committee_and_hand_out_decisions(kitchen, enter):
    member = CommitteeMember.objects.create(campus=kitchen.campus, side="parents", name="Mrs Li")
    client = enter("director", at=kitchen.campus)
    said = {
        "topic": "Dishes", "chair": "Head", "content": "More fish", "members": [member.pk],
        "what-1": "Fish on Fridays", "owner-1": kitchen.keeper.pk, "due_on-1": "2027-01-08",
    }  # fmt: skip

    client.post(reverse("canteen:committee_meeting_new"), said | moment())

    held = MealMeeting.objects.get()
    assert [line.name for line in held.present] == ["Mrs Li"]
    assert "Fish on Fridays" in client.get(reverse("canteen:committee")).text


def test_a_survey_with_more_back_than_given_out_is_asked_again(kitchen, enter):
    client, url = enter("director", at=kitchen.campus), reverse("canteen:survey_new")
    said = {
        "asked": "parents", "given_out": "30", "returned": "31", "conclusion": "Good",
        "question-1": "Taste", "score-1": "90",
    }  # fmt: skip

    page = client.post(url, said | moment())
    client.post(url, said | moment() | {"returned": "30"})

    assert "No more come back" in page.text
    assert MealSurvey.objects.get().score == 0.9


# Incidents -----------------------------------------------------------------------------------------


def report_incident(kitchen, enter, **more):
    client = enter("principal", at=kitchen.campus)
    said = {
        "where_eaten": "East 1", "eaters": "3", "ill": "2", "symptoms": "Vomiting",
        "suspected_on": f"{MONDAY}", "suspected_meal": "lunch", "measures": "Food stopped",
    }  # fmt: skip
    page = client.post(reverse("canteen:food_incident_new"), said | moment() | more)
    return client, page


def test_an_incident_is_printed_with_who_ate_and_what_is_held(kitchen, enter):
    kitchen.attend(MONDAY, away=["Ann"])
    when = timezone.now() - timedelta(hours=2)
    Entry.objects.create(
        kind="food_incident", number="LY-1", title="Rice 150 g", campus=kitchen.campus,
        happened_at=when, entered_at=when, entered_by=kitchen.keeper, hold="",
    )  # fmt: skip
    client, _page = report_incident(kitchen, enter)
    incident = FoodIncident.objects.get()

    page = client.get(f"{incident.get_absolute_url()}?print=1").text

    for words in ("Report of a food-safety incident", "Vomiting", "East 1 2", "Food stopped"):
        assert words in page


def test_an_incident_reported_late_says_why(kitchen, enter):
    _client, page = report_incident(kitchen, enter, **moment(hours=5))
    asked = "This is entered late" in page.text

    report_incident(kitchen, enter, **moment(hours=5), late_reason="Hospital first")

    entry = FoodIncident.objects.get().entry
    assert asked
    assert (entry.is_late, entry.late_reason) == (True, "Hospital first")


def test_only_who_may_know_children_reads_names_and_it_is_written_down(kitchen, enter):
    kitchen.attend(MONDAY, away=["Ann"])
    client, _page = report_incident(kitchen, enter)
    incident = FoodIncident.objects.get()
    url = reverse("canteen:food_incident_children", args=[incident.pk])

    refused = client.get(url)
    names = enter("doctor", at=kitchen.campus).get(f"{url}?class={kitchen.school_class.pk}").text

    assert refused.status_code == 403
    assert "Bea" in names
    assert "Ann" not in names
    read = set(ReadingChild.objects.values_list("child", flat=True))
    assert read == {kitchen.children["Bea"].pk, kitchen.children["Cid"].pk}


def test_a_class_of_another_campus_is_not_there(kitchen, enter):
    other = Kitchen.open(name="West")
    report_incident(kitchen, enter)
    url = reverse("canteen:food_incident_children", args=[FoodIncident.objects.get().pk])

    page = enter("doctor", at=kitchen.campus).get(f"{url}?class={other.school_class.pk}")

    assert page.status_code == 404
    assert "Bea" not in page.text


def test_an_incident_that_nobody_was_told_of_waits_in_the_inbox(kitchen, enter):
    client, _page = report_incident(kitchen, enter)
    incident = FoodIncident.objects.get()
    waiting = list(FoodIncident.objects.untold())

    client.post(
        reverse("canteen:food_incident_report", args=[incident.pk]),
        {"authority": "market", "told": "Ms Sun"} | moment(),
    )

    assert waiting == [incident]
    assert list(FoodIncident.objects.untold()) == []
    assert "Ms Sun" in client.get(incident.get_absolute_url()).text


# What the duties ask for ---------------------------------------------------------------------------

PROOFS = {
    "meal_account_publication", "meal_fee_settlement", "meal_report", "meal_committee_meeting",
    "meal_observation", "meal_complaint", "meal_survey", "food_incident",
}  # fmt: skip


def test_every_proof_of_account_and_voices_has_its_kind_and_page():
    asked = {row.fields["proof"] for row in catalogue().values() if row.trade == "canteen"} & PROOFS

    assert asked == PROOFS
    assert all(reverse(kinds()[code].form) for code in PROOFS)


REGISTERS = (
    "meal-account-publications", "fee-settlements", "meal-reports", "meal-committee-meetings",
    "meal-observations", "meal-complaints", "meal-surveys", "food-incidents",
)  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_registers_ask_as_many_questions_for_three_rows_as_for_one(
    kitchen, enter, rows, django_assert_max_num_queries
):
    client = enter("doctor", at=kitchen.campus)
    said = {"source": "parent", "about": "taste", "content": "Too salty"}
    for _row in range(rows):
        client.post(reverse("canteen:complaint_new"), said | moment())
    url = reverse("duties:register", args=["meal-complaints"])
    client.get(url)

    with django_assert_max_num_queries(16):
        page = client.get(url).text

    assert page.count("Too salty") >= rows


@pytest.mark.parametrize("code", REGISTERS)
def test_every_register_opens(kitchen, enter, code):
    page = enter("doctor", at=kitchen.campus).get(reverse("duties:register", args=[code]))

    assert page.status_code == 200
    assert "<h1" in page.text
