"""Issuing papers: the first version, a new one with its reason, withdrawing; confirming what was read."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.duties import filing
from logistics.errors import Refused
from logistics.papers.files import Judged, again, line_of
from logistics.papers.models import (
    Paper,
    PaperConfirmation,
    PaperFile,
    PaperReader,
    PaperVersion,
)
from logistics.records.models import Entry
from logistics.school.models import Campus
from logistics.school.posts import campuses_of


@transaction.atomic
def issue(
    paper: Paper,
    version: PaperVersion,
    *,
    roles: Iterable[str],
    files: Sequence[Judged],
    by: Any,
    now: datetime,
    happened_at: datetime | None = None,
    late_reason: str = "",
) -> PaperVersion:
    """Put a new paper into force with its first version. Refuses one without text and file."""
    refuse_empty(version, files)
    paper.made_by, paper.made_at = by, now
    paper.save(force_insert=True)
    ask_roles(paper, roles)
    version.paper, version.number, version.reason = paper, 1, ""
    return file(version, [line_of(each) for each in files], by, now, happened_at, late_reason)


@transaction.atomic
def revise(
    paper: Paper,
    version: PaperVersion,
    *,
    seen: int,
    kept: Iterable[PaperFile],
    files: Sequence[Judged],
    by: Any,
    now: datetime,
    happened_at: datetime | None = None,
    late_reason: str = "",
) -> PaperVersion:
    """Put a new version into force; `seen` is the number of the last one the person knew.

    The one before stays readable. Who must read has to confirm anew.
    """
    if paper.withdrawn_on:
        raise Refused(_("This paper is withdrawn. Issue it anew."))
    kept = list(kept)
    refuse_empty(version, [*kept, *files])
    last = paper.versions.aggregate(last=Max("number"))["last"]
    if last != seen:
        raise overtaken()
    version.paper, version.number = paper, seen + 1
    lines = [*map(again, kept), *map(line_of, files)]
    try:
        with transaction.atomic():
            return file(version, lines, by, now, happened_at, late_reason)
    except IntegrityError as same:
        raise overtaken() from same


def overtaken() -> Refused:
    return Refused(_("Somebody issued a new version meanwhile. Look at it, then revise that one."))


def refuse_empty(version: PaperVersion, files: Sequence[Any]) -> None:
    if not version.text and not files:
        raise Refused(_("Write the text, or add a file."))


def file(
    version: PaperVersion,
    lines: list[PaperFile],
    by: Any,
    now: datetime,
    happened_at: datetime | None,
    late_reason: str,
) -> PaperVersion:
    """The record of the issue, which proves the duty that asked for it."""
    paper = version.paper
    version.entry = Entry(
        campus=paper.campus or home_of(by, now),
        subject=paper.matter,
        happened_at=happened_at or now,
        late_reason=late_reason,
    )
    version.new_lines = lines
    filing.submit(version, by=by, now=now)
    return version


def home_of(person: Any, now: datetime) -> Campus:
    """Where what concerns the whole school is kept: the first campus of who writes it."""
    return campuses_of(person, timezone.localdate(now))[0]


def ask_roles(paper: Paper, roles: Iterable[str]) -> None:
    """Settle which roles must read it; who confirmed stays so."""
    wanted = list(dict.fromkeys(roles))
    paper.readers.exclude(role__in=wanted).delete()
    PaperReader.objects.bulk_create(
        [PaperReader(paper=paper, role=role) for role in wanted], ignore_conflicts=True
    )


@transaction.atomic
def change(paper: Paper, *, roles: Iterable[str]) -> Paper:
    """What stands on the cover, and who must read it; what it says is changed by a new version."""
    paper.save()
    ask_roles(paper, roles)
    return paper


@transaction.atomic
def withdraw(paper: Paper, *, on: date, why: str) -> Paper:
    """Take it out of force for good. Its versions stay readable."""
    open_now = Paper.objects.in_use().filter(pk=paper.pk)
    if not open_now.update(withdrawn_on=on, withdrawn_why=why):
        raise Refused(_("This paper is withdrawn already."))
    paper.withdrawn_on, paper.withdrawn_why = on, why
    return paper


@transaction.atomic
def confirm(version: PaperVersion, *, by: Any, now: datetime) -> PaperConfirmation:
    """Say that one has read this version. Only the current one, and only once."""
    if not PaperVersion.objects.current().filter(pk=version.pk).exists():
        raise Refused(_("There is a newer version. Read that one and confirm it."))
    try:
        with transaction.atomic():
            return PaperConfirmation.objects.create(version=version, person=by, at=now)
    except IntegrityError as twice:
        raise Refused(_("You confirmed this version already.")) from twice
