"""`manage.py doctor`: whether everything holds that must, and what helps where it does not."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import Check, Finding, checks
from logistics.invariants import CHECKS


class Command(BaseCommand):
    help = "Ask every app what must hold of its data. Exit code 1 if something does not."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", nargs="*", metavar="CHECK", help="these checks alone")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, **options: Any) -> None:
        found = list(examine(timezone.now(), only=options["only"]))
        if options["json"]:
            self.stdout.write(json.dumps([as_json(*each) for each in found], ensure_ascii=False))
        else:
            self.tell(found)
        if found:
            sys.exit(1)

    def tell(self, found: list[tuple[Check, Finding]]) -> None:
        for check, finding in found:
            self.stdout.write(f"{check.title}: {finding.sentence}")
            self.stdout.write(f"    {finding.cure}")
        if not found:
            self.stdout.write(_("Everything is as it should be."))


def examine(now: datetime, *, only: list[str] | None = None) -> Iterator[tuple[Check, Finding]]:
    """What is not as it should be: the installation first, then app after app."""
    for check in (*CHECKS, *checks()):
        if only is None or check.code in only:
            yield from ((check, finding) for finding in check.find(now))


def as_json(check: Check, finding: Finding) -> dict[str, str]:
    told = {"title": check.title, "sentence": finding.sentence, "cure": finding.cure}
    return {"check": check.code} | {name: str(words) for name, words in told.items()}
