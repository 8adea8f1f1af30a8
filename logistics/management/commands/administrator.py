"""`manage.py administrator LOGIN NAME`: the first person of an empty school, who lets the others in."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.access import Role
from logistics.school.models import Person, Post


class Command(BaseCommand):
    help = "Make the first administrator, with a password that is shown once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login")
        parser.add_argument("name")

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        login, password = options["login"], secrets.token_urlsafe(9)
        if Person.objects.filter(username=login).exists():
            raise CommandError(_("Somebody has this login name already."))
        person = Person.objects.create_user(login, password, name=options["name"])
        Post.objects.create(person=person, role=Role.ADMIN, starts_on=timezone.localdate())
        self.stdout.write(
            _("Log in as %(login)s with the password %(password)s, and change it.")
            % {"login": login, "password": password}
        )
