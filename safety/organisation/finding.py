"""Emergency plans in the search box: everybody finds what to do."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.contributions import SearchSource
from logistics.search import Found, Hit, Search
from safety.models import EmergencyPlan, PlanEdition


def plans(search: Search) -> Found:
    """By the title, or by what the text in force says."""
    words = search.asked.text
    saying = PlanEdition.objects.in_force().filter(steps__icontains=words)
    rows = EmergencyPlan.objects.visible_to(search.person, "duties.view_task")
    rows = rows.filter(Q(title__icontains=words) | Q(pk__in=saying.values("plan")))
    hits = (hit(plan) for plan in rows.filter(is_laid_aside=False)[: search.most + 1])
    return search.first(hits, "")


def hit(plan: Any) -> Hit:
    return Hit(plan.title, plan.get_absolute_url(), str(plan.get_sort_display()))


SEARCH = [SearchSource("emergency_plans", _("Emergency plans"), plans, "duties.view_task", 45)]
