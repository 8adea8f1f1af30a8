"""A contradiction: to check, in somebody's hand, put right, explained."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from logistics.contradictions import settling
from logistics.contradictions.models import Contradiction
from tests.pages.declaring import DIRECTORS
from tests.steps.declaring import Flow, at, sent_to
from tests.steps.records import submitted
from tests.world.records import make_contradiction


def to_check(world: Any) -> Contradiction:
    entry = submitted(world)
    found = make_contradiction(entry, timezone.now() - timedelta(minutes=1))
    found.entries.add(entry)
    return found


def in_hand(world: Any) -> Contradiction:
    found, to = to_check(world), world.people["carer"]
    settling.assign(found, to=to, by=world.people["head"], now=timezone.now())
    return found


def put_right(world: Any) -> Contradiction:
    found = in_hand(world)
    Contradiction.objects.filter(pk=found.pk).update(gone_at=timezone.now())
    return found


def explained(world: Any) -> Contradiction:
    found, by = in_hand(world), world.people["head"]
    settling.settle(found, by=by, now=timezone.now(), explanation="The clock was wrong")
    return found


def handing(found: Contradiction) -> tuple[str, dict[str, Any]]:
    colleague = type(found.entries.get().entered_by).objects.get(username="doctor")
    return at("contradictions:contradiction_assign", found.pk), {"person": colleague.pk}


SETTLERS = DIRECTORS | {"principal"}
CONTRADICTION = Flow(
    "contradiction",
    {"to_check": to_check, "in_hand": in_hand, "put_right": put_right, "explained": explained},
    {
        "assign": handing,
        "settle": sent_to("contradictions:contradiction_settle", explanation="It was so"),
    },
    {
        ("to_check", "assign"): ("in_hand", SETTLERS),
        ("to_check", "settle"): ("explained", SETTLERS),
        ("in_hand", "assign"): ("in_hand", SETTLERS),
        ("in_hand", "settle"): ("explained", SETTLERS | {"carer"}),
    },
    lambda found: Contradiction.objects.get(pk=found.pk).state,
    (Contradiction,),
)
