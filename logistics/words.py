"""The translations: from .po, which people edit, to .mo, which Django reads."""

import io
import os
import tokenize
from ast import literal_eval
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from tokenize import NAME, OP, STRING

import polib

ROOT = Path(__file__).resolve().parent.parent
# What marks a sentence for translation, and how many arguments stand before the sentence.
MARKS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"), 0),
    **dict.fromkeys(("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"), 1),
}


def catalogues() -> list[Path]:
    return sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))


def compile_words() -> None:
    """Write every .mo that is missing or older than its .po."""
    for source in catalogues():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            fresh = target.with_suffix(f".{os.getpid()}")  # whole at once: others may be reading
            polib.pofile(str(source)).save_as_mofile(str(fresh))
            fresh.replace(target)


def unfinished_words() -> Iterator[str]:
    """Sentences without a good translation: file, line and sentence."""
    if not catalogues():
        yield "locale: there is no translation at all"
    marked = list(marked_words())
    for catalogue in catalogues():
        words = polib.pofile(str(catalogue))
        for entry in [*words.untranslated_entries(), *words.fuzzy_entries()]:
            yield f"{catalogue.relative_to(ROOT)}:{entry.linenum}: {entry.msgid}"
        known = {entry.msgid for entry in words}
        yield from (f"{place}: {msgid}" for place, msgid in marked if msgid not in known)


def marked_words() -> Iterator[tuple[str, str]]:
    """Every sentence that the source marks for translation, with its file and line."""
    from django.utils.translation.template import templatize  # needs no settings, but takes time

    for path in sources():
        text = path.read_text("utf-8")
        if path.suffix == ".html":
            text = f"({templatize(text)})"  # in brackets no indentation matters
        place = path.relative_to(ROOT)
        yield from ((f"{place}:{line}", msgid) for line, msgid in sentences(text))


def sources() -> Iterator[Path]:
    for folder in ("logistics", "assets", "canteen", "safety", "health"):
        yield from sorted((ROOT / folder).rglob("*.py"))
    yield from sorted((ROOT / "templates").rglob("*.html"))


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences marked in a Python text, each with its line."""
    every = tokenize.generate_tokens(io.StringIO(text).readline)
    tokens = [token for token in every if token.type in {NAME, OP, STRING}]
    for at, token in enumerate(tokens[:-1]):
        if token.string in MARKS and tokens[at + 1].string == "(":
            argument = tokens[at + 2 + 2 * MARKS[token.string] :]
            strings = takewhile(lambda part: part.type == STRING, argument)
            if msgid := "".join(literal_eval(part.string) for part in strings):
                yield token.start[0], msgid


if __name__ == "__main__":
    compile_words()
