"""The meal account: what a month came to, checked against a sum over every single line."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from canteen.account import layout, publishing, refunding, settling
from canteen.account.comparing import charged_for_more, food_without_children, published_otherwise
from canteen.account.fees import standard
from canteen.account.reckoning import reckon
from canteen.account.stock import stock_of
from canteen.models import FeeSettlement, MealCost, MealFee, MealPublication, MealStatement
from health.models import Attendance, AttendanceLine
from logistics.approvals import deciding
from logistics.approvals.models import Approval
from logistics.errors import Refused
from logistics.records.models import Entry
from logistics.school.calendar import at
from logistics.school.models import Rule
from logistics.stores import ledger
from logistics.stores.models import Movement, StockInLine
from tests.canteen.fed import FRIDAY, MONDAY, Kitchen

pytestmark = pytest.mark.django_db
DAY = timedelta(1)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
FEN = Decimal("0.01")


@pytest.fixture
def kitchen():
    return Kitchen.open()


def brute_force(kitchen):
    """Every child, every movement, every line, one at a time and in whole fen."""
    fees = sum(
        1500
        for line in AttendanceLine.objects.all()
        if line.mark == "present" and line.sheet.entry.status != "voided"
    )
    used = 0
    for movement in Movement.objects.all():
        if movement.kind not in ("receive", "move_in", "move_out"):
            used -= int(movement.amount * 100)
    others = sum(int(c.amount * 100) for c in MealCost.objects.filter(account="children"))
    return Decimal(fees) / 100, Decimal(used) / 100, Decimal(others) / 100


def test_a_month_reconciles_to_the_fen_with_a_sum_over_every_line(kitchen):
    kitchen.run_a_month()

    month = reckon([kitchen.campus.pk], FIRST, LAST).sums(FIRST, LAST)
    fees, used, others = brute_force(kitchen)

    assert (month.fees, month.food_cost, month.running) == (fees, used, others)
    assert month.balance == fees - used - others
    assert fees > 0 < used


def test_the_store_agrees_with_receipts_and_with_what_is_left(kitchen):
    kitchen.run_a_month()

    book = reckon([kitchen.campus.pk], FIRST, LAST)
    stock = stock_of(book, FIRST, LAST)
    left = sum(movement.amount for movement in Movement.objects.all())
    receipts = sum(line.amount for line in StockInLine.objects.all())

    assert stock.received == receipts
    assert stock.opening + stock.received - stock.closing == stock.cost
    assert stock.closing == left
    assert stock.cost == book.sums(FIRST, LAST).food_cost


def test_one_head_count_moves_exactly_what_comes_after_it(kitchen):
    kitchen.run_a_month()
    sheet = Attendance.objects.filter(on=MONDAY).first()
    before = reckon([kitchen.campus.pk], FIRST, LAST)

    line = sheet.lines.filter(mark="present").first()
    AttendanceLine.objects.filter(pk=line.pk).update(mark="sick")
    Attendance.objects.filter(pk=sheet.pk).update(present=sheet.present - 1, ill=sheet.ill + 1)
    after = reckon([kitchen.campus.pk], FIRST, LAST)

    changed = {on for on in before.days if before.days[on] != after.days[on]}
    assert changed == {MONDAY}
    assert before.days[MONDAY].fees - after.days[MONDAY].fees == Decimal("15.00")
    assert before.days[MONDAY].food_cost == after.days[MONDAY].food_cost
    one, other = before.sums(FIRST, LAST), after.sums(FIRST, LAST)
    assert (one.child_days - other.child_days, one.balance - other.balance) == (1, Decimal(15))


def test_the_published_table_divides_food_as_it_is_cooked(kitchen):
    kitchen.receive(MONDAY, "大米", "10", "5.00")
    kitchen.receive(MONDAY, "精盐", "2", "3.00")
    kitchen.receive(MONDAY, "猪肉", "4", "30.00")
    kitchen.issue(MONDAY, {"大米": "6", "精盐": "1", "猪肉": "2"})

    food = reckon([kitchen.campus.pk], FIRST, LAST).sums(FIRST, LAST).food

    assert food == {"staples": Decimal(30), "seasoning": Decimal(3), "dishes": Decimal(60)}


def test_what_was_lost_burdens_the_account_and_what_was_taken_back_does_not(kitchen):
    kitchen.receive(MONDAY, "大米", "10", "5.00")
    sheet = kitchen.issue(MONDAY, {"大米": "2"})
    kitchen.lose(MONDAY, "大米", "1")
    ledger.take_back(sheet, by=kitchen.keeper, now=at(MONDAY, "15:00"), reason="Wrong goods")

    month = reckon([kitchen.campus.pk], FIRST, LAST).sums(FIRST, LAST)

    assert (month.food_cost, -month.used, -month.lost) == (Decimal(5), Decimal(0), Decimal(5))


def test_staff_meals_leave_the_childrens_account_and_stand_in_their_own(kitchen):
    kitchen.receive(MONDAY, "大米", "10", "5.00")
    kitchen.issue(MONDAY, {"大米": "4"})
    kitchen.cost("staff_food", "8.00", account="staff")
    kitchen.cost("income", "12.00", account="staff")
    kitchen.cost("gas", "7.00", account="staff")

    book = reckon([kitchen.campus.pk], FIRST, LAST)
    month, staff = book.sums(FIRST, LAST), book.staff_sums(FIRST, LAST)

    assert (month.food_cost, month.running, month.income) == (Decimal(12), 0, 0)
    assert (staff["staff_food"], staff["income"], staff["gas"]) == (8, 12, 7)


def test_the_store_of_another_campus_and_of_other_goods_is_not_in_it(kitchen):
    other = Kitchen.open(name="West")
    other.receive(MONDAY, "大米", "10", "5.00")
    other.issue(MONDAY, {"大米": "4"})

    assert reckon([kitchen.campus.pk], FIRST, LAST).sums(FIRST, LAST).food_cost == 0
    assert reckon([other.campus.pk], FIRST, LAST).sums(FIRST, LAST).food_cost == 20


# Fees ----------------------------------------------------------------------------------------------


def test_the_narrower_fee_goes_before_the_wider_and_holds_from_its_day_on(kitchen):
    MealFee.objects.create(grade="junior", yuan=13, valid_from=date(2026, 9, 1))
    MealFee.objects.create(campus=kitchen.campus, grade="junior", yuan=14, valid_from=FRIDAY)

    at_first = standard(MONDAY, kitchen.campus, "junior")
    from_friday = standard(FRIDAY, kitchen.campus, "junior")

    assert (at_first, from_friday) == (Decimal(15), Decimal(14))
    assert standard(MONDAY, 0, "junior") == 13
    assert standard(date(2026, 8, 1), kitchen.campus, "junior") is None


def test_without_a_fee_of_the_day_its_meals_are_added_up(kitchen):
    MealFee.objects.all().delete()
    for meal, yuan in (("breakfast", "3.50"), ("lunch", "8.00"), ("afternoon_snack", "2.00")):
        MealFee.objects.create(meal=meal, yuan=Decimal(yuan), valid_from=date(2026, 9, 1))

    assert standard(MONDAY, kitchen.campus, "junior") == Decimal("13.50")
    assert standard(MONDAY, kitchen.campus, "junior", "lunch") == Decimal("8.00")


def test_days_without_a_fee_are_counted_not_guessed(kitchen):
    MealFee.objects.all().delete()
    kitchen.attend(MONDAY, away=[])

    month = reckon([kitchen.campus.pk], FIRST, LAST).sums(FIRST, LAST)

    assert (month.unpriced, month.fees, month.rate) == (3, 0, None)


# Refunds -------------------------------------------------------------------------------------------


def away_a_week(kitchen):
    """Ann is away on Monday, and from Wednesday to Friday."""
    for number in range(5):
        kitchen.attend(MONDAY + number * DAY, away=[] if number == 1 else ["Ann"])


def test_every_absent_day_is_given_back_as_a_rule(kitchen):
    away_a_week(kitchen)

    [refund] = refunding.refunds([kitchen.campus.pk], FIRST, LAST)

    assert (refund.name, refund.absent, len(refund.days)) == ("Ann", 4, 4)
    assert refund.amount == Decimal("60.00")


def test_from_the_third_day_in_a_row_only_what_comes_after_two_is_given_back(kitchen):
    Rule.objects.create(code="meal_refund_from_day", value="3")
    away_a_week(kitchen)

    [refund] = refunding.refunds([kitchen.campus.pk], FIRST, LAST)
    month = reckon([kitchen.campus.pk], FIRST, LAST).sums(FIRST, LAST)

    assert (refund.days, refund.absent, refund.amount) == ([FRIDAY], 4, Decimal("15.00"))
    assert month.kept == Decimal("45.00")
    assert month.income == month.fees + Decimal("45.00")


def test_an_absence_that_began_last_month_goes_on_over_the_weekend(kitchen):
    Rule.objects.create(code="meal_refund_from_day", value="3")
    for on in (date(2026, 10, 29), date(2026, 10, 30), date(2026, 11, 2)):
        kitchen.attend(on, away=["Ann"])

    [refund] = refunding.refunds([kitchen.campus.pk], FIRST, LAST)

    assert refund.days == [date(2026, 11, 2)]


# Publication ---------------------------------------------------------------------------------------


def put_forward(kitchen, **given):
    now = at(date(2026, 12, 3), "09:00")
    return publishing.put_forward(
        kitchen.campus, publishing.month_of(FIRST), by=kitchen.accountant, now=now, **given
    )


def agree(kitchen, statement):
    approval = Approval.objects.get(kind=publishing.PUBLISH, object_id=statement.pk)
    now = at(date(2026, 12, 4), "09:00")
    deciding.agree(approval, by=kitchen.principal, now=now, seen=approval.digest)
    statement.refresh_from_db()


def test_an_account_is_public_once_the_principal_has_agreed(kitchen):
    kitchen.run_a_month()

    statement = put_forward(kitchen)
    was_public = statement.published_at
    agree(kitchen, statement)

    record = MealPublication.objects.get()
    assert was_public is None
    assert (statement.reviewed_by, record.statement) == (kitchen.principal, statement)
    assert record.entry.subject == "meal-account:month"
    assert statement.figures["now"]["income"] == f"{record.income:.2f}"


def test_the_figures_of_a_published_account_stay_and_a_change_is_found(kitchen):
    kitchen.run_a_month()
    statement = put_forward(kitchen)
    agree(kitchen, statement)
    said = dict(statement.figures["now"])
    assert list(published_otherwise(FIRST, LAST)) == []

    kitchen.cost("gas", "50.00")

    [clash] = published_otherwise(FIRST, LAST)
    statement.refresh_from_db()
    assert clash.said == {"record": MealPublication.objects.get().entry.number}
    assert statement.figures["now"] == said


def test_another_edition_replaces_the_first(kitchen):
    kitchen.run_a_month()
    first = put_forward(kitchen)
    agree(kitchen, first)
    kitchen.cost("gas", "50.00")

    second = put_forward(kitchen)
    agree(kitchen, second)

    assert (second.edition, list(MealStatement.objects.valid())) == (2, [second])
    assert list(published_otherwise(FIRST, LAST)) == []


def test_nothing_is_put_forward_twice_or_before_the_month_is_over(kitchen):
    put_forward(kitchen)

    with pytest.raises(Refused, match="before the principal already"):
        put_forward(kitchen)
    with pytest.raises(Refused, match="not over yet"):
        publishing.put_forward(
            kitchen.campus, publishing.month_of(FIRST), by=kitchen.accountant,
            now=at(date(2026, 11, 12), "09:00"),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "due"),
    [(date(2026, 11, 1), date(2026, 12, 15)), (date(2026, 12, 1), date(2027, 1, 15))],
)
def test_a_month_is_public_by_the_fifteenth_of_the_next(first, due):
    assert publishing.due_on(first, first) == due


def test_the_term_stands_beside_the_month(kitchen):
    kitchen.attend(date(2026, 10, 12), away=[])
    kitchen.attend(MONDAY, away=[])
    kitchen.receive(MONDAY, "大米", "10", "5.00")
    kitchen.issue(MONDAY, {"大米": "9"})

    found = layout.figures([kitchen.campus.pk], publishing.month_of(FIRST))

    assert (found["now"]["fees"], found["year"]["fees"]) == ("45.00", "90.00")
    assert (found["now"]["rate"], found["term_rate"]) == ("0.00", "50.00")
    assert found["now"]["per_day"] == "15.00"


# Clearing ------------------------------------------------------------------------------------------


def test_a_clearing_proposes_what_each_class_owed_and_opens_what_is_not_paid(kitchen):
    kitchen.attend(MONDAY, away=["Ann"])
    [line] = settling.proposed(kitchen.campus.pk, FIRST, LAST)
    proposed = (line.days, line.due)

    line.received = Decimal("20.00")
    sheet = FeeSettlement(
        entry=Entry(campus=kitchen.campus, happened_at=at(MONDAY, "16:00")), first=FIRST, last=LAST
    )
    now = at(MONDAY, "16:01")
    entry = settling.settle(sheet, [line], by=kitchen.accountant, now=now)

    assert proposed == (2, Decimal("30.00"))
    assert sheet.lines.get().open_amount == Decimal("10.00")
    assert "10.00" in entry.findings.get().what


def test_more_days_charged_than_children_were_there_is_found(kitchen):
    kitchen.attend(MONDAY, away=["Ann"])
    [line] = settling.proposed(kitchen.campus.pk, FIRST, LAST)
    line.days = 3
    sheet = FeeSettlement(
        entry=Entry(campus=kitchen.campus, happened_at=at(MONDAY, "16:00")), first=FIRST, last=LAST
    )
    settling.settle(sheet, [line], by=kitchen.accountant, now=at(MONDAY, "16:01"))

    [clash] = charged_for_more(FIRST, LAST)

    assert (clash.said["days"], clash.said["there"]) == ("3", "2")


def test_food_issued_while_nobody_was_there_is_found(kitchen):
    tuesday = MONDAY + DAY
    kitchen.attend(MONDAY, away=[])
    kitchen.attend(FRIDAY, away=[])
    kitchen.receive(MONDAY, "大米", "10", "5.00")
    for on in (MONDAY, tuesday, FRIDAY):
        kitchen.issue(on, {"大米": "1"})

    [clash] = food_without_children(FIRST, LAST)

    assert (clash.on, clash.said["amount"]) == (tuesday, "5.00")
