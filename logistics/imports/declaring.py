"""What an app says to have its rows imported: an `Import`, and `Part`s for what hangs on a row."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Model, QuerySet

from logistics.imports.columns import Column, Reference
from logistics.imports.words import Words

if TYPE_CHECKING:
    from logistics.imports.checking import Row, Scene


class Part:
    """Rows of another table that belong to the imported ones: guardians, posts, an enrolment.

    One is made for each look at a file. `look` adds to the row what would change, `write` does it.
    """

    def __init__(self, scene: "Scene") -> None:
        self.scene = scene

    def load(self, rows: Sequence["Row"]) -> None:
        """Ask for what there is of these rows, once for all of them."""

    def look(self, row: "Row") -> None:
        raise NotImplementedError

    def write(self, rows: Sequence["Row"]) -> None:
        raise NotImplementedError


class Import:
    """One kind of rows that may come as a sheet. An app declares it by class attributes.

    A row is known by its `key`: columns that together name it once. One without a key is known by
    `recognised_by`, if there is exactly one whose values all agree; otherwise the person is asked.
    `follow` names the fields that change with another (the pinyin with the name).
    """

    code: ClassVar[str]
    title: ClassVar[Words]
    purpose: ClassVar[Words] = ""
    model: ClassVar[type[Any]]
    permission: ClassVar[str]
    page: ClassVar[str]  # the name of the list the rows stand in
    key: ClassVar[tuple[str, ...]]
    recognised_by: ClassVar[tuple[str, ...]] = ()
    columns: ClassVar[Sequence[Column]]
    parts: ClassVar[Sequence[type[Part]]] = ()
    follow: ClassVar[dict[str, tuple[str, ...]]] = {}
    notes: ClassVar[Sequence[Words]] = ()  # what the instructions say beside the columns

    def columns_for(self, person: Any) -> list[Column]:
        """Those the person may fill in."""
        return [c for c in self.columns if not c.permission or person.has_perm(c.permission)]

    def reachable(self, scene: "Scene") -> QuerySet:
        """The rows this person may change."""
        return self.model.objects.visible_to(scene.by, self.permission)

    def complete(self, row: "Row") -> None:
        """Put in what goes without saying, before the row is looked for."""

    def prepare(self, row: "Row") -> None:
        """Work out what follows from the values of a new or changed row, before it is judged."""

    def finish(self, row: "Row") -> None:
        """Work out what is only stored, just before the row is written."""

    def check(self, rows: Sequence["Row"]) -> None:
        """Refuse what only this import knows to be wrong, once every row has its values."""

    def after(self, scene: "Scene") -> None:
        """What has to follow in the same transaction."""

    def apart(self, thing: Any) -> str:
        """What tells a row there is from another of the same name."""
        return str(thing)

    def owned(self) -> list[str]:
        return [column.name for column in self.columns if column.own]

    def references(self) -> list[str]:
        return [c.name for c in self.columns if c.own and isinstance(c, Reference)]

    def known_as(self, thing: Model) -> tuple[Any, ...]:
        """The key of a row there is, comparable with that of a row of the file."""
        return tuple(comparable(getattr(thing, name)) for name in self.key)

    def following(self, fields: Iterable[str]) -> list[str]:
        """The fields to write when these have changed."""
        names = dict.fromkeys(fields)
        return [*names, *(also for name in names for also in self.follow.get(name, ()))]


def comparable(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value
