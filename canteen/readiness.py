"""What a kitchen needs before it can work: the facts of its first step."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from canteen.models import Menu
from logistics.access import Role
from logistics.contributions import Step, Words
from logistics.duties.models import Duty
from logistics.school.models import Campus, Post


def canteen_and_menus(on: date) -> Iterator[tuple[Words, Any]]:
    campuses, posts = Campus.objects.filter(is_active=True), Post.objects.current(on)
    fed = ~Exists(campuses.filter(meals={}))
    yield _("Every campus has its meals and their times"), Exists(campuses) & fed
    yield _("A cook is there"), Exists(posts.filter(role=Role.COOK))
    yield _("Food safety has its officer"), Exists(posts.filter(role=Role.FOOD_SAFETY_OFFICER))
    yield (
        _("The duties of the kitchen are ticked"),
        Exists(Duty.objects.active().filter(trade="canteen")),
    )
    yield _("A menu is written"), Exists(Menu.objects.all())


STEP = Step(
    "canteen",
    _("Canteen and menus"),
    _("When each meal is served, who cooks and who answers for it, what they owe, and the menu."),
    "duties:catalogue",
    canteen_and_menus,
    permission="duties.arrange",
    help="menus",
    imports=("foods",),
    order=50,
)
