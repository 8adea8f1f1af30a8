"""The month of a store: it adds up, is filed once, in its time, and proves what was owed."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from logistics.duties import filing, making
from logistics.duties.models import Duty
from logistics.errors import Refused
from logistics.notices.models import Notice
from logistics.school.calendar import lay_out
from logistics.stores import issuing, ledger, monthly, receiving
from logistics.stores.issuing import Wanted
from logistics.stores.models import StockMonth, Store
from tests.factories import make_person, make_term
from tests.stores.factories import make_item, make_store

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def term(campus):
    term = make_term()
    lay_out(term)
    return term


def bring(store, item, quantity, text, *, by, price="5"):
    arrived = [receiving.Arrived(item, Decimal(quantity), Decimal(price))]
    return receiving.receive(store, arrived, by=by, now=at(text), happened_at=at(text))


def give(store, item, quantity, text, *, to, by, now=None):
    late = {"late_reason": "Forgotten"} if now else {}
    told = {"receiver": to, "by": by, "now": at(now or text), "happened_at": at(text)} | late
    return issuing.issue(store, [Wanted(item, Decimal(quantity))], **told)


def figures(line):
    return (line.opening, line.incoming, line.outgoing, line.closing, line.closing_amount)


def test_a_month_begins_with_what_the_last_one_left_and_adds_up(store, keeper, teacher):
    mop = make_item()
    bring(store, mop, 10, "2026-10-10 09:00", by=keeper)
    give(store, mop, 4, "2026-10-20 09:00", to=teacher, by=keeper)
    give(store, mop, 1, "2026-11-05 09:00", to=teacher, by=keeper)

    [october], [november] = (monthly.lines_of(store, month) for month in (OCTOBER, NOVEMBER))

    assert figures(october) == (0, 10, 4, 6, 30)
    assert figures(november) == (6, 0, 1, 5, 25)


def test_a_counter_document_stands_in_red_in_the_month_it_was_written(store, keeper):
    mop = make_item()
    receipt = bring(store, mop, 10, "2026-10-10 09:00", by=keeper)
    bring(store, mop, 3, "2026-10-11 09:00", by=keeper)
    ledger.take_back(receipt, by=keeper, now=at("2026-11-02 09:00"), reason="Counted wrong")

    [october], [november] = (monthly.lines_of(store, month) for month in (OCTOBER, NOVEMBER))

    assert figures(october) == (0, 13, 0, 13, 65)
    assert figures(november) == (13, -10, 0, 3, 15)


def test_the_sheet_of_a_month_proves_what_was_owed_for_it_and_is_told_to_the_office(
    store, keeper, campus, term
):
    director = make_person(role="director", campus=campus)
    duty = Duty.objects.create(
        title="Sheet", trade="assets", role="storekeeper", scope="campus", campus=campus,
        rhythm="monthly", proof="stock_movement", starts_on=term.starts_on,
    )  # fmt: skip
    making.make_tasks(term, duties=[duty])
    bring(store, make_item(), 10, "2026-10-10 09:00", by=keeper)

    monthly.file(store, OCTOBER, by=keeper, now=at("2026-11-03 10:00"))

    proved = duty.tasks.exclude(proved_at=None).get()
    assert timezone.localdate(proved.due_at).month == 10
    assert not proved.proved_late
    assert Notice.objects.get(kind=monthly.FILED).person == director


def test_a_month_is_filed_once_and_again_when_it_was_voided(store, keeper, term):
    bring(store, make_item(), 10, "2026-10-10 09:00", by=keeper)
    now = at("2026-11-03 10:00")
    first = monthly.file(store, OCTOBER, by=keeper, now=now)

    with pytest.raises(Refused, match="there already"):
        monthly.file(store, OCTOBER, by=keeper, now=now)
    filing.void(first, by=keeper, now=now, reason="Wrong")
    monthly.file(store, OCTOBER, by=keeper, now=now)

    assert StockMonth.objects.count() == 2
    assert monthly.standing().count() == 1


def test_a_month_is_filed_from_its_last_day_of_school(store, keeper, term):
    """31 October 2026 is a Saturday."""
    bring(store, make_item(), 10, "2026-10-10 09:00", by=keeper)

    with pytest.raises(Refused, match="not over"):
        monthly.file(store, OCTOBER, by=keeper, now=at("2026-10-29 16:00"))
    sheet = monthly.file(store, OCTOBER, by=keeper, now=at("2026-10-30 16:00"))

    assert timezone.localdate(sheet.happened_at).day == 30


def test_a_sheet_filed_long_after_its_month_is_late_and_says_why(store, keeper, term):
    bring(store, make_item(), 10, "2026-10-10 09:00", by=keeper)

    with pytest.raises(Refused, match="late"):
        monthly.file(store, OCTOBER, by=keeper, now=at("2026-11-09 10:00"))
    sheet = monthly.file(store, OCTOBER, by=keeper, now=at("2026-11-09 10:00"), late_reason="Ill")

    assert sheet.is_late


def test_every_month_since_the_first_delivery_is_owed_until_it_is_filed(store, keeper, term):
    make_store(store.campus)
    bring(store, make_item(), 10, "2026-09-10 09:00", by=keeper)
    monthly.file(store, OCTOBER, by=keeper, now=at("2026-11-02 10:00"))

    owed = list(monthly.unfiled(Store.objects.all(), on=at("2026-11-21 10:00").date()))

    assert [(each.store, each.month.month, each.is_over) for each in owed] == [(store, 9, True)]


def test_what_is_entered_into_a_filed_month_is_seen_on_its_sheet(store, keeper, teacher, term):
    mop = make_item()
    bring(store, mop, 10, "2026-10-10 09:00", by=keeper)
    monthly.file(store, OCTOBER, by=keeper, now=at("2026-11-02 10:00"))
    give(store, mop, 1, "2026-11-03 09:00", to=teacher, by=keeper)
    before = monthly.with_changes(monthly.standing()).get().has_changed
    given = {"to": teacher, "by": keeper, "now": "2026-11-04 09:00"}

    give(store, mop, 1, "2026-10-30 09:00", **given)

    assert (before, monthly.with_changes(monthly.standing()).get().has_changed) == (False, True)


def test_a_month_in_which_nothing_moved_and_nothing_lay_is_filed_as_a_zero_report(
    store, keeper, term
):
    sheet = monthly.file(store, OCTOBER, by=keeper, now=at("2026-11-02 10:00"))

    assert sheet.is_zero
    assert sheet.content.lines.count() == 0


def test_an_old_movement_is_not_too_long_ago(store, keeper, term):
    bring(store, make_item(), 1, "2026-09-10 09:00", by=keeper)
    on = at("2026-09-12 10:00").date()

    assert list(monthly.unfiled(Store.objects.all(), on=on)) == []
    assert monthly.may_be_filed(store.campus, OCTOBER, on + timedelta(days=1)) is False
