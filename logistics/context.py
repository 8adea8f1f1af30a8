"""What every page shows around its content."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from logistics.access import permissions_of
from logistics.accounts import visiting
from logistics.contributions import MenuEntry, menu_entries
from logistics.manual import help_url
from logistics.notices import inbox
from logistics.school.models import School
from logistics.school.posts import campuses_of, chosen_campus, school_of

GROUPS = {
    "today": _("Today"),
    "duties": _("Duties"),
    "goods": _("Goods"),
    "canteen": _("Canteen"),
    "health": _("Health"),
    "safety": _("Safety"),
    "records": _("Records"),
    "school": _("School"),
    "settings": _("Settings"),
}


def house(request: HttpRequest) -> dict[str, Any]:
    """School, menu, campuses, counts and appearance; nothing of it for those not logged in."""
    school = school_of(request.user) if request.user.is_authenticated else School(name="")
    context = {
        "school_name": school.name,
        "is_demo": settings.DEMO or school.is_demo,
        "theme": "auto",
        "text_size": "standard",
    }
    if not request.user.is_authenticated:
        return context
    person = request.user
    campuses = campuses_of(person, timezone.localdate())
    return context | {
        "person": person,
        "theme": person.theme,
        "text_size": person.text_size,
        "campuses": campuses,
        "campus": chosen_campus(request, campuses),
        "search_url": reverse("search"),
        "help_url": SimpleLazyObject(lambda: help_url(request)),
        "is_plain_http": is_plain_http(request),
        "visit": visiting.shown(request),
        "menu": Menu.on(request),
        "bottom_bar": BottomBar.on(request),
        "inbox_url": reverse("notices:inbox"),
        "standing": SimpleLazyObject(lambda: inbox.standing(request.user, timezone.now())),
    }


def is_plain_http(request: HttpRequest) -> bool:
    """Whether the administrator has to be told that anybody in the network can read along."""
    is_open = not (settings.HTTPS or settings.DEBUG or settings.DEMO)
    return is_open and request.user.has_perm("school.admin")


@dataclass(frozen=True)
class Menu:
    """The menu of those who hold these roles, on the page of one of its entries."""

    roles: frozenset[str]
    current: str | None = None

    @classmethod
    def on(cls, request: HttpRequest) -> "Menu":
        """The entry nearest to the page one is on is marked."""
        roles = frozenset(request.user.roles() if request.user.is_active else ())
        urls = [url for _entry, url in entries_for(roles)]
        nearest = max(urls, key=lambda url: shared(url, request.path), default="")
        return cls(roles, nearest if shared(nearest, request.path) > (0, False) else None)

    def groups(self) -> Iterator[dict[str, Any]]:
        for code, title in GROUPS.items():
            entries = [pair for pair in entries_for(self.roles) if pair[0].group == code]
            if entries:
                lines = [line(entry.title, url, entry.icon, self.current) for entry, url in entries]
                yield {"title": title, "entries": lines}


@lru_cache(maxsize=256)
def entries_for(roles: frozenset[str]) -> list[tuple[MenuEntry, str]]:
    """Only what the roles may open, each with its address."""
    granted = permissions_of(set(roles))
    entries = sorted(menu_entries(), key=lambda entry: entry.order)
    return [
        (entry, reverse(entry.url))
        for entry in entries
        if (entry.permission is None or entry.permission in granted) and entry.unless not in granted
    ]


def shared(url: str, path: str) -> tuple[int, bool]:
    """How many parts of the address a page has in common with a menu entry."""
    pairs = zip(url.strip("/").split("/"), path.strip("/").split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)), url == path


def line(title: Any, url: str, icon: str, current: str | None) -> dict[str, Any]:
    return {"title": title, "url": url, "icon": icon, "is_current": url == current}


@dataclass(frozen=True)
class BottomBar:
    """The four things a thumb reaches; three for who only reads."""

    here: str
    writes: bool

    @classmethod
    def on(cls, request: HttpRequest) -> "BottomBar":
        here = request.path if request.path in cls.urls() else ""
        return cls(here, request.user.has_perm("duties.write_record"))

    @staticmethod
    def urls() -> list[str]:
        return [reverse(name) for name in ("home", "notices:inbox", "duties:record_new", "me")]

    def entries(self) -> list[dict[str, Any]]:
        home, inbox_url, new, me = self.urls()
        writing = [line(_("Write down"), new, "pencil-square", self.here)]
        return [
            line(_("Home"), home, "house", self.here),
            line(_("To do"), inbox_url, "inbox", self.here) | {"is_inbox": True},
            *(writing if self.writes else []),
            line(_("Me"), me, "person", self.here),
        ]
