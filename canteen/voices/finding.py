"""Opinions and incidents in the search box, by what was said."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canteen.models import MealComplaint, MealMeeting
from logistics.contributions import SearchSource
from logistics.records.models import Entry
from logistics.search import Found, Hit, Search


def complaints(search: Search) -> Found:
    rows = MealComplaint.objects.visible_to(search.person, "canteen.view").standing()
    for word in search.asked.words:
        rows = rows.filter(Q(content__icontains=word) | Q(entry__number__icontains=word))
    found = rows.select_related("entry__campus").order_by("-entry__happened_at", "-pk")
    hits = (
        Hit(row.one_line(), row.get_absolute_url(), str(row.entry.campus))
        for row in found[: search.most + 1]
    )
    return search.first(hits, "")


def meetings(search: Search) -> Found:
    """By the topic, what was talked about and decided."""
    within = search.person.reach("canteen.view").within(campus="entry__campus_id")
    rows = MealMeeting.objects.filter(within).exclude(entry__status=Entry.Status.VOIDED)
    for word in search.asked.words:
        rows = rows.filter(
            Q(topic__icontains=word) | Q(content__icontains=word) | Q(decisions__icontains=word)
        )
    found = rows.select_related("entry__campus").order_by("-entry__happened_at", "-pk")
    hits = (
        Hit(row.topic, row.entry.get_absolute_url(), str(row.entry.campus))
        for row in found[: search.most + 1]
    )
    return search.first(hits, "")


SEARCH = [
    SearchSource("meal_opinions", _("Opinions on the meals"), complaints, "canteen.view", 63),
    SearchSource("meal_meetings", _("Diet committee"), meetings, "canteen.view", 64),
]
