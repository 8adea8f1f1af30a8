"""From the uploaded file to the rows: received, looked at, asked about, confirmed, swept away."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics import sheets
from logistics.contributions import imports
from logistics.errors import Refused
from logistics.imports.checking import Check, Scene, check
from logistics.imports.declaring import Import
from logistics.imports.models import Upload
from logistics.imports.tables import Table
from logistics.imports.words import tidy
from logistics.imports.writing import write

KINDS = (".xlsx", ".xls", ".csv")
LONGEST_NAME = 100
PLACE = re.compile(r"\d{1,6}\.\w{1,50}")


class Done(Exception):
    """It has been confirmed before."""


class Outdated(Refused):
    """What would be written is not what was seen."""


def receive(file: UploadedFile, declared: Import, *, by: Any, now: datetime) -> Upload:
    """Read a file and keep it for a day. Refuses what is no sheet of ours; writes no row of it."""
    name = tidy(PurePath(file.name or "").name) or "-"
    refuse_kind(name)
    rows = sheets.read_rows(file, name=name)  # type: ignore[arg-type]  # it reads as a file does
    table = Table.of(rows, declared.columns_for(by))
    if not table.lines():
        raise Refused(_("There is no row under the headings. Fill in at least one."))
    kept = Upload(person=by, code=declared.code, name=shortened(name), content=table.dumped())
    kept.uploaded_at = now
    kept.save(force_insert=True)
    return kept


def refuse_kind(name: str) -> None:
    if PurePath(name).suffix.lower() not in KINDS:
        raise Refused(_("Only .xlsx, .xls and .csv can be imported. Save the sheet as .xlsx."))


def shortened(name: str) -> str:
    """The end says what kind of file it is, so that stays."""
    end = PurePath(name).suffix
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(end)] + end


def look(upload: Upload, *, by: Any, now: datetime, locking: bool = False) -> Check:
    """What the file would do now."""
    scene = Scene(
        imports()[upload.code],
        Table.loaded(upload.content),
        by=by,
        on=timezone.localdate(now),
        now=now,
        answers=upload.answers,
        locking=locking,
    )
    return check(scene)


def answer(upload: Upload, said: Mapping[str, str]) -> None:
    """Keep which of several the person meant; what is no answer to a question is left out."""
    answers = {place: str(value)[:20] for place, value in said.items() if PLACE.fullmatch(place)}
    kept = upload.answers | answers
    Upload.objects.filter(pk=upload.pk, done_at=None).update(answers=kept)


def confirm(upload: Upload, *, by: Any, now: datetime, seen: str) -> Upload:
    """Write everything, or nothing with the reason. A second time it answers with the first result.

    `seen` is the fingerprint of the preview the person agreed to.
    """
    try:
        with transaction.atomic():
            write_once(upload, by=by, now=now, seen=seen)
    except Done:
        pass
    except IntegrityError as clash:
        raise Outdated(
            _("Somebody else wrote the same at this moment; nothing was written. Look again.")
        ) from clash
    return Upload.objects.get(pk=upload.pk)


def write_once(upload: Upload, *, by: Any, now: datetime, seen: str) -> None:
    waiting = Upload.objects.filter(pk=upload.pk, done_at=None)
    if not waiting.update(done_at=now, content=""):
        raise Done
    found = look(upload, by=by, now=now, locking=True)
    if not found.is_ready:
        raise Outdated(_("Not everything is right yet; nothing was written."))
    if found.fingerprint != seen:
        raise Outdated(
            _("The data changed in the meantime; nothing was written. Look through it again.")
        )
    write(found)
    Upload.objects.filter(pk=upload.pk).update(counts=found.counts)


def sweep(now: datetime) -> int:
    """Delete what has waited, or been done, for more than a day."""
    count, _by_model = Upload.objects.stale(now).delete()
    return count
