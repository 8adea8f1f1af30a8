"""Calendars as other programs read them: iCalendar, RFC 5545."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from unicodedata import category

LINE = 75  # octets in a line, without its end
PRODUCT = "-//Houqin//School logistics//ZH"


@dataclass(frozen=True)
class Event:
    """Something in the calendar: at a moment, or on whole days. `ends` is the first day after it.

    The `uid` stays the same as long as it is the same thing.
    """

    uid: str
    title: str
    starts: date | datetime
    ends: date | datetime
    text: str = ""
    where: str = ""
    url: str = ""


def escaped(text: str) -> str:
    """As a value of type TEXT; control signs have no place in one."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(sign, written)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text.replace("\n", "\\n") if category(c) != "Cc")


def folded(line: str) -> str:
    """Long lines go on in the next, after a space; no character is cut in two."""
    parts, part, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            parts.append(part)
            part, size = " ", 1
        part += character
        size += octets
    return "\r\n".join([*parts, part])


def when(name: str, value: date | datetime) -> str:
    """A moment in UTC, which needs no table of time zones; or a day."""
    if isinstance(value, datetime):
        return f"{name}:{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{name};VALUE=DATE:{value:%Y%m%d}"


def event_lines(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield when("DTSTAMP", stamp)
    yield when("DTSTART", event.starts)
    yield when("DTEND", event.ends)
    yield f"SUMMARY:{escaped(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{escaped(event.text)}"
    if event.where:
        yield f"LOCATION:{escaped(event.where)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"  # nobody is busy because something is due
    yield "END:VEVENT"


def calendar_lines(name: str, events: Iterable[Event], stamp: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN")
    yield f"NAME:{escaped(name)}"
    yield f"X-WR-CALNAME:{escaped(name)}"  # the same for programs older than RFC 7986
    yield from ("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H")
    for event in events:
        yield from event_lines(event, stamp)
    yield "END:VCALENDAR"


def calendar_text(name: str, events: Iterable[Event], *, stamp: datetime) -> str:
    """The whole calendar. `stamp` is when what it says was last looked over."""
    return "".join(f"{folded(line)}\r\n" for line in calendar_lines(name, events, stamp))
