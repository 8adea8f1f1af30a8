"""Records that tell of a child in their own words say the pseudonym once its data are deleted.

A correction leaves the words out; the versions before it are emptied and keep their digests.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, JSONField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.fields import ENCRYPTED, opened
from logistics.records.erasing import erase_version
from logistics.records.models import Entry, Erasure, Record, Version
from logistics.school.forgetting import Forgotten

CHUNK = 2000


def forget(forgotten: Forgotten) -> None:
    for entry in mentioning(forgotten):
        put_right(entry, forgotten)


def mentioning(forgotten: Forgotten) -> list[Entry]:
    """The records of which any version says one of the words, in plain letters or encrypted."""
    said, header = Q(), Q()
    for word in forgotten.words:
        for written in {word, json.dumps(word)[1:-1]}:  # SQLite keeps JSON in plain letters
            said |= Q(text__contains=written)
        said |= Q(reason__contains=word)
        header |= Q(title__contains=word) | Q(late_reason__contains=word)
    versions = Version.objects.alias(text=Cast("said", TextField()))
    plain = versions.filter(said).values("entry")
    secret = versions.filter(text__contains=ENCRYPTED).values_list("entry", "said")
    telling = {entry for entry, told in secret.iterator(CHUNK) if forgotten.is_in(words_of(told))}
    found = Entry.objects.filter(Q(pk__in=plain) | Q(pk__in=telling) | header)
    return list(found.order_by("pk"))


def words_of(said: Any) -> str:
    """Whatever a version says, as somebody with the keys reads it."""
    return json.dumps(opened(said), ensure_ascii=False)


def put_right(entry: Entry, forgotten: Forgotten) -> None:
    """Refuses while the record is kept for an incident."""
    if entry.hold:
        raise Refused(
            _("This record is kept for an incident: %(hold)s")
            % {"hold": f"{entry.number} {entry.hold}"}
        )
    record = entry.content
    record.entry = entry
    lines = [line for line in lines_of(record) if clean(line, forgotten)]
    changed = [clean(record, forgotten), clean(entry, forgotten), bool(lines)]
    for line in lines:
        line.save()  # where it stands: other documents may go on from it
    if entry.status == Entry.Status.VOIDED or is_signed(entry):
        record.save()
        entry.save()
    elif any(changed):
        reason = _("Personal data deleted as the rules ask")
        filing.reword(record, by=forgotten.by, now=forgotten.now, reason=reason, seen=entry.version)
    empty(saying(entry, forgotten), forgotten)


def is_signed(entry: Entry) -> bool:
    """Who signed has signed this version: nobody is asked again, and nothing is set off anew."""
    return entry.signatures.filter(version=entry.version).exists()


def lines_of(record: Record) -> Iterator[Any]:
    if record.with_lines:
        yield from record.lines.all()  # type: ignore[attr-defined]


def clean(row: Model, forgotten: Forgotten) -> bool:
    """Whether anything had to be taken out."""
    changed = False
    for field in row._meta.concrete_fields:
        if isinstance(field, CharField | TextField | JSONField) and not field.choices:
            said = getattr(row, field.attname)
            cleaned: Any = forgotten.cleaned(said)
            if cleaned != said:
                setattr(row, field.attname, cleaned)
                changed = True
    return changed


def saying(entry: Entry, forgotten: Forgotten) -> list[Version]:
    gone = Erasure.objects.filter(version__entry=entry).values("version")
    versions: QuerySet[Version] = entry.versions.exclude(pk__in=gone)
    return [
        version
        for version in versions
        if forgotten.is_in(f"{words_of(version.said)} {version.reason}")
    ]


def empty(versions: list[Version], forgotten: Forgotten) -> None:
    for version in versions:
        erase_version(version, by=forgotten.by, now=forgotten.now, basis=forgotten.basis)
