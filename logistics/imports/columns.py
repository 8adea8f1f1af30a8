"""The columns of an import: what a cell may hold, how it is read, and what is wrong with it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.fields import DateField, NumberField, half_width, valid_identity_number, valid_phone
from logistics.imports.words import Words, every_name, folded, in_all_languages, tidy
from logistics.search import BETWEEN_HAN

if TYPE_CHECKING:
    from logistics.imports.checking import Row, Scene

NOTHING = "—"
MOST_NAMED = 12  # of the words a cell may hold, in the sentence about one it may not


class Wrong(Exception):
    """What is wrong with a cell, and how it is put right."""

    def __init__(self, reason: str, cure: str = "") -> None:
        super().__init__(reason)
        self.reason, self.cure = reason, cure


class Asked(Exception):
    """A cell that fits several things: the person says which."""

    def __init__(self, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.options = options


@dataclass(frozen=True)
class Column:
    """One column. `own`: it stands in the model's field of the same name; else a part takes it.

    `required` is what a new row cannot do without. `also` are other headings it is known by.
    With a `permission` it is there only for those who hold it. `masked` covers on the page what
    need not be read in passing.
    """

    name: str
    heading: Words
    _by_name: KW_ONLY
    required: bool = False
    example: Words = ""
    help: Words = ""
    also: tuple[str, ...] = ()
    permission: str = ""
    own: bool = True
    masked: Callable[[str], str] | None = None

    is_text = True  # in the template its cells are text, so that 007 stays 007

    @property
    def names(self) -> frozenset[str]:
        """Every heading by which it is known."""
        return every_name([self.heading, *self.also])

    def what(self) -> str:
        """What may stand in it, in a word."""
        return _("text")

    def options(self, scene: "Scene") -> list[str]:
        """What the template offers in a drop-down."""
        return []

    def read(self, said: str, row: "Row") -> Any:
        return said

    def shown(self, value: Any) -> str:
        """A value as the preview says it."""
        words = NOTHING if value in (None, "") else str(value)
        return self.masked(words) if self.masked and words != NOTHING else words


@dataclass(frozen=True)
class Text(Column):
    most: int = 50

    def read(self, said: str, row: "Row") -> str:
        if len(said) > self.most:
            raise Wrong(_("longer than %(most)s letters") % {"most": self.most}, _("Shorten it"))
        return said


@dataclass(frozen=True)
class Name(Text):
    """Of a person. Short ones are spread in lists to be as wide as the others: 王　芳."""

    def read(self, said: str, row: "Row") -> str:
        return BETWEEN_HAN.sub("", super().read(said, row))


@dataclass(frozen=True)
class Code(Text):
    """A number that is no amount: full-width digits and spaces inside are taken as meant.

    Of a long one in a cell for amounts, a sheet keeps fifteen digits and shows 3.20106E+17.
    """

    CUT_SHORT = re.compile(r"\d(\.\d+)?E\+\d+")

    most: int = 30

    def what(self) -> str:
        return _("number or code")

    def read(self, said: str, row: "Row") -> str:
        plain = "".join(half_width(said).split())
        if self.CUT_SHORT.fullmatch(plain):
            raise Wrong(
                _("the last digits of a long number are lost"),
                _("Set the column to text, then type the number again"),
            )
        return super().read(plain, row)


@dataclass(frozen=True)
class Phone(Column):
    def what(self) -> str:
        return _("telephone number")

    def read(self, said: str, row: "Row") -> str:
        plain = "".join(half_width(said).split()).removeprefix("+86")
        plain = plain.replace("-", "") if plain.startswith("1") else plain
        try:
            valid_phone(plain)
        except ValidationError as wrong:
            raise Wrong(
                _("not a telephone number"),
                _("A mobile number has 11 digits; a landline starts with its area code"),
            ) from wrong
        return plain


@dataclass(frozen=True)
class Identity(Column):
    def what(self) -> str:
        return _("identity number of 18 characters")

    def read(self, said: str, row: "Row") -> str:
        plain = "".join(half_width(said).split()).upper()
        try:
            valid_identity_number(plain)
        except ValidationError as wrong:
            cure = _("Set the column to text, then type all 18 characters again")
            raise Wrong(wrong.messages[0], cure) from wrong
        return plain


DATE = DateField()
MIDNIGHT = re.compile(r" 0?0:00(:00)?$")  # other programs write it behind a day


@lru_cache(maxsize=2000)
def day_of(text: str) -> date | None:
    """Half of a class list's days are the same few."""
    return DATE.clean(text)


@dataclass(frozen=True)
class Day(Column):
    def what(self) -> str:
        return _("date, such as 2026-09-01")

    def read(self, said: str, row: "Row") -> date | None:
        try:
            return day_of(MIDNIGHT.sub("", half_width(said)))
        except ValidationError as wrong:
            raise Wrong(
                _("%(value)s is not a valid date") % {"value": said}, _("Write it as 2026-09-01")
            ) from wrong


@dataclass(frozen=True)
class Number(Column):
    """A number; `decimals` 0 makes it whole. The limits belong to it."""

    decimals: int = 0
    digits: int = 12
    least: int | None = 0
    most: int | None = None

    is_text = False

    def what(self) -> str:
        return _("number") if self.decimals else _("whole number")

    def read(self, said: str, row: "Row") -> Decimal | int:
        field = NumberField(
            max_digits=self.digits,
            decimal_places=self.decimals,
            min_value=self.least,
            max_value=self.most,
        )
        try:
            number = field.clean(said.replace(",", "").replace("，", ""))
        except ValidationError as wrong:
            raise Wrong(" ".join(wrong.messages).rstrip("."), _("Write digits only")) from wrong
        return number if self.decimals else int(number)


@dataclass(frozen=True)
class Choice(Column):
    """One of a few words. A word counts in either language; `spelled` names further ones."""

    choices: Sequence[tuple[str, Words]] = ()
    spelled: tuple[tuple[str, str], ...] = ()

    def what(self) -> str:
        return _("choose from the list")

    def offered(self, scene: "Scene") -> Sequence[tuple[str, Words]]:
        return self.choices

    def options(self, scene: "Scene") -> list[str]:
        return [str(words) for _code, words in self.offered(scene)]

    def read(self, said: str, row: "Row") -> Any:
        return self.code(said, row.scene)

    def code(self, said: str, scene: "Scene") -> str:
        meant = scene.kept((self.name, "codes"), lambda: self.codes(scene))
        if folded(said) not in meant:
            raise Wrong(
                _("“%(value)s” is no choice here") % {"value": said}, one_of(self.options(scene))
            )
        return meant[folded(said)]

    def codes(self, scene: "Scene") -> dict[str, str]:
        meant = {folded(word): code for word, code in self.spelled}
        for code, words in self.offered(scene):
            meant |= {folded(said): str(code) for said in in_all_languages(words)}
        return meant

    def shown(self, value: Any) -> str:
        words = dict(self.choices).get(value, value)
        return super().shown(words)


def one_of(words: Sequence[str]) -> str:
    named = _(", ").join(words[:MOST_NAMED]) + ("…" if len(words) > MOST_NAMED else "")
    return _("Choose one of these: %(words)s") % {"words": named} if words else ""


BETWEEN = re.compile(r"[、，,;；/\s]+")


@dataclass(frozen=True)
class Choices(Choice):
    """Several words of a few, with a comma between them."""

    def what(self) -> str:
        return _("one or several of the list, with commas between")

    def read(self, said: str, row: "Row") -> list[str]:
        words = [word for word in BETWEEN.split(said) if word]
        return list(dict.fromkeys(self.code(word, row.scene) for word in words))

    def shown(self, value: Any) -> str:
        words = dict(self.choices)
        return Column.shown(self, _(", ").join(str(words.get(code, code)) for code in value or ()))


@dataclass(frozen=True)
class YesNo(Choice):
    choices: Sequence[tuple[str, Words]] = (
        ("yes", gettext_lazy("Yes")),
        ("no", gettext_lazy("No")),
    )
    spelled: tuple[tuple[str, str], ...] = (
        ("√", "yes"), ("✓", "yes"), ("y", "yes"), ("1", "yes"), ("true", "yes"), ("有", "yes"),
        ("×", "no"), ("n", "no"), ("0", "no"), ("false", "no"),
    )  # fmt: skip

    def read(self, said: str, row: "Row") -> bool:
        return self.code(said, row.scene) == "yes"

    def shown(self, value: Any) -> str:
        return super().shown("yes" if value else "no")


@dataclass(frozen=True)
class Reference(Column):
    """Something there is already, called by a name or a number.

    `rows` are those in reach. `calls` gives what one may be called; `apart` what tells two of the
    same name apart. `within` names a column read before, which narrows the choice (the campus).
    `of_this_file`: it may also be a row of the same file.
    """

    rows: Callable[["Scene"], Iterable[Any]] = lambda scene: ()
    calls: Callable[[Any], Iterable[str]] = lambda thing: (str(thing),)
    apart: Callable[[Any], str] = str
    within: str = ""
    of_this_file: bool = False
    offers: bool = True

    def what(self) -> str:
        return _("name of one there is")

    def options(self, scene: "Scene") -> list[str]:
        if not self.offers:
            return []
        things = {thing for named in self.known(scene).values() for thing in named}
        return list(dict.fromkeys(sorted(str(thing) for thing in things)))

    def known(self, scene: "Scene") -> dict[str, list[Model]]:
        """Everything in reach by its folded names, asked once for a file."""
        return scene.kept((self.name, "known"), lambda: self.by_name(self.rows(scene)))

    def by_name(self, things: Iterable[Any]) -> dict[str, list[Model]]:
        known: dict[str, list[Model]] = {}
        for thing in things:
            for name in {folded(name) for name in self.calls(thing) if name}:
                known.setdefault(name, []).append(thing)
        return known

    def read(self, said: str, row: "Row") -> Any:
        called = self.known(row.scene).get(folded(said), [])
        fitting = [thing for thing in called if self.fits(thing, row)]
        if len(fitting) > 1:
            return self.chosen(fitting, row)
        if fitting:
            return fitting[0]
        if self.of_this_file:
            return Awaited(said)
        raise self.unknown(said, row.scene)

    def fits(self, thing: Any, row: "Row") -> bool:
        wanted = row.values.get(self.within) if self.within else None
        return wanted is None or getattr(thing, f"{self.within}_id") == wanted.pk

    def chosen(self, things: list[Any], row: "Row") -> Any:
        """The one the person said on the preview page; asked for as long as that is none of them."""
        answer = row.scene.answers.get(row.place(self.name))
        for thing in things:
            if str(thing.pk) == answer:
                return thing
        raise Asked([(str(thing.pk), self.apart(thing)) for thing in things])

    def unknown(self, said: str, scene: "Scene") -> Wrong:
        cure = one_of(self.options(scene)) or _("Check the name, or add it first")
        return Wrong(_("“%(value)s” was not found") % {"value": said}, cure)


@dataclass(frozen=True)
class Awaited:
    """A name that must turn up among the new rows of the file."""

    said: str


def cell_text(said: Any) -> str:
    """A cell of the uploaded sheet as text: a day as 2026-09-01, nothing as nothing."""
    if isinstance(said, str):
        return tidy(said)
    if hasattr(said, "hour") and hasattr(said, "year"):
        return f"{said:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    return str(said)
