"""The default catalogue of duties, read as the plain tables it is."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "logistics": ROOT / "logistics" / "duties" / "catalogue.csv",
    "assets": ROOT / "assets" / "catalogue.csv",
    "canteen": ROOT / "canteen" / "catalogue.csv",
    "safety": ROOT / "safety" / "catalogue.csv",
    "health": ROOT / "health" / "catalogue.csv",
}
COLUMNS = [
    "code",
    "title_zh",
    "title_en",
    "basis",
    "role",
    "partner_zh",
    "partner_en",
    "scope",
    "place_kind",
    "rhythm",
    "times",
    "weekdays",
    "interval",
    "months",
    "anchor",
    "days",
    "hours",
    "season",
    "on_closed",
    "proof",
    "count",
    "choice",
    "bundle",
]
ROLES = {
    "director",
    "principal",
    "teacher",
    "carer",
    "cook",
    "food_safety_officer",
    "doctor",
    "guard",
    "storekeeper",
    "purchaser",
    "accountant",
    "repairer",
    "bus_attendant",
    "cleaner",
    "admin",
    "inspector",
}
PLACE_KINDS = {
    "classroom",
    "activity_room",
    "nap_room",
    "washroom",
    "kitchen",
    "canteen",
    "storeroom",
    "office",
    "playground",
    "corridor",
    "gate",
    "guard_room",
    "health_room",
    "special_room",
    "dormitory",
    "yard",
    "building",
    "any",
}
ANCHORS = {
    "new_year",
    "spring_festival",
    "qingming",
    "labour_day",
    "childrens_day",
    "dragon_boat",
    "teachers_day",
    "mid_autumn",
    "national_day",
    "womens_day",
    "arbor_day",
}
# What each rhythm may say about itself; the first set is what it must say.
PARAMETERS = {
    "daily": ({"times"}, {"times"}),
    "meal": (set(), {"times"}),
    "shift": ({"times"}, {"times"}),
    "weekly": (set(), {"weekdays", "interval"}),
    "biweekly": (set(), {"weekdays"}),
    "month_start": (set(), set()),
    "monthly": (set(), {"interval"}),
    "month_end": (set(), set()),
    "bimonthly": (set(), set()),
    "quarterly": (set(), set()),
    "months": ({"months"}, {"months"}),
    "term_start": (set(), set()),
    "term_mid": (set(), set()),
    "term_end": (set(), set()),
    "termly": (set(), set()),
    "yearly": ({"months"}, {"months"}),
    "dated": ({"months"}, {"months"}),
    "before_term": ({"days"}, {"days"}),
    "after_term": ({"days"}, {"days"}),
    "before_holiday": ({"days"}, {"days", "anchor"}),
    "after_holiday": ({"days"}, {"days", "anchor"}),
    "rota": (set(), {"weekdays"}),
    "event": ({"hours"}, {"hours"}),
    "unset": (set(), set()),
}
CODES = {
    "role": ROLES,
    "scope": {"school", "campus", "class", "place", "meal", "thing"},
    "place_kind": PLACE_KINDS | {""},
    "rhythm": set(PARAMETERS),
    "anchor": ANCHORS | {""},
    "on_closed": {"skip", "before", "after", "keep"},
    "choice": {"default", "optional", "trigger"},
    "bundle": {"term_opening", "term_closing", "holiday_duty", ""},
}
# "六T" is what kitchens call their six daily routines.
LATIN_ALLOWED = {"T"}
LISTS = {
    "times": re.compile(r"([01]\d|2[0-3]):[0-5]\d"),
    "weekdays": re.compile(r"[1-7]"),
    "interval": re.compile(r"[1-9]\d?"),
    "months": re.compile(r"[1-9]|1[0-2]"),
    "days": re.compile(r"[1-9]\d?"),
    "hours": re.compile(r"[1-9]\d{0,2}"),
    "season": re.compile(r"[1-9]|1[0-2]"),
}


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = [(app, row) for app, path in FILES.items() for row in rows_of(path)]
each_file = pytest.mark.parametrize("path", FILES.values(), ids=FILES)


def wrong(rule):
    """Name the rows that break a rule, so that a failure says where to look."""
    return [f"{app} {row['code']}" for app, row in ROWS if not rule(row)]


@each_file
def test_catalogue_file_has_the_agreed_columns_and_line_ends(path):
    text = path.read_bytes()

    assert text.split(b"\n")[0].decode() == ",".join(COLUMNS)
    assert b"\r" not in text
    assert text.endswith(b"\n")
    assert not text.startswith(b"\xef\xbb\xbf")


@each_file
def test_catalogue_row_fills_every_column_and_no_more(path):
    with path.open(encoding="utf-8", newline="") as file:
        widths = {len(row) for row in csv.reader(file)}

    assert widths == {len(COLUMNS)}


def test_catalogue_cells_have_no_outer_space():
    assert wrong(lambda row: all(cell == cell.strip() for cell in row.values())) == []


def test_catalogue_code_stands_once_in_all_files():
    codes = Counter(row["code"] for _, row in ROWS)

    assert [code for code, times in codes.items() if times > 1] == []
    assert wrong(lambda row: re.fullmatch(r"[DMX]\d{3}", row["code"])) == []


@pytest.mark.parametrize("column", CODES)
def test_catalogue_uses_known_codes_only(column):
    assert wrong(lambda row: row[column] in CODES[column]) == []


def test_catalogue_proof_is_one_snake_case_code():
    assert wrong(lambda row: re.fullmatch(r"[a-z]+(_[a-z]+)*", row["proof"])) == []


@pytest.mark.parametrize("column", ["title_zh", "title_en"])
@each_file
def test_catalogue_title_is_given_and_unique_within_its_file(path, column):
    titles = Counter(row[column] for row in rows_of(path))

    assert "" not in titles
    assert [title for title, times in titles.items() if times > 1] == []


def test_catalogue_titles_fit_a_calendar_line():
    assert wrong(lambda row: 6 <= len(row["title_zh"]) <= 24) == []
    assert wrong(lambda row: len(row["title_en"]) <= 90) == []
    assert wrong(lambda row: row["title_zh"][-1] not in "。.;；") == []


def test_catalogue_chinese_titles_hold_no_english():
    def latin(row):
        return set(re.findall(r"[A-Za-z]+", row["title_zh"]))

    assert wrong(lambda row: latin(row) <= LATIN_ALLOWED) == []


def test_catalogue_english_columns_hold_no_chinese():
    chinese = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")

    assert wrong(lambda row: not chinese.search(row["title_en"] + row["partner_en"])) == []


def test_catalogue_partner_is_named_in_both_languages_or_not_at_all():
    assert wrong(lambda row: bool(row["partner_zh"]) == bool(row["partner_en"])) == []


def test_catalogue_rhythm_has_the_parameters_it_needs():
    def complete(row):
        needed, _ = PARAMETERS[row["rhythm"]]
        return all(row[name] for name in needed)

    assert wrong(complete) == []


def test_catalogue_rhythm_has_no_parameter_that_means_nothing_to_it():
    names = {"times", "weekdays", "interval", "months", "anchor", "days", "hours"}

    def fitting(row):
        _, allowed = PARAMETERS[row["rhythm"]]
        return not any(row[name] for name in names - allowed)

    assert wrong(fitting) == []


@pytest.mark.parametrize("column", LISTS)
def test_catalogue_parameter_is_a_list_of_distinct_values(column):
    def well_formed(row):
        values = row[column].split(";") if row[column] else []
        return all(LISTS[column].fullmatch(value) for value in values)

    def without_repeats(row):
        values = row[column].split(";")
        return len(values) == len(set(values))

    assert wrong(well_formed) == []
    assert wrong(without_repeats) == []


def test_catalogue_times_rise_through_the_day():
    assert wrong(lambda row: row["times"].split(";") == sorted(row["times"].split(";"))) == []


def test_catalogue_yearly_duty_names_one_month():
    yearly = [row for _, row in ROWS if row["rhythm"] == "yearly"]

    assert [row["code"] for row in yearly if ";" in row["months"]] == []


def test_catalogue_names_no_month_outside_the_terms():
    # A term runs from September to January or from February to July.
    assert wrong(lambda row: "8" not in row["months"].split(";")) == []


def test_catalogue_event_duty_waits_for_its_trigger_and_no_other_does():
    assert wrong(lambda row: (row["rhythm"] == "event") == (row["choice"] == "trigger")) == []


def test_catalogue_place_kind_stands_with_places_only():
    assert wrong(lambda row: (row["scope"] == "place") == bool(row["place_kind"])) == []


def test_catalogue_meal_duty_comes_with_each_meal():
    """A class too may owe something before each: its tables."""
    assert wrong(lambda row: row["scope"] != "meal" or row["rhythm"] == "meal") == []


def test_catalogue_counts_at_least_one_record():
    assert wrong(lambda row: row["count"].isdecimal() and int(row["count"]) >= 1) == []
