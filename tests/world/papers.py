"""What lies on the desk: a rule to read, a pack of files, a sheet that was uploaded."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from logistics.access import Role
from logistics.contributions import imports
from logistics.imports import uploading
from logistics.imports.models import Upload
from logistics.papers import issuing, packing
from logistics.papers.files import Judged
from logistics.papers.models import FilePack, PackShare, Paper, PaperVersion
from logistics.school.models import Campus
from tests.world.terms import DAY


def issue_papers(campus: Campus, person: Any, now: datetime) -> dict[str, Any]:
    """A rule that carers must read, with its file; a pack of the campus, filed once."""
    today = timezone.localdate(now)
    paper = Paper(title=f"{campus} rule", kind="rule", campus=campus)
    version = issuing.issue(
        paper,
        PaperVersion(text="Doors are locked at six.", valid_from=today),
        roles=[Role.CARER],
        files=[Judged("rule.pdf", "pdf", b"%PDF-1.4 %%EOF", is_inline=True)],
        by=person,
        now=now,
    )
    pack = FilePack.objects.create(
        title=f"{campus} pack", occasion="pack:term", trades=["logistics"], parts=["papers"],
        campus=campus, starts_on=today, ends_on=today, made_by=person, made_at=now,
    )  # fmt: skip
    filing = packing.file_pack(pack, by=person, now=now)
    return {"paper": paper, "paper_file": version.lines.get(), "pack": pack, "filing": filing}


def lay_before(person: Any, pack: FilePack, now: datetime) -> PackShare:
    until = timezone.localdate(now) + DAY
    said = {"shared_by": pack.made_by, "shared_at": now}
    return PackShare.objects.create(pack=pack, person=person, until=until, **said)


def make_upload(person: Any, now: datetime) -> Upload:
    """A sheet of places that somebody has uploaded and not confirmed."""
    file = SimpleUploadedFile("places.csv", b"Name,Kind\nHall,office\n")
    return uploading.receive(file, imports()["places"], by=person, now=now)
