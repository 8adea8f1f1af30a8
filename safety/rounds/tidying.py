"""What was kept of rounds while they were under way goes, once their record has stood for a while."""

from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from safety.models import RunningAnswer, RunningPhoto, RunningRound

KEPT_FOR = timedelta(days=60)
MOST = 500  # rounds at a time


def tidy(now: datetime) -> int:
    """Answers and photos of rounds that ended long ago; the rounds themselves stay."""
    ended = RunningRound.objects.filter(ended_at__lt=now - KEPT_FOR)
    old = list(ended.filter(stops__answers__isnull=False).distinct().values_list("pk")[:MOST])
    keys = [pk for (pk,) in old]
    with transaction.atomic():
        photos = RunningPhoto.objects.filter(stop__run__in=keys)
        files = [name for row in photos.values_list("file", "thumbnail") for name in row]
        photos.delete()
        RunningAnswer.objects.filter(stop__run__in=keys).delete()
        transaction.on_commit(lambda: remove(files))
    return len(keys)


def remove(files: list[str]) -> None:
    for name in files:
        default_storage.delete(name)
