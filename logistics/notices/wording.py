"""The words of news and digests, in the language that is active."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from logistics.contributions import inbox_sources, notice_kinds


def kept(value: Any) -> Any:
    """A value as it is kept beside the sentence: days and moments so that any language can say them."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Promise):
        with translation.override(settings.LANGUAGE_CODE):
            return str(value)
    return value if isinstance(value, int | float | str) else str(value)


def spoken(value: Any) -> Any:
    match value:
        case {"moment": str(at)}:
            return f"{timezone.localtime(datetime.fromisoformat(at)):%Y-%m-%d %H:%M}"
        case {"day": str(day)}:
            return date_format(date.fromisoformat(day), "DATE_FORMAT")
    return value


class Said(dict):
    """What fills the places of a sentence; a place that nothing fills stays visible as a gap."""

    def __missing__(self, name: str) -> str:
        return "…"


def title(kind: str) -> str:
    """An app that was taken out leaves news whose kind nobody knows any more."""
    declared = notice_kinds().get(kind)
    return str(declared.title) if declared else _("Notice")


def sentence(kind: str, said: Mapping[str, Any]) -> str:
    declared = notice_kinds().get(kind)
    if declared is None:
        return title(kind)
    filled = Said({name: spoken(value) for name, value in said.items()})
    return str(declared.sentence) % filled


def may_leave(kind: str) -> bool:
    declared = notice_kinds().get(kind)
    return declared is not None and declared.leaves


# Digests ------------------------------------------------------------------------------------------


def digest_title(said: Mapping[str, Any]) -> str:
    """To do: 5, overdue: 2"""
    waiting = said.get("waiting", {}).values()
    count, late = sum(n for n, _late in waiting), sum(late for _n, late in waiting)
    if not count:
        return _("Nothing to do, %(news)s new") % {"news": said.get("news", 0)}
    if late:
        return _("To do: %(count)s, overdue: %(late)s") % {"count": count, "late": late}
    return _("To do: %(count)s") % {"count": count}


def digest_lines(said: Mapping[str, Any]) -> list[str]:
    """One line for each place from which something waits, and one for the news."""
    titles = {source.code: str(source.title) for source in inbox_sources()}
    lines = [
        source_line(titles.get(code, code), count, late)
        for code, (count, late) in said.get("waiting", {}).items()
        if count
    ]
    if news := said.get("news"):
        lines.append(ngettext("One unread notice", "%(n)s unread notices", news) % {"n": news})
    return lines


def source_line(name: str, count: int, late: int) -> str:
    given = {"name": name, "count": count, "late": late}
    if late:
        return _("%(name)s: %(count)s, of these overdue: %(late)s") % given
    return _("%(name)s: %(count)s") % given
