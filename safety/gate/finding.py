"""What the search box finds at the gate: visitors who have been here."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from logistics.search import Found, Hit, Search
from logistics.templatetags.house import day
from safety.gate.board import VIEW
from safety.models import Visitor


def visitors(search: Search) -> Found:
    """By name, initials, number plate or the last four digits; the newest first."""
    seen = Visitor.objects.visible_to(search.person, VIEW).matching(search.asked.name)
    rows = seen.values("pk", "name", "company", "last_at")[: search.most + 1]
    return search.first(hits(rows), reverse("safety:gate"))


def hits(rows: object) -> Iterator[Hit]:
    known = reverse("safety:visitor_known")
    for row in rows:  # type: ignore[attr-defined]
        note = " · ".join(part for part in (row["company"], day(row["last_at"])) if part)
        yield Hit(row["name"], f"{known}?{urlencode({'q': row['name']})}", note)
