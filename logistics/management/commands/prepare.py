"""What must be done before the server starts, in one go so that it starts soon."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring the database and the static files up to date; fill an empty demo with its school."

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not settings.WHITENOISE_USE_FINDERS:
            call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMO and not get_user_model().objects.exists():
            self.stdout.write("Making the demo school … 正在生成演示学校…")
            call_command("demo")
