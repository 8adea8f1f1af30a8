"""A sheet that was uploaded: answered, confirmed as it was seen, discarded."""

from typing import Any

from django.utils import timezone

from logistics.imports import uploading
from logistics.imports.models import Upload
from logistics.school.models import Place
from tests.steps.declaring import Flow, at, sent_to
from tests.world.papers import make_upload


def uploaded(world: Any) -> Upload:
    return make_upload(world.people["director"], timezone.now())


def fingerprint_of(upload: Upload) -> str:
    """What the preview carries into its form."""
    if upload.done_at:
        return "of another time"
    return uploading.look(upload, by=upload.person, now=timezone.now()).fingerprint


def confirmed(world: Any) -> Upload:
    upload = uploaded(world)
    seen = fingerprint_of(upload)
    return uploading.confirm(upload, by=upload.person, now=timezone.now(), seen=seen)


def state_of_upload(upload: Upload) -> str:
    kept = Upload.objects.filter(pk=upload.pk).first()
    if kept is None:
        return "discarded"
    return "imported" if kept.done_at else "uploaded"


IMPORT = Flow(
    "import",
    {"uploaded": uploaded, "imported": confirmed},
    {
        "answer": sent_to("imports:import_answer", **{"2.campus": "1"}),
        "confirm unseen": sent_to("imports:import_confirm", seen=""),
        "confirm": lambda upload: (
            at("imports:import_confirm", upload.pk),
            {"seen": fingerprint_of(upload)},
        ),
        "discard": sent_to("imports:import_discard"),
    },
    {
        ("uploaded", "answer"): ("uploaded", {"director"}),
        ("uploaded", "confirm"): ("imported", {"director"}),
        ("uploaded", "discard"): ("discarded", {"director"}),
    },
    state_of_upload,
    (Upload, Place),
)
