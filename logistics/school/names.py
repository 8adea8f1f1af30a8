"""Chinese names in the order of their sound, found by their initials."""

from itertools import islice, product
from typing import Self

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
}
MOST_READINGS = 30
LONGEST = 100  # letters; nobody is looked for by more


def sound(name: str, *, of_person: bool = False) -> str:
    """The full pinyin, for ordering."""
    from pypinyin import lazy_pinyin  # slow to import, and rarely needed

    syllables = lazy_pinyin(name[:LONGEST])
    if of_person and name[:1] in SURNAMES:
        syllables[0] = SURNAMES[name[0]]
    return " ".join(syllables).lower()[:200]


def initials(name: str, *, of_person: bool = False) -> str:
    """All readings' initials, space separated, for search: 单重庆 is found by scq and by dzq.

    The likeliest reading of every character comes first, so that it is never cut off. Spellings are
    made only as they are taken: a long name has more of them than fit anywhere.
    """
    single = readings(name[:LONGEST], of_person=of_person)
    spelled = ("".join(letters) for letters in product(*single))
    return " ".join(dict.fromkeys(islice(spelled, MOST_READINGS))).lower()[:200]


def readings(name: str, *, of_person: bool) -> list[list[str]]:
    """The initials of each character: as this word says it, then as the character may be read."""
    from pypinyin import Style, lazy_pinyin, pinyin

    likely = lazy_pinyin(name, style=Style.FIRST_LETTER)
    if of_person and name[:1] in SURNAMES:
        likely[0] = SURNAMES[name[0]][0]
    if len(likely) != len(name):  # Latin letters come as one piece
        return [[letters] for letters in likely]
    single = (pinyin(character, Style.FIRST_LETTER, heteronym=True)[0] for character in name)
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
        self.pinyin = sound(self.name, of_person=self.names_a_person)
        self.initials = initials(self.name, of_person=self.names_a_person)
