"""What each app adds to the whole: found at start-up, walked by the core.

An app says it in its own `contributions.py`, in one `Contributions(...)` named `contributions`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class MenuEntry:
    """A line of the left menu. `group` is the code of its heading."""

    group: str
    title: Words
    url: str
    icon: str
    permission: str | None = None
    order: int = 50


@dataclass(frozen=True)
class Kind:
    """A kind of record that can prove a duty.

    `form` is the name of the page on which it is written; the task goes with it as `?task=`.
    `prefix` begins its numbers (LY-2026-000123). `review` asks for a second person.
    A record written within `late_hours` of what it tells is in time; None: by the end of that day.
    """

    code: str
    title: Words
    model: type[Model] | str
    form: str
    prefix: str
    trade: str
    late_hours: int | None = None
    review: bool = False
    keep_years: int = 3

    @property
    def record_model(self) -> type[Any]:
        """Where the trade keeps what these records say: a subclass of `Record`."""
        return apps.get_model(self.model) if isinstance(self.model, str) else self.model


@dataclass(frozen=True)
class HomeCard:
    """A card of the home page: a template with what `fill(request, now)` answers."""

    roles: frozenset[str]
    template: str
    fill: Callable[..., dict[str, Any]]
    order: int = 50


@dataclass(frozen=True)
class RuleDefault:
    """A threshold with its source, in force until the school writes its own."""

    code: str
    title: Words
    value: str
    unit: str
    source: str


@dataclass(frozen=True)
class Contributions:
    """Everything one app adds."""

    trade: str
    title: Words
    menu: Iterable[MenuEntry] = ()
    kinds: Iterable[Kind] = ()
    registers: Iterable[type[Any]] = ()  # of subclasses of `Register`
    home: Iterable[HomeCard] = ()
    rules: Iterable[RuleDefault] = ()
    catalogue: Path | None = None
    proofs: dict[str, Words] = field(default_factory=dict)
    after_calendar: Callable[[Any], None] | None = None


@cache
def all_contributions() -> tuple[Contributions, ...]:
    """Of every installed app that has any, in the order of INSTALLED_APPS."""
    modules = (f"{config.name}.contributions" for config in apps.get_app_configs())
    found = (import_module(name) for name in modules if find_spec(name) is not None)
    return tuple(module.contributions for module in found if hasattr(module, "contributions"))


def menu_entries() -> Iterator[MenuEntry]:
    for app in all_contributions():
        yield from app.menu


@cache
def kinds() -> dict[str, Kind]:
    return {kind.code: kind for app in all_contributions() for kind in app.kinds}


@cache
def registers() -> dict[str, type[Any]]:
    return {register.code: register for app in all_contributions() for register in app.registers}


@cache
def rule_defaults() -> dict[str, RuleDefault]:
    return {rule.code: rule for app in all_contributions() for rule in app.rules}


@cache
def trades() -> dict[str, Words]:
    """Code and title of every trade, the logistics office first."""
    return {app.trade: app.title for app in all_contributions() if app.trade}
