"""Compile the translations, or name the sentences that have none."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from logistics.words import compile_words, unfinished_words


class Command(BaseCommand):
    help = "Compile the translations; with --check, name those that are missing or doubtful."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compile nothing, fail on a gap")

    def handle(self, *, check: bool, **options: Any) -> None:
        if not check:
            compile_words()
        elif unfinished := list(unfinished_words()):
            raise CommandError("\n".join(["These sentences need a translation:", *unfinished]))
