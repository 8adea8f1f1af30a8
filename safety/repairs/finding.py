"""What the search box finds among the repair tickets."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from logistics.search import Found, Hit, Search
from safety.models import Project
from safety.repairs.listing import seen_by


def tickets(search: Search) -> Found:
    """By number, what is broken, and where; the newest first."""
    words = search.asked.name
    found = Q(number__iexact=words) | Q(title__icontains=words) | Q(place__name__icontains=words)
    rows = seen_by(search.person).filter(found).select_related("place", "campus")
    query = urlencode({"view": "all", "q": words})
    return search.first(
        (hit(ticket) for ticket in rows.order_by("-reported_at", "-pk")[: search.most + 1]),
        f"{reverse('safety:ticket_list')}?{query}",
    )


def hit(ticket: Any) -> Hit:
    return Hit(str(ticket), ticket.get_absolute_url(), f"{ticket.where} · {ticket.state_words}")


def projects(search: Search) -> Found:
    words = search.asked.name
    rows = Project.objects.visible_to(search.person, "safety.view").filter(name__icontains=words)
    hits = (
        Hit(project.name, project.get_absolute_url(), f"{project.year} · {project.state.label}")
        for project in rows.order_by("-year", "-pk")[: search.most + 1]
    )
    return search.first(hits, reverse("safety:project_list"))
