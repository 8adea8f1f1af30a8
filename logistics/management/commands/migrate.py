"""`migrate`, which lays down an empty database in one go."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from logistics import new_database


class Command(migrate.Command):
    """As Django's own. Only a database that has no table yet is not taken through every version."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        whole = not (options["app_label"] or options["plan"] or options["check_unapplied"])
        if whole and not options["fake"] and new_database.is_empty(connection):
            new_database.lay_down(connection)
        super().handle(*args, **options)
