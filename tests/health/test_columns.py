"""The registers and tables of health have the columns of the official forms, in their order."""

import pytest

from health.day.months import SIGNS
from health.hygiene.grid import COLUMNS as OF_CLASS
from health.illness import incidence
from health.models import DiseaseColumn
from logistics.contributions import registers

DISEASES = [
    "Hand-foot-mouth disease", "Chickenpox", "Mumps", "Scarlet fever",
    "Acute haemorrhagic conjunctivitis", "Dysentery", "Measles", "Rubella",
    "Infectious hepatitis", "Other",
]  # fmt: skip
BODY = ["Height", "Weight", "BMI"]
# The form, its register, and the headings as they follow each other. What the house adds may stand
# between them (a number, a state, who checked); nothing of the form is left out or hidden.
FORMS = {
    "1 checks and observation": ("health-observations", [
        "Date", "Class", "Name", "Segment", "What the parents say, and check", "Temperature",
        "Handling", "All-day observation", "Observed at", "Follow-up", "Outcome",
        "Medicine, dangerous objects", "Checked by",
    ]),
    "1 head counts": ("health-observations", [
        "Should be there / present / checked / with findings",
    ]),
    "2 medicine": ("medicine-given", [
        "Date", "Class", "Name", "Name of the medicine", "Dose and time", "Use",
        "Cause or diagnosis", "Prescription", "Allergies", "To be used by",
        "Guardian's signature", "Taken in by", "Given at", "Given by", "What is left",
    ]),
    "4 infectious diseases": ("infectious-cases", [
        "Class", "Name", "Sex", "Age", "Fell ill on", *DISEASES, "Diagnosed by", "Diagnosed on",
        "Measures", "Reported at", "Reported by", "Reported to", "Left the school on",
        "Returned on", "Proof of the return", "Class observed from", "Class observed until",
    ]),
    "5 nutritional and common diseases": ("common-diseases", [
        "Class", "Name", "Sex", "Age", "Illness", "Diagnosed on", "Intervention and treatment",
        "Outcome", "Closed on",
    ]),
    "6 hygiene and disinfection of a class": ("class-hygiene", [
        "Date and time", "windows open, morning (min)", "windows open, afternoon (min)",
        "ultraviolet lamp (min)", "tables, breakfast", "tables, morning snack", "tables, lunch",
        "tables, afternoon snack", "tables, dinner", "napkins", "hand towels", "cups",
        "door handles", "taps", "bed rails", "desks, cupboard tops", "toys (weekly)",
        "books (two weeks)", "bedding sunned (monthly)", "linen washed (monthly)", "mats wiped",
        "floor", "toilets and potties", "mops and cleaning cloths", "disinfectant and strength",
        "Recorded by", "Reviewed by",
    ]),
    "7 health education": ("health-education", [
        "Date", "Place", "For whom", "Form", "Content", "Number of people", "Speaker", "Photos",
    ]),
    "10 entry examination": ("entry-exams", [
        "Name", "Sex", "Age", "Date of birth", "Past illnesses", "History of allergies",
        "Signed by the guardian", "Weight", "Evaluation of the weight", "Height",
        "Evaluation of the height", "Skin", "Left eye", "Right eye", "Vision left",
        "Vision right", "Left ear", "Right ear", "Number of teeth", "Carious teeth", "Head",
        "Chest", "Spine and limbs", "Throat", "Heart and lungs", "Liver and spleen", "Genitals",
        "Other", "Haemoglobin", "ALT", "Other tests", "Result", "Doctor's opinion",
        "Signature of the doctor", "Examining institution", "Examined on",
    ]),
    "11 transfer certificate": ("transfer-certs", [
        "Name", "Sex", "Date of birth", "Left on", "Goes to", "Past illnesses",
        "Present state of health", "Valid to", "Date and time",
    ]),
    "12 staff certificate": ("staff-health-certs", [
        "Name", "Number of the certificate", "Examined on", "Valid to", "Result",
    ]),
    "13 vaccination certificates": ("vaccination-checks", [
        "Name", "Date of birth", "Certificate", "Checked on", "Vaccines missing",
        "Letter to the guardians on", "Reported to, on", "Made up for on", "Checked again on",
    ]),
    "14 special care, cases": ("special-care", ["Began on", "Reason", "Indicators", "Plan"]),
    "14 special care, visits": ("special-care-visits", [
        "Date", *BODY, "Evaluation", "Measures: food", "Measures: movement",
        "Measures: nursing", "Signed by the guardian", "Outcome",
    ]),
    "15 growth": ("growth-measurements", [
        "Date", "Age", *BODY, "Evaluation by the standard", "Measured by",
    ]),
    "16 eyes": ("vision-tests", [
        "Right eye", "Left eye", "Right eye, five grades", "Left eye, five grades",
        "Refraction right", "Refraction left",
    ]),
    "16 teeth": ("oral-checks", ["Teeth", "Decayed teeth", "Filled teeth"]),
    "16 blood": ("hemoglobin-tests", ["Haemoglobin"]),
    "17 traced absences": ("absence-traces", [
        "Date", "Asked at", "Who was asked", "Reason", "Symptoms", "Hospital", "Diagnosis",
        "Infectious", "Back on", "Traced by",
    ]),
    "18 isolation room": ("isolation-room", [
        "Came in at", "Left the room at", "Symptoms", "Temperature", "Handling", "Fetched at",
        "Room disinfected at",
    ]),
    "19 ultraviolet lamps": ("uv-lamps", [
        "Lamp number", "Room", "Date and time", "Ended at", "Hours of the tube",
        "Nobody inside", "Wiped", "Intensity",
    ]),
    "20 disinfectants": ("disinfectants", [
        "Product", "Batch number", "Product good until", "Strength on the label",
        "Strength mixed", "Total", "Product needed", "Used for", "Recorded by",
        "Date and time", "May be used until",
    ]),
    "21 handover of shifts": ("shift-handovers", [
        "Shift", "Should be there / present", "Sick leave", "Personal leave",
        "Children watched / on medicine", "Anything special", "Handed over by",
        "Taken over by",
    ]),
    "23 epidemic reports": ("epidemic-reports", [
        "Found at", "Cases", "Classes", "Disease and symptoms", "Reported at", "Reported to",
        "Recorded by", "What they advised",
    ]),
    "24 terminal disinfection": ("terminal-disinfections", [
        "Disease", "Place", "Things", "Disinfectant", "Concentration", "Date and time",
        "Done by", "Guided by",
    ]),
    "25 medicines of the health room": ("clinic-drugs", [
        "Name of the goods", "Specification", "Batch", "Expires on", "In", "Out",
        "By the ledger", "To be discarded",
    ]),
    "26 contacts with parents": ("parent-contacts", [
        "Date and time", "How", "About", "Result", "With whom",
    ]),
    "27 outdoors": ("outdoor-activities", [
        "Class", "From – until", "Minutes", "What was done", "Average pulse",
        "Share of the time in motion", "What the weather hindered",
    ]),
    "statistic of attendance": ("attendance-statistics", [
        "Enrolled", "Days to attend", "Attendances due", "Attendances", "Attendance rate",
        "Absences", "Infectious disease", "Other illness", "Personal leave", "School holiday",
        "Other reason",
    ]),
    "statistic of examinations": ("health-statistics", [
        "Age group", "On the register", "Examined", "Examined share", "Underweight",
        "Stunting", "Wasting", "Overweight", "Obesity", "Blood tested", "Mild anaemia",
        "Moderate or severe anaemia", "Eyes tested", "Low vision", "Eyes corrected",
        "Hearing tested", "Hearing abnormal", "Teeth checked", "Caries", "Caries treated",
    ]),
}  # fmt: skip


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


def test_the_months_of_attendance_use_the_signs_of_the_form():
    signs = {code: sign for code, (sign, _words) in SIGNS.items()}

    wanted = {"present": "√", "sick": "○", "personal": "△", "unexcused": "×"}
    assert {code: signs[code] for code in wanted} == wanted


def test_the_statistic_of_incidence_counts_the_diseases_of_the_form_in_its_order():
    assert [str(label) for label in DiseaseColumn.labels] == DISEASES
    assert list(incidence.COLUMNS) == DiseaseColumn.values


def test_the_grid_of_a_class_and_its_register_have_the_same_columns():
    headings = [str(column.heading) for column in registers()["class-hygiene"].columns]

    of_grid = [str(column.heading) for column in OF_CLASS]

    start = headings.index(of_grid[0])
    assert headings[start : start + len(of_grid)] == of_grid


def test_a_statistic_gives_a_share_for_every_finding():
    headings = {str(column.heading) for column in registers()["health-statistics"].columns}

    shares = {
        f"{name} share"
        for name in ("Examined", "Underweight", "Stunting", "Wasting", "Overweight", "Obesity",
                     "Anaemia", "Low vision", "Corrected", "Caries", "Treated")
    }  # fmt: skip
    assert shares <= headings
