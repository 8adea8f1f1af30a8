"""What the tests of registers share: their addresses, and notes written at a given moment."""

from datetime import date, timedelta
from io import BytesIO

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from logistics.duties import filing
from logistics.duties.models import Proof, Task, WorkNote
from logistics.records.models import Entry
from logistics.school.calendar import at, end_of
from tests.factories import make_person

NOTES = reverse("duties:register", args=["work-notes"])
PAPER = reverse("duties:register_print", args=["work-notes"])
FILE = reverse("duties:register_sheet", args=["work-notes"])
COMPLETENESS = reverse("duties:register_completeness", args=["work-notes"])
SETTING = reverse("duties:register_setting", args=["work-notes"])
DUTIES = reverse("duties:register", args=["duties"])
OCTOBER = "?first=2024-10-01&last=2024-10-31"
FRIDAY = date(2024, 10, 18)


def moment(day=FRIDAY, clock="09:00"):
    return at(day, clock)


def write(text, *, at, campus, by=None, duty=None, now=None, **said):
    """A note, filed the moment it happened unless another is given."""
    entry = Entry(campus=campus, happened_at=at, subject=f"duty:{duty.pk}" if duty else "", **said)
    note = WorkNote(entry=entry, text=text, duty=duty)
    return filing.submit(note, by=by or make_person(name="王芳"), now=now or at)


def write_many(count, campus, day=FRIDAY):
    by = make_person()
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


def queries_of(client, address, most=12):
    """How often one page asks the database."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= most
    return len(asked)
