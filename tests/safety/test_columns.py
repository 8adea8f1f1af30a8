"""The registers of safety have the columns of the official forms, in their order (7.2 to 7.4)."""

import pytest

from logistics.contributions import registers
from safety.models import Category, Origin
from safety.models.bus_trips import BusCheck

# The form, its register, and the headings as they follow each other. What the house adds may stand
# between them (a number, a state, the campus); nothing of the form is left out or hidden.
FORMS = {
    "A01 daily fire patrol": ("fire-patrols", [
        "Date and time", "Day or night", "Way and points", "Fires and power used by the rules",
        "Exits and escape ways free", "Exit signs and emergency lights whole",
        "Fire equipment and signs in place", "Fire doors shut, nothing under shutters",
        "People at the key places", "Other", "Result", "What was found", "How it was handled",
        "Walked by", "Reviewed by",
    ]),
    "A02 fire inspection": ("fire-inspections", [
        "Fire hazards put right, measures taken", "Escape ways, signs, lights, exits",
        "Fire lane and water", "Extinguishers there and usable", "Use of fire and power",
        "What key workers know", "Key places managed", "Flammables",
        "Control room and running of the facilities", "Signs", "Walked by",
        "Head of what was inspected",
    ]),
    "A03 fire equipment": ("fire-equipment", [
        "Number", "Type", "Specification", "Quantity", "Place", "Produced on",
        "Filled or serviced on", "Serviced by", "Next service", "Replace on", "Pressure",
        "Lead seal", "Look", "Hose and nozzle", "In its place", "Checked by",
    ]),
    "A04 services and tests": ("fire-services", [
        "Facility", "Firm", "Date and time", "Content", "Conclusion", "Report",
    ]),
    "A05 evacuation drills": ("drills", [
        "Date and time", "Type", "Emergency plan", "Signal at", "Assembled at", "Time used",
        "Owed", "Counted", "By class", "Routes", "Counted at the assembly point", "Problems",
        "Put right by", "In command", "Photos",
    ]),
    "A06 and 7.3 hazards": ("hazards", [
        "Found on", "Found by", "Source", "Area", "Spot", "Category",
        "Description of the hazard", "Photos before", "Level", "Basis of a major one", "Measure",
        "Answerable", "Money", "Deadline", "Emergency plan", "Control meanwhile", "Put right on",
        "Photos afterwards", "Rechecked by", "Rechecked on", "Result of the recheck",
        "Reported to", "Reported at", "How it stands",
    ]),
    "A07 visitors": ("visitors", [
        "Date", "Name", "Paper and number", "From where", "Purpose",
        "Person visited, and consent", "People", "Number plate", "Things carried in", "Came in",
        "Left at", "Guard",
    ]),
    "A08 shifts of the guards": ("guard-shifts", [
        "Shift", "On duty", "What happened", "Handed over to",
    ]),
    "A08 patrols of the guards": ("guard-patrols", ["Walked by", "Points and times", "Note"]),
    "A09 who may fetch": ("pickup-authorisations", [
        "Child", "Who may fetch", "Relation", "Last four digits of the phone", "Photos",
        "Last four of the identity number", "From", "Until", "Guardian who signed",
    ]),
    "A09 handed over": ("pickups", [
        "Date and time", "Fetched by", "How it was checked", "Teacher", "Minutes late",
    ]),
    "A10 leaving early": ("early-leaves", [
        "Child", "Date and time", "Reason", "Agreed by", "Fetched by", "Checked at the gate by",
    ]),
    "A11 and 7.4 buses": ("school-buses", [
        "Number plate", "Number of the permit", "Permit valid until", "Seats by its papers",
        "Owner", "Carrier insurance until", "Technical inspection until", "Not on board",
        "Out of use since", "Permit returned on",
    ]),
    "A12 and 7.4 rides": ("bus-trips", [
        "Bus line", "School bus", "Driver", "Attendant", "Check before departure",
        "Date and time", "Arrived at", "On and off by stop", "Empty bus searched by",
        "Empty bus searched at", "Not as it should be",
    ]),
    "A13 special equipment": ("special-equipment", [
        "Name", "Category", "Number of the use registration", "Place", "Maintenance firm",
        "Inspected on", "Next inspection", "Operators and their certificates",
    ]),
    "A15 safety education": ("safety-education", [
        "Date", "Theme", "For whom", "Number of people", "Form", "Speaker", "Photos",
    ]),
    "A16 responsibility letters": ("responsibility-letters", [
        "Year", "Both sides", "Post", "Signed on", "Scan",
    ]),
    "A17 meetings": ("safety-meetings", [
        "Date and time", "Led by", "Present", "Content", "Decisions",
    ]),
    "A18 camera footage": ("video-access", [
        "Unit that asks", "Name", "Reason", "Camera", "Footage from, until", "What it shows",
        "Viewed or copied", "Agreed by", "Operated by", "Returned or destroyed at",
    ]),
    "A19 buildings": ("building-checks", [
        "Building", "Roof", "Walls", "Stairs", "Railings", "Ceilings", "Doors and windows",
        "Wiring", "What hangs outside", "Result", "Photos",
    ]),
    "A20 power and gas": ("utility-checks", [
        "Area", "Wiring and lines", "Sockets", "Gas alarm", "Valves", "Hose and its date",
        "Result",
    ]),
    "A21 duty on holidays": ("duty-logs", [
        "From", "Leader on duty", "On duty", "What happened", "Handed over to",
    ]),
}  # fmt: skip
# The papers that two people sign, and in which capacity the second one does.
SIGNED_BY = {
    "fire-patrols": "Supervisor",
    "fire-inspections": "Head of what was inspected",
    "hazards": "Principal",
    "drills": "In command",
    "pickup-authorisations": "Guardian",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_register_has_every_column_of_its_form_in_order(form):
    code, wanted = FORMS[form]
    shown = [str(column.heading) for column in registers()[code]().columns_shown()]

    found = list(in_order(shown, wanted))

    assert found == wanted, shown


def in_order(shown, wanted):
    """Of the wanted headings those that are found one after the other."""
    rest = iter(shown)
    for heading in wanted:
        if heading in rest:
            yield heading


@pytest.mark.parametrize("code", SIGNED_BY)
def test_the_sheet_is_signed_by_whom_the_form_names(code):
    signatures = [str(words) for words in registers()[code].signatures]

    assert SIGNED_BY[code] in signatures


def test_a_hazard_belongs_to_the_categories_and_sources_of_the_form():
    categories = {"fire", "building", "food", "lab", "bus", "traffic", "crowd",
                  "special_equipment", "utility", "security", "facility", "hygiene", "network",
                  "other"}  # fmt: skip

    assert set(Category.values) == categories
    assert set(Origin.values) == {"daily", "weekly", "monthly", "special", "authority", "repair"}


def test_the_check_before_departure_looks_at_the_parts_of_the_form():
    parts = {"brakes", "steering", "lights", "tyres", "doors", "seats", "belts"}

    assert parts <= set(BusCheck.Part.values)
