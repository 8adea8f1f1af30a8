"""`manage.py restored MADE_AT KEPT`: what must hold of a restored copy before it is opened.

`restore` calls it in a process in which the copy is the only database.
"""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from logistics.contributions import all_contributions
from logistics.records import seals


class Command(BaseCommand):
    help = "Bring a restored copy forward to this version; `restore` calls it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("made_at", type=datetime.fromisoformat)
        parser.add_argument("kept", type=Path, help="the data directory that stays")

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        for app in all_contributions():
            if app.after_restore:
                app.after_restore(options["made_at"], options["kept"])
        seals.forget(timezone.now())
