"""The log: one JSON object a line, each with the number of its request, none with personal data."""

import json
import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from secrets import token_hex
from traceback import extract_tb
from types import TracebackType
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

current: ContextVar[HttpRequest | None] = ContextVar("request", default=None)

SECRETS = ("SECRET_KEY", "SEAL_KEY", "BACKUP_KEY", "EMAIL_HOST_PASSWORD")
LONGEST = 4000  # letters of a message: enough to see what was wrong
SHORTEST = 6  # a shorter secret would hide harmless words
HIDDEN = "…"
PERSONAL = [
    re.compile(r"(?s)\nDETAIL:.*"),  # PostgreSQL repeats the row that it refused
    # What comes before a sign is counted, or a long text without it would be gone through again and
    # again. Passwords and the like, wherever a name announces them.
    re.compile(
        r"(?i)\w{0,40}(?:password|sessionid|csrf\w*token|secret|token|authorization|cookie)"
        r"[\"']?\s*[=:]\s*[\"']?[^\s\"',;&]+"
    ),
    re.compile(r"[^\W\d_a-zA-Z]+(?:[·\s]?[^\W\d_a-zA-Z]+)*"),  # names, and all else in Chinese
    re.compile(r"\d{6,}[\dXx]?"),  # identity numbers, telephones, cards
    re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]+"),
    re.compile(r"'[^'\n]{1,200}'|\"[^\"\n]{1,200}\"|“[^”\n]{1,200}”"),  # what was typed is quoted
]
FRAMES = 40


def numbered(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give every request a number, which its answer and its lines in the log carry."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.number = token_hex(4).upper()  # type: ignore[attr-defined]
        before = current.set(request)
        try:
            response = get_response(request)
        finally:
            current.reset(before)
        response.headers["X-Request-ID"] = request.number  # type: ignore[attr-defined]
        return response

    return middleware


def number_of(request: HttpRequest) -> str:
    return getattr(request, "number", "") or token_hex(4).upper()


def plain(text: str) -> str:
    """Without what might say something about a person, and without the keys of the house."""
    text = text[:LONGEST]
    for secret in secrets():
        text = text.replace(secret, HIDDEN)
    for pattern in PERSONAL:
        text = pattern.sub(HIDDEN, text)
    return text


def secrets() -> list[str]:
    known = [getattr(settings, name, "") for name in SECRETS] + list(settings.FIELD_KEYS)
    known.append(settings.DATABASES["default"].get("PASSWORD", ""))
    return [str(secret) for secret in known if len(str(secret)) >= SHORTEST]


class Lines(logging.Formatter):
    """One line of the log. Who asked is told by number, the address without its query."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": plain(record.getMessage()),
        }
        said |= about(getattr(record, "request", None) or current.get())
        if record.exc_info and record.exc_info[1]:
            said["error"] = broken(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False)


def about(request: Any) -> dict[str, Any]:
    """What is known of the request already: nothing is looked up for the log."""
    if not isinstance(request, HttpRequest):
        return {}
    person = getattr(request, "_cached_user", None)
    session = getattr(getattr(request, "session", None), "_session_cache", {})
    return {
        "request": getattr(request, "number", ""),
        "method": request.method,
        "path": plain(request.path),
        "person": getattr(person, "pk", None),
        "campus": session.get("campus"),
    }


def broken(error: BaseException) -> dict[str, Any]:
    """What happened and where; the values in the frames stay there."""
    said: dict[str, Any] = {
        "type": type(error).__name__,
        "message": plain(str(error)),
        "at": frames(error.__traceback__),
    }
    cause = error.__cause__ or error.__context__
    if cause is not None:
        said["cause"] = {"type": type(cause).__name__, "message": plain(str(cause))}
    return said


def frames(trace: TracebackType | None) -> list[str]:
    places = extract_tb(trace)[-FRAMES:]
    return [f"{place.filename}:{place.lineno} {place.name}" for place in places]
