"""What went wrong when a page could not be shown, in words for the person who waits for it."""

import errno
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, UnreadablePostError
from django.middleware.csrf import get_token
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEFT_OUT = "csrfmiddlewaretoken"
FULL = ("database or disk is full", "No space left on device", "could not extend file")
BUSY = ("database is locked", "database table is locked", "canceling statement due to lock timeout")


@dataclass(frozen=True)
class Failure:
    """`passes`: trying again later helps, so what was typed is offered to be sent again."""

    status: int
    title: str | Promise
    sentence: str | Promise
    passes: bool = False


SORRY = Failure(
    500,
    _("Sorry, there is a problem"),
    _("It has been noted. Go back and try again; what was typed before is kept as a draft."),
)
DISK = Failure(
    507,
    _("The disk of the server is full"),
    _("Nothing half was saved. Ask the administrator to make room, then send it again from here."),
    passes=True,
)
WAIT = Failure(
    503,
    _("The system is busy at the moment"),
    _("Nothing was saved yet. Wait half a minute, then send it again from here."),
    passes=True,
)


def of(error: BaseException | None) -> Failure:
    """What to say of an error, by what lies at its root."""
    for one in chain(error):
        words = str(one)
        if isinstance(one, OSError) and one.errno in (errno.ENOSPC, errno.EDQUOT):
            return DISK
        if isinstance(one, OperationalError) and any(part in words for part in FULL):
            return DISK
        if isinstance(one, OperationalError | InterfaceError) and may_pass(one, words):
            return WAIT
    return SORRY


def may_pass(error: BaseException, words: str) -> bool:
    """Locked, or the database server is being started again; a wrong query is neither."""
    is_away = not words.startswith(("no such", "near "))
    return any(part in words for part in BUSY) or (is_away and hasattr(error.__cause__, "sqlstate"))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def typed_again(request: HttpRequest) -> dict[str, Any]:
    """What a form brought, to be sent once more. Its one-time key goes along, so it counts once."""
    if request.method != "POST":
        return {"again_url": request.get_full_path()}
    try:
        typed = [(name, value) for name, values in request.POST.lists() for value in values]
    except (OSError, UnreadablePostError, RequestDataTooBig):
        return {}
    if not typed:  # it broke off while it came in
        let_go(request)
        return {}
    return {
        "typed_url": request.get_full_path(),
        "typed": [(name, value) for name, value in typed if name != LEFT_OUT],
        "token": get_token(request),
        "had_files": bool(request.FILES),
    }


def let_go(request: HttpRequest) -> None:
    """Half a file that was coming in takes room until its request is forgotten."""
    for handler in request.upload_handlers:
        if file := getattr(handler, "file", None):
            with suppress(OSError):  # there is no room to finish it either
                file.close()
