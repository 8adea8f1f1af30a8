"""The pages of custody, loans, damage, disposal and transfers, as those who use them meet them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assets.custody.checking import Seen
from assets.models import Asset, ClassProperty, DamageCase, Loan
from logistics.approvals.models import Approval
from logistics.contributions import registers
from tests.assets.custody_factories import (
    agree,
    apply_for,
    ask,
    check_room,
    damage,
    hand_over,
    lent,
    make_asset,
    make_person,
    make_room,
    move,
    sign_all,
    today,
    write_off,
)
from tests.factories import make_campus, make_class, make_term


@pytest.fixture
def keeper(enter):
    return enter("storekeeper")


@pytest.fixture
def school_class(campus):
    return make_class(campus=campus, school_year=make_term().school_year)


@pytest.fixture
def teacher(campus, school_class):
    return make_person(campus, "teacher", school_class=school_class)


@pytest.fixture
def room(campus, school_class, teacher):
    return make_room(campus, school_class=school_class, custodian=teacher)


def sent(**given):
    now = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    return {"happened_at": now, "closed_day_is_right": "on", "form_key": "k" * 32} | given


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


# Checking.


def test_one_press_says_that_everything_is_there(keeper, school_class, room):
    make_asset(room, quantity=30), make_asset(room)
    url = reverse("assets:property_check_class", args=[school_class.pk])

    keeper.post(url, sent(occasion="monthly"))

    sheet = ClassProperty.objects.get()
    assert (sheet.expected, sheet.found, sheet.entry.school_class) == (31, 31, school_class)


def test_what_is_missing_is_counted_in_its_own_row(keeper, school_class, room):
    chairs = make_asset(room, quantity=30)
    url = reverse("assets:property_check_class", args=[school_class.pk])
    odd = {f"found-{chairs.pk}": "28", f"condition-{chairs.pk}": "damaged"}

    keeper.post(url, sent(occasion="monthly", **odd))

    sheet = ClassProperty.objects.get()
    assert (sheet.missing, sheet.damaged) == (2, 1)


def test_a_check_sent_back_keeps_what_was_typed(keeper, school_class, room):
    chairs = make_asset(room, quantity=30)
    url = reverse("assets:property_check_class", args=[school_class.pk])

    page = keeper.post(url, sent(occasion="monthly", besides="X9", **{f"found-{chairs.pk}": "27"}))

    assert "There is no such card: X9" in page.text
    assert 'value="27"' in page.text
    assert not ClassProperty.objects.exists()


def test_the_result_is_published_to_all_the_staff(enter, school_class, room, campus):
    clock = make_asset(room, name="Clock")
    check_room(room, [Seen(clock, 0)], by=make_person(campus, "storekeeper"))

    page = enter("cook").get(reverse("assets:property_results")).text

    assert "Clock −1" in page
    assert str(school_class) in page


def test_the_result_of_the_term_names_losses_points_and_custodians(
    keeper, school_class, room, teacher
):
    clock = make_asset(room, name="Clock", custodian=teacher)
    check_room(room, [Seen(clock, 0)], by=keeper.person, occasion="term_end")
    damage(make_asset(room), by=keeper.person, by_child=True, school_class=school_class, points=3)

    page = keeper.get(reverse("assets:property_term"))

    [row] = page.context["custodians"]
    [result] = [each for each in page.context["classes"] if each["class"] == school_class]
    assert (row["person"], row["missing"], row["things"]) == (teacher, 1, [clock])
    assert (result["points"], result["cases"], result["sheet"].missing) == (3, 1, 1)


def test_a_teacher_sees_the_property_of_the_own_class_alone(enter, campus, school_class, room):
    other = make_class(campus=campus)
    client = enter("teacher", school_class=school_class)

    statuses = [
        client.get(reverse("assets:property_class", args=[each.pk])).status_code
        for each in (school_class, other)
    ]

    assert statuses == [200, 404]


def test_the_letter_of_responsibility_has_the_list_and_lines_to_sign(keeper, room):
    make_asset(room, name="Clock")

    page = keeper.get(reverse("assets:property_place", args=[room.pk]) + "?print=1").text

    assert "letter of responsibility" in page
    assert "Clock" in page
    assert page.count("signature-blank") == 3


# Handing over.


def test_a_handover_is_read_from_the_register_and_signed(keeper, campus, room, teacher, enter):
    clock = make_asset(room, custodian=teacher)
    taker, director = make_person(campus), enter("director")
    start = {"campus": campus.pk, "giver": teacher.pk, "store": ""}
    url = reverse("assets:handover_new", query=start)
    things = {f"found-asset-{clock.pk}": "1", f"found-place-{room.pk}": "1"}

    people = {"taker": taker.pk, "supervisor": director.person.pk}
    response = keeper.post(url, sent(**people, **things))

    assert "takes effect" in keeper.get(response.url).text
    assert clock.number in director.get(response.url).text
    assert "Sign: supervised by" in director.get(response.url).text


# Loans.


def test_a_teacher_asks_and_the_storekeeper_hands_out(enter, keeper, room, teacher):
    camera = make_asset(room)
    client = enter("teacher", person=teacher)
    wish = {"asset": camera.pk, "quantity": 1, "purpose": "Open class", "due_on": today()}
    client.post(reverse("assets:loan_new"), wish | {"form_key": "a" * 32})
    loan = Loan.objects.get()

    keeper.post(reverse("assets:loan_hand_out", args=[loan.pk]))

    loan.refresh_from_db()
    assert (loan.borrower, loan.state) == (teacher, "lent")
    assert (
        reverse("assets:loan_hand_out", args=[loan.pk])
        not in keeper.get(loan.get_absolute_url()).text
    )


def test_lending_at_the_counter_is_one_form(keeper, room, teacher):
    camera, drum = make_asset(room), make_asset(room)
    numbers = f"{camera.number} {drum.number}"
    form = {"borrower": teacher.pk, "assets": numbers, "purpose": "Play", "due_on": today()}

    keeper.post(reverse("assets:loan_lend"), sent(**form))

    assert Loan.objects.open().count() == 2
    assert Loan.objects.first().lent_sheet == Loan.objects.last().lent_sheet


def test_what_leaves_the_campus_waits_and_says_so(keeper, campus, room, teacher):
    camera = make_asset(room)
    make_person(campus, "director")
    form = {"borrower": teacher.pk, "assets": camera.number, "purpose": "Play", "due_on": today()}
    away = {"leaves": "on", "destination": "Park"}

    response = keeper.post(reverse("assets:loan_lend"), sent(**form, **away))

    loan = Loan.objects.get()
    assert (loan.state, response.url) == ("asked", loan.get_absolute_url())
    assert Approval.objects.get().is_pending


def test_a_loan_is_taken_back_with_its_condition(keeper, room, teacher):
    loan = lent(make_asset(room), teacher, keeper.person)
    back = {f"back-{loan.pk}": "on", f"condition-{loan.pk}": "damaged"}

    keeper.post(reverse("assets:loan_return", args=[loan.pk]), sent(**back))

    loan.refresh_from_db()
    page = keeper.get(loan.get_absolute_url()).text
    assert (loan.state, loan.condition) == ("returned", "damaged")
    assert "Write the damage case" in page


def test_all_loans_are_called_back_in_one_press(keeper, room, teacher):
    loan = lent(make_asset(room), teacher, keeper.person, due=30)

    url = reverse("assets:loan_call_back")
    keeper.post(url, {"due_on": today().isoformat(), "form_key": "c" * 32})

    loan.refresh_from_db()
    assert (loan.due_on, loan.called_back_at is not None) == (today(), True)


def test_anothers_loan_is_not_there(enter, keeper, room, teacher):
    loan = lent(make_asset(room), teacher, keeper.person)

    statuses = [
        client.get(loan.get_absolute_url()).status_code
        for client in (enter("teacher", person=teacher), enter("cook"))
    ]

    assert statuses == [200, 404]


# Damage, disposal, transfers.


def test_a_case_is_written_and_settled(keeper, room, teacher):
    camera = make_asset(room)
    case = {
        "asset": camera.number, "quantity": 1, "loss": "damaged", "cause": "It fell",
        "measure": "repair", "responsible": teacher.pk, "basis": "original",
    }  # fmt: skip
    keeper.post(reverse("assets:damage_new"), sent(**case))
    written = DamageCase.objects.get()
    paid = {"outcome": "paid", "paid_on": today(), "receipt": "77", "form_key": "p" * 32}

    keeper.post(reverse("assets:damage_settle", args=[written.pk]), paid)

    assert (written.amount, written.settlement.receipt) == (camera.value, "77")


def test_a_case_that_costs_something_names_who_pays(keeper, room):
    case = {
        "asset": make_asset(room).number, "quantity": 1, "loss": "damaged", "cause": "It fell",
        "measure": "repair", "basis": "original",
    }  # fmt: skip

    page = keeper.post(reverse("assets:damage_new"), sent(**case))

    assert "say who is responsible" in page.text
    assert not DamageCase.objects.exists()


def test_an_application_goes_its_way_to_the_public_list(enter, keeper, campus, room):
    computer, expert = make_asset(room, name="Old computer"), make_person(campus)
    heads = make_person(campus, "director"), make_person(campus, "principal")
    form = {
        "assets": computer.number, "way": "scrap", "ground": "worn_out", "reason": "Old",
        "opinion": "Beyond repair", "appraiser": expert.pk,
    }  # fmt: skip
    response = keeper.post(reverse("assets:disposal_new"), sent(**form))
    agree(Approval.objects.get(), *heads)
    sheet = response.url.rstrip("/").rsplit("/", 1)[-1]
    paper = {"document": "No. 12", "approved_on": today(), "form_key": "w" * 32}

    keeper.post(reverse("assets:disposal_write_off", args=[sheet]), sent(**paper))

    assert Asset.objects.get().state == "disposed"
    public = enter("guard").get(reverse("assets:disposal_public")).text
    assert "Old computer" in public
    assert "No. 12" in public


def test_what_still_serves_is_proposed_to_another_room(keeper, campus, room):
    computer = make_asset(room)
    bare = make_room(campus, kind="special_room", name="Reading room")

    page = keeper.get(f"{reverse('assets:disposal_new')}?asset={computer.pk}").text

    target = reverse("assets:transfer_new")
    assert f"{target}?asset={computer.pk}&amp;place={bare.pk}" in page


def test_a_transfer_between_rooms_is_one_form(keeper, campus, room):
    desk, other = make_asset(room), make_room(campus)
    form = {"assets": desk.number, "place": other.pk, "condition": "good", "reason": "Needed"}

    keeper.post(reverse("assets:transfer_new"), sent(**form))

    desk.refresh_from_db()
    assert desk.place == other


def test_nothing_of_another_campus_is_moved(keeper, room):
    far = make_asset(make_room(make_campus()))
    form = {"assets": far.number, "place": room.pk, "condition": "good", "reason": "Needed"}

    page = keeper.post(reverse("assets:transfer_new"), sent(**form))

    assert "There is no such card" in page.text


# Lists and registers.


def furnish(campus, by, director):
    room = make_room(campus, custodian=make_person(campus))
    borrower, expert = make_person(campus), make_person(campus)
    lent(make_asset(room), borrower, by)
    ask(make_asset(room), borrower)
    damage(make_asset(room), by=by, responsible=borrower, basis="original")
    move(make_asset(make_room(campus)), to=room, by=by)
    gone = apply_for(make_asset(room), by=by, appraiser=expert)
    agree(Approval.objects.filter(kind="asset_disposal").latest("pk"), director, *PRINCIPAL)
    write_off(gone, by=by)
    apply_for(make_asset(room), by=by, appraiser=expert)
    holder = make_person(campus)
    make_asset(room, custodian=holder)
    sign_all(hand_over(holder, expert, director, campus=campus, by=by))
    check_room(room, by=by)


PRINCIPAL = []

LISTS = [
    "property_list", "handover_list", "loan_list", "loan_people", "damage_list", "disposal_list",
    "disposal_public", "transfer_list",
]  # fmt: skip


def test_the_lists_ask_as_many_queries_for_three_rows_as_for_one(keeper, campus):
    director = make_person(campus, "director")
    PRINCIPAL[:] = [make_person(campus, "principal")]
    urls = {name: reverse(f"assets:{name}") for name in LISTS}
    codes = [
        code
        for code, declared in registers().items()
        if declared.__module__ == "assets.custody.registers"
    ]
    urls |= {code: reverse("duties:register", args=[code]) for code in codes}

    furnish(campus, keeper.person, director)
    one = {name: queries(keeper, url) for name, url in urls.items()}
    for _more in range(2):
        furnish(campus, keeper.person, director)
    three = {name: queries(keeper, url) for name, url in urls.items()}

    assert three == one
    assert {name: count for name, count in one.items() if count > 12 and name in LISTS} == {}


@pytest.mark.parametrize("how", ["", "_print", "_sheet"])
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("loans", "open class"),
        ("damage-cases", "It fell"),
        ("asset-disposals", "Beyond repair"),
        ("asset-transfers", "Needed there"),
    ],
)
def test_each_register_tells_its_rows_on_the_page_and_on_paper(keeper, campus, code, words, how):
    director = make_person(campus, "director")
    PRINCIPAL[:] = [make_person(campus, "principal")]
    furnish(campus, keeper.person, director)

    answer = keeper.get(reverse(f"duties:register{how}", args=[code]))

    assert answer.status_code == 200
    if how != "_sheet":
        assert words in answer.text


def test_the_first_page_of_a_teacher_shows_property_and_loans(
    enter, school_class, room, teacher, campus
):
    make_asset(room, quantity=12)
    lent(make_asset(room, name="Drum"), teacher, make_person(campus, "storekeeper"))

    page = enter("teacher", person=teacher).get(reverse("home_cards")).text

    assert "12 things by the register" in page
    assert "Drum" in page


def test_what_waits_stands_in_the_inbox_of_whom_it_waits_for(enter, keeper, campus, room, teacher):
    lent(make_asset(room, name="Drum"), teacher, keeper.person, due=0)
    ask(make_asset(room, name="Piano"), teacher)
    damage(make_asset(room, name="Clock"), by=keeper.person, responsible=teacher, basis="original")

    inbox = keeper.get(reverse("notices:inbox")).text
    mine = enter("teacher", person=teacher).get(reverse("notices:inbox")).text

    assert "Hand out Piano" in inbox
    assert "Clock" in inbox
    assert "Bring back Drum" in mine
