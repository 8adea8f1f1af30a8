"""Search: one box for everything a person may open, asked of each app in turn.

The apps say where to look in their contributions (`SearchSource`); here stands what they are asked
and what they answer.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from logistics.access import Request, allow
from logistics.contributions import Words, search_sources
from logistics.pages import wants_fragment

MOST_LETTERS = 60
MOST_HITS = 5
HAN = r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
BETWEEN_HAN = re.compile(rf"(?<={HAN}) +(?={HAN})")
UNSEEN = {"Cc", "Cf", "Cs"}  # control signs, marks of direction, halves of a character


def made_plain(text: str) -> str:
    """What was typed as it is looked for: full width made plain, nothing unseen, not endless."""
    seen = (letter for letter in text[: 4 * MOST_LETTERS] if letter_is_seen(letter))
    text = unicodedata.normalize("NFKC", "".join(seen))
    return " ".join(text.split())[:MOST_LETTERS].strip()


def letter_is_seen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in UNSEEN


@dataclass(frozen=True)
class Asked:
    """What somebody looks for."""

    text: str

    @classmethod
    def typed(cls, text: str) -> "Asked":
        return cls(made_plain(text))

    @property
    def is_enough(self) -> bool:
        """Two letters, or one Chinese character, which may be a surname."""
        return len(self.text) > 1 or bool(re.match(HAN, self.text))

    @cached_property
    def name(self) -> str:
        """As a name is written: a space between Chinese characters says nothing."""
        return BETWEEN_HAN.sub("", self.text)

    @cached_property
    def words(self) -> list[str]:
        return self.text.casefold().split()

    def is_in(self, text: str) -> bool:
        """Whether a list that is searched for these very words would show the text."""
        return self.text.casefold() in text.casefold()


@dataclass(frozen=True)
class Hit:
    """One thing found, and the page it opens. `state` is the code of a state tag."""

    title: str
    url: str
    note: str = ""
    state: str = ""


@dataclass(frozen=True)
class Found:
    """What a source has found; with `all_url` the list page has more of it."""

    hits: list[Hit]
    all_url: str = ""


@dataclass(frozen=True)
class Group:
    """The finds of one source, as the page shows them."""

    title: Words
    hits: list[Hit]
    all_url: str


@dataclass(frozen=True)
class Search:
    """One question of one person. What two sources need is looked up `once`."""

    person: Any
    asked: Asked
    now: datetime
    most: int = MOST_HITS
    known: dict[str, Any] = field(default_factory=dict, compare=False)

    def once(self, name: str, look_up: Callable[["Search"], Any]) -> Any:
        if name not in self.known:
            self.known[name] = look_up(self)
        return self.known[name]

    def first(self, hits: Iterable[Hit], all_url: str) -> Found:
        """As many hits as are shown; the way to all of them only if there are more."""
        found = list(hits)
        return Found(found[: self.most], all_url if len(found) > self.most else "")

    def groups(self) -> list[Group]:
        allowed = (
            source
            for source in search_sources()
            if source.permission is None or self.person.has_perm(source.permission)
        )
        answers = ((source.title, source.find(self)) for source in allowed)
        return [Group(title, found.hits, found.all_url) for title, found in answers if found.hits]


@allow(None)
def search(request: Request) -> HttpResponse:
    """What was found, by kind. The box of the top bar gets the results alone, while one types."""
    asked = Asked.typed(request.GET.get("q", ""))
    groups = Search(request.user, asked, timezone.now()).groups() if asked.is_enough else []
    template = "_search_results.html" if wants_fragment(request) else "search.html"
    context = {"asked": asked, "groups": groups, "count": sum(len(g.hits) for g in groups)}
    response = TemplateResponse(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
