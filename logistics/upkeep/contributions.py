"""What looking after the installation adds to the whole."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.contributions import Contributions, HomeCard, MenuEntry, Step, Words
from logistics.upkeep import archives, health, keeping


def card(request: Any, now: datetime) -> dict[str, Any]:
    """How old the backup is, how full the disk, which version runs."""
    last = health.newest(keeping.newest(), now)
    return {"upkeep": [last, health.disk(), health.worker(now)], "version": archives.version()}


def backups(on: date) -> Iterator[tuple[Words, bool]]:
    yield _("There is a backup"), keeping.newest() is not None
    yield _("Copies go to another disk"), bool(settings.BACKUP_COPY_DIR)


contributions = Contributions(
    trade="",
    title="",
    menu=[
        MenuEntry("settings", _("System status"), "upkeep:status", "hdd", "school.admin", order=90),
    ],
    home=[HomeCard(frozenset({Role.ADMIN}), "upkeep/_home_card.html", card, order=5)],
    steps=[
        Step(
            "backup",
            _("Where backups go"),
            _("A backup is made every day; a copy belongs on another disk, out of the house."),
            "upkeep:status",
            backups,
            permission="school.admin",
            help="status",
            order=80,
        )
    ],
)
