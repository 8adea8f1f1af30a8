"""The translations: what is found in the source, what is missing, what is compiled."""

import gettext
import os

import polib
import pytest

from logistics import words


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An empty project of its own, with one Chinese catalogue to fill."""
    monkeypatch.setattr(words, "ROOT", tmp_path)
    (tmp_path / "locale/zh_Hans/LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def write(project, *entries):
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.extend(polib.POEntry(**entry) for entry in entries)
    path = project / "locale/zh_Hans/LC_MESSAGES/django.po"
    catalogue.save(str(path))
    return path


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_("The drum")', ["The drum"]),
        ('_("The drum is " "back.")', ["The drum is back."]),
        ('x = pgettext_lazy("month", "May")', ["May"]),
        ('ngettext(\n    "%(n)d day", "%(n)d days", n)', ["%(n)d day"]),
        ('_(name); label("The drum"); translate = _', []),
    ],
)
def test_sentences_are_found_by_their_mark(source, found):
    assert [sentence for line, sentence in words.sentences(source)] == found


def test_marked_words_reads_templates_and_says_where(project):
    (project / "templates").mkdir()
    page = '{% load i18n %}\n  <p>Don\'t</p>\n  {% translate "Menu" %} {{ _("Home") }}'
    (project / "templates/page.html").write_text(page)

    assert list(words.marked_words()) == [
        ("templates/page.html:3", "Menu"),
        ("templates/page.html:3", "Home"),
    ]


def test_unfinished_words_names_the_empty_the_doubtful_and_the_unknown(project):
    write(
        project,
        {"msgid": "drum", "msgstr": "鼓"},
        {"msgid": "flute", "msgstr": ""},
        {"msgid": "horn", "msgstr": "号", "flags": ["fuzzy"]},
    )
    (project / "canteen").mkdir()
    (project / "canteen/models.py").write_text('_("drum")\n_("rice")\n')

    unfinished = [line.rsplit(": ", 1)[1] for line in words.unfinished_words()]

    assert unfinished == ["flute", "horn", "rice"]


def test_compile_words_leaves_out_what_is_doubtful_and_follows_a_change(project):
    source = write(project, {"msgid": "drum", "msgstr": "故", "flags": ["fuzzy"]})
    words.compile_words()
    first = translation(source)

    write(project, {"msgid": "drum", "msgstr": "鼓"})
    make_older(source.with_suffix(".mo"), than=source)
    words.compile_words()

    assert first == "drum"
    assert translation(source) == "鼓"


def translation(source):
    with source.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("drum")


def make_older(path, *, than):
    moment = than.stat().st_mtime - 1
    os.utime(path, (moment, moment))
