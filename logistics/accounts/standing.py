"""How far a login is trusted, by the roles of whoever logged in: times, second factor, PIN."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from logistics.access import Role
from logistics.accounts.models import Way

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# Those who handle money and the system are asked for a code too, and are soon forgotten.
FACTOR_ROLES = frozenset({Role.DIRECTOR, Role.PRINCIPAL, Role.ACCOUNTANT, Role.ADMIN})
SHORT_ROLES = frozenset({Role.ACCOUNTANT, Role.ADMIN})
# What these may do, they may do by a PIN: they write down, and read no more than their own class.
PIN_ROLES = frozenset(
    {
        Role.TEACHER,
        Role.CARER,
        Role.COOK,
        Role.GUARD,
        Role.REPAIRER,
        Role.CLEANER,
        Role.BUS_ATTENDANT,
    }
)
KEPT_ROLES = PIN_ROLES | {Role.FOOD_SAFETY_OFFICER}

IDLE, IDLE_SHORT, IDLE_KEPT, IDLE_PIN = 30 * MINUTE, 15 * MINUTE, 12 * HOUR, 10 * MINUTE
LONGEST, LONGEST_KEPT = 12 * HOUR, 30 * DAY
NOTED_EVERY = MINUTE  # a session is written once a minute, however busy it is
MARK = "visit"


@dataclass
class Mark:
    """What a session remembers of its login; moments in seconds since 1970."""

    way: str
    began: float
    seen: float
    kept: bool = False
    factor: bool = False  # a code was given, or is not asked for on this device
    first: bool = False  # the password is the one on the slip
    device: int | None = None

    @property
    def is_by_pin(self) -> bool:
        return self.way == Way.PIN

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def mark_of(session: Any) -> Mark | None:
    plain = session.get(MARK)
    return Mark(**plain) if plain else None


def trusts_unmarked() -> bool:
    """A session that no login made: of tests and trials only. On a real site there is none."""
    return settings.UNMARKED_SESSIONS


def may_use_pin(roles: set[str]) -> bool:
    return bool(roles) and roles <= PIN_ROLES


def may_keep(roles: set[str]) -> bool:
    return bool(roles) and roles <= KEPT_ROLES


def needs_factor(roles: set[str]) -> bool:
    return settings.SECOND_FACTOR and bool(roles & FACTOR_ROLES)


def idle_time(roles: set[str], mark: Mark) -> timedelta:
    """How long a browser may lie untouched before somebody else could have sat down at it."""
    if mark.is_by_pin and not mark.kept:
        return IDLE_PIN
    if roles & SHORT_ROLES:
        return IDLE_SHORT
    return IDLE_KEPT if mark.kept and may_keep(roles) else IDLE


def longest(roles: set[str], mark: Mark) -> timedelta:
    is_kept = mark.kept and not mark.is_by_pin and may_keep(roles)
    return LONGEST_KEPT if is_kept else LONGEST


def is_over(roles: set[str], mark: Mark, now: datetime) -> bool:
    """Whether this login has ended by the clock, or by what the person has become."""
    untouched = now.timestamp() - mark.seen
    lasted = now.timestamp() - mark.began
    if mark.is_by_pin and not may_use_pin(roles):
        return True
    # What was last noted may be a minute older than what was last done.
    idle = idle_time(roles, mark) + NOTED_EVERY
    return untouched >= idle.total_seconds() or lasted >= longest(roles, mark).total_seconds()
