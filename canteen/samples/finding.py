"""What the search box finds of samples: by dish, by the code or the number of the container."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from canteen.models import Dish, SampleLine
from logistics.search import Found, Hit, Search

VIEW = "canteen.view"


def samples(search: Search) -> Found:
    """The newest first."""
    words = search.asked.name
    dishes = Dish.objects.matching(words).values("pk")
    at = Q(dish__in=dishes) | Q(code__iexact=words) | Q(container_no__iexact=words)
    seen = SampleLine.objects.standing().visible_to(search.person, VIEW).filter(at)
    rows = seen.select_related("dish", "sheet__campus").order_by("-sampled_at", "-pk")
    hits = (
        Hit(
            str(row.dish),
            row.get_absolute_url(),
            f"{row.sheet.on:%Y-%m-%d} {row.sheet.get_meal_display()} · {row.sheet.campus}",
        )
        for row in rows[: search.most + 1]
    )
    address = reverse("duties:register", args=["food-samples"])
    return search.first(hits, f"{address}?{urlencode({'q': words})}")
