"""Published accounts in the search box: by their month."""

from django.utils.translation import gettext_lazy as _

from canteen.models import MealStatement
from logistics.contributions import SearchSource
from logistics.search import Found, Hit, Search


def statements(search: Search) -> Found:
    """2026-11, or the words of the explanation."""
    text = search.asked.text
    rows = MealStatement.objects.visible_to(search.person, "canteen.view").select_related("campus")
    found = [
        row for row in rows[:200] if text in str(row) or text in row.words
    ]  # a school has a dozen a year
    hits = (
        Hit(str(row), row.get_absolute_url(), str(row.campus)) for row in found[: search.most + 1]
    )
    return search.first(hits, "")


SEARCH = [
    SearchSource("meal_accounts", _("Published meal accounts"), statements, "canteen.view", 62)
]
