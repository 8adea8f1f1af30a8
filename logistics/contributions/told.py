"""What an app tells of a child and of a term: sheets of the file, chapters of the summary."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from logistics.contributions.records import Words, nothing


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
