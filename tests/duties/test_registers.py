"""The register of work notes: page, paper and spreadsheet."""

from datetime import date, timedelta
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from logistics.duties import filing
from logistics.duties.models import WorkNote
from logistics.duties.registers import WorkNoteRegister
from logistics.duties.views import registers as views
from logistics.records.models import RegisterSetting
from logistics.school.models import Place
from tests.duties.booklets import (
    COMPLETENESS,
    DUTIES,
    FILE,
    NOTES,
    OCTOBER,
    PAPER,
    cells_of,
    moment,
    queries_of,
    rows_of,
    write,
    write_many,
)
from tests.duties.factories import make_duty
from tests.factories import make_campus, make_class, make_person, make_place

# The page.


def test_register_shows_the_notes_of_the_month_asked_for(enter, campus):
    client = enter("director")
    write("Swept the yard", at=moment(), campus=campus)
    write("Older", at=moment(date(2024, 9, 30)), campus=campus)

    page = client.get(NOTES + OCTOBER)

    assert [row[2] for row in cells_of(page)] == ["Swept the yard"]
    assert "1 in all" in page.text


def test_register_begins_with_this_month(enter, campus):
    client = enter("director")
    today = timezone.localdate()
    write("Of today", at=timezone.now(), campus=campus)
    write("Of long ago", at=moment(today - timedelta(days=70)), campus=campus)

    page = client.get(NOTES)

    assert [row[2] for row in cells_of(page)] == ["Of today"]


def test_register_does_not_show_another_campus(enter, campus):
    elsewhere = make_campus(name="East campus")
    write("Theirs", at=moment(), campus=elsewhere)

    page = enter("director").get(NOTES + OCTOBER)

    assert page.context["lines"] == []
    assert "East campus" not in page.text


@pytest.mark.parametrize("address", [NOTES, PAPER, FILE, COMPLETENESS, DUTIES])
def test_register_is_not_for_the_cook(enter, address):
    assert enter("cook").get(address).status_code == 403


def test_register_nobody_declared_is_not_there(enter):
    assert enter("director").get(reverse("duties:register", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("state=late", ["Late"]),
        ("state=zero", ["Nothing to report"]),
        ("state=voided", ["Wrong"]),
        ("q=yard", ["Yard"]),
        ("q=000001", ["Yard"]),
        ("place=kitch", ["In the kitchen"]),
        ("person=lm", ["By Li Ming"]),
        ("trade=logistics", ["For a duty"]),
    ],
)
def test_register_is_found_by_each_filter(enter, campus, asked, found):
    client = enter("director")
    kitchen = make_place(campus=campus, name="Kitchen")
    duty = make_duty(trade="logistics")
    write("Yard", at=moment(), campus=campus)
    write("Late", at=moment(), now=moment() + timedelta(days=2), late_reason="ill", campus=campus)
    write("", at=moment(), campus=campus, is_zero=True)
    voided = write("Wrong", at=moment(), campus=campus)
    filing.void(voided, by=client.person, now=moment(), reason="twice")
    write("In the kitchen", at=moment(), campus=campus, place=kitchen)
    write("By Li Ming", at=moment(), campus=campus, by=make_person(name="李明"))
    write("For a duty", at=moment(), campus=campus, duty=duty)

    page = client.get(f"{NOTES}{OCTOBER}&{asked}")

    assert [row[2] for row in cells_of(page)] == found


def test_register_filters_by_class_and_campus(enter, campus):
    client = enter("director")
    year = timezone.localdate().year - (timezone.localdate().month < 8)
    one = make_class(campus=campus, school_year=year, name="A1")
    write("Of the class", at=moment(), campus=campus, school_class=one)
    write("Of nobody", at=moment(), campus=campus)

    page = client.get(f"{NOTES}{OCTOBER}&school_class={one.pk}&campus={campus.pk}")

    assert [row[2] for row in cells_of(page)] == ["Of the class"]
    assert [chip["words"] for chip in page.context["chips"]][1:] == [
        "Campus: Main campus",
        "Class: A1",
    ]


def test_a_chip_takes_its_filter_away(enter, campus):
    client = enter("director")

    page = client.get(f"{NOTES}{OCTOBER}&q=yard&state=late&page=2")

    words = {chip["words"]: parse_qs(urlsplit(chip["url"]).query) for chip in page.context["chips"]}
    assert words["Words: yard"] == {
        "first": ["2024-10-01"],
        "last": ["2024-10-31"],
        "state": ["late"],
    }


@pytest.mark.parametrize(
    "asked", ["?first=2024-10-31&last=2024-10-01", "?first=never", "?campus=999", "?state=odd"]
)
def test_a_filter_that_makes_no_sense_shows_nothing_and_says_so(enter, campus, asked):
    client = enter("director")
    write("Yard", at=timezone.now(), campus=campus)

    page = client.get(NOTES + asked)

    assert page.context["lines"] == []
    assert "The filter is not understood" in page.text


def test_the_wrong_dates_are_named_at_the_field(enter):
    page = enter("director").get(NOTES + "?first=2024-10-31&last=2024-10-01")

    assert page.context["search"].errors == {"last": ["The end lies before the beginning."]}


def test_late_zero_and_voided_say_so(enter, campus):
    client = enter("director")
    write(
        "Late",
        at=moment(clock="08:00"),
        now=moment() + timedelta(days=2),
        late_reason="ill",
        campus=campus,
    )
    write("", at=moment(clock="09:00"), campus=campus, is_zero=True)
    entry = write("Twice", at=moment(clock="10:00"), campus=campus)
    filing.void(entry, by=client.person, now=moment(), reason="written twice")

    page = client.get(NOTES + OCTOBER)

    assert [row[1:3] for row in cells_of(page)] == [
        ["voided", "Twice"],
        ["submitted", "Nothing to report"],
        ["submitted; late entry: ill", "Late"],
    ]
    assert "<del>Twice</del>" in page.text


def test_register_is_sorted_the_other_way_round_on_request(enter, campus):
    client = enter("director")
    write_many(3, campus)

    page = client.get(NOTES + OCTOBER + "&order=oldest")

    assert [row[2] for row in cells_of(page)] == ["Note 0000", "Note 0001", "Note 0002"]
    assert 'aria-sort="ascending"' in page.text


def test_register_has_at_most_eight_columns_and_those_chosen(enter, campus):
    client = enter("director")

    usual = client.get(NOTES).context["columns"]
    chosen = client.get(NOTES + "?col=text&col=entered_at").context["columns"]

    assert len(usual) == 8
    assert [column.name for column in chosen] == ["number", "state", "text", "entered_at"]


@pytest.mark.parametrize("address", [NOTES, PAPER, FILE])
def test_register_asks_as_much_for_a_thousand_rows_as_for_one(enter, campus, address):
    client = enter("director")
    write_many(1, campus)
    one = queries_of(client, address + OCTOBER)
    write_many(9, campus, date(2024, 10, 17))
    ten = queries_of(client, address + OCTOBER)
    write_many(990, campus, date(2024, 10, 16))

    thousand = queries_of(client, address + OCTOBER)

    assert one == ten == thousand


def test_every_page_of_a_long_register_is_read_once(enter, campus):
    client = enter("director")
    write_many(120, campus)

    pages = [client.get(f"{NOTES}{OCTOBER}&page={number}") for number in (1, 2, 3)]

    texts = [row[2] for page in pages for row in cells_of(page)]
    assert texts == [f"Note {number:04d}" for number in reversed(range(120))]


def test_htmx_gets_the_rows_alone(enter, campus):
    client = enter("director")
    write("Yard", at=moment(), campus=campus)

    page = client.get(NOTES + OCTOBER, headers={"HX-Request": "true"})

    assert "Yard" in page.text
    assert "<main" not in page.text


# Paper, spreadsheet and page agree.


@pytest.mark.parametrize(
    "asked",
    [OCTOBER, OCTOBER + "&q=Note+000", OCTOBER + "&order=oldest&col=text&col=by", "?period=ever"],
)
def test_page_paper_and_spreadsheet_show_the_same(enter, campus, asked):
    client = enter("director")
    write_many(12, campus)

    page = client.get(NOTES + asked)
    paper = client.get(PAPER + asked)
    _title, headings, rows = rows_of(client.get(FILE + asked))

    assert cells_of(paper) == cells_of(page)
    assert headings == [column.title for column in page.context["columns"]]
    texts = headings.index("What was done")
    assert [row[texts] for row in rows[:-2]] == [row[texts] for row in cells_of(page)]


def test_paper_and_spreadsheet_say_the_filter_and_the_period(enter, campus):
    client = enter("director")
    write("Yard", at=moment(), campus=campus)

    paper = client.get(PAPER + OCTOBER + "&q=yard")
    title, _headings, _rows = rows_of(client.get(FILE + OCTOBER + "&q=yard"))

    assert "Words: yard" in paper.text
    assert title == "Work note register 2024-10 Words: yard"


def test_spreadsheet_takes_only_what_the_filter_shows(enter, campus):
    client = enter("director")
    elsewhere = make_campus(name="East campus")
    write("Ours", at=moment(), campus=campus)
    write("Theirs", at=moment(), campus=elsewhere)
    write("Older", at=moment(date(2024, 9, 1)), campus=campus)

    _title, _headings, rows = rows_of(client.get(FILE + OCTOBER))

    assert [row[2] for row in rows[:-2]] == ["Ours"]


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t=", "＝", "＋", "－", "＠"])
def test_spreadsheet_holds_text_as_text(enter, campus, lead):
    client = enter("director")
    text = f'{lead}HYPERLINK("http://example.org")'
    write(text, at=moment(), campus=campus)

    response = client.get(FILE + OCTOBER)

    sheet = load_workbook(BytesIO(response.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert text in [cell.value for cell in cells]


def test_spreadsheet_holds_moments_of_the_school_s_own_time(enter, campus):
    client = enter("director")
    write("Yard", at=moment(clock="09:30"), campus=campus)

    _title, headings, rows = rows_of(client.get(FILE + OCTOBER))

    assert rows[0][headings.index("Date and time")] == moment(clock="09:30").replace(tzinfo=None)


def test_spreadsheet_is_named_after_the_register_and_the_month(enter, campus):
    RegisterSetting.objects.create(register="work-notes", title="工作记录登记表")

    response = enter("director").get(FILE + OCTOBER)

    name = response.headers["Content-Disposition"].split("filename*=utf-8''")[1]
    assert unquote(name) == "工作记录登记表 2024-10.xlsx"


def test_too_many_rows_for_one_paper_are_refused_with_the_cure(enter, campus, monkeypatch):
    monkeypatch.setattr(views, "MOST_PRINTED", 2)
    client = enter("director")
    write_many(3, campus)

    response = client.get(PAPER + OCTOBER)

    assert response.status_code == 409
    assert "3 rows are too many for one paper" in response.text


def test_an_empty_sheet_has_room_to_write(enter, campus):
    client = enter("director")
    write("Yard", at=timezone.now(), campus=campus)

    paper = client.get(PAPER + "?blank=1")

    assert paper.text.count('class="is-blank"') == 20
    assert "Yard" not in paper.text


def test_paper_lies_on_its_side_above_seven_columns(enter, campus):
    client = enter("director")

    wide = client.get(PAPER + OCTOBER)
    narrow = client.get(PAPER + OCTOBER + "&col=text")

    assert 'class="sheet is-landscape"' in wide.text
    assert 'class="sheet"' in narrow.text


def test_paper_has_title_signatures_and_who_printed_it(enter, campus):
    client = enter("director")
    write("Yard", at=moment(), campus=campus)

    text = client.get(PAPER + OCTOBER).text

    assert "Work note register</h1>" in text
    assert "Recorded by<span" in text
    assert client.person.name in text


def test_wrong_filter_sends_paper_and_spreadsheet_back_to_the_page(enter):
    client = enter("director")

    for address in (PAPER, FILE):
        response = client.get(address + "?first=never")

        assert response.headers["Location"] == NOTES + "?first=never"


# Corrections.


def corrected(campus, by):
    duty, other = (make_duty(title=title) for title in ("Sweep", "Mop"))
    hall, yard = (
        Place.objects.get_or_create(campus=campus, name=name, kind="yard")[0]
        for name in ("Hall", "Yard")
    )
    entry = write("Swept 3 rooms", at=moment(), campus=campus, place=hall, duty=duty)
    for seen, (text, place, about) in enumerate(
        [("Swept 4 rooms", hall, duty), ("Swept 5 rooms", yard, other)], start=1
    ):
        note = WorkNote.objects.select_related("entry").get(pk=entry.pk)
        note.text, note.duty, note.entry.place = text, about, place
        filing.correct(
            note, by=by, now=moment(clock=f"1{seen}:00"), reason=f"miscounted {seen}", seen=seen
        )
    return entry


def test_paper_strikes_through_what_a_correction_replaced(enter, campus):
    client = enter("director")
    corrected(campus, client.person)

    paper = client.get(PAPER + OCTOBER + "&col=text&col=where&col=about")

    [line] = paper.context["lines"]
    assert {cell.heading: (cell.former, cell.text) for cell in line.cells[2:]} == {
        "What was done": (["Swept 3 rooms", "Swept 4 rooms"], "Swept 5 rooms"),
        "Duty or line of the plan": (["Sweep"], "Mop"),
        "Class or place": (["Hall"], "Yard"),
    }
    assert "<del>Swept 4 rooms</del><br>Swept 5 rooms" in paper.text


def test_paper_says_who_corrected_when_and_why(enter, campus):
    client = enter("director")
    corrected(campus, client.person)

    [line] = client.get(PAPER + OCTOBER).context["lines"]

    assert line.remarks == [
        "Corrected by Director on 2024-10-18 11:00: miscounted 1",
        "Corrected by Director on 2024-10-18 12:00: miscounted 2",
    ]


def test_paper_says_who_voided_when_and_why(enter, campus):
    client = enter("director")
    entry = write("Twice", at=moment(), campus=campus)
    filing.void(entry, by=client.person, now=moment(clock="10:00"), reason="written twice")

    paper = client.get(PAPER + OCTOBER)

    [line] = paper.context["lines"]
    assert line.remarks == ["Voided by Director on 2024-10-18 10:00: written twice"]
    assert "<del>Twice</del>" in paper.text


def test_spreadsheet_has_a_column_for_corrections(enter, campus):
    client = enter("director")
    corrected(campus, client.person)

    _title, headings, rows = rows_of(client.get(FILE + OCTOBER + "&col=text"))

    said = rows[0][headings.index("Corrections")].split("\n")
    assert said[-1] == "What was done before: Swept 3 rooms; Swept 4 rooms"


def test_corrections_cost_the_same_for_one_as_for_many(enter, campus):
    client = enter("director")
    corrected(campus, client.person)
    one = queries_of(client, PAPER + OCTOBER, most=14)  # also the versions, places and duties
    for _ in range(4):
        corrected(campus, client.person)

    assert queries_of(client, PAPER + OCTOBER, most=14) == one


# The list of registers.


def test_register_list_shows_every_register_one_may_read(enter, campus):
    page = enter("director").get(reverse("duties:register_list"))

    assert "Work note register" in page.text
    assert "Duty compliance register" in page.text


def test_register_list_has_the_school_s_titles(enter, campus):
    RegisterSetting.objects.create(register="work-notes", title="Our booklet")

    assert "Our booklet" in enter("director").get(reverse("duties:register_list")).text


def test_columns_of_the_work_note_register_have_names_of_their_own():
    names = [column.name for column in WorkNoteRegister.columns]

    assert len(names) == len(set(names))
