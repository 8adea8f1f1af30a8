"""The registers of the kitchen have the columns of the forms of the norm, in their order."""

import pytest

from logistics.contributions import registers
from tests.health.test_columns import in_order

FORMS = {
    "F02 accompanied meals": ("accompanied-meals", [
        "Date", "Meal", "Place", "Eaten with by", "Category", "Position", "People who ate",
        "Dishes", "Taste", "Temperature", "Portion", "Hygiene", "Service", "Problems found",
        "What is done", "Responsible", "Done by", "Opinion of the parents", "Answer",
    ]),
    "F06 additives": ("additives", [
        "Number", "Used on", "Food additive", "Producer", "Produced on", "Amount used",
        "Function", "Food made with it", "Amount of the food", "Used by", "Note",
    ]),
    "F07 tableware": ("tableware", [
        "Date", "Meal", "Tableware", "Pieces", "Method", "Temperature or strength", "Started",
        "Ended", "Minutes", "Disinfected by", "Checked by",
    ]),
    "F08 food handlers": ("food-handlers", [
        "Date", "Name", "Body temperature", "fever", "cough or sore throat", "diarrhoea",
        "vomiting", "jaundice", "wound of the hand, festering skin",
        "discharge from eyes, ears or nose", "Personal hygiene", "Health certificate valid",
        "Conclusion", "Handling", "Own signature", "Checked by",
    ]),
    "F10 waste": ("waste", [
        "Date", "Kind of waste", "Amount", "Disposed at", "Collected by",
        "Handled by, telephone", "Recorded by", "Note",
    ]),
    "F11 daily check": ("daily-food-safety", [
        "Date", "What is looked at", "Result", "Problem", "Measure taken", "Done on",
        "Recorded by",
    ]),
    "F12 weekly report": ("weekly-food-safety", [
        "Summary of the daily checks", "Hazards found", "Analysis", "Measures", "Result",
        "Still open",
    ]),
    "F13 monthly meeting": ("monthly-food-safety", [
        "Date and time", "Place", "Led by", "Attendees", "Report on the month", "Decisions",
        "Responsible", "Deadline", "Last month's items closed",
    ]),
    "F14 fridges": ("fridge-temperatures", [
        "Device", "Date and time", "Temperature", "Normal or not", "Handling", "Recorded by",
    ]),
    "F15 core temperatures": ("core-temperatures", [
        "Dish", "Date and time", "Core temperature", "Measured by",
    ]),
    "F16 tastings": ("tastings", [
        "Meal", "Dish", "Date and time", "Look, smell and taste", "Tasted by",
    ]),
    "F18 toilet": ("canteen-restroom", [
        "Date", "Time", "counter", "wash basin", "soap", "paper towels or dryer", "mirror",
        "floor", "toilet bowl", "toilet paper", "waste bin", "doors and windows", "Recorded by",
        "Note",
    ]),
    "F19 self-inspection": ("food-safety-self-inspections", [
        "Date", "What is looked at", "Result", "Problem", "Measure taken",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_register_has_every_column_of_its_form_in_order(form):
    code, wanted = FORMS[form]
    shown = [str(column.heading) for column in registers()[code]().columns_shown()]

    found = list(in_order(shown, wanted))

    assert found == wanted, shown


@pytest.mark.parametrize("form", FORMS)
def test_what_is_kept_of_food_is_kept_three_years(form):
    assert registers()[FORMS[form][0]].keep_years == 3


def test_tableware_and_the_morning_check_ask_for_a_second_signature():
    of_tableware = registers()["tableware"]

    assert [str(each) for each in of_tableware.signatures] == ["Disinfected by", "Checked by"]


# Buying, keeping, serving, telling.
MORE_FORMS = {
    "F03 receipts": ("food-receipts", [
        "Date", "Name of the goods", "Specification", "Quantity", "Unit",
        "Batch or day of production", "Keeps until", "Producer, address and contact",
        "Supplier, address and contact", "Licence", "Business licence", "Purchase slip",
        "Test report", "Other papers", "Appearance", "Temperature", "Own or commissioned test",
        "Unit price", "Amount", "Accepted", "Why it was refused", "What became of it",
        "Inspectors", "Recorded by",
    ]),
    "F04 suppliers": ("supplier-licences", [
        "Supplier", "Unified credit code", "Contact person", "Phone", "Which paper",
        "Number on the paper", "Issued on", "Valid until",
    ]),
    "F05 in": ("food-stock-in", [
        "Date", "Name of the goods", "Specification", "Unit", "Batch", "Keeps until", "Quantity",
        "Unit price", "Amount", "Left of it", "Left of it (yuan)", "Keeper",
    ]),
    "F05 out": ("food-issues", [
        "Date", "Name of the goods", "Specification", "Unit", "Batch", "Keeps until", "Quantity",
        "Amount", "Left of it", "Left of it (yuan)", "Received by", "Keeper",
    ]),
    "F20 incidents": ("food-incidents", [
        "Date and time", "Where", "How many ate", "How many are ill", "Symptoms",
        "Suspected meal and food", "Samples of the meal", "What was done",
        "Reported to, and when", "Recorded by",
    ]),
    "F22 opinions": ("meal-complaints", [
        "Date and time", "Source", "What was said", "What was done", "Answer",
        "How content they are",
    ]),
    "F23 surveys": ("meal-surveys", [
        "Term", "Who was asked", "Given out", "Came back", "Points by question", "Conclusion",
        "What is put right",
    ]),
    "F24 published account": ("meal-account-publications", [
        "Income from meals", "Spent on meals", "meat, vegetables and other dishes",
        "rice, flour and oil", "seasoning", "other materials", "gas", "water and electricity",
        "wages", "taxes", "administration", "financial costs", "Surplus or loss",
        "Balance rate", "Food as a share of the income", "Meals by child and day",
        "Cost of a child and day", "Balance rate of the term so far", "Prepared by",
        "Reviewed by",
    ]),
    "K1 menus": ("menus", [
        "Week from", "For", "Dishes", "Published at", "Recorded by", "Reviewed by",
    ]),
    "K3.6 spot checks": ("food-sample-checks", [
        "Date and time", "Samples of", "Meal", "Time, quantity, label", "Records of the store",
        "What was found", "Checked by",
    ]),
    "K4.1 settlements": ("supplier-settlements", [
        "Supplier", "From", "To", "Deliveries", "By the receipts (yuan)",
        "By the invoice (yuan)", "Number of the invoice", "Staff representative as a witness",
    ]),
    "K15.1 special menus": ("special-diet-reviews", [
        "Month", "Groups, children, result", "What is done otherwise next month",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("form", MORE_FORMS)
def test_a_register_of_buying_and_telling_has_the_columns_of_its_form(form):
    code, wanted = MORE_FORMS[form]
    shown = [str(column.heading) for column in registers()[code]().columns_shown()]

    found = list(in_order(shown, wanted))

    assert found == wanted, shown


@pytest.mark.parametrize("form", MORE_FORMS)
def test_what_was_bought_and_told_is_kept_three_years_at_least(form):
    assert registers()[MORE_FORMS[form][0]].keep_years >= 3
