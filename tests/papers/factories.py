"""Papers and packs for the tests."""

from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from logistics.papers import issuing
from logistics.papers.models import FilePack, Paper, PaperVersion

MONDAY = date(2026, 9, 7)
NOW = timezone.make_aware(datetime.combine(MONDAY, time(10)))
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"
TYPES = "[Content_Types].xml"


def upload(name, content):
    return SimpleUploadedFile(name, content)


def office(*names, content=b"<x/>"):
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return written.getvalue()


def make_paper(by, *, roles=(), files=(), text="Doors are locked at six.", now=NOW, **given):
    usual = {"title": "Rules of the doors", "kind": "rule"}
    version = PaperVersion(text=text, valid_from=MONDAY)
    issuing.issue(Paper(**usual | given), version, roles=roles, files=files, by=by, now=now)
    return version


def next_version(version, by, *, text="Doors are locked at five.", now=NOW, **given):
    told = PaperVersion(text=text, reason="Earlier in winter", valid_from=MONDAY)
    seen = {"seen": version.number, "kept": (), "files": ()} | given
    return issuing.revise(version.paper, told, by=by, now=now, **seen)


def make_pack(by, campus=None, **given):
    usual = {
        "title": "For the archive",
        "occasion": "pack:term",
        "trades": ["logistics"],
        "parts": ["registers", "papers"],
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2026, 9, 30),
        "made_at": NOW,
    }
    return FilePack.objects.create(made_by=by, campus=campus, **usual | given)
