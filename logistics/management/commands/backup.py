"""`manage.py backup [PATH]`: one file with the database and all files, made while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.upkeep import keeping


class Command(BaseCommand):
    help = "Back up the database and all files into a folder or file; without PATH, where they are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="a folder, or a file with an ending")

    def handle(self, **options: Any) -> None:
        if getattr(self, "_called_from_command_line", False):
            keeping.give_way()
        place = options["path"] or keeping.folder()
        try:
            target, manifest = keeping.back_up(place, now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if place == keeping.folder():
            keeping.thin(place)
        said = _("Backed up to %(path)s: %(rows)d rows, %(files)d files.")
        told = {"path": target, "rows": manifest.rows, "files": manifest.photos}
        self.stdout.write(said % told)
        if manifest.missing:
            said = _("%(count)d files that records name are missing, so they are in no backup.")
            self.stderr.write(said % {"count": len(manifest.missing)})
