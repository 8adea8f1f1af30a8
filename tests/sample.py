"""The sample school in the middle of its work, as tests walk through it: made small, taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from logistics import demo
from logistics.school.models import Person, Post
from tests.factories import make_person
from tests.pages.asking import FAST


@contextmanager
def small_school(
    blocker: Any, *, classes: int = 1, children: int = 6, now: datetime | None = None
) -> Iterator[None]:
    """Five days of it, for a whole module: each of its tests leaves it as it was."""
    now = now or timezone.now()
    wanted = demo.Wanted(now=now, days=5, seed=1, classes=classes, children=children)
    with (
        blocker.unblock(),
        transaction.atomic(),
        override_settings(MIDDLEWARE=FAST, DEMO=True),
    ):
        demo.make(wanted, lambda _stage: None)
        yield
        transaction.set_rollback(True)


def holder(role: str) -> Person:
    """Somebody of the sample who holds the role today, or a newcomer."""
    posts = Post.objects.current(timezone.localdate()).filter(role=role, person__is_active=True)
    first = posts.select_related("person").first()
    return first.person if first else make_person(role=role, name="新来的")
