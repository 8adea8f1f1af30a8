"""What the search box finds of equipment: fire equipment and play equipment by number, name, place."""

from collections.abc import Iterable
from itertools import chain
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from logistics.search import Found, Hit, Search
from safety.models import FireEquipment, PlayEquipment

VIEW = "safety.view_fire"


def equipment(search: Search) -> Found:
    """Each as many as are shown, fire equipment first."""
    words, most = search.asked.name, search.most + 1
    at = Q(number__icontains=words) | Q(place__name__icontains=words)
    fire = FireEquipment.objects.in_use().visible_to(search.person, VIEW).filter(at)
    play = PlayEquipment.objects.in_use().visible_to(search.person, VIEW)
    play = play.filter(at | Q(name__icontains=words))
    rows: Iterable[FireEquipment | PlayEquipment] = chain(
        fire.select_related("place").order_by("number", "pk")[:most],
        play.select_related("place").order_by("number", "pk")[:most],
    )
    hits = (Hit(str(row), row.get_absolute_url(), str(row.place)) for row in rows)
    query = urlencode({"q": words})
    return search.first(hits, f"{reverse('safety:fire_equipment_list')}?{query}")
