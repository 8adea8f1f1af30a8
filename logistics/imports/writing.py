"""Writing what was looked at: few statements, with a history of who changed what.

`bulk_create` and `bulk_update` leave no history of their own.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from logistics.errors import Refused
from logistics.imports.checking import Check, Row, Scene
from logistics.imports.columns import Reference
from logistics.imports.declaring import Import
from logistics.imports.rules import cached

AT_ONCE = 500  # rows changed by one statement


def write(check: Check) -> None:
    """New rows, changed rows, then what hangs on them. The caller holds the transaction."""
    scene, declared = check.scene, check.scene.declared
    for row in check.rows:
        if row.is_touched:
            declared.finish(row)
    for wave in waves(check.in_state("new"), declared):
        create([row.thing for row in wave], scene)
    update_changed(check.in_state("changed"), declared, scene)
    touched = [row for row in check.rows if row.is_new or row.changes]
    for part in check.parts:
        part.write(touched)
    if touched:
        declared.after(scene)


def waves(rows: Sequence[Row], declared: Import) -> Iterator[list[Row]]:
    """New rows in such an order that what they point at is there before them."""
    pointing = [
        column.name
        for column in declared.columns
        if isinstance(column, Reference) and column.of_this_file
    ]
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if not any(dangles(row.thing, name) for name in pointing)]
        if not ready:
            raise Refused(_("Some rows are part of each other. Check what belongs to what."))
        yield ready
        written = set(map(id, ready))
        waiting = [row for row in waiting if id(row) not in written]


def dangles(thing: Model, name: str) -> bool:
    """Whether it points at something not written yet."""
    other = cached(thing, name)
    return other is not None and other.pk is None


def create(things: Sequence[Any], scene: Scene) -> None:
    """Add rows of one table."""
    if not things:
        return
    model = type(things[0])
    if has_history(model):
        bulk_create_with_history(things, model, **signed(scene))
    else:
        model._base_manager.bulk_create(things)


def update(things: Sequence[Any], fields: Iterable[str], scene: Scene) -> None:
    """Write these fields of rows of one table."""
    names = list(fields)
    if not things or not names:
        return
    model = type(things[0])
    if has_history(model):
        bulk_update_with_history(things, model, names, batch_size=AT_ONCE, **signed(scene))
    else:
        model._base_manager.bulk_update(things, names, batch_size=AT_ONCE)


def save(things: Sequence[Any], fields: Iterable[str], scene: Scene) -> None:
    """Add those that are new, and write these fields of the others."""
    known = [thing for thing in things if thing.pk]
    create([thing for thing in things if not thing.pk], scene)
    update(known, fields, scene)


def update_changed(rows: Sequence[Row], declared: Import, scene: Scene) -> None:
    """Only rows and fields that changed, those with the same fields together."""
    alike: dict[tuple[str, ...], list[Any]] = {}
    for row in rows:
        names = tuple(name for name in declared.owned() if name in row.changes)
        alike.setdefault(names, []).append(row.thing)
    for names, things in alike.items():
        update(things, declared.following(names), scene)


def has_history(model: type[Model]) -> bool:
    return hasattr(model._meta, "simple_history_manager_attribute")


def signed(scene: Scene) -> dict[str, Any]:
    """Who, when and by what, for the history."""
    return {
        "default_user": scene.by,
        "default_date": scene.now,
        "default_change_reason": _("Import"),
    }
