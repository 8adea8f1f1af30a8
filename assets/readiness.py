"""What a store needs before goods can be kept in it: the facts of its first step."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from logistics.access import Role
from logistics.contributions import Step, Words
from logistics.school.models import Place, Post
from logistics.stores.models import Item


def stores_and_goods(on: date) -> Iterator[tuple[Words, Any]]:
    rooms = Place.objects.in_use().filter(kind=Place.Kind.STOREROOM)
    keepers = Post.objects.current(on).filter(role=Role.STOREKEEPER)
    yield _("A storeroom is among the places"), Exists(rooms)
    yield _("A storekeeper holds the post"), Exists(keepers)
    yield _("Every storeroom has its custodian"), Exists(rooms) & ~Exists(rooms.unanswered_for(on))
    yield _("Goods are entered"), Exists(Item.objects.filter(is_active=True))


STEP = Step(
    "stores",
    _("Storerooms and goods"),
    _("The rooms in which goods are kept, the person who answers for each, and the goods."),
    "school:place_list",
    stores_and_goods,
    help="stores",
    imports=("places", "items"),
    order=60,
)
