"""What each app adds to the whole: found at start-up, walked by the core.

An app says it in its own `contributions.py`, in one `Contributions(...)` named `contributions`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps

from logistics.contributions.pages import (
    HelpTopic,
    HomeCard,
    MenuEntry,
    SearchSource,
    Step,
    Sticker,
)
from logistics.contributions.records import (
    TAKE_BACK,
    Check,
    Clash,
    Comparison,
    Finding,
    Kind,
    RuleDefault,
    Sealed,
    Words,
)
from logistics.contributions.told import Asked, Chapter, ChildData
from logistics.contributions.waiting import (
    ApprovalKind,
    Fact,
    InboxLine,
    InboxSource,
    NoticeKind,
    Stop,
)

__all__ = [
    "TAKE_BACK",
    "ApprovalKind",
    "Asked",
    "Chapter",
    "Check",
    "ChildData",
    "Clash",
    "Comparison",
    "Contributions",
    "Fact",
    "Finding",
    "HelpTopic",
    "HomeCard",
    "InboxLine",
    "InboxSource",
    "Kind",
    "MenuEntry",
    "NoticeKind",
    "RuleDefault",
    "Sealed",
    "SearchSource",
    "Step",
    "Sticker",
    "Stop",
    "Words",
    "all_contributions",
    "approval_kinds",
    "came_late",
    "chapters",
    "checks",
    "child_data",
    "comparisons",
    "help_topics",
    "imports",
    "inbox_sources",
    "kinds",
    "kinds_apart",
    "kinds_of_places",
    "menu_entries",
    "notice_kinds",
    "registers",
    "rule_defaults",
    "sealed_tables",
    "search_sources",
    "steps",
    "stickers",
    "trades",
]


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
    approvals: Iterable[ApprovalKind] = ()
    catalogue: Path | None = None
    proofs: dict[str, Words] = field(default_factory=dict)
    after_calendar: Callable[[Any], None] | None = None
    # By number in the catalogue: what alone a duty of it is proved by (`Kind.subjects`).
    about: dict[str, str] = field(default_factory=dict)
    # Called with a term and its tasks as duties and calendar ask for them: what is owed beyond.
    more_tasks: Callable[[Any, list[Any]], Iterable[Any]] | None = None
    search: Iterable[SearchSource] = ()
    stickers: Iterable[Sticker] = ()
    steps: Iterable[Step] = ()
    help: Iterable[HelpTopic] = ()
    # Called with the moment of a backup and the data directory that stays, in a process whose only
    # database is the restored copy, before anybody opens it: what was erased since is erased again.
    after_restore: Callable[[datetime, Path], None] | None = None
    child_data: Iterable[ChildData] = ()
    # Called with a `Forgotten`, in the transaction of a deletion: records that tell of the child in
    # words of their own lose these words.
    forget: Callable[[Any], None] | None = None
    # Called with a posted document, `by` and `now`, in the transaction that takes it back.
    taken_back: Callable[..., None] | None = None
    # The page on which the trade shows a finding of the core that is also a thing of its own.
    finding_page: Callable[[Any], str] | None = None
    notices: Iterable[NoticeKind] = ()
    inbox: Iterable[InboxSource] = ()
    sealed: Iterable[Sealed] = ()
    checks: Iterable[Check] = ()
    imports: Iterable[Any] = ()  # of `Import`s
    comparisons: Iterable[Comparison] = ()
    chapters: Iterable[Chapter] = ()
    # Called with the key of a class and a day: by child, at what time it came after the others and
    # why. Whoever takes the attendance is shown it.
    came_late: Callable[[int, date], dict[int, tuple[time, str]]] | None = None


@cache
def all_contributions() -> tuple[Contributions, ...]:
    """Of every installed app that has any, in the order of INSTALLED_APPS."""
    modules = (f"{config.name}.contributions" for config in apps.get_app_configs())
    found = (import_module(name) for name in modules if find_spec(name) is not None)
    return tuple(module.contributions for module in found if hasattr(module, "contributions"))


def came_late(school_class: int, on: date) -> dict[int, tuple[time, str]]:
    """By child, when it came after the others and why, as far as anybody wrote it down."""
    found: dict[int, tuple[time, str]] = {}
    for app in all_contributions():
        found |= app.came_late(school_class, on) if app.came_late else {}
    return found


def menu_entries() -> Iterator[MenuEntry]:
    for app in all_contributions():
        yield from app.menu


@cache
def kinds() -> dict[str, Kind]:
    return {kind.code: kind for app in all_contributions() for kind in app.kinds}


@cache
def kinds_apart() -> dict[str, frozenset[str]]:
    """The kinds that only a permission of their own opens, by that permission."""
    own = {kind.reading for kind in kinds().values() if kind.reading}
    return {
        permission: frozenset(k.code for k in kinds().values() if k.reading == permission)
        for permission in sorted(own)
    }


@cache
def kinds_of_places() -> frozenset[str]:
    return frozenset(kind.code for kind in kinds().values() if kind.of_places)


@cache
def registers() -> dict[str, type[Any]]:
    return {register.code: register for app in all_contributions() for register in app.registers}


@cache
def rule_defaults() -> dict[str, RuleDefault]:
    return {rule.code: rule for app in all_contributions() for rule in app.rules}


@cache
def notice_kinds() -> dict[str, NoticeKind]:
    return {kind.code: kind for app in all_contributions() for kind in app.notices}


@cache
def inbox_sources() -> tuple[InboxSource, ...]:
    sources = (source for app in all_contributions() for source in app.inbox)
    return tuple(sorted(sources, key=lambda source: source.order))


@cache
def sealed_tables() -> dict[str, Sealed]:
    """By label, in the order in which a seal goes over them."""
    tables = {table.label: table for app in all_contributions() for table in app.sealed}
    return dict(sorted(tables.items()))


def checks() -> Iterator[Check]:
    for app in all_contributions():
        yield from app.checks


@cache
def child_data() -> dict[str, ChildData]:
    """Everything that is kept about a child, by code."""
    return {part.code: part for app in all_contributions() for part in app.child_data}


@cache
def approval_kinds() -> dict[str, ApprovalKind]:
    return {kind.code: kind for app in all_contributions() for kind in app.approvals}


@cache
def search_sources() -> tuple[SearchSource, ...]:
    sources = (source for app in all_contributions() for source in app.search)
    return tuple(sorted(sources, key=lambda source: source.order))


@cache
def stickers() -> tuple[Sticker, ...]:
    found = (sticker for app in all_contributions() for sticker in app.stickers)
    return tuple(sorted(found, key=lambda sticker: sticker.order))


@cache
def help_topics() -> tuple[HelpTopic, ...]:
    return tuple(topic for app in all_contributions() for topic in app.help)


@cache
def steps() -> tuple[Step, ...]:
    found = (step for app in all_contributions() for step in app.steps)
    return tuple(sorted(found, key=lambda step: step.order))


@cache
def imports() -> dict[str, Any]:
    """What may come as a sheet, by code."""
    return {entry.code: entry for app in all_contributions() for entry in app.imports}


@cache
def comparisons() -> dict[str, Comparison]:
    return {
        comparison.code: comparison for app in all_contributions() for comparison in app.comparisons
    }


@cache
def chapters() -> tuple[Chapter, ...]:
    found = (chapter for app in all_contributions() for chapter in app.chapters)
    return tuple(sorted(found, key=lambda chapter: chapter.order))


@cache
def trades() -> dict[str, Words]:
    """Code and title of every trade, the logistics office first."""
    return {app.trade: app.title for app in all_contributions() if app.trade}
