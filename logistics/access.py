"""Who may do what: the roles of the school, and the rule each view carries."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve
from django.utils.translation import gettext_lazy as _

View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """A request of somebody who is logged in: `user` is a Person, never anonymous."""

    user: Any


class Role(models.TextChoices):
    DIRECTOR = "director", _("logistics director")
    PRINCIPAL = "principal", _("principal")
    TEACHER = "teacher", _("class teacher")
    CARER = "carer", _("carer")
    COOK = "cook", _("cook")
    FOOD_SAFETY_OFFICER = "food_safety_officer", _("food safety officer")
    DOCTOR = "doctor", _("health doctor")
    GUARD = "guard", _("guard")
    STOREKEEPER = "storekeeper", _("storekeeper")
    PURCHASER = "purchaser", _("purchaser")
    ACCOUNTANT = "accountant", _("accountant")
    REPAIRER = "repairer", _("repairer")
    CLEANER = "cleaner", _("cleaner")
    BUS_ATTENDANT = "bus_attendant", _("bus attendant")
    ADMIN = "admin", _("administrator")
    INSPECTOR = "inspector", _("inspector")


# What everybody does for safety: report a fault, walk a round, put right and clean.
SAFE = {"safety.report", "safety.inspect", "safety.clean"}
# What everybody on the staff may do.
STAFF = {
    "duties.view_task",
    "duties.write_record",
    "duties.write_plan",
    "duties.view_calendar",
    "school.view_place",
    "approvals.view",
    "approvals.ask",
    "assets.request",
    "papers.view",
    *SAFE,
}
# Reading the registers, down to the record behind each row.
REGISTERS = {"records.view_register", "records.view_record"}
# The class's day: who is here, how they are, what was given and cleaned.
DAY = {"health.view_day", "health.write_day", "health.disinfect", "health.view_counts"}
# The safety of children by name: who fetches them, who leaves early, how they were hurt.
CHILDREN_SAFE = {
    "safety.view_pickup",
    "safety.give_slip",
    "safety.view_injury",
    "safety.write_injury",
    "safety.teach",
    "safety.view_bus",
}
# Looking after one's own class.
CLASS = STAFF | DAY | {"school.view_class", "school.view_child", "canteen.look", *CHILDREN_SAFE}
# Answering for what is kept of children: requests, deletions, the whole file.
PRIVACY = {"school.protect_data"}
# Reading what was written, of the whole campus.
READ = {
    "duties.view_all",
    "duties.view_compliance",
    "duties.view_plan",
    "approvals.view",
    "approvals.view_all",
    "records.check_seal",
    *REGISTERS,
    "school.view_class",
    "school.view_person",
    "school.view_setting",
    "contradictions.view",
    "safety.view",
    "safety.view_fire",
    "canteen.view",
}
# Feeding the children: the meals of the day, the store of food, the logs of the kitchen.
KITCHEN = {"canteen.view", "canteen.cook", "canteen.receive"}
# Answering for it: dishes and menus, what food is bought of whom, what is checked, the account.
MEALS = {
    "canteen.view",
    "canteen.write_menu",
    "canteen.check",
    "canteen.receive",
    "canteen.buy",
    "canteen.observe",
    "canteen.look",
    "canteen.account",
    "canteen.arrange",
}
# Answering for safety: hazards graded and given out, tickets sorted, companies, letters, the bus.
SAFETY = {
    "safety.keep_gate",
    "safety.manage",
    "safety.design",
    "safety.organise",
    "safety.repair",
    "safety.watch_fire",
    "safety.view_gate",
    "safety.view_pickup",
    "safety.view_injury",
    "safety.view_bus",
    "safety.run_bus",
    "safety.teach",
}
# Issuing papers, and putting packs together for the archive and for inspectors.
PAPERS = {"papers.keep", "papers.pack", "papers.view_pack"}
# What the school owns and keeps, of the whole campus.
GOODS = {"assets.view_asset", "stores.view"}
# Looking after it: receiving, issuing, counting, lending, writing cards.
KEEPING = GOODS | {"stores.keep", "assets.change_asset", "assets.count"}
# Health without a name: what was cleaned and checked, and how many were ill.
HEALTH = {"health.view_hygiene", "health.view_statistics", "health.view_counts"}
# Health of children by name, and of the staff.
CARE = (
    HEALTH
    | DAY
    | {"health.view_child", "health.keep", "health.arrange"}
    | {"health.view_staff", "health.keep_staff"}
)
# Settling how the school works.
ARRANGE = {
    "duties.arrange",
    "duties.excuse",
    "duties.follow_up",
    "contradictions.settle",
    "records.review",
    "records.void",
    "school.arrange",
    "accounts.give_login",
    "accounts.arrange_device",
    "imports.use",
    "stores.arrange",
}

ROLES: dict[str, set[str]] = {
    Role.DIRECTOR: STAFF
    | READ
    | ARRANGE
    | KEEPING
    | HEALTH
    | SAFETY
    | MEALS
    | PAPERS
    | {"assets.buy", "stores.keep_food", "health.arrange", "health.view_staff"}
    | PRIVACY
    | {"school.view_child", "school.admin_calendar"}
    | {"school.record_consent", "school.view_reading"},
    Role.PRINCIPAL: STAFF
    | READ
    | GOODS
    | HEALTH
    | PRIVACY
    | PAPERS
    | {"duties.excuse", "duties.follow_up", "records.review", "contradictions.settle"}
    | {"safety.design", "safety.organise", "safety.view_gate", "safety.view_injury"}
    | {"safety.view_bus", "canteen.view", "canteen.observe", "canteen.look", "canteen.arrange"},
    Role.TEACHER: CLASS | {"school.record_consent"},
    Role.CARER: CLASS,
    Role.COOK: STAFF | KITCHEN | {"stores.view", "stores.keep_food", "health.view_counts"},
    Role.FOOD_SAFETY_OFFICER: STAFF
    | REGISTERS
    | KITCHEN
    | {"canteen.check", "canteen.observe", "canteen.look"}
    | {"records.review", "stores.view", "health.view_counts"}
    | {"health.view_staff", "health.keep_staff"},
    Role.DOCTOR: STAFF
    | REGISTERS
    | CARE
    | PAPERS
    | {
        "school.view_class",
        "school.view_child",
        "school.change_child",
        "school.view_allergy",
        "school.record_consent",
        "imports.use",
        "stores.view",
        "stores.keep_medicine",
        "records.review",
        "duties.view_compliance",
        "safety.design",
        "safety.teach",
        "safety.view_injury",
        "safety.write_injury",
        "canteen.view",
        "canteen.write_menu",
        "canteen.check",
        "canteen.observe",
        "canteen.look",
    },
    Role.GUARD: STAFF
    | {"safety.keep_gate", "safety.view_gate", "safety.view_pickup"}
    | {"safety.watch_fire", "safety.view_fire"},
    Role.STOREKEEPER: STAFF
    | REGISTERS
    | KEEPING
    | {"stores.arrange", "stores.keep_food", "imports.use", "canteen.view", "canteen.receive"},
    Role.PURCHASER: STAFF | GOODS | {"assets.buy", "canteen.view", "canteen.buy"},
    Role.ACCOUNTANT: STAFF
    | REGISTERS
    | GOODS
    | {"assets.account", "canteen.view", "canteen.account"},
    Role.REPAIRER: STAFF | {"safety.repair", "safety.watch_fire", "safety.view_fire"},
    Role.CLEANER: STAFF | {"health.disinfect"},
    Role.BUS_ATTENDANT: STAFF | {"safety.run_bus", "safety.view_bus"},
    Role.ADMIN: STAFF
    | READ
    | PAPERS
    | {"school.arrange", "school.change_child", "school.view_child", "school.admin"}
    | {"imports.use", "notices.change_channel"}
    | {"accounts.give_login", "accounts.arrange_device"}
    | {"accounts.unlock", "accounts.view_sign_in"}
    | GOODS
    | {"stores.arrange"}
    | PRIVACY
    | {"school.view_allergy", "school.view_reading"},
    Role.INSPECTOR: READ
    | GOODS
    | HEALTH
    | {"safety.view_gate", "papers.view", "papers.view_pack"}
    | {"duties.view_task", "duties.view_calendar", "school.view_place"},
}


# What a role answers for without doing or reading it: who is let in to do it is theirs to say.
OVERSEEN: dict[str, set[str]] = {
    Role.DIRECTOR: DAY | CHILDREN_SAFE | KITCHEN | {"health.keep_staff"}
}


def overseen_by(roles: set[str]) -> set[str]:
    return set().union(*(OVERSEEN.get(role, set()) for role in roles))


def permissions_of(roles: set[str]) -> set[str]:
    return set().union(*(ROLES.get(role, set()) for role in roles))


def roles_with(permission: str) -> set[str]:
    return {role for role, granted in ROLES.items() if permission in granted}


def allow(permission: str | None) -> Callable[[View], View]:
    """Let in people with the permission; with None, everybody who is logged in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if permission and not request.user.has_perm(permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]  # a test asks every view for it
        return guarded

    return decorate


def asked_at(url: str) -> str | None:
    """What the page at an address asks of whoever opens it; None: only that they are logged in."""
    asked: str | None = getattr(resolve(urlsplit(url).path).func, "access", None)
    return asked


def opens_to(person: Any, url: str) -> bool:
    """Whether the person has what the page at an address asks; the thing it is about may ask more."""
    asked = asked_at(url)
    return asked is None or person.has_perm(asked)


def declare(view: View) -> View:
    """A view of the framework's own, open to everybody who is logged in."""
    return allow(None)(view)
