"""What every page shows around its content."""

from itertools import takewhile
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from logistics.accounts import visiting
from logistics.contributions import all_contributions
from logistics.manual import help_url
from logistics.notices import inbox
from logistics.school.models import School
from logistics.school.posts import campuses_of, chosen_campus, school_of

GROUPS = {
    "today": _("Today"),
    "duties": _("Duties"),
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
        "menu": SimpleLazyObject(lambda: menu(request)),
        "bottom_bar": SimpleLazyObject(lambda: bottom_bar(request)),
        "standing": SimpleLazyObject(lambda: inbox.standing(request.user, timezone.now())),
    }


def is_plain_http(request: HttpRequest) -> bool:
    """Whether the administrator has to be told that anybody in the network can read along."""
    is_open = not (settings.HTTPS or settings.DEBUG or settings.DEMO)
    return is_open and request.user.has_perm("school.admin")


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Only what the roles may open; the entry nearest to the page one is on is marked."""
    allowed = [
        (entry, reverse(entry.url))
        for app in all_contributions()
        for entry in app.menu
        if entry.permission is None or request.user.has_perm(entry.permission)
    ]
    nearest = max((url for _e, url in allowed), key=lambda url: shared(url, request.path))
    current = nearest if shared(nearest, request.path) > (0, False) else None
    groups = []
    for code, title in GROUPS.items():
        entries = sorted((e for e in allowed if e[0].group == code), key=lambda e: e[0].order)
        if entries:
            lines = [line(entry.title, url, entry.icon, current) for entry, url in entries]
            groups.append({"title": title, "entries": lines})
    return groups


def shared(url: str, path: str) -> tuple[int, bool]:
    """How many parts of the address a page has in common with a menu entry."""
    pairs = zip(url.strip("/").split("/"), path.strip("/").split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)), url == path


def line(title: Any, url: str, icon: str, current: str | None) -> dict[str, Any]:
    return {"title": title, "url": url, "icon": icon, "is_current": url == current}


def bottom_bar(request: HttpRequest) -> list[dict[str, Any]]:
    """The four things a thumb reaches."""
    here = request.path
    return [
        line(_("Home"), reverse("home"), "house", here),
        line(_("To do"), reverse("notices:inbox"), "inbox", here) | {"is_inbox": True},
        line(_("Write down"), reverse("duties:record_new"), "pencil-square", here),
        line(_("Me"), reverse("me"), "person", here),
    ]
