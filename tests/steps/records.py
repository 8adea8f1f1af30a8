"""A record: submitted, reviewed, corrected, voided."""

from typing import Any

from django.utils import timezone

from logistics.duties import filing
from logistics.duties.models import Proof
from logistics.records.models import Entry, Review, Version
from tests.pages.declaring import DIRECTORS
from tests.steps.declaring import Flow, at, sent_to
from tests.world.records import write_note


def submitted(world: Any) -> Entry:
    return write_note(world.here, world.people["writer"], timezone.now())


def reviewed(world: Any) -> Entry:
    entry = submitted(world)
    filing.review(entry, by=world.people["director"], now=timezone.now())
    return entry


def voided(world: Any) -> Entry:
    entry = submitted(world)
    filing.void(entry, by=world.people["director"], now=timezone.now(), reason="Twice")
    return entry


def correction(entry: Entry) -> tuple[str, dict[str, Any]]:
    happened = timezone.localtime(entry.happened_at)
    said = {"text": "Otherwise", "reason": "Misread", "closed_day_is_right": "on"}
    seen = Entry.objects.get(pk=entry.pk).version
    said |= {"happened_at": f"{happened:%Y-%m-%dT%H:%M}", "seen": seen}
    return at("duties:entry_correct", entry.pk), said


CORRECTORS = DIRECTORS | {"writer"}
REVIEWERS = DIRECTORS | {"principal", "food_safety_officer", "doctor"}  # never the writer
RECORD = Flow(
    "record",
    {"submitted": submitted, "reviewed": reviewed, "voided": voided},
    {
        "correct": correction,
        "review": sent_to("duties:entry_review"),
        "void": sent_to("duties:entry_void", reason="Never happened"),
    },
    {
        ("submitted", "correct"): ("submitted", CORRECTORS),
        ("submitted", "review"): ("reviewed", REVIEWERS),
        ("submitted", "void"): ("voided", DIRECTORS),
        ("reviewed", "correct"): ("submitted", CORRECTORS),
        ("reviewed", "void"): ("voided", DIRECTORS),
    },
    lambda entry: Entry.objects.get(pk=entry.pk).status,
    (Entry, Version, Review, Proof),
)
