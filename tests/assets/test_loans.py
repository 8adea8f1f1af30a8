"""Loans: asked, agreed to, lent, called back, returned."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assets.custody import lending
from assets.custody.lending import Back
from assets.models import Asset, AssetEvent, Loan
from logistics.approvals.models import Approval
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.records.models import Entry
from logistics.school.models import Rule
from tests.assets.custody_factories import (
    DAY,
    agree,
    ask,
    give_back,
    lend,
    lent,
    make_asset,
    make_person,
    make_room,
    take_back,
    today,
)


@pytest.fixture
def keeper(campus):
    return make_person(campus, "storekeeper")


@pytest.fixture
def teacher(campus):
    return make_person(campus, "teacher")


@pytest.fixture
def director(campus):
    return make_person(campus, "director")


@pytest.fixture
def camera(campus):
    return make_asset(make_room(campus))


@pytest.fixture
def chairs(campus):
    return make_asset(make_room(campus), quantity=30)


def state(asset):
    return Asset.objects.get(pk=asset.pk).state


def pending():
    return Approval.objects.get(kind="loan")


# Asking.


def test_within_the_campus_nobody_is_asked(camera, teacher):
    loan = ask(camera, teacher)

    assert (loan.state, loan.needs_approval, loan.may_be_lent) == ("asked", False, True)
    assert not Approval.objects.exists()


def test_the_school_may_want_approval_within_the_campus_too(camera, teacher, director):
    Rule.objects.create(code=lending.WITHIN, value="1")

    loan = ask(camera, teacher)

    assert loan.waits_for_approval
    assert pending().waits_for == [director]


def test_nothing_leaves_the_campus_before_somebody_agreed(camera, teacher, keeper, director):
    loan = ask(camera, teacher, leaves=True, destination="District contest")

    with pytest.raises(Refused, match="nobody has agreed"):
        lend(loan, by=keeper)
    agree(pending(), director)
    lend(Loan.objects.get(), by=keeper)

    assert Loan.objects.get().state == "lent"
    assert state(camera) == "lent"


def test_the_database_lets_nothing_leave_without_approval(camera, teacher):
    loan = ask(camera, teacher)

    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.filter(pk=loan.pk).update(leaves=True)


def test_nobody_agrees_to_their_own_loan(camera, director, campus):
    principal = make_person(campus, "principal")

    ask(camera, director, leaves=True, destination="Home")

    assert pending().waits_for == [principal]


def test_who_borrows_does_not_decide_when_another_asks_for_them(camera, director, teacher, campus):
    principal = make_person(campus, "principal")

    ask(camera, director, by=teacher, leaves=True, destination="Home")

    assert pending().waits_for == [principal]


def test_a_request_that_is_returned_is_refused(camera, teacher, director):
    loan = ask(camera, teacher, leaves=True, destination="Home")

    give_back(pending(), director)

    loan.refresh_from_db()
    assert loan.state == "refused"


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"due": -1}, "today at the earliest"),
        ({"leaves": True}, "where it is taken"),
        ({"quantity": 2}, "There are 1 of"),
    ],
)
def test_an_impossible_wish_is_refused(camera, teacher, wish, sentence):
    with pytest.raises(Refused, match=sentence):
        ask(camera, teacher, **wish)

    assert not Loan.objects.exists()


@pytest.mark.parametrize("condition", ["repair", "condemned", "lent"])
def test_what_is_not_free_is_not_lent(camera, teacher, condition):
    camera.state = condition

    with pytest.raises(Refused, match="cannot be lent"):
        ask(camera, teacher)


# Lending.


def test_a_loan_is_signed_for_by_who_borrows(camera, teacher, keeper):
    loan = ask(camera, teacher)

    entry = lend(loan, by=keeper)

    assert [(s.capacity, s.person) for s in entry.signers.all()] == [("borrower", teacher)]
    assert (loan.lent_sheet, loan.lent_by, loan.lent_on) == (entry, keeper, today())
    assert [e.kind for e in camera.events.all()] == [AssetEvent.Kind.LENT]
    assert entry.number.startswith("JY-")


def test_several_things_for_one_person_go_on_one_sheet(camera, chairs, teacher, keeper):
    entry = lend(ask(camera, teacher), ask(chairs, teacher, quantity=5), by=keeper)

    assert [line.quantity for line in entry.content.lines.all()] == [1, 5]


def test_one_sheet_is_for_one_person(camera, chairs, teacher, keeper, director):
    with pytest.raises(Refused, match="one person"):
        lend(ask(camera, teacher), ask(chairs, director), by=keeper)


def test_nobody_lends_to_themselves(camera, keeper):
    with pytest.raises(Refused, match="Nobody lends"):
        lend(ask(camera, keeper), by=keeper)

    assert state(camera) == "in_use"


def test_one_thing_is_lent_once(camera, teacher, director, keeper):
    first, second = ask(camera, teacher), ask(camera, director)
    lend(first, by=keeper)

    with pytest.raises(Refused, match="cannot be lent"):
        lend(second, by=keeper)

    assert Loan.objects.open().get() == first


def test_the_database_allows_one_open_loan_of_a_thing(camera, teacher, director, keeper):
    lent(camera, teacher, keeper)

    with (
        pytest.raises(IntegrityError, match=r"loan_one_open_per_asset|asset_id"),
        transaction.atomic(),
    ):
        Loan.objects.create(
            asset=camera, campus=camera.campus, borrower=director, asked_by=director,
            asked_at=timezone.now(), purpose="x", due_on=today(), state="lent", lent_on=today(),
        )  # fmt: skip


def test_of_a_batch_no_more_is_lent_than_there_is(chairs, teacher, director, keeper):
    lent(chairs, teacher, keeper, quantity=20)
    more, rest = ask(chairs, director, quantity=11), ask(chairs, director, quantity=10)

    with pytest.raises(Refused, match="Only 10 of"):
        lend(more, by=keeper)
    lend(rest, by=keeper)

    assert sum(loan.quantity for loan in Loan.objects.open()) == 30
    assert state(chairs) == "in_use"


def test_a_whole_batch_is_not_lent_while_a_part_is_out(chairs, teacher, director, keeper):
    lent(chairs, teacher, keeper, quantity=1)

    with pytest.raises(Refused, match="Only 29 of"):
        lend(ask(chairs, director), by=keeper)


def test_a_loan_is_lent_once(chairs, teacher, keeper):
    loan = lent(chairs, teacher, keeper, quantity=1)

    with pytest.raises(Refused, match="lent by now"):
        lend(loan, by=keeper)

    assert Entry.objects.filter(kind="loan").count() == 1


def test_what_was_due_before_it_was_fetched_is_asked_anew(camera, teacher, keeper):
    loan = ask(camera, teacher, due=0)
    loan.due_on -= DAY

    with pytest.raises(Refused, match="has passed"):
        lend(loan, by=keeper)


def test_who_asked_takes_the_request_back(camera, teacher, keeper, director):
    loan = ask(camera, teacher, leaves=True, destination="Home")

    with pytest.raises(Refused, match="Only who asked"):
        lending.withdraw(loan, by=keeper, now=timezone.now())
    lending.withdraw(loan, by=teacher, now=timezone.now())

    assert loan.state == "withdrawn"
    assert pending().state == "withdrawn"


def test_the_storekeeper_refuses_with_a_reason(camera, teacher, keeper):
    loan, now = ask(camera, teacher), timezone.now()

    with pytest.raises(Refused, match="Say why"):
        lending.refuse(loan, by=keeper, now=now, reason="")
    lending.refuse(loan, by=keeper, now=now, reason="Needed here")

    assert (loan.state, loan.reason) == ("refused", "Needed here")
    with pytest.raises(Refused, match="over already"):
        lending.refuse(loan, by=keeper, now=now, reason="Again")


def test_what_waits_for_approval_is_not_refused_at_the_counter(camera, teacher, keeper, director):
    loan = ask(camera, teacher, leaves=True, destination="Home")

    with pytest.raises(Refused, match="waits for approval"):
        lending.refuse(loan, by=keeper, now=timezone.now(), reason="No")


# Coming back.


@pytest.mark.parametrize("before", ["in_use", "idle"])
def test_what_comes_back_is_what_it_was_before(campus, teacher, keeper, before):
    camera = make_asset(make_room(campus), state=before)
    loan = lent(camera, teacher, keeper)

    entry = take_back(Back(loan, "worn"), by=keeper)

    loan.refresh_from_db()
    assert (loan.state, loan.returned_on, loan.condition) == ("returned", today(), "worn")
    assert (state(camera), loan.returned_sheet) == (before, entry)
    assert [e.kind for e in camera.events.all()] == ["returned", "lent"]


def test_a_part_that_does_not_come_back_is_lacking(chairs, teacher, keeper):
    loan = lent(chairs, teacher, keeper, quantity=5)

    take_back(Back(loan, quantity=3), by=keeper)

    loan.refresh_from_db()
    assert (loan.state, loan.lacking) == ("returned", 2)


def test_more_than_was_lent_does_not_come_back(chairs, teacher, keeper):
    loan = lent(chairs, teacher, keeper, quantity=5)

    with pytest.raises(Refused, match="5 of them were lent"):
        take_back(Back(loan, quantity=6), by=keeper)


def test_a_thing_comes_back_once(camera, teacher, keeper):
    loan = lent(camera, teacher, keeper)
    take_back(Back(loan), by=keeper)

    with pytest.raises(Refused, match="already come back"):
        take_back(Back(loan), by=keeper)

    assert Entry.objects.filter(kind="loan").count() == 2


def test_nobody_takes_back_what_they_borrowed_themselves(camera, keeper, director):
    loan = lent(camera, keeper, director)

    with pytest.raises(Refused, match="borrowed themselves"):
        take_back(Back(loan), by=keeper)


def test_nothing_chosen_is_no_return(keeper):
    with pytest.raises(Refused, match="Choose what"):
        take_back(by=keeper)


def test_several_people_bring_back_on_one_list(camera, chairs, teacher, director, keeper):
    loans = [lent(camera, teacher, keeper), lent(chairs, director, keeper, quantity=2)]

    entry = take_back(*(Back(loan) for loan in loans), by=keeper)

    assert entry.content.borrower is None
    assert entry.content.lines.count() == 2
    assert not Loan.objects.open().exists()


def test_that_nothing_is_lent_is_said_only_when_it_is_so(campus, camera, teacher, keeper):
    loan, now = lent(camera, teacher, keeper), timezone.now()

    with pytest.raises(Refused, match="still lent"):
        lending.nothing_lent(campus, by=keeper, now=now, happened_at=now)
    take_back(Back(loan), by=keeper)

    assert lending.nothing_lent(campus, by=keeper, now=now, happened_at=now).is_zero


# Calling back and reminding.


def test_everything_out_is_called_back_at_once(camera, chairs, teacher, director, keeper):
    far = lent(camera, teacher, keeper, due=60)
    near = lent(chairs, director, keeper, quantity=2, due=1)

    called = lending.call_back(
        Loan.objects.open(), by=keeper, now=timezone.now(), due_on=today() + 3 * DAY
    )

    far.refresh_from_db()
    near.refresh_from_db()
    assert set(called) == {far, near}
    assert (far.due_on, near.due_on) == (today() + 3 * DAY, today() + DAY)
    told = Notice.objects.filter(kind=lending.CALLED_BACK)
    assert {notice.person for notice in told} == {teacher, director}


def test_what_came_back_is_not_called(camera, teacher, keeper):
    loan = lent(camera, teacher, keeper)
    take_back(Back(loan), by=keeper)

    assert lending.call_back([loan], by=keeper, now=timezone.now(), due_on=today()) == []


@pytest.mark.parametrize(
    ("days_later", "kinds"),
    [(5, []), (6, [lending.DUE_TOMORROW]), (7, []), (8, [lending.OVERDUE])],
)
def test_a_borrower_is_reminded_the_day_before_and_after(
    camera, teacher, keeper, days_later, kinds
):
    lent(camera, teacher, keeper, due=7)
    now = timezone.now() + days_later * DAY

    for _time in range(2):
        lending.remind(now=now)

    assert [notice.kind for notice in Notice.objects.filter(person=teacher)] == kinds


def test_a_reminder_is_settled_by_the_return(camera, teacher, keeper):
    loan = lent(camera, teacher, keeper, due=0)
    lending.remind(now=timezone.now() + DAY)

    take_back(Back(loan), by=keeper)

    assert not Notice.objects.filter(person=teacher).unread().exists()


def test_a_loan_may_be_prolonged_but_not_by_the_borrower(camera, teacher, keeper):
    loan, now = lent(camera, teacher, keeper), timezone.now()
    later = today() + timedelta(days=30)

    with pytest.raises(Refused, match="their own"):
        lending.prolong(loan, due_on=later, by=teacher, now=now)
    with pytest.raises(Refused, match="today at the earliest"):
        lending.prolong(loan, due_on=today() - DAY, by=keeper, now=now)
    lending.prolong(loan, due_on=later, by=keeper, now=now)

    loan.refresh_from_db()
    assert loan.due_on == later


def test_what_left_the_campus_is_asked_anew(camera, teacher, keeper, director):
    loan = ask(camera, teacher, leaves=True, destination="Home")
    agree(pending(), director)
    lend(loan, by=keeper)

    with pytest.raises(Refused, match="ask anew"):
        lending.prolong(loan, due_on=today() + 30 * DAY, by=keeper, now=timezone.now())
