"""`manage.py verify_seals`: says which day, if any, was tampered with."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.records.verifying import Report, verify


class Command(BaseCommand):
    help = "Compute every digest, stamp and seal anew. Exit code 1 if something was tampered with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=day, help="first day, like 2026-09-01")
        parser.add_argument("--to", dest="last", type=day, help="last day")
        parser.add_argument("--files", action="store_true", help="read the photos' files as well")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, **options: Any) -> None:
        asked = {name: options[name] for name in ("first", "last", "files")}
        report = verify(now=timezone.now(), **asked)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self.tell(report)
        if not report.is_clean:
            sys.exit(1)

    def tell(self, report: Report) -> None:
        counted = {"seals": report.seals, "rows": report.rows, "records": report.records}
        self.stdout.write(_("%(seals)s seals over %(rows)s rows, %(records)s records.") % counted)
        if report.waiting:
            self.stdout.write(_("%(count)s rows wait for their seal.") % {"count": report.waiting})
        if report.head:
            self.stdout.write(_("Last seal: %(seal)s") % {"seal": report.head})
        for day, rows, count in report.days():
            told = {"day": day or _("without a day"), "count": count}
            self.stdout.write(_("%(day)s was tampered with, broken rows: %(count)s") % told)
            self.stdout.writelines(f"  {row}" for row in rows)
        if report.is_clean:
            self.stdout.write(_("Nothing was tampered with."))


def day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError as wrong:
        raise ArgumentTypeError(f"{text} is no day like 2026-11-20") from wrong
