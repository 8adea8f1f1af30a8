"""What a store needs before goods can be kept in it: the facts of its first step."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.contributions import Step, Words
from logistics.school.models import Place, Post


def stores_and_goods(on: date) -> Iterator[tuple[Words, Any]]:
    rooms = Place.objects.in_use().filter(kind=Place.Kind.STOREROOM)
    keepers = Post.objects.current(on).filter(role=Role.STOREKEEPER)
    yield _("A storeroom is among the places"), Exists(rooms)
    yield _("A storekeeper holds the post"), Exists(keepers)
    yield _("Every storeroom has its custodian"), Exists(rooms) & ~Exists(rooms.unanswered_for(on))


STEP = Step(
    "stores",
    _("Storerooms and goods"),
    _("The rooms in which goods are kept, and the person who answers for each."),
    "school:place_list",
    stores_and_goods,
    help="places",
    imports=("places",),
    order=60,
)
