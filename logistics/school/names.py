"""Chinese names in the order of their sound, found by their initials."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import Any, Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace

# Surnames that are read otherwise than the same character elsewhere.
SURNAMES = {
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "朴": "piao",
    "任": "ren",
    "华": "hua",
    "盖": "ge",
    "覃": "qin",
    "翟": "zhai",
    "缪": "miao",
    "卜": "bu",
    "乐": "yue",
    "员": "yun",
    "折": "she",
    "种": "chong",
    "秘": "bi",
    "繁": "po",
    "祭": "zhai",
    "召": "shao",
    "洗": "xian",
    "能": "nai",
    "句": "gou",
    "都": "du",
    "薄": "bo",
    "黑": "he",
}
MOST_READINGS = 30
LONGEST = 100  # letters; nobody is looked for by more


def spoken(name: str) -> str:
    """What of a name is heard: no bracket, and not the dot in 买买提·吐尔逊."""
    return "".join(letter for letter in name[:LONGEST] if letter.isalnum() or letter == " ")


def sound(name: str, *, of_person: bool = False) -> str:
    """The full pinyin, for ordering."""
    return " ".join(syllables(spoken(name), of_person=of_person)).lower()[:200]


def syllables(name: str, *, of_person: bool) -> list[str]:
    from pypinyin import lazy_pinyin  # slow to import, and rarely needed

    said = lazy_pinyin(name)
    if of_person and name[:1] in SURNAMES:
        said[0] = SURNAMES[name[0]]
    return said


@lru_cache(maxsize=5_000)
def ways(character: str) -> list[str]:
    """Every way in which one character may be read."""
    from pypinyin import Style, pinyin

    return pinyin(character, Style.NORMAL, heteronym=True)[0]


def other_sounds(name: str) -> Iterator[str]:
    """A person's name with one character read otherwise: 李茜 is liqian and lixi.

    Of the surnames only those that are read in two ways: nobody called 王 is looked for as yu.
    """
    name = spoken(name)
    likely = syllables(name, of_person=True)
    if len(likely) != len(name):
        return
    for place, character in enumerate(name):
        if place == 0 and character not in SURNAMES:
            continue
        for other in ways(character):
            if other != likely[place]:
                yield "".join([*likely[:place], other, *likely[place + 1 :]])


def initials(name: str, *, of_person: bool = False) -> str:
    """All readings' initials, space separated, for search: 单重庆 is found by scq and by dzq.

    The likeliest reading of every character comes first, so that it is never cut off. Spellings are
    made only as they are taken: a long name has more of them than fit anywhere.
    """
    single = readings(spoken(name), of_person=of_person)
    spelled = ("".join(letters) for letters in product(*single))
    return " ".join(dict.fromkeys(islice(spelled, MOST_READINGS))).lower()[:200]


def readings(name: str, *, of_person: bool) -> list[list[str]]:
    """The initials of each character: as this word says it, then as the character may be read."""
    from pypinyin import Style, lazy_pinyin

    likely = lazy_pinyin(name, style=Style.FIRST_LETTER)
    if of_person and name[:1] in SURNAMES:
        likely[0] = SURNAMES[name[0]][0]
    if len(likely) != len(name):  # Latin letters come as one piece
        return [[letters] for letters in likely]
    single = ([way[0] for way in ways(character)] for character in name)
    return [list(dict.fromkeys([first, *rest])) for first, rest in zip(likely, single, strict=True)]


class NamedQuerySet(models.QuerySet):
    """Found as people type: name, pinyin, initials, number, the last four digits of a phone."""

    phone = ""  # the lookup that compares those digits
    number = "number"  # likewise; empty where things have none

    def matching(self, words: str) -> Self:
        """Everything, if nothing is looked for."""
        if not (words := words.strip()):
            return self
        letters = words.replace(" ", "").lower()
        found = Q(name__icontains=words) | Q(initials__contains=letters)
        if self.number:
            found |= Q(**{self.number: words})
        found |= Q(sounded__contains=letters)
        if self.phone and words.isdecimal() and len(words) == 4:
            found |= Q(**{self.phone: words})
        sounded = Replace(F("pinyin"), Value(" "), Value(""))
        return self.alias(sounded=sounded).filter(found).distinct()


class Named:
    """Mixed into a model with `name`, `pinyin` and `initials`: keeps the sound in step."""

    name: str
    names_a_person = False

    def spell(self) -> None:
        spell(self, of_person=self.names_a_person)


def spell(named: Any, *, of_person: bool) -> None:
    """Under its sound it is ordered; beside the initials stand the other sounds of a person."""
    named.pinyin = sound(named.name, of_person=of_person)
    others = islice(other_sounds(named.name), MOST_READINGS) if of_person else ()
    spelled = [initials(named.name, of_person=of_person), *dict.fromkeys(others)]
    named.initials = " ".join(spelled).lower()[:200]
