"""What of buying and serving stands at home: deliveries, today's meals, what expires, papers that end."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from canteen.menus.serving import served
from canteen.supply import licensing, shopping
from canteen.supply.rules import LICENCE_DAYS
from logistics.access import Role, roles_with
from logistics.contributions import HomeCard, NoticeKind
from logistics.notices import telling
from logistics.school.calendar import DAY
from logistics.school.models import Campus, Person, Post
from logistics.school.models.campuses import Meal
from logistics.school.rules import rule
from logistics.stores.models import Balance
from logistics.stores.models.goods import Stock

ENDING = "supplier_licence_ending"
SOON = 3 * DAY
MOST = 6

NOTICES = [
    NoticeKind(
        ENDING,
        _("A supplier's paper ends"),
        _("%(paper)s of %(supplier)s ends on %(day)s."),
        leaves=True,
    ),
]


def home(request: Any, now: datetime) -> dict[str, Any]:
    """Today's deliveries, and what is cooked."""
    on = timezone.localdate(now)
    rows = Campus.objects.visible_to(request.user, "canteen.receive").filter(is_active=True)
    campuses = list(rows.order_by("position", "pk"))
    expiring = Balance.objects.there().filter(
        store__campus__in=campuses, store__kind=Stock.FOOD, lot__expires_on__lte=on + SOON
    )
    return {
        "supply_orders": list(shopping.due(campuses, on)[:MOST]),
        "supply_meals": meals_today(campuses, on),
        "supply_short": expiring.count(),
    }


def meals_today(campuses: list[Campus], on: date) -> list[dict[str, str]]:
    """The dishes of each meal of the first kitchen."""
    if not campuses:
        return []
    found: dict[str, list[str]] = {}
    for row in served(on, campuses[0]):
        found.setdefault(row.meal, []).append(str(row.dish))
    return [
        {"title": str(Meal(meal).label), "dishes": "、".join(dishes)}
        for meal, dishes in found.items()
    ]


def licences_home(request: Any, now: datetime) -> dict[str, Any]:
    """Papers of suppliers to be renewed or asked for."""
    on = timezone.localdate(now)
    return {"licences_ending": licensing.ending(on, int(rule(LICENCE_DAYS, on=on)))[:MOST]}


HOME = [
    HomeCard(
        frozenset({Role.COOK, Role.STOREKEEPER, Role.FOOD_SAFETY_OFFICER}),
        "canteen/_supply_home.html",
        home,
        17,
    ),
    HomeCard(
        frozenset({Role.DIRECTOR, Role.PURCHASER}),
        "canteen/_licences_home.html",
        licences_home,
        58,
    ),
]


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Papers of suppliers that end within the days of the rule are told to the buyers, once each."""
    on = timezone.localdate(now)
    told = 0
    people = buyers(on)
    for paper in licensing.ending(on, int(rule(LICENCE_DAYS, on=on))):
        said = {
            "paper": paper.get_paper_display(),
            "supplier": str(paper.supplier),
            "day": f"{paper.valid_to:%Y-%m-%d}",
        }
        url = reverse("canteen:supplier", args=[paper.supplier_id])
        told += len(telling.tell(people, ENDING, url=url, now=now, key=str(paper.pk), **said))
    return told


def buyers(on: date) -> list[Person]:
    """Whoever may buy food, at any campus: suppliers are the same for all."""
    posts = Post.objects.current(on).filter(Q(role__in=roles_with("canteen.buy")))
    return list({p.person_id: p.person for p in posts.select_related("person")}.values())
