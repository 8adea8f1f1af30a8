"""`manage.py verify PATH`: restores a backup into a place of its own and says whether it is whole."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.templatetags.house import moment
from logistics.upkeep import keeping


class Command(BaseCommand):
    help = "Check a backup whole: open it, compare every hash, look through its database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a backup, or a folder whose newest is meant")

    def handle(self, **options: Any) -> None:
        try:
            path = keeping.found(options["path"])
            manifest = keeping.verify(path, now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        said = _("%(path)s is whole: %(rows)d rows and %(files)d files of %(at)s.")
        told = {"path": path, "rows": manifest.rows, "files": manifest.photos}
        self.stdout.write(said % (told | {"at": moment(manifest.made)}))
