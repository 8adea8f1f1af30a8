"""Who may open a request: who asked, who was ever asked, and who reads all of the campus."""

from datetime import date
from typing import Any

from logistics.approvals.models import Approval
from logistics.approvals.routing import apart_from


def may_open(approval: Approval, person: Any, *, on: date) -> bool:
    return reads_all(person, approval) or concerns(person, approval, on=on)


def reads_all(person: Any, approval: Approval) -> bool:
    reach = person.reach("approvals.view_all")
    return reach.everywhere or (bool(reach) and approval.campus_id in {None, *reach.sites})


def concerns(person: Any, approval: Approval, *, on: date) -> bool:
    """Who asked, whom the document is about, and everybody who was ever asked."""
    if person.pk in apart_from(approval, on):
        return True
    return approval.signers.filter(person=person).exists()
