"""The registers of work notes and of duties: page, paper, spreadsheet, completeness, setting."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from logistics.duties import filing
from logistics.duties.completeness import Grid
from logistics.duties.models import Duty, Proof, Task, WorkNote
from logistics.duties.registers import DutyComplianceRegister, WorkNoteRegister
from logistics.duties.views import registers as views
from logistics.records.models import Entry, RegisterSetting
from logistics.school.calendar import at, end_of, lay_out
from logistics.school.models import Campus, Person, Place, SchoolClass, Term

NOTES = reverse("duties:register", args=["work-notes"])
PAPER = reverse("duties:register_print", args=["work-notes"])
FILE = reverse("duties:register_sheet", args=["work-notes"])
COMPLETENESS = reverse("duties:register_completeness", args=["work-notes"])
SETTING = reverse("duties:register_setting", args=["work-notes"])
DUTIES = reverse("duties:register", args=["duties"])
OCTOBER = "?first=2026-10-01&last=2026-10-31"
FRIDAY = date(2026, 10, 16)


def moment(day=FRIDAY, clock="09:00"):
    return at(day, clock)


def make_writer(name="王芳"):
    return Person.objects.create(name=name)


def write(text, *, at, campus, by=None, duty=None, now=None, **said):
    """A note, filed the moment it happened unless another is given."""
    entry = Entry(campus=campus, happened_at=at, subject=f"duty:{duty.pk}" if duty else "", **said)
    note = WorkNote(entry=entry, text=text, duty=duty)
    return filing.submit(note, by=by or make_writer(), now=now or at)


def write_many(count, campus, day=FRIDAY):
    by = make_writer()
    records = [
        WorkNote(
            entry=Entry(
                campus=campus,
                happened_at=moment(day) + timedelta(seconds=number),
                entered_at=moment(day) + timedelta(seconds=number),
                entered_by=by,
            ),
            text=f"Note {number:04d}",
        )
        for number in range(count)
    ]
    return filing.submit_many(records)


def rows_of(response):
    """Headings and rows of a spreadsheet answered."""
    sheet = load_workbook(BytesIO(response.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return rows[0][0], rows[1], rows[2:]


def cells_of(page):
    return [[cell.text for cell in line.cells] for line in page.context["lines"]]


@pytest.fixture
def term(campus):
    return Term.objects.create(
        school_year=2026,
        half=1,
        starts_on=date(2026, 8, 25),
        first_teaching_day=date(2026, 9, 1),
        last_teaching_day=date(2027, 1, 20),
        ends_on=date(2027, 1, 25),
    )


# The page.


def test_register_shows_the_notes_of_the_month_asked_for(enter, campus):
    client = enter("director")
    write("Swept the yard", at=moment(), campus=campus)
    write("Older", at=moment(date(2026, 9, 30)), campus=campus)

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
    elsewhere = Campus.objects.create(name="East campus")
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
    kitchen = Place.objects.create(campus=campus, name="Kitchen", kind="kitchen")
    duty = Duty.objects.create(title="Sweep", trade="logistics", role="carer")
    write("Yard", at=moment(), campus=campus)
    write("Late", at=moment(), now=moment() + timedelta(days=2), late_reason="ill", campus=campus)
    write("", at=moment(), campus=campus, is_zero=True)
    voided = write("Wrong", at=moment(), campus=campus)
    filing.void(voided, by=client.person, now=moment(), reason="twice")
    write("In the kitchen", at=moment(), campus=campus, place=kitchen)
    write("By Li Ming", at=moment(), campus=campus, by=make_writer("李明"))
    write("For a duty", at=moment(), campus=campus, duty=duty)

    page = client.get(f"{NOTES}{OCTOBER}&{asked}")

    assert [row[2] for row in cells_of(page)] == found


def test_register_filters_by_class_and_campus(enter, campus):
    client = enter("director")
    year = timezone.localdate().year - (timezone.localdate().month < 8)
    one = SchoolClass.objects.create(campus=campus, school_year=year, name="A1", grade="junior")
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
        "first": ["2026-10-01"],
        "last": ["2026-10-31"],
        "state": ["late"],
    }


@pytest.mark.parametrize(
    "asked", ["?first=2026-10-31&last=2026-10-01", "?first=never", "?campus=999", "?state=odd"]
)
def test_a_filter_that_makes_no_sense_shows_nothing_and_says_so(enter, campus, asked):
    client = enter("director")
    write("Yard", at=timezone.now(), campus=campus)

    page = client.get(NOTES + asked)

    assert page.context["lines"] == []
    assert "The filter is not understood" in page.text


def test_the_wrong_dates_are_named_at_the_field(enter):
    page = enter("director").get(NOTES + "?first=2026-10-31&last=2026-10-01")

    assert page.context["search"].errors == {"last": ["The end lies before the beginning."]}


def test_late_zero_and_voided_say_so(enter, campus):
    client = enter("director")
    write("Late", at=moment(clock="08:00"), now=moment() + timedelta(days=2), late_reason="ill", campus=campus)
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


@pytest.mark.parametrize("rows", [1, 10, 1000])
@pytest.mark.parametrize("address", [NOTES, PAPER, FILE])
def test_register_asks_as_much_for_one_row_as_for_a_thousand(
    enter, campus, rows, address, django_assert_max_num_queries, django_assert_num_queries
):
    client = enter("director")
    write_many(rows, campus)
    client.get(address + OCTOBER)

    with django_assert_num_queries(QUERIES[address]):
        client.get(address + OCTOBER)


QUERIES = {NOTES: 12, PAPER: 12, FILE: 12}


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
    assert title == "Work note register 2026-10 Words: yard"


def test_spreadsheet_takes_only_what_the_filter_shows(enter, campus):
    client = enter("director")
    elsewhere = Campus.objects.create(name="East campus")
    write("Ours", at=moment(), campus=campus)
    write("Theirs", at=moment(), campus=elsewhere)
    write("Older", at=moment(date(2026, 9, 1)), campus=campus)

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

    assert rows[0][headings.index("Date and time")] == datetime(2026, 10, 16, 9, 30)


def test_spreadsheet_is_named_after_the_register_and_the_month(enter, campus):
    RegisterSetting.objects.create(register="work-notes", title="工作记录登记表")

    response = enter("director").get(FILE + OCTOBER)

    name = response.headers["Content-Disposition"].split("filename*=utf-8''")[1]
    assert unquote(name) == "工作记录登记表 2026-10.xlsx"


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
    duty, other = (
        Duty.objects.create(title=title, trade="logistics", role="carer")
        for title in ("Sweep", "Mop")
    )
    hall, yard = (
        Place.objects.create(campus=campus, name=name, kind="yard") for name in ("Hall", "Yard")
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
    assert "<del>Swept 4 rooms</del> Swept 5 rooms" in paper.text


def test_paper_says_who_corrected_when_and_why(enter, campus):
    client = enter("director")
    corrected(campus, client.person)

    [line] = client.get(PAPER + OCTOBER).context["lines"]

    assert line.remarks == [
        "Corrected by Director on 2026-10-16 11:00: miscounted 1",
        "Corrected by Director on 2026-10-16 12:00: miscounted 2",
    ]


def test_paper_says_who_voided_when_and_why(enter, campus):
    client = enter("director")
    entry = write("Twice", at=moment(), campus=campus)
    filing.void(entry, by=client.person, now=moment(clock="10:00"), reason="written twice")

    paper = client.get(PAPER + OCTOBER)

    [line] = paper.context["lines"]
    assert line.remarks == ["Voided by Director on 2026-10-16 10:00: written twice"]
    assert "<del>Twice</del>" in paper.text


def test_spreadsheet_has_a_column_for_corrections(enter, campus):
    client = enter("director")
    corrected(campus, client.person)

    _title, headings, rows = rows_of(client.get(FILE + OCTOBER + "&col=text"))

    said = rows[0][headings.index("Corrections")].split("\n")
    assert said[-1] == "What was done before: Swept 3 rooms; Swept 4 rooms"


@pytest.mark.parametrize("count", [1, 5])
def test_corrections_cost_the_same_for_one_as_for_many(
    enter, campus, count, django_assert_num_queries
):
    client = enter("director")
    for _ in range(count):
        corrected(campus, client.person)

    with django_assert_num_queries(15):
        client.get(PAPER + OCTOBER)


# The school's own arrangement.


def arrange(**given):
    return RegisterSetting.objects.create(
        **{
            "register": "work-notes",
            "title": "Our booklet",
            "columns": [
                {"name": "number", "heading": "", "hidden": False},
                {"name": "state", "heading": "", "hidden": False},
                {"name": "by", "heading": "Who", "hidden": False},
                {"name": "own_1", "heading": "Hours", "hidden": False},
                {"name": "text", "heading": "Deed", "hidden": False},
                *(
                    {"name": name, "heading": "", "hidden": True}
                    for name in ("about", "where", "reviewer", "happened_at")
                ),
            ],
            "own": [{"name": "own_1", "heading": "Hours", "type": "number"}],
            "note": "Kept by the office.",
        }
        | given
    )


def test_setting_shapes_page_paper_and_spreadsheet_alike(enter, campus):
    client = enter("director")
    arrange()
    write("Yard", at=moment(), campus=campus, extra={"own_1": "2.5"})

    page, paper = client.get(NOTES + OCTOBER), client.get(PAPER + OCTOBER)
    title, headings, rows = rows_of(client.get(FILE + OCTOBER))

    wanted = ["Number", "State", "Who", "Hours", "Deed"]
    assert [column.title for column in page.context["columns"]] == wanted
    assert [column.title for column in paper.context["columns"]] == wanted
    assert (title, headings) == ("Our booklet 2026-10", wanted)
    assert rows[0][2:] == ["王芳", 2.5, "Yard"]
    assert cells_of(paper)[0][2:] == ["王芳", "2.5", "Yard"]
    assert "Kept by the office." in paper.text


def test_setting_names_the_completeness_page_too(enter, campus):
    arrange()

    assert "Completeness: Our booklet" in enter("director").get(COMPLETENESS).text


@pytest.mark.parametrize(
    ("kind", "kept", "shown"),
    [
        ("text", "two", "two"),
        ("number", "2.50", "2.50"),
        ("number", "many", "many"),
        ("date", "2026-10-01", "2026-10-01"),
        ("date", "2026-13-01", "2026-13-01"),
        ("yes_no", True, "Yes"),
        ("yes_no", False, "No"),
        ("text", None, ""),
    ],
)
def test_own_columns_show_what_was_typed(enter, campus, kind, kept, shown):
    arrange(own=[{"name": "own_1", "heading": "Own", "type": kind}])
    write("Yard", at=moment(), campus=campus, extra={"own_1": kept})

    [row] = cells_of(enter("director").get(NOTES + OCTOBER))

    assert row[3] == shown


def setting_data(client):
    """The setting form as the browser would send it back unchanged."""
    form = client.get(SETTING).context["form"]
    return {
        name: value
        for name in form.fields
        for value in [form[name].value()]
        if value not in (None, False)
    }


def test_register_setting_keeps_headings_order_hidden_and_own_columns(enter, campus):
    client = enter("director")
    data = setting_data(client) | {
        "title": "Booklet",
        "heading-text": "Deed",
        "order-text": "1",
        "hidden-reviewer": "on",
        "heading-own_1": "Hours",
        "type-own_1": "number",
    }

    response = client.post(SETTING, data)

    assert response.headers["Location"] == NOTES
    columns = client.get(NOTES).context["columns"]
    assert [c.title for c in columns][:2] == ["Number", "Deed"]
    assert [c.title for c in columns][-1] == "Hours"
    assert "reviewer" not in [c.name for c in columns]


def test_register_setting_shows_what_was_kept(enter, campus):
    client = enter("director")
    arrange()

    assert client.post(SETTING, setting_data(client)).status_code == 302

    setting = RegisterSetting.objects.get()
    assert setting.own == [{"name": "own_1", "heading": "Hours", "type": "number"}]
    assert [column["name"] for column in setting.columns][:5] == [
        "number",
        "state",
        "by",
        "own_1",
        "text",
    ]
    assert setting.columns[2] == {"name": "by", "heading": "Who", "hidden": False}


def test_register_setting_gives_a_new_column_a_name_of_its_own(enter, campus):
    client = enter("director")
    arrange()

    client.post(SETTING, setting_data(client) | {"heading-own_2": "Helpers", "type-own_2": "text"})

    own = RegisterSetting.objects.get().own
    assert [(column["name"], column["heading"]) for column in own] == [
        ("own_1", "Hours"),
        ("own_2", "Helpers"),
    ]


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"heading-by": "State"}, "heading-by", "Another column is already headed “State”."),
        ({"heading-by": "x" * 31}, "heading-by", "at most 30 characters"),
        ({"order-by": "first"}, "order-by", "Enter a whole number."),
        ({"order-by": ""}, "order-by", "This field is required."),
        ({"heading-own_1": "Hours", "type-own_1": "colour"}, "type-own_1", "Select a valid choice"),
    ],
)
def test_register_setting_answers_bad_input_with_a_sentence(enter, campus, typed, name, sentence):
    client = enter("director")

    page = client.post(SETTING, setting_data(client) | typed)

    assert sentence in str(page.context["form"].errors[name])
    assert not RegisterSetting.objects.exists()


def test_register_setting_never_hides_number_and_state(enter, campus):
    client = enter("director")

    client.post(SETTING, setting_data(client) | {"hidden-state": "on", "hidden-number": "on"})

    names = [column.name for column in client.get(NOTES).context["columns"]]
    assert names[:2] == ["number", "state"]


def test_register_setting_is_not_for_the_accountant(enter, campus):
    assert enter("accountant").post(SETTING, {"title": "Mine"}).status_code == 403
    assert not RegisterSetting.objects.exists()


# Completeness. October 2026: 1 to 7 are the National Day holiday, Saturday 10 is a make-up day.


def owe(duty, day, *, campus, term, school_class=None, place=None, clock="17:00"):
    return Task.objects.create(
        duty=duty,
        term=term,
        series=f"d{duty.pk}",
        slot=f"{duty.pk}:{day}:{school_class and school_class.pk}:{place and place.pk}",
        trade=duty.trade,
        proof="work_note",
        campus=campus,
        school_class=school_class,
        place=place,
        role=duty.role,
        opens_at=at(day, "07:00"),
        due_at=at(day, clock),
        closes_at=end_of(day),
    )


def prove(task, *, late=False):
    """Write the proof down as it stands after filing."""
    entry = write("Done", at=task.opens_at, campus=task.campus)
    Proof.objects.create(task=task, entry=entry)
    Task.objects.filter(pk=task.pk).update(proved_at=entry.entered_at, proved_late=late)


@pytest.fixture
def october(campus, term):
    """Every open day of October a class owes one note; five days are told by hand."""
    lay_out(term)
    duty = Duty.objects.create(title="Sweep", trade="logistics", role="carer", scope="class")
    one = SchoolClass.objects.create(campus=campus, school_year=2026, name="A1", grade="junior")
    # 8, 9, then the make-up Saturday, then 12 to 15; asked on the 14th at noon.
    days = [date(2026, 10, n) for n in (8, 9, 10, 12, 13, 14, 15)]
    tasks = {day.day: owe(duty, day, campus=campus, term=term, school_class=one) for day in days}
    prove(tasks[8])
    prove(tasks[9], late=True)
    prove(tasks[12])
    Task.objects.filter(pk=tasks[13].pk).update(
        excused_at=at(days[4], "08:00"), excuse="the class was out"
    )
    return one


def test_completeness_counts_the_month_as_by_hand(enter, october):
    person = enter("director").person

    grid = Grid("work_note", date(2026, 10, 1)).read(
        person, "records.view_register", at(date(2026, 10, 14), "12:00")
    )

    [row] = grid.rows
    marks = {day.on.day: tally.text for day, tally in zip(grid.days, row.days, strict=True)}
    assert row.name == "A1"
    assert {n: marks[n] for n in (7, 8, 9, 10, 11, 12, 13, 14, 15, 16)} == {
        7: "—",
        8: "yes",
        9: "late",
        10: "gap",
        11: "—",
        12: "yes",
        13: "excused",
        14: "open",
        15: "open",
        16: "—",
    }
    assert [number for number, _address in row.total.figures] == [4, 2, 1, 1]


def test_completeness_knows_holidays_and_make_up_days(enter, october):
    person = enter("director").person

    grid = Grid("work_note", date(2026, 10, 1)).read(
        person, "records.view_register", at(date(2026, 10, 14), "12:00")
    )

    assert [day.on.day for day in grid.days if day.closed] == [
        *range(1, 8), 11, 17, 18, 24, 25, 31,
    ]  # fmt: skip
    assert [day.on.day for day in grid.days if day.makeup] == [10]


def test_each_number_of_the_completeness_opens_to_its_tasks(enter, october):
    client = enter("director")

    page = client.get(COMPLETENESS + "?month=202610")

    [row] = page.context["grid"].rows
    figures = [*row.total.figures, (1, row.days[8].address)]
    for number, address in figures:
        assert client.get(address).context["page"].paginator.count == number


def test_completeness_does_not_count_another_campus(enter, october, term):
    elsewhere = Campus.objects.create(name="East campus")
    theirs = SchoolClass.objects.create(
        campus=elsewhere, school_year=2026, name="B1", grade="junior"
    )
    owe(Duty.objects.get(), FRIDAY, campus=elsewhere, term=term, school_class=theirs)

    page = enter("director").get(COMPLETENESS + "?month=202610")

    assert [row.name for row in page.context["grid"].rows] == ["A1"]


def test_completeness_is_read_by_class_place_or_campus(enter, october, campus, term):
    client = enter("director")
    yard = Place.objects.create(campus=campus, name="Yard", kind="yard")
    owe(Duty.objects.get(), FRIDAY, campus=campus, term=term, place=yard)

    names = {
        by: [row.name for row in client.get(f"{COMPLETENESS}?month=202610&by={by}").context["grid"].rows]
        for by in ("school_class", "place", "campus")
    }

    assert names == {"school_class": ["A1"], "place": ["Yard"], "campus": ["Main campus"]}


@pytest.mark.parametrize("asked", ["", "?month=209913", "?month=abc", "?month=²²²²²²", "?by=odd"])
def test_completeness_falls_back_to_this_month(enter, asked):
    page = enter("director").get(COMPLETENESS + asked)

    assert page.context["month"] == timezone.localdate().replace(day=1)


@pytest.mark.parametrize("classes", [1, 10])
def test_completeness_asks_as_much_for_one_class_as_for_ten(
    enter, campus, term, classes, django_assert_num_queries
):
    client = enter("director")
    duty = Duty.objects.create(title="Sweep", trade="logistics", role="carer", scope="class")
    for number in range(classes):
        one = SchoolClass.objects.create(
            campus=campus, school_year=2026, name=f"A{number}", grade="junior"
        )
        owe(duty, FRIDAY, campus=campus, term=term, school_class=one)

    with django_assert_num_queries(12):
        client.get(COMPLETENESS + "?month=202610")


def test_completeness_prints(enter, october):
    paper = enter("director").get(COMPLETENESS + "?month=202610&print=1")

    assert "is-landscape" in paper.text
    assert "A1" in paper.text


def test_a_register_without_records_has_no_completeness(enter):
    address = reverse("duties:register_completeness", args=["duties"])

    assert enter("director").get(address).status_code == 404


# The duty compliance register.


def test_duties_are_counted_as_by_hand(enter, october):
    client = enter("director")

    page = client.get(DUTIES + "?period=202610")

    # By now all of October is over: 8 and 12 in time, 9 late, 13 excused, 10, 14 and 15 missed.
    assert timezone.localdate() > date(2026, 10, 16)
    assert cells_of(page) == [["Sweep", "carer", "7", "2", "1", "0", "3", "1", "33.3"]]
    assert [cell.value for cell in page.context["totals"][2:8]] == [7, 2, 1, 0, 3, 1]


def test_each_number_of_the_duty_register_opens_to_its_tasks(enter, october):
    client = enter("director")

    [line] = client.get(DUTIES + "?period=202610").context["lines"]

    opened = [
        (cell.value, client.get(cell.link).context["page"].paginator.count)
        for cell in line.cells
        if cell.link
    ]
    assert opened == [(n, n) for n in (7, 2, 1, 0, 3, 1)]


def test_duties_of_a_term_are_those_of_its_months(enter, october, term):
    page = enter("director").get(f"{DUTIES}?period=t{term.pk}")

    assert page.context["period"] == str(term)
    assert cells_of(page)[0][2:] == ["7", "2", "1", "0", "3", "1", "33.3"]


def test_a_duty_that_was_always_excused_has_no_share():
    nothing = dict.fromkeys(("owed_count", "excused_count"), 2) | {"proved_count": 0}
    [column] = [c for c in DutyComplianceRegister.columns if c.name == "share"]

    assert column.of(nothing) is None


def test_the_share_has_one_decimal():
    row = {"owed_count": 3, "excused_count": 0, "proved_count": 2}
    [column] = [c for c in DutyComplianceRegister.columns if c.name == "share"]

    assert column.of(row) == Decimal("66.7")


def test_duties_of_another_campus_are_not_counted(enter, october, term):
    elsewhere = Campus.objects.create(name="East campus")
    duty = Duty.objects.create(title="Theirs", trade="logistics", role="carer")
    owe(duty, FRIDAY, campus=elsewhere, term=term)

    page = enter("director").get(DUTIES + "?period=202610")

    assert [row[0] for row in cells_of(page)] == ["Sweep"]


@pytest.mark.parametrize("duties", [1, 60])
def test_duty_register_asks_as_much_for_one_duty_as_for_sixty(
    enter, campus, term, duties, django_assert_num_queries
):
    client = enter("director")
    for number in range(duties):
        duty = Duty.objects.create(title=f"Duty {number}", trade="logistics", role="carer")
        owe(duty, FRIDAY, campus=campus, term=term)

    with django_assert_num_queries(12):
        client.get(DUTIES + "?period=202610")


def test_duty_register_is_exported_with_its_sums(enter, october):
    response = enter("director").get(
        reverse("duties:register_sheet", args=["duties"]) + "?period=202610"
    )

    _title, headings, rows = rows_of(response)
    assert rows[1][: len(headings) - 1] == ["Total", "", 7, 2, 1, 0, 3, 1]


# The list of registers.


def test_register_list_shows_every_register_one_may_read(enter, campus):
    page = enter("director").get(reverse("duties:register_list"))

    assert "Work note register" in page.text
    assert "Duty compliance register" in page.text


def test_register_list_has_the_school_s_titles(enter, campus):
    arrange()

    assert "Our booklet" in enter("director").get(reverse("duties:register_list")).text


def test_columns_of_the_work_note_register_have_names_of_their_own():
    names = [column.name for column in WorkNoteRegister.columns]

    assert len(names) == len(set(names))
