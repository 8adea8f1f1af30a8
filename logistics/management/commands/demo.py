"""`manage.py demo`: a sample school with a term of records, or away with it."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from logistics import demo
from logistics.errors import Refused
from logistics.school.calendar import at

AFTERNOON = "15:00"


class Command(BaseCommand):
    help = "Fill an empty database with a sample school; with --remove, empty it again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=natural, help="days of records; otherwise a term")
        parser.add_argument("--seed", type=int, default=1, help="another number, another school")
        parser.add_argument("--classes", type=natural, default=10)
        parser.add_argument("--children", type=natural, default=300)
        parser.add_argument("--today", type=day, help="as if it were that day, at three o'clock")
        parser.add_argument("--remove", action="store_true", help="remove the sample school")
        parser.add_argument("--yes", action="store_true", help="remove it without asking")

    def handle(self, **options: Any) -> None:
        if options["remove"]:
            self.remove(sure=options["yes"])
        elif not demo.is_empty():
            self.stdout.write("There is a school already. 已有学校数据，未作改动。")
        else:
            demo.make(wanted(options), self.stdout.write)

    def remove(self, *, sure: bool) -> None:
        if not sure and input("Remove the sample school? 删除演示学校？(yes) ") != "yes":
            raise CommandError("Nothing was removed. 未作改动。")
        try:
            demo.remove()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("The sample school is gone. 演示学校已删除。")


def wanted(options: dict[str, Any]) -> demo.Wanted:
    given = {name: options[name] for name in ("days", "seed", "classes", "children")}
    today = options["today"]
    return demo.Wanted(now=at(today, AFTERNOON) if today else timezone.now(), **given)


def natural(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text} is no number above zero")
    return int(text)


def day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError as wrong:
        raise ArgumentTypeError(f"{text} is no day like 2026-11-20") from wrong
