"""What each app adds to the whole: found at start-up, walked by the core.

An app says it in its own `contributions.py`, in one `Contributions(...)` named `contributions`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

Words = str | Promise

TAKE_BACK = pgettext_lazy("a posted document", "Take back")


def nothing(*_args: Any, **_given: Any) -> None:
    """What is done where a kind declares nothing."""


@dataclass(frozen=True)
class MenuEntry:
    """A line of the left menu. `group` is the code of its heading.

    Whoever has the permission `unless` reaches the page from one that stands in their menu.
    """

    group: str
    title: Words
    url: str
    icon: str
    permission: str | None = None
    order: int = 50
    unless: str | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of record that can prove a duty.

    `form` is the name of the page on which it is written; the task goes with it as `?task=`.
    `prefix` begins its numbers (LY-2026-000123). `review` asks for a second person.
    A record written within `late_hours` of what it tells is in time; None: by the end of that day.
    `shown` is the template of what it says, inside the page of the record (`content`, `entry`).
    `correct` names the page on which it is corrected; empty: by voiding it and writing another.
    `is_posted`: it moved goods or money, so only a counter-document takes it back; `counter` names
    the page on which that is written, `counter_words` what its button says. `signed` is called with the entry, `by=` and `now=` in the
    transaction of the last signature it asks for; a refusal there takes the signature back.
    `voided` likewise, in the transaction that voids it: what was read off it is read anew.
    `for_lines`: what a plan says will be done may be proved by it, instead of by a note.
    `reading`: the permission that opens these records, for what tells of a child's health; empty:
    whoever may read records. `subjects` are what a record of the kind may be about, by code, where
    a duty may ask for one of them alone: the weekly toys are not proved by the daily cups.
    `of_places`: it tells of the house and of nobody in it, so that everybody at the campus may open
    it, a class teacher also what belongs to no class.
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
    shown: str = "records/_fields.html"
    correct: str = ""
    is_posted: bool = False
    counter: str = ""
    counter_words: Words = TAKE_BACK
    signed: Callable[..., None] = nothing
    voided: Callable[..., None] = nothing
    for_lines: bool = False
    reading: str = ""
    of_places: bool = False
    subjects: tuple[tuple[str, Words], ...] = ()

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
    unit: Words
    source: Words


@dataclass(frozen=True)
class NoticeKind:
    """A kind of news. Its sentence has places: `%(task)s`; it is told in the reader's language.

    `urgent`: told at night too, and beyond the day's measure (what cannot wait for the morning).
    `leaves`: the whole sentence may leave the house, by mail and chat robot; otherwise only the
    title does. Never say so of a sentence that can hold a child's name or anything of health.
    """

    code: str
    title: Words
    sentence: Words
    urgent: bool = False
    leaves: bool = False


@dataclass(frozen=True)
class InboxLine:
    """One thing that waits, as the inbox shows it. `url` is the page on which it is acted on.

    `state` is the code of a state, as `state_tag` knows it; `at` is when it was or will be due.
    """

    title: Words
    url: str
    facts: Words = ""
    state: Words = ""
    is_late: bool = False
    at: datetime | None = None


@dataclass(frozen=True)
class InboxSource:
    """A place from which things wait for a person.

    `waiting(person, now)` is the query of what that person must act on, worst first: its count is
    exact, and every page asks for it; `late(now)` is the condition of those that are late. Both
    are worded once a day for each person: they compare with `now` or its day, never with a moment
    worked out from it, and ask the database for nothing while they are worded.
    `started(person, now)` is what they began and is not ended.
    `line(row, now)` says one row. `everything` names the page that lists them all, with its query.
    `leaves`: the titles of its lines may stand in a mail.
    """

    code: str
    title: Words
    waiting: Callable[[Any, datetime], QuerySet[Any]]
    line: Callable[[Any, datetime], InboxLine]
    late: Callable[[datetime], Q] | None = None
    started: Callable[[Any, datetime], QuerySet[Any]] | None = None
    started_title: Words = ""
    started_line: Callable[[Any, datetime], InboxLine] | None = None
    everything: str = ""
    everything_query: str = ""
    leaves: bool = False
    order: int = 50


@dataclass(frozen=True)
class Fact:
    """One thing those who decide are shown. `parts` are the lines behind it, if it has any.

    The fact `title` is told when it changes; where nothing has, the heading says it.
    """

    code: str
    title: Words
    value: str
    parts: tuple[str, ...] = ()
    is_beginning: bool = False  # the value is no more than how the parts begin


@dataclass(frozen=True)
class Stop:
    """A step of a route: the role that is asked there, one who holds it or everybody."""

    role: str
    everybody: bool = False


@dataclass(frozen=True)
class ApprovalKind:
    """A kind of document that is put before others, and all an approval has to know of it.

    `said(document)` is what they decide on: plain JSON in which no word hangs on a language, for
    its digest is the version seen. `facts(said)` shows that, now or as it was. `campus(document,
    on)` is where the deciders are; None: the whole school. `concerned(document, on)` are the people
    who may not decide, beside the asker. `agreed` and `returned` are called with the document and
    `approval=, by=, now=`, in the transaction of the decision; a refusal there takes it back.
    """

    code: str
    title: Words
    model: type[Model] | str
    route: tuple[Stop, ...]
    said: Callable[[Any], dict[str, Any]]
    facts: Callable[[dict[str, Any]], Iterable[Fact]]
    campus: Callable[[Any, date], Any] = nothing
    amount: Callable[[Any], Decimal | None] = nothing
    concerned: Callable[[Any, date], Iterable[int]] = lambda document, on: ()
    opens: Callable[[Any, Any], bool] = lambda person, document: True
    attachments: Callable[[Any], Iterable[tuple[Words, str]]] = lambda document: ()
    agreed: Callable[..., None] = nothing
    returned: Callable[..., None] = nothing
    phrases: tuple[Words, ...] = ()
    related: tuple[str, ...] = ()  # what of other tables its facts name
    # The route of one document on a day, where it hangs on more than the kind; else `route`.
    route_for: Callable[[Any, date], tuple[Stop, ...]] | None = None
    # What of `route_for` the list of routes says beside `route`, on a day.
    route_said: Callable[[date], Words] = lambda on: ""

    @property
    def has_amount(self) -> bool:
        return self.amount is not nothing

    def find(self, pk: int) -> Any:
        """The document, if it is still there."""
        model = apps.get_model(self.model) if isinstance(self.model, str) else self.model
        rows = model._default_manager.filter(pk=pk)
        return (rows.select_related(*self.related) if self.related else rows).first()


@dataclass(frozen=True)
class SearchSource:
    """Where the search box looks: `find` takes a `Search` and answers what it `Found`."""

    code: str
    title: Words
    find: Callable[[Any], Any]
    permission: str | None = None
    order: int = 50


@dataclass(frozen=True)
class Sticker:
    """Something that can be done at a place, offered to whoever scans its label.

    `url(place, person)` is the page on which it is done; empty: not here, or not by this person.
    `thing(key, person)` is that for a thing with a label, an asset; None: not with things.
    `outside` names the page for whoever scans the label and has no login, called with its code.
    """

    title: Words
    icon: str
    url: Callable[[Any, Any], str]
    permission: str | None = None
    order: int = 50
    thing: Callable[[int, Any], str] | None = None
    outside: str = ""


@dataclass(frozen=True)
class HelpTopic:
    """A page of help, written in each language: templates/help/<language>/<code>.html.

    `pages` are the beginnings of the names of the views it helps with.
    """

    code: str
    title: Words
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A step towards a school that is ready to work: done, begun or open, and never ticked.

    `facts(on)` are sentences, each with a truth or with the condition that the database finds true
    or not. `url` names the page on which the step is taken by those who have the `permission`,
    `help` its page of help, `imports` what can be brought along in a sheet.
    """

    code: str
    title: Words
    text: Words
    url: str
    facts: Callable[[date], Iterable[tuple[Words, Any]]]
    permission: str = "school.arrange"
    help: str = ""
    imports: tuple[str, ...] = ()
    order: int = 50


@dataclass(frozen=True)
class Sealed:
    """A table that only grows, sealed day by day.

    `columns` are what a row says, `at` among them is the server's clock when it was entered.
    `hashed` are those that the law may have emptied: only their hash is vouched for. `stamp` is
    the column of the row's own mark (`records.stamping.stamped`), if the table has one. `apart`
    finds, among rows, the keys of those whose other columns contradict what is vouched for.
    """

    model: str
    columns: tuple[str, ...]
    at: str = "at"
    hashed: frozenset[str] = frozenset()
    stamp: str = ""
    apart: Callable[[QuerySet[Any]], Iterable[int]] | None = None

    @property
    def label(self) -> str:
        return self.model.lower()

    @property
    def rows(self) -> Any:
        return apps.get_model(self.model)._base_manager


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be, and what helps."""

    sentence: Words
    cure: Words


@dataclass(frozen=True)
class Check:
    """What must hold of an app's data: `find(now)` names whatever does not."""

    code: str
    title: Words
    find: Callable[[datetime], Iterable[Finding]]


@dataclass(frozen=True)
class Clash:
    """Records that cannot all be true. `key` names the case, so that it is found once.

    `on` is its day; `said` fills the places of the comparison's sentence; `entries` are the keys
    of the records, `task` that of the task they are about.
    """

    key: str
    on: date
    campus: int | None
    entries: tuple[int, ...] = ()
    task: int | None = None
    said: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """What an app compares between its records: `clashes(first, last)` over the days of a span.

    `remedy` is the lawful way to put it right. Nothing here ever changes a record.
    """

    code: str
    title: Words
    sentence: Words
    remedy: Words
    clashes: Callable[[date, date], Iterable[Clash]]


@dataclass(frozen=True)
class ChildData:
    """One kind of data an app keeps about a child: a sheet of its file, and what deleting it means.

    `models` are the tables it answers for, by label. `rows(child)` are those of a child, `photos`
    its pictures as (name, path). `keep` is the code of the rule that says how many years after the
    child left they stay; empty: for ever, under the pseudonym. `erase(child, now=, by=, basis=)`
    empties them, in the transaction of the deletion. `lawful`: the law asks for those years, and a
    guardian's wish does not shorten them. `holds(child)` are reasons why nothing may go now.
    """

    code: str
    title: Words
    models: tuple[str, ...]
    rows: Callable[[Any], Iterable[Any]]
    keep: str = ""
    erase: Callable[..., None] = nothing
    photos: Callable[[Any], Iterable[tuple[str, Path]]] = lambda child: ()
    lawful: bool = True
    holds: Callable[[Any], Iterable[str]] = lambda child: ()


@dataclass(frozen=True)
class Asked:
    """What a term summary is about: for whom, which term and the one before, where, as of when."""

    person: Any
    term: Any
    before: Any  # None in the first term of all
    campus: Any  # None: every campus the person reaches
    now: datetime


@dataclass(frozen=True)
class Chapter:
    """A chapter of the term summary, read off the records: `write(asked)` answers its blocks.

    The blocks are those of `logistics.documents`; each number names the page that lists it.
    """

    title: Words
    write: Callable[[Asked], Iterable[Any]]
    order: int = 50


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
