"""How an address is declared: who may open it, what they get, and from whom it is hidden."""

from dataclasses import dataclass
from typing import Any

from logistics.access import Role

# Roles are held at one of two campuses; the head directs, and the office keeps, both of them.
ROLES = set(Role.values)
DIRECTORS = {"director", "head"}
ADMINS = {"admin", "office"}
INSIDE = ROLES | {"head", "office"}
STAFF = INSIDE - {"inspector"}
LEADERS = DIRECTORS | ADMINS | {"principal", "inspector"}
ARRANGERS = DIRECTORS | ADMINS
READERS = LEADERS | {"food_safety_officer", "doctor", "storekeeper", "accountant"}
OF_THE_CLASS = {"teacher", "carer"}
WITH_CHILDREN = ARRANGERS | OF_THE_CLASS | {"doctor"}
DOCTORS = {"doctor"} | ADMINS
WHOLE_SCHOOL = {"head", "office"}
PROTECTORS = ARRANGERS | {"principal"}


@dataclass(frozen=True)
class Page:
    """One address: who may open it, what they get, and from whom its thing is hidden.

    Those who neither may nor find it hidden are refused. `thing` names what the address is about.
    """

    name: str
    who: set[str]
    thing: str = ""
    get: int = 200
    post: int | None = None
    hidden: frozenset[str] | set[str] = frozenset()

    def expected(self, actor: str, method: str) -> int | None:
        if method == "get" and self.get == 405:
            return 405
        if actor in self.who:
            return self.get if method == "get" else self.post
        return 404 if actor in self.hidden else 403


def form(name: str, who: set[str], thing: str = "", **given: Any) -> Page:
    """Sent empty, a form is shown again, unless nothing in it has to be filled in."""
    return Page(name, who, thing, **{"post": 200} | given)


def button(name: str, who: set[str], thing: str = "", post: int = 302, **given: Any) -> Page:
    return Page(name, who, thing, get=405, post=post, **given)
