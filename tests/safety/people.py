"""What the tests of the organisation of safety build: a class, its people, an injury, a letter, a plan."""

from datetime import date, timedelta
from typing import Any

from logistics.records.models import Entry
from logistics.school.calendar import at
from safety.models import (
    ChildInjury,
    EmergencyPlan,
    InjuryFollowUp,
    LetterRound,
    PlanEdition,
    SafetyMeeting,
)
from safety.organisation import answering, deciding, preparing, registering
from safety.organisation.attending import about_child

MONDAY = date(2026, 9, 7)
NOON = at(MONDAY, "12:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def hurt(child, *, by, now=NOON, happened_at=None, danger="", photos=(), **given: Any):
    """An injury of a child as its teacher registers it."""
    usual = {
        "type": 2, "spot": 1, "activity": 1, "company": 3, "body_part": "leg",
        "severity": "minor", "on_duty": by, "treatment": 1, "story": "Ran and fell over the hose",
        "told_at": now, "told_how": "phone", "told_whom": "Mother",
    }  # fmt: skip
    entry = about_child(child, happened_at=happened_at or now - HOUR, late_reason="")
    injury = ChildInjury(entry=entry, child=child, **usual | given)
    return registering.register(injury, by=by, now=now, danger=danger, photos=photos).content


def follow(injury, *, by, now=NOON + HOUR, **given: Any):
    said = InjuryFollowUp(injury=injury, **{"text": "Plays again"} | given)
    return registering.follow(said, by=by, now=now, happened_at=now)


def give_out(campus, people, *, leader, by, now=NOON, **given: Any):
    usual = {
        "sort": "post", "title": "Safety of the posts", "text": "I look after my post.",
        "valid_from": date(2026, 9, 1), "valid_to": date(2027, 8, 31),
    }  # fmt: skip
    letters = LetterRound(campus=campus, leader=leader, **usual | given)
    return answering.give_out(letters, people, by=by, now=now)


def adopt(campus, *, by, now=NOON, plan=None, **given: Any):
    plan = plan or EmergencyPlan(campus=campus, sort="fire", title="Fire")
    edition = PlanEdition(
        entry=Entry(campus=campus, happened_at=now), **{"steps": "Sound the alarm"} | given
    )
    return preparing.adopt(plan, edition, by=by, now=now).content


def meet(campus, *, by, came, now=NOON, about="safety", **given: Any):
    said = {"missing": given.pop("missing", ()), "decisions": given.pop("decisions", ())}
    meeting = SafetyMeeting(
        entry=Entry(campus=campus, happened_at=now), about=about, chair=by,
        **{"topic": "September", "content": "What comes"} | given,
    )  # fmt: skip
    return deciding.meet(meeting, came=came, by=by, now=now, **said)
