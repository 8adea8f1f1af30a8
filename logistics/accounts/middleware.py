"""A login ends by itself, and opens nothing before its password is chosen and its code is given."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from logistics.accounts import standing, visiting
from logistics.accounts.standing import mark_of

Answer = Callable[[HttpRequest], HttpResponse]

# Asked by machines and browsers, with or without a session, also while the database rests.
WITHOUT_SESSION = ("/status/live", "/status/ready", "/manifest.webmanifest", "/favicon.ico")


@cache
def always_open() -> frozenset[str]:
    return frozenset(reverse(name) for name in ("logout", "set_language", "accounts:go_on"))


def keep_logins_safe(get_response: Answer) -> Answer:
    """Stands before the forms that wait for a login: what a session's end cut off is among them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path not in WITHOUT_SESSION and request.user.is_authenticated:
            if visiting.is_over(request, timezone.now()):
                visiting.end(request)
                request.session[visiting.ENDED] = True
            elif step := next_step(request):
                return step
        return get_response(request)

    return middleware


def next_step(request: Any) -> HttpResponse | None:
    """The page that comes before all others; none if the login is complete."""
    mark = mark_of(request.session)
    if mark is None:
        return None
    name = None
    if mark.first:
        name = "password_change"
    elif not mark.factor and standing.needs_factor(request.user.roles()):
        name = "accounts:factor"
    if name is None or request.path in {reverse(name), *always_open()}:
        return None
    return redirect(name)
