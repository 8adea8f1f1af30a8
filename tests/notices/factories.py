"""Build what a test of the notices does not care about."""

from logistics.notices.models import Channel, Wish
from logistics.notices.telling import tell
from tests.factories import make_person

KIND = "task_assigned"  # its sentence may leave the house
QUIET_KIND = "record_voided"  # only its title may
URGENT = "safety_late"


def make_reader(role="carer", *, campus=None, mail="", **given):
    """Somebody with a post, and a mail address if one is named."""
    person = make_person(role=role, campus=campus, **given)
    if mail:
        Wish.objects.create(person=person, mail=mail, language="en")
    return person


def make_channel(**given):
    usual = {"title": "Mail", "kind": "mail", "is_active": True}
    return Channel.objects.create(**usual | given)


def make_robot(server, kind="wecom", **given):
    given = {"title": "Group", "kind": kind, "address": server.url} | given
    return make_channel(**given)


def tell_one(person, now, kind=KIND, **given):
    usual = {"url": "/tasks/", "person": "Chen Jing", "task": "Wash the toys", "due": "Friday"}
    if kind == QUIET_KIND:
        usual |= {"record": "LY-2026-000001", "reason": "of the child Wang Lele"}
    found = [n for n in tell([person], kind, now=now, **usual | given) if n.person == person]
    return found[0] if found else None
