"""Chinese names in the order of their sound, found by their initials."""

from itertools import islice, product

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
MOST_READINGS = 8


def sound(name: str, *, of_person: bool = False) -> str:
    """The full pinyin, for ordering."""
    from pypinyin import lazy_pinyin  # slow to import, and rarely needed

    syllables = lazy_pinyin(name)
    if of_person and name[:1] in SURNAMES:
        syllables[0] = SURNAMES[name[0]]
    return " ".join(syllables).lower()[:200]


def initials(name: str, *, of_person: bool = False) -> str:
    """All readings' initials, space separated, for search: 单重庆 is found by scq and by dzq."""
    from pypinyin import Style, pinyin

    readings = pinyin(name, style=Style.FIRST_LETTER, heteronym=True)
    if of_person and name[:1] in SURNAMES:
        readings[0] = sorted({SURNAMES[name[0]][0], *readings[0]})
    spelled = ("".join(letters) for letters in product(*readings))
    return " ".join(islice(dict.fromkeys(spelled), MOST_READINGS)).lower()[:200]


class Named:
    """Mixed into a model with `name`, `pinyin` and `initials`: keeps the sound in step."""

    name: str
    names_a_person = False

    def spell(self) -> None:
        self.pinyin = sound(self.name, of_person=self.names_a_person)
        self.initials = initials(self.name, of_person=self.names_a_person)
