"""Words as people type them into a sheet, made comparable, in either language."""

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from logistics.fields import half_width

Words = str | Promise

# What people put into a cell that is meant to be empty.
CLEARED = frozenset({"-", "—", "/", "无", "清空", "none"})
# Would turn the writing round, hide in it or break the line.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
REMARK = re.compile(r"\((required|必填|选填|optional)\)$")


def tidy(text: str) -> str:
    """A cell without what nobody sees: outer spaces, line breaks inside, marks of direction."""
    return " ".join(UNSEEN.sub("", text.replace("\n", " ").replace("\r", " ")).split())


def folded(text: str) -> str:
    """Two words with the same answer are the same word: half width, no spaces, small letters."""
    return "".join(half_width(tidy(text)).split()).casefold()


def folded_heading(text: str) -> str:
    """A heading without its mark of being required."""
    return REMARK.sub("", folded(text).replace("*", "")).rstrip(":")


def in_all_languages(words: Words) -> tuple[str, ...]:
    """The words in every language of the house."""
    return tuple(dict.fromkeys(said_in(code, words) for code, _name in settings.LANGUAGES))


def said_in(language: str, words: Words) -> str:
    with override(language):
        return str(words)


def every_name(
    names: Iterable[Words], fold: Callable[[str], str] = folded_heading
) -> frozenset[str]:
    return frozenset(fold(said) for name in names for said in in_all_languages(name))
