"""What the search box finds of illness: the cases of a child, for those who may know them."""

from django.urls import reverse

from health.models import InfectiousCase
from logistics.school.models import Child
from logistics.search import Found, Hit, Search

VIEW = "health.view_child"


def cases(search: Search) -> Found:
    """By the child's name or number; the newest first."""
    children = Child.objects.matching(search.asked.name).order_by().values("pk")
    seen = InfectiousCase.objects.visible_to(search.person, VIEW).standing()
    rows = seen.filter(child__in=children).for_rows().order_by("-onset_on", "-pk")
    hits = (
        Hit(
            f"{case.child} {case.entry.number}",
            case.get_absolute_url(),
            f"{case.entry.school_class or ''} · {case.onset_on:%Y-%m-%d}",
        )
        for case in rows[: search.most + 1]
    )
    return search.first(hits, f"{reverse('health:case_list')}?view=all&q={search.asked.name}")
