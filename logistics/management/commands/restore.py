"""`manage.py restore PATH`: puts a backup in place of what is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.templatetags.house import moment
from logistics.upkeep import keeping, restoring


class Command(BaseCommand):
    help = "Restore a backup, whole or not at all. Stop the server and the worker first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a backup, or a folder whose newest is meant")

    def handle(self, **options: Any) -> None:
        try:
            path = keeping.found(options["path"])
            manifest = restoring.restore(path, now=timezone.now(), passphrase=settings.BACKUP_KEY)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        said = _("Restored as of %(at)s: %(rows)d rows. Everybody has to log in again.")
        self.stdout.write(said % {"at": moment(manifest.made), "rows": manifest.rows})
        if (live := restoring.live_file()) and (
            aside := live.with_name(live.name + restoring.ASIDE)
        ).exists():
            said = _("The database that was there before: %(path)s. Delete it when all is well.")
            self.stdout.write(said % {"path": aside})
