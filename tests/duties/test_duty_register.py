"""The duty compliance register."""

from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.urls import reverse

from logistics.duties.registers import DutyComplianceRegister, DutySearch
from logistics.school.calendar import at
from tests.duties.booklets import DUTIES, FRIDAY, cells_of, owe, queries_of, rows_of
from tests.duties.factories import make_duty
from tests.factories import make_campus

ROW = ["Sweep", "carer", "7", "2", "1", "0", "3", "1", "33.3"]


def test_duties_are_counted_as_by_hand(enter, october, term):
    page = enter("director").get(f"{DUTIES}?period=t{term.pk}")

    # All is over: 8 and 14 in time, 9 late, 15 excused; 12, 16 and 17 missed.
    assert cells_of(page) == [ROW]
    assert [cell.value for cell in page.context["totals"][2:8]] == [7, 2, 1, 0, 3, 1]
    assert page.context["period"] == str(term)


def test_duties_of_a_month_are_counted_as_they_stand(enter, october):
    person = enter("director").person
    register = DutyComplianceRegister()
    search = DutySearch(
        QueryDict("period=202410"),
        person=person,
        now=at(date(2024, 10, 16), "12:00"),
        permission="records.view_register",
        only=register.filters,
    )

    lines = register.lines(register.rows(person, search), register.columns_shown())

    # At noon of the 16th nothing more is owed than what was due until the 15th.
    assert [cell.text for cell in lines[0].cells[2:]] == ["5", "2", "1", "0", "1", "1", "50.0"]
    assert "month=202410" in lines[0].cells[2].link


def test_each_number_of_the_duty_register_opens_to_its_tasks(enter, october, term):
    client = enter("director")

    [line] = client.get(f"{DUTIES}?period=t{term.pk}").context["lines"]

    links = [(cell.value, cell.link) for cell in line.cells if cell.link]
    opened = [client.get(link).context["page"].paginator.count for _number, link in links]
    assert opened == [number for number, _link in links] == [7, 2, 1, 3, 1]


def test_a_month_nobody_offers_is_refused(enter):
    page = enter("director").get(DUTIES + "?period=199901")

    assert list(page.context["search"].errors) == ["period"]
    assert page.context["lines"] == []


def test_a_duty_that_was_always_excused_has_no_share():
    nothing = dict.fromkeys(("owed_count", "excused_count"), 2) | {"proved_count": 0}
    [column] = [c for c in DutyComplianceRegister.columns if c.name == "share"]

    assert column.of(nothing) is None


def test_the_share_has_one_decimal():
    row = {"owed_count": 3, "excused_count": 0, "proved_count": 2}
    [column] = [c for c in DutyComplianceRegister.columns if c.name == "share"]

    assert column.of(row) == Decimal("66.7")


def test_duties_of_another_campus_are_not_counted(enter, october, term):
    owe(make_duty(title="Theirs"), FRIDAY, campus=make_campus(), term=term)

    page = enter("director").get(f"{DUTIES}?period=t{term.pk}")

    assert [row[0] for row in cells_of(page)] == ["Sweep"]


def test_duty_register_asks_as_much_for_sixty_duties_as_for_one(enter, october, campus, term):
    client = enter("director")
    address = f"{DUTIES}?period=t{term.pk}"
    one = queries_of(client, address)
    for _ in range(60):
        owe(make_duty(), FRIDAY, campus=campus, term=term)

    assert queries_of(client, address) == one


def test_duty_register_is_exported_with_its_sums(enter, october, term):
    response = enter("director").get(
        reverse("duties:register_sheet", args=["duties"]) + f"?period=t{term.pk}"
    )

    _title, headings, rows = rows_of(response)
    assert rows[1][: len(headings) - 1] == ["Total", None, 7, 2, 1, 0, 3, 1]
