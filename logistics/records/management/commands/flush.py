"""Empty the database, the tables that only grow included: SQLite would refuse to."""

from typing import Any

from django.core.management.commands import flush

from logistics.records import sealing, seals


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        with sealing.lifted():
            super().handle(**options)
        seals.forget()
