"""Records that tell of a child in their own words say the pseudonym once its data are deleted.

A correction leaves the words out; the versions before it are emptied and keep their digests.
"""

import json
from typing import Any

from django.db.models import CharField, JSONField, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.fields import EncryptedTextField
from logistics.records.erasing import erase_version
from logistics.records.models import Entry, Erasure, Record, Version
from logistics.school.forgetting import Forgotten


def forget(forgotten: Forgotten) -> None:
    for entry in mentioning(forgotten):
        put_right(entry, forgotten)


def mentioning(forgotten: Forgotten) -> list[Entry]:
    """The records of which any version says one of the words."""
    said, header = Q(), Q()
    for word in forgotten.words:
        for written in {word, json.dumps(word)[1:-1]}:  # SQLite keeps JSON in plain letters
            said |= Q(text__contains=written)
        said |= Q(reason__contains=word)
        header |= Q(title__contains=word) | Q(late_reason__contains=word)
    versions = Version.objects.alias(text=Cast("said", TextField())).filter(said)
    found = Entry.objects.filter(Q(pk__in=versions.values("entry")) | header)
    return list(found.order_by("pk"))


def put_right(entry: Entry, forgotten: Forgotten) -> None:
    """Refuses while the record is kept for an incident."""
    if entry.hold:
        raise Refused(
            _("This record is kept for an incident: %(hold)s")
            % {"hold": f"{entry.number} {entry.hold}"}
        )
    record = entry.content
    record.entry = entry
    changed = clean(record, forgotten) | clean(entry, forgotten)
    if entry.status == Entry.Status.VOIDED:
        record.save()
        entry.save()
    elif changed:
        reason = _("Personal data deleted as the rules ask")
        filing.correct(
            record, by=forgotten.by, now=forgotten.now, reason=reason, seen=entry.version
        )
    empty(saying(entry, forgotten), forgotten)


def clean(row: Record | Entry, forgotten: Forgotten) -> bool:
    """Whether anything had to be taken out."""
    changed = False
    for field in row._meta.concrete_fields:
        text = isinstance(field, CharField | TextField | JSONField)
        if text and not isinstance(field, EncryptedTextField) and not field.choices:
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
        if forgotten.is_in(json.dumps(version.said, ensure_ascii=False) + version.reason)
    ]


def empty(versions: list[Version], forgotten: Forgotten) -> None:
    for version in versions:
        erase_version(version, by=forgotten.by, now=forgotten.now, basis=forgotten.basis)
