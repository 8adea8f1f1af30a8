"""How the school arranges a register, and what becomes of it in every output."""

import pytest

from logistics.records.models import RegisterSetting
from tests.duties.booklets import (
    COMPLETENESS,
    FILE,
    NOTES,
    OCTOBER,
    PAPER,
    SETTING,
    cells_of,
    moment,
    rows_of,
    write,
)

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
    assert (title, headings) == ("Our booklet 2024-10", wanted)
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
        ("date", "2024-10-01", "2024-10-01"),
        ("date", "2024-13-01", "2024-13-01"),
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
