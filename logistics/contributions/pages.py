"""What an app adds to the pages: the menu, the first page, the search, stickers, help, first steps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from logistics.contributions.records import Words


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
class HomeCard:
    """A card of the home page: a template with what `fill(request, now)` answers."""

    roles: frozenset[str]
    template: str
    fill: Callable[..., dict[str, Any]]
    order: int = 50


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
