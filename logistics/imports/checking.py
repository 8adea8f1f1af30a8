"""What a file would do: every row read, found or new, with what changes and what is wrong.

Nothing is written here. The same look is taken for the preview and again, inside the transaction,
when it is confirmed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, Literal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from logistics.imports import rules
from logistics.imports.columns import Asked, Awaited, Column, Reference, Wrong
from logistics.imports.declaring import Import, Part, comparable
from logistics.imports.tables import Table
from logistics.imports.words import CLEARED, folded

SOMEBODY_NEW = "new"
State = Literal["wrong", "asked", "new", "changed", "same"]


@dataclass
class Scene:
    """Who looks at which file, and when; what was asked of the database for it is kept here.

    `locking`: the look on which is written holds the rows it found.
    """

    declared: Import
    table: Table
    by: Any
    on: date
    now: datetime
    answers: dict[str, str] = field(default_factory=dict)
    locking: bool = False
    columns: dict[str, Column] = field(default_factory=dict)
    memory: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = {c.name: c for c in self.declared.columns_for(self.by)}

    @property
    def permission(self) -> str:
        return self.declared.permission

    def kept(self, key: Any, ask: Callable[[], Any]) -> Any:
        """The answer to a question about the whole file, asked once."""
        if key not in self.memory:
            self.memory[key] = ask()
        return self.memory[key]


@dataclass(frozen=True)
class Problem:
    """What is wrong in one place of the file; without a column, with the whole row."""

    line: int
    name: str
    heading: str
    value: str
    reason: str
    cure: str

    def __str__(self) -> str:
        """As it stands beside its row, which needs no number there."""
        reason = self.reason.rstrip(".。")
        said = {"heading": self.heading, "reason": reason}
        sentence = _("“%(heading)s”: %(reason)s") % said if self.heading else reason
        return _(". ").join(filter(None, [sentence, self.cure]))


@dataclass(frozen=True)
class Question:
    """Several things fit a cell; `place` is where the answer belongs."""

    line: int
    place: str
    heading: str
    value: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Change:
    """What one field was, and what it will be."""

    heading: str
    old: str
    new: str


@dataclass(eq=False)
class Row:
    """One row of the file. `old` are the values its `changes` take the place of; `related` holds
    what the parts of the import will write for it."""

    scene: Scene
    line: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    thing: Any = None
    is_new: bool = False
    changes: dict[str, Change] = field(default_factory=dict)
    old: dict[str, Any] = field(default_factory=dict)
    related: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        return not self.problems and not self.questions

    @property
    def state(self) -> State:
        if not self.is_fine:
            return "wrong" if self.problems else "asked"
        if self.is_new:
            return "new"
        return "changed" if self.changes else "same"

    def place(self, name: str) -> str:
        return f"{self.line}.{name}"

    def heading(self, name: str) -> str:
        return str(self.scene.columns[name].heading) if name in self.scene.columns else ""

    def refuse(self, name: str, reason: str, cure: str = "") -> None:
        said = self.cells.get(name, "")
        found = Problem(self.line, name, self.heading(name), said, reason, cure)
        self.problems.append(found)

    def ask(self, name: str, options: Sequence[tuple[str, str]]) -> None:
        said = self.cells.get(name) or " ".join(filter(None, self.cells.values()))[:50]
        place, heading = self.place(name), self.heading(name)
        self.questions.append(Question(self.line, place, heading, said, options))

    def is_doubtful(self, name: str) -> bool:
        """Whether there is something about this column already."""
        place = self.place(name)
        wrong = any(problem.name == name for problem in self.problems)
        return wrong or any(question.place == place for question in self.questions)

    @property
    def intent(self) -> tuple[Any, ...]:
        """What it would do, in no language: its values, and what they would take the place of."""
        values = [(name, comparable(value)) for name, value in self.values.items()]
        replaced = [(name, self.old.get(name, c.old)) for name, c in self.changes.items()]
        return self.line, self.state, values, replaced

    @property
    def is_in_doubt(self) -> bool:
        """Whether it cannot be said which thing it is about."""
        declared = self.scene.declared
        asked = {question.place for question in self.questions}
        named = any(self.place(name) in asked for name in declared.recognised_by[:1])
        return named or any(self.is_doubtful(name) for name in declared.key)

    @property
    def is_touched(self) -> bool:
        """Whether its own table is written, not only what hangs on it."""
        return self.is_new or not self.changes.keys().isdisjoint(self.scene.declared.owned())

    def told(self) -> list[str]:
        """The row as the preview shows it: what it says, or as it was typed where it is wrong."""
        columns = self.scene.columns
        return [
            columns[name].shown(self.values[name])
            if name in self.values and not isinstance(self.values[name], Awaited)
            else self.cells[name]
            for name in self.scene.table.places
            if name in columns
        ]


@dataclass
class Check:
    """The whole file, looked at."""

    scene: Scene
    rows: list[Row]
    parts: list[Part]
    missing: list[Problem]

    @property
    def problems(self) -> list[Problem]:
        return [*self.missing, *(problem for row in self.rows for problem in row.problems)]

    @property
    def questions(self) -> list[Question]:
        return [question for row in self.rows for question in row.questions]

    @property
    def counts(self) -> dict[State, int]:
        counted = Counter(row.state for row in self.rows)
        states: tuple[State, ...] = ("new", "changed", "same", "wrong", "asked")
        return {state: counted[state] for state in states}

    def in_state(self, state: State) -> list[Row]:
        return [row for row in self.rows if row.state == state]

    @property
    def is_ready(self) -> bool:
        return not self.missing and all(row.is_fine for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """The same only for a look that would do the very same."""
        would = [row.intent for row in self.rows]
        return salted_hmac("logistics.imports", repr(would), algorithm="sha256").hexdigest()


def check(scene: Scene) -> Check:
    rows = [Row(scene, line, cells) for line, cells in scene.table.lines()]
    for row in rows:
        read(row)
        scene.declared.complete(row)
    find(rows, scene)
    for row in rows:
        fill(row)
    missing = lacking(rows, scene)
    join(rows, scene)
    parts = [part(scene) for part in scene.declared.parts]
    look(rows, parts)
    if not missing:
        keep_rules(rows, scene)
    scene.declared.check([row for row in rows if row.is_fine])
    return Check(scene, rows, parts, missing)


# Reading the cells --------------------------------------------------------------------------------


def read(row: Row) -> None:
    """Every filled cell by its column, in the order in which columns are declared."""
    for name, column in row.scene.columns.items():
        said = row.cells.get(name, "")
        if not said or (folded(said) in CLEARED and clear(row, column)):
            continue
        try:
            row.values[name] = column.read(said, row)
        except Wrong as wrong:
            row.refuse(name, wrong.reason, wrong.cure)
        except Asked as asked:
            row.ask(name, asked.options)


def clear(row: Row, column: Column) -> bool:
    """Take the cell as meant to be empty, if its field may be."""
    if column.required:
        return False
    if not column.own:
        return True
    field = row.scene.declared.model._meta.get_field(column.name)
    if field.null:
        row.values[column.name] = None
    elif field.blank and field.empty_strings_allowed:
        row.values[column.name] = ""
    return column.name in row.values


# Finding what there is ----------------------------------------------------------------------------


def find(rows: Sequence[Row], scene: Scene) -> None:
    """Say of each row which thing it is about; a new one gets none."""
    keyed = [(row, key) for row in rows if (key := key_of(row))]
    there = things_there([key for _row, key in keyed], scene)
    reached = within_reach(there.values(), scene)
    for row, key in keyed:
        thing = there.get(key)
        if thing is None or thing.pk in reached:
            row.thing = thing
        else:
            row.refuse(
                scene.declared.key[-1],
                _("cannot be used here"),
                _("It is taken. Use another one, or ask the administrator"),
            )
    keyless = [row for row in rows if key_of(row) is None and not row.is_in_doubt]
    recognise(keyless, scene)
    refuse_repeats(rows)


def key_of(row: Row) -> tuple[Any, ...] | None:
    values = [row.values.get(name) for name in row.scene.declared.key]
    return None if any(v in (None, "") for v in values) else tuple(map(comparable, values))


def things_there(keys: Sequence[tuple[Any, ...]], scene: Scene) -> dict[tuple[Any, ...], Any]:
    """What there is with these keys, at whatever campus."""
    if not keys:
        return {}
    declared = scene.declared
    found = held(declared.model._base_manager.all(), scene)
    found = found.filter(**{f"{declared.key[-1]}__in": {key[-1] for key in keys}})
    wanted = set(keys)
    return {key: thing for thing in found if (key := declared.known_as(thing)) in wanted}


def held(rows: Any, scene: Scene) -> Any:
    """With what they point at, and kept from others until all is written."""
    rows = rows.select_related(*scene.declared.references())
    return rows.select_for_update(of=("self",)) if scene.locking else rows


def within_reach(things: Iterable[Model], scene: Scene) -> set[Any]:
    keys = [thing.pk for thing in things]
    reachable = scene.declared.reachable(scene).filter(pk__in=keys)
    return set(reachable.values_list("pk", flat=True)) if keys else set()


def recognise(rows: Sequence[Row], scene: Scene) -> None:
    """Rows without a key: known by what they say of the thing, or asked."""
    if not rows or not (names := scene.declared.recognised_by):
        return
    first, *others = names
    called = {row.values[first] for row in rows if first in row.values}
    namesakes: dict[Any, list[Any]] = {}
    for thing in held(scene.declared.reachable(scene).filter(**{f"{first}__in": called}), scene):
        namesakes.setdefault(getattr(thing, first), []).append(thing)
    for row in rows:
        same = namesakes.get(row.values.get(first), [])
        sure = [thing for thing in same if others and agrees(thing, row, others)]
        row.thing = sure[0] if len(sure) == 1 else chosen(same, row, first) if same else None


def agrees(thing: Any, row: Row, names: Sequence[str]) -> bool:
    said = [row.values.get(name) for name in names]
    there = [getattr(thing, name) for name in names]
    return all(said) and said == there


def chosen(things: list[Any], row: Row, name: str) -> Any:
    """Which of them, or somebody new: as the person said on the preview page."""
    declared = row.scene.declared
    options = [(str(thing.pk), declared.apart(thing)) for thing in things]
    if not any(row.scene.columns[key].required for key in declared.key):
        options.append((SOMEBODY_NEW, _("none of them, this is a new one")))
    answer = row.scene.answers.get(row.place(name))
    if answer not in dict(options):
        row.ask(name, options)
        return None
    return next((thing for thing in things if str(thing.pk) == answer), None)


def refuse_repeats(rows: Sequence[Row]) -> None:
    first: dict[Any, Row] = {}
    for row in rows:
        mark = row.thing.pk if row.thing else key_of(row)
        if mark and first.setdefault(mark, row) is not row:
            row.refuse(
                row.scene.declared.key[-1],
                _("the same as in row %(line)s") % {"line": first[mark].line},
                _("Leave one of the two rows"),
            )


# Filling in ---------------------------------------------------------------------------------------


def fill(row: Row) -> None:
    """Put the values on the thing, noting what changes."""
    declared = row.scene.declared
    if row.thing is None:
        row.is_new, row.thing = True, declared.model()
    for name in declared.owned():
        if name in row.values and not isinstance(row.values[name], Awaited):
            put(row, name, row.values[name])
    if row.is_new or row.changes:
        declared.prepare(row)


def put(row: Row, name: str, value: Any) -> None:
    old = getattr(row.thing, row.thing._meta.get_field(name).attname)
    if not row.is_new:
        if old == comparable(value):
            return
        column = row.scene.columns[name]
        before = column.shown(getattr(row.thing, name))
        row.old[name] = old
        row.changes[name] = Change(str(column.heading), before, column.shown(value))
    setattr(row.thing, name, value)


def lacking(rows: Sequence[Row], scene: Scene) -> list[Problem]:
    """Refuse new rows without what they need; a column that is missing is named once."""
    missing = []
    new = [row for row in rows if row.is_new and not row.is_in_doubt]
    for name, column in scene.columns.items():
        without = [
            row
            for row in new
            if column.required and name not in row.values and not row.is_doubtful(name)
        ]
        if without and name not in scene.table.places:
            missing.append(absent(column, len(without), scene))
        else:
            for row in without:
                row.refuse(name, _("is empty"), _("Fill it in"))
    return missing


def absent(column: Column, count: int, scene: Scene) -> Problem:
    reason = ngettext(
        "the column is missing, and one new row needs it",
        "the column is missing, and %(count)s new rows need it",
        count,
    ) % {"count": count}
    cure = _("Add the column under this heading")
    return Problem(scene.table.start + 1, column.name, str(column.heading), "", reason, cure)


def join(rows: Sequence[Row], scene: Scene) -> None:
    """Let rows point at new rows of the same file."""
    for name, column in scene.columns.items():
        waiting = [row for row in rows if isinstance(row.values.get(name), Awaited)]
        if not waiting or not isinstance(column, Reference):
            continue
        fresh = column.by_name(row.thing for row in rows if row.is_new)
        for row in waiting:
            said = row.values[name].said
            fitting = [t for t in fresh.get(folded(said), []) if column.fits(t, row)]
            if len(fitting) == 1:
                row.values[name] = fitting[0]
                put(row, name, fitting[0])
            else:
                wrong = column.unknown(said, scene)
                row.refuse(name, wrong.reason, wrong.cure)


def look(rows: Sequence[Row], parts: Sequence[Part]) -> None:
    fine = [row for row in rows if row.is_fine]
    for part in parts:
        part.load(fine)
        for row in fine:
            part.look(row)


# The rules of the table ---------------------------------------------------------------------------


def keep_rules(rows: Sequence[Row], scene: Scene) -> None:
    touched = [row for row in rows if row.is_fine and row.is_touched]
    owned = set(scene.declared.owned()) - set(scene.declared.references())
    others = {f.name for f in scene.declared.model._meta.concrete_fields if f.name not in owned}
    for row in touched:
        refuse_all(row, partial(row.thing.clean_fields, exclude=others))
        refuse_all(row, row.thing.clean)
        for sentence in rules.broken_checks(row.thing):
            row.refuse("", sentence)
    keep_unique([row for row in touched if row.is_fine], scene)


def refuse_all(row: Row, judge: Callable[[], None]) -> None:
    try:
        judge()
    except ValidationError as refusal:
        if not hasattr(refusal, "error_dict"):
            refusal = ValidationError({NON_FIELD_ERRORS: refusal})
        for name, sentences in refusal.message_dict.items():
            for sentence in sentences:
                row.refuse(name if name in row.scene.columns else "", sentence)


def keep_unique(rows: Sequence[Row], scene: Scene) -> None:
    """What may stand there once: neither twice in the file nor beside what there is."""
    things = [row.thing for row in rows]
    for fields, condition, _name, sentence in rules.uniques(scene.declared.model) if rows else ():
        shown = next((name for name in reversed(fields) if name in scene.columns), "")
        for place, other in rules.taken(things, fields, condition):
            reason = sentence or _("is taken")
            if other is not None:
                reason = _("the same as in row %(line)s") % {"line": rows[other].line}
            rows[place].refuse(shown, reason, _("Use another one"))
