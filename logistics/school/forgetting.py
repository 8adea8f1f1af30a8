"""Words that named a child, taken out of whatever else mentions it.

Each app first puts right what only it may change (`forget` of its contributions): records, by a
correction. Then every other text of the database is gone through.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import CharField, Field, JSONField, Model, Q, TextField

from logistics.contributions import all_contributions, sealed_tables
from logistics.fields import EncryptedTextField
from logistics.imports.models import Upload
from logistics.models import Draft
from logistics.school.models import Child, Guardian, Person

SHORTEST = 2  # a single character is no name
SHORTEST_CODE = 4  # nor is a shorter number found without finding others
# Who bears a name; and what the framework keeps for itself.
NAMED = {"school.person", "school.child", "school.guardian"}
NAMED |= {"school.historicalperson", "school.historicalchild", "school.historicalguardian"}
FOREIGN = {"sessions", "contenttypes", "auth", "admin", "axes"}
UNCHANGED = {"school.consent"}  # the database lets go only what its own deletion empties


@dataclass(frozen=True)
class Forgotten:
    """What is no longer said, what stands in its place, and by whom and why."""

    words: frozenset[str]
    instead: str
    by: Any
    now: datetime
    basis: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The longest first; a number only where it stands alone."""
        words = sorted(self.words, key=len, reverse=True)
        return re.compile("|".join(bounded(word) for word in words))

    def cleaned(self, said: Any) -> Any:
        """The same without these words, through lists and fields as well."""
        if isinstance(said, str):
            return self.pattern.sub(self.instead, said) if self.words else said
        if isinstance(said, dict):
            return {key: self.cleaned(value) for key, value in said.items()}
        if isinstance(said, list):
            return [self.cleaned(value) for value in said]
        return said

    def is_in(self, said: str) -> bool:
        return bool(self.words) and bool(self.pattern.search(said))


def bounded(word: str) -> str:
    plain = re.escape(word)
    return rf"(?<![0-9A-Za-z]){plain}(?![0-9A-Za-z])" if word.isascii() else plain


def words_of(child: Child) -> set[str]:
    """Every name and number that stands for this child, now or in its history."""
    past = child.history.all()
    said = {child.name, child.number, child.identity_number}
    said |= {word for row in past for word in (row.name, row.number, row.identity_number)}
    for guardian in [*child.guardians.all(), *Guardian.history.filter(child_id=child.pk)]:
        said |= {guardian.name, guardian.phone}
    return said


def safe_words(words: Iterable[str], child: Child) -> tuple[frozenset[str], frozenset[str]]:
    """Those that can only mean this child; and the names that others bear as well."""
    long_enough = {w for w in words if len(w) >= (SHORTEST_CODE if w.isascii() else SHORTEST)}
    shared = {word for word in long_enough if is_shared(word, child)}
    return frozenset(long_enough - shared), frozenset(shared)


def is_shared(word: str, child: Child) -> bool:
    return (
        Person.objects.filter(Q(name__contains=word) | Q(phone=word)).exists()
        or Child.objects.filter(Q(name__contains=word) | Q(number=word))
        .exclude(pk=child.pk)
        .exists()
        or Guardian.objects.filter(name__contains=word).exclude(child=child).exists()
    )


def forget(forgotten: Forgotten) -> None:
    """Take the words out of everything that is not about the child itself."""
    if not forgotten.words:
        return
    for app in all_contributions():
        if app.forget:
            app.forget(forgotten)
    for model, fields in texts():
        for field in fields:
            clean(model, field, forgotten)
    drop_what_waits(forgotten)


def texts() -> "Iterator[tuple[type[Model], list[Field[Any, Any]]]]":
    """Every table that may hold a sentence, and its columns for them. Sealed ones never change."""
    left = NAMED | UNCHANGED | sealed_tables().keys()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower in left or model._meta.app_label in FOREIGN:
            continue
        fields = [field for field in model._meta.concrete_fields if holds_words(field)]
        if fields and model._meta.managed:
            yield model, fields


def holds_words(field: "Field[Any, Any]") -> bool:
    if field.choices or field.primary_key:
        return False
    return isinstance(field, CharField | TextField | JSONField)


def clean(model: type[Model], field: "Field[Any, Any]", forgotten: Forgotten) -> None:
    """The database finds the words; what it cannot read as people do is gone through row by row."""
    rows = model._base_manager.all()
    if isinstance(field, EncryptedTextField):
        rows = rows.exclude(**{field.attname: ""})
    elif not isinstance(field, JSONField):
        found = Q()
        for word in forgotten.words:
            found |= Q(**{f"{field.attname}__contains": word})
        rows = rows.filter(found)
    for pk, said in list(rows.values_list("pk", field.attname).iterator()):
        if (cleaned := forgotten.cleaned(said)) != said:
            model._base_manager.filter(pk=pk).update(**{field.attname: cleaned})


def drop_what_waits(forgotten: Forgotten) -> None:
    """Drafts and uploaded sheets can be read by their writers only: they go whole."""
    for draft in Draft.objects.all():
        if forgotten.is_in(f"{draft.path} {decoded(draft.text)}"):
            draft.delete()
    for upload in Upload.objects.exclude(content=""):
        if forgotten.is_in(f"{upload.name} {decoded(upload.content)}"):
            upload.delete()


def decoded(text: str) -> str:
    """JSON may write Chinese as codes."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text
