"""What the search box finds among the assets: by label, number, serial number, then by name."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from assets.models import Asset
from assets.models.finding import MOST_NAMES, names_like, texts
from logistics.search import Asked, Found, Hit, Search

VIEW = "assets.view_asset"
SHOWN = ("number", "name", "place__name")


def assets(search: Search) -> Found:
    """Exact marks first; of names as many as are shown, each read from where its name begins."""
    seen = Asset.objects.owned().visible_to(search.person, VIEW)
    rows = list(seen.filter(marked(search.asked)).order_by("number").values("pk", *SHOWN)[:1])
    if not rows:
        rows = named(seen, search)
    hits = (
        Hit(f"{row['number']} {row['name']}", reverse("assets:asset", args=[row["pk"]]),
            row["place__name"] or "")
        for row in rows
    )  # fmt: skip
    query = urlencode({"q": search.asked.name, "campus": ""})
    return search.first(hits, f"{reverse('assets:asset_list')}?{query}")


def marked(asked: Asked) -> Q:
    """What names one card: its number, its serial number, the code of its label."""
    text = asked.name
    either = {text, text.upper()}
    return Q(number__in=either) | Q(serial_number__in=either) | Q(code=text.upper())


def named(seen: Any, search: Search) -> list[dict[str, Any]]:
    names = texts(Asset, "name")
    words = search.asked.name
    fitting = seen.matching(words) if len(names) > MOST_NAMES else None
    if fitting is None:
        like = names_like(names, words)
        if not like:
            return []
        fitting = seen.filter(name__in=like)
    return list(fitting.order_by("name", "number").values("pk", *SHOWN)[: search.most + 1])
